//! Inventories of a folder, compared.

use std::time::Duration;

use super::*;
use crate::testing::write;

/// A time long after every file was written, at which all stamps are trusted.
fn later() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 36)
}

fn changes(folder: &Folder, before: &Inventory, now: SystemTime) -> Vec<(FileChange, String)> {
    let mut after = Inventory::scan(folder, now);
    let changes = after.changes_since(before, folder);
    changes
        .into_iter()
        .map(|(change, path)| (change, path.to_string()))
        .collect()
}

#[test]
fn an_inventory_has_the_same_files_as_a_walk() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = Folder::new(dir.path());
    for file in [
        "content/a.md",
        "content/b/c.md",
        "content/b/.c.md.swp",
        "content/~$a.docx",
    ] {
        write(&folder, file, "x");
    }
    let (tree, diagnostics) = Inventory::scan(&folder, later()).tree("content");
    assert!(diagnostics.is_empty());
    assert_eq!(tree.files(), SourceTree::walk(&folder, "content").0.files());
}

#[test]
fn added_changed_and_removed_files_are_found() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = Folder::new(dir.path());
    for file in ["site.toml", "content/a.md", "content/b.md", "static/c.txt"] {
        write(&folder, file, "1");
    }
    let before = Inventory::scan(&folder, later());
    assert_eq!(changes(&folder, &before, later()), []);
    write(&folder, "content/a.md", "22");
    write(&folder, "content/d.md", "1");
    #[expect(clippy::disallowed_methods, reason = "a test removes a file")]
    std::fs::remove_file(folder.path("static/c.txt")).expect("removed");
    let expected = [
        (FileChange::Changed, "content/a.md".to_owned()),
        (FileChange::Added, "content/d.md".to_owned()),
        (FileChange::Removed, "static/c.txt".to_owned()),
    ];
    assert_eq!(changes(&folder, &before, later()), expected);
}

#[test]
fn a_rescan_finds_the_changes_of_a_full_scan_or_says_that_one_is_needed() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = Folder::new(dir.path());
    for file in [
        "site.toml",
        "content/a.md",
        "content/b.md",
        "content/c/d.md",
    ] {
        write(&folder, file, "1");
    }
    let before = Inventory::scan(&folder, later());
    let rescan = |files: &[&str]| {
        let mut after = before.rescan(&folder, files.iter().copied(), later())?;
        let mut full = Inventory::scan(&folder, later());
        let changes = after.changes_since(&before, &folder);
        assert_eq!(changes, full.changes_since(&before, &folder), "{files:?}");
        Some(changes.len())
    };
    // A file that an editor created and removed again.
    assert_eq!(rescan(&["content/4913"]), Some(0));
    write(&folder, "content/a.md", "22");
    assert_eq!(rescan(&["content/a.md", "content/b.md"]), Some(1));
    #[expect(clippy::disallowed_methods, reason = "a test removes a file")]
    std::fs::remove_file(folder.path("content/b.md")).expect("removed");
    assert_eq!(rescan(&["content/b.md", "content/a.md"]), Some(2));
    write(&folder, "content/e.md", "1");
    assert_eq!(rescan(&["content/e.md"]), None, "a new file");
    assert_eq!(rescan(&["content/c"]), None, "a folder");
    #[expect(clippy::disallowed_methods, reason = "a test removes a folder")]
    std::fs::remove_dir_all(folder.path("content/c")).expect("removed");
    assert_eq!(rescan(&["content/c"]), None, "a removed folder");
}

#[test]
fn writing_the_same_bytes_again_is_no_change_once_they_are_hashed() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = Folder::new(dir.path());
    write(&folder, "content/a.md", "1");
    let mut before = Inventory::scan(&folder, later());
    let mut at = Some(0);
    while let Some(from) = at {
        at = before.hash_next(from, &folder);
    }
    std::thread::sleep(Duration::from_millis(20));
    write(&folder, "content/a.md", "1");
    assert_eq!(changes(&folder, &before, later()), []);
}

#[test]
fn a_file_that_was_just_added_is_not_reported_as_changed() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = Folder::new(dir.path());
    let empty = Inventory::scan(&folder, SystemTime::UNIX_EPOCH);
    write(&folder, "static/a.txt", "1");
    let mut first = Inventory::scan(&folder, SystemTime::UNIX_EPOCH);
    assert_eq!(first.changes_since(&empty, &folder).len(), 1);
    assert_eq!(changes(&folder, &first, SystemTime::UNIX_EPOCH), []);
}

#[test]
fn a_change_within_the_resolution_of_the_clock_is_found() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = Folder::new(dir.path());
    write(&folder, "content/a.md", "1");
    let now = SystemTime::UNIX_EPOCH; // before the file was written: no stamp is trusted
    let mut before = Inventory::scan(&folder, now);
    let read = FileVersion {
        hash: content_hash(b"1"),
        stamp: None,
    };
    before.note_read(std::iter::once(("content/a.md", read)));
    let stamp = folder.stamp("content/a.md");
    write(&folder, "content/a.md", "2");
    // As if the clock had not moved.
    before.entries[0].stamp = folder.stamp("content/a.md").or(stamp);
    let expected = [(FileChange::Changed, "content/a.md".to_owned())];
    assert_eq!(changes(&folder, &before, now), expected);
}
