//! Faults of answers: error statuses, content types, batches, ids.

use serde_json::json;
use trunkline_sim::{Carrier, ErrorBody, Fault, StatusFault, When};

use super::support::{Reply, Sim, TRUNK, TRUNKS};

const TWILIO: &str = "/v1/Trunks";

async fn create(carrier: Carrier, fault: StatusFault) -> (Sim, Reply) {
    let sim = Sim::failing(carrier, "*", When::First(1), Fault::Status(fault)).await;
    let reply = match carrier {
        Carrier::Exotel => sim.post(TRUNKS, TRUNK).await,
        _ => sim.post(TWILIO, "FriendlyName=a").await,
    };
    (sim, reply)
}

async fn trunks(sim: &Sim, carrier: Carrier) -> usize {
    let (path, list) = match carrier {
        Carrier::Exotel => (TRUNKS, "/response"),
        _ => (TWILIO, "/trunks"),
    };
    sim.get(path).await.json.pointer(list).unwrap().as_array().unwrap().len()
}

/// Every status with every body, with and without `Retry-After`: nothing is carried out.
#[tokio::test]
async fn a_status_stands_for_the_answer() {
    for carrier in [Carrier::Exotel, Carrier::Twilio] {
        for code in [429, 500, 502, 503] {
            for body in [ErrorBody::Json, ErrorBody::Html, ErrorBody::Empty] {
                for retry_after in [None, Some(7)] {
                    let mut fault = StatusFault::new(code).with_body(body);
                    fault.retry_after = retry_after;
                    let (sim, reply) = create(carrier, fault).await;
                    assert_eq!(reply.status, code);
                    let header = reply.headers.get("retry-after").map(|value| value.to_str().unwrap());
                    assert_eq!(header, retry_after.map(|_| "7"));
                    let content_type = reply.headers.get("content-type").map(|value| value.to_str().unwrap());
                    match body {
                        ErrorBody::Json => {
                            assert_eq!(content_type, Some("application/json"));
                            assert!(reply.json.is_object(), "{}", reply.text);
                        }
                        ErrorBody::Html => {
                            assert_eq!(content_type, Some("text/html"));
                            assert!(reply.text.starts_with(&format!("<html>\r\n<head><title>{code} ")));
                        }
                        ErrorBody::Empty => assert_eq!((content_type, reply.text.as_str()), (None, "")),
                    }
                    assert_eq!(trunks(&sim, carrier).await, 0);
                }
            }
        }
    }
}

/// Error dictionary, 20429, 20500 and 20503.
#[tokio::test]
async fn twilios_json_is_twilios() {
    for (code, error) in [(429, json!(20429)), (500, json!(20500)), (502, json!(null)), (503, json!(20503))] {
        let (_, reply) = create(Carrier::Twilio, StatusFault::new(code)).await;
        assert_eq!(reply.json["code"], error, "{}", reply.text);
        assert_eq!(reply.json["status"], code);
        assert!(reply.headers.contains_key("twilio-request-id"));
    }
}

#[tokio::test]
async fn exotels_json_is_exotels() {
    let (_, reply) = create(Carrier::Exotel, StatusFault::new(429)).await;
    assert_eq!(reply.json["RestException"]["Code"], "RATE_LIMIT_EXCEEDED");
    let (_, reply) = create(Carrier::Exotel, StatusFault::new(503)).await;
    assert_eq!(reply.json["http_code"], 503);
    assert_eq!(
        reply.json["response"],
        json!({"code": 503, "error_data": null, "status": "failure", "data": null})
    );
}

/// What is behind the gateway went on without it.
#[tokio::test]
async fn a_status_may_come_although_the_request_was_carried_out() {
    for carrier in [Carrier::Exotel, Carrier::Twilio] {
        let (sim, reply) =
            create(carrier, StatusFault::new(502).with_body(ErrorBody::Html).processed()).await;
        assert_eq!(reply.status, 502);
        assert_eq!(trunks(&sim, carrier).await, 1);
    }
}

