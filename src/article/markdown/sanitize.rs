//! Sanitises a body with raw HTML: harmful parts are removed, and everything that the renderer writes stays.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use ammonia::Builder;

use super::Options;
use super::foreign_names::without_foreign_names;
use super::links::is_image_data;
use crate::util::html::{escape, srcset};
use crate::util::url::Schemes;

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
    ("img", &["decoding", "loading", "sizes", "srcset"]),
    ("input", &["checked", "type"]),
    ("li", &["value"]),
    ("ol", &["reversed", "type"]),
    ("source", &["media", "sizes", "src", "srcset", "type"]),
    ("track", &["default", "kind", "label", "src", "srclang"]),
    (
        "video",
        &[
            "controls", "height", "loop", "muted", "poster", "preload", "src", "width",
        ],
    ),
];

/// Attributes with one address, of any element, whether the element is allowed or not.
const ADDRESSES: [&str; 15] = [
    "action",
    "background",
    "cite",
    "classid",
    "codebase",
    "data",
    "formaction",
    "href",
    "longdesc",
    "manifest",
    "ping",
    "poster",
    "src",
    "usemap",
    "xlink:href",
];

/// The harmless part of `html`.
pub(super) fn sanitize(html: &str, options: &Options) -> String {
    // Every input is disabled, since there are no forms. With several attributes set in this way, their
    // order would change from run to run.
    let filter = AttributeFilter {
        schemes: options.schemes.clone(),
        taken_ids: options.theme.ids.clone(),
    };
    let inputs = HashMap::from([("input", HashMap::from([("disabled", "")]))]);
    let mut builder = Builder::default();
    builder
        .add_tags(TAGS)
        // Of a whole page that was pasted.
        .add_clean_content_tags(["title"])
        .add_generic_attributes(ATTRIBUTES)
        // Every address is checked by the filter, and these by the sanitiser as well.
        .url_schemes(options.schemes.all().chain(["data"]).collect())
        .set_tag_attribute_values(inputs)
        .attribute_filter(move |tag, name, value| {
            filter.keeps(tag, name, value).then_some(match (tag, name) {
                ("input", "type") => Cow::Borrowed("checkbox"),
                _ => Cow::Borrowed(value),
            })
        })
        .link_rel(None);
    for (tag, attributes) in TAG_ATTRIBUTES {
        builder.add_tag_attributes(tag, attributes);
    }
    let html = without_foreign_names(html);
    // References such as `&#1;` are resolved by now.
    escape::without_controls(&builder.clean(&html).to_string()).into_owned()
}

/// Which attributes are kept: addresses have an allowed scheme, and no id is one of the theme.
struct AttributeFilter {
    schemes: Schemes,
    taken_ids: BTreeSet<String>,
}

impl AttributeFilter {
    fn keeps(&self, tag: &str, name: &str, value: &str) -> bool {
        let is_allowed = |address: &str| match self.schemes.refused(address).as_deref() {
            None => true,
            Some("data") => tag == "img" && is_image_data(address),
            Some(_) => false,
        };
        match name {
            "id" | "name" => !self.taken_ids.contains(value),
            // One that could lead nowhere is written as nothing.
            "href" | "poster" | "src" | "srcset" if value.trim().is_empty() => false,
            "srcset" => srcset(value).all(|(_, address)| is_allowed(address)),
            _ => !ADDRESSES.contains(&name) || is_allowed(value),
        }
    }
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
            ("<html><head><title>题</title></head><body>甲", "甲\n"),
            // Without control characters it would be a script.
            ("<a href=\"java&#1;script:x\">甲</a>", "<p><a>甲</a></p>\n"),
            (
                "<a href=\" &#x0B;java&#127;script:x\">甲</a>",
                "<p><a>甲</a></p>\n",
            ),
            ("<a href=\"ftp://x/\">甲</a>", "<p><a>甲</a></p>\n"),
            (
                "<a href=\"weixin://x/\">甲</a>",
                "<p><a href=\"weixin://x/\">甲</a></p>\n",
            ),
            ("<q cite=\"java&#1;script:x\">甲</q>", "<p><q>甲</q></p>\n"),
            (
                "<blockquote cite=\"javascript:x\">甲</blockquote>",
                "<blockquote>甲</blockquote>\n",
            ),
            (
                "<del cite=\"https://a.cn/\">甲</del>",
                "<p><del cite=\"https://a.cn/\">甲</del></p>\n",
            ),
            (
                "<video poster=\"javascript:x\"></video>甲",
                "<p><video></video>甲</p>\n",
            ),
            (
                "<img srcset=\"javascript:x 1x\" src=\"data:text/html,x\">甲",
                "<p><img>甲</p>\n",
            ),
            (
                "<b id=\"main\">甲</b><a name=\"size-1\"></a><a name=\"x\"></a>",
                "<p><b>甲</b><a></a><a name=\"x\"></a></p>\n",
            ),
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
        let body = "- [x] 做完\n- [ ] <input type=\"checkbox\"><input type=\"CHECKBOX\"><input>\n\n<i></i>\n";
        let first = sanitized(body);
        for _ in 0..32 {
            assert_eq!(sanitized(body), first);
        }
        assert_eq!(first.matches("<input").count(), 4, "{first}");
        assert_eq!(first.matches("disabled").count(), 4, "{first}");
        assert_eq!(first.matches("type=\"checkbox\"").count(), 4, "{first}");
    }

    /// Tags and attributes one by one.
    fn tokens(html: &str) -> Vec<String> {
        html.replace("=\"\"", "")
            .split(['<', '>', ' ', '\n'])
            .map(|token| token.trim().to_owned())
            .collect()
    }
}
