//! Control characters in names of files, in their texts and in arguments: they are shown, not sent to the
//! terminal.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::program::program;
use crate::support::{Run, Sandbox};

/// Sets the title of the window, clears the screen, hides what follows, begins a line, goes back, in C0 and
/// C1, turns the direction of the text, and is not seen.
const HOSTILE: &str = "x\u{1b}]0;t\u{7}\u{1b}[2J\u{1b}[8m\n\r\u{8}\u{7f}\u{9b}31m\u{9d}0;t\u{9c}\u{202e}\u{2066}\u{2069}\u{200b}\u{2028}y";

/// Whether a terminal or a reader could be misled by a character of a message.
fn is_hostile(c: char) -> bool {
    c.is_control() && c != '\n' || "\u{202e}\u{2066}\u{2069}\u{200b}\u{2028}".contains(c)
}

/// Fails the test if something of [`HOSTILE`] is printed as it is. With `color`, colours are allowed.
#[track_caller]
fn assert_harmless(what: &str, run: &Run, color: bool) {
    for text in [&run.stdout, &run.stderr] {
        let mut plain = text.clone();
        if color {
            for number in (0..200).filter(|number| *number != 8) {
                for code in [format!("{number}m"), format!("38;5;{number}m")] {
                    plain = plain.replace(&format!("\u{1b}[{code}"), "");
                }
            }
        }
        if let Some(at) = plain.find(is_hostile) {
            let part: String = plain[at..].chars().take(20).collect();
            panic!("{what}: {part:?} in {plain:?}");
        }
        let line_of_its_own = plain.lines().any(|line| line.starts_with("\\r"));
        assert!(!line_of_its_own, "{what}: {plain}");
    }
}