/// A proxy that asks for a login stands between, whether the request got past it or not.
#[tokio::test]
async fn a_login_page_may_come_with_200() {
    for (fault, there) in [(StatusFault::new(200), 0), (StatusFault::new(200).processed(), 1)] {
        for carrier in [Carrier::Exotel, Carrier::Twilio] {
            let (sim, reply) = create(carrier, fault.clone().with_body(ErrorBody::Html)).await;
            assert_eq!((reply.status, reply.headers["content-type"].to_str().unwrap()), (200, "text/html"));
            assert!(reply.text.contains("Log in"), "{}", reply.text);
            assert_eq!(trunks(&sim, carrier).await, there);
        }
    }
}

#[tokio::test]
async fn a_content_type_may_be_wrong() {
    let sim = Sim::failing(Carrier::Twilio, "*", When::Always, Fault::ContentType("text/html".into())).await;
    let reply = sim.get(TWILIO).await;
    assert_eq!(reply.headers["content-type"], "text/html");
    assert_eq!(reply.json["trunks"], json!([]));
}

async fn exotel_trunk(sim: &Sim) -> String {
    let sid = sim.post(TRUNKS, TRUNK).await.json["response"]["data"]["trunk_sid"].clone();
    format!("{TRUNKS}/{}", sid.as_str().unwrap())
}

/// The last fails, the others are there, and the answer has them in the order of nobody's.
#[tokio::test]
async fn a_batch_may_fail_in_part_and_come_back_out_of_order() {
    let sim = Sim::failing(Carrier::Exotel, "add destinations", When::Always, Fault::PartlyFailedBatch).await;
    let path = format!("{}/destination-uris", exotel_trunk(&sim).await);
    let wanted = |host: &str| json!({"destination": format!("{host}.example.com:5061;transport=tls")});
    let body = json!({"destinations": [wanted("a"), wanted("b"), wanted("c")]});
    let reply = sim.post(&path, &body.to_string()).await;
    assert_eq!(reply.status, 207);
    assert_eq!(reply.json["metadata"], json!({"failed": 1, "total": 3, "success": 2}));
    let entries: Vec<_> = reply.json["response"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["code"].as_u64().unwrap(), entry["data"]["destination"].as_str()))
        .collect();
    assert_eq!(
        entries,
        [
            (400, None),
            (200, Some("sip:b.example.com:5061;transport=tls")),
            (200, Some("sip:a.example.com:5061;transport=tls")),
        ]
    );
    let listed = sim.get(&path).await.json;
    assert_eq!(listed["response"].as_array().unwrap().len(), 2, "{listed}");
}

#[tokio::test]
async fn a_batch_of_settings_may_fail_too() {
    let sim = Sim::failing(Carrier::Exotel, "set settings", When::Always, Fault::PartlyFailedBatch).await;
    let path = format!("{}/settings", exotel_trunk(&sim).await);
    let body = r#"{"settings":[{"name":"trunk_external_alias","value":"+919876543210"}]}"#;
    let reply = sim.post(&path, body).await;
    assert_eq!(reply.status, 207);
    assert_eq!(sim.get(&path).await.json["response"], json!([]));
}

/// K6: the superseded page's form.
#[tokio::test]
async fn ids_may_come_as_numbers() {
    let sim = Sim::failing(Carrier::Exotel, "*", When::Always, Fault::NumericIds).await;
    let path = exotel_trunk(&sim).await;
    let reply = sim.post(&format!("{path}/whitelisted-ips"), r#"{"ip":"44.248.146.11"}"#).await;
    let data = &reply.json["response"]["data"];
    assert!(data["id"].is_u64() && data["ip"].is_string() && data["trunk_sid"].is_string(), "{data}");
    let listed = sim.get(&format!("{path}/whitelisted-ips")).await;
    assert_eq!(listed.json["response"][0]["data"]["id"], data["id"]);
    assert!(listed.json["request_id"].is_string());
}
