//! Puts the regions that a site declares among the built-in ones, and finds the parent of each.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::index::{Index, ids, position};
use super::resolve::ResolveError;
use super::table::{self, Past, is_digits, level_of};
use super::written::{canonical_code, fold};
use super::{Level, Region, RegionId, RegionTree};
use crate::text::anchor::is_device_name;

/// A region as a site declares it, or what a site adds to a built-in one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declared {
    /// A code of 6, 9 or 12 digits, or an ASCII key of small letters, digits and inner hyphens.
    pub key: String,
    /// The full name; not needed for a code of the built-in table, whose name it replaces.
    pub name: Option<String>,
    /// Further names; they go before all others, so that a site can say which of several places it means.
    pub aliases: Vec<String>,
    /// The region above, written as [`RegionTree::resolve`] takes it. Not needed for codes; without it, a region with a key stands alone.
    pub parent: Option<String>,
}

/// Why a declaration is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeclarationError {
    /// The key is neither a code of 6, 9 or 12 digits nor made of `a-z`, `0-9` and inner hyphens.
    BadKey,
    /// The key is not in the built-in table and there is no name.
    MissingName,
    /// The same key was declared before.
    Duplicate {
        /// The place of the first declaration.
        first: usize,
    },
    /// The code went out of use.
    Retired {
        /// The region that it is now.
        successor: RegionId,
    },
    /// No region is known in which the code would lie.
    NoPlace {
        /// The digits for which there is no region: the county's.
        prefix: String,
    },
    /// The parent is not known or not clear.
    Parent(ResolveError),
    /// The parent lies in the region itself.
    Cycle {
        /// The parent that was written.
        parent: RegionId,
    },
    /// A built-in division lies elsewhere than declared.
    OtherParent {
        /// The region in which it lies.
        actual: Option<RegionId>,
    },
}

/// A declaration whose key is good, on its way into the tree.
struct Wish {
    place: usize,
    key: String,
    parent: Option<String>,
    built_in: bool,
}

/// What is gathered while the tree is made.
struct Builder {
    regions: Vec<Region>,
    past: Vec<Past>,
    wishes: Vec<Wish>,
    errors: Vec<(usize, DeclarationError)>,
}

/// The finished tree, and what is wrong with the declarations, in their order.
pub(super) fn build(declared: Vec<Declared>) -> (RegionTree, Vec<(usize, DeclarationError)>) {
    let mut builder = Builder {
        regions: table::current(),
        past: table::past(),
        wishes: Vec::new(),
        errors: Vec::new(),
    };
    builder.merge(declared);
    builder.place_by_code();
    builder.place_by_reference()
}

impl Builder {
    fn merge(&mut self, declared: Vec<Declared>) {
        let built_in = self.regions.len();
        let mut seen = BTreeMap::new();
        for (place, declared) in declared.into_iter().enumerate() {
            match self.check_key(&declared.key, &mut seen, place) {
                Ok(key) => self.add(place, key, declared, built_in),
                Err(error) => self.errors.push((place, error)),
            }
        }
        if self.regions.len() > built_in {
            self.regions.sort_by(|a, b| a.key.cmp(&b.key));
        }
    }

    fn check_key(
        &self,
        written: &str,
        seen: &mut BTreeMap<String, usize>,
        place: usize,
    ) -> Result<String, DeclarationError> {
        let key = good_key(written).ok_or(DeclarationError::BadKey)?;
        if let Some(&first) = seen.get(&key) {
            return Err(DeclarationError::Duplicate { first });
        }
        seen.insert(key.clone(), place);
        Ok(key)
    }

