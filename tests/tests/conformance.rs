//! The suite against every carrier, by every dispatch, in one table.

use trunkline_tests::{exotel, memory, twilio};

fn main() {
    let runs = [exotel::runs(), twilio::runs(), memory::runs(), memory::bare_runs()].concat();
    trunkline_conformance::main_of("conformance", &runs);
}
