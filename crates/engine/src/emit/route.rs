//! What calls through one trunk of one carrier need.

use std::{collections::BTreeMap, path::PathBuf};

use serde::Serialize;
use trunkline::model::{Cidr, E164, SipUri, TerminationAuth, Transport, TrunkName};

use super::place::{Place, Places};
use crate::{Presence, SecretRef, Standby, Wanted, WantedTrunk};

/// One trunk on one carrier, as a platform sees it.
#[derive(Debug, Clone)]
pub struct Route {
    /// The trunk.
    pub trunk: TrunkName,
    /// The profile of the carrier's account.
    pub profile: String,
    /// Where calls are sent.
    pub target: SipUri,
    /// How they are carried there.
    pub transport: Transport,
    /// Whether media has to be encrypted.
    pub secure: bool,
    /// How the carrier is told who calls, besides the address.
    pub login: Option<Login>,
    /// Numbers of the trunk.
    pub numbers: Vec<E164>,
    /// Addresses from which the carrier sends calls; empty when nobody said.
    pub senders: Vec<Cidr>,
}

/// A digest credential without its password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The user name at the carrier.
    pub username: String,
    /// The environment variable with the password.
    pub variable: String,
    /// The file with the password, where the trunks' file names no variable: someone has to set one.
    pub file: Option<PathBuf>,
}

/// What the file does not say.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// These trunks only; all when empty.
    pub trunks: Vec<TrunkName>,
    /// These carriers only, in the order in which they are tried; all when empty, standbys last and otherwise by name.
    pub carriers: Vec<String>,
    /// Which trunks are kept ready: live calls go to the account they stand in for first.
    pub standbys: Vec<Standby>,
    /// Where a carrier takes calls, whatever it says itself.
    pub edges: BTreeMap<String, SipUri>,
    /// Addresses from which a carrier sends calls.
    pub senders: BTreeMap<String, Vec<Cidr>>,
    /// The transport; TLS where the carrier takes it, when unset. An edge that says another is a mistake.
    pub transport: Option<Transport>,
}

impl Route {
    /// A name for it that every platform takes: letters, digits, `_` and `-`.
    pub fn name(&self) -> String {
        format!("{}-{}", self.trunk, self.profile)
    }

    /// Host and port, as after `sip:` and without parameters.
    pub(super) fn host_port(&self) -> String {
        let host = self.target.host();
        let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
        self.target.port().map_or(host.clone(), |port| format!("{host}:{port}"))
    }
}

/// The routes of the trunks of a file, those of one trunk in the order in which they are tried.
///
/// # Errors
/// Every mistake: what is named and not there, and every trunk of which nobody says where it takes calls.
pub fn routes(wanted: &Wanted, places: &Places, options: &Options) -> Result<Vec<Route>, Vec<String>> {
    let mut mistakes = strangers(wanted, options);
    let rank = |profile: &str| options.carriers.iter().position(|name| name == profile);
    let chosen = |trunk: &&WantedTrunk| {
        trunk.presence == Presence::Present
            && (options.trunks.is_empty() || options.trunks.contains(&trunk.name))
            && (options.carriers.is_empty() || rank(&trunk.profile).is_some())
    };
    let waits = |trunk: &WantedTrunk| {
        options.standbys.iter().any(|standby| standby.trunk == trunk.name && standby.on == trunk.profile)
    };
    let mut trunks: Vec<&WantedTrunk> = wanted.trunks.iter().filter(chosen).collect();
    trunks.sort_by_key(|trunk| (&trunk.name, rank(&trunk.profile), waits(trunk), &trunk.profile));
    let mut routes = Vec::new();
    for trunk in trunks {
        let place = places.0.get(&(trunk.profile.clone(), trunk.name.clone()));
        match route(trunk, place, options) {
            Ok(route) => routes.push(route),
            Err(why) => mistakes.push(format!("trunk {} on {}: {why}", trunk.name, trunk.profile)),
        }
    }
    if routes.is_empty() && mistakes.is_empty() {
        mistakes.push("no trunk of the file is left to write anything for".into());
    }
    if mistakes.is_empty() { Ok(routes) } else { Err(mistakes) }
}

fn strangers(wanted: &Wanted, options: &Options) -> Vec<String> {
    let named = options.carriers.iter().chain(options.edges.keys()).chain(options.senders.keys());
    let unknown = named.filter(|name| wanted.trunks.iter().all(|trunk| trunk.profile != **name));
    let mut mistakes: Vec<String> =
        unknown.map(|name| format!("no trunk of the file is on {name:?}")).collect();
    let trunks = options.trunks.iter().filter(|name| wanted.trunks.iter().all(|trunk| trunk.name != **name));
    mistakes.extend(trunks.map(|name| format!("the file has no trunk {name}")));
    mistakes.dedup();
    mistakes
}

