//! A file from what is wanted reads back as it.

use std::{fs, path::Path};

use trunkline_engine::{
    File, Profiles, WantedTrunk,
    file::{Draft, DraftTrunk, write},
    trunkline::model::TransferMode,
};

use crate::support::{folder, load, read};

fn draft(trunks: &[WantedTrunk]) -> Draft {
    let trunks = trunks.iter().cloned().map(|trunk| DraftTrunk { trunk, comments: Vec::new() });
    Draft { comments: Vec::new(), trunks: trunks.collect() }
}

/// Writes what a file says, reads it, and expects the same; returns what was written.
#[track_caller]
fn again(file: &File) -> String {
    let text = write(&draft(&file.wanted.trunks), &file.profiles);
    let path = folder().join("trunkline.yaml");
    fs::write(&path, &text).unwrap();
    let read = load(&path).unwrap_or_else(|error| panic!("{}\n{text}", error.render(false)));
    // As text, so that a URI counts as it is written.
    assert_eq!(format!("{:#?}", read.wanted.trunks), format!("{:#?}", file.wanted.trunks), "{text}");
    let mut backwards = file.wanted.trunks.clone();
    backwards.reverse();
    assert_eq!(write(&draft(&backwards), &file.profiles), text, "the order of a draft does not matter");
    text
}

#[test]
fn the_example_is_written_and_read_back() {
    let file = load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/trunkline.yaml")).unwrap();
    let text = again(&file);
    assert_eq!(text.matches("44.229.228.186/32").count(), 1, "said once for both accounts:\n{text}");
    assert_eq!(text.matches("contact_centre:").count(), 1, "one trunk on two accounts:\n{text}");
    assert!(text.contains("auth_token:\n      env: EU_TOKEN"), "{text}");
}

#[test]
fn every_setting_is_written_and_read_back() {
    let text = again(
        &read(
            r#"version: 1
trunks:
  everything:
    carriers:
      exotel:
        name: other
        nso_code: "IN,ANY"
        acl: [{ cidr: 44.1.0.0/24, exotel_allow_range: true }, 44.0.0.1]
        caller_id: none
        numbers: [{ number: "+918040264208", mode: flow }, { number: "+918040264209", mode: pstn }]
        credentials: []
        auth: ip-acl
      twilio:
        name: 'Q&A: "yes", #1'
        domain: a.pstn.twilio.com
        secure: false
        cnam_lookup: true
        transfer_mode: sip-only
        transfer_caller_id: from-transferor
        recording: { trim: do-not-trim }
        disaster_recovery: { url: "https://example.com/?a=b#c" }
        acl: []
        auth: both
        origination:
          - { uri: "sips:user@[2001:db8:0:1::1]:5061", enabled: false, label: "no", weight: 7 }
        credentials:
          - { username: "true", password: { file: a b.txt }, rotation: 3, label: x }
          - { username: "012", password: { env: P } }
    adopt: true
    renamed_from: before
  gone: { carriers: { exotel: { absent: true }, twilio: { adopt: true, absent: false } }, auth: digest }
  "on": { carriers: [exotel], auth: digest, origination: [] }
  "123": { carriers: [twilio], absent: true }
"#,
        )
        .unwrap(),
    );
    assert!(text.contains("\n  \"on\":\n"), "{text}");
}

#[test]
fn what_a_file_cannot_say_is_a_comment() {
    let mut file = read("version: 1\ntrunks: { t1: { carriers: [twilio], auth: ip-acl } }").unwrap();
    let twilio = &mut file.wanted.trunks[0].spec.twilio;
    twilio.transfer_mode = Some(TransferMode::Other("new-word".to_owned()));
    twilio.friendly_name = Some("${USER}".to_owned());
    let mut draft = draft(&file.wanted.trunks);
    draft.comments.push("written by\nnobody".to_owned());
    draft.trunks[0]
        .comments
        .push("credentials: a password cannot be read back\r\n\u{1b}[31mversion: 2".to_owned());
    let text = write(&draft, &Profiles::default());
    assert_eq!(
        text,
        "# written by nobody
version: 1

trunks:
  # twilio: credentials: a password cannot be read back [31mversion: 2
  # twilio: transfer_mode is \"new-word\", which a file cannot say; it stays as it is
  # twilio: name is \"${USER}\", which a file cannot say; it stays as it is
  t1:
    carriers: [twilio]
    auth: ip-acl
"
    );
    read(&text).unwrap();
}

#[test]
fn an_empty_draft_is_a_file() {
    let text = write(&Draft::default(), &Profiles::default());
    assert!(read(&text).unwrap().wanted.trunks.is_empty(), "{text}");
}
