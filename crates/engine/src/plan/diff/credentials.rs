//! Digest credentials, and how a password becomes another without a moment in which no password is right.

use trunkline::model::{AuthModeChange, ChangeOptions, Credential};

use super::{NOT_LISTED, NOT_THERE, is_shared, note_shared, too_many};
use crate::{
    Noun, SecretRef, WantedCredential,
    plan::{
        Allow, Change, Manual, Step,
        draft::{Draft, Phase, Subject},
        order::fit,
    },
};

pub(in crate::plan) fn credentials(on: &Subject<'_>, draft: &mut Draft) {
    let Some(wanted) = &on.wanted.credentials else { return };
    let there = on.there.and_then(|there| there.credentials.as_deref()).unwrap_or_default();
    let own = there.iter().filter(|held| !is_shared(held.list.as_ref())).count();

    let mut adds = Vec::new();
    let mut removes = Vec::new();
    let mut shared = Vec::new();
    for (i, credential) in wanted.iter().enumerate() {
        let held: Vec<(u32, &Credential)> = there
            .iter()
            .filter_map(|held| Some((rotation_of(on, credential, wanted, held)?, held)))
            .collect();
        if let Some(reason) = goes_back(on, credential, &held) {
            draft.refuse(format!("credentials[{i}].rotation"), reason);
            continue;
        }
        let current: Vec<_> =
            held.iter().filter(|(rotation, _)| *rotation == credential.rotation.max(1)).collect();
        let (stays, older): (Vec<&Credential>, Vec<&Credential>) = held
            .iter()
            .filter(|(rotation, _)| *rotation < credential.rotation.max(1))
            .map(|(_, held)| *held)
            .partition(|held| is_shared(held.list.as_ref()));
        if current.is_empty() {
            adds.push(add(on, credential));
        } else if current.len() > 1 {
            draft.notes.push(format!(
                "user name {} is on the trunk twice: which one has the file's password cannot be read; remove one by hand",
                credential.carrier_username()
            ));
        }
        let finish = !current.is_empty() && on.allowed.contains(&Allow::FinishRotation);
        if finish {
            removes.extend(older.iter().map(|held| finished(on, held)));
        } else if let Some(old) = older.last().or(stays.last()) {
            let new = current.first().map(|(_, held)| held.username.as_str());
            let manual = change_the_sbc(on, credential, new, old);
            if manual.confirmed.is_some() && !older.is_empty() {
                draft.notes.push(unfinished(credential, &older));
            }
            draft.manual.push(manual);
        }
        shared.extend(stays);
        note_label(draft, credential, current.first().map(|(_, held)| *held));
    }
    let unlisted = |held: &&Credential| {
        !wanted.iter().any(|credential| rotation_of(on, credential, wanted, held).is_some())
    };
    let (unlisted, extra): (Vec<_>, Vec<_>) =
        there.iter().filter(unlisted).partition(|held| is_shared(held.list.as_ref()));
    shared.extend(unlisted);
    let extra = extra.into_iter().filter(|_| !on.wanted.others_stay);
    removes.extend(extra.map(|held| on.unlisted(Noun::Credentials, remove(on, held, NOT_LISTED))));
    removes.sort_by(|a, b| a.id.cmp(&b.id));

    let most = on.view.capabilities().max_credentials.value;
    let fitted = fit(adds, removes, own, most);
    too_many(draft, "credentials", fitted.too_many, most);
    draft.fitted(fitted, Phase::AddCredential, Phase::RemoveCredential);
    let shared = shared.into_iter().filter_map(|held| Some((held.list.as_ref()?, held.username.clone())));
    note_shared(draft, "user name", shared);
}

/// Which rotation of `credential` is held. One that is another credential of the file is that one's.
fn rotation_of(
    on: &Subject<'_>,
    credential: &WantedCredential,
    all: &[WantedCredential],
    held: &Credential,
) -> Option<u32> {
    let is = |username: &str| on.view.is_of_user(held, username);
    let mut others = all.iter().filter(|other| other.username != credential.username);
    let taken = others.any(|other| is(&other.carrier_username()) || is(&other.username));
    if taken { None } else { on.view.rotation_of(&credential.username, held) }
}

