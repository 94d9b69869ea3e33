//! The commit: moves staged files into place, what pages load and articles before the lists that lead to them.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};
use std::io;
use std::path::Path;

use super::fs::{failed, names, remove_empty, remove_folders, remove_tree, replace};
use super::manifest::Manifest;
use super::publication::{Change, Publication, StagedOutput, Turn};
use super::{CommitSummary, Durability};
use crate::diagnostic::Diagnostic;

impl Publication {
    /// Moves all staged outputs into place, and removes the outputs of earlier builds that this one does
    /// not have.
    ///
    /// If the process is killed at any moment, every file is whole, and the next build completes the work:
    /// the manifest names previous and new files from before the first rename until after the last removal.
    /// After a power loss that holds for [`Durability::Flushed`]. Outputs in `elsewhere` stay: another job
    /// renders them.
    ///
    /// # Errors
    /// A foreign file in the way, before anything is touched; an output folder that was removed or replaced
    /// since the build began; else a failure of the file system.
    pub fn commit(
        mut self,
        outputs: &[&StagedOutput<'_>],
        elsewhere: &HashSet<&str>,
        durability: Durability,
    ) -> Result<CommitSummary, Diagnostic> {
        self.check_in_place()?;
        let result = self.commit_in_place(outputs, elsewhere, durability);
        // What cannot be removed now, the next build removes.
        drop(remove_tree(&self.state_path("stage")));
        // In a folder that is gone by now, every call may have failed, or worked where nobody sees it.
        self.check_in_place()?;
        result
    }

    fn commit_in_place(
        &mut self,
        outputs: &[&StagedOutput<'_>],
        elsewhere: &HashSet<&str>,
        durability: Durability,
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
                self.write_manifest(&new, durability)?;
            }
            return Ok(summary);
        }
        self.flush_staged(outputs, durability)?;
        self.remove_obstacles(outputs, &new, &summary.changes)?;
        // Previous and new files together. Where nothing is removed, these are the new ones.
        let is_removing = summary.count(Change::Removed) > 0;
        if is_removing {
            self.write_manifest(&self.previous.union(&new), durability)?;
        } else {
            self.write_manifest(&new, durability)?;
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
        self.flush_moves(&summary, durability)?;
        if is_removing {
            self.write_manifest(&new, durability)?;
        }
        self.previous = new;
        Ok(summary)
    }

    fn write_manifest(
        &self,
        manifest: &Manifest,
        durability: Durability,
    ) -> Result<(), Diagnostic> {
        let path = self.state_path("manifest");
        replace(&path, manifest.to_text().as_bytes(), durability)
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
        for (change, path) in changes {
            // Where an output was below what is a file now, an interrupted build has put the file there.
            let needs_folder = *change != Change::Removed;
            for (at, _) in path.match_indices('/') {
                let folder = &path[..at];
                if !seen.insert((folder, needs_folder)) {
                    continue;
                }
                match self.target(folder).symlink_metadata() {
                    Ok(metadata) if metadata.is_symlink() => return Err(self.foreign_file(folder)),
                    Ok(metadata) if metadata.is_file() && needs_folder => {
                        obstacles.insert(folder.to_owned());
                    }
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

    /// Moves new files.
    fn move_new(&self, outputs: &[&StagedOutput<'_>]) -> Result<(), Diagnostic> {
        let is_new = |output: &&&StagedOutput<'_>| output.change == Change::New;
        let new: Vec<&StagedOutput<'_>> = outputs.iter().filter(is_new).copied().collect();
        let mut moves = moves(&new, &|folder| self.target(folder).is_dir()).into_iter();
        moves.try_for_each(|path| self.move_staged(path))
    }

    /// Replaces changed files.
    fn replace_changed(&self, outputs: &[&StagedOutput<'_>]) -> Result<(), Diagnostic> {
        let mut changed: Vec<(Turn, &str)> = outputs
            .iter()
            .filter(|output| output.change == Change::Changed)
            .map(|output| (output.turn, output.path))
            .collect();
        changed.sort_by_key(|&(turn, path)| order(turn, path));
        changed
            .into_iter()
            .try_for_each(|(_, path)| self.move_staged(path))
    }

    fn move_staged(&self, path: &str) -> Result<(), Diagnostic> {
        let moved = self.stage.rename(path, &self.published, path);
        moved.map_err(|error| failed(&self.target(path), &error))
    }

    fn remove_output(&self, path: &str) -> Result<(), Diagnostic> {
        let target = self.target(path);
        if target.is_dir() {
            return Ok(());
        }
        match self.published.remove_file(path) {
            // It is gone, its folder is a file by now, or no file can have a name like that.
            Err(error)
                if !matches!(
                    error.kind(),
                    io::ErrorKind::NotFound
                        | io::ErrorKind::NotADirectory
                        | io::ErrorKind::InvalidFilename
                ) =>
            {
                return Err(failed(&target, &error));
            }
            _ => {}
        }
        remove_empty(target.parent().unwrap_or(Path::new("")), &self.out);
        Ok(())
    }
}

/// The files and folders whose renames move new outputs, which are sorted by path, in their order. A folder
/// that does not exist yet is moved as a whole, at the turn of the first of its outputs.
fn moves<'p>(outputs: &[&StagedOutput<'p>], exists: &dyn Fn(&str) -> bool) -> Vec<&'p str> {
    let mut moves = Vec::new();
    add_moves(0, outputs, exists, &mut moves);
    moves.sort_by_key(|&(turn, path)| order(turn, path));
    moves.into_iter().map(|(_, path)| path).collect()
}

/// Adds the moves of outputs in a folder that exists; `start` is where their paths go on below it.
fn add_moves<'p>(
    start: usize,
    outputs: &[&StagedOutput<'p>],
    exists: &dyn Fn(&str) -> bool,
    moves: &mut Vec<(Turn, &'p str)>,
) {
    let mut rest = outputs;
    while let Some(first) = rest.first() {
        let end = first.path[start..].find('/').map(|at| start + at);
        let entry = &first.path[..end.unwrap_or(first.path.len())];
        let is_in_entry = |output: &&StagedOutput<'_>| match output.path.strip_prefix(entry) {
            Some(below) => below.is_empty() || below.starts_with('/'),
            None => false,
        };
        let count = rest.partition_point(is_in_entry);
        let (inside, after) = rest.split_at(count.max(1));
        if end.is_some() && exists(entry) {
            add_moves(entry.len() + 1, inside, exists, moves);
        } else {
            let turn = inside.iter().map(|output| output.turn).min();
            moves.push((turn.unwrap_or(first.turn), entry));
        }
        rest = after;
    }
}

/// The order in which outputs are put in place: by their turns, and the deepest first of each.
fn order(turn: Turn, path: &str) -> (Turn, Reverse<usize>, &str) {
    let depth = path.matches('/').count();
    (turn, Reverse(depth), path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::manifest::ManifestEntry;

    fn outputs<'p>(paths: &[(&'p str, Turn)]) -> Vec<StagedOutput<'p>> {
        let entry = ManifestEntry {
            hash: 0,
            size: 0,
            modified: 0,
        };
        let mut outputs: Vec<StagedOutput<'_>> = paths
            .iter()
            .map(|&(path, turn)| StagedOutput {
                path,
                change: Change::New,
                turn,
                entry,
            })
            .collect();
        outputs.sort_by_key(|output| output.path);
        outputs
    }

    const PATHS: [(&str, Turn); 11] = [
        ("index.html", Turn::Home),
        ("robots.txt", Turn::List),
        ("atom.xml", Turn::List),
        ("about/index.html", Turn::Document),
        ("archive/2024/index.html", Turn::List),
        ("archive/index.html", Turn::List),
        ("articles.css", Turn::Resource),
        ("articles/2024/one/index.html", Turn::Document),
        ("articles/2024/one/map.svg", Turn::Resource),
        ("articles/index.html", Turn::List),
        ("assets/style.css", Turn::Resource),
    ];

    fn moved(existing: &[&str]) -> Vec<&'static str> {
        let outputs = outputs(&PATHS);
        let outputs: Vec<&StagedOutput<'_>> = outputs.iter().collect();
        moves(&outputs, &|folder| existing.contains(&folder))
    }

