//! The region tree: the administrative divisions of China, which are built in, and the regions that a site
//! declares.
//!
//! [`RegionTree::new`] builds the tree. [`RegionTree::resolve`] finds the region that a writer means by a
//! code, a name or a path of names. The module is pure: it knows neither files nor diagnostics.

mod declaration;
mod name_index;
mod new_place;
mod notation;
mod path;
mod reference;
mod resolve;
mod short_name;
mod table;
#[cfg(test)]
mod tests;
mod tree;
mod undeclared;

use std::borrow::Cow;

pub(crate) use declaration::{DeclarationError, RegionDeclaration};
pub(crate) use resolve::ResolveError;
pub(crate) use short_name::short_name;
pub(crate) use tree::RegionTree;

/// A region of one [`RegionTree`]: cheap to copy. Ids are ordered as keys are, so regions sort by code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RegionId(pub(crate) u32);

/// The administrative level of a region, read from the length and the zeros of its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Level {
    /// A province, an autonomous region, a municipality or a special administrative region: `450000`.
    Province,
    /// A prefecture or a city of that level: `451000`.
    Prefecture,
    /// A county, a district, a banner or a city of that level: `451027`. Some lie directly in a province.
    County,
    /// A town, a township or a subdistrict, with a code of 9 digits: `451027100`.
    Township,
    /// A village or a residents' committee, with a code of 12 digits: `451027100200`.
    Village,
    /// A region whose key is not a code, at home or abroad.
    Other,
}

/// One region of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    /// The code (6, 9 or 12 digits) or the declared ASCII key: the region's identity, and the last part of
    /// its page's address.
    pub key: Cow<'static, str>,
    /// The full name: 凌云县.
    pub name: Cow<'static, str>,
    /// The region directly above; `None` for provinces, and for declared regions without a parent.
    pub parent: Option<RegionId>,
    /// The level, if the key determines it.
    pub level: Level,
    /// Further names that lead here: customary ones of the built-in table, then those that the site
    /// declares.
    pub aliases: Vec<Cow<'static, str>>,
}

impl Region {
    /// The name as it is customarily shortened: 凌云 for 凌云县, 恩施 for 恩施土家族苗族自治州, but 横县 for
    /// a name of two characters.
    pub(crate) fn short_name(&self) -> &str {
        short_name(&self.name)
    }
}
