//! The edits of a text, recorded and not applied: a text that several outputs show is read once.

use std::fmt;
use std::ops::Range;

/// The pieces of a text that are kept, and what is written between them.
#[derive(Debug, Default)]
pub(in crate::render) struct Rewrite {
    pieces: Vec<Piece>,
    written: String,
}

/// A piece that is kept, and where the part of `written` ends that comes before it.
#[derive(Debug)]
struct Piece {
    kept: Range<usize>,
    written: usize,
}

impl Rewrite {
    /// Keeps a piece of the text.
    pub(super) fn keep(&mut self, kept: Range<usize>) {
        let written = self.written.len();
        self.pieces.push(Piece { kept, written });
    }

    /// Writes something behind the last piece.
    pub(super) fn write(&mut self, text: &str) {
        self.written.push_str(text);
    }

    /// The length of the edited text in bytes.
    pub(in crate::render) fn len(&self) -> usize {
        let kept: usize = self.pieces.iter().map(|piece| piece.kept.len()).sum();
        kept + self.written.len()
    }

    /// Appends the edited text to `out`. `text` is the one of which the edits were recorded.
    pub(in crate::render) fn apply(&self, text: &str, out: &mut String) {
        let mut done = 0;
        for Piece { kept, written } in &self.pieces {
            out.push_str(&self.written[done..*written]);
            out.push_str(&text[kept.clone()]);
            done = *written;
        }
        out.push_str(&self.written[done..]);
    }
}

impl fmt::Write for Rewrite {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.write(text);
        Ok(())
    }
}
