//! Trunks and their recording.

use serde_json::json;
use trunkline_sim::switches::twilio::{AuthTypeOrder, TrunkDelete};

use super::support::Sim;

/// Live tests 26, 27, and `twilio-oai`'s example.
#[tokio::test]
async fn a_trunk_without_parameters_has_the_recorded_defaults() {
    let sim = Sim::start().await;
    let reply = sim.post("/v1/Trunks", &[]).await;
    let sid = reply.sid();
    let url = sim.url(&format!("/v1/Trunks/{sid}"));
    assert_eq!(
        reply.json,
        json!({
            "sid": sid,
            "account_sid": sim.account.account_sid,
            "friendly_name": null,
            "domain_name": null,
            "disaster_recovery_method": "POST",
            "disaster_recovery_url": null,
            "secure": false,
            "cnam_lookup_enabled": false,
            "symmetric_rtp_enabled": false,
            "recording": { "mode": "do-not-record", "trim": "do-not-trim" },
            "transfer_mode": "disable-all",
            "transfer_caller_id": "from-transferee",
            "auth_type": "",
            "auth_type_set": [],
            "date_created": "2026-05-04T03:02:01Z",
            "date_updated": "2026-05-04T03:02:01Z",
            "url": url,
            "links": {
                "origination_urls": format!("{url}/OriginationUrls"),
                "credential_lists": format!("{url}/CredentialLists"),
                "ip_access_control_lists": format!("{url}/IpAccessControlLists"),
                "phone_numbers": format!("{url}/PhoneNumbers"),
            },
        })
    );
}

/// `twilio-oai`: `CreateTrunk`.
#[tokio::test]
async fn a_trunk_is_created_with_what_was_sent() {
    let sim = Sim::start().await;
    let reply = sim
        .post(
            "/v1/Trunks",
            &[
                ("FriendlyName", "Head office"),
                ("DomainName", "head-office.pstn.twilio.com"),
                ("DisasterRecoveryUrl", "https://example.com/dr"),
                ("DisasterRecoveryMethod", "GET"),
                ("TransferMode", "sip-only"),
                ("TransferCallerId", "from-transferor"),
                ("Secure", "true"),
                ("CnamLookupEnabled", "true"),
            ],
        )
        .await;
    assert_eq!(reply.status, 201);
    assert_eq!(reply.text("friendly_name"), "Head office");
    assert_eq!(reply.text("domain_name"), "head-office.pstn.twilio.com");
    assert_eq!(reply.text("disaster_recovery_url"), "https://example.com/dr");
    assert_eq!(reply.text("disaster_recovery_method"), "GET");
    assert_eq!(reply.text("transfer_mode"), "sip-only");
    assert_eq!(reply.text("transfer_caller_id"), "from-transferor");
    assert_eq!(reply.json["secure"], true);
    assert_eq!(reply.json["cnam_lookup_enabled"], true);
}

/// `twilio-oai`: `UpdateTrunk` is a POST that answers 200.
#[tokio::test]
async fn an_update_changes_what_was_sent_and_the_date() {
    let sim = Sim::start().await;
    let trunk = sim.trunk().await;
    sim.advance_days(1);
    let reply = sim.post(&trunk, &[("Secure", "true")]).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json["secure"], true);
    assert_eq!(reply.text("friendly_name"), "a trunk");
    assert_eq!(reply.text("date_created"), "2026-05-04T03:02:01Z");
    assert_eq!(reply.text("date_updated"), "2026-05-05T03:02:01Z");
    assert_eq!(sim.get(&trunk).await.json, reply.json);
}

/// Live test 26.
#[tokio::test]
async fn an_empty_name_is_null() {
    let sim = Sim::start().await;
    let trunk = sim.trunk().await;
    assert!(sim.post(&trunk, &[("FriendlyName", "")]).await.json["friendly_name"].is_null());
}

/// Live test 25: the documentation says 64.
#[tokio::test]
async fn a_name_of_65_characters_is_accepted() {
    let sim = Sim::start().await;
    let name = "A".repeat(65);
    assert_eq!(sim.post("/v1/Trunks", &[("FriendlyName", &name)]).await.text("friendly_name"), name);
}

/// `twilio-oai` and the error dictionary have no rule against it.
#[tokio::test]
async fn two_trunks_may_have_the_same_name() {
    let sim = Sim::start().await;
    assert_ne!(sim.trunk().await, sim.trunk().await);
}

/// Live test 7.
#[tokio::test]
async fn symmetric_rtp_is_ignored_without_a_word() {
    let sim = Sim::start().await;
    let reply = sim.post(&sim.trunk().await, &[("SymmetricRtpEnabled", "true")]).await;
    assert_eq!((reply.status, &reply.json["symmetric_rtp_enabled"]), (200, &json!(false)));
}

/// Live tests 8, 9, 23.
#[tokio::test]
async fn a_value_outside_an_enum_is_20001() {
    let sim = Sim::start().await;
    let trunk = sim.trunk().await;
    for (name, value) in [
        ("TransferMode", "invalid"),
        ("TransferMode", "sip-refer"),
        ("TransferCallerId", "invalid"),
        ("DisasterRecoveryMethod", "PUT"),
        ("DisasterRecoveryUrl", "not a url"),
        ("Secure", "maybe"),
        ("CnamLookupEnabled", "1"),
    ] {
        assert_eq!(sim.post(&trunk, &[(name, value)]).await.error(), (400, 20001), "{name}={value}");
    }
}

