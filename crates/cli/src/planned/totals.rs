//! A plan in one line.

use std::{fmt, time::Duration};

use trunkline_engine::{apply::Estimate, plan::Plan};

use super::{Mark, lines};

/// How much there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Totals {
    add: usize,
    change: usize,
    remove: usize,
    refused: usize,
    estimate: Estimate,
}

impl Totals {
    /// Of a plan.
    pub(crate) fn of(plan: &Plan) -> Self {
        let marks: Vec<Mark> = plan
            .steps()
            .flat_map(|(_, trunk, step)| lines(&trunk.name, &step.change))
            .map(|line| line.mark)
            .collect();
        let count = |wanted| marks.iter().filter(|mark| **mark == wanted).count();
        Self {
            add: count(Mark::Add),
            change: count(Mark::Change),
            remove: count(Mark::Remove),
            refused: plan.refusals().count(),
            estimate: Estimate::of(plan),
        }
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { add, change, remove, refused, estimate } = self;
        write!(f, "{add} to add, {change} to change, {remove} to remove")?;
        if *refused > 0 {
            write!(f, ", {refused} refused")?;
        }
        match estimate.requests {
            0 => Ok(()),
            1 => write!(f, "; 1 request, {}", duration(estimate.time)),
            requests => write!(f, "; {requests} requests, {}", duration(estimate.time)),
        }
    }
}

/// A time to wait, for people.
pub(crate) fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64().round();
    match seconds {
        _ if time < Duration::from_secs(1) => "under a second".to_owned(),
        1.0 => "about a second".to_owned(),
        ..90.0 => format!("about {seconds} seconds"),
        ..5400.0 => format!("about {} minutes", (seconds / 60.0).round()),
        _ => format!("about {:.1} hours", seconds / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_said_as_people_say_it() {
        let said = |milliseconds| duration(Duration::from_millis(milliseconds));
        assert_eq!(said(999), "under a second");
        assert_eq!(said(1_400), "about a second");
        assert_eq!(said(89_000), "about 89 seconds");
        assert_eq!(said(614_400), "about 10 minutes");
        assert_eq!(said(4_915_200), "about 82 minutes");
        assert_eq!(said(9_000_000), "about 2.5 hours");
    }
}
