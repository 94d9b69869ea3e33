//! The inventory: every source file of a site, with its stamp and hash, at one moment. The difference of two
//! inventories is the list of changed files.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::SystemTime;

use rayon::prelude::*;

use super::walk::{FolderWalk, WalkedFile, walk};
use super::{FileStamp, FileVersion, Folder, SourceFile, SourceTree, UnreadEntry};
use crate::config;
use crate::diagnostic::Diagnostic;
use crate::util::string_index::StringIndex;

/// The folders of a site that hold its sources. site.toml is the only source outside of them.
pub const SOURCE_FOLDERS: &[&str] = &["content", "static", "templates", "themes"];

/// Files larger than this, in bytes, are not hashed: only their stamps are compared.
pub const MAX_HASHED_SIZE: u64 = 8 << 20;

/// The hash of a file's bytes, XXH3. It detects changes; it is not collision-resistant against an attacker.
pub type ContentHash = u128;

/// The files of a site's folder at one moment.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// Sorted by path.
    entries: Vec<InventoryEntry>,
    /// The position of each entry, by its path.
    index: Arc<StringIndex>,
    /// What is not read, sorted by path.
    unread: Vec<UnreadEntry>,
    /// Folders that could not be read, each with the source folder in which it is.
    diagnostics: Vec<(String, Diagnostic)>,
    /// Whether some files stand for others, so that a change of one is a change of two.
    has_links: bool,
}

#[derive(Debug, Clone)]
struct InventoryEntry {
    path: Arc<str>,
    stamp: Option<FileStamp>,
    /// Whether an equal stamp proves that the file is unchanged.
    trusted_stamp: bool,
    hash: Option<ContentHash>,
}

/// How a file differs between two inventories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileChange {
    /// It is new.
    Added,
    /// Its bytes differ.
    Changed,
    /// It is gone.
    Removed,
}

impl Inventory {
    /// Lists and stamps every file, on all cores. `now` is the time of the clock that dates files.
    pub fn scan(folder: &Folder, now: SystemTime) -> Self {
        let mut inventory = Self::default();
        for below in SOURCE_FOLDERS {
            let FolderWalk {
                files,
                unread,
                diagnostics,
                has_links,
            } = walk(folder, below);
            let files = files.into_iter();
            let entries =
                files.map(|WalkedFile { path, stamp }| InventoryEntry::new(path, stamp, now));
            inventory.entries.extend(entries);
            inventory.unread.extend(unread);
            let diagnostics = diagnostics.into_iter();
            inventory
                .diagnostics
                .extend(diagnostics.map(|diagnostic| ((*below).to_owned(), diagnostic)));
            inventory.has_links |= has_links;
        }
        if let Some(stamp) = folder.stamp(config::FILE) {
            let entry = InventoryEntry::new(Arc::from(config::FILE), Some(stamp), now);
            inventory.entries.push(entry);
        }
        inventory.unread.sort_unstable();
        inventory
            .entries
            .par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
        inventory.with_index()
    }

    /// Indexes the entries; called whenever entries were added or removed.
    fn with_index(mut self) -> Self {
        let entries = &self.entries;
        self.index = Arc::new(StringIndex::new(entries.len(), |at| &*entries[at].path));
        self
    }

