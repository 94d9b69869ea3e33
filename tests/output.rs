//! Laws of the output folder: what a build may touch there, what it must leave alone, and what never gets there.

#![expect(
    clippy::disallowed_methods,
    reason = "tests make and read the files that the program is run on"
)]

mod support_press;

use std::collections::HashSet;
use std::fs;

use bulletin::output::Publication;

use support_press::corpus::{self, article};
use support_press::folder::{
    OWN, assert_same_bytes, assert_unchanged_kept, assert_untouched, everything, paths, snapshot,
};
use support_press::{Scratch, read, write};

/// A site with a few articles, built.
fn built() -> Scratch {
    let scratch = Scratch::new();
    scratch.write_all(&corpus::site(6));
    scratch.build(&[]).expect(0);
    scratch
}

/// Breaks a site in one of the ways in which a build can fail, and undoes it.
struct ImageError {
    name: &'static str,
    file: &'static str,
    text: String,
    code: i32,
}

fn faults() -> Vec<ImageError> {
    let fault = |name, file, text: &str, code| ImageError {
        name,
        file,
        text: text.to_owned(),
        code,
    };
    let mut faults = vec![
        fault(
            "front matter",
            "content/articles/bad.md",
            "---\ntitle: 坏\n---\n",
            1,
        ),
        fault(
            "a broken link",
            "content/articles/bad.md",
            "---\ntitle: 坏\ndate: 2024-01-01\n---\n[x](no.md)\n",
            1,
        ),
        fault("site.toml", "site.toml", "title = 简报", 1),
        fault(
            "a template that is no template",
            "themes/jianbao/templates/article.html",
            "{% extends \"base.html\" %}{% block main %}{{ article.title ",
            1,
        ),
        fault(
            "a template that fails on some pages",
            "content/articles/bad.md",
            "---\ntitle: 坏\ndate: 2024-01-01\ntemplate: no-such.html\n---\n",
            1,
        ),
    ];
    if cfg!(unix) {
        // No file system takes a path of this length: found out only when the file is written.
        let long = format!("/{}/", vec!["x".repeat(190); 40].join("/"));
        let text = format!("---\ntitle: 坏\ndate: 2024-01-01\naliases: [{long}]\n---\n");
        faults.push(fault(
            "a file that cannot be written",
            "content/articles/bad.md",
            &text,
            2,
        ));
    }
    faults
}

#[test]
fn a_failing_build_leaves_everything_as_it_was() {
    for fault in faults() {
        let scratch = built();
        // An edit that would change pages, so that something was staged before the failure.
        let (path, text) = article(1, 9);
        scratch.write(&path, text);
        scratch.write("site/new.md", "");
        scratch.write(fault.file, &fault.text);
        let (before, own) = (
            snapshot(&scratch.public()),
            paths(&scratch.public().join(OWN)),
        );
        scratch.build(&[]).expect(fault.code);
        assert_untouched(&before, &snapshot(&scratch.public()), fault.name);
        assert_eq!(own, paths(&scratch.public().join(OWN)), "{}", fault.name);
        let rubbish = everything(&scratch.public().join(OWN));
        assert!(
            !rubbish.keys().any(|path| path.ends_with('/')),
            "{}: {:?}",
            fault.name,
            rubbish.keys()
        );
    }
}

#[test]
fn a_failing_first_build_leaves_no_folder() {
    for fault in faults() {
        let scratch = Scratch::new();
        scratch.write_all(&corpus::site(3));
        scratch.write(fault.file, &fault.text);
        let before = everything(scratch.root());
        scratch
            .build(&[
                "--out",
                scratch.path("deep/er/public").to_str().expect("Unicode"),
            ])
            .expect(fault.code);
        assert_same_bytes(&before, &everything(scratch.root()), fault.name);
        // Into a folder that was there, with somebody's file in it.
        write(&scratch.path("theirs/CNAME"), "a.example");
        let before = everything(&scratch.path("theirs"));
        scratch
            .build(&["--out", scratch.path("theirs").to_str().expect("Unicode")])
            .expect(fault.code);
        assert_same_bytes(&before, &everything(&scratch.path("theirs")), fault.name);
    }
}

#[test]
fn an_output_folder_that_cannot_be_used_is_reported() {
    let scratch = built();
    write(&scratch.path("file"), "a file");
    let before = everything(scratch.root());
    for out in ["file", "file/public"] {
        scratch
            .build(&["--out", scratch.path(out).to_str().expect("Unicode")])
            .expect(2);
    }
    assert_same_bytes(
        &before,
        &everything(scratch.root()),
        "a file in the place of a folder",
    );
}

