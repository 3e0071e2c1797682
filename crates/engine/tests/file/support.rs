//! Files as a test writes them.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use trunkline_engine::{Environment, File, FileError, Registry};

/// A folder of its own for each call.
pub(crate) fn folder() -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("file-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Reads a file where no variable is set.
pub(crate) fn load(path: &Path) -> Result<File, FileError> {
    File::load(&Registry::default(), &Environment::new(|_| None), path)
}

/// Reads a text as a file.
pub(crate) fn read(yaml: &str) -> Result<File, FileError> {
    let path = folder().join("trunkline.yaml");
    fs::write(&path, yaml).unwrap();
    load(&path)
}
