//! Reads a text as one name or as a path of names, with separators or without, and finds all regions that it
//! may mean.

use super::declaration::find_by_code;
use super::name_index::NameKind;
use super::notation::canonical_code;
use super::{RegionId, RegionTree};

/// No name of a division is longer; pieces of a text without separators are looked up to this many
/// characters.
const LONGEST_NAME: usize = 24;

/// Separators between the names of a path. White space may separate names too, but it also occurs inside
/// them, so a part is split at it only where it matches nothing as a whole.
const SEPARATORS: [char; 7] = ['/', '>', '\\', '·', '›', '→', '—'];

/// Levels of the official numbering that some forms print between province and county. They are not regions.
const PSEUDO_LEVELS: [&str; 7] = [
    "市辖区",
    "县",
    "省直辖",
    "省直辖县级行政区划",
    "省直辖县级行政单位",
    "自治区直辖县级行政区划",
    "自治区直辖县级行政单位",
];

/// A region that a text may mean. The order is that of the kinds of names, the most reliable first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Match {
    /// The kind of name that the text is for this region.
    pub(super) kind: NameKind,
    pub(super) region: RegionId,
}

/// The part of a path at which resolution failed.
pub(super) struct ResolveFailure {
    /// The part, as written between separators.
    pub(super) part: String,
    /// The regions in which it was looked up; `None`: in all.
    pub(super) scope: Option<Vec<RegionId>>,
    /// Where the beginning of the part matched: what follows that beginning, and the regions that it
    /// matched.
    pub(super) rest: Option<(String, Vec<RegionId>)>,
}

impl RegionTree {
    /// All matches of a text that is not a code: as one name, else as a path.
    pub(super) fn match_path(&self, text: &str) -> Result<Vec<Match>, ResolveFailure> {
        let matches = self.match_name(text, None);
        if !matches.is_empty() {
            return Ok(matches);
        }
        let mut parts: Vec<&str> = text
            .split(SEPARATORS)
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        if parts.len() > 1 {
            parts.retain(|part| !PSEUDO_LEVELS.contains(part));
        }
        let mut matches: Option<Vec<Match>> = None;
        for part in parts {
            let scope = matches.map(|matches| regions_of(&matches));
            matches = Some(self.match_part(scope, part)?);
        }
        matches.ok_or_else(|| ResolveFailure {
            part: text.to_owned(),
            scope: None,
            rest: None,
        })
    }

    /// Matches one part of a path within the regions that the parts before it may mean.
    fn match_part(
        &self,
        scope: Option<Vec<RegionId>>,
        part: &str,
    ) -> Result<Vec<Match>, ResolveFailure> {
        let matches = self.match_name_or_scope(part, scope.as_deref());
        if !matches.is_empty() {
            return Ok(matches);
        }
        let joined: String = part.split_whitespace().collect();
        self.match_unseparated(scope, &joined)
    }

    /// As [`Self::match_name`]; where nothing matches, the regions of the scope that have this name
    /// themselves, as in 北京市/北京市/朝阳区.
    fn match_name_or_scope(&self, part: &str, scope: Option<&[RegionId]>) -> Vec<Match> {
        let mut matches = self.match_name(part, scope);
        if let (true, Some(scope)) = (matches.is_empty(), scope) {
            matches = self.match_name(part, None);
            matches.retain(|candidate| scope.contains(&candidate.region));
        }
        matches
    }

    /// Matches names that are written without separators, trying every way to split the text.
    ///
    /// This is dynamic programming over the positions in the text, so that its time does not depend on the
    /// number of ways to split.
    fn match_unseparated(
        &self,
        scope: Option<Vec<RegionId>>,
        text: &str,
    ) -> Result<Vec<Match>, ResolveFailure> {
        let positions: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        // For each position, the matches of the text before it.
        let mut matches_before: Vec<Vec<Match>> = vec![Vec::new(); positions.len()];
        let mut rest = None;
        for (i, &start) in positions.iter().enumerate() {
            let mut matches = std::mem::take(&mut matches_before[i]);
            if start == text.len() && !matches.is_empty() {
                return Ok(matches);
            }
            if i > 0 && matches.is_empty() {
                continue;
            }
            // Otherwise the matches of a text that repeats a name would double with each repetition.
            matches.sort_unstable();
            matches.dedup();
            let inner = if i == 0 {
                scope.clone()
            } else {
                Some(regions_of(&matches))
            };
            let ends = matches_before.iter_mut().zip(&positions);
            for (slot, &end) in ends.skip(i + 1).take(LONGEST_NAME) {
                let part = text.get(start..end).unwrap_or_default();
                if i > 0 && end > start + '县'.len_utf8() && PSEUDO_LEVELS.contains(&part) {
                    slot.extend_from_slice(&matches);
                }
                slot.extend(self.match_name_or_scope(part, inner.as_deref()));
            }
            rest = text
                .get(start..)
                .zip(inner)
                .filter(|(rest, _)| i > 0 && rest.chars().nth(1).is_some())
                .or(rest);
        }
        Err(ResolveFailure {
            part: text.to_owned(),
            scope,
            rest: rest.map(|(rest, within)| (rest.to_owned(), within)),
        })
    }

    /// The regions that a single code or name may mean. With a scope they lie below it; the scope's own
    /// regions are not among them.
    pub(super) fn match_name(&self, part: &str, scope: Option<&[RegionId]>) -> Vec<Match> {
        let mut matches: Vec<Match> = Vec::new();
        if let Some(region) = canonical_code(part)
            .and_then(|code| find_by_code(&self.regions, &self.former, code))
            .or_else(|| self.find_key(part))
        {
            let kind = NameKind::Key;
            matches.push(Match { kind, region });
        }
        let names = self.index.lookup(part);
        matches.extend(names.map(|name| Match {
            kind: name.kind,
            region: name.region,
        }));
        matches.extend(self.match_short_suffix(part));
        matches
            .retain(|candidate| scope.is_none_or(|scope| self.is_below(scope, candidate.region)));
        matches.sort_unstable();
        matches.dedup();
        matches
    }

    /// The regions whose suffix is written as its last character: 恩施州, 五峰县, 鄂伦春旗.
    fn match_short_suffix<'t>(&'t self, part: &'t str) -> impl Iterator<Item = Match> + 't {
        let last = part.chars().next_back();
        let suffix = last.filter(|suffix| "省市县区旗盟州".contains(*suffix));
        let split = suffix.and_then(|suffix| Some((part.strip_suffix(suffix)?, suffix)));
        split.into_iter().flat_map(move |(short, suffix)| {
            let names = self.index.lookup(short);
            let names = names.filter(move |name| {
                name.kind == NameKind::Short && self.get(name.region).name.ends_with(suffix)
            });
            names.map(|name| Match {
                kind: NameKind::Short,
                region: name.region,
            })
        })
    }

    fn is_below(&self, scope: &[RegionId], id: RegionId) -> bool {
        self.upward(id).skip(1).any(|above| scope.contains(&above))
    }
}

/// The regions of the matches, each once.
fn regions_of(matches: &[Match]) -> Vec<RegionId> {
    let mut regions: Vec<RegionId> = matches.iter().map(|candidate| candidate.region).collect();
    regions.sort_unstable();
    regions.dedup();
    regions
}
