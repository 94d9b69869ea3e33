//! The usual mistakes of authors in front matter, each explained at its place.

use std::collections::HashSet;
use std::ops::Range;

use super::fence::line_at;
use super::shift;
use crate::diagnostic::Message;
use crate::fields::{Spanned, YamlError, YamlFault, repeated_keys};
use crate::text::classes::is_han;

/// Keys inside of maps, for which a full-width colon is looked for.
const INNER_KEYS: &[&str] = &[
    "name", "url", "src", "alt", "caption", "value", "unit", "region", "as_of",
];

/// The longest key in Chinese that is looked for, in characters.
const MAX_KEY: usize = 6;

/// Lines that are mistakes in any case: a full-width colon, a tab, a missing blank, a repeated key, a value
/// that YAML would cut off.
pub(super) fn common_mistakes(block: &str) -> Vec<(Range<usize>, Message)> {
    let mut mistakes = Vec::new();
    let mut keys: HashSet<&str> = HashSet::new();
    // Lines inside a block text (`key: |`) or a quoted text are content, not keys. The indentation of the
    // line that begins the text.
    let mut literal: Option<usize> = None;
    let mut current = "";
    for line in lines(block) {
        let text = &block[line.clone()];
        let indent = text.len() - text.trim_start_matches([' ', '\t']).len();
        if literal.is_some_and(|outer| indent > outer || text.is_empty()) {
            continue;
        }
        let end = text.trim_end();
        let is_literal = ["|", ">", "|-", ">-"]
            .iter()
            .any(|sign| end.ends_with(sign));
        literal = is_literal.then_some(indent);
        if let Some(tab) = indent_tab(text) {
            mistakes.push((
                line.start + tab..line.start + tab + 1,
                Message::TabIndent {},
            ));
            continue;
        }
        let Some((key, rest)) = top_level_key(text) else {
            let mistake = colon_mistake(text).or_else(|| inner_mistake(current, text));
            mistakes.extend(mistake.map(|(range, message)| (shift(&range, line.start), message)));
            continue;
        };
        current = key;
        let range = line.start..line.start + key.len();
        if !keys.insert(key) {
            mistakes.push((
                range,
                Message::DuplicateKey {
                    key: key.to_owned(),
                },
            ));
        } else {
            mistakes.extend(
                value_mistake(key, rest).map(|message| (line.end - rest.len()..line.end, message)),
            );
        }
    }
    mistakes
}

fn lines(block: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let line = (at < block.len()).then(|| line_at(block, at))?;
        at = line.end + 1;
        Some(line)
    })
}

fn indent_tab(line: &str) -> Option<usize> {
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    line[..indent].find('\t').filter(|_| indent < line.len())
}

/// `key` and what follows its colon, for a line that is not indented.
fn top_level_key(line: &str) -> Option<(&str, &str)> {
    if line.starts_with([' ', '#', '-', '"', '\'', '[', '{', ']', '}']) {
        return None;
    }
    let colon = line
        .find(": ")
        .or_else(|| line.strip_suffix(':').map(str::len))?;
    let key = line[..colon].trim_end();
    (is_word(key)).then(|| (key, line[colon + 1..].trim_start()))
}

fn is_word(key: &str) -> bool {
    !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || c == '_' || c == '-' || c == '.')
}

/// `title：x` and `title:x`.
fn colon_mistake(line: &str) -> Option<(Range<usize>, Message)> {
    let at = line.find(['：', ':'])?;
    let key = &line[..at];
    let is_plain = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let is_chinese = || is_word(key) && key.chars().all(is_han) && key.chars().count() <= MAX_KEY;
    if key.is_empty() || !(key.bytes().all(is_plain) || is_chinese()) {
        return None;
    }
    let key = key.to_owned();
    if line[at..].starts_with('：') {
        return Some((at..at + '：'.len_utf8(), Message::FullWidthColon { key }));
    }
    (!line[at + 1..].starts_with(['/', '\t']))
        .then_some((at..at + 1, Message::NoBlankAfterColon { key }))
}

