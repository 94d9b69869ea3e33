//! Whole sites: all files of one in one input, built in a folder by the command itself.
//!
//! An input is a text like a golden case: each file begins with a line `=== PATH`.

use std::path::{Path, PathBuf};

use bulletin::cli::{Environment, run};

use super::{Check, html, seeds};
use crate::mutate::Material;
use crate::tokens::tokens;

pub(super) fn material() -> Material {
    let mut seeds = seeds::kept("sites");
    seeds.extend(cases("tests/cases", |path| {
        !path.contains("tests/cases/theme/")
    }));
    Material {
        seeds,
        tokens: tokens(&[
            include_str!("../tokens/yaml.txt"),
            include_str!("../tokens/markdown.txt"),
            include_str!("../tokens/html.txt"),
            include_str!("../tokens/toml.txt"),
        ]),
        is_text: true,
    }
}

/// The sites of golden cases, as they are before the first command.
pub(super) fn cases(below: &str, wanted: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    let cases = seeds::files(below, |path| path.ends_with(".case") && wanted(path));
    let sites = cases.into_iter().filter_map(|(_, bytes)| {
        let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
        let (files, _) = text.split_once("\n=== run")?;
        let (_, files) = files.split_once("\n=== file ")?;
        let files = format!("=== {}\n", files.replace("\n=== file ", "\n=== "));
        let has_settings = files.contains("=== site.toml\n");
        let settings = if has_settings { "" } else { SETTINGS };
        Some(format!("{settings}{files}").into_bytes())
    });
    sites.collect()
}

const SETTINGS: &str = "=== site.toml\ntitle = \"简报\"\nbase_url = \"https://x.example/\"\n";

/// A document of every kind, so that every page has something to show.
pub(super) const DOCUMENTS: &str = "\
=== content/articles/a.md
---
title: 甲
date: 2024-01-02
tags: [田间]
regions: [凌云县]
initiatives: [四下基层]
figures:
  - {name: 亩, value: 3, unit: 亩, region: 凌云县}
---
文[^1]。

## 后来

见[乙](b/index.md#题)。

[^1]: 注
=== content/articles/b/index.md
---
title: 乙
date: 2024-03-02
---
## 题

文。
=== content/initiatives/four-down.md
---
name: 四下基层
---
=== content/issues/2024-01.md
---
number: 1
date: 2024-01-31
contents: [b]
---
=== content/pages/about.md
---
title: 关于
---
本刊。
";

pub(super) fn open() -> Check {
    let sandbox = Sandbox::new();
    Box::new(move |bytes| {
        let text = String::from_utf8_lossy(bytes);
        sandbox.fill(&text);
        if sandbox.build() != 0 {
            return false;
        }
        let outputs = sandbox.outputs();
        sandbox.assert_nothing_outside(&text);
        if !text.contains("=== themes/") && !text.contains("=== templates/") {
            let raw = text.contains("raw_html") || text.contains("schemes");
            for (path, bytes) in &outputs {
                // A file of content/ or static/ is published as it is.
                let is_own = text.contains(String::from_utf8_lossy(bytes).trim());
                if !is_own {
                    assert_page(path, bytes, raw);
                }
            }
        }
        assert_eq!(sandbox.build(), 0, "the second build");
        assert_eq!(sandbox.outputs(), outputs, "the second build");
        true
    })
}

/// Every feed is well formed. So is every page of the default theme, and no address in it runs a script, unless
/// the author's own HTML is let through.
fn assert_page(path: &str, bytes: &[u8], has_raw_html: bool) {
    if path.ends_with(".xml") {
        assert_xml(path, bytes);
    }
    if path.ends_with(".json") {
        let json: Result<serde_json::Value, _> = serde_json::from_slice(bytes);
        assert!(json.is_ok(), "{path}: {json:?}");
    }
    if !path.ends_with(".html") || has_raw_html {
        return;
    }
    let page = std::str::from_utf8(bytes).expect("UTF-8");
    let tags = html::tags(page);
    html::assert_balanced(&tags, page);
    html::assert_known_schemes(&tags, page);
}

/// A feed or a sitemap is read to its end by another parser, and has no character that XML has not.
fn assert_xml(path: &str, bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let is_xml = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let strange = text.chars().find(|c| !is_xml(*c));
    assert_eq!(strange, None, "{path}");
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => break,
            Ok(_) => {}
            Err(error) => panic!("{path}: {error}"),
        }
    }
}

