//! The pages that were sent, as they were when they were last right: what a browser goes on to show while a
//! template has a mistake.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::body::Bytes;

/// The most that is kept, in bytes. Beyond it, the pages that were sent first are forgotten.
const CAPACITY: usize = 32 << 20;

/// Pages by the paths of their outputs. Snapshots share it, so it outlives them.
#[derive(Default)]
pub(super) struct SeenPages {
    pages: Mutex<KeptPages>,
}

#[derive(Default)]
struct KeptPages {
    by_path: HashMap<String, Bytes>,
    /// The paths in the order in which they were first sent.
    order: VecDeque<String>,
    /// The size of all pages in bytes.
    bytes: usize,
}

impl SeenPages {
    /// Keeps a page that was rendered without an error.
    pub(super) fn keep(&self, path: &str, page: &Bytes) {
        self.lock().keep(path, page, CAPACITY);
    }

    /// The page that was last kept under a path.
    pub(super) fn get(&self, path: &str) -> Option<Bytes> {
        self.lock().by_path.get(path).cloned()
    }

    /// A thread that panicked while it held the lock leaves no partial entry.
    fn lock(&self) -> MutexGuard<'_, KeptPages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeptPages {
    fn keep(&mut self, path: &str, page: &Bytes, capacity: usize) {
        match self.by_path.insert(path.to_owned(), page.clone()) {
            Some(old) => self.bytes -= old.len(),
            None => self.order.push_back(path.to_owned()),
        }
        self.bytes += page.len();
        while self.bytes > capacity
            && let Some(oldest) = self.order.pop_front()
        {
            self.bytes -= self.by_path.remove(&oldest).map_or(0, |page| page.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_pages_are_kept() {
        let mut kept = KeptPages::default();
        let page = |text: &'static str| Bytes::from_static(text.as_bytes());
        for (path, text) in [("a", "1234"), ("b", "1234"), ("a", "12"), ("c", "1234")] {
            kept.keep(path, &page(text), 8);
        }
        assert_eq!(kept.by_path.get("a"), None);
        assert_eq!(kept.by_path.get("c"), Some(&page("1234")));
        assert_eq!(kept.bytes, 8);
        assert_eq!(kept.order, ["b", "c"]);
    }
}
