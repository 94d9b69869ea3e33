//! Resolves a reference to the one region that a writer means, or explains why there is none.

use super::declaration::find_by_code;
use super::name_index::{NameKind, find_by_key};
use super::notation::{canonical_code, fold};
use super::path::{Match, ResolveFailure};
use super::table::{FormerDivision, is_digits};
use super::{Level, RegionId, RegionTree};

/// References are at most this many characters long; a path of four long names has 60.
const LONGEST_REFERENCE: usize = 120;

/// The reason why a text does not resolve to one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ResolveError {
    /// The text is empty or white space.
    Empty,
    /// The text is too long to be a name or a path.
    TooLong,
    /// The text consists of digits, but not of 6, 9 or 12.
    BadCode,
    /// The code of a town or a village that lies in a known region but is not declared itself.
    Undeclared {
        /// The code in its normal form.
        code: String,
        /// The region in which it lies.
        within: RegionId,
    },
    /// A division that was divided up and so has no single successor.
    Abolished {
        /// Its code.
        code: String,
        /// Its name.
        name: String,
    },
    /// No region has this code or name.
    Unknown {
        /// The unknown part of the text.
        part: String,
        /// The region in which the part was looked up, if the text before it resolved to one.
        within: Option<RegionId>,
        /// Suggestions, the nearest first; each resolves to one region.
        nearest: Vec<String>,
    },
    /// Several regions have this name.
    Ambiguous {
        /// All of them, in the order of their keys; [`RegionTree::unique_reference`] gives a clear reference
        /// to each.
        candidates: Vec<RegionId>,
    },
}

/// Whether an error has suggestions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suggestions {
    /// The nearest names or codes.
    Nearest,
    /// None.
    None,
}

impl RegionTree {
    /// Resolves a reference to a region.
    ///
    /// A reference is one of:
    /// - a code of 6, 9 or 12 digits, also one that is out of use; or a key;
    /// - a full name (凌云县), also a former one (密云县); or a short name (凌云, 恩施州);
    /// - a path of such names, each below the one before at any depth (广西/凌云, 广西百色凌云县).
    ///
    /// Letter width, white space and case make no difference. A full name takes precedence over a short one.
    /// Among regions that share a short name, a single province is chosen, else the region that contains all
    /// others (岳阳 is the city, not 岳阳县).
    ///
    /// # Errors
    /// If no region matches, or several do; see [`ResolveError`].
    pub(crate) fn resolve(&self, written: &str) -> Result<RegionId, ResolveError> {
        self.resolve_as(written, None, Suggestions::Nearest)
    }

    /// As [`Self::resolve`], without the suggestions of an error, which take milliseconds.
    pub(crate) fn resolve_quickly(&self, written: &str) -> Result<RegionId, ResolveError> {
        self.resolve_as(written, None, Suggestions::None)
    }

    /// As [`Self::resolve`], for the parent of `child`: among regions with one name, `child` is never
    /// chosen.
    pub(super) fn resolve_parent(
        &self,
        written: &str,
        child: RegionId,
        suggestions: Suggestions,
    ) -> Result<RegionId, ResolveError> {
        self.resolve_as(written, Some(child), suggestions)
    }

    fn resolve_as(
        &self,
        written: &str,
        excluded: Option<RegionId>,
        suggestions: Suggestions,
    ) -> Result<RegionId, ResolveError> {
        // A character has at most four bytes; this check keeps huge texts from being folded.
        if written.trim().len() > LONGEST_REFERENCE * 4 {
            return Err(ResolveError::TooLong);
        }
        let text = fold(written);
        if text.is_empty() {
            return Err(ResolveError::Empty);
        }
        if text.chars().nth(LONGEST_REFERENCE).is_some() {
            return Err(ResolveError::TooLong);
        }
        if is_digits(&text) {
            return self.resolve_code(&text, suggestions);
        }
        if let Some(id) = find_by_key(&self.regions, &text) {
            return Ok(id);
        }
        let mut matches = self
            .match_path(&text)
            .map_err(|failure| self.explain(&failure, suggestions))?;
        if matches.len() > 1 {
            matches.retain(|candidate| Some(candidate.region) != excluded);
        }
        self.choose(&matches)
    }

