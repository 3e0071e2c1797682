//! Digest credentials.

use std::error::Error as _;

use secrecy::ExposeSecret as _;
use trunkline::{
    Error, ErrorKind,
    ext::{CredentialExt as _, collect},
    model::{
        AuthModeChange, ChangeOptions, CredentialSpec, EffectiveAuth, Replaced, SecretString,
        TerminationAuth, WarningCode,
    },
};

use super::scenario;
use crate::{
    case::Case,
    check::{Outcome, check, same},
    scenario::{
        Capability::Credentials,
        Need::{Can, RequestCount},
        Scenario,
    },
};

pub(super) const SCENARIOS: &[Scenario] = &[
    scenario!(
        add_list_remove,
        [Can(Credentials)],
        "a credential is listed by its user name until it is removed",
        "Exotel's empty list, which comes without metadata; Twilio's two steps, a list and its association"
    ),
    scenario!(
        duplicate_is_refused,
        [Can(Credentials)],
        "the same user name a second time is AlreadyExists, and the trunk still has it once",
        "a create that overwrites the password of a live credential"
    ),
    scenario!(
        set_password,
        [Can(Credentials)],
        "another password keeps the credential, its id and its user name",
        "a password changed by remove and add, with a moment without either"
    ),
    scenario!(
        password_is_never_shown,
        [Can(Credentials)],
        "a password is in no outcome, no list and no error, printed in any way",
        "a Debug that prints the request; an error that repeats the body"
    ),
    scenario!(
        empty_username_is_refused,
        [Can(Credentials), RequestCount],
        "an empty user name or password is InvalidInput, and nothing is sent",
        "carriers that store a credential nobody can use"
    ),
    scenario!(
        removed_twice,
        [Can(Credentials)],
        "removing a credential a second time is NotFound",
        "a DELETE by query, which answers 200 when nothing matches"
    ),
    scenario!(
        credential_of_another_trunk,
        [Can(Credentials)],
        "a credential can be neither changed nor removed by way of another trunk",
        "Exotel's DELETE by query; Twilio's lists, which belong to the account"
    ),
    scenario!(
        not_found_on_every_verb,
        [Can(Credentials)],
        "every verb on a trunk or a credential that is not there is NotFound",
        "lists that answer empty for a trunk that is not there"
    ),
    scenario!(
        ensure_reports_what_it_cannot_verify,
        [Can(Credentials)],
        "ensuring a credential that is there changes nothing and says that its password cannot be verified",
        "carriers that give no password back: silence would be a claim"
    ),
    scenario!(
        vouched,
        [Can(Credentials)],
        "a credential whose caller vouches for the mode comes and goes as any other, by no more requests",
        "a look at the trunk with each of two thousand credentials"
    ),
];

async fn add_list_remove(case: &Case) -> Outcome {
    let (part, id) = (case.credentials()?, case.trunk(TerminationAuth::Digest).await?);
    same!(case.credential_list(&id).await?, [], "the credentials of a new trunk");
    let spec = case.credential(0);
    let added = part.add_credential(&id, &spec).await?;
    check!(added.changed, "adding a credential says that nothing changed");
    same!(added.value.username, case.held_user(&spec), "the user name in the answer");
    let kept = part.add_credential(&id, &case.credential(1)).await?.value;

    let mut names: Vec<_> = case.credential_list(&id).await?.into_iter().map(|c| c.username).collect();
    names.sort_unstable();
    let mut expected = [case.held_user(&spec), kept.username.clone()];
    expected.sort_unstable();
    same!(names, expected, "the user names listed");

    let removed = part.remove_credential(&id, &added.value.id, &ChangeOptions::default()).await?;
    check!(removed.changed, "a removal says that nothing changed");
    check!(
        matches!(&removed.replaced, Some(Replaced::Credential(old)) if old.username == case.held_user(&spec)),
        "the credential removed is not reported: {:?}",
        removed.replaced
    );
    let left: Vec<_> = case.credential_list(&id).await?.into_iter().map(|c| c.id).collect();
    same!(left, [kept.id], "credentials left");
    Ok(())
}

