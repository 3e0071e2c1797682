//! Digest credentials. No carrier tells a password, so that each gets another.

use trunkline::model::{Credential, ExotelCredentialOptions};

use super::{
    FieldLoss, Left, Target,
    field::{Field, sbc},
    judge::On,
    source::{EXOTEL_CREDENTIAL, TWILIO_CREDENTIAL, TWILIO_LISTS, WRITE_ONLY},
    trunk::host,
};
use crate::{Noun, Shortfall, WantedCredential, WantedTrunk};

/// Characters in a user name on Twilio.
const TWILIO_USERNAME: usize = 32;
/// Characters in a label on Exotel.
const EXOTEL_LABEL: usize = 32;

/// The nearest user name that the carrier takes.
fn username_on(username: &str, to: &Target<'_>) -> String {
    if to.is_exotel() {
        return word(username);
    }
    if to.is_twilio() {
        return username.chars().take(TWILIO_USERNAME).collect();
    }
    username.to_owned()
}

/// Exotel takes letters, digits and `_`.
fn word(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// A user name, and numbered ones of so many characters at most, should it be taken.
fn candidates(nearest: &str, room: usize) -> impl Iterator<Item = String> {
    let numbered = (2_u32..).map(move |n| {
        let number = format!("x{n}");
        let kept: String = nearest.chars().take(room.saturating_sub(number.len())).collect();
        kept + &number
    });
    std::iter::once(nearest.to_owned()).chain(numbered)
}

/// Whether a user name is one of another credential. One that a rotation of it would have is taken too.
fn is_taken<'a>(name: &str, others: impl IntoIterator<Item = &'a WantedCredential>) -> bool {
    others.into_iter().any(|other| {
        let own = WantedCredential { username: name.to_owned(), ..other.clone() };
        other.rotation_of(name).is_some() || own.rotation_of(&other.username).is_some()
    })
}

/// The credentials that can be asked for. Where two would have the same user name, the later one is numbered. `own` is what
/// an earlier migration left of the trunk itself.
pub(super) fn on(
    all: &[WantedCredential],
    own: Option<&Left>,
    to: &Target<'_>,
    shortfalls: &mut Vec<Shortfall>,
) -> Vec<WantedCredential> {
    let mut credentials: Vec<WantedCredential> = Vec::new();
    if !to.capabilities().credentials.value {
        let why = format!("{} does not authenticate calls by digest", to.called());
        shortfalls
            .extend(all.iter().map(|one| Shortfall::new(Noun::Credentials, &one.username, why.clone())));
        return credentials;
    }
    for credential in all {
        let nearest = username_on(&credential.username, to);
        let mut names = candidates(&nearest, TWILIO_USERNAME);
        let is_free = |name: &String| !is_taken(name, &credentials) && !to.is_elsewhere(name, own);
        let Some(username) = names.find(is_free) else {
            continue;
        };
        let mut exotel = ExotelCredentialOptions::default();
        if to.is_exotel() {
            exotel.friendly_name = credential
                .exotel
                .friendly_name
                .as_deref()
                .map(|label| word(label).chars().take(EXOTEL_LABEL).collect());
        }
        credentials.push(WantedCredential { username, exotel, ..credential.clone() });
    }
    credentials
}

/// Rotates credentials past those that an earlier migration left on the trunk: their passwords went elsewhere, and nobody
/// can read them.
pub(super) fn rotate(wanted: &mut WantedTrunk, own: &Left, to: &Target<'_>) {
    let latest = |credential: &WantedCredential| {
        let held = own.usernames.iter().filter_map(|name| credential.rotation_of(name));
        held.chain(own.rotations.get(&credential.username).copied()).max().unwrap_or(0)
    };
    let all = wanted.credentials.as_deref_mut().unwrap_or_default();
    for i in 0..all.len() {
        let mut credential = all[i].clone();
        credential.rotation = latest(&credential).saturating_add(1);
        while to.is_elsewhere(&credential.carrier_username(), Some(own)) {
            credential.rotation = credential.rotation.saturating_add(1);
        }
        while to.is_twilio() && credential.carrier_username().chars().count() > TWILIO_USERNAME {
            let room = TWILIO_USERNAME - (credential.rotation.to_string().len() + 1);
            let nearest: String = all[i].username.chars().take(room).collect();
            let others = || all[..i].iter().chain(&all[i + 1..]);
            let Some(name) = candidates(&nearest, room).find(|name| !is_taken(name, others())) else {
                break;
            };
            credential.username = name;
            credential.rotation = latest(&credential).saturating_add(1).max(credential.rotation);
        }
        all[i] = credential;
    }
}

