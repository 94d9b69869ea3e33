//! The first words of an article, for its summary.

use super::Heading;
use crate::text::classes::is_full_width_mark;
use crate::text::line_break::joins;

/// The longest lead, in characters.
const LIMIT: usize = 600;

/// Collects the first words.
#[derive(Default)]
pub(super) struct LeadCollector {
    paragraphs: LeadLine,
    /// Lists, quotations and tables, for an article without a paragraph.
    others: LeadLine,
}

#[derive(Default)]
struct LeadLine {
    text: String,
    chars: usize,
}

impl LeadCollector {
    /// Adds the text of a block. `is_paragraph` is for paragraphs of the article itself.
    pub(super) fn add(&mut self, text: &str, is_paragraph: bool) {
        if is_paragraph {
            self.paragraphs.add(text, joins);
        } else if self.paragraphs.chars == 0 {
            self.others.add(text, ends_with_mark);
        }
    }

    /// The paragraphs, or else the other blocks, or else the headings.
    pub(super) fn finish(self, headings: &[Heading]) -> String {
        if self.paragraphs.chars > 0 {
            return self.paragraphs.text;
        }
        let mut line = self.others;
        if line.chars == 0 {
            for heading in headings {
                line.add(&heading.text, ends_with_mark);
            }
        }
        line.text
    }
}

impl LeadLine {
    /// Adds a text, after a space unless `join` holds for the characters on both sides.
    fn add(&mut self, text: &str, join: fn(char, char) -> bool) {
        let text = text.trim();
        let (Some(first), true) = (text.chars().next(), self.chars < LIMIT) else {
            return;
        };
        if let Some(last) = self.text.chars().next_back()
            && !join(last, first)
        {
            self.text.push(' ');
            self.chars += 1;
        }
        if self.chars == 0 {
            self.text.reserve(LIMIT * 3);
        }
        let room = LIMIT - self.chars;
        let chars = text.chars().count();
        let fitting = if chars > room {
            let end = text.char_indices().nth(room).map(|(end, _)| end);
            end.and_then(|end| text.get(..end)).unwrap_or_default()
        } else {
            text
        };
        self.text.push_str(fitting);
        self.chars += chars.min(room);
    }
}

/// Items, cells and headings are separated by a space, except after a full-width mark.
fn ends_with_mark(last: char, _: char) -> bool {
    is_full_width_mark(last)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{options, render_with};

    fn lead(body: &str) -> String {
        render_with(body, &options()).lead
    }

    #[test]
    fn paragraphs_first() {
        for (body, expected) in [
            (
                "# 题\n\n> 引\n\n一**段**，\n尾。\n\n- 表\n\n二段。",
                "一段，尾。二段。",
            ),
            ("One.\n\nTwo\\\nthree.", "One. Two three."),
            ("- 甲\n- 乙", "甲 乙"),
            ("> 引文。\n\n| 表 |\n|--|\n| 格 |", "引文。表 格"),
            ("## 甲\n## 乙", "甲 乙"),
            ("文[^1]\n\n[^1]: 注", "文"),
            ("```\n码\n```", ""),
            ("", ""),
        ] {
            assert_eq!(lead(body), expected, "{body:?}");
        }
    }

    #[test]
    fn the_lead_ends_at_the_limit() {
        let body = "一二三四五六七八九十\n\n".repeat(100);
        assert_eq!(lead(&body).chars().count(), 600);
    }
}
