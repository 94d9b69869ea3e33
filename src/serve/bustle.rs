//! Who is being waited for: requests that are answered and looks at the folder. The pass over all pages goes on only when
//! it has been quiet for a moment, on every system alike: where threads have priorities, a page that is being rendered
//! would still hold back an edit that waits for the same memory and cores.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// So long after the last of them it is quiet: a page asks for several files, one after the other.
const QUIET: Duration = Duration::from_millis(20);

/// Counts those who are being waited for.
#[derive(Debug)]
pub(super) struct Bustle {
    here: AtomicUsize,
    start: Instant,
    /// When the last one left, in microseconds from `start`.
    left: AtomicU64,
}

/// Somebody who is being waited for, until it is dropped.
#[derive(Debug)]
pub(super) struct Guest(Arc<Bustle>);

impl Bustle {
    /// Nobody is here.
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            here: AtomicUsize::new(0),
            start: Instant::now(),
            left: AtomicU64::new(0),
        })
    }

    /// Somebody comes.
    pub(super) fn enter(self: &Arc<Self>) -> Guest {
        self.here.fetch_add(1, Ordering::SeqCst);
        Guest(Arc::clone(self))
    }

    /// Whether nobody is here.
    pub(super) fn is_empty(&self) -> bool {
        self.here.load(Ordering::SeqCst) == 0
    }

    /// Whether nobody is here, and nobody has been for a moment.
    pub(super) fn is_quiet(&self) -> bool {
        let left = Duration::from_micros(self.left.load(Ordering::SeqCst));
        self.is_empty() && self.start.elapsed() >= left + QUIET
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let now = u64::try_from(self.0.start.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.0.left.store(now, Ordering::SeqCst);
        self.0.here.fetch_sub(1, Ordering::SeqCst);
    }
}
