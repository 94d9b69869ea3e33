//! Brackets that are no link, picture or footnote: full-width ones, addresses with blanks, labels without
//! a definition, links of a wiki.

use std::collections::HashMap;
use std::ops::Range;

use super::inline_text::{BLANK, InlineText, TextPlace};
use super::{NearMisses, ParsedBody};
use crate::diagnostic::Message;
use crate::text::classes::is_han;

/// The longest text or destination of a link that is looked for, in bytes.
const MAX_BYTES: usize = 1000;

/// The deepest brackets inside of brackets.
const MAX_DEPTH: usize = 3;

/// Looks at the brackets of a text.
pub(super) fn look(text: &mut InlineText<'_>, body: ParsedBody<'_>, found: &mut NearMisses) {
    let mut from = 0;
    while let Some(at) = text
        .prose
        .get(from..)
        .and_then(|rest| rest.find(['[', '［', '【']))
    {
        let open = from + at;
        let Some(first) = Bracket::at(text, open) else {
            from = open + text.at(open).map_or(1, char::len_utf8);
            continue;
        };
        from = first.inside.start;
        let is_done = wiki_link(text, &first, found)
            || footnote(text, body, &first, found)
            || link(text, &first, found)
            || swapped_link(text, &first, found)
            || reference(text, &first, found);
        if is_done {
            from = open;
            text.take_out(open..first.inside.start);
        }
    }
}

/// A pair of brackets.
struct Bracket {
    open: char,
    close: char,
    /// The text between them.
    inside: Range<usize>,
    /// The end of the closing one.
    end: usize,
}

impl Bracket {
    /// The pair of which the first is at `at`, on one line.
    fn at(text: &InlineText<'_>, at: usize) -> Option<Self> {
        let open = text.at(at)?;
        let (opens, closes): (&[char], &[char]) = match open {
            '[' | '［' => (&['[', '［'], &[']', '］']),
            '【' => (&['【'], &['】']),
            '(' | '（' => (&['(', '（'], &[')', '）']),
            _ => return None,
        };
        let start = at + open.len_utf8();
        let mut depth = 0_usize;
        for (offset, c) in text.prose.get(start..)?.char_indices() {
            if c == '\n' || offset > MAX_BYTES || depth > MAX_DEPTH {
                return None;
            }
            if opens.contains(&c) {
                depth += 1;
            } else if closes.contains(&c) {
                if depth == 0 {
                    let inside = start..start + offset;
                    let end = inside.end + c.len_utf8();
                    return Some(Self {
                        open,
                        close: c,
                        inside,
                        end,
                    });
                }
                depth -= 1;
            }
        }
        None
    }

    fn is_wide(&self) -> bool {
        self.open.len_utf8() > 1 || self.close.len_utf8() > 1
    }

    /// What is typed between the brackets.
    fn typed<'t>(&self, text: &'t InlineText<'_>) -> &'t str {
        text.source.get(self.inside.clone()).unwrap_or_default()
    }

    /// The same, without what is no text.
    fn prose<'t>(&self, text: &'t InlineText<'_>) -> &'t str {
        text.prose.get(self.inside.clone()).unwrap_or_default()
    }
}

/// `[[好文章]]`, `![[图.png]]`.
fn wiki_link(text: &mut InlineText<'_>, first: &Bracket, found: &mut NearMisses) -> bool {
    if first.open != '[' {
        return false;
    }
    let Some(inner) = Bracket::at(text, first.inside.start).filter(|inner| inner.open == '[')
    else {
        return false;
    };
    let name = inner.typed(text);
    let is_whole = inner.end == first.inside.end;
    let is_name = !name.starts_with(' ')
        && !name.contains(['[', ']', '"'])
        && name.chars().any(char::is_alphabetic);
    let is_contents = matches!(name.to_ascii_lowercase().as_str(), "toc" | "_toc_" | "目录");
    if !is_whole || !is_name || is_contents {
        return false;
    }
    let open = first.inside.start - 1;
    let is_image = text.before(open) == Some('!');
    let (target, label) = name.split_once('|').unwrap_or((name, name));
    let written = format!("{}[[{name}]]", if is_image { "!" } else { "" });
    let instead = if is_image {
        let label = target.rsplit_once('.').map_or(target, |(stem, _)| stem);
        format!("![{label}]({target})")
    } else {
        let file = target.split('#').next().unwrap_or_default();
        let ending = if has_extension(file) { "" } else { ".md" };
        format!("[{label}]({file}{ending})")
    };
    let part = open - usize::from(is_image)..first.end;
    found.report(text, part, Message::WikiLink { written, instead });
    true
}