/// A mistake in an item of a list, or in an entry of a map inside of the value of `key`.
fn inner_mistake(key: &str, line: &str) -> Option<(Range<usize>, Message)> {
    let mut value = line.trim_start_matches(' ');
    let is_inside = value.len() < line.len() || value.starts_with("- ");
    if !is_inside || value.starts_with('#') || key.is_empty() {
        return None;
    }
    while let Some(item) = value.strip_prefix("- ") {
        value = item.trim_start_matches(' ');
    }
    let at = line.len() - value.len();
    if let Some((inner, _)) = value
        .split_once('：')
        .filter(|(it, _)| INNER_KEYS.contains(it))
    {
        let colon = at + inner.len();
        let key = inner.to_owned();
        let range = colon..colon + '：'.len_utf8();
        return Some((range, Message::FullWidthColon { key }));
    }
    let is_item = line.trim_start_matches(' ').starts_with("- ");
    let name = top_level_key(value).map(|(name, rest)| {
        value = rest;
        name
    });
    // A line that only goes on with a text has no beginning that could be misread.
    let is_value = is_item || name.is_some();
    let message = match (is_value, value_mistake(name.unwrap_or(key), value)?) {
        // An item with a colon is a map, which is refused where a text is expected.
        (_, Message::ColonInValue { .. }) | (false, Message::SignInValue { .. }) => return None,
        (_, message) => message,
    };
    Some((line.len() - value.len()..line.len(), message))
}

/// A value that YAML reads as something else than the text it is meant to be.
fn value_mistake(key: &str, value: &str) -> Option<Message> {
    let value = value.trim_end();
    let named = || key.to_owned();
    let plain = without_comment(value);
    let closes = |open: char, close: char| value.starts_with(open) && !plain.ends_with(close);
    let sign = match value.chars().next()? {
        '[' | '{' if !plain.contains([']', '}']) && value.contains([']', '}']) => {
            return Some(Message::CommentInValue { key: named() });
        }
        '[' if closes('[', ']') && value.contains(']') => '[',
        '{' if closes('{', '}') && value.contains('}') => '{',
        sign @ ('@' | '`' | '%') => sign,
        sign @ ('*' | '&' | '!')
            if value
                .chars()
                .nth(1)
                .is_some_and(|next| !next.is_ascii_alphanumeric()) =>
        {
            sign
        }
        quote @ ('"' | '\'') => {
            let is_curly = value.ends_with(['”', '’', '＂']) && !value[1..].contains(quote);
            return is_curly.then(|| Message::CurlyQuote { key: named() });
        }
        '#' => {
            return is_text_behind(&value[1..]).then(|| Message::CommentInValue { key: named() });
        }
        '[' | '{' | '|' | '>' | '*' | '&' | '!' => return None,
        '｛' if plain.contains(": ") => {
            let (sign, plain) = ("｛".to_owned(), "{".to_owned());
            return Some(Message::FullWidthSign { sign, plain });
        }
        first => {
            let comment = value[plain.len()..].trim_start().strip_prefix('#');
            if comment.is_some_and(is_text_behind) && may_go_on(key, plain) {
                return Some(Message::CommentInValue { key: named() });
            }
            let has_colon = plain.contains(": ") || plain.ends_with(':');
            return has_colon.then(|| match first {
                '“' | '”' | '‘' | '’' => Message::CurlyQuote { key: named() },
                _ => Message::ColonInValue { key: named() },
            });
        }
    };
    Some(Message::SignInValue {
        key: named(),
        sign: sign.to_string(),
    })
}

/// Whether what stands behind `#` is meant as text: a comment has a blank there.
fn is_text_behind(comment: &str) -> bool {
    !comment.is_empty() && !comment.starts_with([' ', '#'])
}

/// Whether ` #` may be part of a value: not behind a flag, a date or a number, which are complete.
fn may_go_on(key: &str, plain: &str) -> bool {
    let is_complete = plain.starts_with(|c: char| c.is_ascii_digit())
        || matches!(plain, "true" | "false" | "yes" | "no" | "null" | "~");
    matches!(key, "title" | "summary" | "name") || !is_complete
}

fn without_comment(value: &str) -> &str {
    value.find(" #").map_or(value, |at| &value[..at]).trim_end()
}

