//! Changes of files in every way that editors and systems make them: all are seen, with few rebuilds.

use std::fs;
use std::io::Write as _;

use crate::small::{ONE, article, small};
use crate::support::files;
use crate::support::preview::{Preview, address, wait_for};
#[cfg(target_os = "linux")]
use crate::support::skip::skip;

#[test]
fn saves_by_renaming_show() {
    let preview = Preview::start(small(), &[]);
    let site = preview.sandbox.site();
    let file = site.join("content/articles/one.md");
    let text = |word: &str| article(word, "2024-01-02", "issue: 2024-01\n", "村。");
    // vim: a test file, then the old file is renamed, the new one written and the old one removed.
    fs::write(site.join("content/articles/4913"), "").expect("tried");
    fs::remove_file(site.join("content/articles/4913")).expect("removed");
    let aside = site.join("content/articles/one.md~");
    fs::rename(&file, &aside).expect("moved aside");
    fs::write(&file, text("甲")).expect("written");
    fs::remove_file(&aside).expect("removed");
    preview.wait_until_current();
    assert!(preview.page(ONE).contains("甲"));
    // VS Code and most others: the file is emptied and written in place.
    fs::write(&file, "").expect("emptied");
    fs::write(&file, text("乙")).expect("written");
    preview.wait_until_current();
    assert!(preview.page(ONE).contains("乙"));
    // WPS and Office: a new file replaces the old one, while a lock file exists.
    fs::write(site.join("content/articles/~$one.md"), "lock").expect("locked");
    fs::write(site.join("content/articles/one.tmp"), text("丙")).expect("written");
    fs::rename(site.join("content/articles/one.tmp"), &file).expect("in place");
    fs::remove_file(site.join("content/articles/~$one.md")).expect("unlocked");
    preview.wait_until_current();
    assert!(preview.page(ONE).contains("丙"));
    // Many times: each time it is another file.
    for round in 0..5 {
        fs::write(site.join("new"), text(&format!("第{round}次"))).expect("written");
        fs::rename(site.join("new"), &file).expect("in place");
        preview.wait_until_current();
        assert!(preview.page(ONE).contains(&format!("第{round}次")));
    }
    preview.assert_equals_build("saved by renaming");
}

#[test]
fn folders_come_and_go_with_what_is_in_them() {
    let preview = Preview::start(small(), &[]);
    let (site, aside) = (preview.sandbox.site(), preview.sandbox.outside("aside"));
    for number in 0..3 {
        let text = article(&format!("第{number}篇"), "2024-05-06", "", "村。");
        files::write(&aside.join(format!("deep/er/n{number}.md")), text);
    }
    fs::rename(&aside, site.join("content/articles/moved")).expect("moved in");
    preview.wait_until_current();
    assert_eq!(preview.get("/articles/2024/n2/").status, 200);
    // Changes inside the moved folder are seen, too.
    preview
        .sandbox
        .remove("content/articles/moved/deep/er/n2.md");
    preview.wait_until_current();
    assert_eq!(preview.get("/articles/2024/n2/").status, 404);
    fs::rename(site.join("content/articles/moved"), &aside).expect("moved out");
    preview.wait_until_current();
    assert_eq!(preview.get("/articles/2024/n1/").status, 404);
    // A folder that the program watches by name.
    fs::rename(site.join("static"), preview.sandbox.outside("static")).expect("moved out");
    assert!(preview.wait_for_status("/robots-extra.txt", 404));
    fs::rename(preview.sandbox.outside("static"), site.join("static")).expect("moved in");
    preview.wait_until_current();
    assert_eq!(preview.get("/robots-extra.txt").status, 200);
    preview.assert_equals_build("folders");
}

#[test]
fn five_hundred_files_at_once_are_few_rebuilds() {
    let preview = Preview::start(small(), &[]);
    for number in 0..500 {
        let text = article(
            &format!("第{number}篇"),
            "2024-05-06",
            "regions: [来宾市]\n",
            "村。",
        );
        preview
            .sandbox
            .write(&format!("content/articles/many/m{number}.md"), text);
    }
    preview.wait_until_current();
    let rebuilds = preview.rebuilds();
    assert!(rebuilds.len() <= 8, "{rebuilds:#?}");
    for number in [0, 499] {
        assert_eq!(
            preview.get(&format!("/articles/2024/m{number}/")).status,
            200
        );
    }
    preview.assert_equals_build("five hundred files");
}