/// The text as a value in quotes, in YAML and TOML.
fn quoted() -> String {
    let escape = |c: char| match c {
        c if is_hostile(c) || c == '\n' => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", HOSTILE.chars().map(escape).collect::<String>())
}

/// A name for a file: the text without what ends a name.
fn name() -> String {
    HOSTILE.replace('/', "")
}

/// A file of a site that has the text somewhere: where, its path, and what is in it.
type HostileFile = (&'static str, String, String);

fn article(front: &str, body: &str) -> String {
    format!("---\ntitle: 村\ndate: 2024-01-01\n{front}---\n{body}\n")
}

/// Files that have it in their names.
fn names() -> Vec<HostileFile> {
    let link = article("", "[a](no.md) ![a](no.png)");
    let files = [
        ("content/articles/*.md", "村"),
        ("content/articles/*.md", &link),
        ("content/pages/*.md", &link),
        ("content/initiatives/*.md", &link),
        ("content/regions/*.md", &link),
        ("content/issues/*.md", &link),
        ("content/articles/*.png", "no image"),
        ("templates/*.html", "{{ a | b }}"),
        ("static/*.txt", "村"),
    ];
    let file =
        |(path, text): (&'static str, &str)| (path, path.replace('*', &name()), text.to_owned());
    files.into_iter().map(file).collect()
}

/// Files that have it in their texts, as it is and in quotes.
fn texts() -> Vec<HostileFile> {
    let quoted = quoted();
    let raw = HOSTILE.replace(['\n', '\r'], "");
    let site = "title = \"简报\"\nbase_url = \"https://a.example/\"\n";
    let settings = |text: String| {
        (
            "site.toml",
            "site.toml".to_owned(),
            format!("{site}{text}\n"),
        )
    };
    let template = |text: String| {
        let path = "templates/article.html".to_owned();
        ("template", path, text)
    };
    let body = |text: String| {
        (
            "body",
            "content/articles/a.md".to_owned(),
            article("", &text),
        )
    };
    vec![
        body(format!("[a]({raw}.md) ![b](<{raw}.png>) [c](#{raw})")),
        body(format!("[a](<javascript:{raw}>)")),
        body(format!("<b title=\"{raw}\">{raw}</b>")),
        settings(format!("theme = {quoted}")),
        settings(format!("{quoted} = 1")),
        settings(format!("[options]\n{quoted} = 1")),
        settings(format!("time_zone = {quoted}")),
        settings(raw.clone()),
        template(format!("{{{{ article.{raw} }}}}")),
        template(format!("{{{{ 1 | {raw} }}}}")),
    ]
}

const KEYS: &[&str] = &[
    "slug",
    "summary",
    "regions",
    "initiatives",
    "issue",
    "tags",
    "aliases",
    "template",
    "image",
    "source",
    "extra",
    "authors",
    "figures",
    "draft",
];

/// Articles that have it in their front matter.
fn front_matter() -> Vec<HostileFile> {
    let quoted = quoted();
    let at = || "content/articles/a.md".to_owned();
    let mut files = vec![
        ("raw", at(), format!("---\n{HOSTILE}\n---\n")),
        ("title", at(), format!("---\ntitle: {quoted}\n---\n")),
        (
            "date",
            at(),
            format!("---\ntitle: 村\ndate: {quoted}\n---\n"),
        ),
        ("unknown key", at(), article(&format!("{quoted}: 1\n"), "")),
    ];
    let map = format!("{{src: {quoted}, url: {quoted}}}");
    for key in KEYS {
        for value in [&quoted, &format!("[{quoted}]"), &map] {
            files.push((key, at(), article(&format!("{key}: {value}\n"), "")));
        }
    }
    files
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

#[test]
fn control_characters_are_shown_in_every_message() {
    for (what, path, text) in [names(), texts(), front_matter()].concat() {
        let sandbox = Sandbox::with_settings();
        write(&sandbox.path(&path), &text);
        for (arguments, color) in [
            (&["build", "--color", "always"][..], true),
            (&["build", "--lang", "en", "-v", "--timings"], false),
            (&["check", "--color", "always", "--lang", "en"], true),
            (&["check"], false),
            (&["check", "--format", "json"], false),
            (&["theme", "check"], false),
        ] {
            let run = sandbox.run(arguments);
            assert!(matches!(run.code, 0..=2), "{what}: {run:?}");
            assert_harmless(&format!("{what}: {arguments:?}"), &run, color);
        }
    }
}

#[test]
fn json_has_the_names_as_they_are() {
    let sandbox = Sandbox::with_settings();
    let path = format!("content/articles/{}.md", name());
    write(&sandbox.path(&path), "村");
    let run = sandbox.run(&["check", "--format", "json"]).expect(1);
    assert_harmless("json", &run, false);
    let line: serde_json::Value = serde_json::from_str(run.stdout.trim_end()).expect("JSON");
    assert_eq!(line["place"]["file"], path);
}

#[test]
fn control_characters_in_arguments_are_shown() {
    let sandbox = Sandbox::with_settings();
    let name = name();
    for arguments in [
        vec!["build", "--site", &name],
        vec!["build", "--out", &name],
        vec!["build", "--as-of", &name],
        vec!["build", "--base-url", &name],
        vec!["build", "--shard", &name],
        vec!["init", &name],
        vec!["init", &name],
        vec!["new", "article", &name],
        vec!["new", "article", "a", "--slug", &name],
        vec!["new", "issue", "--key", &name],
        vec!["new", "initiative", &name],
        vec!["new", "region", &name],
        vec!["new", "region", "451027", "--parent", &name],
        vec!["theme", "check", &name],
        vec!["theme", "eject", &name],
        vec!["check", "--lang", &name],
        vec![&name],
        vec!["serve", "--port", &name],
    ] {
        for lang in ["zh", "en"] {
            let mut command: Command = program(&sandbox.site());
            let run = Run::of(command.args(&arguments).args(["--lang", lang]));
            assert_harmless(&format!("{arguments:?}"), &run, false);
        }
    }
}
