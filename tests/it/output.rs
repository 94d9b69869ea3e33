//! Laws of the output folder: which files a build may change there, and which it must keep.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use bulletin::output::{Durability, Publication, Turn};

use crate::support::corpus::{self, article};
use crate::support::files::{read, write};
use crate::support::folder::{
    OWN_FOLDER, assert_same_bytes, assert_unchanged_kept, assert_untouched, paths, published,
    snapshot,
};
use crate::support::program::{build_command, build_into};
use crate::support::{Run, Sandbox};

/// A site with a few articles, built.
fn built() -> Sandbox {
    let sandbox = Sandbox::with_articles(6);
    sandbox.build(&[]).expect(0);
    sandbox
}

/// A file that makes a build fail.
struct Failure {
    name: &'static str,
    file: &'static str,
    text: String,
    exit: i32,
    /// The code of the message.
    message: &'static str,
}

fn failures() -> Vec<Failure> {
    let broken = "content/articles/bad.md";
    let article = |front: &str, body: &str| format!("---\ntitle: 坏\n{front}---\n{body}\n");
    let table = [
        ("front matter", broken, article("", ""), "missing-key"),
        (
            "a broken link",
            broken,
            article("date: 2024-01-01\n", "[x](no.md)"),
            "broken-link",
        ),
        (
            "site.toml",
            "site.toml",
            "title = 简报".to_owned(),
            "toml-unquoted",
        ),
        (
            "a template that is no template",
            "templates/article.html",
            "{% extends \"base.html\" %}{% block main %}{{ article.title ".to_owned(),
            "tag-without-close",
        ),
        (
            "a template that is missing",
            broken,
            article("date: 2024-01-01\ntemplate: no-such.html\n", ""),
            "unknown-template",
        ),
        (
            "a template that fails on some pages",
            "templates/page.html",
            "{{ doc.nothing.at_all }}".to_owned(),
            "undefined-field",
        ),
    ];
    let mut failures = Vec::from(table.map(|(name, file, text, message)| Failure {
        name,
        file,
        text,
        exit: 1,
        message,
    }));
    if cfg!(unix) {
        // Longer than a file may be in a build that is limited, so the error comes when the page is written.
        failures.push(Failure {
            name: "a file that cannot be written",
            file: broken,
            text: article("date: 2024-01-01\n", &"长".repeat(200_000)),
            exit: 2,
            message: "io",
        });
    }
    failures
}

impl Failure {
    /// Builds a site into a folder. Where the system has to refuse something, files may not be as long as the
    /// page of this failure.
    fn build(&self, site: &Path, out: &Path) -> Run {
        if self.exit == 1 {
            return build_into(site, out, &[]);
        }
        let mut command = Command::new("sh");
        let script = "trap '' XFSZ; ulimit -f 400; exec \"$0\" \"$@\"";
        command.args(["-c", script, env!("CARGO_BIN_EXE_bulletin")]);
        command.args(["build", "--lang", "en", "--site"]).arg(site);
        Run::of(command.arg("--out").arg(out))
    }

    /// Fails the test unless a build ends as this failure says.
    #[track_caller]
    fn assert_is(&self, run: Run) {
        let run = run.expect(self.exit);
        let code = format!("error[{}]: ", self.message);
        assert!(run.stderr.contains(&code), "{}: {}", self.name, run.stderr);
    }
}

#[test]
fn a_failing_build_leaves_everything_as_it_was() {
    for failure in failures() {
        let sandbox = built();
        // An edit that changes pages, so that something is staged before the failure.
        let (path, text) = article(1, 9);
        sandbox.write(&path, text);
        sandbox.write("site/new.md", "");
        sandbox.write(failure.file, &failure.text);
        let (before, own) = (
            published(&sandbox.public()),
            paths(&sandbox.public().join(OWN_FOLDER)),
        );
        failure.assert_is(failure.build(&sandbox.site(), &sandbox.public()));
        assert_untouched(&before, &published(&sandbox.public()), failure.name);
        assert_eq!(
            own,
            paths(&sandbox.public().join(OWN_FOLDER)),
            "{}",
            failure.name
        );
        let rubbish = snapshot(&sandbox.public().join(OWN_FOLDER));
        assert!(
            !rubbish.keys().any(|path| path.ends_with('/')),
            "{}: {:?}",
            failure.name,
            rubbish.keys()
        );
    }
}

