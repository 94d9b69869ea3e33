//! From a byte range to the line and column that an editor shows.

use std::ops::Range;

use super::{Files, Span};

/// A span with its line: what the printers need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Path relative to the site's folder, with `/`.
    pub file: String,
    /// Line, from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// Column in characters, from 1; 0 where the file as a whole is meant.
    pub column: usize,
    /// The text of the line, without its end.
    pub text: String,
    /// The marked bytes of `text`.
    pub marked: Range<usize>,
}

/// Longest line that is shown whole, in bytes; a longer one is cut around the mark.
const LINE_BUDGET: usize = 400;

impl Place {
    /// Finds the place of `span`, reading the file through `files`.
    pub fn of(span: &Span, files: &dyn Files) -> Self {
        let whole = Place {
            file: span.file.to_string(),
            line: 0,
            column: 0,
            text: String::new(),
            marked: 0..0,
        };
        if span.end == 0 {
            return whole;
        }
        let Some(text) = files.text(&span.file) else {
            return whole;
        };
        let start = floor_boundary(&text, span.start);
        let end = floor_boundary(&text, span.end).max(start);
        let (line, column) = line_and_column(&text, start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..]
            .find(['\n', '\r'])
            .map_or(text.len(), |at| start + at);
        let (text, marked) = window(
            &text[line_start..line_end],
            start - line_start..end.min(line_end) - line_start,
        );
        Place {
            line,
            column,
            text,
            marked,
            ..whole
        }
    }
}

/// Line and column, both from 1, of the byte `offset`; the column counts characters.
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..floor_boundary(text, offset)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Cuts an overlong line to a window around the mark.
fn window(line: &str, marked: Range<usize>) -> (String, Range<usize>) {
    if line.len() <= LINE_BUDGET {
        return (line.to_owned(), marked);
    }
    let start = floor_boundary(line, marked.start.saturating_sub(LINE_BUDGET / 4));
    let end = floor_boundary(line, start + LINE_BUDGET);
    let lead = if start > 0 { "…" } else { "" };
    let shift = |at: usize| at.clamp(start, end) - start + lead.len();
    (
        format!("{lead}{}", &line[start..end]),
        shift(marked.start)..shift(marked.end),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    struct One(&'static str);
    impl Files for One {
        fn text(&self, _: &str) -> Option<String> {
            Some(self.0.to_owned())
        }
    }

    fn place(text: &'static str, range: Range<usize>) -> Place {
        Place::of(&Span::new(&Arc::from("a.md"), range), &One(text))
    }

    #[test]
    fn columns_count_characters_under_han() {
        let text = "---\nregions: [广西, 凌云线]\n";
        let at = text.find("凌云线").expect("present");
        let place = place(text, at..at + 9);
        assert_eq!((place.line, place.column), (2, 15));
        assert_eq!(&place.text[place.marked.clone()], "凌云线");
    }

    #[test]
    fn a_range_over_several_lines_is_cut_at_the_first() {
        let place = place("ab\ncd\nef", 1..7);
        assert_eq!(
            (place.line, place.text.as_str(), place.marked),
            (1, "ab", 1..2)
        );
    }

    #[test]
    fn offsets_out_of_range_or_inside_a_character_do_no_harm() {
        assert_eq!(place("村", 1..2).column, 1);
        assert_eq!(place("村", 90..99).line, 1);
    }

    #[test]
    fn an_overlong_line_is_cut_around_the_mark() {
        let text: &'static str =
            Box::leak(("村".repeat(500) + "X" + &"镇".repeat(500)).into_boxed_str());
        let place = place(text, 1500..1501);
        assert!(place.text.len() < 500);
        assert_eq!(&place.text[place.marked.clone()], "X");
        assert_eq!(place.column, 501);
    }
}
