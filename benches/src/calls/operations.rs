//! Each neutral operation once.

use std::sync::Arc;

use futures::TryStreamExt as _;
use trunkline::{
    ext::{
        AclExt as _, CredentialExt as _, NumberExt as _, OriginationExt as _, ProviderExt as _, TrunkExt as _,
    },
    http::Options,
    model::{
        ChangeOptions, CredentialSpec, NumberMode, OriginationUriPatch, OriginationUriSpec, TerminationAuth,
        TrunkDescription, TrunkId, TrunkPatch, TrunkSpec,
    },
    provider::{DynProvider, Provider as _},
};
use trunkline_engine::WantedTrunk;
use trunkline_sim::Carrier;

use super::Row;
use crate::{
    fleet::{ADDRESSES, Fleet, NUMBERS, TARGETS, hurried},
    sent::{Log, Sent},
};

const FIXED: &str = "it keeps the rules";

const BEFORE: &str = "what was there, so that it can be put back";
const MODE: &str = "how calls are authenticated, which must not change by this";
const TWIN: &str = "whether it is there: the carrier refuses no twin";
const SID: &str = "its SID, by which it is bound";
const ELSEWHERE: &str = "where it is bound: no source tells whether Exotel refuses to move it, or moves it";
const THERE: &str = "whether it is there";
const THERE_AND_MODE: &str = "whether it is there; how calls are authenticated";
const EACH: &str = "those of each part, once";
const KINDS: &str = "its lists, those of the other kind: how calls are authenticated must not change by this";
const ROOM: &str = "its list, and whether it is there and has room";
const BOTH: &str = "whether it is there, which Exotel may not refuse; how calls are authenticated";
const LISTED: &str = "its list; what was there, so that it can be put back";
const LISTS: &str = "its lists, which go too";
const NUMBER: &str = "the number, which Exotel wants besides its id; what was there";
const LEFT: &str = "its credentials, which may outlive it";

/// What an operation is measured with.
struct Bench {
    carrier: Carrier,
    log: Log,
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
        let Sent { reads: read, writes, .. } = self.log.take();
        let fleet = Fleet { carrier: self.carrier, trunks: 1 };
        let which = usize::from(self.carrier == Carrier::Twilio);
        let (sent, fewest) = (read + writes, fewest[which]);
        let reads = match (read, writes, reads[which]) {
            (0, ..) => String::new(),
            (read, 0, "") => read.to_string(),
            (read, _, why) => format!("{read}: {why}"),
        };
        let line = format!("| {name} | {} | {sent} | {fewest} | {reads} |", fleet.carrier_name());
        self.rows.push(Row::new(line, sent, fewest));
        value
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
    let providers = fleet.providers(log.simulator().url(), &http);
    let provider: &DynProvider = providers.values().next().expect("there is one account");
    let wanted = fleet.wanted();
    let wanted = &wanted.trunks[0];
    let mut bench = Bench { carrier, log, rows: Vec::new() };

    let id = trunks(&mut bench, provider, wanted).await;
    addresses(&mut bench, provider, wanted, &id).await;
    targets(&mut bench, provider, wanted, &id).await;
    numbers(&mut bench, provider, wanted, &id).await;
    caller_id(&mut bench, provider, wanted, &id).await;
    credentials(&mut bench, provider).await;
    let trunks = provider.trunks();
    let _ = bench.row("delete a trunk", [2, 5], [LEFT, LISTS], trunks.delete_trunk(&id)).await;
    whole(&mut bench, provider, wanted).await;
    bench.rows
}

async fn trunks(bench: &mut Bench, provider: &DynProvider, wanted: &WantedTrunk) -> TrunkId {
    let trunks = provider.trunks();
    let id = bench.row("create a trunk", [1, 1], [""; 2], trunks.create_trunk(&wanted.spec)).await.value.id;
    let _ = bench.row("get a trunk", [1, 1], [""; 2], trunks.get_trunk(&id)).await;
    let _ = bench.row("list trunks", [1, 1], [""; 2], trunks.list_trunks().try_collect::<Vec<_>>()).await;
    let _ = bench.row("find a trunk", [1, 1], [""; 2], trunks.find_trunk(&wanted.spec)).await;
    let _ = bench.row("how calls are authenticated", [2, 2], [""; 2], trunks.termination_auth(&id)).await;
    let mut patch = TrunkPatch::default();
    patch.name = Some("fleet_other".parse().expect(FIXED));
    let _ = bench.row("rename a trunk", [2, 2], [BEFORE; 2], trunks.update_trunk(&id, &patch)).await;
    patch.name = Some(wanted.name.clone());
    let _ = trunks.update_trunk(&id, &patch).await.expect("it was its name");
    let there = trunks.ensure_trunk(&wanted.spec);
    let _ = bench.row("ensure a trunk that is there", [3, 1], [""; 2], there).await;
    let digest = TrunkSpec::new("fleet_digest".parse().expect(FIXED), TerminationAuth::Digest);
    let new = trunks.ensure_trunk(&digest);
    let _ = bench.row("ensure a trunk that is not", [2, 2], [THERE; 2], new).await;
    id
}

