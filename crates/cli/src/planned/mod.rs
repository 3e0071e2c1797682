//! A plan as people read it: on a terminal, and in a pull request.

mod markdown;
mod rows;
mod text;
mod totals;
mod words;

pub(crate) use markdown::markdown;
pub(crate) use text::{manual, text};
pub(crate) use totals::{Totals, duration};
pub(crate) use words::{Mark, lines, plain};

#[cfg(test)]
mod sample;
