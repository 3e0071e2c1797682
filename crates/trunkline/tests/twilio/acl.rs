//! Twilio: who may send calls.

use serde_json::{Value, json};
use trunkline::{
    Effect, ErrorKind,
    ext::{AclExt as _, collect},
    model::{
        AclEntryId, AclEntrySpec, Action, AuthModeChange, ChangeOptions, Cidr, ListId, ObjectId, Replaced,
        Step, WarningCode,
    },
    provider::AclProvider as _,
    twilio::wire::{AddressParams, NewAddress},
};

use crate::support::*;

const ADDRESSES: &str = "SIP/IpAccessControlLists/ALaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/IpAddresses.json";

fn cidr() -> Cidr {
    "54.172.60.0/30".parse().unwrap()
}

fn spec() -> AclEntrySpec {
    AclEntrySpec::new(cidr())
}

fn entry() -> AclEntryId {
    AclEntryId::new(format!("{AL}/{IP}")).unwrap()
}

fn acls(items: Value) -> Value {
    v1_page("ip_access_control_lists", items, None)
}

fn acl_route() -> String {
    format!("/v1/Trunks/{TK}/IpAccessControlLists")
}

/// What the trunk has associated.
async fn on_trunk(twilio: &Carrier, lists: Value, credential_lists: Value) {
    twilio.on(&format!("GET {}", acl_route()), 200, acls(lists)).await;
    let page = v1_page("credential_lists", credential_lists, None);
    twilio.on(&format!("GET /v1/Trunks/{TK}/CredentialLists"), 200, page).await;
}

async fn in_list(twilio: &Carrier, addresses: Value) {
    twilio.on(&format!("GET …/{ADDRESSES}"), 200, v2010_page("ip_addresses", addresses, None)).await;
}

async fn in_account(twilio: &Carrier, lists: Value) {
    let page = v2010_page("ip_access_control_lists", lists, None);
    twilio.on("GET …/SIP/IpAccessControlLists.json", 200, page).await;
}

/// The trunk's own list is there, not in use: Twilio refuses another of that name (error dictionary, 21235).
async fn own_list_is_there(twilio: &Carrier) {
    let taken = refusal(21235, "an ACL with the same FriendlyName may already exist", 400);
    twilio.on("POST …/SIP/IpAccessControlLists.json", 400, taken).await;
    in_account(twilio, json!([list(AL2, "office"), list(AL, OWN)])).await;
}

fn existing() -> Value {
    address(IP, "54.172.60.0", 30)
}

const POST_ADDRESS: &str = "POST …/SIP/IpAccessControlLists/ALaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/IpAddresses.json \
     FriendlyName=54.172.60.0%2F30&IpAddress=54.172.60.0&CidrPrefixLength=30";

#[tokio::test]
async fn client_associations() {
    let twilio = carrier().await;
    let (all, one) = (acl_route(), format!("{}/{AL}", acl_route()));
    // Twilio OpenAPI 2.6.7, trunking v1: CreateIpAccessControlList, FetchIpAccessControlList,
    // ListIpAccessControlList (readFull), DeleteIpAccessControlList.
    twilio.on(&format!("POST {all}"), 201, associated(AL, "friendly_name")).await;
    twilio.on(&format!("GET {one}"), 200, associated(AL, "friendly_name")).await;
    twilio.on(&format!("GET {all}"), 200, acls(json!([associated(AL, "friendly_name")]))).await;
    twilio.on(&format!("DELETE {one}"), 204, json!(null)).await;
    let client = &twilio.client;
    let created = client.associate_ip_access_control_list(TK, AL).await.unwrap();
    let fetched = client.fetch_associated_ip_access_control_list(TK, AL).await.unwrap();
    let listed = collect(client.list_associated_ip_access_control_lists(TK).stream()).await.unwrap();
    client.dissociate_ip_access_control_list(TK, AL).await.unwrap();
    assert_eq!(
        twilio.asked().await,
        [
            format!("POST {all} IpAccessControlListSid={AL}"),
            format!("GET {one}"),
            format!("GET {all}?PageSize=50"),
            format!("DELETE {one}")
        ]
    );
    assert_eq!((created.sid.as_str(), created.trunk_sid.as_deref()), (AL, Some(TK)));
    assert_eq!(created.friendly_name.as_deref(), Some("friendly_name"));
    assert_eq!(created.date_created, Some("2018-05-02T17:29:34Z".parse().unwrap()));
    assert_eq!((&fetched, listed), (&created, vec![created.clone()]));
}

