//! The scenarios, one file per family.

mod acl;
mod any_request;
mod auth_mode;
mod caller_id;
mod capabilities;
mod concurrency;
mod credentials;
mod ensure;
mod errors;
mod faults;
mod limits;
mod lists;
mod numbers;
mod origination;
mod pages;
mod shared;
mod tolerance;
mod trunks;
mod unsupported;
mod views;
mod wrappers;

use crate::scenario::Family;

/// A scenario from the function that plays it.
macro_rules! scenario {
    ($name:ident, [$($need:expr),*], $proves:literal, $guards:literal) => {
        $crate::scenario::Scenario {
            name: stringify!($name),
            proves: $proves,
            guards: $guards,
            needs: &[$($need),*],
            run: |case| Box::pin($name(case)),
        }
    };
}
use scenario;

/// Every family with its scenarios, in the order of a backend's growth.
pub fn families() -> &'static [Family] {
    const {
        &[
            Family { name: "capabilities", scenarios: capabilities::SCENARIOS },
            Family { name: "trunks", scenarios: trunks::SCENARIOS },
            Family { name: "acl", scenarios: acl::SCENARIOS },
            Family { name: "numbers", scenarios: numbers::SCENARIOS },
            Family { name: "origination", scenarios: origination::SCENARIOS },
            Family { name: "credentials", scenarios: credentials::SCENARIOS },
            Family { name: "caller_id", scenarios: caller_id::SCENARIOS },
            Family { name: "auth_mode", scenarios: auth_mode::SCENARIOS },
            Family { name: "shared", scenarios: shared::SCENARIOS },
            Family { name: "limits", scenarios: limits::SCENARIOS },
            Family { name: "lists", scenarios: lists::SCENARIOS },
            Family { name: "pages", scenarios: pages::SCENARIOS },
            Family { name: "tolerance", scenarios: tolerance::SCENARIOS },
            Family { name: "ensure", scenarios: ensure::SCENARIOS },
            Family { name: "unsupported", scenarios: unsupported::SCENARIOS },
            Family { name: "concurrency", scenarios: concurrency::SCENARIOS },
            Family { name: "errors", scenarios: errors::SCENARIOS },
            Family { name: "any_request", scenarios: any_request::SCENARIOS },
            Family { name: "faults", scenarios: faults::SCENARIOS },
            Family { name: "wrappers", scenarios: wrappers::SCENARIOS },
            Family { name: "views", scenarios: views::SCENARIOS },
        ]
    }
}
