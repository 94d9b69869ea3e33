//! Sanitises a body with raw HTML: harmful parts are removed, and everything that the renderer writes stays.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ammonia::Builder;

use super::{Reference, Target};
use crate::util::html::escape;

/// Elements that are allowed in addition to those of ammonia.
const TAGS: [&str; 9] = [
    "audio", "input", "label", "picture", "section", "source", "tfoot", "track", "video",
];

/// Attributes of any element.
const ATTRIBUTES: [&str; 8] = [
    "aria-hidden",
    "aria-label",
    "class",
    "dir",
    "id",
    "role",
    "tabindex",
    "translate",
];

/// Attributes of some elements.
const TAG_ATTRIBUTES: [(&str, &[&str]); 10] = [
    ("a", &["name"]),
    ("audio", &["controls", "loop", "muted", "preload", "src"]),
    ("details", &["open"]),
    ("img", &["decoding", "loading"]),
    ("input", &["checked", "type"]),
    ("li", &["value"]),
    ("ol", &["reversed", "type"]),
    ("source", &["media", "sizes", "src", "type"]),
    ("track", &["default", "kind", "label", "src", "srclang"]),
    (
        "video",
        &[
            "controls", "height", "loop", "muted", "poster", "preload", "src", "width",
        ],
    ),
];

/// The harmless part of `html`. `references` are the links written in Markdown, whose schemes were checked
/// before.
pub(super) fn sanitize(html: &str, references: &[Reference]) -> String {
    // Every input is disabled, since there are no forms. With several attributes set in this way, their
    // order would change from run to run.
    let inputs = HashMap::from([("input", HashMap::from([("disabled", "")]))]);
    let mut builder = Builder::default();
    builder
        .add_tags(TAGS)
        .add_generic_attributes(ATTRIBUTES)
        .add_url_schemes(schemes(references))
        .add_url_schemes(["data"])
        .set_tag_attribute_values(inputs)
        .attribute_filter(|tag, name, value| attribute(tag, name, value).map(Cow::Borrowed))
        .link_rel(None);
    for (tag, attributes) in TAG_ATTRIBUTES {
        builder.add_tag_attributes(tag, attributes);
    }
    // References such as `&#1;` are resolved by now.
    escape::without_controls(&builder.clean(html).to_string()).into_owned()
}

/// The schemes of the links to other sites.
fn schemes(references: &[Reference]) -> HashSet<&str> {
    references
        .iter()
        .filter_map(|reference| match &reference.target {
            Target::External(url) => url.split_once(':'),
            _ => None,
        })
        .map(|(scheme, _)| scheme)
        .collect()
}

/// The value of an attribute, or `None` to remove it: data URLs are for images only, and inputs are
/// checkboxes.
fn attribute<'v>(tag: &str, name: &str, value: &'v str) -> Option<&'v str> {
    if (tag, name) == ("input", "type") {
        return Some("checkbox");
    }
    let start = |prefix: &str| {
        value
            .get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    let is_url = matches!(name, "href" | "src" | "poster" | "cite");
    if is_url && start("data:") && !(tag == "img" && start("data:image/")) {
        return None;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::super::RawHtml;
    use super::super::testing::html_raw;

    fn sanitized(body: &str) -> String {
        html_raw(body, RawHtml::Sanitize)
    }

    #[test]
    fn harmful_parts_are_removed() {
        for (body, expected) in [
            ("甲<script>alert(1)</script>乙", "<p>甲乙</p>\n"),
            (
                "<div onclick=\"x()\" style=\"y\">甲</div>",
                "<div>甲</div>\n",
            ),
            ("<a href=\"javascript:x\">甲</a>", "<p><a>甲</a></p>\n"),
            ("<a href=\"data:text/html,x\">甲</a>", "<p><a>甲</a></p>\n"),
            ("<a href=\"/x/\">甲</a>", "<p><a href=\"/x/\">甲</a></p>\n"),
            ("<iframe src=\"x\"></iframe>", "\n"),
            ("甲<kbd>乙</kbd>", "<p>甲<kbd>乙</kbd></p>\n"),
            (
                "<details open>\n<summary>甲</summary>\n</details>",
                "<details open=\"\">\n<summary>甲</summary>\n</details>\n",
            ),
        ] {
            assert_eq!(sanitized(body), expected, "{body}");
        }
    }

    /// The sanitiser must not change the HTML of the renderer, except for the order of attributes.
    #[test]
    fn the_html_of_the_renderer_is_kept() {
        let body = concat!(
            "# 题 {#甲 .c}\n\n文[^1] [链](b.md \"题\") [微](weixin://dl/x) <tel:110> ![替](i.jpg) ![](data:image/png;base64,AA==)\n\n",
            "![](a.jpg \"说\")\n\n- [x] 做\n\n3. 三\n\n> [!TIP]\n> 提\n\n> 引\n\n| 县 | 值 |\n|:-:|--|\n| 甲 | 1 |\n\n",
            "```rust\nfn f() {}\n```\n\n---\n\n甲\\\n乙 ~~丙~~\n\n[^1]: 注\n"
        );
        let plain = html_raw(body, RawHtml::Escape);
        let sanitized = sanitized(&format!("{body}\n<i></i>\n"));
        for (kept, written) in [(&sanitized, &plain), (&plain, &sanitized)] {
            for token in tokens(written) {
                assert!(
                    token == "i" || token == "/i" || kept.contains(token.as_str()),
                    "{token}\n{sanitized}"
                );
            }
        }
    }

    #[test]
    fn checkboxes_are_the_same_every_time() {
        let body = "- [x] 做完\n- [ ] <input><input type=\"text\">\n\n<i></i>\n";
        let first = sanitized(body);
        for _ in 0..32 {
            assert_eq!(sanitized(body), first);
        }
        assert_eq!(first.matches("<input").count(), 4, "{first}");
        assert_eq!(first.matches("disabled").count(), 4, "{first}");
        assert_eq!(first.matches("type=\"checkbox\"").count(), 3, "{first}");
    }

    /// Tags and attributes one by one.
    fn tokens(html: &str) -> Vec<String> {
        html.replace("=\"\"", "")
            .split(['<', '>', ' ', '\n'])
            .map(|token| token.trim().to_owned())
            .collect()
    }
}