#[tokio::test]
async fn client_lists() {
    let twilio = carrier().await;
    let (all, one) = ("…/SIP/IpAccessControlLists.json", format!("…/SIP/IpAccessControlLists/{AL}.json"));
    // Twilio OpenAPI 2.6.7, 2010 API: CreateSipIpAccessControlList, Fetch…, Update…, List…, Delete….
    twilio.on(&format!("POST {all}"), 201, list(AL, "aaaa")).await;
    twilio.on(&format!("GET {one}"), 200, list(AL, "aaaa")).await;
    twilio.on(&format!("POST {one}"), 200, list(AL, "bbbb")).await;
    in_account(&twilio, json!([list(AL, "aaaa")])).await;
    twilio.on(&format!("DELETE {one}"), 204, json!(null)).await;
    let client = &twilio.client;
    let created = client.create_ip_access_control_list("a b").await.unwrap();
    let fetched = client.fetch_ip_access_control_list(AL).await.unwrap();
    let updated = client.update_ip_access_control_list(AL, "bbbb").await.unwrap();
    let listed = collect(client.list_ip_access_control_lists().stream()).await.unwrap();
    client.delete_ip_access_control_list(AL).await.unwrap();
    assert_eq!(
        twilio.asked().await,
        [
            format!("POST {all} FriendlyName=a+b"),
            format!("GET {one}"),
            format!("POST {one} FriendlyName=bbbb"),
            format!("GET {all}?PageSize=50"),
            format!("DELETE {one}")
        ]
    );
    assert_eq!((created.sid.as_str(), created.friendly_name.as_deref()), (AL, Some("aaaa")));
    assert_eq!(created.date_created, Some("2015-07-17T21:25:15Z".parse().unwrap()));
    assert_eq!((&fetched, listed), (&created, vec![created.clone()]));
    assert_eq!(updated.friendly_name.as_deref(), Some("bbbb"));
}

#[tokio::test]
async fn client_addresses() {
    let twilio = carrier().await;
    let (all, one) =
        (format!("…/{ADDRESSES}"), format!("…/SIP/IpAccessControlLists/{AL}/IpAddresses/{IP}.json"));
    // Twilio OpenAPI 2.6.7, 2010 API: CreateSipIpAddress, Fetch…, Update…, List…, Delete….
    twilio.on(&format!("POST {all}"), 201, address(IP, "192.168.1.1", 32)).await;
    twilio.on(&format!("POST {all}"), 201, address(IP, "192.168.1.1", 32)).await;
    twilio.on(&format!("GET {one}"), 200, address(IP, "192.168.1.1", 32)).await;
    twilio.on(&format!("POST {one}"), 200, address(IP, "192.168.1.1", 31)).await;
    in_list(&twilio, json!([address(IP, "192.168.1.1", 32)])).await;
    twilio.on(&format!("DELETE {one}"), 204, json!(null)).await;
    let client = &twilio.client;
    let created = client.create_ip_address(AL, &NewAddress::new("192.168.1.1", "n")).await.unwrap();
    client.create_ip_address(AL, &NewAddress::new("192.168.1.1", "n").with_prefix(32)).await.unwrap();
    let fetched = client.fetch_ip_address(AL, IP).await.unwrap();
    let mut params = AddressParams::default();
    params.cidr_prefix_length = Some(31);
    params.ip_address = Some("192.168.1.1".into());
    params.friendly_name = Some("m".into());
    let updated = client.update_ip_address(AL, IP, &params).await.unwrap();
    let listed = collect(client.list_ip_addresses(AL).stream()).await.unwrap();
    client.delete_ip_address(AL, IP).await.unwrap();
    assert_eq!(
        twilio.asked().await,
        [
            format!("POST {all} FriendlyName=n&IpAddress=192.168.1.1"),
            format!("POST {all} FriendlyName=n&IpAddress=192.168.1.1&CidrPrefixLength=32"),
            format!("GET {one}"),
            format!("POST {one} FriendlyName=m&IpAddress=192.168.1.1&CidrPrefixLength=31"),
            format!("GET {all}?PageSize=50"),
            format!("DELETE {one}")
        ]
    );
    assert_eq!((created.ip_address.as_deref(), created.cidr_prefix_length), (Some("192.168.1.1"), Some(32)));
    assert_eq!(created.ip_access_control_list_sid.as_deref(), Some(AL));
    assert_eq!((&fetched, listed), (&created, vec![created.clone()]));
    assert_eq!(updated.cidr_prefix_length, Some(31));
}