    fn resolve_code(
        &self,
        digits: &str,
        suggestions: Suggestions,
    ) -> Result<RegionId, ResolveError> {
        let code = canonical_code(digits).ok_or(ResolveError::BadCode)?;
        if let Some(id) = find_by_key(&self.regions, code) {
            return Ok(id);
        }
        let start = self.former.partition_point(|division| division.code < code);
        let retired: Vec<_> = self
            .former
            .iter()
            .skip(start)
            .take_while(|division| division.code == code)
            .collect();
        let mut successors: Vec<RegionId> = retired
            .iter()
            .filter_map(|division| find_by_key(&self.regions, division.successor?))
            .collect();
        successors.sort_unstable();
        successors.dedup();
        match (successors.as_slice(), retired.first()) {
            ([id], _) => Ok(*id),
            ([_, _, ..], _) => Err(ResolveError::Ambiguous {
                candidates: successors,
            }),
            ([], Some(division)) => Err(ResolveError::Abolished {
                code: code.to_owned(),
                name: division.name.to_owned(),
            }),
            ([], None) => Err(self.unknown_code(code, suggestions)),
        }
    }

    fn unknown_code(&self, code: &str, suggestions: Suggestions) -> ResolveError {
        let county = code.get(..6).filter(|_| code.len() > 6);
        let find = |code| find_by_code(&self.regions, &self.former, code);
        if let Some(within) = county.and_then(find) {
            return ResolveError::Undeclared {
                code: code.to_owned(),
                within,
            };
        }
        let nearest = match suggestions {
            Suggestions::Nearest => self.nearest_codes(code),
            Suggestions::None => Vec::new(),
        };
        ResolveError::Unknown {
            part: code.to_owned(),
            within: None,
            nearest,
        }
    }

    /// The one region among the matches of the most reliable kind.
    fn choose(&self, matches: &[Match]) -> Result<RegionId, ResolveError> {
        let best = matches.iter().map(|candidate| candidate.kind).min();
        let mut candidates: Vec<RegionId> = matches
            .iter()
            .filter(|candidate| Some(candidate.kind) == best)
            .map(|candidate| candidate.region)
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        let only = match candidates.as_slice() {
            [only] => Some(*only),
            _ if best > Some(NameKind::Name) => self.default_candidate(&candidates),
            _ => None,
        };
        only.ok_or(ResolveError::Ambiguous { candidates })
    }

    /// Among regions that share a short name, the only province, or the one that contains all others.
    fn default_candidate(&self, candidates: &[RegionId]) -> Option<RegionId> {
        let mut provinces = candidates
            .iter()
            .filter(|id| self.get(**id).level == Level::Province);
        if let (Some(province), None) = (provinces.next(), provinces.next()) {
            return Some(*province);
        }
        candidates
            .iter()
            .copied()
            .find(|above| candidates.iter().all(|id| self.contains(*above, *id)))
    }

    /// The error for a path that failed, with suggestions.
    fn explain(&self, failure: &ResolveFailure, suggestions: Suggestions) -> ResolveError {
        let part = (failure.part.as_str(), failure.scope.as_deref());
        let rest = failure
            .rest
            .as_ref()
            .map(|(rest, within)| (rest.as_str(), Some(within.as_slice())));
        if let Some(division) = std::iter::once(part)
            .chain(rest)
            .find_map(|(name, scope)| self.abolished(name, scope))
        {
            return ResolveError::Abolished {
                code: division.code.to_owned(),
                name: division.name.to_owned(),
            };
        }
        if suggestions == Suggestions::None {
            return ResolveError::Unknown {
                part: failure.part.clone(),
                within: None,
                nearest: Vec::new(),
            };
        }
        // The rest is the better explanation if there is anything similar to it.
        let nearest_to_rest = rest
            .map(|(name, scope)| self.nearest_names(name, scope))
            .filter(|nearest| !nearest.is_empty());
        let ((name, scope), nearest) = match (rest, nearest_to_rest) {
            (Some(rest), Some(nearest)) => (rest, nearest),
            _ => (part, self.nearest_names_anywhere(part.0, part.1)),
        };
        ResolveError::Unknown {
            part: name.to_owned(),
            within: match scope {
                Some([only]) => Some(*only),
                _ => None,
            },
            nearest,
        }
    }

    /// The division with this name that was divided up, if it lay in a province of the scope.
    fn abolished(&self, name: &str, scope: Option<&[RegionId]>) -> Option<&FormerDivision> {
        let is_in_province_of = |division: &FormerDivision, id: RegionId| {
            let root = self.upward(id).last().unwrap_or(id);
            self.get(root).key.get(..2) == division.code.get(..2)
        };
        self.former
            .iter()
            .filter(|division| division.successor.is_none() && division.name == name)
            .find(|division| {
                scope.is_none_or(|scope| scope.iter().any(|id| is_in_province_of(division, *id)))
            })
    }
}
