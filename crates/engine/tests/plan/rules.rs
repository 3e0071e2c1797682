//! What is refused, what needs a flag, what comes before what.

use std::sync::Arc;

use trunkline::{
    ext::collect,
    memory::Memory,
    model::{
        AclEntrySpec, ExotelAclOptions, NumberSpec, OriginationUriSpec, TerminationAuth, TrunkId,
        TwilioOriginationOptions,
    },
    provider::Provider as _,
    twilio::wire::{NewAddress, NewOriginationUrl, NumberFilter},
};
use trunkline_engine::{
    Presence, WantedTrunk,
    plan::{Allow, Change, Plan},
};

use crate::{
    limited::Limited,
    sim::Both,
    world::{World, file, ids, trunk},
};

fn address(text: &str) -> AclEntrySpec {
    AclEntrySpec::new(text.parse().unwrap()).with_exotel(ExotelAclOptions::default().with_allow_range(true))
}

fn target(text: &str) -> OriginationUriSpec {
    OriginationUriSpec::new(text.parse().unwrap())
}

fn number(text: &str) -> NumberSpec {
    NumberSpec::new(text.parse().unwrap())
}

fn by_address(profile: &str, name: &str) -> WantedTrunk {
    trunk(profile, name, TerminationAuth::IpAcl)
}

fn reasons(plan: &Plan) -> Vec<&str> {
    plan.refusals().map(|(.., refusal)| refusal.reason.as_str()).collect()
}

fn needs(plan: &Plan, step: &str) -> Vec<Allow> {
    let found = plan.steps().find(|(.., found)| found.id == step);
    found.unwrap_or_else(|| panic!("no {step} in {:?}", ids(plan))).2.needs.iter().copied().collect()
}

#[tokio::test]
async fn only_a_trunk_of_the_file_is_deleted() {
    let memory = Memory::new();
    let mut world = World::of([("m", Arc::new(memory.clone()) as _)]);
    let mut a = by_address("m", "a");
    drop(memory.trunks().create_trunk(&a.spec).await.unwrap());
    a.presence = Presence::Absent;
    let plan = world.plan(&file([a.clone()]), Allow::ALL).await;
    assert!(reasons(&plan)[0].contains("adopt: true"), "{:?}", reasons(&plan));
    a.adopt = true;
    let plan = world.plan(&file([a.clone()]), &[]).await;
    assert_eq!(needs(&plan, "m/a/trunk/delete"), [Allow::DeleteTrunk]);
    world.apply(&file([a.clone()]), &[Allow::DeleteTrunk]).await;
    assert!(world.plan(&file([a]), &[]).await.is_empty());
}

#[tokio::test]
async fn a_trunk_is_renamed_when_the_file_says_so_and_stays_the_same_trunk() {
    let mut both = Both::start().await;
    let old = ["exotel", "twilio"].map(|profile| by_address(profile, "old"));
    both.world.apply(&file(old), &[]).await;
    let before = [both.world.trunk("exotel", "old").await, both.world.trunk("twilio", "old").await];
    let mut new = ["exotel", "twilio"].map(|profile| by_address(profile, "new"));
    for wanted in &mut new {
        wanted.renamed_from = Some("old".parse().unwrap());
    }
    let plan = both.world.apply(&file(new.clone()), &[]).await;
    assert_eq!(ids(&plan), ["exotel/new/trunk/update", "twilio/new/trunk/update"]);
    let after = [both.world.trunk("exotel", "new").await, both.world.trunk("twilio", "new").await];
    assert_eq!(before, after);
    assert!(both.world.plan(&file(new.clone()), &[]).await.is_empty());
    // With what the store knows, the file need not say it for ever: on Twilio the domain still has the old name in it.
    for wanted in &mut new {
        wanted.renamed_from = None;
    }
    let plan = both.world.plan(&file(new), &[]).await;
    assert!(plan.is_empty(), "{plan:#?}");
}

#[tokio::test]
async fn another_mask_on_exotel_is_a_replacement() {
    let mut both = Both::start().await;
    let mut cc = by_address("exotel", "cc");
    cc.acl = Some(vec![address("44.229.228.0/24"), address("54.172.60.1")]);
    both.world.apply(&file([cc.clone()]), &[]).await;
    cc.acl = Some(vec![address("44.229.228.0/25"), address("54.172.60.1"), address("54.172.60.2")]);
    let wanted = file([cc]);
    let plan = both.world.plan(&wanted, &[]).await;
    assert_eq!(
        ids(&plan),
        [
            "exotel/cc/acl/54.172.60.2/32/add",
            "exotel/cc/acl/44.229.228.0/24/remove",
            "exotel/cc/acl/44.229.228.0/25/add"
        ]
    );
    assert_eq!(needs(&plan, "exotel/cc/acl/44.229.228.0/24/remove"), [Allow::Replace]);
    both.world.apply(&wanted, &[Allow::Replace]).await;
    assert!(both.world.plan(&wanted, &[]).await.is_empty());
}

#[tokio::test]
async fn an_address_that_a_target_needs_stays() {
    let mut both = Both::start().await;
    let mut cc = by_address("exotel", "cc");
    cc.acl = Some(vec![address("44.229.228.186"), address("44.229.228.187")]);
    cc.origination = Some(vec![target("sip:44.229.228.186:5060;transport=tcp")]);
    both.world.apply(&file([cc.clone()]), &[]).await;
    // The file leaves the targets alone: they are read all the same before an address goes.
    cc.origination = None;
    cc.acl = Some(vec![address("44.229.228.187")]);
    let plan = both.world.plan(&file([cc.clone()]), Allow::ALL).await;
    assert!(reasons(&plan)[0].contains("44.229.228.186/32 cannot go"), "{:?}", reasons(&plan));
    cc.acl = Some(vec![address("44.229.228.186")]);
    let plan = both.world.plan(&file([cc]), Allow::ALL).await;
    assert_eq!(ids(&plan), ["exotel/cc/acl/44.229.228.187/32/remove"]);
    assert!(reasons(&plan).is_empty());
}

