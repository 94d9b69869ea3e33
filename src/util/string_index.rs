//! Numbers found by texts: a table that is made at once and never changed, with nothing of its own for each text.

use rayon::prelude::*;
use twox_hash::XxHash3_64;

/// The numbers of a list by the texts that they stand for. The texts stay where they are: whoever looks one up says
/// whether a number stands for it. Making and dropping it costs two allocations, however many texts there are.
#[derive(Debug, Clone, Default)]
pub(crate) struct StringIndex {
    /// Where the slots of each bucket begin, and where those of the last one end.
    starts: Vec<u32>,
    slots: Vec<Slot>,
}

/// A number with the upper half of its text's hash; the lower half tells the bucket.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    tag: u32,
    number: u32,
}

/// Texts are hashed on another core only where there are this many.
const SHARE: usize = 1024;

impl StringIndex {
    /// The table of `count` texts, given by their numbers. Several numbers may have one text.
    pub(crate) fn new<T: AsRef<str>>(count: usize, text: impl Fn(usize) -> T + Sync) -> Self {
        let numbers = (0..count).into_par_iter().with_min_len(SHARE);
        let hashes: Vec<u64> = numbers.map(|number| hash(text(number).as_ref())).collect();
        let mut starts = vec![0; count.next_power_of_two() + 1];
        let last = starts.len() - 2;
        // A counting sort: how many are in each bucket, where each begins, each number into its place.
        for hash in &hashes {
            starts[bucket(*hash, last) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut slots = vec![Slot::default(); count];
        for (number, hash) in (0..).zip(&hashes) {
            let place = &mut next[bucket(*hash, last)];
            slots[*place as usize] = Slot {
                tag: tag(*hash),
                number,
            };
            *place += 1;
        }
        Self { starts, slots }
    }

    /// The least number of this text; `is_it` says whether a number has it.
    pub(crate) fn find(&self, text: &str, is_it: impl Fn(usize) -> bool) -> Option<usize> {
        self.candidates(text).find(|number| is_it(*number))
    }

    /// The numbers that may have this text, in order: all that have it, and very few others.
    pub(crate) fn candidates(&self, text: &str) -> impl Iterator<Item = usize> {
        let hash = hash(text);
        let slots = self.starts.len().checked_sub(2).map_or(&[][..], |last| {
            let at = bucket(hash, last);
            &self.slots[self.starts[at] as usize..self.starts[at + 1] as usize]
        });
        let candidates = slots.iter().filter(move |slot| slot.tag == tag(hash));
        candidates.map(|slot| slot.number as usize)
    }
}

/// A list whose items are found by their names. Of several with one name the first is found.
#[derive(Debug, Clone)]
pub(crate) struct IndexedList<T> {
    items: Vec<T>,
    places: StringIndex,
    name: fn(&T) -> &str,
}

impl<T: Sync> IndexedList<T> {
    /// The list of `items`.
    pub(crate) fn new(items: Vec<T>, name: fn(&T) -> &str) -> Self {
        let places = StringIndex::new(items.len(), |at| name(&items[at]));
        Self {
            items,
            places,
            name,
        }
    }

    /// The item of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        let is_it = |at: usize| (self.name)(&self.items[at]) == name;
        self.items.get(self.places.find(name, is_it)?)
    }

    /// All items in order.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }
}

fn hash(text: &str) -> u64 {
    XxHash3_64::oneshot(text.as_bytes())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "as many bits of the hash as there are buckets"
)]
fn bucket(hash: u64, last: usize) -> usize {
    hash as usize & last
}

fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_found_and_no_other() {
        for count in [0, 1, 2, 3, 64, 5000] {
            let texts: Vec<String> = (0..count).map(|number| format!("村{number}")).collect();
            let lookup = StringIndex::new(count, |number| &texts[number]);
            let find = |text: &str| lookup.find(text, |number| texts[number] == text);
            for (number, text) in texts.iter().enumerate() {
                assert_eq!(find(text), Some(number), "{count}");
            }
            assert_eq!(find("镇"), None, "{count}");
        }
        assert_eq!(StringIndex::default().find("村", |_| true), None);
    }

    #[test]
    fn of_several_numbers_the_least_is_found() {
        let lookup = StringIndex::new(9, |number| if number % 3 == 2 { "乡" } else { "村" });
        let find = |text: &str| lookup.find(text, |_| true);
        assert_eq!((find("村"), find("乡")), (Some(0), Some(2)));
        assert_eq!(lookup.candidates("乡").collect::<Vec<_>>(), [2, 5, 8]);
    }
}
