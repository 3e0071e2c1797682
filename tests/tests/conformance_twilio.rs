//! The suite against Twilio, over HTTP to the simulator.

fn main() {
    trunkline_conformance::main("twilio", trunkline_tests::twilio::harness);
}