async fn duplicate_is_refused(case: &Case) -> Outcome {
    let (part, id) = (case.credentials()?, case.trunk(TerminationAuth::Digest).await?);
    let _ = part.add_credential(&id, &case.credential(0)).await?;
    let twin = CredentialSpec::new(case.credential(0).username, case.credential(1).password);
    let again = part.add_credential(&id, &twin).await;
    case.refused(again, &[ErrorKind::AlreadyExists], "adding a user name twice")?;
    same!(case.credential_list(&id).await?.len(), 1, "credentials on the trunk");
    Ok(())
}

async fn set_password(case: &Case) -> Outcome {
    let (part, id) = (case.credentials()?, case.trunk(TerminationAuth::Digest).await?);
    let added = part.add_credential(&id, &case.credential(0)).await?.value;
    let password = case.credential(1).password;
    let done = part.set_password(&id, &added.id, &password, &ChangeOptions::default()).await?;
    check!(done.changed, "another password says that nothing changed");
    same!(done.value.id, added.id, "the credential in the answer");
    let listed: Vec<_> = case.credential_list(&id).await?.into_iter().map(|c| (c.id, c.username)).collect();
    same!(listed, [(added.id, added.username)], "the credentials listed");
    Ok(())
}

async fn password_is_never_shown(case: &Case) -> Outcome {
    let (part, id) = (case.credentials()?, case.trunk(TerminationAuth::Digest).await?);
    let spec = case.credential(0);
    let (secret, canary) = (|| spec.password.clone(), spec.password.expose_secret());
    let keep = ChangeOptions::default();

    let added = part.add_credential(&id, &spec).await?;
    let changed = part.set_password(&id, &added.value.id, &secret(), &keep).await?;
    let ensured = part.ensure_credential(&id, &spec).await?;
    let listed = case.credential_list(&id).await?;
    let mut shown = vec![
        format!("{spec:?}"),
        format!("{added:?}"),
        format!("{changed:?}"),
        format!("{ensured:?}"),
        format!("{listed:?}"),
    ];

    let missing = case.missing();
    let errors = [
        part.add_credential(&id, &spec).await.err(),
        part.add_credential(&missing.trunk, &spec).await.err(),
        part.set_password(&id, &missing.credential, &secret(), &keep).await.err(),
        part.add_credential(&id, &CredentialSpec::new("", secret())).await.err(),
    ];
    check!(errors.iter().all(Option::is_some), "a call that should have failed did not: {errors:?}");
    shown.extend(errors.into_iter().flatten().map(|error| everything_said_by(&error)));
    for text in shown {
        check!(!text.contains(canary), "the password is shown: {}", text.replace(canary, "(the password)"));
    }
    Ok(())
}

/// An error in every way it can be printed, with all its causes.
fn everything_said_by(error: &Error) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    let said = causes.map(|cause| format!("{cause} {cause:?}"));
    format!("{error} {error:?} {error:#?} {}", said.collect::<Vec<_>>().join(" "))
}

async fn empty_username_is_refused(case: &Case) -> Outcome {
    let (part, id) = (case.credentials()?, case.trunk(TerminationAuth::Digest).await?);
    let good = part.add_credential(&id, &case.credential(0)).await?.value.id;
    let (bad, before) = (&[ErrorKind::InvalidInput], case.sent());
    let nameless = CredentialSpec::new("", case.credential(1).password);
    case.refused(part.add_credential(&id, &nameless).await, bad, "an empty user name")?;
    let open = CredentialSpec::new(case.credential(1).username, SecretString::from(""));
    case.refused(part.add_credential(&id, &open).await, bad, "an empty password")?;
    let outcome = part.set_password(&id, &good, &SecretString::from(""), &ChangeOptions::default()).await;
    case.refused(outcome, bad, "a change to an empty password")?;
    case.nothing_sent(before, "empty user names and passwords")
}

async fn removed_twice(case: &Case) -> Outcome {
    let (part, id) = (case.credentials()?, case.trunk(TerminationAuth::Digest).await?);
    let _ = part.add_credential(&id, &case.credential(0)).await?;
    let credential = part.add_credential(&id, &case.credential(1)).await?.value.id;
    let _ = part.remove_credential(&id, &credential, &ChangeOptions::default()).await?;
    let again = part.remove_credential(&id, &credential, &ChangeOptions::default()).await;
    case.refused(again, &[ErrorKind::NotFound], "removing a credential twice")?;
    Ok(())
}

