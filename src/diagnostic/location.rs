//! From a byte range to the line and column that an editor shows.

use std::ops::Range;
use std::sync::Arc;

use super::{SourceProvider, Span};
use crate::util::visible::{Visible, visible_lines};

/// A span with its line, for the printers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
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

impl Location {
    /// The same with control characters shown, for a person to read.
    #[must_use]
    pub fn visible(self) -> Self {
        let (before, rest) = self.text.split_at(self.marked.start);
        let (marked, after) = rest.split_at(self.marked.len());
        let [before, marked, after] = [before, marked, after].map(visible_lines);
        Self {
            file: Visible(&self.file).to_string(),
            marked: before.len()..before.len() + marked.len(),
            text: [before, marked, after].concat(),
            ..self
        }
    }
}

/// Longest line that is shown whole, in bytes; a longer one is cut around the mark.
const LINE_BUDGET: usize = 400;

/// Finds the locations of spans. Many diagnostics are of one file, and in order: the text of the last file is
/// kept, its lines are counted once, and columns of a long line are counted from the last location on.
pub struct Locator<'f> {
    sources: &'f dyn SourceProvider,
    last: Option<OpenSource>,
}

/// The file of the last span.
struct OpenSource {
    file: Arc<str>,
    /// `None` where it cannot be read.
    index: Option<LineIndex>,
}

/// A text with the beginnings of its lines.
struct LineIndex {
    text: String,
    starts: Vec<usize>,
    /// The last location: a byte, its line and its column, both from 0.
    last: (usize, usize, usize),
}

impl<'f> Locator<'f> {
    /// A locator in the files of `sources`.
    pub fn new(sources: &'f dyn SourceProvider) -> Self {
        Self {
            sources,
            last: None,
        }
    }

    /// The location of `span`. A file that cannot be read is meant as a whole.
    pub fn find(&mut self, span: &Span) -> Location {
        let whole = Location {
            file: span.file.to_string(),
            line: 0,
            column: 0,
            text: String::new(),
            marked: 0..0,
        };
        if span.end == 0 {
            return whole;
        }
        let Some(index) = self.index(&span.file) else {
            return whole;
        };
        let start = floor_boundary(&index.text, span.start);
        let end = floor_boundary(&index.text, span.end).max(start);
        let (line, column) = index.line_and_column(start);
        let range = index.line_around(line, start);
        let marked = start - range.start..end.min(range.end) - range.start;
        let (text, marked) = window(&index.text[range], marked);
        Location {
            line: line + 1,
            column: column + 1,
            text,
            marked,
            ..whole
        }
    }

    fn index(&mut self, file: &Arc<str>) -> Option<&mut LineIndex> {
        if self.last.as_ref().is_none_or(|last| last.file != *file) {
            self.last = Some(OpenSource {
                file: Arc::clone(file),
                index: self.sources.text(file).map(LineIndex::new),
            });
        }
        self.last.as_mut()?.index.as_mut()
    }
}

impl LineIndex {
    fn new(text: String) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1));
        Self {
            starts: starts.collect(),
            text,
            last: (0, 0, 0),
        }
    }

    /// Line and column of the byte `at`, both from 0; the column counts characters.
    fn line_and_column(&mut self, at: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= at) - 1;
        let (from, _, counted) = match self.last {
            last @ (from, on, _) if on == line && from <= at => last,
            _ => (self.starts[line], line, 0),
        };
        let column = counted + self.text[from..at].chars().count();
        self.last = (at, line, column);
        (line, column)
    }

    /// The line without its end. Of an overlong line, no more than is shown behind `at`.
    fn line_around(&self, line: usize, at: usize) -> Range<usize> {
        let enough = floor_boundary(&self.text, at + LINE_BUDGET + 4);
        let end = self.text[at..enough].find(['\n', '\r']);
        self.starts[line]..end.map_or(enough, |end| at + end)
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

    struct SingleSource(&'static str);
    impl SourceProvider for SingleSource {
        fn text(&self, _: &str) -> Option<String> {
            Some(self.0.to_owned())
        }
    }

    fn locate(text: &'static str, range: Range<usize>) -> Location {
        Locator::new(&SingleSource(text)).find(&Span::new(&Arc::from("a.md"), range))
    }

    #[test]
    fn columns_count_characters_under_han() {
        let text = "---\nregions: [广西, 凌云线]\n";
        let at = text.find("凌云线").expect("present");
        let location = locate(text, at..at + 9);
        assert_eq!((location.line, location.column), (2, 15));
        assert_eq!(&location.text[location.marked.clone()], "凌云线");
    }

    #[test]
    fn a_range_over_several_lines_is_cut_at_the_end_of_the_first() {
        let location = locate("ab\ncd\nef", 1..7);
        assert_eq!(
            (location.line, location.text.as_str(), location.marked),
            (1, "ab", 1..2)
        );
    }

    #[test]
    fn offsets_out_of_range_or_inside_a_character_do_no_harm() {
        assert_eq!(locate("村", 1..2).column, 1);
        assert_eq!(locate("村", 90..99).line, 1);
    }

    #[test]
    fn an_overlong_line_is_cut_around_the_mark() {
        let text: &'static str =
            Box::leak(("村".repeat(500) + "X" + &"镇".repeat(500)).into_boxed_str());
        let location = locate(text, 1500..1501);
        assert!(location.text.len() < 500);
        assert_eq!(&location.text[location.marked.clone()], "X");
        assert_eq!(location.column, 501);
    }

    #[test]
    fn control_characters_are_shown_and_the_mark_moves_with_them() {
        let location = Location {
            file: "a\u{1b}.md".to_owned(),
            ..locate("\u{202e}村\t\u{7}镇\n", 7..11)
        };
        let location = location.visible();
        assert_eq!(location.file, "a\\u{1b}.md");
        assert_eq!(location.text, "\\u{202e}村\t\\u{7}镇");
        assert_eq!(&location.text[location.marked.clone()], "\\u{7}镇");
        assert_eq!(location.column, 4);
    }

    #[test]
    fn locations_found_in_sequence_are_those_found_alone() {
        let text = "村a\n\n“镇”\r\nbc村村\n";
        let source = SingleSource(text);
        let mut locator = Locator::new(&source);
        let forward = (0..text.len()).chain((0..text.len()).rev());
        for at in forward {
            let span = Span::new(&Arc::from("a.md"), at..at + 1);
            assert_eq!(locator.find(&span), locate(text, at..at + 1), "{at}");
        }
        assert_eq!((locate(text, 6..7).line, locate(text, 6..7).column), (3, 1));
    }

    /// Counts how often a file is read.
    struct CountingSource(Cell<usize>);
    impl SourceProvider for CountingSource {
        fn text(&self, _: &str) -> Option<String> {
            self.0.set(self.0.get() + 1);
            Some("村\n".repeat(1000))
        }
    }

    #[test]
    fn a_file_is_read_once_for_all_its_locations() {
        let source = CountingSource(Cell::new(0));
        let mut locator = Locator::new(&source);
        let file = Arc::from("a.md");
        for number in 0..1000 {
            let at = number * 4;
            assert_eq!(locator.find(&Span::new(&file, at..at + 3)).line, number + 1);
        }
        assert_eq!(source.0.get(), 1);
    }
}
