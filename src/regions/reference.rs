//! The other way round: how to write a region so that it is found, and what may have been meant by a text that is not.

use std::collections::BTreeMap;

use crate::text::similar;

use super::index::position;
use super::{RegionId, RegionTree};

/// How many suggestions an error makes.
const SUGGESTIONS: usize = 3;

impl RegionTree {
    /// The shortest text that leads to this region and no other: 凌云县, 南京/鼓楼区; the key where no names are enough.
    pub fn unique_reference(&self, id: RegionId) -> String {
        let region = self.get(id);
        let above: Vec<RegionId> = self.upward(id).skip(1).collect();
        let pairs = above
            .iter()
            .map(|above| format!("{}/{}", self.get(*above).short_name(), region.name));
        let mut candidates = std::iter::once(region.name.to_string())
            .chain(pairs)
            .chain([self.short_path(id), self.full_name(id)]);
        candidates
            .find(|text| self.resolve(text) == Ok(id))
            .unwrap_or_else(|| region.key.to_string())
    }

    /// What may be meant by a name that is not known in the scope: the same name elsewhere, else names like it in the scope.
    pub(super) fn nearest_names(&self, part: &str, scope: Option<&[RegionId]>) -> Vec<String> {
        let elsewhere = self.matches(part, None);
        if !elsewhere.is_empty() {
            return self.references(elsewhere.into_iter().map(|(_, id)| id));
        }
        self.similar_names(part, |id| {
            scope.is_none_or(|scope| self.upward(id).any(|above| scope.contains(&above)))
        })
    }

    /// As [`Self::nearest_names`], but rather a name of another place than none.
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

    /// The regions of the codes that are most like this one, and the one in which it would lie.
    pub(super) fn nearest_codes(&self, code: &str) -> Vec<String> {
        let prefixes = [
            code.get(..4).map(|four| format!("{four}00")),
            code.get(..2).map(|two| format!("{two}0000")),
        ];
        let within = prefixes
            .into_iter()
            .flatten()
            .find_map(|code| position(&self.regions, &code));
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

    fn similar_names(&self, part: &str, wanted: impl Fn(RegionId) -> bool) -> Vec<String> {
        let mut ids_of: BTreeMap<&str, Vec<RegionId>> = BTreeMap::new();
        let mut entries: Vec<_> = self.index.entries().iter().collect();
        // Of several places of one name those go first that it names most surely.
        entries.sort_unstable_by_key(|entry| (entry.rank, entry.id));
        for entry in entries.into_iter().filter(|entry| wanted(entry.id)) {
            ids_of.entry(&entry.text).or_default().push(entry.id);
        }
        for (id, region) in self
            .iter()
            .filter(|(id, region)| !super::table::is_digits(&region.key) && wanted(*id))
        {
            ids_of.entry(&region.key).or_default().push(id);
        }
        let names = similar::nearest(part, ids_of.keys().copied(), SUGGESTIONS);
        self.references(
            names
                .iter()
                .filter_map(|name| ids_of.get(name.as_str()))
                .flatten()
                .copied(),
        )
    }

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
