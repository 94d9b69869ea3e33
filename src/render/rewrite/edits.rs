//! The edits of a text, recorded and not applied: a text that several outputs show is read once.

use std::fmt;
use std::ops::Range;

/// The pieces of a text that stay, and the new text between them.
#[derive(Debug, Default)]
pub(in crate::render) struct Rewrite {
    pieces: Vec<Piece>,
    inserted: String,
}

/// A piece that stays, and the end of the part of `inserted` that comes before it.
#[derive(Debug)]
struct Piece {
    range: Range<usize>,
    inserted_end: usize,
}

impl Rewrite {
    /// Keeps a piece of the text.
    pub(super) fn keep(&mut self, range: Range<usize>) {
        let inserted_end = self.inserted.len();
        self.pieces.push(Piece {
            range,
            inserted_end,
        });
    }

    /// Writes something behind the last piece.
    pub(super) fn write(&mut self, text: &str) {
        self.inserted.push_str(text);
    }

    /// The length of the edited text in bytes.
    pub(in crate::render) fn len(&self) -> usize {
        let unchanged: usize = self.pieces.iter().map(|piece| piece.range.len()).sum();
        unchanged + self.inserted.len()
    }

    /// Appends the edited text to `out`. `text` must be the text whose edits were recorded.
    pub(in crate::render) fn apply(&self, text: &str, out: &mut String) {
        let mut start = 0;
        for Piece {
            range,
            inserted_end,
        } in &self.pieces
        {
            out.push_str(&self.inserted[start..*inserted_end]);
            out.push_str(&text[range.clone()]);
            start = *inserted_end;
        }
        out.push_str(&self.inserted[start..]);
    }
}

impl fmt::Write for Rewrite {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.write(text);
        Ok(())
    }
}
