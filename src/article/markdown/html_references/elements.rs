//! What elements of raw HTML say of what they refer to: the address of a picture, the text of a link.

use crate::util::html::{Attribute, Attributes, HtmlPiece, Token, decoded, escape, pieces};

/// Where the address of a picture is while a script has not shown it: WeChat and others load pictures late.
const LATE: [&str; 6] = [
    "_src",
    "data-src",
    "data-original",
    "data-actualsrc",
    "data-lazy-src",
    "data-original-src",
];

/// The attribute with the address of a picture, and its `src`. Where that is missing or a placeholder, the
/// address is that which a script would show.
pub(super) fn picture<'a, 'h>(
    attributes: &'a Attributes<'h>,
) -> Option<(&'a Attribute<'h>, Option<&'a Attribute<'h>>)> {
    let src = attributes.find("src");
    let is_placeholder = src.is_none_or(|src| is_placeholder(src.value.trim()));
    let late = LATE.iter().find_map(|name| attributes.find(name));
    let late = late.filter(|late| is_placeholder && !late.value.trim().is_empty());
    Some((late.or(src)?, src))
}

/// Whether an address is that of what a page shows until its picture is loaded.
fn is_placeholder(address: &str) -> bool {
    let scheme = address.get(..5).unwrap_or_default();
    if address.is_empty() || scheme.eq_ignore_ascii_case("data:") {
        return true;
    }
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let name = name.to_ascii_lowercase();
    let parts = ["blank", "loading", "placeholder", "spacer", "transparent"];
    parts.iter().any(|part| name.contains(part))
}

/// The value of an attribute for one that has any quotes or none.
pub(super) fn unquoted(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '=' => out.push_str("&#61;"),
            '`' => out.push_str("&#96;"),
            c if c.is_ascii_whitespace() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out
}

/// The alternative text, if it is written; empty where the element says that it is a decoration.
pub(super) fn alternative_text(attributes: &Attributes<'_>) -> Option<String> {
    let is_hidden = attributes.value("aria-hidden") == Some("true");
    let alt = attributes.value("alt").or(is_hidden.then_some(""));
    alt.map(|alt| decoded(alt).trim().to_owned())
}

/// The text of the link whose start tag ends at `start`.
pub(super) fn link_text(html: &str, start: usize) -> String {
    let mut text = String::new();
    for piece in pieces(html.get(start..).unwrap_or_default()) {
        match piece {
            HtmlPiece::Text(part) => text.push_str(&decoded(part)),
            HtmlPiece::Markup(Token::EndTag(tag)) if tag.is("a") => break,
            // Links do not nest, so each part is read once.
            HtmlPiece::Markup(Token::StartTag(tag)) if tag.is("a") => break,
            HtmlPiece::Markup(_) => {}
        }
    }
    escape::without_controls(text.trim()).into_owned()
}

/// Whether a script does nothing: pages use such addresses for links that lead nowhere.
pub(super) fn does_nothing(address: &str) -> bool {
    let script: String = address.chars().filter(|c| !c.is_whitespace()).collect();
    let script = script.to_ascii_lowercase();
    let nothing = [
        "javascript:",
        "javascript:;",
        "javascript:void(0)",
        "javascript:void(0);",
    ];
    nothing.contains(&script.as_str())
}
