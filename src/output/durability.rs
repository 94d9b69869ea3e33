//! Durability: whether a commit waits until the disk has what was written.
//!
//! A system keeps written data in memory for a while. If the power fails then, a file may be empty or hold
//! zeros, although its name and even the manifest are on the disk. With [`Durability::Flushed`] each of these
//! is on the disk before the next is begun: staged files, manifest, moves, and the manifest without removed
//! files.

use std::path::Path;

use super::CommitSummary;
use super::fs::failed;
use super::publication::{Publication, StagedOutput};
use crate::diagnostic::Diagnostic;

/// Whether a commit waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// The system writes to the disk when it likes.
    Buffered,
    /// What was written survives a power loss once the build has ended, and before that no less than what was
    /// there.
    Flushed,
}

impl Publication {
    /// Waits for the staged files.
    pub(super) fn flush_staged(
        &self,
        outputs: &[&StagedOutput<'_>],
        durability: Durability,
    ) -> Result<(), Diagnostic> {
        match durability {
            Durability::Buffered => Ok(()),
            Durability::Flushed => self.flush_files(outputs),
        }
    }

    /// Waits for the renames and removals of a commit.
    pub(super) fn flush_moves(
        &self,
        summary: &CommitSummary,
        durability: Durability,
    ) -> Result<(), Diagnostic> {
        match durability {
            Durability::Buffered => Ok(()),
            Durability::Flushed => self.flush_folders(summary),
        }
    }
}

/// One call for the whole file system: for thousands of small files it takes a fraction of the time of one
/// call for each.
#[cfg(target_os = "linux")]
impl Publication {
    fn flush_files(&self, _: &[&StagedOutput<'_>]) -> Result<(), Diagnostic> {
        let flushed = self.stage.flush_file_system();
        flushed.map_err(|error| failed(self.stage.path(), &error))
    }

    fn flush_folders(&self, _: &CommitSummary) -> Result<(), Diagnostic> {
        let flushed = self.stage.flush_file_system();
        flushed.map_err(|error| failed(&self.out, &error))
    }
}

#[cfg(not(target_os = "linux"))]
impl Publication {
    fn flush_files(&self, outputs: &[&StagedOutput<'_>]) -> Result<(), Diagnostic> {
        use rayon::prelude::*;

        use super::publication::Change;
        let staged = outputs.par_iter();
        let staged = staged.filter(|output| matches!(output.change, Change::New | Change::Changed));
        staged.try_for_each(|output| {
            let path = self.staged(output.path);
            // Windows flushes files that are open for writing alone.
            let file = std::fs::File::options().write(true).open(&path);
            let flushed = file.and_then(|file| file.sync_all());
            flushed.map_err(|error| failed(&path, &error))
        })
    }

    fn flush_folders(&self, summary: &CommitSummary) -> Result<(), Diagnostic> {
        let mut folders: Vec<&Path> = summary
            .changes
            .iter()
            .flat_map(|(_, path)| Path::new(path).ancestors().skip(1))
            .collect();
        folders.sort_unstable();
        folders.dedup();
        let mut folders = folders.into_iter();
        folders.try_for_each(|folder| flush_folder(&self.out.join(folder)))
    }
}

/// Waits for the names in a folder; one that is gone needs no flushing. Windows does it with the files.
pub(super) fn flush_folder(folder: &Path) -> Result<(), Diagnostic> {
    if cfg!(not(unix)) || !folder.is_dir() {
        return Ok(());
    }
    let flushed = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    flushed.map_err(|error| failed(folder, &error))
}
