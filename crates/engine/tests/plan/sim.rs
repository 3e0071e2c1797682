//! Both carriers of the simulator, through the carriers' own backends.

use std::sync::Arc;

use trunkline::{exotel, twilio};
use trunkline_sim::Simulator;

use crate::world::World;

/// A simulator, a world of its first two accounts, and their clients for what a backend would not send.
pub(crate) struct Both {
    pub(crate) sim: Simulator,
    pub(crate) world: World,
    pub(crate) exotel: exotel::Client,
    pub(crate) twilio: twilio::Client,
}

impl Both {
    pub(crate) async fn start() -> Self {
        let sim = Simulator::builder().start().await.unwrap();
        let account = &sim.fixture().exotel[0];
        let config =
            exotel::Config::new(&account.account_sid, &account.api_key, account.api_token.clone().into());
        let exotel = exotel::Client::new(config.with_base_url(sim.exotel_url())).unwrap();
        let account = &sim.fixture().twilio[0];
        let config = twilio::Config::new(&account.account_sid, account.auth_token.clone().into());
        let twilio = twilio::Client::new(config.with_base_url(sim.twilio_url())).unwrap();
        let world = World::of([
            ("exotel", Arc::new(exotel::Exotel::new(exotel.clone())) as _),
            ("twilio", Arc::new(twilio::Twilio::new(twilio.clone())) as _),
        ]);
        Self { sim, world, exotel, twilio }
    }

    /// The requests since this was last asked, by method and path; each answered.
    pub(crate) fn sent(&self) -> Vec<String> {
        let requests = self.sim.requests();
        self.sim.clear_requests();
        requests.into_iter().map(|request| format!("{} {}", request.method, request.path)).collect()
    }

    /// That only reads were sent since this was last asked, none of them twice; how many.
    #[track_caller]
    pub(crate) fn only_reads(&self) -> usize {
        let sent = self.sent();
        for (i, request) in sent.iter().enumerate() {
            assert!(request.starts_with("GET "), "{request}");
            assert!(!sent[..i].contains(request), "twice: {request}");
        }
        sent.len()
    }
}
