//! What a short text must not multiply: the cells that the rows of its tables lack, and the elements of HTML
//! that stay open.

use std::ops::Range;

use super::RawHtml;
use super::writer::HtmlWriter;
use crate::diagnostic::Message;
use crate::util::html::{Token, Tokens};

/// The most cells that the tables of a text may lack. The parser completes every row, so a wide head with
/// many rows of one cell would become millions of cells.
const MAX_MISSING_CELLS: usize = 20_000;

/// Tables whose heads have fewer columns in sum cannot lack so many cells in a text of usual length.
const FEW_COLUMNS: usize = 50;

/// The most elements of HTML that may be open at a place. The parser of the sanitiser looks through them for
/// every tag.
const MAX_OPEN: usize = 100;

/// The sum of the open elements over all places in a text: a paragraph opens those that have a style again.
const MAX_OPEN_SUM: usize = 300_000;

/// The row below the head of the table with which a text lacks too many cells, and the message about it.
pub(super) fn table_gaps(body: &str) -> Option<(Range<usize>, Message)> {
    // Most texts have no table.
    memchr::memchr_iter(b'|', body.as_bytes()).nth(FEW_COLUMNS)?;
    let (mut missing, mut at) = (0, 0);
    let mut head = None;
    for line in body.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let is_delimiter = |c: char| matches!(c, '|' | '-' | ':' | '>' | ' ' | '\t' | '\r' | '\n');
        let content = line.trim_matches(|c: char| c == '>' || c.is_ascii_whitespace());
        if content.is_empty() {
            head = None;
        } else if content.contains('-') && content.contains('|') && line.chars().all(is_delimiter) {
            let columns = content.split('|').filter(|cell| cell.contains('-')).count();
            head = Some((start..start + line.trim_end().len(), columns));
        } else if let Some((range, columns)) = &head {
            let cells = memchr::memchr_iter(b'|', line.as_bytes()).count() + 1;
            missing += columns.saturating_sub(cells);
            if missing > MAX_MISSING_CELLS {
                let message = Message::TableGaps {
                    columns: columns.to_string(),
                    limit: MAX_MISSING_CELLS.to_string(),
                };
                return Some((range.clone(), message));
            }
        }
    }
    None
}

/// The elements of raw HTML that are open while a text is written.
#[derive(Debug, Default)]
pub(super) struct OpenElements {
    count: usize,
    /// The sum of `count` over all events.
    sum: usize,
    /// The event up to which `sum` goes.
    at: usize,
    /// Whether there are too many of them.
    pub(super) is_over: bool,
}

impl HtmlWriter<'_> {
    /// Counts the elements that the HTML of the event `at` opens and closes, if it is going to be sanitised.
    /// Reports the first that is too many.
    pub(super) fn count_elements(&mut self, html: &str, at: usize) {
        if self.input.options.raw_html != RawHtml::Sanitize || self.open_elements.is_over {
            return;
        }
        let containers = self.containers;
        let open = &mut self.open_elements;
        for token in Tokens::new(html) {
            match token {
                Token::StartTag(tag) if !CLOSED_BY_OTHERS.iter().any(|name| tag.is(name)) => {
                    open.count += 1;
                }
                Token::EndTag(tag) if !CLOSED_BY_OTHERS.iter().any(|name| tag.is(name)) => {
                    open.count = open.count.saturating_sub(1);
                }
                _ => {}
            }
            let events = at.saturating_sub(open.at) + 1;
            open.at = at;
            open.sum += (open.count + containers) * events;
            if open.count > MAX_OPEN || open.sum > MAX_OPEN_SUM {
                open.is_over = true;
                let limit = MAX_OPEN.to_string();
                let range = self.input.range(at);
                let problem = (range, Message::HtmlTooDeep { limit });
                self.output.problems.push(problem);
                return;
            }
        }
    }
}

/// Elements without content, and those that the next one of their kind closes.
const CLOSED_BY_OTHERS: [&str; 22] = [
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "source", "td", "th", "tr", "track", "wbr",
];

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::super::testing::{options, render_with};
    use super::*;

    fn codes(body: &str, raw_html: RawHtml) -> Vec<(&'static str, String)> {
        let options = Options {
            raw_html,
            ..options()
        };
        let problems = render_with(body, &options).problems;
        let code = |(range, message): &(Range<usize>, Message)| {
            (
                message.code(),
                body[range.clone()].chars().take(8).collect(),
            )
        };
        problems.iter().map(code).collect()
    }

    fn table(columns: usize, rows: usize, row: &str) -> String {
        let (head, line) = ("|甲".repeat(columns), "|--".repeat(columns));
        format!("{head}\n{line}\n{}", format!("{row}\n").repeat(rows))
    }

    #[test]
    fn tables_that_lack_too_many_cells_are_refused() {
        let gaps = [("table-gaps", "|--|--|-".to_owned())];
        assert_eq!(codes(&table(400, 400, "|"), RawHtml::Escape), gaps);
        assert_eq!(codes(&table(400, 400, "字"), RawHtml::Escape), gaps);
        let many = (table(100, 30, "|") + "\n").repeat(10);
        assert_eq!(codes(&many, RawHtml::Escape), gaps);
        for sound in [table(2, 50_000, "|一"), table(400, 400, &"|一".repeat(400))] {
            assert_eq!(codes(&sound, RawHtml::Escape), []);
        }
        let html = render_with(&table(400, 400, "|"), &options()).html;
        assert!(!html.contains("<table"));
    }

    #[test]
    fn html_that_is_nested_too_deeply_is_refused() {
        let deep = [("html-too-deep", "<div>".to_owned())];
        assert_eq!(
            codes(&"<div>".repeat(101), RawHtml::Sanitize)[0].0,
            "html-too-deep"
        );
        assert_eq!(
            codes(&("x".to_owned() + &"<div>".repeat(101)), RawHtml::Sanitize),
            deep
        );
        let closed = "<div>".repeat(101) + &"</div>".repeat(101);
        assert_eq!(codes(&closed, RawHtml::Allow), []);
        assert_eq!(codes(&"<div>".repeat(101), RawHtml::Escape), []);
        let styles: String = (0..90).map(|n| format!("字<b id=b{n}>\n\n")).collect();
        let again = styles.clone() + &"字\n\n字<i></i>\n\n".repeat(2_000);
        assert_eq!(codes(&again, RawHtml::Sanitize)[0].0, "html-too-deep");
        for sound in [
            "<p>甲<p>乙\n\n".repeat(500),
            "<ul><li>甲<li>乙</ul>\n\n".repeat(500),
            "甲<b>乙</b><br><img src=a.png>".repeat(500),
            "<div>".repeat(90) + &"</div>".repeat(90),
        ] {
            assert_eq!(codes(&sound, RawHtml::Sanitize), []);
        }
    }
}
