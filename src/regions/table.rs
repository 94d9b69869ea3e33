//! Reads the tables of divisions that are compiled in; data/README.md says where they come from.

use std::borrow::Cow;

use super::{Level, Region};
use crate::util::tsv;

const CURRENT: &str = include_str!("../../data/regions.tsv");
const PAST: &str = include_str!("../../data/regions-past.tsv");

/// A division that went out of use, or a name that did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Past {
    /// The code under which it was known.
    pub(super) code: &'static str,
    /// The name that it had.
    pub(super) name: &'static str,
    /// The code of what it is now; none where it was divided up.
    pub(super) successor: Option<&'static str>,
}

/// The divisions in use, in the order of their codes, without parents.
pub(super) fn current() -> Vec<Region> {
    tsv::lines(CURRENT).filter_map(region).collect()
}

/// What went out of use, in the order of the codes. A code that was given twice is there twice.
pub(super) fn past() -> Vec<Past> {
    tsv::lines(PAST).filter_map(past_entry).collect()
}

/// The rank that a code shows; `Other` for a key that is no code.
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

/// Whether a text is made of ASCII digits alone.
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

fn past_entry(line: &'static str) -> Option<Past> {
    let (code, rest) = tsv::field(line)?;
    let (name, successor) =
        tsv::field(rest).map_or((rest, None), |(name, successor)| (name, Some(successor)));
    Some(Past {
        code,
        name,
        successor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_read_and_in_order() {
        let regions = current();
        assert_eq!(regions.len(), CURRENT.lines().count());
        assert!(regions.is_sorted_by(|a, b| a.key < b.key));
        assert!(regions.iter().all(|region| region.key.len() == 6
            && is_digits(&region.key)
            && !region.name.is_empty()));
        let past = past();
        assert_eq!(past.len(), PAST.lines().count());
        assert!(past.is_sorted_by_key(|entry| entry.code));
    }

    #[test]
    fn successors_are_divisions_in_use() {
        let regions = current();
        for entry in past() {
            let known = |code| {
                regions
                    .binary_search_by(|region| region.key.as_ref().cmp(code))
                    .is_ok()
            };
            assert!(entry.successor.is_none_or(known), "{entry:?}");
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
