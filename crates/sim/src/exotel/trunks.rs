//! Trunks: create, list, get, update, delete.

use serde::Serialize;

use super::answer::{Answer, Outcome};
use super::call::Call;
use super::state::{Account, Dates};
use super::switches::{DeletedTrunkLinks, TrunkCredentials, TrunkFilter};
use super::table::Trunk;
use super::view::{Data, date};
use super::{paging, validate};

/// A trunk as answers show it.
#[derive(Debug, Serialize)]
pub(super) struct TrunkView {
    trunk_name: String,
    date_created: String,
    date_updated: String,
    trunk_sid: String,
    status: &'static str,
    domain_name: String,
    auth_type: String,
    registration_enabled: &'static str,
    edge_preference: &'static str,
    nso_code: String,
    secure_trunking: &'static str,
    #[serde(flatten)]
    links: Option<Links>,
}

/// Relative paths, not the things themselves.
#[derive(Debug, Serialize)]
struct Links {
    destination_uris: String,
    whitelisted_ips: String,
    credentials: String,
    phone_numbers: String,
}

impl TrunkView {
    fn of(trunk: &Trunk, account: &str) -> Self {
        let link = |noun: &str| format!("/v2/accounts/{account}/trunks/{}/{noun}", trunk.sid());
        Self {
            trunk_name: trunk.name().to_owned(),
            date_created: date(trunk.dates.created),
            date_updated: date(trunk.dates.updated),
            trunk_sid: trunk.sid().to_owned(),
            status: "active",
            domain_name: trunk.domain_name.clone(),
            auth_type: trunk.auth_type.clone(),
            registration_enabled: "disabled",
            edge_preference: "auto",
            nso_code: trunk.nso_code.clone(),
            secure_trunking: "disabled",
            links: Some(Links {
                destination_uris: link("destination-uris"),
                whitelisted_ips: link("whitelisted-ips"),
                credentials: link("credentials"),
                phone_numbers: link("phone-numbers"),
            }),
        }
    }
}

fn view(trunk: &Trunk, call: &Call<'_>) -> Data {
    Data::Trunk(Box::new(TrunkView::of(trunk, call.account)))
}

pub(super) fn create(account: &mut Account, call: &Call<'_>) -> Outcome {
    let body = call.body("CreateTrunkRequest", &["trunk_name", "nso_code", "domain_name"])?;
    let name = body.string("trunk_name")?;
    let nso_code = body.string("nso_code")?;
    let domain_name = body.string("domain_name")?;

    let name = validate::mandatory(name, "TrunkName")?;
    let nso_code = validate::mandatory(nso_code, "NsoCode")?;
    let domain_name = validate::mandatory(domain_name, "DomainName")?;
    validate::trunk_name(name)?;
    validate::nso_code(nso_code)?;
    validate::domain_name(domain_name)?;
    if account.trunks.named(name).is_some() {
        return Err(call.duplicate(format!("Unable to create trunk with name {name}")));
    }
    // Both captured SIDs are of the Mumbai region and end alike.
    let sid = format!("trmum1{}1a1n", &call.ids.hex32()[..18]);
    let mut trunk = Trunk::new(sid, name.to_owned(), Dates::new(call.now));
    domain_name.clone_into(&mut trunk.domain_name);
    nso_code.clone_into(&mut trunk.nso_code);
    let answer = view(&trunk, call);
    account.trunks.insert(trunk).expect("its SID is new, its name is nobody's, and it has no number");
    Ok(Answer::One(answer))
}

#[expect(clippy::unnecessary_wraps, reason = "every operation has this signature")]
pub(super) fn list(account: &mut Account, call: &Call<'_>) -> Outcome {
    let wanted = match call.switches.trunk_filter {
        TrunkFilter::Applied => call.query("trunk_sid"),
        TrunkFilter::Ignored => None,
    };
    let trunks: Vec<_> = match wanted {
        Some(sid) => account.trunks.get(sid).into_iter().collect(),
        None => account.trunks.iter().collect(),
    };
    Ok(paging::list(call, &trunks, |trunk| view(trunk, call)))
}

pub(super) fn get(account: &mut Account, call: &Call<'_>) -> Outcome {
    Ok(Answer::One(view(account.trunk(call)?, call)))
}

pub(super) fn update(account: &mut Account, call: &Call<'_>) -> Outcome {
    account.trunk(call)?;
    let body = call.body("UpdateTrunkRequest", &["trunk_name", "auth_type", "nso_code"])?;
    let name = body.string("trunk_name")?;
    let auth_type = body.string("auth_type")?;
    let nso_code = body.string("nso_code")?;

    name.map_or(Ok(()), validate::trunk_name)?;
    auth_type.map_or(Ok(()), validate::auth_type)?;
    nso_code.map_or(Ok(()), validate::nso_code)?;
    if let Some(name) = name {
        let renamed = account.trunks.rename(call.trunk_sid(), name);
        renamed.ok_or_else(|| call.duplicate(format!("Unable to update trunk with name {name}")))?;
    }
    let trunk = account.trunk_mut(call)?;
    for (field, sent) in [(&mut trunk.auth_type, auth_type), (&mut trunk.nso_code, nso_code)] {
        if let Some(sent) = sent {
            sent.clone_into(field);
        }
    }
    trunk.dates.updated = call.now;
    Ok(Answer::One(view(trunk, call)))
}

/// The trunk comes back as it was, `active`; what belongs to it goes with it.
pub(super) fn delete(account: &mut Account, call: &Call<'_>) -> Outcome {
    let sid = call.required("trunk_sid", "TrunkSid")?;
    let trunk = account.trunks.remove(sid).ok_or_else(|| call.unknown_trunk())?;
    let mut view = TrunkView::of(&trunk, call.account);
    if call.switches.deleted_trunk_links == DeletedTrunkLinks::Absent {
        view.links = None;
    }
    if call.switches.trunk_credentials == TrunkCredentials::Kept {
        account.remains.push(trunk);
    }
    Ok(Answer::One(Data::Trunk(Box::new(view))))
}
