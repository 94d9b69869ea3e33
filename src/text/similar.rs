//! “Did you mean”: the known names that are similar to an unknown one.

use std::collections::BTreeSet;

use super::classes::is_han;

/// The longest name that is compared, in characters: longer texts are not misspelt names, and the cost of a
/// comparison is the product of both lengths.
const MAX_CHARS: usize = 64;

/// The similarity of a candidate, best first: by edit distance, else by the Han that both names share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Similarity {
    /// The number of insertions, deletions, substitutions and transpositions.
    Distance(usize),
    /// A shared run of Han.
    SharedRun {
        /// The characters of the wanted name outside of the longest shared run.
        rest: usize,
        /// The edit distance.
        distance: usize,
    },
}

/// The candidates most similar to `wanted`, at most `limit`, the most similar first and equally similar ones
/// in the order of their text.
///
/// A candidate is similar if its edit distance is at most a third of the characters (one is always allowed
/// for names of two or more), without regard to case. After those come names that share a run of at least
/// two Han. Empty for a `wanted` of more than 64 characters.
pub fn nearest<'a>(
    wanted: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    limit: usize,
) -> Vec<String> {
    let (mut query, mut name) = (FoldedName::default(), FoldedName::default());
    if !query.fold(wanted) {
        return Vec::new();
    }
    let mut matches = BTreeSet::new();
    for candidate in candidates {
        if name.fold(candidate)
            && let Some(similarity) = similarity(&query, &name)
        {
            matches.insert((similarity, candidate));
        }
        if matches.len() > limit {
            matches.pop_last();
        }
    }
    matches
        .into_iter()
        .map(|(_, name)| name.to_owned())
        .collect()
}

/// A name in lower case, with a signature that rules out most candidates without a comparison letter by
/// letter.
#[derive(Default)]
struct FoldedName {
    chars: Vec<char>,
    /// One bit for each of the characters; some characters share a bit.
    bits: u64,
    /// The number of Han.
    han: usize,
}

impl FoldedName {
    /// Replaces the value with `name`. False where that has no characters to compare, or too many.
    fn fold(&mut self, name: &str) -> bool {
        self.chars.clear();
        (self.bits, self.han) = (0, 0);
        for c in name.trim().chars().flat_map(char::to_lowercase) {
            if self.chars.len() == MAX_CHARS {
                return false;
            }
            self.chars.push(c);
            self.bits |= 1 << (u32::from(c) % 64);
            self.han += usize::from(is_han(c));
        }
        !self.chars.is_empty()
    }

    /// A lower bound of the distance: the characters that only one of the two has.
    fn min_distance(&self, other: &Self) -> usize {
        let only = |a: u64, b: u64| (a & !b).count_ones() as usize;
        let lengths = self.chars.len().abs_diff(other.chars.len());
        lengths
            .max(only(self.bits, other.bits))
            .max(only(other.bits, self.bits))
    }
}

fn similarity(wanted: &FoldedName, name: &FoldedName) -> Option<Similarity> {
    let longer = wanted.chars.len().max(name.chars.len());
    let allowed = if longer < 2 { 0 } else { (longer / 3).max(1) };
    let edit_distance = || distance(&wanted.chars, &name.chars);
    if wanted.min_distance(name) <= allowed {
        // If every character differs, the names are not similar: 乙 is similar to 甲乙, 丙丁 is not.
        let distance = edit_distance();
        if distance <= allowed && distance < longer {
            return Some(Similarity::Distance(distance));
        }
    }
    if wanted.han.min(name.han) < 2 || wanted.bits & name.bits == 0 {
        return None;
    }
    let shared = shared_han(&wanted.chars, &name.chars);
    (shared >= 2).then(|| Similarity::SharedRun {
        rest: wanted.chars.len() - shared,
        distance: edit_distance(),
    })
}

