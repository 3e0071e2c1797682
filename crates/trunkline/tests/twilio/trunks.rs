//! Twilio: trunks and their recording.

use serde_json::{Value, json};
use trunkline::{
    Effect, ErrorKind,
    ext::{TrunkExt as _, collect},
    http::RetryOptions,
    model::{
        Action, EffectiveAuth, ObjectId, RecordingMode, RecordingTrim, Replaced, Step, TerminationAuth,
        TransferCallerId, TransferMode, TrunkPatch, TrunkSpec, TwilioTrunkOptions, WarningCode, WebMethod,
    },
    provider::TrunkProvider as _,
    twilio::wire::{RecordingParams, TrunkParams},
};

use crate::support::*;

fn spec() -> TrunkSpec {
    TrunkSpec::new("Contact_Centre".parse().unwrap(), TerminationAuth::IpAcl)
}

/// What `spec` comes to on account `AC`.
const DOMAIN: &str = "contact-centre-5f85bd.pstn.twilio.com";
const LIST: &str = "GET /v1/Trunks?PageSize=50";
const CREATE: &str =
    "POST /v1/Trunks FriendlyName=Contact_Centre&DomainName=contact-centre-5f85bd.pstn.twilio.com";

fn page(trunks: Value) -> Value {
    v1_page("trunks", trunks, None)
}

#[tokio::test]
async fn client_create_sends_every_parameter_and_reads_the_answer() {
    let twilio = carrier().await;
    // Twilio OpenAPI 2.6.7, CreateTrunk: Twilio's example sends GET and shows POST.
    twilio.on("POST /v1/Trunks", 201, with(trunk(), json!({"transfer_caller_id": "from-transferee"}))).await;
    let mut params = TrunkParams::default();
    params.domain_name = Some("test.pstn.twilio.com".into());
    params.friendly_name = Some("friendly name".into());
    params.disaster_recovery_method = Some(WebMethod::Get);
    params.disaster_recovery_url = Some("http://disaster-recovery.com".into());
    params.transfer_mode = Some(TransferMode::DisableAll);
    params.transfer_caller_id = Some(TransferCallerId::FromTransferee);
    params.secure = Some(false);
    params.cnam_lookup_enabled = Some(true);
    let created = twilio.client.create_trunk(&params).await.unwrap();
    assert_eq!(
        twilio.asked().await,
        ["POST /v1/Trunks FriendlyName=friendly+name&DomainName=test.pstn.twilio.com\
          &DisasterRecoveryUrl=http%3A%2F%2Fdisaster-recovery.com&DisasterRecoveryMethod=GET\
          &TransferMode=disable-all&Secure=false&CnamLookupEnabled=true&TransferCallerId=from-transferee"]
    );
    assert_eq!(created.sid, TK);
    assert_eq!(created.account_sid.as_deref(), Some(AC));
    assert_eq!(created.domain_name.as_deref(), Some("test.pstn.twilio.com"));
    assert_eq!(created.disaster_recovery_method, Some(WebMethod::Post));
    assert_eq!(created.recording.as_ref().and_then(|r| r.mode.clone()), Some(RecordingMode::DoNotRecord));
    assert_eq!(created.transfer_caller_id, Some(TransferCallerId::FromTransferee));
    assert_eq!((created.auth_type, created.auth_type_set), (None, vec![]));
    assert_eq!(created.date_created, Some("2015-01-02T11:23:45Z".parse().unwrap()));
}

#[tokio::test]
async fn client_fetch_update_delete_and_list() {
    let twilio = carrier().await;
    let (one, all) = (format!("/v1/Trunks/{TK}"), "/v1/Trunks?PageSize=50");
    // Twilio OpenAPI 2.6.7: FetchTrunk, UpdateTrunk, DeleteTrunk, ListTrunk (readFull, readEmpty).
    twilio.on(&format!("GET {one}"), 200, trunk()).await;
    let updated = json!({"friendly_name": "updated_name", "secure": true, "symmetric_rtp_enabled": true});
    twilio.on(&format!("POST {one}"), 200, with(trunk(), updated)).await;
    twilio.on(&format!("DELETE {one}"), 204, json!(null)).await;
    twilio.on("GET /v1/Trunks", 200, page(json!([trunk()]))).await;
    twilio.on("GET /v1/Trunks", 200, page(json!([]))).await;

    let client = &twilio.client;
    assert_eq!(client.fetch_trunk(TK).await.unwrap().friendly_name.as_deref(), Some("friendly_name"));
    let mut params = TrunkParams::default();
    params.friendly_name = Some("updated_name".into());
    params.secure = Some(true);
    let updated = client.update_trunk(TK, &params).await.unwrap();
    assert!(updated.secure && updated.symmetric_rtp_enabled);
    client.delete_trunk(TK).await.unwrap();
    let full = client.list_trunks().first_page().await.unwrap();
    assert!(full.is_last() && full.items.len() == 1);
    assert_eq!(collect(client.list_trunks().stream()).await.unwrap(), []);
    assert_eq!(
        twilio.asked().await,
        [
            format!("GET {one}"),
            format!("POST {one} FriendlyName=updated_name&Secure=true"),
            format!("DELETE {one}"),
            format!("GET {all}"),
            format!("GET {all}")
        ]
    );
}

