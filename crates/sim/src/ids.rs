//! Identifiers as the carriers shape them, reproducible from a seed.

use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

/// Where the handing out of identifiers stands, so that what goes on from a saved state repeats none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IdPlace {
    #[serde(with = "hex")]
    state: u64,
    serial: u64,
}

impl IdPlace {
    /// The beginning.
    pub(crate) fn start(seed: u64) -> Self {
        Self { state: seed, serial: 1_000 }
    }
}

/// `SplitMix64`: what its state moves by.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// `SplitMix64`: what it makes of its state. Neighbouring states give unrelated numbers.
pub(crate) fn mix(state: u64) -> u64 {
    let mut z = state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Hands out identifiers that look random and repeat for the same seed and the same order of requests.
#[derive(Debug)]
pub(crate) struct Ids {
    state: AtomicU64,
    serial: AtomicU64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        let IdPlace { state, serial } = IdPlace::start(seed);
        Self { state: AtomicU64::new(state), serial: AtomicU64::new(serial) }
    }

    /// Where it stands.
    pub(crate) fn place(&self) -> IdPlace {
        let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        IdPlace { state: load(&self.state), serial: load(&self.serial) }
    }

    /// Goes on from another place.
    pub(crate) fn go_to(&self, place: IdPlace) {
        self.state.store(place.state, Ordering::Relaxed);
        self.serial.store(place.serial, Ordering::Relaxed);
    }

    /// The next 64 bits of `SplitMix64`.
    fn next(&self) -> u64 {
        mix(self.state.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP))
    }

    /// 32 lower-case hexadecimal digits.
    pub(crate) fn hex32(&self) -> String {
        format!("{:016x}{:016x}", self.next(), self.next())
    }

    /// A Twilio SID: a two-letter prefix and 32 hexadecimal digits.
    pub(crate) fn sid(&self, prefix: &str) -> String {
        format!("{prefix}{}", self.hex32())
    }

    /// A rising whole number, as Exotel numbers its rows.
    pub(crate) fn serial(&self) -> u64 {
        self.serial.fetch_add(1, Ordering::Relaxed)
    }
}

/// 64 bits as text: as a number they would not survive tools that read every number as a float.
mod hex {
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    pub(super) fn serialize<S: Serializer>(bits: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{bits:016x}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16).map_err(D::Error::custom)
    }
}
