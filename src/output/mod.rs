//! Bytes into public/. The only room that writes.
//!
//! Everything is staged first. Nothing in the output folder changes before [`Publication::commit`], which then
//! replaces only what differs, each file by a rename, and removes only what an earlier build wrote.

mod bodies;
mod commit;
mod fs;
mod manifest;
mod publication;

pub use bodies::BodyStore;
pub use fs::{is_empty_folder, write_new};
pub use publication::{Change, Publication, Staged};

/// What a commit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Files that were not there before.
    pub added: usize,
    /// Files whose bytes differ.
    pub changed: usize,
    /// Files that were left alone.
    pub unchanged: usize,
    /// Files that no longer belong to the site.
    pub removed: usize,
}
