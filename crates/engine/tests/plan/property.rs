//! Whatever two files ask for: from one to the other and back, no step leaves a trunk without what it lives by, the end
//! is what was asked for, and nothing else was touched.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use proptest::{prelude::*, sample::subsequence};
use trunkline::{
    memory::Memory,
    model::{
        AclEntrySpec, CredentialSpec, E164, EffectiveAuth, ExotelNumberOptions, NumberMode, NumberSpec,
        OriginationUriSpec, TerminationAuth, TwilioOriginationOptions,
    },
    provider::Provider as _,
};
use trunkline_engine::{
    Digest, Known, Presence, Wanted, WantedTrunk,
    import::import,
    observe::{ObservedTrunk, everything},
    plan::{Allow, Change},
};

use crate::{
    limited::Limited,
    world::{World, credential, file, trunk},
};

const ADDRESSES: [&str; 4] = ["44.229.228.186", "44.229.228.187", "54.172.60.0/30", "54.244.51.0/24"];
const TARGETS: [&str; 4] = [
    "sip:a.example.com:5061;transport=tls",
    "sip:b.example.com:5061;transport=tls",
    "sip:54.172.60.1:5060;transport=tcp",
    "sip:d.example.com",
];
const NUMBERS: [&str; 3] = ["+14155550100", "+14155550101", "+14155550102"];

fn number(text: &str) -> E164 {
    text.parse().unwrap()
}

fn acl() -> impl Strategy<Value = Vec<AclEntrySpec>> {
    subsequence(ADDRESSES.to_vec(), 0..=4)
        .prop_shuffle()
        .prop_map(|all| all.into_iter().map(|text| AclEntrySpec::new(text.parse().unwrap())).collect())
}

fn origination() -> impl Strategy<Value = Vec<OriginationUriSpec>> {
    let target = |text: &'static str| {
        (Just(text), 0..3_u16, 1..3_u16, prop::option::of(any::<bool>())).prop_map(
            |(text, priority, weight, enabled)| {
                let mut options = TwilioOriginationOptions::default();
                options.enabled = enabled;
                OriginationUriSpec::new(text.parse().unwrap())
                    .with_priority(priority)
                    .with_weight(weight)
                    .with_twilio(options)
            },
        )
    };
    subsequence(TARGETS.to_vec(), 0..=4)
        .prop_shuffle()
        .prop_flat_map(move |all| all.into_iter().map(target).collect::<Vec<_>>())
}

fn auth() -> impl Strategy<Value = TerminationAuth> {
    prop_oneof![Just(TerminationAuth::IpAcl), Just(TerminationAuth::Digest), Just(TerminationAuth::Both)]
}

/// One trunk; its numbers are dealt out by the file.
fn one(name: &'static str) -> impl Strategy<Value = WantedTrunk> {
    let noun = prop::bool::weighted(0.9);
    let credentials = (0..3_u32, 0..3_u32);
    (
        auth(),
        acl(),
        origination(),
        credentials,
        (noun, noun, noun, noun),
        prop::bool::weighted(0.1),
        any::<u8>(),
    )
        .prop_map(move |(auth, acl, origination, (agent, desk), written, absent, caller_id)| {
            let mut wanted = trunk("m", name, auth);
            let all = [("agent", agent), ("desk", desk)].into_iter().filter(|(_, rotation)| *rotation > 0);
            let credentials = all.map(|(username, rotation)| credential(username, rotation)).collect();
            // What the way of authentication contradicts is refused before anything is planned.
            let acl = if auth == TerminationAuth::Digest { Vec::new() } else { acl };
            let credentials = if auth == TerminationAuth::IpAcl { Vec::new() } else { credentials };
            wanted.presence = if absent { Presence::Absent } else { Presence::Present };
            wanted.acl = written.0.then_some(acl);
            wanted.credentials = written.1.then_some(credentials);
            wanted.origination = written.2.then_some(origination);
            wanted.numbers = written.3.then(Vec::new);
            wanted.caller_id = match caller_id % 4 {
                0 => None,
                1 => Some(None),
                n => Some(Some(number(NUMBERS[usize::from(n) - 2]))),
            };
            wanted
        })
}