#[tokio::test]
async fn client_recording() {
    let twilio = carrier().await;
    let path = format!("/v1/Trunks/{TK}/Recording");
    // Twilio OpenAPI 2.6.7: FetchRecording, UpdateRecording.
    twilio.on(&format!("GET {path}"), 200, json!({"mode": "do-not-record", "trim": "do-not-trim"})).await;
    twilio.on(&format!("POST {path}"), 200, json!({"mode": "a-new-mode", "trim": ""})).await;
    let fetched = twilio.client.fetch_recording(TK).await.unwrap();
    assert_eq!(
        (fetched.mode, fetched.trim),
        (Some(RecordingMode::DoNotRecord), Some(RecordingTrim::DoNotTrim))
    );
    let mut params = RecordingParams::default();
    params.mode = Some(RecordingMode::FromAnswerDual);
    params.trim = Some(RecordingTrim::TrimSilence);
    let updated = twilio.client.update_recording(TK, &params).await.unwrap();
    assert_eq!((updated.mode, updated.trim), (Some(RecordingMode::Other("a-new-mode".into())), None));
    assert_eq!(
        twilio.asked().await,
        [format!("GET {path}"), format!("POST {path} Mode=record-from-answer-dual&Trim=trim-silence")]
    );
}

#[tokio::test]
async fn create_is_one_request_and_always_asks_for_a_domain() {
    let twilio = carrier().await;
    twilio.on("POST /v1/Trunks", 201, with(trunk(), json!({"domain_name": DOMAIN}))).await;
    let done = twilio.twilio.create_trunk(&spec()).await.unwrap();
    assert_eq!(twilio.asked().await, [CREATE]);
    assert!(done.changed && done.manual_steps.is_empty());
    let termination = done.value.termination;
    assert_eq!(termination.domain.as_deref(), Some(DOMAIN));
    // Twilio docs, localized termination URIs.
    assert!(
        termination
            .edges
            .iter()
            .any(|edge| edge.name == "dublin" && edge.host == "contact-centre-5f85bd.pstn.dublin.twilio.com")
    );
    assert_eq!(termination.edges.len(), 8);
    assert_eq!(done.value.auth, EffectiveAuth::Closed);
    assert_eq!(twilio.twilio.domain_for(&spec()), DOMAIN);
}

#[tokio::test]
async fn create_with_options_sets_recording_by_a_second_request() {
    let twilio = carrier().await;
    twilio.on("POST /v1/Trunks", 201, trunk()).await;
    twilio
        .on(
            &format!("POST /v1/Trunks/{TK}/Recording"),
            200,
            json!({"mode": "record-from-answer", "trim": "do-not-trim"}),
        )
        .await;
    let options = TwilioTrunkOptions::default()
        .with_friendly_name("The centre")
        .with_domain_name("test.pstn.twilio.com")
        .with_secure(true)
        .with_recording_mode(RecordingMode::FromAnswer);
    let done = twilio.twilio.create_trunk(&spec().with_twilio(options)).await.unwrap();
    assert_eq!(
        twilio.asked().await,
        [
            "POST /v1/Trunks FriendlyName=The+centre&DomainName=test.pstn.twilio.com&Secure=true".to_owned(),
            format!("POST /v1/Trunks/{TK}/Recording Mode=record-from-answer")
        ]
    );
    assert_eq!(done.value.twilio.unwrap().recording_mode, Some(RecordingMode::FromAnswer));
}

