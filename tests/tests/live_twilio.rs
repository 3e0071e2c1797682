//! The suite against a real Twilio account, if one is named.

fn main() {
    trunkline_tests::live::main(&trunkline_tests::live::TWILIO);
}
