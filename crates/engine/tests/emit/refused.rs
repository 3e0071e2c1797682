//! What nothing is written for.

use trunkline_engine::{
    emit::{Options, Platform},
    trunkline::model::Transport,
};

use crate::world::{FILE, options, text, try_emit};

#[track_caller]
fn refused(text: &str, options: &Options, mistakes: &[&str]) {
    let found = try_emit(text, Platform::Kamailio, options).unwrap_err();
    assert_eq!(found.len(), mistakes.len(), "{found:#?}");
    for (found, mistake) in found.iter().zip(mistakes) {
        assert!(found.contains(mistake), "{mistake:?} in {found:?}");
    }
}

#[test]
fn a_trunk_of_which_nobody_says_where_it_takes_calls() {
    let mut options = options();
    options.edges.clear();
    refused(
        FILE,
        &options,
        &["trunk contact_centre on exotel: where it takes calls is not known: apply the file first, \
                              or give --edge exotel=sip:HOST"],
    );
}

#[test]
fn a_trunk_that_wants_tls_over_anything_else() {
    let mut options = options();
    options.transport = Some(Transport::Udp);
    options.edges.insert("exotel".into(), "sip:in.voip.exotel.com;transport=udp".parse().unwrap());
    refused(
        FILE,
        &options,
        &["trunk contact_centre on twilio-eu: it takes calls over TLS only, not over udp"],
    );
}

#[test]
fn an_edge_that_is_not_secure_where_the_file_says_so() {
    // The file names no domain: only it and the edge say anything about the trunk.
    let file = FILE.replace("domain: centre.pstn.twilio.com, ", "");
    let mut options = options();
    options.edges.insert("twilio-eu".into(), "sip:edge.pstn.twilio.com".parse().unwrap());
    refused(
        &file,
        &options,
        &["trunk contact_centre on twilio-eu: it takes calls over TLS only, not over udp"],
    );
    options.edges.insert("twilio-eu".into(), "sip:edge.pstn.twilio.com;transport=tls".parse().unwrap());
    let pjsip = text(&try_emit(&file, Platform::Asterisk, &options).unwrap(), "asterisk-pjsip.conf");
    assert_eq!(pjsip.matches("media_encryption=sdes").count(), 1, "{pjsip}");
}

#[test]
fn an_edge_over_another_transport_than_the_one_asked_for() {
    let mut options = options();
    options.transport = Some(Transport::Tls);
    try_emit(FILE, Platform::Kamailio, &options).unwrap();
    options.edges.insert("exotel".into(), "sip:in.voip.exotel.com:5060".parse().unwrap());
    refused(
        FILE,
        &options,
        &[
            "--edge exotel=sip:in.voip.exotel.com:5060 takes calls over udp, not over tls: write ;transport=tls into",
        ],
    );
}

#[test]
fn what_is_named_and_not_there() {
    let mut options = options();
    options.carriers.push("nobody".into());
    options.trunks.push("nothing".parse().unwrap());
    refused(FILE, &options, &["no trunk of the file is on \"nobody\"", "the file has no trunk nothing"]);
}

#[test]
fn digest_without_a_credential() {
    let without = FILE.replace(
        "    credentials: [{ username: agent, password: { env: AGENT_PASSWORD }, rotation: 2 }]\n",
        "",
    );
    let mistake = "by digest, and the file has no credential for it";
    refused(&without, &options(), &[mistake, mistake]);
}
