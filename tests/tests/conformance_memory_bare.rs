//! The suite against a carrier that lacks everything optional.

fn main() {
    trunkline_conformance::main_of("memory_bare", &trunkline_tests::memory::bare_runs());
}
