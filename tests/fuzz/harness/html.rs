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
    assert_no_script_address(tags, html);
}

/// No address runs a script or opens a document that it brings along.
pub(super) fn assert_no_script_address(tags: &[Tag], html: &str) {
    for tag in tags {
        for attribute in &tag.attrs {
            let key = attribute.name.local.to_ascii_lowercase();
            if !ADDRESSES.contains(&&*key) {
                continue;
            }
            let is_picture = matches!((&*tag.name, &*key), ("img" | "source", "src" | "srcset"));
            let value = seen_address(&attribute.value);
            let is_script = ["javascript:", "vbscript:", "livescript:", "mocha:"]
                .iter()
                .any(|scheme| value.starts_with(scheme));
            let is_document =
                value.starts_with("data:") && !(is_picture && value.starts_with("data:image/"));
            assert!(
                !is_script && !is_document,
                "{key}={:?} in\n{html}",
                &*attribute.value
            );
        }
    }
}

/// An address as browsers read it.
fn seen_address(value: &str) -> String {
    let value = value.trim_start_matches(|c: char| c <= ' ');
    let is_dropped = |c: &char| matches!(c, '\t' | '\n' | '\r');
    let seen = value.chars().filter(|c| !is_dropped(c));
    seen.map(|c| c.to_ascii_lowercase()).collect()
}
