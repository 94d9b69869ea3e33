//! From a byte range to the line and column that an editor shows.

use std::ops::Range;
use std::sync::Arc;

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

/// Finds places. Many diagnostics are of one file, and in order: so its text is read once, its lines are counted once, and the
/// columns of a long line from the last place on.
pub struct Places<'f> {
    files: &'f dyn Files,
    last: Option<Opened>,
}

/// The file that was asked for last.
struct Opened {
    file: Arc<str>,
    /// `None` where it cannot be read.
    text: Option<Text>,
}

struct Text {
    text: String,
    /// Where each line begins.
    lines: Vec<usize>,
    /// A byte with the number of its line and its column, both from 0.
    known: (usize, usize, usize),
}

impl<'f> Places<'f> {
    /// Finds places in the files that `files` reads.
    pub fn new(files: &'f dyn Files) -> Self {
        Self { files, last: None }
    }

    /// The place of `span`.
    pub fn find(&mut self, span: &Span) -> Place {
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
        let Some(text) = self.text(&span.file) else {
            return whole;
        };
        let start = floor_boundary(&text.text, span.start);
        let end = floor_boundary(&text.text, span.end).max(start);
        let (line, column) = text.line_and_column(start);
        let whole_line = text.line_around(line, start);
        let marked = start - whole_line.start..end.min(whole_line.end) - whole_line.start;
        let (text, marked) = window(&text.text[whole_line], marked);
        Place {
            line: line + 1,
            column: column + 1,
            text,
            marked,
            ..whole
        }
    }

    fn text(&mut self, file: &Arc<str>) -> Option<&mut Text> {
        if self.last.as_ref().is_none_or(|last| last.file != *file) {
            self.last = Some(Opened {
                file: Arc::clone(file),
                text: self.files.text(file).map(Text::new),
            });
        }
        self.last.as_mut()?.text.as_mut()
    }
}

impl Text {
    fn new(text: String) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(ends.map(|(at, _)| at + 1));
        Self {
            lines: lines.collect(),
            text,
            known: (0, 0, 0),
        }
    }

    /// Line and column of the byte `at`, both from 0; the column counts characters.
    fn line_and_column(&mut self, at: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|&start| start <= at) - 1;
        let (from, _, counted) = match self.known {
            known @ (from, on, _) if on == line && from <= at => known,
            _ => (self.lines[line], line, 0),
        };
        let column = counted + self.text[from..at].chars().count();
        self.known = (at, line, column);
        (line, column)
    }

    /// The line without its end; of one that is too long to be shown whole, no more than is shown behind `at`.
    fn line_around(&self, line: usize, at: usize) -> Range<usize> {
        let enough = floor_boundary(&self.text, at + LINE_BUDGET + 4);
        let end = self.text[at..enough].find(['\n', '\r']);
        self.lines[line]..end.map_or(enough, |end| at + end)
    }
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
    use std::cell::Cell;

    use super::*;

    struct One(&'static str);
    impl Files for One {
        fn text(&self, _: &str) -> Option<String> {
            Some(self.0.to_owned())
        }
    }

    fn place(text: &'static str, range: Range<usize>) -> Place {
        Places::new(&One(text)).find(&Span::new(&Arc::from("a.md"), range))
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

    #[test]
    fn places_found_one_after_the_other_are_those_found_alone() {
        let text = "村a\n\n“镇”\r\nbc村村\n";
        let files = One(text);
        let mut places = Places::new(&files);
        let forward = (0..text.len()).chain((0..text.len()).rev());
        for at in forward {
            let span = Span::new(&Arc::from("a.md"), at..at + 1);
            assert_eq!(places.find(&span), place(text, at..at + 1), "{at}");
        }
        assert_eq!((place(text, 6..7).line, place(text, 6..7).column), (3, 1));
    }

    /// Counts how often a file is read.
    struct Counted(Cell<usize>);
    impl Files for Counted {
        fn text(&self, _: &str) -> Option<String> {
            self.0.set(self.0.get() + 1);
            Some("村\n".repeat(1000))
        }
    }

    #[test]
    fn a_file_is_read_once_for_all_its_places() {
        let files = Counted(Cell::new(0));
        let mut places = Places::new(&files);
        let file = Arc::from("a.md");
        for number in 0..1000 {
            let at = number * 4;
            assert_eq!(places.find(&Span::new(&file, at..at + 3)).line, number + 1);
        }
        assert_eq!(files.0.get(), 1);
    }
}
