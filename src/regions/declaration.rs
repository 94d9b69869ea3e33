//! Merges the regions that a site declares into the built-in ones, and finds the parent of each region.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::name_index::{NameIndex, find_by_key, ids};
use super::notation::{canonical_code, fold};
use super::resolve::{ResolveError, Suggestions};
use super::table::{self, FormerDivision, is_digits, level_of};
use super::{Level, Region, RegionId, RegionTree};
use crate::config::MAX_TERM_DEPTH;
use crate::diagnostic::SUGGESTED;
use crate::text::anchor::is_device_name;

/// A region that a site declares, or what a site adds to a built-in one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RegionDeclaration {
    /// A code of 6, 9 or 12 digits, or an ASCII key of lower-case letters, digits and inner hyphens.
    pub key: String,
    /// The full name. Optional for a code of the built-in table, whose name it replaces.
    pub name: Option<String>,
    /// Further names. They precede all other names, so that a site can say which of several regions it
    /// means.
    pub aliases: Vec<String>,
    /// The region above, in any form that [`RegionTree::resolve`] reads. Optional for codes; a region that
    /// has another key and no parent is a root of the tree.
    pub parent: Option<String>,
}

/// An error in a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DeclarationError {
    /// The key is neither a code of 6, 9 or 12 digits nor made of `a-z`, `0-9` and inner hyphens.
    BadKey,
    /// The key is not in the built-in table and there is no name.
    MissingName,
    /// The key is declared twice.
    Duplicate {
        /// The position of the first declaration.
        first: usize,
    },
    /// The code is out of use.
    Retired {
        /// The region that took its place.
        successor: RegionId,
    },
    /// The code lies in no known region.
    NoPlace {
        /// The first six digits, which would be the county.
        prefix: String,
    },
    /// The parent is unknown or ambiguous.
    Parent(ResolveError),
    /// The parent is the region itself or lies in it.
    Cycle {
        /// The parent as declared.
        parent: RegionId,
    },
    /// The region would lie below [`MAX_TERM_DEPTH`] others.
    TooDeep,
    /// A built-in division does not lie in the declared parent.
    OtherParent {
        /// The parent of the division.
        actual: Option<RegionId>,
    },
}

/// A declaration with a valid key, whose region is in the list but may still lack a parent.
struct AcceptedDeclaration {
    /// Its position among all declarations.
    position: usize,
    key: String,
    parent: Option<String>,
    is_built_in: bool,
}

/// The state while the tree is built.
struct TreeBuilder {
    regions: Vec<Region>,
    former: Vec<FormerDivision>,
    accepted: Vec<AcceptedDeclaration>,
    errors: Vec<(usize, DeclarationError)>,
}

/// The tree, and the errors in the order of the declarations.
pub(super) fn build(
    declarations: Vec<RegionDeclaration>,
) -> (RegionTree, Vec<(usize, DeclarationError)>) {
    let mut builder = TreeBuilder {
        regions: table::current(),
        former: table::former(),
        accepted: Vec::new(),
        errors: Vec::new(),
    };
    builder.merge(declarations);
    builder.set_parents_by_code();
    builder.set_parents_by_reference()
}

impl TreeBuilder {
    fn merge(&mut self, declarations: Vec<RegionDeclaration>) {
        let built_in = self.regions.len();
        let mut first_positions = BTreeMap::new();
        for (position, declaration) in declarations.into_iter().enumerate() {
            match check_key(&declaration.key, &mut first_positions, position) {
                Ok(key) => self.add(position, key, declaration, built_in),
                Err(error) => self.errors.push((position, error)),
            }
        }
        if self.regions.len() > built_in {
            self.regions.sort_by(|a, b| a.key.cmp(&b.key));
        }
    }

