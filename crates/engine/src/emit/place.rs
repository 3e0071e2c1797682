//! Where each trunk takes calls: as its carrier says, or as the file does.

use std::collections::BTreeMap;

use trunkline::{
    Effect, Error, ErrorKind, Result,
    ext::collect,
    model::{Edge, Transport, Trunk, TrunkName},
};

use crate::{Presence, ReadOnly, Wanted, WantedTrunk};

/// Where a trunk takes calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Hosts, best first.
    pub(super) hosts: Vec<Edge>,
    pub(super) transports: Vec<Transport>,
    /// Whether it takes calls with TLS and SRTP only.
    pub(super) secure: bool,
}

/// Where trunks take calls, by profile and name. One that is not there is nowhere.
#[derive(Debug, Clone, Default)]
pub struct Places(pub(super) BTreeMap<(String, TrunkName), Place>);

impl Places {
    /// With what is in `others` too, which wins.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }
}

/// Asks the carriers; one list of trunks for each account. Sends reads only.
///
/// # Errors
/// [`Configuration`](ErrorKind::Configuration) for a profile without a view, otherwise the first error of a read.
pub async fn look(views: &BTreeMap<String, ReadOnly>, wanted: &Wanted) -> Result<Places> {
    let mut places = Places::default();
    for (profile, trunks) in wanted.accounts() {
        let view = views.get(profile).ok_or_else(|| {
            let message = format!("the file names the account {profile}, which is not open");
            Error::new(ErrorKind::Configuration, Effect::None, message)
        })?;
        let there = collect(view.list_trunks()).await?;
        for trunk in trunks.into_iter().filter(|trunk| trunk.presence == Presence::Present) {
            if let Some(found) = view.match_trunk(&trunk.spec, &there)? {
                places.0.insert((profile.to_owned(), trunk.name.clone()), observed(found));
            }
        }
    }
    Ok(places)
}

/// What the file says by itself, without asking anyone: the domain of a trunk on Twilio, where it is written.
pub fn offline(wanted: &Wanted, kind: impl Fn(&str) -> Option<String>) -> Places {
    let trunks = wanted.trunks.iter().filter(|trunk| kind(&trunk.profile).as_deref() == Some("twilio"));
    let place = |trunk: &WantedTrunk| {
        let domain = trunk.spec.twilio.domain_name.as_deref()?;
        let place = Place {
            hosts: vec![Edge::new("global", domain)],
            transports: vec![Transport::Udp, Transport::Tcp, Transport::Tls],
            secure: trunk.spec.twilio.secure == Some(true),
        };
        Some(((trunk.profile.clone(), trunk.name.clone()), place))
    };
    Places(trunks.filter_map(place).collect())
}

/// Twilio's domain is a host that finds the nearest edge; elsewhere the domain is apart from the hosts.
fn observed(trunk: &Trunk) -> Place {
    let termination = &trunk.termination;
    let hosts = match (&trunk.twilio, &termination.domain) {
        (Some(_), Some(domain)) => vec![Edge::new("global", domain.clone())],
        (Some(_), None) => Vec::new(),
        (None, _) => termination.edges.clone(),
    };
    let enabled =
        |exotel: &trunkline::model::ExotelTrunk| exotel.secure_trunking.as_deref() == Some("enabled");
    let secure = trunk.twilio.as_ref().is_some_and(|twilio| twilio.secure)
        || trunk.exotel.as_ref().is_some_and(enabled);
    Place { hosts, transports: termination.transports.clone(), secure }
}
