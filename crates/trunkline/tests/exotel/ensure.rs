//! What is made true on Exotel, by how many requests, and what a lost answer comes to.

use serde_json::{Value, json};
use trunkline::{
    Result,
    ext::{AclExt as _, Ensured, NumberExt as _, ProviderExt as _},
    model::{
        AclEntrySpec, Action, NumberSpec, ObjectId, OriginationUriSpec, Step, TerminationAuth,
        TrunkDescription, TrunkSpec, WarningCode,
    },
};
use wiremock::ResponseTemplate;

use crate::support::*;

const FIRST: &str = "sip:a.example.com:5061;transport=tls";
const SECOND: &str = "sip:b.example.com:5061;transport=tls";
const THIRD: &str = "sip:c.example.com:5061;transport=tls";

/// No such path.
fn gone() -> ResponseTemplate {
    ResponseTemplate::new(405)
}

/// Whatever may stand between a request and its answer.
fn lost() -> ResponseTemplate {
    ResponseTemplate::new(504)
}

fn targets(description: TrunkDescription, uris: &[&str]) -> TrunkDescription {
    description.with_origination(uris.iter().map(|uri| OriginationUriSpec::new(uri.parse().unwrap())))
}

fn described() -> TrunkDescription {
    TrunkDescription::new(TrunkSpec::new("outbound_trunk".parse().unwrap(), TerminationAuth::IpAcl))
}

/// Makes a description with these targets true on a trunk that has `held`; sending them is answered by `added`, and what
/// is there is read again as `after`.
async fn ensured(
    uris: &[&str],
    held: &[Value],
    added: ResponseTemplate,
    after: &[Value],
) -> (Result<Ensured>, Vec<String>) {
    // The trunk; how it authenticates calls.
    let answers = vec![list(&[trunk()]), list(&[row()]), empty(), list(held), added, list(after)];
    provided(answers, async |exotel| exotel.ensure(&targets(described(), uris)).await).await
}

fn changed(ensured: &Ensured) -> Vec<bool> {
    ensured.origination.iter().map(|done| done.changed).collect()
}

#[tokio::test]
async fn the_targets_that_are_missing_are_added_by_one_request() {
    let held = [destination("2", SECOND)];
    let added = batch(200, &[success(&destination("1", FIRST)), success(&destination("3", THIRD))]);
    let (ensured, sent) = ensured(&[FIRST, SECOND, THIRD], &held, added, &[]).await;
    let ensured = ensured.unwrap();
    let ids: Vec<&str> = ensured.origination.iter().map(|done| done.value.id.as_str()).collect();
    assert_eq!((ids, changed(&ensured)), (vec!["1", "2", "3"], vec![true, false, true]));
    assert_eq!(
        sent,
        [
            "GET /trunks".to_owned(),
            on_trunk("GET", "whitelisted-ips"),
            on_trunk("GET", "credentials"),
            on_trunk("GET", "destination-uris"),
            on_trunk(
                "POST",
                r#"destination-uris {"destinations":[{"destination":"a.example.com:5061;transport=tls"},{"destination":"c.example.com:5061;transport=tls"}]}"#
            ),
        ]
    );
}

#[tokio::test]
async fn targets_whose_answer_was_lost_are_read_back_and_not_sent_again() {
    let (first, second) = (destination("1", FIRST), destination("2", SECOND));
    let (both, sent) = ensured(&[FIRST, SECOND], &[], lost(), &[first.clone(), second]).await;
    let both = both.unwrap();
    assert_eq!(changed(&both), [true, true]);
    assert!(both.origination.iter().all(|done| done.warnings[0].code == WarningCode::FoundAfterUnknown));
    assert_eq!(sent.len(), 6, "what is there is read again: {sent:?}");

    let (one, sent) = ensured(&[FIRST, SECOND], &[], lost(), &[first]).await;
    assert_eq!(told(&one.unwrap_err()), "Unavailable, Unknown");
    assert_eq!(sent.iter().filter(|line| line.starts_with("POST")).count(), 1);
}

#[tokio::test]
async fn a_target_that_someone_else_added_meanwhile_is_there_and_the_other_is_ours() {
    let (first, second) = (destination("1", FIRST), destination("2", SECOND));
    let twin = failure(409, 1008, "Duplicate resource", "Duplicate resource");
    let added = batch(207, &[twin, success(&second)]);
    let (both, _) = ensured(&[FIRST, SECOND], &[], added, &[first, second]).await;
    assert_eq!(changed(&both.unwrap()), [false, true]);
}

#[tokio::test]
async fn what_a_part_that_fails_comes_after_is_told() {
    let added = batch(200, &[success(&destination("1", FIRST))]);
    let number = NumberSpec::new("+918040264208".parse().unwrap());
    let answers = vec![
        list(&[trunk()]),
        list(&[row()]),
        empty(),
        empty(),
        added,
        missing(),
        duplicate(),
        missing(),
        empty(),
    ];
    let description = targets(described(), &[FIRST]).with_numbers([number]);
    let (error, _) = provided(answers, async |exotel| exotel.ensure(&description).await.unwrap_err()).await;
    assert_eq!(told(&error), "Conflict, Partial");
    let target = ObjectId::OriginationUri("1".parse().unwrap());
    assert_eq!(error.done(), [Step::new(Action::Created, target)]);
}

#[tokio::test]
async fn an_address_beside_credentials_is_added_with_its_warning_and_nothing_is_read_twice() {
    let other = with(row(), "ip", &json!("44.248.146.12"));
    let answers = vec![list(&[other]), list(&[credential()]), one(&row())];
    let spec = AclEntrySpec::new("44.248.146.11".parse().unwrap());
    let (done, sent) =
        provided(answers, async |exotel| exotel.ensure_acl_entry(&trunk_id(), &spec).await.unwrap()).await;
    assert_eq!(done.warnings[0].code, WarningCode::MixedAuth);
    assert_eq!(sent[..2], [on_trunk("GET", "whitelisted-ips"), on_trunk("GET", "credentials")]);
    assert_eq!(sent.len(), 3);
}

#[tokio::test]
async fn a_number_is_looked_up_once_and_sent_when_it_is_free() {
    let spec = NumberSpec::new("+918040264208".parse().unwrap());
    let map =
        json!({"exophone": "+918040264208", "trunk_sid": TRUNK, "phone_number_id": "41523", "mode": "flow"});
    let cases = [
        (vec![one(&map)], false),
        (vec![missing(), one(&number())], true),
        // There is no look-up: the trunk's list tells whose it is.
        (vec![gone(), list(&[number()])], false),
    ];
    for (answers, changed) in cases {
        let requests = answers.len();
        let (done, sent) =
            provided(answers, async |exotel| exotel.ensure_number(&trunk_id(), &spec).await.unwrap()).await;
        assert_eq!((done.changed, sent.len()), (changed, requests), "{sent:?}");
        assert_eq!(done.value.trunk, trunk_id());
    }
}

#[tokio::test]
async fn a_trunk_that_is_to_ask_for_both_is_taken_however_it_asks_now() {
    let both = TrunkSpec::new("outbound_trunk".parse().unwrap(), TerminationAuth::Both);
    let (done, sent) = provided(vec![list(&[trunk()])], async |exotel| {
        trunkline::ext::TrunkExt::ensure_trunk(&exotel, &both).await.unwrap()
    })
    .await;
    assert!(!done.changed);
    assert_eq!(sent, ["GET /trunks"]);
}
