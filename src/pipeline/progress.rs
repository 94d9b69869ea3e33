//! How far a run is and how long each phase takes: what the progress line and `--timings` show.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What a run does, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Sources are read.
    Read,
    /// Texts become documents.
    Parse,
    /// Documents become a site, and its links are checked.
    Link,
    /// Pages and feeds are rendered.
    Render,
    /// Outputs are compared, written and put in place.
    Write,
}

impl Phase {
    /// All phases in order.
    pub const ALL: [Self; 5] = [
        Self::Read,
        Self::Parse,
        Self::Link,
        Self::Render,
        Self::Write,
    ];
}

/// How many of the slowest pages are kept.
pub const SLOWEST: usize = 10;

/// What is counted of a run. All threads write to it; it is read while they do.
#[derive(Debug, Default)]
pub struct Progress {
    is_timed: bool,
    phases: [Counters; 5],
    slowest: OnceLock<Vec<(Duration, String)>>,
}

#[derive(Debug, Default)]
struct Counters {
    nanoseconds: AtomicU64,
    items: AtomicU64,
    bytes: AtomicU64,
    expected: AtomicU64,
}

/// What was counted of one phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PhaseProgress {
    /// Time that all threads together spent; zero unless the run is timed.
    pub time: Duration,
    /// Files or pages done.
    pub items: u64,
    /// Files or pages to be done; zero where that is not known.
    pub expected: u64,
    /// Bytes read or made.
    pub bytes: u64,
}

impl Progress {
    /// A monitor that measures times too, which costs a little.
    pub fn timed() -> Self {
        Self {
            is_timed: true,
            ..Self::default()
        }
    }

    /// Says how many items a phase has.
    pub fn expect(&self, phase: Phase, items: usize) {
        let expected = &self.phases[phase as usize].expected;
        expected.store(items as u64, Ordering::Relaxed);
    }

    /// Starts the clock for [`Self::done`].
    pub fn start(&self) -> Option<Instant> {
        self.is_timed.then(Instant::now)
    }

    /// Counts items that were begun at `start`, and returns the time that they took.
    pub fn record(
        &self,
        phase: Phase,
        start: Option<Instant>,
        items: usize,
        bytes: usize,
    ) -> Duration {
        let counters = &self.phases[phase as usize];
        counters.items.fetch_add(items as u64, Ordering::Relaxed);
        counters.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        let Some(start) = start else {
            return Duration::ZERO;
        };
        let time = start.elapsed();
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        counters
            .nanoseconds
            .fetch_add(nanoseconds, Ordering::Relaxed);
        time
    }

    /// What was counted of a phase so far.
    pub fn phase(&self, phase: Phase) -> PhaseProgress {
        let counters = &self.phases[phase as usize];
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        PhaseProgress {
            time: Duration::from_nanos(read(&counters.nanoseconds)),
            items: read(&counters.items),
            expected: read(&counters.expected),
            bytes: read(&counters.bytes),
        }
    }

    /// Keeps the slowest pages of a timed run: time and number of each, and what the path of a number is.
    pub fn set_slowest(
        &self,
        pages: impl Iterator<Item = (Duration, usize)>,
        path: impl Fn(usize) -> String,
    ) {
        if self.is_timed {
            let mut pages: Vec<(Duration, usize)> = pages.collect();
            pages.sort_unstable_by(|a, b| b.cmp(a));
            let slowest = pages.into_iter().take(SLOWEST);
            // A run renders once.
            let _ = self
                .slowest
                .set(slowest.map(|(time, page)| (time, path(page))).collect());
        }
    }

    /// The slowest pages, the slowest first.
    pub fn slowest(&self) -> &[(Duration, String)] {
        self.slowest.get().map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_and_times_only_where_asked_for() {
        for (progress, is_timed) in [(Progress::default(), false), (Progress::timed(), true)] {
            progress.expect(Phase::Read, 5);
            for _ in 0..2 {
                let start = progress.start();
                std::thread::sleep(Duration::from_millis(1));
                progress.record(Phase::Read, start, 2, 100);
            }
            let phase = progress.phase(Phase::Read);
            assert_eq!((phase.items, phase.expected, phase.bytes), (4, 5, 200));
            assert_eq!(phase.time >= Duration::from_millis(2), is_timed);
            assert_eq!(progress.phase(Phase::Write), PhaseProgress::default());
        }
    }

    #[test]
    fn the_slowest_pages_come_first() {
        let progress = Progress::timed();
        let pages = (0..20).map(|page| (Duration::from_millis(page), page as usize));
        progress.set_slowest(pages, |page| page.to_string());
        let paths: Vec<&str> = progress
            .slowest()
            .iter()
            .map(|(_, path)| path.as_str())
            .collect();
        assert_eq!(paths.len(), SLOWEST);
        assert_eq!((paths[0], paths[9]), ("19", "10"));
    }
}
