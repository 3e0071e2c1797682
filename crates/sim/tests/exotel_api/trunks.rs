use serde_json::json;
use trunkline_sim::switches::exotel::{
    DeletedTrunkLinks, DuplicateStatus, GetTrunk, TrunkCredentials, TrunkFilter, UnknownTrunk,
};

use super::support::Sim;

const UNKNOWN: &str = "trunks/trmum1nonexistent1234567890a";

/// developer.exotel.com, Create trunk: captured.
#[tokio::test]
async fn a_new_trunk_answers_field_by_field_as_captured() {
    let sim = Sim::start().await;
    let reply = sim.post("trunks", sim.trunk_body("outbound_trunk")).await;
    let sid = reply.data()["trunk_sid"].as_str().unwrap();
    let link = |noun: &str| format!("/v2/accounts/acme1/trunks/{sid}/{noun}");
    let expected = json!({
        "request_id": reply.json["request_id"],
        "method": "POST",
        "http_code": 200,
        "response": {
            "code": 200,
            "error_data": null,
            "status": "success",
            "data": {
                "trunk_name": "outbound_trunk",
                "date_created": "2026-01-23T09:24:59Z",
                "date_updated": "2026-01-23T09:24:59Z",
                "trunk_sid": sid,
                "status": "active",
                "domain_name": "acme1.pstn.exotel.com",
                "auth_type": "IP-WHITELIST",
                "registration_enabled": "disabled",
                "edge_preference": "auto",
                "nso_code": "ANY-ANY",
                "secure_trunking": "disabled",
                "destination_uris": link("destination-uris"),
                "whitelisted_ips": link("whitelisted-ips"),
                "credentials": link("credentials"),
                "phone_numbers": link("phone-numbers"),
            }
        }
    });
    assert_eq!((reply.status, &reply.json), (200, &expected));
}

/// Captured samples: 32 hexadecimal digits.
#[tokio::test]
async fn every_answer_has_a_request_id_of_its_own() {
    let sim = Sim::start().await;
    let first = sim.get("trunks").await.json["request_id"].as_str().unwrap().to_owned();
    let second = sim.get("trunks").await.json["request_id"].as_str().unwrap().to_owned();
    assert_ne!(first, second);
    for id in [first, second] {
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    }
}

