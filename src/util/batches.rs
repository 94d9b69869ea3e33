//! Work in batches: what takes much memory is done a few at a time, the largest alone.

use rayon::prelude::*;

/// Applies `work` to all items on all cores, batch by batch: the weights of a batch are at most `limit` in
/// sum, unless it has a single item. The results are in the order of the items. `tools` makes what `work` uses
/// from item to item.
pub(crate) fn for_each_in_batches<T: Sync, U, R: Send>(
    items: &[T],
    limit: u64,
    weight: impl Fn(&T) -> u64,
    tools: impl Fn() -> U + Sync,
    work: impl Fn(&mut U, &T) -> R + Sync,
) -> Vec<R> {
    let mut results = Vec::with_capacity(items.len());
    let mut rest = items;
    while !rest.is_empty() {
        let (batch, after) = rest.split_at(batch_len(rest, limit, &weight));
        results.par_extend(batch.par_iter().map_init(&tools, &work));
        rest = after;
    }
    results
}

/// The number of the first items that fit together: at least one.
fn batch_len<T>(items: &[T], limit: u64, weight: impl Fn(&T) -> u64) -> usize {
    let mut sum = 0_u64;
    let fits = |weight: &u64| {
        sum = sum.saturating_add(*weight);
        sum <= limit
    };
    let weights = items.iter().map(weight);
    weights.take_while(fits).count().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_fits_or_is_a_single_item() {
        let len = |items: &[u64]| batch_len(items, 10, |&weight| weight);
        assert_eq!(len(&[1, 2, 3, 4, 5]), 4);
        assert_eq!(len(&[11, 1]), 1);
        assert_eq!(len(&[1, 11]), 1);
        assert_eq!(len(&[0, 0, 0]), 3);
    }

    #[test]
    fn results_keep_their_order() {
        let items: Vec<u64> = (0..100).collect();
        let results = for_each_in_batches(&items, 50, |&item| item, || 2, |by, &item| item * *by);
        assert!(results.into_iter().eq((0..100).map(|item| item * 2)));
    }
}
