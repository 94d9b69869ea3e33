//! Foreground activity: requests that are being answered and scans of the folder. The background pass over
//! all pages runs only while there is none.
//!
//! Thread priorities would not do: a page that is being rendered at low priority still competes with an edit
//! for memory and cores. Pausing the pass works alike on every system.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long after the last activity the preview counts as idle. A browser that loads a page requests several
/// files, one after the other.
const IDLE_DELAY: Duration = Duration::from_millis(20);

/// Counts the activities that are in progress.
#[derive(Debug)]
pub(super) struct ForegroundActivity {
    in_progress: AtomicUsize,
    start: Instant,
    /// When the last activity ended, in microseconds from `start`.
    last_end: AtomicU64,
}

/// One activity, from [`ForegroundActivity::begin`] until this guard is dropped.
#[derive(Debug)]
pub(super) struct ActivityGuard(Arc<ForegroundActivity>);

impl ForegroundActivity {
    /// A counter without activities.
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            in_progress: AtomicUsize::new(0),
            start: Instant::now(),
            last_end: AtomicU64::new(0),
        })
    }

    /// Begins an activity.
    pub(super) fn begin(self: &Arc<Self>) -> ActivityGuard {
        self.in_progress.fetch_add(1, Ordering::SeqCst);
        ActivityGuard(Arc::clone(self))
    }

    /// Whether no activity is in progress.
    pub(super) fn has_paused(&self) -> bool {
        self.in_progress.load(Ordering::SeqCst) == 0
    }

    /// Whether no activity is in progress and the last one ended at least `IDLE_DELAY` ago.
    pub(super) fn is_idle(&self) -> bool {
        let last_end = Duration::from_micros(self.last_end.load(Ordering::SeqCst));
        self.has_paused() && self.start.elapsed() >= last_end + IDLE_DELAY
    }
}

impl Drop for ActivityGuard {
    fn drop(&mut self) {
        let now = u64::try_from(self.0.start.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.0.last_end.store(now, Ordering::SeqCst);
        self.0.in_progress.fetch_sub(1, Ordering::SeqCst);
    }
}