#[tokio::test]
async fn list_shows_every_list_on_the_trunk_and_which_is_its_own() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([associated(AL2, "office"), associated(AL, OWN)]), json!([])).await;
    let foreign = json!([address(IP2, "10.0.0.1", 32)]);
    let route = format!("GET …/SIP/IpAccessControlLists/{AL2}/IpAddresses.json");
    twilio.on(&route, 200, v2010_page("ip_addresses", foreign, None)).await;
    in_list(&twilio, json!([existing()])).await;
    let entries = collect(twilio.twilio.list_acl_entries(&tk())).await.unwrap();
    let seen: Vec<_> = entries
        .iter()
        .map(|entry| (entry.id.as_str(), entry.cidr.to_string(), entry.list.as_ref().unwrap().managed))
        .collect();
    let (foreign, own) = (format!("{AL2}/{IP2}"), format!("{AL}/{IP}"));
    // A private address is listed, though a spec would refuse it.
    assert_eq!(seen, [(&*foreign, "10.0.0.1/32".into(), false), (&*own, "54.172.60.0/30".into(), true)]);
    assert!(entries[0].cidr.valid().is_none());
    assert_eq!(entries[1].created, Some("2015-07-20T17:27:10Z".parse().unwrap()));
}

#[tokio::test]
async fn the_first_entry_makes_the_list_fills_it_and_only_then_puts_it_to_use() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([]), json!([])).await;
    twilio.on("POST …/SIP/IpAccessControlLists.json", 201, list(AL, OWN)).await;
    twilio.on(&format!("POST …/{ADDRESSES}"), 201, existing()).await;
    twilio.on(&format!("POST {}", acl_route()), 201, associated(AL, OWN)).await;
    let done = twilio.twilio.add_acl_entry(&tk(), &spec()).await.unwrap();
    assert_eq!(
        twilio.asked().await,
        [
            format!("GET {}?PageSize=50", acl_route()),
            format!("GET /v1/Trunks/{TK}/CredentialLists?PageSize=50"),
            format!("POST …/SIP/IpAccessControlLists.json FriendlyName={OWN}"),
            POST_ADDRESS.to_owned(),
            format!("POST {} IpAccessControlListSid={AL}", acl_route())
        ]
    );
    assert!(done.changed && done.warnings.is_empty());
    assert_eq!(done.value.id, entry());
    assert_eq!(done.value.cidr, cidr());
    assert!(done.value.list.unwrap().managed);
}

#[tokio::test]
async fn a_further_entry_looks_at_the_trunk_only_and_takes_one_post() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([associated(AL, OWN)]), json!([])).await;
    in_list(&twilio, json!([address(IP2, "54.171.127.192", 30)])).await;
    twilio.on(&format!("POST …/{ADDRESSES}"), 201, existing()).await;
    assert!(twilio.twilio.add_acl_entry(&tk(), &spec()).await.unwrap().changed);
    assert_eq!(
        twilio.asked().await,
        [
            format!("GET {}?PageSize=50", acl_route()),
            format!("GET …/{ADDRESSES}?PageSize=50"),
            POST_ADDRESS.to_owned()
        ]
    );
}

#[tokio::test]
async fn each_cut_is_found_by_the_next_call() {
    // Cut after the list was made, and after the entry was added.
    for (in_it, posts) in [(json!([]), 3), (json!([existing()]), 2)] {
        let twilio = carrier().await;
        on_trunk(&twilio, json!([]), json!([])).await;
        own_list_is_there(&twilio).await;
        in_list(&twilio, in_it).await;
        twilio.on(&format!("POST …/{ADDRESSES}"), 201, existing()).await;
        twilio.on(&format!("POST {}", acl_route()), 201, associated(AL, OWN)).await;
        let done = twilio.twilio.add_acl_entry(&tk(), &spec()).await.unwrap();
        assert_eq!((done.changed, done.value.id), (true, entry()));
        let asked = twilio.asked().await;
        assert_eq!(asked.iter().filter(|line| line.starts_with("POST")).count(), posts);
    }
}

