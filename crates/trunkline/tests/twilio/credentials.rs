//! Twilio: digest credentials.

use serde_json::{Value, json};
use trunkline::{
    Effect, ErrorKind,
    ext::{CredentialExt as _, collect},
    model::{
        AuthModeChange, ChangeOptions, CredentialId, CredentialSpec, ListId, Replaced, SecretString,
        WarningCode,
    },
    provider::CredentialProvider as _,
};

use crate::support::*;

const PASSWORD: &str = "Canary1Password";
const CREDENTIALS: &str = "SIP/CredentialLists/CLaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Credentials.json";

fn password() -> SecretString {
    PASSWORD.into()
}

fn spec() -> CredentialSpec {
    CredentialSpec::new("agent+1", password())
}

fn id() -> CredentialId {
    CredentialId::new(format!("{CL}/{CR}")).unwrap()
}

fn route() -> String {
    format!("/v1/Trunks/{TK}/CredentialLists")
}

async fn on_trunk(twilio: &Carrier, lists: Value, acls: Value) {
    twilio.on(&format!("GET {}", route()), 200, v1_page("credential_lists", lists, None)).await;
    let page = v1_page("ip_access_control_lists", acls, None);
    twilio.on(&format!("GET /v1/Trunks/{TK}/IpAccessControlLists"), 200, page).await;
}

async fn in_list(twilio: &Carrier, credentials: Value) {
    twilio.on(&format!("GET …/{CREDENTIALS}"), 200, v2010_page("credentials", credentials, None)).await;
}

async fn in_account(twilio: &Carrier, lists: Value) {
    twilio.on("GET …/SIP/CredentialLists.json", 200, v2010_page("credential_lists", lists, None)).await;
}

#[tokio::test]
async fn client_associations() {
    let twilio = carrier().await;
    let (all, one) = (route(), format!("{}/{CL}", route()));
    // Twilio OpenAPI 2.6.7, trunking v1: CreateCredentialList, FetchCredentialList, ListCredentialList (readFull),
    // DeleteCredentialList.
    twilio.on(&format!("POST {all}"), 201, associated(CL, "friendly_name")).await;
    twilio.on(&format!("GET {one}"), 200, associated(CL, "friendly_name")).await;
    twilio
        .on(
            &format!("GET {all}"),
            200,
            v1_page("credential_lists", json!([associated(CL, "friendly_name")]), None),
        )
        .await;
    twilio.on(&format!("DELETE {one}"), 204, json!(null)).await;
    let client = &twilio.client;
    let created = client.associate_credential_list(TK, CL).await.unwrap();
    let fetched = client.fetch_associated_credential_list(TK, CL).await.unwrap();
    let listed = collect(client.list_associated_credential_lists(TK).stream()).await.unwrap();
    client.dissociate_credential_list(TK, CL).await.unwrap();
    assert_eq!(
        twilio.asked().await,
        [
            format!("POST {all} CredentialListSid={CL}"),
            format!("GET {one}"),
            format!("GET {all}?PageSize=50"),
            format!("DELETE {one}")
        ]
    );
    assert_eq!((created.sid.as_str(), created.trunk_sid.as_deref()), (CL, Some(TK)));
    assert_eq!((&fetched, listed), (&created, vec![created.clone()]));
}

#[tokio::test]
async fn client_lists() {
    let twilio = carrier().await;
    let (all, one) = ("…/SIP/CredentialLists.json", format!("…/SIP/CredentialLists/{CL}.json"));
    // Twilio OpenAPI 2.6.7, 2010 API: CreateSipCredentialList, Fetch…, Update…, List…, Delete….
    twilio.on(&format!("POST {all}"), 201, list(CL, "Low Rises")).await;
    twilio.on(&format!("GET {one}"), 200, list(CL, "Low Rises")).await;
    twilio.on(&format!("POST {one}"), 200, list(CL, "High Rises")).await;
    in_account(&twilio, json!([list(CL, "Low Rises")])).await;
    twilio.on(&format!("DELETE {one}"), 204, json!(null)).await;
    let client = &twilio.client;
    let created = client.create_credential_list("Low Rises").await.unwrap();
    let fetched = client.fetch_credential_list(CL).await.unwrap();
    let updated = client.update_credential_list(CL, "High Rises").await.unwrap();
    let listed = collect(client.list_credential_lists().stream()).await.unwrap();
    client.delete_credential_list(CL).await.unwrap();
    assert_eq!(
        twilio.asked().await,
        [
            format!("POST {all} FriendlyName=Low+Rises"),
            format!("GET {one}"),
            format!("POST {one} FriendlyName=High+Rises"),
            format!("GET {all}?PageSize=50"),
            format!("DELETE {one}")
        ]
    );
    assert_eq!((created.sid.as_str(), created.friendly_name.as_deref()), (CL, Some("Low Rises")));
    assert_eq!((&fetched, listed), (&created, vec![created.clone()]));
    assert_eq!(updated.friendly_name.as_deref(), Some("High Rises"));
}

