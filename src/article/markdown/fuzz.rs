//! Random bodies: for any input the HTML is well formed, and every range is one of the body.

use std::collections::HashSet;

use super::testing::{collect_with, options, page_text, render_with, seen};
use super::{Options, PlainText, RawHtml, RenderedBody, Target};

/// The pieces of random bodies.
const PIECES: [&str; 87] = [
    "中",
    "文，",
    "a",
    " ",
    "\n",
    "\n\n",
    "*",
    "**",
    "~~",
    "`",
    "```",
    "```rust\n",
    "[",
    "]",
    "](",
    ")",
    "(",
    "!",
    "![",
    "<",
    ">",
    "\n> ",
    "\n- ",
    "\n1. ",
    "\n- [x] ",
    "    ",
    "\t",
    "\n# ",
    "\n### ",
    " {#a}",
    "[^1]",
    "[^1]: ",
    "\n[^1]: ",
    "[^2]",
    "\n    [^2]: ",
    "|",
    "\n|--|--|\n",
    "| a | b |",
    "\\",
    "&amp;",
    "&#1;",
    "https://a.cn/b",
    "b.md",
    "/x/",
    "#a",
    "../../../x",
    "javascript:",
    "\"",
    " \"题\"",
    "“",
    "”",
    "_",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "<div>",
    "<br>",
    "\r\n",
    "\n---\n",
    "[!NOTE]",
    "\u{3000}",
    "\n\u{3000}\u{3000}",
    "\n甲\t乙",
    "\n（一）",
    "____",
    "\u{2028}",
    "李**，",
    "**省",
    "[a]: b.md\n",
    "<p id=a>",
    "\n##一",
    "＃＃",
    "［",
    "］（",
    "）",
    "［^1］",
    "\n[^1]：",
    "！[",
    " 一.jpg)",
    "[[",
    "]]",
    "==",
    "$",
    "{{",
    "＊＊",
    "\n[注]: 甲。",
];

/// A linear congruential generator: random numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

fn body(random: &mut Random) -> String {
    let length = 1 + random.below(30);
    (0..length)
        .map(|_| PIECES[random.below(PIECES.len())])
        .collect()
}

/// The number of bodies; the variable `FUZZ` sets another.
fn rounds() -> usize {
    std::env::var("FUZZ")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(3_000)
}

/// Checks that every element is closed in order and that links do not nest.
fn check_nesting(html: &str, body: &str) {
    let mut open: Vec<&str> = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, _) = part
            .split_once('>')
            .unwrap_or_else(|| panic!("{body:?}\n{html}"));
        let name = tag.split(' ').next().unwrap_or_default();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{body:?}\n{html}");
        } else if !["br", "hr", "img", "input"].contains(&name) {
            let text_only = ["p", "a", "label", "h2", "h3", "h4"];
            assert!(
                !(text_only.contains(&name) && open.contains(&name)),
                "{body:?}\n{html}"
            );
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} {body:?}\n{html}");
}

fn check_ranges(rendered: &RenderedBody, body: &str) {
    let headings = rendered.headings.iter().map(|heading| &heading.range);
    let references = rendered.references.iter().map(|reference| &reference.range);
    let all = headings
        .chain(references)
        .chain(&rendered.raw_html)
        .chain(&rendered.heading_jumps)
        .chain(rendered.problems.iter().map(|(range, _)| range));
    for range in all {
        assert!(body.get(range.clone()).is_some(), "{range:?} {body:?}");
    }
    for reference in &rendered.references {
        let inside = matches!(&reference.target, Target::Source { path, .. } if path.split('/').any(|part| part == ".."));
        assert!(!inside, "{body:?}");
    }
}

fn check_ids(rendered: &RenderedBody, body: &str) {
    let mut seen = HashSet::new();
    for id in &rendered.ids {
        assert!(seen.insert(id), "{id} {body:?}\n{}", rendered.html);
        assert!(
            rendered.html.contains(&format!(" id=\"{id}\"")),
            "{id} {body:?}\n{}",
            rendered.html
        );
    }
    assert_eq!(
        rendered.html.matches(" id=\"").count(),
        rendered.ids.len(),
        "{body:?}"
    );
}

fn check_text(rendered: &RenderedBody, text: &String, body: &str) {
    for text in [&rendered.html, &rendered.lead, text] {
        let stray = text
            .chars()
            .find(|c| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{1d800}'..='\u{1daaf}' | '\u{1}'));
        assert_eq!(stray, None, "{body:?}");
    }
    for blank in [
        "<p></p>",
        "<p>\n</p>",
        "href=\"javascript",
        "<blockquote>\n</blockquote>",
    ] {
        assert!(
            !rendered.html.contains(blank),
            "{body:?}\n{}",
            rendered.html
        );
    }
}

/// Checks that the plain text is that of the page, without blank lines outside of code.
fn check_plain_text(text: &str, rendered: &RenderedBody, body: &str) {
    assert_eq!(
        seen(text),
        seen(&page_text(&rendered.html)),
        "{body:?}\n{}",
        rendered.html
    );
    assert!(text.is_empty() || text.ends_with('\n'), "{body:?}");
    if !rendered.has_code {
        let is_trimmed =
            |line: &str| !seen(line).is_empty() && line.trim_matches([' ', '\u{3000}']) == line;
        assert!(text.lines().all(is_trimmed), "{body:?}\n{text}");
    }
}

#[test]
fn any_body_gives_well_formed_html() {
    let mut random = Random(7);
    for _ in 0..rounds() {
        let body = body(&mut random);
        let mut text = PlainText::default();
        let rendered = collect_with(&body, &options(), &mut text);
        let text = text.into_string();
        check_plain_text(&text, &rendered, &body);
        check_nesting(&rendered.html, &body);
        check_ranges(&rendered, &body);
        check_ids(&rendered, &body);
        check_text(&rendered, &text, &body);
        for heading in &rendered.headings {
            check_nesting(heading.html(), &body);
            assert!(
                !heading.html().contains("<a") && !heading.html().contains("<img"),
                "{body:?}"
            );
        }
    }
}

#[test]
fn any_body_passes_the_other_policies() {
    let mut random = Random(11);
    for _ in 0..rounds() / 4 {
        let body = body(&mut random);
        for raw_html in [RawHtml::Sanitize, RawHtml::Allow] {
            let options = Options {
                raw_html,
                ..options()
            };
            let rendered = render_with(&body, &options);
            check_ranges(&rendered, &body);
            if raw_html == RawHtml::Sanitize {
                check_nesting(&rendered.html, &body);
            }
        }
    }
}
