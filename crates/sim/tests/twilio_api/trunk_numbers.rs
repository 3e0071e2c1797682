//! Numbers on trunks.

use serde_json::json;
use trunkline_sim::switches::twilio::{EmptyTrunkSid, NumberAgain, NumberElsewhere};

use super::support::Sim;

/// `twilio-oai`'s example: what is unset is `""` here and null there, and the link has no `.json`.
#[tokio::test]
async fn an_associated_number_looks_like_twilios_example() {
    let sim = Sim::start().await;
    let (trunk, number) = (sim.trunk().await, sim.number(0).await);
    let list = format!("{trunk}/PhoneNumbers");
    let created = sim.post(&list, &[("PhoneNumberSid", &number)]).await;
    let account = &sim.account.account_sid;
    assert_eq!(created.status, 201);
    assert_eq!(
        created.json,
        json!({
            "sid": number,
            "account_sid": account,
            "trunk_sid": trunk.strip_prefix("/v1/Trunks/"),
            "friendly_name": "(415) 555-0100",
            "phone_number": "+14155550100",
            "api_version": "2010-04-01",
            "voice_caller_id_lookup": false,
            "voice_url": null,
            "voice_method": "POST",
            "voice_fallback_url": null,
            "voice_fallback_method": "POST",
            "voice_application_sid": "",
            "status_callback": "",
            "status_callback_method": "POST",
            "sms_url": "",
            "sms_method": "POST",
            "sms_fallback_url": "",
            "sms_fallback_method": "POST",
            "sms_application_sid": "",
            "address_requirements": "none",
            "beta": false,
            "capabilities": { "voice": true, "sms": true, "mms": true },
            "date_created": "2026-05-04T03:02:01Z",
            "date_updated": "2026-05-04T03:02:01Z",
            "url": sim.url(&format!("{list}/{number}")),
            "links": {
                "phone_number":
                    sim.url(&format!("/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{number}")),
            },
        })
    );
    assert_eq!(sim.get(&format!("{list}/{number}")).await.json, created.json);
    assert_eq!(sim.get(&list).await.json["phone_numbers"], json!([created.json]));
}

/// `twilio-oai`: setting `trunk_sid` deletes `voice_application_sid`; the voice URL stays and is not called.
#[tokio::test]
async fn a_trunk_takes_the_voice_application_and_leaves_the_url() {
    let sim = Sim::start().await;
    let (trunk, sid) = (sim.trunk().await, sim.number(0).await);
    let number = sim.api(&format!("IncomingPhoneNumbers/{sid}"));
    let application = format!("AP{}", "0".repeat(32));
    let url = "https://example.com/voice";
    let reply = sim.post(&number, &[("VoiceApplicationSid", &application), ("VoiceUrl", url)]).await;
    assert_eq!(reply.text("voice_application_sid"), application);
    sim.post(&format!("{trunk}/PhoneNumbers"), &[("PhoneNumberSid", &sid)]).await.sid();
    let reply = sim.get(&number).await;
    assert_eq!((reply.text("voice_application_sid"), reply.text("voice_url")), ("", url));
    assert_eq!(reply.json["trunk_sid"], json!(trunk.strip_prefix("/v1/Trunks/")));
}

/// `twilio-oai`: "and vice versa".
#[tokio::test]
async fn a_voice_application_takes_the_number_from_its_trunk() {
    let sim = Sim::start().await;
    let (trunk, sid) = (sim.trunk().await, sim.number(0).await);
    sim.post(&format!("{trunk}/PhoneNumbers"), &[("PhoneNumberSid", &sid)]).await.sid();
    let application = format!("AP{}", "0".repeat(32));
    let number = sim.api(&format!("IncomingPhoneNumbers/{sid}"));
    let reply = sim.post(&number, &[("VoiceApplicationSid", &application)]).await;
    assert!(reply.json["trunk_sid"].is_null());
    assert_eq!(sim.get(&format!("{trunk}/PhoneNumbers/{sid}")).await.error(), (404, 20404));
}

/// `twilio-oai`: `DeletePhoneNumber` un-associates, and the account keeps the number.
#[tokio::test]
async fn removing_the_association_keeps_the_number() {
    let sim = Sim::start().await;
    let (trunk, sid) = (sim.trunk().await, sim.number(0).await);
    let association = format!("{trunk}/PhoneNumbers/{sid}");
    sim.post(&format!("{trunk}/PhoneNumbers"), &[("PhoneNumberSid", &sid)]).await.sid();
    assert_eq!(sim.delete(&association).await.status, 204);
    let reply = sim.get(&sim.api(&format!("IncomingPhoneNumbers/{sid}"))).await;
    assert_eq!((reply.status, &reply.json["trunk_sid"]), (200, &json!(null)));
    assert_eq!(sim.delete(&association).await.error(), (404, 20404));
}

