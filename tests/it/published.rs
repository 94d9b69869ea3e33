//! Laws of published files: their names, drafts and dates, and the lists of terms.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use proptest::prelude::*;

use crate::support::corpus::{self, article};
use crate::support::files::read;
use crate::support::folder::{Snapshot, assert_same_bytes, paths, published, snapshot};
use crate::support::html::{Piece, scan, text_in};
use crate::support::lists::{card, classed, counts};
use crate::support::{Sandbox, feed};

/// Names that lead out of a folder or that have a special meaning on some system.
const HOSTILE: &[&str] = &[
    "../evil",
    "../../evil",
    "/evil",
    "//evil",
    "a/../../evil",
    "..",
    ".",
    "..\\evil",
    "C:\\evil",
    "C:evil",
    "%2e%2e%2fevil",
    "%2e%2e/evil",
    "..%5cevil",
    "CON",
    "nul.md",
    "com1",
    "evil.",
    " evil",
    "evil\\u0000",
    "evil\\nx",
    ".bulletin",
    ".BULLETIN/manifest",
    ".git/config",
    "a|b",
    "a?b",
    "*",
    "\\u202Egnp.exe",
];

#[test]
fn no_name_leads_out_of_the_output_folder() {
    let mut refused = 0;
    for key in [
        "slug",
        "aliases",
        "tags",
        "column",
        "initiatives",
        "regions",
        "issue",
        "template",
        "image",
    ] {
        let sandbox = Sandbox::new();
        sandbox.write_all(&corpus::base_files());
        for (number, name) in HOSTILE.iter().enumerate() {
            let slash = if key == "aliases" && !name.starts_with('/') {
                "/"
            } else {
                ""
            };
            let text = format!(
                "---\ntitle: 名\ndate: 2024-01-01\n{key}: \"{slash}{}\"\n---\n",
                yaml(name)
            );
            sandbox.write(&file(number), text);
        }
        let before = snapshot(sandbox.root());
        // A name is either refused with its place, or safe.
        for round in 0.. {
            let run = sandbox.build(&[]);
            if run.code == 0 {
                break;
            }
            assert!(run.code == 1 && round < 5, "{key}: {}", run.stderr);
            assert!(!sandbox.public().exists(), "{key}");
            for number in 0..HOSTILE.len() {
                if run.stderr.contains(&format!("{}:4:", file(number))) {
                    sandbox.remove(&file(number));
                    refused += 1;
                }
            }
        }
        let inside = ["site/public/", "site/content/", "site/.bulletin/"];
        let outside = |path: &String| !inside.iter().any(|folder| path.starts_with(folder));
        let only = |mut all: Snapshot| {
            all.retain(|path, _| outside(path));
            all
        };
        assert_same_bytes(&only(before), &only(snapshot(sandbox.root())), key);
        for path in published(&sandbox.public()).keys() {
            let portable = path.trim_end_matches('/').split('/').all(is_portable_name);
            assert!(portable, "{key}: {path}");
        }
    }
    assert!(refused > 20, "{refused} names were refused");
}

fn file(number: usize) -> String {
    format!("content/articles/name-{number}.md")
}

/// Schemes that run scripts, name files of the reader's, or that no list has, and ways to hide one.
const SCHEMES: &[&str] = &[
    "javascript",
    "JaVaScRiPt",
    "\\x01javascript",
    "\\x0Bjava\\tscript",
    "java\\nscript",
    "java\\rscript",
    "java\\0script",
    "java\\x01script",
    "java\\x7Fscript",
    "&#106;avascript",
    "java&#1;script",
    "java&Tab;script",
    "java&NewLine;script",
    "vbscript",
    "livescript",
    "mocha",
    "data",
    "blob",
    "filesystem",
    "view-source",
    "feed",
    "jar",
    "about",
    "file",
    "chrome",
    "ms-settings",
    "intent",
    "ftp",
    "weixin",
    "x-of-tomorrow",
];