/// A folder with a site in it, and a file beside it that nobody may touch.
pub(super) struct Sandbox {
    dir: tempfile::TempDir,
}

const BYSTANDER: &str = "nobody touches this";

impl Sandbox {
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::write(dir.path().join("bystander.txt"), BYSTANDER).expect("written");
        Self { dir }
    }

    /// The folder of the site.
    pub(super) fn site(&self) -> PathBuf {
        self.dir.path().join("site")
    }

    /// Replaces the site by the files of an input. Files whose path leads elsewhere are left out.
    pub(super) fn fill(&self, text: &str) {
        drop(std::fs::remove_dir_all(self.site()));
        std::fs::create_dir_all(self.site().join("content")).expect("a folder");
        for file in format!("\n{text}").split("\n=== ").skip(1) {
            let (path, text) = file.split_once('\n').unwrap_or((file, ""));
            let path = path.split(' ').next().unwrap_or_default();
            if is_source(path) {
                write(&self.site().join(path), text.as_bytes());
            }
        }
    }

    /// Builds the site. Returns the exit code.
    pub(super) fn build(&self) -> u8 {
        let site = self.site().to_string_lossy().into_owned();
        let arguments = [
            "bulletin",
            "build",
            "--as-of",
            "2025-01-01",
            "--site",
            &site,
        ];
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = run(
            arguments.map(Into::into),
            &environment(),
            &mut out,
            &mut err,
        );
        assert!(code <= 2, "the exit code {code}");
        let err = String::from_utf8(err).expect("messages are UTF-8");
        assert!(code == 0 || !err.is_empty(), "an error without a message");
        code
    }

    /// All outputs with their bytes.
    pub(super) fn outputs(&self) -> Vec<(String, Vec<u8>)> {
        let public = self.site().join("public");
        let mut outputs = below(&public);
        outputs.retain(|(path, _)| !path.starts_with(".bulletin/"));
        outputs
    }

    /// Nothing was written but outputs and the cache.
    fn assert_nothing_outside(&self, text: &str) {
        let bystander = std::fs::read(self.dir.path().join("bystander.txt"));
        assert_eq!(bystander.expect("still there"), BYSTANDER.as_bytes());
        for (path, _) in below(self.dir.path()) {
            let inner = path.strip_prefix("site/");
            let is_expected = path == "bystander.txt"
                || inner.is_some_and(|path| {
                    let is_own = ["public/", ".bulletin/"]
                        .iter()
                        .any(|it| path.starts_with(it));
                    is_own || text.contains(&format!("=== {path}"))
                });
            assert!(is_expected, "{path} was written");
        }
    }
}

/// Whether a file of a site may have this path in a test.
fn is_source(path: &str) -> bool {
    let is_plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.len() < 100
            && !part.contains(['\\', '\0'])
    };
    let top = path.split('/').next().unwrap_or_default();
    let is_own = matches!(top, "content" | "static" | "templates" | "themes") && top != path;
    (is_own || path == "site.toml") && path.split('/').all(is_plain)
}

/// Writes a file with the folders above it. Where one of those is a file already, nothing is written.
pub(super) fn write(path: &Path, bytes: &[u8]) {
    let folder = path.parent().expect("a folder");
    if std::fs::create_dir_all(folder).is_ok() {
        drop(std::fs::write(path, bytes));
    }
}

/// All files below a folder, with `/` in their paths, in order.
pub(super) fn below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("below it");
            let name = name.to_string_lossy().replace('\\', "/");
            files.push((name, std::fs::read(&path).expect("readable")));
        }
    }
    files.sort();
    files
}

fn environment() -> Environment {
    Environment {
        now: clock(),
        clock,
        locale: None,
        home: None,
        terminal: false,
        color: false,
        discard: drop,
    }
}

/// The time is the same in every run.
pub(super) fn clock() -> jiff::Timestamp {
    jiff::Timestamp::from_second(1_800_000_000).expect("a moment")
}
