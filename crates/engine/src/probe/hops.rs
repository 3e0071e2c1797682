//! Where a SIP URI leads: RFC 3263, section 4.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
};

use serde::Serialize;
use trunkline::model::{SipUri, Transport};

use super::{
    names::{Names, Srv},
    trace::Trace,
};

/// One server that a URI leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hop {
    /// How it is spoken to.
    pub transport: Transport,
    /// Its address and port.
    pub address: SocketAddr,
}

impl fmt::Display for Hop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.transport, self.address)
    }
}

/// The port of a transport when nothing names one.
fn usual_port(transport: Transport) -> u16 {
    if transport == Transport::Tls { 5061 } else { 5060 }
}

/// The transport of a URI when neither it nor the DNS names one.
fn usual_transport(uri: &SipUri) -> Transport {
    if uri.is_sips() { Transport::Tls } else { Transport::Udp }
}

fn service(transport: Transport) -> &'static str {
    match transport {
        Transport::Udp => "_sip._udp",
        Transport::Tcp => "_sip._tcp",
        Transport::Tls => "_sips._tcp",
    }
}

/// The servers of `uri` in the order in which they are to be tried; `asked` stands in for the transport of the URI.
///
/// Among SRV records of equal priority those of more weight come first, so that two probes see the same server.
pub(super) async fn hops(
    names: &dyn Names,
    uri: &SipUri,
    asked: Option<Transport>,
    trace: &mut Trace,
) -> Result<Vec<Hop>, String> {
    // A sips: URI goes over TLS, whichever transport it names for that (RFC 3261, section 26.2.2).
    let stated = asked.or(if uri.is_sips() { Some(Transport::Tls) } else { uri.transport() });
    if let Some(address) = uri.ip() {
        let transport = stated.unwrap_or_else(|| usual_transport(uri));
        return Ok(vec![hop(transport, address, uri.port())]);
    }
    let host = uri.host();
    if uri.port().is_some() {
        let transport = stated.unwrap_or_else(|| usual_transport(uri));
        return at(names, transport, host, uri.port(), trace).await;
    }
    let services = match stated {
        Some(transport) if !uri.is_sips() || asked.is_some() => {
            vec![(transport, format!("{}.{host}", service(transport)))]
        }
        _ => services(names, uri, trace).await,
    };
    let (mut found, mut without) = (Vec::new(), None);
    for (transport, name) in services {
        for server in servers(names, &name, trace).await {
            // It speaks for this transport only (RFC 2782).
            if server.host == "." {
                without = Some(format!("{name} says that the domain has no such service"));
                continue;
            }
            match at(names, transport, &server.host, Some(server.port), trace).await {
                Ok(hops) => found.extend(hops),
                Err(why) => trace.note(why),
            }
        }
    }
    if let (true, Some(why)) = (found.is_empty(), without) {
        return Err(why);
    }
    if found.is_empty() {
        return at(names, stated.unwrap_or_else(|| usual_transport(uri)), host, None, trace).await;
    }
    Ok(found)
}

/// Names of SRV records, by the domain's NAPTR records or else those of every transport we speak.
async fn services(names: &dyn Names, uri: &SipUri, trace: &mut Trace) -> Vec<(Transport, String)> {
    let host = uri.host();
    let mut records = match names.naptr(host).await {
        Ok(records) => records,
        Err(why) => {
            trace.note(format!("DNS NAPTR {host}: {why}"));
            Vec::new()
        }
    };
    records.sort_by_key(|record| (record.order, record.preference));
    let known = records.into_iter().filter_map(|record| {
        let transport = match record.service.to_ascii_uppercase().as_str() {
            "SIP+D2U" if !uri.is_sips() => Transport::Udp,
            "SIP+D2T" if !uri.is_sips() => Transport::Tcp,
            "SIPS+D2T" => Transport::Tls,
            _ => return None,
        };
        record.flags.eq_ignore_ascii_case("s").then_some((transport, record.replacement))
    });
    let known: Vec<(Transport, String)> = known.collect();
    if !known.is_empty() {
        let names: Vec<&str> = known.iter().map(|(_, name)| name.as_str()).collect();
        trace.note(format!("DNS NAPTR {host}: {}", names.join(", ")));
        return known;
    }
    trace.note(format!("DNS NAPTR {host}: none"));
    let all = if uri.is_sips() {
        vec![Transport::Tls]
    } else {
        vec![Transport::Udp, Transport::Tcp, Transport::Tls]
    };
    all.into_iter().map(|transport| (transport, format!("{}.{host}", service(transport)))).collect()
}

/// The SRV records of a name, best first.
async fn servers(names: &dyn Names, name: &str, trace: &mut Trace) -> Vec<Srv> {
    let mut records = match names.srv(name).await {
        Ok(records) => records,
        Err(why) => {
            trace.note(format!("DNS SRV {name}: {why}"));
            return Vec::new();
        }
    };
    records.sort_by(|a, b| (a.priority, b.weight, &a.host).cmp(&(b.priority, a.weight, &b.host)));
    let shown = records
        .iter()
        .map(|srv| format!("{}:{} (priority {}, weight {})", srv.host, srv.port, srv.priority, srv.weight));
    let shown: Vec<String> = shown.collect();
    trace
        .note(format!("DNS SRV {name}: {}", if shown.is_empty() { "none".into() } else { shown.join(", ") }));
    records
}

/// The addresses of a host.
async fn at(
    names: &dyn Names,
    transport: Transport,
    host: &str,
    port: Option<u16>,
    trace: &mut Trace,
) -> Result<Vec<Hop>, String> {
    let addresses =
        names.addresses(host).await.map_err(|why| format!("{host} cannot be looked up: {why}"))?;
    if addresses.is_empty() {
        return Err(format!("{host} has no address in the DNS"));
    }
    let shown: Vec<String> = addresses.iter().map(IpAddr::to_string).collect();
    trace.note(format!("DNS A/AAAA {host}: {}", shown.join(", ")));
    Ok(addresses.into_iter().map(|address| hop(transport, address, port)).collect())
}

fn hop(transport: Transport, address: IpAddr, port: Option<u16>) -> Hop {
    Hop { transport, address: SocketAddr::new(address, port.unwrap_or_else(|| usual_port(transport))) }
}

#[cfg(test)]
mod tests;
