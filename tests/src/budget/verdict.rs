//! How much of a limit was used, and whether a carrier would have refused any of it.

use std::time::Duration;

use jiff::Timestamp;
use trunkline_sim::switches::exotel::RateModel;

use super::{LIMIT, TIME};

/// How many requests fit into [`TIME`].
pub(super) const FITS: u32 = LIMIT * 10;

/// What came of [`TIME`] with a limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Use {
    /// How many requests arrived in that time.
    pub arrived: usize,
    /// Of those that fit, how many arrived; or, where it is less, how fast they did in the long run: the first request
    /// that no longer fits arrives at the end of the time, or later. A burst at the start would hide that.
    pub share: f64,
    /// How many would have been refused, by the strictest of the simulator's models, wherever its minute begins.
    pub refused: usize,
}

impl Use {
    pub(super) fn of(mut arrivals: Vec<Duration>) -> Self {
        arrivals.sort_unstable();
        let arrived = arrivals.iter().filter(|arrival| **arrival < TIME).count();
        let fits = usize::try_from(FITS).expect("it is 2,000");
        let share = f64::from(u32::try_from(arrived).unwrap_or(u32::MAX)) / f64::from(FITS);
        let pace = arrivals.get(fits).map_or(0.0, |next| TIME.as_secs_f64() / next.as_secs_f64());
        Self { arrived, share: share.min(pace), refused: refused(&arrivals) }
    }

    /// Of what arrived from then on, only the pace: how long each whole limit of them took.
    pub(super) fn since(since: Duration, mut arrivals: Vec<Duration>) -> Self {
        arrivals.sort_unstable();
        let refused = refused(&arrivals);
        arrivals.retain(|arrival| (since..TIME).contains(arrival));
        let limit = usize::try_from(LIMIT).expect("it is 200");
        let limits = arrivals.len().saturating_sub(1) / limit;
        let share = match arrivals.get(limits * limit) {
            Some(last) if limits > 0 => {
                let minutes = u32::try_from(limits).expect("there are ten at most");
                60.0 * f64::from(minutes) / last.saturating_sub(arrivals[0]).as_secs_f64()
            }
            _ => 0.0,
        };
        Self { arrived: arrivals.len(), share, refused }
    }
}

/// By the strictest model, with the carrier's minute beginning in each of six places.
pub(super) fn refused(arrivals: &[Duration]) -> usize {
    let models = [RateModel::SlidingLog, RateModel::FixedWindow, RateModel::TokenBucket];
    let begins = (0..6).map(|tens| Duration::from_secs(tens * 10));
    begins
        .flat_map(|begin| models.map(|model| (begin, model)))
        .map(|(begin, model)| {
            let at = |arrival: &Duration| Timestamp::UNIX_EPOCH + begin + *arrival;
            model.refuses(LIMIT, arrivals.iter().map(at))
        })
        .max()
        .unwrap_or_default()
}
