//! Files of two trunks, whatever they may ask for.

use std::collections::BTreeMap;

use proptest::{prelude::*, sample::subsequence};
use trunkline::model::{
    AclEntrySpec, E164, ExotelNumberOptions, NumberMode, NumberSpec, OriginationUriSpec, TerminationAuth,
    TrunkName, TwilioOriginationOptions,
};
use trunkline_engine::{Presence, Wanted, WantedTrunk};

use crate::world::{credential, file, trunk};

const ADDRESSES: [&str; 4] = ["44.229.228.186", "44.229.228.187", "54.172.60.0/30", "54.244.51.0/24"];
pub(crate) const TARGETS: [&str; 4] = [
    "sip:a.example.com:5061;transport=tls",
    "sip:b.example.com:5061;transport=tls",
    "sip:54.172.60.1:5060;transport=tcp",
    "sip:d.example.com",
];
pub(crate) const NUMBERS: [&str; 3] = ["+14155550100", "+14155550101", "+14155550102"];

pub(crate) fn number(text: &str) -> E164 {
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
            // What it leaves alone may contradict it too, once another file was there: that is refused as well.
            wanted.acl = (written.0 || auth == TerminationAuth::Digest).then_some(acl);
            wanted.credentials = (written.1 || auth == TerminationAuth::IpAcl).then_some(credentials);
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
pub(crate) fn any_file() -> impl Strategy<Value = Wanted> {
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

/// The files one after the other; no rotation is an earlier one again, which is refused.
pub(crate) fn in_turn<const N: usize>(files: [&Wanted; N]) -> [Wanted; N] {
    let mut latest: BTreeMap<(TrunkName, String), u32> = BTreeMap::new();
    files.map(|file| {
        let mut file = file.clone();
        for trunk in &mut file.trunks {
            for credential in trunk.credentials.iter_mut().flatten() {
                let of = (trunk.name.clone(), credential.username.clone());
                let latest = latest.entry(of).or_default();
                *latest = credential.rotation.max(*latest);
                credential.rotation = *latest;
            }
        }
        file
    })
}

/// No more of anything than the carrier takes.
pub(crate) fn within(mut wanted: Wanted, most: Option<u32>) -> Wanted {
    let most = most.map_or(usize::MAX, |most| most as usize);
    for trunk in &mut wanted.trunks {
        trunk.acl.iter_mut().for_each(|all| all.truncate(most));
        trunk.origination.iter_mut().for_each(|all| all.truncate(most));
        trunk.credentials.iter_mut().for_each(|all| all.truncate(most));
    }
    wanted
}
