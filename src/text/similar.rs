//! “Did you mean”: which of the known names is near to one that is not known.

use super::classes::is_han;

/// Longer texts are no misspelt names, and comparing them would cost their product.
const LONGEST: usize = 64;

/// How a candidate is near, best first: by letters changed, else by the Han that both share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// Number of insertions, deletions, changes and swaps.
    Distance(usize),
    /// How many Han of the wanted name are outside the longest shared piece, then the distance.
    Shared(usize, usize),
}

/// The candidates nearest to `wanted`, at most `limit`, nearest first and equally near ones in the
/// order of their text.
///
/// Near is a third of the characters off (one is always allowed for names of two or more), upper
/// and lower case being the same; after those come names that share at least two Han in a row.
/// Empty for a `wanted` of more than 64 characters.
pub fn nearest<'a>(
    wanted: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    limit: usize,
) -> Vec<String> {
    let Some(wanted) = folded(wanted) else {
        return Vec::new();
    };
    let mut found: Vec<(Nearness, &str)> = candidates
        .into_iter()
        .filter_map(|name| Some((nearness(&wanted, &folded(name)?)?, name)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
        .into_iter()
        .take(limit)
        .map(|(_, name)| name.to_owned())
        .collect()
}

/// The characters to compare, or nothing where there are none or too many.
fn folded(name: &str) -> Option<Vec<char>> {
    let chars: Vec<char> = name
        .trim()
        .chars()
        .flat_map(char::to_lowercase)
        .take(LONGEST + 1)
        .collect();
    (1..=LONGEST).contains(&chars.len()).then_some(chars)
}

fn nearness(wanted: &[char], name: &[char]) -> Option<Nearness> {
    let longer = wanted.len().max(name.len());
    let allowed = if longer < 2 { 0 } else { (longer / 3).max(1) };
    let distance = distance(wanted, name);
    // A change of every character is no likeness: 乙 for 甲乙 is, 丙丁 for 甲乙 is not.
    if distance <= allowed && distance < longer {
        return Some(Nearness::Distance(distance));
    }
    let shared = shared_han(wanted, name);
    (shared >= 2).then(|| Nearness::Shared(wanted.len() - shared, distance))
}

/// Damerau-Levenshtein distance (optimal string alignment: a swap of two neighbours counts as one).
fn distance(a: &[char], b: &[char]) -> usize {
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
    fn what_is_far_is_not_offered() {
        assert!(nearest("cover", KEYS, 3).is_empty());
        assert!(nearest("x", ["y", "z"], 3).is_empty());
        assert!(nearest("甲乙", ["丙丁", "戊己庚"], 3).is_empty());
        assert!(nearest("", KEYS, 3).is_empty());
        assert!(nearest(" ", KEYS, 3).is_empty());
    }

    #[test]
    fn han_names_are_near_by_one_character_or_by_a_shared_piece() {
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
    fn near_ones_come_before_shared_ones() {
        let names = ["文化振兴", "产业扶贫工程", "产业振兴"];
        assert_eq!(nearest("产业振新", names, 3), ["产业振兴", "产业扶贫工程"]);
    }

    #[test]
    fn order_depends_on_the_names_alone() {
        let forward = nearest("ab", ["ac", "abb", "ab", "xb"], 9);
        let backward = nearest("ab", ["xb", "ab", "abb", "ac", "ab"], 9);
        assert_eq!(forward, ["ab", "abb", "ac", "xb"]);
        assert_eq!(backward, forward);
        assert_eq!(nearest("ab", ["xb", "ab", "ac"], 2), ["ab", "ac"]);
    }

    #[test]
    fn long_texts_are_left_alone() {
        let long = "a".repeat(65);
        assert!(nearest(&long, [long.as_str()], 3).is_empty());
        assert!(nearest("aaa", [long.as_str()], 3).is_empty());
        let longest = "a".repeat(64);
        assert_eq!(nearest(&longest, [longest.as_str()], 3).len(), 1);
    }

    #[test]
    fn a_swap_is_one_step() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        let of = |a, b| distance(&chars(a), &chars(b));
        assert_eq!(of("ca", "abc"), 3);
        assert_eq!(of("abcd", "abdc"), 1);
        assert_eq!(of("", "abc"), 3);
        assert_eq!(of("kitten", "sitting"), 3);
    }
}
