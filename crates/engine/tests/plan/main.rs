//! What is planned, on a carrier in memory and on the simulator's two.

mod carry_out;
mod first;
mod limited;
mod property;
mod world;