#[tokio::test]
async fn client_credentials() {
    let twilio = carrier().await;
    let (all, one) =
        (format!("…/{CREDENTIALS}"), format!("…/SIP/CredentialLists/{CL}/Credentials/{CR}.json"));
    // Twilio OpenAPI 2.6.7, 2010 API: CreateSipCredential, Fetch…, Update…, List…, Delete….
    twilio.on(&format!("POST {all}"), 201, credential(CR, "1440013725.28")).await;
    twilio.on(&format!("GET {one}"), 200, credential(CR, "1440013725.28")).await;
    twilio.on(&format!("POST {one}"), 200, credential(CR, "username")).await;
    in_list(&twilio, json!([credential(CR, "1440013725.28")])).await;
    twilio.on(&format!("DELETE {one}"), 204, json!(null)).await;
    let client = &twilio.client;
    let created = client.create_credential(CL, "user name", &"a&b=c".into()).await.unwrap();
    let fetched = client.fetch_credential(CL, CR).await.unwrap();
    let updated = client.update_credential(CL, CR, &"ü".into()).await.unwrap();
    let listed = collect(client.list_credentials(CL).stream()).await.unwrap();
    client.delete_credential(CL, CR).await.unwrap();
    assert_eq!(
        twilio.asked().await,
        [
            format!("POST {all} Username=user+name&Password=a%26b%3Dc"),
            format!("GET {one}"),
            format!("POST {one} Password=%C3%BC"),
            format!("GET {all}?PageSize=50"),
            format!("DELETE {one}")
        ]
    );
    assert_eq!(
        (created.username.as_deref(), created.credential_list_sid.as_deref()),
        (Some("1440013725.28"), Some(CL))
    );
    assert_eq!(created.date_updated, Some("2015-08-19T19:48:45Z".parse().unwrap()));
    assert_eq!((&fetched, listed), (&created, vec![created.clone()]));
    assert_eq!(updated.username.as_deref(), Some("username"));
}

#[tokio::test]
async fn the_first_credential_makes_the_list_fills_it_and_only_then_puts_it_to_use() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([]), json!([])).await;
    twilio.on("POST …/SIP/CredentialLists.json", 201, list(CL, OWN)).await;
    twilio.on(&format!("POST …/{CREDENTIALS}"), 201, credential(CR, "agent+1")).await;
    twilio.on(&format!("POST {}", route()), 201, associated(CL, OWN)).await;
    let done = twilio.twilio.add_credential(&tk(), &spec()).await.unwrap();
    let posts: Vec<String> =
        twilio.asked().await.into_iter().filter(|line| line.starts_with("POST")).collect();
    assert_eq!(
        posts,
        [
            format!("POST …/SIP/CredentialLists.json FriendlyName={OWN}"),
            format!("POST …/{CREDENTIALS} Username=agent%2B1&Password={PASSWORD}"),
            format!("POST {} CredentialListSid={CL}", route())
        ]
    );
    assert_eq!((done.value.id, done.value.username.as_str()), (id(), "agent+1"));
    assert!(done.value.list.unwrap().managed);
}

