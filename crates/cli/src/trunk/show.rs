//! `trunkline trunk show`.

use serde::Serialize;
use trunkline_engine::trunkline::model::{
    AclEntry, BoundNumber, CallerId, Credential, Edge, EffectiveAuth, OriginationUri, Termination, Transport,
    Trunk,
};

use crate::{
    account::{Account, Accounts, On, Owned},
    acl, caller_id,
    change::shown,
    credential, describe,
    exit::Failure,
    number, origination, output,
};

/// Characters in a line of a value.
const VALUE_WIDTH: usize = 80;

/// A trunk with everything on it.
#[derive(Debug, Serialize)]
struct Whole {
    trunk: Trunk,
    termination_auth: EffectiveAuth,
    acl: Vec<AclEntry>,
    origination: Vec<OriginationUri>,
    numbers: Vec<BoundNumber>,
    credentials: Vec<Credential>,
    caller_id: Option<CallerId>,
}

pub(super) async fn run(on: &On, accounts: &Accounts, json: bool) -> Result<(), Failure> {
    let (account, trunk) = on.find(accounts).await?;
    let reads = async {
        tokio::try_join!(
            account.provider().trunks().termination_auth(&trunk.id),
            acl::read(&account, &trunk),
            origination::read(&account, &trunk),
            number::read(&account, &trunk),
            credential::read(&account, &trunk),
            caller_id::read(&account, &trunk),
        )
    };
    let (termination_auth, acl, origination, numbers, credentials, caller_id) =
        shown(&account, reads).await?;
    let whole = Whole { trunk, termination_auth, acl, origination, numbers, credentials, caller_id };
    if json {
        return output::print_json(&Owned::new(&account, &whole));
    }
    output::print(&text(&account, &whole))
}

fn text(account: &Account, whole: &Whole) -> String {
    let trunk = &whole.trunk;
    let mut text = format!("Trunk {} of {account}\n", describe::trunk(trunk));
    let section = |heading: &str, body: String| format!("\n{}{body}", output::heading(heading));
    text += &section("Send calls to", output::pairs(termination(&trunk.termination)));
    text += &describe::manual(&trunk.manual_steps);
    let mut about = vec![("calls authenticated by", authentication(whole.termination_auth))];
    about.extend(trunk.status.as_ref().map(|status| ("status", status.to_string())));
    about.extend(describe::options(trunk));
    about.extend(trunk.created.map(|created| ("created", created.to_string())));
    text += &section("Trunk", output::pairs(about));
    text += &section("Allowed addresses", acl::table(&whole.acl));
    text += &section("Inbound calls go to", origination::table(&whole.origination));
    text += &section("Numbers", number::table(&whole.numbers));
    if account.provider().credentials().is_some() {
        text += &section("Credentials", credential::table(&whole.credentials));
    }
    if account.provider().caller_ids().is_some() {
        let shown =
            whole.caller_id.as_ref().map_or("the calling number".to_owned(), |id| id.number.to_string());
        text += &section("Called parties see", format!("{shown}\n"));
    }
    text
}

fn authentication(auth: EffectiveAuth) -> String {
    match auth {
        EffectiveAuth::Closed => {
            "nothing yet: it takes no calls until an address or a credential is added".to_owned()
        }
        mode => mode.to_string(),
    }
}

fn termination(termination: &Termination) -> Vec<(&'static str, String)> {
    let transport = |transport: &Transport| transport.to_string();
    let mut rows = vec![("domain", describe::or_dash(termination.domain.as_ref()))];
    rows.extend(termination.edges.iter().map(|edge| ("host", host(edge))));
    if termination.edges.is_empty() {
        rows.push(("host", "published nowhere".to_owned()));
    }
    rows.push(("transports", termination.transports.iter().map(transport).collect::<Vec<_>>().join(", ")));
    let evidence = &termination.evidence;
    let source = format!("{}, {}, {}", evidence.source, evidence.grade, evidence.date);
    rows.push(("known from", output::wrap(&source, VALUE_WIDTH).join("\n")));
    rows
}

/// Domain and hosts in one line.
pub(crate) fn termination_line(termination: &Termination) -> String {
    let domain = termination.domain.iter().map(|domain| format!("domain {domain}"));
    let hosts = match &termination.edges[..] {
        [] => "host published nowhere".to_owned(),
        edges => format!("host {}", edges.iter().map(host).collect::<Vec<_>>().join(" or ")),
    };
    domain.chain([hosts]).collect::<Vec<_>>().join(", ")
}

fn host(edge: &Edge) -> String {
    let port = edge.port.map_or_else(String::new, |port| format!(":{port}"));
    let transport = edge.transport.map_or_else(String::new, |transport| format!(" by {transport}"));
    format!("{}{port}{transport} ({})", edge.host, edge.name)
}
