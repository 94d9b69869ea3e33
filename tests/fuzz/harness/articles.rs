//! Articles, pages, issues, initiatives and regions: one file, read under each policy for raw HTML.

use std::collections::HashSet;

use bulletin::diagnostic::{
    Detail, Diagnostic, Lang, SourceProvider, render_json, render_terminal,
};
use bulletin::fuzzing::{ArticleReader, RawHtmlPolicy, ReadArticle};

use super::{Check, html, seeds};
use crate::mutate::Material;
use crate::tokens::tokens;

/// The paths of files, which decide how they are read.
const PATHS: [&str; 5] = [
    "content/articles/2024/a.md",
    "content/articles/2024/b/index.md",
    "content/pages/about.md",
    "content/issues/2024-01.md",
    "content/regions/450000.md",
];

const SITE: &str = "title = \"简报\"\nbase_url = \"https://x.example/\"\n";

pub(super) fn material() -> Material {
    let sample = seeds::files("content", |name| name.ends_with(".md"));
    let cases = seeds::case_files().into_iter();
    let cases = cases.filter(|(path, _)| path.ends_with(".md"));
    let mut seeds = seeds::kept("articles");
    seeds.extend(sample.into_iter().map(|(_, bytes)| bytes));
    seeds.extend(cases.map(|(_, text)| text.into_bytes()));
    Material {
        seeds,
        tokens: tokens(&[
            include_str!("../tokens/markdown.txt"),
            include_str!("../tokens/html.txt"),
            include_str!("../tokens/yaml.txt"),
        ]),
        is_text: true,
    }
}

pub(super) fn open() -> Check {
    let reader = ArticleReader::new(SITE).expect("a site");
    Box::new(move |bytes| {
        // Which of the paths and policies is tried first follows from the input, so that it can be tried again.
        let sum = bytes.iter().map(|byte| usize::from(*byte)).sum::<usize>();
        let path = PATHS[sum % PATHS.len()];
        let policy = [
            RawHtmlPolicy::Escape,
            RawHtmlPolicy::Sanitize,
            RawHtmlPolicy::Allow,
        ][sum / PATHS.len() % 3];
        let read = reader.read(path, bytes, policy);
        assert_laws(&read, path, policy);
        // What takes as long again is for some inputs alone.
        match sum / PATHS.len() / 3 % 8 {
            0 => assert_eq!(read, reader.read(path, bytes, policy), "the same twice"),
            1 => assert_same_from_cache(&reader, &read, policy),
            2 => assert_printable(&read.diagnostics, read.text.as_deref()),
            _ => {}
        }
        read.is_valid
    })
}

fn assert_laws(read: &ReadArticle, path: &str, policy: RawHtmlPolicy) {
    assert_places(&read.diagnostics, path, read.text.as_deref());
    let Some(text) = &read.text else {
        return;
    };
    assert_eq!(
        read.is_valid,
        !read.diagnostics.iter().any(Diagnostic::is_error),
        "errors decide whether it is valid"
    );
    for range in &read.ranges {
        assert!(text.get(range.clone()).is_some(), "{range:?} of the text");
    }
    if policy == RawHtmlPolicy::Escape {
        assert_anchors(read);
    }
    assert_html(read, policy);
}

fn assert_same_from_cache(reader: &ArticleReader, read: &ReadArticle, policy: RawHtmlPolicy) {
    let text = read.text.as_deref().unwrap_or_default();
    // The cache keeps documents without any diagnostics.
    if read.text.is_some() && read.diagnostics.is_empty() {
        let again = reader.read_saved(&read.saved, text, policy);
        let (html_again, text_again) = again.expect("the document from the cache");
        assert_eq!(html_again, read.html, "the body made again");
        assert_eq!(text_again, read.plain_text, "the text made again");
    }
}

/// Every place is in the text, between characters.
pub(super) fn assert_places(diagnostics: &[Diagnostic], path: &str, text: Option<&str>) {
    for diagnostic in diagnostics {
        let span = diagnostic.span.as_ref().expect("a place");
        assert_eq!(&*span.file, path);
        for span in std::iter::once(span).chain(&diagnostic.related) {
            assert!(span.start <= span.end, "{diagnostic:?}");
            // The first bytes are the mark of the file, or of its front matter, as a whole.
            if span.start == 0 && span.end <= "---".len() {
                continue;
            }
            if let Some(text) = text.filter(|_| &*span.file == path && span.end > 0) {
                // A mark may stand behind the last character, where something is missing.
                let is_inside = span.end <= text.len() + 1;
                let is_between = |at: usize| at >= text.len() || text.is_char_boundary(at);
                assert!(
                    is_inside && is_between(span.start) && is_between(span.end),
                    "{:?} of {} bytes: {diagnostic:?}",
                    span.start..span.end,
                    text.len()
                );
            }
        }
    }
}

/// The diagnostics can be printed for people and for programs.
pub(super) fn assert_printable(diagnostics: &[Diagnostic], text: Option<&str>) {
    let source = OneText(text);
    if !diagnostics.is_empty() {
        assert!(!render_terminal(diagnostics, &source, Lang::Zh, Detail::default()).is_empty());
        let json = render_json(diagnostics, &source, Lang::En);
        for line in json.lines() {
            let value: Result<serde_json::Value, _> = serde_json::from_str(line);
            assert!(value.is_ok(), "{line}");
        }
    }
}

struct OneText<'t>(Option<&'t str>);

impl SourceProvider for OneText<'_> {
    fn text(&self, _: &str) -> Option<String> {
        self.0.map(str::to_owned)
    }
}

fn assert_anchors(read: &ReadArticle) {
    let mut seen = HashSet::new();
    for anchor in &read.anchors {
        assert!(seen.insert(anchor), "the anchor {anchor} twice");
        assert!(!anchor.is_empty(), "an anchor without a name");
    }
}

fn assert_html(read: &ReadArticle, policy: RawHtmlPolicy) {
    let tags = html::tags(&read.html);
    if policy != RawHtmlPolicy::Allow {
        let is_control =
            |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\u{80}'..='\u{9f}');
        assert_eq!(
            read.html.chars().find(|c| is_control(*c)),
            None,
            "a control character"
        );
        html::assert_balanced(&tags, &read.html);
        html::assert_passive(&tags, &read.html);
    }
    for heading in &read.headings {
        let tags = html::tags(heading);
        if policy != RawHtmlPolicy::Allow {
            html::assert_balanced(&tags, heading);
            html::assert_passive(&tags, heading);
        }
        let is_link = |name: &str| matches!(name, "a" | "img");
        assert!(!tags.iter().any(|tag| is_link(&tag.name)), "{heading}");
    }
}
