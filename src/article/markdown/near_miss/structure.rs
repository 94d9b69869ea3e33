//! Blocks and links that the parser has taken for something else than was meant: a fence or a comment
//! without an end, a heading by accident, a link without address or text, a definition that swallows a
//! sentence.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};

use super::{NearMisses, ParsedBody};
use crate::article::markdown::repair::Repair;
use crate::diagnostic::Message;
use crate::text::classes::{is_cjk, is_full_width_mark, is_han};

/// The widest heading that is underlined, in narrow characters.
const MAX_TITLE: usize = 72;

/// Looks at the block that `tag` opens.
pub(super) fn look_at_block(
    body: ParsedBody<'_>,
    tag: &Tag<'_>,
    range: &Range<usize>,
    found: &mut NearMisses,
) {
    match tag {
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
            let range = body.range(range);
            fence(body, range.clone(), found);
            let language = info.split([' ', ',', '{']).next().unwrap_or_default();
            found.drawing(language, first_line(body, &range));
        }
        Tag::Heading { .. } => underlined_heading(body, body.range(range), found),
        Tag::HtmlBlock => comment(body, body.range(range), found),
        _ => {}
    }
}

/// The first line of a block.
fn first_line(body: ParsedBody<'_>, range: &Range<usize>) -> Range<usize> {
    let text = body.text.get(range.clone()).unwrap_or_default();
    range.start..range.start + text.lines().next().unwrap_or_default().trim_end().len()
}

/// A fence that nothing closes: what follows is code.
fn fence(body: ParsedBody<'_>, range: Range<usize>, found: &mut NearMisses) {
    let text = body.text.get(range.clone()).unwrap_or_default();
    let sign = if text.starts_with('~') { '~' } else { '`' };
    let length = text.len() - text.trim_start_matches(sign).len();
    let mut lines = text.trim_end().lines();
    lines.next();
    let is_prefix = |c: char| c == '>' || c.is_whitespace();
    let last = lines
        .next_back()
        .unwrap_or_default()
        .trim_matches(is_prefix);
    let is_closed = last.len() >= length && last.chars().all(|c| c == sign);
    if !is_closed && length > 2 {
        let fence = text[..length].to_owned();
        let first = first_line(body, &range);
        found
            .problems
            .push((first, Message::UnclosedFence { fence }));
    }
}

/// A comment that does not end.
fn comment(body: ParsedBody<'_>, range: Range<usize>, found: &mut NearMisses) {
    let text = body.text.get(range.clone()).unwrap_or_default();
    let start = text.len() - text.trim_start().len();
    if text[start..].starts_with("<!--") && !text.contains("-->") {
        let start = range.start + start;
        found
            .problems
            .push((start..start + 4, Message::UnclosedComment {}));
    }
}

/// Lines below paragraphs that make headings of them, and may not be meant so.
#[derive(Debug, Default)]
pub(super) struct Underlines {
    /// Lines of three dashes, as between paragraphs. The first block of a text is its title.
    dividers: Vec<Range<usize>>,
    /// The number of headings that are underlined with dashes.
    count: usize,
    /// Whether there are headings with `#`.
    has_marked: bool,
}

/// A paragraph that a line of dashes below it has made a heading.
fn underlined_heading(body: ParsedBody<'_>, range: Range<usize>, found: &mut NearMisses) {
    let text = body.text.get(range.clone()).unwrap_or_default().trim_end();
    if text.trim_start().starts_with('#') {
        found.underlines.has_marked = true;
        return;
    }
    let Some((title, line)) = text.rsplit_once('\n') else {
        return;
    };
    let end = range.start + text.len();
    let line = line.trim_start_matches(|c: char| c == '>' || c.is_whitespace());
    let place = end - line.len()..end;
    found.underlines.count += usize::from(line.starts_with('-'));
    if line.len() < 3 || !is_title(title.trim()) {
        found.problems.push((place, Message::AccidentalHeading {}));
    } else if line == "---"
        && !body
            .text
            .get(..range.start)
            .unwrap_or_default()
            .trim()
            .is_empty()
    {
        found.underlines.dividers.push(place);
    }
}

/// Reports the lines that divide paragraphs in a text whose other headings are written in another way.
pub(super) fn look_at_underlines(found: &mut NearMisses) {
    let Underlines {
        dividers,
        count,
        has_marked,
    } = std::mem::take(&mut found.underlines);
    if has_marked || count == 1 {
        let message = |place| (place, Message::AccidentalHeading {});
        found.problems.extend(dividers.into_iter().map(message));
    }
}

/// Whether a text may be a heading: one line, not too long, without a mark that ends a sentence, not in brackets,
/// not a picture.
fn is_title(text: &str) -> bool {
    let ends = ['。', '！', '？', '；'];
    let is_open = text.ends_with(['：', '，', '…', '、']);
    let is_note = text.starts_with(['（', '(']) && text.ends_with(['）', ')']);
    let is_image = text.starts_with("![") && text.ends_with(')');
    let width: usize = text.chars().map(|c| 1 + usize::from(is_cjk(c))).sum();
    !(text.contains('\n') || text.contains(ends) || is_open || is_note || is_image)
        && width <= MAX_TITLE
}

