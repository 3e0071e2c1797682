//! Where to send calls.

use serde::Serialize;

use super::Transport;
use crate::capability::Evidence;

/// Where a platform sends the calls it places through a trunk: the first thing a person wants to see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Termination {
    /// The SIP domain: on Twilio the host to send to, on Exotel the account's domain on the trunk record, which
    /// is apart from the edge. `None` while a Twilio trunk has none: it cannot take calls then.
    pub domain: Option<String>,
    /// Hosts to send SIP to, nearest choice left to the user. Empty when the carrier publishes none: its
    /// support gives the host then.
    pub edges: Vec<Edge>,
    /// Transports the carrier takes.
    pub transports: Vec<Transport>,
    /// Where this is known from.
    pub evidence: Evidence,
}

impl Termination {
    /// A place to send calls to; edges and transports are added to it.
    pub fn new(domain: Option<String>, evidence: Evidence) -> Self {
        Self { domain, edges: Vec::new(), transports: Vec::new(), evidence }
    }

    /// With these edges.
    #[must_use]
    pub fn with_edges(mut self, edges: impl IntoIterator<Item = Edge>) -> Self {
        self.edges = edges.into_iter().collect();
        self
    }

    /// With these transports.
    #[must_use]
    pub fn with_transports(mut self, transports: impl IntoIterator<Item = Transport>) -> Self {
        self.transports = transports.into_iter().collect();
        self
    }
}

/// One host that takes SIP for a trunk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Edge {
    /// What the carrier calls it: `dublin`, `india, digest`.
    pub name: String,
    /// The host.
    pub host: String,
    /// The port, when it is not the transport's own.
    pub port: Option<u16>,
    /// The transport, when the host takes only one at that port.
    pub transport: Option<Transport>,
}

impl Edge {
    /// A host.
    pub fn new(name: impl Into<String>, host: impl Into<String>) -> Self {
        Self { name: name.into(), host: host.into(), port: None, transport: None }
    }

    /// At a port, for one transport.
    #[must_use]
    pub fn at(mut self, port: u16, transport: Transport) -> Self {
        self.port = Some(port);
        self.transport = Some(transport);
        self
    }
}