#[tokio::test]
async fn what_an_earlier_cut_left_in_the_list_is_named() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([]), json!([])).await;
    own_list_is_there(&twilio).await;
    in_list(&twilio, json!([address(IP2, "54.171.127.192", 30)])).await;
    twilio.on(&format!("POST …/{ADDRESSES}"), 201, existing()).await;
    twilio.on(&format!("POST {}", acl_route()), 201, associated(AL, OWN)).await;
    let done = twilio.twilio.add_acl_entry(&tk(), &spec()).await.unwrap();
    assert_eq!(
        done.warnings.iter().map(|warning| warning.code).collect::<Vec<_>>(),
        [WarningCode::ListReused]
    );
}

#[tokio::test]
async fn a_step_that_fails_says_what_was_done_before() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([]), json!([])).await;
    twilio.on("POST …/SIP/IpAccessControlLists.json", 201, list(AL, OWN)).await;
    twilio.on(&format!("POST …/{ADDRESSES}"), 201, existing()).await;
    twilio.on(&format!("POST {}", acl_route()), 404, not_found()).await;
    let error = twilio.twilio.add_acl_entry(&tk(), &spec()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::NotFound, Effect::Partial));
    let made = Step::new(Action::Created, ObjectId::AclList(ListId::new(AL).unwrap()));
    assert_eq!(error.done(), [made, Step::new(Action::Created, ObjectId::AclEntry(entry()))]);
}

/// Twilio error dictionary: 21235 for a name that is taken, 21245 for a list that is associated already. Neither
/// these codes nor their HTTP status are promised.
#[tokio::test]
async fn someone_faster_is_found_and_the_call_goes_on() {
    for (status, name_taken, in_use) in [(400, 21235, 21245), (409, 99998, 99999)] {
        let twilio = carrier().await;
        on_trunk(&twilio, json!([]), json!([])).await;
        let taken = refusal(name_taken, "Validation Error", status);
        twilio.on("POST …/SIP/IpAccessControlLists.json", status, taken).await;
        in_account(&twilio, json!([list(AL, OWN)])).await;
        in_list(&twilio, json!([])).await;
        twilio.on(&format!("POST …/{ADDRESSES}"), 201, existing()).await;
        let taken = refusal(in_use, "Validation Error", status);
        twilio.on(&format!("POST {}", acl_route()), status, taken).await;
        twilio.on(&format!("GET {}/{AL}", acl_route()), 200, associated(AL, OWN)).await;
        let done = twilio.twilio.add_acl_entry(&tk(), &spec()).await.unwrap();
        assert_eq!(done.value.id, entry());
    }
}

#[tokio::test]
async fn an_association_whose_answer_was_lost_is_read_back() {
    for (read, effect) in [(200, None), (404, Some(Effect::Unknown))] {
        let twilio = carrier().await;
        on_trunk(&twilio, json!([]), json!([])).await;
        own_list_is_there(&twilio).await;
        in_list(&twilio, json!([existing()])).await;
        twilio.on(&format!("POST {}", acl_route()), 503, refusal(20503, "Service unavailable", 503)).await;
        let answer = if read == 200 { associated(AL, OWN) } else { not_found() };
        twilio.on(&format!("GET {}/{AL}", acl_route()), read, answer).await;
        let outcome = twilio.twilio.add_acl_entry(&tk(), &spec()).await;
        assert_eq!(outcome.err().map(|error| error.effect()), effect);
    }
}

#[tokio::test]
async fn an_address_that_is_there_already_is_not_sent() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([associated(AL, OWN)]), json!([])).await;
    in_list(&twilio, json!([existing()])).await;
    let error = twilio.twilio.add_acl_entry(&tk(), &spec()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::AlreadyExists, Effect::None));
    assert!(error.message().contains(entry().as_str()), "{error}");
    assert!(twilio.asked().await.iter().all(|line| line.starts_with("GET")));
}

