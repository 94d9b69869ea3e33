//! What a machine may refuse: an output that cannot be written, threads, memory, a folder, a clock; and what a
//! killed build left behind. Each ends in a message, or does no harm.

use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use crate::support::corpus;
use crate::support::folder::{assert_same_bytes, published, snapshot};
use crate::support::program::{build_command, program};
use crate::support::{Run, Sandbox};

fn site() -> Sandbox {
    Sandbox::with_articles(6)
}

/// A run ends with an exit code, and not with a panic.
#[track_caller]
fn assert_ends(run: &Run, code: i32, arguments: &str) {
    let has_panicked = run.stderr.contains("panicked");
    assert!(
        run.code == code && !has_panicked,
        "{arguments}: {} {}",
        run.code,
        run.stderr
    );
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
    &["serve", "--port", "0"],
];

/// A run whose standard output takes nothing ends with `not-printed` and exit code 2.
fn assert_not_printed(arguments: &[&str], stdout: Stdio) {
    let sandbox = site();
    // A finding to print.
    sandbox.write(
        "content/articles/bare.md",
        "---\ntitle: 村\ndate: 2024-01-01\n---\n",
    );
    let mut command = program(&sandbox.site());
    command.args(arguments).args(["--lang", "en"]);
    let output = command.stdout(stdout).stderr(Stdio::piped()).output();
    let output = output.expect("the program runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let ends_well = output.status.code() == Some(2)
        && stderr.contains("error[not-printed]: ")
        && !stderr.contains("panicked");
    assert!(ends_well, "{arguments:?}: {:?} {stderr}", output.status);
}

#[test]
fn an_output_that_nobody_reads_is_an_error() {
    for arguments in PRINTING {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        assert_not_printed(arguments, writer.into());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_argument_that_is_no_text_is_an_error_in_the_language_of_the_editor() {
    let sandbox = site();
    let mut command = program(&sandbox.site());
    let argument = std::ffi::OsStr::from_bytes(b"\xff");
    command
        .args(["--lang", "zh", "new", "article"])
        .arg(argument);
    let run = Run::in_time(&mut command).expect(2);
    assert!(
        run.stderr.contains("参数里有不是 UTF-8 的字符"),
        "{}",
        run.stderr
    );
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
        let full = File::options().write(true).open("/dev/full").expect("open");
        assert_not_printed(arguments, full.into());
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
        let run = Run::in_time(command.envs(limits));
        assert_ends(&run, 2, arguments);
        assert!(
            run.stderr.contains("error[no-threads]: "),
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
        let run = Run::in_time(command.current_dir(sandbox.site()).args(["-c", &script]));
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
    Run::in_time(&mut build_command(&sandbox.site(), &[])).expect(0);
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
    Run::in_time(&mut build_command(&sandbox.site(), &[])).expect(0);
    for file in left {
        assert!(!sandbox.path(file).exists(), "{file}");
    }
    assert!(sandbox.path(".bulletin/cache/.tmpHeld").exists());
    drop(held);
    Run::in_time(&mut build_command(&sandbox.site(), &[])).expect(0);
    assert!(!sandbox.path(".bulletin/cache/.tmpHeld").exists());
    // The file that keeps the cache out of version control comes with the folder, whenever a run is killed.
    fs::remove_dir_all(sandbox.path(".bulletin")).expect("removed");
    sandbox.write(".bulletin/.gitignore.new", "half");
    Run::in_time(&mut build_command(&sandbox.site(), &[])).expect(0);
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
        let run = Run::in_time(Command::new("sh").args(["-c", &script]));
        let is_checked_alone = arguments == "theme check";
        assert_ends(&run, if is_checked_alone { 0 } else { 2 }, arguments);
    }
}

#[test]
fn an_empty_environment_and_closed_streams_do_no_harm() {
    let sandbox = site();
    let expected = published(&sandbox.build_clean("clean", &[]));
    let script = format!("exec {} build <&- >&- 2>&-", env!("CARGO_BIN_EXE_bulletin"));
    let mut command = Command::new("/bin/sh");
    command.current_dir(sandbox.site()).args(["-c", &script]);
    Run::in_time(command.env_clear()).expect(0);
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
        let run = Run::in_time(command.args(arguments).arg(no_text)).expect(2);
        assert!(
            !run.stderr.contains('\u{1b}'),
            "{arguments:?}: {}",
            run.stderr
        );
    }
    // Folders may have any name.
    if cfg!(target_os = "linux") {
        Run::in_time(program(sandbox.root()).arg("init").arg(no_text)).expect(0);
        let folder = sandbox.root().join(no_text);
        Run::in_time(&mut build_command(&folder, &[])).expect(0);
        let mut command = program(sandbox.root());
        let run = Run::in_time(command.arg("build").arg("--site").arg(no_text)).expect(0);
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
    Run::in_time(&mut build_command(&sandbox.site(), &[])).expect(0);
    assert_same_bytes(&expected, &published(&sandbox.public()), "old files");
    let cache = sandbox.path(".bulletin/cache/build");
    let time = || {
        cache
            .metadata()
            .and_then(|data| data.modified())
            .expect("its time")
    };
    let before = time();
    Run::in_time(&mut build_command(&sandbox.site(), &[])).expect(0);
    assert_eq!(time(), before, "the cache was read, and is the same");
}