/// Looks at the link or image that the event `at` opens.
pub(super) fn look_at_link(body: ParsedBody<'_>, at: usize, found: &mut NearMisses) {
    let Some((event, range)) = body.events.get(at) else {
        return;
    };
    if let Event::Start(Tag::Link { dest_url, .. }) = event {
        wide_image(body, body.range(range), dest_url, found);
    }
    let message = match event {
        Event::Start(Tag::Image { dest_url, .. }) if dest_url.trim().is_empty() => {
            Message::EmptyImage {}
        }
        Event::Start(Tag::Link { dest_url, .. }) if dest_url.trim().is_empty() => {
            Message::EmptyLink {}
        }
        Event::Start(Tag::Link { dest_url, .. }) if is_blank_link(body, at) => {
            Message::LinkWithoutText {
                target: dest_url.to_string(),
            }
        }
        _ => return,
    };
    found.problems.push((body.range(range), message));
}

/// Whether the link that the event `at` opens shows nothing.
fn is_blank_link(body: ParsedBody<'_>, at: usize) -> bool {
    let inside = body.events.iter().skip(at + 1).map(|(event, _)| event);
    let mut shown = inside.take_while(|event| !matches!(event, Event::End(TagEnd::Link)));
    shown.all(|event| match event {
        Event::Text(text) => text.trim().is_empty(),
        Event::SoftBreak => true,
        _ => false,
    })
}

/// `！[图](图.jpg)` on a line of its own is a picture. Within a line the mark may end a sentence.
fn wide_image(body: ParsedBody<'_>, link: Range<usize>, address: &str, found: &mut NearMisses) {
    let before = body.text.get(..link.start).unwrap_or_default();
    let Some(before) = before.strip_suffix('！') else {
        return;
    };
    let after = body.text.get(link.end..).unwrap_or_default();
    let is_alone = (before.is_empty() || before.ends_with(['\n', ' ', '\t']))
        && after
            .chars()
            .next()
            .is_none_or(|c| matches!(c, '\n' | '\r'));
    let extension = address.rsplit('.').next().unwrap_or_default();
    let is_image = ["jpg", "jpeg", "png", "gif", "webp", "svg", "avif", "bmp"];
    if is_alone
        && is_image
            .iter()
            .any(|image| extension.eq_ignore_ascii_case(image))
    {
        found.repairs.push(Repair {
            range: before.len()..link.start,
            with: "!".to_owned(),
        });
    }
}

/// Looks at the definitions of links. `[来源]: https://a.cn/` and `[注]: 今天开会。` are some, and on no page: where
/// no link has the label, and it is Chinese or a number, the line becomes text. Another label is reported.
pub(super) fn look_at_definitions(body: ParsedBody<'_>, found: &mut NearMisses) {
    if body.definitions.iter().next().is_none() {
        return;
    }
    let used: HashSet<String> = body
        .events
        .iter()
        .filter_map(|(event, _)| used_label(event))
        .collect();
    let mut labels: HashSet<String> = HashSet::new();
    for (label, definition) in body.definitions.iter() {
        let label = label.to_lowercase();
        if used.contains(&label) {
            continue;
        }
        let is_shown = label.contains(is_han) || label.chars().all(|c| c.is_ascii_digit());
        if is_shown || is_sentence(&definition.dest) {
            labels.insert(label);
        } else if !is_remark(&label, &definition.dest) {
            let range = first_line(body, &body.range(&definition.span));
            found
                .problems
                .push((range, Message::UnusedDefinition { label }));
        }
    }
    if labels.is_empty() {
        return;
    }
    let mut events = body
        .events
        .iter()
        .filter(|(event, _)| is_leaf(event))
        .peekable();
    let mut at = 0;
    for line in body.text.split_inclusive('\n') {
        let start = at + line.len() - line.trim_start_matches([' ', '>', '\t']).len();
        at += line.len();
        let label = body
            .text
            .get(start..at)
            .and_then(|line| line.strip_prefix('[')?.split_once("]:"));
        let is_swallowed = label.is_some_and(|(label, _)| labels.contains(&label.to_lowercase()));
        while events
            .next_if(|(_, range)| body.range(range).end <= start)
            .is_some()
        {}
        let is_text = events
            .peek()
            .is_some_and(|(_, range)| body.range(range).start <= start);
        if is_swallowed && !is_text {
            found.repairs.push(Repair {
                range: start..start,
                with: "\\".to_owned(),
            });
        }
    }
}

/// Whether a definition is written so as to be invisible: `[//]: # (…)`, `[comment]: <> (…)`.
fn is_remark(label: &str, destination: &str) -> bool {
    matches!(destination, "" | "#") || matches!(label, "//" | "comment" | "_")
}

/// Whether a destination is a sentence, and not an address or a path.
fn is_sentence(destination: &str) -> bool {
    let is_address = destination.contains(['/', '#', '@', '\\']) || destination.contains("://");
    let is_text = destination.contains(is_full_width_mark)
        || (destination.contains(is_han) && !destination.contains('.'));
    is_text && !is_address
}

/// The label of a link that has one.
fn used_label(event: &Event<'_>) -> Option<String> {
    match event {
        Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) => {
            let has_label = matches!(
                link_type,
                LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut
            );
            has_label.then(|| id.to_lowercase())
        }
        _ => None,
    }
}

fn is_leaf(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Text(_) | Event::Code(_) | Event::Html(_) | Event::InlineHtml(_)
    )
}
