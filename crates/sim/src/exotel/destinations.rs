//! Destination URIs of a trunk: add several, list, update, delete.

use std::net::Ipv4Addr;

use serde::Serialize;

use super::answer::{Answer, Outcome, Refusal};
use super::body::Object;
use super::call::Call;
use super::state::{Account, Dates, Destination, find, remove};
use super::switches::{DestinationAgain, PriorityOnCreate};
use super::table::Trunk;
use super::view::{Data, date};
use super::{acl, paging, validate};

/// A destination as answers show it.
#[derive(Debug, Serialize)]
pub(super) struct DestinationView {
    id: String,
    destination: String,
    date_created: String,
    date_updated: String,
    r#type: &'static str,
    priority: i64,
    weight: i64,
    trunk_sid: String,
}

fn view(row: &Destination, call: &Call<'_>) -> Data {
    Data::Destination(DestinationView {
        id: row.id.to_string(),
        destination: format!("sip:{}", row.uri),
        date_created: date(row.dates.created),
        date_updated: date(row.dates.updated),
        r#type: "public",
        priority: row.priority,
        weight: row.weight,
        trunk_sid: call.trunk_sid().to_owned(),
    })
}

/// Each entry is judged by itself.
pub(super) fn add(account: &mut Account, call: &Call<'_>) -> Outcome {
    let trunk = account.trunk_mut(call)?;
    let body = call.body("CreateDestinationUrisRequest", &["destinations"])?;
    let entries = body
        .objects("destinations", "destinations.", &["destination", "priority", "weight"])?
        .unwrap_or_default();
    // A wrong type anywhere fails the body as a whole, before any entry is looked at.
    let sent: Vec<_> = entries.iter().map(|entry| Sent::read(entry, call)).collect::<Result<_, _>>()?;
    if sent.is_empty() {
        return Err(Refusal::mandatory("Destinations"));
    }
    Ok(Answer::Batch(sent.iter().map(|sent| add_one(trunk, sent, call)).collect()))
}

struct Sent<'a> {
    destination: Option<&'a str>,
    priority: i64,
    weight: i64,
}

impl<'a> Sent<'a> {
    fn read(entry: &'a Object, call: &Call<'_>) -> Result<Self, Refusal> {
        let destination = entry.string("destination")?;
        let (priority, weight) = match call.switches.priority_on_create {
            PriorityOnCreate::Ignored => (None, None),
            PriorityOnCreate::Applied => (entry.int("priority")?, entry.int("weight")?),
        };
        Ok(Self { destination, priority: priority.unwrap_or(0), weight: weight.unwrap_or(1) })
    }
}

fn add_one(trunk: &mut Trunk, sent: &Sent<'_>, call: &Call<'_>) -> Result<Data, Refusal> {
    let destination = validate::filled(sent.destination, "Destination")?;
    let Some(host) = Host::of(destination) else {
        return Err(Refusal::invalid("Destination is not a valid Ip or Fqdn"));
    };
    if let Host::Ip(ip) = host
        && !acl::covers(trunk, ip, call.switches.acl_coverage)
    {
        return Err(Refusal::invalid("Destination not whitelisted"));
    }
    validate::not_negative(sent.priority, "priority")?;
    validate::not_negative(sent.weight, "weight")?;
    let again = trunk.destinations.iter().any(|row| row.uri.eq_ignore_ascii_case(destination));
    if again && call.switches.destination_again == DestinationAgain::Refused {
        return Err(call.duplicate(format!("Unable to create DestinationUri with destination {destination}")));
    }
    let row = Destination {
        id: call.ids.serial(),
        uri: destination.to_owned(),
        priority: sent.priority,
        weight: sent.weight,
        dates: Dates::new(call.now),
    };
    let answer = view(&row, call);
    trunk.destinations.push(row);
    Ok(answer)
}

pub(super) fn list(account: &mut Account, call: &Call<'_>) -> Outcome {
    Ok(paging::list(call, &account.trunk(call)?.destinations, |row| view(row, call)))
}

pub(super) fn update(account: &mut Account, call: &Call<'_>) -> Outcome {
    let rows = &mut account.trunk_mut(call)?.destinations;
    let position = find(rows, call.child_id()?)?;
    let body = call.body("UpdateDestinationUriRequest", &["priority", "weight"])?;
    let row = &mut rows[position];
    let priority = body.int("priority")?.unwrap_or(row.priority);
    let weight = body.int("weight")?.unwrap_or(row.weight);

    validate::not_negative(priority, "priority")?;
    validate::not_negative(weight, "weight")?;
    row.priority = priority;
    row.weight = weight;
    row.dates.updated = call.now;
    Ok(Answer::One(view(row, call)))
}

pub(super) fn delete(account: &mut Account, call: &Call<'_>) -> Outcome {
    let row = remove(&mut account.trunk_mut(call)?.destinations, call)?;
    Ok(Answer::One(view(&row, call)))
}

/// Where a destination points.
enum Host {
    Ip(Ipv4Addr),
    Name,
}

impl Host {
    /// Of `host[:port][;transport=tls|tcp|udp]`, without a scheme. A destination without port or transport, and one
    /// over UDP, have been accepted live, though every documented example has a port and TLS or TCP.
    fn of(destination: &str) -> Option<Self> {
        let (address, parameters) = destination.split_once(';').unwrap_or((destination, ""));
        let (host, port) = match address.split_once(':') {
            None => (address, None),
            Some((host, port)) => (host, Some(port)),
        };
        let port_fits = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
        let transport_fits =
            parameters.split(';').filter(|parameter| !parameter.is_empty()).all(|parameter| {
                ["transport=tls", "transport=tcp", "transport=udp"]
                    .iter()
                    .any(|known| parameter.eq_ignore_ascii_case(known))
            });
        if !port_fits || !transport_fits {
            return None;
        }
        match host.parse() {
            Ok(ip) => Some(Self::Ip(ip)),
            Err(_) => is_name(host).then_some(Self::Name),
        }
    }
}

/// A host name of several labels of which the last is no number.
fn is_name(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= 253
        && host.split('.').all(label)
        && host.rsplit_once('.').is_some_and(|(_, last)| last.bytes().any(|byte| byte.is_ascii_alphabetic()))
}