/// Twilio error dictionary, 21239: an account may have 100 credential lists. One that a call before this made, and was
/// cut before it put it to use, is among them.
#[tokio::test]
async fn with_as_many_lists_as_there_may_be_the_trunks_own_is_used_or_none_is_made() {
    let twilio = carrier().await;
    let others = |many| (0..many).map(|i| list(&format!("CL{i:032x}"), &format!("l{i}"))).collect::<Vec<_>>();
    let full = || refusal(21239, "Maximum number of Credential Lists reached", 400);
    on_trunk(&twilio, json!([]), json!([])).await;
    twilio.on("POST …/SIP/CredentialLists.json", 400, full()).await;
    in_account(&twilio, json!(others(100))).await;
    let error = twilio.twilio.add_credential(&tk(), &spec()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::LimitReached, Effect::None));

    on_trunk(&twilio, json!([]), json!([])).await;
    twilio.on("POST …/SIP/CredentialLists.json", 400, full()).await;
    let mut lists = others(99);
    lists.push(list(CL, OWN));
    in_account(&twilio, json!(lists)).await;
    in_list(&twilio, json!([])).await;
    twilio.on(&format!("POST …/{CREDENTIALS}"), 201, credential(CR, "agent+1")).await;
    twilio.on(&format!("POST {}", route()), 201, associated(CL, OWN)).await;
    assert_eq!(twilio.twilio.add_credential(&tk(), &spec()).await.unwrap().value.id, id());
}

#[tokio::test]
async fn a_user_name_that_is_there_already_keeps_its_password() {
    let twilio = carrier().await;
    for _ in 0..2 {
        on_trunk(&twilio, json!([associated(CL, OWN)]), json!([])).await;
        in_list(&twilio, json!([credential(CR, "agent+1")])).await;
    }
    let error = twilio.twilio.add_credential(&tk(), &spec()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::AlreadyExists, Effect::None));
    let done = twilio.twilio.ensure_credential(&tk(), &spec()).await.unwrap();
    assert_eq!((done.changed, done.warnings[0].code), (false, WarningCode::PasswordNotVerifiable));
    assert!(twilio.asked().await.iter().all(|line| line.starts_with("GET")));
}

#[tokio::test]
async fn the_first_credential_of_a_trunk_with_addresses_is_refused_unless_allowed() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([]), json!([associated(AL, OWN)])).await;
    let error = twilio.twilio.add_credential(&tk(), &spec()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::AuthModeChange, Effect::None));
    assert!(twilio.asked().await.iter().all(|line| line.starts_with("GET")));

    on_trunk(&twilio, json!([]), json!([associated(AL, OWN)])).await;
    let taken = refusal(21240, "a Credential List with the same FriendlyName may already exist", 400);
    twilio.on("POST …/SIP/CredentialLists.json", 400, taken).await;
    in_account(&twilio, json!([list(CL, OWN)])).await;
    in_list(&twilio, json!([credential(CR, "agent+1")])).await;
    twilio.on(&format!("POST {}", route()), 201, associated(CL, OWN)).await;
    let done =
        twilio.twilio.add_credential(&tk(), &spec().with_auth_mode(AuthModeChange::Allow)).await.unwrap();
    assert_eq!(done.warnings[0].code, WarningCode::AuthModeChanged);
}

#[tokio::test]
async fn what_twilio_would_refuse_is_refused_whole_and_nothing_is_sent() {
    let twilio = carrier().await;
    let long = "x".repeat(33);
    for (username, password, rules) in [
        ("", "Canary1Password", &["must not be empty"][..]),
        (&*long, "Canary1Password", &["33 characters"][..]),
        ("a", "Canary1", &["12 characters"][..]),
        ("a", "canarycanarycanary", &["a digit", "an upper-case letter"][..]),
        ("", "CANARYCANARY1", &["must not be empty", "a lower-case letter"][..]),
    ] {
        let spec = CredentialSpec::new(username, password.into());
        let error = twilio.twilio.add_credential(&tk(), &spec).await.unwrap_err();
        assert_eq!((error.kind(), error.effect()), (ErrorKind::InvalidInput, Effect::None));
        for rule in rules {
            assert!(error.message().contains(rule), "{rule} in {error}");
        }
        assert!(!format!("{error} {error:?}").contains(password));
    }
    let error = twilio
        .twilio
        .set_password(&tk(), &id(), &"short".into(), &ChangeOptions::default())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(!format!("{error} {error:?}").contains("short"));
    assert_eq!(twilio.asked().await, [""; 0]);
}

/// Twilio error dictionary, 21243: the details are in the message.
#[tokio::test]
async fn a_refused_password_is_not_in_the_error() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([associated(CL, OWN)]), json!([])).await;
    in_list(&twilio, json!([])).await;
    twilio
        .on(&format!("POST …/{CREDENTIALS}"), 400, refusal(21243, "Credential Validation Error", 400))
        .await;
    in_list(&twilio, json!([])).await;
    let error = twilio.twilio.add_credential(&tk(), &spec()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::InvalidInput, Effect::None));
    assert!(!format!("{error} {error:?}").contains(PASSWORD));
}

