//! Each operation of the contract and each convenience, in its usual cases.

mod inbound;
mod senders;
mod trunks;

use std::sync::Arc;

use trunkline::{http::Options, provider::DynProvider};
use trunkline_sim::Carrier;

use super::Row;
use crate::{
    fleet::{Fleet, hurried},
    sent::Log,
};

const FIXED: &str = "it keeps the rules";
const BOTH: &str = "both carriers have them";

const BEFORE: &str = "what was there, so that it can be put back";
/// Nothing is read, or nothing is changed.
const NONE: [&str; 2] = [""; 2];

/// What an operation is measured with.
struct Bench {
    fleet: Fleet,
    log: Log,
    provider: DynProvider,
    rows: Vec<Row>,
}

impl Bench {
    /// Does it, and notes what was sent. `fewest` and `reads` are those of Exotel and those of Twilio.
    async fn row<T>(
        &mut self,
        name: &str,
        fewest: [usize; 2],
        reads: [&str; 2],
        work: impl Future<Output = trunkline::Result<T>>,
    ) -> T {
        self.log.take();
        let value = work.await.unwrap_or_else(|error| panic!("{name}: {error}"));
        let sent = self.log.take();
        let which = usize::from(self.is_twilio());
        let (count, fewest) = (sent.reads + sent.writes, fewest[which]);
        let reads = match (sent.reads, sent.writes, reads[which]) {
            (0, ..) => String::new(),
            (read, 0, "") => read.to_string(),
            (read, _, why) => format!("{read}: {why}"),
        };
        let line = format!("| {name} | {} | {count} | {fewest} | {reads} |", self.fleet.carrier_name());
        self.rows.push(Row::new(line, count, fewest, &sent));
        value
    }

    fn provider(&self) -> DynProvider {
        DynProvider::clone(&self.provider)
    }

    fn is_twilio(&self) -> bool {
        self.fleet.carrier == Carrier::Twilio
    }
}

/// The table of one carrier: name, requests, fewest, what is read.
///
/// # Panics
/// When an operation fails.
pub async fn operations(carrier: Carrier) -> Vec<Row> {
    let fleet = Fleet { carrier, trunks: 1 };
    let log = Log::new(fleet.simulator().await);
    let http = hurried(Options::new()).with_observer(Arc::new(log.clone()));
    let mut providers = fleet.providers(log.simulator().url(), &http).into_values();
    let provider = providers.next().expect("there is one account");
    let wanted = &fleet.wanted().trunks[0];
    let mut bench = Bench { fleet, log, provider, rows: Vec::new() };

    let [id, digest] = trunks::trunks(&mut bench, wanted).await;
    senders::addresses(&mut bench, wanted, &id).await;
    inbound::targets(&mut bench, wanted, &id).await;
    inbound::numbers(&mut bench, wanted, &id).await;
    inbound::caller_id(&mut bench, wanted, &id).await;
    senders::credentials(&mut bench, &digest).await;
    senders::both(&mut bench, wanted, [&id, &digest]).await;
    senders::last(&mut bench, [&id, &digest]).await;
    trunks::delete(&mut bench, [&id, &digest]).await;
    trunks::whole(&mut bench, wanted).await;
    bench.rows
}
