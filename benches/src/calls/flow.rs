//! From an empty account to all that is asked for.

use std::{collections::BTreeSet, sync::Arc};

use tempfile::TempDir;
use trunkline::http::Options;
use trunkline_engine::{
    Environment,
    apply::{Apply, SecondLook, look},
    plan::Allow,
    store::Store,
};
use trunkline_sim::Carrier;

use super::Row;
use crate::{
    fleet::{ADDRESSES, Fleet, NUMBERS, TARGETS, hurried},
    sent::Log,
};

/// How many trunks Exotel shows at once; the most that one may ask for is not published.
const EXOTEL_PAGE: usize = 50;

/// Observes so many trunks that are not there, creates them with all that belongs to them, and observes them again.
///
/// # Panics
/// When one of these fails.
pub async fn flow(carrier: Carrier, trunks: usize) -> Vec<Row> {
    let fleet = Fleet { carrier, trunks };
    let log = Log::new(fleet.simulator().await);
    let http = hurried(Options::new()).with_observer(Arc::new(log.clone()));
    let (providers, wanted) = (fleet.providers(log.simulator().url(), &http), fleet.wanted());
    let folder = TempDir::new().expect("there is room for a file");
    let store = Store::open(&folder.path().join("state.db").display().to_string()).await.expect("it is new");
    let allowed: BTreeSet<Allow> = Allow::ALL.iter().copied().collect();
    let see = async || look(&providers, &wanted, &store, &allowed).await.expect("the simulator answers");

    let plan = see().await;
    let before = log.take();
    let environment = Environment::new(|_| None);
    let apply = Apply::new(&store, &providers, &environment).of_file("trunkline.yaml", &wanted);
    let report = apply.run(&plan).await.expect("nothing is in the way");
    assert!(matches!(report.second_look, SecondLook::Empty), "{:?}", report.second_look);
    let apply = log.take();
    assert!(see().await.is_empty(), "all is as asked for");
    let after = log.take();
    assert_eq!((before.writes, after.writes), (0, 0), "a look changes nothing");

    let twilio = carrier == Carrier::Twilio;
    let accounts = fleet.accounts();
    // The trunks, a page at a time; Twilio's page is longer than its accounts can be.
    let pages = if twilio { accounts } else { trunks.div_ceil(EXOTEL_PAGE) };
    // Of each trunk its targets, its numbers, its addresses, and what else says how calls are authenticated: Exotel's
    // credentials; on Twilio the trunk itself says it, but not which lists the addresses are in.
    let least_after = pages + 4 * trunks;
    // Of an empty account that it is empty: then no number is bound.
    let least_before = accounts;
    // Exotel: credentials, targets, where each number is. Twilio: both kinds of lists, targets, the SID of each number.
    let guards = NUMBERS + if twilio { 3 } else { 2 };
    // A trunk, a list and its use where there are lists, each address, the targets one by one or all at once.
    let parts = if twilio { 3 + ADDRESSES + TARGETS } else { 2 + ADDRESSES };
    let least_writes = trunks * (parts + NUMBERS);
    let rows = [
        ("observe and plan, nothing is there", &before, before.reads, least_before),
        ("apply: changes", &apply, apply.writes, least_writes),
        ("apply: reads", &apply, apply.reads, least_before + guards * trunks + least_after),
        ("observe and plan, all is there", &after, after.reads, least_after),
    ];
    let rows = rows.into_iter().map(|(what, sent, count, fewest)| {
        let line = format!("| {trunks} | {} | {what} | {count} | {fewest} |", fleet.carrier_name());
        Row::new(line, count, fewest, sent)
    });
    rows.collect()
}