#[tokio::test]
async fn list_shows_user_names_of_every_list() {
    let twilio = carrier().await;
    on_trunk(&twilio, json!([associated(CL, OWN), associated(CL2, "office")]), json!([])).await;
    in_list(&twilio, json!([credential(CR, "a")])).await;
    let page = v2010_page("credentials", json!([credential(CR2, "b")]), None);
    twilio.on(&format!("GET …/SIP/CredentialLists/{CL2}/Credentials.json"), 200, page).await;
    let listed = collect(twilio.twilio.list_credentials(&tk())).await.unwrap();
    let seen: Vec<_> =
        listed.iter().map(|c| (c.username.as_str(), c.list.as_ref().unwrap().managed)).collect();
    assert_eq!(seen, [("a", true), ("b", false)]);
    assert_eq!(listed[1].id.as_str(), format!("{CL2}/{CR2}"));
}

#[tokio::test]
async fn set_password_updates_the_credential_of_an_own_or_named_list() {
    let (get, post) =
        (format!("GET {}/{CL}", route()), format!("POST …/SIP/CredentialLists/{CL}/Credentials/{CR}.json"));
    let named = ChangeOptions::default().with_shared_list(ListId::new(CL).unwrap());
    for (name, options, warned) in [(OWN, ChangeOptions::default(), false), ("office", named, true)] {
        let twilio = carrier().await;
        twilio.on(&get, 200, associated(CL, name)).await;
        twilio.on(&post, 200, credential(CR, "agent+1")).await;
        let done = twilio.twilio.set_password(&tk(), &id(), &password(), &options).await.unwrap();
        assert_eq!(done.value.username, "agent+1");
        assert_eq!(done.warnings.iter().any(|w| w.code == WarningCode::SharedListChanged), warned);
        assert_eq!(twilio.asked().await, [get.clone(), format!("{post} Password={PASSWORD}")]);
    }
    let twilio = carrier().await;
    twilio.on(&get, 200, associated(CL, "office")).await;
    let shared =
        twilio.twilio.set_password(&tk(), &id(), &password(), &ChangeOptions::default()).await.unwrap_err();
    assert_eq!((shared.kind(), shared.effect()), (ErrorKind::SharedList, Effect::None));
    twilio.on(&get, 404, not_found()).await;
    let gone =
        twilio.twilio.set_password(&tk(), &id(), &password(), &ChangeOptions::default()).await.unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn remove_says_who_it_was_and_keeps_or_takes_the_list() {
    let twilio = carrier().await;
    let delete = format!("DELETE …/SIP/CredentialLists/{CL}/Credentials/{CR}.json");
    on_trunk(&twilio, json!([associated(CL, OWN)]), json!([])).await;
    in_list(&twilio, json!([credential(CR, "agent+1"), credential(CR2, "b")])).await;
    twilio.on(&delete, 204, json!(null)).await;
    let done = twilio.twilio.remove_credential(&tk(), &id(), &ChangeOptions::default()).await.unwrap();
    assert!(matches!(done.replaced, Some(Replaced::Credential(before)) if before.username == "agent+1"));
    assert!(done.warnings.is_empty());

    let twilio = carrier().await;
    on_trunk(&twilio, json!([associated(CL, OWN)]), json!([associated(AL, OWN)])).await;
    in_list(&twilio, json!([credential(CR, "agent+1")])).await;
    let retire = [format!("DELETE {}/{CL}", route()), format!("DELETE …/SIP/CredentialLists/{CL}.json")];
    for route in [&delete, &retire[0], &retire[1]] {
        twilio.on(route, 204, json!(null)).await;
    }
    let allowed = ChangeOptions::default().with_auth_mode(AuthModeChange::Allow);
    let done = twilio.twilio.remove_credential(&tk(), &id(), &allowed).await.unwrap();
    assert_eq!(done.warnings[0].code, WarningCode::AuthModeChanged);
    assert!(
        twilio.asked().await.ends_with(&[format!("GET /v1/Trunks/{TK}/IpAccessControlLists?PageSize=50")])
    );
}
