//! How a trunk authenticates calls, where the file leaves its addresses and credentials alone.

use trunkline::model::{AclEntrySpec, TerminationAuth};
use trunkline_engine::{Presence, Wanted, plan::Allow};

use crate::{
    sim::Both,
    world::{file, trunk},
};

fn cc(auth: TerminationAuth) -> Wanted {
    file(["exotel", "twilio"].map(|profile| trunk(profile, "cc", auth)))
}

/// Both carriers with a trunk that takes calls by address.
async fn by_address() -> Both {
    let mut both = Both::start().await;
    let mut wanted = cc(TerminationAuth::IpAcl);
    for trunk in &mut wanted.trunks {
        trunk.acl = Some(vec![AclEntrySpec::new("44.229.228.186".parse().unwrap())]);
    }
    both.world.apply(&wanted, &[]).await;
    both
}

#[tokio::test]
async fn another_auth_than_the_trunk_has_is_refused_though_nothing_else_is_written() {
    let mut both = by_address().await;
    let plan = both.world.plan(&cc(TerminationAuth::Digest), Allow::ALL).await;
    let refusals: Vec<_> = plan.refusals().map(|(.., refusal)| refusal).collect();
    assert_eq!(refusals.len(), 2, "{plan:#?}");
    for refusal in refusals {
        assert_eq!(refusal.field.as_deref(), Some("auth"));
        for part in ["calls by ip-acl, the file says digest", "acl: []", "write auth as the trunk has it"] {
            assert!(refusal.reason.contains(part), "{part:?} in {:?}", refusal.reason);
        }
    }
    assert!(both.world.plan(&cc(TerminationAuth::IpAcl), &[]).await.is_empty());

    // It is of no interest on a trunk that goes.
    let mut gone = cc(TerminationAuth::Digest);
    gone.trunks.iter_mut().for_each(|trunk| trunk.presence = Presence::Absent);
    both.world.apply(&gone, &[Allow::DeleteTrunk]).await;
}

#[tokio::test]
async fn half_of_an_auth_is_said_where_the_other_half_is_not_written() {
    let both = by_address().await;
    let plan = both.world.plan(&cc(TerminationAuth::Both), &[]).await;
    assert!(plan.is_empty(), "{plan:#?}");
    for account in &plan.accounts {
        let note = "auth is both, and no credential is on the trunk: write credentials".to_owned();
        assert!(account.trunks[0].notes.contains(&note), "{:?}", account.trunks[0].notes);
    }
}
