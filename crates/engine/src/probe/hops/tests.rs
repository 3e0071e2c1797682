use std::collections::BTreeMap;

use async_trait::async_trait;

use super::*;
use crate::probe::names::Naptr;

/// A zone in memory.
#[derive(Debug, Default)]
struct Zone {
    naptr: BTreeMap<&'static str, Vec<Naptr>>,
    srv: BTreeMap<&'static str, Vec<Srv>>,
    addresses: BTreeMap<&'static str, Vec<IpAddr>>,
    broken: Vec<&'static str>,
}

impl Zone {
    fn check(&self, name: &str) -> Result<(), String> {
        if self.broken.contains(&name) { Err("SERVFAIL".into()) } else { Ok(()) }
    }
}

#[async_trait]
impl Names for Zone {
    async fn naptr(&self, domain: &str) -> Result<Vec<Naptr>, String> {
        self.check(domain).map(|()| self.naptr.get(domain).cloned().unwrap_or_default())
    }

    async fn srv(&self, name: &str) -> Result<Vec<Srv>, String> {
        self.check(name).map(|()| self.srv.get(name).cloned().unwrap_or_default())
    }

    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, String> {
        self.check(host).map(|()| self.addresses.get(host).cloned().unwrap_or_default())
    }
}

fn naptr(order: u16, service: &str, replacement: &str) -> Naptr {
    Naptr {
        order,
        preference: 0,
        flags: "s".into(),
        service: service.into(),
        replacement: replacement.into(),
    }
}

fn srv(priority: u16, weight: u16, port: u16, host: &str) -> Srv {
    Srv { priority, weight, port, host: host.into() }
}

/// Two servers a and b, by SRV for UDP and TLS.
fn zone() -> Zone {
    let mut zone = Zone::default();
    zone.addresses.insert("a.example.com", vec!["192.0.2.1".parse().unwrap()]);
    zone.addresses
        .insert("b.example.com", vec!["192.0.2.2".parse().unwrap(), "2001:db8::2".parse().unwrap()]);
    zone.addresses.insert("example.com", vec!["192.0.2.9".parse().unwrap()]);
    zone.srv.insert(
        "_sip._udp.example.com",
        vec![srv(20, 9, 5060, "b.example.com"), srv(10, 1, 5070, "a.example.com")],
    );
    zone.srv.insert(
        "_sips._tcp.example.com",
        vec![srv(0, 1, 5081, "a.example.com"), srv(0, 5, 5061, "b.example.com")],
    );
    zone
}

async fn of(zone: &Zone, uri: &str) -> String {
    with(zone, uri, None).await
}

async fn with(zone: &Zone, uri: &str, transport: Option<Transport>) -> String {
    let found = hops(zone, &uri.parse().unwrap(), transport, &mut Trace::new()).await;
    match found {
        Ok(hops) => hops.iter().map(Hop::to_string).collect::<Vec<_>>().join(", "),
        Err(why) => why,
    }
}

#[tokio::test]
async fn an_address_needs_no_dns() {
    let zone = Zone::default();
    for (uri, hop) in [
        ("sip:192.0.2.7", "udp 192.0.2.7:5060"),
        ("sip:192.0.2.7:5080", "udp 192.0.2.7:5080"),
        ("sip:192.0.2.7;transport=tcp", "tcp 192.0.2.7:5060"),
        ("sip:192.0.2.7;transport=tls", "tls 192.0.2.7:5061"),
        ("sips:192.0.2.7", "tls 192.0.2.7:5061"),
        ("sips:192.0.2.7;transport=tcp", "tls 192.0.2.7:5061"),
        ("sip:[2001:db8::7]", "udp [2001:db8::7]:5060"),
    ] {
        assert_eq!(of(&zone, uri).await, hop, "{uri}");
    }
}

#[tokio::test]
async fn a_port_means_no_srv() {
    for (uri, hop) in [
        ("sip:example.com:5080", "udp 192.0.2.9:5080"),
        ("sips:example.com:5080", "tls 192.0.2.9:5080"),
        ("sip:example.com:5080;transport=tcp", "tcp 192.0.2.9:5080"),
    ] {
        assert_eq!(of(&zone(), uri).await, hop, "{uri}");
    }
}

