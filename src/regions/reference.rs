//! The inverse of resolution: the shortest unambiguous reference to a region, and suggestions for texts that
//! resolve to none.

use std::collections::BTreeMap;

use crate::text::similar;

use super::name_index::find_by_key;
use super::table::is_digits;
use super::{RegionId, RegionTree};

/// The number of suggestions in an error.
const SUGGESTIONS: usize = 3;

impl RegionTree {
    /// The shortest text that resolves to this region: 凌云县, 南京/鼓楼区; the key where no names suffice.
    pub(crate) fn unique_reference(&self, id: RegionId) -> String {
        let region = self.get(id);
        let above: Vec<RegionId> = self.upward(id).skip(1).collect();
        let pairs = above
            .iter()
            .map(|above| format!("{}/{}", self.get(*above).short_name(), region.name));
        let mut candidates = std::iter::once(region.name.to_string())
            .chain(pairs)
            .chain([self.short_path(id), self.full_name(id)]);
        candidates
            .find(|text| self.resolve_quickly(text) == Ok(id))
            .unwrap_or_else(|| region.key.to_string())
    }

    /// Suggestions for a name that is unknown in the scope: the same name elsewhere, else similar names in
    /// the scope.
    pub(super) fn nearest_names(&self, part: &str, scope: Option<&[RegionId]>) -> Vec<String> {
        let elsewhere = self.match_name(part, None);
        if !elsewhere.is_empty() {
            return self.references(elsewhere.into_iter().map(|candidate| candidate.region));
        }
        self.similar_names(part, |id| {
            scope.is_none_or(|scope| self.upward(id).any(|above| scope.contains(&above)))
        })
    }

    /// As [`Self::nearest_names`]; where the scope has nothing similar, names outside of it.
    pub(super) fn nearest_names_anywhere(
        &self,
        part: &str,
        scope: Option<&[RegionId]>,
    ) -> Vec<String> {
        let within = self.nearest_names(part, scope);
        if within.is_empty() && scope.is_some() {
            self.nearest_names(part, None)
        } else {
            within
        }
    }

    /// Suggestions for an unknown code: regions with similar codes, and the region in which it would lie.
    pub(super) fn nearest_codes(&self, code: &str) -> Vec<String> {
        let prefixes = [
            code.get(..4).map(|four| format!("{four}00")),
            code.get(..2).map(|two| format!("{two}0000")),
        ];
        let within = prefixes
            .into_iter()
            .flatten()
            .find_map(|code| find_by_key(&self.regions, &code));
        let keys = similar::nearest(
            code,
            self.regions.iter().map(|region| region.key.as_ref()),
            SUGGESTIONS,
        );
        let candidates = keys
            .iter()
            .filter(|key| key.get(..4) == code.get(..4))
            .filter_map(|key| self.find_key(key));
        self.references(candidates.chain(within))
    }

    /// References to the regions with the names most similar to `part`, among those that `is_candidate`
    /// admits.
    fn similar_names(&self, part: &str, is_candidate: impl Fn(RegionId) -> bool) -> Vec<String> {
        let mut by_name: BTreeMap<&str, Vec<RegionId>> = BTreeMap::new();
        let names = self.index.names().iter();
        let mut names: Vec<_> = names.filter(|name| is_candidate(name.region)).collect();
        // Among several regions with one name, the most reliable kind of name comes first.
        names.sort_unstable_by_key(|name| (name.kind, name.region));
        for name in names {
            by_name.entry(&name.text).or_default().push(name.region);
        }
        for (id, region) in self.iter() {
            if !is_digits(&region.key) && is_candidate(id) {
                by_name.entry(&region.key).or_default().push(id);
            }
        }
        let nearest = similar::nearest(part, by_name.keys().copied(), SUGGESTIONS);
        let regions = nearest
            .iter()
            .filter_map(|name| by_name.get(name.as_str()))
            .flatten();
        self.references(regions.copied())
    }

    /// Unique references to the first few regions, without repetition.
    fn references(&self, ids: impl Iterator<Item = RegionId>) -> Vec<String> {
        let mut texts = Vec::new();
        for text in ids.map(|id| self.unique_reference(id)) {
            if !texts.contains(&text) {
                texts.push(text);
            }
            if texts.len() == SUGGESTIONS {
                break;
            }
        }
        texts
    }

    /// The full name of the region behind the short names of those above it.
    fn short_path(&self, id: RegionId) -> String {
        let mut names: Vec<&str> = self
            .path(id)
            .into_iter()
            .map(|id| self.get(id).short_name())
            .collect();
        names.pop();
        names.push(&self.get(id).name);
        names.join("/")
    }
}
