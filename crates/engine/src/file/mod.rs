//! One file for the trunks of all carriers: `trunkline.yaml`.
//!
//! It is read into a tree that knows where each part stands (`node`), the tree into settings (`shape`, `types`,
//! `values`), the settings into [`Wanted`] (`trunks`, `nouns`), and that is judged as a whole (`across`) and by each
//! carrier's rules (`carriers`). Every step notes mistakes and goes on, so that a person sees all of them at once.

pub(crate) mod accounts;
mod across;
mod carriers;
mod error;
mod mask;
pub(crate) mod node;
mod nouns;
mod render;
mod schema;
pub(crate) mod shape;
pub(crate) mod source;
mod standby;
mod trunks;
mod types;
mod values;
mod write;
mod yaml;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

pub use error::{FileError, Mistake};
pub use schema::schema;
pub use write::{Draft, DraftTrunk, write};

use self::{
    shape::{Place, Reader, Shape as _},
    source::Source,
    types::Document,
};
use crate::{Digest, Environment, Profiles, Registry, Standby, Wanted};

/// A file that was read and has no mistake.
#[derive(Debug, Clone)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// The accounts: those of the environment, and those of the file. One of the environment that a trunk names is
    /// here even when it is not configured; opening it says what is missing.
    pub profiles: Profiles,
    /// What it asks for, with the trunks that are kept ready on another account.
    pub wanted: Wanted,
    /// Which trunks are kept ready, for which account.
    pub standbys: Vec<Standby>,
    /// What will be stored and may not do what is meant.
    pub warnings: Vec<Mistake>,
}

impl File {
    /// The version of the format.
    pub const VERSION: u32 = 1;

    /// Reads a file and judges it by every carrier's rules. Sends nothing, and looks no secret up.
    ///
    /// # Errors
    /// Every mistake in the file, each with its line and column.
    pub fn load(registry: &Registry, environment: &Environment, path: &Path) -> Result<Self, FileError> {
        Self::of(registry, environment, &accounts::load(path)?)
    }

    /// As [`load`](Self::load), of a text that stands somewhere else, as if it stood at `path`.
    ///
    /// # Errors
    /// Every mistake in the text, each with its line and column.
    pub fn read(
        registry: &Registry,
        environment: &Environment,
        path: &Path,
        text: &str,
    ) -> Result<Self, FileError> {
        Self::of(registry, environment, &Source::new(path, text))
    }

    fn of(registry: &Registry, environment: &Environment, source: &Source) -> Result<Self, FileError> {
        let (root, mistakes) = accounts::open(source)?;
        let mut reader = Reader { source, mistakes };
        let document =
            Document::read(&root.value, &Place::new("", root.referenced), &mut reader).unwrap_or_default();
        // Of many trunks it is large.
        drop(root);
        check_version(&document, &mut reader);
        let found = document.carriers.value();
        let kinds = carriers::Kinds::new(registry, found);
        let (built, standbys) = trunks::build(&document, &kinds, &mut reader);
        across::check(&built, &standbys, &kinds, &mut reader);
        let warnings = carriers::audit(&built, &kinds, &mut reader);

        let named: BTreeSet<&str> = built.iter().map(|built| built.wanted.profile.as_str()).collect();
        let profiles = Profiles::of(registry, environment, found.map(|found| (source, found)), &named);
        let mut mistakes = reader.mistakes;
        let profiles = profiles.map_err(|more| mistakes.extend(more)).unwrap_or_default();
        if !mistakes.is_empty() {
            return Err(FileError::new(mistakes));
        }
        let mut trunks: Vec<_> = built.into_iter().map(|built| built.wanted).collect();
        trunks.sort_by(|a, b| (&a.profile, &a.name).cmp(&(&b.profile, &b.name)));
        let digest = Digest::of_bytes(source.text().as_bytes());
        Ok(Self {
            path: source.path().to_owned(),
            profiles,
            wanted: Wanted { digest, trunks },
            standbys,
            warnings,
        })
    }
}

fn check_version(document: &Document, reader: &mut Reader<'_>) {
    match document.version.get() {
        Some(version) if version.value != File::VERSION => {
            let rule = format!("{}: this program reads version {} only", version.value, File::VERSION);
            reader.refuse(&version.place, rule);
        }
        Some(_) => {}
        None => {
            // A file of accounts alone has no version: it is older than the trunks.
            let asks = [document.trunks.place(), document.acls.place()].into_iter().flatten().next();
            if let (Some(place), None) = (asks, document.version.place()) {
                reader.refuse(&Place::new("version", place.at), "is missing: write version: 1");
            }
        }
    }
}
