//! Walks over folders with links, hidden files and what is no file.

use super::*;
use crate::testing::write;

fn site(files: &[&str]) -> (tempfile::TempDir, Folder) {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = Folder::new(dir.path());
    for file in files {
        write(&folder, file, "x");
    }
    (dir, folder)
}

/// The paths of the files below `below`, and what is not read.
fn walked(folder: &Folder, below: &str) -> (Vec<String>, Vec<(String, UnreadReason)>) {
    let FolderWalk { files, unread, .. } = walk(folder, below);
    let mut files: Vec<String> = files.iter().map(|file| file.path.to_string()).collect();
    files.sort();
    let unread = unread.iter();
    let mut unread: Vec<(String, UnreadReason)> = unread
        .map(|entry| (entry.path.to_string(), entry.reason))
        .collect();
    unread.sort();
    (files, unread)
}

#[test]
fn dot_files_are_of_the_site_in_static_alone() {
    let names = [
        ".well-known/a.txt",
        ".nojekyll",
        ".env",
        ".DS_Store",
        "b.txt",
    ];
    let files: Vec<String> = ["content", "static"]
        .iter()
        .flat_map(|folder| names.map(|name| format!("{folder}/{name}")))
        .collect();
    let (_dir, folder) = site(&files.iter().map(String::as_str).collect::<Vec<_>>());
    let (files, unread) = walked(&folder, "static");
    let expected = [
        "static/.nojekyll",
        "static/.well-known/a.txt",
        "static/b.txt",
    ];
    assert_eq!(files, expected);
    let secret = |file: &str| (file.to_owned(), UnreadReason::Secret);
    assert_eq!(unread, [secret("static/.env")]);
    let (files, unread) = walked(&folder, "content");
    assert_eq!(files, ["content/b.txt"]);
    let hidden = |file: &str| (file.to_owned(), UnreadReason::Hidden);
    let expected = [
        secret("content/.env"),
        hidden("content/.nojekyll"),
        hidden("content/.well-known/"),
    ];
    assert_eq!(unread, expected);
}

#[cfg(target_os = "linux")]
#[test]
#[expect(clippy::disallowed_methods, reason = "the test makes the file")]
fn a_name_that_is_no_text_is_reported() {
    use std::os::unix::ffi::OsStrExt;

    let (_dir, folder) = site(&["content/a.md"]);
    let name = std::ffi::OsStr::from_bytes(b"\xff.md");
    std::fs::write(folder.path("content").join(name), "").expect("written");
    let diagnostics = walk(&folder, "content").diagnostics;
    let codes: Vec<&str> = diagnostics.iter().map(|it| it.message.code()).collect();
    assert_eq!(codes, ["name-not-unicode"]);
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    fn link(folder: &Folder, target: &str, at: &str) {
        symlink(target, folder.path(at)).expect("a link");
    }

    #[test]
    fn links_are_followed_within_the_site_alone() {
        let (_dir, folder) = site(&[
            "content/a.md",
            "notes/b.md",
            "notes/deep/c.md",
            ".git/config",
        ]);
        let (_other, other) = site(&["secret.md"]);
        let outside = other.path("secret.md").display().to_string();
        for (target, at) in [
            ("../notes", "content/notes"),
            ("../notes/b.md", "content/b.md"),
            ("../gone.md", "content/broken.md"),
            (outside.as_str(), "content/outside.md"),
            ("../.git/config", "content/config.md"),
            ("../.git", "content/git"),
        ] {
            link(&folder, target, at);
        }
        let (files, unread) = walked(&folder, "content");
        let expected = [
            "content/a.md",
            "content/b.md",
            "content/notes/b.md",
            "content/notes/deep/c.md",
        ];
        assert_eq!(files, expected);
        let entry = |file: &str, reason| (file.to_owned(), reason);
        let expected = [
            entry("content/broken.md", UnreadReason::BrokenLink),
            entry("content/config.md", UnreadReason::OutsideLink),
            entry("content/git", UnreadReason::OutsideLink),
            entry("content/outside.md", UnreadReason::OutsideLink),
        ];
        assert_eq!(unread, expected);
    }

    #[test]
    fn loops_of_links_end() {
        let (_dir, folder) = site(&[
            "content/a/x.md",
            "content/b/y.md",
            "public/.bulletin/manifest",
        ]);
        for (target, at) in [
            (".", "content/here"),
            ("..", "content/site"),
            ("../b", "content/a/b"),
            ("../a", "content/b/a"),
            ("self", "content/self"),
            ("../public", "content/public"),
        ] {
            link(&folder, target, at);
        }
        let (files, unread) = walked(&folder, "content");
        let expected = [
            "content/a/b/y.md",
            "content/a/x.md",
            "content/b/a/x.md",
            "content/b/y.md",
        ];
        assert_eq!(files, expected);
        let entry = |file: &str, reason| (file.to_owned(), reason);
        let expected = [
            entry("content/a/b/a", UnreadReason::LoopingLink),
            entry("content/b/a/b", UnreadReason::LoopingLink),
            entry("content/here", UnreadReason::LoopingLink),
            entry("content/public", UnreadReason::OutsideLink),
            entry("content/self", UnreadReason::BrokenLink),
            entry("content/site", UnreadReason::LoopingLink),
        ];
        assert_eq!(unread, expected);
    }

    #[test]
    fn links_to_folders_are_followed_up_to_a_limit() {
        let (_dir, folder) = site(&["notes/a.md", "content/a.md"]);
        for number in 0..MAX_LINKED_FOLDERS + 2 {
            link(&folder, "../notes", &format!("content/{number:03}"));
        }
        let (files, unread) = walked(&folder, "content");
        assert_eq!(files.len(), MAX_LINKED_FOLDERS + 1);
        let surplus = ["content/064", "content/065"];
        let surplus = surplus.map(|file| (file.to_owned(), UnreadReason::SurplusLink));
        assert_eq!(unread, surplus);
    }

    #[test]
    fn files_behind_links_are_listed_up_to_a_limit() {
        let (_dir, folder) = site(&["content/a.md"]);
        let in_folder = 500;
        for number in 0..in_folder {
            write(&folder, &format!("notes/{number}.md"), "x");
        }
        for number in 0..MAX_LINKED_FOLDERS {
            link(&folder, "../notes", &format!("content/{number:03}"));
        }
        let (files, unread) = walked(&folder, "content");
        assert_eq!(files.len(), MAX_LINKED_FILES + 1);
        let followed = MAX_LINKED_FILES / in_folder;
        assert_eq!(unread.len(), MAX_LINKED_FOLDERS - followed);
        let surplus = UnreadReason::SurplusLink;
        assert!(unread.iter().all(|(_, reason)| *reason == surplus));
    }

    /// Each of these folders leads to all others: there are as many ways through them as orders.
    #[test]
    fn a_web_of_links_is_not_walked_in_every_order() {
        let folders: Vec<String> = (0..12).map(|at| format!("content/{at:02}")).collect();
        let (_dir, folder) = site(&[]);
        for from in &folders {
            write(&folder, &format!("{from}/x.md"), "x");
            for to in &folders {
                let name = to.trim_start_matches("content/");
                link(&folder, &format!("../{name}"), &format!("{from}/{name}"));
            }
        }
        let (files, _) = walked(&folder, "content");
        assert_eq!(files.len(), folders.len() + MAX_LINKED_FOLDERS);
    }
}
