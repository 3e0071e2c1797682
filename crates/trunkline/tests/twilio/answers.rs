//! Twilio: what is read from its answers, good and bad.

use jiff::Timestamp;
use serde_json::{Value, json};
use trunkline::{Effect, ErrorKind, provider::TrunkProvider as _};
use wiremock::ResponseTemplate;

use crate::support::*;

fn fetch() -> String {
    format!("GET /v1/Trunks/{TK}")
}

/// Trunking v1 sends ISO 8601, the 2010 API RFC 2822; older samples have them the other way round.
#[tokio::test]
async fn both_dates_are_read_on_both_hosts() {
    let day: Timestamp = "2015-07-17T21:25:15Z".parse().unwrap();
    for (text, wanted) in [
        ("2015-07-17T21:25:15Z", Some(day)),
        ("2015-07-17T23:25:15+02:00", Some(day)),
        ("Fri, 17 Jul 2015 21:25:15 +0000", Some(day)),
        ("Fri, 17 Jul 2015 21:25:15 -0000", Some(day)),
        ("", None),
        ("yesterday", None),
    ] {
        let twilio = carrier().await;
        let dates = json!({"date_created": text, "date_updated": text});
        twilio.on(&fetch(), 200, with(trunk(), dates.clone())).await;
        twilio
            .on(&format!("GET …/SIP/IpAccessControlLists/{AL}.json"), 200, with(list(AL, "a"), dates))
            .await;
        let trunk = twilio.client.fetch_trunk(TK).await.unwrap();
        let list = twilio.client.fetch_ip_access_control_list(AL).await.unwrap();
        assert_eq!(
            [trunk.date_created, trunk.date_updated, list.date_created, list.date_updated],
            [wanted; 4],
            "{text}"
        );
    }
}

#[tokio::test]
async fn empty_missing_null_and_unknown_fields_are_all_read() {
    let twilio = carrier().await;
    twilio.on(&fetch(), 200, json!({"sid": TK})).await;
    let fields = [
        "domain_name",
        "disaster_recovery_method",
        "disaster_recovery_url",
        "friendly_name",
        "recording",
        "transfer_mode",
        "transfer_caller_id",
        "auth_type",
        "date_created",
    ];
    let nulls =
        |value: Value| fields.iter().map(|field| ((*field).to_owned(), value.clone())).collect::<Value>();
    let switches =
        json!({"secure": null, "cnam_lookup_enabled": null, "auth_type_set": null, "new_field": {"a": [1]}});
    twilio.on(&fetch(), 200, with(with(trunk(), nulls(json!(null))), switches.clone())).await;
    twilio.on(&fetch(), 200, with(with(trunk(), nulls(json!(""))), switches)).await;
    let [missing, null, empty] = [
        twilio.client.fetch_trunk(TK).await.unwrap(),
        twilio.client.fetch_trunk(TK).await.unwrap(),
        twilio.client.fetch_trunk(TK).await.unwrap(),
    ];
    assert_eq!((missing.domain_name.as_ref(), missing.recording.as_ref()), (None, None));
    assert_eq!(null, empty);
    assert_eq!((null.domain_name, null.transfer_mode, null.secure), (None, None, false));
}

struct Refused {
    answer: ResponseTemplate,
    kind: ErrorKind,
    code: Option<&'static str>,
    says: &'static str,
}

