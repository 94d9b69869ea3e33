//! The first words of an article, for its summary.

use super::Heading;
use crate::text::line_break::ends_with_mark;

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
            self.paragraphs.add(text);
        } else if self.paragraphs.chars == 0 {
            self.others.add(text);
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
                line.add(&heading.text);
            }
        }
        line.text
    }
}

impl LeadLine {
    /// Adds a text, after a space unless the last one ends with a mark.
    fn add(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() || self.chars >= LIMIT {
            return;
        }
        if !ends_with_mark(&self.text) {
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
            ("一段没有句号\n\n二段", "一段没有句号 二段"),
            (
                "甲：“一。”\n\n《意见》\n\n二——\n\n三……\n\n四",
                "甲：“一。”《意见》 二——三……四",
            ),
            ("甲村\\\n乙村  \n丙，\\\n丁", "甲村 乙村 丙，丁"),
            (
                "为此：\n（一）加强组织\n（二）完善机制",
                "为此：（一）加强组织 （二）完善机制",
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
