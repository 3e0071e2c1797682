//! Which requests a fault happens to.

use trunkline_sim::{Carrier, Fault, FaultError, Faults, Rule, Simulator, StatusFault, When};

use super::support::{Sim, TRUNK, TRUNKS};

fn status(code: u16) -> Fault {
    Fault::Status(StatusFault::new(code))
}

async fn statuses(sim: &Sim, times: usize) -> Vec<u16> {
    let mut statuses = vec![];
    for _ in 0..times {
        statuses.push(sim.get(TRUNKS).await.status);
    }
    statuses
}

#[tokio::test]
async fn exact_requests_are_counted_from_one() {
    let when = When::Requests(vec![2, 4]);
    let sim = Sim::failing(Carrier::Exotel, "list trunks", when, status(503)).await;
    sim.post(TRUNKS, TRUNK).await;
    assert_eq!(statuses(&sim, 5).await, [200, 503, 200, 503, 200]);
}

#[tokio::test]
async fn the_first_requests() {
    let sim = Sim::failing(Carrier::Exotel, "*", When::First(2), status(503)).await;
    assert_eq!(statuses(&sim, 3).await, [503, 503, 200]);
}

/// Setting the same faults again counts from the beginning.
#[tokio::test]
async fn setting_faults_starts_the_count_anew() {
    let sim = Sim::failing(Carrier::Exotel, "*", When::First(1), status(503)).await;
    assert_eq!(statuses(&sim, 2).await, [503, 200]);
    let faults = sim.simulator.faults();
    faults.set(faults.get()).unwrap();
    assert_eq!(statuses(&sim, 2).await, [503, 200]);
    faults.clear().unwrap();
    assert_eq!(faults.get(), Faults::none());
    assert_eq!(statuses(&sim, 1).await, [200]);
}

#[tokio::test]
async fn a_rule_is_for_its_carrier_and_its_operation() {
    let sim = Sim::failing(Carrier::Exotel, "create trunk", When::Always, status(503)).await;
    assert_eq!(sim.get(TRUNKS).await.status, 200);
    assert_eq!(sim.post("/v1/Trunks", "").await.status, 201);
    assert_eq!(sim.post(TRUNKS, TRUNK).await.status, 503);
}

/// A star stands for paths and methods of no operation, too.
#[tokio::test]
async fn a_star_is_every_request_of_the_carrier() {
    let sim = Sim::failing(Carrier::Twilio, "*", When::Always, status(500)).await;
    for path in ["/v1/Trunks", "/v1/Nothing", "/2010-04-01/Accounts/x/y.json"] {
        assert_eq!(sim.get(path).await.status, 500, "{path}");
    }
    assert_eq!(sim.get(TRUNKS).await.status, 200);
}

#[tokio::test]
async fn the_first_rule_that_fires_happens_and_all_count() {
    let sim = Sim::start().await;
    let rule = |when, code| Rule::new(Carrier::Exotel, "*", status(code)).when(when);
    let faults = Faults::none()
        .with_rule(rule(When::Requests(vec![1]), 500))
        .with_rule(rule(When::First(2), 502))
        .with_rule(rule(When::Requests(vec![4]), 503));
    sim.simulator.faults().set(faults).unwrap();
    assert_eq!(statuses(&sim, 5).await, [500, 502, 200, 503, 200]);
}

/// The same seed gives the same faults, another gives others, and about as many as the probability says.
#[tokio::test]
async fn a_probability_is_reproducible() {
    let mut runs = vec![];
    for seed in [1, 1, 2] {
        let rule = Rule::new(Carrier::Exotel, "list trunks", status(503)).when(When::Probability(0.25));
        let faults = Faults::none().with_seed(seed).with_rule(rule);
        let sim = Sim::of(|builder| builder.faults(faults)).await;
        let run = statuses(&sim, 200).await;
        let failed = run.iter().filter(|&&status| status == 503).count();
        assert!((30..70).contains(&failed), "{failed}");
        runs.push(run);
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
}

#[tokio::test]
async fn a_probability_of_none_and_of_one_are_exact() {
    for (probability, expected) in [(0.0, 200), (1.0, 503)] {
        let sim = Sim::failing(Carrier::Exotel, "*", When::Probability(probability), status(503)).await;
        assert_eq!(statuses(&sim, 50).await, [expected; 50]);
    }
}

/// Written and read, faults are the same.
#[test]
fn every_fault_can_be_written_in_a_file() {
    let text = r#"{
        "seed": 3, "exotel": "refused", "twilio": "blackholed",
        "rules": [
            {"carrier": "twilio", "operation": "CreateTrunk", "when": "always", "fault": "reset_before"},
            {"carrier": "twilio", "operation": "CreateTrunk", "when": {"first": 2}, "fault": "reset_after"},
            {"carrier": "exotel", "when": {"requests": [1, 3]}, "fault": "cut_body"},
            {"carrier": "exotel", "when": {"probability": 0.5}, "fault": {"delay": {"milliseconds": 5}}},
            {"carrier": "exotel", "fault": {"trickle": {"bytes": 1, "every_milliseconds": 5}}},
            {"carrier": "exotel", "fault": {"content_type": "text/plain"}},
            {"carrier": "exotel", "fault": {"status": {"code": 429}}},
            {"carrier": "exotel", "fault": {"status":
                {"code": 503, "body": "html", "retry_after": 1, "processed": true}}},
            {"carrier": "exotel", "fault": "page_loops"},
            {"carrier": "exotel", "fault": {"page_elsewhere": {"origin": "https://carrier.invalid"}}},
            {"carrier": "exotel", "fault": "empty_page"},
            {"carrier": "exotel", "fault": "partly_failed_batch"},
            {"carrier": "exotel", "fault": "numeric_ids"}
        ]
    }"#;
    let faults = Faults::from_json(text).unwrap();
    assert_eq!(faults.rules.len(), 13);
    assert_eq!(Faults::from_json(&serde_json::to_string(&faults).unwrap()).unwrap(), faults);
}