/// Why a rotation cannot be an earlier one again.
fn goes_back(on: &Subject<'_>, credential: &WantedCredential, held: &[(u32, &Credential)]) -> Option<String> {
    let known =
        on.there.and_then(|there| on.known.rotation(on.profile, &there.trunk.id, &credential.username));
    let latest = held.iter().map(|(rotation, _)| *rotation).chain(known).max()?;
    (credential.rotation.max(1) < latest).then(|| {
        format!(
            "rotation {} of {} is over, {latest} is the latest: write {latest}, or {} for another password",
            credential.rotation,
            credential.username,
            latest.saturating_add(1)
        )
    })
}

fn add(on: &Subject<'_>, credential: &WantedCredential) -> Step {
    let username = credential.carrier_username();
    Step::new(
        on.id(Noun::Credentials, &username, "add"),
        Change::AddCredential {
            username,
            password: credential.password.clone(),
            of: credential.username.clone(),
            rotation: credential.rotation.max(1),
            auth_mode: AuthModeChange::default(),
            exotel: credential.exotel.clone(),
        },
        NOT_THERE,
    )
}

fn finished(on: &Subject<'_>, held: &Credential) -> Step {
    remove(on, held, "an earlier rotation").needs(Allow::FinishRotation)
}

fn remove(on: &Subject<'_>, held: &Credential, why: &str) -> Step {
    let twice = on
        .there
        .iter()
        .flat_map(|there| there.credentials.iter().flatten())
        .filter(|other| other.username == held.username)
        .count()
        > 1;
    let key = if twice { format!("{}/{}", held.username, held.id) } else { held.username.clone() };
    let change = Change::RemoveCredential {
        id: held.id.clone(),
        username: held.username.clone(),
        options: ChangeOptions::default(),
    };
    Step::new(on.id(Noun::Credentials, &key, "remove"), change, why)
        .risk(format!("an SBC that still uses {} can place no calls", held.username))
        .no_undo("nobody knows its password".to_owned())
}

/// What a person does between the two halves of a rotation.
fn change_the_sbc(
    on: &Subject<'_>,
    credential: &WantedCredential,
    new: Option<&str>,
    old: &Credential,
) -> Manual {
    // A digest is made with the name as the carrier holds it.
    let new = new.map_or_else(|| credential.carrier_username(), ToOwned::to_owned);
    let place = match &credential.password {
        SecretRef::Env(name) => format!("the variable {name}"),
        SecretRef::File(path) => format!("the file {}", path.display()),
    };
    let id = on.own_id(&format!("{}/{}/rotate", Noun::Credentials, credential.carrier_username()));
    let confirmed = on.confirmed(&id);
    let old_one = &old.username;
    let then = if is_shared(old.list.as_ref()) {
        format!("{old_one} stays, in a list that other trunks may use")
    } else {
        format!("then apply with --allow {}, which removes {old_one}", Allow::FinishRotation)
    };
    let instruction =
        format!("Change the SBC from user name {old_one} to {new}, with the password from {place}; {then}");
    Manual { id, instruction, confirmed }
}

/// The SBC uses the new user name, and the old one still works.
fn unfinished(credential: &WantedCredential, older: &[&Credential]) -> String {
    let old: Vec<&str> = older.iter().map(|held| held.username.as_str()).collect();
    format!(
        "the rotation of {} is not finished: {} can still place calls, until an apply with --allow {} removes it",
        credential.username,
        old.join(", "),
        Allow::FinishRotation
    )
}

/// A label cannot be changed on its own.
fn note_label(draft: &mut Draft, credential: &WantedCredential, current: Option<&Credential>) {
    let (Some(wanted), Some(current)) = (&credential.exotel.friendly_name, current) else { return };
    if let Some(held) = current.label.as_ref().filter(|held| *held != wanted) {
        let username = &current.username;
        draft.notes.push(format!(
            "user name {username} keeps its label {held}: only another rotation gets {wanted}"
        ));
    }
}
