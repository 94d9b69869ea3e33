//! Tests of the region tree through its public interface.

mod declarations;
mod resolution;

use super::*;

fn built_in() -> RegionTree {
    let (tree, errors) = RegionTree::new(Vec::new());
    assert_eq!(errors, []);
    tree
}

fn key(tree: &RegionTree, written: &str) -> Result<String, ResolveError> {
    tree.resolve(written).map(|id| tree.get(id).key.to_string())
}