#[test]
fn a_burst_of_edits_during_rebuilds_ends_with_the_last_state() {
    let preview = Preview::start(small(), &[]);
    for round in 0..60 {
        let text = article(
            &format!("第{round}稿"),
            "2024-01-02",
            "issue: 2024-01\n",
            "村。",
        );
        preview.sandbox.write("content/articles/one.md", text);
        std::thread::sleep(std::time::Duration::from_millis(round % 7 * 3));
    }
    preview.wait_until_current();
    assert!(preview.page(ONE).contains("第59稿"));
    preview.assert_equals_build("a burst");
}

/// A link stands for its target: an edit of that is seen, wherever it lies in the site.
#[cfg(unix)]
#[test]
fn edits_behind_links_show() {
    use std::os::unix::fs::symlink;
    let sandbox = small();
    let site = sandbox.site();
    let text = |word: &str| article(word, "2024-05-06", "", "村。");
    files::write(&site.join("notes/out.md"), text("外面的"));
    files::write(&site.join("notes/表.txt"), "一");
    files::write(&site.join("content/pages/in.txt"), "甲");
    for (target, link) in [
        ("../../notes", "content/articles/notes"),
        ("one.md", "content/articles/again.md"),
        ("../notes/表.txt", "static/out.txt"),
        ("../content/pages/in.txt", "static/in.txt"),
    ] {
        symlink(target, site.join(link)).expect("a link");
    }
    let preview = Preview::start(sandbox, &[]);
    assert_eq!(preview.get("/articles/2024/out/").status, 200);
    assert_eq!(preview.get("/out.txt").text(), "一");
    // Within the folders that are watched.
    files::write(&site.join("content/pages/in.txt"), "乙");
    files::write(&site.join("content/articles/one.md"), text("两处"));
    preview.wait_until_current();
    assert_eq!(preview.get("/in.txt").text(), "乙");
    for page in [ONE, "/articles/2024/again/"] {
        assert!(preview.page(page).contains("两处"), "{page}");
    }
    // Outside of them there are no events, but the folder is looked at again and again.
    files::write(&site.join("notes/out.md"), text("改过的"));
    let shows = || {
        preview
            .page("/articles/2024/out/")
            .contains("改过的")
            .then_some(())
    };
    assert!(wait_for(shows).is_some(), "{:#?}", preview.lines());
    preview.assert_equals_build("links");
    // A link that goes, and one that leads elsewhere.
    fs::remove_file(site.join("content/articles/again.md")).expect("removed");
    fs::remove_file(site.join("static/in.txt")).expect("removed");
    symlink("../notes/表.txt", site.join("static/in.txt")).expect("a link");
    preview.wait_until_current();
    assert_eq!(preview.get("/articles/2024/again/").status, 404);
    assert_eq!(preview.get("/in.txt").text(), "一");
    preview.assert_equals_build("other links");
}

/// What is left out is said at the start, and again when it is something else.
#[test]
fn what_is_left_out_is_said_once() {
    let sandbox = small();
    sandbox.write("content/articles/draft.txt", "村。");
    sandbox.write(
        "content/articles/later.md",
        article("以后", "2999-05-06", "", "村。"),
    );
    let preview = Preview::start(sandbox, &[]);
    let said = || {
        let lines = preview.lines();
        let lines = lines.iter().filter(|line| line.starts_with("Left out"));
        lines.cloned().collect::<Vec<_>>()
    };
    preview.sandbox.write(
        "content/articles/one.md",
        article("甲", "2024-01-02", "", "村。"),
    );
    preview.wait_until_current();
    let lines = said();
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert!(lines[0].contains("content/articles/draft.txt") && !lines[0].contains("later.md"));
    preview.sandbox.write("content/articles/more.docx", "村。");
    preview.wait_until_current();
    let lines = said();
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert!(lines[1].contains("more.docx"));
}

