//! The tree of regions: the administrative divisions of China, which are built in, and what a site declares beside them.
//!
//! [`RegionTree::new`] makes the tree; [`RegionTree::resolve`] finds the region that a writer means by a code, a name, or a path of names.

mod declare;
mod index;
mod path;
mod reference;
mod resolve;
mod short;
mod table;
#[cfg(test)]
mod tests;
mod tree;
mod written;

use std::borrow::Cow;

pub use declare::{DeclarationError, Declared};
pub use resolve::ResolveError;
pub use short::short_name;
pub use tree::RegionTree;

/// A region of one [`RegionTree`]: cheap to copy, and ordered as the keys are, so that regions sort by code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionId(pub(crate) u32);

/// The rank of a region, read from the length and the zeros of its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A province, an autonomous region, a municipality or a special administrative region: `450000`.
    Province,
    /// A prefecture or a city of its rank: `451000`.
    Prefecture,
    /// A county, a district, a banner or a city of their rank: `451027`. Some lie directly in a province.
    County,
    /// A town, a township or a subdistrict, with a code of 9 digits: `451027100`.
    Township,
    /// A village or a residents' committee, with a code of 12 digits: `451027100200`.
    Village,
    /// A region with a key of the site's own, at home or abroad.
    Other,
}

/// One place of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// The code (6, 9 or 12 digits) or the declared ASCII key: the region's identity, and the last part of its page's address.
    pub key: Cow<'static, str>,
    /// The full name: 凌云县.
    pub name: Cow<'static, str>,
    /// The region directly above; none for provinces and for declared regions that stand alone.
    pub parent: Option<RegionId>,
    /// The rank, as far as the key tells it.
    pub level: Level,
    /// Further names that lead here: customary ones of the built-in table, then those that the site declares.
    pub aliases: Vec<Cow<'static, str>>,
}

impl Region {
    /// The name with its kind left out where that is customary: 凌云 for 凌云县, 恩施 for 恩施土家族苗族自治州, but 横县 for a name of two characters.
    pub fn short_name(&self) -> &str {
        short_name(&self.name)
    }
}