async fn credential_of_another_trunk(case: &Case) -> Outcome {
    let part = case.credentials()?;
    let (owner, other) =
        (case.trunk(TerminationAuth::Digest).await?, case.trunk(TerminationAuth::Digest).await?);
    let credential = part.add_credential(&owner, &case.credential(0)).await?.value;
    let _ = part.add_credential(&other, &case.credential(1)).await?;
    let (keep, gone) = (ChangeOptions::default(), &[ErrorKind::NotFound]);
    let password = case.credential(2).password;
    let outcome = part.set_password(&other, &credential.id, &password, &keep).await;
    case.refused(outcome, gone, "changing another trunk's credential")?;
    let outcome = part.remove_credential(&other, &credential.id, &keep).await;
    case.refused(outcome, gone, "removing another trunk's credential")?;
    let left: Vec<_> = case.credential_list(&owner).await?.into_iter().map(|c| c.id).collect();
    same!(left, [credential.id], "the owner's credentials");
    Ok(())
}

async fn not_found_on_every_verb(case: &Case) -> Outcome {
    let (part, missing, gone) = (case.credentials()?, case.missing(), &[ErrorKind::NotFound]);
    let (spec, keep) = (case.credential(0), ChangeOptions::default());
    case.refused(collect(part.list_credentials(&missing.trunk)).await, gone, "listing")?;
    case.refused(part.add_credential(&missing.trunk, &spec).await, gone, "adding")?;

    let id = case.trunk(TerminationAuth::Digest).await?;
    for trunk in [&missing.trunk, &id] {
        let outcome = part.set_password(trunk, &missing.credential, &spec.password, &keep).await;
        case.refused(outcome, gone, "changing")?;
        case.refused(part.remove_credential(trunk, &missing.credential, &keep).await, gone, "removing")?;
    }
    Ok(())
}

async fn ensure_reports_what_it_cannot_verify(case: &Case) -> Outcome {
    let (part, id) = (case.credentials()?, case.trunk(TerminationAuth::Digest).await?);
    let first = part.ensure_credential(&id, &case.credential(0)).await?;
    check!(first.changed, "ensuring a new credential says that nothing changed");
    let second = part.ensure_credential(&id, &case.credential(0)).await?;
    check!(!second.changed, "ensuring it a second time changed something: {second:?}");
    same!(second.value.id, first.value.id, "the credential ensured");
    let said = second.warnings.iter().any(|warning| warning.code == WarningCode::PasswordNotVerifiable);
    check!(said, "it is not said that the password cannot be verified: {:?}", second.warnings);
    Ok(())
}

async fn vouched(case: &Case) -> Outcome {
    let (part, id) = (case.credentials()?, case.trunk(TerminationAuth::Digest).await?);
    let first = part.add_credential(&id, &case.credential(0)).await?.value;
    let before = case.sent();
    let second = part.add_credential(&id, &case.credential(1)).await?.value;
    let (guarded, before) = (case.sent_since(before), case.sent());
    let spec = case.credential(2).with_auth_mode(AuthModeChange::Unchanged);
    let third = part.add_credential(&id, &spec).await?.value;
    let vouched = case.sent_since(before);
    check!(vouched <= guarded, "adding takes {vouched} requests when it is vouched for, otherwise {guarded}");
    same!(third.username, case.held_user(&spec), "the user name in the answer");

    let (keep, before) = (ChangeOptions::default(), case.sent());
    let _ = part.remove_credential(&id, &first.id, &keep).await?;
    let (guarded, before) = (case.sent_since(before), case.sent());
    let vouch = keep.with_auth_mode(AuthModeChange::Unchanged);
    let _ = part.remove_credential(&id, &second.id, &vouch).await?;
    let vouched = case.sent_since(before);
    check!(
        vouched <= guarded,
        "removing takes {vouched} requests when it is vouched for, otherwise {guarded}"
    );
    let again = part.remove_credential(&id, &second.id, &vouch).await;
    case.refused(again, &[ErrorKind::NotFound], "removing a credential twice")?;
    let left: Vec<_> = case.credential_list(&id).await?.into_iter().map(|c| c.id).collect();
    same!(left, [third.id], "the credentials left");
    case.authenticates(&id, EffectiveAuth::Mode(TerminationAuth::Digest)).await
}
