//! Finds the block between the two lines `---`, limits its size, parses it, and explains the usual mistakes
//! of authors at their places.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::{
    Fields, Spanned, YamlError, YamlFault, parse_plain, parse_yaml, repeated_keys,
};

/// Largest front matter in bytes. YAML parsers take seconds for hostile nesting beyond it.
pub(crate) const MAX_BYTES: usize = 64 * 1024;
/// Deepest nesting of brackets, dashes or indentation.
pub(crate) const MAX_DEPTH: usize = 64;
/// Most references (`*name`) to values that have a name (`&name`): each is a copy of the value.
const MAX_REFERENCES: usize = 64;

/// Splits `text` into the fields of its front matter and the offset at which the body begins.
pub(crate) fn fields<'f>(
    file: &'f Arc<str>,
    text: &str,
) -> Result<(Fields<'f>, usize), Vec<Diagnostic>> {
    let at = |range: Range<usize>, message| vec![Diagnostic::at(Span::new(file, range), message)];
    let (yaml, body) = split(text).map_err(|(range, message)| at(range, message))?;
    let block = &text[yaml.clone()];
    // A block that the fast parser accepts has no mistake and no hostile nesting.
    if block.len() <= MAX_BYTES
        && let Some(entries) = parse_plain(block, yaml.start)
    {
        return Ok((Fields::new(file, entries), body));
    }
    check_limits(block).map_err(|(range, message)| at(shift(&range, yaml.start), message))?;
    let place = |(range, message): (Range<usize>, Message)| {
        Diagnostic::at(Span::new(file, shift(&range, yaml.start)), message)
    };
    let mistakes = common_mistakes(block);
    if !mistakes.is_empty() {
        return Err(mistakes.into_iter().map(place).collect());
    }
    match parse_yaml(block, yaml.start) {
        Ok(entries) => Ok((Fields::new(file, entries), body)),
        Err(error) => Err(syntax_errors(block, error).into_iter().map(place).collect()),
    }
}

/// The offset of the body in a text whose front matter has errors: the start of the text if it has none, the
/// end if the extent of the front matter is unknown.
pub(crate) fn body_start(text: &str) -> usize {
    match split(text) {
        Ok((_, body)) => body,
        Err((_, Message::NoFrontMatter {})) => 0,
        Err(_) => text.len(),
    }
}

fn shift(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// The range of the YAML and the offset of the body.
fn split(text: &str) -> Result<(Range<usize>, usize), (Range<usize>, Message)> {
    let start = text.len() - text.trim_start().len();
    let first = line_at(text, start);
    match text[first.clone()].trim_end() {
        "---" => {}
        "+++" => return Err((first, Message::TomlFrontMatter {})),
        _ => {
            return Err((
                first.start..first.end.max(first.start + 1),
                Message::NoFrontMatter {},
            ));
        }
    }
    let mut at = first.end + 1;
    while at < text.len() {
        let line = line_at(text, at);
        if matches!(text[line.clone()].trim_end(), "---" | "...") {
            return Ok((first.end + 1..at, (line.end + 1).min(text.len())));
        }
        at = line.end + 1;
    }
    Err((first, Message::UnclosedFrontMatter {}))
}

/// The range of the line that begins at `at`, without its end.
fn line_at(text: &str, at: usize) -> Range<usize> {
    let end = text[at..]
        .find('\n')
        .map_or(text.len(), |length| at + length);
    at..end
}

/// Rejects blocks for which a YAML parser would take seconds. One pass over the bytes.
fn check_limits(block: &str) -> Result<(), (Range<usize>, Message)> {
    if block.len() > MAX_BYTES {
        return Err((
            0..line_at(block, 0).end,
            Message::FrontMatterTooLarge {
                limit: (MAX_BYTES / 1024).to_string(),
            },
        ));
    }
    let too_deep = |at: usize| {
        Err((
            at..at + 1,
            Message::FrontMatterTooDeep {
                limit: MAX_DEPTH.to_string(),
            },
        ))
    };
    let (mut depth, mut dashes, mut indent, mut leading) = (0usize, 0usize, 0usize, true);
    for (at, byte) in block.bytes().enumerate() {
        match byte {
            b'\n' => (dashes, indent, leading) = (0, 0, true),
            b'[' | b'{' => (depth, leading) = (depth + 1, false),
            b']' | b'}' => (depth, leading) = (depth.saturating_sub(1), false),
            b'-' | b'?' | b':' if leading => dashes += 1,
            b' ' if leading => indent += 1,
            _ => leading = false,
        }
        if depth > MAX_DEPTH || dashes > MAX_DEPTH || indent > 4 * MAX_DEPTH {
            return too_deep(at);
        }
    }
    match references(block).nth(MAX_REFERENCES) {
        Some(range) if names_a_value(block) => {
            let limit = MAX_REFERENCES.to_string();
            Err((range, Message::FrontMatterReferences { limit }))
        }
        _ => Ok(()),
    }
}

/// Whether a value may have a name for references.
fn names_a_value(block: &str) -> bool {
    signs(block, b'&').next().is_some()
}

/// Everything that may be a reference to a value: an asterisk before a word.
fn references(block: &str) -> impl Iterator<Item = Range<usize>> {
    signs(block, b'*').map(|at| at..at + 1)
}

/// The places of a sign at the beginning of a value, before a character that is no blank.
fn signs(block: &str, sign: u8) -> impl Iterator<Item = usize> {
    let bytes = block.as_bytes();
    let begins = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        before.is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'[' | b'{' | b','))
    };
    let is_word = |at: usize| {
        let next = bytes.get(at + 1);
        next.is_some_and(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'*' | b'&'))
    };
    memchr::memchr_iter(sign, bytes).filter(move |&at| begins(at) && is_word(at))
}

