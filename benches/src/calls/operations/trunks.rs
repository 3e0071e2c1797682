//! Trunks, and all of one at once.

use futures::TryStreamExt as _;
use trunkline::{
    ext::{ProviderExt as _, TrunkExt as _},
    model::{
        CredentialSpec, RecordingMode, TerminationAuth, TrunkDescription, TrunkId, TrunkPatch, TrunkSpec,
        TwilioTrunkOptions,
    },
};
use trunkline_engine::WantedTrunk;

use super::{BEFORE, BOTH, Bench, FIXED, NONE};
use crate::fleet::{ADDRESSES, NUMBERS, TARGETS};

const THERE: &str = "whether it is there";
const THERE_AND_BEFORE: &str = "whether it is there; what was there once more";
const EACH: &str = "those of each part, once";
const LEFT: &str = "its credentials, which may outlive it";
const LISTS: &str = "what was there: the trunk, and both kinds of its lists, of which its own go too";

/// One whose calls are asked for an address, and one whose calls are asked for digest.
pub(super) async fn trunks(bench: &mut Bench, wanted: &WantedTrunk) -> [TrunkId; 2] {
    let provider = bench.provider();
    let trunks = provider.trunks();
    let id = bench.row("create a trunk", [1, 1], NONE, trunks.create_trunk(&wanted.spec)).await.value.id;
    if bench.is_twilio() {
        let options = TwilioTrunkOptions::default().with_recording_mode(RecordingMode::FromAnswer);
        let spec = TrunkSpec::new("fleet_records".parse().expect(FIXED), TerminationAuth::IpAcl);
        let spec = spec.with_twilio(options);
        let _ =
            bench.row("create a trunk that records calls", [0, 2], NONE, trunks.create_trunk(&spec)).await;
    }
    let _ = bench.row("get a trunk", [1, 1], NONE, trunks.get_trunk(&id)).await;
    let _ = bench.row("list trunks", [1, 1], NONE, trunks.list_trunks().try_collect::<Vec<_>>()).await;
    let _ = bench.row("find a trunk", [1, 1], NONE, trunks.find_trunk(&wanted.spec)).await;
    let _ = bench.row("how calls are authenticated", [2, 2], NONE, trunks.termination_auth(&id)).await;
    let mut patch = TrunkPatch::default();
    patch.name = Some("fleet_other".parse().expect(FIXED));
    let _ = bench.row("rename a trunk", [2, 2], [BEFORE; 2], trunks.update_trunk(&id, &patch)).await;
    patch.name = Some(wanted.name.clone());
    let _ = trunks.update_trunk(&id, &patch).await.expect("it was its name");
    let there = trunks.ensure_trunk(&wanted.spec);
    let _ = bench.row("ensure a trunk that is there", [3, 1], NONE, there).await;
    // Exotel's are found by the name, and there is only one code.
    if bench.is_twilio() {
        let options = TwilioTrunkOptions::default().with_friendly_name("Fleet");
        let differs = wanted.spec.clone().with_twilio(options);
        let differs = trunks.ensure_trunk(&differs);
        let _ = bench.row("ensure a trunk that differs", [0, 2], ["", THERE_AND_BEFORE], differs).await;
    }
    let digest = TrunkSpec::new("fleet_digest".parse().expect(FIXED), TerminationAuth::Digest);
    let new = trunks.ensure_trunk(&digest);
    let digest = bench.row("ensure a trunk that is not", [2, 2], [THERE; 2], new).await.value.id;
    [id, digest]
}

/// The first has no credential; the other gets two.
pub(super) async fn delete(bench: &mut Bench, [id, digest]: [&TrunkId; 2]) {
    let provider = bench.provider();
    let trunks = provider.trunks();
    let _ = bench.row("delete a trunk", [2, 5], [LEFT, LISTS], trunks.delete_trunk(id)).await;
    let credentials = provider.credentials().expect(BOTH);
    for user in ["agent8", "agent9"] {
        let credential = CredentialSpec::new(user, "StandsInForOne2".into());
        let _ = credentials.add_credential(digest, &credential).await.expect("there is room");
    }
    let deleted = trunks.delete_trunk(digest);
    let _ = bench.row("delete a trunk with 2 credentials", [2 + 2, 5], [LEFT, LISTS], deleted).await;
}

pub(super) async fn whole(bench: &mut Bench, wanted: &WantedTrunk) {
    let provider = bench.provider();
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
    let _ = bench.row("ensure a whole trunk that is there", [5, 5], NONE, provider.ensure(&whole)).await;
}
