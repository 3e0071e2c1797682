//! Writes what each carrier can do into `README.md` and `docs/capabilities.md`.

use std::{error::Error, fs, path::Path};

use trunkline_tests::capability_matrix::Matrix;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (matrix, readme) = (Matrix::new(), root.join("README.md"));
    fs::write(&readme, matrix.readme(&fs::read_to_string(&readme)?)?)?;
    fs::write(root.join("docs/capabilities.md"), matrix.page())?;
    Ok(())
}
