//! Starting, finding and stopping a simulator.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::exotel::{self, Exotel, ExotelSwitches};
use crate::fixture::Fixture;
use crate::request_log::{Carrier, RequestLog, SeenRequest, record};
use crate::twilio::{self, Twilio, TwilioSwitches};

/// How long [`Simulator::stop`] waits for requests that are under way.
const GRACE: Duration = Duration::from_secs(1);

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
    exotel_switches: ExotelSwitches,
    twilio_switches: TwilioSwitches,
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
            exotel_switches: ExotelSwitches::default(),
            twilio_switches: TwilioSwitches::default(),
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

    /// Behaviour that no source settles about Exotel.
    pub fn exotel_switches(self, exotel_switches: ExotelSwitches) -> Self {
        Self { exotel_switches, ..self }
    }

    /// Behaviour that no source settles about Twilio.
    pub fn twilio_switches(self, twilio_switches: TwilioSwitches) -> Self {
        Self { twilio_switches, ..self }
    }

    /// Binds the listeners and serves them on the current Tokio runtime. Once this returns, requests are answered.
    pub async fn start(self) -> Result<Simulator, StartError> {
        if let Some(mistake) = self.fixture.mistake() {
            return Err(StartError::Fixture(mistake));
        }
        let log = RequestLog::default();
        let exotel = Exotel::new(&self.fixture, self.clock.clone(), self.seed, self.exotel_switches);
        let twilio = Twilio::new(&self.fixture, self.clock.clone(), self.seed, self.twilio_switches);
        let watched =
            |router: Router, carrier| router.layer(from_fn_with_state((carrier, log.clone()), record));
        let exotel = watched(exotel::router(exotel), Some(Carrier::Exotel));
        let twilio = watched(twilio::router(twilio), Some(Carrier::Twilio));

        // All are bound before one is served: a start that fails has answered nobody.
        let listener = bind(self.listen).await?;
        let exotel_listener = bind_own(self.exotel_listen).await?;
        let twilio_listener = bind_own(self.twilio_listen).await?;
        let (shared_url, mut shared) = (url(&listener)?, Router::new());
        let mut served = vec![];
        let mut place = |own: Option<TcpListener>, router: Router| {
            let Some(own) = own else {
                shared = std::mem::take(&mut shared).merge(router);
                return Ok(shared_url.clone());
            };
            let url = url(&own)?;
            served.push((own, router));
            Ok(url)
        };
        let exotel_url = place(exotel_listener, exotel)?;
        let twilio_url = place(twilio_listener, twilio)?;
        served.push((listener, shared));

        let (stop, _) = watch::channel(false);
        let servers = served
            .into_iter()
            .map(|(listener, router)| {
                let nobodys = watched(Router::new().fallback(async || StatusCode::NOT_FOUND), None);
                serve(listener, router.fallback_service(nobodys.into_service()), stop.subscribe())
            })
            .collect();
        Ok(Simulator {
            url: shared_url,
            exotel_url,
            twilio_url,
            fixture: self.fixture,
            clock: self.clock,
            log,
            stop,
            servers,
        })
    }
}

async fn bind_own(address: Option<SocketAddr>) -> Result<Option<TcpListener>, StartError> {
    match address {
        Some(address) => bind(address).await.map(Some),
        None => Ok(None),
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|source| StartError::Bind { address, source })
}

fn url(listener: &TcpListener) -> Result<String, StartError> {
    let address = listener.local_addr().map_err(StartError::Address)?;
    Ok(format!("http://{address}"))
}

fn serve(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) -> JoinHandle<()> {
    // Answers are small and written in two parts; without this the second waits for an acknowledgement.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
    });
    let stopped = async move {
        // An error says that the simulator is gone, which is as good a reason.
        let _ = stop.wait_for(|&stop| stop).await;
    };
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
            tracing::error!(%error, "the simulator stopped serving");
        }
    })
}

/// Both carriers, running. Stops when dropped.
#[derive(Debug)]
pub struct Simulator {
    url: String,
    exotel_url: String,
    twilio_url: String,
    fixture: Fixture,
    clock: Clock,
    log: RequestLog,
    stop: watch::Sender<bool>,
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

    /// The accounts it was started with.
    pub fn fixture(&self) -> &Fixture {
        &self.fixture
    }

    /// Its clock, which can be advanced if it is a manual one.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The latest 10,000 requests, in the order they came.
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.log.all()
    }

    /// Forgets the requests seen so far.
    pub fn clear_requests(&self) {
        self.log.clear();
    }

    /// Stops listening, and waits up to a second for requests that are under way.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        for mut server in std::mem::take(&mut self.servers) {
            if tokio::time::timeout(GRACE, &mut server).await.is_err() {
                server.abort();
            }
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.stop.send_replace(true);
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
    /// The operating system does not say where it listens.
    #[error("no local address: {0}")]
    Address(#[source] io::Error),
}
