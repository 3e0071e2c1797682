//! Twilio: how a trunk goes, with all that is its own and nothing else.

use serde_json::{Value, json};
use trunkline::{
    Effect, ErrorKind,
    model::{Action, ListId, ObjectId, Replaced, Step, WarningCode},
    provider::TrunkProvider as _,
};

use crate::support::*;

async fn on_trunk(twilio: &Carrier, acls: Value, credential_lists: Value) {
    twilio.on(&format!("GET /v1/Trunks/{TK}"), 200, trunk()).await;
    let page = v1_page("ip_access_control_lists", acls, None);
    twilio.on(&format!("GET /v1/Trunks/{TK}/IpAccessControlLists"), 200, page).await;
    let page = v1_page("credential_lists", credential_lists, None);
    twilio.on(&format!("GET /v1/Trunks/{TK}/CredentialLists"), 200, page).await;
}

fn reads() -> Vec<String> {
    vec![
        format!("GET /v1/Trunks/{TK}"),
        format!("GET /v1/Trunks/{TK}/IpAccessControlLists?PageSize=50"),
        format!("GET /v1/Trunks/{TK}/CredentialLists?PageSize=50"),
    ]
}

#[tokio::test]
async fn the_trunk_goes_then_its_own_lists_and_no_other() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([associated(AL2, "office"), associated(AL, OWN)]), json!([associated(CL, OWN)]))
        .await;
    twilio.on(&format!("DELETE /v1/Trunks/{TK}"), 204, json!(null)).await;
    twilio.on(&format!("DELETE …/SIP/IpAccessControlLists/{AL}.json"), 204, json!(null)).await;
    twilio.on(&format!("DELETE …/SIP/CredentialLists/{CL}.json"), 204, json!(null)).await;
    let done = twilio.twilio.delete_trunk(&tk()).await.unwrap();
    let mut wanted = reads();
    wanted.push(format!("DELETE /v1/Trunks/{TK}"));
    wanted.push(format!("DELETE …/SIP/IpAccessControlLists/{AL}.json"));
    wanted.push(format!("DELETE …/SIP/CredentialLists/{CL}.json"));
    assert_eq!(twilio.asked().await, wanted);
    assert_eq!(done.warnings[0].code, WarningCode::DomainReserved);
    assert!(done.warnings[0].message.contains("test.pstn.twilio.com"));
    assert!(matches!(done.replaced, Some(Replaced::Trunk(before)) if before.id == tk()));
}

/// Whether Twilio refuses to delete a trunk with something on it is not documented: both are served.
#[tokio::test]
async fn a_trunk_that_may_not_go_is_taken_apart_first() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([associated(AL2, "office")]), json!([associated(CL, OWN)])).await;
    let refused = refusal(21247, "Cannot delete trunk while it has associated resources", 400);
    twilio.on(&format!("DELETE /v1/Trunks/{TK}"), 400, refused).await;
    let numbers = v1_page("phone_numbers", json!([bound_number()]), None);
    twilio.on(&format!("GET /v1/Trunks/{TK}/PhoneNumbers"), 200, numbers).await;
    let urls = v1_page("origination_urls", json!([origination_url()]), None);
    twilio.on(&format!("GET /v1/Trunks/{TK}/OriginationUrls"), 200, urls).await;
    let deletes = [
        format!("DELETE /v1/Trunks/{TK}/PhoneNumbers/{PN}"),
        format!("DELETE /v1/Trunks/{TK}/IpAccessControlLists/{AL2}"),
        format!("DELETE /v1/Trunks/{TK}/CredentialLists/{CL}"),
        format!("DELETE /v1/Trunks/{TK}/OriginationUrls/{OU}"),
        format!("DELETE /v1/Trunks/{TK}"),
        format!("DELETE …/SIP/CredentialLists/{CL}.json"),
    ];
    for route in &deletes {
        twilio.on(route, 204, json!(null)).await;
    }
    assert!(twilio.twilio.delete_trunk(&tk()).await.unwrap().changed);
    let asked = twilio.asked().await;
    let gone: Vec<&String> = asked.iter().filter(|line| line.starts_with("DELETE")).skip(1).collect();
    assert_eq!(gone, deletes.iter().collect::<Vec<_>>());
}

#[tokio::test]
async fn what_taking_apart_would_not_help_is_left_whole() {
    for (code, message) in [
        (21634, "SIP Trunk is in use for emergency calling"),
        (21247, "Cannot delete trunk while it has subdomains"),
    ] {
        let twilio = carrier().await;
        on_trunk(&twilio, json!([]), json!([])).await;
        twilio.on(&format!("DELETE /v1/Trunks/{TK}"), 400, refusal(code, message, 400)).await;
        let error = twilio.twilio.delete_trunk(&tk()).await.unwrap_err();
        assert_eq!((error.kind(), error.effect()), (ErrorKind::InUse, Effect::None));
        assert_eq!(twilio.asked().await.len(), 4);
    }
}

