//! Credentials on Exotel: every request on the wire, every documented answer, and what the contract makes of them.

use serde_json::json;
use trunkline::{
    ErrorKind,
    exotel::wire::{CredentialUpdate, NewCredential},
    model::{
        AuthModeChange, ChangeOptions, CredentialId, CredentialSpec, ExotelCredentialOptions, Replaced,
        WarningCode,
    },
    provider::CredentialProvider as _,
};

use crate::support::*;

const PASSWORD: &str = "Canary0123456789";

fn id() -> CredentialId {
    "77".parse().unwrap()
}

fn spec() -> CredentialSpec {
    CredentialSpec::new("voiceai", PASSWORD.into())
}

fn codes(warnings: &[trunkline::model::Warning]) -> Vec<WarningCode> {
    warnings.iter().map(|warning| warning.code).collect()
}

#[tokio::test]
async fn every_call_on_the_wire() {
    let answers =
        vec![one(&credential()), empty(), list(&[credential()]), one(&credential()), one(&credential())];
    let ((), sent) = exchange(answers, async |client| {
        let trunk = trunk_id();
        let new = NewCredential::new("voiceai", PASSWORD.into()).with_friendly_name("prod");
        let created = client.create_credential(&trunk, &new).await.unwrap();
        assert_eq!((created.id, created.user_name.as_str()), (id(), "voiceai"));
        // An empty list has no metadata (captured sample 4b15de36…).
        assert!(client.list_credentials(&trunk, None).first_page().await.unwrap().items.is_empty());
        assert_eq!(client.list_credentials(&trunk, Some(&id())).first_page().await.unwrap().items.len(), 1);
        let update = CredentialUpdate::default().with_friendly_name("b");
        assert!(client.update_credential(&trunk, &id(), &update).await.unwrap().is_some());
        assert!(client.delete_credential(&trunk, &id()).await.unwrap().is_some());
    })
    .await;
    assert_eq!(
        sent,
        [
            on_trunk(
                "POST",
                &format!(
                    r#"credentials {{"friendly_name":"prod","password":"{PASSWORD}","user_name":"voiceai"}}"#
                )
            ),
            on_trunk("GET", "credentials"),
            on_trunk("GET", "credentials?id=77"),
            on_trunk("PUT", r#"credentials/77 {"friendly_name":"b"}"#),
            on_trunk("DELETE", "credentials?id=77"),
        ]
    );
}

#[tokio::test]
async fn adding_reads_what_is_there_first() {
    let labelled = spec().with_exotel(ExotelCredentialOptions::default().with_friendly_name("prod"));
    let (done, sent) = provided(vec![empty(), empty(), one(&credential())], async |exotel| {
        exotel.add_credential(&trunk_id(), &labelled).await.unwrap()
    })
    .await;
    assert!(done.changed && done.warnings.is_empty());
    assert_eq!((done.value.username.as_str(), done.value.label.as_deref()), ("voiceai", Some("prod")));
    assert_eq!(sent[..2], [on_trunk("GET", "credentials"), on_trunk("GET", "whitelisted-ips")]);
    assert!(sent[2].contains(r#""friendly_name":"prod""#));
}

/// The alphabet is measured: `Allowed characters for FriendlyName is alphanumberic and _`, and likewise the password.
#[tokio::test]
async fn values_outside_the_alphabet_are_refused_before_sending() {
    let label = |name: &str| spec().with_exotel(ExotelCredentialOptions::default().with_friendly_name(name));
    let long = "x".repeat(33);
    for (refused, words) in [
        (CredentialSpec::new("voice-ai", PASSWORD.into()), "username \"voice-ai\""),
        (CredentialSpec::new("", PASSWORD.into()), "username \"\""),
        (CredentialSpec::new("voiceai", "Canary-012!".into()), "password"),
        (CredentialSpec::new("voiceai", "".into()), "password"),
        (label("elevenlabs-prod"), "friendly_name \"elevenlabs-prod\""),
        (label(&long), "33 characters"),
    ] {
        let (done, sent) =
            provided(vec![], async |exotel| exotel.add_credential(&trunk_id(), &refused).await).await;
        let error = done.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains(words), "{words} in {error}");
        assert!(!format!("{error} {error:?}").contains("Canary"), "{error}");
        assert!(sent.is_empty());
    }
    let both = CredentialSpec::new("a b", "c d".into());
    let (done, _) = provided(vec![], async |exotel| exotel.add_credential(&trunk_id(), &both).await).await;
    let error = done.unwrap_err().to_string();
    assert!(error.contains("username") && error.contains("password"), "each mistake is named: {error}");
}

#[tokio::test]
async fn a_user_name_that_is_there_is_not_sent_again() {
    let (done, sent) = provided(vec![list(&[credential()])], async |exotel| {
        exotel.add_credential(&trunk_id(), &spec()).await
    })
    .await;
    let error = done.unwrap_err();
    assert_eq!(told(&error), "AlreadyExists, None");
    assert!(error.message().contains("77"));
    assert_eq!(sent.len(), 1);
}

#[tokio::test]
async fn the_first_credential_of_an_acl_trunk_changes_how_calls_are_authenticated() {
    let (done, sent) = provided(vec![empty(), list(&[row()])], async |exotel| {
        exotel.add_credential(&trunk_id(), &spec()).await
    })
    .await;
    assert_eq!(told(&done.unwrap_err()), "AuthModeChange, None");
    assert!(sent.iter().all(|line| line.starts_with("GET ")), "reads only");

    let allowed = spec().with_auth_mode(AuthModeChange::Allow);
    let (done, _) = provided(vec![empty(), list(&[row()]), one(&credential())], async |exotel| {
        exotel.add_credential(&trunk_id(), &allowed).await.unwrap()
    })
    .await;
    assert_eq!(codes(&done.warnings), [WarningCode::AuthModeChanged, WarningCode::MixedAuth]);

    let other = with(credential(), "user_name", &json!("other"));
    let (done, _) = provided(vec![list(&[other]), list(&[row()]), one(&credential())], async |exotel| {
        exotel.add_credential(&trunk_id(), &spec()).await.unwrap()
    })
    .await;
    assert_eq!(codes(&done.warnings), [WarningCode::MixedAuth]);
}

#[tokio::test]
async fn a_password_is_in_no_error_even_when_the_carrier_repeats_it() {
    let said = format!("Invalid Password {PASSWORD}");
    let echo = || refused(400, 1002, "Invalid parameter", &said);
    let (errors, _) = provided(vec![empty(), empty(), echo(), echo()], async |exotel| {
        let added = exotel.add_credential(&trunk_id(), &spec()).await.unwrap_err();
        let options = ChangeOptions::default();
        let set = exotel.set_password(&trunk_id(), &id(), &PASSWORD.into(), &options).await.unwrap_err();
        [added, set]
    })
    .await;
    for error in errors {
        assert_eq!(told(&error), "InvalidInput, None");
        assert_eq!(error.carrier_code(), Some("1002"));
        assert!(!format!("{error} {error:?}").contains("Canary"), "{error}");
    }
}

#[tokio::test]
async fn a_password_is_set_by_one_request() {
    for answers in [vec![one(&credential())], vec![one(&json!(null)), list(&[credential()])]] {
        let (done, sent) = provided(answers, async |exotel| {
            exotel
                .set_password(&trunk_id(), &id(), &PASSWORD.into(), &ChangeOptions::default())
                .await
                .unwrap()
        })
        .await;
        assert!(done.changed);
        assert_eq!(done.value.username, "voiceai");
        assert_eq!(sent[0], on_trunk("PUT", &format!(r#"credentials/77 {{"password":"{PASSWORD}"}}"#)));
    }
    let (errors, sent) = provided(vec![missing()], async |exotel| {
        let options = ChangeOptions::default();
        let bad = exotel.set_password(&trunk_id(), &id(), &"Canary!".into(), &options).await.unwrap_err();
        let gone = exotel.set_password(&trunk_id(), &id(), &PASSWORD.into(), &options).await.unwrap_err();
        let list = options.with_shared_list("CL1".parse().unwrap());
        let named = exotel.set_password(&trunk_id(), &id(), &PASSWORD.into(), &list).await.unwrap_err();
        [bad, gone, named].map(|error| error.kind())
    })
    .await;
    assert_eq!(errors, [ErrorKind::InvalidInput, ErrorKind::NotFound, ErrorKind::Unsupported]);
    assert_eq!(sent.len(), 1);
}

#[tokio::test]
async fn removing_keeps_the_credential_and_guards_the_way_of_authentication() {
    let remove = |options: ChangeOptions| {
        async move |exotel: trunkline::exotel::Exotel| {
            exotel.remove_credential(&trunk_id(), &id(), &options).await
        }
    };
    let (done, sent) =
        provided(vec![list(&[credential()]), empty(), one(&credential())], remove(ChangeOptions::default()))
            .await;
    let done = done.unwrap();
    assert_eq!(codes(&done.warnings), [WarningCode::TerminationClosed]);
    assert!(matches!(done.replaced, Some(Replaced::Credential(held)) if held.id == id()));
    assert_eq!(sent[2], on_trunk("DELETE", "credentials?id=77"));

    let (done, sent) =
        provided(vec![list(&[credential()]), list(&[row()])], remove(ChangeOptions::default())).await;
    assert_eq!(told(&done.unwrap_err()), "AuthModeChange, None");
    assert_eq!(sent.len(), 2);

    let allow = ChangeOptions::default().with_auth_mode(AuthModeChange::Allow);
    let (done, _) =
        provided(vec![list(&[credential()]), list(&[row()]), one(&credential())], remove(allow)).await;
    assert_eq!(codes(&done.unwrap().warnings), [WarningCode::AuthModeChanged]);

    let (done, _) = provided(vec![empty()], remove(ChangeOptions::default())).await;
    assert_eq!(told(&done.unwrap_err()), "NotFound, None");
}

#[tokio::test]
async fn a_caller_that_vouches_for_the_mode_sends_one_request() {
    let add = spec().with_auth_mode(AuthModeChange::Unchanged);
    let options = ChangeOptions::default().with_auth_mode(AuthModeChange::Unchanged);
    let answers = vec![one(&credential()), one(&credential()), one(&credential()), missing()];
    let ((added, removed, gone), sent) = provided(answers, async |exotel| {
        let added = exotel.add_credential(&trunk_id(), &add).await.unwrap();
        let set = exotel.set_password(&trunk_id(), &id(), &PASSWORD.into(), &options).await.unwrap();
        assert_eq!(set.value, added.value);
        let removed = exotel.remove_credential(&trunk_id(), &id(), &options).await.unwrap();
        (added, removed, exotel.remove_credential(&trunk_id(), &id(), &options).await.unwrap_err())
    })
    .await;
    assert_eq!((added.value.id, codes(&added.warnings)), (id(), vec![]));
    assert_eq!((removed.changed, removed.replaced), (true, None));
    assert_eq!(told(&gone), "NotFound, None");
    let methods: Vec<_> = sent.iter().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(methods, ["POST", "PUT", "DELETE", "DELETE"]);
}