    fn add(
        &mut self,
        position: usize,
        key: String,
        declaration: RegionDeclaration,
        built_in: usize,
    ) {
        let RegionDeclaration {
            key: _,
            name,
            aliases,
            parent,
        } = declaration;
        let name = name
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty());
        let existing = self
            .regions
            .get(..built_in)
            .and_then(|regions| find_by_key(regions, &key));
        let aliases = aliases
            .iter()
            .map(|alias| alias.trim())
            .filter(|alias| !alias.is_empty())
            .map(|alias| Cow::Owned(alias.to_owned()));
        if let Some(region) = existing.and_then(|id| self.regions.get_mut(id.0 as usize)) {
            region.aliases.extend(aliases);
            if let Some(name) = name {
                region.name = Cow::Owned(name);
            }
        } else {
            if name.is_none() {
                self.errors.push((position, DeclarationError::MissingName));
            }
            self.regions.push(Region {
                name: Cow::Owned(name.unwrap_or_else(|| key.clone())),
                parent: None,
                level: level_of(&key),
                aliases: aliases.collect(),
                key: Cow::Owned(key.clone()),
            });
        }
        self.accepted.push(AcceptedDeclaration {
            position,
            key,
            parent,
            is_built_in: existing.is_some(),
        });
    }

    /// Gives each region with a code the parent that the code implies, and reports codes that imply none.
    fn set_parents_by_code(&mut self) {
        let parents = parents_by_code(&self.regions, &self.former);
        for (region, parent) in self.regions.iter_mut().zip(parents) {
            region.parent = parent;
        }
        let new_codes = self
            .accepted
            .iter()
            .filter(|declaration| !declaration.is_built_in && is_digits(&declaration.key));
        let errors = new_codes
            .filter_map(|declaration| Some((declaration.position, self.code_error(declaration)?)));
        let errors: Vec<_> = errors.collect();
        // The file of a code that is out of use should be deleted: that it lacks a name does not matter.
        let is_retired = |position: usize| {
            errors.iter().any(|(other, error)| {
                *other == position && matches!(error, DeclarationError::Retired { .. })
            })
        };
        self.errors.retain(|(position, error)| {
            *error != DeclarationError::MissingName || !is_retired(*position)
        });
        self.errors.extend(errors);
    }

    /// The error of a declared code that is not in the table.
    fn code_error(&self, declaration: &AcceptedDeclaration) -> Option<DeclarationError> {
        let key = &declaration.key;
        let retired = self.former.iter().find(|division| division.code == key);
        let successor = retired.and_then(|division| division.successor);
        if let Some(successor) = successor.and_then(|code| find_by_key(&self.regions, code)) {
            return Some(DeclarationError::Retired { successor });
        }
        let id = find_by_key(&self.regions, key)?;
        let region = self.regions.get(id.0 as usize)?;
        let has_place = region.parent.is_some()
            || region.level == Level::Province
            || declaration.parent.is_some();
        let prefix = key.chars().take(6).collect();
        (!has_place).then_some(DeclarationError::NoPlace { prefix })
    }

    /// Gives the remaining regions their declared parents. A parent may be written as a path through regions
    /// that get their own parents here, so this repeats as long as a round resolves at least one more.
    fn set_parents_by_reference(self) -> (RegionTree, Vec<(usize, DeclarationError)>) {
        let Self {
            regions,
            former,
            accepted,
            mut errors,
        } = self;
        let index = NameIndex::new(&regions, &former);
        let mut tree = RegionTree {
            regions,
            former,
            index,
        };
        let mut pending: Vec<AcceptedDeclaration> = accepted
            .into_iter()
            .filter(|declaration| declaration.parent.is_some())
            .collect();
        let mut placed = Vec::new();
        loop {
            let before = pending.len();
            pending.retain(|declaration| match set_parent(&mut tree, declaration) {
                Ok(id) => {
                    placed.push((declaration.position, id));
                    false
                }
                Err(DeclarationError::Parent(_)) => true,
                Err(error) => {
                    errors.push((declaration.position, error));
                    false
                }
            });
            if pending.is_empty() || pending.len() == before {
                break;
            }
        }
        for (index, declaration) in pending.iter().enumerate() {
            let suggestions = match index {
                ..SUGGESTED => Suggestions::Nearest,
                _ => Suggestions::None,
            };
            let parent = declared_parent(&tree, declaration, suggestions);
            errors.extend(parent.err().map(|error| (declaration.position, error)));
        }
        errors.extend(cut_deep_branches(&mut tree, &placed));
        errors.sort_by_key(|(position, _)| *position);
        (tree, errors)
    }
}

/// The normal form of a key that is declared for the first time.
fn check_key(
    written: &str,
    first_positions: &mut BTreeMap<String, usize>,
    position: usize,
) -> Result<String, DeclarationError> {
    let key = normal_key(written).ok_or(DeclarationError::BadKey)?;
    if let Some(&first) = first_positions.get(&key) {
        return Err(DeclarationError::Duplicate { first });
    }
    first_positions.insert(key.clone(), position);
    Ok(key)
}