#[tokio::test]
async fn a_call_that_was_cut_after_the_trunk_is_finished_by_the_next() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([associated(AL, OWN)]), json!([])).await;
    twilio.on(&format!("DELETE /v1/Trunks/{TK}"), 204, json!(null)).await;
    let delete_list = format!("DELETE …/SIP/IpAccessControlLists/{AL}.json");
    twilio.on(&delete_list, 500, refusal(20500, "Internal Server Error", 500)).await;
    let error = twilio.twilio.delete_trunk(&tk()).await.unwrap_err();
    assert_eq!(error.effect(), Effect::Unknown);
    assert_eq!(error.done(), [Step::new(Action::Removed, ObjectId::Trunk(tk()))]);

    twilio.asked().await;
    twilio.on(&format!("GET /v1/Trunks/{TK}"), 404, not_found()).await;
    twilio.on(&format!("DELETE /v1/Trunks/{TK}"), 404, not_found()).await;
    let lists = v2010_page("ip_access_control_lists", json!([list(AL2, "office"), list(AL, OWN)]), None);
    twilio.on("GET …/SIP/IpAccessControlLists.json", 200, lists).await;
    twilio.on("GET …/SIP/CredentialLists.json", 200, v2010_page("credential_lists", json!([]), None)).await;
    twilio.on(&delete_list, 204, json!(null)).await;
    assert!(twilio.twilio.delete_trunk(&tk()).await.unwrap().changed);
    assert!(twilio.asked().await.contains(&delete_list));
}

#[tokio::test]
async fn a_trunk_of_which_nothing_is_left_is_not_found() {
    let twilio = carrier().await;
    twilio.on(&format!("GET /v1/Trunks/{TK}"), 404, not_found()).await;
    twilio.on(&format!("DELETE /v1/Trunks/{TK}"), 404, not_found()).await;
    let lists = v2010_page("ip_access_control_lists", json!([list(AL2, "office")]), None);
    twilio.on("GET …/SIP/IpAccessControlLists.json", 200, lists).await;
    twilio.on("GET …/SIP/CredentialLists.json", 200, v2010_page("credential_lists", json!([]), None)).await;
    let error = twilio.twilio.delete_trunk(&tk()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::NotFound, Effect::None));
}

/// Twilio at times says 404 of what is there (github.com/twilio/twilio-node, issue 1126).
#[tokio::test]
async fn the_lists_of_a_trunk_that_one_read_does_not_find_do_not_go_before_it() {
    let twilio = carrier().await;
    twilio.on(&format!("GET /v1/Trunks/{TK}"), 404, not_found()).await;
    let emergency = refusal(21634, "SIP Trunk is in use for emergency calling", 400);
    twilio.on(&format!("DELETE /v1/Trunks/{TK}"), 400, emergency).await;
    let error = twilio.twilio.delete_trunk(&tk()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::InUse, Effect::None));
    assert_eq!(twilio.asked().await.len(), 2, "no list was looked for, none deleted");
}

#[tokio::test]
async fn an_own_list_that_something_else_uses_stays_and_is_said() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([associated(AL, OWN)]), json!([])).await;
    twilio.on(&format!("DELETE /v1/Trunks/{TK}"), 204, json!(null)).await;
    let message = "Your IP Access Control List is still mapped to a SIP Domain.";
    twilio
        .on(&format!("DELETE …/SIP/IpAccessControlLists/{AL}.json"), 400, refusal(21236, message, 400))
        .await;
    let error = twilio.twilio.delete_trunk(&tk()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::InUse, Effect::Partial));
}

#[tokio::test]
async fn users_of_a_list_are_the_trunks_it_is_associated_with() {
    let twilio = carrier().await;
    let trunks = json!([trunk(), with(trunk(), json!({"sid": TK2}))]);
    twilio.on("GET /v1/Trunks", 200, v1_page("trunks", trunks, None)).await;
    for (trunk, lists) in [(TK, json!([])), (TK2, json!([associated(AL2, "x"), associated(AL, "office")]))] {
        let page = v1_page("ip_access_control_lists", lists, None);
        twilio.on(&format!("GET /v1/Trunks/{trunk}/IpAccessControlLists"), 200, page).await;
    }
    let users = twilio.twilio.acl_list_users(&ListId::new(AL).unwrap()).await.unwrap();
    assert_eq!(users.trunks.iter().map(ToString::to_string).collect::<Vec<_>>(), [TK2]);
    assert!(users.unseen.contains("SIP Domains"));
    let wrong_kind = twilio.twilio.credential_list_users(&ListId::new(AL).unwrap()).await.unwrap_err();
    assert_eq!(wrong_kind.kind(), ErrorKind::InvalidInput);
}
