//! An index of the names of all regions, with the kind of each name.

use std::borrow::Cow;

use super::notation::fold;
use super::table::FormerDivision;
use super::{Region, RegionId, short_name};
use crate::util::string_index::StringMultiIndex;

/// How a text names a region, the most reliable kind first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NameKind {
    /// Its code or key.
    Key,
    /// A name that the site itself declares for it.
    Alias,
    /// Its full name, or a customary one of the table.
    Name,
    /// A full name that is out of use.
    FormerName,
    /// Its name without the administrative suffix, or with a shorter one: 凌云, 恩施州.
    Short,
    /// A name that is out of use, without the suffix.
    FormerShort,
}

/// One name of one region.
#[derive(Clone, Debug)]
pub(super) struct IndexedName {
    /// The name, ASCII letters in lower case.
    pub(super) text: Cow<'static, str>,
    pub(super) kind: NameKind,
    pub(super) region: RegionId,
}

/// All names of all regions. A region has a name twice where it gets it in two ways. Equal names are in no
/// order.
#[derive(Clone, Debug)]
pub(super) struct NameIndex {
    names: Vec<IndexedName>,
    by_text: StringMultiIndex,
}

impl NameIndex {
    /// Indexes the names of all regions, those out of use included.
    pub(super) fn new(regions: &[Region], former: &[FormerDivision]) -> Self {
        let mut names = Vec::with_capacity(regions.len() * 2 + former.len() * 2);
        for (id, region) in ids().zip(regions) {
            push(&mut names, region.name.clone(), NameKind::Name, id);
            push_short(&mut names, region.name.clone(), NameKind::Short, id);
            for alias in &region.aliases {
                // Customary names are borrowed from the table; names that the site declares are owned.
                let kind = if matches!(alias, Cow::Borrowed(_)) {
                    NameKind::Name
                } else {
                    NameKind::Alias
                };
                push(&mut names, alias.clone(), kind, id);
            }
        }
        for division in former {
            let successor = division.successor.and_then(|key| find_by_key(regions, key));
            if let Some(id) = successor {
                let name = || Cow::Borrowed(division.name);
                push(&mut names, name(), NameKind::FormerName, id);
                push_short(&mut names, name(), NameKind::FormerShort, id);
            }
        }
        // A sorted list would do as well, but sorting thousands of names was a fifth of rebuilding ten
        // articles.
        let by_text = StringMultiIndex::new(names.len(), |at| names[at].text.as_ref());
        Self { names, by_text }
    }

    /// The names that are exactly this text.
    pub(super) fn lookup<'t>(&'t self, text: &'t str) -> impl Iterator<Item = &'t IndexedName> {
        let names = self.by_text.candidates(text).into_iter();
        let names = names.map(|at| &self.names[at]);
        names.filter(move |name| name.text == text)
    }

    /// All names.
    pub(super) fn names(&self) -> &[IndexedName] {
        &self.names
    }
}

/// The region with a key, among regions sorted by key.
pub(super) fn find_by_key(regions: &[Region], key: &str) -> Option<RegionId> {
    let position = regions
        .binary_search_by(|region| region.key.as_ref().cmp(key))
        .ok()?;
    Some(RegionId(u32::try_from(position).ok()?))
}

/// All ids in order, to be zipped with the regions.
pub(super) fn ids() -> impl Iterator<Item = RegionId> {
    (0..).map(RegionId)
}

/// Adds a name in its folded form. Names of the table, which are borrowed, are in that form already.
fn push(names: &mut Vec<IndexedName>, name: Cow<'static, str>, kind: NameKind, region: RegionId) {
    let text = match name {
        Cow::Borrowed(name) => Cow::Borrowed(name),
        Cow::Owned(name) => Cow::Owned(fold(&name)),
    };
    names.push(IndexedName { text, kind, region });
}

/// Adds the short form of a name, where it has one.
fn push_short(
    names: &mut Vec<IndexedName>,
    name: Cow<'static, str>,
    kind: NameKind,
    region: RegionId,
) {
    let full_length = name.len();
    let short = match name {
        Cow::Borrowed(name) => Cow::Borrowed(short_name(name)),
        Cow::Owned(name) => Cow::Owned(short_name(&name).to_owned()),
    };
    if short.len() < full_length {
        push(names, short, kind, region);
    }
}
