//! SIP URIs of origination targets.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr},
    str::FromStr,
};

use ezk_sip_types::{host::Host, uri::SipUri as ParsedUri};
use serde::{Deserialize, Serialize};

use super::{InvalidValue, cidr::special};

/// What carries SIP to a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// UDP. Exotel does not support it towards a customer.
    Udp,
    /// TCP.
    Tcp,
    /// TLS over TCP.
    Tls,
}

impl Transport {
    /// As it stands after `;transport=`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Udp => "udp",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Udp, Self::Tcp, Self::Tls].into_iter().find(|t| t.as_str().eq_ignore_ascii_case(text))
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where a carrier sends inbound calls: `sip:sbc.example.com:5061;transport=tls`.
///
/// RFC 3261 syntax, and stricter where a carrier could not use it: no password, no headers after `?`, no port 0,
/// a host that is a name or an address, and a transport of `udp`, `tcp` or `tls`. Kept as written; two URIs are
/// equal when their [canonical](SipUri::canonical) forms are.
///
/// ```
/// use trunkline::model::SipUri;
/// let a: SipUri = "sip:SBC.example.com:5061;transport=TLS".parse()?;
/// let b: SipUri = "sip:sbc.example.com:5061;transport=tls".parse()?;
/// assert_eq!(a, b);
/// // With a host name a missing port means a look-up of SRV records: not the same target.
/// assert_ne!(a, "sip:sbc.example.com;transport=tls".parse()?);
/// # Ok::<(), trunkline::model::InvalidValue>(())
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SipUri {
    text: String,
    canonical: String,
    secure: bool,
    host: String,
    ip: Option<IpAddr>,
    port: Option<u16>,
    transport: Option<Transport>,
}

impl SipUri {
    /// The form by which URIs are compared: case folded, parameters sorted, a missing port and transport filled
    /// in for an address (RFC 3263), never for a host name, whose missing port means SRV.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text without `sip:`, which is how Exotel takes it; `None` for a `sips:` URI.
    pub fn without_scheme(&self) -> Option<&str> {
        if self.secure { None } else { self.text.split_once(':').map(|(_, rest)| rest) }
    }

    /// Whether the scheme is `sips`.
    pub fn is_sips(&self) -> bool {
        self.secure
    }

    /// The host in lower case, without the brackets of an IPv6 address.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The host, when it is an IPv4 address.
    pub fn ipv4(&self) -> Option<Ipv4Addr> {
        match self.ip {
            Some(IpAddr::V4(address)) => Some(address),
            _ => None,
        }
    }

    /// Why the target cannot be reached over the internet; `None` when it can, as far as its form shows. Host names
    /// are not looked up.
    pub fn unreachable(&self) -> Option<&'static str> {
        match self.ip? {
            IpAddr::V4(address) => special(address),
            IpAddr::V6(address) if address.is_loopback() || address.is_unspecified() => Some("this machine"),
            IpAddr::V6(address) if address.is_unique_local() => Some("private (RFC 4193)"),
            IpAddr::V6(address) if address.is_unicast_link_local() => Some("link-local (RFC 4291)"),
            IpAddr::V6(_) => None,
        }
    }

    /// The host, when it is an address rather than a name.
    pub fn ip(&self) -> Option<IpAddr> {
        self.ip
    }

    /// The port, when one was given.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The transport, when one was given.
    pub fn transport(&self) -> Option<Transport> {
        self.transport
    }
}

impl PartialEq for SipUri {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for SipUri {}

impl std::hash::Hash for SipUri {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.canonical.hash(state);
    }
}

impl FromStr for SipUri {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        read(text).map_err(|rule| {
            // A password has no place in a message either.
            let shown = match text.rsplit_once('@') {
                Some((user, rest)) if user.matches(':').count() > 1 => format!("sip:…@{rest}"),
                _ => text.to_owned(),
            };
            InvalidValue::new("SIP URI", shown, rule)
        })
    }
}