#[test]
fn a_failing_first_build_leaves_no_folder() {
    for failure in failures() {
        let sandbox = Sandbox::with_articles(3);
        sandbox.write(failure.file, &failure.text);
        let before = snapshot(sandbox.root());
        let out = sandbox.outside("deep/er/public");
        failure.assert_is(failure.build(&sandbox.site(), &out));
        assert_same_bytes(&before, &snapshot(sandbox.root()), failure.name);
        // Into a folder that exists, with a foreign file in it.
        let out = sandbox.outside("foreign");
        write(&out.join("CNAME"), "a.example");
        let before = snapshot(&out);
        failure.assert_is(failure.build(&sandbox.site(), &out));
        assert_same_bytes(&before, &snapshot(&out), failure.name);
    }
}

#[test]
fn an_output_folder_that_cannot_be_used_is_reported() {
    let sandbox = built();
    write(&sandbox.outside("file"), "a file");
    let before = snapshot(sandbox.root());
    for out in ["file", "file/public"] {
        let run = build_into(&sandbox.site(), &sandbox.outside(out), &[]).expect(2);
        assert!(run.stderr.contains("[out-is-file]"), "{}", run.stderr);
    }
    assert_same_bytes(
        &before,
        &snapshot(sandbox.root()),
        "a file where a folder should be",
    );
}

#[test]
fn foreign_files_are_kept_and_stale_outputs_go_with_their_folders() {
    let sandbox = built();
    let foreign = [
        "CNAME",
        ".git/HEAD",
        ".well-known/x",
        "notes.txt",
        "articles/2022/notes.txt",
        "about/draft.html",
    ];
    for file in foreign {
        write(&sandbox.public().join(file), file);
    }
    for number in 0..6 {
        sandbox.remove(&corpus::path(number));
    }
    sandbox.remove("content/pages/about.md");
    sandbox.write(
        "content/articles/new.md",
        "---\ntitle: 新\ndate: 2025-01-01\n---\n",
    );
    let before = published(&sandbox.public());
    sandbox.build(&[]).expect(0);
    let after = published(&sandbox.public());
    assert_unchanged_kept(&before, &after, "foreign files");
    for file in foreign {
        fs::remove_file(sandbox.public().join(file)).expect("a foreign file that was kept");
    }
    // Of the folders without outputs, only those of the foreign files are left.
    let mut left = published(&sandbox.public());
    for folder in [".git/", ".well-known/", "articles/2022/", "about/"] {
        assert!(left.remove(folder).is_some(), "{folder}");
    }
    let clean = sandbox.build_clean("clean", &[]);
    assert_same_bytes(&left, &published(&clean), "stale outputs");
}