/// Gives one region its declared parent; for a built-in one, checks that it lies there. Returns the region.
fn set_parent(
    tree: &mut RegionTree,
    declaration: &AcceptedDeclaration,
) -> Result<RegionId, DeclarationError> {
    let (id, parent) = declared_parent(tree, declaration, Suggestions::None)?;
    if declaration.is_built_in {
        let actual = tree.get(id).parent;
        let agrees = parent != id && tree.contains(parent, id);
        return if agrees {
            Ok(id)
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
    Ok(id)
}

/// A declared region and the one that it names as its parent.
fn declared_parent(
    tree: &RegionTree,
    declaration: &AcceptedDeclaration,
    suggestions: Suggestions,
) -> Result<(RegionId, RegionId), DeclarationError> {
    let empty = || DeclarationError::Parent(ResolveError::Empty);
    let id = tree.find_key(&declaration.key);
    let (id, written) = id.zip(declaration.parent.as_ref()).ok_or_else(empty)?;
    let parent = tree.resolve_parent(written, id, suggestions);
    Ok((id, parent.map_err(DeclarationError::Parent)?))
}

/// Makes roots of regions that lie too deep. The first of each branch is an error.
fn cut_deep_branches(
    tree: &mut RegionTree,
    placed: &[(usize, RegionId)],
) -> Vec<(usize, DeclarationError)> {
    let depths = placed.iter().map(|&(_, id)| tree.upward(id).count());
    let depths: Vec<usize> = depths.collect();
    let mut errors = Vec::new();
    for (&(position, id), depth) in placed.iter().zip(depths) {
        if depth > MAX_TERM_DEPTH && depth % MAX_TERM_DEPTH == 1 {
            if let Some(region) = tree.regions.get_mut(id.0 as usize) {
                region.parent = None;
            }
            if depth == MAX_TERM_DEPTH + 1 {
                errors.push((position, DeclarationError::TooDeep));
            }
        }
    }
    errors
}

/// The normal form of a key; `None` if it is not valid.
fn normal_key(written: &str) -> Option<String> {
    let key = fold(written);
    if is_digits(&key) {
        return canonical_code(&key).map(str::to_owned);
    }
    let has_valid_characters = key
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let has_valid_ends = !key.is_empty() && !key.starts_with('-') && !key.ends_with('-');
    (has_valid_characters && has_valid_ends && !is_device_name(&key)).then_some(key)
}

/// The parent of each region by its code, the nearest that exists: 451027100200 lies in 451027100, or in
/// 451027 where that town is not declared.
///
/// It takes one pass: regions are sorted by key, so a county comes after its province and its prefecture.
fn parents_by_code(regions: &[Region], former: &[FormerDivision]) -> Vec<Option<RegionId>> {
    let mut parents = Vec::with_capacity(regions.len());
    let (mut province, mut prefecture) = (None, None);
    for (id, region) in ids().zip(regions) {
        let key = region.key.as_ref();
        // The last province or prefecture, if the region lies in it.
        let within = |last: Option<(&str, RegionId)>| {
            last.filter(|(digits, _)| key.starts_with(digits))
                .map(|(_, id)| id)
        };
        parents.push(match region.level {
            Level::Province => None,
            Level::Prefecture => within(province),
            Level::County => within(prefecture).or_else(|| {
                // Districts of municipalities have 01 or 02 in the middle, counties directly under a
                // province 90.
                let is_direct = matches!(key.get(2..4), Some("01" | "02" | "90"));
                within(province).filter(|_| is_direct)
            }),
            Level::Township | Level::Village => {
                let lengths = [9, 6].into_iter().filter(|length| *length < key.len());
                let mut prefixes = lengths.filter_map(|length| key.get(..length));
                prefixes.find_map(|code| find_by_code(regions, former, code))
            }
            Level::Other => None,
        });
        match region.level {
            Level::Province => {
                province = key.get(..2).zip(Some(id));
                // 450001 lies in 450000 as well.
                prefecture = key.get(..4).zip(Some(id));
            }
            Level::Prefecture => prefecture = key.get(..4).zip(Some(id)),
            _ => (),
        }
    }
    parents
}

/// The region with a code, or the successor of the division that had it.
pub(super) fn find_by_code(
    regions: &[Region],
    former: &[FormerDivision],
    code: &str,
) -> Option<RegionId> {
    find_by_key(regions, code).or_else(|| {
        let start = former.partition_point(|division| division.code < code);
        let with_code = former.get(start..)?.iter();
        let with_code = with_code.take_while(|division| division.code == code);
        let successor = with_code.filter_map(|division| division.successor).next()?;
        find_by_key(regions, successor)
    })
}