/// `[^缺]`, `［^1］`, `[^1]：`, `^[注]`.
fn footnote(
    text: &mut InlineText<'_>,
    body: ParsedBody<'_>,
    first: &Bracket,
    found: &mut NearMisses,
) -> bool {
    let open = first.inside.start - first.open.len_utf8();
    let inside = first.typed(text);
    let label = inside
        .strip_prefix(['^', '＾'])
        .map(str::trim)
        .unwrap_or_default();
    if text.before(open) == Some('^') && first.open == '[' && inside.contains(is_han) {
        found.report(text, open - 1..first.end, Message::InlineNote {});
        return true;
    }
    let has_blank = label.contains(char::is_whitespace);
    if !label.chars().any(char::is_alphanumeric) || label.contains(BLANK) {
        return false;
    }
    let is_typed_well = !first.is_wide() && inside.strip_prefix('^') == Some(label) && !has_blank;
    let typed = label.to_owned();
    let label = if has_blank {
        plain_label(&typed)
    } else {
        typed.clone()
    };
    let is_block = !matches!(text.place, TextPlace::Cell | TextPlace::Heading);
    let begins_line = is_block && text.lines.binary_search(&open).is_ok();
    let after = text.prose.get(first.end..).unwrap_or_default();
    if begins_line && after.starts_with(['：', ':']) {
        let colon = after.chars().next().map_or(0, char::len_utf8);
        let part = open..first.end + colon;
        // A definition cannot interrupt a paragraph.
        let begins = if open == 0 { "" } else { "\n" };
        found.repair(text, part.clone(), format!("{begins}[^{label}]: "));
        text.take_out(part);
        return true;
    }
    let defined = found.defined_label(body, &label);
    if let Some(defined) = defined.filter(|defined| !is_typed_well || *defined != label) {
        found.repair(text, open..first.end, format!("[^{defined}]"));
        text.take_out(open..first.end);
        return true;
    }
    if has_blank && !typed.contains(is_han) {
        return false;
    }
    found.report(text, open..first.end, Message::UndefinedFootnote { label });
    true
}

/// A label without blanks, in ASCII where it can be, and without `^` at its end.
fn plain_label(label: &str) -> String {
    let plain = label
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            c => c,
        });
    let plain: String = plain.collect();
    plain.trim_end_matches('^').to_owned()
}

/// How a label is compared with those of other footnotes.
pub(super) fn label_key(label: &str) -> String {
    plain_label(label).to_lowercase()
}

/// The labels of the footnotes that are defined, also of those with full-width signs, each with its key.
pub(super) fn defined_labels(body: &str) -> HashMap<String, String> {
    let mut labels = HashMap::new();
    for caret in memchr::memchr_iter(b'^', body.as_bytes()) {
        let (before, after) = (body.get(..caret), body.get(caret + 1..));
        let is_open = before.is_some_and(|before| before.ends_with(['[', '［']));
        let label = after.and_then(|after| after.split([']', '］', '\n', '[']).next());
        if let (true, Some(label)) = (is_open, label) {
            let rest = after
                .unwrap_or_default()
                .get(label.len()..)
                .unwrap_or_default();
            let mut rest = rest.chars();
            if matches!(rest.next(), Some(']' | '］')) && matches!(rest.next(), Some(':' | '：'))
            {
                let label = label.trim();
                let written = if label.contains(char::is_whitespace) {
                    plain_label(label)
                } else {
                    label.to_owned()
                };
                labels.entry(label_key(label)).or_insert(written);
            }
        }
    }
    labels
}

