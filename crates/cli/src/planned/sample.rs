//! A plan with one of everything, and how it is shown.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use trunkline_engine::{
    Digest, SecretRef,
    plan::{Allow, Change, Manual, Plan, PlannedAccount, PlannedTrunk, Refusal, Step},
    trunkline::model::{
        AclEntryId, AclEntrySpec, AuthModeChange, Carrier, ChangeOptions, ExotelCredentialOptions, Identity,
        OriginationUriSpec, TerminationAuth, TrunkId, TrunkSpec, TwilioTrunkOptions,
    },
};

use super::{markdown, text};

fn change(value: serde_json::Value) -> Change {
    serde_json::from_value(value).unwrap()
}

fn step(id: &str, change: Change) -> Step {
    Step {
        id: id.into(),
        change,
        why: "not on the trunk".into(),
        calls: vec!["POST …".into()],
        risk: None,
        no_undo: None,
        needs: BTreeSet::new(),
        after: BTreeSet::new(),
    }
}

fn trunk(name: &str, id: Option<&str>, steps: Vec<Step>) -> PlannedTrunk {
    PlannedTrunk {
        name: name.parse().unwrap(),
        trunk: id.map(|id| TrunkId::new(id).unwrap()),
        auth: TerminationAuth::IpAcl,
        adopted: false,
        read: BTreeMap::new(),
        steps,
        refusals: Vec::new(),
        manual: Vec::new(),
        notes: Vec::new(),
    }
}

fn account(carrier: Carrier, account: &str, trunks: Vec<PlannedTrunk>) -> PlannedAccount {
    PlannedAccount {
        profile: carrier.to_string(),
        identity: Identity::new(carrier, account, "us1"),
        requests_per_minute: Some(200),
        trunks,
    }
}

fn plan() -> Plan {
    let spec = TrunkSpec::new("contact_centre".parse().unwrap(), TerminationAuth::IpAcl)
        .with_twilio(TwilioTrunkOptions::default().with_domain_name("cc.pstn.twilio.com").with_secure(true));
    let mut new = trunk(
        "contact_centre",
        None,
        vec![
            step("t/create", Change::CreateTrunk { spec: Box::new(spec) }),
            step("a/add", Change::AddAclEntry { spec: AclEntrySpec::new("44.229.228.186".parse().unwrap()) }),
            step(
                "o/add",
                Change::AddOriginationUris {
                    specs: ["sip:a.example.com", "sip:b.example.com"]
                        .map(|uri| OriginationUriSpec::new(uri.parse().unwrap()))
                        .to_vec(),
                },
            ),
            step(
                "c/add",
                Change::AddCredential {
                    username: "agent_2".into(),
                    password: SecretRef::Env("AGENT_PASSWORD".into()),
                    of: "agent".into(),
                    rotation: 2,
                    auth_mode: AuthModeChange::default(),
                    exotel: ExotelCredentialOptions::default(),
                },
            ),
        ],
    );
    new.manual.push(Manual {
        id: "exotel/contact_centre/exotel_inbound_flow".into(),
        instruction: "In the dashboard, make a flow that dials sip:trmum1@example <now>".into(),
        confirmed: None,
    });
    new.manual.push(Manual {
        id: "exotel/contact_centre/done_already".into(),
        instruction: "Never shown".into(),
        confirmed: Some("ann, 2026-11-01".into()),
    });

    let mut gone = step(
        "a/remove",
        Change::RemoveAclEntry {
            id: AclEntryId::new("IP1").unwrap(),
            cidr: "1.2.3.4/32".into(),
            options: ChangeOptions::default(),
            back: None,
        },
    );
    gone.why = "not in the file".into();
    gone.risk = Some("calls from 1.2.3.4/32 are refused".into());
    gone.no_undo = Some("the name `*evil*|\u{1b}[31m @team` is none we write".into());
    gone.needs = BTreeSet::from([Allow::RemoveUnlisted, Allow::EmptyAcl]);
    let update = change(json!({
        "do": "update_origination_uri", "id": "OU1", "uri": "sip:c.example.com",
        "patch": { "priority": 10, "weight": null, "twilio": { "enabled": false, "friendly_name": null } },
        "back": { "priority": 0, "weight": null, "twilio": { "enabled": true, "friendly_name": null } },
    }));
    let mut there = trunk("voice_ai", Some("TK1"), vec![step("o/change", update), gone]);
    there.adopted = true;
    there.notes.push("the list office (AL1) may be shared: its other entries stay".into());
    let mut refused = trunk("third", Some("TK3"), Vec::new());
    refused.refusals.push(Refusal {
        field: Some("numbers[0]".into()),
        reason: "+14155550100 is bound to trunk TK9".into(),
    });
    Plan {
        version: Plan::VERSION,
        file: Digest::of_bytes(b"x"),
        allowed: BTreeSet::from([Allow::EmptyAcl]),
        accounts: vec![
            account(Carrier::EXOTEL, "acme1", vec![new]),
            account(Carrier::TWILIO, "AC01", vec![refused, there, trunk("untouched", Some("TK2"), vec![])]),
        ],
    }
}

#[test]
fn on_a_terminal() {
    insta::assert_snapshot!(anstream::adapter::strip_str(&text(&plan())));
}

#[test]
fn in_a_pull_request() {
    insta::assert_snapshot!(markdown(&plan()));
}

#[test]
fn additions_are_green_changes_yellow_removals_red() {
    let text = text(&plan());
    for coloured in [
        "\u{1b}[32m+ address 44.229.228.186/32",
        "\u{1b}[33m~ target sip:c.example.com",
        "\u{1b}[31m- address 1.2.3.4/32",
    ] {
        assert!(text.contains(coloured), "{coloured:?} in {text:?}");
    }
    assert!(!text.contains("\u{1b}[31m @team"), "a carrier's own text brings no colours");
}

#[test]
fn nothing_to_do_is_said() {
    let mut plan = plan();
    plan.accounts.truncate(1);
    plan.accounts[0].trunks = vec![trunk("untouched", Some("TK2"), vec![])];
    assert_eq!(text(&plan), "Nothing to do: all is as the file says.\n");
}

#[test]
fn a_range_that_goes_address_by_address_is_one_line() {
    let add = |last: u8| {
        let spec = AclEntrySpec::new(format!("44.8.0.{last}").parse().unwrap());
        step(&format!("a/{last}"), Change::AddAclEntry { spec })
    };
    let mut apart = add(16);
    apart.why = "the target sip:44.8.0.16 needs it".into();
    let steps = (0..16).map(add).chain([apart, add(17), add(200)]).collect();
    let mut plan = plan();
    plan.accounts = vec![account(Carrier::EXOTEL, "acme1", vec![trunk("site", Some("TK1"), steps)])];
    let lines = |text: &str| {
        let lines = text.lines().filter(|line| line.contains("44.8.0."));
        lines.map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        lines(&anstream::adapter::strip_str(&text(&plan)).to_string()),
        [
            "+ addresses 44.8.0.0/32 to 44.8.0.15/32, 16 entries: not on the trunk",
            "+ address 44.8.0.16/32: the target sip:44.8.0.16 needs it",
            "+ address 44.8.0.17/32: not on the trunk",
            "+ address 44.8.0.200/32: not on the trunk",
        ]
    );
    assert_eq!(lines(&markdown(&plan)).len(), 4);
    assert!(text(&plan).contains("19 to add"), "each is a step");
}
