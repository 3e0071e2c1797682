//! `trunkline emit`.

use std::fs;

use serde_json::Value;

use crate::one_file::Desk;

const FILE: &str = "\
version: 1
trunks:
  contact_centre:
    carriers: { exotel: {}, twilio: { domain: centre.pstn.twilio.com } }
    auth: ip-acl
    acl: [44.229.228.186]
    numbers: ['+14155550100']
";

const EDGE: [&str; 2] = ["--edge", "exotel=sip:in.voip.exotel.com:443;transport=tls"];

#[tokio::test(flavor = "multi_thread")]
async fn carriers_say_where_calls_go_and_only_reads_are_sent() {
    let file = FILE.replace("    numbers: ['+14155550100']\n", "");
    let desk = Desk::with(&file).await;
    desk.ends(0, &["apply", "--yes"]);
    desk.world.changes();
    let ran = desk.ends(0, &["emit", "kamailio"]);
    assert_eq!(desk.world.changes(), Vec::<String>::new());
    ran.says(&[
        "==> kamailio-dispatcher.list <==",
        "1 sip:in.voip.exotel.com:443;transport=tls 8 20 duid=contact_centre-exotel\n",
        "1 sip:centre.pstn.twilio.com;transport=tls 8 10 duid=contact_centre-twilio\n",
        "t_check_status(\"408|500|502|503|504\")",
    ]);
    ran.complains(&["note: Kamailio: modparam"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_nobody_is_asked_and_files_are_written() {
    let desk = Desk::with(FILE).await;
    desk.world.sim.clear_requests();
    let emit = ["emit", "asterisk", "--offline", "--out", "etc", "--from", "twilio=54.172.60.0/30"];
    desk.ends(0, &[&emit[..], &EDGE].concat()).complains(&["wrote etc/asterisk-pjsip.conf"]);
    assert!(desk.world.sim.requests().is_empty());
    let pjsip = fs::read_to_string(desk.folder.join("etc/asterisk-pjsip.conf")).unwrap();
    assert!(pjsip.contains("match=54.172.60.0/30"), "{pjsip}");
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_get_fragments_and_notes() {
    let desk = Desk::with(FILE).await;
    let answer = desk.json(0, &[&["emit", "livekit", "--offline", "--carrier", "twilio"][..]].concat());
    assert_eq!(answer["platform"], "livekit");
    let trunk: Value = serde_json::from_str(answer["fragments"][0]["text"].as_str().unwrap()).unwrap();
    assert_eq!(trunk["trunk"]["address"], "centre.pstn.twilio.com");
    assert!(
        answer["notes"].as_array().unwrap().iter().any(|note| note.as_str().unwrap().contains("everybody"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused() {
    let desk = Desk::with(FILE).await;
    for (args, mistake) in [
        (vec!["emit", "opensips"], "is none of livekit, jambonz, asterisk, kamailio and freeswitch"),
        (vec!["emit", "kamailio", "--edge", "exotel"], "is not PROFILE=VALUE"),
        (vec!["emit", "kamailio", "--from", "twilio=10.0.0.0/8"], "10.0.0.0/8"),
        (
            vec!["emit", "kamailio", "--edge", "exotel=sip:192.0.2.1", "--edge", "exotel=sip:192.0.2.2"],
            "--edge exotel=... is there twice",
        ),
        (vec!["emit", "kamailio", "--offline"], "where it takes calls is not known"),
        (
            vec!["emit", "kamailio", "--offline", "--carrier", "nobody"],
            "no trunk of the file is on \"nobody\"",
        ),
    ] {
        desk.ends(2, &args).complains(&[mistake]);
    }
}
