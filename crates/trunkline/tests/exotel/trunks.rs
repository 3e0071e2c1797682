//! Trunks on Exotel: every request on the wire, every documented answer, and what the contract makes of them.

use futures::TryStreamExt as _;
use serde_json::json;
use trunkline::{
    Effect, ErrorKind,
    exotel::{
        Client, Config, Exotel, Region,
        wire::{AuthType, NewTrunk, Switch, TrunkState, TrunkUpdate},
    },
    model::{
        Action, Edge, EffectiveAuth, ExotelTrunkOptions, ManualStepCode, ObjectId, Replaced, Step,
        TerminationAuth, Transport, TrunkPatch, TrunkSpec, TrunkStatus,
    },
    provider::TrunkProvider as _,
};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::*;

fn spec(name: &str) -> TrunkSpec {
    TrunkSpec::new(name.parse().unwrap(), TerminationAuth::IpAcl)
}

#[tokio::test]
async fn create_trunk_on_the_wire() {
    let new = NewTrunk::new("outbound_trunk", "ameyo5m");
    let (created, sent) = exchange(vec![one(&trunk())], async |client| client.create_trunk(&new).await).await;
    let created = created.unwrap();
    assert_eq!(
        sent,
        [
            r#"POST /trunks {"domain_name":"ameyo5m.pstn.exotel.com","nso_code":"ANY-ANY","trunk_name":"outbound_trunk"}"#
        ]
    );
    assert_eq!(created.trunk_sid, trunk_id());
    assert_eq!(created.status, Some(TrunkState::Active));
    assert_eq!(created.auth_type, Some(AuthType::IpWhitelist));
    assert_eq!(created.secure_trunking, Some(Switch::Disabled));
    assert_eq!(created.date_created, Some("2026-01-23T09:24:59Z".parse().unwrap()));
    assert!(created.phone_numbers.unwrap().ends_with("/phone-numbers"));
}

