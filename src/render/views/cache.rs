//! The views that one thread has made: an article is in a dozen lists and a term on many cards, each time as
//! the same view.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::Hash;

use ahash::RandomState;

use crate::render::output_id::FeedScope;
use crate::site::{ArticleId, IssueId, TermRef};
use crate::theme::views::{CardView, FeedView, IssueCardView, Shared, TermLinkView, TermView};
use crate::util::fingerprint::Fingerprinted;

/// The most views of each kind in a cache, so that memory stays bounded on a large site: the largest, cards,
/// take some 1.5 kB each.
const CAPACITY: usize = 12_000;

/// The views of one thread.
#[derive(Debug, Default)]
pub(super) struct ViewCache {
    pub(super) cards: CacheMap<ArticleId, Shared<CardView>>,
    /// Links of terms, without their paths.
    pub(super) term_links: CacheMap<TermRef, Shared<TermLinkView>>,
    /// Links of terms with their paths.
    pub(super) term_links_with_path: CacheMap<TermRef, Shared<TermLinkView>>,
    /// Terms in full: each page of a term's list shows the same.
    pub(super) terms: CacheMap<TermRef, Shared<TermView>>,
    pub(super) issue_cards: CacheMap<IssueId, Shared<IssueCardView>>,
    pub(super) feeds: CacheMap<FeedScope, Vec<Shared<FeedView>>>,
}

/// Views of one kind. When it is full it is emptied.
#[derive(Debug)]
pub(super) struct CacheMap<K, V>(RefCell<HashMap<K, V, RandomState>>);

impl<K, V> Default for CacheMap<K, V> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<K: Eq + Hash, V: Fingerprinted + Into<tera::Value>> CacheMap<K, Shared<V>> {
    /// The view of `key`; `make` makes it if it is missing, and may not ask this map for another one.
    pub(super) fn shared(&self, key: K, make: impl FnOnce() -> V) -> Shared<V> {
        self.get(key, || Shared::new(make()))
    }
}

impl<K: Eq + Hash, V: Clone> CacheMap<K, V> {
    /// The value of `key`; `make` makes it if it is missing, and may not ask this map for another one.
    pub(super) fn get(&self, key: K, make: impl FnOnce() -> V) -> V {
        let mut map = self.0.borrow_mut();
        if map.len() >= CAPACITY {
            map.clear();
        }
        map.entry(key).or_insert_with(make).clone()
    }
}
