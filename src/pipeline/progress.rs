//! Progress: counters and times of the phases of a run, for the progress line and `--timings`.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::render::RenditionObserver;

/// A phase of a run, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Reading source files.
    Read,
    /// Parsing them into documents.
    Parse,
    /// Making the site, and checking its links.
    Link,
    /// Decoding, scaling and encoding images.
    Images,
    /// Rendering outputs.
    Render,
    /// Comparing, writing and committing outputs.
    Write,
}

impl Phase {
    /// All phases in order.
    pub(crate) const ALL: [Self; 6] = [
        Self::Read,
        Self::Parse,
        Self::Link,
        Self::Images,
        Self::Render,
        Self::Write,
    ];
}

/// The number of slowest outputs that are reported.
const SLOWEST: usize = 10;

/// The counters of a run. All threads add to them, while another one may read.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    is_timed: bool,
    phases: [Counters; 6],
    slowest: OnceLock<Vec<(Duration, String)>>,
}

#[derive(Debug, Default)]
struct Counters {
    nanoseconds: AtomicU64,
    items: AtomicU64,
    bytes: AtomicU64,
    expected: AtomicU64,
}

/// The state of one phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PhaseProgress {
    /// The sum over all threads; zero unless the run is timed.
    pub time: Duration,
    /// Finished files or outputs.
    pub items: u64,
    /// Expected files or outputs; zero if unknown.
    pub expected: u64,
    /// Bytes that were read or produced.
    pub bytes: u64,
}

impl Progress {
    /// Progress with times, which cost a little.
    pub(crate) fn timed() -> Self {
        Self {
            is_timed: true,
            ..Self::default()
        }
    }

    /// Forgets what was counted, for a run that begins again.
    pub(crate) fn restart(&self) {
        for phase in &self.phases {
            for counter in [
                &phase.nanoseconds,
                &phase.items,
                &phase.bytes,
                &phase.expected,
            ] {
                counter.store(0, Ordering::Relaxed);
            }
        }
    }

    /// Sets the expected number of items of a phase.
    pub(crate) fn expect(&self, phase: Phase, items: usize) {
        let expected = &self.phases[phase as usize].expected;
        expected.store(items as u64, Ordering::Relaxed);
    }

    /// The start time for [`Self::record`], in a timed run.
    pub(crate) fn start(&self) -> Option<Instant> {
        self.is_timed.then(Instant::now)
    }

    /// Counts items that were started at `start`. Returns the time they took.
    pub(crate) fn record(
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

    /// The state of a phase now.
    pub(crate) fn phase(&self, phase: Phase) -> PhaseProgress {
        let counters = &self.phases[phase as usize];
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        PhaseProgress {
            time: Duration::from_nanos(read(&counters.nanoseconds)),
            items: read(&counters.items),
            expected: read(&counters.expected),
            bytes: read(&counters.bytes),
        }
    }

    /// Sets the slowest outputs of a timed run from the time and index of all; `path` gives the path of an
    /// index.
    pub(crate) fn set_slowest(
        &self,
        pages: impl Iterator<Item = (Duration, usize)>,
        path: impl Fn(usize) -> String,
    ) {
        if self.is_timed {
            let mut pages: Vec<(Duration, usize)> = pages.collect();
            pages.sort_unstable_by(|a, b| b.cmp(a));
            let slowest = pages.into_iter().take(SLOWEST);
            // A run renders all of its outputs once, so nothing has been set before.
            let _ = self
                .slowest
                .set(slowest.map(|(time, page)| (time, path(page))).collect());
        }
    }

    /// The slowest outputs with their paths, the slowest first.
    pub(crate) fn slowest(&self) -> &[(Duration, String)] {
        self.slowest.get().map_or(&[], Vec::as_slice)
    }
}

impl RenditionObserver for Progress {
    fn expect(&self, images: usize) {
        Self::expect(self, Phase::Images, images);
    }

    fn begin(&self) -> Option<Instant> {
        self.start()
    }

    fn end(&self, start: Option<Instant>, bytes: usize) {
        self.record(Phase::Images, start, 1, bytes);
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
            progress.restart();
            assert_eq!(progress.phase(Phase::Read), PhaseProgress::default());
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
