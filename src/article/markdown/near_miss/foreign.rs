//! Markup that other programs know and this one does not: `[TOC]`, `$x$`, `:smile:`, `{% %}`, `==字==`,
//! `:::`. Each kind is reported once a body, at its first place.

use std::ops::Range;

use super::NearMisses;
use super::inline_text::{BLANK, InlineText, TextPlace};
use crate::diagnostic::Message;
use crate::text::classes::{is_cjk, is_han};

/// The longest text between two signs, in bytes.
const MAX_BYTES: usize = 400;

/// The most characters of it that a message quotes.
const MAX_QUOTED: usize = 30;

/// A kind of markup, with its first place and the number of all.
#[derive(Debug)]
pub(super) struct ForeignMarkup {
    kind: ForeignKind,
    first: Range<usize>,
    written: String,
    count: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ForeignKind {
    Contents,
    Formula,
    Emoji,
    Template,
    /// A pair of these marks.
    Marks(&'static str),
    /// A line that begins with this mark.
    Line(&'static str),
    /// A line that explains a word.
    Term(&'static str),
    /// `[b]粗[/b]`
    ForumCode,
    /// A sign of programs for notes.
    Note,
    /// Code that other programs draw.
    Drawing,
}

impl NearMisses {
    pub(super) fn foreign(
        &mut self,
        text: &mut InlineText<'_>,
        part: Range<usize>,
        kind: ForeignKind,
    ) {
        let whole = text.source.get(part.clone()).unwrap_or_default();
        let mut written: String = whole.chars().take(MAX_QUOTED).collect();
        if written.len() < whole.len() {
            written.push('…');
        }
        self.count(kind, text.in_body(&part), written);
        text.take_out(part);
    }

    pub(super) fn count(&mut self, kind: ForeignKind, first: Range<usize>, written: String) {
        match self.foreign.iter_mut().find(|other| other.kind == kind) {
            Some(other) => other.count += 1,
            None => self.foreign.push(ForeignMarkup {
                kind,
                first,
                written,
                count: 1,
            }),
        }
    }

    /// Counts a block of code in a language that other programs draw.
    pub(super) fn drawing(&mut self, language: &str, range: Range<usize>) {
        let drawn = [
            "mermaid",
            "plantuml",
            "puml",
            "flowchart",
            "echarts",
            "math",
            "katex",
        ];
        if ["dataview", "dataviewjs", "tasks"].contains(&language) {
            self.count(ForeignKind::Note, range, format!("```{language}"));
        } else if drawn.contains(&language) {
            self.count(ForeignKind::Drawing, range, language.to_owned());
        }
    }

    /// Turns the counts into messages.
    pub(super) fn report_foreign(&mut self) {
        for ForeignMarkup {
            kind,
            first,
            written,
            count,
        } in std::mem::take(&mut self.foreign)
        {
            let count = count.to_string();
            let message = match kind {
                ForeignKind::Contents => Message::ContentsMark { written },
                ForeignKind::Formula => Message::Formula { count },
                ForeignKind::Emoji => Message::EmojiCode { written, count },
                ForeignKind::Template => Message::TemplateTag { written, count },
                ForeignKind::Marks(mark) => Message::UnknownMarks {
                    mark: mark.to_owned(),
                    count,
                },
                ForeignKind::Line(mark) => Message::LineMark {
                    mark: mark.to_owned(),
                    count,
                },
                ForeignKind::Term(mark) => Message::TermLine {
                    mark: mark.to_owned(),
                    count,
                },
                ForeignKind::ForumCode => Message::ForumCode { written, count },
                ForeignKind::Note => Message::NoteMark { written, count },
                ForeignKind::Drawing => Message::DrawingCode { written, count },
            };
            self.problems.push((first, message));
        }
    }
}

/// Looks at a text.
pub(super) fn look(text: &mut InlineText<'_>, found: &mut NearMisses) {
    if text.signs.has("{") || text.signs.has_bracket() {
        contents(text, found);
    }
    if !matches!(text.place, TextPlace::Cell | TextPlace::Heading) {
        lines(text, found);
    }
    let signs = text.signs;
    if signs.has("$") {
        formulas(text, found);
    }
    if signs.has("{") {
        templates(text, found);
    }
    for mark in ["==", "++", "||"]
        .into_iter()
        .filter(|mark| signs.has(mark))
    {
        marks(text, mark, found);
    }
    for mark in ["^", "~"].into_iter().filter(|mark| signs.has(mark)) {
        raised(text, mark, found);
    }
    if signs.has(":") {
        emoji(text, found);
    }
}

/// `[TOC]` on a line of its own.
fn contents(text: &mut InlineText<'_>, found: &mut NearMisses) {
    for start in text.lines.clone() {
        let line = text.line(start);
        let part = start..start + line.len();
        let typed = text.source.get(part.clone()).unwrap_or_default();
        let is_contents = matches!(
            typed.trim().to_ascii_lowercase().as_str(),
            "[toc]"
                | "[[toc]]"
                | "[[_toc_]]"
                | "@[toc]"
                | "{:toc}"
                | "${toc}"
                | "[[目录]]"
                | "［toc］"
                | "【toc】"
                | "[目录]"
        );
        if is_contents {
            found.foreign(text, part, ForeignKind::Contents);
        }
    }
}

/// The names of boxes.
const BOXES: [&str; 18] = [
    "note",
    "tip",
    "warning",
    "danger",
    "info",
    "abstract",
    "example",
    "quote",
    "success",
    "failure",
    "bug",
    "question",
    "important",
    "caution",
    "attention",
    "hint",
    "error",
    "details",
];

fn lines(text: &mut InlineText<'_>, found: &mut NearMisses) {
    for (index, start) in text.lines.clone().into_iter().enumerate() {
        let line = text.line(start).trim_end();
        let begins_box = |rest: &str| BOXES.iter().any(|name| rest.trim_start().starts_with(name));
        let mark = if let Some(rest) = line.strip_prefix(":::") {
            let rest = rest.trim_start_matches(':');
            // The end of a box is not reported.
            if rest.trim().is_empty() {
                text.take_out(start..start + line.len());
                continue;
            }
            (rest.starts_with(' ') || begins_box(rest)).then_some(":::")
        } else if let Some(rest) = line.strip_prefix("!!!") {
            (rest.starts_with(' ') && begins_box(rest)).then_some("!!!")
        } else if let Some(rest) = line.strip_prefix("???") {
            begins_box(rest.trim_start_matches('+')).then_some("???")
        } else if let Some(rest) = line.strip_prefix("+++") {
            (rest.is_empty() || rest.starts_with(' ')).then_some("+++")
        } else if line.starts_with("*[") && line.contains("]: ") {
            let part = start..start + "*[".len();
            found.foreign(text, part, ForeignKind::Term("*["));
            None
        } else if index > 0 && line.len() > 2 && line.starts_with(": ") {
            found.foreign(text, start..start + 1, ForeignKind::Term(":"));
            None
        } else {
            None
        };
        if let Some(mark) = mark {
            found.foreign(text, start..start + mark.len(), ForeignKind::Line(mark));
        }
    }
}

/// `{% raw %}`, `{{ page.title }}`, `{{< figure >}}`.
fn templates(text: &mut InlineText<'_>, found: &mut NearMisses) {
    for (open, close) in [("{%", "%}"), ("{{", "}}")] {
        let mut from = 0;
        while let Some(part) = between(&text.prose, from, open, close) {
            from = part.end;
            found.foreign(text, part, ForeignKind::Template);
        }
    }
}

/// The next part of a text from `open` to `close`, both included, on one line.
fn between(text: &str, from: usize, open: &str, close: &str) -> Option<Range<usize>> {
    let mut from = from;
    loop {
        let start = from + text.get(from..)?.find(open)?;
        let inside = start + open.len();
        let rest = text.get(inside..)?;
        let near = rest.get(..rest.floor_char_boundary(MAX_BYTES))?;
        let near = near.split('\n').next().unwrap_or_default();
        if let Some(length) = near.find(close) {
            return Some(start..inside + length + close.len());
        }
        from = inside;
    }
}

/// `$x^2$` and `$$…$$`. Prices (`$5 和 $6`) are none.
fn formulas(text: &mut InlineText<'_>, found: &mut NearMisses) {
    let mut from = 0;
    while let Some(start) = text.prose.get(from..).and_then(|rest| rest.find('$')) {
        let start = from + start;
        from = start + 1;
        let fence = if text.prose[start..].starts_with("$$") {
            "$$"
        } else {
            "$"
        };
        let inside = start + fence.len();
        let rest = text.prose.get(inside..).unwrap_or_default();
        let near = rest
            .get(..rest.floor_char_boundary(MAX_BYTES))
            .unwrap_or_default();
        let Some(length) = near.find(fence) else {
            continue;
        };
        let end = inside + length + fence.len();
        let typed = text.source.get(inside..inside + length).unwrap_or_default();
        let continues = text
            .before(start)
            .is_some_and(|c| c.is_ascii_alphanumeric())
            || text
                .at(end)
                .is_some_and(|c| c.is_ascii_alphanumeric() || c == '$');
        if !continues && is_formula(typed, fence == "$$") {
            found.foreign(text, start..end, ForeignKind::Formula);
            from = end;
        }
    }
}

fn is_formula(typed: &str, is_block: bool) -> bool {
    let has_sign = typed.contains(['\\', '^', '_', '=']);
    if is_block {
        return has_sign;
    }
    let is_tight = !typed.starts_with(char::is_whitespace) && !typed.ends_with(char::is_whitespace);
    let is_variable = typed.chars().count() <= 2 && typed.chars().all(|c| c.is_ascii_alphabetic());
    is_tight && !typed.contains('\n') && (has_sign || is_variable) && !typed.is_empty()
}

/// `==字==`, `++字++`, `||字||`: a text between two marks. `a==b` and `C++` are none.
fn marks(text: &mut InlineText<'_>, mark: &'static str, found: &mut NearMisses) {
    let sign = mark.chars().next().unwrap_or_default();
    let mut from = 0;
    while let Some(part) = between(&text.prose, from, mark, mark) {
        let inside = &text.prose[part.start + mark.len()..part.end - mark.len()];
        let typed = text
            .source
            .get(part.start + mark.len()..part.end - mark.len());
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == sign || "!<>=-".contains(c);
        let is_outside = !text.before(part.start).is_some_and(is_word)
            && !text.at(part.end).is_some_and(is_word);
        let is_inside = !inside.starts_with(|c: char| c == sign || c.is_whitespace())
            && !inside.ends_with(char::is_whitespace)
            && !inside.contains(sign)
            && typed.is_some_and(|typed| typed.chars().any(char::is_alphanumeric));
        from = if is_outside && is_inside {
            found.foreign(text, part.clone(), ForeignKind::Marks(mark));
            part.end
        } else {
            // The second mark may be the first one of a pair.
            (part.end - mark.len()).max(part.start + mark.len())
        };
    }
}

/// `m^2^` and `H~2~O`.
fn raised(text: &mut InlineText<'_>, mark: &'static str, found: &mut NearMisses) {
    let mut from = 0;
    while let Some(part) = between(&text.prose, from, mark, mark) {
        let inside = &text.prose[part.start + 1..part.end - 1];
        let is_short =
            (1..=10).contains(&inside.chars().count()) && inside.chars().all(char::is_alphanumeric);
        // A range of numbers (`10~20~30`) is none.
        let follows = text.before(part.start).is_some_and(|c| {
            c.is_ascii_alphabetic()
                || (mark == "^" && (c.is_ascii_digit() || c == ')' || is_han(c)))
        });
        from = if is_short && follows {
            found.foreign(text, part.clone(), ForeignKind::Marks(mark));
            part.end
        } else {
            part.end - 1
        };
    }
}

/// `:smile:`. Times (`12:30:45`) are none.
fn emoji(text: &mut InlineText<'_>, found: &mut NearMisses) {
    let mut from = 0;
    while let Some(part) = between(&text.prose, from, ":", ":") {
        let name = &text.prose[part.start + 1..part.end - 1];
        let is_name = matches!(name, "+1" | "-1" | "100")
            || (name.len() > 1
                && name.starts_with(|c: char| c.is_ascii_lowercase())
                && name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_+-".contains(c)));
        let is_edge = |c: Option<char>| {
            c.is_none_or(|c| (c.is_whitespace() || is_cjk(c) || c == ':') && c != BLANK)
        };
        let is_apart = is_edge(text.before(part.start)) && is_edge(text.at(part.end));
        from = if is_name && is_apart {
            found.foreign(text, part.clone(), ForeignKind::Emoji);
            part.end
        } else {
            part.end - 1
        };
    }
}
