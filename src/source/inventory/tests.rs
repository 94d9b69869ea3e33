//! Moments of a folder, compared.

use std::time::Duration;

use super::*;
use crate::testing::write;

/// Long after every file was written.
fn later() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 36)
}

fn changes(folder: &Folder, before: &Inventory, now: SystemTime) -> Vec<(Change, String)> {
    let mut after = Inventory::take(folder, now);
    let changes = after.since(before, folder);
    changes
        .into_iter()
        .map(|(change, path)| (change, path.to_string()))
        .collect()
}

#[test]
fn what_a_walk_finds_is_what_the_pipeline_walks() {
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
    let (tree, problems) = Inventory::take(&folder, later()).tree("content");
    assert!(problems.is_empty());
    assert_eq!(tree.files(), SourceTree::walk(&folder, "content").0.files());
}

#[test]
fn files_come_change_and_go() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = Folder::new(dir.path());
    for file in ["site.toml", "content/a.md", "content/b.md", "static/c.txt"] {
        write(&folder, file, "1");
    }
    let before = Inventory::take(&folder, later());
    assert_eq!(changes(&folder, &before, later()), []);
    write(&folder, "content/a.md", "22");
    write(&folder, "content/d.md", "1");
    #[expect(clippy::disallowed_methods, reason = "a test takes a file away")]
    std::fs::remove_file(folder.path("static/c.txt")).expect("removed");
    let expected = [
        (Change::Changed, "content/a.md".to_owned()),
        (Change::Added, "content/d.md".to_owned()),
        (Change::Removed, "static/c.txt".to_owned()),
    ];
    assert_eq!(changes(&folder, &before, later()), expected);
}

#[test]
fn a_look_at_single_files_finds_what_a_look_at_all_finds_or_says_that_it_cannot() {
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
    let before = Inventory::take(&folder, later());
    let look = |files: &[&str]| {
        let mut after = before.look_again(&folder, files.iter().copied(), later())?;
        let mut all = Inventory::take(&folder, later());
        let changes = after.since(&before, &folder);
        assert_eq!(changes, all.since(&before, &folder), "{files:?}");
        Some(changes.len())
    };
    // A file that an editor made and took away again.
    assert_eq!(look(&["content/4913"]), Some(0));
    write(&folder, "content/a.md", "22");
    assert_eq!(look(&["content/a.md", "content/b.md"]), Some(1));
    #[expect(clippy::disallowed_methods, reason = "a test takes a file away")]
    std::fs::remove_file(folder.path("content/b.md")).expect("removed");
    assert_eq!(look(&["content/b.md", "content/a.md"]), Some(2));
    write(&folder, "content/e.md", "1");
    assert_eq!(look(&["content/e.md"]), None, "it has come");
    assert_eq!(look(&["content/c"]), None, "a folder");
    #[expect(clippy::disallowed_methods, reason = "a test takes a folder away")]
    std::fs::remove_dir_all(folder.path("content/c")).expect("removed");
    assert_eq!(look(&["content/c"]), None, "a folder that has gone");
}

#[test]
fn the_same_bytes_again_are_no_change_once_they_are_known() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = Folder::new(dir.path());
    write(&folder, "content/a.md", "1");
    let mut before = Inventory::take(&folder, later());
    let mut at = Some(0);
    while let Some(from) = at {
        at = before.hash_next(from, &folder);
    }
    std::thread::sleep(Duration::from_millis(20));
    write(&folder, "content/a.md", "1");
    assert_eq!(changes(&folder, &before, later()), []);
}

#[test]
fn a_file_that_has_just_come_is_not_taken_for_changed() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = Folder::new(dir.path());
    let nothing = Inventory::take(&folder, SystemTime::UNIX_EPOCH);
    write(&folder, "static/a.txt", "1");
    let mut first = Inventory::take(&folder, SystemTime::UNIX_EPOCH);
    assert_eq!(first.since(&nothing, &folder).len(), 1);
    assert_eq!(changes(&folder, &first, SystemTime::UNIX_EPOCH), []);
}

#[test]
fn a_change_within_the_tick_of_the_clock_is_seen() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = Folder::new(dir.path());
    write(&folder, "content/a.md", "1");
    let now = SystemTime::UNIX_EPOCH; // before the file was written: no stamp is settled
    let mut before = Inventory::take(&folder, now);
    before.note(|_| Some(hash_of(b"1")));
    let stamp = folder.stamp("content/a.md");
    write(&folder, "content/a.md", "2");
    // As if the clock had not moved.
    before.items[0].stamp = folder.stamp("content/a.md").or(stamp);
    let expected = [(Change::Changed, "content/a.md".to_owned())];
    assert_eq!(changes(&folder, &before, now), expected);
}
