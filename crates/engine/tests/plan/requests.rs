//! How many requests a plan takes for addresses and credentials: as many as it says, reads among them.

use trunkline::model::{AclEntrySpec, AuthModeChange, TerminationAuth};
use trunkline_engine::{
    Wanted, WantedTrunk,
    plan::{Allow, Change, Plan},
};

use crate::{
    sim::Both,
    world::{credential, file, trunk},
};

/// A trunk that leaves its addresses and credentials alone.
fn bare(auth: TerminationAuth) -> Wanted {
    file(["exotel", "twilio"].map(|profile| trunk(profile, "cc", auth)))
}

fn each(mut wanted: Wanted, with: impl Fn(&mut WantedTrunk)) -> Wanted {
    wanted.trunks.iter_mut().for_each(with);
    wanted
}

fn addresses(last: std::ops::RangeInclusive<u8>) -> Wanted {
    let all: Vec<AclEntrySpec> =
        last.map(|n| AclEntrySpec::new(format!("44.229.228.{n}").parse().unwrap())).collect();
    each(bare(TerminationAuth::IpAcl), |wanted| wanted.acl = Some(all.clone()))
}

fn credentials(many: usize) -> Wanted {
    each(bare(TerminationAuth::Digest), |wanted| {
        wanted.credentials = Some((0..many).map(|n| credential(&format!("agent{n}"), 1)).collect());
    })
}

/// Carries the file out, and counts the requests on each account; every one is as the plan says.
async fn sent(both: &mut Both, wanted: &Wanted) -> [usize; 2] {
    let plan = both.world.plan(wanted, Allow::ALL).await;
    both.sent();
    both.world.carry_out(&plan, usize::MAX).await;
    let sent = both.sent();
    let planned: Vec<&String> = plan.steps().flat_map(|(.., step)| &step.calls).collect();
    assert_eq!(planned.len(), sent.len(), "{planned:#?}\n{sent:#?}");
    for (call, request) in planned.iter().zip(&sent) {
        assert!(is(call, request), "{call} is planned, {request} is sent");
    }
    assert_eq!(plan.requests(), sent.len());
    assert!(both.world.plan(wanted, &[]).await.is_empty());
    ["exotel", "twilio"].map(|profile| of(&plan, profile))
}

fn of(plan: &Plan, profile: &str) -> usize {
    plan.steps().filter(|(account, ..)| account.profile == profile).map(|(.., step)| step.calls.len()).sum()
}

/// `DELETE …/whitelisted-ips?id=` is what was sent for it, with whatever stands for `{…}` and after `?`.
fn is(call: &str, request: &str) -> bool {
    let parts = |text: &str| {
        let (method, path) = text.split('?').next().unwrap().split_once(' ').unwrap();
        let path: Vec<String> = path.rsplit('/').map(ToOwned::to_owned).collect();
        (method.to_owned(), path)
    };
    let ((method, call), (sent, path)) = (parts(call), parts(request));
    let stands_for = |part: &str, sent: &str| {
        let (part, sent) = (part.split_once('.'), sent.split_once('.'));
        part.map(|(_, ending)| ending) == sent.map(|(_, ending)| ending)
    };
    method == sent
        && call
            .iter()
            .zip(&path)
            .take_while(|(part, _)| *part != "…")
            .all(|(part, sent)| part == sent || part.starts_with('{') && stands_for(part, sent))
}

#[tokio::test]
async fn addresses_take_one_request_each_after_the_first() {
    let mut both = Both::start().await;
    both.world.apply(&bare(TerminationAuth::IpAcl), &[]).await;
    // Twilio: a look at both kinds of lists in use; a list made, filled, put to use.
    assert_eq!(sent(&mut both, &addresses(1..=20)).await, [1 + 20, 4 + 20]);
    assert_eq!(sent(&mut both, &addresses(1..=40)).await, [1 + 20, 2 + 20]);
    assert_eq!(sent(&mut both, &addresses(21..=40)).await, [1 + 20, 2 + 20]);
    // The last one is guarded too: Exotel's rows and credentials, Twilio's lists and rows.
    assert_eq!(sent(&mut both, &addresses(21..=30)).await, [1 + 10, 2 + 10]);
    let none = each(bare(TerminationAuth::IpAcl), |wanted| wanted.acl = Some(Vec::new()));
    assert_eq!(sent(&mut both, &none).await, [1 + 10 + 2, 2 + 10 + 2]);
    assert_eq!(
        sent(&mut both, &addresses(1..=2)).await,
        [1 + 2, 2 + 2],
        "Twilio's empty list is still in use"
    );
}

#[tokio::test]
async fn credentials_take_one_request_each_after_the_first() {
    let mut both = Both::start().await;
    both.world.apply(&bare(TerminationAuth::Digest), &[]).await;
    assert_eq!(sent(&mut both, &credentials(5)).await, [2 + 5, 4 + 5]);
    assert_eq!(sent(&mut both, &credentials(1)).await, [1 + 4, 2 + 4]);
}

#[tokio::test]
async fn a_step_that_changes_the_mode_is_guarded_and_those_beside_it_are_not() {
    let mut both = Both::start().await;
    both.world.apply(&addresses(1..=3), &[]).await;
    let by_digest = each(credentials(3), |wanted| wanted.acl = Some(Vec::new()));
    let plan = both.world.plan(&by_digest, Allow::ALL).await;
    let modes = |profile: &str| -> Vec<AuthModeChange> {
        let steps = plan.steps().filter(|(account, ..)| account.profile == profile);
        steps
            .filter_map(|(.., step)| match &step.change {
                Change::AddCredential { auth_mode, .. } => Some(*auth_mode),
                Change::RemoveAclEntry { options, .. } => Some(options.auth_mode),
                _ => None,
            })
            .collect()
    };
    let [changes, guarded, vouched] =
        [AuthModeChange::Allow, AuthModeChange::Refuse, AuthModeChange::Unchanged];
    for profile in ["exotel", "twilio"] {
        assert_eq!(modes(profile), [changes, vouched, vouched, guarded, vouched, changes], "{profile}");
    }
    sent(&mut both, &by_digest).await;
}
