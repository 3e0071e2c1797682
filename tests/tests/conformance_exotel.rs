//! The suite against Exotel, over HTTP to the simulator.

fn main() {
    trunkline_conformance::main("exotel", trunkline_tests::exotel::harness);
}
