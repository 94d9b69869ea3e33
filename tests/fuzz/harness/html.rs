//! Laws of HTML, by the tokenizer of a browser.

use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Elements without content.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Elements that run something, load something, or change what is around them.
const ACTIVE: &[&str] = &[
    "applet",
    "base",
    "button",
    "embed",
    "form",
    "frame",
    "frameset",
    "iframe",
    "link",
    "math",
    "meta",
    "noembed",
    "noscript",
    "object",
    "param",
    "plaintext",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "xmp",
];

/// Attributes whose value is an address, or several.
const ADDRESSES: &[&str] = &[
    "action",
    "background",
    "cite",
    "data",
    "formaction",
    "href",
    "longdesc",
    "ping",
    "poster",
    "src",
    "srcset",
    "xlink:href",
];

/// The schemes that addresses may have where site.toml names no others.
const SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];

#[derive(Default)]
struct Tags(RefCell<Vec<Tag>>);

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else {
            return TokenSinkResult::Continue;
        };
        let content = match (tag.kind, &*tag.name) {
            (TagKind::StartTag, "script") => TokenSinkResult::RawData(RawKind::ScriptData),
            (TagKind::StartTag, "title" | "textarea") => TokenSinkResult::RawData(RawKind::Rcdata),
            (TagKind::StartTag, "style" | "xmp" | "iframe" | "noembed" | "noframes") => {
                TokenSinkResult::RawData(RawKind::Rawtext)
            }
            _ => TokenSinkResult::Continue,
        };
        self.0.borrow_mut().push(tag);
        content
    }
}

/// The tags of `html`.
pub(super) fn tags(html: &str) -> Vec<Tag> {
    let tokenizer = Tokenizer::new(Tags::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.take()
}

/// Every element is closed, in order.
pub(super) fn assert_balanced(tags: &[Tag], html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in tags {
        let name = &*tag.name;
        match tag.kind {
            TagKind::EndTag => {
                assert_eq!(open.pop(), Some(name), "a wrong end tag in\n{html}");
            }
            TagKind::StartTag if VOID.contains(&name) || tag.self_closing => {}
            TagKind::StartTag => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?} stay open in\n{html}");
}

/// No element runs or loads anything but pictures, sound and film, and no address runs a script.
pub(super) fn assert_passive(tags: &[Tag], html: &str) {
    for tag in tags {
        let name = &*tag.name;
        assert!(!ACTIVE.contains(&name), "<{name}> in\n{html}");
        for attribute in &tag.attrs {
            let key = attribute.name.local.to_ascii_lowercase();
            let is_active =
                key.starts_with("on") || matches!(&*key, "style" | "srcdoc" | "autofocus");
            assert!(!is_active, "{key} in\n{html}");
        }
    }
    for_each_address(tags, |value, is_picture| {
        let is_script = ["javascript", "vbscript", "livescript", "mocha"];
        let scheme = scheme(value).unwrap_or_default();
        let is_document = scheme == "data" && !(is_picture && value.starts_with("data:image/"));
        assert!(
            !is_script.contains(&scheme) && !is_document,
            "{value} in\n{html}"
        );
    });
}

/// No address runs a script, opens a document that it brings along, or starts a program.
pub(super) fn assert_known_schemes(tags: &[Tag], html: &str) {
    for_each_address(tags, |value, is_picture| {
        let is_known = scheme(value).is_none_or(|scheme| {
            SCHEMES.contains(&scheme) || is_picture && value.starts_with("data:image/")
        });
        assert!(is_known, "{value} in\n{html}");
    });
}

/// Calls `check` for each address as browsers read it, and tells whether it is that of a picture.
fn for_each_address(tags: &[Tag], check: impl Fn(&str, bool)) {
    for tag in tags {
        for attribute in &tag.attrs {
            let key = attribute.name.local.to_ascii_lowercase();
            if ADDRESSES.contains(&&*key) {
                let is_picture =
                    matches!((&*tag.name, &*key), ("img" | "source", "src" | "srcset"));
                check(&seen_address(&attribute.value), is_picture);
            }
        }
    }
}

/// The scheme of an address, if it has one.
fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let is_scheme =
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(is_part);
    is_scheme.then_some(scheme)
}

/// An address as browsers read it.
fn seen_address(value: &str) -> String {
    let value = value.trim_start_matches(|c: char| c <= ' ');
    let is_dropped = |c: &char| matches!(c, '\t' | '\n' | '\r');
    let seen = value.chars().filter(|c| !is_dropped(c));
    seen.map(|c| c.to_ascii_lowercase()).collect()
}
