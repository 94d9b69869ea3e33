//! Every file that a site is made of, with size and time: what tells one moment of the site's folder from another.

use std::collections::BTreeSet;
use std::fs::DirEntry;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use rayon::prelude::*;

use super::tree::{is_passed_over, unreadable};
use super::{FileStamp, Folder, SourceFile, SourceTree};
use crate::diagnostic::Diagnostic;
use crate::util::string_index::StringIndex;

/// The folders of a site from which anything is read.
pub const FOLDERS: &[&str] = &["content", "static", "templates", "themes"];

/// The file beside them.
const SETTINGS: &str = crate::config::FILE;

/// Larger files are told apart by size and time alone, in bytes.
const LARGE: u64 = 8 << 20;

/// The hash of a file's bytes, XXH3: it tells one text of a writer from the next and defends against nobody.
pub type Hash = u128;

/// One moment of the site's folder.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// Sorted by path.
    items: Vec<Item>,
    /// The place of each in `items`, by its path.
    places: Arc<StringIndex>,
    problems: Vec<(String, Diagnostic)>,
}

#[derive(Debug, Clone)]
struct Item {
    path: Arc<str>,
    stamp: Option<FileStamp>,
    /// Whether the stamp alone tells that the file is unchanged.
    trusted_stamp: bool,
    hash: Option<Hash>,
}

/// How a file differs between two moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is new.
    Added,
    /// Its bytes differ.
    Changed,
    /// It is gone.
    Removed,
}

impl Inventory {
    /// Looks at every file, on all cores. `now` is the time as files are dated.
    pub fn take(folder: &Folder, now: SystemTime) -> Self {
        let mut inventory = Self::default();
        for below in FOLDERS {
            let root = folder.path(below);
            if root.exists() {
                let Found { items, problems } = walk(&root, below, now);
                inventory.items.extend(items);
                let problems = problems.into_iter();
                inventory
                    .problems
                    .extend(problems.map(|problem| ((*below).to_owned(), problem)));
            }
        }
        if let Some(stamp) = folder.stamp(SETTINGS) {
            inventory.items.push(Item::new(SETTINGS, Some(stamp), now));
        }
        inventory
            .items
            .par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
        inventory.merge_by_index()
    }

    /// The same when items have come or gone.
    fn merge_by_index(mut self) -> Self {
        let items = &self.items;
        self.places = Arc::new(StringIndex::new(items.len(), |at| &*items[at].path));
        self
    }

