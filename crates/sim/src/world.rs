//! Everything of a simulator that is not a listener.

use std::sync::Arc;

use crate::clock::Clock;
use crate::exotel::Exotel;
use crate::fault::{Faults, LiveFaults};
use crate::request_log::RequestLog;
use crate::snapshot::{State, StateError};
use crate::switches::Switches;
use crate::twilio::Twilio;

/// What the library API and the control API act on.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) exotel: Arc<Exotel>,
    pub(crate) twilio: Arc<Twilio>,
    pub(crate) log: RequestLog,
    pub(crate) faults: LiveFaults,
    pub(crate) clock: Clock,
    pub(crate) start: Start,
}

/// What a simulator was started with, and is reset to.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) state: Option<State>,
    pub(crate) switches: Switches,
    pub(crate) faults: Faults,
}

impl World {
    pub(crate) fn switches(&self) -> Switches {
        Switches { exotel: self.exotel.switches(), twilio: self.twilio.switches() }
    }

    pub(crate) fn set_switches(&self, switches: Switches) {
        self.exotel.set_switches(switches.exotel);
        self.twilio.set_switches(switches.twilio);
    }

    pub(crate) fn state(&self) -> State {
        State::new(self.exotel.snapshot(), self.twilio.snapshot())
    }

    pub(crate) fn load(&self, state: State) -> Result<(), StateError> {
        // Both are looked at before one is changed.
        let exotel = self.exotel.complete(state.exotel).map_err(StateError::Content)?;
        let twilio = self.twilio.complete(state.twilio).map_err(StateError::Content)?;
        self.exotel.load(exotel);
        self.twilio.load(twilio);
        Ok(())
    }

    pub(crate) fn reset(&self) {
        self.set_switches(self.start.switches.clone());
        self.exotel.reset();
        self.twilio.reset();
        if let Some(state) = self.start.state.clone()
            && let Err(error) = self.load(state)
        {
            tracing::error!(%error, "a state that was loaded once");
        }
        if let Err(error) = self.faults.set(self.start.faults.clone()) {
            tracing::error!(%error, "faults that were set once");
        }
        self.log.clear();
    }
}
