//! `trunkline schema`.

use trunkline_engine::{Registry, file::schema};

use crate::{exit::Failure, output};

/// Prints the JSON Schema of the file.
pub(crate) fn run() -> Result<(), Failure> {
    output::print_json(&schema(&Registry::default()))
}