    /// The same with a new look at `files` alone, paths relative to the site's folder. `None` where that does not tell
    /// enough: a file has come, or a folder has come or gone.
    #[must_use]
    pub fn look_again<'p>(
        &self,
        folder: &Folder,
        files: impl Iterator<Item = &'p str>,
        now: SystemTime,
    ) -> Option<Self> {
        if !self.problems.is_empty() {
            return None;
        }
        let mut inventory = self.clone();
        let mut gone = BTreeSet::new();
        for path in files {
            // Asked for the entry itself, as a walk does: a link is no file of the site.
            let entry = folder.path(path).symlink_metadata();
            let is_file = entry.as_ref().is_ok_and(|entry| entry.is_file());
            match self.position(path) {
                Some(at) if is_file => {
                    let stamp = entry.ok().as_ref().and_then(FileStamp::of);
                    *inventory.items.get_mut(at)? = Item::new(path, stamp, now);
                }
                Some(at) if entry.is_err() => drop(gone.insert(at)),
                None if entry.is_err() && self.below(path).is_empty() => {}
                _ => return None,
            }
        }
        if gone.is_empty() {
            return Some(inventory);
        }
        let mut at = 0;
        inventory.items.retain(|_| {
            at += 1;
            !gone.contains(&(at - 1))
        });
        Some(inventory.merge_by_index())
    }

    /// The files below `below`, with what could not be read there.
    pub fn tree(&self, below: &str) -> (SourceTree, Vec<Diagnostic>) {
        let items = self.below(below).iter();
        let files = items.map(|item| SourceFile {
            path: Arc::clone(&item.path),
        });
        let problems = self
            .problems
            .iter()
            .filter(|(folder, _)| folder == below)
            .map(|(_, problem)| problem.clone());
        (SourceTree::sorted(files.collect()), problems.collect())
    }

    fn below(&self, below: &str) -> &[Item] {
        let prefix = format!("{below}/");
        let start = self.items.partition_point(|item| *item.path < *prefix);
        let rest = &self.items[start..];
        let count = rest.partition_point(|item| item.path.starts_with(&prefix));
        &rest[..count]
    }

    /// The stamp of a file, where it alone tells that the file is unchanged.
    pub fn trusted_stamp(&self, path: &str) -> Option<FileStamp> {
        let item = self.find(path)?;
        item.stamp.filter(|_| item.trusted_stamp)
    }

    /// The size of a file, as it was found.
    pub fn size(&self, path: &str) -> Option<u64> {
        self.find(path)?.stamp.map(|stamp| stamp.size())
    }

    fn find(&self, path: &str) -> Option<&Item> {
        self.items.get(self.position(path)?)
    }

    fn position(&self, path: &str) -> Option<usize> {
        self.places.find(path, |at| &*self.items[at].path == path)
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// What has changed since `before`, by path. A file of another stamp has changed if its bytes have.
    pub fn since(&mut self, before: &Self, folder: &Folder) -> Vec<(Change, Arc<str>)> {
        let mut changes = Vec::new();
        let mut old = before.items.iter().peekable();
        for item in &mut self.items {
            // A look at single files leaves the others as they are.
            if old.next_if(|old| item.is_that(old)).is_some() {
                continue;
            }
            // Both lists are sorted: what is passed over is gone.
            while let Some(gone) = old.next_if(|old| old.path < item.path) {
                changes.push((Change::Removed, Arc::clone(&gone.path)));
            }
            match old.next_if(|old| old.path == item.path) {
                None => {
                    if !item.trusted_stamp {
                        // The next look may come before there is time to hash it, and must not take it for changed.
                        item.hash = hash(folder, &item.path, item.stamp);
                    }
                    changes.push((Change::Added, Arc::clone(&item.path)));
                }
                Some(old) => {
                    if item.is_other_than(old, folder) {
                        changes.push((Change::Changed, Arc::clone(&item.path)));
                    }
                }
            }
        }
        changes.extend(old.map(|gone| (Change::Removed, Arc::clone(&gone.path))));
        changes
    }

    /// Notes hashes that are known from elsewhere.
    pub fn note(&mut self, known: impl Fn(&str) -> Option<Hash> + Sync) {
        self.items
            .par_iter_mut()
            .with_min_len(256)
            .filter(|item| item.hash.is_none())
            .for_each(|item| item.hash = known(&item.path));
    }

    /// Hashes one file of which no hash is known, from the place `from` on. Returns where to go on; `None` at the end.
    pub fn hash_next(&mut self, from: usize, folder: &Folder) -> Option<usize> {
        let rest = self.items.iter_mut().enumerate().skip(from);
        let mut unknown = rest.filter(|(_, item)| item.hash.is_none() && !item.is_large());
        let (at, item) = unknown.next()?;
        let hash = hash(folder, &item.path, item.stamp);
        // Bytes that were written since belong to the next moment.
        item.hash = hash.filter(|_| folder.stamp(&item.path) == item.stamp);
        Some(at + 1)
    }
}

impl Item {
    fn new(path: &str, stamp: Option<FileStamp>, now: SystemTime) -> Self {
        Self {
            path: Arc::from(path),
            stamp,
            trusted_stamp: stamp.is_some_and(|stamp| stamp.is_settled(now)),
            hash: None,
        }
    }

