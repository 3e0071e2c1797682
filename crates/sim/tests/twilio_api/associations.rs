//! Lists on trunks.

use serde_json::json;
use trunkline_sim::switches::twilio::{ConflictStatus, MappedList};

use super::support::Sim;

/// `twilio-oai`: the SID and the name are the list's own.
#[tokio::test]
async fn an_associated_acl_has_the_acls_sid_and_name() {
    let sim = Sim::start().await;
    let (trunk, acl) = (sim.trunk().await, sim.acl("office").await);
    let list = format!("{trunk}/IpAccessControlLists");
    let created = sim.post(&list, &[("IpAccessControlListSid", &acl)]).await;
    assert_eq!(
        created.json,
        json!({
            "sid": acl,
            "account_sid": sim.account.account_sid,
            "trunk_sid": trunk.strip_prefix("/v1/Trunks/"),
            "friendly_name": "office",
            "date_created": "2026-05-04T03:02:01Z",
            "date_updated": "2026-05-04T03:02:01Z",
            "url": sim.url(&format!("{list}/{acl}")),
        })
    );
    assert_eq!(created.status, 201);
    assert_eq!(sim.get(&format!("{list}/{acl}")).await.json, created.json);
    assert_eq!(sim.get(&list).await.json["ip_access_control_lists"], json!([created.json]));
}

/// `twilio-oai`.
#[tokio::test]
async fn an_associated_credential_list_has_the_lists_sid_and_name() {
    let sim = Sim::start().await;
    let (trunk, sid) = (sim.trunk().await, sim.credential_list("agents").await);
    let list = format!("{trunk}/CredentialLists");
    let created = sim.post(&list, &[("CredentialListSid", &sid)]).await;
    assert_eq!((created.status, created.text("sid"), created.text("friendly_name")), (201, &*sid, "agents"));
    assert_eq!(sim.get(&format!("{list}/{sid}")).await.json, created.json);
    assert_eq!(sim.get(&list).await.json["credential_lists"], json!([created.json]));
}

/// Error dictionary, 21245: "Credential List or IP-ACL already associated with Trunk".
#[tokio::test]
async fn a_list_is_associated_once() {
    let sim = Sim::start().await;
    let (trunk, acl, list) =
        (sim.trunk().await, sim.acl("office").await, sim.credential_list("agents").await);
    for (path, name, sid) in [
        ("IpAccessControlLists", "IpAccessControlListSid", &acl),
        ("CredentialLists", "CredentialListSid", &list),
    ] {
        let path = format!("{trunk}/{path}");
        sim.post(&path, &[(name, sid)]).await.sid();
        assert_eq!(sim.post(&path, &[(name, sid)]).await.error(), (400, 21245));
    }
}

/// Unrecorded: the status of 21245 may be 409.
#[tokio::test]
async fn by_a_switch_the_second_association_is_409() {
    let sim = Sim::with(|switches| switches.conflict_status = ConflictStatus::Conflict).await;
    let (path, acl) = (format!("{}/IpAccessControlLists", sim.trunk().await), sim.acl("office").await);
    sim.post(&path, &[("IpAccessControlListSid", &acl)]).await.sid();
    assert_eq!(sim.post(&path, &[("IpAccessControlListSid", &acl)]).await.error(), (409, 21245));
}

/// `twilio-oai`: the parameter is required, and its SID begins with `AL`.
#[tokio::test]
async fn the_sid_must_be_there_and_of_its_kind() {
    let sim = Sim::start().await;
    let (path, list) =
        (format!("{}/IpAccessControlLists", sim.trunk().await), sim.credential_list("a").await);
    assert_eq!(sim.post(&path, &[]).await.error(), (400, 20001));
    assert_eq!(sim.post(&path, &[("IpAccessControlListSid", &list)]).await.error(), (400, 20001));
}

/// Error dictionary, 20404: of another account, or of nobody.
#[tokio::test]
async fn a_list_of_another_account_is_not_found() {
    let sim = Sim::start().await;
    let acl = sim.other_account().acl("theirs").await;
    let path = format!("{}/IpAccessControlLists", sim.trunk().await);
    assert_eq!(sim.post(&path, &[("IpAccessControlListSid", &acl)]).await.error(), (404, 20404));
}

/// `twilio-oai`: `DeleteIpAccessControlList` takes it from the trunk only.
#[tokio::test]
async fn removing_an_association_keeps_the_list() {
    let sim = Sim::start().await;
    let (path, acl) = (format!("{}/IpAccessControlLists", sim.trunk().await), sim.acl("office").await);
    sim.post(&path, &[("IpAccessControlListSid", &acl)]).await.sid();
    assert_eq!(sim.delete(&format!("{path}/{acl}")).await.status, 204);
    assert_eq!(sim.get(&format!("{path}/{acl}")).await.error(), (404, 20404));
    assert_eq!(sim.delete(&format!("{path}/{acl}")).await.error(), (404, 20404));
    assert_eq!(sim.get(&sim.api(&format!("SIP/IpAccessControlLists/{acl}"))).await.status, 200);
}

/// Error dictionary, 21236 and 21241; said there of SIP Domains only.
#[tokio::test]
async fn a_list_that_a_trunk_uses_is_not_deleted() {
    let sim = Sim::start().await;
    let (trunk, acl, list) =
        (sim.trunk().await, sim.acl("office").await, sim.credential_list("agents").await);
    sim.post(&format!("{trunk}/IpAccessControlLists"), &[("IpAccessControlListSid", &acl)]).await.sid();
    sim.post(&format!("{trunk}/CredentialLists"), &[("CredentialListSid", &list)]).await.sid();
    let (acl, list) = (
        sim.api(&format!("SIP/IpAccessControlLists/{acl}")),
        sim.api(&format!("SIP/CredentialLists/{list}")),
    );
    assert_eq!(sim.delete(&acl).await.error(), (400, 21236));
    assert_eq!(sim.delete(&list).await.error(), (400, 21241));
    assert_eq!(sim.delete(&trunk).await.status, 204);
    assert_eq!(sim.delete(&acl).await.status, 204);
    assert_eq!(sim.delete(&list).await.status, 204);
}

/// Undetermined for trunks.
#[tokio::test]
async fn by_a_switch_a_list_goes_with_its_associations() {
    let sim = Sim::with(|switches| switches.mapped_list = MappedList::Detached).await;
    let (trunk, acl) = (sim.trunk().await, sim.acl("office").await);
    let path = format!("{trunk}/IpAccessControlLists");
    sim.post(&path, &[("IpAccessControlListSid", &acl)]).await.sid();
    assert_eq!(sim.delete(&sim.api(&format!("SIP/IpAccessControlLists/{acl}"))).await.status, 204);
    assert_eq!(sim.get(&path).await.json["ip_access_control_lists"], json!([]));
    assert_eq!(sim.get(&trunk).await.text("auth_type"), "");
}

/// Twilio answers 404: seen in the wild as a mistake.
#[tokio::test]
async fn lists_are_not_created_under_v1() {
    let sim = Sim::start().await;
    assert_eq!(sim.post("/v1/IpAccessControlLists", &[("FriendlyName", "a")]).await.error(), (404, 20404));
    assert_eq!(sim.get("/v1/CredentialLists").await.error(), (404, 20404));
}
