//! What is wrong with the syntax of a template: the tag that does not end, named where it begins.
//!
//! The engine stops where it cannot go on, which may be far behind the mistake: an `if` without `endif` is an
//! unknown tag `endblock` to it. This module reads the tags alone, and knows which of them belong together.

use std::ops::Range;

use crate::diagnostic::Message;
use crate::text::similar::nearest;

/// A fault at bytes of the template, with names that were probably meant.
pub(super) struct SyntaxFault {
    pub(super) range: Range<usize>,
    pub(super) message: Message,
    pub(super) nearest: Vec<String>,
}

/// Tags with content, and the tags that end them.
const BLOCKS: &[(&str, &str)] = &[
    ("if", "endif"),
    ("for", "endfor"),
    ("block", "endblock"),
    ("set", "endset"),
    ("set_global", "endset_global"),
    ("filter", "endfilter"),
    ("component", "endcomponent"),
    ("raw", "endraw"),
];

/// Tags without content.
const PLAIN: &[&str] = &["extends", "include", "else", "elif", "break", "continue"];

/// Tags of other template languages, and what they are here.
const FOREIGN: &[(&str, &str)] = &[
    ("elseif", "elif"),
    ("elsif", "elif"),
    ("elif_", "elif"),
    ("macro", "component"),
    ("endmacro", "endcomponent"),
    ("import", "include"),
    ("partial", "include"),
    ("assign", "set"),
    ("foreach", "for"),
    ("end", "endif"),
    ("fi", "endif"),
];

/// The first fault in the tags of a template. `original` is what the engine says of it.
pub(super) fn first_fault(text: &str, original: &str) -> Option<SyntaxFault> {
    let mut reader = TagReader::new(text, original);
    reader.read().err()
}

/// Content of a template that extends another one, outside of all blocks.
pub(super) fn content_outside(text: &str) -> Option<Range<usize>> {
    let mut reader = TagReader::new(text, "");
    drop(reader.read());
    reader.outside
}

/// Reads the tags of a template in order.
struct TagReader<'t> {
    text: &'t str,
    original: &'t str,
    /// The tags that are not ended yet: the name and the range of each.
    open: Vec<(&'t str, Range<usize>)>,
    extends: bool,
    /// The first content outside of blocks in a template that extends another one.
    outside: Option<Range<usize>>,
}

impl<'t> TagReader<'t> {
    fn new(text: &'t str, original: &'t str) -> Self {
        Self {
            text,
            original,
            open: Vec::new(),
            extends: false,
            outside: None,
        }
    }

    fn read(&mut self) -> Result<(), SyntaxFault> {
        let mut at = 0;
        while let Some(start) = self.next_tag(at) {
            self.content(at..start);
            at = match self.text.as_bytes()[start + 1] {
                b'#' => self.comment(start)?,
                b'{' => self.delimited(start, "{{", "}}")?,
                _ => {
                    let end = self.delimited(start, "{%", "%}")?;
                    self.tag(start..end)?.unwrap_or(end)
                }
            };
        }
        self.content(at..self.text.len());
        match self.open.pop() {
            Some((name, range)) => Err(self.not_ended(name, range)),
            None => Ok(()),
        }
    }

    fn next_tag(&self, from: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut braces = memchr::memchr_iter(b'{', &bytes[from..]).map(|at| from + at);
        braces.find(|at| matches!(bytes.get(at + 1), Some(b'{' | b'%' | b'#')))
    }

    fn content(&mut self, range: Range<usize>) {
        let text = &self.text[range.clone()];
        if self.extends && self.open.is_empty() && self.outside.is_none() && !text.trim().is_empty()
        {
            let start = range.start + text.len() - text.trim_start().len();
            let end = self.text[start..range.end]
                .lines()
                .next()
                .map_or(0, str::len);
            self.outside = Some(start..start + end);
        }
    }

    fn fault(&self, range: Range<usize>, message: Message) -> SyntaxFault {
        SyntaxFault {
            range,
            message,
            nearest: Vec::new(),
        }
    }

    fn original(&self) -> String {
        self.original.to_owned()
    }

    fn comment(&self, start: usize) -> Result<usize, SyntaxFault> {
        match self.text[start + 2..].find("#}") {
            Some(end) => Ok(start + 2 + end + 2),
            None => Err(self.not_closed(start..start + 2, "{#", "#}", "")),
        }
    }

    fn not_closed(&self, range: Range<usize>, open: &str, close: &str, found: &str) -> SyntaxFault {
        let (open, close) = (open.to_owned(), close.to_owned());
        let original = self.original();
        let message = match found {
            "" => Message::TagWithoutClose {
                open,
                close,
                original,
            },
            found => Message::TagWrongClose {
                open,
                close,
                found: found.to_owned(),
                original,
            },
        };
        self.fault(range, message)
    }

