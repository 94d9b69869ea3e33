//! Reads a text as one name or as a path of names, with separators or without, and finds all regions that it may mean.

use super::declare::present;
use super::index::Rank;
use super::written::canonical_code;
use super::{RegionId, RegionTree};

/// No name of a division is longer; pieces of a text without separators are looked up to this length.
const LONGEST_NAME: usize = 24;

/// What may stand between the names of a path; white space may as well, but it also stands inside names.
const SEPARATORS: [char; 7] = ['/', '>', '\\', '·', '›', '→', '—'];

/// Levels of the numbering that some forms print between province and county, and that are no places.
const PSEUDO_LEVELS: [&str; 7] = [
    "市辖区",
    "县",
    "省直辖",
    "省直辖县级行政区划",
    "省直辖县级行政单位",
    "自治区直辖县级行政区划",
    "自治区直辖县级行政单位",
];

/// A region that a text may mean, and by which kind of name.
pub(super) type Find = (Rank, RegionId);

/// A text that did not lead on.
pub(super) struct DeadEnd {
    /// The part of the path, as it was written between separators.
    pub(super) part: String,
    /// The regions in which it was looked for.
    pub(super) scope: Option<Vec<RegionId>>,
    /// What was left of the part where its beginning led to regions, and these.
    pub(super) rest: Option<(String, Vec<RegionId>)>,
}

impl RegionTree {
    /// All finds for a text that is no code: as one name, else as a path.
    pub(super) fn follow(&self, text: &str) -> Result<Vec<Find>, DeadEnd> {
        let whole = self.matches(text, None);
        if !whole.is_empty() {
            return Ok(whole);
        }
        let mut parts: Vec<&str> = text
            .split(SEPARATORS)
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        if parts.len() > 1 {
            parts.retain(|part| !PSEUDO_LEVELS.contains(part));
        }
        let mut finds: Option<Vec<Find>> = None;
        for part in parts {
            finds = Some(self.step(finds.map(|found| scope_of(&found)), part)?);
        }
        finds.ok_or_else(|| DeadEnd {
            part: text.to_owned(),
            scope: None,
            rest: None,
        })
    }

    /// Follows one part of a path into the regions that the parts before may mean.
    fn step(&self, scope: Option<Vec<RegionId>>, part: &str) -> Result<Vec<Find>, DeadEnd> {
        let direct = self.matches_or_same(part, scope.as_deref());
        if !direct.is_empty() {
            return Ok(direct);
        }
        let joined: String = part.split_whitespace().collect();
        self.segment(scope, &joined)
    }

    /// As [`Self::matches`], and where nothing matches, the regions of the scope that have the name themselves: 北京市/北京市/朝阳区.
    fn matches_or_same(&self, part: &str, scope: Option<&[RegionId]>) -> Vec<Find> {
        let mut finds = self.matches(part, scope);
        if let (true, Some(scope)) = (finds.is_empty(), scope) {
            finds = self.matches(part, None);
            finds.retain(|(_, id)| scope.contains(id));
        }
        finds
    }

    /// Follows names that are written one after the other without separators, by all ways to cut them apart.
    fn segment(&self, scope: Option<Vec<RegionId>>, text: &str) -> Result<Vec<Find>, DeadEnd> {
        let cuts: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        // What the text up to each cut may mean.
        let mut reached: Vec<Vec<Find>> = vec![Vec::new(); cuts.len()];
        let mut last = None;
        for (i, &start) in cuts.iter().enumerate() {
            let mut here = reached.get_mut(i).map(std::mem::take).unwrap_or_default();
            if start == text.len() && !here.is_empty() {
                return Ok(here);
            }
            if i > 0 && here.is_empty() {
                continue;
            }
            // Without this the ways to cut a text that repeats a name would double with each repetition.
            here.sort_unstable();
            here.dedup();
            let inner = if i == 0 {
                scope.clone()
            } else {
                Some(scope_of(&here))
            };
            for (slot, &stop) in reached.iter_mut().zip(&cuts).skip(i + 1).take(LONGEST_NAME) {
                let part = text.get(start..stop).unwrap_or_default();
                if i > 0 && stop > start + '县'.len_utf8() && PSEUDO_LEVELS.contains(&part) {
                    slot.extend_from_slice(&here);
                }
                slot.extend(self.matches_or_same(part, inner.as_deref()));
            }
            last = text
                .get(start..)
                .zip(inner)
                .filter(|(rest, _)| i > 0 && rest.chars().nth(1).is_some())
                .or(last);
        }
        let rest = last.map(|(rest, within)| (rest.to_owned(), within));
        Err(DeadEnd {
            part: text.to_owned(),
            scope,
            rest,
        })
    }

    /// The regions that a single code or name may mean, all of them within the scope but none of the scope itself.
    pub(super) fn matches(&self, part: &str, scope: Option<&[RegionId]>) -> Vec<Find> {
        let mut finds: Vec<Find> = Vec::new();
        if let Some(id) = canonical_code(part)
            .and_then(|code| present(&self.regions, &self.past, code))
            .or_else(|| self.find_key(part))
        {
            finds.push((Rank::Key, id));
        }
        let named = self.index.lookup(part);
        finds.extend(named.map(|entry| (entry.rank, entry.id)));
        finds.extend(self.matches_with_kind(part));
        finds.retain(|(_, id)| scope.is_none_or(|scope| self.is_below(scope, *id)));
        finds.sort_unstable();
        finds.dedup();
        finds
    }

    /// The regions whose kind is written by its last character alone: 恩施州, 五峰县, 鄂伦春旗.
    fn matches_with_kind<'t>(&'t self, part: &'t str) -> impl Iterator<Item = Find> + 't {
        let last = part.chars().next_back();
        let kind = last.filter(|kind| "省市县区旗盟州".contains(*kind));
        let short = kind.and_then(|kind| Some((part.strip_suffix(kind)?, kind)));
        short.into_iter().flat_map(move |(short, kind)| {
            let entries = self.index.lookup(short);
            let of_kind = entries.filter(move |entry| {
                entry.rank == Rank::Short && self.get(entry.id).name.ends_with(kind)
            });
            of_kind.map(|entry| (Rank::Short, entry.id))
        })
    }

    fn is_below(&self, scope: &[RegionId], id: RegionId) -> bool {
        self.upward(id).skip(1).any(|above| scope.contains(&above))
    }
}

fn scope_of(finds: &[Find]) -> Vec<RegionId> {
    let mut ids: Vec<RegionId> = finds.iter().map(|(_, id)| *id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
