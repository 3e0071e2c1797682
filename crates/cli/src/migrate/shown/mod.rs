//! A loss report as people read it: on a terminal, in a ticket, and as a page of its own.

mod group;
mod html;
mod markdown;
mod page;
mod picture;
mod standing;
mod text;

pub(super) use html::html;
pub(super) use markdown::markdown;
pub(super) use standing::Standing;
pub(super) use text::text;