#[tokio::test]
async fn a_list_that_trunks_share_is_read_and_never_changed() {
    let mut both = Both::start().await;
    let mut cc = by_address("twilio", "cc");
    both.world.apply(&file([cc.clone()]), &[]).await;
    let id = both.world.trunk("twilio", "cc").await;
    let list = both.twilio.create_ip_access_control_list("offices").await.unwrap().sid;
    for ip in ["54.172.60.1", "54.172.60.2"] {
        drop(both.twilio.create_ip_address(&list, &NewAddress::new(ip, ip)).await.unwrap());
    }
    drop(both.twilio.associate_ip_access_control_list(id.as_str(), &list).await.unwrap());
    // What the file writes and the list has is there; what only the list has stays, and is said.
    cc.acl = Some(vec![address("54.172.60.1"), address("44.229.228.186")]);
    let wanted = file([cc]);
    let plan = both.world.apply(&wanted, &[]).await;
    assert_eq!(ids(&plan), ["twilio/cc/acl/44.229.228.186/32/add"]);
    let (.., step) = plan.steps().next().unwrap();
    let writes = step.calls.iter().filter(|call| call.starts_with("POST ")).count();
    assert_eq!(writes, 3, "the trunk's own list is made, filled and put to use: {:?}", step.calls);
    assert!(
        plan.accounts[0].trunks[0]
            .notes
            .iter()
            .any(|note| note.contains("54.172.60.2/32") && note.contains("offices"))
    );
    assert!(both.world.plan(&wanted, &[]).await.is_empty());
}

#[tokio::test]
async fn a_target_that_is_there_twice_is_there_once_afterwards() {
    let mut both = Both::start().await;
    let mut cc = by_address("twilio", "cc");
    cc.origination = Some(vec![target("sip:sbc.example.com").with_priority(10)]);
    let wanted = file([cc]);
    both.world.apply(&wanted, &[]).await;
    let id = both.world.trunk("twilio", "cc").await;
    let twin = NewOriginationUrl::new("sip:SBC.example.com", "b");
    let twin = both.twilio.create_origination_url(id.as_str(), &twin).await.unwrap().sid;
    let plan = both.world.plan(&wanted, &[]).await;
    // Of the two, the one that is as the file says stays.
    assert!(
        matches!(&plan.steps().next().unwrap().2.change,
        Change::RemoveOriginationUri { id, .. } if id.as_str() == twin),
        "{plan:#?}"
    );
    both.world.apply(&wanted, &[]).await;
    assert!(both.world.plan(&wanted, &[]).await.is_empty());
}

#[tokio::test]
async fn at_the_maximum_what_takes_no_calls_goes_first() {
    let memory = Memory::new();
    let mut world = World::of([("m", Arc::new(Limited::new(memory, Some(2))) as _)]);
    let mut cc = by_address("m", "cc");
    let mut off = TwilioOriginationOptions::default();
    off.enabled = Some(false);
    cc.origination =
        Some(vec![target("sip:a.example.com"), target("sip:b.example.com").with_twilio(off.clone())]);
    world.apply(&file([cc.clone()]), &[]).await;
    cc.origination = Some(vec![target("sip:c.example.com"), target("sip:d.example.com")]);
    let plan = world.plan(&file([cc.clone()]), &[]).await;
    assert_eq!(
        ids(&plan),
        [
            "m/cc/origination/sip:b.example.com/remove",
            "m/cc/origination/sip:c.example.com/add",
            "m/cc/origination/sip:a.example.com/remove",
            "m/cc/origination/sip:d.example.com/add",
        ]
    );
    assert!(plan.missing().is_empty(), "the trunk was created by a run: {:?}", plan.missing());

    // The only one in use is switched off: inbound calls have nowhere to go.
    cc.origination = Some(vec![
        target("sip:a.example.com").with_twilio(off.clone()),
        target("sip:b.example.com").with_twilio(off),
    ]);
    let plan = world.plan(&file([cc]), &[]).await;
    assert_eq!(needs(&plan, "m/cc/origination/sip:a.example.com/update"), [Allow::RemoveLastOrigination]);
}

#[tokio::test]
async fn what_binding_a_number_loses_is_said() {
    let mut both = Both::start().await;
    let mut cc = by_address("twilio", "cc");
    cc.numbers = Some(vec![number("+14155550100")]);
    let wanted = file([cc]);
    let plan = both.world.plan(&wanted, &[]).await;
    let (.., step) = plan.steps().last().unwrap();
    assert!(step.risk.as_ref().unwrap().contains("voice application"));
    both.world.apply(&wanted, &[]).await;
    let mut filter = NumberFilter::default();
    filter.phone_number = Some("+14155550100".to_owned());
    let found = collect(both.twilio.list_incoming_phone_numbers(&filter).stream()).await.unwrap();
    let id = both.world.trunk("twilio", "cc").await;
    assert_eq!(found[0].trunk_sid.as_deref().map(|sid| TrunkId::new(sid).unwrap()), Some(id));
}
