//! Bytes into public/. The only room that writes.
//!
//! Everything is staged first. Nothing in the output folder changes before [`Publication::commit`], which then
//! replaces only what differs, each file by a rename, and removes only what an earlier build wrote.

mod commit;
mod folder;
pub(crate) mod fs;
mod manifest;
mod publication;

pub use fs::{is_empty_folder, write_new};
pub use publication::{Change, Publication, Staged};

/// What a commit did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// The files that were written or removed, by path.
    pub changes: Vec<(Change, String)>,
    /// How many files were left alone.
    pub unchanged: usize,
}

impl Summary {
    /// How many files were changed in this way.
    pub fn count(&self, change: Change) -> usize {
        self.changes
            .iter()
            .filter(|(other, _)| *other == change)
            .count()
    }
}