pub(super) fn fields(held: &Credential, on: &On<'_>) -> Vec<FieldLoss> {
    let becomes = becomes(held, on);
    let username = becomes.map(WantedCredential::carrier_username);
    vec![
        Field::of("id").was(&held.id).carriers_own(),
        name(held, becomes, on),
        password(username.as_deref(), on),
        label(held, on),
        list(held),
        Field::of("created").was_if(held.created).carriers_own(),
    ]
}

/// The user name there.
fn becomes<'a>(held: &Credential, on: &'a On<'_>) -> Option<&'a WantedCredential> {
    let mut all = on.source.credentials.iter().flatten().zip(on.wanted.credentials.iter().flatten());
    all.find(|(source, _)| source.username == held.username).map(|(_, wanted)| wanted)
}

fn name(held: &Credential, becomes: Option<&WantedCredential>, on: &On<'_>) -> FieldLoss {
    let field = Field::of("username").was(&held.username);
    let source = if on.to.is_exotel() { EXOTEL_CREDENTIAL } else { TWILIO_CREDENTIAL };
    let Some(becomes) = becomes else {
        return field
            .impossible("the carrier does not authenticate calls by digest", super::source::CAPABILITIES);
    };
    let username = becomes.carrier_username();
    if username == held.username {
        return field.stays().exact(source);
    }
    let rule = if becomes.rotation > 1 {
        "the name before it is there already, left by an earlier migration, and nobody can read its password"
    } else if on.to.is_exotel() {
        "letters, digits and _ only there, and each name once on the account"
    } else {
        "at most 32 characters there, and each name once"
    };
    field.becomes(&username).approximated(rule, source)
}

/// Not in the model of what a carrier tells: nobody reads it.
fn password(username: Option<&str>, on: &On<'_>) -> FieldLoss {
    let alphabet = if on.to.is_exotel() {
        "letters, digits and _"
    } else {
        "12 characters or more, with upper case, lower case and a digit"
    };
    let username = username.unwrap_or("-");
    Field::of("password").manual(
        sbc(),
        format!(
            "a new password is made ({alphabet}), as no carrier tells one: set user name {username} and the password that \
             prepare hands over, for calls of trunk {} to {}",
            on.wanted.name,
            host(on)
        ),
        WRITE_ONLY,
    )
}

fn label(held: &Credential, on: &On<'_>) -> FieldLoss {
    let label = held.label.as_deref().filter(|label| !label.is_empty());
    let field = Field::of("label").was_if(label);
    match label {
        None => field.exact(EXOTEL_CREDENTIAL),
        Some(label) if on.to.is_exotel() => {
            let becomes: String = word(label).chars().take(EXOTEL_LABEL).collect();
            if becomes == label {
                field.stays().exact(EXOTEL_CREDENTIAL)
            } else {
                field
                    .becomes(&becomes)
                    .approximated("up to 32 letters, digits and _ there", EXOTEL_CREDENTIAL)
            }
        }
        Some(label) => field.impossible(
            format!("a credential has no label there; note {label:?} elsewhere"),
            TWILIO_CREDENTIAL,
        ),
    }
}

fn list(held: &Credential) -> FieldLoss {
    match &held.list {
        Some(list) if !list.managed => Field::of("list").was(&list.name).approximated(
            format!("its user names are made anew as this trunk's own: what changes in the list {} later does not follow", list.name),
            TWILIO_LISTS,
        ),
        list => Field::of("list").was_if(list.as_ref().map(|list| &list.name)).carriers_own(),
    }
}