#[test]
fn foreign_files_are_kept_and_stale_outputs_go_with_their_folders() {
    let scratch = built();
    let foreign = [
        "CNAME",
        ".git/HEAD",
        ".well-known/x",
        "notes.txt",
        "articles/2022/notes.txt",
        "about/draft.html",
    ];
    for file in foreign {
        write(&scratch.public().join(file), file);
    }
    for number in 0..6 {
        scratch.remove(&corpus::path(number));
    }
    scratch.remove("content/pages/about.md");
    scratch.write(
        "content/articles/new.md",
        "---\ntitle: 新\ndate: 2025-01-01\n---\n",
    );
    let before = snapshot(&scratch.public());
    scratch.build(&[]).expect(0);
    let after = snapshot(&scratch.public());
    assert_unchanged_kept(&before, &after, "foreign files");
    for file in foreign {
        fs::remove_file(scratch.public().join(file)).expect("a foreign file that was kept");
    }
    // Only the folders in which foreign files stood are left over: those in which nothing of ours remains.
    let mut left = snapshot(&scratch.public());
    for folder in [".git/", ".well-known/", "articles/2022/", "about/"] {
        assert!(left.remove(folder).is_some(), "{folder}");
    }
    let clean = scratch.build_clean("clean", &[]);
    assert_same_bytes(&left, &snapshot(&clean), "stale outputs");
}

#[test]
fn a_foreign_file_in_the_place_of_an_output_is_an_error_and_kept() {
    for (file, text) in [
        ("articles/2024/new/index.html", "theirs"),
        ("articles/2024/new", "a file in the place of a folder"),
        (
            "articles/2024/new/index.html/notes.txt",
            "a folder in the place of a file",
        ),
    ] {
        let scratch = built();
        scratch.write(
            "content/articles/new.md",
            "---\ntitle: 新\ndate: 2024-01-01\n---\n",
        );
        write(&scratch.public().join(file), text);
        let before = snapshot(&scratch.public());
        let run = scratch.build(&[]).expect(2);
        assert!(run.said.contains("foreign-file"), "{}", run.said);
        assert_untouched(&before, &snapshot(&scratch.public()), file);
        // Out of the way, and the build goes through.
        let path = scratch.public().join(file);
        fs::remove_file(&path).expect("the file in the way");
        scratch.build(&[]).expect(0);
        assert_same_bytes(
            &snapshot(&scratch.public()),
            &snapshot(&scratch.build_clean("clean", &[])),
            file,
        );
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_in_the_place_of_an_output_is_kept() {
    let scratch = built();
    scratch.write("static/new.txt", "ours");
    let link = scratch.public().join("new.txt");
    std::os::unix::fs::symlink("nowhere", &link).expect("a link");
    scratch.build(&[]).expect(2);
    assert_eq!(
        fs::read_link(&link).expect("the link"),
        std::path::Path::new("nowhere")
    );
}

#[test]
fn a_folder_becomes_a_file_and_a_file_a_folder() {
    let scratch = built();
    scratch.write("static/x/y/z.txt", "deep");
    scratch.build(&[]).expect(0);
    fs::remove_dir_all(scratch.site().join("static/x")).expect("a folder");
    scratch.write("static/x", "a file now");
    scratch.build(&[]).expect(0);
    assert_same_bytes(
        &snapshot(&scratch.public()),
        &snapshot(&scratch.build_clean("one", &[])),
        "a file now",
    );
    scratch.remove("static/x");
    scratch.write("static/x/index.html", "a folder again");
    scratch.build(&[]).expect(0);
    assert_same_bytes(
        &snapshot(&scratch.public()),
        &snapshot(&scratch.build_clean("two", &[])),
        "a folder again",
    );
    // Folders that hold no file are nobody's.
    scratch.write("static/empty", "a file");
    fs::create_dir_all(scratch.public().join("empty/a/b")).expect("a folder");
    scratch.build(&[]).expect(0);
    assert_same_bytes(
        &snapshot(&scratch.public()),
        &snapshot(&scratch.build_clean("three", &[])),
        "empty folders",
    );
}

#[test]
fn a_second_build_at_the_same_time_says_so_and_leaves_things_alone() {
    let scratch = built();
    let (path, text) = article(1, 9);
    scratch.write(&path, text);
    let first = Publication::begin(&scratch.public()).expect("the first build");
    let staged = first.stage("held.txt", b"held").expect("staged");
    let before = everything(&scratch.public());
    let run = scratch.build(&[]).expect(2);
    assert!(run.said.contains("another-build"), "{}", run.said);
    assert_same_bytes(&before, &everything(&scratch.public()), "the second build");
    let summary = first
        .commit(&[&staged], &HashSet::new())
        .expect("the first build goes on");
    assert!(!summary.changes.is_empty() && read(&scratch.public().join("held.txt")) == "held");
    // Nothing is locked any more, and what the other build wrote is ours.
    scratch.build(&[]).expect(0);
    assert_same_bytes(
        &snapshot(&scratch.public()),
        &snapshot(&scratch.build_clean("clean", &[])),
        "afterwards",
    );
}

#[test]
fn a_hostile_manifest_removes_nothing_elsewhere() {
    let scratch = built();
    write(&scratch.path("site/victim.txt"), "theirs");
    let manifest = scratch.public().join(OWN).join("manifest");
    let good = read(&manifest);
    for path in [
        "../victim.txt",
        "a/../../victim.txt",
        "..\\victim.txt",
        "/etc/passwd",
        "./../victim.txt",
    ] {
        write(
            &manifest,
            format!("{good}{}\t6\t0\t{path}\n", "0".repeat(32)),
        );
        scratch.build(&[]);
        assert_eq!(read(&scratch.path("site/victim.txt")), "theirs", "{path}");
    }
}