/// The parser's error at the line that it names, and every key that is repeated.
pub(super) fn syntax_errors(block: &str, error: YamlError) -> Vec<(Range<usize>, Message)> {
    let mut at = error.at.unwrap_or(0).min(block.len());
    while !block.is_char_boundary(at) {
        at -= 1;
    }
    let start = block[..at].rfind('\n').map_or(0, |at| at + 1);
    let line = line_at(block, start);
    let mark = if at < line.end {
        at..line.end
    } else {
        line.start..line.end.max(line.start + 1)
    };
    // `extra.b: duplicate entry with key "a"`
    if let Some((_, key)) = error.reason.split_once("duplicate entry with key ") {
        let repeated = repeated_keys(block).into_iter();
        let repeated =
            repeated.map(|Spanned { value: key, range }| (range, Message::DuplicateKey { key }));
        let mut repeated: Vec<_> = repeated.collect();
        if repeated.is_empty() {
            let key = key.trim_matches('"').to_owned();
            repeated.push((mark, Message::DuplicateKey { key }));
        }
        return repeated;
    }
    // The mark of an empty last line is behind the text.
    let text = block.get(mark.clone()).unwrap_or_default();
    vec![match error.fault {
        YamlFault::Bracket(close) => match full_width_sign(text, close) {
            Some((at, sign, plain)) => {
                let at = mark.start + at;
                let (range, sign) = (at..at + sign.len(), sign.to_owned());
                let plain = plain.to_owned();
                (range, Message::FullWidthSign { sign, plain })
            }
            None => {
                let close = close.to_owned();
                (mark, Message::UnclosedBracket { close })
            }
        },
        YamlFault::Quote if text.contains(['”', '’', '＂']) => {
            let line = &block[line.clone()];
            let key = top_level_key(line).map_or("…", |(key, _)| key).to_owned();
            (mark, Message::CurlyQuote { key })
        }
        YamlFault::Quote => (mark, Message::UnclosedQuote {}),
        YamlFault::Key => {
            let text = &block[line.clone()];
            match text.split_once(['：', ':']).filter(|(key, _)| is_word(key)) {
                Some((key, rest)) => {
                    let colon = line.start + key.len();
                    let key = key.to_owned();
                    let mark = colon..line.end - rest.len();
                    let is_wide = mark.len() > 1;
                    match is_wide {
                        true => (mark, Message::FullWidthColon { key }),
                        false => (mark, Message::NoBlankAfterColon { key }),
                    }
                }
                None => (line, Message::NotAKey {}),
            }
        }
        YamlFault::Other => other_fault(block, line, mark, error.reason),
    }]
}

/// What the parser stopped at, as far as its words or the line tell.
fn other_fault(
    block: &str,
    line: Range<usize>,
    mark: Range<usize>,
    original: String,
) -> (Range<usize>, Message) {
    let has = |part: &str| original.contains(part);
    if has("escape") || has("hexadecimal") {
        let start = block[line.clone()]
            .find('\\')
            .map_or(mark.start, |at| line.start + at);
        return (start..start + 1, Message::YamlBackslash { original });
    }
    if let Some(range) = after_quoted(&block[line.clone()]) {
        let text = block[shift(&range, line.start)].trim().to_owned();
        let range = shift(&range, line.start);
        return (range, Message::YamlAfterQuote { text, original });
    }
    let is_indented = block[line.clone()].starts_with(' ');
    if is_indented && (has("did not find expected key") || has("mapping values")) {
        return (mark, Message::YamlIndent { original });
    }
    if has("unknown anchor") || has("tag handle") || has("undefined tag") {
        return (mark, Message::YamlSign { original });
    }
    (mark, Message::Yaml { original })
}

/// What follows a value in quotation marks on its line.
fn after_quoted(line: &str) -> Option<Range<usize>> {
    let (_, value) = top_level_key(line)?;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let start = line.len() - value.len();
    let mut chars = value.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote == '"' {
            chars.next();
        } else if c == quote {
            let rest = &value[at + 1..];
            let lead = rest.len() - rest.trim_start().len();
            let text = rest.trim();
            let begin = start + at + 1 + lead;
            return (!text.is_empty() && !text.starts_with('#')).then(|| begin..begin + text.len());
        }
    }
    None
}

/// The full-width sign in the rest of a line for which a list or map does not end, and the sign to write.
fn full_width_sign<'t>(text: &'t str, close: &'t str) -> Option<(usize, &'t str, &'t str)> {
    let find = |signs: &[char], plain| {
        let at = text.find(signs)?;
        let len = text[at..].chars().next()?.len_utf8();
        Some((at, &text[at..at + len], plain))
    };
    if text.contains(close) {
        return find(&['，'], ",").or_else(|| find(&['：'], ":"));
    }
    find(&['］', '】', '〕', '｝'], close)
}
