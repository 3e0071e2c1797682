//! What only a person can say, on the command line.

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser as _},
};
use trunkline_engine::{
    eligibility::{Codec, Countries, Country},
    failover::Told,
    trunkline::model::{E164, Transport},
};

/// What no API tells. What is left out stays unknown.
#[derive(Debug, Args)]
#[command(next_help_heading = "What no API tells")]
pub(super) struct Said {
    /// Where calls go: a country (IN) or a country code (+91); can be given several times [default: the country of each
    /// number].
    #[arg(long = "destination", value_name = "COUNTRY")]
    destinations: Vec<Countries>,
    /// A country that the other account may call: Twilio's geographic permissions, Exotel's activation; several times.
    #[arg(long, value_name = "COUNTRY", requires = "to")]
    permitted: Vec<Country>,
    /// A number that is verified as a caller id on the other account (Twilio); several times.
    #[arg(long, value_name = "NUMBER", requires = "to")]
    verified: Vec<E164>,
    /// A codec that your side offers, such as PCMA; several times.
    #[arg(long = "codec", value_name = "CODEC")]
    codecs: Vec<Codec>,
    /// How your side signals.
    #[arg(long, value_name = "TRANSPORT", value_parser = PossibleValuesParser::new(["udp", "tcp", "tls"]).map(|word| transport(&word)))]
    signalling: Option<Transport>,
    /// How your side sends media.
    #[arg(long, value_name = "PROTOCOL", value_parser = ["rtp", "srtp"])]
    media: Option<String>,
}

fn transport(word: &str) -> Transport {
    match word {
        "udp" => Transport::Udp,
        "tcp" => Transport::Tcp,
        _ => Transport::Tls,
    }
}

impl Said {
    pub(super) fn told(self) -> Told {
        Told {
            destinations: self.destinations,
            permitted: self.permitted.into_iter().collect(),
            verified: self.verified.into_iter().collect(),
            offers: self.codecs.into_iter().collect(),
            signalling: self.signalling,
            srtp: self.media.map(|protocol| protocol == "srtp"),
        }
    }
}
