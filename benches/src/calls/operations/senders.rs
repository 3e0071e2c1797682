//! Who may send calls: addresses and credentials.

use futures::TryStreamExt as _;
use trunkline::{
    ext::{AclExt as _, CredentialExt as _},
    model::{AuthModeChange, ChangeOptions, CredentialSpec, TrunkId},
};
use trunkline_engine::WantedTrunk;

use super::{BOTH, Bench, NONE};

const MODE: &str = "whether there are credentials: it would change how calls are authenticated";
const THERE_AND_MODE: &str = "whether it is there; whether there are credentials";
const TWIN_AND_MODE: &str = "whether it is there, which Exotel may not refuse; whether there are addresses";
const FIRST: &str = "whether there are credentials; whether it is the first address";
const KINDS: &str = "its lists; those of the other kind: it would change how calls are authenticated";
const ROOM: &str = "its list; whether it is there, and whether there is room";
const LAST: [&str; 2] = [
    "what was there, and whether it is the last one",
    "its list; what was there, and whether it is the last one",
];
const LAST_OF_ITS_KIND: [&str; 2] =
    ["what was there, and whether it is the last one; whether there are any of the other kind", LAST[1]];
const LAST_OF_BOTH: [&str; 2] = [
    LAST_OF_ITS_KIND[0],
    "its list; what was there, and whether it is the last one; what calls are asked for from now on",
];

/// What one answers for: how calls are authenticated does not change.
fn vouched() -> ChangeOptions {
    ChangeOptions::default().with_auth_mode(AuthModeChange::Unchanged)
}

/// It may change.
fn allowed() -> ChangeOptions {
    ChangeOptions::default().with_auth_mode(AuthModeChange::Allow)
}

fn credential(user: &str) -> CredentialSpec {
    CredentialSpec::new(user, "StandsInForOne2".into())
}

pub(super) async fn addresses(bench: &mut Bench, wanted: &WantedTrunk, id: &TrunkId) {
    let provider = bench.provider();
    let acls = provider.acls();
    let addresses = wanted.acl.as_deref().unwrap_or_default();
    let _ = bench.row("first address", [2, 5], [MODE, KINDS], acls.add_acl_entry(id, &addresses[0])).await;
    let second = acls.add_acl_entry(id, &addresses[1]);
    let second = bench.row("second address", [2, 3], [MODE, ROOM], second).await.value;
    let third = addresses[2].clone().with_auth_mode(AuthModeChange::Unchanged);
    let third = acls.add_acl_entry(id, &third);
    let third = bench.row("third address, vouched for", [1, 1], NONE, third).await.value;
    let listed = acls.list_acl_entries(id).try_collect::<Vec<_>>();
    let _ = bench.row("list addresses", [1, 2], NONE, listed).await;
    let found = acls.find_acl_entry(id, &addresses[0].cidr);
    let _ = bench.row("find an address", [1, 2], NONE, found).await;
    let there = acls.ensure_acl_entry(id, &addresses[0]);
    let _ = bench.row("ensure an address that is there", [1, 2], NONE, there).await;
    let new = acls.ensure_acl_entry(id, &addresses[3]);
    let fourth = bench.row("ensure an address that is not", [3, 3], [THERE_AND_MODE, ROOM], new).await.value;
    let options = ChangeOptions::default();
    let removed = acls.remove_acl_entry(id, &second.id, &options);
    let _ = bench.row("remove an address", [2, 3], LAST, removed).await;
    let options = vouched();
    let removed = acls.remove_acl_entry(id, &third.id, &options);
    let _ = bench.row("remove an address, vouched for", [1, 1], NONE, removed).await;
    let _ = acls.remove_acl_entry(id, &fourth.id, &options).await.expect("it is there");
}

