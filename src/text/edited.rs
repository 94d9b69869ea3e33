//! A text with parts replaced, and the map from its offsets back to the source: what is parsed in place of
//! the source, while messages name the source.

use std::borrow::Cow;
use std::ops::Range;

/// A text with parts replaced.
#[derive(Debug)]
pub struct EditedText<'a> {
    text: Cow<'a, str>,
    edits: Vec<AppliedEdit>,
}

/// A replacement, by its places in both texts.
#[derive(Debug)]
struct AppliedEdit {
    source: Range<usize>,
    edited: Range<usize>,
}

/// Collects replacements.
#[derive(Debug)]
pub struct Editor<'a> {
    source: &'a str,
    text: String,
    copied: usize,
    edits: Vec<AppliedEdit>,
}

impl<'a> EditedText<'a> {
    /// The source as it is.
    pub fn unchanged(source: &'a str) -> Self {
        Self {
            text: Cow::Borrowed(source),
            edits: Vec::new(),
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the text differs from the source.
    pub fn is_changed(&self) -> bool {
        !self.edits.is_empty()
    }

    /// The range in the source for a range in the text.
    pub fn source_range(&self, range: Range<usize>) -> Range<usize> {
        self.source_offset(range.start)..self.source_offset(range.end)
    }

    /// The offset in the source for an offset in the text: inside a replacement, where it begins. Takes
    /// logarithmic time.
    pub fn source_offset(&self, offset: usize) -> usize {
        let after = self
            .edits
            .partition_point(|edit| edit.edited.start <= offset);
        match after.checked_sub(1).and_then(|last| self.edits.get(last)) {
            Some(last) if offset < last.edited.end => last.source.start,
            Some(last) => offset - last.edited.end + last.source.end,
            None => offset,
        }
    }
}

impl<'a> Editor<'a> {
    /// Begins with no replacement.
    pub fn new(source: &'a str) -> Self {
        Self {
            source,
            text: String::new(),
            copied: 0,
            edits: Vec::new(),
        }
    }

    /// The end of the last range that was replaced.
    pub fn edited_end(&self) -> usize {
        self.copied
    }

    /// Replaces `range` of the source, which begins where the last one ended or later.
    pub fn replace(&mut self, range: Range<usize>, with: &str) {
        if self.edits.is_empty() {
            self.text.reserve(self.source.len() + self.source.len() / 8);
        }
        self.text.push_str(
            self.source
                .get(self.copied..range.start)
                .unwrap_or_default(),
        );
        let start = self.text.len();
        self.text.push_str(with);
        self.copied = range.end;
        self.edits.push(AppliedEdit {
            source: range,
            edited: start..self.text.len(),
        });
    }

    /// The text with all replacements.
    pub fn finish(mut self) -> EditedText<'a> {
        if self.edits.is_empty() {
            return EditedText::unchanged(self.source);
        }
        self.text
            .push_str(self.source.get(self.copied..).unwrap_or_default());
        EditedText {
            text: Cow::Owned(self.text),
            edits: self.edits,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_map_back() {
        let source = "一　　二\t三";
        let mut editor = Editor::new(source);
        editor.replace(3..9, "\n\n");
        editor.replace(12..13, " | ");
        let edited = editor.finish();
        assert_eq!(edited.text(), "一\n\n二 | 三");
        for (at, expected) in [
            (0, 0),
            (3, 3),
            (4, 3),
            (5, 9),
            (8, 12),
            (9, 12),
            (11, 13),
            (14, 16),
        ] {
            assert_eq!(edited.source_offset(at), expected, "{at}");
        }
    }

    #[test]
    fn without_edits_the_source_is_borrowed() {
        let edited = Editor::new("一").finish();
        assert!(matches!(edited.text, Cow::Borrowed("一")));
        assert_eq!(edited.source_offset(3), 3);
    }
}