/// A refused address is read back and compared, whatever the words.
#[tokio::test]
async fn an_address_that_is_refused_as_taken_is_read_back() {
    let validation = "IP Access Control List Validation Error";
    for (message, after, kind) in [
        (
            "The IP Access Control List already contains that IP Address",
            json!([existing()]),
            ErrorKind::AlreadyExists,
        ),
        (validation, json!([existing()]), ErrorKind::AlreadyExists),
        ("an IP Address with the same FriendlyName already exists", json!([]), ErrorKind::Conflict),
        (validation, json!([]), ErrorKind::InvalidInput),
    ] {
        let twilio = carrier().await;
        on_trunk(&twilio, json!([associated(AL, OWN)]), json!([])).await;
        in_list(&twilio, json!([])).await;
        twilio.on(&format!("POST …/{ADDRESSES}"), 400, refusal(21235, message, 400)).await;
        in_list(&twilio, after).await;
        let error = twilio.twilio.add_acl_entry(&tk(), &spec()).await.unwrap_err();
        assert_eq!((error.kind(), error.effect()), (kind, Effect::None), "{message}");
    }
}

#[tokio::test]
async fn a_full_list_is_refused_before_anything_is_sent() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([associated(AL, OWN)]), json!([])).await;
    let full: Vec<Value> =
        (0..100).map(|i| address(&format!("IP{i:032x}"), &format!("44.0.0.{i}"), 32)).collect();
    in_list(&twilio, json!(full)).await;
    let error = twilio.twilio.add_acl_entry(&tk(), &spec()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::LimitReached, Effect::None));
    assert!(twilio.asked().await.iter().all(|line| line.starts_with("GET")));
}

#[tokio::test]
async fn the_first_address_of_a_trunk_with_credentials_is_refused_unless_allowed() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([]), json!([associated(CL, OWN)])).await;
    let error = twilio.twilio.add_acl_entry(&tk(), &spec()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::AuthModeChange, Effect::None));
    assert!(twilio.asked().await.iter().all(|line| line.starts_with("GET")));

    on_trunk(&twilio, json!([]), json!([associated(CL, OWN)])).await;
    own_list_is_there(&twilio).await;
    in_list(&twilio, json!([existing()])).await;
    twilio.on(&format!("POST {}", acl_route()), 201, associated(AL, OWN)).await;
    let allowed = spec().with_auth_mode(AuthModeChange::Allow);
    let done = twilio.twilio.add_acl_entry(&tk(), &allowed).await.unwrap();
    assert_eq!(done.warnings[0].code, WarningCode::AuthModeChanged);
}

#[tokio::test]
async fn a_trunk_with_a_foreign_list_asks_for_addresses_already() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([associated(AL2, "office")]), json!([associated(CL, OWN)])).await;
    own_list_is_there(&twilio).await;
    in_list(&twilio, json!([])).await;
    twilio.on(&format!("POST …/{ADDRESSES}"), 201, existing()).await;
    twilio.on(&format!("POST {}", acl_route()), 201, associated(AL, OWN)).await;
    let done = twilio.twilio.add_acl_entry(&tk(), &spec()).await.unwrap();
    assert!(done.warnings.is_empty());
}

#[tokio::test]
async fn a_shared_list_is_changed_only_where_it_is_named_and_in_use() {
    let twilio = carrier().await;
    let shared = spec().with_shared_list(ListId::new(AL).unwrap());
    on_trunk(&twilio, json!([associated(AL, "office")]), json!([])).await;
    in_list(&twilio, json!([])).await;
    twilio.on(&format!("POST …/{ADDRESSES}"), 201, existing()).await;
    let done = twilio.twilio.add_acl_entry(&tk(), &shared).await.unwrap();
    assert_eq!(done.warnings[0].code, WarningCode::SharedListChanged);
    assert!(!done.value.list.unwrap().managed);
    twilio.asked().await;

    on_trunk(&twilio, json!([associated(AL2, "other")]), json!([])).await;
    let error = twilio.twilio.add_acl_entry(&tk(), &shared).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::NotFound, Effect::None));
    assert_eq!(twilio.asked().await.len(), 1);

    let no_list = spec().with_shared_list(ListId::new(CL).unwrap());
    assert_eq!(
        twilio.twilio.add_acl_entry(&tk(), &no_list).await.unwrap_err().kind(),
        ErrorKind::InvalidInput
    );
    assert_eq!(twilio.asked().await, [""; 0]);
}

