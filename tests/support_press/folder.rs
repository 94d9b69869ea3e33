//! What a folder looks like from outside: every file with its bytes and stamps, every folder by its name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// The program's own folder inside the output folder, which is no part of the site.
pub(crate) const OWN: &str = ".bulletin";

/// When a file was written, and which file it is where the system can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileStamp {
    modified: SystemTime,
    inode: u64,
    changed: (i64, i64),
}

/// A file, or a folder (without bytes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) stamp: FileStamp,
}

/// Everything below a folder by path, with `/`; folders end with one.
pub(crate) type Snapshot = BTreeMap<String, Entry>;

/// Everything below `folder` but the program's own folder; nothing where it does not exist.
pub(crate) fn snapshot(folder: &Path) -> Snapshot {
    let mut found = everything(folder);
    found.retain(|path, _| path.split('/').next() != Some(OWN));
    found
}

/// Everything below `folder`.
pub(crate) fn everything(folder: &Path) -> Snapshot {
    let mut found = Snapshot::new();
    gather(folder, "", &mut found);
    found
}

fn gather(folder: &Path, prefix: &str, found: &mut Snapshot) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        let metadata = fs::symlink_metadata(&path).expect("metadata");
        let stamp = stamp(&metadata);
        if metadata.is_dir() {
            let below = format!("{prefix}{name}/");
            gather(&path, &below, found);
            found.insert(below, Entry { bytes: None, stamp });
        } else {
            let bytes = Some(fs::read(&path).unwrap_or_default());
            found.insert(format!("{prefix}{name}"), Entry { bytes, stamp });
        }
    }
}

#[cfg(unix)]
fn stamp(metadata: &fs::Metadata) -> FileStamp {
    use std::os::unix::fs::MetadataExt as _;
    FileStamp {
        modified: metadata.modified().expect("a time"),
        inode: metadata.ino(),
        changed: (metadata.ctime(), metadata.ctime_nsec()),
    }
}

#[cfg(not(unix))]
fn stamp(metadata: &fs::Metadata) -> FileStamp {
    FileStamp {
        modified: metadata.modified().expect("a time"),
        inode: 0,
        changed: (0, 0),
    }
}

/// The paths of all files below a folder.
pub(crate) fn paths(folder: &Path) -> BTreeSet<String> {
    let files = everything(folder).into_iter();
    files
        .filter(|(_, entry)| entry.bytes.is_some())
        .map(|(path, _)| path)
        .collect()
}

/// Stops the test unless both hold the same folders and the same files with the same bytes.
#[track_caller]
pub(crate) fn assert_same_bytes(left: &Snapshot, right: &Snapshot, what: &str) {
    let differ = differences(left, right, |a, b| a.bytes == b.bytes);
    assert!(differ.is_empty(), "{what}: {differ:#?}");
}

/// Stops the test unless nothing was touched between two snapshots of one folder: neither bytes nor stamps.
#[track_caller]
pub(crate) fn assert_untouched(before: &Snapshot, after: &Snapshot, what: &str) {
    let differ = differences(before, after, Entry::eq);
    assert!(differ.is_empty(), "{what}: {differ:#?}");
}

/// Stops the test if a file with the same bytes as before is another file or was written again.
#[track_caller]
pub(crate) fn assert_unchanged_kept(before: &Snapshot, after: &Snapshot, what: &str) {
    let same_file = |a: &FileStamp, b: &FileStamp| a.modified == b.modified && a.inode == b.inode;
    let touched: Vec<&String> = before
        .iter()
        .filter(|(path, old)| {
            old.bytes.is_some()
                && after
                    .get(*path)
                    .is_some_and(|new| old.bytes == new.bytes && !same_file(&old.stamp, &new.stamp))
        })
        .map(|(path, _)| path)
        .collect();
    assert!(touched.is_empty(), "{what}: written again: {touched:#?}");
}

/// The paths at which two snapshots are not alike.
pub(crate) fn differences(
    left: &Snapshot,
    right: &Snapshot,
    candidates: impl Fn(&Entry, &Entry) -> bool,
) -> Vec<String> {
    let paths: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    let describe = |path: &String| match (left.get(path), right.get(path)) {
        (Some(a), Some(b)) if candidates(a, b) => None,
        (Some(_), Some(_)) => Some(format!("{path} differs")),
        (Some(_), None) => Some(format!("{path} only before or left")),
        _ => Some(format!("{path} only after or right")),
    };
    paths.into_iter().filter_map(describe).take(20).collect()
}
