//! A body in which markup that can only be meant in one way is written as Markdown has it.
//!
//! The parser decides what is text: where a body needs repairs, it is parsed, repaired in its texts alone,
//! and parsed again. So nothing in code or in an address is touched, and a repaired heading, link or
//! picture is like any other.

use std::ops::Range;

use crate::text::edited::{EditedText, Editor};

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Repair {
    /// What is replaced; empty where something is inserted.
    pub range: Range<usize>,
    /// What is written instead.
    pub with: String,
}

/// The text of `body` with `repairs`. Of repairs that overlap the first is made.
pub(super) fn repaired(body: &str, mut repairs: Vec<Repair>) -> EditedText<'_> {
    repairs.sort_by_key(|repair| (repair.range.start, repair.range.end));
    let mut editor = Editor::new(body);
    for Repair { range, with } in repairs {
        if range.start >= editor.edited_end() {
            editor.replace(range, &with);
        }
    }
    editor.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repair(range: Range<usize>, with: &str) -> Repair {
        Repair {
            range,
            with: with.to_owned(),
        }
    }

    #[test]
    fn every_offset_maps_back() {
        let body = "##一\n［字］（a.md）尾";
        let repairs = vec![
            repair(body.find("］").unwrap()..body.find("a.md").unwrap(), "]("),
            repair(2..2, " "),
            repair(body.find("［").unwrap()..body.find("字").unwrap(), "["),
            repair(body.find("）").unwrap()..body.find("尾").unwrap(), ")"),
            repair(1..3, "overlaps"),
        ];
        let repaired = super::repaired(body, repairs[..4].to_vec());
        assert_eq!(repaired.text(), "## 一\n[字](a.md)尾");
        for wanted in ["一", "字", "a.md", "尾"] {
            let at = repaired.text().find(wanted).unwrap();
            assert_eq!(repaired.source_offset(at), body.find(wanted).unwrap());
        }
        let text = repaired.text();
        let offsets = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        let offsets: Vec<usize> = offsets.map(|at| repaired.source_offset(at)).collect();
        assert!(offsets.is_sorted());
        assert!(offsets.iter().all(|&at| body.is_char_boundary(at)));
        assert_eq!(offsets.last(), Some(&body.len()));
        let overlapping = super::repaired(body, repairs);
        assert!(
            overlapping.text().starts_with("#overlaps"),
            "{overlapping:?}"
        );
    }
}
