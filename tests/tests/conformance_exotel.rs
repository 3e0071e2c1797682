//! The suite against Exotel, over HTTP to the simulator.

fn main() {
    trunkline_conformance::main_of("exotel", &trunkline_tests::exotel::runs());
}