/// Attributes that hold an address.
const ADDRESSES: &[&str] = &[
    "href",
    "src",
    "cite",
    "poster",
    "action",
    "formaction",
    "data",
    "ping",
    "background",
];

/// A kind of article with an address in one place.
type Kind = (&'static str, fn(&str) -> String);

/// The places of addresses that an author writes.
const ADDRESS_FIELDS: &[Kind] = &[
    ("source", |to| {
        front_matter(&format!("source: {{name: 甲, url: \"{to}\"}}"))
    }),
    ("cover", |to| {
        front_matter(&format!("image: {{src: \"{to}\", alt: 甲}}"))
    }),
    ("image-alone", |to| {
        front_matter(&format!("image: \"{to}\""))
    }),
    ("link", |to| body(&format!("[甲](<{}>)", typed(to)))),
    ("bare", |to| body(&format!("[甲]({})", typed(to)))),
    ("auto", |to| body(&format!("<{}>", typed(to)))),
    ("picture", |to| body(&format!("![甲](<{}>)", typed(to)))),
    ("reference", |to| {
        body(&format!("[甲][r]\n\n[r]: <{}>", typed(to)))
    }),
    ("raw", |to| {
        body(&format!("<a href=\"{}\">甲</a>", typed(to)))
    }),
    ("cited", |to| {
        body(&format!("<q cite=\"{}\">甲</q>", typed(to)))
    }),
    ("poster", |to| {
        body(&format!(
            "甲<video poster=\"{0}\" src=\"{0}\"></video>",
            typed(to)
        ))
    }),
];

#[test]
fn no_address_has_a_scheme_that_is_not_allowed() {
    for raw_html in ["escape", "sanitize"] {
        let sandbox = Sandbox::new();
        let settings = format!(
            "{}[markdown]\nraw_html = \"{raw_html}\"\n",
            corpus::site_toml("", 9)
        );
        sandbox.write("site.toml", settings);
        let mut names = BTreeSet::new();
        for (kind, write) in ADDRESS_FIELDS {
            for (number, scheme) in SCHEMES.iter().enumerate() {
                let name = format!("content/articles/{kind}-{number}.md");
                sandbox.write(&name, write(&format!("{scheme}:alert(1)")));
                names.insert(name);
            }
        }
        let count = names.len();
        for round in 0.. {
            let run = sandbox.build(&[]);
            if run.code == 0 {
                break;
            }
            assert!(run.code == 1 && round < 5, "{raw_html}: {}", run.stderr);
            names.retain(|name| {
                let is_refused = run.stderr.contains(&format!(" {name}"));
                if is_refused {
                    sandbox.remove(name);
                }
                !is_refused
            });
        }
        // What is left is shown as text, or without the address.
        assert!(names.len() < count / 2, "{names:?}");
        let source = "content/articles/source-";
        assert!(
            !names.iter().any(|name| name.starts_with(source)),
            "{names:?}"
        );
        for path in published(&sandbox.public())
            .keys()
            .filter(|path| path.ends_with(".html"))
        {
            for piece in scan(&read(&sandbox.public().join(path))) {
                let Piece::Open(tag) = piece else { continue };
                for (name, value) in &tag.attributes {
                    let scheme =
                        browser_scheme(value).filter(|_| ADDRESSES.contains(&name.as_str()));
                    let allowed = [None, Some("http"), Some("https")];
                    assert!(allowed.contains(&scheme.as_deref()), "{path}: {tag:?}");
                }
            }
        }
    }
}

fn front_matter(line: &str) -> String {
    format!("---\ntitle: 名\ndate: 2024-01-01\n{line}\n---\n")
}

fn body(text: &str) -> String {
    format!("{}{text}\n", front_matter("summary: 摘"))
}

/// An escaped address as it is typed in a body.
fn typed(escaped: &str) -> String {
    let controls = [
        ("\\x01", "\u{1}"),
        ("\\x0B", "\u{b}"),
        ("\\x7F", "\u{7f}"),
        ("\\0", "\0"),
    ];
    let blanks = [("\\t", "\t"), ("\\n", "\n"), ("\\r", "\r")];
    let mut text = escaped.to_owned();
    for (escape, character) in controls.into_iter().chain(blanks) {
        text = text.replace(escape, character);
    }
    text
}

/// The scheme of an address, as the URL standard finds it.
fn browser_scheme(address: &str) -> Option<String> {
    let address = address
        .trim_start_matches(|c| c <= ' ')
        .replace(['\t', '\n', '\r'], "");
    let (scheme, _) = address.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

#[test]
fn invalid_keys_are_refused() {
    let (dated, named) = ("date: 2024-01-01", "name: 甲");
    for (path, front_matter, code) in [
        ("content/issues/con.md", dated, "bad-key"),
        ("content/issues/第一期.md", dated, "bad-key"),
        ("content/initiatives/a b.md", named, "bad-key"),
        ("content/initiatives/%2e%2e.md", named, "bad-key"),
        (
            "content/regions/nul.md",
            "name: 甲\nparent: 凌云县",
            "bad-region-key",
        ),
        ("content/pages/aux.md", "title: 甲", "device-name"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write_all(&corpus::base_files());
        sandbox.write(path, format!("---\n{front_matter}\n---\n"));
        let stderr = sandbox.build(&[]).expect(1).stderr;
        let message = format!("error[{code}]: ");
        let place = format!(" --> {path}:1:1\n");
        assert!(
            stderr.starts_with(&message) && stderr.contains(&place),
            "{path}: {stderr}"
        );
    }
}

#[test]
fn hidden_files_are_not_documents() {
    let sandbox = Sandbox::new();
    sandbox.write_all(&corpus::base_files());
    sandbox.build(&[]).expect(0);
    let before = published(&sandbox.public());
    for path in ["content/issues/..md", "content/articles/.a.md"] {
        sandbox.write(path, "---\ntitle: 甲\ndate: 2024-01-01\n---\n");
    }
    let run = sandbox.build(&[]).expect(0);
    assert_eq!(run.stderr, "");
    let after = published(&sandbox.public());
    assert_same_bytes(&before, &after, "hidden files");
}

/// A text for a YAML string in double quotes, in which `\u` and `\n` stay escapes.
fn yaml(name: &str) -> String {
    name.replace('\\', "\\\\")
        .replace("\\\\u", "\\u")
        .replace("\\\\n", "\\n")
}

/// Whether all usual file systems accept the name.
fn is_portable_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_lowercase();
    let device = matches!(
        stem.as_str(),
        "con" | "nul" | "aux" | "prn" | "com1" | "lpt1"
    );
    let odd = |c: char| c.is_control() || "<>:\"|?*\\".contains(c);
    !device
        && !name.is_empty()
        && !name.contains(odd)
        && !name.ends_with(['.', ' '])
        && !name.starts_with(['.', ' '])
}

#[test]
fn unpublished_content_is_nowhere_in_the_output() {
    let sandbox = Sandbox::with_articles(6);
    let secret = "不可外传";
    for (file, field) in [
        ("content/articles/one.md", "draft: true"),
        ("content/articles/two.md", "expires: 2024-02-01"),
        ("content/articles/three.md", "expires: 2024-06-01"),
        ("content/issues/2024-03.md", "draft: true"),
        ("content/pages/secret.md", "draft: true"),
    ] {
        let name = file.rsplit('/').next().unwrap_or(file);
        sandbox.write(
            file,
            format!(
                "---\ntitle: {secret}{name}\ndate: 2024-01-01\n{field}\n{}---\n## {secret}\n\n{secret}![x](secret.svg)\n",
                if file.contains("articles") { "tags: [不可外传签]\nauthor: 不可外传者\nregions: [451022]\nissue: 2024-01\nslug: buke\naliases: [/buke/]\n" } else { "" }
            ),
        );
        sandbox.write(
            &file.replace(name, "secret.svg"),
            format!("<svg viewBox=\"0 0 4 3\"><!--{secret}--></svg>"),
        );
        let later = ["content/articles/", "content/issues/"]
            .iter()
            .any(|folder| file.starts_with(folder));
        if later {
            let text = format!("---\ntitle: {secret}\ndate: 2024-06-02\n---\n{secret}\n");
            sandbox.write(&file.replace(".md", "-later.md"), text);
        }
    }
    sandbox.build(&["--as-of", "2024-06-01"]).expect(0);
    let public = sandbox.public();
    for path in paths(&public) {
        let text =
            String::from_utf8_lossy(&fs::read(public.join(&path)).expect("a file")).into_owned();
        let hidden = [
            secret,
            "%E4%B8%8D%E5%8F%AF%E5%A4%96%E4%BC%A0",
            "buke",
            "secret",
            "451022",
            "-later",
        ];
        for word in hidden {
            assert!(
                !text.contains(word) && !path.contains(word),
                "{path} speaks of {word}"
            );
        }
    }
    // With `--drafts` they are there, so the check above can find them.
    let drafts = sandbox.build_clean("drafts", &["--as-of", "2024-06-01", "--drafts"]);
    let texts = paths(&drafts)
        .into_iter()
        .filter(|path| path.ends_with(".html"));
    assert!(
        texts
            .filter(|path| read(&drafts.join(path)).contains(secret))
            .count()
            > 3
    );
}

#[test]
fn feed_ids_survive_edits_and_a_feed_has_twenty_entries() {
    let sandbox = Sandbox::with_articles(30);
    sandbox.build(&[]).expect(0);
    let feed = |sandbox: &Sandbox| feed::atom(&read(&sandbox.public().join("atom.xml")));
    let before = feed(&sandbox);
    assert_eq!(before.entries.len(), 20);
    let days: Vec<_> = before.entries.iter().map(|entry| entry.published).collect();
    let mut all: Vec<String> = (0..30)
        .map(|number| {
            article(number, 0)
                .1
                .lines()
                .find_map(|line| line.strip_prefix("date: ").map(str::to_owned))
        })
        .map(|day| day.expect("a date"))
        .collect();
    all.sort();
    let newest: Vec<_> = all
        .iter()
        .rev()
        .take(20)
        .map(|day| format!("{day}T00:00:00+08:00"))
        .collect();
    let newest: Vec<jiff::Timestamp> = newest
        .iter()
        .map(|day| day.parse().expect("a date"))
        .collect();
    assert_eq!(days, newest);
    for number in 0..30 {
        let (path, text) = article(number, 0);
        sandbox.write(
            &path,
            text.replace("title: ", "title: 改过的")
                .replace("村里", "乡里"),
        );
    }
    sandbox.write(
        "site.toml",
        corpus::site_toml("改过的", 7).replace("https:", "http:"),
    );
    sandbox.build(&[]).expect(0);
    let after = feed(&sandbox);
    let ids = |feed: &feed::Feed| {
        feed.entries
            .iter()
            .map(|entry| entry.id.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&before), ids(&after));
    assert!(
        after
            .entries
            .iter()
            .all(|entry| entry.title.starts_with("改过的"))
    );
    assert_eq!(
        before.updated, after.updated,
        "a feed is as new as its newest article, whenever it is built"
    );
}

/// Articles by region, initiative and day.
fn placements() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    proptest::collection::vec((0..PLACES.len(), 0..ACTIONS.len(), 0..28_usize), 1..28)
}

/// Regions as written, with the codes of their ancestors and themselves.
const PLACES: &[(&str, &[&str])] = &[
    ("凌云县", &["450000", "451000", "451027"]),
    ("451000", &["450000", "451000"]),
    ("广西", &["450000"]),
    ("平怀村", &["450000", "451000", "451027", "pinghuai"]),
    ("南海区", &["440000", "440600", "440605"]),
];

/// Initiatives as written, with the keys of their ancestors and themselves.
const ACTIONS: &[(&str, &[&str])] = &[
    ("四下基层", &["organization", "four-down"]),
    ("组织振兴", &["organization"]),
    ("千万工程", &["qianwan"]),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_term_lists_the_articles_of_its_subtree_once_each_newest_first(
        articles in placements(), page_size in 1..9_usize,
    ) {
        let sandbox = Sandbox::new();
        sandbox.write_all(&corpus::base_files());
        sandbox.write("site.toml", corpus::site_toml("副题", page_size));
        let mut wanted: BTreeMap<String, BTreeSet<(String, usize)>> = BTreeMap::new();
        for (number, &(place, action, day)) in articles.iter().enumerate() {
            let ((region, codes), (initiative, keys)) = (PLACES[place], ACTIONS[action]);
            let date = format!("2024-02-{:02}", day + 1);
            // The region is named twice, and its province as well: the article is listed once.
            let text = format!("---\ntitle: 第{number}篇\ndate: {date}\nregions: [{region}, {}, {region}]\ninitiatives: [{initiative}, 组织振兴]\n---\n", codes[0]);
            sandbox.write(&corpus::path(number), text);
            let keys = keys.iter().chain(&["organization"]).map(|key| format!("initiatives/{key}"));
            for term in codes.iter().map(|code| format!("regions/{code}")).chain(keys) {
                wanted.entry(term).or_default().insert((date.clone(), number));
            }
        }
        sandbox.build(&[]).expect(0);
        for taxonomy in ["regions", "initiatives"] {
            let counts = counts(&sandbox, &format!("{taxonomy}/index.html"));
            for (term, articles) in wanted.iter().filter(|(term, _)| term.starts_with(taxonomy)) {
                prop_assert_eq!(counts.get(term.as_str()), Some(&articles.len()), "{}", term);
                check_list(&sandbox, term, articles, page_size);
            }
        }
    }
}

/// Checks all pages of a term's list.
fn check_list(sandbox: &Sandbox, term: &str, wanted: &BTreeSet<(String, usize)>, page_size: usize) {
    let mut listed: Vec<(String, usize)> = Vec::new();
    for page in 1..=wanted.len().div_ceil(page_size) {
        let path = match page {
            1 => format!("{term}/index.html"),
            page => format!("{term}/page/{page}/index.html"),
        };
        let pieces = scan(&read(&sandbox.public().join(&path)));
        let count = classed(&pieces, "count")
            .first()
            .map(|&at| text_in(&pieces, at));
        assert_eq!(count, Some(format!("共{}篇", wanted.len())), "{path}");
        let cards = classed(&pieces, "card");
        assert!(cards.len() <= page_size, "{path}");
        listed.extend(cards.iter().map(|&at| card(&pieces, at)));
    }
    assert!(listed.is_sorted_by(|a, b| a.0 >= b.0), "{term}: {listed:?}");
    let unique: BTreeSet<(String, usize)> = listed.iter().cloned().collect();
    assert_eq!(unique.len(), listed.len(), "{term}: {listed:?}");
    assert_eq!(&unique, wanted, "{term}");
    let beyond = format!(
        "{term}/page/{}/index.html",
        wanted.len().div_ceil(page_size) + 1
    );
    assert!(!sandbox.public().join(&beyond).exists(), "{beyond}");
    // The counts of child terms on the first page are those of their own pages.
    let shown = counts(sandbox, &format!("{term}/index.html"));
    for (child, count) in shown {
        let pieces = scan(&read(&sandbox.public().join(&child).join("index.html")));
        let own = classed(&pieces, "count")
            .first()
            .map(|&at| text_in(&pieces, at));
        assert_eq!(own, Some(format!("共{count}篇")), "{term}: {child}");
    }
}
