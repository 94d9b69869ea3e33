//! The commit: moves staged files into place, in an order in which no published page links to a missing
//! file.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use super::CommitSummary;
use super::fs::{create_parent, names, remove, remove_empty, remove_folders, rename, replace};
use super::manifest::Manifest;
use super::publication::{Change, Publication, StagedOutput};
use crate::diagnostic::Diagnostic;

impl Publication {
    /// Moves all staged outputs into place, and removes the outputs of earlier builds that this one does
    /// not have.
    ///
    /// If the process is killed at any moment, every file is whole, and the next build completes the work:
    /// the manifest names previous and new files from before the first rename until after the last removal.
    /// Outputs in `elsewhere` stay: another job renders them.
    ///
    /// # Errors
    /// A foreign file in the way, before anything is touched; else a failure of the file system.
    pub fn commit(
        mut self,
        outputs: &[&StagedOutput<'_>],
        elsewhere: &HashSet<&str>,
    ) -> Result<CommitSummary, Diagnostic> {
        // In the order of the manifest, so that later sorts find the outputs in order or nearly so.
        let mut outputs = outputs.to_vec();
        outputs.sort_unstable_by(|one, other| one.path.cmp(other.path));
        let outputs = outputs.as_slice();
        let entries = outputs
            .iter()
            .map(|output| (output.path.to_owned(), output.entry));
        let previous = self.previous.iter();
        let of_other_jobs = previous.filter(|(path, _)| elsewhere.contains(path.as_str()));
        let new: Manifest = of_other_jobs.cloned().chain(entries).collect();
        let summary = self.summary(outputs, &new);
        if summary.changes.is_empty() {
            if new != self.previous {
                self.write_manifest(&new)?;
            }
            return Ok(summary);
        }
        self.remove_obstacles(outputs, &new, &summary.changes)?;
        // Previous and new files together. Where nothing is removed, these are the new ones.
        let is_removing = summary.count(Change::Removed) > 0;
        if is_removing {
            self.write_manifest(&self.previous.union(&new))?;
        } else {
            self.write_manifest(&new)?;
        }
        self.move_new(outputs)?;
        self.replace_changed(outputs)?;
        for (_, path) in summary
            .changes
            .iter()
            .filter(|(change, _)| *change == Change::Removed)
        {
            self.remove_output(path)?;
        }
        if is_removing {
            self.write_manifest(&new)?;
        }
        self.previous = new;
        Ok(summary)
    }

    fn write_manifest(&self, manifest: &Manifest) -> Result<(), Diagnostic> {
        replace(&self.state_path("manifest"), manifest.to_text().as_bytes())
    }

    fn summary(&self, outputs: &[&StagedOutput<'_>], new: &Manifest) -> CommitSummary {
        let stale = self.previous.difference(new);
        let stale = stale.map(|path| (Change::Removed, path.to_owned()));
        let written = outputs
            .iter()
            .filter(|output| output.change != Change::Unchanged);
        let mut changes: Vec<(Change, String)> = written
            .map(|output| (output.change, output.path.to_owned()))
            .chain(stale)
            .collect();
        let unchanged = outputs
            .iter()
            .filter(|output| output.change == Change::Unchanged)
            .count();
        changes.sort_by(|a, b| a.1.cmp(&b.1));
        CommitSummary { changes, unchanged }
    }

    /// Removes files where outputs need a folder, and folders where outputs need a file. Both must be of an
    /// earlier build, or nothing is touched. A folder that is a symbolic link is a foreign file: it leads out
    /// of the output folder.
    fn remove_obstacles(
        &self,
        outputs: &[&StagedOutput<'_>],
        new: &Manifest,
        changes: &[(Change, String)],
    ) -> Result<(), Diagnostic> {
        if self.is_fresh() {
            return Ok(());
        }
        let (mut obstacles, mut seen) = (BTreeSet::new(), BTreeSet::new());
        for (_, path) in changes {
            for (at, _) in path.match_indices('/') {
                let folder = &path[..at];
                if !seen.insert(folder) {
                    continue;
                }
                match self.target(folder).symlink_metadata() {
                    Ok(metadata) if metadata.is_symlink() => return Err(self.foreign_file(folder)),
                    Ok(metadata) if metadata.is_file() => drop(obstacles.insert(folder.to_owned())),
                    _ => {}
                }
            }
        }
        let new_outputs = || outputs.iter().filter(|output| output.change == Change::New);
        for path in new_outputs().map(|output| output.path) {
            if self.target(path).is_dir() {
                self.files_below(path, &mut obstacles)?;
            }
        }
        if let Some(foreign_file) = obstacles
            .iter()
            .find(|path| !self.previous.contains(path) || new.contains(path))
        {
            return Err(self.foreign_file(foreign_file));
        }
        obstacles
            .iter()
            .try_for_each(|path| self.remove_output(path))?;
        // Folders that are left at the path of an output have no files.
        new_outputs()
            .map(|output| self.target(output.path))
            .filter(|target| target.is_dir())
            .try_for_each(|target| remove_folders(&target))
    }

    fn files_below(&self, path: &str, found: &mut BTreeSet<String>) -> Result<(), Diagnostic> {
        for name in names(&self.target(path))? {
            let below = format!("{path}/{}", name.to_string_lossy());
            if self.target(&below).is_dir() {
                self.files_below(&below, found)?;
            } else {
                found.insert(below);
            }
        }
        Ok(())
    }

    /// Moves new files. A folder that does not exist yet is moved by one rename.
    fn move_new(&self, outputs: &[&StagedOutput<'_>]) -> Result<(), Diagnostic> {
        let changed: BTreeSet<&str> = outputs
            .iter()
            .filter(|output| output.change == Change::Changed)
            .map(|output| output.path)
            .collect();
        self.move_new_below("", &changed)
    }

    fn move_new_below(&self, folder: &str, changed: &BTreeSet<&str>) -> Result<(), Diagnostic> {
        let staged = self.staged_folder(folder);
        let mut entries: Vec<(u8, String)> = Vec::new();
        for name in names(&staged)? {
            let name = name.to_string_lossy().into_owned();
            let is_folder = staged.join(&name).is_dir();
            entries.push((rank(&name, is_folder), name));
        }
        entries.sort();
        for (_, name) in entries {
            let path = if folder.is_empty() {
                name
            } else {
                format!("{folder}/{name}")
            };
            let (from, to) = (self.staged(&path), self.target(&path));
            if from.is_dir() && to.is_dir() {
                self.move_new_below(&path, changed)?;
            } else if !changed.contains(path.as_str()) {
                create_parent(&to)?;
                rename(&from, &to)?;
            }
        }
        Ok(())
    }

    fn staged_folder(&self, folder: &str) -> std::path::PathBuf {
        if folder.is_empty() {
            self.stage.path().to_path_buf()
        } else {
            self.staged(folder)
        }
    }

    /// Replaces changed files.
    fn replace_changed(&self, outputs: &[&StagedOutput<'_>]) -> Result<(), Diagnostic> {
        let mut changed: Vec<&str> = outputs
            .iter()
            .filter(|output| output.change == Change::Changed)
            .map(|output| output.path)
            .collect();
        changed.sort_by_key(|path| replacement_order(path));
        changed
            .into_iter()
            .try_for_each(|path| rename(&self.staged(path), &self.target(path)))
    }

    fn remove_output(&self, path: &str) -> Result<(), Diagnostic> {
        let target = self.target(path);
        if target.is_dir() {
            return Ok(());
        }
        remove(&target)?;
        remove_empty(target.parent().unwrap_or(Path::new("")), &self.out);
        Ok(())
    }
}

/// The order in which new entries of one folder are moved: assets first, and an index after what it lists.
fn rank(name: &str, is_folder: bool) -> u8 {
    match name {
        "assets" => 0,
        _ if is_folder => 1,
        "index.html" => 3,
        _ => 2,
    }
}

/// The order in which changed files are replaced: the deepest first and the home page last, so that pages are
/// in place before lists link to them.
fn replacement_order(path: &str) -> (Reverse<usize>, bool, &str) {
    let depth = path.matches('/').count();
    (Reverse(depth), path == "index.html", path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_replaced_after_the_pages_below_them() {
        let mut paths = [
            "404.html",
            "articles/2024/one/index.html",
            "articles/index.html",
            "atom.xml",
            "index.html",
            "robots.txt",
        ];
        paths.reverse();
        paths.sort_by_key(|path| replacement_order(path));
        assert_eq!(
            paths,
            [
                "articles/2024/one/index.html",
                "articles/index.html",
                "404.html",
                "atom.xml",
                "robots.txt",
                "index.html",
            ]
        );
    }

    #[test]
    fn an_index_is_moved_after_what_it_lists() {
        let mut names = [
            ("index.html", false),
            ("map.svg", false),
            ("one", true),
            ("assets", true),
        ];
        names.sort_by_key(|(name, is_folder)| rank(name, *is_folder));
        let names = names.map(|(name, _)| name);
        assert_eq!(names, ["assets", "one", "map.svg", "index.html"]);
    }
}
