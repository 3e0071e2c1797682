//! The user names and passwords of a credential list.

use serde::Serialize;

use super::uri;
use crate::twilio::answer::{Answer, Outcome, Refusal};
use crate::twilio::call::Call;
use crate::twilio::dates::rfc2822;
use crate::twilio::limits;
use crate::twilio::paging::Listing;
use crate::twilio::state::{Credential, CredentialList, Dates, State};
use crate::twilio::switches::UsernameAgain;

pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let credentials = &parent(state, call)?.credentials;
    Listing::all("credentials", credentials).v2010(call, |sid, credential| view(call, sid, credential))
}

pub(super) fn create(state: &mut State, call: &Call<'_>) -> Outcome {
    let credentials = &mut parent(state, call)?.credentials;
    let username = call
        .form
        .get("Username")
        .filter(|name| (1..=limits::USERNAME).contains(&name.chars().count()))
        .ok_or_else(|| invalid("Username must be provided and have 32 characters or less"))?;
    check_password(call.form.get("Password").unwrap_or_default())?;
    if call.switches.username_again == UsernameAgain::Refused
        && credentials.rows().any(|row| row.value.username == username)
    {
        return Err(call.exists(21243, "A Credential with the same Username already exists in this list"));
    }
    if credentials.len() >= limits::CREDENTIALS {
        return Err(Refusal::bad(21242, "Credential Lists cannot contain more than 1000 Credentials."));
    }
    let credential = Credential { username: username.to_owned(), dates: Dates::new(call.now) };
    let sid = call.ids.sid("CR");
    let answer = Answer::created(&view(call, &sid, &credential));
    credentials.insert(sid, credential);
    Ok(answer)
}

pub(super) fn fetch(state: &mut State, call: &Call<'_>) -> Outcome {
    let sid = call.sids[1];
    let credential = parent(state, call)?.credentials.get(sid).ok_or_else(|| call.not_found())?;
    Ok(Answer::ok(&view(call, sid, credential)))
}

/// Only the password can be changed (`twilio-oai`), and nothing shows that it was but the date.
pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let sid = call.sids[1];
    let credential = parent(state, call)?.credentials.get_mut(sid).ok_or_else(|| call.not_found())?;
    if let Some(password) = call.form.get("Password") {
        check_password(password)?;
        credential.dates.updated = call.now;
    }
    Ok(Answer::ok(&view(call, sid, credential)))
}

pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    parent(state, call)?.credentials.remove(call.sids[1]).ok_or_else(|| call.not_found())?;
    Ok(Answer::deleted())
}

/// The list in the path.
fn parent<'s>(state: &'s mut State, call: &Call<'_>) -> Result<&'s mut CredentialList, Refusal> {
    state.account_mut(call.account).credential_lists.get_mut(call.sids[0]).ok_or_else(|| call.not_found())
}

/// "A minimum of 12 characters, contain at least 1 digit, and have mixed case" (`twilio-oai`).
fn check_password(password: &str) -> Result<(), Refusal> {
    let has = |kind: fn(char) -> bool| password.chars().any(kind);
    let strong = password.chars().count() >= limits::PASSWORD
        && has(|c| c.is_ascii_digit())
        && has(char::is_lowercase)
        && has(char::is_uppercase);
    if strong {
        Ok(())
    } else {
        Err(invalid("Password must have 12 characters at least, at least one digit, and mixed case"))
    }
}

fn invalid(message: &str) -> Refusal {
    Refusal::bad(21243, message)
}

#[derive(Debug, Serialize)]
struct View<'a> {
    sid: &'a str,
    account_sid: &'a str,
    credential_list_sid: &'a str,
    username: &'a str,
    date_created: String,
    date_updated: String,
    uri: String,
}

fn view<'a>(call: &Call<'a>, sid: &'a str, credential: &'a Credential) -> View<'a> {
    let list = call.sids[0];
    View {
        sid,
        account_sid: call.account,
        credential_list_sid: list,
        username: &credential.username,
        date_created: rfc2822(credential.dates.created),
        date_updated: rfc2822(credential.dates.updated),
        uri: uri(call, &format!("SIP/CredentialLists/{list}/Credentials/{sid}")),
    }
}
