//! The benches: what each measures, and what they share.

pub mod calls;
pub mod cost;
pub mod fleet;
pub mod instructions;
pub mod peers;
pub mod scale;
pub mod sent;
pub mod simulator;
pub mod start;
pub mod waiting;
