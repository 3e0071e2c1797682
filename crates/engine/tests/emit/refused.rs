//! What nothing is written for.

use trunkline_engine::{
    emit::{Options, Platform},
    trunkline::model::Transport,
};

use crate::world::{FILE, options, try_emit};

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
    refused(
        FILE,
        &options,
        &["trunk contact_centre on twilio-eu: it takes calls over TLS only, not over udp"],
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
