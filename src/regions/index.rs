//! The names by which regions are found, and how good a find each kind of name is.

use std::borrow::Cow;

use crate::util::string_index::StringIndex;

use super::table::Past;
use super::written::fold;
use super::{Region, RegionId, short_name};

/// How a text names a region, the surest way first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// By its code or key.
    Key,
    /// By a name that the site itself declares for it.
    Alias,
    /// By its full name, or a customary one of the table.
    Name,
    /// By a full name that it no longer has.
    Past,
    /// By its name with the kind left out: 凌云, 恩施州.
    Short,
    /// By a name that it no longer has, with the kind left out.
    PastShort,
}

/// One name of one region.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The name, ASCII letters in lower case.
    pub(super) text: Cow<'static, str>,
    pub(super) rank: Rank,
    pub(super) id: RegionId,
}

/// All names. A region has some twice where two ways lead to them, and no order among names of one text is kept.
#[derive(Clone, Debug)]
pub(super) struct Index {
    entries: Vec<Entry>,
    places: StringIndex,
}

impl Index {
    /// Indexes the names of all regions, and those that they had.
    pub(super) fn new(regions: &[Region], past: &[Past]) -> Self {
        let mut entries = Vec::with_capacity(regions.len() * 2 + past.len() * 2);
        for (id, region) in ids().zip(regions) {
            push(&mut entries, region.name.clone(), Rank::Name, id);
            push_short(&mut entries, region.name.clone(), Rank::Short, id);
            for alias in &region.aliases {
                // The customary names are the table's text; what a site declares is text of its own.
                let rank = if matches!(alias, Cow::Borrowed(_)) {
                    Rank::Name
                } else {
                    Rank::Alias
                };
                push(&mut entries, alias.clone(), rank, id);
            }
        }
        for (entry, successor) in past
            .iter()
            .filter_map(|entry| Some((entry, entry.successor?)))
        {
            if let Some(id) = position(regions, successor) {
                push(&mut entries, Cow::Borrowed(entry.name), Rank::Past, id);
                push_short(&mut entries, Cow::Borrowed(entry.name), Rank::PastShort, id);
            }
        }
        // Sorted they would be found as well, but sorting thousands of names was a fifth of building ten articles again.
        let places = StringIndex::new(entries.len(), |at| entries[at].text.as_ref());
        Self { entries, places }
    }

    /// The entries of exactly this text.
    pub(super) fn lookup<'t>(&'t self, text: &'t str) -> impl Iterator<Item = &'t Entry> {
        let entries = self
            .places
            .candidates(text)
            .into_iter()
            .map(|at| &self.entries[at]);
        entries.filter(move |entry| entry.text == text)
    }

    /// All entries.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// The place of a key among regions that are sorted by key.
pub(super) fn position(regions: &[Region], key: &str) -> Option<RegionId> {
    let place = regions
        .binary_search_by(|region| region.key.as_ref().cmp(key))
        .ok()?;
    Some(RegionId(u32::try_from(place).ok()?))
}

/// The ids in order, for zipping with the regions.
pub(super) fn ids() -> impl Iterator<Item = RegionId> {
    (0..).map(RegionId)
}

/// Adds a name as it is looked up. The table's own text, which is borrowed, is written that way already.
fn push(entries: &mut Vec<Entry>, name: Cow<'static, str>, rank: Rank, id: RegionId) {
    let text = match name {
        Cow::Borrowed(name) => Cow::Borrowed(name),
        Cow::Owned(name) => Cow::Owned(fold(&name)),
    };
    entries.push(Entry { text, rank, id });
}

fn push_short(entries: &mut Vec<Entry>, name: Cow<'static, str>, rank: Rank, id: RegionId) {
    let whole = name.len();
    let short = match name {
        Cow::Borrowed(name) => Cow::Borrowed(short_name(name)),
        Cow::Owned(name) => Cow::Owned(short_name(&name).to_owned()),
    };
    if short.len() < whole {
        push(entries, short, rank, id);
    }
}