#[tokio::test]
async fn create_whose_recording_fails_is_partial_and_names_the_trunk() {
    let twilio = carrier().await;
    twilio.on("POST /v1/Trunks", 201, trunk()).await;
    let route = format!("POST /v1/Trunks/{TK}/Recording");
    twilio.on(&route, 400, refusal(20001, "Invalid Mode", 400)).await;
    let options = TwilioTrunkOptions::default().with_recording_trim(RecordingTrim::TrimSilence);
    let error = twilio.twilio.create_trunk(&spec().with_twilio(options)).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::InvalidInput, Effect::Partial));
    assert_eq!(error.done(), [Step::new(Action::Created, ObjectId::Trunk(tk()))]);
    assert_eq!(error.carrier_code(), Some("20001"));
}

/// HTTP 400 for these codes is inferred from their siblings; 409 is taken too.
#[tokio::test]
async fn create_with_a_domain_of_our_own_says_which_trunk_has_it() {
    let same = "Cannot create more than one Trunk with the same Termination URI";
    for (code, message, status) in
        [(21248, "not available", 400), (21248, "not available", 409), (21245, same, 400)]
    {
        let twilio = carrier().await;
        twilio.on("POST /v1/Trunks", status, refusal(code, message, status)).await;
        let ours = with(trunk(), json!({"domain_name": DOMAIN.to_uppercase()}));
        twilio.on("GET /v1/Trunks", 200, page(json!([trunk(), ours]))).await;
        let error = twilio.twilio.create_trunk(&spec()).await.unwrap_err();
        assert_eq!((error.kind(), error.effect()), (ErrorKind::AlreadyExists, Effect::None));
        assert!(error.message().contains(TK), "{error}");
    }
}

#[tokio::test]
async fn create_with_a_domain_of_someone_else_gives_both_reasons() {
    let twilio = carrier().await;
    let message = "This Termination URI (Domain) is not available.";
    twilio.on("POST /v1/Trunks", 400, refusal(21248, message, 400)).await;
    twilio.on("GET /v1/Trunks", 200, page(json!([trunk()]))).await;
    let error = twilio.twilio.create_trunk(&spec()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::Conflict, Effect::None));
    assert_eq!((error.carrier_code(), error.request_id()), (Some("21248"), Some("RQ1")));
    let text = error.to_string();
    assert!(text.contains("another customer") && text.contains("30 days"), "{text}");
    assert_eq!(twilio.asked().await, [CREATE, LIST]);
}

/// Twilio docs, scale and limits: 100 trunks an account; a trial account has fewer. Twilio counts.
#[tokio::test]
async fn a_trunk_too_many_is_refused_by_twilio() {
    let twilio = carrier().await;
    twilio.on("POST /v1/Trunks", 400, refusal(21244, "Maximum Number of Trunks reached", 400)).await;
    let error = twilio.twilio.create_trunk(&spec()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::LimitReached, Effect::None));
    assert_eq!(twilio.asked().await, [CREATE]);
}

#[tokio::test]
async fn ensure_lists_once_and_creates_what_is_not_there() {
    let twilio = carrier().await;
    twilio.on("GET /v1/Trunks", 200, page(json!([]))).await;
    twilio.on("POST /v1/Trunks", 201, with(trunk(), json!({"domain_name": DOMAIN}))).await;
    assert!(twilio.twilio.ensure_trunk(&spec()).await.unwrap().changed);
    assert_eq!(twilio.asked().await, [LIST, CREATE]);
}

#[tokio::test]
async fn create_whose_answer_is_lost_is_unknown_is_not_sent_again_and_ensure_finds_it() {
    let twilio =
        with_retry(RetryOptions::new().with_max_attempts(4).with_base(std::time::Duration::ZERO)).await;
    twilio.on("POST /v1/Trunks", 503, refusal(20503, "Service unavailable", 503)).await;
    let error = twilio.twilio.create_trunk(&spec()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::Unavailable, Effect::Unknown));
    assert_eq!(twilio.asked().await, [CREATE]);

    twilio.on("GET /v1/Trunks", 200, page(json!([]))).await;
    twilio.on("POST /v1/Trunks", 503, refusal(20503, "Service unavailable", 503)).await;
    let there = with(trunk(), json!({"domain_name": DOMAIN, "friendly_name": "Contact_Centre"}));
    twilio.on("GET /v1/Trunks", 200, page(json!([there]))).await;
    let done = twilio.twilio.ensure_trunk(&spec()).await.unwrap();
    assert!(done.changed);
    assert_eq!(done.warnings[0].code, WarningCode::FoundAfterUnknown);
    assert_eq!(twilio.asked().await.iter().filter(|line| line.starts_with("POST")).count(), 1);
}

