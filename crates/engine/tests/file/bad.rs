//! Files that are wrong, each with what is said about it: `bad/NAME.yaml` and `bad/NAME.snap`.
//!
//! A message is accepted with `INSTA_UPDATE=always`, and read before it is committed.

use std::{fs, path::Path};

use crate::support::load;

/// In each of these files a secret stands where none may be.
const CANARY: &str = "Canary1f0e2d";

#[test]
fn every_bad_file_has_its_message() {
    let mut paths: Vec<_> =
        fs::read_dir("tests/file/bad").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension != "snap"));
    paths.sort();
    assert!(paths.len() >= 60, "{} files", paths.len());

    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("bad");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for path in paths {
            let name = path.file_name().unwrap().to_str().unwrap();
            insta::assert_snapshot!(name.trim_end_matches(".yaml"), message(&path));
        }
    });
}

fn message(path: &Path) -> String {
    let error = load(path).err().unwrap_or_else(|| panic!("{} is taken for a good file", path.display()));
    for mistake in error.mistakes() {
        assert!(!mistake.message().contains("TODO"));
    }
    let shown = format!("{}\n{error}\n{error:?}", error.render(true));
    assert!(!shown.contains(CANARY), "{}: {shown}", path.display());
    error.render(false)
}