async fn addresses(bench: &mut Bench, provider: &DynProvider, wanted: &WantedTrunk, id: &TrunkId) {
    let acls = provider.acls();
    let addresses = wanted.acl.as_deref().unwrap_or_default();
    let _ = bench.row("first address", [2, 5], [MODE, KINDS], acls.add_acl_entry(id, &addresses[0])).await;
    let second =
        bench.row("second address", [2, 3], [MODE, ROOM], acls.add_acl_entry(id, &addresses[1])).await;
    let _ =
        bench.row("list addresses", [1, 2], [""; 2], acls.list_acl_entries(id).try_collect::<Vec<_>>()).await;
    let there = acls.ensure_acl_entry(id, &addresses[0]);
    let _ = bench.row("ensure an address that is there", [1, 2], [""; 2], there).await;
    let new = acls.ensure_acl_entry(id, &addresses[2]);
    let _ = bench.row("ensure an address that is not", [3, 3], [THERE_AND_MODE, ROOM], new).await;
    let change = ChangeOptions::default();
    let removed = acls.remove_acl_entry(id, &second.value.id, &change);
    let _ = bench.row("remove an address", [2, 3], [BEFORE, LISTED], removed).await;
}

async fn targets(bench: &mut Bench, provider: &DynProvider, wanted: &WantedTrunk, id: &TrunkId) {
    let originations = provider.originations().expect("both carriers have them");
    let targets = wanted.origination.as_deref().unwrap_or_default();
    let added =
        bench.row("3 targets", [2, 4], [TWIN; 2], originations.add_origination_uris(id, targets)).await.value;
    let target = |n: u16| -> OriginationUriSpec {
        let uri = format!("sip:pbx{n}.example.com:5061;transport=tls").parse().expect(FIXED);
        OriginationUriSpec::new(uri).with_priority(n)
    };
    let with_priorities = [target(1), target(2), target(3)];
    let with_priorities = originations.add_origination_uris(id, &with_priorities);
    let _ = bench.row("3 targets with priorities", [2 + 3, 4], [TWIN; 2], with_priorities).await;
    let listed = originations.list_origination_uris(id).try_collect::<Vec<_>>();
    let _ = bench.row("list targets", [1, 1], [""; 2], listed).await;
    let mut patch = OriginationUriPatch::default();
    patch.priority = Some(7);
    let updated = originations.update_origination_uri(id, &added[0].id, &patch);
    let _ = bench.row("change a priority", [2, 2], [BEFORE; 2], updated).await;
    let there = originations.ensure_origination_uri(id, &targets[1]);
    let _ = bench.row("ensure a target that is there", [1, 1], [""; 2], there).await;
    let removed = originations.remove_origination_uri(id, &added[2].id);
    let _ = bench.row("remove a target", [2, 2], [BEFORE; 2], removed).await;
    let new = originations.ensure_origination_uri(id, &targets[2]);
    let _ = bench.row("ensure a target that is not", [2, 2], [TWIN; 2], new).await;
}