#[test]
fn a_foreign_file_in_the_place_of_an_output_is_an_error_and_kept() {
    for (file, text) in [
        ("articles/2024/new/index.html", "foreign"),
        ("articles/2024/new", "a file where a folder should be"),
        (
            "articles/2024/new/index.html/notes.txt",
            "a folder where a file should be",
        ),
    ] {
        let sandbox = built();
        sandbox.write(
            "content/articles/new.md",
            "---\ntitle: 新\ndate: 2024-01-01\n---\n",
        );
        write(&sandbox.public().join(file), text);
        let before = published(&sandbox.public());
        let run = sandbox.build(&[]).expect(2);
        assert!(run.stderr.contains("[foreign-file]"), "{}", run.stderr);
        assert_untouched(&before, &published(&sandbox.public()), file);
        // Without that file the build succeeds.
        let path = sandbox.public().join(file);
        fs::remove_file(&path).expect("the file in the way");
        sandbox.build(&[]).expect(0);
        assert_same_bytes(
            &published(&sandbox.public()),
            &published(&sandbox.build_clean("clean", &[])),
            file,
        );
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_in_the_place_of_an_output_is_kept() {
    let sandbox = built();
    sandbox.write("static/new.txt", "ours");
    let link = sandbox.public().join("new.txt");
    std::os::unix::fs::symlink("nowhere", &link).expect("a link");
    let before = published(&sandbox.public());
    let run = sandbox.build(&[]).expect(2);
    assert!(run.stderr.contains("[foreign-file]"), "{}", run.stderr);
    assert_untouched(&before, &published(&sandbox.public()), "a link to nothing");
    assert_eq!(
        fs::read_link(&link).expect("the link"),
        std::path::Path::new("nowhere")
    );
}

#[test]
fn a_folder_becomes_a_file_and_a_file_a_folder() {
    let sandbox = built();
    sandbox.write("static/x/y/z.txt", "deep");
    sandbox.build(&[]).expect(0);
    fs::remove_dir_all(sandbox.path("static/x")).expect("a folder");
    sandbox.write("static/x", "a file now");
    sandbox.build(&[]).expect(0);
    assert_same_bytes(
        &published(&sandbox.public()),
        &published(&sandbox.build_clean("one", &[])),
        "a file now",
    );
    sandbox.remove("static/x");
    sandbox.write("static/x/index.html", "a folder again");
    sandbox.build(&[]).expect(0);
    assert_same_bytes(
        &published(&sandbox.public()),
        &published(&sandbox.build_clean("two", &[])),
        "a folder again",
    );
    // Folders without files may be replaced.
    sandbox.write("static/empty", "a file");
    fs::create_dir_all(sandbox.public().join("empty/a/b")).expect("a folder");
    sandbox.build(&[]).expect(0);
    assert_same_bytes(
        &published(&sandbox.public()),
        &published(&sandbox.build_clean("three", &[])),
        "empty folders",
    );
}

#[test]
fn a_second_build_at_the_same_time_is_refused_and_changes_nothing() {
    let sandbox = built();
    let (path, text) = article(1, 9);
    sandbox.write(&path, text);
    let first = Publication::begin(&sandbox.public()).expect("the first build");
    let staged = first
        .stage("held.txt", Turn::Resource, b"held")
        .expect("staged");
    let before = snapshot(&sandbox.public());
    let run = sandbox.build(&[]).expect(2);
    assert!(run.stderr.contains("[another-build]"), "{}", run.stderr);
    assert_same_bytes(&before, &snapshot(&sandbox.public()), "the second build");
    let summary = first
        .commit(&[&staged], &HashSet::new(), Durability::Buffered)
        .expect("the first build goes on");
    assert!(!summary.changes.is_empty() && read(&sandbox.public().join("held.txt")) == "held");
    // Nothing is locked any more, and the files of the other build count as outputs.
    sandbox.build(&[]).expect(0);
    assert_same_bytes(
        &published(&sandbox.public()),
        &published(&sandbox.build_clean("clean", &[])),
        "afterwards",
    );
}

#[test]
fn an_output_folder_that_is_taken_away_during_a_build_is_an_error() {
    for (moved, replaced, unchanged) in [
        (false, false, false),
        (true, false, false),
        (true, true, false),
        (false, true, false),
        (true, false, true),
    ] {
        let sandbox = built();
        let before = published(&sandbox.public());
        let build = Publication::begin(&sandbox.public()).expect("a build");
        let text = read(&sandbox.public().join("robots.txt"));
        let new = if unchanged { text.as_bytes() } else { b"new" };
        let staged = build.stage("robots.txt", Turn::List, new).expect("staged");
        let all = before.keys().map(String::as_str).collect();
        if moved {
            fs::rename(sandbox.public(), sandbox.outside("moved")).expect("moved");
        } else {
            fs::remove_dir_all(sandbox.public()).expect("removed");
        }
        if replaced {
            write(&sandbox.public().join("robots.txt"), "foreign");
            write(&sandbox.public().join(".bulletin/stage/x"), "foreign");
        }
        let there = snapshot(&sandbox.public());
        let problem = build.commit(&[&staged], &all, Durability::Flushed);
        let problem = problem.expect_err("an error");
        assert_eq!(problem.message.code(), "output-gone");
        assert_same_bytes(&there, &snapshot(&sandbox.public()), "another folder");
        if moved {
            let moved = published(&sandbox.outside("moved"));
            assert_same_bytes(&before, &moved, "the folder that was moved");
        }
    }
}

#[test]
fn a_hostile_manifest_removes_nothing_elsewhere() {
    let sandbox = built();
    write(&sandbox.path("victim.txt"), "foreign");
    let manifest = sandbox.public().join(OWN_FOLDER).join("manifest");
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
        sandbox.build(&[]).expect(0);
        assert_eq!(read(&sandbox.path("victim.txt")), "foreign", "{path}");
    }
}

#[test]
fn no_site_is_written_over_the_home_folder() {
    let sandbox = built();
    let home = sandbox.path("static");
    let home = home.parent().expect("the site").with_file_name("home");
    fs::create_dir_all(&home).expect("a folder");
    for out in [home.clone(), home.join("inside").join("..")] {
        let mut command = build_command(&sandbox.site(), &[]);
        command.arg("--out").arg(&out);
        command.env("HOME", &home).env("USERPROFILE", &home);
        let run = Run::in_time(&mut command).expect(2);
        assert!(run.stderr.contains("[out-is-home]"), "{}", run.stderr);
    }
    assert_eq!(fs::read_dir(&home).expect("a folder").count(), 0);
    let mut command = build_command(&sandbox.site(), &[]);
    command.arg("--out").arg(home.join("website"));
    command.env("HOME", &home).env("USERPROFILE", &home);
    Run::in_time(&mut command).expect(0);
}