    /// The end of `{{ … }}` or `{% … %}` that begins at `start`.
    fn delimited(&self, start: usize, open: &str, close: &str) -> Result<usize, SyntaxFault> {
        let text = self.text;
        let (mut at, mut depth) = (start + 2, 0_usize);
        while let Some(c) = text[at..].chars().next() {
            let rest = &text[at..];
            if depth == 0 && rest.starts_with(close) {
                return Ok(at + 2);
            }
            match c {
                '"' | '\'' | '`' => at = self.quoted(at, c)?,
                '{' if rest.starts_with("{%") || rest.starts_with("{#") => break,
                '{' if rest.starts_with("{{") && depth == 0 => break,
                '{' => (at, depth) = (at + 1, depth + 1),
                '}' if depth > 0 => (at, depth) = (at + 1, depth - 1),
                '}' => {
                    let found = if rest.starts_with("}}") { "}}" } else { "}" };
                    return Err(self.not_closed(at..at + found.len(), open, close, found));
                }
                '%' if rest.starts_with("%}") => {
                    return Err(self.not_closed(at..at + 2, open, close, "%}"));
                }
                c => {
                    if let Some(meant) = meant(c) {
                        let message = Message::TemplateSign {
                            sign: c.to_string(),
                            meant: meant.to_owned(),
                            original: self.original(),
                        };
                        return Err(self.fault(at..at + c.len_utf8(), message));
                    }
                    if rest.starts_with("&&") || rest.starts_with("||") {
                        let message = Message::TemplateSign {
                            sign: rest[..2].to_owned(),
                            meant: if c == '&' { "and" } else { "or" }.to_owned(),
                            original: self.original(),
                        };
                        return Err(self.fault(at..at + 2, message));
                    }
                    at += c.len_utf8();
                }
            }
        }
        Err(self.not_closed(start..start + 2, open, close, ""))
    }

    /// The end of a quoted text that begins at `start`. One that reaches over the end of its tag was not closed.
    fn quoted(&self, start: usize, mark: char) -> Result<usize, SyntaxFault> {
        let rest = &self.text[start + 1..];
        let mut chars = rest.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => drop(chars.next()),
                '\n' => break,
                c if c == mark => return Ok(start + 1 + at + 1),
                _ => {}
            }
        }
        let message = Message::TemplateQuote {
            quote: mark.to_string(),
            original: self.original(),
        };
        Err(self.fault(start..start + 1, message))
    }

    /// A tag. Returns where to go on, if that is not behind it.
    fn tag(&mut self, range: Range<usize>) -> Result<Option<usize>, SyntaxFault> {
        let inner = &self.text[range.start + 2..range.end - 2];
        let inner = inner.strip_prefix('-').unwrap_or(inner);
        let inner = inner.strip_suffix('-').unwrap_or(inner).trim();
        // A component with content: `<name(…)>` to `</name>`.
        if inner.starts_with('<') {
            return Ok(None);
        }
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let name = &inner[..inner.find(|c| !is_name(c)).unwrap_or(inner.len())];
        if let Some((start, _)) = BLOCKS.iter().find(|(_, end)| *end == name) {
            self.end(start, name, range)?;
        } else if BLOCKS.iter().any(|(start, _)| *start == name) {
            let is_assignment = name.starts_with("set") && inner.contains('=');
            if name == "raw" {
                return self.raw(range).map(Some);
            }
            if !is_assignment {
                self.open.push((name, range));
            }
        } else if matches!(name, "else" | "elif") {
            let is_inside = self.open.last();
            if !is_inside.is_some_and(|(open, _)| matches!(*open, "if" | "for")) {
                return Err(self.stray(name, "if", range));
            }
        } else if name == "extends" {
            self.extends = true;
        } else if !PLAIN.contains(&name) {
            return Err(self.unknown_tag(name, range));
        }
        Ok(None)
    }

    fn raw(&self, range: Range<usize>) -> Result<usize, SyntaxFault> {
        let mut from = range.end;
        while let Some(start) = self.text[from..].find("{%").map(|at| from + at) {
            let inner = self.text[start + 2..].trim_start_matches(['-', ' ', '\n', '\t']);
            if inner.starts_with("endraw") {
                let end = self.text[start..].find("%}");
                return Ok(end.map_or(self.text.len(), |end| start + end + 2));
            }
            from = start + 2;
        }
        Err(self.not_ended("raw", range))
    }

    fn end(&mut self, start: &str, end: &str, range: Range<usize>) -> Result<(), SyntaxFault> {
        match self.open.last() {
            Some((open, _)) if *open == start => drop(self.open.pop()),
            Some(_) if self.open.iter().any(|(open, _)| *open == start) => {
                // Those in between were forgotten; the innermost is the nearest to the mistake.
                if let Some((name, range)) = self.open.pop() {
                    return Err(self.not_ended(name, range));
                }
            }
            _ => return Err(self.stray(end, start, range)),
        }
        Ok(())
    }

    fn not_ended(&self, name: &str, range: Range<usize>) -> SyntaxFault {
        let end = BLOCKS.iter().find(|(start, _)| *start == name);
        let message = Message::TagNotEnded {
            tag: name.to_owned(),
            end: end.map_or_else(String::new, |(_, end)| (*end).to_owned()),
            original: self.original(),
        };
        self.fault(range, message)
    }

    fn stray(&self, end: &str, start: &str, range: Range<usize>) -> SyntaxFault {
        let message = Message::StrayTag {
            end: end.to_owned(),
            start: start.to_owned(),
            original: self.original(),
        };
        self.fault(range, message)
    }

    fn unknown_tag(&self, name: &str, range: Range<usize>) -> SyntaxFault {
        let at = self.text[range.clone()].find(name).unwrap_or(0) + range.start;
        let known = BLOCKS.iter().flat_map(|(start, end)| [*start, *end]);
        let foreign = FOREIGN.iter().find(|(other, _)| *other == name);
        let nearest = match foreign {
            Some((_, own)) => vec![(*own).to_owned()],
            None => nearest(name, known.chain(PLAIN.iter().copied()), 2),
        };
        let message = Message::UnknownTag {
            name: name.to_owned(),
            original: self.original(),
        };
        SyntaxFault {
            range: at..at + name.len().max(1),
            message,
            nearest,
        }
    }
}

