//! Starting, finding and stopping a simulator.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::accept;
use crate::clock::Clock;
use crate::control;
use crate::exotel::{Exotel, ExotelSwitches};
use crate::fault::{FaultError, Faults, LiveFaults};
use crate::fixture::Fixture;
use crate::front::Front;
use crate::gate::Gate;
use crate::request_log::{RequestLog, SeenRequest};
use crate::snapshot::{State, StateError};
use crate::switches::Switches;
use crate::twilio::{Twilio, TwilioSwitches};
use crate::world::{Start, World};

/// What a simulator starts with.
#[derive(Debug, Clone)]
#[must_use = "nothing listens before `start`"]
pub struct Builder {
    fixture: Fixture,
    seed: u64,
    clock: Clock,
    listen: SocketAddr,
    exotel_listen: Option<SocketAddr>,
    twilio_listen: Option<SocketAddr>,
    control_listen: Option<SocketAddr>,
    switches: Switches,
    state: Option<State>,
    faults: Faults,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            fixture: Fixture::default(),
            seed: 0,
            clock: Clock::default(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            exotel_listen: None,
            twilio_listen: None,
            control_listen: None,
            switches: Switches::default(),
            state: None,
            faults: Faults::none(),
        }
    }
}

impl Builder {
    /// The accounts that exist, and the numbers they own. Default: [`Fixture::default`].
    pub fn fixture(self, fixture: Fixture) -> Self {
        Self { fixture, ..self }
    }

    /// What ids are made from: the same seed and the same order of requests give the same ids. Default: 0.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The time. Default: the system's.
    pub fn clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The shared listener's address. Default: a free port of 127.0.0.1.
    pub fn listen(self, address: SocketAddr) -> Self {
        Self { listen: address, ..self }
    }

    /// A listener for Exotel alone, which the shared one then does not serve. Default: none.
    pub fn exotel_listen(self, address: impl Into<Option<SocketAddr>>) -> Self {
        Self { exotel_listen: address.into(), ..self }
    }

    /// A listener for Twilio alone, which the shared one then does not serve. Default: none.
    pub fn twilio_listen(self, address: impl Into<Option<SocketAddr>>) -> Self {
        Self { twilio_listen: address.into(), ..self }
    }

    /// Behaviour that no source settles, of both carriers.
    pub fn switches(self, switches: Switches) -> Self {
        Self { switches, ..self }
    }

    /// Behaviour that no source settles about Exotel.
    pub fn exotel_switches(mut self, switches: ExotelSwitches) -> Self {
        self.switches.exotel = switches;
        self
    }

    /// Behaviour that no source settles about Twilio.
    pub fn twilio_switches(mut self, switches: TwilioSwitches) -> Self {
        self.switches.twilio = switches;
        self
    }

    /// What there is before the first request. Default: the accounts and their numbers, and nothing else.
    pub fn state(self, state: State) -> Self {
        Self { state: Some(state), ..self }
    }

    /// A listener for the control API, which is not served anywhere else. Default: none.
    pub fn control_listen(self, address: impl Into<Option<SocketAddr>>) -> Self {
        Self { control_listen: address.into(), ..self }
    }

    /// What goes wrong from the first request on. Default: nothing. It can be changed later: [`Simulator::faults`].
    pub fn faults(self, faults: Faults) -> Self {
        Self { faults, ..self }
    }

