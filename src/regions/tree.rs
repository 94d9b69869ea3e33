//! The tree itself: regions sorted by key, who lies in whom, and the ways to walk it.

use super::declare::{self, DeclarationError, Declared};
use super::index::{Index, ids, position};
use super::table::Past;
use super::{Region, RegionId};

/// All regions that a site can name, immutable once made.
#[derive(Clone, Debug)]
pub struct RegionTree {
    pub(super) regions: Vec<Region>,
    pub(super) past: Vec<Past>,
    pub(super) index: Index,
    children: Vec<Vec<RegionId>>,
    roots: Vec<RegionId>,
}

impl RegionTree {
    /// The built-in divisions with the declared regions put among them.
    ///
    /// A declaration with an error is reported by its place in `declared`; as much of it as makes sense is in the tree all the same, so
    /// that what names it later is not reported as well.
    pub fn new(declared: Vec<Declared>) -> (Self, Vec<(usize, DeclarationError)>) {
        declare::build(declared)
    }

    /// The region of an id that this tree gave out.
    ///
    /// # Panics
    /// If the id comes from a tree with more regions.
    pub fn get(&self, id: RegionId) -> &Region {
        &self.regions[id.0 as usize]
    }

    /// The region of a key exactly as it stands in [`Region::key`].
    pub fn find_key(&self, key: &str) -> Option<RegionId> {
        position(&self.regions, key)
    }

    /// All regions in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (RegionId, &Region)> {
        ids().zip(&self.regions)
    }

    /// The regions directly below, in the order of their keys.
    pub fn children(&self, id: RegionId) -> &[RegionId] {
        self.children.get(id.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The regions that lie in no other: provinces, and declared ones without a parent.
    pub fn roots(&self) -> &[RegionId] {
        &self.roots
    }

    /// The region and all above it, the nearest first.
    pub fn upward(&self, id: RegionId) -> impl Iterator<Item = RegionId> {
        std::iter::successors(Some(id), |id| self.get(*id).parent)
    }

    /// The way down from the root to the region, both included.
    pub fn path(&self, id: RegionId) -> Vec<RegionId> {
        let mut path: Vec<RegionId> = self.upward(id).collect();
        path.reverse();
        path
    }

    /// The names along [`Self::path`], joined: 广西壮族自治区/百色市/凌云县.
    pub fn full_name(&self, id: RegionId) -> String {
        let names: Vec<&str> = self
            .path(id)
            .into_iter()
            .map(|id| self.get(id).name.as_ref())
            .collect();
        names.join("/")
    }

    /// Whether `above` is `id` itself or contains it.
    pub fn contains(&self, above: RegionId, id: RegionId) -> bool {
        self.upward(id).any(|step| step == above)
    }

    /// How many regions there are.
    pub fn len(&self) -> usize {
        self.regions.len()
    }

    /// Never: the built-in table is always there.
    pub fn is_empty(&self) -> bool {
        self.regions.is_empty()
    }

    /// A tree of regions sorted by key, with the parents that are known so far.
    pub(super) fn assemble(regions: Vec<Region>, past: Vec<Past>, index: Index) -> Self {
        Self {
            regions,
            past,
            index,
            children: Vec::new(),
            roots: Vec::new(),
        }
    }

    /// Fills in what follows from the parents; the last step of making a tree.
    pub(super) fn finish(mut self) -> Self {
        self.children = vec![Vec::new(); self.regions.len()];
        for (id, region) in ids().zip(&self.regions) {
            match region.parent {
                Some(parent) => self.children[parent.0 as usize].push(id),
                None => self.roots.push(id),
            }
        }
        self
    }
}
