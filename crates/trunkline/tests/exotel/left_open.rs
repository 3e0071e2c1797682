//! Exotel where its answers leave something open: what is not told counts as unknown, what is taken is read back.

use trunkline::{
    Effect, ErrorKind,
    audit::{Finding, Severity},
    exotel::Exotel,
    ext::TrunkExt as _,
    model::{CredentialSpec, NumberSpec, OriginationUriSpec, TerminationAuth, TrunkDescription, TrunkSpec},
    provider::{CallerIdProvider as _, CredentialProvider as _, OriginationProvider as _, Provider as _},
};

use crate::support::*;

const NAME: &str = "sip:sip.company.com:5061;transport=tls";

fn target(uri: &str) -> OriginationUriSpec {
    OriginationUriSpec::new(uri.parse().unwrap())
}

fn voiceai() -> CredentialSpec {
    CredentialSpec::new("voiceai", "Secret_1".into())
}

#[tokio::test]
async fn an_entry_over_which_exotel_failed_may_have_been_carried_out() {
    let failed = failure(500, 1500, "Internal Server Error", "");
    let (done, sent) = provided(vec![empty(), batch(207, std::slice::from_ref(&failed))], async |exotel| {
        exotel.add_origination_uri(&trunk_id(), &target(NAME)).await
    })
    .await;
    assert_eq!(told(&done.unwrap_err()), "Unavailable, Unknown");
    assert_eq!(sent.len(), 2, "not sent again");

    let (done, _) = provided(vec![empty(), batch(200, &[failed])], async |exotel| {
        exotel.set_caller_id(&trunk_id(), &"+919876543210".parse().unwrap()).await
    })
    .await;
    assert_eq!(told(&done.unwrap_err()), "Unavailable, Unknown");
}

#[tokio::test]
async fn a_target_of_which_nothing_is_said_is_unknown_though_another_is_refused() {
    let specs = [target(NAME), target("sip:b.company.com:5060;transport=tcp")];
    let refused = failure(400, 1002, "Invalid parameter", "Destination is not a valid Ip or Fqdn");
    let (done, _) = provided(vec![empty(), batch(207, &[refused])], async |exotel| {
        exotel.add_origination_uris(&trunk_id(), &specs).await
    })
    .await;
    let error = done.unwrap_err();
    assert_eq!(told(&error), "InvalidInput, Unknown");
    assert!(error.message().contains("says nothing of 1"), "{error}");
}

/// Whether a user name is unique in a trunk or in the account, no source tells.
#[tokio::test]
async fn a_user_name_that_exotel_calls_taken_is_looked_for_on_the_trunk() {
    for (after, wanted) in [
        (list(&[credential()]), "AlreadyExists, None"),
        (empty(), "Conflict, None"),
        (missing(), "AlreadyExists, None"),
    ] {
        let answers = vec![empty(), empty(), duplicate(), after];
        let (done, sent) =
            provided(answers, async |exotel| exotel.add_credential(&trunk_id(), &voiceai()).await).await;
        let error = done.unwrap_err();
        assert_eq!(told(&error), wanted);
        assert_eq!((error.carrier_code(), sent.len()), (Some("1008"), 4));
    }
}

#[tokio::test]
async fn ensure_does_not_call_a_trunk_that_authenticates_otherwise_as_wanted() {
    let wanted = TrunkSpec::new("outbound_trunk".parse().unwrap(), TerminationAuth::IpAcl);
    for (acl, credentials, refused) in [
        (list(&[row()]), list(&[credential()]), true),
        (empty(), list(&[credential()]), true),
        (list(&[row()]), empty(), false),
        (empty(), empty(), false),
    ] {
        let (done, sent) = provided(vec![list(&[trunk()]), acl, credentials], async |exotel| {
            exotel.ensure_trunk(&wanted).await
        })
        .await;
        match done {
            Ok(done) => assert!(!refused && !done.changed),
            Err(error) => {
                assert!(refused, "{error}");
                assert_eq!((error.kind(), error.effect()), (ErrorKind::AuthModeChange, Effect::None));
            }
        }
        assert!(sent.iter().all(|line| line.starts_with("GET ")), "reads only");
    }
}

#[tokio::test]
async fn what_is_given_twice_is_refused_before_the_second_is_taken_for_the_first() {
    let trunk = TrunkSpec::new("a".parse().unwrap(), TerminationAuth::Digest);
    let mut description = TrunkDescription::new(trunk);
    description.credentials = vec![voiceai(), voiceai()];
    description.origination =
        vec![target(NAME), target("sip:SIP.company.com:5061;transport=tls").with_priority(9)];
    description.numbers = vec![NumberSpec::new("+918040264208".parse().unwrap()); 2];
    let (findings, sent) = provided(vec![], async |exotel: Exotel| exotel.audit(&description)).await;
    let refused = findings.iter().filter(|finding| finding.severity == Severity::Refused);
    let fields: Vec<&str> = refused.map(|finding| finding.field.as_str()).collect();
    assert_eq!(fields, ["credentials[1].username", "origination[1].uri", "numbers[1].number"]);
    assert!(Finding::to_error(&findings).is_some());
    assert!(!findings.iter().any(|finding| format!("{finding:?}").contains("Secret_1")));
    assert_eq!(sent, [""; 0]);
}

#[tokio::test]
async fn a_server_that_counts_on_past_the_end_is_not_followed_for_ever() {
    let at = |offset: u32| format!("{BASE}/trunks?offset={offset}&page_size=50");
    let answers = (1..200).map(|n| page(&[], &at(0), Some(&at(n * 50)))).collect();
    let (error, sent) = exchange(answers, async |client| {
        trunkline::ext::collect(client.list_trunks(None).stream()).await.unwrap_err()
    })
    .await;
    assert_eq!(told(&error), "MalformedResponse, None");
    assert_eq!(sent.len(), 101);
}
