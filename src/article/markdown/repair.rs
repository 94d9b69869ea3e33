//! A body in which markup that can only be meant in one way is written as Markdown has it, and the map from
//! its offsets back to those of the body.
//!
//! The parser decides what is text: where a body needs repairs, it is parsed, repaired in its texts alone,
//! and parsed again. So nothing in code or in an address is touched, and a repaired heading, link or
//! picture is like any other.

use std::ops::Range;

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Repair {
    /// What is replaced; empty where something is inserted.
    pub range: Range<usize>,
    /// What is written instead.
    pub with: String,
}

/// A body with its repairs.
#[derive(Debug)]
pub(super) struct RepairedBody {
    text: String,
    /// In order.
    places: Vec<RepairedPlace>,
}

/// A repair as the offset map needs it.
#[derive(Debug)]
struct RepairedPlace {
    /// In the body.
    source: Range<usize>,
    /// In the repaired text.
    repaired: Range<usize>,
}

impl RepairedBody {
    /// Repairs `body`. Of repairs that overlap the first is made.
    pub(super) fn new(body: &str, mut repairs: Vec<Repair>) -> Self {
        repairs.sort_by_key(|repair| (repair.range.start, repair.range.end));
        let mut text = String::with_capacity(body.len() + 4 * repairs.len());
        let mut places = Vec::with_capacity(repairs.len());
        let mut copied = 0;
        for Repair { range, with } in repairs {
            let Some(kept) = body.get(copied..range.start) else {
                continue;
            };
            text.push_str(kept);
            let start = text.len();
            text.push_str(&with);
            copied = range.end;
            places.push(RepairedPlace {
                source: range,
                repaired: start..text.len(),
            });
        }
        text.push_str(body.get(copied..).unwrap_or_default());
        Self { text, places }
    }

    /// The repaired text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The byte offset in the body for a byte offset in the repaired text. Inside of a repair it is the
    /// start of what was replaced. Takes logarithmic time.
    pub(super) fn source_offset(&self, offset: usize) -> usize {
        let after = self
            .places
            .partition_point(|place| place.repaired.start <= offset);
        let last = after.checked_sub(1).and_then(|last| self.places.get(last));
        match last {
            Some(last) if offset < last.repaired.end => last.source.start,
            Some(last) => offset - last.repaired.end + last.source.end,
            None => offset,
        }
    }
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
        let repaired = RepairedBody::new(body, repairs[..4].to_vec());
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
        let overlapping = RepairedBody::new(body, repairs);
        assert!(
            overlapping.text().starts_with("#overlaps"),
            "{overlapping:?}"
        );
    }
}