/// What was meant by a sign of a Chinese keyboard inside of a tag.
fn meant(c: char) -> Option<&'static str> {
    Some(match c {
        '“' | '”' | '‘' | '’' | '「' | '」' | '＂' => "\"",
        '（' => "(",
        '）' => ")",
        '，' | '、' => ",",
        '：' => ":",
        '＝' => "=",
        '｜' => "|",
        '．' | '。' => ".",
        '［' | '【' => "[",
        '］' | '】' => "]",
        '｛' => "{",
        '｝' => "}",
        '％' => "%",
        '＞' => ">",
        '＜' => "<",
        '！' => "not",
        '\u{3000}' => " ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_messages;

    /// The code of the message about a template, with the text at its place.
    fn fault(text: &str) -> Vec<(&'static str, String)> {
        let fault = first_fault(text, "").into_iter();
        let fault = fault.map(|fault| (fault.message.code(), text[fault.range].to_owned()));
        fault.collect()
    }

    #[test]
    fn the_tag_that_does_not_end_is_named_where_it_begins() {
        assert_messages(
            fault,
            &[
                ("{{ a }</h1>", "tag-wrong-close", "}"),
                ("{{ a %}", "tag-wrong-close", "%}"),
                ("{% if a }x{% endif %}", "tag-wrong-close", "}"),
                ("{% if a }}x{% endif %}", "tag-wrong-close", "}}"),
                ("x {{ a </p> {{ b }}", "tag-without-close", "{{"),
                ("x {# a", "tag-without-close", "{#"),
                (
                    "{% block a %}{% if b %}{% endblock %}",
                    "tag-not-ended",
                    "{% if b %}",
                ),
                (
                    "{% if a %}{% for b in c %}{% endif %}",
                    "tag-not-ended",
                    "{% for b in c %}",
                ),
                ("{% block a %}x", "tag-not-ended", "{% block a %}"),
                ("{% raw %}{{ x", "tag-not-ended", "{% raw %}"),
                ("{% endif %}", "stray-tag", "{% endif %}"),
                (
                    "{% block a %}{% else %}{% endblock %}",
                    "stray-tag",
                    "{% else %}",
                ),
                ("{% blok a %}", "unknown-tag", "blok"),
                ("{{ a(b=\"c) }}", "template-quote", "\""),
                ("{{ a | default（value=1） }}", "template-sign", "（"),
                ("{% if a && b %}{% endif %}", "template-sign", "&&"),
            ],
        );
    }

    #[test]
    fn templates_without_a_fault_have_none() {
        for text in [
            "{% if a %}{{ {\"b\": {\"c\": 1}} }}{% elif d %}{% else %}{% endif %}",
            "{%- for a in b -%}{{- \"}}\" -}}{% break %}{%- endfor -%}",
            "{% raw %}{{ x }{% endif %}{% endraw %}",
            "{% set a = 1 %}{% set b %}x{% endset %}",
            "{{ <status status={article.status} /> }}{% <a()> %}x{% </a> %}",
            "{# {{ #}{ x } %} }}",
            "{% extends \"a\" %}\n{% block a %}x{% endblock a %}\n",
        ] {
            assert_eq!(fault(text), [], "{text}");
            assert_eq!(content_outside(text), None, "{text}");
        }
        assert_eq!(
            content_outside("{% extends \"a\" %}\n <p>x</p>\n{{ b }}"),
            Some(19..27)
        );
    }
}
