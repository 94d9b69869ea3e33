//! What one thread has made already: an article stands in a dozen lists, a term on many cards, each time with the same
//! value.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::Hash;

use ahash::RandomState;
use tera::Context;

use super::output_id::FeedScope;
use crate::site::{ArticleId, IssueId, TermRef};
use crate::theme::views::{CardView, FeedView, IssueCardView, Shared, TermLinkView, TermView};
use crate::util::fingerprint::Fingerprinted;

/// Values that are kept of each kind at most, so that memory stays flat on a large site: the largest, cards,
/// take some 1.5 kB each.
const KEPT: usize = 12_000;

/// The values made by one thread. Values are counted references: a thread that shared them with others
/// would wait for the same counter.
#[derive(Debug, Default)]
pub(super) struct ViewCache {
    /// What every template is given: `site` and `strings`. `None` where nothing is rendered; then the hashes of bodies and
    /// cards stand for them.
    pub(super) common: Option<Context>,
    /// Where bodies are read and cards rendered, one after the other.
    pub(super) buffer: RefCell<Vec<u8>>,
    pub(super) cards: Kept<ArticleId, Shared<CardView>>,
    /// Terms as lists show them: without the way up their tree.
    pub(super) terms: Kept<TermRef, Shared<TermLinkView>>,
    /// Terms with the way up their tree.
    pub(super) trails: Kept<TermRef, Shared<TermLinkView>>,
    /// Terms in full: a list of many pages shows the same on each.
    pub(super) whole_terms: Kept<TermRef, Shared<TermView>>,
    pub(super) issues: Kept<IssueId, Shared<IssueCardView>>,
    pub(super) feeds: Kept<FeedScope, Vec<Shared<FeedView>>>,
}

/// Values of one kind by what they are of.
#[derive(Debug)]
pub(super) struct Kept<K, V>(RefCell<HashMap<K, V, RandomState>>);

impl ViewCache {
    /// The same for one who renders.
    pub(super) fn with_common(self, common: Context) -> Self {
        Self {
            common: Some(common),
            ..self
        }
    }
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<K: Eq + Hash, V: Fingerprinted + Into<tera::Value>> Kept<K, Shared<V>> {
    /// The view of `key`, made if it is not there. `make` may not ask for views of the same kind.
    pub(super) fn share(&self, key: K, make: impl FnOnce() -> V) -> Shared<V> {
        self.get(key, || Shared::new(make()))
    }
}

impl<K: Eq + Hash, V: Clone> Kept<K, V> {
    /// The value of `key`, made if it is not there. `make` may not ask for values of the same kind.
    pub(super) fn get(&self, key: K, make: impl FnOnce() -> V) -> V {
        let mut kept = self.0.borrow_mut();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.entry(key).or_insert_with(make).clone()
    }
}
