//! The built-in tables of divisions, compiled in from data/; data/README.md names their sources.

use std::borrow::Cow;

use super::{Level, Region};
use crate::util::tsv;

const CURRENT: &str = include_str!("../../data/regions.tsv");
const FORMER: &str = include_str!("../../data/regions-past.tsv");

/// A division that is out of use, or whose name or code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FormerDivision {
    /// Its code at that time.
    pub(super) code: &'static str,
    /// Its name at that time.
    pub(super) name: &'static str,
    /// The code of its successor; `None` where it was divided up.
    pub(super) successor: Option<&'static str>,
}

/// The divisions in use, in the order of their codes. Their parents are not set: the table does not hold
/// them.
pub(super) fn current() -> Vec<Region> {
    tsv::lines(CURRENT).filter_map(region).collect()
}

/// The divisions out of use, in the order of their codes. A code that was assigned twice occurs twice.
pub(super) fn former() -> Vec<FormerDivision> {
    tsv::lines(FORMER).filter_map(former_division).collect()
}

/// The level of a code; `Other` for a key that is not a code.
pub(super) fn level_of(key: &str) -> Level {
    match key.len() {
        _ if !is_digits(key) => Level::Other,
        6 if key.ends_with("0000") => Level::Province,
        6 if key.ends_with("00") => Level::Prefecture,
        6 => Level::County,
        9 => Level::Township,
        12 => Level::Village,
        _ => Level::Other,
    }
}

/// Whether a text consists of ASCII digits and is not empty.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn region(line: &'static str) -> Option<Region> {
    let (key, rest) = tsv::field(line)?;
    let (name, aliases) = tsv::field(rest).unwrap_or((rest, ""));
    let aliases = Some(aliases).filter(|aliases| !aliases.is_empty());
    Some(Region {
        key: Cow::Borrowed(key),
        name: Cow::Borrowed(name),
        parent: None,
        level: level_of(key),
        aliases: aliases
            .into_iter()
            .flat_map(|aliases| aliases.split('|'))
            .map(Cow::Borrowed)
            .collect(),
    })
}

fn former_division(line: &'static str) -> Option<FormerDivision> {
    let (code, rest) = tsv::field(line)?;
    let (name, successor) =
        tsv::field(rest).map_or((rest, None), |(name, successor)| (name, Some(successor)));
    Some(FormerDivision {
        code,
        name,
        successor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_read_in_order() {
        let regions = current();
        assert_eq!(regions.len(), CURRENT.lines().count());
        assert!(regions.is_sorted_by(|a, b| a.key < b.key));
        assert!(regions.iter().all(|region| region.key.len() == 6
            && is_digits(&region.key)
            && !region.name.is_empty()));
        let former = former();
        assert_eq!(former.len(), FORMER.lines().count());
        assert!(former.is_sorted_by_key(|division| division.code));
    }

    #[test]
    fn successors_are_divisions_in_use() {
        let regions = current();
        for division in former() {
            let is_in_use = |code| {
                regions
                    .binary_search_by(|region| region.key.as_ref().cmp(code))
                    .is_ok()
            };
            assert!(division.successor.is_none_or(is_in_use), "{division:?}");
        }
    }

    #[test]
    fn codes_show_their_level() {
        let cases = [
            ("450000", Level::Province),
            ("451000", Level::Prefecture),
            ("451027", Level::County),
            ("451027100", Level::Township),
            ("451027100200", Level::Village),
            ("45102", Level::Other),
            ("kyoto", Level::Other),
        ];
        for (key, level) in cases {
            assert_eq!(level_of(key), level, "{key}");
        }
    }
}
