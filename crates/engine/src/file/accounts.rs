//! What a file says of accounts.

use std::path::Path;

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_saphyr::{Location, Spanned};

use super::{
    FileError, Mistake,
    node::{Entries, Node, parse},
    shape::{Block, Place, Reader, Shape, Written},
    source::Source,
};

/// The names at the top of a file.
pub(super) const TOP: [&str; 4] = ["version", "carriers", "acls", "trunks"];

/// Accounts as they stand in the file: what a setting means is known to the kind of carrier.
#[derive(Debug, Clone)]
pub(crate) struct Accounts(Vec<(Spanned<String>, Entries)>);

impl Accounts {
    /// Reads the accounts of a file, and nothing else that stands in it; with the mistakes that were seen.
    pub(crate) fn load(path: &Path) -> Result<(Source, Self, Vec<Mistake>), FileError> {
        let source = load(path)?;
        let (root, mistakes) = open(&source)?;
        let mut reader = Reader { source: &source, mistakes };
        let place = Place::new("", root.referenced);
        let block = Block::open(&root.value, &place, &TOP, &mut reader);
        let accounts: Option<Written<Self>> = block.map(|block| block.take("carriers", false, &mut reader));
        let mistakes = reader.mistakes;
        let accounts = accounts.and_then(|written| written.value().cloned());
        Ok((source, accounts.unwrap_or(Self(Vec::new())), mistakes))
    }

    /// Each account: its name, and what stands under it.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &(Spanned<String>, Entries)> {
        self.0.iter()
    }
}

/// Reads the text of a file.
pub(super) fn load(path: &Path) -> Result<Source, FileError> {
    Source::read(path).map_err(|error| {
        let nowhere = Source::new(path, "");
        FileError::new(vec![Mistake::whole(&nowhere, format!("cannot be read: {error}"))])
    })
}

/// Reads a text whose top is a block, and the names that are given twice.
pub(super) fn open(source: &Source) -> Result<(Spanned<Node>, Vec<Mistake>), FileError> {
    let mut mistakes = Vec::new();
    let root = parse(source, &mut mistakes)?;
    if !matches!(root.value, Node::Map(_)) {
        let rule = format!("is {}; it is a block of {}", root.value.what(), TOP.join(", "));
        return Err(FileError::new(vec![Mistake::at(source, Location::UNKNOWN, rule)]));
    }
    Ok((root, mistakes))
}

impl Shape for Accounts {
    fn read(node: &Node, place: &Place, reader: &mut Reader<'_>) -> Option<Self> {
        let Node::Map(entries) = node else { return reader.expected(place, node, "a block of accounts") };
        let mut accounts = Vec::new();
        for (name, node) in entries {
            match &node.value {
                Node::Map(settings) => accounts.push((name.clone(), settings.clone())),
                other => {
                    let place = place.within(&name.value, node.referenced);
                    let _: Option<()> = reader.expected(&place, other, "a block of settings");
                }
            }
        }
        Some(Self(accounts))
    }

    // Each kind of carrier says its own: see `schema`.
    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object" })
    }
}
