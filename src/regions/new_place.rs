//! Takes the path of a region that is not in the tree apart: 凌云县/泗城镇, 凌云县泗城镇.

use super::RegionTree;

/// How the names of divisions above towns end.
const DIVISION_ENDS: [char; 7] = ['省', '市', '县', '区', '旗', '州', '盟'];

impl RegionTree {
    /// The region above and the name of a region that the tree lacks. A sign may part them; without one the
    /// region above must be known, and end as the name of a division.
    pub(crate) fn split_new<'w>(&self, written: &'w str) -> Option<(&'w str, &'w str)> {
        if let Some((parent, name)) = written.rsplit_once(['/', '／']) {
            let (parent, name) = (parent.trim(), name.trim());
            return (!parent.is_empty() && !name.is_empty()).then_some((parent, name));
        }
        let mut ends = written.char_indices().rev().filter_map(|(at, c)| {
            let (parent, name) = written.split_at_checked(at + c.len_utf8())?;
            let is_division = DIVISION_ENDS.contains(&c) && name.chars().count() > 1;
            is_division.then_some((parent, name))
        });
        ends.find(|(parent, _)| self.resolve_quickly(parent).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_ends_with_the_name_of_the_new_region() {
        let (tree, _) = RegionTree::new(Vec::new());
        for (written, expected) in [
            ("凌云县/泗城镇", Some(("凌云县", "泗城镇"))),
            ("广西／凌云／泗城镇", Some(("广西／凌云", "泗城镇"))),
            ("凌云县泗城镇", Some(("凌云县", "泗城镇"))),
            (
                "广西百色市凌云县泗城镇",
                Some(("广西百色市凌云县", "泗城镇")),
            ),
            ("泗城镇", None),
            ("城区镇", None),
            ("凌云县/", None),
            ("凌云县", None),
        ] {
            assert_eq!(tree.split_new(written), expected, "{written}");
        }
    }
}