    fn add(&mut self, place: usize, key: String, declared: Declared, built_in: usize) {
        let Declared {
            key: _,
            name,
            aliases,
            parent,
        } = declared;
        let name = name
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty());
        let known = self
            .regions
            .get(..built_in)
            .and_then(|regions| position(regions, &key));
        let aliases = aliases
            .iter()
            .map(|alias| alias.trim())
            .filter(|alias| !alias.is_empty())
            .map(|alias| Cow::Owned(alias.to_owned()));
        if let Some(region) = known.and_then(|id| self.regions.get_mut(id.0 as usize)) {
            region.aliases.extend(aliases);
            if let Some(name) = name {
                region.name = Cow::Owned(name);
            }
        } else {
            if name.is_none() {
                self.errors.push((place, DeclarationError::MissingName));
            }
            self.regions.push(Region {
                name: Cow::Owned(name.unwrap_or_else(|| key.clone())),
                parent: None,
                level: level_of(&key),
                aliases: aliases.collect(),
                key: Cow::Owned(key.clone()),
            });
        }
        self.wishes.push(Wish {
            place,
            key,
            parent,
            built_in: known.is_some(),
        });
    }

    /// Gives each region with a code the parent that the code tells, and reports codes that tell none.
    fn place_by_code(&mut self) {
        let parents = parents_by_code(&self.regions, &self.past);
        for (region, parent) in self.regions.iter_mut().zip(parents) {
            region.parent = parent;
        }
        let wishes = self
            .wishes
            .iter()
            .filter(|wish| !wish.built_in && is_digits(&wish.key));
        let errors = wishes.filter_map(|wish| Some((wish.place, self.code_error(wish)?)));
        let errors: Vec<_> = errors.collect();
        // A file for a code out of use is to go: that it lacks a name does not matter.
        let is_retired = |place: usize| {
            errors.iter().any(|(other, error)| {
                *other == place && matches!(error, DeclarationError::Retired { .. })
            })
        };
        self.errors.retain(|(place, error)| {
            *error != DeclarationError::MissingName || !is_retired(*place)
        });
        self.errors.extend(errors);
    }

    /// What is wrong with a declared code that is not in the table.
    fn code_error(&self, wish: &Wish) -> Option<DeclarationError> {
        let retired = self.past.iter().find(|past| past.code == wish.key);
        if let Some(successor) = retired.and_then(|past| position(&self.regions, past.successor?)) {
            return Some(DeclarationError::Retired { successor });
        }
        let id = position(&self.regions, &wish.key)?;
        let region = self.regions.get(id.0 as usize)?;
        let placed =
            region.parent.is_some() || region.level == Level::Province || wish.parent.is_some();
        let prefix = wish.key.chars().take(6).collect();
        (!placed).then_some(DeclarationError::NoPlace { prefix })
    }

    /// Gives the others the parents that are written, as long as each round finds at least one more: a parent may be written as a path
    /// through regions that are placed by this very loop.
    fn place_by_reference(self) -> (RegionTree, Vec<(usize, DeclarationError)>) {
        let Self {
            regions,
            past,
            wishes,
            mut errors,
        } = self;
        let index = Index::new(&regions, &past);
        let mut tree = RegionTree::assemble(regions, past, index);
        let mut waiting: Vec<Wish> = wishes
            .into_iter()
            .filter(|wish| wish.parent.is_some())
            .collect();
        loop {
            let before = waiting.len();
            let mut failures = Vec::new();
            waiting.retain(|wish| match place(&mut tree, wish) {
                Ok(()) => false,
                Err(error @ DeclarationError::Parent(_)) => {
                    failures.push((wish.place, error));
                    true
                }
                Err(error) => {
                    errors.push((wish.place, error));
                    false
                }
            });
            if waiting.is_empty() || waiting.len() == before {
                errors.extend(failures);
                break;
            }
        }
        errors.sort_by_key(|(place, _)| *place);
        (tree.finish(), errors)
    }
}

/// Puts one region under the parent that was written for it.
fn place(tree: &mut RegionTree, wish: &Wish) -> Result<(), DeclarationError> {
    let (Some(written), Some(id)) = (&wish.parent, tree.find_key(&wish.key)) else {
        return Ok(());
    };
    let parent = tree
        .resolve_for(written, id)
        .map_err(DeclarationError::Parent)?;
    if wish.built_in {
        let actual = tree.get(id).parent;
        let agrees = parent != id && tree.contains(parent, id);
        return if agrees {
            Ok(())
        } else {
            Err(DeclarationError::OtherParent { actual })
        };
    }
    if tree.contains(id, parent) {
        return Err(DeclarationError::Cycle { parent });
    }
    if let Some(region) = tree.regions.get_mut(id.0 as usize) {
        region.parent = Some(parent);
    }
    Ok(())
}

/// The key as it is kept, or none if it is not a good one.
fn good_key(written: &str) -> Option<String> {
    let key = fold(written);
    if is_digits(&key) {
        return canonical_code(&key).map(str::to_owned);
    }
    let good = key
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let name = !key.is_empty() && !key.starts_with('-') && !key.ends_with('-');
    (good && name && !is_device_name(&key)).then_some(key)
}

/// For each region the nearest one in which its code lies: 451027100200 in 451027100, or in 451027 where the town is not declared.
///
/// One pass over all: regions are sorted by key, so those in which a county lies stand before it.
fn parents_by_code(regions: &[Region], past: &[Past]) -> Vec<Option<RegionId>> {
    let mut parents = Vec::with_capacity(regions.len());
    let (mut province, mut prefecture) = (None, None);
    for (id, region) in ids().zip(regions) {
        let key = region.key.as_ref();
        // Where the region lies, if it lies in the last province or in the last prefecture.
        let within = |last: Option<(&str, RegionId)>| {
            last.filter(|(digits, _)| key.starts_with(digits))
                .map(|(_, id)| id)
        };
        parents.push(match region.level {
            Level::Province => None,
            Level::Prefecture => within(province),
            Level::County => within(prefecture).or_else(|| {
                // Districts of municipalities have 01 or 02 in the middle, and counties that answer to the province itself 90.
                let direct = matches!(key.get(2..4), Some("01" | "02" | "90"));
                within(province).filter(|_| direct)
            }),
            Level::Township | Level::Village => {
                let above = [9, 6].into_iter().filter(|digits| *digits < key.len());
                let mut above = above.filter_map(|digits| key.get(..digits));
                above.find_map(|code| present(regions, past, code))
            }
            Level::Other => None,
        });
        match region.level {
            Level::Province => {
                province = key.get(..2).zip(Some(id));
                // 450000 is what 450001 lies in, too.
                prefecture = key.get(..4).zip(Some(id));
            }
            Level::Prefecture => prefecture = key.get(..4).zip(Some(id)),
            _ => (),
        }
    }
    parents
}

/// The region of a code in use, or of the successor of one that is not.
pub(super) fn present(regions: &[Region], past: &[Past], code: &str) -> Option<RegionId> {
    position(regions, code).or_else(|| {
        let entry = past
            .get(past.partition_point(|entry| entry.code < code)..)?
            .iter()
            .find(|entry| entry.successor.is_some())?;
        position(regions, entry.successor.filter(|_| entry.code == code)?)
    })
}
