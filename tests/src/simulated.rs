//! A carrier over HTTP, against the simulator.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use trunkline::{
    http::{Options, RateLimit, RetryOptions},
    model::E164,
    provider::DynProvider,
};
use trunkline_conformance::{
    FaultControl, Harness, HarnessError, LATER, Manner, Missing, SharedLists, Trouble, TrunkUser,
};
use trunkline_sim::{
    Carrier, ErrorBody, ExotelSwitches, Fault, Faults, Fixture, Rule, Simulator, State, StatusFault, When,
};

use crate::{clients::Setup, odd::Shape, watch::Watch};

/// Small, so that seven objects take three pages.
pub const PAGE_SIZE: u32 = 3;

/// How many free numbers the first account of each carrier has.
const NUMBERS: usize = 8;

/// The fault that is none.
const NOTHING: Fault = Fault::Delay { milliseconds: 0 };

/// Longer than anyone waits.
const FOR_EVER: Duration = Duration::from_hours(24);

/// What the suite has to know of a simulated account.
#[derive(Debug)]
pub struct Account {
    /// The numbers it owns.
    pub numbers: Vec<String>,
    /// A number it does not own.
    pub unowned: &'static str,
    /// Identifiers of nothing.
    pub missing: Missing,
    /// What the carrier's objects are made of.
    pub shape: Shape,
}

/// Makes a client of the account.
type Client = Box<dyn Fn(Setup) -> trunkline::Result<DynProvider> + Send + Sync>;

/// Someone else on an account.
pub trait Others: SharedLists + TrunkUser {}

impl<T: SharedLists + TrunkUser> Others for T {}

/// A backend and the simulator it speaks to.
pub struct Simulated {
    simulator: Simulator,
    client: Client,
    provider: DynProvider,
    watch: Arc<Watch>,
    /// How many requests were counted, which the simulator's log has no more.
    counted: AtomicUsize,
    /// How many attempts there were when faults were set.
    before: AtomicUsize,
    /// How many of the requests since are to be held back, the last of them for good.
    held: AtomicUsize,
    numbers: Vec<E164>,
    unowned: E164,
    account: Account,
    others: Option<Box<dyn Others>>,
}

impl Simulated {
    /// A backend for an account.
    ///
    /// # Errors
    /// The first number that is none, or the setup that is no configuration.
    pub fn new(
        simulator: Simulator,
        client: impl Fn(Setup) -> trunkline::Result<DynProvider> + Send + Sync + 'static,
        account: Account,
    ) -> Result<Self, HarnessError> {
        let watch = Arc::<Watch>::default();
        let mut setup = Setup::new();
        setup.http = setup.http.with_observer(Arc::<Watch>::clone(&watch));
        Ok(Self {
            provider: client(setup)?,
            simulator,
            client: Box::new(client),
            watch,
            counted: AtomicUsize::default(),
            before: AtomicUsize::default(),
            held: AtomicUsize::default(),
            numbers: account.numbers.iter().map(|number| number.parse()).collect::<Result<_, _>>()?,
            unowned: account.unowned.parse()?,
            account,
            others: None,
        })
    }

    /// With someone whose lists trunks share, and whose things need trunks.
    #[must_use]
    pub fn with_others(self, others: impl Others + 'static) -> Self {
        Self { others: Some(Box::new(others)), ..self }
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
        self.account.missing.clone()
    }

    fn requests(&self) -> Option<usize> {
        // Counted once each: a scenario asks often, and the log is copied whole.
        let new = self.simulator.requests().len();
        self.simulator.clear_requests();
        Some(self.counted.fetch_add(new, Ordering::Relaxed) + new)
    }

    fn faults(&self) -> Option<&dyn FaultControl> {
        Some(self)
    }

    fn client(&self, manner: Manner) -> Option<DynProvider> {
        let setup = Setup::of(manner, self.account.shape)?;
        Some((self.client)(setup).expect("every setup is a configuration that can work"))
    }

    fn shared_lists(&self) -> Option<&dyn SharedLists> {
        self.others.as_deref().map(|others| others as _)
    }

    fn trunk_user(&self) -> Option<&dyn TrunkUser> {
        self.others.as_deref().map(|others| others as _)
    }

    fn abandoned(&self) -> Option<usize> {
        Some(self.watch.abandoned())
    }
}

#[async_trait]
impl FaultControl for Simulated {
    fn nth(&self, n: u64, trouble: Trouble) {
        self.before.store(self.watch.started(), Ordering::Relaxed);
        self.held.store(usize::try_from(n).unwrap_or(usize::MAX), Ordering::Relaxed);
        self.set([(When::Requests(vec![n]), fault(trouble))]);
    }

    fn since_nth(&self, n: u64, trouble: Trouble) {
        // Nothing happens to those before: the first rule that fires is the one.
        self.set([(When::First(n - 1), NOTHING), (When::Always, fault(trouble))]);
    }

    fn cut_after(&self, n: u64) {
        self.set([
            (When::First(n - 1), NOTHING),
            (When::First(n), Fault::ResetAfter),
            (When::Always, Fault::ResetBefore),
        ]);
    }

    fn heal(&self) {
        self.set([]);
    }

    async fn held_back(&self) {
        let (before, held) = (self.before.load(Ordering::Relaxed), self.held.load(Ordering::Relaxed));
        // The simulator is on this runtime, and carries a request out in one go once its body has come.
        let carried_out = || {
            let requests = self.simulator.requests();
            requests.last().is_some_and(|request| {
                let whole = request.body.is_some() || matches!(&*request.method, "GET" | "DELETE");
                request.fault == Some("delay") && request.status.is_none() && whole
            })
        };
        while self.watch.started() - before < held || !carried_out() {
            tokio::task::yield_now().await;
        }
    }

    fn hold(&self, written: &str, text: &str) {
        let state = self.simulator.state().to_json().replace(written, text);
        let loaded = State::from_json(&state).map(|state| self.simulator.load(state));
        assert!(matches!(loaded, Ok(Ok(()))), "the simulator cannot hold {text:?}: {loaded:?}");
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
    let status = |code| Fault::Status(StatusFault::new(code));
    match trouble {
        Trouble::AnswerLost => Fault::ResetAfter,
        Trouble::AnswerCut => Fault::CutBody,
        Trouble::AnswerSlow => Fault::Trickle { bytes: 1, every_milliseconds: milliseconds(FOR_EVER) },
        Trouble::AnswerHeld => Fault::Delay { milliseconds: milliseconds(FOR_EVER) },
        Trouble::GatewayPage => Fault::Status(StatusFault::new(502).with_body(ErrorBody::Html).processed()),
        Trouble::LoginPage => Fault::Status(StatusFault::new(200).with_body(ErrorBody::Html).processed()),
        Trouble::TooManyRequests => status(429),
        Trouble::ComeAgainLater => {
            let seconds = u32::try_from(LATER.as_secs()).unwrap_or(u32::MAX);
            Fault::Status(StatusFault::new(429).with_retry_after(seconds))
        }
        Trouble::InternalError => status(500),
        Trouble::BadGateway => status(502),
        Trouble::Unavailable => status(503),
        Trouble::PageLoops => Fault::PageLoops,
        Trouble::PageElsewhere => Fault::PageElsewhere { origin: "https://carrier.invalid".to_owned() },
        Trouble::EmptyPage => Fault::EmptyPage,
        other => unreachable!("{other:?} is no trouble that the simulator was told of"),
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
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
    let retry = RetryOptions::new().with_base(Duration::ZERO);
    Options::new().with_rate_limit(RateLimit::new(None, None)).with_retry(retry)
}
