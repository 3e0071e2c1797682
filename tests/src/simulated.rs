//! A carrier over HTTP, against the simulator.

use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use trunkline::{
    http::{Options, RateLimit, RetryOptions},
    model::{E164, InvalidValue},
    provider::{AnyProvider, DynProvider},
};
use trunkline_conformance::{FaultControl, Harness, HarnessError, Missing, Trouble};
use trunkline_sim::{
    Carrier, ErrorBody, ExotelSwitches, Fault, Faults, Fixture, Rule, Simulator, StatusFault, When,
};

/// Small, so that seven objects take three pages.
pub const PAGE_SIZE: u32 = 3;

/// How many free numbers the first account of each carrier has.
const NUMBERS: usize = 8;

/// A backend and the simulator it speaks to.
pub struct Simulated {
    simulator: Simulator,
    provider: DynProvider,
    numbers: Vec<E164>,
    unowned: E164,
    missing: Missing,
}

impl Simulated {
    /// A backend for an account that owns `numbers`.
    ///
    /// # Errors
    /// The first number that is none.
    pub fn new(
        simulator: Simulator,
        // By the enum, so that its dispatch is under test too.
        provider: AnyProvider,
        numbers: &[String],
        unowned: &str,
        missing: Missing,
    ) -> Result<Self, InvalidValue> {
        Ok(Self {
            simulator,
            provider: Arc::new(provider),
            numbers: numbers.iter().map(|number| number.parse()).collect::<Result<_, _>>()?,
            unowned: unowned.parse()?,
            missing,
        })
    }

    /// The simulator.
    pub fn simulator(&self) -> &Simulator {
        &self.simulator
    }
}

impl fmt::Debug for Simulated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulated").field("provider", &self.provider).finish_non_exhaustive()
    }
}

#[async_trait]
impl Harness for Simulated {
    fn provider(&self) -> DynProvider {
        Arc::clone(&self.provider)
    }

    fn numbers(&self) -> Vec<E164> {
        self.numbers.clone()
    }

    fn unowned_number(&self) -> E164 {
        self.unowned.clone()
    }

    fn missing(&self) -> Missing {
        self.missing.clone()
    }

    fn requests(&self) -> Option<usize> {
        Some(self.simulator.requests().len())
    }

    fn faults(&self) -> Option<&dyn FaultControl> {
        Some(self)
    }
}

impl FaultControl for Simulated {
    fn nth(&self, n: u64, trouble: Trouble) {
        self.set([(When::Requests(vec![n]), fault(trouble))]);
    }

    fn always(&self, trouble: Trouble) {
        self.set([(When::Always, fault(trouble))]);
    }

    fn cut_after(&self, n: u64) {
        self.set([
            // Nothing happens to those before: the first rule that fires is the one.
            (When::First(n - 1), Fault::Delay { milliseconds: 0 }),
            (When::First(n), Fault::ResetAfter),
            (When::Always, Fault::ResetBefore),
        ]);
    }

    fn heal(&self) {
        self.set([]);
    }
}

impl Simulated {
    fn set<const N: usize>(&self, rules: [(When, Fault); N]) {
        let carrier = match self.provider.identity().carrier.as_str() {
            "exotel" => Carrier::Exotel,
            _ => Carrier::Twilio,
        };
        let faults = rules.into_iter().fold(Faults::none(), |faults, (when, fault)| {
            faults.with_rule(Rule::new(carrier, "*", fault).when(when))
        });
        self.simulator.faults().set(faults).expect("these can happen to any request of either carrier");
    }
}

fn fault(trouble: Trouble) -> Fault {
    match trouble {
        Trouble::AnswerCut => Fault::CutBody,
        Trouble::GatewayPage => Fault::Status(StatusFault::new(502).with_body(ErrorBody::Html).processed()),
        Trouble::TooManyRequests => Fault::Status(StatusFault::new(429)),
        Trouble::Unavailable => Fault::Status(StatusFault::new(503)),
        _ => Fault::ResetAfter,
    }
}

/// Both carriers on a free port, without a limit of requests a minute.
///
/// # Errors
/// When no port can be listened on.
pub async fn simulator() -> Result<Simulator, HarnessError> {
    let mut fixture = Fixture::default();
    let exotel = fixture.exotel[0].numbers.len()..NUMBERS;
    fixture.exotel[0].numbers.extend(exotel.map(|n| format!("+9180402642{n:02}")));
    let twilio = fixture.twilio[0].numbers.len()..NUMBERS;
    fixture.twilio[0].numbers.extend(twilio.map(|n| format!("+141555501{n:02}")));
    let mut switches = ExotelSwitches::default();
    switches.rate_limit = None;
    Ok(Simulator::builder().fixture(fixture).exotel_switches(switches).start().await?)
}

/// As fast as the machine goes.
pub fn unlimited() -> Options {
    let retry = RetryOptions::new().with_base(Duration::from_millis(1)).with_cap(Duration::from_millis(4));
    Options::new().with_rate_limit(RateLimit::new(None, None)).with_retry(retry)
}
