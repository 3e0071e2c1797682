//! Trunks of other migrations, and of the file, on the new account.

use std::fs;

use trunkline_sim::{Carrier, Fault, Faults, Fixture, Rule, Simulator, When};

use super::{BACK, Move, THERE, prepare};
use crate::world::World;

const TWO: &str = "\
version: 1
trunks:
  one:
    carriers: { twilio: { name: \"Contact centre EU\" } }
    auth: ip-acl
    acl: [44.229.228.186]
    origination: [\"sip:one.example.com:5061;transport=tls\"]
    numbers: [\"+14155550100\"]
  two:
    carriers: { twilio: { name: \"Contact centre EMEA\" } }
    auth: ip-acl
    acl: [52.9.9.9]
    origination: [\"sip:two.example.com:5061;transport=tls\"]
";
const NEW: &str = "Contact_centre_E";

/// Two trunks that get the same name on the other carrier.
async fn alike() -> Move {
    let mut fixture = Fixture::default();
    fixture.exotel[0].numbers.push("+14155550100".to_owned());
    Move::seeded(World::of(Simulator::builder().fixture(fixture)).await, TWO)
}

fn only(trunk: &str) -> Vec<&str> {
    [&prepare(&THERE)[..], &["--trunk", trunk]].concat()
}

fn acl(moving: &Move) -> Vec<String> {
    moving.held("acl", "cidr", "exotel", NEW)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_left_behind_and_taken_up_again_is_not_left_behind() {
    let moving = alike().await;
    moving.ends(0, &only("Contact centre EU"));
    moving.ends(0, &["rollback", "--yes"]);
    moving.ends(0, &only("Contact centre EU"));
    assert_eq!(moving.trunks("exotel"), [NEW], "it is taken up again");
    moving.ends(0, &["verify"]);
    moving.ends(0, &["cutover", "--number", "+14155550100", "--allow", "unbind-number", "--yes"]);
    moving.ends(0, &only("Contact centre EMEA"));
    assert_eq!(moving.trunks("exotel").len(), 2);
    assert_eq!(acl(&moving), ["44.229.228.186/32"], "the trunk that carries calls is as it was");
    moving.ends(0, &["verify", "2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_left_behind_and_is_in_the_file_by_now_is_the_files() {
    let moving = alike().await;
    moving.ends(0, &only("Contact centre EU"));
    moving.ends(0, &["rollback", "--yes"]);
    let file = format!(
        "version: 1\ntrunks:\n  {NEW}:\n    carriers: [exotel]\n    auth: ip-acl\n    acl: [44.229.228.186, 52.8.8.8]\n"
    );
    fs::write(moving.folder.join("trunkline.yaml"), file).unwrap();
    moving.inside(&["apply", "--yes"]).expect(0);
    moving.ends(0, &only("Contact centre EU"));
    assert_eq!(moving.trunks("exotel").len(), 2);
    assert_eq!(acl(&moving), ["44.229.228.186/32", "52.8.8.8/32"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_a_migration_is_about_to_build_is_taken() {
    let moving = alike().await;
    moving.fails_at(Carrier::Exotel, "create trunk");
    assert_ne!(moving.run(&only("Contact centre EU")).code, Some(0));
    moving.world.sim.faults().clear().unwrap();
    // Whether the request that was lost has built it only a look tells.
    assert_eq!(moving.stage("1"), "preparing");
    moving.ends(0, &only("Contact centre EMEA"));
    assert!(!moving.trunks("exotel").contains(&NEW.to_owned()), "{:?}", moving.trunks("exotel"));
    moving.ends(0, &[&only("Contact centre EU")[..], &["--resume"]].concat());
    assert_eq!(acl(&moving), ["44.229.228.186/32"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_trunk_that_got_the_name_is_neither_built_on_nor_deleted() {
    let moving = alike().await;
    moving.fails_at(Carrier::Exotel, "create trunk");
    assert_ne!(moving.run(&only("Contact centre EU")).code, Some(0));
    moving.world.sim.faults().clear().unwrap();
    let file = format!(
        "version: 1\ntrunks:\n  {NEW}:\n    carriers: [exotel]\n    auth: ip-acl\n    acl: [52.8.8.8]\n"
    );
    fs::write(moving.folder.join("trunkline.yaml"), file).unwrap();
    moving.inside(&["apply", "--yes"]).expect(0);
    moving.world.changes();
    let resume = [&only("Contact centre EU")[..], &["--resume"]].concat();
    moving.ends(2, &resume).complains(&["which migration 1 has not built"]);
    let back = moving.ends(0, &["rollback", "1", "--yes", "--allow", "delete-trunk"]);
    back.says(&["Nothing that this migration built is on exotel"]);
    assert!(!back.stdout.contains("it stays"), "nobody has to decide about the file's: {}", back.stdout);
    assert_eq!(moving.world.changes(), [""; 0]);
    assert_eq!(acl(&moving), ["52.8.8.8/32"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_built_is_deleted_though_what_was_not_has_the_name_of_somebody_elses() {
    let moving = alike().await;
    let lost = Rule::new(Carrier::Exotel, "create trunk", Fault::ResetBefore);
    let faults = Faults::none().with_rule(lost.when(When::Requests((2..20).collect())));
    moving.world.sim.faults().set(faults).unwrap();
    assert_ne!(moving.run(&prepare(&THERE)).code, Some(0));
    moving.world.sim.faults().clear().unwrap();
    let there = moving.trunks("exotel");
    let [built] = &there[..] else { panic!("{there:?}") };
    let other = [NEW, "Contact_centre_2"].into_iter().find(|name| name != built).unwrap();
    moving.world.done(&["trunk", "create", other, "--carrier", "exotel"]);
    moving.world.done(&["acl", "add", other, "52.8.8.8", "--carrier", "exotel"]);
    moving.ends(0, &["rollback", "--yes", "--allow", "delete-trunk"]).says(&[
        "What was built on exotel",
        "is deleted",
        "other things are on it: it stays",
        "trunkline trunk delete trmum",
    ]);
    assert_eq!(moving.trunks("exotel"), [other]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_built_before_a_call_failed_is_known_to_be_built() {
    let moving = alike().await;
    moving.fails_at(Carrier::Exotel, "add destinations");
    assert_ne!(moving.run(&only("Contact centre EU")).code, Some(0));
    moving.world.sim.faults().clear().unwrap();
    assert_eq!(moving.trunks("exotel"), [NEW]);
    moving.ends(0, &["rollback", "--yes", "--allow", "delete-trunk"]).says(&["is deleted"]);
    assert_eq!(moving.trunks("exotel"), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_file_calls_a_trunk_there_nothing_else_is_called() {
    let moving = Move::begin().await;
    let file = "version: 1\ntrunks:\n  support:\n    carriers: { twilio: { domain: acme-voice.pstn.twilio.com } }\n    \
                auth: ip-acl\n    acl: [52.8.8.8]\n";
    fs::write(moving.folder.join("trunkline.yaml"), file).unwrap();
    moving.inside(&["apply", "--yes"]).expect(0);
    moving.ends(0, &prepare(&BACK));
    moving.ends(0, &["verify"]);
    assert_eq!(moving.trunks("twilio"), ["Contact centre (EU)", "support", "support_2"]);
    assert_eq!(moving.held("acl", "cidr", "twilio", "support"), ["52.8.8.8/32"]);
}

/// Trunks that share user names and addresses, as those of one Twilio account do.
const SHARED: &str = "\
version: 1
trunks:
  one: &digest
    carriers: [twilio]
    auth: digest
    origination: [\"sip:one.example.com:5061;transport=tls\"]
    credentials: [{ username: agent, password: { env: AGENT_PASSWORD } }]
  two: *digest
  three: &address
    carriers: [twilio]
    auth: ip-acl
    acl: [52.8.8.8]
  four: *address
";

#[tokio::test(flavor = "multi_thread")]
async fn trunks_that_come_to_one_domain_stay_apart_by_user_name_and_say_what_they_share() {
    let moving = Move::seeded(World::start().await, SHARED);
    let report = moving.json(&["plan", "--from", "twilio", "--to", "exotel"]);
    let all = |noun: &str, field: &str| {
        let trunks = report["trunks"].as_array().unwrap();
        let objects = trunks.iter().flat_map(|trunk| trunk["objects"].as_array().unwrap());
        let fields = objects
            .filter(|object| object["noun"] == noun)
            .flat_map(|object| object["fields"].as_array().unwrap());
        fields.filter(|one| one["field"] == field).cloned().collect::<Vec<_>>()
    };
    let names = all("credentials", "username");
    let mut names: Vec<&str> = names.iter().map(|one| one["after"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["agent", "agentx2"]);
    let addresses = all("acl", "cidr");
    let mut verdicts: Vec<&str> = addresses.iter().map(|one| one["verdict"].as_str().unwrap()).collect();
    verdicts.sort_unstable();
    assert_eq!(verdicts, ["approximated", "exact"]);
}
