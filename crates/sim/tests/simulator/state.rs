//! Saving, loading and resetting what both carriers keep.

use serde_json::{Value, json};
use trunkline_sim::{Carrier, Fault, Simulator, StartError, State, When};

use super::support::{Sim, TRUNK, TRUNKS};

const ACCOUNT: &str = "/2010-04-01/Accounts/AC00000000000000000000000000000001";

/// Something of everything there can be.
async fn furnished() -> Sim {
    let sim = Sim::start().await.with_trunks().await;
    let exotel = sim.get(TRUNKS).await.json["response"][0]["data"]["trunk_sid"].clone();
    let exotel = format!("{TRUNKS}/{}", exotel.as_str().unwrap());
    for (noun, body) in [
        ("phone-numbers", r#"{"phone_number":"+918040264208","mode":"flow"}"#),
        ("whitelisted-ips", r#"{"ip":"44.248.146.11","mask":24}"#),
        ("destination-uris", r#"{"destinations":[{"destination":"44.248.146.12:5061;transport=tls"}]}"#),
        ("credentials", r#"{"user_name":"agent","password":"Canary1","friendly_name":"a"}"#),
        ("settings", r#"{"settings":[{"name":"trunk_external_alias","value":"+919876543210"}]}"#),
    ] {
        let reply = sim.post(&format!("{exotel}/{noun}"), body).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
    }
    let create = async |path: String, form: &str| {
        let reply = sim.post(&path, form).await;
        assert!(reply.status < 300, "{path}: {}", reply.text);
        reply.json["sid"].as_str().unwrap_or_default().to_owned()
    };
    let trunk = create("/v1/Trunks".into(), "DomainName=saved.pstn.twilio.com&Secure=true").await;
    let gone = create("/v1/Trunks".into(), "DomainName=gone.pstn.twilio.com").await;
    super::support::send(sim.request(reqwest::Method::DELETE, &format!("/v1/Trunks/{gone}"))).await;
    create(
        format!("/v1/Trunks/{trunk}/OriginationUrls"),
        "Weight=1&Priority=2&Enabled=true&FriendlyName=a&SipUrl=sip:a.example.com",
    )
    .await;
    let acl = create(format!("{ACCOUNT}/SIP/IpAccessControlLists.json"), "FriendlyName=acl").await;
    let addresses = format!("{ACCOUNT}/SIP/IpAccessControlLists/{acl}/IpAddresses.json");
    create(addresses, "FriendlyName=a&IpAddress=203.0.113.0&CidrPrefixLength=24").await;
    create(format!("/v1/Trunks/{trunk}/IpAccessControlLists"), &format!("IpAccessControlListSid={acl}"))
        .await;
    let list = create(format!("{ACCOUNT}/SIP/CredentialLists.json"), "FriendlyName=list").await;
    let credentials = format!("{ACCOUNT}/SIP/CredentialLists/{list}/Credentials.json");
    create(credentials, "Username=agent&Password=Canary1Canary1").await;
    create(format!("/v1/Trunks/{trunk}/CredentialLists"), &format!("CredentialListSid={list}")).await;
    let numbers = sim.get(&format!("{ACCOUNT}/IncomingPhoneNumbers.json")).await.json;
    let number = numbers["incoming_phone_numbers"][0]["sid"].as_str().unwrap();
    create(format!("/v1/Trunks/{trunk}/PhoneNumbers"), &format!("PhoneNumberSid={number}")).await;
    sim
}

/// Everything that can be read, without what is new with each answer.
async fn everything(sim: &Sim) -> Vec<Value> {
    let base = sim.simulator.url();
    let mut seen = vec![];
    let mut paths = vec![TRUNKS.to_owned(), "/v1/Trunks".to_owned()];
    for noun in ["SIP/IpAccessControlLists", "SIP/CredentialLists", "IncomingPhoneNumbers"] {
        paths.push(format!("{ACCOUNT}/{noun}.json"));
    }
    let exotel = sim.get(TRUNKS).await.json;
    for trunk in exotel["response"].as_array().unwrap() {
        let sid = trunk["data"]["trunk_sid"].as_str().unwrap();
        for noun in ["phone-numbers", "whitelisted-ips", "destination-uris", "credentials", "settings"] {
            paths.push(format!("{TRUNKS}/{sid}/{noun}"));
        }
    }
    for trunk in sim.get("/v1/Trunks").await.json["trunks"].as_array().unwrap() {
        let sid = trunk["sid"].as_str().unwrap();
        for noun in
            ["OriginationUrls", "IpAccessControlLists", "CredentialLists", "PhoneNumbers", "Recording"]
        {
            paths.push(format!("/v1/Trunks/{sid}/{noun}"));
        }
    }
    for path in paths {
        let text = sim.get(&path).await.text.replace(base, "");
        let mut json: Value = serde_json::from_str(&text).unwrap();
        if let Some(fields) = json.as_object_mut() {
            fields.remove("request_id");
        }
        seen.push(json);
    }
    seen
}

#[tokio::test]
async fn a_saved_state_is_there_again() {
    let sim = furnished().await;
    let saved = sim.simulator.state().to_json();
    assert!(!saved.contains("Canary"), "{saved}");
    let state = State::from_json(&saved).unwrap();
    assert_eq!(state.to_json(), saved);
    let started = Sim::of(|builder| builder.seed(9).state(state.clone())).await;
    assert_eq!(everything(&started).await, everything(&sim).await);
    let loaded = Sim::start().await;
    loaded.simulator.load(state).unwrap();
    assert_eq!(everything(&loaded).await, everything(&sim).await);
}

/// No id is handed out twice, and a domain that was reserved is.
#[tokio::test]
async fn what_goes_on_from_a_saved_state_goes_on_as_if_nothing_had_been() {
    let sim = furnished().await;
    let loaded = Sim::of(|builder| builder.seed(9).state(sim.simulator.state())).await;
    for (path, body) in [
        (TRUNKS, TRUNK),
        ("/v1/Trunks", "FriendlyName=more"),
        ("/v1/Trunks", "DomainName=gone.pstn.twilio.com"),
    ] {
        let strip = |sim: &Sim, text: String| text.replace(sim.simulator.url(), "");
        let (one, other) = (sim.post(path, body).await, loaded.post(path, body).await);
        assert_eq!(one.status, other.status, "{}", other.text);
        if path == TRUNKS {
            assert_eq!(one.json["response"], other.json["response"]);
        } else {
            assert_eq!(strip(&sim, one.text), strip(&loaded, other.text));
        }
    }
}

/// What a state does not speak of is as it was before the first request.
#[tokio::test]
async fn an_account_that_is_left_out_is_as_at_the_start() {
    let sim = furnished().await;
    let mut state: Value = serde_json::from_str(&sim.simulator.state().to_json()).unwrap();
    state["exotel"]["accounts"] = json!({});
    sim.simulator.load(State::from_json(&state.to_string()).unwrap()).unwrap();
    assert_eq!(sim.get(TRUNKS).await.json["response"], json!([]));
    assert_eq!(sim.get("/v1/Trunks").await.json["trunks"].as_array().unwrap().len(), 4);
}

/// One clear message each, and nothing has changed.
#[tokio::test]
async fn a_state_that_cannot_be_is_refused() {
    let sim = furnished().await;
    let before = sim.simulator.state().to_json();
    let good: Value = serde_json::from_str(&before).unwrap();
    let twilio = "/twilio/accounts/AC00000000000000000000000000000001";
    for (at, value, message) in [
        ("/version".to_owned(), json!(2), "version 2: must be 1"),
        (
            "/exotel/accounts".to_owned(),
            json!({"nobody": {"owned": [], "trunks": [], "remains": []}}),
            "there is no Exotel account nobody",
        ),
        (
            "/exotel/accounts/acme1/trunks/1/sid".to_owned(),
            good.pointer("/exotel/accounts/acme1/trunks/0/sid").unwrap().clone(),
            "is there twice",
        ),
        (
            "/exotel/accounts/acme1/trunks/1/name".to_owned(),
            good.pointer("/exotel/accounts/acme1/trunks/0/name").unwrap().clone(),
            "is that of trunk",
        ),
        (
            "/exotel/accounts/acme1/trunks/0/numbers".to_owned(),
            good.pointer("/exotel/accounts/acme1/trunks/2/numbers").unwrap().clone(),
            "is mapped twice",
        ),
        ("/exotel/accounts/acme1/trunks/2/acl/0/mask".to_owned(), json!(0), "mask 0: must be 16 to 32"),
        (format!("{twilio}/acls"), json!([]), "there is no list AL"),
        (format!("{twilio}/credential_lists"), json!([]), "there is no list CL"),
        (format!("{twilio}/numbers/0/trunk_sid"), json!("TK1"), "there is no trunk TK1"),
        (format!("{twilio}/acls/0/addresses/0/prefix"), json!(33), "prefix 33: must be 0 to 32"),
        (
            format!("{twilio}/trunks/1/sid"),
            good.pointer(&format!("{twilio}/trunks/0/sid")).unwrap().clone(),
            "is there twice",
        ),
    ] {
        let mut wrong = good.clone();
        *wrong.pointer_mut(&at).unwrap_or_else(|| panic!("{at} in {before}")) = value;
        let error = match State::from_json(&wrong.to_string()) {
            Ok(state) => sim.simulator.load(state).unwrap_err(),
            Err(error) => error,
        };
        let error = error.to_string();
        assert!(error.starts_with("state: ") && error.contains(message), "{error}");
    }
    assert!(sim.simulator.state().to_json() == before, "a refused state has left its mark");
    let mut wrong = good.clone();
    wrong["exotel"]["accounts"] = json!({"nobody": {"owned": [], "trunks": [], "remains": []}});
    let state = State::from_json(&wrong.to_string()).unwrap();
    let error = Simulator::builder().state(state).start().await.unwrap_err();
    assert!(matches!(error, StartError::State(_)), "{error}");
}

/// State, switches, faults, ids, log; what it was started with stays.
#[tokio::test]
async fn a_reset_is_a_new_start() {
    let kept = Sim::start().await;
    kept.post(TRUNKS, TRUNK).await;
    let state = kept.simulator.state();
    let sim = Sim::of(|builder| builder.state(state)).await;
    let before = everything(&sim).await;
    let switches = sim.simulator.switches();
    sim.post(TRUNKS, &TRUNK.replace("fault", "more")).await;
    sim.post("/v1/Trunks", "FriendlyName=more").await;
    let mut other = switches.clone();
    other.exotel.rate_limit = Some(0);
    sim.simulator.set_switches(other);
    sim.set(Carrier::Twilio, "*", When::Always, Fault::ResetBefore);
    sim.simulator.reset();
    assert_eq!(sim.simulator.requests(), []);
    assert_eq!(sim.simulator.switches(), switches);
    assert_eq!(everything(&sim).await, before);
    let again = |sim: &Sim, text: String| text.replace(sim.simulator.url(), "");
    let fresh = Sim::of(|builder| builder.state(kept.simulator.state())).await;
    let (one, other) = (sim.post("/v1/Trunks", "").await.text, fresh.post("/v1/Trunks", "").await.text);
    assert_eq!(again(&sim, one), again(&fresh, other));
}

#[tokio::test]
async fn a_reset_forgets_what_the_rate_limit_counted() {
    let sim = Sim::start().await;
    for _ in 0..200 {
        sim.get(TRUNKS).await;
    }
    assert_eq!(sim.get(TRUNKS).await.status, 429);
    sim.simulator.reset();
    assert_eq!(sim.get(TRUNKS).await.status, 200);
}
