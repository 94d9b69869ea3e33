//! Finds the one region that a writer means, or says why there is none.

use super::declare::present;
use super::index::{Rank, position};
use super::path::{DeadEnd, Find};
use super::table::{Past, is_digits};
use super::written::{canonical_code, fold};
use super::{Level, RegionId, RegionTree};

/// Longer texts are no references to a region; a path of four long names has 60 characters.
const LONGEST_TEXT: usize = 120;

/// Why a text does not lead to one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResolveError {
    /// There is nothing but white space.
    Empty,
    /// The text is too long to be a name or a path.
    TooLong,
    /// Digits alone, but not 6, 9 or 12 of them.
    BadCode,
    /// A code of a town or a village that no region has, though it lies in a known one: it has yet to be declared.
    Undeclared {
        /// The code as it would be declared.
        code: String,
        /// The region in which it lies.
        within: RegionId,
    },
    /// A division that was divided up, so that no single one follows it.
    Abolished {
        /// Its code.
        code: String,
        /// Its name.
        name: String,
    },
    /// No region has this code or name.
    Unknown {
        /// The part of the text that is not known.
        part: String,
        /// The region in which it was looked for, where the text led to one before.
        within: Option<RegionId>,
        /// What may be meant, each ready to be written instead, the nearest first.
        nearest: Vec<String>,
    },
    /// Several regions have this name.
    Ambiguous {
        /// All of them, in the order of their keys; [`RegionTree::unique_reference`] tells how to write each.
        candidates: Vec<RegionId>,
    },
}

impl RegionTree {
    /// The region that is meant.
    ///
    /// Taken are: a code of 6, 9 or 12 digits, also one out of use; a key; a full name (凌云县), also a past one (密云县); a name without its
    /// kind (凌云, 恩施州); and a path of such names, each in the one before at any depth (广西/凌云, 广西百色凌云县). Width of letters, white
    /// space and capitals make no difference. A full name goes before a short one; of several regions with one short name the one that
    /// contains the others is taken (岳阳 is the city, not 岳阳县), and a province before all others.
    ///
    /// # Errors
    /// If no region is found, or more than one; see [`ResolveError`].
    pub fn resolve(&self, written: &str) -> Result<RegionId, ResolveError> {
        self.resolve_except(written, None)
    }

    /// As [`Self::resolve`], for the parent of `child`: of regions with one name the child itself is never meant.
    pub(super) fn resolve_for(
        &self,
        written: &str,
        child: RegionId,
    ) -> Result<RegionId, ResolveError> {
        self.resolve_except(written, Some(child))
    }

    fn resolve_except(
        &self,
        written: &str,
        except: Option<RegionId>,
    ) -> Result<RegionId, ResolveError> {
        // Four bytes are the most that a character takes.
        if written.trim().len() > LONGEST_TEXT * 4 {
            return Err(ResolveError::TooLong);
        }
        let text = fold(written);
        if text.is_empty() {
            return Err(ResolveError::Empty);
        }
        if text.chars().nth(LONGEST_TEXT).is_some() {
            return Err(ResolveError::TooLong);
        }
        if is_digits(&text) {
            return self.resolve_code(&text);
        }
        if let Some(id) = position(&self.regions, &text) {
            return Ok(id);
        }
        let mut finds = self.follow(&text).map_err(|end| self.explain(&end))?;
        if finds.len() > 1 {
            finds.retain(|(_, id)| Some(*id) != except);
        }
        self.choose(finds)
    }

    fn resolve_code(&self, digits: &str) -> Result<RegionId, ResolveError> {
        let code = canonical_code(digits).ok_or(ResolveError::BadCode)?;
        if let Some(id) = position(&self.regions, code) {
            return Ok(id);
        }
        let start = self.past.partition_point(|entry| entry.code < code);
        let retired: Vec<_> = self
            .past
            .iter()
            .skip(start)
            .take_while(|entry| entry.code == code)
            .collect();
        let mut now: Vec<RegionId> = retired
            .iter()
            .filter_map(|entry| position(&self.regions, entry.successor?))
            .collect();
        now.sort_unstable();
        now.dedup();
        match (now.as_slice(), retired.first()) {
            ([id], _) => Ok(*id),
            ([_, _, ..], _) => Err(ResolveError::Ambiguous { candidates: now }),
            ([], Some(entry)) => Err(ResolveError::Abolished {
                code: code.to_owned(),
                name: entry.name.to_owned(),
            }),
            ([], None) => Err(self.unknown_code(code)),
        }
    }

    fn unknown_code(&self, code: &str) -> ResolveError {
        let county = code.get(..6).filter(|_| code.len() > 6);
        if let Some(within) = county.and_then(|county| present(&self.regions, &self.past, county)) {
            return ResolveError::Undeclared {
                code: code.to_owned(),
                within,
            };
        }
        let nearest = self.nearest_codes(code);
        ResolveError::Unknown {
            part: code.to_owned(),
            within: None,
            nearest,
        }
    }

    /// The one region that is meant among those found.
    fn choose(&self, finds: Vec<Find>) -> Result<RegionId, ResolveError> {
        let best = finds.iter().map(|(rank, _)| *rank).min();
        let mut candidates: Vec<RegionId> = finds
            .into_iter()
            .filter(|(rank, _)| Some(*rank) == best)
            .map(|(_, id)| id)
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        let only = match candidates.as_slice() {
            [only] => Some(*only),
            _ if best > Some(Rank::Name) => self.foremost(&candidates),
            _ => None,
        };
        only.ok_or(ResolveError::Ambiguous { candidates })
    }

    /// Of regions that share a short name, the only province, or the one that contains all the others.
    fn foremost(&self, candidates: &[RegionId]) -> Option<RegionId> {
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

    /// Says what is wrong with the end of a path, and what it may have been meant to be.
    fn explain(&self, end: &DeadEnd) -> ResolveError {
        let outer = end.scope.as_deref();
        let inner = end
            .rest
            .as_ref()
            .map(|(rest, within)| (rest.as_str(), Some(within.as_slice())));
        let readings = [Some((end.part.as_str(), outer)), inner];
        if let Some(entry) = readings
            .iter()
            .flatten()
            .find_map(|(part, scope)| self.abolished(part, *scope))
        {
            return ResolveError::Abolished {
                code: entry.code.to_owned(),
                name: entry.name.to_owned(),
            };
        }
        let near_rest = inner
            .map(|(rest, scope)| self.nearest_names(rest, scope))
            .filter(|nearest| !nearest.is_empty());
        let ((part, scope), nearest) = match (inner, near_rest) {
            (Some(inner), Some(nearest)) => (inner, nearest),
            _ => (
                (end.part.as_str(), outer),
                self.nearest_names_anywhere(&end.part, outer),
            ),
        };
        let within = scope.and_then(|scope| {
            if let [only] = scope {
                Some(*only)
            } else {
                None
            }
        });
        ResolveError::Unknown {
            part: part.to_owned(),
            within,
            nearest,
        }
    }

    /// The division of this name that was divided up, if it lay in one of the provinces of the scope.
    fn abolished(&self, name: &str, scope: Option<&[RegionId]>) -> Option<&Past> {
        let in_province = |entry: &Past, id: RegionId| {
            let root = self.upward(id).last().unwrap_or(id);
            self.get(root).key.get(..2) == entry.code.get(..2)
        };
        self.past
            .iter()
            .filter(|entry| entry.successor.is_none() && entry.name == name)
            .find(|entry| scope.is_none_or(|scope| scope.iter().any(|id| in_province(entry, *id))))
    }
}