fn route(trunk: &WantedTrunk, place: Option<&Place>, options: &Options) -> Result<Route, String> {
    // Also where an edge is given and no carrier was asked.
    let secure = trunk.spec.twilio.secure == Some(true) || place.is_some_and(|place| place.secure);
    let (target, transport) = whereto(trunk, place, options)?;
    if secure && transport != Transport::Tls {
        return Err(format!("it takes calls over TLS only, not over {transport}"));
    }
    Ok(Route {
        trunk: trunk.name.clone(),
        profile: trunk.profile.clone(),
        target,
        transport,
        secure,
        login: login(trunk)?,
        numbers: trunk.numbers.iter().flatten().map(|spec| spec.number.clone()).collect(),
        senders: options.senders.get(&trunk.profile).cloned().unwrap_or_default(),
    })
}

/// A trunk of which nobody knows where its account takes calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unplaced {
    /// The account.
    pub profile: String,
    /// Which trunk, and why.
    pub why: String,
}

/// Where the accounts take calls that `trunks` are on, each host once; and of which accounts and trunks nobody knows.
pub fn edges(
    trunks: &[&WantedTrunk],
    places: &Places,
    options: &Options,
) -> (Vec<(String, SipUri)>, Vec<Unplaced>) {
    let (mut found, mut unknown) = (BTreeMap::new(), Vec::new());
    for trunk in trunks {
        let place = places.0.get(&(trunk.profile.clone(), trunk.name.clone()));
        match whereto(trunk, place, options) {
            Ok((uri, _)) => {
                found.entry((trunk.profile.clone(), uri.canonical().to_owned())).or_insert(uri);
            }
            Err(why) => {
                let why = format!("trunk {} on {}: {why}", trunk.name, trunk.profile);
                unknown.push(Unplaced { profile: trunk.profile.clone(), why });
            }
        }
    }
    (found.into_iter().map(|((profile, _), uri)| (profile, uri)).collect(), unknown)
}

fn whereto(
    trunk: &WantedTrunk,
    place: Option<&Place>,
    options: &Options,
) -> Result<(SipUri, Transport), String> {
    let profile = &trunk.profile;
    match (options.edges.get(profile), place) {
        (Some(edge), _) => match (transport_of(edge), options.transport) {
            (transport, Some(asked)) if asked != transport => Err(format!(
                "--edge {profile}={edge} takes calls over {transport}, not over {asked}: write ;transport={asked} \
                 into the edge"
            )),
            (transport, _) => Ok((edge.clone(), transport)),
        },
        (None, Some(place)) => target(place, profile, options.transport),
        (None, None) => Err(format!(
            "where it takes calls is not known: apply the file first, or give --edge {profile}=sip:HOST"
        )),
    }
}

fn transport_of(uri: &SipUri) -> Transport {
    match uri.transport() {
        _ if uri.is_sips() => Transport::Tls,
        Some(transport) => transport,
        None => Transport::Udp,
    }
}

fn target(place: &Place, profile: &str, asked: Option<Transport>) -> Result<(SipUri, Transport), String> {
    let best = [Transport::Tls, Transport::Tcp, Transport::Udp];
    let transport = match asked {
        Some(asked) if place.transports.contains(&asked) => asked,
        Some(asked) => return Err(format!("the carrier does not take calls over {asked}")),
        None => best.into_iter().find(|best| place.transports.contains(best)).unwrap_or(Transport::Udp),
    };
    let fits = |host: &&trunkline::model::Edge| host.transport.is_none_or(|only| only == transport);
    let host = place.hosts.iter().find(fits).ok_or_else(|| {
        format!("the carrier names no host that takes calls over {transport}: give --edge {profile}=sip:HOST")
    })?;
    let port = host.port.map_or(String::new(), |port| format!(":{port}"));
    let text = format!("sip:{}{port};transport={transport}", host.host);
    let target = text.parse().map_err(|error| format!("the carrier names a host that cannot be: {error}"))?;
    Ok((target, transport))
}

/// The first credential of the file: platforms take one.
fn login(trunk: &WantedTrunk) -> Result<Option<Login>, String> {
    if trunk.spec.auth == TerminationAuth::IpAcl {
        return Ok(None);
    }
    let credential = trunk.credentials.iter().flatten().next().ok_or(
        "it authenticates calls by digest, and the file has no credential for it: add one under credentials",
    )?;
    let username = credential.carrier_username();
    if username.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(format!("user name {username:?} cannot be written into a configuration"));
    }
    let (variable, file) = match &credential.password {
        SecretRef::Env(variable) => (variable.clone(), None),
        SecretRef::File(path) => {
            let name = format!("{}_{}_PASSWORD", trunk.name, trunk.profile);
            (name.to_ascii_uppercase().replace('-', "_"), Some(path.clone()))
        }
    };
    Ok(Some(Login { username, variable, file }))
}
