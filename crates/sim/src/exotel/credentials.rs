//! Digest credentials of a trunk: create, list, update, delete. A password is never returned.

use serde::Serialize;

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::state::{Account, Credential, Dates, find, remove};
use super::switches::{CredentialMetadata, UserNameAgain};
use super::view::{Data, date};
use super::{paging, validate};

/// A credential as answers show it.
#[derive(Debug, Serialize)]
pub(super) struct CredentialView {
    id: String,
    trunk_sid: String,
    user_name: String,
    friendly_name: Option<String>,
    date_created: String,
    date_updated: String,
}

fn view(credential: &Credential, call: &Call<'_>) -> Data {
    Data::Credential(CredentialView {
        id: credential.id.to_string(),
        trunk_sid: call.trunk_sid().to_owned(),
        user_name: credential.user_name.clone(),
        friendly_name: credential.friendly_name.clone(),
        date_created: date(credential.dates.created),
        date_updated: date(credential.dates.updated),
    })
}

const KEYS: &[&str] = &["user_name", "password", "friendly_name"];

pub(super) fn create(account: &mut Account, call: &Call<'_>) -> Outcome {
    let credentials = &mut account.trunk_mut(call)?.credentials;
    let body = call.body("CreateCredentialsRequest", KEYS)?;
    let user_name = body.string("user_name")?;
    let password = body.string("password")?;
    let friendly_name = body.string("friendly_name")?;

    let user_name = validate::filled(user_name, "UserName")?;
    let password = validate::filled(password, "Password")?;
    validate::letters(user_name, "UserName", call.switches.user_name)?;
    validate::letters(password, "Password", call.switches.password)?;
    friendly_name.map_or(Ok(()), |name| validate::friendly_name(name, call.switches.friendly_name))?;
    let again = credentials.iter().any(|credential| credential.user_name == user_name);
    if again && call.switches.user_name_again == UserNameAgain::Refused {
        return Err(call.duplicate(format!("Unable to create Credentials with UserName {user_name}")));
    }
    let credential = Credential {
        id: call.ids.serial(),
        user_name: user_name.to_owned(),
        friendly_name: friendly_name.map(str::to_owned),
        dates: Dates::new(call.now),
    };
    let answer = view(&credential, call);
    credentials.push(credential);
    Ok(Answer::One(answer))
}

/// Without rows there is no `metadata`, as captured by Exotel's sample repository.
pub(super) fn list(account: &mut Account, call: &Call<'_>) -> Outcome {
    let credentials = account.credentials_mut(call)?;
    let wanted = call.query("id");
    let rows: Vec<_> = credentials
        .iter()
        .filter(|credential| wanted.is_none_or(|id| credential.id.to_string() == id))
        .collect();
    let total = rows.len();
    let (mut metadata, page) = paging::page(call, rows, |credential| view(credential, call));
    if call.switches.credential_metadata == CredentialMetadata::WithTotals {
        metadata = metadata.with_totals(total, paging::offset(call));
    }
    Ok(Answer::List((!page.is_empty()).then_some(metadata), page))
}

pub(super) fn update(account: &mut Account, call: &Call<'_>) -> Outcome {
    let credentials = account.credentials_mut(call)?;
    let position = find(credentials, call.child_id()?)?;
    let body = call.body("UpdateCredentialsRequest", KEYS)?;
    let user_name = body.string("user_name")?;
    let password = body.string("password")?;
    let friendly_name = body.string("friendly_name")?;

    let letters = validate::letters;
    user_name.map_or(Ok(()), |name| letters(name, "UserName", call.switches.user_name))?;
    password.map_or(Ok(()), |password| letters(password, "Password", call.switches.password))?;
    friendly_name.map_or(Ok(()), |name| validate::friendly_name(name, call.switches.friendly_name))?;
    let again = user_name.is_some_and(|name| {
        credentials.iter().enumerate().any(|(at, credential)| at != position && credential.user_name == name)
    });
    if again && call.switches.user_name_again == UserNameAgain::Refused {
        let name = user_name.unwrap_or_default();
        return Err(call.duplicate(format!("Unable to update Credentials with UserName {name}")));
    }
    let credential = &mut credentials[position];
    if let Some(name) = user_name {
        name.clone_into(&mut credential.user_name);
    }
    if let Some(name) = friendly_name {
        credential.friendly_name = Some(name.to_owned());
    }
    credential.dates.updated = call.now;
    Ok(Answer::One(view(credential, call)))
}

pub(super) fn delete(account: &mut Account, call: &Call<'_>) -> Outcome {
    let credential = remove(account.credentials_mut(call)?, call)?;
    Ok(Answer::One(view(&credential, call)))
}
