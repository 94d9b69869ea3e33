//! An immutable hash index from strings to positions in a list. The strings stay in the list: the index
//! holds hashes.

use hashbrown::HashTable;
use rayon::prelude::*;
use twox_hash::XxHash3_64;

/// Positions by the strings at them. Making or dropping it takes one allocation, however many strings there
/// are.
#[derive(Debug, Clone, Default)]
pub(crate) struct StringIndex {
    table: HashTable<Slot>,
}

/// A position with the upper half of its string's hash; the lower half selects the place in the table.
#[derive(Debug, Clone, Copy)]
struct Slot {
    tag: u32,
    position: u32,
}

/// Shorter lists are hashed on one core.
const MIN_STRINGS_PER_THREAD: usize = 1024;

impl StringIndex {
    /// The index of `len` strings, given by their positions. Several positions may have the same string.
    pub(crate) fn new<T: AsRef<str>>(len: usize, string: impl Fn(usize) -> T + Sync) -> Self {
        let positions = (0..len)
            .into_par_iter()
            .with_min_len(MIN_STRINGS_PER_THREAD);
        let hashes: Vec<u64> = positions
            .map(|position| hash(string(position).as_ref()))
            .collect();
        let mut table = HashTable::with_capacity(len);
        for (position, &hash) in (0..).zip(&hashes) {
            let slot = Slot {
                tag: tag(hash),
                position,
            };
            // The table has its final capacity, so nothing is hashed again.
            table.insert_unique(hash, slot, |slot| hashes[slot.position as usize]);
        }
        Self { table }
    }

    /// The first position of a string; `is_match` tells whether the string is at a position.
    pub(crate) fn find(&self, string: &str, is_match: impl Fn(usize) -> bool) -> Option<usize> {
        self.unordered(string)
            .filter(|position| is_match(*position))
            .min()
    }

    /// The positions that may have this string, in order: all that have it, and very few others.
    pub(crate) fn candidates(&self, string: &str) -> Vec<usize> {
        let mut positions: Vec<usize> = self.unordered(string).collect();
        positions.sort_unstable();
        positions
    }

    fn unordered(&self, string: &str) -> impl Iterator<Item = usize> {
        let hash = hash(string);
        let slots = self.table.iter_hash(hash);
        let slots = slots.filter(move |slot| slot.tag == tag(hash));
        slots.map(|slot| slot.position as usize)
    }
}

/// A list whose items are found by name. Of several items with one name, the first is found.
#[derive(Debug, Clone)]
pub(crate) struct IndexedList<T> {
    items: Vec<T>,
    index: StringIndex,
    name: fn(&T) -> &str,
}

impl<T: Sync> IndexedList<T> {
    /// The list of `items`.
    pub(crate) fn new(items: Vec<T>, name: fn(&T) -> &str) -> Self {
        let index = StringIndex::new(items.len(), |position| name(&items[position]));
        Self { items, index, name }
    }

    /// The item of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        let is_match = |position: usize| (self.name)(&self.items[position]) == name;
        self.items.get(self.index.find(name, is_match)?)
    }

    /// All items in order.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// The number of items.
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }
}

fn hash(string: &str) -> u64 {
    XxHash3_64::oneshot(string.as_bytes())
}

fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_string_is_found_and_no_other() {
        for len in [0, 1, 2, 3, 64, 5000] {
            let strings: Vec<String> = (0..len).map(|position| format!("村{position}")).collect();
            let index = StringIndex::new(len, |position| &strings[position]);
            let find = |string: &str| index.find(string, |position| strings[position] == string);
            for (position, string) in strings.iter().enumerate() {
                assert_eq!(find(string), Some(position), "{len}");
            }
            assert_eq!(find("镇"), None, "{len}");
        }
        assert_eq!(StringIndex::default().find("村", |_| true), None);
    }

    #[test]
    fn the_first_of_several_positions_is_found() {
        let index = StringIndex::new(9, |position| if position % 3 == 2 { "乡" } else { "村" });
        let find = |string: &str| index.find(string, |_| true);
        assert_eq!((find("村"), find("乡")), (Some(0), Some(2)));
        assert_eq!(index.candidates("乡"), [2, 5, 8]);
    }
}
