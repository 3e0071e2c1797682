//! A retirement that did not come to its end.

use trunkline_sim::{Carrier, Fault, Faults, Rule, When};

use super::{Move, THERE, prepare};

#[tokio::test(flavor = "multi_thread")]
async fn a_rollback_says_which_trunks_are_gone_and_which_are_not() {
    let moving = Move::begin().await;
    let fax = ["trunk", "create", "fax", "--domain", "fax-of-ours.pstn.twilio.com", "--carrier", "twilio"];
    moving.world.done(&fax);
    moving.ends(0, &prepare(&THERE));
    moving.ends(0, &["verify"]);
    moving.ends(0, &["cutover", "--yes"]);
    moving.confirm_all("1");
    moving.ends(0, &["settle"]);
    let rule = Rule::new(Carrier::Twilio, "DeleteTrunk", Fault::ResetBefore);
    let faults = Faults::none().with_rule(rule.when(When::Requests((2..40).collect())));
    moving.world.sim.faults().set(faults).unwrap();
    let retire = ["retire", "--yes", "--allow", "delete-trunk", "--allow", "unbind-number"];
    assert_ne!(moving.run(&retire).code, Some(0));
    moving.world.sim.faults().clear().unwrap();
    let left = moving.trunks("twilio");
    let [left] = &left[..] else { panic!("one of two is gone: {left:?}") };
    let gone = if left == "fax" { "Contact centre (EU)" } else { "fax" };
    let told = moving.ends(2, &["rollback", "1", "--yes"]);
    told.complains(&[
        &format!("{gone} on twilio"),
        "build it anew with",
        &format!("{left} is there still: go on with: trunkline migrate retire 1 --resume"),
    ]);
    assert!(!told.stderr.contains(&format!("{left}, ")), "it is not deleted: {}", told.stderr);
    moving.ends(0, &[&retire[..], &["--resume"]].concat());
    assert_eq!(moving.trunks("twilio"), [""; 0]);
}
