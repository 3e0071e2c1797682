//! Where inbound calls go, numbers, and the caller id.

use futures::TryStreamExt as _;
use trunkline::{
    ext::{NumberExt as _, OriginationExt as _},
    model::{ExotelNumberOptions, NumberMode, OriginationUriPatch, OriginationUriSpec, TrunkId},
};
use trunkline_engine::WantedTrunk;

use super::{BEFORE, BOTH, Bench, FIXED, NONE};

const TWIN: [&str; 2] = [
    "whether it is there, which Exotel may not refuse",
    "whether it is there, which Twilio does not refuse, and whether there is room",
];
const BY_ADDRESS: &str =
    "whether its address is allowed, as it must be; whether it is there, which Exotel may not refuse";
const THERE: &str = "whether it is there, and what was there";
const THERE_AND_BEFORE: &str = "whether it is there; what was there once more";
const SID: &str = "its SID, by which it is bound";
const ELSEWHERE: &str = "where it is bound: no source tells whether Exotel refuses to move it, or moves it";
const NUMBER: &str = "the number, which Exotel wants besides its id; what was there";

pub(super) async fn targets(bench: &mut Bench, wanted: &WantedTrunk, id: &TrunkId) {
    let provider = bench.provider();
    let originations = provider.originations().expect(BOTH);
    let targets = wanted.origination.as_deref().unwrap_or_default();
    let target = |host: &str| -> OriginationUriSpec {
        OriginationUriSpec::new(format!("sip:{host}:5061;transport=tls").parse().expect(FIXED))
    };
    let one = target("pbx.example.com");
    let _ = bench.row("a target", [2, 2], TWIN, originations.add_origination_uri(id, &one)).await;
    // One of the addresses that may send calls.
    let by_address = target("44.229.228.1");
    let by_address = originations.add_origination_uri(id, &by_address);
    let _ = bench.row("a target by its address", [3, 2], [BY_ADDRESS, TWIN[1]], by_address).await;
    let added = originations.add_origination_uris(id, targets);
    let added = bench.row("3 targets", [2, 4], TWIN, added).await.value;
    let with_priorities = [1, 2, 3].map(|n| target(&format!("pbx{n}.example.com")).with_priority(n));
    let with_priorities = originations.add_origination_uris(id, &with_priorities);
    let _ = bench.row("3 targets with priorities", [2 + 3, 4], TWIN, with_priorities).await;
    let listed = originations.list_origination_uris(id).try_collect::<Vec<_>>();
    let _ = bench.row("list targets", [1, 1], NONE, listed).await;
    let found = originations.find_origination_uri(id, &one.uri);
    let _ = bench.row("find a target", [1, 1], NONE, found).await;
    let mut patch = OriginationUriPatch::default();
    patch.priority = Some(7);
    let updated = originations.update_origination_uri(id, &added[0].id, &patch);
    let _ = bench.row("change a priority", [2, 2], [BEFORE; 2], updated).await;
    let there = originations.ensure_origination_uri(id, &targets[1]);
    let _ = bench.row("ensure a target that is there", [1, 1], NONE, there).await;
    let other = targets[1].clone().with_priority(6);
    let differs = originations.ensure_origination_uri(id, &other);
    let _ = bench.row("ensure a target that differs", [2, 2], [THERE, THERE_AND_BEFORE], differs).await;
    let removed = originations.remove_origination_uri(id, &added[2].id);
    let _ = bench.row("remove a target", [2, 2], [BEFORE; 2], removed).await;
    let new = originations.ensure_origination_uri(id, &targets[2]);
    let _ = bench.row("ensure a target that is not", [2, 2], TWIN, new).await;
}

pub(super) async fn numbers(bench: &mut Bench, wanted: &WantedTrunk, id: &TrunkId) {
    let provider = bench.provider();
    let numbers = provider.numbers();
    let number = &wanted.numbers.as_deref().unwrap_or_default()[0];
    let bound =
        bench.row("bind a number", [2, 2], [ELSEWHERE, SID], numbers.bind_number(id, number)).await.value;
    let _ = bench.row("find a number", [1, 1], NONE, numbers.find_number(&number.number)).await;
    let owns = numbers.owns_number(&number.number);
    let _ = bench.row("whether a number is the account's", [1, 1], NONE, owns).await;
    let listed = numbers.list_bound_numbers(id).try_collect::<Vec<_>>();
    let _ = bench.row("list a trunk's numbers", [1, 1], NONE, listed).await;
    let found = numbers.find_bound_number(id, &number.number);
    let _ = bench.row("find a number on a trunk", [1, 1], NONE, found).await;
    let there = numbers.ensure_number(id, number);
    let _ = bench.row("ensure a number that is there", [1, 1], NONE, there).await;
    if provider.capabilities().number_modes.value {
        let set = numbers.set_number_mode(id, &bound.id, &NumberMode::Flow);
        let _ = bench.row("set a number's mode", [2, 0], [NUMBER, ""], set).await;
    }
    if provider.capabilities().number_modes.value {
        let pstn = number.clone().with_exotel(ExotelNumberOptions::default().with_mode(NumberMode::Pstn));
        let differs = numbers.ensure_number(id, &pstn);
        let _ = bench.row("ensure a number that differs", [2, 0], [THERE_AND_BEFORE, ""], differs).await;
    }
    let _ = bench.row("unbind a number", [2, 2], [BEFORE; 2], numbers.unbind_number(id, &bound.id)).await;
    let new = numbers.ensure_number(id, number);
    let _ = bench.row("ensure a number that is not", [2, 2], [ELSEWHERE, SID], new).await;
}

pub(super) async fn caller_id(bench: &mut Bench, wanted: &WantedTrunk, id: &TrunkId) {
    let provider = bench.provider();
    let Some(caller_ids) = provider.caller_ids() else { return };
    let number = &wanted.numbers.as_deref().unwrap_or_default()[0].number;
    let set = caller_ids.set_caller_id(id, number);
    let _ = bench.row("set the caller id", [2, 0], [BEFORE; 2], set).await;
    let _ = bench.row("get the caller id", [1, 0], NONE, caller_ids.get_caller_id(id)).await;
    let _ = bench.row("clear the caller id", [2, 0], [BEFORE; 2], caller_ids.clear_caller_id(id)).await;
}
