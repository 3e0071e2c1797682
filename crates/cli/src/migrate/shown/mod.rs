//! A loss report as people read it: on a terminal, in a ticket, and as a page of its own.

mod group;
mod html;
mod markdown;
mod page;
mod picture;
mod text;

use std::collections::BTreeMap;

use trunkline_engine::{migrate::Migration, store::Confirmation};

pub(super) use html::html;
pub(super) use markdown::markdown;
pub(super) use text::text;

/// How far a migration is.
#[derive(Debug, Clone, Copy)]
pub(super) struct HowFar<'a> {
    pub(super) migration: &'a Migration,
    /// What is done of its checklist, by the name of the item.
    pub(super) confirmed: &'a BTreeMap<String, Confirmation>,
}