/// The Damerau-Levenshtein distance (optimal string alignment: a transposition of two neighbours counts as
/// one).
fn distance(a: &[char], b: &[char]) -> usize {
    let (a, b) = without_shared_ends(a, b);
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for j in 0..b.len() {
            let changed = last[j] + usize::from(a[i] != b[j]);
            let mut best = changed.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                best = best.min(before_last[j - 1] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(a.len())
}

/// The names without their common prefix and suffix: paths share their folders, which would cost the most.
fn without_shared_ends<'n>(a: &'n [char], b: &'n [char]) -> (&'n [char], &'n [char]) {
    let same = |(a, b): &(&char, &char)| a == b;
    let front = a.iter().zip(b).take_while(same).count();
    let (a, b) = (&a[front..], &b[front..]);
    let back = a.iter().rev().zip(b.iter().rev());
    let back = back.take_while(same).count();
    (&a[..a.len() - back], &b[..b.len() - back])
}

/// The length of the longest run of Han that both names hold.
fn shared_han(a: &[char], b: &[char]) -> usize {
    let mut longest = 0;
    let mut last = vec![0; b.len() + 1];
    for &x in a {
        let mut row = vec![0; b.len() + 1];
        for (j, &y) in b.iter().enumerate() {
            if x == y && is_han(x) {
                row[j + 1] = last[j] + 1;
                longest = longest.max(row[j + 1]);
            }
        }
        last = row;
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 6] = [
        "title",
        "date",
        "author",
        "summary",
        "regions",
        "initiatives",
    ];

    #[test]
    fn misspelt_keys_find_their_key() {
        for (wanted, expected) in [
            ("titel", "title"),
            ("Title", "title"),
            ("tilte", "title"),
            ("region", "regions"),
            ("sumary", "summary"),
            ("iniative", "initiatives"),
            ("autor", "author"),
            ("dat", "date"),
        ] {
            assert_eq!(nearest(wanted, KEYS, 3), [expected], "{wanted}");
        }
    }

    #[test]
    fn dissimilar_names_are_not_offered() {
        assert!(nearest("cover", KEYS, 3).is_empty());
        assert!(nearest("x", ["y", "z"], 3).is_empty());
        assert!(nearest("甲乙", ["丙丁", "戊己庚"], 3).is_empty());
        assert!(nearest("", KEYS, 3).is_empty());
        assert!(nearest(" ", KEYS, 3).is_empty());
    }

    #[test]
    fn han_names_are_similar_by_one_character_or_a_shared_run() {
        let names = [
            "四下基层",
            "千万工程",
            "产业振兴",
            "人才振兴",
            "来宾市",
            "兴宾区",
        ];
        assert_eq!(nearest("四下机层", names, 3), ["四下基层"]);
        assert_eq!(nearest("来宾", names, 3), ["来宾市"]);
        assert_eq!(nearest("下基", names, 3), ["四下基层"]);
        assert_eq!(nearest("广西兴宾区", names, 3), ["兴宾区"]);
        assert_eq!(nearest("产业兴振", names, 3), ["产业振兴"]);
    }

    #[test]
    fn a_small_distance_comes_before_a_shared_run() {
        let names = ["文化振兴", "产业扶贫工程", "产业振兴"];
        assert_eq!(nearest("产业振新", names, 3), ["产业振兴", "产业扶贫工程"]);
    }

    #[test]
    fn the_order_depends_on_the_names_alone() {
        let forward = nearest("ab", ["ac", "abb", "ab", "xb"], 9);
        let backward = nearest("ab", ["xb", "ab", "abb", "ac", "ab"], 9);
        assert_eq!(forward, ["ab", "abb", "ac", "xb"]);
        assert_eq!(backward, forward);
        assert_eq!(nearest("ab", ["xb", "ab", "ac"], 2), ["ab", "ac"]);
    }

    #[test]
    fn long_texts_are_not_compared() {
        let long = "a".repeat(65);
        assert!(nearest(&long, [long.as_str()], 3).is_empty());
        assert!(nearest("aaa", [long.as_str()], 3).is_empty());
        let longest = "a".repeat(64);
        assert_eq!(nearest(&longest, [longest.as_str()], 3).len(), 1);
    }

    #[test]
    fn a_transposition_is_one_step() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        let of = |a, b| distance(&chars(a), &chars(b));
        assert_eq!(of("ca", "abc"), 3);
        assert_eq!(of("abcd", "abdc"), 1);
        assert_eq!(of("", "abc"), 3);
        assert_eq!(of("kitten", "sitting"), 3);
    }

    #[test]
    fn shortcuts_change_no_result() {
        let plain = |wanted: &str, names: &[String]| {
            let fold = |name: &str| name.to_lowercase().chars().collect::<Vec<_>>();
            let wanted = fold(wanted);
            let near = |name: &&String| {
                let name = fold(name);
                let longer = wanted.len().max(name.len());
                let allowed = if longer < 2 { 0 } else { (longer / 3).max(1) };
                let steps = whole_distance(&wanted, &name);
                (steps <= allowed && steps < longer) || shared_han(&wanted, &name) >= 2
            };
            let mut near: Vec<&String> = names.iter().filter(near).collect();
            near.sort_unstable();
            near.dedup();
            near.into_iter().cloned().collect::<Vec<_>>()
        };
        let letters = ["a", "b", "村", "镇", "/"];
        let name = |index: usize| -> String {
            let digits = (0..5u32).map(|place| index / 5usize.pow(place) % 6);
            digits
                .filter_map(|digit| letters.get(digit))
                .copied()
                .collect()
        };
        let names: Vec<String> = (0..3125).step_by(7).map(name).collect();
        for wanted in names.iter().step_by(9).filter(|name| !name.is_empty()) {
            let mut matches = nearest(wanted, names.iter().map(String::as_str), usize::MAX);
            matches.sort_unstable();
            assert_eq!(matches, plain(wanted, &names), "{wanted}");
        }
    }

    /// The distance by its definition, without shortcuts.
    fn whole_distance(a: &[char], b: &[char]) -> usize {
        let mut steps = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                let mut best = if i == 0 || j == 0 { i + j } else { usize::MAX };
                if i > 0 && j > 0 {
                    best = (steps[i - 1][j] + 1).min(steps[i][j - 1] + 1);
                    best = best.min(steps[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]));
                }
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(steps[i - 2][j - 2] + 1);
                }
                steps[i][j] = best;
            }
        }
        steps[a.len()][b.len()]
    }

    #[test]
    fn no_more_than_the_limit_is_stored() {
        let names: Vec<String> = (0..10_000).map(|index| format!("a{index}")).collect();
        let near = nearest("a77x7", names.iter().map(String::as_str), 2);
        assert_eq!(near, ["a7707", "a7717"]);
        assert!(near.capacity() < 16, "{}", near.capacity());
    }
}