    #[test]
    fn folders_are_moved_as_a_whole_and_articles_before_what_lists_them() {
        let top = [
            "articles",
            "articles.css",
            "assets",
            "about",
            "archive",
            "atom.xml",
            "robots.txt",
            "index.html",
        ];
        assert_eq!(moved(&[]), top);
    }

    #[test]
    fn below_folders_that_exist_every_output_has_its_turn() {
        let all = [
            "articles/2024/one/map.svg",
            "articles.css",
            "assets",
            "articles/2024/one/index.html",
            "about/index.html",
            "archive/2024",
            "archive/index.html",
            "articles/index.html",
            "atom.xml",
            "robots.txt",
            "index.html",
        ];
        let existing = [
            "about",
            "articles",
            "articles/2024",
            "articles/2024/one",
            "archive",
        ];
        assert_eq!(moved(&existing), all);
    }

    #[test]
    fn lists_are_replaced_after_what_they_lead_to() {
        let mut paths = PATHS;
        paths.sort_by_key(|&(path, turn)| order(turn, path));
        let paths = paths.map(|(path, _)| path);
        assert_eq!(paths.first(), Some(&"articles/2024/one/map.svg"));
        assert_eq!(paths.last(), Some(&"index.html"));
        let at = |path| paths.iter().position(|other| *other == path);
        assert!(at("articles/2024/one/index.html") < at("archive/2024/index.html"));
        assert!(at("archive/2024/index.html") < at("archive/index.html"));
    }
}
