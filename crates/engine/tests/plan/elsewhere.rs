//! Where the numbers are that are not on their trunk, and by how many requests that is known.

use trunkline::model::{NumberSpec, TerminationAuth, TrunkSpec};
use trunkline_engine::{Wanted, plan::Plan};
use trunkline_sim::{Carrier, Fault, Faults, Rule, StatusFault};

use crate::{
    sim::Both,
    world::{file, trunk},
};

/// A trunk `wanted` on each carrier, with so many of its account's numbers.
fn wanted(both: &Both, many: usize) -> Wanted {
    file(["exotel", "twilio"].map(|profile| {
        let mut wanted = trunk(profile, "wanted", TerminationAuth::IpAcl);
        wanted.numbers = Some(numbers(both, profile)[..many].to_vec());
        wanted
    }))
}

fn numbers(both: &Both, profile: &str) -> Vec<NumberSpec> {
    let fixture = both.sim.fixture();
    let numbers = if profile == "exotel" { &fixture.exotel[0].numbers } else { &fixture.twilio[0].numbers };
    numbers.iter().map(|text| NumberSpec::new(text.parse().unwrap())).collect()
}

/// Another trunk on each carrier, which no file names, and which has the account's first number.
async fn another_has_the_first(both: &Both) {
    for (profile, provider) in &both.world.providers {
        let spec = TrunkSpec::new("other".parse().unwrap(), TerminationAuth::IpAcl);
        let id = provider.trunks().create_trunk(&spec).await.unwrap().value.id;
        let _ = provider.numbers().bind_number(&id, &numbers(both, profile)[0]).await.unwrap();
    }
    both.sent();
}

fn refused(plan: &Plan) -> Vec<&str> {
    plan.refusals().map(|(.., refusal)| refusal.reason.as_str()).collect()
}

#[tokio::test]
async fn an_account_without_trunks_is_asked_for_them_and_no_more() {
    let both = Both::start().await;
    let plan = both.world.plan(&wanted(&both, 2), &[]).await;
    assert_eq!(both.only_reads(), 2);
    assert_eq!(refused(&plan), [""; 0]);
}

#[tokio::test]
async fn a_number_of_another_trunk_is_found_by_the_fewer_requests() {
    let both = Both::start().await;
    another_has_the_first(&both).await;
    // Of each account the trunks; then one look-up, or one list, of the other trunk's numbers.
    for (many, by) in [(1, ["trunk-map", "IncomingPhoneNumbers"]), (2, ["phone-numbers", "PhoneNumbers"])] {
        let plan = both.world.plan(&wanted(&both, many), &[]).await;
        let sent = both.sent();
        assert_eq!(sent.len(), 4, "{sent:?}");
        for last in by {
            assert!(sent.iter().any(|request| request.contains(last)), "{last} in {sent:?}");
        }
        let refused = refused(&plan);
        assert_eq!(refused.len(), 2, "{refused:?}");
        for reason in refused {
            assert!(reason.contains("is bound to trunk") && reason.contains("(other)"), "{reason}");
        }
    }
}

#[tokio::test]
async fn where_the_file_has_every_trunk_nothing_is_looked_up() {
    let mut both = Both::start().await;
    both.world.apply(&wanted(&both, 1), &[]).await;
    both.sent();
    let _ = both.world.plan(&wanted(&both, 2), &[]).await;
    // Of each account the trunks; of each trunk the numbers, and on Exotel how it authenticates calls.
    let sent = both.sent();
    assert!(
        !sent.iter().any(|request| request.contains("trunk-map") || request.contains("Incoming")),
        "{sent:?}"
    );
}

#[tokio::test]
async fn a_trunk_that_does_not_tell_its_numbers_is_in_the_way_of_no_plan() {
    let both = Both::start().await;
    another_has_the_first(&both).await;
    let refusing = [(Carrier::Exotel, "list numbers"), (Carrier::Twilio, "ListPhoneNumber")]
        .map(|(carrier, list)| Rule::new(carrier, list, Fault::Status(StatusFault::new(501))));
    let faults = refusing.into_iter().fold(Faults::none(), Faults::with_rule);
    both.sim.faults().set(faults).unwrap();
    let plan = both.world.plan(&wanted(&both, 2), &[]).await;
    let refused = refused(&plan);
    assert_eq!(refused.len(), 2, "each number was looked up: {refused:?}");
    assert!(refused.iter().all(|reason| reason.contains("(other)")), "{refused:?}");
}

#[tokio::test]
async fn a_list_with_a_number_in_another_form_does_not_tell() {
    let both = Both::start().await;
    another_has_the_first(&both).await;
    let number = &both.sim.fixture().exotel[0].numbers[0];
    let state = serde_json::to_string(&both.sim.state()).unwrap();
    let national = state.replace(&format!("\"{number}\""), "\"08040264208\"");
    assert_ne!(state, national);
    both.sim.load(serde_json::from_str(&national).unwrap()).unwrap();
    let _ = both.world.plan(&wanted(&both, 2), &[]).await;
    let sent = both.sent();
    let looked_up = sent.iter().filter(|request| request.contains("trunk-map")).count();
    assert_eq!(looked_up, 2, "{sent:?}");
    assert!(!sent.iter().any(|request| request.contains("Incoming")), "Twilio's list tells: {sent:?}");
}
