//! What a machine may do to the program: pipes and devices where files are expected, an output that cannot be
//! written, threads that cannot be started, files that a killed build left behind. Each ends in a message
//! that names it, or does no harm.

use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use crate::support::corpus;
use crate::support::files::write;
use crate::support::folder::{assert_same_bytes, published, snapshot};
use crate::support::program::{build_command, program};
use crate::support::{Run, Sandbox};

/// Longer than a build takes on a slow machine.
const TIMEOUT: Duration = Duration::from_secs(60);

fn site() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write_all(&corpus::site(6));
    sandbox
}

/// Runs a command, and fails the test if it does not end.
#[track_caller]
fn run(command: &mut Command) -> Run {
    command.stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let start = Instant::now();
    while matches!(child.try_wait(), Ok(None)) {
        if start.elapsed() > TIMEOUT {
            child.kill().expect("killed");
            panic!("{command:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().expect("its output");
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
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
            let run = run(command.args(arguments).args(["--lang", "en"])).expect(2);
            assert!(
                run.stderr.contains("[not-a-file]: `site.toml`"),
                "{what}: {arguments:?}: {}",
                run.stderr
            );
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
    run(&mut build_command(&sandbox.site(), &[])).expect(0);
    assert_same_bytes(&expected, &published(&sandbox.public()), "passed over");
    run(program(&sandbox.site()).args(["check", "--lang", "en"])).expect(0);
    // An image that an article needs is named.
    pipe(&sandbox.path("content/articles/needed.png"));
    let text = "---\ntitle: 村\ndate: 2024-01-01\n---\n![村](needed.png)\n";
    sandbox.write("content/articles/needs.md", text);
    let run = run(&mut build_command(&sandbox.site(), &[])).expect(1);
    assert!(run.stderr.contains("`needed.png`"), "{}", run.stderr);
}

#[test]
fn pipes_and_devices_among_the_files_of_the_program_do_no_harm() {
    for (what, make) in NO_FILES {
        let sandbox = site();
        run(&mut build_command(&sandbox.site(), &[])).expect(0);
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
        run(&mut build_command(&sandbox.site(), &[])).expect(0);
        assert_same_bytes(&expected, &published(&sandbox.public()), what);
        // Without a manifest, files of the same bytes are taken back.
        let manifest = sandbox.path("public/.bulletin/manifest");
        fs::remove_file(&manifest).expect("removed");
        make(&manifest);
        let is_folder = manifest.is_dir();
        let run = run(&mut build_command(&sandbox.site(), &[]));
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
        run(&mut build_command(&sandbox.site(), &[])).expect(0);
        let lock = sandbox.path("public/.bulletin/lock");
        fs::remove_file(&lock).expect("removed");
        make(&lock);
        let run = run(&mut build_command(&sandbox.site(), &[])).expect(2);
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
        let link = sandbox.path(file);
        fs::create_dir_all(link.parent().expect("a folder")).expect("made");
        symlink(&victim, &link).expect("a link");
        for _ in 0..2 {
            run(&mut build_command(&sandbox.site(), &[]));
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
        let link = sandbox.path(folder);
        fs::create_dir_all(link.parent().expect("a folder")).expect("made");
        symlink(&others, &link).expect("a link");
        let before = snapshot(&others);
        for _ in 0..2 {
            let run = run(&mut build_command(&sandbox.site(), &[]));
            let is_named = run.stderr.contains(folder);
            assert!(is_named, "{folder}: {} {}", run.code, run.stderr);
            assert_same_bytes(&before, &snapshot(&others), folder);
        }
        run(program(&sandbox.site()).arg("check")).expect(0);
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
            run(command.args(arguments).args(["--lang", "en"]))
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

/// Everything that prints on standard output.
const PRINTING: &[&[&str]] = &[
    &["build"],
    &["build", "--timings", "-v"],
    &["check", "--format", "json"],
    &["--help"],
    &["--version"],
    &["theme", "docs"],
    &["completions", "bash"],
    &["init", "new-site"],
];

#[test]
fn an_output_that_nobody_reads_is_an_error() {
    for arguments in PRINTING {
        let sandbox = site();
        // A finding to print.
        sandbox.write(
            "content/articles/bare.md",
            "---\ntitle: 村\ndate: 2024-01-01\n---\n",
        );
        let mut command = program(&sandbox.site());
        command.args(*arguments).args(["--lang", "en"]);
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = command.stdout(writer).stderr(Stdio::piped()).output();
        let output = output.expect("the program runs");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(
            stderr.contains("error[not-printed]: "),
            "{arguments:?}: {stderr}"
        );
        assert!(!stderr.contains("panicked"), "{arguments:?}: {stderr}");
    }
}

#[test]
fn messages_that_nobody_reads_are_an_error() {
    let sandbox = site();
    sandbox.write("content/articles/bad.md", "村");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = build_command(&sandbox.site(), &[]);
    let output = command.stderr(writer).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_below_the_output_is_an_error() {
    for arguments in PRINTING {
        let sandbox = site();
        sandbox.write(
            "content/articles/bare.md",
            "---\ntitle: 村\ndate: 2024-01-01\n---\n",
        );
        let mut command = program(&sandbox.site());
        command.args(*arguments).args(["--lang", "zh"]);
        let full = File::options().write(true).open("/dev/full").expect("open");
        let output = command.stdout(full).stderr(Stdio::piped()).output();
        let output = output.expect("the program runs");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(
            stderr.contains("错误[not-printed]: "),
            "{arguments:?}: {stderr}"
        );
    }
}

/// A limit on the address space leaves no room for the stack of a third thread.
#[cfg(target_os = "linux")]
#[test]
fn threads_that_cannot_be_started_are_an_error() {
    let sandbox = site();
    let before = snapshot(sandbox.root());
    for arguments in ["build", "check", "serve --port 0"] {
        let script = format!(
            "ulimit -v 3000000; exec {} {arguments} --lang en",
            env!("CARGO_BIN_EXE_bulletin")
        );
        let mut command = Command::new("sh");
        command.current_dir(sandbox.site()).args(["-c", &script]);
        let limits = [("RAYON_NUM_THREADS", "3"), ("RUST_MIN_STACK", "1200000000")];
        let run = run(command.envs(limits)).expect(2);
        assert!(
            run.stderr.contains("error[no-threads]: "),
            "{arguments}: {}",
            run.stderr
        );
        assert!(
            !run.stderr.contains("panicked"),
            "{arguments}: {}",
            run.stderr
        );
    }
    assert_same_bytes(&before, &snapshot(sandbox.root()), "nothing is written");
}

/// Too little memory is an error, until there is too little to begin with.
#[cfg(target_os = "linux")]
#[test]
fn too_little_memory_is_an_error() {
    let sandbox = site();
    let before = snapshot(sandbox.root());
    let mut refused = 0;
    for limit in (20_000..400_000).step_by(10_000) {
        let script = format!(
            "ulimit -v {limit}; exec {} build --lang en",
            env!("CARGO_BIN_EXE_bulletin")
        );
        let mut command = Command::new("sh");
        let run = run(command.current_dir(sandbox.site()).args(["-c", &script]));
        let is_refused = run.stderr.contains("error[no-memory]: ");
        if is_refused {
            assert_eq!(run.code, 2, "{limit}: {}", run.stderr);
            assert_same_bytes(&before, &snapshot(sandbox.root()), "nothing is written");
        }
        refused += usize::from(is_refused);
        // With less the program cannot be loaded, or its threads not be started.
        assert!(
            refused == 0 || matches!(run.code, 0 | 2),
            "{limit}: {}",
            run.stderr
        );
        if run.code == 0 {
            break;
        }
    }
    assert!(refused > 0);
}

#[test]
fn temporary_files_of_killed_builds_go_with_the_next_one() {
    let sandbox = site();
    run(&mut build_command(&sandbox.site(), &[])).expect(0);
    let left = [
        ".bulletin/cache/.tmpAbCdEf",
        ".bulletin/cache/images/.tmpAbCdEf",
        ".bulletin/cache/text.new",
        "public/.bulletin/manifest.new",
        "public/.bulletin/stage/files/index.html",
        "public/.bulletin/stage/.tmpAbCdEf",
    ];
    for file in left {
        sandbox.write(file, "half");
    }
    // A run that is still writing holds the lock of its file.
    sandbox.write(".bulletin/cache/.tmpHeld", "half");
    let held = File::options()
        .write(true)
        .open(sandbox.path(".bulletin/cache/.tmpHeld"));
    let held = held.expect("open");
    held.try_lock().expect("locked");
    let (path, text) = corpus::article(1, 9);
    sandbox.write(&path, text);
    run(&mut build_command(&sandbox.site(), &[])).expect(0);
    for file in left {
        assert!(!sandbox.path(file).exists(), "{file}");
    }
    assert!(sandbox.path(".bulletin/cache/.tmpHeld").exists());
    drop(held);
    run(&mut build_command(&sandbox.site(), &[])).expect(0);
    assert!(!sandbox.path(".bulletin/cache/.tmpHeld").exists());
    // The file that keeps the cache out of version control comes with the folder, whenever a run is killed.
    fs::remove_dir_all(sandbox.path(".bulletin")).expect("removed");
    sandbox.write(".bulletin/.gitignore.new", "half");
    run(&mut build_command(&sandbox.site(), &[])).expect(0);
    assert_eq!(sandbox.text(".bulletin/.gitignore").as_deref(), Some("*\n"));
    assert!(!sandbox.path(".bulletin/.gitignore.new").exists());
}

#[test]
fn a_folder_that_was_removed_is_an_error() {
    let sandbox = Sandbox::new();
    for arguments in [
        "build",
        "check",
        "serve --port 0",
        "new article x",
        "theme check",
        "init",
    ] {
        let gone = sandbox.outside("gone");
        fs::create_dir_all(&gone).expect("made");
        let script = format!(
            "cd '{}'; rmdir '{0}'; exec {} {arguments} --lang en",
            gone.display(),
            env!("CARGO_BIN_EXE_bulletin")
        );
        let run = run(Command::new("sh").args(["-c", &script]));
        let is_checked_alone = arguments == "theme check";
        assert_eq!(
            run.code,
            if is_checked_alone { 0 } else { 2 },
            "{arguments}: {}",
            run.stderr
        );
        assert!(
            !run.stderr.contains("panicked"),
            "{arguments}: {}",
            run.stderr
        );
    }
}

#[test]
fn an_empty_environment_and_closed_streams_do_no_harm() {
    let sandbox = site();
    let expected = published(&sandbox.build_clean("clean", &[]));
    let script = format!("exec {} build <&- >&- 2>&-", env!("CARGO_BIN_EXE_bulletin"));
    let mut command = Command::new("/bin/sh");
    command.current_dir(sandbox.site()).args(["-c", &script]);
    run(command.env_clear()).expect(0);
    assert_same_bytes(&expected, &published(&sandbox.public()), "no environment");
}

#[test]
fn arguments_that_are_no_text_are_refused_or_used() {
    let sandbox = site();
    let no_text = std::ffi::OsStr::from_bytes(b"a\xff\x1b]0;b");
    for arguments in [
        &["build", "--as-of"][..],
        &["new", "article"],
        &["theme", "check"],
        &[],
    ] {
        let mut command = program(&sandbox.site());
        let run = run(command.args(arguments).arg(no_text)).expect(2);
        assert!(
            !run.stderr.contains('\u{1b}'),
            "{arguments:?}: {}",
            run.stderr
        );
    }
    // Folders may have any name.
    if cfg!(target_os = "linux") {
        run(program(sandbox.root()).arg("init").arg(no_text)).expect(0);
        let folder = sandbox.root().join(no_text);
        run(&mut build_command(&folder, &[])).expect(0);
        let mut command = program(sandbox.root());
        let run = run(command.arg("build").arg("--site").arg(no_text)).expect(0);
        assert!(!run.stdout.contains('\u{1b}'), "{}", run.stdout);
    }
}

#[test]
fn times_before_1970_are_times() {
    let sandbox = site();
    for path in sandbox.sources() {
        let file = File::options()
            .write(true)
            .open(sandbox.path(&path))
            .expect("open");
        let time = SystemTime::UNIX_EPOCH - Duration::from_secs(1_000_000_000);
        file.set_modified(time).expect("the time can be set");
    }
    let expected = published(&sandbox.build_clean("clean", &[]));
    run(&mut build_command(&sandbox.site(), &[])).expect(0);
    assert_same_bytes(&expected, &published(&sandbox.public()), "old files");
    let cache = sandbox.path(".bulletin/cache/build");
    let time = || {
        cache
            .metadata()
            .and_then(|data| data.modified())
            .expect("its time")
    };
    let before = time();
    run(&mut build_command(&sandbox.site(), &[])).expect(0);
    assert_eq!(time(), before, "the cache was read, and is the same");
}
