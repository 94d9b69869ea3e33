//! Immutable hash indexes from strings to positions in a list. The strings stay in the list: an index holds
//! hashes.

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rayon::prelude::*;
use twox_hash::XxHash3_64;

/// The first position of each string. Making or dropping it takes one allocation, however many strings there
/// are.
#[derive(Debug, Clone, Default)]
pub(crate) struct StringIndex {
    table: HashTable<Slot>,
}

/// All positions of each string.
#[derive(Debug, Clone, Default)]
pub(crate) struct StringMultiIndex {
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
    /// The index of `len` strings, given by their positions.
    pub(crate) fn new<T: AsRef<str>>(len: usize, string: impl Fn(usize) -> T + Sync) -> Self {
        let hashes = hashes(len, &string);
        let mut table = HashTable::with_capacity(len);
        for (position, &hash) in (0..).zip(&hashes) {
            let new = Slot::new(hash, position);
            let is_same = |slot: &Slot| {
                slot.tag == new.tag
                    && string(slot.position as usize).as_ref() == string(position as usize).as_ref()
            };
            // The table has its final capacity, so nothing is hashed again.
            let hash_of = |slot: &Slot| hashes[slot.position as usize];
            if let Entry::Vacant(entry) = table.entry(hash, is_same, hash_of) {
                entry.insert(new);
            }
        }
        Self { table }
    }

    /// The first position of a string; `is_match` tells whether the string is at a position.
    pub(crate) fn find(&self, string: &str, is_match: impl Fn(usize) -> bool) -> Option<usize> {
        let hash = hash(string);
        let is_match = |slot: &Slot| slot.tag == tag(hash) && is_match(slot.position as usize);
        let slot = self.table.find(hash, is_match)?;
        Some(slot.position as usize)
    }
}

impl StringMultiIndex {
    /// The index of `len` strings, given by their positions.
    pub(crate) fn new<T: AsRef<str>>(len: usize, string: impl Fn(usize) -> T + Sync) -> Self {
        let hashes = hashes(len, &string);
        let mut table = HashTable::with_capacity(len);
        for (position, &hash) in (0..).zip(&hashes) {
            table.insert_unique(hash, Slot::new(hash, position), |slot| {
                hashes[slot.position as usize]
            });
        }
        Self { table }
    }

    /// The positions that may have this string, in order: all that have it, and very few others.
    pub(crate) fn candidates(&self, string: &str) -> Vec<usize> {
        let hash = hash(string);
        let slots = self.table.iter_hash(hash);
        let slots = slots.filter(|slot| slot.tag == tag(hash));
        let mut positions: Vec<usize> = slots.map(|slot| slot.position as usize).collect();
        positions.sort_unstable();
        positions
    }
}

impl Slot {
    fn new(hash: u64, position: u32) -> Self {
        Self {
            tag: tag(hash),
            position,
        }
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

fn hashes<T: AsRef<str>>(len: usize, string: &(impl Fn(usize) -> T + Sync)) -> Vec<u64> {
    let positions = (0..len)
        .into_par_iter()
        .with_min_len(MIN_STRINGS_PER_THREAD);
    positions
        .map(|position| hash(string(position).as_ref()))
        .collect()
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
    }

    #[test]
    fn all_of_several_positions_are_candidates() {
        let index =
            StringMultiIndex::new(9, |position| if position % 3 == 2 { "乡" } else { "村" });
        assert_eq!(index.candidates("乡"), [2, 5, 8]);
        assert!(index.candidates("镇").is_empty());
    }
}
