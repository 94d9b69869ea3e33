//! Finds the two lines `---` around front matter, also where they are typed otherwise.

use std::ops::Range;

use crate::diagnostic::Message;

/// The range of the YAML and the offset of the body.
pub(super) fn split(text: &str) -> Result<(Range<usize>, usize), (Range<usize>, Message)> {
    let is_blank = |c: char| c.is_whitespace() || is_unseen(c);
    let start = text.len() - text.trim_start_matches(is_blank).len();
    let first = line_at(text, start);
    let opening = text[first.clone()].trim_end();
    if opening != "---" && !(is_dashes(opening) && is_entry_behind(text, &first)) {
        return Err(no_opening(text, first));
    }
    let mut at = first.end + 1;
    // Whether the lines before this one are the text of a value, whatever is in them. All of the front matter
    // may be indented.
    let mut is_text = false;
    let outer = text
        .get(at..)
        .map_or(0, |rest| indent(rest.trim_start_matches('\n')));
    while at < text.len() {
        let line = line_at(text, at);
        let written = text[line.clone()].trim_end();
        if matches!(written, "---" | "...") || is_closing(written, is_text) {
            return Ok((first.end + 1..at, (line.end + 1).min(text.len())));
        }
        if let Some(behind) = written.strip_prefix("---").filter(|it| is_more(it)) {
            let range = line.start + written.len() - behind.len()..line.start + written.len();
            return Err((
                range,
                Message::TextBehindFence {
                    text: behind.trim().to_owned(),
                },
            ));
        }
        if !written.is_empty() {
            is_text = indent(written) > outer || written.ends_with(['|', '>']);
        }
        at = line.end + 1;
    }
    Err((
        end_of_keys(text, &first).unwrap_or(first),
        Message::UnclosedFrontMatter {},
    ))
}

/// The first line behind the opening one that cannot be one of front matter: most likely the body begins there.
fn end_of_keys(text: &str, first: &Range<usize>) -> Option<Range<usize>> {
    let mut at = first.end + 1;
    while at < text.len() {
        let line = line_at(text, at);
        let written = text[line.clone()].trim_end();
        let is_part =
            written.is_empty() || written.starts_with([' ', '\t', '#', '-', '[', ']', '}']);
        if !is_part && !is_entry(written) {
            return Some(line.start..line.start + written.len());
        }
        at = line.end + 1;
    }
    None
}

/// The blanks before a line.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Why a text does not begin with front matter. `first` is its first line that is not blank.
fn no_opening(text: &str, first: Range<usize>) -> (Range<usize>, Message) {
    let written = text[first.clone()].trim_end();
    let range = first.start..(first.start + written.len()).max(first.start + 1);
    if written == "+++" {
        return (range, Message::TomlFrontMatter {});
    }
    let is_fence = written.starts_with("```") || written.starts_with("~~~");
    let is_sign = written.starts_with("---") || is_fence || is_line_of_signs(written);
    if is_sign && is_entry_behind(text, &first) {
        let text = written.to_owned();
        return (range, Message::BadFence { text });
    }
    if is_entry(written) {
        return (range, Message::MissingFence {});
    }
    if let Some(line) = later_opening(text, &first) {
        let message = if is_fence {
            Message::FencedFile {}
        } else {
            Message::FrontMatterNotFirst {}
        };
        return (if is_fence { range } else { line }, message);
    }
    (range, Message::NoFrontMatter {})
}

/// Whether a line is of signs alone that are drawn as a line.
fn is_line_of_signs(line: &str) -> bool {
    line.len() >= 2
        && line
            .bytes()
            .all(|byte| matches!(byte, b'*' | b'_' | b'=' | b'~' | b'#' | b'+'))
}

/// How many lines may stand before front matter that is not at the beginning.
const LINES_BEFORE: usize = 20;

