//! New passwords: made, handed over, and never taken for others.

use std::fs;

use super::{BACK, Move, prepare};

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_is_in_a_file_of_the_owner_alone() {
    let moving = Move::begin().await;
    let ran = moving.ends(0, &prepare(&BACK));
    let file = moving.folder.join("migration-1.credentials");
    let text = fs::read_to_string(&file).unwrap();
    let password = text.lines().find_map(|line| line.split_once("_PASSWORD=")).unwrap().1;
    assert!(password.len() >= 12 && password.bytes().any(|b| b.is_ascii_digit()), "Twilio's rule");
    assert!(!ran.stdout.contains(password) && !ran.stderr.contains(password));
    for kept in fs::read_dir(moving.folder.join(".trunkline")).unwrap() {
        let bytes = fs::read(kept.unwrap().path()).unwrap();
        let found = bytes.windows(password.len()).any(|window| window == password.as_bytes());
        assert!(!found, "the store holds a password");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_are_shown_once_when_asked_for() {
    let moving = Move::begin().await;
    let ran = moving.ends(0, &[&prepare(&BACK)[..], &["--show-credentials"]].concat());
    assert_eq!(ran.stdout.matches("_PASSWORD=").count(), 1);
    assert!(!moving.folder.join("migration-1.credentials").exists());
}

/// A variable of a file of credentials.
fn value<'a>(text: &'a str, ends: &str) -> &'a str {
    text.lines().filter_map(|line| line.split_once('=')).find(|(name, _)| name.ends_with(ends)).unwrap().1
}

