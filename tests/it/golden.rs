//! The golden cases: small sites on which the real binary is run, each in one file `cases/TOPIC/NAME.case`.
//! [`crate::support::case`] describes the format.
//!
//! `BULLETIN_BLESS=1 cargo test --test it golden` rewrites what the cases expect (exit codes, `stdout`,
//! `stderr` and `is` blocks, and `cases/english.txt`) to the program's present output: read the difference
//! before you commit it. That run still fails and shows what it has rewritten; the next one passes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rayon::prelude::*;

use crate::support::bless;
use crate::support::case::Case;
use crate::support::diff::diff;
use crate::support::files::read;
use crate::support::sample::repository;
use crate::support::wording::{is_of_preview, is_printed};
use bulletin::diagnostic::Message;
use bulletin::diagnostic::catalogue::texts;

/// One test for each topic, which is a folder in `cases/`.
macro_rules! topics {
    ($($topic:ident)+) => {
        const TOPICS: &[&str] = &[$(stringify!($topic)),+];
        $(#[test] fn $topic() { run_all(stringify!($topic)); })+
    };
}

topics! {
    addresses commands front_matter html images initiatives issues left_out links markdown regions
    site_toml taken_over taxonomies theme unfinished
}

/// Messages that no case can provoke everywhere.
const EXEMPT: &[(&str, &str)] = &[
    ("half-written", "needs a disk that fails during a commit"),
    ("no-network", "needs a machine without a network"),
    ("cannot-listen", "needs a machine without a free port"),
    ("another-build", "needs two builds at the same instant"),
    (
        "name-not-unicode",
        "needs a file system with such names; source/walk/tests.rs has a test",
    ),
    ("file-changed", "needs an edit in the midst of a build"),
    (
        "not-printed",
        "needs an output that nobody reads; system.rs has a test",
    ),
    (
        "no-memory",
        "needs a limit of the system; system.rs has a test",
    ),
    (
        "no-threads",
        "needs a limit of the system; system.rs has a test",
    ),
    ("out-is-home", "needs a home folder; output.rs has a test"),
    (
        "out-is-windows-path",
        "Windows has such folders; output/place.rs has a test",
    ),
    (
        "more-io",
        "needs files without permission; repeats.rs has a test",
    ),
    (
        "output-gone",
        "needs a folder that is removed in the midst of a build",
    ),
];

fn folder() -> PathBuf {
    repository().join("tests").join("cases")
}

/// The cases of a topic by name.
fn cases(topic: &str) -> Vec<Case> {
    let files = walkdir::WalkDir::new(folder().join(topic)).sort_by_file_name();
    let files = files
        .into_iter()
        .map(|entry| entry.expect("the folder can be read"));
    let files = files.filter(|entry| entry.file_type().is_file());
    let cases = files.map(|entry| Case::read(entry.path()));
    cases.filter(Case::is_possible).collect()
}

fn all_cases() -> Vec<Case> {
    TOPICS.iter().flat_map(|topic| cases(topic)).collect()
}

fn run_all(topic: &str) {
    let cases = cases(topic);
    assert!(!cases.is_empty(), "cases/{topic} has no case");
    let failed: Vec<String> = cases.par_iter().filter_map(failure).collect();
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

/// The failure of a case, if any. If requested, its expectations are rewritten.
fn failure(case: &Case) -> Option<String> {
    let outcome = case.run(false);
    if outcome.failures.is_empty() {
        return None;
    }
    if bless::is_requested() {
        bless::rewrite(&case.path, &outcome.blessed);
    }
    let name = case
        .path
        .strip_prefix(folder())
        .unwrap_or(&case.path)
        .display();
    Some(format!("---- {name}\n{}", outcome.failures.join("\n")))
}

#[test]
fn every_case_file_is_run() {
    let mut unread = BTreeSet::new();
    for entry in walkdir::WalkDir::new(folder()).min_depth(1) {
        let entry = entry.expect("the folder can be read");
        let below = entry
            .path()
            .strip_prefix(folder())
            .expect("below the cases");
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        let is_read = match parts.as_slice() {
            [file] if *file == ENGLISH => true,
            [topic] => TOPICS.contains(&&**topic) && entry.file_type().is_dir(),
            [_, name] => name.ends_with(".case"),
            _ => false,
        };
        if !is_read {
            unread.insert(below.display().to_string());
        }
    }
    assert!(unread.is_empty(), "no test reads {unread:?}");
}

#[test]
fn every_message_is_in_a_case() {
    let cases = all_cases();
    let expected: String = cases.iter().flat_map(Case::expected).collect();
    let exempt: Vec<&str> = EXEMPT.iter().map(|(code, _)| *code).collect();
    let missing: Vec<&&str> = Message::CODES
        .iter()
        .filter(|code| !exempt.contains(*code) && !expected.contains(&format!("[{code}]")))
        .collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
    for code in exempt {
        assert!(
            Message::CODES.contains(&code),
            "{code} is not a message any more"
        );
    }
}

/// Texts that no case can provoke everywhere.
const EXEMPT_TEXTS: &[(&str, &str)] = &[
    (
        "phrase error: invalid UTF-8 was detected in one or more arguments",
        "needs an argument that is no text; system.rs has a test",
    ),
    (
        "phrase   tip: some similar arguments exist: ",
        "no two options are that alike",
    ),
    (
        "phrase   tip: some similar values exist: ",
        "no two values are that alike",
    ),
    (
        "phrase 命令:\n",
        "clap adds the colon to a heading in Chinese",
    ),
    (
        "phrase 参数:\n",
        "clap adds the colon to a heading in Chinese",
    ),
    (
        "phrase 选项:\n",
        "clap adds the colon to a heading in Chinese",
    ),
    (
        "LeftOutReason NotAFile",
        "needs a pipe or a device; special_files.rs has a test",
    ),
    (
        "LeftOutReason NotAFile remedy",
        "needs a pipe or a device; special_files.rs has a test",
    ),
    (
        "LeftOutReason SurplusLink",
        "needs many links; special_files.rs has a test",
    ),
    (
        "LeftOutReason SurplusLink remedy",
        "needs many links; special_files.rs has a test",
    ),
];

/// A run of English words in a line of Chinese; `None` if there is none but what is quoted, a path, a key or a
/// command.
fn english_in(line: &str) -> Option<String> {
    let quotes = [
        ('“', '”'),
        ('"', '"'),
        ('\'', '\''),
        ('`', '`'),
        ('[', ']'),
        ('<', '>'),
        ('{', '}'),
        ('（', '）'),
    ];
    let mut plain = line.to_owned();
    for (open, close) in quotes {
        while let Some(start) = plain.find(open) {
            let rest = &plain[start + open.len_utf8()..];
            let Some(end) = rest.find(close) else { break };
            let end = start + open.len_utf8() + end + close.len_utf8();
            plain.replace_range(start..end, "，");
        }
    }
    let is_word =
        |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let plain: String = plain
        .chars()
        .map(|c| {
            if c.is_ascii() {
                c.to_string()
            } else {
                " ， ".to_owned()
            }
        })
        .collect();
    let words: Vec<&str> = plain.split(' ').collect();
    let mut runs = words.chunk_by(|one, other| is_word(one) && is_word(other));
    let run = runs.find(|run| run.len() > 1 && !run.contains(&"bulletin"))?;
    Some(run.join(" "))
}

/// What a library, the engine of templates or the system says is explained, and shown with `-v` alone.
#[test]
fn no_chinese_message_is_half_english() {
    let mut offenders = BTreeSet::new();
    let mut lines = 0;
    for text in all_cases().iter().flat_map(Case::expected) {
        let has_han = |line: &str| line.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        // Lines of the editor's own files stand behind a margin.
        let is_message =
            |line: &&str| has_han(line) && !line.contains(" | ") && !line.contains("原话");
        for line in text.lines().filter(is_message) {
            lines += 1;
            let is_chinese =
                line.contains("错误") || line.contains("警告") || line.contains("帮助");
            if let Some(run) = english_in(line).filter(|_| is_chinese) {
                offenders.insert(format!("{run}: {line}"));
            }
        }
    }
    assert!(lines > 500, "{lines}");
    assert!(offenders.is_empty(), "{offenders:#?}");
    assert_eq!(
        english_in("错误：string values must be quoted").as_deref(),
        Some("string values must be quoted")
    );
    assert_eq!(
        english_in("错误：运行 bulletin new article “a b c”，或写 title"),
        None
    );
}

/// Notices, labels, help texts and phrases of clap. What the preview prints is in `serve/wording.rs`.
#[test]
fn every_text_stands_in_a_case_in_both_languages() {
    let printed: String = all_cases().iter().flat_map(Case::expected).collect();
    let mut missing = Vec::new();
    for (name, text) in texts() {
        if is_of_preview(&name) {
            continue;
        }
        let is_missing = [text.zh, text.en]
            .iter()
            .any(|text| !is_printed(&name, text, &printed));
        let is_exempt = EXEMPT_TEXTS.iter().any(|(exempt, _)| *exempt == name);
        assert!(!is_exempt || is_missing, "{name:?} is exempt and printed");
        if is_missing && !is_exempt {
            missing.push(format!("{name}: {text:?}"));
        }
    }
    assert!(missing.is_empty(), "no case shows\n{}", missing.join("\n"));
}

const ENGLISH: &str = "english.txt";

/// Every message once in English, as in the first case that shows it.
#[test]
fn every_message_in_english() {
    let runs: Vec<_> = all_cases()
        .par_iter()
        .map(|case| case.run(true).runs)
        .collect();
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for message in runs
        .iter()
        .flatten()
        .flat_map(|run| run.stderr.split("\n\n"))
    {
        let code = ["error[", "warning["]
            .iter()
            .find_map(|start| message.strip_prefix(start)?.split_once(']'));
        // These are about what differs between systems.
        let by_system = ["io", "more-io", "cache-not-written", "images-not-written"];
        if let Some((code, _)) = code.filter(|(code, _)| !by_system.contains(code)) {
            first.entry(code).or_insert(message.trim_end());
        }
    }
    let text: String = first
        .values()
        .map(|message| format!("{message}\n\n"))
        .collect();
    let path = folder().join(ENGLISH);
    if bless::is_requested() {
        bless::rewrite(&path, &text);
    }
    let expected = read(&path).replace("\r\n", "\n");
    assert!(expected == text, "{ENGLISH}:\n{}", diff(&expected, &text));
}