/// Undetermined; this is the default of `number_elsewhere`.
#[tokio::test]
async fn a_number_of_another_trunk_is_refused() {
    let sim = Sim::start().await;
    let (here, there, sid) = (sim.trunk().await, sim.trunk().await, sim.number(0).await);
    sim.post(&format!("{there}/PhoneNumbers"), &[("PhoneNumberSid", &sid)]).await.sid();
    let reply = sim.post(&format!("{here}/PhoneNumbers"), &[("PhoneNumberSid", &sid)]).await;
    assert_eq!(reply.error(), (400, 21245));
    assert_eq!(sim.get(&format!("{there}/PhoneNumbers/{sid}")).await.status, 200);
}

/// Undetermined: it may be a move.
#[tokio::test]
async fn by_a_switch_a_number_of_another_trunk_moves() {
    let sim = Sim::with(|switches| switches.number_elsewhere = NumberElsewhere::Moves).await;
    let (here, there, sid) = (sim.trunk().await, sim.trunk().await, sim.number(0).await);
    sim.post(&format!("{there}/PhoneNumbers"), &[("PhoneNumberSid", &sid)]).await.sid();
    sim.post(&format!("{here}/PhoneNumbers"), &[("PhoneNumberSid", &sid)]).await.sid();
    assert_eq!(sim.get(&format!("{there}/PhoneNumbers/{sid}")).await.error(), (404, 20404));
}

/// Undetermined, both ways: the same number on the same trunk.
#[tokio::test]
async fn a_number_twice_is_refused_or_by_a_switch_accepted() {
    for (set, status) in [(NumberAgain::Refused, 400), (NumberAgain::Accepted, 201)] {
        let sim = Sim::with(|switches| switches.number_again = set).await;
        let (trunk, sid) = (sim.trunk().await, sim.number(0).await);
        let list = format!("{trunk}/PhoneNumbers");
        sim.post(&list, &[("PhoneNumberSid", &sid)]).await.sid();
        assert_eq!(sim.post(&list, &[("PhoneNumberSid", &sid)]).await.status, status);
    }
}

/// `twilio-oai`: the second way to attach, which sets a property and so moves.
#[tokio::test]
async fn an_incoming_number_takes_a_trunk_sid() {
    let sim = Sim::start().await;
    let (here, there, sid) = (sim.trunk().await, sim.trunk().await, sim.number(0).await);
    let number = sim.api(&format!("IncomingPhoneNumbers/{sid}"));
    for trunk in [&here, &there] {
        let trunk_sid = trunk.strip_prefix("/v1/Trunks/").unwrap();
        assert_eq!(sim.post(&number, &[("TrunkSid", trunk_sid)]).await.text("trunk_sid"), trunk_sid);
        assert_eq!(sim.get(&format!("{trunk}/PhoneNumbers/{sid}")).await.status, 200);
    }
    assert_eq!(sim.get(&format!("{here}/PhoneNumbers/{sid}")).await.error(), (404, 20404));
}

/// Undetermined, both ways: an empty `TrunkSid`.
#[tokio::test]
async fn an_empty_trunk_sid_clears_or_by_a_switch_is_ignored() {
    for (set, cleared) in [(EmptyTrunkSid::Clears, true), (EmptyTrunkSid::Ignored, false)] {
        let sim = Sim::with(|switches| switches.empty_trunk_sid = set).await;
        let (trunk, sid) = (sim.trunk().await, sim.number(0).await);
        sim.post(&format!("{trunk}/PhoneNumbers"), &[("PhoneNumberSid", &sid)]).await.sid();
        let reply = sim.post(&sim.api(&format!("IncomingPhoneNumbers/{sid}")), &[("TrunkSid", "")]).await;
        assert_eq!((reply.status, reply.json["trunk_sid"].is_null()), (200, cleared));
    }
}

/// Error dictionary, 20404.
#[tokio::test]
async fn what_is_not_ours_cannot_be_associated() {
    let sim = Sim::start().await;
    let theirs = sim.other_account().number(0).await;
    let list = format!("{}/PhoneNumbers", sim.trunk().await);
    assert_eq!(sim.post(&list, &[("PhoneNumberSid", &theirs)]).await.error(), (404, 20404));
    assert_eq!(sim.post(&list, &[("PhoneNumberSid", "+14155550100")]).await.error(), (400, 20001));
    let trunk = format!("TK{}", "0".repeat(32));
    let number = sim.api(&format!("IncomingPhoneNumbers/{}", sim.number(0).await));
    assert_eq!(sim.post(&number, &[("TrunkSid", &trunk)]).await.error(), (404, 20404));
}
