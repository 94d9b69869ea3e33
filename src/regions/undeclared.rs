//! Finds the town or village that a reference names behind a known region, so that it can be offered.

use super::{RegionId, RegionTree};

/// The ends of names of places below counties.
const ENDINGS: &[&str] = &[
    "镇", "乡", "街道", "村", "社区", "苏木", "嘎查", "屯", "寨", "林场", "农场",
];

impl RegionTree {
    /// Parts a reference that is unknown into a known region, by its full name or before a `/`, and the name
    /// of a place below it: 凌云县泗城镇.
    pub(crate) fn undeclared_place(&self, written: &str) -> Option<(RegionId, String)> {
        let written: String = written.chars().take(40).collect();
        let is_gap = |c: char| c.is_whitespace() || matches!(c, '/' | '／');
        // The longest region first.
        let mut starts = written.char_indices().rev().map(|(at, _)| at);
        starts.find_map(|at| {
            let (above, name) = written.split_at(at);
            let name = name.trim_matches(is_gap);
            let is_name = name.chars().all(char::is_alphanumeric) && name.chars().count() > 1;
            if !is_name || !ENDINGS.iter().any(|ending| name.ends_with(ending)) {
                return None;
            }
            let region = above.trim_end_matches(is_gap);
            let id = self.resolve_quickly(region).ok()?;
            let is_whole = region.len() < above.len() || region.ends_with(&*self.get(id).name);
            is_whole.then(|| (id, name.to_owned()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_below_known_regions_are_found() {
        let (tree, _) = RegionTree::new(Vec::new());
        let place = |written| {
            let (id, name) = tree.undeclared_place(written)?;
            Some((tree.get(id).key.to_string(), name))
        };
        for (written, county, name) in [
            ("凌云县泗城镇", "451027", "泗城镇"),
            ("凌云/泗城镇", "451027", "泗城镇"),
            ("广西/百色/凌云县/泗城镇", "451027", "泗城镇"),
            ("广西百色凌云县 泗城镇", "451027", "泗城镇"),
            ("凌云县平怀村", "451027", "平怀村"),
        ] {
            let expected = Some((county.to_owned(), name.to_owned()));
            assert_eq!(place(written), expected, "{written}");
        }
        for written in ["泗城镇", "凌云线", "长沙坝村", "凌云县", "", "村"] {
            assert_eq!(place(written), None, "{written}");
        }
    }
}
