//! The README and `docs/capabilities.md` say of the carriers what their backends say.

#![allow(clippy::unwrap_used, reason = "a test")]

use trunkline_tests::capability_matrix::Matrix;

const README: &str = include_str!("../../README.md");
const PAGE: &str = include_str!("../../docs/capabilities.md");

#[test]
fn the_readme_is_as_the_backends_have_it() {
    let made = Matrix::new().readme(README).unwrap();
    assert_eq!(README, made, "README.md differs: just capabilities");
}

#[test]
fn the_page_is_as_the_backends_have_it() {
    assert_eq!(PAGE, Matrix::new().page(), "docs/capabilities.md differs: just capabilities");
}