    /// This inventory with new stamps for `files`, which are paths relative to the site's folder. `None`
    /// where that is not enough and the whole folder must be scanned: a file was added, or a folder was
    /// added or removed, or there are symbolic links, any of which may lead to one of `files`.
    #[must_use]
    pub fn rescan<'p>(
        &self,
        folder: &Folder,
        files: impl Iterator<Item = &'p str>,
        now: SystemTime,
    ) -> Option<Self> {
        if !self.diagnostics.is_empty() || self.has_links {
            return None;
        }
        let mut inventory = self.clone();
        let mut removed = BTreeSet::new();
        for path in files {
            // A link that was added asks for a full scan.
            let metadata = folder.path(path).symlink_metadata();
            let is_file = metadata.as_ref().is_ok_and(|metadata| metadata.is_file());
            match self.position(path) {
                Some(at) if is_file => {
                    let stamp = metadata.ok().as_ref().and_then(FileStamp::of);
                    *inventory.entries.get_mut(at)? =
                        InventoryEntry::new(Arc::from(path), stamp, now);
                }
                Some(at) if metadata.is_err() => drop(removed.insert(at)),
                None if metadata.is_err() && self.below(path).is_empty() => {}
                _ => return None,
            }
        }
        if removed.is_empty() {
            return Some(inventory);
        }
        let mut at = 0;
        inventory.entries.retain(|_| {
            at += 1;
            !removed.contains(&(at - 1))
        });
        Some(inventory.with_index())
    }

    /// The files below the source folder `below`, and a diagnostic for each folder in it that could not be
    /// read.
    pub fn tree(&self, below: &str) -> (SourceTree, Vec<Diagnostic>) {
        let entries = self.below(below).iter();
        let files = entries.map(|entry| SourceFile {
            path: Arc::clone(&entry.path),
        });
        let is_below = |path: &str| {
            let rest = path.strip_prefix(below);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let unread = self.unread.iter().filter(|entry| is_below(&entry.path));
        let diagnostics = self
            .diagnostics
            .iter()
            .filter(|(folder, _)| folder == below)
            .map(|(_, diagnostic)| diagnostic.clone());
        (
            SourceTree::from_sorted(files.collect(), unread.cloned().collect()),
            diagnostics.collect(),
        )
    }

    fn below(&self, below: &str) -> &[InventoryEntry] {
        let prefix = format!("{below}/");
        let start = self.entries.partition_point(|entry| *entry.path < *prefix);
        let rest = &self.entries[start..];
        let count = rest.partition_point(|entry| entry.path.starts_with(&prefix));
        &rest[..count]
    }

    /// The stamp of a file, if an equal stamp proves that the file is unchanged.
    pub fn trusted_stamp(&self, path: &str) -> Option<FileStamp> {
        let entry = self.find(path)?;
        entry.stamp.filter(|_| entry.trusted_stamp)
    }

    /// The size of a file in bytes, at the time of the scan.
    pub fn size(&self, path: &str) -> Option<u64> {
        self.find(path)?.stamp.map(|stamp| stamp.size())
    }

    fn find(&self, path: &str) -> Option<&InventoryEntry> {
        self.entries.get(self.position(path)?)
    }

    fn position(&self, path: &str) -> Option<usize> {
        self.index.find(path, |at| &*self.entries[at].path == path)
    }

    /// The number of files.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The changes from `before` to this inventory, sorted by path. A file with another stamp counts as
    /// changed only if its bytes differ; the hashes that this needs are kept.
    pub fn changes_since(&mut self, before: &Self, folder: &Folder) -> Vec<(FileChange, Arc<str>)> {
        let mut changes = Vec::new();
        let mut old_entries = before.entries.iter().peekable();
        for entry in &mut self.entries {
            // After `rescan` most entries are those of `before`.
            if old_entries
                .next_if(|old| entry.is_same_entry(old))
                .is_some()
            {
                continue;
            }
            // Both lists are sorted, so old entries that come before this one are gone.
            while let Some(removed) = old_entries.next_if(|old| old.path < entry.path) {
                changes.push((FileChange::Removed, Arc::clone(&removed.path)));
            }
            match old_entries.next_if(|old| old.path == entry.path) {
                None => {
                    if !entry.trusted_stamp {
                        // The next scan may come before `hash_next` reaches this file. Without a hash it
                        // would then count as changed.
                        entry.hash = hash_file(folder, &entry.path, entry.stamp);
                    }
                    changes.push((FileChange::Added, Arc::clone(&entry.path)));
                }
                Some(old) => {
                    if entry.differs_from(old, folder) {
                        changes.push((FileChange::Changed, Arc::clone(&entry.path)));
                    }
                }
            }
        }
        changes.extend(old_entries.map(|old| (FileChange::Removed, Arc::clone(&old.path))));
        changes
    }

    /// Notes the versions of files that were read since the scan: what is known of a file is what was read.
    /// An equal stamp proves nothing any more where the file was replaced before it was read; else a file
    /// that is put back would not count as changed.
    pub fn note_read<'v>(&mut self, versions: impl Iterator<Item = (&'v str, FileVersion)>) {
        for (path, version) in versions {
            if let Some(at) = self.position(path)
                && let Some(entry) = self.entries.get_mut(at)
            {
                entry.hash = Some(version.hash);
                entry.trusted_stamp &= entry.stamp == version.stamp;
            }
        }
    }

    /// Hashes the first file without a hash at or after position `from`. Returns the position to continue
    /// at; `None` when no file is left.
    pub fn hash_next(&mut self, from: usize, folder: &Folder) -> Option<usize> {
        let rest = self.entries.iter_mut().enumerate().skip(from);
        let mut unhashed = rest.filter(|(_, entry)| entry.hash.is_none() && !entry.is_large());
        let (at, entry) = unhashed.next()?;
        let hash = hash_file(folder, &entry.path, entry.stamp);
        // If the file was written since the scan, these bytes belong to the next inventory.
        entry.hash = hash.filter(|_| folder.stamp(&entry.path) == entry.stamp);
        Some(at + 1)
    }
}

impl InventoryEntry {
    fn new(path: Arc<str>, stamp: Option<FileStamp>, now: SystemTime) -> Self {
        Self {
            path,
            stamp,
            trusted_stamp: stamp.is_some_and(|stamp| stamp.is_trusted(now)),
            hash: None,
        }
    }

    /// Whether this is a clone of `old`, whose stamp proves that the file is unchanged.
    fn is_same_entry(&self, old: &Self) -> bool {
        Arc::ptr_eq(&self.path, &old.path) && old.trusted_stamp && old.stamp == self.stamp
    }

    /// Whether the bytes differ from those of `old`. Takes the old hash if the stamp proves that they are
    /// equal, else hashes the file.
    fn differs_from(&mut self, old: &Self, folder: &Folder) -> bool {
        if old.trusted_stamp && old.stamp == self.stamp {
            // Shares the string: a copy in every inventory would be kept for as long as the preview runs.
            self.path = Arc::clone(&old.path);
            self.hash = old.hash;
            return false;
        }
        self.hash = hash_file(folder, &self.path, self.stamp);
        match (self.hash, old.hash) {
            (Some(new), Some(old)) => new != old,
            _ => !(old.stamp == self.stamp && self.is_large()),
        }
    }

    fn is_large(&self) -> bool {
        self.stamp
            .is_some_and(|stamp| stamp.size() > MAX_HASHED_SIZE)
    }
}

/// The hash of `bytes`.
pub fn content_hash(bytes: &[u8]) -> ContentHash {
    twox_hash::XxHash3_128::oneshot(bytes)
}

fn hash_file(folder: &Folder, path: &Arc<str>, stamp: Option<FileStamp>) -> Option<ContentHash> {
    if stamp.is_some_and(|stamp| stamp.size() > MAX_HASHED_SIZE) {
        return None;
    }
    let bytes = folder.bytes(path).ok()?;
    Some(content_hash(&bytes))
}

#[cfg(test)]
mod tests;