async fn numbers(bench: &mut Bench, provider: &DynProvider, wanted: &WantedTrunk, id: &TrunkId) {
    let numbers = provider.numbers();
    let number = &wanted.numbers.as_deref().unwrap_or_default()[0];
    let bound =
        bench.row("bind a number", [2, 2], [ELSEWHERE, SID], numbers.bind_number(id, number)).await.value;
    let _ = bench.row("find a number", [1, 1], [""; 2], numbers.find_number(&number.number)).await;
    let owns = numbers.owns_number(&number.number);
    let _ = bench.row("whether a number is the account's", [1, 1], [""; 2], owns).await;
    let listed = numbers.list_bound_numbers(id).try_collect::<Vec<_>>();
    let _ = bench.row("list numbers", [1, 1], [""; 2], listed).await;
    let there = numbers.ensure_number(id, number);
    let _ = bench.row("ensure a number that is there", [1, 1], [""; 2], there).await;
    if provider.capabilities().number_modes.value {
        let set = numbers.set_number_mode(id, &bound.id, &NumberMode::Flow);
        let _ = bench.row("set a number's mode", [2, 0], [NUMBER, ""], set).await;
    }
    let _ = bench.row("unbind a number", [2, 2], [BEFORE; 2], numbers.unbind_number(id, &bound.id)).await;
    let new = numbers.ensure_number(id, number);
    let _ = bench.row("ensure a number that is not", [2, 2], [ELSEWHERE, SID], new).await;
}

async fn caller_id(bench: &mut Bench, provider: &DynProvider, wanted: &WantedTrunk, id: &TrunkId) {
    let Some(caller_ids) = provider.caller_ids() else { return };
    let number = &wanted.numbers.as_deref().unwrap_or_default()[0].number;
    let set = caller_ids.set_caller_id(id, number);
    let _ = bench.row("set the caller id", [2, 0], [BEFORE; 2], set).await;
    let _ = bench.row("get the caller id", [1, 0], [""; 2], caller_ids.get_caller_id(id)).await;
    let _ = bench.row("clear the caller id", [2, 0], [BEFORE; 2], caller_ids.clear_caller_id(id)).await;
}

async fn credentials(bench: &mut Bench, provider: &DynProvider) {
    let digest = TrunkSpec::new("fleet_digest".parse().expect(FIXED), TerminationAuth::Digest);
    let id = &provider.trunks().ensure_trunk(&digest).await.expect("it is there").value.id;
    let change = ChangeOptions::default();
    let credentials = provider.credentials().expect("both carriers have them");
    let credential = |user: &str| CredentialSpec::new(user, "StandsInForOne2".to_owned().into());
    let (first, second, third) = (credential("agent1"), credential("agent2"), credential("agent3"));
    let _ =
        bench.row("first credential", [3, 5], [BOTH, KINDS], credentials.add_credential(id, &first)).await;
    let second = credentials.add_credential(id, &second);
    let second = bench.row("second credential", [3, 3], [BOTH, ROOM], second).await.value;
    let listed = credentials.list_credentials(id).try_collect::<Vec<_>>();
    let _ = bench.row("list credentials", [1, 2], [""; 2], listed).await;
    let other = "StandsInForTwo2".to_owned().into();
    let set = credentials.set_password(id, &second.id, &other, &change);
    let _ = bench.row("set a password", [1, 2], ["", "its list"], set).await;
    let there = credentials.ensure_credential(id, &first);
    let _ = bench.row("ensure a credential that is there", [1, 2], [""; 2], there).await;
    let new = credentials.ensure_credential(id, &third);
    let _ = bench.row("ensure a credential that is not", [3, 3], [THERE_AND_MODE, ROOM], new).await;
    let removed = credentials.remove_credential(id, &second.id, &change);
    let _ = bench.row("remove a credential", [2, 3], [BEFORE, LISTED], removed).await;
}

async fn whole(bench: &mut Bench, provider: &DynProvider, wanted: &WantedTrunk) {
    let whole = TrunkSpec::new("fleet_whole".parse().expect(FIXED), TerminationAuth::IpAcl);
    let whole = TrunkDescription::new(whole)
        .with_acl(wanted.acl.clone().unwrap_or_default())
        .with_origination(wanted.origination.clone().unwrap_or_default())
        .with_numbers(wanted.numbers.clone().unwrap_or_default());
    // A trunk: whether it is there, and it; the first address, and the others; whether there are targets, and they, at once
    // or one by one; each number as it is bound.
    let fewest = [2 + (1 + ADDRESSES) + 2 + 2 * NUMBERS, 2 + (4 + ADDRESSES) + (1 + TARGETS) + 2 * NUMBERS];
    let _ =
        bench.row("ensure a whole trunk that is not there", fewest, [EACH; 2], provider.ensure(&whole)).await;
    // The trunk, its addresses, targets and numbers; Exotel: its credentials, for how calls are authenticated; Twilio: the
    // list that the addresses are in.
    let _ = bench.row("ensure a whole trunk that is there", [5, 5], [""; 2], provider.ensure(&whole)).await;
}