    /// Whether it is `old` itself, of which the stamp tells that it is unchanged.
    fn is_that(&self, old: &Self) -> bool {
        Arc::ptr_eq(&self.path, &old.path) && old.trusted_stamp && old.stamp == self.stamp
    }

    /// Whether its bytes differ from those of `old`. Takes over what is known of the old ones, or reads the new ones.
    fn is_other_than(&mut self, old: &Self, folder: &Folder) -> bool {
        if old.trusted_stamp && old.stamp == self.stamp {
            // The same string twice would be kept twice.
            self.path = Arc::clone(&old.path);
            self.hash = old.hash;
            return false;
        }
        self.hash = hash(folder, &self.path, self.stamp);
        match (self.hash, old.hash) {
            (Some(new), Some(old)) => new != old,
            _ => !(old.stamp == self.stamp && self.is_large()),
        }
    }

    fn is_large(&self) -> bool {
        self.stamp.is_some_and(|stamp| stamp.size() > LARGE)
    }
}

/// The hash of these bytes.
pub fn hash_of(bytes: &[u8]) -> Hash {
    twox_hash::XxHash3_128::oneshot(bytes)
}

fn hash(folder: &Folder, path: &Arc<str>, stamp: Option<FileStamp>) -> Option<Hash> {
    if stamp.is_some_and(|stamp| stamp.size() > LARGE) {
        return None;
    }
    let bytes = folder.bytes(path).ok()?;
    Some(hash_of(&bytes))
}

/// What was found below a folder.
#[derive(Default)]
struct Found {
    items: Vec<Item>,
    problems: Vec<Diagnostic>,
}

impl Found {
    fn add(&mut self, other: Self) {
        self.items.extend(other.items);
        self.problems.extend(other.problems);
    }
}

/// The entries of one folder, those below it too: several folders at a time, and many files of one.
fn walk(path: &Path, below: &str, now: SystemTime) -> Found {
    let entries: Vec<DirEntry> = match read_dir(path) {
        Ok(entries) => entries,
        Err(error) => {
            return Found {
                problems: vec![unreadable(path, &error.to_string())],
                ..Found::default()
            };
        }
    };
    let found = entries
        .par_iter()
        .with_min_len(128)
        .filter(|entry| !is_passed_over(&entry.file_name()))
        .map(|entry| look(entry, below, now));
    let (mut all, mut folders) = (Found::default(), Vec::new());
    for look in found.collect::<Vec<_>>() {
        match look {
            Look::File(item) => all.items.push(item),
            Look::Folder(name) => folders.push(name),
            Look::Unreadable(problem) => all.problems.push(problem),
            Look::Other => {}
        }
    }
    let folders = folders
        .par_iter()
        .map(|name| walk(&path.join(name), &format!("{below}/{name}"), now));
    folders
        .collect::<Vec<_>>()
        .into_iter()
        .for_each(|found| all.add(found));
    all
}

enum Look {
    File(Item),
    Folder(String),
    Unreadable(Diagnostic),
    Other,
}

fn look(entry: &DirEntry, below: &str, now: SystemTime) -> Look {
    let Ok(kind) = entry.file_type() else {
        return Look::Other;
    };
    if !kind.is_dir() && !kind.is_file() {
        return Look::Other;
    }
    let Ok(name) = entry.file_name().into_string() else {
        return Look::Unreadable(unreadable(&entry.path(), "the name is not Unicode"));
    };
    if kind.is_dir() {
        return Look::Folder(name);
    }
    // A file that went since then has no stamp, and is found missing when it is read.
    let stamp = entry.metadata().ok().as_ref().and_then(FileStamp::of);
    Look::File(Item::new(&format!("{below}/{name}"), stamp, now))
}

#[expect(
    clippy::disallowed_methods,
    reason = "this room is the one that reads files"
)]
fn read_dir(path: &Path) -> std::io::Result<Vec<DirEntry>> {
    std::fs::read_dir(path)?.collect()
}

#[cfg(test)]
mod tests;
