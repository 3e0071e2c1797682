//! How much of a limit was used, and whether a carrier would have refused any of it.

use std::time::Duration;

use jiff::Timestamp;
use trunkline_sim::switches::exotel::RateModel;

use super::{AT_ONCE, LIMIT, TIME, road::Sent};

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
    /// How many would have been refused: by the strictest of the simulator's models of a minute, wherever it begins, or
    /// because [`AT_ONCE`] were under way.
    pub refused: usize,
    /// The most that were under way at the same time.
    pub at_once: usize,
}

/// A time in which each place is used at least once, when each is used again as soon as it can be: a minute, and the time
/// in which a request is under way.
const ROUND: Duration = Duration::from_secs(61);

impl Use {
    pub(super) fn of(sent: &[Sent]) -> Self {
        let arrivals = arrivals(sent);
        let arrived = arrivals.iter().filter(|arrival| **arrival < TIME).count();
        let fits = usize::try_from(FITS).expect("it is 2,000");
        let pace = arrivals.get(fits).map_or(0.0, |next| TIME.as_secs_f64() / next.as_secs_f64());
        let share = part(arrived, fits).min(pace);
        Self { arrived, share, refused: refused(&arrivals) + crowded(sent), at_once: at_once(sent) }
    }

    /// Of what arrived from then on, only the pace: how long each whole limit of them took; or, where it is less, how
    /// many of the limit arrived in any round. A place that nobody gets is no burst's, and missing in each of them.
    pub(super) fn since(since: Duration, sent: &[Sent]) -> Self {
        let all = Self::of(sent);
        let mut arrivals = arrivals(sent);
        arrivals.retain(|arrival| (since..TIME).contains(arrival));
        let limit = usize::try_from(LIMIT).expect("it is 200");
        let limits = arrivals.len().saturating_sub(1) / limit;
        let pace = match arrivals.get(limits * limit) {
            Some(last) if limits > 0 => {
                let minutes = u32::try_from(limits).expect("there are ten at most");
                60.0 * f64::from(minutes) / last.saturating_sub(arrivals[0]).as_secs_f64()
            }
            _ => 0.0,
        };
        let rounds = (0..).map(|round| since + ROUND * round).take_while(|begin| *begin + ROUND <= TIME);
        let least = rounds
            .map(|begin| arrivals.iter().filter(|at| (begin..begin + ROUND).contains(*at)).count())
            .min()
            .unwrap_or_default();
        Self { arrived: arrivals.len(), share: pace.min(part(least, limit)), ..all }
    }
}

fn arrivals(sent: &[Sent]) -> Vec<Duration> {
    let mut arrivals: Vec<Duration> = sent.iter().map(|sent| sent.arrived).collect();
    arrivals.sort_unstable();
    arrivals
}

/// All of it at most.
fn part(count: usize, of: usize) -> f64 {
    let number = |count| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    (number(count) / number(of)).min(1.0)
}

/// How many left when as many were under way as may be.
fn crowded(sent: &[Sent]) -> usize {
    under_way(sent).filter(|under_way| *under_way > AT_ONCE).count()
}

fn at_once(sent: &[Sent]) -> usize {
    under_way(sent).max().unwrap_or_default()
}

/// How many are under way when each of them has left.
fn under_way(sent: &[Sent]) -> impl Iterator<Item = usize> {
    let mut changes: Vec<(Duration, isize)> =
        sent.iter().flat_map(|sent| [(sent.left, 1), (sent.answered, -1)]).collect();
    changes.sort_unstable();
    changes
        .into_iter()
        .scan(0_isize, |count, (_, change)| {
            *count += change;
            Some((*count, change))
        })
        .filter(|(_, change)| *change > 0)
        .map(|(count, _)| usize::try_from(count).unwrap_or_default())
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
