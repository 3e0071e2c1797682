//! ACLs on Exotel: every request on the wire, every documented answer, and what the contract makes of them.

use serde_json::json;
use trunkline::{
    ErrorKind,
    exotel::wire::{NewWhitelistedIp, WhitelistedIpUpdate},
    model::{
        AclEntryId, AclEntrySpec, AuthModeChange, ChangeOptions, ExotelAclOptions, Observed, Replaced,
        WarningCode,
    },
    provider::AclProvider as _,
};
use wiremock::ResponseTemplate;

use crate::support::*;

fn id() -> AclEntryId {
    "1153".parse().unwrap()
}

fn spec(cidr: &str) -> AclEntrySpec {
    AclEntrySpec::new(cidr.parse().unwrap())
}

fn single() -> AclEntrySpec {
    spec("44.248.146.11")
}

fn codes(warnings: &[trunkline::model::Warning]) -> Vec<WarningCode> {
    warnings.iter().map(|warning| warning.code).collect()
}

#[tokio::test]
async fn every_call_on_the_wire() {
    let answers = vec![one(&row()), list(&[row()]), one(&row()), one(&row())];
    let ((), sent) = exchange(answers, async |client| {
        let trunk = trunk_id();
        let new = NewWhitelistedIp::new("44.248.146.11".parse().unwrap(), 32);
        let added = client.whitelist_ip(&trunk, &new).await.unwrap();
        assert_eq!((added.id, added.ip.as_str(), added.mask), (id(), "44.248.146.11", 32));
        assert_eq!(client.list_whitelisted_ips(&trunk).first_page().await.unwrap().items.len(), 1);
        let update = WhitelistedIpUpdate::default().with_mask(24);
        assert!(client.update_whitelisted_ip(&trunk, &id(), &update).await.unwrap().is_some());
        assert!(client.delete_whitelisted_ip(&trunk, &id()).await.unwrap().is_some());
    })
    .await;
    assert_eq!(
        sent,
        [
            on_trunk("POST", r#"whitelisted-ips {"ip":"44.248.146.11","mask":32}"#),
            on_trunk("GET", "whitelisted-ips"),
            on_trunk("PUT", r#"whitelisted-ips/1153 {"mask":24}"#),
            on_trunk("DELETE", "whitelisted-ips?id=1153"),
        ]
    );
}

#[tokio::test]
async fn a_row_we_would_not_write_is_listed_as_it_is() {
    // Exotel's vSIP trunk API reference on GitHub: a private address was taken.
    let private = with(row(), "ip", &json!("192.168.1.1"));
    let (rows, _) = provided(vec![list(&[row(), private])], async |exotel| {
        trunkline::ext::collect(exotel.list_acl_entries(&trunk_id())).await.unwrap()
    })
    .await;
    assert_eq!(rows[0].cidr, single().cidr);
    assert!(matches!(&rows[1].cidr, Observed::Raw { text, .. } if text == "192.168.1.1/32"));
}

#[tokio::test]
async fn adding_reads_the_credentials_first() {
    let (done, sent) = provided(vec![empty(), one(&row())], async |exotel| {
        exotel.add_acl_entry(&trunk_id(), &single()).await.unwrap()
    })
    .await;
    assert!(done.changed && done.warnings.is_empty());
    assert_eq!(done.value.cidr, single().cidr);
    assert_eq!(
        sent,
        [
            on_trunk("GET", "credentials"),
            on_trunk("POST", r#"whitelisted-ips {"ip":"44.248.146.11","mask":32}"#)
        ]
    );
}

#[tokio::test]
async fn a_range_needs_a_word() {
    let list = single().with_shared_list("AL1".parse().unwrap());
    let allowed = ExotelAclOptions::default().with_allow_range(true);
    for (refused, kind, words) in [
        (spec("54.172.60.0/30"), ErrorKind::Unsupported, "exotel.allow_range"),
        (spec("54.172.0.0/15").with_exotel(allowed), ErrorKind::InvalidInput, "16 to 32"),
        (list, ErrorKind::Unsupported, "AL1"),
    ] {
        let (done, sent) =
            provided(vec![], async |exotel| exotel.add_acl_entry(&trunk_id(), &refused).await).await;
        let error = done.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(error.to_string().contains(words), "{error}");
        assert!(sent.is_empty());
    }
    let range = with(with(row(), "ip", &json!("54.172.60.0")), "mask", &json!(30));
    let (done, sent) = provided(vec![empty(), one(&range)], async |exotel| {
        exotel.add_acl_entry(&trunk_id(), &spec("54.172.60.0/30").with_exotel(allowed)).await.unwrap()
    })
    .await;
    assert_eq!(codes(&done.warnings), [WarningCode::UnsupportedRange]);
    assert!(sent[1].ends_with(r#"{"ip":"54.172.60.0","mask":30}"#));
}

#[tokio::test]
async fn the_first_entry_of_a_digest_trunk_changes_how_calls_are_authenticated() {
    let digest = || list(&[credential()]);
    let (done, sent) =
        provided(vec![digest(), empty()], async |exotel| exotel.add_acl_entry(&trunk_id(), &single()).await)
            .await;
    assert_eq!(told(&done.unwrap_err()), "AuthModeChange, None");
    assert_eq!(sent, [on_trunk("GET", "credentials"), on_trunk("GET", "whitelisted-ips")], "reads only");

    let allowed = single().with_auth_mode(AuthModeChange::Allow);
    let (done, _) = provided(vec![digest(), empty(), one(&row())], async |exotel| {
        exotel.add_acl_entry(&trunk_id(), &allowed).await.unwrap()
    })
    .await;
    assert_eq!(codes(&done.warnings), [WarningCode::AuthModeChanged, WarningCode::MixedAuth]);

    // The second changes nothing about it.
    let other = with(row(), "ip", &json!("44.248.146.12"));
    let (done, _) = provided(vec![digest(), list(&[other]), one(&row())], async |exotel| {
        exotel.add_acl_entry(&trunk_id(), &single()).await.unwrap()
    })
    .await;
    assert_eq!(codes(&done.warnings), [WarningCode::MixedAuth]);
}

/// Exotel's vSIP trunk API reference on GitHub, captured sample 901c1fb5…
#[tokio::test]
async fn a_duplicate_is_read_back_and_compared() {
    let other_mask = with(row(), "mask", &json!(24));
    for (rows, wanted, words) in [
        (list(&[row()]), "AlreadyExists, None", "1153"),
        (list(&[other_mask]), "Conflict, None", "another mask, 24"),
        (empty(), "Conflict, None", "lists no such entry"),
        (ResponseTemplate::new(503), "AlreadyExists, None", "Duplicate resource"),
    ] {
        let (done, _) = provided(vec![empty(), duplicate(), rows], async |exotel| {
            exotel.add_acl_entry(&trunk_id(), &single()).await
        })
        .await;
        let error = done.unwrap_err();
        assert_eq!(told(&error), wanted);
        assert_eq!(error.carrier_code(), Some("1008"));
        assert!(error.to_string().contains(words), "{words} in {error}");
    }
}

#[tokio::test]
async fn refusals_of_the_carrier_keep_its_words() {
    for (answer, wanted, words) in [
        (refused(400, 1001, "Mandatory Parameter missing", "Ip is mandatory"), "InvalidInput, None", "Ip is"),
        (refused(400, 1002, "Invalid parameter", "Invalid ip"), "InvalidInput, None", "Invalid ip"),
        (
            refused(400, 1002, "Invalid parameter", "mask should be in-between 16 and 32"),
            "InvalidInput, None",
            "16 and 32",
        ),
        (missing(), "NotFound, None", "Not Found"),
        (ResponseTemplate::new(503), "Unavailable, Unknown", "503"),
    ] {
        let (done, _) = provided(vec![empty(), answer], async |exotel| {
            exotel.add_acl_entry(&trunk_id(), &single()).await
        })
        .await;
        let error = done.unwrap_err();
        assert_eq!(told(&error), wanted);
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[tokio::test]
async fn removing_keeps_the_entry_and_says_when_nothing_is_left() {
    let other = with(row(), "id", &json!("1154"));
    let (done, sent) = provided(vec![list(&[row(), other]), one(&row())], async |exotel| {
        exotel.remove_acl_entry(&trunk_id(), &id(), &ChangeOptions::default()).await.unwrap()
    })
    .await;
    assert!(done.warnings.is_empty());
    assert!(matches!(done.replaced, Some(Replaced::AclEntry(entry)) if entry.id == id()));
    assert_eq!(sent[1], on_trunk("DELETE", "whitelisted-ips?id=1153"));

    let (done, _) = provided(vec![list(&[row()]), empty(), one(&row())], async |exotel| {
        exotel.remove_acl_entry(&trunk_id(), &id(), &ChangeOptions::default()).await.unwrap()
    })
    .await;
    assert_eq!(codes(&done.warnings), [WarningCode::TerminationClosed]);
}

#[tokio::test]
async fn removing_the_last_entry_beside_credentials_must_be_allowed() {
    let (done, sent) = provided(vec![list(&[row()]), list(&[credential()])], async |exotel| {
        exotel.remove_acl_entry(&trunk_id(), &id(), &ChangeOptions::default()).await
    })
    .await;
    assert_eq!(told(&done.unwrap_err()), "AuthModeChange, None");
    assert!(sent.iter().all(|line| line.starts_with("GET ")));

    let allow = ChangeOptions::default().with_auth_mode(AuthModeChange::Allow);
    let (done, _) = provided(vec![list(&[row()]), list(&[credential()]), one(&row())], async |exotel| {
        exotel.remove_acl_entry(&trunk_id(), &id(), &allow).await.unwrap()
    })
    .await;
    assert_eq!(codes(&done.warnings), [WarningCode::AuthModeChanged]);
}

#[tokio::test]
async fn removing_what_is_not_there_or_from_a_list_sends_no_delete() {
    let (done, sent) = provided(vec![empty()], async |exotel| {
        exotel.remove_acl_entry(&trunk_id(), &id(), &ChangeOptions::default()).await
    })
    .await;
    assert_eq!(told(&done.unwrap_err()), "NotFound, None");
    assert_eq!(sent.len(), 1);

    let named = ChangeOptions::default().with_shared_list("AL1".parse().unwrap());
    let (done, sent) =
        provided(vec![], async |exotel| exotel.remove_acl_entry(&trunk_id(), &id(), &named).await).await;
    assert_eq!(told(&done.unwrap_err()), "Unsupported, None");
    assert!(sent.is_empty());
}

#[tokio::test]
async fn a_caller_that_vouches_for_the_mode_sends_one_request() {
    let add = single().with_auth_mode(AuthModeChange::Unchanged);
    let remove = ChangeOptions::default().with_auth_mode(AuthModeChange::Unchanged);
    let ((added, removed, gone), sent) =
        provided(vec![one(&row()), one(&row()), missing()], async |exotel| {
            let added = exotel.add_acl_entry(&trunk_id(), &add).await.unwrap();
            let removed = exotel.remove_acl_entry(&trunk_id(), &id(), &remove).await.unwrap();
            (added, removed, exotel.remove_acl_entry(&trunk_id(), &id(), &remove).await.unwrap_err())
        })
        .await;
    assert_eq!((added.value.id, codes(&added.warnings)), (id(), vec![]));
    assert_eq!((removed.changed, removed.replaced), (true, None));
    assert_eq!(told(&gone), "NotFound, None");
    let delete = on_trunk("DELETE", "whitelisted-ips?id=1153");
    let post = on_trunk("POST", r#"whitelisted-ips {"ip":"44.248.146.11","mask":32}"#);
    assert_eq!(sent, [post, delete.clone(), delete]);
}
