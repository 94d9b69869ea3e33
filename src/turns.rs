//! The items of a list in turns: each thread takes the next few until none is left.
//!
//! So items are begun in their order, and threads end together. Halves of a list, which rayon gives to its threads, have
//! their ends begun first.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Items that a thread takes at a time: enough that counting costs nothing, few enough that threads end together.
const BATCH: usize = 32;

/// Hands out the numbers of the items of a list.
pub(crate) struct Turns {
    next: AtomicUsize,
    count: usize,
}

impl Turns {
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

/// What threads made, in the order of its numbers.
pub(crate) fn in_order<T>(mut numbered: Vec<(usize, T)>) -> Vec<T> {
    numbered.sort_unstable_by_key(|(number, _)| *number);
    numbered.into_iter().map(|(_, value)| value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_has_one_turn() {
        for count in [0, 1, BATCH, BATCH + 1, 1000] {
            let turns = Turns::of(count);
            let work = |_: rayon::BroadcastContext<'_>| {
                let batches = std::iter::from_fn(|| turns.take());
                batches.flatten().map(|at| (at, at)).collect()
            };
            let made: Vec<Vec<(usize, usize)>> = rayon::broadcast(work);
            let made = in_order(made.into_iter().flatten().collect());
            assert!(made.into_iter().eq(0..count), "{count}");
        }
    }
}
