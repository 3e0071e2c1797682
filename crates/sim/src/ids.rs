//! Identifiers as the carriers shape them, reproducible from a seed.

use std::sync::atomic::{AtomicU64, Ordering};

/// Hands out identifiers that look random and repeat for the same seed and the same order of requests.
#[derive(Debug)]
pub(crate) struct Ids {
    state: AtomicU64,
    serial: AtomicU64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: AtomicU64::new(seed), serial: AtomicU64::new(1_000) }
    }

    /// The next 64 bits of `SplitMix64`.
    fn next(&self) -> u64 {
        let mut z = self
            .state
            .fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed)
            .wrapping_add(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
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
