//! What is done to a text, noted and not done: one that is shown in several places needs to be looked through once.

use std::fmt;
use std::ops::Range;

/// The pieces of a text that stay, and what is written between them.
#[derive(Debug, Default)]
pub(super) struct Edits {
    pieces: Vec<Piece>,
    written: String,
}

/// A piece that stays, and where what is written before it ends.
#[derive(Debug)]
struct Piece {
    kept: Range<usize>,
    written: usize,
}

impl Edits {
    /// Keeps a piece of the text.
    pub(super) fn keep(&mut self, kept: Range<usize>) {
        let written = self.written.len();
        self.pieces.push(Piece { kept, written });
    }

    /// Writes something behind what was kept last.
    pub(super) fn write(&mut self, text: &str) {
        self.written.push_str(text);
    }

    /// The bytes of the edited text.
    pub(super) fn len(&self) -> usize {
        let kept: usize = self.pieces.iter().map(|piece| piece.kept.len()).sum();
        kept + self.written.len()
    }

    /// Writes the edited text to the end of `out`. `text` is the one that the edits were noted of.
    pub(super) fn apply(&self, text: &str, out: &mut String) {
        let mut done = 0;
        for Piece { kept, written } in &self.pieces {
            out.push_str(&self.written[done..*written]);
            out.push_str(&text[kept.clone()]);
            done = *written;
        }
        out.push_str(&self.written[done..]);
    }
}

impl fmt::Write for Edits {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.write(text);
        Ok(())
    }
}
