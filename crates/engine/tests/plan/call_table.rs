//! How many requests typical changes take, against the smallest number that there can be.
//!
//! `just call-table` prints them. An apply observes three times: to plan, to see under its lease that nothing has changed
//! since, and to see that all is as asked.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use jiff::Timestamp;
use tempfile::TempDir;
use trunkline::{
    model::{AclEntrySpec, NumberSpec, OriginationUriSpec, RecordingMode, TerminationAuth},
    provider::DynProvider,
};
use trunkline_engine::{
    Environment, Presence, Wanted, WantedTrunk,
    apply::{Apply, Estimate, Events, SecondLook, StepReport, look},
    plan::{Allow, Step},
    store::Store,
};
use trunkline_sim::{Carrier, SeenRequest, Simulator, Switches};

use crate::{
    carriers::provider,
    world::{credential, file, trunk},
};

/// A change from one file to another.
struct Change {
    what: &'static str,
    before: Option<Make>,
    after: Make,
    exotel: Option<Least>,
    twilio: Option<Least>,
}

type Make = fn(&mut WantedTrunk);

/// The smallest number of requests, and what the others are for.
#[derive(Clone, Copy)]
struct Least {
    /// To know what is to be done: the trunks, what the file writes, how calls are authenticated, and what would break.
    observe: usize,
    /// To do it.
    steps: usize,
    /// What the steps read besides: a call is safe on its own, whoever makes it.
    more: &'static str,
}

const READ_MODE: &str = "first, how calls are authenticated";
const READ_LISTS: &str = "first, its lists and what is in them";
const READ_BEFORE: &str = "what was there, to put it back";
const READ_TWINS: &str = "whether the target is there: it has no key";
const READ_ELSEWHERE: &str = "where the number is bound";

/// What was sent.
struct Sent {
    observe: Vec<SeenRequest>,
    steps: usize,
    /// What the plan says that its steps take, without reads.
    planned: usize,
}

const CHANGES: &[Change] = &[
    Change {
        what: "create a trunk",
        before: None,
        after: bare,
        exotel: Some(Least { observe: 1, steps: 1, more: "" }),
        twilio: Some(Least { observe: 1, steps: 1, more: "" }),
    },
    Change {
        what: "create a trunk, 1 address",
        before: None,
        after: addresses::<1>,
        exotel: Some(Least { observe: 1, steps: 2, more: READ_MODE }),
        twilio: Some(Least { observe: 1, steps: 4, more: READ_LISTS }),
    },
    Change {
        what: "create a trunk, 10 addresses",
        before: None,
        after: addresses::<10>,
        exotel: Some(Least { observe: 1, steps: 11, more: READ_MODE }),
        twilio: Some(Least { observe: 1, steps: 13, more: READ_LISTS }),
    },
    Change {
        what: "create a trunk, 100 addresses",
        before: None,
        after: addresses::<100>,
        exotel: Some(Least { observe: 1, steps: 101, more: READ_MODE }),
        twilio: Some(Least { observe: 1, steps: 103, more: READ_LISTS }),
    },
    Change {
        what: "no change, 10 addresses",
        before: Some(addresses::<10>),
        after: addresses::<10>,
        exotel: Some(Least { observe: 3, steps: 0, more: "" }),
        twilio: Some(Least { observe: 3, steps: 0, more: "" }),
    },
    Change {
        what: "no change, 100 addresses",
        before: Some(addresses::<100>),
        after: addresses::<100>,
        exotel: Some(Least { observe: 4, steps: 0, more: "" }),
        twilio: Some(Least { observe: 3, steps: 0, more: "" }),
    },
    Change {
        what: "no change, every noun",
        before: Some(whole),
        after: whole,
        exotel: Some(Least { observe: 6, steps: 0, more: "" }),
        twilio: Some(Least { observe: 5, steps: 0, more: "" }),
    },
    Change {
        what: "one address more",
        before: Some(addresses::<9>),
        after: addresses::<10>,
        exotel: Some(Least { observe: 3, steps: 1, more: READ_MODE }),
        twilio: Some(Least { observe: 3, steps: 1, more: READ_LISTS }),
    },
    Change {
        what: "one address less",
        before: Some(addresses::<10>),
        after: addresses::<9>,
        exotel: Some(Least { observe: 4, steps: 1, more: READ_BEFORE }),
        twilio: Some(Least { observe: 3, steps: 1, more: READ_LISTS }),
    },
    Change {
        what: "two targets more",
        before: Some(bare),
        after: targets,
        exotel: Some(Least { observe: 4, steps: 1, more: READ_TWINS }),
        twilio: Some(Least { observe: 2, steps: 2, more: READ_TWINS }),
    },
    Change {
        what: "one priority changed",
        before: Some(targets),
        after: other_priority,
        exotel: Some(Least { observe: 4, steps: 1, more: READ_BEFORE }),
        twilio: Some(Least { observe: 2, steps: 1, more: READ_BEFORE }),
    },
    Change {
        what: "one number more",
        before: Some(bare),
        after: with_number,
        exotel: Some(Least { observe: 4, steps: 1, more: READ_ELSEWHERE }),
        twilio: Some(Least { observe: 2, steps: 1, more: READ_ELSEWHERE }),
    },
    Change {
        what: "one number less",
        before: Some(with_number),
        after: no_number,
        exotel: Some(Least { observe: 4, steps: 1, more: READ_BEFORE }),
        twilio: Some(Least { observe: 2, steps: 1, more: READ_BEFORE }),
    },
    Change {
        what: "first credential",
        before: Some(digest),
        after: with_credential,
        exotel: Some(Least { observe: 3, steps: 1, more: READ_MODE }),
        twilio: Some(Least { observe: 2, steps: 3, more: READ_LISTS }),
    },
    Change {
        what: "caller id set",
        before: Some(bare),
        after: with_caller_id,
        exotel: Some(Least { observe: 4, steps: 1, more: READ_BEFORE }),
        twilio: None,
    },
    Change {
        what: "an option of the trunk",
        before: Some(bare),
        after: secure,
        exotel: None,
        twilio: Some(Least { observe: 1, steps: 1, more: READ_BEFORE }),
    },
    Change {
        what: "recording",
        before: Some(bare),
        after: recorded,
        exotel: None,
        twilio: Some(Least { observe: 1, steps: 1, more: READ_BEFORE }),
    },
    Change {
        what: "delete a trunk, 10 addresses",
        before: Some(addresses::<10>),
        after: absent,
        exotel: Some(Least {
            observe: 1,
            steps: 1,
            more: "whether it has credentials, which may outlive it",
        }),
        twilio: Some(Least { observe: 1, steps: 1, more: "its own lists, which are deleted too" }),
    },
];

