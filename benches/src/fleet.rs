//! Many trunks, all alike: 5 addresses, 3 targets and 4 numbers each, on one Exotel account or on as many Twilio accounts
//! as it takes.

use std::{collections::BTreeMap, ops::Range, path::Path, sync::Arc, time::Duration};

use trunkline::{
    exotel::{self, Exotel},
    http::{Options, RateLimit, RetryOptions},
    model::{AclEntrySpec, NumberSpec, OriginationUriSpec, TerminationAuth, TrunkName, TrunkSpec},
    provider::DynProvider,
    twilio::{self, Twilio},
};
use trunkline_engine::{
    Digest, Environment, File, Registry, Wanted, WantedTrunk,
    file::{Draft, DraftTrunk, write},
};
use trunkline_sim::{Carrier, ExotelAccount, Fixture, Simulator, Switches, TwilioAccount};

/// How many addresses each trunk has.
pub const ADDRESSES: usize = 5;
/// How many targets each trunk has.
pub const TARGETS: usize = 3;
/// How many numbers each trunk has.
pub const NUMBERS: usize = 4;
/// How many trunks a Twilio account takes (Twilio, Elastic SIP Trunking, Scale and limits).
const PER_TWILIO_ACCOUNT: usize = 100;

const FIXED: &str = "it keeps the rules";

/// So many trunks on a carrier.
#[derive(Debug, Clone, Copy)]
pub struct Fleet {
    /// Which carrier.
    pub carrier: Carrier,
    /// How many.
    pub trunks: usize,
}

impl Fleet {
    /// The carrier's name.
    pub fn carrier_name(self) -> &'static str {
        if self.is_twilio() { "Twilio" } else { "Exotel" }
    }

    /// How many accounts they take.
    pub fn accounts(self) -> usize {
        self.trunks.div_ceil(self.per_account())
    }

    fn is_twilio(self) -> bool {
        self.carrier == Carrier::Twilio
    }

    fn per_account(self) -> usize {
        if self.is_twilio() { PER_TWILIO_ACCOUNT } else { self.trunks.max(1) }
    }

    /// A simulator with their accounts, and no limits. It has no trunk yet.
    ///
    /// # Panics
    /// When it cannot start.
    pub async fn simulator(self) -> Simulator {
        let mut switches = Switches::default();
        switches.exotel.rate_limit = None;
        switches.exotel.connection_limit = None;
        let builder = Simulator::builder().fixture(self.fixture()).switches(switches);
        builder.start().await.expect("a port of loopback is free")
    }

    fn fixture(self) -> Fixture {
        let mut fixture = Fixture { exotel: Vec::new(), twilio: Vec::new() };
        for account in 0..self.accounts() {
            let first = account * self.per_account();
            let numbers = self.numbers(first..self.trunks.min(first + self.per_account()));
            if self.is_twilio() {
                fixture.twilio.push(TwilioAccount {
                    account_sid: twilio_sid(account),
                    auth_token: "token".to_owned(),
                    api_keys: Vec::new(),
                    numbers,
                });
            } else {
                fixture.exotel.push(ExotelAccount {
                    account_sid: "fleet".to_owned(),
                    api_key: "key".to_owned(),
                    api_token: "token".to_owned(),
                    numbers,
                });
            }
        }
        fixture
    }

    /// The accounts by profile, on a simulator at this address.
    ///
    /// # Panics
    /// When no client can be made.
    pub fn providers(self, url: &str, http: &Options) -> BTreeMap<String, DynProvider> {
        let provider = |account| -> DynProvider {
            // Each account has limits of its own.
            let http = http.clone().with_rate_limit(RateLimit::new(None, Some(50)));
            if self.is_twilio() {
                let config = twilio::Config::new(twilio_sid(account), "token".into());
                let config = config.with_base_url(url).with_http(http);
                Arc::new(Twilio::new(twilio::Client::new(config).expect(FIXED)))
            } else {
                let config = exotel::Config::new("fleet", "key", "token".into());
                let config = config.with_base_url(url).with_http(http);
                Arc::new(Exotel::new(exotel::Client::new(config).expect(FIXED)))
            }
        };
        (0..self.accounts()).map(|account| (profile(account), provider(account))).collect()
    }

    /// The text of the file that describes them.
    ///
    /// # Panics
    /// When the accounts cannot be described.
    pub fn file(self) -> String {
        let account = |account| {
            let profile = profile(account);
            if self.is_twilio() {
                let sid = twilio_sid(account);
                format!("  {profile}: {{ kind: twilio, account: {sid}, auth_token: {{ env: TOKEN }} }}\n")
            } else {
                let login = "api_key: { env: KEY }, api_token: { env: TOKEN }";
                format!("  {profile}: {{ kind: exotel, account: fleet, {login} }}\n")
            }
        };
        let accounts: String = (0..self.accounts()).map(account).collect();
        let (path, text) = (Path::new("trunkline.yaml"), format!("carriers:\n{accounts}"));
        let accounts =
            File::read(&Registry::default(), &Environment::new(|_| None), path, &text).expect(FIXED);
        let draft = |trunk| DraftTrunk { trunk, comments: Vec::new() };
        let trunks = self.wanted().trunks.into_iter().map(draft).collect();
        write(&Draft { comments: Vec::new(), trunks }, &accounts.profiles)
    }

    /// What the file asks for.
    pub fn wanted(self) -> Wanted {
        let mut trunks: Vec<WantedTrunk> = (0..self.trunks).map(|n| self.trunk(n)).collect();
        trunks.sort_by(|a, b| (&a.profile, &a.name).cmp(&(&b.profile, &b.name)));
        Wanted { digest: Digest::of_bytes(&self.trunks.to_be_bytes()), trunks }
    }

    fn trunk(self, n: usize) -> WantedTrunk {
        let name: TrunkName = format!("fleet_{n:05}").parse().expect(FIXED);
        let address = |n| AclEntrySpec::new(format!("44.229.228.{n}").parse().expect(FIXED));
        let target = |n| {
            let uri = format!("sip:sbc{n}.example.com:5061;transport=tls");
            OriginationUriSpec::new(uri.parse().expect(FIXED))
        };
        let numbers = self.numbers(n..n + 1);
        WantedTrunk {
            acl: Some((1..=ADDRESSES).map(address).collect()),
            origination: Some((1..=TARGETS).map(target).collect()),
            numbers: Some(
                numbers.iter().map(|number| NumberSpec::new(number.parse().expect(FIXED))).collect(),
            ),
            ..WantedTrunk::new(profile(n / self.per_account()), TrunkSpec::new(name, TerminationAuth::IpAcl))
        }
    }

    /// The numbers of these trunks.
    fn numbers(self, trunks: Range<usize>) -> Vec<String> {
        let number = |n: usize| match self.carrier {
            Carrier::Twilio => format!("+1415{:07}", 5_550_000 + n),
            _ => format!("+9180{:08}", 40_000_000 + n),
        };
        (trunks.start * NUMBERS..trunks.end * NUMBERS).map(number).collect()
    }
}

/// As fast as the machine goes: no waiting before a second attempt.
#[must_use]
pub fn hurried(http: Options) -> Options {
    http.with_retry(RetryOptions::new().with_base(Duration::ZERO))
}

fn profile(account: usize) -> String {
    format!("account{account:02}")
}

/// The SID of a Twilio account of theirs.
pub fn twilio_sid(account: usize) -> String {
    format!("AC{account:032x}")
}
