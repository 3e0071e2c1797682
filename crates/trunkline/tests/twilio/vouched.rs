//! Twilio: calls whose caller vouches for the way the trunk authenticates calls.

use serde_json::{Value, json};
use trunkline::{
    ErrorKind,
    model::{AclEntryId, AclEntrySpec, AuthModeChange, ChangeOptions, CredentialId, CredentialSpec},
    provider::{AclProvider as _, CredentialProvider as _},
};

use crate::support::*;

fn spec() -> AclEntrySpec {
    AclEntrySpec::new("54.172.60.0/30".parse().unwrap())
}

fn vouched() -> AclEntrySpec {
    spec().with_auth_mode(AuthModeChange::Unchanged)
}

fn options() -> ChangeOptions {
    ChangeOptions::default().with_auth_mode(AuthModeChange::Unchanged)
}

fn entry(list: &str) -> AclEntryId {
    AclEntryId::new(format!("{list}/{IP}")).unwrap()
}

fn look() -> String {
    format!("GET /v1/Trunks/{TK}/IpAccessControlLists")
}

fn rows(method: &str, list: &str) -> String {
    format!("{method} …/SIP/IpAccessControlLists/{list}/IpAddresses.json")
}

fn delete(list: &str) -> String {
    format!("DELETE …/SIP/IpAccessControlLists/{list}/IpAddresses/{IP}.json")
}

async fn in_use(twilio: &Carrier, lists: Value) {
    twilio.on(&look(), 200, v1_page("ip_access_control_lists", lists, None)).await;
}

async fn takes(twilio: &Carrier, list: &str) {
    twilio.on(&rows("POST", list), 201, address(IP, "54.172.60.0", 30)).await;
}

/// Without queries and bodies.
async fn asked(twilio: &Carrier) -> Vec<String> {
    let bare =
        |line: String| line.split(['?']).next().unwrap().split(" FriendlyName").next().unwrap().to_owned();
    twilio.asked().await.into_iter().map(bare).collect()
}

#[tokio::test]
async fn an_address_after_the_first_is_one_request_also_from_a_clone() {
    let twilio = carrier().await;
    in_use(&twilio, json!([associated(AL, OWN)])).await;
    twilio.on(&rows("GET", AL), 200, v2010_page("ip_addresses", json!([]), None)).await;
    takes(&twilio, AL).await;
    let _ = twilio.twilio.clone().add_acl_entry(&tk(), &spec()).await.unwrap();
    assert_eq!(asked(&twilio).await, [look(), rows("GET", AL), rows("POST", AL)]);

    takes(&twilio, AL).await;
    let added = twilio.twilio.add_acl_entry(&tk(), &vouched()).await.unwrap();
    assert_eq!(added.value.id, entry(AL));
    assert!(added.value.list.unwrap().managed);
    twilio.on(&delete(AL), 204, json!(null)).await;
    let removed = twilio.twilio.remove_acl_entry(&tk(), &entry(AL), &options()).await.unwrap();
    assert_eq!((removed.changed, removed.replaced, removed.warnings), (true, None, vec![]));
    assert_eq!(asked(&twilio).await, [rows("POST", AL), delete(AL)]);
}

#[tokio::test]
async fn a_list_that_no_call_found_yet_is_looked_up_once() {
    let twilio = carrier().await;
    in_use(&twilio, json!([associated(AL2, "office"), associated(AL, OWN)])).await;
    for _ in 0..2 {
        takes(&twilio, AL).await;
        let _ = twilio.twilio.add_acl_entry(&tk(), &vouched()).await.unwrap();
    }
    assert_eq!(asked(&twilio).await, [look(), rows("POST", AL), rows("POST", AL)]);

    // What a removal finds is known to the next call as well.
    let twilio = carrier().await;
    in_use(&twilio, json!([associated(AL, OWN)])).await;
    for _ in 0..2 {
        twilio.on(&delete(AL), 204, json!(null)).await;
        let _ = twilio.twilio.remove_acl_entry(&tk(), &entry(AL), &options()).await.unwrap();
    }
    assert_eq!(asked(&twilio).await, [look(), delete(AL), delete(AL)]);
}