/// Lines that are mistakes in any case: a full-width colon, a tab, a missing blank, a repeated key.
fn common_mistakes(block: &str) -> Vec<(Range<usize>, Message)> {
    let mut mistakes = Vec::new();
    let mut keys: HashSet<&str> = HashSet::new();
    // Lines inside a block text (`key: |`) or a quoted text are content, not keys.
    let mut literal = false;
    for line in lines(block) {
        let text = &block[line.clone()];
        if literal && (text.starts_with([' ', '\t']) || text.is_empty()) {
            continue;
        }
        literal = text.trim_end().ends_with(['|', '>'])
            || text.trim_end().ends_with("|-")
            || text.trim_end().ends_with(">-");
        if let Some(tab) = indent_tab(text) {
            mistakes.push((
                line.start + tab..line.start + tab + 1,
                Message::TabIndent {},
            ));
            continue;
        }
        let Some((key, rest)) = top_level_key(text) else {
            mistakes.extend(
                colon_mistake(text).map(|(range, message)| (shift(&range, line.start), message)),
            );
            continue;
        };
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
    if !key
        .bytes()
        .all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        || key.is_empty()
    {
        return None;
    }
    let key = key.to_owned();
    if line[at..].starts_with('：') {
        return Some((at..at + '：'.len_utf8(), Message::FullWidthColon { key }));
    }
    (!line[at + 1..].starts_with(['/', '\t']))
        .then_some((at..at + 1, Message::NoBlankAfterColon { key }))
}

/// A value that YAML reads as something else than the text it is meant to be.
fn value_mistake(key: &str, value: &str) -> Option<Message> {
    let value = value.trim_end();
    let key = key.to_owned();
    let closes = |open: char, close: char| {
        value.starts_with(open) && !without_comment(value).ends_with(close)
    };
    let sign = match value.chars().next()? {
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
        '"' | '\'' | '[' | '{' | '|' | '>' | '#' | '*' | '&' | '!' => return None,
        _ => {
            let plain = without_comment(value);
            let comment = value[plain.len()..].trim_start().strip_prefix('#');
            let is_text = matches!(key.as_str(), "title" | "summary" | "name");
            if is_text && comment.is_some_and(|comment| !comment.starts_with([' ', '#'])) {
                return Some(Message::CommentInValue { key });
            }
            return (plain.contains(": ") || plain.ends_with(':'))
                .then_some(Message::ColonInValue { key });
        }
    };
    Some(Message::SignInValue {
        key,
        sign: sign.to_string(),
    })
}

fn without_comment(value: &str) -> &str {
    value.find(" #").map_or(value, |at| &value[..at]).trim_end()
}

/// The parser's error at the line that it names, and every key that is repeated.
fn syntax_errors(block: &str, error: YamlError) -> Vec<(Range<usize>, Message)> {
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
    vec![match error.fault {
        YamlFault::Bracket(close) => {
            let close = close.to_owned();
            (mark, Message::UnclosedBracket { close })
        }
        YamlFault::Quote => (mark, Message::UnclosedQuote {}),
        YamlFault::Key => {
            let text = &block[line.clone()];
            match text.split_once('：').filter(|(key, _)| is_word(key)) {
                Some((key, _)) => {
                    let colon = line.start + key.len();
                    let key = key.to_owned();
                    let mark = colon..colon + '：'.len_utf8();
                    (mark, Message::FullWidthColon { key })
                }
                None => (line, Message::NotAKey {}),
            }
        }
        YamlFault::Other => {
            let reason = error.reason;
            (mark, Message::Yaml { reason })
        }
    }]
}

#[cfg(test)]
mod tests {
    use crate::testing::{LINEAR, assert_growth};
    use proptest::prelude::*;

    use super::*;

    fn codes(text: &str) -> Vec<(&'static str, String)> {
        let file: Arc<str> = Arc::from("a.md");
        match fields(&file, text) {
            Ok(_) => Vec::new(),
            Err(diagnostics) => diagnostics
                .iter()
                .map(|diagnostic| {
                    let span = diagnostic.span.as_ref().expect("placed");
                    (
                        diagnostic.message.code(),
                        text[span.start..span.end.min(text.len())].to_owned(),
                    )
                })
                .collect(),
        }
    }

    #[test]
    fn the_body_begins_after_the_second_line() {
        let file: Arc<str> = Arc::from("a.md");
        let text = "---\ntitle: 甲\n---\n正文\n";
        let (_, body) = fields(&file, text).expect("valid");
        assert_eq!(&text[body..], "正文\n");
    }

    #[test]
    fn common_mistakes_are_explained_at_their_place() {
        assert_eq!(
            codes("---\ntitle：甲\n---\n"),
            [("full-width-colon", "：".to_owned())]
        );
        assert_eq!(
            codes("---\ntitle:甲\n---\n"),
            [("no-blank-after-colon", ":".to_owned())]
        );
        assert_eq!(
            codes("---\ntitle: 甲: 乙\n---\n"),
            [("colon-in-value", "甲: 乙".to_owned())]
        );
        assert_eq!(
            codes("---\ntitle: [要闻]甲\n---\n"),
            [("sign-in-value", "[要闻]甲".to_owned())]
        );
        assert_eq!(
            codes("---\ntitle: @甲\n---\n"),
            [("sign-in-value", "@甲".to_owned())]
        );
        assert_eq!(
            codes("---\ntitle: **甲**\n---\n"),
            [("sign-in-value", "**甲**".to_owned())]
        );
        assert_eq!(
            codes("---\na:\n\t- 甲\n---\n"),
            [("tab-indent", "\t".to_owned())]
        );
        assert_eq!(
            codes("---\ntitle: 甲\ntitle: 乙\n---\n"),
            [("duplicate-key", "title".to_owned())]
        );
        assert_eq!(
            codes("+++\ntitle = 1\n+++\n"),
            [("toml-front-matter", "+++".to_owned())]
        );
        assert_eq!(codes("# 甲\n"), [("no-front-matter", "# 甲".to_owned())]);
        assert_eq!(
            codes("---\ntitle: 甲\n"),
            [("unclosed-front-matter", "---".to_owned())]
        );
        assert_eq!(codes(""), [("no-front-matter", String::new())]);
    }

    #[test]
    fn a_key_twice_is_refused_at_any_depth() {
        assert_eq!(codes("---\nextra:\n  a: 1\n  a: 2\n---\n").len(), 1);
        assert_eq!(
            codes("---\nextra: {b: {a: 1, a: 2}}\n---\n")[0].0,
            "duplicate-key"
        );
        let nested = "---\nextra:\n  色: 1\n  深:\n    色: 红\n    色: 绿\n---\n";
        let file: Arc<str> = Arc::from("a.md");
        let span = fields(&file, nested).expect_err("twice")[0].span.clone();
        assert_eq!(span.map(|span| span.start), nested.rfind('色'));
    }

    #[test]
    fn what_the_parser_refuses_is_marked_where_it_begins() {
        assert_eq!(
            codes("---\nregions: [凌云县\ndate: 2024\n---\n"),
            [("unclosed-bracket", "[凌云县".to_owned())]
        );
        assert_eq!(
            codes("---\ntitle: \"甲\ndate: 2024\n---\n"),
            [("unclosed-quote", "\"甲".to_owned())]
        );
        assert_eq!(
            codes("---\ntitle: 甲\n这一行\ndate: 2024\n---\n"),
            [("not-a-key", "这一行".to_owned())]
        );
        assert_eq!(
            codes("---\ntitle: 甲\n作者：乙\n---\n"),
            [("full-width-colon", "：".to_owned())]
        );
        assert_eq!(
            codes("---\n- 甲\n---\n"),
            [("not-a-key", "- 甲".to_owned())]
        );
    }

    #[test]
    fn several_mistakes_are_reported_at_once() {
        assert_eq!(codes("---\ntitle：甲\nsummary: 乙: 丙\n---\n").len(), 2);
    }

    #[test]
    fn what_writers_send_is_not_mistaken() {
        for yaml in [
            "title: \"甲: 乙\"",
            "title: 甲：乙",
            "date: 2024-01-02 08:00",
            "regions: [广西, 凌云县] # 两处",
            "summary: |\n  一: 二\n  三",
            "summary: >-\n  一\n\n  二: 三",
            "source: {name: 来宾日报, url: 'https://a.cn/x'}",
            "a: &x 1\nb: *x",
            "url: https://a.cn/",
            "# 注: 释\ntitle: 甲",
            "figures:\n  - name: 甲\n    value: 1\n  - name: 乙\n    value: 2",
        ] {
            assert_eq!(codes(&format!("---\n{yaml}\n---\n")), [], "{yaml}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn what_is_read_directly_has_no_mistake(
            block in "((title|a|b): ?|\n|- |  - |\\[|\\]|, |[:：#|>?{}\"\u{3000}\u{a0} -]| #|[村x1。]{1,3}){0,16}\n",
            value in "[\u{3000}\u{a0}:#\\[@|x村]{0,4}",
            blanks in prop_oneof![9 => 0..4_usize, 1 => 0..300_usize],
            brackets in prop_oneof![9 => 0..2_usize, 1 => 0..100_usize],
        ) {
            let item = format!("{}-{}x\n", " ".repeat(blanks / 2), " ".repeat(blanks));
            let text = format!("c: x{}\nd:\n{item}", "[".repeat(brackets));
            for block in [format!("{block}{text}"), block, text, format!("title: {value}\n")] {
                if parse_plain(&block, 0).is_some() {
                    prop_assert_eq!(check_limits(&block), Ok(()), "{}", block);
                    prop_assert_eq!(common_mistakes(&block), [], "{}", block);
                }
            }
        }
    }

    #[test]
    fn hostile_blocks_are_refused_at_once() {
        let flow = |size| format!("---\na: {}\n---\n", "[".repeat(size));
        let block = |size| format!("---\n{}a\n---\n", "- ".repeat(size));
        /// Each level is nine times as large as the one before.
        fn bomb(levels: usize) -> String {
            let line = |level: usize| {
                let before = match level {
                    0 => "x".to_owned(),
                    level => format!("*a{}", level - 1),
                };
                format!("a{level}: &a{level} [{}]\n", vec![before; 9].join(","))
            };
            format!("---\n{}---\n", (0..levels).map(line).collect::<String>())
        }
        /// Size, block of a size, and the code of its message.
        type HostileBlock<'b> = (usize, &'b dyn Fn(usize) -> String, &'b str);
        let blocks: [HostileBlock<'_>; 4] = [
            (100_000, &flow, "front-matter-too-large"),
            (60_000, &flow, "front-matter-too-deep"),
            (30_000, &block, "front-matter-too-deep"),
            (36, &bomb, "front-matter-references"),
        ];
        for (size, text, code) in blocks {
            let codes = assert_growth(LINEAR, size, text, |text| codes(text));
            assert_eq!(codes[0].0, code, "{size}");
        }
    }
}