#[tokio::test(flavor = "multi_thread")]
async fn prepared_again_the_account_takes_the_passwords_of_the_new_file() {
    let moving = Move::begin().await;
    moving.ends(0, &prepare(&BACK));
    moving
        .ends(0, &["rollback", "--yes"])
        .says(&["migration-1.credentials, whose passwords still place calls"]);
    moving.world.sim.clear_requests();
    moving.ends(0, &prepare(&BACK));
    let text = fs::read_to_string(moving.folder.join("migration-2.credentials")).unwrap();
    assert_eq!(value(&text, "MIGRATED_SUPPORT_1_USERNAME"), "agent_2");
    let sent = moving.world.sim.requests();
    let added: Vec<&str> = sent
        .iter()
        .filter(|seen| seen.operation == Some("CreateSipCredential"))
        .map(|seen| seen.body.as_deref().unwrap())
        .collect();
    assert_eq!(added, ["Username=agent_2&Password=***"], "no password of the new file was for the old name");
    // The one before still works, and its name says that someone has to remove it.
    let status = moving.ends(0, &["status", "2"]);
    status.says(&["left user name agent on trunk support", "migration/2/support/credentials/agent/left"]);
    let remove = Move::hints(&status).into_iter().find(|hint| hint[0] == "credential").unwrap();
    let remove: Vec<&str> = remove.iter().map(String::as_str).chain(["--yes"]).collect();
    moving.world.done(&remove);
    moving.ends(0, &["verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_somebody_elses_is_not_touched() {
    let moving = Move::begin().await;
    let (taken, beside) = (moving.folder.join("sbc.env"), moving.folder.join("sbc.new"));
    fs::write(&taken, "MIGRATED_SUPPORT_1_PASSWORD=OfSomethingElse1\n").unwrap();
    fs::write(&beside, "mine").unwrap();
    let named = [&prepare(&BACK)[..], &["--credentials", "sbc.env"]].concat();
    moving.ends(2, &named).complains(&["sbc.env is there already, and is not what this migration wrote"]);
    assert_eq!(moving.world.changes(), Vec::<String>::new());
    fs::remove_file(&taken).unwrap();
    moving.ends(0, &named);
    assert_eq!(fs::read_to_string(beside).unwrap(), "mine");
    assert_eq!(moving.stage("1"), "rolled-back", "nothing came of it");
    assert_eq!(moving.stage("2"), "prepared");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preparation_goes_on_with_its_own_file_only() {
    let moving = Move::begin().await;
    moving.fails_at(trunkline_sim::Carrier::Twilio, "CreateOriginationUrl");
    let begun = moving.run(&[&prepare(&BACK)[..], &["--credentials", "sbc.env"]].concat());
    assert_eq!(begun.code, Some(3), "{}", begun.stderr);
    moving.world.sim.faults().clear().unwrap();
    let resume = [&prepare(&BACK)[..], &["--resume"]].concat();
    moving
        .ends(2, &[&resume[..], &["--credentials", "other.env"]].concat())
        .complains(&["the passwords of migration 1 are in", "sbc.env"]);
    let file = moving.folder.join("sbc.env");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        moving.ends(2, &resume).complains(&["others can read it: chmod 600"]);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let away = moving.folder.join("away");
    fs::rename(&file, &away).unwrap();
    moving.ends(1, &resume).complains(&["sbc.env is gone", "trunkline migrate rollback 1"]);
    fs::rename(&away, &file).unwrap();
    // It knows where they are.
    moving.ends(0, &resume).says(&["sbc.env"]);
    assert!(!moving.folder.join("migration-1.credentials").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_of_a_preparation_that_died_before_it_began_gives_way() {
    let moving = Move::begin().await;
    moving.fails_at(trunkline_sim::Carrier::Twilio, "ListTrunk");
    assert_ne!(moving.run(&prepare(&BACK)).code, Some(0));
    moving.world.sim.faults().clear().unwrap();
    let _ = moving.run(&[&prepare(&BACK)[..], &["--credentials", "."]].concat());
    let died = moving.json(&["status", "1"])["migration"].clone();
    assert_eq!(died["stage"], "rolled-back");
    let file = moving.folder.join("sbc.env");
    let begun = died["started"].as_str().unwrap();
    let mark =
        format!("# Digest credentials of migration 1, begun {begun}: whoever reads this can place calls.");
    fs::write(&file, mark.clone() + "\n").unwrap();
    let named = [&prepare(&BACK)[..], &["--credentials", "sbc.env"]].concat();
    moving.ends(0, &named);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("MIGRATED_SUPPORT_1_PASSWORD=") && !text.contains(&mark), "{text}");
    // What is in use does not give way.
    moving.ends(0, &["rollback", "--yes"]);
    moving.ends(2, &named).complains(&["is not what this migration wrote"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

/// Two trunks on Twilio with a user name that is the same, and others.
async fn alike(others: &[(&str, &str)]) -> Move {
    let trunk = |(name, carriers): &(&str, &str)| {
        format!(
            "  {name}:\n    carriers: {carriers}\n    auth: digest\n    \
             origination: [\"sip:{name}.example.com:5061;transport=tls\"]\n    \
             credentials: [{{ username: agent, password: {{ env: AGENT_PASSWORD }} }}]\n"
        )
    };
    let two = [("one", "{ twilio: { name: eu } }"), ("two", "{ twilio: { name: EU } }")];
    let trunks: String = two.iter().chain(others).map(trunk).collect();
    Move::seeded(crate::world::World::start().await, &format!("version: 1\ntrunks:\n{trunks}"))
}

fn usernames<const N: usize>(moving: &Move, trunks: [&str; N]) -> [String; N] {
    trunks.map(|trunk| moving.held("credential", "username", "exotel", trunk).join(" "))
}

/// On Exotel all trunks have one domain: a user name is one trunk's there, and each has a password of its own.
#[tokio::test(flavor = "multi_thread")]
async fn trunks_of_one_domain_have_user_names_and_passwords_of_their_own() {
    let moving = alike(&[("there", "[exotel]")]).await;
    moving.ends(0, &prepare(&super::THERE));
    assert_eq!(usernames(&moving, ["there", "eu", "EU"]), ["agent", "agentx2", "agentx3"]);
    let text = fs::read_to_string(moving.folder.join("migration-1.credentials")).unwrap();
    let values: Vec<(&str, &str)> =
        text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('=')).collect();
    assert_eq!(values.len(), 4, "a name and a password for each");
    for (at, (name, _)) in values.iter().enumerate() {
        assert!(!values[..at].iter().any(|(other, _)| other == name), "{name} is there twice");
    }
    let status = moving.json(&["status", "1"]);
    let open = status["open"].as_array().unwrap().iter();
    let items = open.filter(|item| item["id"].as_str().unwrap().ends_with("/password"));
    assert_eq!(items.count(), 2, "two trunks, two passwords");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_trunk_of_the_domain_gets_a_user_name_that_was_left_on_another() {
    let moving = alike(&[]).await;
    moving.ends(0, &prepare(&super::THERE));
    assert_eq!(usernames(&moving, ["eu", "EU"]), ["agent", "agentx2"]);
    moving.ends(0, &["rollback", "--yes"]);
    moving.ends(0, &prepare(&super::THERE));
    assert_eq!(usernames(&moving, ["eu", "EU"]), ["agent agent_2", "agentx2 agentx2_2"]);
}