fn read(text: &str) -> Result<SipUri, String> {
    let has_scheme =
        text.split_once(':').is_some_and(|(s, _)| ["sip", "sips"].contains(&&*s.to_ascii_lowercase()));
    if !has_scheme {
        return Err(
            "must start with sip: or sips:, for example sip:sbc.example.com:5061;transport=tls".into()
        );
    }
    if text.chars().any(|c| c.is_whitespace() || c.is_control() || !c.is_ascii()) {
        return Err("must be printable ASCII without spaces (RFC 3261, section 25.1)".into());
    }
    if let Some(port) = bad_port(text) {
        return Err(format!("port {port} does not exist; ports are 1 to 65535"));
    }
    let uri: ParsedUri = text
        .parse()
        .map_err(|_| "is not a SIP URI (RFC 3261, section 19.1): sip:host:port;transport=tls".to_owned())?;
    let (before, after) = text.rsplit_once('@').unwrap_or(("", text));
    let user = before.split_once(':').map_or("", |(_, user)| user);
    if user.contains(':') {
        return Err("must not hold a password; use a digest credential".into());
    }
    if after.contains('?') {
        return Err("headers after ? have no meaning for a target of calls".into());
    }
    let port = uri.host_port.port;
    if port == Some(0) {
        return Err("port 0 cannot be called; ports are 1 to 65535".into());
    }
    let (host, ip) = match uri.host_port.host {
        Host::IP4(address) => (address.to_string(), Some(IpAddr::V4(address))),
        Host::IP6(address) => (address.to_string(), Some(IpAddr::V6(address))),
        Host::Name(name) => (host_name(name.as_ref())?, None),
    };

    let mut parameters = Vec::new();
    let mut transport = None;
    for parameter in after.split(';').skip(1) {
        let parameter = parameter.to_ascii_lowercase();
        let (name, value) = parameter.split_once('=').unwrap_or((&parameter, ""));
        if name.is_empty() {
            return Err("has an empty parameter between semicolons".into());
        }
        if parameters.iter().any(|seen: &String| seen.split('=').next() == Some(name)) {
            return Err(format!("names the parameter {name} twice"));
        }
        if name == "transport" {
            transport = Some(
                Transport::parse(value)
                    .ok_or_else(|| format!("transport {value:?} is none of udp, tcp and tls"))?,
            );
        }
        parameters.push(parameter.clone());
    }
    if uri.sips && transport == Some(Transport::Udp) {
        return Err("sips: needs TLS, which does not run over UDP".into());
    }

    let mut canonical_port = port;
    if ip.is_some() {
        let implied = if uri.sips { Transport::Tls } else { Transport::Udp };
        if transport.is_none() {
            parameters.push(format!("transport={implied}"));
        }
        let secure = uri.sips || transport == Some(Transport::Tls);
        canonical_port = port.or(Some(if secure { 5061 } else { 5060 }));
    }
    parameters.sort();
    let canonical = format!(
        "{scheme}:{user}{at}{host}{port}{parameters}",
        scheme = if uri.sips { "sips" } else { "sip" },
        at = if user.is_empty() { "" } else { "@" },
        host = if matches!(ip, Some(IpAddr::V6(_))) { format!("[{host}]") } else { host.clone() },
        port = canonical_port.map_or(String::new(), |p| format!(":{p}")),
        parameters = parameters.iter().fold(String::new(), |all, p| all + ";" + p),
    );
    Ok(SipUri { text: text.to_owned(), canonical, secure: uri.sips, host, ip, port, transport })
}

/// A port that is a number and none of a port's, which a parser would only call bad syntax.
fn bad_port(text: &str) -> Option<&str> {
    let address = text.rsplit('@').next()?.split([';', '?']).next()?;
    let (_, port) = address.rsplit_once(':')?;
    let number = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    (number && port.parse::<u16>().is_err()).then_some(port)
}

/// A host name, in lower case and without the dot of the root.
fn host_name(name: &str) -> Result<String, String> {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let labels: Vec<&str> = name.split('.').collect();
    if labels.last().is_some_and(|label| label.bytes().all(|b| b.is_ascii_digit())) {
        return Err(format!("host {name} is neither a name nor an IPv4 address"));
    }
    if labels.len() < 2 {
        return Err(format!("host {name} has no domain; a carrier needs a full name or a public address"));
    }
    if name.len() > 253 || labels.iter().any(|label| label.len() > 63) {
        return Err("host name is too long: 253 characters in all, 63 in a label (RFC 1035)".into());
    }
    Ok(name)
}

impl fmt::Display for SipUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl TryFrom<String> for SipUri {
    type Error = InvalidValue;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<SipUri> for String {
    fn from(uri: SipUri) -> Self {
        uri.text
    }
}