#[tokio::test]
async fn ensure_in_a_named_list_is_not_content_with_another() {
    let twilio = carrier().await;
    let own_and_shared = || json!([associated(AL2, OWN), associated(AL, "office")]);
    let own_addresses = ADDRESSES.replace(AL, AL2);
    on_trunk(&twilio, own_and_shared(), json!([])).await;
    let own_has_it = v2010_page("ip_addresses", json!([address(IP2, "54.172.60.0", 30)]), None);
    twilio.on(&format!("GET …/{own_addresses}"), 200, own_has_it).await;
    in_list(&twilio, json!([])).await;
    twilio.on(&format!("POST …/{ADDRESSES}"), 201, existing()).await;
    let shared = spec().with_shared_list(ListId::new(AL).unwrap());
    let done = twilio.twilio.ensure_acl_entry(&tk(), &shared).await.unwrap();
    assert!(done.changed);
    assert_eq!(twilio.asked().await.len(), 4, "the lists, what is in each, and the one that adds");
    assert_eq!((done.value.id, done.warnings[0].code), (entry(), WarningCode::SharedListChanged));
}

#[tokio::test]
async fn ensure_finds_an_entry_whose_create_got_no_answer() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([associated(AL, OWN)]), json!([])).await;
    in_list(&twilio, json!([])).await;
    twilio.on(&format!("POST …/{ADDRESSES}"), 502, json!({"message": "bad gateway"})).await;
    on_trunk(&twilio, json!([associated(AL, OWN)]), json!([])).await;
    in_list(&twilio, json!([existing()])).await;
    let done = twilio.twilio.ensure_acl_entry(&tk(), &spec()).await.unwrap();
    assert_eq!((done.value.id, done.warnings[0].code), (entry(), WarningCode::FoundAfterUnknown));
}

#[tokio::test]
async fn remove_says_what_was_there_and_leaves_the_list() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([associated(AL, OWN)]), json!([])).await;
    in_list(&twilio, json!([address(IP2, "44.0.0.1", 32), existing()])).await;
    let delete = format!("DELETE …/SIP/IpAccessControlLists/{AL}/IpAddresses/{IP}.json");
    twilio.on(&delete, 204, json!(null)).await;
    let done = twilio.twilio.remove_acl_entry(&tk(), &entry(), &ChangeOptions::default()).await.unwrap();
    assert!(matches!(done.replaced, Some(Replaced::AclEntry(before)) if before.cidr == cidr()));
    assert!(done.warnings.is_empty());
    assert_eq!(
        twilio.asked().await,
        [format!("GET {}?PageSize=50", acl_route()), format!("GET …/{ADDRESSES}?PageSize=50"), delete]
    );
}

#[tokio::test]
async fn the_last_entry_leaves_an_empty_list_in_use_and_says_so() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([associated(AL, OWN)]), json!([associated(CL, OWN)])).await;
    in_list(&twilio, json!([existing()])).await;
    twilio
        .on(&format!("DELETE …/SIP/IpAccessControlLists/{AL}/IpAddresses/{IP}.json"), 204, json!(null))
        .await;
    let done = twilio.twilio.remove_acl_entry(&tk(), &entry(), &ChangeOptions::default()).await.unwrap();
    assert_eq!(done.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), [WarningCode::TerminationClosed]);
    assert_eq!(twilio.asked().await.iter().filter(|line| line.starts_with("DELETE")).count(), 1);
}

#[tokio::test]
async fn the_last_entry_takes_the_list_with_it_when_the_change_is_allowed() {
    let allowed = ChangeOptions::default().with_auth_mode(AuthModeChange::Allow);
    let deletes = [
        format!("DELETE …/SIP/IpAccessControlLists/{AL}/IpAddresses/{IP}.json"),
        format!("DELETE {}/{AL}", acl_route()),
        format!("DELETE …/SIP/IpAccessControlLists/{AL}.json"),
    ];
    for (credential_lists, code) in [
        (json!([associated(CL, OWN)]), WarningCode::AuthModeChanged),
        (json!([]), WarningCode::TerminationClosed),
    ] {
        let twilio = carrier().await;
        on_trunk(&twilio, json!([associated(AL, OWN)]), credential_lists).await;
        in_list(&twilio, json!([existing()])).await;
        for route in &deletes {
            twilio.on(route, 204, json!(null)).await;
        }
        let done = twilio.twilio.remove_acl_entry(&tk(), &entry(), &allowed).await.unwrap();
        assert_eq!(done.warnings.iter().map(|w| w.code).collect::<Vec<_>>(), [code]);
        let asked = twilio.asked().await;
        assert_eq!(
            asked.iter().filter(|line| line.starts_with("DELETE")).collect::<Vec<_>>(),
            deletes.iter().collect::<Vec<_>>()
        );
    }
}

