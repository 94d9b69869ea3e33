//! The contents of a folder: every file with its bytes and times, every folder by its name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use walkdir::{DirEntry, WalkDir};

/// The program's own folder, in the site and in the output folder; it is not published.
pub(crate) const OWN_FOLDER: &str = ".bulletin";

/// The time at which a file was written, and its inode where the system has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileStamp {
    modified: SystemTime,
    inode: u64,
    changed: (i64, i64),
}

/// A file, or a folder (without bytes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FolderEntry {
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) stamp: FileStamp,
}

/// The entries below a folder by path, with `/`; paths of folders end with one.
pub(crate) type Snapshot = BTreeMap<String, FolderEntry>;

/// Everything below `folder`; empty where it does not exist.
pub(crate) fn snapshot(folder: &Path) -> Snapshot {
    let entries = entries(folder).into_iter();
    entries
        .map(|entry| {
            let metadata = fs::symlink_metadata(entry.path()).expect("metadata");
            let mut path = relative(folder, entry.path());
            let bytes = if metadata.is_dir() {
                path.push('/');
                None
            } else if entry.path().is_file() {
                Some(fs::read(entry.path()).unwrap_or_default())
            } else {
                // To read a pipe or a device would not end.
                Some(Vec::new())
            };
            let stamp = stamp(&metadata);
            (path, FolderEntry { bytes, stamp })
        })
        .collect()
}

/// The published files of an output folder: everything but the program's own folder.
pub(crate) fn published(folder: &Path) -> Snapshot {
    let mut all = snapshot(folder);
    all.retain(|path, _| path.split('/').next() != Some(OWN_FOLDER));
    all
}

/// The paths of all files below a folder.
pub(crate) fn paths(folder: &Path) -> BTreeSet<String> {
    let entries = entries(folder).into_iter();
    let files = entries.filter(|entry| !entry.file_type().is_dir());
    files.map(|entry| relative(folder, entry.path())).collect()
}

/// All files below a folder with their bytes.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    file_bytes(snapshot(folder))
}

/// The published files of an output folder with their bytes.
pub(crate) fn published_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    file_bytes(published(folder))
}

fn file_bytes(snapshot: Snapshot) -> BTreeMap<String, Vec<u8>> {
    let entries = snapshot.into_iter();
    entries
        .filter_map(|(path, entry)| Some((path, entry.bytes?)))
        .collect()
}

/// The entries below a folder at any depth, which may not exist.
fn entries(folder: &Path) -> Vec<DirEntry> {
    if !folder.exists() {
        return Vec::new();
    }
    let entries = WalkDir::new(folder).min_depth(1).into_iter();
    entries
        .map(|entry| entry.expect("an entry of the folder"))
        .collect()
}

/// A path below `folder` with `/`.
fn relative(folder: &Path, path: &Path) -> String {
    let path = path.strip_prefix(folder).expect("a path below the folder");
    let names = path.iter().map(|name| name.to_string_lossy());
    names.collect::<Vec<_>>().join("/")
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

/// Fails the test unless both hold the same folders, and the same files with the same bytes.
#[track_caller]
pub(crate) fn assert_same_bytes(left: &Snapshot, right: &Snapshot, what: &str) {
    let differences = differences(left, right, |a, b| a.bytes == b.bytes);
    assert!(differences.is_empty(), "{what}: {differences:#?}");
}

/// Fails the test if anything changed between two snapshots of one folder, bytes or times.
#[track_caller]
pub(crate) fn assert_untouched(before: &Snapshot, after: &Snapshot, what: &str) {
    let differences = differences(before, after, FolderEntry::eq);
    assert!(differences.is_empty(), "{what}: {differences:#?}");
}

/// Fails the test if a file with the same bytes as before was replaced or written again.
#[track_caller]
pub(crate) fn assert_unchanged_kept(before: &Snapshot, after: &Snapshot, what: &str) {
    let is_rewritten = |old: &FolderEntry, new: &FolderEntry| {
        let (a, b) = (&old.stamp, &new.stamp);
        old.bytes == new.bytes && (a.modified, a.inode) != (b.modified, b.inode)
    };
    let files = before.iter().filter(|(_, old)| old.bytes.is_some());
    let rewritten: Vec<&String> = files
        .filter(|(path, old)| after.get(*path).is_some_and(|new| is_rewritten(old, new)))
        .map(|(path, _)| path)
        .collect();
    assert!(
        rewritten.is_empty(),
        "{what}: written again: {rewritten:#?}"
    );
}

/// The first paths at which two snapshots differ.
fn differences(
    left: &Snapshot,
    right: &Snapshot,
    is_equal: impl Fn(&FolderEntry, &FolderEntry) -> bool,
) -> Vec<String> {
    let paths: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    let describe = |path: &String| match (left.get(path), right.get(path)) {
        (Some(a), Some(b)) if is_equal(a, b) => None,
        (Some(_), Some(_)) => Some(format!("{path} differs")),
        (Some(_), None) => Some(format!("{path} only before or left")),
        _ => Some(format!("{path} only after or right")),
    };
    paths.into_iter().filter_map(describe).take(20).collect()
}
