//! The suite against the carrier in memory, with everything it can do.

fn main() {
    trunkline_conformance::main_of("memory", &trunkline_tests::memory::runs());
}
