//! The tree itself: regions sorted by key, each with its parent, and the ways to walk up and down.

use super::declaration;
use super::name_index::{NameIndex, find_by_key, ids};
use super::table::FormerDivision;
use super::{DeclarationError, Region, RegionDeclaration, RegionId};

/// All regions that a site can name. It is immutable.
#[derive(Clone, Debug)]
pub(crate) struct RegionTree {
    pub(super) regions: Vec<Region>,
    pub(super) former: Vec<FormerDivision>,
    pub(super) index: NameIndex,
}

impl RegionTree {
    /// The built-in divisions together with the declared regions.
    ///
    /// An error comes with the position of its declaration in `declarations`. Whatever is sound of such a
    /// declaration is in the tree all the same, so that references to it are not errors as well.
    pub(crate) fn new(
        declarations: Vec<RegionDeclaration>,
    ) -> (Self, Vec<(usize, DeclarationError)>) {
        declaration::build(declarations)
    }

    /// The region with this id.
    ///
    /// # Panics
    /// If the id comes from a tree with more regions.
    pub(crate) fn get(&self, id: RegionId) -> &Region {
        &self.regions[id.0 as usize]
    }

    /// The region with this key, spelled exactly as in [`Region::key`].
    pub(crate) fn find_key(&self, key: &str) -> Option<RegionId> {
        find_by_key(&self.regions, key)
    }

    /// All regions in the order of their keys.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (RegionId, &Region)> {
        ids().zip(&self.regions)
    }

    /// The region, its parent, and so on up to the root.
    pub(crate) fn upward(&self, id: RegionId) -> impl Iterator<Item = RegionId> {
        std::iter::successors(Some(id), |id| self.get(*id).parent)
    }

    /// The regions from the root down to this one, both included.
    pub(crate) fn path(&self, id: RegionId) -> Vec<RegionId> {
        let mut path: Vec<RegionId> = self.upward(id).collect();
        path.reverse();
        path
    }

    /// The names along [`Self::path`], joined: 广西壮族自治区/百色市/凌云县.
    pub(crate) fn full_name(&self, id: RegionId) -> String {
        let names: Vec<&str> = self
            .path(id)
            .into_iter()
            .map(|id| self.get(id).name.as_ref())
            .collect();
        names.join("/")
    }

    /// The number of regions.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.regions.len()
    }

    /// Whether `above` is `id` itself or an ancestor of it.
    pub(crate) fn contains(&self, above: RegionId, id: RegionId) -> bool {
        self.upward(id).any(|step| step == above)
    }
}
