//! `trunkline failover prepare`: what is in a bundle, and what is refused.

use serde_json::Value;

use super::{NUMBERS, PREPARE, applied, behind, one_line};
use crate::one_file::Desk;

fn bundle(desk: &Desk) -> Value {
    serde_json::from_str(&desk.read("bundle.json")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_has_everything_and_nothing_of_the_failing_account() {
    let desk = behind().await;
    desk.world.sim.clear_requests();
    let ran = desk.ends(0, &PREPARE);
    let asked = desk.world.sim.requests();
    assert!(asked.iter().all(|seen| seen.method == "GET"), "it only looks: {asked:?}");
    assert!(asked.iter().all(|seen| seen.carrier == Some(trunkline_sim::Carrier::Twilio)), "{asked:?}");
    let said = one_line(&ran.stdout);
    for part in [
        "+ address 44.238.177.138/32",
        "send outbound calls to",
        "contact-centre",
        "pstn.twilio.com",
        "Calls to +918040264208 do not arrive while exotel is down",
        "bundle.json is written",
    ] {
        assert!(said.contains(part), "{part:?} in\n{}", ran.stdout);
    }
    let bundle = bundle(&desk);
    assert_eq!(bundle["version"], 2);
    let steps = bundle["plan"]["accounts"][0]["trunks"][0]["steps"].as_array().unwrap();
    let ids: Vec<&str> = steps.iter().map(|step| step["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["twilio/contact_centre/acl/44.238.177.138/32/add"]);
    assert_eq!(steps[0]["change"]["spec"]["cidr"], "44.238.177.138/32", "what is sent");
    let file = bundle["file"].as_str().unwrap();
    assert!(file.contains("twilio") && !file.contains("exotel:"), "{file}");
    for inbound in bundle["judged"].as_array().unwrap().iter().filter(|one| one["direction"] == "inbound") {
        assert_eq!(inbound["answer"]["verdict"], "no", "a number lives at its carrier");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_a_bundle() {
    let digest = NUMBERS.replace("ip-acl", "digest").replace(
        "    acl: [44.229.228.186]\n",
        "    credentials: [{ username: agent, password: { env: AGENT_PASSWORD } }]\n",
    );
    let desk = Desk::with(&digest).await;
    let ran = desk.run_with(&[("AGENT_PASSWORD", "Canary1f0e2dXY")], &PREPARE);
    ran.expect(0);
    let text = desk.read("bundle.json");
    assert!(text.contains("AGENT_PASSWORD"), "{text}");
    for secret in ["Canary1f0e2dXY", &desk.world.sim.fixture().twilio[0].auth_token] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
    // What is missing is said, and does not keep anyone from preparing.
    desk.ends(0, &PREPARE).complains(&["variable AGENT_PASSWORD is not set"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_the_failing_carrier_is_refused() {
    let desk = applied().await;
    desk.write(&NUMBERS.replace("+14155550100", "+918040264208"));
    desk.ends(2, &PREPARE).complains(&["+918040264208 is on exotel/contact_centre too", "needs exotel"]);
    let two = "\
version: 1
carriers:
  other:
    kind: twilio
    account: AC00000000000000000000000000000002
    auth_token: { env: TWILIO_AUTH_TOKEN }
trunks:
  contact_centre:
    carriers: [other, twilio]
    auth: ip-acl
    adopt: true
    acl: [44.229.228.186]
";
    desk.write(two);
    let args = ["failover", "prepare", "--away-from", "other", "--to", "twilio", "-o", "same.json"];
    desk.ends(2, &args).complains(&["both on twilio"]);
    assert!(!desk.folder.join("same.json").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_remove_something_is_left_for_quiet_times() {
    let desk = applied().await;
    desk.write(&NUMBERS.replace("44.229.228.186", "44.238.177.138"));
    let said = one_line(&desk.ends(0, &PREPARE).stdout);
    assert!(said.contains("1 steps that remove something"), "{said}");
    let bundle = bundle(&desk);
    assert_eq!(bundle["left"][0]["step"], "twilio/contact_centre/acl/44.229.228.186/32/remove");
    assert_eq!(bundle["plan"]["accounts"][0]["trunks"][0]["steps"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_accounts_without_a_trunk_in_common_are_a_mistake() {
    let desk = applied().await;
    let args = ["failover", "prepare", "--away-from", "exotel", "--to", "exotel", "-o", "bundle.json"];
    desk.ends(2, &args).complains(&["there is none to take over"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_sbc_is_told_comes_with_it() {
    let desk = applied().await;
    desk.ends(0, &PREPARE);
    desk.world.sim.clear_requests();
    desk.ends(0, &["failover", "run", "--away-from", "exotel", "bundle.json", "--fragments", "sbc"]);
    assert!(desk.world.sim.requests().is_empty(), "nobody is asked");
    for platform in ["asterisk", "freeswitch", "jambonz", "kamailio", "livekit"] {
        let files: Vec<_> = std::fs::read_dir(desk.folder.join("sbc").join(platform)).unwrap().collect();
        let texts: Vec<String> =
            files.into_iter().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
        let text = texts.concat();
        assert!(text.contains("pstn.twilio.com") && !text.contains("exotel.com"), "{platform}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_another_trunk_has_is_not_bound_and_that_is_told() {
    let two = |first: &str, second: &str| {
        format!(
            "\
version: 1
trunks:
  alerts: {{ carriers: {{ exotel: {{}}, twilio: {{ numbers: [{first}] }} }}, auth: ip-acl, acl: [44.229.228.186] }}
  contact_centre: {{ carriers: {{ exotel: {{}}, twilio: {{ numbers: [{second}] }} }}, auth: ip-acl, acl: [44.229.228.186] }}
"
        )
    };
    let desk = Desk::with(&two("\"+14155550100\"", "")).await;
    desk.ends(0, &["apply", "--yes"]);
    desk.write(&two("", "\"+14155550100\""));
    let said = one_line(&desk.ends(0, &PREPARE).stdout);
    assert!(
        said.contains("twilio/contact_centre/numbers/+14155550100/bind is not done: it waits for"),
        "{said}"
    );
    let bundle = bundle(&desk);
    let missed: Vec<bool> =
        bundle["left"].as_array().unwrap().iter().map(|left| left["missed"].as_bool().unwrap()).collect();
    assert_eq!(missed, [false, true], "{:#}", bundle["left"]);
    let trunks = bundle["plan"]["accounts"][0]["trunks"].as_array().unwrap();
    assert!(trunks.iter().all(|trunk| trunk["steps"] == serde_json::json!([])), "{trunks:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_judged_on_what_the_plan_leaves_behind() {
    let secure = NUMBERS.replace("twilio: { numbers", "twilio: { secure: true, numbers");
    let desk = applied().await;
    desk.write(&secure);
    let said = ["--destination", "IN", "--permitted", "IN", "--codec", "PCMU", "--signalling", "tls"];
    for (media, verdict) in [("rtp", "no"), ("srtp", "yes")] {
        desk.ends(0, &[&PREPARE[..], &said, &["--media", media]].concat());
        let bundle = bundle(&desk);
        let judged = bundle["judged"].as_array().unwrap();
        let instead = judged.iter().find(|one| one["caller_id"] == "+14155550100").unwrap();
        assert_eq!(instead["answer"]["verdict"], verdict, "{media}: {instead:#}");
    }
}