#[test]
fn the_same_bytes_again_and_reading_cause_no_rebuild() {
    let preview = Preview::start(small(), &[]);
    preview.wait_until_current();
    let before = preview.rebuilds().len();
    for file in [
        "content/articles/one.md",
        "site.toml",
        "content/articles/map.svg",
        "static/robots-extra.txt",
    ] {
        let path = preview.sandbox.path(file);
        let bytes = fs::read(&path).expect("the file");
        // Not emptied first: the preview might see the empty file, and would be right to show it.
        let mut file = fs::OpenOptions::new()
            .write(true)
            .open(&path)
            .expect("open");
        file.write_all(&bytes).expect("the same bytes");
        let new = preview.sandbox.outside("new");
        fs::write(&new, &bytes).expect("the same bytes");
        fs::rename(&new, &path).expect("in place");
    }
    for path in preview.build().keys() {
        preview.get(&address(path));
    }
    // Files that do not belong to the site.
    preview.sandbox.write("content/articles/.one.md.swp", "x");
    preview.sandbox.write("notes.txt", "x");
    preview.wait_until_current();
    let rebuilds = preview.rebuilds();
    // Under load the marker may be seen while it is still empty.
    let is_marker = |line: &String| line.contains("static/marker-");
    assert!(rebuilds[before..].iter().all(is_marker), "{rebuilds:#?}");
}

#[test]
fn polling_sees_the_same() {
    let preview = Preview::start(small(), &["--poll"]);
    preview.sandbox.write(
        "content/articles/new.md",
        article("新的", "2024-04-05", "", "村。"),
    );
    preview.wait_until_current();
    assert_eq!(preview.get("/articles/2024/new/").status, 200);
    preview.sandbox.remove("content/articles/new.md");
    preview.wait_until_current();
    assert_eq!(preview.get("/articles/2024/new/").status, 404);
    preview.assert_equals_build("polling");
}

/// A command that runs the program with a limit on the folders that the system watches; `None` where no
/// limit can be set.
#[cfg(target_os = "linux")]
fn limited(folders: usize) -> Option<std::process::Command> {
    let limit = format!("echo {folders} > /proc/sys/user/max_inotify_watches");
    let command = |then: &str| {
        let mut command = std::process::Command::new("unshare");
        command.args(["-Ur", "sh", "-c", &format!("{limit} && {then}")]);
        command.stderr(std::process::Stdio::null());
        command
    };
    let can = command("true")
        .status()
        .is_ok_and(|status| status.success());
    let mut program = command("exec \"$0\" \"$@\"");
    if can {
        // The `$0` of the script above.
        program.arg(env!("CARGO_BIN_EXE_bulletin"));
    }
    can.then_some(program)
}

#[cfg(target_os = "linux")]
#[test]
fn where_the_system_watches_no_more_folders_the_preview_polls_and_says_so() {
    let words = "No events of changed files (too many folders to watch)";
    // The limit is reached at the start, and when folders are added.
    for limit in [2, 40] {
        let Some(program) = limited(limit) else {
            return skip("user namespaces, for a limit on watched folders");
        };
        let preview = Preview::start_with(program, small(), &[]);
        if limit == 40 {
            assert!(!preview.lines().iter().any(|line| line.starts_with(words)));
            let aside = preview.sandbox.outside("aside");
            for number in 0..60 {
                files::write(&aside.join(format!("{number}/map.txt")), "x");
            }
            fs::rename(&aside, preview.sandbox.path("static/many")).expect("moved in");
        }
        preview.wait_for_line(words);
        let text = article("新的", "2024-04-05", "", "村。");
        preview.sandbox.write("content/articles/far/new.md", text);
        preview.wait_until_current();
        assert_eq!(preview.get("/articles/2024/new/").status, 200);
        preview.assert_equals_build("without events");
        let lines = preview.lines();
        let times = lines.iter().filter(|line| line.starts_with(words)).count();
        assert_eq!(times, 1, "{lines:#?}");
    }
}
