//! What an SBC and a firewall need to know of Exotel's media, which no API says.

use std::ops::RangeInclusive;

/// Codecs that Exotel speaks, the preferred one first. One page of Exotel's names PCMA only, others G.711 as a whole.
pub const CODECS: [&str; 2] = ["PCMA", "PCMU"];

/// UDP ports of Exotel's media. One guide of Exotel's ends at 20000; its network page and the others at 40000.
pub const RTP_PORTS: RangeInclusive<u16> = 10_000..=40_000;