/// What stands between the round brackets of a link.
struct TypedTarget {
    address: String,
    /// With its quotation marks in ASCII, after a blank.
    title: String,
}

impl TypedTarget {
    fn of(typed: &str) -> Self {
        let typed = typed.trim();
        let quoted = |open: char, close: char| {
            let rest = typed.strip_suffix(close)?;
            let at = rest.rfind(open)?;
            let (address, title) = (rest[..at].trim_end(), &rest[at + open.len_utf8()..]);
            let is_apart = rest[..at].len() > address.len();
            (is_apart && !title.contains('"')).then(|| Self {
                address: address.to_owned(),
                title: format!(" \"{title}\""),
            })
        };
        let pairs = [('"', '"'), ('“', '”'), ('”', '”'), ('＂', '＂')];
        let title = pairs.iter().find_map(|&(open, close)| quoted(open, close));
        title.unwrap_or_else(|| Self {
            address: typed.to_owned(),
            title: String::new(),
        })
    }

    fn is_url(&self) -> bool {
        begins_as_url(&self.address)
    }

    /// Whether it is clearly the path of a file.
    fn is_file(&self) -> bool {
        let is_sentence = |c: char| "，。！？；：“”、\"<>\n".contains(c) || c == BLANK;
        !self.is_url() && has_extension(&self.address) && !self.address.contains(is_sentence)
    }

    /// As Markdown has it.
    fn written(&self) -> String {
        format!("(<{}>{})", self.address, self.title)
    }
}

fn begins_as_url(text: &str) -> bool {
    ["http://", "https://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| {
            let start = text.get(..scheme.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        })
}

/// Whether a path ends in an extension of letters and digits. A number with a fraction does not.
fn has_extension(path: &str) -> bool {
    let path = path.split(['#', '?']).next().unwrap_or_default();
    path.rsplit_once('.').is_some_and(|(stem, extension)| {
        let is_short = (2..=7).contains(&extension.len());
        let has_letter = extension.contains(|c: char| c.is_ascii_lowercase())
            || extension.chars().all(|c| c.is_ascii_uppercase());
        is_short
            && has_letter
            && extension.chars().all(|c| c.is_ascii_alphanumeric())
            && !stem.is_empty()
    })
}

/// `[字]（址）`, `［字］（址）`, `【字】(址)`, `！[图](图.jpg)`, and `[字](址)` with a blank in the address.
fn link(text: &mut InlineText<'_>, first: &Bracket, found: &mut NearMisses) -> bool {
    let open = first.inside.start - first.open.len_utf8();
    let next = text.at(first.end);
    if next == Some(' ') {
        return separate_link(text, first, found);
    }
    let Some(second) =
        Bracket::at(text, first.end).filter(|second| matches!(second.open, '(' | '（'))
    else {
        return false;
    };
    let target = TypedTarget::of(second.typed(text));
    let label = first.prose(text);
    let is_number = !label.is_empty() && label.chars().all(|c| c.is_ascii_digit() || c == BLANK);
    let mark = text
        .before(open)
        .filter(|&mark| mark == '!' || (mark == '！' && begins_with_mark(text, open)));
    let is_wide = first.is_wide() || second.is_wide() || mark == Some('！');
    // 【 】 with full-width round brackets is how Chinese text sets off a source.
    let is_prose = first.open == '【' && second.open == '（';
    let has_blank = target.address.contains([' ', '\u{3000}', '\u{a0}', '\t']);
    if is_prose || is_number {
        return false;
    }
    if let Some((label, note)) = first.typed(text).split_once("[^")
        && (target.is_file() || target.is_url())
        && !label.is_empty()
    {
        let instead = format!("[{label}]({})[^{note}", target.address);
        found.report(text, open..second.end, Message::LinkForm { instead });
        return true;
    }
    if target.is_file() || (target.is_url() && !has_blank && (is_wide || !target.title.is_empty()))
    {
        let start = open - mark.map_or(0, char::len_utf8);
        let opening = if mark.is_some() { "![" } else { "[" };
        found.repair(text, start..first.inside.start, opening);
        found.repair(
            text,
            first.inside.end..second.end,
            format!("]{}", target.written()),
        );
        text.take_out(start..first.inside.start);
        text.take_out(first.inside.end..second.end);
        return true;
    }
    let is_meant = target.is_url() || (mark.is_some() && !is_wide);
    if has_blank && is_meant {
        let part = second.inside.clone();
        let address = target.address;
        found.report(text, part, Message::BlankInAddress { address });
        text.take_out(open..second.end);
        return true;
    }
    false
}

