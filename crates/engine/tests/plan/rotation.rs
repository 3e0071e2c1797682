//! A password becomes another in two applies, and between them both are right.

use std::sync::Arc;

use trunkline::{
    memory::Memory,
    model::{ChangeOptions, TerminationAuth},
    provider::Provider as _,
};
use trunkline_engine::{
    Wanted,
    plan::{Allow, Plan},
    store::Confirmation,
};

use crate::{
    sim::Both,
    world::{World, credential, file, ids, trunk},
};

fn rotated(rotation: u32) -> Wanted {
    let mut wanted = trunk("m", "cc", TerminationAuth::Digest);
    wanted.credentials = Some(vec![credential("agent", rotation)]);
    file([wanted])
}

fn manual(plan: &Plan) -> Vec<String> {
    plan.accounts[0].trunks[0].manual.iter().map(|manual| manual.instruction.clone()).collect()
}

async fn world() -> World {
    let mut world = World::of([("m", Arc::new(Memory::new()) as _)]);
    world.apply(&rotated(1), &[]).await;
    world
}

#[tokio::test]
async fn a_rotation_is_started_then_finished_never_both_at_once() {
    let mut world = world().await;
    assert!(manual(&world.plan(&rotated(1), &[]).await).is_empty());

    // The flag is given from the start: still the old user name stays until the next plan.
    let start = world.apply(&rotated(2), &[Allow::FinishRotation]).await;
    assert_eq!(ids(&start), ["m/cc/credentials/agent_2/add"]);
    let instruction = &manual(&start)[0];
    for part in ["from user name agent to agent_2", "AGENT_PASSWORD", "--allow finish-rotation"] {
        assert!(instruction.contains(part), "{part:?} in {instruction:?}");
    }

    // Nothing to do for us, and what a person does is said again until it is done, also once it is confirmed.
    let between = world.plan(&rotated(2), &[]).await;
    assert!(between.is_empty());
    let step = &between.accounts[0].trunks[0].manual[0];
    assert_eq!(step.confirmed, None);
    let by = Confirmation { who: "ada".to_owned(), at: jiff::Timestamp::UNIX_EPOCH };
    world.known.confirmed.insert(step.id.clone(), by);
    let confirmed = world.plan(&rotated(2), &[]).await.accounts[0].trunks[0].clone();
    assert!(confirmed.manual[0].confirmed.as_ref().unwrap().starts_with("ada at 1970-01-01"));
    // What is confirmed is not shown any more: a note keeps that half of it is left.
    let note = "the rotation of agent is not finished: agent can still place calls, until an apply with --allow \
                finish-rotation removes it";
    assert_eq!(confirmed.notes, [note]);

    let finish = world.plan(&rotated(2), &[Allow::FinishRotation]).await;
    assert_eq!(ids(&finish), ["m/cc/credentials/agent/remove"]);
    assert!(manual(&finish).is_empty());
    let (.., step) = finish.steps().next().unwrap();
    assert!(step.needs.contains(&Allow::FinishRotation) && step.no_undo.is_some());
    world.apply(&rotated(2), &[Allow::FinishRotation]).await;
    let after = world.plan(&rotated(2), &[]).await;
    assert!(after.is_empty() && manual(&after).is_empty());
    assert!(after.accounts[0].trunks[0].notes.is_empty());
}

#[tokio::test]
async fn an_earlier_rotation_in_a_list_that_trunks_share_stays_and_is_named() {
    let mut both = Both::start().await;
    let mut wanted = trunk("twilio", "cc", TerminationAuth::Digest);
    both.world.apply(&file([wanted.clone()]), &[]).await;
    let id = both.world.trunk("twilio", "cc").await;
    let list = both.twilio.create_credential_list("offices").await.unwrap().sid;
    let password = "Correct7Horse9".to_owned().into();
    drop(both.twilio.create_credential(&list, "agent", &password).await.unwrap());
    drop(both.twilio.associate_credential_list(id.as_str(), &list).await.unwrap());
    wanted.credentials = Some(vec![credential("agent", 2)]);
    let wanted = file([wanted]);
    let start = both.world.apply(&wanted, &[]).await;
    assert_eq!(ids(&start), ["twilio/cc/credentials/agent_2/add"]);
    let stays = "Change the SBC from user name agent to agent_2, with the password from the variable AGENT_PASSWORD; \
                 agent stays, in a list that other trunks may use";
    assert_eq!(manual(&start), [stays]);

    let plan = both.world.plan(&wanted, &[Allow::FinishRotation]).await;
    assert!(plan.is_empty(), "{plan:#?}");
    let notes = &plan.accounts[0].trunks[0].notes;
    assert!(
        notes.iter().any(|note| note.contains("user name agent ") && note.contains("offices")),
        "{notes:?}"
    );
}

