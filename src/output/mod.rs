//! Output: writes the finished files of a site into its output folder. The only module that writes.
//!
//! Everything is staged first. Nothing in the output folder changes before [`Publication::commit`], which
//! then replaces only files that differ, each by a rename, and removes only files of earlier builds.

mod commit;
mod durability;
mod folder;
pub(crate) mod fs;
mod manifest;
mod place;
mod publication;

pub use durability::Durability;
pub use fs::{expect_empty_folder, write_new};
pub use place::expect_output_folder;
pub use publication::{Change, Publication, StagedOutput, Turn};

/// The changes of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommitSummary {
    /// The files that were written or removed, by path.
    pub changes: Vec<(Change, String)>,
    /// The number of files that were left alone.
    pub unchanged: usize,
}

impl CommitSummary {
    /// The number of files that were changed in this way.
    pub fn count(&self, change: Change) -> usize {
        self.changes
            .iter()
            .filter(|(other, _)| *other == change)
            .count()
    }
}
