//! The question before anything is changed, and how far it is.

use super::{BOTH, Desk};
use crate::terminal::Terminal;

fn on_a_terminal(desk: &Desk, args: &[&str]) -> Terminal {
    Terminal::run(&desk.folder, &desk.world.variables, args)
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_asked_and_sees_how_far_it_is() {
    let desk = Desk::with(BOTH).await;
    let mut terminal = on_a_terminal(&desk, &["apply"]);
    terminal.shows("[y/N] ");
    assert_eq!(desk.world.changes(), [""; 0], "nobody has answered yet");
    terminal.types("y");
    let screen = terminal.ends(0);
    let question = format!("Do this on exotel {}", desk.world.sim.fixture().exotel[0].account_sid);
    for part in [question.as_str(), " 0 of 8 steps", "contact_centre/trunk/create", "Done: 8 steps"] {
        assert!(screen.contains(part), "{part:?} in\n{screen}");
    }
    assert_eq!(desk.acl("twilio").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn any_answer_but_yes_changes_nothing() {
    let desk = Desk::with(BOTH).await;
    for answer in ["n", "", "yse"] {
        let mut terminal = on_a_terminal(&desk, &["apply"]);
        terminal.shows("[y/N] ");
        terminal.types(answer);
        let screen = terminal.ends(1);
        assert!(screen.contains("not confirmed; nothing was changed"), "{screen}");
    }
    assert_eq!(desk.world.changes(), [""; 0]);
    assert_eq!(desk.json(0, &["history"]), serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_is_to_what_was_shown() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["apply", "--yes"]);
    desk.write(&BOTH.replace("44.238.177.138", "44.238.177.138, 54.172.60.1"));
    desk.ends(0, &["apply", "--yes"]);
    let mut terminal = on_a_terminal(&desk, &["undo", "2"]);
    terminal.shows("[y/N] ");
    desk.ends(0, &["acl", "add", "contact_centre", "54.172.60.2", "--carrier", "twilio"]);
    desk.world.changes();
    terminal.types("y");
    let screen = terminal.ends(2);
    let changed = "changed since the plan was made: twilio/contact_centre: acl/54.172.60.2/32 is new";
    assert!(screen.contains(changed), "{screen}");
    assert_eq!(desk.world.changes(), [""; 0]);
    assert_eq!(desk.acl("twilio").len(), 4);
}