#[tokio::test]
async fn bad_options_are_refused_all_at_once_and_nothing_is_sent() {
    let twilio = carrier().await;
    let options = TwilioTrunkOptions::default()
        .with_friendly_name("x".repeat(65))
        .with_domain_name("a_b.pstn.twilio.com")
        .with_disaster_recovery_url("ftp://x")
        .with_transfer_mode("some".to_owned());
    let create = twilio.twilio.create_trunk(&spec().with_twilio(options.clone())).await.unwrap_err();
    let update =
        twilio.twilio.update_trunk(&tk(), &TrunkPatch::default().with_twilio(options)).await.unwrap_err();
    for error in [create, update] {
        assert_eq!((error.kind(), error.effect()), (ErrorKind::InvalidInput, Effect::None));
        for field in ["friendly_name", "domain_name", "disaster_recovery_url", "transfer_mode"] {
            assert!(error.message().contains(field), "{field} in {error}");
        }
    }
    let not_a_sid = "trunk-1".parse().unwrap();
    assert_eq!(twilio.twilio.get_trunk(&not_a_sid).await.unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(twilio.asked().await, [""; 0]);
}

#[tokio::test]
async fn reads_say_how_calls_are_authenticated_in_either_order() {
    let both = EffectiveAuth::Mode(TerminationAuth::Both);
    for (auth_type, auth_type_set, wanted) in [
        // Live, by a third party: either order. Twilio OpenAPI 2.6.7: empty.
        ("IP_ACL,CREDENTIAL_LIST", json!(["IP_ACL", "CREDENTIAL_LIST"]), both),
        ("CREDENTIAL_LIST,IP_ACL", json!(["CREDENTIAL_LIST", "IP_ACL"]), both),
        ("", json!(["CREDENTIAL_LIST"]), EffectiveAuth::Mode(TerminationAuth::Digest)),
        ("IP_ACL", json!(null), EffectiveAuth::Mode(TerminationAuth::IpAcl)),
        ("", json!([]), EffectiveAuth::Closed),
    ] {
        let twilio = carrier().await;
        let fields = json!({"auth_type": auth_type, "auth_type_set": auth_type_set});
        twilio.on(&format!("GET /v1/Trunks/{TK}"), 200, with(trunk(), fields)).await;
        assert_eq!(twilio.twilio.get_trunk(&tk()).await.unwrap().auth, wanted);
    }
}

#[tokio::test]
async fn termination_auth_is_read_from_what_is_associated() {
    let twilio = carrier().await;
    let (acl, cl) =
        (format!("GET /v1/Trunks/{TK}/IpAccessControlLists"), format!("GET /v1/Trunks/{TK}/CredentialLists"));
    twilio.on(&acl, 200, v1_page("ip_access_control_lists", json!([]), None)).await;
    twilio.on(&cl, 200, v1_page("credential_lists", json!([associated(CL, "x")]), None)).await;
    let auth = twilio.twilio.termination_auth(&tk()).await.unwrap();
    assert_eq!(auth, EffectiveAuth::Mode(TerminationAuth::Digest));
    twilio.on(&acl, 404, not_found()).await;
    assert_eq!(twilio.twilio.termination_auth(&tk()).await.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_trunk_without_a_domain_has_no_place_to_send_calls_to() {
    let twilio = carrier().await;
    // Live, by a third party: a trunk created without parameters.
    let bare = json!({"domain_name": null, "friendly_name": null, "disaster_recovery_url": null});
    twilio.on(&format!("GET /v1/Trunks/{TK}"), 200, with(trunk(), bare)).await;
    let read = twilio.twilio.get_trunk(&tk()).await.unwrap();
    assert_eq!((read.name.as_str(), read.termination.domain), ("", None));
    assert!(read.termination.edges.is_empty());
}

#[tokio::test]
async fn find_is_by_domain_then_by_a_name_that_occurs_once_without_a_domain() {
    let other =
        json!({"sid": TK2, "friendly_name": "Contact_Centre", "domain_name": "other.pstn.twilio.com"});
    let bare = json!({"sid": TK2, "friendly_name": "Contact_Centre", "domain_name": null});
    let ours = json!({"friendly_name": "renamed", "domain_name": DOMAIN});
    for (trunks, wanted) in [
        (vec![other.clone()], Ok(None)),
        (vec![bare.clone(), ours.clone()], Ok(Some(TK))),
        (vec![other, bare.clone()], Ok(Some(TK2))),
        (vec![bare.clone(), bare], Err(ErrorKind::Conflict)),
    ] {
        let twilio = carrier().await;
        let trunks: Vec<_> = trunks.into_iter().map(|change| with(trunk(), change)).collect();
        twilio.on("GET /v1/Trunks", 200, page(json!(trunks))).await;
        let found = twilio.twilio.find_trunk(&spec()).await;
        let found = found.map(|found| found.map(|trunk| trunk.id.to_string())).map_err(|error| error.kind());
        assert_eq!(found, wanted.map(|sid| sid.map(str::to_owned)));
    }
}

#[tokio::test]
async fn update_sends_only_what_differs_and_says_what_was_there() {
    let twilio = carrier().await;
    let (get, post) = (format!("GET /v1/Trunks/{TK}"), format!("POST /v1/Trunks/{TK}"));
    let options = TwilioTrunkOptions::default()
        .with_secure(true)
        .with_transfer_mode(TransferMode::DisableAll)
        .with_recording_trim(RecordingTrim::TrimSilence);
    let patch = TrunkPatch::default().with_name("New".parse().unwrap()).with_twilio(options);
    twilio.on(&get, 200, trunk()).await;
    twilio.on(&post, 200, with(trunk(), json!({"friendly_name": "New", "secure": true}))).await;
    twilio
        .on(&format!("{post}/Recording"), 200, json!({"mode": "do-not-record", "trim": "trim-silence"}))
        .await;
    let done = twilio.twilio.update_trunk(&tk(), &patch).await.unwrap();
    assert_eq!(
        twilio.asked().await,
        [
            get.clone(),
            format!("{post} FriendlyName=New&Secure=true"),
            format!("{post}/Recording Trim=trim-silence")
        ]
    );
    assert_eq!(done.value.twilio.unwrap().recording_trim, Some(RecordingTrim::TrimSilence));
    let Some(Replaced::Trunk(before)) = done.replaced else { panic!("what was there is reported") };
    assert_eq!(before.name, "friendly_name");

    // The same again: nothing differs.
    let there = json!({"friendly_name": "New", "secure": true, "recording": {"mode": "do-not-record", "trim": "trim-silence"}});
    twilio.on(&get, 200, with(trunk(), there)).await;
    let again = twilio.twilio.update_trunk(&tk(), &patch).await.unwrap();
    assert!(!again.changed && again.replaced.is_none());
    assert_eq!(twilio.asked().await, [get]);
}

#[tokio::test]
async fn update_whose_recording_fails_is_partial() {
    let twilio = carrier().await;
    twilio.on(&format!("GET /v1/Trunks/{TK}"), 200, trunk()).await;
    twilio.on(&format!("POST /v1/Trunks/{TK}"), 200, trunk()).await;
    twilio.on(&format!("POST /v1/Trunks/{TK}/Recording"), 400, refusal(20001, "no", 400)).await;
    let options =
        TwilioTrunkOptions::default().with_secure(true).with_recording_mode(RecordingMode::FromAnswer);
    let error =
        twilio.twilio.update_trunk(&tk(), &TrunkPatch::default().with_twilio(options)).await.unwrap_err();
    assert_eq!(error.effect(), Effect::Partial);
    assert_eq!(error.done(), [Step::new(Action::Updated, ObjectId::Trunk(tk()))]);
}

#[tokio::test]
async fn a_difference_never_replaces_a_domain_that_was_not_asked_for() {
    let twilio = carrier().await;
    let route = format!("GET /v1/Trunks/{TK}");
    let named = json!({"friendly_name": "Contact_Centre"});
    twilio.on(&route, 200, with(trunk(), named.clone())).await;
    let observed = twilio.twilio.get_trunk(&tk()).await.unwrap();
    assert!(twilio.twilio.diff_trunk(&spec(), &observed).is_empty());

    twilio.on(&route, 200, with(with(trunk(), named), json!({"domain_name": ""}))).await;
    let bare = twilio.twilio.get_trunk(&tk()).await.unwrap();
    let patch = twilio.twilio.diff_trunk(&spec(), &bare);
    assert_eq!(patch.twilio.domain_name.as_deref(), Some(DOMAIN));

    let options = TwilioTrunkOptions::default().with_domain_name("new.pstn.twilio.com").with_secure(true);
    let patch = twilio.twilio.diff_trunk(&spec().with_twilio(options.clone()), &observed);
    assert_eq!(patch, TrunkPatch::default().with_twilio(options));
}
