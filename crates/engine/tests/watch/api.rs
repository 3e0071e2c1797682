//! What a look at an API sees.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use trunkline::{http, twilio};
use trunkline_engine::{
    ReadOnly,
    probe::{Health, Prober, SystemNames},
    watch::{Eyes as _, Lookers, Sample},
};
use trunkline_sim::{Carrier, Fault, Faults, Rule, Simulator, StatusFault};

use crate::world::api;

/// A look at Twilio while this goes wrong there.
async fn look(fault: Option<Fault>) -> Sample {
    let sim = Simulator::builder().start().await.unwrap();
    if let Some(fault) = fault {
        let rule = Rule::new(Carrier::Twilio, "ListTrunk", fault);
        sim.faults().set(Faults::none().with_rule(rule)).unwrap();
    }
    let account = &sim.fixture().twilio[0];
    look_as(&sim, account.auth_token.clone()).await
}

async fn look_as(sim: &Simulator, token: String) -> Sample {
    let account = &sim.fixture().twilio[0];
    let mut once = http::Options::default();
    once.retry.max_attempts = 1;
    let config = twilio::Config::new(&account.account_sid, token.into()).with_base_url(sim.twilio_url());
    let client = twilio::Client::new(config.with_http(once)).unwrap();
    let view = ReadOnly::new(Arc::new(twilio::Twilio::new(client)));
    let prober = Prober::new(SystemNames::new().unwrap());
    let views = BTreeMap::from([("twilio".to_owned(), view)]);
    Lookers::new(prober, views, Duration::from_secs(1)).look(&api("twilio")).await
}

fn status(code: u16) -> StatusFault {
    StatusFault::new(code)
}

#[tokio::test]
async fn one_that_answers_is_alive() {
    let sample = look(None).await;
    assert_eq!((sample.health, &*sample.why), (Health::Alive, "answers"));
    assert!(sample.latency_us.is_some() && sample.warnings.is_empty());
}

#[tokio::test]
async fn one_that_fails_is_unhealthy_and_says_for_how_long() {
    let sample = look(Some(Fault::Status(status(503).with_retry_after(40)))).await;
    assert_eq!((sample.health, sample.retry_after_seconds), (Health::Unhealthy, Some(40)));
    assert!(sample.why.contains("503"), "{}", sample.why);
}

#[tokio::test]
async fn one_at_its_rate_limit_is_alive_and_left_alone() {
    let sample = look(Some(Fault::Status(status(429).with_retry_after(7)))).await;
    assert_eq!((sample.health, sample.retry_after_seconds), (Health::Alive, Some(7)));
    assert!(sample.warnings.is_empty(), "{:?}", sample.warnings);
}

#[tokio::test]
async fn one_that_refuses_the_account_is_alive_with_a_warning() {
    let sim = Simulator::builder().start().await.unwrap();
    let sample = look_as(&sim, "0123456789abcdef0123456789abcdef".into()).await;
    assert_eq!(sample.health, Health::Alive, "{}", sample.why);
    assert_eq!(sample.warnings, ["the API does not take the account's credentials"]);
}

#[tokio::test]
async fn one_that_does_not_answer_is_dead() {
    let sample = look(Some(Fault::Unanswered)).await;
    assert_eq!((sample.health, sample.latency_us), (Health::Dead, None));
    let sample = look(Some(Fault::ResetBefore)).await;
    assert_eq!(sample.health, Health::Dead, "{}", sample.why);
}