fn bare(_: &mut WantedTrunk) {}

fn addresses<const N: u8>(trunk: &mut WantedTrunk) {
    let one = |n: u8| AclEntrySpec::new(format!("44.229.228.{n}").parse().unwrap());
    trunk.acl = Some((0..N).map(one).collect());
}

fn targets(trunk: &mut WantedTrunk) {
    let uris = ["sip:a.example.com:5061;transport=tls", "sip:b.example.com:5061;transport=tls"];
    trunk.origination = Some(uris.map(|uri| OriginationUriSpec::new(uri.parse().unwrap())).to_vec());
}

fn digest(trunk: &mut WantedTrunk) {
    trunk.spec.auth = TerminationAuth::Digest;
}

fn number(trunk: &WantedTrunk) -> NumberSpec {
    let number = if trunk.profile == "exotel" { "+918040264208" } else { "+14155550100" };
    NumberSpec::new(number.parse().unwrap())
}

fn other_priority(trunk: &mut WantedTrunk) {
    targets(trunk);
    trunk.origination.iter_mut().for_each(|targets| targets[1].priority = 7);
}

fn with_number(trunk: &mut WantedTrunk) {
    trunk.numbers = Some(vec![number(trunk)]);
}

fn no_number(trunk: &mut WantedTrunk) {
    trunk.numbers = Some(Vec::new());
}

fn with_credential(trunk: &mut WantedTrunk) {
    digest(trunk);
    trunk.credentials = Some(vec![credential("agent", 1)]);
}

fn with_caller_id(trunk: &mut WantedTrunk) {
    trunk.caller_id = Some(Some(number(trunk).number));
}

fn secure(trunk: &mut WantedTrunk) {
    trunk.spec.twilio.secure = Some(true);
}

fn recorded(trunk: &mut WantedTrunk) {
    trunk.spec.twilio.recording_mode = Some(RecordingMode::FromAnswer);
}

fn absent(trunk: &mut WantedTrunk) {
    trunk.presence = Presence::Absent;
}

