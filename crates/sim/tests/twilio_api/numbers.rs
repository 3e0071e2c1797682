//! Incoming numbers.

use serde_json::json;

use super::support::Sim;

const KEY: &str = "incoming_phone_numbers";

/// `twilio-oai`'s example: unset values, RFC 2822 dates, a relative `uri` with `.json`.
#[tokio::test]
async fn a_number_looks_like_twilios_example() {
    let sim = Sim::start().await;
    let sid = sim.number(0).await;
    let path = sim.api(&format!("IncomingPhoneNumbers/{sid}"));
    assert_eq!(
        sim.get(&path).await.json,
        json!({
            "sid": sid,
            "account_sid": sim.account.account_sid,
            "phone_number": "+14155550100",
            "friendly_name": "(415) 555-0100",
            "address_requirements": "none",
            "address_sid": null,
            "api_version": "2010-04-01",
            "beta": false,
            "bundle_sid": null,
            "capabilities": { "voice": true, "sms": true, "mms": true, "fax": false },
            "date_created": "Mon, 04 May 2026 03:02:01 +0000",
            "date_updated": "Mon, 04 May 2026 03:02:01 +0000",
            "emergency_status": "Inactive",
            "emergency_address_sid": null,
            "emergency_address_status": "unregistered",
            "identity_sid": null,
            "origin": "twilio",
            "sms_application_sid": "",
            "sms_fallback_method": "POST",
            "sms_fallback_url": "",
            "sms_method": "POST",
            "sms_url": "",
            "status": "in-use",
            "status_callback": "",
            "status_callback_method": "POST",
            "trunk_sid": null,
            "type": "local",
            "uri": path,
            "voice_application_sid": "",
            "voice_caller_id_lookup": false,
            "voice_fallback_method": "POST",
            "voice_fallback_url": null,
            "voice_method": "POST",
            "voice_receive_mode": "voice",
            "voice_url": null,
        })
    );
}

/// Each account has the numbers of its fixture.
#[tokio::test]
async fn an_account_lists_its_own_numbers() {
    let sim = Sim::start().await;
    for sim in [sim.other_account(), sim] {
        let reply = sim.get(&sim.api("IncomingPhoneNumbers")).await;
        assert_eq!(reply.column(KEY, "phone_number"), sim.account.numbers);
    }
}

/// `twilio-oai`: "partial numbers and use '*' as a wildcard for any digit".
#[tokio::test]
async fn numbers_are_found_by_part_and_wildcard() {
    let sim = Sim::start().await;
    let find = async |pattern: &str| {
        let path = format!("{}?PhoneNumber={pattern}", sim.api("IncomingPhoneNumbers"));
        sim.get(&path).await.column(KEY, "phone_number").len()
    };
    assert_eq!(find("%2B14155550100").await, 1);
    assert_eq!(find("1415555").await, 4);
    assert_eq!(find("%2B44********00").await, 1);
    assert_eq!(find("999").await, 0);
}

/// `twilio-oai`: `FriendlyName`.
#[tokio::test]
async fn numbers_are_found_by_name() {
    let sim = Sim::start().await;
    let sid = sim.number(1).await;
    sim.post(&sim.api(&format!("IncomingPhoneNumbers/{sid}")), &[("FriendlyName", "Reception")]).await;
    let reply = sim.get(&format!("{}?FriendlyName=Reception", sim.api("IncomingPhoneNumbers"))).await;
    assert_eq!(reply.column(KEY, "sid"), [sid]);
}

/// `twilio-oai`: `Origin` is `twilio` or `hosted`.
#[tokio::test]
async fn numbers_are_found_by_origin() {
    let sim = Sim::start().await;
    let list = sim.api("IncomingPhoneNumbers");
    assert_eq!(sim.get(&format!("{list}?Origin=twilio")).await.column(KEY, "sid").len(), 6);
    assert_eq!(sim.get(&format!("{list}?Origin=hosted")).await.column(KEY, "sid").len(), 0);
    assert_eq!(sim.get(&format!("{list}?Origin=elsewhere")).await.error(), (400, 20001));
}

/// `twilio-oai`: `UpdateIncomingPhoneNumber`; an empty name falls back to the formatted number.
#[tokio::test]
async fn an_update_changes_what_was_sent() {
    let sim = Sim::start().await;
    let path = sim.api(&format!("IncomingPhoneNumbers/{}", sim.number(0).await));
    let form = [("FriendlyName", "Reception"), ("VoiceUrl", "https://example.com/v"), ("VoiceMethod", "GET")];
    let reply = sim.post(&path, &form).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.text("friendly_name"), "Reception");
    assert_eq!(reply.text("voice_url"), "https://example.com/v");
    assert_eq!(reply.text("voice_method"), "GET");
    assert_eq!(reply.text("sms_method"), "POST");
    let reply = sim.post(&path, &[("FriendlyName", ""), ("VoiceUrl", "")]).await;
    assert_eq!((reply.text("friendly_name"), &reply.json["voice_url"]), ("(415) 555-0100", &json!(null)));
}

/// `twilio-oai`: values outside an enum, and SIDs of another kind.
#[tokio::test]
async fn a_bad_value_is_20001() {
    let sim = Sim::start().await;
    let path = sim.api(&format!("IncomingPhoneNumbers/{}", sim.number(0).await));
    for (name, value) in [
        ("VoiceMethod", "PUT"),
        ("VoiceReceiveMode", "telex"),
        ("TrunkSid", "AL00000000000000000000000000000000"),
        ("VoiceApplicationSid", "AP1"),
        ("VoiceUrl", "nowhere"),
        ("VoiceCallerIdLookup", "perhaps"),
    ] {
        assert_eq!(sim.post(&path, &[(name, value)]).await.error(), (400, 20001), "{name}={value}");
    }
}

/// `twilio-oai`: `DeleteIncomingPhoneNumber` releases the number, which is not the way to unbind it.
#[tokio::test]
async fn deleting_a_number_releases_it() {
    let sim = Sim::start().await;
    let (trunk, sid) = (sim.trunk().await, sim.number(0).await);
    sim.post(&format!("{trunk}/PhoneNumbers"), &[("PhoneNumberSid", &sid)]).await.sid();
    let path = sim.api(&format!("IncomingPhoneNumbers/{sid}"));
    assert_eq!(sim.delete(&path).await.status, 204);
    assert_eq!(sim.get(&path).await.error(), (404, 20404));
    assert_eq!(sim.get(&format!("{trunk}/PhoneNumbers/{sid}")).await.error(), (404, 20404));
    let left = sim.get(&sim.api("IncomingPhoneNumbers")).await;
    assert_eq!(left.column(KEY, "sid").len(), 5);
}

/// The simulator sells no numbers.
#[tokio::test]
async fn buying_a_number_is_not_offered() {
    let sim = Sim::start().await;
    let reply = sim.post(&sim.api("IncomingPhoneNumbers"), &[("PhoneNumber", "+14155550199")]).await;
    assert_eq!(reply.error(), (405, 20004));
}