/// K7: `trmum1` and 22 small letters and digits.
#[tokio::test]
async fn a_trunk_sid_looks_like_the_captured_ones() {
    let sim = Sim::start().await;
    let path = sim.trunk("shape").await;
    let rest = path.strip_prefix("trunks/trmum1").unwrap();
    assert_eq!(rest.len(), 22);
    assert!(rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{rest}");
}

/// K14: captured, HTTP 200 with a nested 409.
#[tokio::test]
async fn a_name_twice_is_a_failure_in_an_http_200() {
    let sim = Sim::start().await;
    sim.trunk("py_121523").await;
    let reply = sim.post("trunks", sim.trunk_body("py_121523")).await;
    assert_eq!(reply.error(), (200, 409, 1008, "Unable to create trunk with name py_121523"));
    assert_eq!(reply.json["http_code"], 200);
    assert_eq!(reply.json["response"]["error_data"]["message"], "Duplicate resource");
}

/// K14, switch: a sample typed by hand has 409.
#[tokio::test]
async fn a_duplicate_can_be_an_http_409() {
    let sim = Sim::with(|switches| switches.duplicate_status = DuplicateStatus::Conflict).await;
    sim.trunk("again").await;
    let reply = sim.post("trunks", sim.trunk_body("again")).await;
    assert_eq!((reply.error().0, reply.error().1, &reply.json["http_code"]), (409, 409, &json!(409)));
}

/// developer.exotel.com, Create trunk: the name is unique within the account.
#[tokio::test]
async fn another_account_may_use_the_same_name() {
    let sim = Sim::start().await;
    sim.trunk("shared").await;
    sim.other_account().trunk("shared").await;
}

/// Captured: `TrunkName is mandatory`; the other two are formed after it.
#[tokio::test]
async fn each_field_of_a_trunk_is_mandatory() {
    let sim = Sim::start().await;
    for (field, label) in
        [("trunk_name", "TrunkName"), ("nso_code", "NsoCode"), ("domain_name", "DomainName")]
    {
        let mut body = sim.trunk_body("partial");
        body.as_object_mut().unwrap().remove(field);
        let reply = sim.post("trunks", body).await;
        assert_eq!(reply.error(), (400, 400, 1001, format!("{label} is mandatory").as_str()));
        assert_eq!(reply.json["response"]["error_data"]["message"], "Mandatory Parameter missing");
    }
}

/// K2, K34 and the error table: captured texts.
#[tokio::test]
async fn a_trunk_is_refused_in_the_captured_words() {
    let sim = Sim::start().await;
    for (field, value, text) in [
        ("trunk_name", "seventeen_letters", "Maximum allowed length for TrunkName is 16"),
        ("trunk_name", "trunk-name", "Allowed characters for TrunkName is alphanumeric and _"),
        ("domain_name", "test.com", "Domain name should end with .pstn.exotel.com"),
        ("nso_code", "any any", "Nso code is invalid"),
        ("nso_code", "any-any", "Nso code is invalid"),
        ("nso_code", "ANY ANY", "Nso code is invalid"),
    ] {
        let mut body = sim.trunk_body("fine");
        body[field] = json!(value);
        let reply = sim.post("trunks", body).await;
        assert_eq!(reply.error(), (400, 400, 1002, text), "{field}={value}");
        assert_eq!(reply.json["response"]["error_data"]["message"], "Invalid parameter");
    }
    assert_eq!(sim.get("trunks").await.json["response"], json!([]));
}

/// K35: accepted live.
#[tokio::test]
async fn an_empty_name_is_accepted() {
    let sim = Sim::start().await;
    assert_eq!(sim.post("trunks", sim.trunk_body("")).await.data()["trunk_name"], "");
}

/// K16: the documented way to one trunk.
#[tokio::test]
async fn the_list_can_be_narrowed_to_one_trunk() {
    let sim = Sim::start().await;
    let path = sim.trunk("one").await;
    sim.trunk("two").await;
    let sid = path.strip_prefix("trunks/").unwrap();
    assert_eq!(sim.get(&format!("trunks?trunk_sid={sid}")).await.column("trunk_name"), ["one"]);
    assert_eq!(sim.get("trunks?trunk_sid=trmum1other").await.json["response"], json!([]));
}

/// K16, switch: a server that ignores the filter.
#[tokio::test]
async fn the_filter_can_be_ignored() {
    let sim = Sim::with(|switches| switches.trunk_filter = TrunkFilter::Ignored).await;
    sim.trunk("one").await;
    assert_eq!(sim.get("trunks?trunk_sid=trmum1other").await.column("trunk_name"), ["one"]);
}

/// Accounts do not see each other's trunks.
#[tokio::test]
async fn a_list_has_the_accounts_own_trunks_only() {
    let sim = Sim::start().await;
    sim.trunk("mine").await;
    assert_eq!(sim.other_account().get("trunks").await.json["response"], json!([]));
}

/// K16: not in the newest index of operations.
#[tokio::test]
async fn one_trunk_by_path_is_405() {
    let sim = Sim::start().await;
    let path = sim.trunk("one").await;
    assert_eq!(sim.get(&path).await.status, 405);
}

/// K16, switch: the voice-AI page mentions it.
#[tokio::test]
async fn one_trunk_by_path_can_answer() {
    let sim = Sim::with(|switches| switches.get_trunk = GetTrunk::Answered).await;
    let path = sim.trunk("one").await;
    assert_eq!(sim.get(&path).await.data()["trunk_name"], "one");
    assert_eq!(sim.get(UNKNOWN).await.error().0, 404);
}

/// Index of operations: "partial trunk update".
#[tokio::test]
async fn an_update_changes_what_it_names_and_the_date() {
    let sim = Sim::start().await;
    let path = sim.trunk("before").await;
    sim.advance_seconds(60);
    let reply = sim.put(&path, json!({"trunk_name": "after"})).await;
    assert_eq!(reply.data()["trunk_name"], "after");
    assert_eq!(reply.data()["nso_code"], "ANY-ANY");
    assert_eq!(reply.data()["date_created"], "2026-01-23T09:24:59Z");
    assert_eq!(reply.data()["date_updated"], "2026-01-23T09:25:59Z");
    assert_eq!(sim.get("trunks").await.column("trunk_name"), ["after"]);
}

/// The rules of creation hold for the update.
#[tokio::test]
async fn an_update_is_checked_like_a_creation() {
    let sim = Sim::start().await;
    let path = sim.trunk("first").await;
    sim.trunk("second").await;
    let refused = sim.put(&path, json!({"trunk_name": "a-b"})).await;
    assert_eq!(refused.error().2, 1002);
    assert_eq!(sim.put(&path, json!({"nso_code": "any any"})).await.error().3, "Nso code is invalid");
    assert_eq!(sim.put(&path, json!({"auth_type": "NONE"})).await.error().2, 1002);
    assert_eq!(sim.put(&path, json!({"trunk_name": "second"})).await.error().2, 1008);
    assert_eq!(sim.put(&path, json!({"trunk_name": "first"})).await.status, 200);
}

/// The name is unique within the account as it is now.
#[tokio::test]
async fn a_renamed_trunk_frees_its_old_name_and_takes_the_new_one() {
    let sim = Sim::start().await;
    let path = sim.trunk("before").await;
    sim.put(&path, json!({"trunk_name": "after"})).await.data();
    sim.trunk("before").await;
    assert_eq!(sim.post("trunks", sim.trunk_body("after")).await.error().2, 1008);
    assert_eq!(sim.get("trunks").await.column("trunk_name"), ["before", "after"]);
}

/// developer.exotel.com, Delete trunk: captured; the trunk comes back as it was.
#[tokio::test]
async fn a_deleted_trunk_is_returned_still_active() {
    let sim = Sim::start().await;
    let created = sim.post("trunks", sim.trunk_body("gone")).await;
    let sid = created.data()["trunk_sid"].as_str().unwrap();
    let deleted = sim.delete(&format!("trunks?trunk_sid={sid}")).await;
    assert_eq!(deleted.data(), created.data());
    assert_eq!(deleted.json["method"], "DELETE");
    assert_eq!(sim.get("trunks").await.json["response"], json!([]));
}

/// The other capture of the same answer, switch.
#[tokio::test]
async fn a_deleted_trunk_can_lack_its_links() {
    let sim = Sim::with(|switches| switches.deleted_trunk_links = DeletedTrunkLinks::Absent).await;
    let path = sim.trunk("gone").await;
    let reply = sim.delete(&format!("trunks?trunk_sid={}", &path[7..])).await;
    assert_eq!(reply.data().get("phone_numbers"), None);
    assert_eq!(reply.data()["trunk_name"], "gone");
}

/// developer.exotel.com, Delete trunk: everything of it goes; a number can be mapped anew.
#[tokio::test]
async fn deleting_a_trunk_frees_its_number_and_name() {
    let sim = Sim::start().await;
    let path = sim.trunk("gone").await;
    let number = json!({"phone_number": "+918040264208"});
    sim.row(&format!("{path}/phone-numbers"), number.clone()).await;
    sim.delete(&format!("trunks?trunk_sid={}", &path[7..])).await.data();
    let again = sim.trunk("gone").await;
    assert_ne!(path, again);
    sim.row(&format!("{again}/phone-numbers"), number).await;
    assert_eq!(sim.get(&format!("{path}/phone-numbers")).await.error().2, 1000);
}

/// K19: the newest text.
#[tokio::test]
async fn credentials_go_with_their_trunk() {
    let sim = Sim::start().await;
    let path = sim.trunk("gone").await;
    sim.row(&format!("{path}/credentials"), json!({"user_name": "u", "password": "p"})).await;
    sim.delete(&format!("trunks?trunk_sid={}", &path[7..])).await.data();
    assert_eq!(sim.get(&format!("{path}/credentials")).await.error().2, 1000);
}

/// K19, switch: the older texts do not name them.
#[tokio::test]
async fn credentials_can_outlive_their_trunk() {
    let sim = Sim::with(|switches| switches.trunk_credentials = TrunkCredentials::Kept).await;
    let path = sim.trunk("gone").await;
    let id = sim.row(&format!("{path}/credentials"), json!({"user_name": "u", "password": "p"})).await;
    sim.delete(&format!("trunks?trunk_sid={}", &path[7..])).await.data();
    assert_eq!(sim.get(&format!("{path}/credentials")).await.column("user_name"), ["u"]);
    sim.delete(&format!("{path}/credentials?id={id}")).await.data();
    assert_eq!(sim.get(&format!("{path}/phone-numbers")).await.error().2, 1000);
}

/// K17: the SID is a query parameter, and mandatory.
#[tokio::test]
async fn deleting_without_a_sid_deletes_nothing() {
    let sim = Sim::start().await;
    sim.trunk("kept").await;
    for below in ["trunks", "trunks?trunk_sid="] {
        assert_eq!(sim.delete(below).await.error(), (400, 400, 1001, "TrunkSid is mandatory"));
    }
    assert_eq!(sim.get("trunks").await.column("trunk_name"), ["kept"]);
}

/// K20: captured January 2026.
#[tokio::test]
async fn an_unknown_trunk_is_404_on_every_verb() {
    let sim = Sim::start().await;
    let expected = (404, 404, 1000, "Not Found");
    assert_eq!(sim.put(UNKNOWN, json!({})).await.error(), expected);
    assert_eq!(sim.delete(&UNKNOWN.replace('/', "?trunk_sid=")).await.error(), expected);
    for noun in ["phone-numbers", "whitelisted-ips", "destination-uris", "credentials"] {
        let below = format!("{UNKNOWN}/{noun}");
        assert_eq!(sim.get(&below).await.error(), expected, "{noun}");
        assert_eq!(sim.post(&below, json!({})).await.error(), expected, "{noun}");
        assert_eq!(sim.put(&format!("{below}/1"), json!({})).await.error(), expected, "{noun}");
        assert_eq!(sim.delete(&format!("{below}?id=1")).await.error(), expected, "{noun}");
    }
    let settings = format!("{UNKNOWN}/settings");
    assert_eq!(sim.get(&settings).await.error(), expected);
    assert_eq!(sim.post(&settings, json!({})).await.error(), expected);
    assert_eq!(sim.delete(&format!("{settings}?name=trunk_external_alias")).await.error(), expected);
}

/// K20, switch: captured August 2025.
#[tokio::test]
async fn an_unknown_trunk_can_be_403() {
    let sim = Sim::with(|switches| switches.unknown_trunk = UnknownTrunk::Forbidden).await;
    let reply = sim.get(&format!("{UNKNOWN}/phone-numbers")).await;
    assert_eq!(reply.error(), (403, 403, 1003, "Authorization failed"));
}

/// K20: the trunk of another account is as unknown as one that never was.
#[tokio::test]
async fn a_foreign_trunk_is_unknown() {
    let sim = Sim::start().await;
    let path = sim.trunk("mine").await;
    let other = sim.other_account();
    assert_eq!(other.get(&format!("{path}/phone-numbers")).await.error().2, 1000);
}