fn whole(trunk: &mut WantedTrunk) {
    addresses::<10>(trunk);
    targets(trunk);
    with_number(trunk);
    if trunk.profile == "exotel" {
        with_caller_id(trunk);
    }
}

#[tokio::test]
async fn call_table() {
    let mut table = format!(
        "{:40}{:>9}{:>9}{:>9}{:>9}{:>9}  {}\n{:40}{:>9}{:>9}{:>9}{:>9}{:>9}  {}\n",
        "",
        "observe",
        "least",
        "steps",
        "least",
        "apply",
        "what else",
        "",
        "",
        "",
        "",
        "",
        "in all",
        "the steps read"
    );
    for change in CHANGES {
        for (profile, least) in [("exotel", change.exotel), ("twilio", change.twilio)] {
            let Some(Least { observe, steps, more }) = least else { continue };
            let sent = measure(change, profile).await;
            assert_read_once(&sent.observe);
            assert_eq!(sent.observe.len(), observe, "to observe: {profile}, {}", change.what);
            assert_eq!(sent.planned, steps, "as planned: {profile}, {}", change.what);
            let more = if sent.steps > steps { more } else { "" };
            // Where there is nothing to do, nobody looks again.
            let all = if steps == 0 { observe } else { 3 * observe + sent.steps };
            let line = format!(
                "{profile:8}{:32}{:>9}{observe:>9}{:>9}{steps:>9}{all:>9}  {more}",
                change.what,
                sent.observe.len(),
                sent.steps
            );
            writeln!(table, "{}", line.trim_end()).unwrap();
        }
    }
    println!("{table}");
    insta::assert_snapshot!(table);
}

fn assert_read_once(requests: &[SeenRequest]) {
    let mut seen = BTreeSet::new();
    for request in requests {
        assert_eq!(request.method, "GET");
        assert!(seen.insert(&request.path), "{} is read twice", request.path);
    }
}

async fn measure(change: &Change, profile: &'static str) -> Sent {
    let carrier = if profile == "exotel" { Carrier::Exotel } else { Carrier::Twilio };
    let mut switches = Switches::default();
    switches.exotel.rate_limit = None;
    let sim = Simulator::builder().switches(switches).start().await.unwrap();
    let providers = BTreeMap::from([(profile.to_owned(), provider(&sim, carrier))]);
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path().join("state.db").to_str().unwrap()).await.unwrap();
    let wanted = |make: Make| {
        let mut wanted = trunk(profile, "contact_centre", TerminationAuth::IpAcl);
        make(&mut wanted);
        file([wanted])
    };
    if let Some(before) = change.before {
        apply(&sim, &providers, &store, &wanted(before)).await;
    }
    apply(&sim, &providers, &store, &wanted(change.after)).await
}

/// Observes, plans, and applies.
async fn apply(
    sim: &Simulator,
    providers: &BTreeMap<String, DynProvider>,
    store: &Store,
    wanted: &Wanted,
) -> Sent {
    let allowed: BTreeSet<Allow> = Allow::ALL.iter().copied().collect();
    sim.clear_requests();
    let plan = look(providers, wanted, store, &allowed).await.unwrap();
    let observe = sim.requests();
    sim.clear_requests();
    if plan.is_empty() {
        return Sent { observe, steps: 0, planned: 0 };
    }
    let environment = Environment::new(|_| Some("StandsInForOne2".to_owned()));
    let seen = Steps { sim, steps: AtomicUsize::new(0) };
    let report = Apply::new(store, providers, &environment)
        .of_file("trunkline.yaml", wanted)
        .watched(&seen)
        .run(&plan)
        .await
        .unwrap();
    assert!(matches!(report.second_look, SecondLook::Empty), "{report:#?}");
    let planned = plan.steps().flat_map(|(.., step)| &step.calls);
    let planned = planned.filter(|call| !call.starts_with("GET ")).count();
    Sent { observe, steps: seen.steps.into_inner(), planned }
}

/// Counts what the steps sent in the simulator's log.
#[derive(Debug)]
struct Steps<'a> {
    sim: &'a Simulator,
    steps: AtomicUsize,
}

impl Events for Steps<'_> {
    fn started(&self, _: usize, _: Estimate) {
        self.sim.clear_requests();
    }

    fn waiting(&self, _: &str, _: &str, _: Timestamp) {}
    fn step_started(&self, _: &Step) {}
    fn step_finished(&self, _: &StepReport) {}

    fn verifying(&self) {
        self.steps.store(self.sim.requests().len(), Relaxed);
    }
}