pub(super) async fn credentials(bench: &mut Bench, id: &TrunkId) {
    let provider = bench.provider();
    let credentials = provider.credentials().expect(BOTH);
    let [first, second, third, fourth] = ["agent1", "agent2", "agent3", "agent4"].map(credential);
    let added = credentials.add_credential(id, &first);
    let _ = bench.row("first credential", [3, 5], [TWIN_AND_MODE, KINDS], added).await;
    let second = credentials.add_credential(id, &second);
    let second = bench.row("second credential", [3, 3], [TWIN_AND_MODE, ROOM], second).await.value;
    let third = third.with_auth_mode(AuthModeChange::Unchanged);
    let third = credentials.add_credential(id, &third);
    let third = bench.row("third credential, vouched for", [1, 1], NONE, third).await.value;
    let listed = credentials.list_credentials(id).try_collect::<Vec<_>>();
    let _ = bench.row("list credentials", [1, 2], NONE, listed).await;
    let found = credentials.find_credential(id, &first.username);
    let _ = bench.row("find a credential", [1, 2], NONE, found).await;
    let (options, vouched) = (ChangeOptions::default(), vouched());
    let other = "StandsInForTwo2".into();
    let set = credentials.set_password(id, &second.id, &other, &options);
    let _ = bench.row("set a password", [1, 2], ["", "its list"], set).await;
    let set = credentials.set_password(id, &second.id, &first.password, &vouched);
    let _ = bench.row("set a password, vouched for", [1, 1], NONE, set).await;
    let there = credentials.ensure_credential(id, &first);
    let _ = bench.row("ensure a credential that is there", [1, 2], NONE, there).await;
    let new = credentials.ensure_credential(id, &fourth);
    let reads = ["whether it is there; whether there are addresses", ROOM];
    let fourth = bench.row("ensure a credential that is not", [3, 3], reads, new).await.value;
    let removed = credentials.remove_credential(id, &second.id, &options);
    let _ = bench.row("remove a credential", [2, 3], LAST, removed).await;
    let removed = credentials.remove_credential(id, &third.id, &vouched);
    let _ = bench.row("remove a credential, vouched for", [1, 1], NONE, removed).await;
    let _ = credentials.remove_credential(id, &fourth.id, &vouched).await.expect("it is there");
}

/// The first trunk has an address, the other a credential: each gets one of the other kind for a while.
pub(super) async fn both(bench: &mut Bench, wanted: &WantedTrunk, [by_address, digest]: [&TrunkId; 2]) {
    let provider = bench.provider();
    let (acls, credentials) = (provider.acls(), provider.credentials().expect(BOTH));
    let options = allowed();
    let address = wanted.acl.as_deref().unwrap_or_default()[0].clone().with_auth_mode(AuthModeChange::Allow);
    let added = acls.add_acl_entry(digest, &address);
    let name = "first address beside credentials, allowed";
    let added = bench.row(name, [3, 5], [FIRST, KINDS], added).await.value;
    let removed = acls.remove_acl_entry(digest, &added.id, &options);
    let _ = bench.row("last address beside credentials, allowed", [3, 6], LAST_OF_BOTH, removed).await;
    let credential = credential("agent5").with_auth_mode(AuthModeChange::Allow);
    let added = credentials.add_credential(by_address, &credential);
    let name = "first credential beside addresses, allowed";
    let added = bench.row(name, [3, 5], [TWIN_AND_MODE, KINDS], added).await.value;
    let removed = credentials.remove_credential(by_address, &added.id, &options);
    let _ = bench.row("last credential beside addresses, allowed", [3, 6], LAST_OF_BOTH, removed).await;
}

/// What the first trunk has in addresses, and the other in credentials.
pub(super) async fn last(bench: &mut Bench, [by_address, digest]: [&TrunkId; 2]) {
    let provider = bench.provider();
    let (acls, credentials) = (provider.acls(), provider.credentials().expect(BOTH));
    let options = ChangeOptions::default();
    let one: Vec<_> = acls.list_acl_entries(by_address).try_collect().await.expect("it is listed");
    let removed = acls.remove_acl_entry(by_address, &one[0].id, &options);
    let _ = bench.row("remove the last address", [3, 3], LAST_OF_ITS_KIND, removed).await;
    let one: Vec<_> = credentials.list_credentials(digest).try_collect().await.expect("it is listed");
    let removed = credentials.remove_credential(digest, &one[0].id, &options);
    let _ = bench.row("remove the last credential", [3, 3], LAST_OF_ITS_KIND, removed).await;
}