#[tokio::test]
async fn every_shape_of_a_refusal_has_its_kind_code_and_words() {
    let json = |status, body: Value| ResponseTemplate::new(status).set_body_json(body);
    let legacy = |code, message, status| json(status, refusal(code, message, status));
    let cases = [
        // Twilio docs, API responses: legacy, and the sample without code and link.
        Refused { answer: legacy(20404, "not found", 404), kind: ErrorKind::NotFound, code: Some("20404"), says: "errors/20404" },
        Refused { answer: json(404, json!({"status": 404, "message": "gone"})), kind: ErrorKind::NotFound, code: None, says: "gone" },
        // 401 as seen in the wild: with a singular `detail`.
        Refused {
            answer: json(401, json!({"code": 20003, "detail": "", "message": "Authenticate", "more_info": "https://www.twilio.com/docs/errors/20003", "status": 401})),
            kind: ErrorKind::Unauthenticated,
            code: Some("20003"),
            says: "another region",
        },
        Refused { answer: legacy(20403, "Forbidden", 403), kind: ErrorKind::PermissionDenied, code: Some("20403"), says: "Forbidden" },
        // RFC 9457, as Twilio's SDKs read it.
        Refused {
            answer: ResponseTemplate::new(400).set_body_raw(
                r#"{"type":"https://www.twilio.com/docs/errors/20001","title":"Bad","status":400,"code":20001,"detail":"no"}"#,
                "application/problem+json",
            ),
            kind: ErrorKind::InvalidInput,
            code: Some("20001"),
            says: "Bad: no",
        },
        // API standards v1, as Twilio's Go SDK reads it.
        Refused {
            answer: json(404, json!({"code": 20404, "message": "gone", "httpStatusCode": 404, "params": {}, "userError": true})),
            kind: ErrorKind::NotFound,
            code: Some("20404"),
            says: "gone",
        },
        // Twilio docs, API responses: XML.
        Refused {
            answer: ResponseTemplate::new(404).set_body_raw(
                "<?xml version='1.0' encoding='UTF-8'?><TwilioResponse><RestException><Code>20404</Code>\
                 <Message>The requested resource was not found</Message><Status>404</Status></RestException></TwilioResponse>",
                "application/xml",
            ),
            kind: ErrorKind::NotFound,
            code: Some("20404"),
            says: "The requested resource was not found",
        },
        // Gateways.
        Refused {
            answer: ResponseTemplate::new(502).set_body_raw("<html>bad gateway</html>", "text/html"),
            kind: ErrorKind::Unavailable,
            code: None,
            says: "502",
        },
        Refused { answer: ResponseTemplate::new(503), kind: ErrorKind::Unavailable, code: None, says: "503" },
        Refused { answer: legacy(20500, "Internal Server Error", 500), kind: ErrorKind::Unavailable, code: Some("20500"), says: "500" },
        Refused { answer: legacy(20429, "Too Many Requests", 429), kind: ErrorKind::RateLimited, code: Some("20429"), says: "Too Many" },
    ];
    for case in cases {
        let twilio = carrier().await;
        twilio.on_raw(&fetch(), case.answer).await;
        let error = twilio.twilio.get_trunk(&tk()).await.unwrap_err();
        let text = error.to_string();
        assert_eq!(
            (error.kind(), error.effect(), error.carrier_code()),
            (case.kind, Effect::None, case.code),
            "{text}"
        );
        assert!(text.contains(case.says), "{} in {text}", case.says);
        assert_eq!(error.request_id(), Some("RQ1"), "{text}");
        assert!(text.contains(AC) && text.contains("fetch trunk"), "{text}");
    }
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_malformed_and_a_create_s_outcome_then_unknown() {
    let twilio = carrier().await;
    for body in ["<html>welcome</html>", "{\"sid\":\"TKaaa", ""] {
        twilio.on_raw(&fetch(), ResponseTemplate::new(200).set_body_raw(body, "text/html")).await;
        let read = twilio.client.fetch_trunk(TK).await.unwrap_err();
        assert_eq!((read.kind(), read.effect()), (ErrorKind::MalformedResponse, Effect::None), "{read}");
        twilio
            .on_raw(
                "POST …/SIP/CredentialLists.json",
                ResponseTemplate::new(201).set_body_raw(body, "text/html"),
            )
            .await;
        let create = twilio.client.create_credential_list("a").await.unwrap_err();
        assert_eq!(
            (create.kind(), create.effect()),
            (ErrorKind::MalformedResponse, Effect::Unknown),
            "{create}"
        );
    }
    twilio.on(&fetch(), 200, with(trunk(), json!({"sid": "TK/../x"}))).await;
    assert_eq!(twilio.client.fetch_trunk(TK).await.unwrap_err().kind(), ErrorKind::MalformedResponse);
}
