//! A work queue: worker threads take the items of a list in order, a few at a time, until none is left.
//!
//! So items are started in order, and threads finish together. rayon's own splitting gives each thread half
//! of a list, and starts the end of each half first.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

/// Items that a thread takes at a time: enough that the counter costs nothing, few enough that threads
/// finish together.
const BATCH: usize = 32;

/// Hands out the indices of a list.
pub(crate) struct WorkQueue {
    next: AtomicUsize,
    len: usize,
}

impl WorkQueue {
    /// A queue of `len` items.
    pub(crate) fn new(len: usize) -> Self {
        Self {
            next: AtomicUsize::new(0),
            len,
        }
    }

    /// The next indices; `None` when all have been handed out.
    pub(crate) fn take(&self) -> Option<Range<usize>> {
        let start = self.next.fetch_add(BATCH, Ordering::Relaxed);
        (start < self.len).then(|| start..(start + BATCH).min(self.len))
    }
}

/// Calls `work` once a thread of the pool, in parallel as far as threads are awake. Calls share a
/// [`WorkQueue`], so a sleeping thread delays nothing: its call finds the queue empty.
pub(crate) fn for_each_worker<T: Send>(work: impl Fn() -> T + Sync) -> Vec<T> {
    let threads = (0..rayon::current_num_threads()).into_par_iter();
    threads.with_max_len(1).map(|_| work()).collect()
}

/// The values of several threads in the order of their indices, which are below `len`. An index without a
/// value is left out.
pub(crate) fn merge_by_index<T>(len: usize, indexed: impl Iterator<Item = (usize, T)>) -> Vec<T> {
    let mut slots: Vec<Option<T>> = (0..len).map(|_| None).collect();
    for (index, value) in indexed {
        slots[index] = Some(value);
    }
    slots.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_taken_once() {
        for count in [0, 1, BATCH, BATCH + 1, 1000] {
            let queue = WorkQueue::new(count);
            let values: Vec<Vec<(usize, usize)>> = for_each_worker(|| {
                let batches = std::iter::from_fn(|| queue.take());
                batches.flatten().map(|at| (at, at)).collect()
            });
            let values = merge_by_index(count, values.into_iter().flatten());
            assert!(values.into_iter().eq(0..count), "{count}");
        }
    }
}
