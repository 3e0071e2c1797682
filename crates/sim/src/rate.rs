//! How many requests a minute: three ways to count, since nobody outside a carrier knows which one it has.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::switches::exotel::RateModel;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const MINUTE_NANOS: i128 = MINUTE.as_nanos();

/// What each account has used of its limit.
#[derive(Debug, Default)]
pub(crate) struct Meters {
    accounts: Mutex<HashMap<String, Meter>>,
}

impl Meters {
    /// Counts a request, or says when there is room again: a refused one does not count.
    pub(crate) fn admit(
        &self,
        account: &str,
        now: Timestamp,
        limit: u32,
        model: RateModel,
    ) -> Result<(), Timestamp> {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        match accounts.get_mut(account) {
            Some(meter) if meter.model() == model => meter.admit(now, limit),
            _ => {
                accounts.entry(account.to_owned()).insert_entry(Meter::new(model)).get_mut().admit(now, limit)
            }
        }
    }

    /// As if nobody had sent anything.
    pub(crate) fn clear(&self) {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// What one account has used.
#[derive(Debug)]
enum Meter {
    FixedWindow {
        minute: i64,
        count: u32,
    },
    SlidingLog {
        admitted: VecDeque<Timestamp>,
    },
    /// What is missing in the bucket, in nanoseconds times the limit: whole numbers, whatever the limit is.
    TokenBucket {
        missing: i128,
        at: Option<Timestamp>,
    },
}

impl Meter {
    fn new(model: RateModel) -> Self {
        match model {
            RateModel::FixedWindow => Self::FixedWindow { minute: 0, count: 0 },
            RateModel::SlidingLog => Self::SlidingLog { admitted: VecDeque::new() },
            RateModel::TokenBucket => Self::TokenBucket { missing: 0, at: None },
        }
    }

    fn model(&self) -> RateModel {
        match self {
            Self::FixedWindow { .. } => RateModel::FixedWindow,
            Self::SlidingLog { .. } => RateModel::SlidingLog,
            Self::TokenBucket { .. } => RateModel::TokenBucket,
        }
    }

    fn admit(&mut self, now: Timestamp, limit: u32) -> Result<(), Timestamp> {
        match self {
            Self::FixedWindow { minute, count } => {
                let present = now.as_second().div_euclid(60);
                if *minute != present {
                    (*minute, *count) = (present, 0);
                }
                if *count < limit {
                    *count += 1;
                    return Ok(());
                }
                Err(Timestamp::from_second((present + 1) * 60).unwrap_or(now))
            }
            Self::SlidingLog { admitted } => {
                while admitted.front().is_some_and(|&time| now.duration_since(time) >= MINUTE) {
                    admitted.pop_front();
                }
                if u32::try_from(admitted.len()).is_ok_and(|count| count < limit) {
                    admitted.push_back(now);
                    return Ok(());
                }
                Err(admitted.front().map_or(now, |&oldest| oldest + MINUTE))
            }
            Self::TokenBucket { missing, at } => {
                let limit = i128::from(limit);
                let passed = at.map_or(0, |at| now.duration_since(at).as_nanos().max(0));
                *missing = (*missing - passed * limit).max(0);
                *at = Some(now);
                let over = *missing + MINUTE_NANOS - MINUTE_NANOS * limit;
                if over <= 0 {
                    *missing += MINUTE_NANOS;
                    return Ok(());
                }
                let limit = limit.max(1);
                let wait = (over + limit - 1) / limit;
                Err(now + SignedDuration::from_nanos(i64::try_from(wait).unwrap_or(i64::MAX)))
            }
        }
    }
}

impl RateModel {
    /// How many of these arrivals, in order, an account with this limit a minute would be refused.
    pub fn refuses(self, limit: u32, arrivals: impl IntoIterator<Item = Timestamp>) -> usize {
        let mut meter = Meter::new(self);
        arrivals.into_iter().filter(|arrival| meter.admit(*arrival, limit).is_err()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of `tries` requests at that second are admitted, of a limit of 6 a minute.
    fn admitted(meter: &mut Meter, second: i64, tries: usize) -> usize {
        let now = Timestamp::from_second(second).unwrap();
        (0..tries).filter(|_| meter.admit(now, 6).is_ok()).count()
    }

    #[test]
    fn a_fixed_window_starts_anew_on_the_minute() {
        let mut meter = Meter::new(RateModel::FixedWindow);
        assert_eq!(admitted(&mut meter, 59, 10), 6);
        assert_eq!(admitted(&mut meter, 60, 10), 6);
        assert_eq!(admitted(&mut meter, 119, 10), 0);
        assert_eq!(admitted(&mut meter, 120, 10), 6);
    }

    #[test]
    fn a_sliding_log_never_lets_more_into_any_minute() {
        let mut meter = Meter::new(RateModel::SlidingLog);
        assert_eq!(admitted(&mut meter, 50, 2), 2);
        assert_eq!(admitted(&mut meter, 70, 10), 4);
        assert_eq!(admitted(&mut meter, 109, 10), 0);
        assert_eq!(admitted(&mut meter, 110, 10), 2);
        assert_eq!(admitted(&mut meter, 130, 10), 4);
    }

    #[test]
    fn a_token_bucket_fills_one_by_one() {
        let mut meter = Meter::new(RateModel::TokenBucket);
        assert_eq!(admitted(&mut meter, 0, 10), 6);
        assert_eq!(admitted(&mut meter, 9, 10), 0);
        assert_eq!(admitted(&mut meter, 10, 10), 1);
        assert_eq!(admitted(&mut meter, 40, 10), 3);
        assert_eq!(admitted(&mut meter, 1_000, 10), 6);
    }

    #[test]
    fn a_refusal_says_when_there_is_room() {
        for (model, expected) in
            [(RateModel::FixedWindow, 60), (RateModel::SlidingLog, 65), (RateModel::TokenBucket, 15)]
        {
            let mut meter = Meter::new(model);
            assert_eq!(admitted(&mut meter, 5, 6), 6);
            let room = meter.admit(Timestamp::from_second(5).unwrap(), 6).unwrap_err();
            assert_eq!(room.as_second(), expected, "{model:?}");
            assert!(meter.admit(room, 6).is_ok(), "{model:?}");
        }
    }

    #[test]
    fn a_limit_of_none_lets_nobody_in() {
        for model in [RateModel::FixedWindow, RateModel::SlidingLog, RateModel::TokenBucket] {
            let mut meter = Meter::new(model);
            assert!(meter.admit(Timestamp::from_second(5).unwrap(), 0).is_err(), "{model:?}");
        }
    }
}
