//! What a probe asks the DNS.

use std::{fmt::Debug, net::IpAddr, time::Duration};

use async_trait::async_trait;
use hickory_resolver::{
    TokioResolver,
    net::NetError,
    proto::rr::{RData, RecordType},
};
use tokio::time::timeout;

/// A NAPTR record: which transports a domain has, in its order (RFC 3263, section 4.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naptr {
    /// Lower first.
    pub order: u16,
    /// Lower first among equal orders.
    pub preference: u16,
    /// `s` when the replacement has SRV records. SIP knows no other.
    pub flags: String,
    /// `SIP+D2U`, `SIP+D2T` or `SIPS+D2T`.
    pub service: String,
    /// Where the SRV records are.
    pub replacement: String,
}

/// An SRV record: a server of a domain for one transport (RFC 2782).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Srv {
    /// Lower first.
    pub priority: u16,
    /// More means more often, among equal priorities.
    pub weight: u16,
    /// Its port.
    pub port: u16,
    /// Its host; `.` says that the domain does not have the service.
    pub host: String,
}

/// Names are looked up here. An empty answer is that there is no such record; an error, that nobody knows.
#[async_trait]
pub trait Names: Debug + Send + Sync {
    /// The NAPTR records of a domain.
    async fn naptr(&self, domain: &str) -> Result<Vec<Naptr>, String>;
    /// The SRV records of a name, such as `_sips._tcp.example.com`.
    async fn srv(&self, name: &str) -> Result<Vec<Srv>, String>;
    /// The addresses of a host.
    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, String>;
}

/// Names that are waited for so long, each.
#[derive(Debug)]
pub(super) struct Bounded<'a> {
    pub(super) names: &'a dyn Names,
    pub(super) limit: Duration,
}

impl Bounded<'_> {
    async fn wait<T>(&self, looked: impl Future<Output = Result<T, String>> + Send) -> Result<T, String> {
        let silent = |_| Err(format!("the name servers did not answer in {} ms", self.limit.as_millis()));
        timeout(self.limit, looked).await.unwrap_or_else(silent)
    }
}

#[async_trait]
impl Names for Bounded<'_> {
    async fn naptr(&self, domain: &str) -> Result<Vec<Naptr>, String> {
        self.wait(self.names.naptr(domain)).await
    }

    async fn srv(&self, name: &str) -> Result<Vec<Srv>, String> {
        self.wait(self.names.srv(name)).await
    }

    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, String> {
        self.wait(self.names.addresses(host)).await
    }
}

/// The name servers and the hosts file of this machine.
#[derive(Debug)]
pub struct SystemNames(TokioResolver);

impl SystemNames {
    /// As `/etc/resolv.conf` says, or the system's own settings elsewhere.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn new() -> Result<Self, String> {
        let resolver = TokioResolver::builder_tokio().and_then(hickory_resolver::ResolverBuilder::build);
        resolver.map(Self).map_err(|error| format!("this machine's name servers cannot be read: {error}"))
    }

    async fn records(&self, name: &str, kind: RecordType) -> Result<Vec<RData>, String> {
        match self.0.lookup(absolute(name), kind).await {
            Ok(found) => Ok(found.answers().iter().map(|record| record.data.clone()).collect()),
            Err(error) => none_found(&error, Vec::new()),
        }
    }
}

/// A search list is for people who type: a SIP domain is whole.
fn absolute(name: &str) -> String {
    format!("{}.", name.trim_end_matches('.'))
}

fn none_found<T>(error: &NetError, none: T) -> Result<T, String> {
    if error.is_no_records_found() { Ok(none) } else { Err(error.to_string()) }
}

#[async_trait]
impl Names for SystemNames {
    async fn naptr(&self, domain: &str) -> Result<Vec<Naptr>, String> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let records = self.records(domain, RecordType::NAPTR).await?;
        let naptr = |data| match data {
            RData::NAPTR(record) => Some(Naptr {
                order: record.order,
                preference: record.preference,
                flags: text(&record.flags),
                service: text(&record.services),
                replacement: record.replacement.to_ascii(),
            }),
            _ => None,
        };
        Ok(records.into_iter().filter_map(naptr).collect())
    }

    async fn srv(&self, name: &str) -> Result<Vec<Srv>, String> {
        let records = self.records(name, RecordType::SRV).await?;
        let srv = |data| match data {
            RData::SRV(record) => Some(Srv {
                priority: record.priority,
                weight: record.weight,
                port: record.port,
                host: record.target.to_ascii(),
            }),
            _ => None,
        };
        Ok(records.into_iter().filter_map(srv).collect())
    }

    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, String> {
        match self.0.lookup_ip(absolute(host)).await {
            Ok(found) => Ok(found.iter().collect()),
            Err(error) => none_found(&error, Vec::new()),
        }
    }
}
