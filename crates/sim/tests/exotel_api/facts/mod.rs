//! Every graded fact about Exotel's API, one row each, with the request that shows it.
//!
//! A row has what was sent before, the request, and what the answer must have. In requests, `{t}` is the path of a trunk, `{s}` its SID and
//! `{id}` the id of the row created last; `[...]` after the method is a content type, or who asks. In answers, `~...` is
//! a pattern, fields that are not named may be anything, and `"~only": true` says that there are no others.
//!
//! Grades: A captured from or measured on the live service; B stated consistently by Exotel's pages; C listed by Exotel
//! without a sample; U settled by no source, shown in the default position of its switch or in the one named.

mod pattern;
mod table;

use reqwest::Method;
use serde_json::Value;

use self::pattern::fits;
use self::table::{FACTS, LEFT_OUT};
use super::support::{Reply, Sim, send};

/// A row.
pub(super) struct Fact {
    /// `K..` a contradiction between Exotel's sources, `O..` an operation, `F` the fields of an object, `E` an error.
    id: &'static str,
    grade: char,
    says: &'static str,
    /// Switches in another position than the default, as JSON.
    switches: &'static str,
    before: &'static [&'static str],
    request: &'static str,
    answer: &'static str,
}

async fn ask(sim: &Sim, request: &str) -> Reply {
    let (method, rest) = request.split_once(' ').unwrap();
    let (asking, rest) = match rest.strip_prefix('[') {
        Some(rest) => rest.split_once("] ").unwrap(),
        None => ("application/json", rest),
    };
    let (path, body) = rest.split_once(' ').unwrap_or((rest, ""));
    let method: Method = method.parse().unwrap();
    let request = match asking {
        "nobody" => sim.bare(method, path),
        "wrong token" => sim.bare(method, path).basic_auth(&sim.account.api_key, Some("wrong")),
        "no content type" => sim.request(method, path),
        content_type => sim.request(method, path).header("content-type", content_type),
    };
    send(request.body(body.to_owned())).await
}

async fn check(fact: &Fact) -> Result<(), String> {
    let switches = serde_json::from_str(if fact.switches.is_empty() { "{}" } else { fact.switches }).unwrap();
    let sim = Sim::with(|all| *all = switches).await;
    let trunk = sim.trunk("facts").await;
    let mut id = String::new();
    let sid = trunk.strip_prefix("trunks/").unwrap();
    let filled = |text: &str, id: &str| text.replace("{t}", &trunk).replace("{s}", sid).replace("{id}", id);
    for request in fact.before {
        let reply = ask(&sim, &filled(request, &id)).await;
        let response = &reply.json["response"];
        let created = response.pointer("/data/id").or_else(|| response.pointer("/0/data/id"));
        created.and_then(Value::as_str).unwrap_or_default().clone_into(&mut id);
    }
    let reply = ask(&sim, &filled(fact.request, &id)).await;
    let answer = filled(fact.answer, &id);
    let (status, body) = answer.split_once(' ').unwrap_or((&answer, ""));
    let expected = if body.is_empty() { Value::Null } else { serde_json::from_str(body).unwrap() };
    if reply.status.to_string() != status {
        return Err(format!("status {} instead of {status}: {}", reply.status, reply.text));
    }
    fits(&expected, &reply.json).map_err(|difference| format!("{difference} in {}", reply.text))
}

#[tokio::test]
async fn every_row_of_the_table_is_shown() {
    let mut wrong = vec![];
    for fact in FACTS {
        if let Err(difference) = check(fact).await {
            wrong.push(format!("{} ({}) {}: {difference}", fact.id, fact.grade, fact.says));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), FACTS.len(), wrong.join("\n"));
}

/// 25 operations and 37 contradictions: each is shown, or left out for a reason.
#[test]
fn no_row_is_forgotten() {
    let ids = (1..=37).map(|k| format!("K{k}")).chain((1..=25).map(|o| format!("O{o}")));
    for id in ids {
        let shown = FACTS.iter().any(|fact| fact.id == id);
        let left_out = LEFT_OUT.iter().any(|(left_out, reason)| *left_out == id && !reason.is_empty());
        assert!(shown != left_out, "{id}: shown {shown}, left out {left_out}");
    }
}