/// Whether a full-width exclamation mark before `open` is the first of its line.
fn begins_with_mark(text: &InlineText<'_>, open: usize) -> bool {
    text.lines.binary_search(&(open - '！'.len_utf8())).is_ok()
}

/// `[字] (https://…)`.
fn separate_link(text: &mut InlineText<'_>, first: &Bracket, found: &mut NearMisses) -> bool {
    let open = first.inside.start - first.open.len_utf8();
    let Some(second) = Bracket::at(text, first.end + 1).filter(|second| second.open == '(') else {
        return false;
    };
    let target = TypedTarget::of(second.typed(text));
    let label = first.typed(text);
    if first.open != '[' || !target.is_url() || !label.contains(is_han) {
        return false;
    }
    let instead = format!("[{label}]({})", target.address);
    found.report(text, open..second.end, Message::LinkForm { instead });
    true
}

/// `(字)[https://…]`.
fn swapped_link(text: &mut InlineText<'_>, first: &Bracket, found: &mut NearMisses) -> bool {
    let open = first.inside.start - first.open.len_utf8();
    let address = first.typed(text).trim();
    let (Some(close), true) = (text.before(open), begins_as_url(address)) else {
        return false;
    };
    let wanted = match close {
        ')' => '(',
        '）' => '（',
        _ => return false,
    };
    let before = text
        .prose
        .get(..open - close.len_utf8())
        .unwrap_or_default();
    let near = before.floor_char_boundary(before.len().saturating_sub(MAX_BYTES));
    let found_at = before[near..].rfind(wanted).map(|at| near + at);
    let Some(start) = found_at.filter(|&start| !before[start..].contains('\n')) else {
        return false;
    };
    let label = text
        .source
        .get(start + wanted.len_utf8()..before.len())
        .unwrap_or_default();
    let instead = format!("[{label}]({address})");
    found.report(text, start..first.end, Message::LinkForm { instead });
    true
}

/// `[文][没有定义]`.
fn reference(text: &mut InlineText<'_>, first: &Bracket, found: &mut NearMisses) -> bool {
    let open = first.inside.start - 1;
    let Some(second) = Bracket::at(text, first.end).filter(|second| second.open == '[') else {
        return false;
    };
    let is_number = |bracket: &Bracket| {
        bracket
            .typed(text)
            .chars()
            .all(|c| c.is_ascii_digit() || "-,–".contains(c))
    };
    let label = second.typed(text);
    let name = if label.is_empty() {
        first.typed(text)
    } else {
        label
    };
    let continues = text
        .before(open)
        .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, ']' | ')' | '_'))
        || text
            .at(second.end)
            .is_some_and(|c| c.is_ascii_alphanumeric() || c == '[');
    let is_empty = first.prose(text).trim().is_empty() || name.trim().is_empty();
    if first.is_wide() || second.is_wide() || is_number(first) || continues || is_empty {
        return false;
    }
    if !name.chars().any(char::is_alphanumeric) || name.starts_with('^') {
        return false;
    }
    let label = name.to_owned();
    found.report(
        text,
        open..second.end,
        Message::UndefinedReference { label },
    );
    true
}