/// The line that opens front matter further below.
fn later_opening(text: &str, first: &Range<usize>) -> Option<Range<usize>> {
    let mut at = first.end + 1;
    for _ in 0..LINES_BEFORE {
        let line = (at < text.len()).then(|| line_at(text, at))?;
        let written = text[line.clone()].trim();
        if is_dashes(written) && is_front_matter(text.get(line.end + 1..)?) {
            return Some(line.start..line.start + text[line.clone()].trim_end().len());
        }
        at = line.end + 1;
    }
    None
}

/// Whether a text begins with lines of keys of documents that a line of dashes ends.
fn is_front_matter(text: &str) -> bool {
    let mut is_known = false;
    for line in text.lines().take(LINES_BEFORE) {
        let written = line.trim();
        if is_dashes(written) {
            return is_known;
        }
        let is_inner = line.starts_with([' ', '-']) || written.is_empty();
        if !is_inner && !is_entry(written) {
            return false;
        }
        let key = written.split([':', '：']).next().unwrap_or_default();
        is_known |= matches!(
            key,
            "title"
                | "date"
                | "name"
                | "column"
                | "summary"
                | "author"
                | "regions"
                | "标题"
                | "日期"
        );
    }
    false
}

/// The line that opens a second block of front matter at the beginning of a body.
pub(super) fn second_opening(text: &str, body: usize) -> Option<Range<usize>> {
    let rest = text.get(body..)?;
    let start = body + (rest.len() - rest.trim_start().len());
    if !text[start..].starts_with("--") && !text[start..].starts_with('—') {
        return None;
    }
    let line = line_at(text, start);
    let is_second =
        is_dashes(text[line.clone()].trim()) && is_front_matter(text.get(line.end + 1..)?);
    is_second.then(|| line.start..line.start + text[line].trim_end().len())
}

/// Whether a line is of dashes alone, of any kind and number, which nobody means as something else where
/// `---` belongs.
fn is_dashes(line: &str) -> bool {
    let is_dash = |c: char| {
        matches!(
            c,
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '－' | '﹣' | '﹘'
        )
    };
    let mut dashes = 0;
    line.chars().all(|c| {
        dashes += usize::from(is_dash(c));
        is_dash(c) || is_unseen(c)
    }) && dashes >= 2
}

/// Whether a line ends the front matter though it is not `---`. An indented one does unless it may be part of
/// a text.
fn is_closing(line: &str, is_text: bool) -> bool {
    // The first bytes of a dash and of a blank: no other line is looked at more closely.
    let may_be = |byte: &u8| matches!(byte, b'-' | b' ' | 0xE2 | 0xE3 | 0xEF);
    if !line.as_bytes().first().is_some_and(may_be) {
        return false;
    }
    let inner = line.trim_start_matches([' ', '\u{3000}']);
    is_dashes(inner) && (inner.len() == line.len() || !is_text && inner.len() >= 3)
}

/// Whether what follows `---` on its line is more than a longer dash. A row of a table is none.
fn is_more(behind: &str) -> bool {
    !behind.is_empty() && !behind.contains('|') && !behind.starts_with('-')
}

/// Whether the next line that is not blank begins with a key.
fn is_entry_behind(text: &str, line: &Range<usize>) -> bool {
    let behind = text.get(line.end..).unwrap_or_default();
    behind
        .lines()
        .find(|line| !line.trim().is_empty())
        .is_some_and(is_entry)
}

/// Whether a line is a key with a colon and perhaps a value.
fn is_entry(line: &str) -> bool {
    let line = line.trim_start_matches(is_unseen);
    let Some(colon) = line.find([':', '：']) else {
        return false;
    };
    let (key, rest) = line.split_at(colon);
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let is_short = key.chars().count() <= 24;
    // `https://` is no key.
    is_short && !key.is_empty() && key.chars().all(is_name) && !rest.starts_with("://")
}

/// Whether a character is never drawn.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// The range of the line that begins at `at`, without its end.
pub(super) fn line_at(text: &str, at: usize) -> Range<usize> {
    let end = text[at..]
        .find('\n')
        .map_or(text.len(), |length| at + length);
    at..end
}
