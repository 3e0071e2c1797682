//! Carrying out a plan.

mod calls;

pub use calls::options;
