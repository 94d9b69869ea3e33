//! The items of a list in turns: each thread takes the next few until none is left.
//!
//! So items are begun in their order, and threads end together. Halves of a list, which rayon gives to its threads, have
//! their ends begun first.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

/// Items that a thread takes at a time: enough that counting costs nothing, few enough that threads end together.
const BATCH: usize = 32;

/// Hands out the numbers of the items of a list.
pub(crate) struct WorkQueue {
    next: AtomicUsize,
    count: usize,
}

impl WorkQueue {
    /// Of a list of `count` items.
    pub(crate) fn of(count: usize) -> Self {
        Self {
            next: AtomicUsize::new(0),
            count,
        }
    }

    /// The items whose turn it is; none when all were handed out.
    pub(crate) fn take(&self) -> Option<Range<usize>> {
        let start = self.next.fetch_add(BATCH, Ordering::Relaxed);
        (start < self.count).then(|| start..(start + BATCH).min(self.count))
    }
}

/// Calls `work` as many times as there are threads, side by side as far as threads are awake. Each call takes its items from
/// turns that all calls share: a thread that is asleep is not waited for, and a call that finds nothing left does nothing.
pub(crate) fn for_each_worker<T: Send>(work: impl Fn() -> T + Sync) -> Vec<T> {
    let threads = (0..rayon::current_num_threads()).into_par_iter();
    threads.with_max_len(1).map(|_| work()).collect()
}

/// What threads made of `count` items, in the order of their numbers. What nobody made is left out.
pub(crate) fn merge_by_index<T>(
    count: usize,
    numbered: impl Iterator<Item = (usize, T)>,
) -> Vec<T> {
    let mut places: Vec<Option<T>> = (0..count).map(|_| None).collect();
    for (number, value) in numbered {
        places[number] = Some(value);
    }
    places.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_has_one_turn() {
        for count in [0, 1, BATCH, BATCH + 1, 1000] {
            let queue = WorkQueue::of(count);
            let made: Vec<Vec<(usize, usize)>> = for_each_worker(|| {
                let batches = std::iter::from_fn(|| queue.take());
                batches.flatten().map(|at| (at, at)).collect()
            });
            let made = merge_by_index(count, made.into_iter().flatten());
            assert!(made.into_iter().eq(0..count), "{count}");
        }
    }
}