#[tokio::test]
async fn a_list_that_is_gone_is_looked_up_once_more() {
    let twilio = carrier().await;
    in_use(&twilio, json!([associated(AL, OWN)])).await;
    takes(&twilio, AL).await;
    let _ = twilio.twilio.add_acl_entry(&tk(), &vouched()).await.unwrap();
    twilio.asked().await;

    twilio.on(&rows("POST", AL), 404, not_found()).await;
    in_use(&twilio, json!([associated(AL2, OWN)])).await;
    takes(&twilio, AL2).await;
    let added = twilio.twilio.add_acl_entry(&tk(), &vouched()).await.unwrap();
    assert_eq!(added.value.id, entry(AL2));
    assert_eq!(asked(&twilio).await, [rows("POST", AL), look(), rows("POST", AL2)]);

    twilio.on(&delete(AL2), 404, not_found()).await;
    let gone = twilio.twilio.remove_acl_entry(&tk(), &entry(AL2), &options()).await.unwrap_err();
    assert_eq!(told(&gone), "NotFound, None");
    in_use(&twilio, json!([])).await;
    let gone = twilio.twilio.remove_acl_entry(&tk(), &entry(AL2), &options()).await.unwrap_err();
    assert_eq!(told(&gone), "NotFound, None");
    assert_eq!(asked(&twilio).await, [delete(AL2), look()]);
}

#[tokio::test]
async fn the_lists_of_others_are_looked_at_and_left_alone() {
    let twilio = carrier().await;
    in_use(&twilio, json!([associated(AL, OWN)])).await;
    takes(&twilio, AL).await;
    let _ = twilio.twilio.add_acl_entry(&tk(), &vouched()).await.unwrap();
    twilio.asked().await;
    in_use(&twilio, json!([associated(AL, OWN), associated(AL2, "office")])).await;
    let error = twilio.twilio.remove_acl_entry(&tk(), &entry(AL2), &options()).await.unwrap_err();
    assert_eq!(told(&error), "SharedList, None");
    assert_eq!(asked(&twilio).await, [look()]);
}

#[tokio::test]
async fn a_change_that_is_seen_on_the_way_is_refused() {
    let twilio = carrier().await;
    in_use(&twilio, json!([])).await;
    let page = v1_page("credential_lists", json!([associated(CL, OWN)]), None);
    twilio.on(&format!("GET /v1/Trunks/{TK}/CredentialLists"), 200, page).await;
    let error = twilio.twilio.add_acl_entry(&tk(), &vouched()).await.unwrap_err();
    assert_eq!((error.kind(), twilio.asked().await.len()), (ErrorKind::AuthModeChange, 2));
}

#[tokio::test]
async fn credentials_go_by_a_list_of_their_own() {
    let twilio = carrier().await;
    let look = format!("GET /v1/Trunks/{TK}/CredentialLists");
    let page = v1_page("credential_lists", json!([associated(CL, OWN)]), None);
    twilio.on(&look, 200, page).await;
    let post = format!("POST …/SIP/CredentialLists/{CL}/Credentials.json");
    twilio.on(&post, 201, credential(CR, "agent")).await;
    let spec = CredentialSpec::new("agent", "Canary1Password".into());
    let added =
        twilio.twilio.add_credential(&tk(), &spec.with_auth_mode(AuthModeChange::Unchanged)).await.unwrap();
    assert_eq!(added.value.id, CredentialId::new(format!("{CL}/{CR}")).unwrap());

    let row = format!("…/SIP/CredentialLists/{CL}/Credentials/{CR}.json");
    twilio.on(&format!("POST {row}"), 200, credential(CR, "agent")).await;
    let (id, password) = (&added.value.id, "Another1Password".into());
    let set = twilio.twilio.set_password(&tk(), id, &password, &options()).await.unwrap();
    assert_eq!(set.value, added.value);
    twilio.on(&format!("DELETE {row}"), 204, json!(null)).await;
    let removed = twilio.twilio.remove_credential(&tk(), &added.value.id, &options()).await.unwrap();
    assert_eq!(removed.replaced, None);
    let asked: Vec<_> = twilio
        .asked()
        .await
        .iter()
        .map(|line| line.split(['?', ' ']).take(2).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(asked, [look, post, format!("POST {row}"), format!("DELETE {row}")]);
}

fn told(error: &trunkline::Error) -> String {
    format!("{:?}, {:?}", error.kind(), error.effect())
}
