//! What an undisturbed migration does, stage by stage.

use serde_json::Value;
use trunkline_sim::{Carrier, SeenRequest, State};

use crate::{
    death::Request,
    kept,
    world::{World, without},
};

/// From where to where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    TwilioToExotel,
    ExotelToTwilio,
}

impl Direction {
    pub(crate) const ALL: [Self; 2] = [Self::TwilioToExotel, Self::ExotelToTwilio];

    pub(crate) fn ends(self) -> [&'static str; 2] {
        match self {
            Self::TwilioToExotel => ["twilio", "exotel"],
            Self::ExotelToTwilio => ["exotel", "twilio"],
        }
    }

    /// The number that both accounts have, as after a port.
    pub(crate) fn number(self) -> &'static str {
        match self {
            Self::TwilioToExotel => "+14155550100",
            Self::ExotelToTwilio => "+14155550101",
        }
    }
}

/// Where a migration ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The old account has nothing of it any more.
    Retired,
    /// All of it is taken back.
    TakenBack,
}

impl End {
    pub(crate) const ALL: [Self; 2] = [Self::Retired, Self::TakenBack];

    /// The commands, in their order.
    fn stages(self, direction: Direction) -> Vec<Vec<&'static str>> {
        let [from, to] = direction.ends();
        let begin = ["prepare", "--from", from, "--to", to, "--credentials", "sbc.env"];
        let cutover = ["cutover", "--number", direction.number(), "--allow", "unbind-number"];
        let mut stages = vec![begin.to_vec(), vec!["verify"], cutover.to_vec()];
        match self {
            Self::Retired => stages.extend([
                vec!["settle"],
                vec!["retire", "--allow", "delete-trunk", "--allow", "unbind-number"],
            ]),
            Self::TakenBack => stages.extend([
                vec!["rollback", "--allow", "unbind-number"],
                vec!["rollback", "--allow", "delete-trunk"],
            ]),
        }
        for stage in stages.iter_mut().filter(|stage| !["verify", "settle"].contains(&stage[0])) {
            stage.extend(["--yes", "--settle", "0s"]);
        }
        stages
    }
}

/// A stage of an undisturbed migration.
pub(crate) struct Part {
    pub(crate) stage: Vec<&'static str>,
    pub(crate) requests: Vec<Request>,
    /// What both accounts held after it.
    pub(crate) after: Value,
}

/// A migration that nothing happened to.
pub(crate) struct Journey {
    pub(crate) direction: Direction,
    pub(crate) end: End,
    /// What both accounts held before it.
    pub(crate) seed: State,
    /// The same, to compare with.
    pub(crate) before: Value,
    pub(crate) parts: Vec<Part>,
}

impl Journey {
    pub(crate) async fn make(direction: Direction, end: End) -> Self {
        let seed = World::seed().await;
        let world = World::start(Some(seed.clone())).await;
        let [from, to] = direction.ends();
        let before = world.meaning();
        let mut parts = Vec::new();
        for stage in end.stages(direction) {
            world.sim.clear_requests();
            world.undisturbed(&stage).await;
            let log = world.sim.requests();
            assert_deletes_nothing(&stage, &log);
            let after = world.meaning();
            kept::assert_nothing_twice(&after);
            parts.push(Part { stage, requests: Request::all(&log), after });
        }
        for built in &parts[..2] {
            assert!(built.after[from] == before[from], "{:?} changed the old account", built.stage);
            assert!(built.after[to] != before[to], "nothing was built");
        }
        assert!(parts[2].after[from] != before[from], "no number was moved");
        let but = |value: &Value| without(direction.number(), value);
        assert!(but(&parts[2].after[from]) == but(&before[from]), "the cutover took more than the number");
        match end {
            // Until then the old account has lost the number that it was asked to give up, and nothing else.
            End::Retired => assert!(parts[3].after == parts[2].after, "settling changed something"),
            End::TakenBack => {
                assert!(parts[3].after == parts[1].after, "numbers are where they were");
                assert!(parts[4].after[from] == before[from], "the old account is as it was");
                let deleted = to == "exotel";
                assert_eq!(parts[4].after[to] == before[to], deleted, "nothing is deleted on Twilio");
            }
        }
        Self { direction, end, seed, before, parts }
    }
}

/// A trunk, list or credential is deleted on Twilio by no rollback; a number that is taken off a trunk stays the account's.
pub(crate) fn assert_deletes_nothing(stage: &[&str], log: &[SeenRequest]) {
    if stage[0] != "rollback" {
        return;
    }
    let on_twilio =
        log.iter().filter(|seen| seen.carrier == Some(Carrier::Twilio) && seen.method == "DELETE");
    for seen in on_twilio {
        assert_eq!(seen.operation, Some("DeletePhoneNumber"), "{} {}", seen.method, seen.path);
    }
}
