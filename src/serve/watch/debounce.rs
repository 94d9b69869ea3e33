//! Debouncing: decides when the folder is scanned, as a pure function of change hints and time.
//!
//! A hint says that a file may have changed. The folder is scanned after a quiet time: a short one if the
//! last hint is the end of a write, a longer one if it is the middle of one. A limit on the whole delay
//! keeps a program that writes without pause from holding up the preview.

use std::time::{Duration, Instant};

/// How far a write has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WriteProgress {
    /// The file is complete: it was closed after writing, renamed, or removed.
    Complete,
    /// The file was created or written to, and more may follow.
    Partial,
}

/// The quiet time after a complete write. Editors that save in several steps take less than this between
/// them.
const DEBOUNCE_COMPLETE: Duration = Duration::from_millis(5);

/// The quiet time after a partial write.
const DEBOUNCE_PARTIAL: Duration = Duration::from_millis(40);

/// The longest delay from the first hint to the scan.
const MAX_DELAY: Duration = Duration::from_millis(400);

/// After a scan that hints led to, the folder is scanned once more with this delay. A folder that was just
/// created is watched only after its first files may have been written, and these cause no events.
const FOLLOW_UP_DELAY: Duration = Duration::from_millis(300);

/// The hints since the last scan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Debouncer {
    first_hint: Option<Instant>,
    due: Option<Instant>,
    follow_up: Option<Instant>,
}

impl Debouncer {
    /// Records a hint that came at `at`.
    pub(crate) fn record(&mut self, progress: WriteProgress, at: Instant) {
        let first_hint = *self.first_hint.get_or_insert(at);
        let quiet_time = match progress {
            WriteProgress::Complete => DEBOUNCE_COMPLETE,
            WriteProgress::Partial => DEBOUNCE_PARTIAL,
        };
        self.due = Some((at + quiet_time).min(first_hint + MAX_DELAY));
    }

    /// When the folder is to be scanned; `None` if there is no reason to.
    pub(crate) fn due(&self) -> Option<Instant> {
        match (self.due, self.follow_up) {
            (Some(due), Some(follow_up)) => Some(due.min(follow_up)),
            (due, follow_up) => due.or(follow_up),
        }
    }

    /// Records that the folder was scanned at `at`.
    pub(crate) fn scanned(&mut self, at: Instant) {
        let follow_up = self.first_hint.is_some().then_some(at + FOLLOW_UP_DELAY);
        *self = Self {
            follow_up,
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

    /// When the scan is due after hints at these times, all in milliseconds.
    fn due(hints: &[(u64, WriteProgress)]) -> Option<u128> {
        let start = Instant::now();
        let mut debouncer = Debouncer::default();
        for &(at, progress) in hints {
            debouncer.record(progress, start + ms(at));
        }
        debouncer.due().map(|due| (due - start).as_millis())
    }

    #[test]
    fn nothing_is_due_without_a_hint() {
        assert_eq!(due(&[]), None);
    }

    #[test]
    fn a_complete_file_is_scanned_after_a_short_time() {
        assert_eq!(due(&[(0, WriteProgress::Complete)]), Some(5));
        // Created, written, closed: as editors do.
        let write = [
            (0, WriteProgress::Partial),
            (1, WriteProgress::Partial),
            (2, WriteProgress::Complete),
        ];
        assert_eq!(due(&write), Some(7));
    }

    #[test]
    fn a_partial_write_is_given_more_time() {
        assert_eq!(due(&[(0, WriteProgress::Partial)]), Some(40));
        assert_eq!(
            due(&[(0, WriteProgress::Complete), (3, WriteProgress::Partial)]),
            Some(43)
        );
    }

    #[test]
    fn continuous_hints_delay_the_scan_but_not_without_limit() {
        let burst: Vec<(u64, WriteProgress)> = (0..30)
            .map(|at| (at * 5, WriteProgress::Complete))
            .collect();
        assert_eq!(due(&burst), Some(150));
        let endless: Vec<(u64, WriteProgress)> = (0..500)
            .map(|at| (at * 5, WriteProgress::Complete))
            .collect();
        assert_eq!(due(&endless), Some(400));
        let writing: Vec<(u64, WriteProgress)> = (0..500)
            .map(|at| (at * 5, WriteProgress::Partial))
            .collect();
        assert_eq!(due(&writing), Some(400));
    }

    #[test]
    fn a_scan_after_hints_is_followed_up_once() {
        let start = Instant::now();
        let mut debouncer = Debouncer::default();
        debouncer.record(WriteProgress::Complete, start);
        debouncer.scanned(start + ms(10));
        assert_eq!(debouncer.due(), Some(start + ms(310)));
        debouncer.scanned(start + ms(310));
        assert_eq!(debouncer.due(), None);
    }

    #[test]
    fn a_hint_after_a_scan_starts_a_new_delay() {
        let start = Instant::now();
        let mut debouncer = Debouncer::default();
        debouncer.record(WriteProgress::Complete, start);
        debouncer.scanned(start + ms(10));
        debouncer.record(WriteProgress::Complete, start + ms(20));
        assert_eq!(debouncer.due(), Some(start + ms(25)));
    }
}
