//! Configuration for what carries the calls, from the same description as the trunks.
//!
//! A fragment is text for one file or one API call of a platform. It holds no secret: where a password belongs stands
//! a reference, and a note says how it is filled in. Where calls go on to the next carrier is part of it as far as the
//! platform can be told: after 408, 500, 502, 503, 504 and a carrier that does not answer; never after 486 or 603, as
//! a busy party is busy on every carrier. What the platform cannot be told is a note.

mod asterisk;
mod freeswitch;
mod jambonz;
mod kamailio;
mod livekit;
mod place;
mod route;

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::Serialize;
use trunkline::model::TrunkName;

pub use place::{Places, look, offline};
pub use route::{Login, Options, Route, Unplaced, edges, routes};

/// Answers to a call after which the next carrier is tried.
pub const REROUTE: [u16; 5] = [408, 500, 502, 503, 504];

/// A platform that carries calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// LiveKit SIP: requests to create inbound and outbound trunks.
    LiveKit,
    /// jambonz: requests to create a carrier and its gateways.
    Jambonz,
    /// Asterisk: `pjsip.conf` and a context of `extensions.conf`.
    Asterisk,
    /// Kamailio: a list for its dispatcher module and routes that use it.
    Kamailio,
    /// FreeSWITCH: gateways and a context of the dialplan for each trunk.
    FreeSwitch,
}

impl Platform {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::LiveKit, Self::Jambonz, Self::Asterisk, Self::Kamailio, Self::FreeSwitch];

    /// Its name on a command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LiveKit => "livekit",
            Self::Jambonz => "jambonz",
            Self::Asterisk => "asterisk",
            Self::Kamailio => "kamailio",
            Self::FreeSwitch => "freeswitch",
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Platform {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|platform| platform.as_str() == text)
            .ok_or_else(|| format!("{text:?} is none of livekit, jambonz, asterisk, kamailio and freeswitch"))
    }
}

/// Text for one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fragment {
    /// A name for the file: letters, digits, `.`, `_` and `-`.
    pub file: String,
    /// What goes into it.
    pub text: String,
}

/// What a platform is to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Emitted {
    /// For which platform.
    pub platform: Platform,
    /// The texts.
    pub fragments: Vec<Fragment>,
    /// What else a person has to know or do.
    pub notes: Vec<String>,
}

impl Emitted {
    fn add(&mut self, file: impl Into<String>, text: String) {
        self.fragments.push(Fragment { file: file.into(), text });
    }

    fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn add_json(&mut self, file: String, value: &serde_json::Value) {
        // The alternate form of a JSON value is its pretty text.
        self.add(file, format!("{value:#}\n"));
    }
}

/// What `platform` is to be told, so that it uses `routes`: those of one trunk in their order, one after the other.
pub fn emit(platform: Platform, routes: &[Route]) -> Emitted {
    let mut emitted = Emitted { platform, fragments: Vec::new(), notes: Vec::new() };
    match platform {
        Platform::LiveKit => livekit::emit(routes, &mut emitted),
        Platform::Jambonz => jambonz::emit(routes, &mut emitted),
        Platform::Asterisk => asterisk::emit(&by_trunk(routes), &mut emitted),
        Platform::Kamailio => kamailio::emit(&by_trunk(routes), &mut emitted),
        Platform::FreeSwitch => freeswitch::emit(&by_trunk(routes), &mut emitted),
    }
    for route in routes {
        if let Some(Login { variable, file: Some(file), .. }) = &route.login {
            emitted.note(format!("{variable} stands for the password in the file {}", file.display()));
        }
    }
    emitted
}

type Groups<'a> = BTreeMap<&'a TrunkName, Vec<&'a Route>>;

fn by_trunk(routes: &[Route]) -> Groups<'_> {
    let mut groups = Groups::new();
    for route in routes {
        groups.entry(&route.trunk).or_default().push(route);
    }
    groups
}

/// `408, 500, 502, 503, 504`, or with another separator.
fn reroute(separator: &str) -> String {
    REROUTE.map(|code| code.to_string()).join(separator)
}
