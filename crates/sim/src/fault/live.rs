//! The faults of a running simulator.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::{Fault, Faults, Reachability, Rule, When};
use crate::gate::Gate;
use crate::ids::mix;
use crate::request_log::Carrier;

/// The faults of a running simulator, which can be changed at any time. Clones are of the same simulator.
#[derive(Debug, Clone)]
pub struct LiveFaults {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    active: Mutex<Active>,
    /// The listeners of a carrier's own, which can refuse.
    exotel_gate: Option<Arc<Gate>>,
    twilio_gate: Option<Arc<Gate>>,
    changed: watch::Sender<()>,
}

#[derive(Debug)]
struct Active {
    faults: Faults,
    /// How many requests have fitted each rule.
    counts: Vec<u64>,
}

impl LiveFaults {
    pub(crate) fn new(exotel_gate: Option<Arc<Gate>>, twilio_gate: Option<Arc<Gate>>) -> Self {
        let active = Mutex::new(Active { faults: Faults::none(), counts: vec![] });
        let changed = watch::Sender::new(());
        Self { shared: Arc::new(Shared { active, exotel_gate, twilio_gate, changed }) }
    }

    fn lock(&self) -> MutexGuard<'_, Active> {
        self.shared.active.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn gate(&self, carrier: Carrier) -> Option<&Gate> {
        match carrier {
            Carrier::Exotel => self.shared.exotel_gate.as_deref(),
            Carrier::Twilio => self.shared.twilio_gate.as_deref(),
        }
    }

    /// The faults as they are set.
    pub fn get(&self) -> Faults {
        self.lock().faults.clone()
    }

    /// Puts these faults in place of those there are, for every request that comes from now on. Requests are counted
    /// from 1 again, also if the faults are the same.
    pub fn set(&self, faults: Faults) -> Result<(), FaultError> {
        faults.check()?;
        let mut active = self.lock();
        let wanted = [Carrier::Exotel, Carrier::Twilio]
            .map(|carrier| (carrier, faults.reachability(carrier) == Reachability::Refused));
        if let Some((carrier, _)) =
            wanted.iter().find(|(carrier, refused)| *refused && self.gate(*carrier).is_none())
        {
            return Err(FaultError::SharedListener { carrier: *carrier });
        }
        active.counts = vec![0; faults.rules.len()];
        active.faults = faults;
        for (carrier, refused) in wanted {
            if let Some(gate) = self.gate(carrier) {
                gate.shut(refused).map_err(|source| FaultError::Listen { carrier, source })?;
            }
        }
        self.shared.changed.send_replace(());
        Ok(())
    }

    /// Nothing goes wrong any more.
    pub fn clear(&self) -> Result<(), FaultError> {
        self.set(Faults::none())
    }

    /// What happens to a request that has come.
    pub(crate) fn decide(&self, carrier: Carrier, operation: Option<&str>) -> Option<Fault> {
        let mut active = self.lock();
        let Active { faults, counts } = &mut *active;
        let mut decided = None;
        for (index, (rule, count)) in faults.rules.iter().zip(counts).enumerate() {
            if rule.fits(carrier, operation) {
                *count += 1;
                if decided.is_none() && fires(rule, *count, faults.seed, index) {
                    decided = Some(&rule.fault);
                }
            }
        }
        decided.cloned()
    }

    pub(crate) fn reachability(&self, carrier: Carrier) -> Reachability {
        self.lock().faults.reachability(carrier)
    }

    /// Until a carrier is no longer blackholed.
    pub(crate) async fn blackholed(&self, carrier: Carrier) {
        self.as_long_as(|faults| faults.reachability(carrier) == Reachability::Blackholed).await;
    }

    /// Until no rule leaves requests unanswered any more.
    pub(crate) async fn unanswered(&self) {
        self.as_long_as(|faults| faults.rules.iter().any(|rule| rule.fault == Fault::Unanswered)).await;
    }

    async fn as_long_as(&self, so: impl Fn(&Faults) -> bool) {
        let mut changed = self.shared.changed.subscribe();
        while so(&self.get()) {
            if changed.changed().await.is_err() {
                return;
            }
        }
    }
}

/// Whether a rule is for the request that is its `count`th.
fn fires(rule: &Rule, count: u64, seed: u64, index: usize) -> bool {
    match &rule.when {
        When::Always => true,
        When::First(times) => count <= *times,
        When::Requests(numbers) => numbers.contains(&count),
        When::Probability(probability) => {
            let draw = mix(mix(seed.wrapping_add(index as u64)).wrapping_add(count));
            // The upper 53 bits are as many as an f64 holds exactly.
            #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
            let uniform = (draw >> 11) as f64 / (1_u64 << 53) as f64;
            uniform < *probability
        }
    }
}

/// Why faults cannot be set.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FaultError {
    /// Not JSON, or not of this form.
    #[error("faults: {0}")]
    Json(#[source] serde_json::Error),
    /// A rule that could never fire, or means something else than it says.
    #[error("faults: rule {number}: {mistake}")]
    Rule {
        /// Which rule, counted from 1.
        number: usize,
        /// What is wrong with it.
        mistake: String,
    },
    /// Connections to one carrier cannot be refused where both share a listener.
    #[error("faults: {carrier:?} cannot refuse connections without a listener of its own")]
    SharedListener {
        /// Which carrier.
        carrier: Carrier,
    },
    /// A port that refused connections cannot be listened on again.
    #[error("faults: {carrier:?} cannot listen again: {source}")]
    Listen {
        /// Which carrier.
        carrier: Carrier,
        /// What the operating system says.
        source: std::io::Error,
    },
}