/// One clear message each: which rule, which field, what it must be.
#[test]
fn what_could_never_happen_is_refused() {
    for (rule, message) in [
        (
            r#"{"carrier": "twilio", "operation": "create trunk", "fault": "reset_after"}"#,
            "faults: rule 1: operation \"create trunk\": Twilio has none of this name",
        ),
        (
            r#"{"carrier": "twilio", "operation": "CreateTrunk", "fault": "page_loops"}"#,
            "faults: rule 1: fault page_loops: cannot happen to \"CreateTrunk\" of Twilio",
        ),
        (
            r#"{"carrier": "twilio", "fault": "numeric_ids"}"#,
            "faults: rule 1: fault numeric_ids: cannot happen to any operation of Twilio",
        ),
        (
            r#"{"carrier": "exotel", "fault": "cut_body", "when": {"probability": 2}}"#,
            "faults: rule 1: when probability 2: must be 0 to 1",
        ),
        (
            r#"{"carrier": "exotel", "fault": "cut_body", "when": {"requests": [0]}}"#,
            "faults: rule 1: when requests 0: they are counted from 1",
        ),
        (
            r#"{"carrier": "exotel", "fault": "cut_body", "when": {"requests": []}}"#,
            "faults: rule 1: when requests []: must name at least one",
        ),
        (
            r#"{"carrier": "exotel", "fault": {"status": {"code": 404}}}"#,
            "faults: rule 1: fault status 404: must be 429, 500 to 599, or 200 with body html",
        ),
        (
            r#"{"carrier": "exotel", "fault": {"status": {"code": 200, "body": "empty"}}}"#,
            "faults: rule 1: fault status 200: must be 429, 500 to 599, or 200 with body html",
        ),
        (
            r#"{"carrier": "exotel", "fault": {"trickle": {"bytes": 0, "every_milliseconds": 1}}}"#,
            "faults: rule 1: fault trickle: a piece has at least one byte",
        ),
        (
            r#"{"carrier": "exotel", "fault": {"content_type": "a\nb"}}"#,
            "faults: rule 1: fault content_type \"a\\nb\": cannot be sent in a header",
        ),
        (
            r#"{"carrier": "exotel", "fault": {"page_elsewhere": {"origin": "carrier.invalid"}}}"#,
            "faults: rule 1: fault page_elsewhere: origin \"carrier.invalid\": must be a scheme and an authority",
        ),
    ] {
        let error = Faults::from_json(&format!(r#"{{"rules": [{rule}]}}"#)).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn what_is_misspelt_is_refused() {
    for text in [
        r#"{"rule": []}"#,
        r#"{"exotel": "down"}"#,
        r#"{"rules": [{"carrier": "exotel", "fault": "cut_body", "whenever": 1}]}"#,
        r#"{"rules": [{"carrier": "exotel", "fault": {"delay": {"seconds": 1}}}]}"#,
        r#"{"rules": [{"carrier": "exotel", "fault": {"delay": {"milliseconds": 1, "seconds": 1}}}]}"#,
        r#"{"rules": [{"carrier": "exotel", "fault": {"status": {"code": 503, "retry": 1}}}]}"#,
        r#"{"rules": [{"carrier": "plivo", "fault": "cut_body"}]}"#,
        r#"{"rules""#,
    ] {
        assert!(matches!(Faults::from_json(text), Err(FaultError::Json(_))), "{text}");
    }
}

#[tokio::test]
async fn wrong_faults_leave_those_there_are() {
    let sim = Sim::failing(Carrier::Exotel, "*", When::Always, status(503)).await;
    let wrong = Faults::none().with_rule(Rule::new(Carrier::Exotel, "nothing", status(500)));
    assert!(sim.simulator.faults().set(wrong.clone()).is_err());
    assert_eq!(statuses(&sim, 1).await, [503]);
    assert!(Simulator::builder().faults(wrong).start().await.is_err());
}
