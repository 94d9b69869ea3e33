//! Pipes, devices, sockets, folders and symbolic links where a file of a site or of the program is expected:
//! they are passed over or named, never waited for and never written to.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::support::files::write;
use crate::support::folder::{assert_same_bytes, published, snapshot};
use crate::support::program::{build_command, program};
use crate::support::{Run, Sandbox};

fn site() -> Sandbox {
    Sandbox::with_articles(6)
}

/// Makes a pipe, with the folders above it.
fn pipe(path: &Path) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    let made = Command::new("mkfifo").arg(path).status();
    assert!(made.is_ok_and(|status| status.success()), "{path:?}");
}

/// Something that is no file: what it is, and how it is made.
type NoFile = (&'static str, fn(&Path));

/// What may stand where a file is expected.
const NO_FILES: &[NoFile] = &[
    ("a pipe", pipe),
    ("a link to a pipe", |path| {
        let mut target = path.as_os_str().to_owned();
        target.push(".pipe");
        pipe(target.as_ref());
        symlink(target, path).expect("a link");
    }),
    ("a link to a device", |path| {
        symlink("/dev/zero", path).expect("a link");
    }),
    ("a link to the terminal", |path| {
        symlink("/dev/tty", path).expect("a link");
    }),
    ("a socket", |path| {
        drop(std::os::unix::net::UnixListener::bind(path).expect("a socket"));
    }),
    ("a folder", |path| fs::create_dir(path).expect("a folder")),
];

#[test]
fn no_file_is_expected_to_be_one() {
    for (what, make) in NO_FILES {
        let sandbox = site();
        sandbox.remove("site.toml");
        make(&sandbox.path("site.toml"));
        for arguments in [
            &["build"][..],
            &["check"],
            &["new", "article", "村"],
            &["theme", "check"],
        ] {
            let mut command = program(&sandbox.site());
            let run = Run::in_time(command.args(arguments).args(["--lang", "en"])).expect(2);
            assert!(
                run.stderr.contains("[not-a-file]: `site.toml`"),
                "{what}: {arguments:?}: {}",
                run.stderr
            );
        }
    }
}

#[test]
fn what_is_no_file_is_named() {
    let sandbox = site();
    pipe(&sandbox.path("content/articles/pipe.md"));
    symlink("/dev/zero", sandbox.path("static/zero")).expect("a link");
    symlink("../content/articles/pipe.md", sandbox.path("static/pipe")).expect("a link");
    for number in 0..70 {
        let link = sandbox.path(&format!("static/link-{number:02}"));
        symlink("../content/pages", link).expect("a link");
    }
    for command in ["build", "check"] {
        let mut program = program(&sandbox.site());
        let run = Run::in_time(program.args([command, "--lang", "en"])).expect(0);
        for line in [
            "Left out (no regular file, not read, 2): content/articles/pipe.md, static/pipe.",
            "Left out (symbolic link out of the site, or to hidden or built files, not followed, 1): static/zero.",
            "Left out (one of too many symbolic links to folders, not followed, 6): static/link-64,",
        ] {
            assert!(run.stdout.contains(line), "{line}: {}", run.stdout);
        }
    }
}

#[test]
fn pipes_and_devices_among_sources_are_passed_over() {
    let sandbox = site();
    let expected = published(&sandbox.build_clean("clean", &[]));
    for (number, (_, make)) in NO_FILES.iter().enumerate() {
        for (folder, end) in [
            ("content/articles", "md"),
            ("content/articles", "png"),
            ("content/pages", "md"),
            ("static", "txt"),
            ("templates", "html"),
        ] {
            let path = sandbox.path(&format!("{folder}/no-{number}.{end}"));
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            make(&path);
        }
    }
    Run::in_time(&mut build_command(&sandbox.site(), &[])).expect(0);
    assert_same_bytes(&expected, &published(&sandbox.public()), "passed over");
    Run::in_time(program(&sandbox.site()).args(["check", "--lang", "en"])).expect(0);
    // An image that an article needs is named.
    pipe(&sandbox.path("content/articles/needed.png"));
    let text = "---\ntitle: 村\ndate: 2024-01-01\n---\n![村](needed.png)\n";
    sandbox.write("content/articles/needs.md", text);
    let run = Run::in_time(&mut build_command(&sandbox.site(), &[])).expect(1);
    assert!(run.stderr.contains("`needed.png`"), "{}", run.stderr);
}

#[test]
fn pipes_and_devices_among_the_files_of_the_program_do_no_harm() {
    for (what, make) in NO_FILES {
        let sandbox = site();
        Run::in_time(&mut build_command(&sandbox.site(), &[])).expect(0);
        let expected = published(&sandbox.public());
        let own = [
            ".bulletin/cache/build",
            ".bulletin/cache/text",
            ".bulletin/cache/text.new",
            "public/.bulletin/manifest.new",
            "public/.bulletin/stage",
        ];
        for file in own {
            let path = sandbox.path(file);
            drop(fs::remove_file(&path));
            make(&path);
        }
        Run::in_time(&mut build_command(&sandbox.site(), &[])).expect(0);
        assert_same_bytes(&expected, &published(&sandbox.public()), what);
        // Without a manifest, files of the same bytes are taken back.
        let manifest = sandbox.path("public/.bulletin/manifest");
        fs::remove_file(&manifest).expect("removed");
        make(&manifest);
        let is_folder = manifest.is_dir();
        let run = Run::in_time(&mut build_command(&sandbox.site(), &[]));
        let run = run.expect(if is_folder { 2 } else { 0 });
        assert!(
            !is_folder || run.stderr.contains("manifest"),
            "{}",
            run.stderr
        );
        assert_same_bytes(&expected, &published(&sandbox.public()), what);
    }
}

#[test]
fn a_lock_that_is_no_file_is_named() {
    for (what, make) in NO_FILES {
        let sandbox = site();
        Run::in_time(&mut build_command(&sandbox.site(), &[])).expect(0);
        let lock = sandbox.path("public/.bulletin/lock");
        fs::remove_file(&lock).expect("removed");
        make(&lock);
        let run = Run::in_time(&mut build_command(&sandbox.site(), &[])).expect(2);
        assert!(
            run.stderr.contains("[not-a-file]") && run.stderr.contains("public/.bulletin/lock"),
            "{what}: {}",
            run.stderr
        );
    }
}

/// A site may come with links in the folders that the program writes.
#[test]
fn no_link_leads_the_program_to_files_of_others() {
    for file in [
        ".bulletin/.gitignore.new",
        ".bulletin/cache/build",
        ".bulletin/cache/text",
        ".bulletin/cache/text.new",
        "public/.bulletin/lock",
        "public/.bulletin/manifest",
        "public/.bulletin/manifest.new",
        "public/.bulletin/stage",
        "public/index.html",
    ] {
        let sandbox = site();
        let victim = sandbox.outside("victim");
        write(&victim, "kept");
        sandbox.link(file, &victim);
        for _ in 0..2 {
            Run::in_time(&mut build_command(&sandbox.site(), &[]));
            assert_eq!(fs::read(&victim).expect("the file"), b"kept", "{file}");
        }
    }
}

/// The same with folders, and a manifest that says that their files are the program's.
#[test]
fn no_link_leads_the_program_to_folders_of_others() {
    for folder in [
        ".bulletin",
        ".bulletin/cache",
        ".bulletin/cache/images",
        "public/.bulletin",
        "public/articles",
        "public/articles/2024",
        "public/stale",
    ] {
        let sandbox = site();
        let others = sandbox.outside("others");
        for file in [
            "build",
            "text",
            "text.new",
            ".tmpAbCdEf",
            "lock",
            "index.html",
            "stage/x",
        ] {
            write(&others.join(file), "kept");
        }
        let entry = |path: &str| format!("{:032x}\t4\t1\t{path}\n", 1);
        let entries = ["articles/index.html", "stale/index.html", "stale/text"].map(entry);
        let manifest = format!("bulletin manifest 2\n{}", entries.concat());
        if folder != "public/.bulletin" {
            sandbox.write("public/.bulletin/manifest", manifest);
        } else {
            write(&others.join("manifest"), manifest);
        }
        sandbox.link(folder, &others);
        let before = snapshot(&others);
        for _ in 0..2 {
            let run = Run::in_time(&mut build_command(&sandbox.site(), &[]));
            let is_named = run.stderr.contains(folder);
            assert!(is_named, "{folder}: {} {}", run.code, run.stderr);
            assert_same_bytes(&before, &snapshot(&others), folder);
        }
        Run::in_time(program(&sandbox.site()).arg("check")).expect(0);
        assert_same_bytes(&before, &snapshot(&others), folder);
    }
}

#[test]
fn init_and_new_write_over_nothing() {
    for (what, make) in NO_FILES {
        let sandbox = Sandbox::with_settings();
        make(&sandbox.path("place"));
        let before = snapshot(sandbox.root());
        let run_with = |arguments: &[&str]| {
            let mut command = program(&sandbox.site());
            Run::in_time(command.args(arguments).args(["--lang", "en"]))
        };
        if !sandbox.path("place").is_dir() {
            let run = run_with(&["init", "place"]).expect(2);
            let is_named = run.stderr.contains("[not-a-folder]: `place`");
            assert!(is_named, "{what}: {}", run.stderr);
            assert_same_bytes(&before, &snapshot(sandbox.root()), what);
        }
        let article = sandbox.path("content/issues/2024-01.md");
        fs::create_dir_all(article.parent().expect("a folder")).expect("made");
        make(&article);
        let run = run_with(&["new", "issue", "--key", "2024-01"]).expect(2);
        assert!(
            run.stderr.contains("[file-exists]"),
            "{what}: {}",
            run.stderr
        );
    }
}
