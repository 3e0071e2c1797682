//! IP access control lists and credential lists, which are alike but for a few numbers.

use serde_json::json;
use trunkline_sim::switches::twilio::{ConflictStatus, NameCase};

use super::support::Sim;

/// Collection, key in a list, key of the link below, segment below, code of a bad name, longest name.
const KINDS: [(&str, &str, &str, &str, u64, usize); 2] = [
    ("SIP/IpAccessControlLists", "ip_access_control_lists", "ip_addresses", "IpAddresses", 21235, 255),
    ("SIP/CredentialLists", "credential_lists", "credentials", "Credentials", 21240, 64),
];

/// `twilio-oai`: create, fetch, list.
#[tokio::test]
async fn one_is_created_fetched_and_listed() {
    let sim = Sim::start().await;
    for (collection, key, link, below, ..) in KINDS {
        let list = sim.api(collection);
        let created = sim.post(&list, &[("FriendlyName", "office")]).await;
        let sid = created.sid();
        let path = sim.api(&format!("{collection}/{sid}"));
        assert_eq!(
            created.json,
            json!({
                "sid": sid,
                "account_sid": sim.account.account_sid,
                "friendly_name": "office",
                "date_created": "Mon, 04 May 2026 03:02:01 +0000",
                "date_updated": "Mon, 04 May 2026 03:02:01 +0000",
                "subresource_uris": { link: sim.api(&format!("{collection}/{sid}/{below}")) },
                "uri": path,
            })
        );
        assert_eq!(sim.get(&path).await.json, created.json);
        assert_eq!(sim.get(&list).await.json[key], json!([created.json]));
    }
}

/// Error dictionary, 21235 and 21240: the same `FriendlyName` may already exist.
#[tokio::test]
async fn a_name_is_unique_in_the_account() {
    let sim = Sim::start().await;
    for (collection, .., code, _) in KINDS {
        let create = async |sim: &Sim, name| sim.post(&sim.api(collection), &[("FriendlyName", name)]).await;
        create(&sim, "office").await.sid();
        assert_eq!(create(&sim, "office").await.error(), (400, code));
        assert_eq!(create(&sim, "Office").await.status, 201);
        assert_eq!(create(&sim.other_account(), "office").await.status, 201);
    }
}

/// Undetermined: whether case tells names apart.
#[tokio::test]
async fn by_a_switch_a_name_is_unique_whatever_its_case() {
    let sim = Sim::with(|switches| switches.name_case = NameCase::Insensitive).await;
    for (collection, .., code, _) in KINDS {
        sim.post(&sim.api(collection), &[("FriendlyName", "office")]).await.sid();
        assert_eq!(sim.post(&sim.api(collection), &[("FriendlyName", "OFFICE")]).await.error(), (400, code));
    }
}

/// Unrecorded: the status of 21235 and 21240 may be 409.
#[tokio::test]
async fn by_a_switch_the_same_name_is_409() {
    let sim = Sim::with(|switches| switches.conflict_status = ConflictStatus::Conflict).await;
    for (collection, .., code, _) in KINDS {
        sim.post(&sim.api(collection), &[("FriendlyName", "office")]).await.sid();
        assert_eq!(sim.post(&sim.api(collection), &[("FriendlyName", "office")]).await.error(), (409, code));
    }
}

/// `twilio-oai`: required, "up to 255" (ACL) or "up to 64" (credential list) characters long.
#[tokio::test]
async fn a_name_is_required_and_has_a_length() {
    let sim = Sim::start().await;
    for (collection, .., code, longest) in KINDS {
        let list = sim.api(collection);
        assert_eq!(sim.post(&list, &[("FriendlyName", &"n".repeat(longest))]).await.status, 201);
        assert_eq!(sim.post(&list, &[("FriendlyName", &"n".repeat(longest + 1))]).await.error(), (400, code));
        assert_eq!(sim.post(&list, &[("FriendlyName", "")]).await.error(), (400, code));
        assert_eq!(sim.post(&list, &[]).await.error(), (400, code));
    }
}

/// `twilio-oai`: an update is a POST of the name.
#[tokio::test]
async fn a_list_is_renamed_but_not_to_anothers_name() {
    let sim = Sim::start().await;
    for (collection, .., code, _) in KINDS {
        sim.post(&sim.api(collection), &[("FriendlyName", "taken")]).await.sid();
        let sid = sim.post(&sim.api(collection), &[("FriendlyName", "old")]).await.sid();
        let path = sim.api(&format!("{collection}/{sid}"));
        let reply = sim.post(&path, &[("FriendlyName", "new")]).await;
        assert_eq!((reply.status, reply.text("friendly_name")), (200, "new"));
        assert_eq!(sim.post(&path, &[("FriendlyName", "new")]).await.status, 200);
        assert_eq!(sim.post(&path, &[("FriendlyName", "taken")]).await.error(), (400, code));
    }
}

/// `twilio-oai`: 204; afterwards, error dictionary, 20404, also for what was in the list.
#[tokio::test]
async fn a_deleted_list_is_not_found_on_any_verb() {
    let sim = Sim::start().await;
    for (collection, _, _, below, ..) in KINDS {
        let sid = sim.post(&sim.api(collection), &[("FriendlyName", "office")]).await.sid();
        let path = sim.api(&format!("{collection}/{sid}"));
        assert_eq!(sim.delete(&path).await.status, 204);
        assert_eq!(sim.get(&path).await.error(), (404, 20404));
        assert_eq!(sim.post(&path, &[("FriendlyName", "office")]).await.error(), (404, 20404));
        assert_eq!(sim.delete(&path).await.error(), (404, 20404));
        let below = sim.api(&format!("{collection}/{sid}/{below}"));
        assert_eq!(sim.get(&below).await.error(), (404, 20404));
        assert_eq!(sim.post(&below, &[]).await.error(), (404, 20404));
    }
}
