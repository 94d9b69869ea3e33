//! The first words of an article, for summaries.

use super::Heading;
use crate::text::classes::is_full_width_mark;
use crate::text::line_break::joins;

/// Characters kept.
const LIMIT: usize = 600;

/// Gathers the first words.
#[derive(Default)]
pub(super) struct Lead {
    paragraphs: Line,
    /// Lists, quotations and tables, for an article without a paragraph.
    others: Line,
}

#[derive(Default)]
struct Line {
    text: String,
    chars: usize,
}

impl Lead {
    /// Adds the text of a block; `plain` if it is a paragraph of the article itself.
    pub(super) fn add(&mut self, text: &str, plain: bool) {
        if plain {
            self.paragraphs.add(text, joins);
        } else if self.paragraphs.chars == 0 {
            self.others.add(text, follows);
        }
    }

    /// What there is, in the order of preference.
    pub(super) fn finish(self, headings: &[Heading]) -> String {
        if self.paragraphs.chars > 0 {
            return self.paragraphs.text;
        }
        let mut line = self.others;
        if line.chars == 0 {
            for heading in headings {
                line.add(&heading.text, follows);
            }
        }
        line.text
    }
}

impl Line {
    /// Adds a text, after a blank unless the two `join`.
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
        let kept = if chars > room {
            let end = text.char_indices().nth(room).map(|(end, _)| end);
            end.and_then(|end| text.get(..end)).unwrap_or_default()
        } else {
            text
        };
        self.text.push_str(kept);
        self.chars += chars.min(room);
    }
}

/// Items, cells and headings are kept apart, except where a mark does that.
fn follows(last: char, _: char) -> bool {
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
    fn it_ends_at_the_limit() {
        let body = "一二三四五六七八九十\n\n".repeat(100);
        assert_eq!(lead(&body).chars().count(), 600);
    }
}