/// `twilio-oai`: `DeleteTrunk` answers 204 with no body; afterwards, error dictionary, 20404.
#[tokio::test]
async fn a_deleted_trunk_is_not_found_on_any_verb() {
    let sim = Sim::start().await;
    let trunk = sim.trunk().await;
    let reply = sim.delete(&trunk).await;
    assert_eq!((reply.status, reply.text.as_str()), (204, ""));
    assert_eq!(sim.get(&trunk).await.error(), (404, 20404));
    assert_eq!(sim.post(&trunk, &[("Secure", "true")]).await.error(), (404, 20404));
    assert_eq!(sim.delete(&trunk).await.error(), (404, 20404));
    assert_eq!(sim.get(&format!("{trunk}/OriginationUrls")).await.error(), (404, 20404));
}

/// Undetermined; this is the default of `trunk_delete`.
#[tokio::test]
async fn deleting_a_trunk_frees_its_lists_and_numbers() {
    let sim = Sim::start().await;
    let (trunk, acl, number) = (sim.trunk().await, sim.acl("office").await, sim.number(0).await);
    sim.post(&format!("{trunk}/IpAccessControlLists"), &[("IpAccessControlListSid", &acl)]).await.sid();
    sim.post(&format!("{trunk}/PhoneNumbers"), &[("PhoneNumberSid", &number)]).await.sid();
    assert_eq!(sim.delete(&trunk).await.status, 204);
    let number = sim.get(&sim.api(&format!("IncomingPhoneNumbers/{number}"))).await;
    assert!(number.json["trunk_sid"].is_null());
    assert_eq!(sim.delete(&sim.api(&format!("SIP/IpAccessControlLists/{acl}"))).await.status, 204);
}

/// Undetermined; a third party asserts it without having tried.
#[tokio::test]
async fn by_a_switch_a_trunk_with_something_on_it_is_not_deleted() {
    let sim = Sim::with(|switches| switches.trunk_delete = TrunkDelete::Refused).await;
    let trunk = sim.trunk().await;
    let number = sim.number(0).await;
    let association = format!("{trunk}/PhoneNumbers/{number}");
    sim.post(&format!("{trunk}/PhoneNumbers"), &[("PhoneNumberSid", &number)]).await.sid();
    assert_eq!(sim.delete(&trunk).await.error(), (400, 21247));
    assert_eq!(sim.delete(&association).await.status, 204);
    assert_eq!(sim.delete(&trunk).await.status, 204);
}

/// Live tests 28 to 30.
#[tokio::test]
async fn auth_type_follows_what_is_associated() {
    let sim = Sim::start().await;
    let trunk = sim.trunk().await;
    let (acl, list) = (sim.acl("office").await, sim.credential_list("agents").await);
    sim.post(&format!("{trunk}/IpAccessControlLists"), &[("IpAccessControlListSid", &acl)]).await.sid();
    let reply = sim.get(&trunk).await;
    assert_eq!((reply.text("auth_type"), &reply.json["auth_type_set"]), ("IP_ACL", &json!(["IP_ACL"])));
    sim.post(&format!("{trunk}/CredentialLists"), &[("CredentialListSid", &list)]).await.sid();
    let reply = sim.get(&trunk).await;
    assert_eq!(reply.text("auth_type"), "IP_ACL,CREDENTIAL_LIST");
    assert_eq!(reply.json["auth_type_set"], json!(["IP_ACL", "CREDENTIAL_LIST"]));
    sim.delete(&format!("{trunk}/IpAccessControlLists/{acl}")).await;
    assert_eq!(sim.get(&trunk).await.text("auth_type"), "CREDENTIAL_LIST");
}

/// Live test T4 on SIP Domains, which answer alphabetically.
#[tokio::test]
async fn by_a_switch_auth_type_comes_in_the_other_order() {
    let sim = Sim::with(|switches| switches.auth_type_order = AuthTypeOrder::CredentialListFirst).await;
    let trunk = sim.trunk().await;
    let (acl, list) = (sim.acl("office").await, sim.credential_list("agents").await);
    sim.post(&format!("{trunk}/IpAccessControlLists"), &[("IpAccessControlListSid", &acl)]).await.sid();
    sim.post(&format!("{trunk}/CredentialLists"), &[("CredentialListSid", &list)]).await.sid();
    assert_eq!(sim.get(&trunk).await.text("auth_type"), "CREDENTIAL_LIST,IP_ACL");
}

/// Live tests 10 and 13, and `twilio-oai`: recording is changed on its own resource only.
#[tokio::test]
async fn recording_takes_every_documented_mode_and_trim() {
    let sim = Sim::start().await;
    let trunk = sim.trunk().await;
    let recording = format!("{trunk}/Recording");
    assert_eq!(sim.get(&recording).await.json, json!({ "mode": "do-not-record", "trim": "do-not-trim" }));
    for mode in [
        "do-not-record",
        "record-from-ringing",
        "record-from-answer",
        "record-from-ringing-dual",
        "record-from-answer-dual",
    ] {
        for trim in ["trim-silence", "do-not-trim"] {
            let wanted = json!({ "mode": mode, "trim": trim });
            let reply = sim.post(&recording, &[("Mode", mode), ("Trim", trim)]).await;
            assert_eq!((reply.status, &reply.json), (200, &wanted));
            assert_eq!(sim.get(&trunk).await.json["recording"], wanted);
        }
    }
    assert_eq!(sim.post(&recording, &[("Mode", "always")]).await.error(), (400, 20001));
    assert_eq!(sim.post(&recording, &[("Trim", "hair")]).await.error(), (400, 20001));
}

/// Twilio docs, subaccounts: the credentials alone decide the account of a `/v1` call.
#[tokio::test]
async fn another_account_sees_none_of_it() {
    let sim = Sim::start().await;
    let trunk = sim.trunk().await;
    let other = sim.other_account();
    assert_eq!(other.get(&trunk).await.error(), (404, 20404));
    assert_eq!(other.get("/v1/Trunks").await.json["trunks"], json!([]));
}
