//! What Word writes among HTML and Markdown takes for text or for a link: conditional comments and elements of
//! its own. And names of characters without their semicolon.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use super::inline_text::{BLANK, InlineText};
use super::{NearMisses, ParsedBody};
use crate::article::markdown::repair::Repair;

/// The prefixes of the elements of Word.
const PREFIXES: [&str; 6] = ["st1", "st2", "o", "w", "v", "m"];

/// The longest tag, in bytes.
const MAX_BYTES: usize = 300;

/// The names of characters that are blanks, signs of HTML or Chinese marks.
const CHARACTERS: [&str; 16] = [
    "nbsp", "ensp", "emsp", "thinsp", "lt", "gt", "amp", "quot", "ldquo", "rdquo", "lsquo",
    "rsquo", "mdash", "hellip", "middot", "bull",
];

/// Takes `<![if !supportLists]>`, `<![endif]>`, `<st1:place w:st="on">` and `</st1:place>` out of a text.
pub(super) fn remove_markup(text: &mut InlineText<'_>, found: &mut NearMisses) {
    let mut from = 0;
    while let Some(at) = text.prose.get(from..).and_then(|rest| rest.find('<')) {
        let start = from + at;
        from = start + 1;
        let rest = text.prose.get(start..).unwrap_or_default();
        let rest = rest
            .get(..rest.floor_char_boundary(MAX_BYTES))
            .unwrap_or(rest);
        let Some(length) = condition(rest).or_else(|| element(rest)) else {
            continue;
        };
        found.repair(text, start..start + length, "");
        text.take_out(start..start + length);
    }
}

/// The length of the conditional comment at the start of `text`.
fn condition(text: &str) -> Option<usize> {
    let inside = text
        .strip_prefix("<![")
        .or_else(|| text.strip_prefix("<!--["))?;
    let length = inside.find(']')?;
    let words = inside.get(..length)?;
    let after = inside.get(length + 1..)?;
    let is_condition = words == "endif" || (words.starts_with("if ") && !words.contains('\n'));
    let end = ["-->", "--&gt;", ">"]
        .iter()
        .find(|end| after.starts_with(*end));
    let end = end.filter(|_| is_condition)?;
    Some(text.len() - after.len() + end.len())
}

/// The length of the tag of an element of Word at the start of `text`.
fn element(text: &str) -> Option<usize> {
    let name = text.strip_prefix("</").or_else(|| text.strip_prefix('<'))?;
    let (prefix, name) = name.split_once(':')?;
    let end = text.find('>')?;
    let tag = text.get(..end)?;
    let is_element = PREFIXES.contains(&prefix)
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !tag.contains(['\n', BLANK])
        && !tag.get(1..)?.contains('<');
    is_element.then_some(end + 1)
}

/// Takes out the start tag of an element of Word that Markdown takes for an address: `<st1:place>`.
pub(super) fn remove_tag(body: ParsedBody<'_>, at: usize, found: &mut NearMisses) {
    let Some((event, range)) = body.events.get(at) else {
        return;
    };
    let range: Range<usize> = body.range(range);
    let typed = body.text.get(range.clone()).unwrap_or_default();
    if let Event::Start(Tag::Link {
        link_type: LinkType::Autolink,
        ..
    }) = event
        && element(typed) == Some(typed.len())
    {
        found.repairs.push(Repair {
            range,
            with: String::new(),
        });
    }
}

/// Adds the semicolon to `&nbsp` and the like.
pub(super) fn complete_characters(text: &mut InlineText<'_>, found: &mut NearMisses) {
    let mut from = 0;
    while let Some(at) = text.prose.get(from..).and_then(|rest| rest.find('&')) {
        from += at + 1;
        let rest = text.prose.get(from..).unwrap_or_default();
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let name = rest.get(..length).unwrap_or_default();
        let after = rest.get(length..).unwrap_or_default().chars().next();
        let is_over =
            after.is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, ';' | '=' | BLANK));
        if CHARACTERS.contains(&name) && is_over {
            let end = from + length;
            found.repair(text, end..end, ";");
        }
    }
}
