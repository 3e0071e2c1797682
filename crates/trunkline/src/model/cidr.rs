//! Addresses that may send calls.

use std::{fmt, net::Ipv4Addr, str::FromStr};

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use super::InvalidValue;

/// A public IPv4 address or range that may send calls: `44.248.146.11` or `54.172.60.0/30`.
///
/// Both carriers take IPv4 only. Refused, each with its own words: host bits set, `/0`, and what no carrier can
/// see as a source address because it is private or reserved (IANA's special-purpose registry, RFC 6890).
///
/// Printed always with its prefix, `44.248.146.11/32`: the canonical form, by which entries are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cidr(Ipv4Net);

/// Ranges that are no source of calls over the internet, with the words for them.
const SPECIAL: [(Ipv4Addr, u8, &str); 15] = [
    (Ipv4Addr::UNSPECIFIED, 8, "\"this network\" (RFC 791)"),
    (Ipv4Addr::new(10, 0, 0, 0), 8, "private (RFC 1918)"),
    (Ipv4Addr::new(100, 64, 0, 0), 10, "shared address space of carrier-grade NAT (RFC 6598)"),
    (Ipv4Addr::new(127, 0, 0, 0), 8, "loopback (RFC 1122)"),
    (Ipv4Addr::new(169, 254, 0, 0), 16, "link-local (RFC 3927)"),
    (Ipv4Addr::new(172, 16, 0, 0), 12, "private (RFC 1918)"),
    (Ipv4Addr::new(192, 0, 0, 0), 24, "reserved for IETF protocols (RFC 6890)"),
    (Ipv4Addr::new(192, 0, 2, 0), 24, "reserved for documentation (RFC 5737)"),
    (Ipv4Addr::new(192, 88, 99, 0), 24, "reserved, once 6to4 relays (RFC 7526)"),
    (Ipv4Addr::new(192, 168, 0, 0), 16, "private (RFC 1918)"),
    (Ipv4Addr::new(198, 18, 0, 0), 15, "reserved for benchmarks (RFC 2544)"),
    (Ipv4Addr::new(198, 51, 100, 0), 24, "reserved for documentation (RFC 5737)"),
    (Ipv4Addr::new(203, 0, 113, 0), 24, "reserved for documentation (RFC 5737)"),
    (Ipv4Addr::new(224, 0, 0, 0), 4, "multicast (RFC 5771)"),
    (Ipv4Addr::new(240, 0, 0, 0), 4, "reserved (RFC 1112)"),
];

/// What an address is reserved for, when it is no address of the public internet.
pub(crate) fn special(address: Ipv4Addr) -> Option<&'static str> {
    let holds = |first, length| Ipv4Net::new_assert(first, length).contains(&address);
    SPECIAL.iter().find_map(|&(first, length, words)| holds(first, length).then_some(words))
}

impl Cidr {
    /// The first address of the range.
    pub fn address(&self) -> Ipv4Addr {
        self.0.addr()
    }

    /// The prefix length, 1 to 32.
    pub fn prefix(&self) -> u8 {
        self.0.prefix_len()
    }

    /// Whether it is one address, a `/32`.
    pub fn is_host(&self) -> bool {
        self.0.prefix_len() == 32
    }

    /// Whether `address` is in the range.
    pub fn contains(&self, address: Ipv4Addr) -> bool {
        self.0.contains(&address)
    }

    /// Each address of the range, as a `/32`.
    pub fn single_addresses(&self) -> impl Iterator<Item = Self> + use<> {
        self.0.subnets(32).into_iter().flatten().map(Self)
    }

    /// An address and a prefix length as carriers send them.
    ///
    /// # Errors
    /// As for parsing.
    pub fn new(address: Ipv4Addr, prefix: u8) -> Result<Self, InvalidValue> {
        format!("{address}/{prefix}").parse()
    }
}

impl FromStr for Cidr {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = |rule: String| Err(InvalidValue::new("cidr", text, rule));
        let (address, prefix) = text.split_once('/').unwrap_or((text, "32"));
        let Ok(address) = address.parse::<Ipv4Addr>() else {
            return refuse(if address.contains(':') {
                "both carriers take IPv4 only; give the IPv4 address your calls come from".into()
            } else {
                "not an IPv4 address, nor an address and prefix length such as 54.172.60.0/30".into()
            });
        };
        let prefix_is_plain = prefix.bytes().all(|b| b.is_ascii_digit()) && !prefix.starts_with("00");
        let Some(network) = prefix
            .parse::<u8>()
            .ok()
            .filter(|_| prefix_is_plain)
            .and_then(|prefix| Ipv4Net::new(address, prefix).ok())
        else {
            return refuse(format!("prefix length {prefix:?} is not a number from 1 to 32"));
        };
        if network.prefix_len() == 0 {
            return refuse("/0 lets the whole internet place calls on the account".into());
        }
        let special = SPECIAL.iter().find_map(|&(first, length, words)| {
            let range = Ipv4Net::new_assert(first, length);
            (range.contains(&network) || network.contains(&range)).then_some((range, words))
        });
        if let Some((range, words)) = special {
            let relation = if range.contains(&network) { "is in" } else { "contains" };
            return refuse(format!(
                "{relation} {range}, which is {words}; carriers see the public address your calls come from"
            ));
        }
        if network.trunc() != network {
            return refuse(format!(
                "has host bits set: the range is {}, the single address {}/32",
                network.trunc(),
                network.addr()
            ));
        }
        Ok(Self(network))
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

impl TryFrom<String> for Cidr {
    type Error = InvalidValue;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Cidr> for String {
    fn from(cidr: Cidr) -> Self {
        cidr.0.to_string()
    }
}
