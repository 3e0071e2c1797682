//! The suite against Twilio, over HTTP to the simulator.

fn main() {
    trunkline_conformance::main_of("twilio", &trunkline_tests::twilio::runs());
}