/// Two trunks, and numbers that are on one of them, the other, or none.
fn any_file() -> impl Strategy<Value = Wanted> {
    let mode = prop::option::of(prop_oneof![Just(NumberMode::Pstn), Just(NumberMode::Flow)]);
    let dealt = prop::collection::vec((0..3_usize, mode), NUMBERS.len());
    (one("a"), one("b"), dealt).prop_map(|(a, b, dealt)| {
        let mut trunks = [a, b];
        for (text, (to, mode)) in NUMBERS.into_iter().zip(dealt) {
            let mut options = ExotelNumberOptions::default();
            options.mode = mode;
            let spec = NumberSpec::new(number(text)).with_exotel(options);
            if let Some(numbers) = trunks.get_mut(to).and_then(|trunk| trunk.numbers.as_mut()) {
                numbers.push(spec);
            }
        }
        file(trunks)
    })
}

/// No more of anything than the carrier takes.
fn within(mut wanted: Wanted, most: Option<u32>) -> Wanted {
    let most = most.map_or(usize::MAX, |most| most as usize);
    for trunk in &mut wanted.trunks {
        trunk.acl.iter_mut().for_each(|all| all.truncate(most));
        trunk.origination.iter_mut().for_each(|all| all.truncate(most));
        trunk.credentials.iter_mut().for_each(|all| all.truncate(most));
    }
    wanted
}

/// What a trunk lives by.
#[derive(Debug, Clone, Copy)]
struct Vitals {
    addresses: usize,
    targets: usize,
    all_targets: usize,
    credentials: usize,
    auth: EffectiveAuth,
}

fn vitals(there: &ObservedTrunk) -> Vitals {
    let acl = there.acl.as_ref().unwrap();
    let credentials = there.credentials.as_ref().unwrap();
    let targets = there.origination.as_ref().unwrap();
    Vitals {
        addresses: acl.len(),
        targets: targets.iter().filter(|target| target.enabled != Some(false)).count(),
        all_targets: targets.len(),
        credentials: credentials.len(),
        auth: EffectiveAuth::of(!acl.is_empty(), !credentials.is_empty()),
    }
}

async fn look(world: &World) -> Vec<ObservedTrunk> {
    everything(&world.views()["m"], "m", |_| true).await.unwrap().trunks
}

/// Goes from what is there to `wanted`, and looks after each step.
async fn go(world: &mut World, wanted: &Wanted, most: Option<u32>) -> bool {
    let most = most.map_or(usize::MAX, |most| most as usize);
    // Rotations take two turns; nothing takes three.
    for turn in 0..2 {
        let plan = world.plan(wanted, Allow::ALL).await;
        if plan.refusals().next().is_some() {
            return false;
        }
        let unflagged = world.plan(wanted, &[]).await;
        assert!(plan.steps().flat_map(|(.., step)| &step.needs).all(|need| plan.allowed.contains(need)));
        if turn == 1 {
            let finishes = |change: &Change| matches!(change, Change::RemoveCredential { .. });
            assert!(plan.steps().all(|(.., step)| finishes(&step.change)), "{plan:#?}");
            assert!(unflagged.is_empty(), "{unflagged:#?}");
        }
        for (a, t, step) in crate::carry_out::in_turn(&plan) {
            let planned = &plan.accounts[a].trunks[t];
            let is = |there: &&ObservedTrunk| there.trunk.name == planned.name.as_str();
            let before = look(world).await.iter().find(is).map(vitals);
            world.carry_out_one(&plan, (a, t), &step).await;
            let after = look(world).await.iter().find(is).map(vitals);
            let (Some(before), Some(after)) = (before, after) else { continue };
            let needs = |allow| step.needs.contains(&allow);
            let lost = |before, after| before > 0 && after == 0;
            if lost(before.addresses, after.addresses) {
                assert!(needs(Allow::EmptyAcl) || needs(Allow::Replace), "{step:#?}");
            }
            if lost(before.targets, after.targets) {
                assert!(needs(Allow::RemoveLastOrigination) || needs(Allow::Replace), "{step:#?}");
            }
            for (before, after) in [
                (before.addresses, after.addresses),
                (before.all_targets, after.all_targets),
                (before.credentials, after.credentials),
            ] {
                assert!(after <= most.max(before), "{most} is the most: {step:#?}");
            }
            if planned.trunk.is_some()
                && before.auth != after.auth
                && !matches!(before.auth, EffectiveAuth::Closed)
                && !matches!(after.auth, EffectiveAuth::Closed)
            {
                // A trunk that took no calls when the plan began may come to what it is to be in several steps.
                let live = was_live(&planned.read);
                assert!(needs(Allow::ChangeAuthMode) || !live, "{before:?} {after:?} {step:#?}");
            }
        }
    }
    let plan = world.plan(wanted, Allow::ALL).await;
    assert!(plan.is_empty(), "{plan:#?}");
    true
}