#[tokio::test]
async fn a_rotation_goes_up_only() {
    let mut world = world().await;
    world.apply(&rotated(3), &[]).await;
    for (file, refused) in [(rotated(2), true), (rotated(3), false), (rotated(4), false)] {
        let plan = world.plan(&file, &[]).await;
        assert_eq!(plan.refusals().count() == 1, refused, "{:?}", plan.differences());
    }
    // The store remembers what the carrier does not have any more.
    let id = world.trunk("m", "cc").await;
    let credentials = world.providers["m"].credentials().unwrap();
    let held = trunkline::ext::collect(credentials.list_credentials(&id)).await.unwrap();
    let latest = held.iter().find(|held| held.username == "agent_3").unwrap();
    drop(credentials.remove_credential(&id, &latest.id, &ChangeOptions::default()).await.unwrap());
    let plan = world.plan(&rotated(2), &[]).await;
    let (.., refusal) = plan.refusals().next().unwrap();
    assert_eq!(refusal.field.as_deref(), Some("credentials[0].rotation"));
    assert!(refusal.reason.contains("write 3, or 4"), "{}", refusal.reason);
}

#[tokio::test]
async fn a_user_name_of_the_file_is_no_rotation_of_another() {
    let mut world = world().await;
    let mut wanted = trunk("m", "cc", TerminationAuth::Digest);
    wanted.credentials = Some(vec![credential("agent", 1), credential("agent_2", 1)]);
    let wanted = file([wanted]);
    world.apply(&wanted, &[]).await;
    let plan = world.plan(&wanted, &[]).await;
    assert!(plan.is_empty() && manual(&plan).is_empty(), "{plan:#?}");
}

/// A carrier may fold the case of user names: what it then holds is what the file says.
#[tokio::test]
async fn a_user_name_is_told_from_another_as_the_carrier_does() {
    let named = |name: &str, rotation| {
        let mut wanted = trunk("m", "cc", TerminationAuth::Digest);
        wanted.credentials = Some(vec![credential(name, rotation)]);
        file([wanted])
    };
    let mut world = World::of([("m", Arc::new(Memory::builder().folding_user_names().build()) as _)]);
    world.apply(&named("Agent", 1), &[]).await;
    for name in ["Agent", "agent", "AGENT"] {
        let plan = world.plan(&named(name, 1), &[]).await;
        assert!(plan.is_empty() && manual(&plan).is_empty(), "{name}: {plan:#?}");
    }
    assert_eq!(ids(&world.apply(&named("Agent", 2), &[]).await), ["m/cc/credentials/Agent_2/add"]);
    let between = world.plan(&named("Agent", 2), &[]).await;
    assert!(between.is_empty());
    // The digest is made with the name as the carrier holds it.
    assert!(manual(&between)[0].contains("from user name agent to agent_2"), "{:?}", manual(&between));
    let finish = world.apply(&named("Agent", 2), &[Allow::FinishRotation]).await;
    assert_eq!(ids(&finish), ["m/cc/credentials/agent/remove"]);
    assert!(world.plan(&named("Agent", 2), &[]).await.is_empty());

    // Two names of the file that are one there.
    let mut wanted = trunk("m", "cc", TerminationAuth::Digest);
    wanted.credentials = Some(vec![credential("fax", 1), credential("FAX", 1)]);
    let plan = world.plan(&file([wanted]), &[]).await;
    let (.., refusal) = plan.refusals().next().unwrap();
    assert!(refusal.reason.contains("given twice"), "{}", refusal.reason);
}

/// Where case counts, a name in another case is another user.
#[tokio::test]
async fn a_name_in_another_case_is_another_user_where_case_counts() {
    let world = world().await;
    let mut wanted = trunk("m", "cc", TerminationAuth::Digest);
    wanted.credentials = Some(vec![credential("AGENT", 1)]);
    let plan = world.plan(&file([wanted]), &[Allow::RemoveUnlisted]).await;
    assert_eq!(ids(&plan), ["m/cc/credentials/AGENT/add", "m/cc/credentials/agent/remove"]);
}