#[tokio::test]
async fn a_transport_picks_its_srv_records_by_priority_and_then_by_weight() {
    let udp = "udp 192.0.2.1:5070, udp 192.0.2.2:5060, udp [2001:db8::2]:5060";
    assert_eq!(of(&zone(), "sip:example.com;transport=udp").await, udp);
    let tls = "tls 192.0.2.2:5061, tls [2001:db8::2]:5061, tls 192.0.2.1:5081";
    assert_eq!(of(&zone(), "sip:example.com;transport=tls").await, tls);
    assert_eq!(of(&zone(), "sips:example.com").await, tls);
    assert_eq!(with(&zone(), "sip:example.com", Some(Transport::Udp)).await, udp);
}

#[tokio::test]
async fn without_srv_records_the_host_itself_is_called() {
    assert_eq!(of(&zone(), "sip:example.com;transport=tcp").await, "tcp 192.0.2.9:5060");
    assert_eq!(of(&zone(), "sip:a.example.com").await, "udp 192.0.2.1:5060");
    assert_eq!(of(&zone(), "sips:a.example.com").await, "tls 192.0.2.1:5061");
}

#[tokio::test]
async fn naptr_records_decide_on_transports_and_their_order() {
    let mut zone = zone();
    let records = vec![
        naptr(90, "SIP+D2U", "_sip._udp.example.com"),
        naptr(50, "sips+d2t", "_sips._tcp.example.com"),
        naptr(10, "E2U+email", "nobody.example.com"),
    ];
    zone.naptr.insert("example.com", records);
    let tls = "tls 192.0.2.2:5061, tls [2001:db8::2]:5061, tls 192.0.2.1:5081";
    let udp = "udp 192.0.2.1:5070, udp 192.0.2.2:5060, udp [2001:db8::2]:5060";
    assert_eq!(of(&zone, "sip:example.com").await, format!("{tls}, {udp}"));
    assert_eq!(of(&zone, "sips:example.com").await, tls, "sips: never goes in the clear");
}

#[tokio::test]
async fn without_naptr_every_transport_with_srv_records_counts() {
    let found = of(&zone(), "sip:example.com").await;
    assert!(found.starts_with("udp 192.0.2.1:5070") && found.contains("tls 192.0.2.2:5061"), "{found}");
    assert!(!of(&zone(), "sips:example.com").await.contains("udp"));
}

#[tokio::test]
async fn what_cannot_be_found_is_said() {
    let mut zone = zone();
    assert_eq!(of(&zone, "sip:nobody.example.com").await, "nobody.example.com has no address in the DNS");
    zone.srv.insert("_sip._tcp.example.com", vec![srv(0, 0, 0, ".")]);
    let none = "_sip._tcp.example.com says that the domain has no such service";
    assert_eq!(of(&zone, "sip:example.com;transport=tcp").await, none);
    zone.broken.push("a.example.com");
    let broken = "a.example.com cannot be looked up: SERVFAIL";
    assert_eq!(of(&zone, "sip:a.example.com:5060").await, broken);
    // One server that cannot be looked up does not hide the others.
    let rest = "udp 192.0.2.2:5060, udp [2001:db8::2]:5060";
    assert_eq!(of(&zone, "sip:example.com;transport=udp").await, rest);
}

#[tokio::test]
async fn a_transport_that_is_switched_off_leaves_the_others() {
    let mut zone = zone();
    zone.srv.insert("_sip._udp.example.com", vec![srv(0, 0, 0, ".")]);
    let tls = "tls 192.0.2.2:5061, tls [2001:db8::2]:5061, tls 192.0.2.1:5081";
    assert_eq!(of(&zone, "sip:example.com").await, tls);
    zone.srv.remove("_sips._tcp.example.com");
    let none = "_sip._udp.example.com says that the domain has no such service";
    assert_eq!(of(&zone, "sip:example.com").await, none, "and its address is not called by UDP after all");
}
