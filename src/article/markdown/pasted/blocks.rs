//! What the parser takes each line for.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options as Features, Parser, Tag};

use super::indents::is_prose;
use crate::article::markdown::FEATURES;
use crate::article::markdown::limits::table_gaps;

/// The blocks of a text, and those that are open at a place.
pub(super) struct Blocks {
    leaves: Vec<(Range<usize>, LeafKind)>,
    /// Items of lists and footnotes, with the column of their text.
    containers: Vec<(Range<usize>, usize)>,
    leaf: usize,
    container: usize,
    /// The indices of the open containers, the innermost last.
    open: Vec<usize>,
    at: usize,
}

/// What a text stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LeafKind {
    Paragraph,
    /// Code that begins with four blanks; whether it begins with Chinese.
    Indented {
        is_prose: bool,
    },
    /// Code in fences, HTML.
    Verbatim,
    Table,
}

/// The most open containers that are looked through.
const DEPTH: usize = 64;

impl Blocks {
    pub(super) fn new(body: &str) -> Self {
        let features = match table_gaps(body) {
            Some(_) => FEATURES.difference(Features::ENABLE_TABLES),
            None => FEATURES,
        };
        let mut leaves = Vec::new();
        let mut containers = Vec::new();
        for (event, range) in Parser::new_ext(body, features).into_offset_iter() {
            let Event::Start(tag) = event else {
                continue;
            };
            let leaf = match tag {
                Tag::Paragraph => LeafKind::Paragraph,
                Tag::HtmlBlock | Tag::CodeBlock(CodeBlockKind::Fenced(_)) => LeafKind::Verbatim,
                Tag::CodeBlock(CodeBlockKind::Indented) => {
                    let code = body.get(range.clone()).unwrap_or_default();
                    let is_prose = is_prose(code.trim_start());
                    LeafKind::Indented { is_prose }
                }
                Tag::Table(_) => LeafKind::Table,
                Tag::Item => {
                    let column = item_column(body, range.start);
                    containers.push((range, column));
                    continue;
                }
                Tag::FootnoteDefinition(_) => {
                    containers.push((range, 4));
                    continue;
                }
                _ => continue,
            };
            leaves.push((range, leaf));
        }
        Self {
            leaves,
            containers,
            leaf: 0,
            container: 0,
            open: Vec::new(),
            at: 0,
        }
    }

    /// Goes forward to the place `at`.
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
        while self
            .leaves
            .get(self.leaf)
            .is_some_and(|(range, _)| range.end <= at)
        {
            self.leaf += 1;
        }
        let containers = &self.containers;
        let is_over = |open: &usize| {
            containers
                .get(*open)
                .is_none_or(|(range, _)| range.end <= at)
        };
        while self.open.last().is_some_and(is_over) {
            self.open.pop();
        }
        while let Some((range, _)) = containers
            .get(self.container)
            .filter(|(range, _)| range.start <= at)
        {
            if range.end > at {
                self.open.push(self.container);
            }
            self.container += 1;
        }
    }

    /// What stands there.
    pub(super) fn kind(&self) -> Option<LeafKind> {
        let (range, kind) = self.leaves.get(self.leaf)?;
        (range.start <= self.at).then_some(*kind)
    }

    /// What stands at `at`, a place in the next lines.
    pub(super) fn kind_at(&self, at: usize) -> Option<LeafKind> {
        let mut ahead = self.leaves.get(self.leaf..)?.iter();
        let (range, kind) = ahead.find(|(range, _)| range.end > at)?;
        (range.start <= at).then_some(*kind)
    }

    /// Whether it is in an item or a footnote.
    pub(super) fn is_in_container(&self) -> bool {
        !self.open.is_empty()
    }

    /// The column of the text of the innermost item that a line with its text in `column` can belong to.
    pub(super) fn column(&self, column: usize) -> usize {
        let columns = self.open.iter().rev().take(DEPTH);
        let mut columns =
            columns.filter_map(|&open| self.containers.get(open).map(|(_, column)| *column));
        columns.find(|&inner| inner <= column).unwrap_or(0)
    }

    /// Whether an item begins on the line from `start` on, before the place.
    pub(super) fn begins_item(&self, start: usize) -> bool {
        let open = self.open.last().and_then(|&open| self.containers.get(open));
        open.is_some_and(|(range, _)| range.start >= start)
    }
}

/// The column of the text of the item that begins at `start`.
fn item_column(body: &str, start: usize) -> usize {
    let line = body
        .get(..start)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1);
    let marker = body.get(start..).unwrap_or_default();
    let digits = marker.bytes().take_while(u8::is_ascii_digit).count();
    let after = marker.get(digits + 1..).unwrap_or_default();
    let blanks = after.bytes().take_while(|&byte| byte == b' ').count();
    let blanks = if (1..=4).contains(&blanks) { blanks } else { 1 };
    start - line + digits + 1 + blanks
}