/// Whether calls were asked for anything when the plan was made.
fn was_live(read: &BTreeMap<String, Digest>) -> bool {
    read.keys().any(|name| name.starts_with("acl/") || name.starts_with("credentials/"))
}

/// What the file says of a trunk is what is there.
async fn assert_is(world: &World, wanted: &Wanted) {
    let there = look(world).await;
    for wanted in &wanted.trunks {
        let found = there.iter().find(|there| there.trunk.name == wanted.name.as_str());
        assert_eq!(found.is_some(), wanted.presence == Presence::Present);
        let Some(found) = found else { continue };
        if let Some(acl) = &wanted.acl {
            let held: BTreeSet<String> =
                found.acl.iter().flatten().map(|entry| entry.cidr.to_string()).collect();
            assert_eq!(held, acl.iter().map(|spec| spec.cidr.to_string()).collect());
        }
        if let Some(credentials) = &wanted.credentials {
            let held: BTreeSet<String> =
                found.credentials.iter().flatten().map(|held| held.username.clone()).collect();
            assert_eq!(
                held,
                credentials.iter().map(trunkline_engine::WantedCredential::carrier_username).collect()
            );
        }
        if let Some(numbers) = &wanted.numbers {
            let held: BTreeSet<String> =
                found.numbers.iter().flatten().map(|bound| bound.number.to_string()).collect();
            assert_eq!(held, numbers.iter().map(|spec| spec.number.to_string()).collect());
        }
        if let Some(targets) = &wanted.origination {
            let held: BTreeSet<_> = found
                .origination
                .iter()
                .flatten()
                .map(|target| (target.uri.to_string(), target.priority, target.weight))
                .collect();
            let asked = targets.iter().map(|spec| (spec.uri.to_string(), spec.priority, spec.weight));
            assert_eq!(held, asked.collect());
        }
        if let Some(caller_id) = &wanted.caller_id {
            let held = found.caller_id.clone().flatten().map(|held| held.number.to_string());
            assert_eq!(held, caller_id.as_ref().map(ToString::to_string));
        }
    }
}

/// Whoever has neither the file nor the store can begin anew, with nothing to do.
async fn assert_import_is_settled(world: &World) {
    let imported = import(&world.views(), &BTreeSet::new()).await.unwrap();
    assert!(imported.left_out.is_empty(), "{:?}", imported.left_out);
    let unmanaged: Vec<_> = imported.trunks.iter().flat_map(|trunk| &trunk.unmanaged).collect();
    assert!(unmanaged.is_empty(), "{unmanaged:?}");
    let wanted = file(imported.trunks.into_iter().map(|trunk| trunk.wanted));
    let anew = World { providers: world.providers.clone(), known: Known::default() };
    let plan = anew.plan(&wanted, &[]).await;
    assert!(plan.is_empty(), "{plan:#?}");
}

/// A trunk that no file knows, with something of everything on it.
async fn foreign(memory: &Memory) {
    let spec = trunk("m", "foreign", TerminationAuth::Both).spec;
    let id = memory.trunks().create_trunk(&spec).await.unwrap().value.id;
    let credential = CredentialSpec::new("agent", "secret".to_owned().into());
    drop(memory.credentials().unwrap().add_credential(&id, &credential).await.unwrap());
    let target = OriginationUriSpec::new(TARGETS[0].parse().unwrap());
    drop(memory.originations().unwrap().add_origination_uri(&id, &target).await.unwrap());
    drop(memory.numbers().bind_number(&id, &NumberSpec::new(number("+14155550199"))).await.unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn from_any_file_to_any_other(a in any_file(), b in any_file(), most in prop::option::of(1..4_u32)) {
        let (a, b) = (within(a, most), within(b, most));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            for order in [[&a, &b, &a], [&b, &a, &b]] {
                let numbers = NUMBERS.into_iter().chain(["+14155550199"]).map(number);
                let memory = Memory::builder().with_numbers(numbers).build();
                foreign(&memory).await;
                let before = look(&World::of([("m", Arc::new(memory.clone()) as _)])).await;
                let provider = Limited::new(memory, most);
                let mut world = World::of([("m", Arc::new(provider) as _)]);
                for wanted in order {
                    if go(&mut world, wanted, most).await {
                        assert_is(&world, wanted).await;
                        assert_import_is_settled(&world).await;
                    }
                }
                let after = look(&world).await;
                let untouched = serde_json::to_value(&before[0]).unwrap();
                assert_eq!(serde_json::to_value(&after[0]).unwrap(), untouched);
            }
        });
    }
}
