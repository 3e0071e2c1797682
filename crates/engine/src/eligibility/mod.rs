//! Whether another carrier could carry a number's calls.
//!
//! [`judge()`] answers a [`Question`] about one number, one direction and one carrier: yes, no, or unknown, aspect by
//! aspect and each with its reason. It sends nothing and reads nothing. What carriers and countries allow is data
//! (`rules/*.toml`), each rule with the page it is from and the day it was read.
//!
//! A yes that is wrong leaves someone without calls in the middle of an outage, so it has to be earned: an aspect is
//! unknown until a rule says otherwise, a rule that may apply only makes an answer more careful, and an answer is yes
//! only when every aspect is.

mod answer;
mod country;
mod fit;
mod judge;
mod question;
mod rules;

pub use answer::{Answer, Aspect, Finding, Source, Verdict};
pub use country::{Countries, Country, countries_of};
pub use judge::judge;
pub use question::{Codec, Direction, Question, Ready, Standing};
pub use rules::{Rule, RuleError, Rules};
