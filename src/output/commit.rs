//! The commit: staged files take their places, in an order in which no reader meets a link to nothing.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use super::Summary;
use super::fs::{create_parent, names, remove, remove_empty, remove_folders, rename, replace};
use super::manifest::Manifest;
use super::publication::{Change, Publication, Staged};
use crate::diagnostic::Diagnostic;

impl Publication {
    /// Puts all staged outputs into place and removes what an earlier build wrote and this one did not.
    ///
    /// Killed at any instant, every file in the folder is whole, and the next build completes the work: the
    /// manifest names old and new files from before the first rename until after the last removal.
    /// What an earlier build wrote `elsewhere` stays: it belongs to the site, and another job makes it.
    pub fn commit(
        mut self,
        outputs: &[&Staged<'_>],
        elsewhere: &HashSet<&str>,
    ) -> Result<Summary, Diagnostic> {
        // In the order of the manifest: what is sorted after this is in order already, or nearly.
        let mut outputs = outputs.to_vec();
        outputs.sort_unstable_by(|one, other| one.path.cmp(other.path));
        let outputs = outputs.as_slice();
        let made = outputs
            .iter()
            .map(|output| (output.path.to_owned(), output.entry));
        let old = self.old.iter();
        let kept = old.filter(|(path, _)| elsewhere.contains(path.as_str()));
        let new: Manifest = kept.cloned().chain(made).collect();
        let summary = self.summary(outputs, &new);
        if summary.changes.is_empty() {
            if new != self.old {
                self.write_manifest(&new)?;
            }
            return Ok(summary);
        }
        self.unblock(outputs, &new)?;
        // Old and new files together: where nothing goes, those are the new ones.
        let is_removing = summary.count(Change::Removed) > 0;
        if is_removing {
            self.write_manifest(&self.old.and(&new))?;
        } else {
            self.write_manifest(&new)?;
        }
        self.add(outputs)?;
        self.change(outputs)?;
        for (_, path) in summary
            .changes
            .iter()
            .filter(|(change, _)| *change == Change::Removed)
        {
            self.take_away(path)?;
        }
        if is_removing {
            self.write_manifest(&new)?;
        }
        self.old = new;
        Ok(summary)
    }

    fn write_manifest(&self, manifest: &Manifest) -> Result<(), Diagnostic> {
        replace(&self.own("manifest"), manifest.to_text().as_bytes())
    }

    fn summary(&self, outputs: &[&Staged<'_>], new: &Manifest) -> Summary {
        let stale = self.old.without(new);
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
        Summary { changes, unchanged }
    }

    /// Makes room where a file stands in the place of a folder or a folder in that of a file. What is in the
    /// way must be ours, or nothing is touched.
    fn unblock(&self, outputs: &[&Staged<'_>], new: &Manifest) -> Result<(), Diagnostic> {
        if self.is_fresh() {
            return Ok(());
        }
        let (mut in_the_way, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let new_outputs = || outputs.iter().filter(|output| output.change == Change::New);
        for output in new_outputs() {
            let path = output.path;
            for (at, _) in path.match_indices('/') {
                if seen.insert(&path[..at]) && self.target(&path[..at]).is_file() {
                    in_the_way.insert(path[..at].to_owned());
                }
            }
            if self.target(path).is_dir() {
                self.files_below(path, &mut in_the_way)?;
            }
        }
        if let Some(foreign) = in_the_way
            .iter()
            .find(|path| !self.old.holds(path) || new.holds(path))
        {
            return Err(self.foreign(foreign));
        }
        in_the_way
            .iter()
            .try_for_each(|path| self.take_away(path))?;
        // What is left in the place of a file are folders without files.
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

    /// New files first: a folder that does not exist yet takes its place in one rename.
    fn add(&self, outputs: &[&Staged<'_>]) -> Result<(), Diagnostic> {
        let changed: BTreeSet<&str> = outputs
            .iter()
            .filter(|output| output.change == Change::Changed)
            .map(|output| output.path)
            .collect();
        self.add_folder("", &changed)
    }

    fn add_folder(&self, folder: &str, changed: &BTreeSet<&str>) -> Result<(), Diagnostic> {
        let staged = self.staged_folder(folder);
        let mut entries: Vec<(u8, String)> = Vec::new();
        for name in names(&staged)? {
            let name = name.to_string_lossy().into_owned();
            let rank = if name == "assets" {
                0
            } else if staged.join(&name).is_dir() {
                1
            } else if name == "index.html" {
                3
            } else {
                2
            };
            entries.push((rank, name));
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
                self.add_folder(&path, changed)?;
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

    /// Changed files, the deepest first and the home page last: what lists link to is there before they do.
    fn change(&self, outputs: &[&Staged<'_>]) -> Result<(), Diagnostic> {
        let mut changed: Vec<&str> = outputs
            .iter()
            .filter(|output| output.change == Change::Changed)
            .map(|output| output.path)
            .collect();
        changed.sort_by_key(|path| {
            (
                std::cmp::Reverse(path.matches('/').count()),
                *path == "index.html",
                *path,
            )
        });
        changed
            .into_iter()
            .try_for_each(|path| rename(&self.staged(path), &self.target(path)))
    }

    fn take_away(&self, path: &str) -> Result<(), Diagnostic> {
        let target = self.target(path);
        if target.is_dir() {
            return Ok(());
        }
        remove(&target)?;
        remove_empty(target.parent().unwrap_or(Path::new("")), &self.out);
        Ok(())
    }
}
