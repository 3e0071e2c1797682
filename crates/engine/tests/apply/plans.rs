//! Plans made by hand.

use std::collections::{BTreeMap, BTreeSet};

use trunkline_engine::{
    Digest, SecretRef,
    plan::{Allow, Change, Plan, PlannedAccount, PlannedTrunk, Step},
    trunkline::{
        model::{
            AclEntrySpec, AuthModeChange, ExotelCredentialOptions, NumberSpec, OriginationUriSpec,
            TerminationAuth, TrunkId, TrunkSpec,
        },
        provider::Provider as _,
    },
};

use crate::world::World;

pub(crate) fn step(id: &str, change: Change) -> Step {
    Step {
        id: id.to_owned(),
        calls: vec![change.operation().to_owned()],
        change,
        why: "not there".to_owned(),
        after: BTreeSet::new(),
        risk: None,
        no_undo: None,
        needs: BTreeSet::new(),
    }
}

pub(crate) fn trunk(name: &str, id: Option<TrunkId>, steps: Vec<Step>) -> PlannedTrunk {
    PlannedTrunk {
        name: name.parse().unwrap(),
        trunk: id,
        auth: TerminationAuth::IpAcl,
        adopted: false,
        read: BTreeMap::new(),
        steps,
        refusals: Vec::new(),
        manual: Vec::new(),
        notes: Vec::new(),
    }
}

pub(crate) fn plan(world: &World, accounts: Vec<(&str, Vec<PlannedTrunk>)>) -> Plan {
    let accounts = accounts.into_iter().map(|(profile, trunks)| PlannedAccount {
        profile: profile.to_owned(),
        identity: world.providers[profile].identity().clone(),
        requests_per_minute: (profile == "exotel").then_some(200),
        trunks,
    });
    Plan {
        version: Plan::VERSION,
        file: Digest::of_bytes(b"file"),
        allowed: BTreeSet::from([Allow::DeleteTrunk]),
        accounts: accounts.collect(),
    }
}

pub(crate) fn create(name: &str, auth: TerminationAuth) -> Change {
    Change::CreateTrunk { spec: Box::new(TrunkSpec::new(name.parse().unwrap(), auth)) }
}

pub(crate) fn allow(cidr: &str) -> Change {
    Change::AddAclEntry { spec: AclEntrySpec::new(cidr.parse().unwrap()) }
}

pub(crate) fn target(uri: &str) -> Change {
    Change::AddOriginationUris { specs: vec![OriginationUriSpec::new(uri.parse().unwrap())] }
}

pub(crate) fn bind(number: &str) -> Change {
    Change::BindNumber { spec: NumberSpec::new(number.parse().unwrap()) }
}

pub(crate) fn credential(rotation: u32) -> Change {
    Change::AddCredential {
        username: if rotation > 1 { format!("agent_{rotation}") } else { "agent".to_owned() },
        password: SecretRef::Env("AGENT_PASSWORD".to_owned()),
        of: "agent".to_owned(),
        rotation,
        auth_mode: AuthModeChange::Refuse,
        exotel: ExotelCredentialOptions::default(),
    }
}

/// A trunk with an address, a target and a number, and one with a credential, on each carrier.
pub(crate) fn everything(world: &World) -> Plan {
    let number = |profile: &str| if profile == "exotel" { "+918040264208" } else { "+14155550100" };
    let trunks = |profile: &str| {
        vec![
            trunk(
                "cc",
                None,
                vec![
                    step(&format!("{profile}/cc/trunk/create"), create("cc", TerminationAuth::IpAcl)),
                    step(&format!("{profile}/cc/acl/44.229.228.186/32/add"), allow("44.229.228.186")),
                    step(
                        &format!("{profile}/cc/origination/sbc/add"),
                        target("sip:sbc.example.com:5061;transport=tls"),
                    ),
                    step(&format!("{profile}/cc/numbers/{}/bind", number(profile)), bind(number(profile))),
                ],
            ),
            trunk(
                "agents",
                None,
                vec![
                    step(
                        &format!("{profile}/agents/trunk/create"),
                        create("agents", TerminationAuth::Digest),
                    ),
                    step(&format!("{profile}/agents/credentials/agent/add"), credential(1)),
                ],
            ),
        ]
    };
    plan(world, vec![("exotel", trunks("exotel")), ("twilio", trunks("twilio"))])
}