#[tokio::test]
async fn a_removal_that_was_cut_is_finished_by_the_next() {
    let allowed = ChangeOptions::default().with_auth_mode(AuthModeChange::Allow);
    let delete_list = format!("DELETE …/SIP/IpAccessControlLists/{AL}.json");
    // Cut after the entry.
    let twilio = carrier().await;
    on_trunk(&twilio, json!([associated(AL, OWN)]), json!([])).await;
    in_list(&twilio, json!([])).await;
    twilio.on(&format!("DELETE {}/{AL}", acl_route()), 204, json!(null)).await;
    twilio.on(&delete_list, 204, json!(null)).await;
    assert!(twilio.twilio.remove_acl_entry(&tk(), &entry(), &allowed).await.unwrap().changed);
    assert!(twilio.asked().await.contains(&delete_list));

    // Cut after the association.
    let twilio = carrier().await;
    on_trunk(&twilio, json!([]), json!([])).await;
    twilio.on(&format!("GET …/SIP/IpAccessControlLists/{AL}.json"), 200, list(AL, OWN)).await;
    in_list(&twilio, json!([])).await;
    twilio.on(&delete_list, 204, json!(null)).await;
    assert!(twilio.twilio.remove_acl_entry(&tk(), &entry(), &allowed).await.unwrap().changed);
    assert!(twilio.asked().await.contains(&delete_list));
}

#[tokio::test]
async fn what_is_not_on_the_trunk_is_not_found_and_not_sent() {
    let twilio = carrier().await;
    let options = ChangeOptions::default();
    on_trunk(&twilio, json!([]), json!([])).await;
    let no_list = twilio.twilio.remove_acl_entry(&tk(), &entry(), &options).await.unwrap_err();
    on_trunk(&twilio, json!([associated(AL, OWN)]), json!([])).await;
    in_list(&twilio, json!([])).await;
    let no_entry = twilio.twilio.remove_acl_entry(&tk(), &entry(), &options).await.unwrap_err();
    let gone = carrier().await;
    gone.on(&format!("GET {}", acl_route()), 404, not_found()).await;
    let no_trunk = gone.twilio.remove_acl_entry(&tk(), &entry(), &options).await.unwrap_err();
    for error in [no_list, no_entry, no_trunk] {
        assert_eq!((error.kind(), error.effect()), (ErrorKind::NotFound, Effect::None));
    }
    assert!(twilio.asked().await.iter().all(|line| line.starts_with("GET")));
    let no_id = AclEntryId::new(IP).unwrap();
    let error = twilio.twilio.remove_acl_entry(&tk(), &no_id, &options).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(twilio.asked().await, [""; 0]);
}

#[tokio::test]
async fn an_entry_of_a_foreign_list_goes_only_when_the_list_is_named() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([associated(AL, "office")]), json!([])).await;
    let error = twilio.twilio.remove_acl_entry(&tk(), &entry(), &ChangeOptions::default()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::SharedList, Effect::None));
    assert!(error.message().contains("office"), "{error}");
    assert_eq!(twilio.asked().await.len(), 1);

    // Named, and the last one: the list of someone else stays in use, also when a change is allowed.
    on_trunk(&twilio, json!([associated(AL, "office")]), json!([])).await;
    in_list(&twilio, json!([existing()])).await;
    twilio
        .on(&format!("DELETE …/SIP/IpAccessControlLists/{AL}/IpAddresses/{IP}.json"), 204, json!(null))
        .await;
    let named = ChangeOptions::default()
        .with_shared_list(ListId::new(AL).unwrap())
        .with_auth_mode(AuthModeChange::Allow);
    let done = twilio.twilio.remove_acl_entry(&tk(), &entry(), &named).await.unwrap();
    let codes: Vec<_> = done.warnings.iter().map(|w| w.code).collect();
    assert_eq!(codes, [WarningCode::SharedListChanged, WarningCode::TerminationClosed]);
    assert_eq!(twilio.asked().await.iter().filter(|line| line.starts_with("DELETE")).count(), 1);
}
