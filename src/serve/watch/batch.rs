//! The decision when to look: a pure function of hints and time.
//!
//! A hint says that something may have happened. The folder is looked at after a quiet moment: a short one where the last
//! hint is the end of a write, a longer one where it is the middle of one, and in any case after a while, so that a program
//! that writes without pause does not keep the preview waiting.

use std::time::{Duration, Instant};

/// What may have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hint {
    /// A file is whole: it was closed after writing, renamed, or removed.
    Whole,
    /// A file was made or written to, and more may come.
    Partial,
}

/// Quiet after a file that is whole. Editors that save by several steps take less than this between them.
const SHORT: Duration = Duration::from_millis(5);

/// Quiet after a file that may be half-written.
const LONG: Duration = Duration::from_millis(40);

/// The longest time from the first hint to the look.
const CAP: Duration = Duration::from_millis(400);

/// After a look that hints led to there is another: a folder that came into being was not watched from its first moment.
const ONCE_MORE: Duration = Duration::from_millis(300);

/// The hints since the last look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Batch {
    first: Option<Instant>,
    due: Option<Instant>,
    once_more: Option<Instant>,
}

impl Batch {
    /// Takes a hint that came at `at`.
    pub(crate) fn hint(&mut self, hint: Hint, at: Instant) {
        let first = *self.first.get_or_insert(at);
        let quiet = match hint {
            Hint::Whole => SHORT,
            Hint::Partial => LONG,
        };
        self.due = Some((at + quiet).min(first + CAP));
    }

    /// When the folder is to be looked at; `None` while there is no reason.
    pub(crate) fn due(&self) -> Option<Instant> {
        match (self.due, self.once_more) {
            (Some(due), Some(more)) => Some(due.min(more)),
            (due, more) => due.or(more),
        }
    }

    /// The folder was looked at `at`.
    pub(crate) fn looked(&mut self, at: Instant) {
        let once_more = self.first.is_some().then_some(at + ONCE_MORE);
        *self = Self {
            once_more,
            ..Self::default()
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    /// When a batch of hints at these milliseconds is due, in milliseconds.
    fn due(hints: &[(u64, Hint)]) -> Option<u128> {
        let start = Instant::now();
        let mut batch = Batch::default();
        for &(at, hint) in hints {
            batch.hint(hint, start + ms(at));
        }
        batch.due().map(|due| (due - start).as_millis())
    }

    #[test]
    fn nothing_is_due_without_a_hint() {
        assert_eq!(due(&[]), None);
    }

    #[test]
    fn a_whole_file_is_looked_at_after_a_short_moment() {
        assert_eq!(due(&[(0, Hint::Whole)]), Some(5));
        // Made, written, closed: as an editor does.
        let write = [(0, Hint::Partial), (1, Hint::Partial), (2, Hint::Whole)];
        assert_eq!(due(&write), Some(7));
    }

    #[test]
    fn a_file_that_may_be_half_written_is_given_time() {
        assert_eq!(due(&[(0, Hint::Partial)]), Some(40));
        assert_eq!(due(&[(0, Hint::Whole), (3, Hint::Partial)]), Some(43));
    }

    #[test]
    fn hints_that_keep_coming_put_the_look_off_but_not_for_ever() {
        let burst: Vec<(u64, Hint)> = (0..30).map(|at| (at * 5, Hint::Whole)).collect();
        assert_eq!(due(&burst), Some(150));
        let endless: Vec<(u64, Hint)> = (0..500).map(|at| (at * 5, Hint::Whole)).collect();
        assert_eq!(due(&endless), Some(400));
        let writing: Vec<(u64, Hint)> = (0..500).map(|at| (at * 5, Hint::Partial)).collect();
        assert_eq!(due(&writing), Some(400));
    }

    #[test]
    fn a_look_that_hints_led_to_is_followed_by_one_more_and_no_third() {
        let start = Instant::now();
        let mut batch = Batch::default();
        batch.hint(Hint::Whole, start);
        batch.looked(start + ms(10));
        assert_eq!(batch.due(), Some(start + ms(310)));
        batch.looked(start + ms(310));
        assert_eq!(batch.due(), None);
    }

    #[test]
    fn a_hint_after_a_look_is_a_new_batch() {
        let start = Instant::now();
        let mut batch = Batch::default();
        batch.hint(Hint::Whole, start);
        batch.looked(start + ms(10));
        batch.hint(Hint::Whole, start + ms(20));
        assert_eq!(batch.due(), Some(start + ms(25)));
    }
}
