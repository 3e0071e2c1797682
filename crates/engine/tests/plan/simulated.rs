//! From nothing to a file and on to another, on both carriers, through requests.

use trunkline::model::{AclEntrySpec, NumberSpec, OriginationUriSpec, TerminationAuth};
use trunkline_engine::{
    Wanted, WantedTrunk,
    plan::{Allow, Plan},
};

use crate::{
    sim::Both,
    world::{credential, file, ids, trunk},
};

fn allowed(addresses: &[&str]) -> Vec<AclEntrySpec> {
    addresses.iter().map(|text| AclEntrySpec::new(text.parse().unwrap())).collect()
}

fn targets(uris: &[&str]) -> Vec<OriginationUriSpec> {
    uris.iter().map(|text| OriginationUriSpec::new(text.parse().unwrap())).collect()
}

fn numbers(all: &[&str]) -> Vec<NumberSpec> {
    all.iter().map(|text| NumberSpec::new(text.parse().unwrap())).collect()
}

/// The same trunk on both carriers, each with its own number.
fn contact_centre(with: impl Fn(&mut WantedTrunk)) -> Wanted {
    let mut trunks = [("exotel", "+918040264208"), ("twilio", "+14155550100")].map(|(profile, number)| {
        let mut wanted = trunk(profile, "contact_centre", TerminationAuth::IpAcl);
        wanted.acl = Some(allowed(&["44.229.228.186", "44.229.228.187"]));
        wanted.origination = Some(targets(&[
            "sip:44.229.228.186:5060;transport=tcp",
            "sip:sbc.example.com:5061;transport=tls",
        ]));
        wanted.numbers = Some(numbers(&[number]));
        wanted
    });
    trunks.iter_mut().for_each(with);
    file(trunks)
}

#[tokio::test]
async fn both_carriers_come_to_be_as_the_file_says_by_the_calls_the_plan_names() {
    let mut both = Both::start().await;
    let wanted = contact_centre(|_| ());
    let plan = both.world.plan(&wanted, &[]).await;
    // A list of trunks on each account: where there is none, no number is bound.
    assert_eq!(both.only_reads(), 2);
    assert_eq!(plan.missing().len(), 0);
    // An address is allowed before the IPv4 target that needs it.
    assert_eq!(
        ids(&plan),
        [
            "exotel/contact_centre/trunk/create",
            "exotel/contact_centre/acl/44.229.228.186/32/add",
            "exotel/contact_centre/acl/44.229.228.187/32/add",
            "exotel/contact_centre/origination/sip:44.229.228.186:5060;transport=tcp,\
             sip:sbc.example.com:5061;transport=tls/add",
            "exotel/contact_centre/numbers/+918040264208/bind",
            "twilio/contact_centre/trunk/create",
            "twilio/contact_centre/acl/44.229.228.186/32/add",
            "twilio/contact_centre/acl/44.229.228.187/32/add",
            "twilio/contact_centre/origination/sip:44.229.228.186:5060;transport=tcp,\
             sip:sbc.example.com:5061;transport=tls/add",
            "twilio/contact_centre/numbers/+14155550100/bind",
        ]
    );
    both.world.carry_out(&plan, usize::MAX).await;
    assert_eq!(writes(&both.sent()), named(&plan));

    let plan = both.world.plan(&wanted, &[]).await;
    assert!(plan.is_empty(), "{plan:#?}");
    // Lists: of trunks; Exotel's four nouns but the caller id, and whether there are credentials; Twilio's lists, the
    // addresses in its own, targets and numbers.
    assert_eq!(both.only_reads(), 1 + 4 + 1 + 4);
    assert_eq!(
        plan.accounts[0].trunks[0].manual.len(),
        1,
        "the flow that a person makes in Exotel's dashboard"
    );
}

#[tokio::test]
async fn what_is_not_in_the_file_any_more_goes_last_and_by_its_flags() {
    let mut both = Both::start().await;
    both.world.apply(&contact_centre(|_| ()), &[]).await;
    let other = contact_centre(|wanted| {
        wanted.acl = Some(allowed(&["44.229.228.188"]));
        wanted.origination = Some(targets(&["sip:44.229.228.188:5060;transport=tcp"]));
        wanted.numbers = Some(Vec::new());
    });
    both.sent();
    let plan = both.world.plan(&other, &[]).await;
    both.only_reads();
    assert_eq!(plan.missing().into_iter().collect::<Vec<_>>(), [Allow::UnbindNumber]);
    let of_exotel: Vec<String> = ids(&plan).into_iter().filter(|id| id.starts_with("exotel")).collect();
    assert_eq!(
        of_exotel,
        [
            "exotel/contact_centre/acl/44.229.228.188/32/add",
            "exotel/contact_centre/origination/sip:44.229.228.188:5060;transport=tcp/add",
            "exotel/contact_centre/origination/sip:44.229.228.186:5060;transport=tcp/remove",
            "exotel/contact_centre/origination/sip:sbc.example.com:5061;transport=tls/remove",
            "exotel/contact_centre/acl/44.229.228.186/32/remove",
            "exotel/contact_centre/acl/44.229.228.187/32/remove",
            "exotel/contact_centre/numbers/+918040264208/unbind",
        ]
    );
    let plan = both.world.apply(&other, &[Allow::UnbindNumber]).await;
    both.sent();
    assert!(both.world.plan(&other, &[]).await.is_empty());
    assert_eq!(plan.differences().len(), plan.steps().count());
}

#[tokio::test]
async fn from_addresses_to_digest_on_both_carriers() {
    let mut both = Both::start().await;
    let by_address = contact_centre(|wanted| {
        wanted.origination = Some(targets(&["sip:sbc.example.com:5061;transport=tls"]));
    });
    both.world.apply(&by_address, &[]).await;
    let mut by_digest = by_address.clone();
    for wanted in &mut by_digest.trunks {
        wanted.spec.auth = TerminationAuth::Digest;
        wanted.acl = Some(Vec::new());
        wanted.credentials = Some(vec![credential("agent", 1)]);
    }
    let plan = both.world.plan(&by_digest, &[]).await;
    let missing: Vec<Allow> = plan.missing().into_iter().collect();
    assert_eq!(missing, [Allow::EmptyAcl, Allow::ChangeAuthMode]);
    both.world.apply(&by_digest, &missing).await;
    let plan = both.world.plan(&by_digest, &[]).await;
    assert!(plan.is_empty(), "{plan:#?}");

    // Back to addresses, while the file leaves the credentials alone: the trunk would ask calls for both.
    let plan = both.world.plan(&by_address, Allow::ALL).await;
    let reasons: Vec<&str> = plan.refusals().map(|(.., refusal)| refusal.reason.as_str()).collect();
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(reasons.iter().all(|reason| reason.contains("credentials: []")), "{reasons:?}");
}

/// The requests that were no reads, and those of a plan: without what tells one object from another.
fn writes(sent: &[String]) -> Vec<String> {
    sent.iter().filter(|request| !request.starts_with("GET ")).map(|request| shape(request)).collect()
}

fn named(plan: &Plan) -> Vec<String> {
    let calls = plan.steps().flat_map(|(.., step)| &step.calls);
    calls.filter(|call| !call.starts_with("GET ")).map(|call| shape(call)).collect()
}

/// `POST …/trunks/{trunk_sid}/whitelisted-ips` and what was sent for it are the same. Good for what creates.
fn shape(request: &str) -> String {
    let (method, path) = request.split_once(' ').unwrap();
    format!("{method} {}", path.rsplit('/').next().unwrap())
}