    /// Binds the listeners and serves them on the current Tokio runtime. Once this returns, requests are answered.
    pub async fn start(self) -> Result<Simulator, StartError> {
        if let Some(mistake) = self.fixture.mistake() {
            return Err(StartError::Fixture(mistake));
        }
        // All are bound before one is served: a start that fails has answered nobody.
        let shared_gate = bind(self.listen).await?;
        let exotel_gate = bind_own(self.exotel_listen).await?;
        let twilio_gate = bind_own(self.twilio_listen).await?;
        let control_listener = match self.control_listen {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        let faults = LiveFaults::new(exotel_gate.clone(), twilio_gate.clone());
        faults.set(self.faults.clone())?;

        let Switches { exotel, twilio } = self.switches.clone();
        let exotel = Arc::new(Exotel::new(&self.fixture, self.clock.clone(), self.seed, exotel));
        let twilio = Arc::new(Twilio::new(&self.fixture, self.clock.clone(), self.seed, twilio));
        let world = Arc::new(World {
            exotel: Arc::clone(&exotel),
            twilio: Arc::clone(&twilio),
            log: RequestLog::default(),
            faults,
            clock: self.clock,
            start: Start { state: self.state, switches: self.switches, faults: self.faults },
        });
        if let Some(state) = &world.start.state {
            world.load(state.clone())?;
        }
        let (stop, stopped) = watch::channel(false);
        let shared = Front {
            exotel: exotel_gate.is_none().then(|| Arc::clone(&exotel)),
            twilio: twilio_gate.is_none().then(|| Arc::clone(&twilio)),
            log: world.log.clone(),
            faults: world.faults.clone(),
            clock: world.clock.clone(),
            stop: stopped.clone(),
        };
        let exotel_alone = Front { exotel: Some(exotel), twilio: None, ..shared.clone() };
        let twilio_alone = Front { exotel: None, twilio: Some(twilio), ..shared.clone() };
        let url = |own: &Option<Arc<Gate>>| own.as_ref().unwrap_or(&shared_gate).url();
        let (exotel_url, twilio_url) = (url(&exotel_gate), url(&twilio_gate));
        let url = shared_gate.url();

        let served = [(Some(shared_gate), shared), (exotel_gate, exotel_alone), (twilio_gate, twilio_alone)];
        let served: Vec<_> = served.into_iter().filter_map(|(gate, front)| Some((gate?, front))).collect();
        let gates = served.iter().map(|(gate, _)| Arc::clone(gate)).collect();
        let serve = |(gate, front)| tokio::spawn(accept::serve(gate, Arc::new(front), stopped.clone()));
        let mut servers: Vec<_> = served.into_iter().map(serve).collect();
        let mut control_url = None;
        if let Some((listener, address)) = control_listener {
            control_url = Some(format!("http://{address}"));
            servers.push(tokio::spawn(control::serve(listener, Arc::clone(&world), stopped)));
        }
        Ok(Simulator {
            url,
            exotel_url,
            twilio_url,
            control_url,
            fixture: self.fixture,
            world,
            stop,
            gates,
            servers,
        })
    }
}

async fn bind_own(address: Option<SocketAddr>) -> Result<Option<Arc<Gate>>, StartError> {
    match address {
        Some(address) => bind(address).await.map(Some),
        None => Ok(None),
    }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let listening = async {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    listening.await.map_err(|source| StartError::Bind { address, source })
}

async fn bind(address: SocketAddr) -> Result<Arc<Gate>, StartError> {
    Gate::bind(address).await.map(Arc::new).map_err(|source| StartError::Bind { address, source })
}

/// Both carriers, running. Stops when dropped.
#[derive(Debug)]
pub struct Simulator {
    url: String,
    exotel_url: String,
    twilio_url: String,
    control_url: Option<String>,
    fixture: Fixture,
    world: Arc<World>,
    stop: watch::Sender<bool>,
    gates: Vec<Arc<Gate>>,
    servers: Vec<JoinHandle<()>>,
}

impl Simulator {
    /// What to start with.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// `http://127.0.0.1:PORT` of the shared listener. It serves the carriers that have no listener of their own,
    /// and answers 404 to everything else.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where Exotel is, in place of `https://api.in.exotel.com`.
    pub fn exotel_url(&self) -> &str {
        &self.exotel_url
    }

    /// Where Twilio is, in place of `https://trunking.twilio.com` and `https://api.twilio.com`.
    pub fn twilio_url(&self) -> &str {
        &self.twilio_url
    }

    /// Where the control API is, if it has a listener.
    pub fn control_url(&self) -> Option<&str> {
        self.control_url.as_deref()
    }

    /// The accounts it was started with.
    pub fn fixture(&self) -> &Fixture {
        &self.fixture
    }

    /// Its clock, which can be advanced if it is a manual one.
    pub fn clock(&self) -> &Clock {
        &self.world.clock
    }

    /// The latest 10,000 requests, in the order they came.
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.world.log.all()
    }

    /// Forgets the requests seen so far.
    pub fn clear_requests(&self) {
        self.world.log.clear();
    }

    /// What goes wrong, to see and to change.
    pub fn faults(&self) -> &LiveFaults {
        &self.world.faults
    }

    /// The switches as they are.
    pub fn switches(&self) -> Switches {
        self.world.switches()
    }

    /// Puts switches into other positions, for every request that comes from now on.
    pub fn set_switches(&self, switches: Switches) {
        self.world.set_switches(switches);
    }

    /// What both carriers keep.
    pub fn state(&self) -> State {
        self.world.state()
    }

    /// Puts a state in place of the one there is. An account that it does not have is as before the first request;
    /// one that the simulator does not have is an error, and then nothing changes.
    pub fn load(&self, state: State) -> Result<(), StateError> {
        self.world.load(state)
    }

    /// Puts everything back to how it was when it was started: state, switches, faults, what the rate limits have
    /// counted, and the log. The clock goes on.
    pub fn reset(&self) {
        self.world.reset();
    }

    /// Stops listening, and waits up to a second for requests that are under way.
    pub async fn stop(mut self) {
        let servers = std::mem::take(&mut self.servers);
        drop(self);
        for server in servers {
            // An error says that the runtime goes down, and the server with it.
            let _ = server.await;
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        for gate in &self.gates {
            gate.close();
        }
    }
}

/// Why a simulator did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The accounts cannot exist together.
    #[error("fixture: {0}")]
    Fixture(String),
    /// An address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// The state cannot be.
    #[error(transparent)]
    State(#[from] StateError),
    /// The faults cannot happen.
    #[error(transparent)]
    Faults(#[from] FaultError),
}