#[tokio::test]
async fn the_other_trunk_calls_on_the_wire() {
    let id = trunk_id();
    let update = TrunkUpdate::default().with_trunk_name("b").with_auth_type(AuthType::IpWhitelist);
    let ((), sent) = exchange(
        vec![one(&trunk()), one(&trunk()), one(&trunk()), list(&[trunk()]), list(&[trunk()])],
        async |client| {
            assert_eq!(client.get_trunk(&id).await.unwrap().trunk_sid, id);
            assert!(client.update_trunk(&id, &update).await.unwrap().is_some());
            assert!(client.delete_trunk(&id).await.unwrap().is_some());
            assert_eq!(client.list_trunks(None).first_page().await.unwrap().items.len(), 1);
            assert_eq!(client.list_trunks(Some(&id)).first_page().await.unwrap().page_size, Some(50));
        },
    )
    .await;
    assert_eq!(
        sent,
        [
            format!("GET /trunks/{TRUNK}"),
            format!(r#"PUT /trunks/{TRUNK} {{"auth_type":"IP-WHITELIST","trunk_name":"b"}}"#),
            format!("DELETE /trunks?trunk_sid={TRUNK}"),
            "GET /trunks".to_owned(),
            format!("GET /trunks?trunk_sid={TRUNK}"),
        ]
    );
}

/// Exotel's vSIP trunk API reference on GitHub: a captured delete sample lacks the four links.
#[tokio::test]
async fn a_trunk_without_links_with_new_fields_and_odd_words_is_read() {
    let odd = json!({
        "trunk_sid": 42, "trunk_name": "x", "status": "frozen", "auth_type": "ip whitelist",
        "secure_trunking": null, "date_created": "yesterday", "surprise": {"a": [1]},
    });
    let (read, _) =
        exchange(vec![one(&odd)], async |client| client.get_trunk(&trunk_id()).await.unwrap()).await;
    assert_eq!(read.trunk_sid.as_str(), "42");
    assert_eq!(read.status, Some(TrunkState::Other("frozen".to_owned())));
    assert_eq!(read.auth_type, Some(AuthType::IpWhitelist));
    assert_eq!((read.credentials, read.date_created), (None, None));
}

/// An older page of Exotel's shows objects without an envelope.
#[tokio::test]
async fn a_flat_answer_is_understood() {
    let answers = vec![answer(200, &trunk()), answer(200, &json!([trunk()]))];
    let ((), sent) = exchange(answers, async |client| {
        assert_eq!(client.get_trunk(&trunk_id()).await.unwrap().trunk_sid, trunk_id());
        assert_eq!(client.list_trunks(None).first_page().await.unwrap().items[0].trunk_sid, trunk_id());
    })
    .await;
    assert_eq!(sent.len(), 2);
}

#[tokio::test]
async fn a_list_with_a_filter_may_be_answered_by_one_object() {
    let (found, _) = provided(vec![one(&trunk())], async |exotel| exotel.get_trunk(&trunk_id()).await).await;
    assert_eq!(found.unwrap().id, trunk_id());
}

#[tokio::test]
async fn creating_says_what_to_do_by_hand_and_where_to_send_calls() {
    let (done, _) = provided(vec![one(&trunk())], async |exotel| {
        exotel.create_trunk(&spec("outbound_trunk")).await.unwrap()
    })
    .await;
    assert!(done.changed);
    assert_eq!(done.value.auth, EffectiveAuth::NotReported, "auth_type is no evidence");
    assert_eq!(done.value.status, Some(TrunkStatus::Active));
    assert_eq!(done.manual_steps, done.value.manual_steps);
    assert_eq!(done.manual_steps[0].code, ManualStepCode::ExotelInboundFlow);
    assert!(done.manual_steps[0].instruction.contains(&format!("`sip:{TRUNK}`")));
    assert_eq!(done.manual_steps.len(), 1);
    let termination = done.value.termination;
    assert_eq!(termination.domain.as_deref(), Some("ameyo5m.pstn.exotel.com"));
    let edges: Vec<_> = termination.edges.iter().map(|e| (e.host.as_str(), e.port, e.transport)).collect();
    assert_eq!(
        edges,
        [
            ("in.voip.exotel.com", Some(443), Some(Transport::Tls)),
            ("in.voip.exotel.com", Some(5070), Some(Transport::Tcp)),
        ]
    );
    assert_eq!(termination.transports, [Transport::Tls, Transport::Tcp]);
}

#[tokio::test]
async fn outside_mumbai_no_edge_is_claimed_and_support_has_to_be_asked() {
    let (read, _) = configured(singapore, vec![list(&[trunk()])], async |client| {
        trunkline::exotel::Exotel::new(client).get_trunk(&trunk_id()).await.unwrap()
    })
    .await;
    assert!(read.termination.edges.is_empty());
    let codes: Vec<_> = read.manual_steps.iter().map(|step| step.code).collect();
    assert_eq!(codes, [ManualStepCode::ExotelInboundFlow, ManualStepCode::ExotelTerminationHost]);
}

#[tokio::test]
async fn options_for_exotel_override_name_and_code() {
    let options =
        ExotelTrunkOptions::default().with_trunk_name("other".parse().unwrap()).with_nso_code("ANY-IN");
    let (done, sent) = provided(vec![one(&trunk())], async |exotel| {
        exotel.create_trunk(&spec("neutral").with_exotel(options)).await
    })
    .await;
    assert!(done.is_ok());
    assert!(sent[0].contains(r#""nso_code":"ANY-IN","trunk_name":"other""#), "{sent:?}");

    let empty_code = spec("neutral").with_exotel(ExotelTrunkOptions::default().with_nso_code(""));
    let (done, sent) = provided(vec![], async |exotel| exotel.create_trunk(&empty_code).await).await;
    assert_eq!(done.unwrap_err().kind(), ErrorKind::InvalidInput);
    assert!(sent.is_empty());
}

/// Exotel's vSIP trunk API reference on GitHub, captured sample 524f5159…: HTTP 200 with a nested 409.
#[tokio::test]
async fn a_name_that_is_taken_names_the_trunk_that_has_it() {
    let (done, sent) = provided(vec![duplicate(), list(&[trunk()])], async |exotel| {
        exotel.create_trunk(&spec("outbound_trunk")).await
    })
    .await;
    let error = done.unwrap_err();
    assert_eq!(told(&error), "AlreadyExists, None");
    assert_eq!((error.carrier_code(), error.http_status()), (Some("1008"), Some(409)));
    assert_eq!(error.request_id(), Some("10a67da360d446378d5c2b66407b7f18"));
    assert!(error.to_string().contains(TRUNK), "{error}");
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[1], "GET /trunks");

    let (done, _) = provided(vec![duplicate(), empty()], async |exotel| {
        exotel.create_trunk(&spec("outbound_trunk")).await
    })
    .await;
    assert_eq!(told(&done.unwrap_err()), "Conflict, None");
}

#[tokio::test]
async fn a_create_is_not_sent_again_after_an_unknown_outcome() {
    // A gateway's page: what happened behind it, nobody knows.
    let html = || ResponseTemplate::new(502).set_body_raw("<html>Bad Gateway</html>", "text/html");
    let (done, sent) = with_attempts(3, vec![html(), html()], async |client| {
        trunkline::exotel::Exotel::new(client).create_trunk(&spec("a")).await
    })
    .await;
    let error = done.unwrap_err();
    assert_eq!(told(&error), "Unavailable, Unknown");
    assert_eq!(sent.len(), 1);
}

#[tokio::test]
async fn the_error_table() {
    let html = ResponseTemplate::new(200).set_body_raw("<html>hello</html>", "text/html");
    let legacy =
        json!({"RestException": {"Status": 429, "Message": "slow down", "Code": "RATE_LIMIT_EXCEEDED"}});
    let cases = [
        // Captured samples of Exotel's vSIP trunk API reference on GitHub, unless said otherwise.
        (
            refused(400, 1001, "Mandatory Parameter missing", "TrunkName is mandatory"),
            "InvalidInput, None",
            "TrunkName is mandatory",
        ),
        (
            refused(400, 1002, "Invalid parameter", "Nso code is invalid"),
            "InvalidInput, None",
            "Nso code is invalid",
        ),
        (
            refused(400, 1007, "Invalid request body,failed parsing ", "unexpected EOF"),
            "InvalidInput, None",
            "report",
        ),
        (
            refused(401, 1010, "Authorization failed", "Authorization failed"),
            "Unauthenticated, None",
            "region",
        ),
        // Hides trunks: where none is named, it is what it says.
        (refused(403, 1003, "Authorization failed", ""), "PermissionDenied, None", "Authorization failed"),
        (refused(415, 1011, "unsupported content type", "text/plain"), "InvalidInput, None", "text/plain"),
        (refused(409, 1008, "Duplicate resource", ""), "AlreadyExists, None", "Duplicate"),
        // developer.exotel.com, Rate limits: only the status is sure.
        (ResponseTemplate::new(429), "RateLimited, None", "429"),
        (answer(429, &legacy), "RateLimited, None", "RATE_LIMIT_EXCEEDED"),
        (ResponseTemplate::new(401).set_body_string("no"), "Unauthenticated, None", "region"),
        (ResponseTemplate::new(405), "Unsupported, None", "support"),
        (ResponseTemplate::new(503), "Unavailable, Unknown", "503"),
        (html, "MalformedResponse, Unknown", "text/html"),
        (answer(200, &json!({"hello": 1})), "MalformedResponse, Unknown", "envelope"),
        (one(&json!(null)), "MalformedResponse, Unknown", "without the trunk"),
        (one(&json!({"trunk_name": "x"})), "MalformedResponse, Unknown", "trunk_sid"),
    ];
    for (answer, wanted, words) in cases {
        let (done, _) =
            exchange(vec![answer], async |client| client.create_trunk(&NewTrunk::new("a", "ameyo5m")).await)
                .await;
        let error = done.unwrap_err();
        assert_eq!(told(&error), wanted, "{error}");
        assert!(error.to_string().contains(words), "{words} in {error}");
        assert!(error.to_string().contains("): create trunk: "), "{error}");
    }
}

/// Each of the three signs of a failure is enough: on a duplicate the outer code says 200.
#[tokio::test]
async fn any_sign_of_a_failure_is_enough() {
    let error = json!({"code": 1002, "message": "Invalid parameter", "description": "no"});
    for entry in [
        json!({"code": 200, "error_data": null, "status": "failure", "data": trunk()}),
        json!({"code": 400, "error_data": null, "status": "success", "data": trunk()}),
        json!({"code": 200, "error_data": error, "status": "success", "data": trunk()}),
    ] {
        let body = json!({"request_id": "r", "method": "GET", "http_code": 200, "response": entry});
        let (read, _) =
            exchange(vec![answer(200, &body)], async |client| client.get_trunk(&trunk_id()).await).await;
        assert_eq!(read.unwrap_err().effect(), Effect::None, "{entry}");
    }
}

#[tokio::test]
async fn a_call_refused_by_the_limit_is_sent_again() {
    let answers = vec![ResponseTemplate::new(429), one(&trunk())];
    let new = NewTrunk::new("a", "ameyo5m");
    let (done, sent) = with_attempts(2, answers, async |client| client.create_trunk(&new).await).await;
    assert!(done.is_ok());
    assert_eq!(sent.len(), 2);
}

/// Both seen of an unknown trunk: 403/1003 in August 2025, 404/1000 in January 2026.
#[tokio::test]
async fn an_unknown_trunk_is_not_found_either_way() {
    for answer in [missing(), refused(403, 1003, "Authorization failed", "")] {
        let (found, _) = exchange(vec![answer], async |client| client.get_trunk(&trunk_id()).await).await;
        let error = found.unwrap_err();
        assert_eq!(told(&error), "NotFound, None");
        assert!(matches!(error.carrier_code(), Some("1000" | "1003")));
    }
}

#[tokio::test]
async fn a_server_that_ignores_the_filter_hands_out_no_other_trunk() {
    let other = with(trunk(), "trunk_sid", &json!("trmum1other"));
    let (found, sent) =
        provided(vec![list(&[other])], async |exotel| exotel.get_trunk(&trunk_id()).await).await;
    assert_eq!(told(&found.unwrap_err()), "NotFound, None");
    assert_eq!(sent, [format!("GET /trunks?trunk_sid={TRUNK}")]);
}

#[tokio::test]
async fn a_trunk_is_found_by_its_name_and_pages_are_followed_past_an_empty_one() {
    let named =
        |name: &str, sid: &str| with(with(trunk(), "trunk_name", &json!(name)), "trunk_sid", &json!(sid));
    let link = |offset: u32| format!("{BASE}/trunks?offset={offset}&page_size=50");
    let answers = vec![
        page(&[named("a", "s1")], &link(0), Some(&link(50))),
        page(&[], &link(0), Some(&link(100))),
        page(&[named("b", "s2")], &link(0), None),
    ];
    let (found, sent) = provided(answers, async |exotel| exotel.find_trunk(&spec("b")).await).await;
    assert_eq!(found.unwrap().unwrap().id.as_str(), "s2");
    assert_eq!(
        sent,
        ["GET /trunks", "GET /trunks?offset=50&page_size=50", "GET /trunks?offset=100&page_size=50"]
    );
}

#[tokio::test]
async fn a_link_that_leads_back_or_away_ends_the_list_with_an_error() {
    let first = format!("{BASE}/trunks?offset=0&page_size=50");
    let second = format!("{BASE}/trunks?offset=50&page_size=50");
    let to_first = page(&[trunk()], &first, Some(&first));
    for (answers, items, words) in [
        (vec![to_first], 0, "back"),
        (vec![page(&[trunk()], &first, Some(&second)), page(&[trunk()], &first, Some(&second))], 1, "back"),
        (vec![page(&[trunk()], &first, Some(&second)), page(&[trunk()], &first, Some(&first))], 1, "back"),
        // The second page does not say which one is the first.
        (vec![page(&[trunk()], &first, Some(&second)), page(&[trunk()], "", Some(&first))], 1, "back"),
        (vec![page(&[trunk()], &first, Some("https://evil.example.com/v2"))], 0, "another host"),
        (vec![page(&[trunk()], &first, Some("//evil.example.com/v2"))], 0, "another host"),
    ] {
        let requests = answers.len();
        let (read, sent) = exchange(answers, async |client| {
            let mut trunks = client.list_trunks(None).stream();
            let mut read = 0;
            let error = loop {
                match trunks.try_next().await {
                    Ok(Some(_)) => read += 1,
                    Ok(None) => panic!("the list ended without an error"),
                    Err(error) => break error,
                }
            };
            assert!(trunks.try_next().await.unwrap().is_none(), "after an error a list ends");
            (read, error)
        })
        .await;
        let (read, error) = read;
        assert_eq!((told(&error), read), ("MalformedResponse, None".to_owned(), items));
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(sent.len(), requests);
    }
}

#[tokio::test]
async fn pages_are_read_one_by_one_in_the_size_wanted() {
    let next = format!("{BASE}/trunks?offset=2&page_size=2");
    let answers = vec![page(&[trunk(), trunk()], "", Some(&next)), page(&[trunk()], "", None)];
    let ((), sent) = configured(
        |config| config.with_page_size(2),
        answers,
        async |client| {
            let list = client.list_trunks(None);
            let first = list.first_page().await.unwrap();
            assert!(first.has_next());
            let second = list.page_after(&first).await.unwrap().unwrap();
            assert_eq!(second.items.len(), 1);
            assert!(list.page_after(&second).await.unwrap().is_none());
        },
    )
    .await;
    assert_eq!(sent, ["GET /trunks?page_size=2", "GET /trunks?offset=2&page_size=2"]);
}

#[tokio::test]
async fn an_update_sends_what_changes_and_nothing_else() {
    let patch = TrunkPatch::default().with_name("outbound_trunk".parse().unwrap()).with_exotel(
        // The same code in another spelling.
        ExotelTrunkOptions::default().with_nso_code("any any"),
    );
    let (done, sent) = provided(vec![list(&[trunk()])], async |exotel| {
        exotel.update_trunk(&trunk_id(), &patch).await.unwrap()
    })
    .await;
    assert!(!done.changed);
    assert_eq!(sent.len(), 1);

    let renamed = with(trunk(), "trunk_name", &json!("b"));
    // What the answer holds no source shows: with the trunk in it, or without.
    for answers in
        [vec![list(&[trunk()]), one(&renamed)], vec![list(&[trunk()]), one(&json!(null)), list(&[renamed])]]
    {
        let patch = TrunkPatch::default().with_name("b".parse().unwrap());
        let (done, sent) =
            provided(answers, async |exotel| exotel.update_trunk(&trunk_id(), &patch).await.unwrap()).await;
        assert!(done.changed);
        assert_eq!(done.value.name, "b");
        let Some(Replaced::Trunk(before)) = done.replaced else { panic!("nothing replaced") };
        assert_eq!(before.name, "outbound_trunk");
        assert_eq!(sent[1], format!(r#"PUT /trunks/{TRUNK} {{"trunk_name":"b"}}"#));
    }
}

#[tokio::test]
async fn another_trunk_with_the_new_name_is_a_conflict_that_names_it() {
    let other = with(with(trunk(), "trunk_sid", &json!("s2")), "trunk_name", &json!("b"));
    let patch = TrunkPatch::default().with_name("b".parse().unwrap());
    let answers = vec![list(&[trunk()]), duplicate(), list(&[trunk(), other])];
    let (done, _) = provided(answers, async |exotel| exotel.update_trunk(&trunk_id(), &patch).await).await;
    let error = done.unwrap_err();
    assert_eq!(told(&error), "Conflict, None");
    assert!(error.message().ends_with("s2"), "{error}");
}

#[tokio::test]
async fn a_name_taken_by_an_earlier_attempt_of_the_same_update_is_done() {
    let renamed = with(trunk(), "trunk_name", &json!("b"));
    let patch = TrunkPatch::default().with_name("b".parse().unwrap());
    let answers = vec![list(&[trunk()]), ResponseTemplate::new(503), duplicate(), list(&[renamed])];
    let (done, sent) = with_attempts(2, answers, async |client| {
        trunkline::exotel::Exotel::new(client).update_trunk(&trunk_id(), &patch).await.unwrap()
    })
    .await;
    assert!(done.changed);
    assert_eq!(done.value.name, "b");
    assert_eq!(sent.len(), 4);
}

#[tokio::test]
async fn diff_ignores_spelling_and_says_what_to_change() {
    let ((), sent) = provided(vec![list(&[trunk()])], async |exotel| {
        let held = exotel.get_trunk(&trunk_id()).await.unwrap();
        let same = spec("outbound_trunk").with_exotel(ExotelTrunkOptions::default().with_nso_code("any_any"));
        assert!(exotel.diff_trunk(&same, &held).is_empty());
        let renamed = exotel.diff_trunk(&spec("b"), &held);
        assert_eq!(renamed, TrunkPatch::default().with_name("b".parse().unwrap()));
    })
    .await;
    assert_eq!(sent.len(), 1);
}

#[tokio::test]
async fn deleting_takes_the_credentials_first() {
    let answers = vec![list(&[credential()]), one(&credential()), one(&trunk())];
    let (done, sent) =
        provided(answers, async |exotel| exotel.delete_trunk(&trunk_id()).await.unwrap()).await;
    assert_eq!(
        sent,
        [
            on_trunk("GET", "credentials"),
            on_trunk("DELETE", "credentials?id=77"),
            format!("DELETE /trunks?trunk_sid={TRUNK}"),
        ]
    );
    assert!(matches!(done.replaced, Some(Replaced::Trunk(before)) if before.id == trunk_id()));
}

#[tokio::test]
async fn a_delete_that_fails_halfway_says_what_is_gone_and_can_be_run_again() {
    let answers =
        vec![list(&[credential()]), one(&credential()), refused(400, 1002, "Invalid parameter", "no")];
    let (done, _) = provided(answers, async |exotel| exotel.delete_trunk(&trunk_id()).await).await;
    let error = done.unwrap_err();
    assert_eq!(error.effect(), Effect::Partial);
    let gone = Step::new(Action::Removed, ObjectId::Credential("77".parse().unwrap()));
    assert_eq!(error.done(), [gone]);

    let (done, _) =
        provided(vec![empty(), one(&trunk())], async |exotel| exotel.delete_trunk(&trunk_id()).await).await;
    assert!(done.unwrap().changed);
}

#[tokio::test]
async fn deleting_a_trunk_that_is_not_there_is_not_found_and_a_retried_delete_that_finds_nothing_is_done() {
    let (done, _) = provided(vec![missing()], async |exotel| exotel.delete_trunk(&trunk_id()).await).await;
    assert_eq!(told(&done.unwrap_err()), "NotFound, None");

    for gone in [missing(), refused(403, 1003, "Authorization failed", "")] {
        let answers = vec![empty(), ResponseTemplate::new(503), gone];
        let (done, sent) = with_attempts(2, answers, async |client| {
            trunkline::exotel::Exotel::new(client).delete_trunk(&trunk_id()).await
        })
        .await;
        assert!(done.unwrap().changed);
        assert_eq!(sent.len(), 3);
    }
}

#[tokio::test]
async fn authentication_is_told_from_what_is_attached() {
    for (rows, credentials, wanted) in [
        (empty(), empty(), EffectiveAuth::Closed),
        (list(&[row()]), empty(), EffectiveAuth::Mode(TerminationAuth::IpAcl)),
        (empty(), list(&[credential()]), EffectiveAuth::Mode(TerminationAuth::Digest)),
        (list(&[row()]), list(&[credential()]), EffectiveAuth::Mode(TerminationAuth::Both)),
    ] {
        let (auth, _) =
            provided(vec![rows, credentials], async |exotel| exotel.termination_auth(&trunk_id()).await)
                .await;
        assert_eq!(auth.unwrap(), wanted);
    }
}

#[tokio::test]
async fn ids_are_escaped() {
    let slash = "a/b".parse().unwrap();
    let (_, sent) =
        exchange(vec![one(&trunk())], async |client| client.get_trunk(&slash).await.is_ok()).await;
    assert_eq!(sent, ["GET /trunks/a%2Fb"]);
}

/// Live answers: an empty name is accepted; `Domain name should end with .pstn.exotel.com`.
#[tokio::test]
async fn a_trunk_without_a_name_or_in_another_domain_is_not_sent() {
    for (new, field) in [
        (NewTrunk::new("", "ameyo5m"), "trunk_name"),
        (NewTrunk::new("a", "ameyo5m").with_domain_name("ameyo5m.sip.exotel.com"), "domain_name"),
    ] {
        let (done, sent) = exchange(vec![], async |client| client.create_trunk(&new).await).await;
        let error = done.unwrap_err();
        assert_eq!(told(&error), "InvalidInput, None");
        assert!(error.to_string().contains(field), "{error}");
        assert!(sent.is_empty());
    }
}

/// Exotel publishes a host for India only, and assigns hosts to accounts.
#[tokio::test]
async fn hosts_that_are_given_take_the_place_of_the_published_ones() {
    for region in [Region::Mumbai, Region::Singapore] {
        let server = MockServer::start().await;
        let answer = list(&[trunk()]);
        Mock::given(wiremock::matchers::any()).respond_with(answer).mount(&server).await;
        let config = Config::new("ameyo5m", "key", "token".into())
            .with_region(region)
            .with_base_url(server.uri())
            .with_edges([Edge::new("ours", "sbc.exotel.example").at(5061, Transport::Tls)]);
        let exotel = Exotel::new(Client::new(config).unwrap());
        let trunk = exotel.get_trunk(&trunk_id()).await.unwrap();
        assert_eq!(trunk.termination.edges.len(), 1);
        assert_eq!(trunk.termination.edges[0].host, "sbc.exotel.example");
        let steps: Vec<ManualStepCode> = trunk.manual_steps.iter().map(|step| step.code).collect();
        assert_eq!(steps, [ManualStepCode::ExotelInboundFlow]);
    }
}
