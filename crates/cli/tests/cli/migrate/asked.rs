//! Whoever is asked: what is under way while they think, and what becomes of it when they answer.

use std::fs;

use trunkline_sim::{Carrier, Fault, Faults, Rule};

use super::{BACK, Move, THERE, prepare};
use crate::terminal::Terminal;

const OLD: &str = "Contact centre (EU)";
const NEW: &str = "Contact_centre_E";

impl Move {
    /// Runs the command in front of somebody, up to the question.
    fn asks(&self, args: &[&str]) -> Terminal {
        let args = [&["migrate"], args, &["--settle", "0s"]].concat();
        let mut terminal = Terminal::run(&self.folder, &self.world.variables, &args);
        terminal.shows("[y/N] ");
        terminal
    }

    /// From now on these requests to Twilio end like this.
    fn fault(&self, operation: &'static str, fault: Fault) {
        let rule = Rule::new(Carrier::Twilio, operation, fault);
        self.world.sim.faults().set(Faults::none().with_rule(rule)).unwrap();
    }

    /// Until such a request has come.
    async fn sends(&self, operation: &'static str) {
        while !self.world.sim.requests().iter().any(|seen| seen.operation == Some(operation)) {
            tokio::task::yield_now().await;
        }
    }

    /// Where a number of the trunk is on both accounts, and all is verified.
    async fn verified() -> Self {
        let moving = Self::ported().await;
        moving.ends(0, &prepare(&THERE));
        moving.ends(0, &["verify"]);
        moving
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_under_way_while_somebody_thinks_nor_when_they_say_no() {
    let moving = Move::begin().await;
    let mut terminal = moving.asks(&[&["prepare"], &THERE[..]].concat());
    assert_eq!(moving.stage("1"), "rolled-back");
    terminal.types("n");
    assert!(terminal.ends(1).contains("not confirmed; nothing was changed"));
    assert_eq!(moving.stage("1"), "rolled-back");
    assert_eq!(moving.world.changes(), [""; 0]);

    let mut terminal = moving.asks(&[&["prepare"], &BACK[..]].concat());
    let file = moving.folder.join("migration-2.credentials");
    assert!(!file.exists(), "somebody who goes away leaves no passwords behind");
    terminal.types("n");
    terminal.ends(1);
    assert!(!file.exists(), "nobody needs the passwords");

    let moving = Move::verified().await;
    let mut terminal = moving.asks(&["cutover", "--number", "+14155550100"]);
    assert_eq!(moving.stage("1"), "verified");
    terminal.types("n");
    terminal.ends(1);
    moving.ends(2, &["cutover", "--resume", "--yes"]).complains(&["migration 1 is verified"]);
    moving.ends(0, &["cutover", "--number", "+14155550100", "--yes", "--settle", "0s"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_to_a_cutover_that_was_rolled_back_meanwhile_is_refused() {
    let moving = Move::verified().await;
    let mut terminal = moving.asks(&["cutover", "--number", "+14155550100"]);
    moving.ends(0, &["rollback", "--yes"]);
    moving.world.changes();
    terminal.types("y");
    let screen = terminal.ends(1);
    assert!(screen.contains("migration 1 was changed by another process meanwhile"), "{screen}");
    assert_eq!(moving.world.changes(), [""; 0]);
    assert_eq!(moving.stage("1"), "rolled-back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_to_a_retirement_deletes_no_trunk_that_has_its_numbers_back() {
    let moving = Move::verified().await;
    moving.ends(0, &["cutover", "--number", "+14155550100", "--allow", "unbind-number", "--yes"]);
    moving.confirm_all("1");
    moving.ends(0, &["settle"]);
    let retire = ["retire", "--allow", "delete-trunk", "--allow", "unbind-number"];
    let mut terminal = moving.asks(&retire);
    moving.ends(0, &["rollback", "--yes", "--allow", "unbind-number"]);
    moving.world.changes();
    terminal.types("y");
    let screen = terminal.ends(1);
    assert!(screen.contains("migration 1 was changed by another process meanwhile"), "{screen}");
    assert_eq!(moving.world.changes(), [""; 0]);
    assert_eq!(moving.numbers("twilio", OLD), ["+14155550100", "+14155550101"]);
    assert_eq!(moving.stage("1"), "prepared");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_and_then_a_no_leave_half_of_a_cutover_that_is_gone_on_with() {
    let moving = Move::verified().await;
    let mut terminal = moving.asks(&["cutover", "--number", "+14155550100", "--allow", "unbind-number"]);
    terminal.types("y");
    terminal.shows("Do this on twilio");
    terminal.types("n");
    let screen = terminal.ends(3);
    let go_on = "go on with: trunkline migrate cutover 1 --resume --allow unbind-number";
    assert!(screen.contains(go_on) && !screen.contains("nothing was changed"), "{screen}");
    assert_eq!(moving.numbers("exotel", NEW), ["+14155550100"]);
    assert_eq!(moving.stage("1"), "cutting-over");
    moving.ends(0, &["cutover", "1", "--resume", "--allow", "unbind-number", "--yes"]);
    assert_eq!(moving.numbers("twilio", OLD), ["+14155550101"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn half_of_a_rollback_is_under_way_and_nothing_is_retired() {
    let moving = Move::verified().await;
    moving.ends(0, &["cutover", "--number", "+14155550100", "--allow", "unbind-number", "--yes"]);
    moving.confirm_all("1");
    moving.ends(0, &["settle"]);
    let mut terminal = moving.asks(&["rollback", "--allow", "unbind-number"]);
    terminal.types("y");
    terminal.shows("Do this on exotel");
    terminal.types("n");
    let screen = terminal.ends(3);
    assert!(screen.contains("go on with: trunkline migrate rollback 1 --allow unbind-number"), "{screen}");
    assert_eq!(moving.numbers("twilio", OLD), ["+14155550100", "+14155550101"]);
    moving.ends(2, &["retire", "--yes", "--allow", "delete-trunk", "--allow", "unbind-number"]);
    moving.ends(0, &["rollback", "1", "--allow", "unbind-number", "--yes"]).says(&["is prepared"]);
    assert_eq!(moving.numbers("exotel", NEW), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_preparations_of_a_trunk_one_is_carried_out() {
    let moving = Move::begin().await;
    let begin = [&["prepare"], &THERE[..]].concat();
    let (mut first, mut second) = (moving.asks(&begin), moving.asks(&begin));
    first.types("y");
    first.ends(0);
    moving.world.changes();
    second.types("y");
    second.ends(2);
    assert_eq!(moving.world.changes(), [""; 0]);
    assert_eq!((moving.stage("1").as_str(), moving.stage("2").as_str()), ("prepared", "rolled-back"));
    assert_eq!(moving.trunks("exotel"), [NEW, "support"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preparation_that_another_came_before_is_refused_though_nothing_is_built_yet() {
    let moving = Move::begin().await;
    let mut second = moving.asks(&[&["prepare"], &THERE[..]].concat());
    moving.fails_at(Carrier::Exotel, "create trunk");
    assert_ne!(moving.run(&prepare(&THERE)).code, Some(0));
    moving.world.sim.faults().clear().unwrap();
    moving.world.changes();
    second.types("y");
    let screen = second.ends(2);
    assert!(screen.contains("is moved already by another migration: trunkline migrate status 2"), "{screen}");
    assert_eq!(moving.world.changes(), [""; 0]);
}

/// Passwords go to Twilio, and to this file.
const NAMED: [&str; 7] = ["prepare", BACK[0], BACK[1], BACK[2], BACK[3], "--credentials", "sbc.env"];

#[tokio::test(flavor = "multi_thread")]
async fn passwords_are_shown_by_whom_another_took_their_file_from() {
    let moving = Move::begin().await;
    let (mut first, mut second) = (moving.asks(&NAMED), moving.asks(&NAMED));
    moving.world.sim.clear_requests();
    moving.fault("ListTrunk", Fault::Unanswered);
    first.types("y");
    moving.sends("ListTrunk").await;
    // It has the account, its passwords are in the file, and it has not begun.
    second.types("y");
    second.ends(1);
    moving.world.sim.faults().clear().unwrap();
    let screen = first.ends(0);
    assert!(screen.contains("MIGRATED_SUPPORT_1_PASSWORD=") && !screen.contains(" are in "), "{screen}");
    assert!(!moving.folder.join("sbc.env").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preparation_that_comes_to_nothing_leaves_the_file_that_another_wrote() {
    let moving = Move::begin().await;
    let mut terminal = moving.asks(&NAMED);
    moving.world.sim.clear_requests();
    moving.fault("ListTrunk", Fault::Unanswered);
    terminal.types("y");
    moving.sends("ListTrunk").await;
    let file = moving.folder.join("sbc.env");
    assert!(fs::read_to_string(&file).unwrap().contains("MIGRATED_SUPPORT_1_PASSWORD="));
    fs::write(&file, "another's").unwrap();
    moving.fault("ListTrunk", Fault::ResetBefore);
    terminal.ends(1);
    assert_eq!(moving.stage("1"), "rolled-back");
    assert_eq!(fs::read_to_string(file).unwrap(), "another's");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_is_told_that_the_passwords_are_gone() {
    let moving = Move::begin().await;
    moving.world.sim.clear_requests();
    moving.fault("ListOriginationUrl", Fault::Unanswered);
    let args = [&["migrate"], &NAMED[..], &["--settle", "0s", "--yes", "--json"]].concat();
    let terminal = Terminal::run(&moving.folder, &moving.world.variables, &args);
    moving.sends("ListOriginationUrl").await;
    fs::remove_file(moving.folder.join("sbc.env")).unwrap();
    moving.world.sim.faults().clear().unwrap();
    let screen = terminal.ends(3);
    assert!(screen.contains("was taken away meanwhile") && !screen.contains("_PASSWORD="), "{screen}");
    assert_eq!(moving.stage("1"), "prepared");
}
