//! The suite against a real Exotel account, if one is named.

fn main() {
    trunkline_tests::live::main(&trunkline_tests::live::EXOTEL);
}
