//! The page for whoever is on call: its commands work as they stand, in their order.

use crate::one_file::Desk;

const PAGE: &str = include_str!("../../../../../docs/failover.md");

#[tokio::test(flavor = "multi_thread")]
async fn its_commands_work_with_its_file() {
    let (_, rest) = PAGE.split_once("```yaml\n").unwrap();
    let (file, prose) = rest.split_once("```\n").unwrap();
    let desk = Desk::with(file).await;
    let code = prose.split('`').skip(1).step_by(2);
    let mut ran = Vec::new();
    for command in code.filter_map(|code| code.strip_prefix("trunkline ")) {
        let mut words: Vec<&str> = command.split_whitespace().collect();
        match words[..] {
            // They need hosts on the internet, and a step that is left.
            ["probe" | "done", ..] | ["failover", "watch", ..] => continue,
            // Nobody is there to be asked.
            ["apply", ..] | ["failover", "run" | "back", ..] => words.push("--yes"),
            _ => {}
        }
        desk.ends(0, &words);
        ran.push(words[..words.len().min(2)].join(" "));
    }
    for part in [
        "apply --yes",
        "failover status",
        "failover check",
        "failover prepare",
        "failover run",
        "failover back",
    ] {
        assert!(ran.iter().any(|one| one == part), "{part:?} in {ran:?}");
    }
}
