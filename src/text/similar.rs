//! “Did you mean”: which of the known names is near to one that is not known.

use std::collections::BTreeSet;

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
    let (mut sought, mut name) = (Name::default(), Name::default());
    if !sought.fold(wanted) {
        return Vec::new();
    }
    let mut found = BTreeSet::new();
    for candidate in candidates {
        if name.fold(candidate)
            && let Some(nearness) = nearness(&sought, &name)
        {
            found.insert((nearness, candidate));
        }
        if found.len() > limit {
            found.pop_last();
        }
    }
    found.into_iter().map(|(_, name)| name.to_owned()).collect()
}

/// A name as it is compared, with what tells most names apart without comparing them letter by letter.
#[derive(Default)]
struct Name {
    chars: Vec<char>,
    /// One bit for each of its characters; some share one.
    bits: u64,
    /// How many of them are Han.
    han: usize,
}

impl Name {
    /// Puts `name` in the place of this one. False where it has no characters to compare, or too many.
    fn fold(&mut self, name: &str) -> bool {
        self.chars.clear();
        (self.bits, self.han) = (0, 0);
        for c in name.trim().chars().flat_map(char::to_lowercase) {
            if self.chars.len() == LONGEST {
                return false;
            }
            self.chars.push(c);
            self.bits |= 1 << (u32::from(c) % 64);
            self.han += usize::from(is_han(c));
        }
        !self.chars.is_empty()
    }

    /// How many characters at least are changed between the two: those that only one of them has.
    fn least_distance(&self, other: &Self) -> usize {
        let only = |a: u64, b: u64| (a & !b).count_ones() as usize;
        let lengths = self.chars.len().abs_diff(other.chars.len());
        lengths
            .max(only(self.bits, other.bits))
            .max(only(other.bits, self.bits))
    }
}

fn nearness(wanted: &Name, name: &Name) -> Option<Nearness> {
    let longer = wanted.chars.len().max(name.chars.len());
    let allowed = if longer < 2 { 0 } else { (longer / 3).max(1) };
    let apart = || distance(&wanted.chars, &name.chars);
    if wanted.least_distance(name) <= allowed {
        // A change of every character is no likeness: 乙 for 甲乙 is, 丙丁 for 甲乙 is not.
        let distance = apart();
        if distance <= allowed && distance < longer {
            return Some(Nearness::Distance(distance));
        }
    }
    if wanted.han.min(name.han) < 2 || wanted.bits & name.bits == 0 {
        return None;
    }
    let shared = shared_han(&wanted.chars, &name.chars);
    (shared >= 2).then(|| Nearness::Shared(wanted.chars.len() - shared, apart()))
}

/// Damerau-Levenshtein distance (optimal string alignment: a swap of two neighbours counts as one).
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

/// Paths share their folders, and comparing those would cost the most.
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

    #[test]
    fn what_is_cut_off_or_passed_over_changes_no_result() {
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
        let name = |number: usize| -> String {
            let digits = (0..5u32).map(|place| number / 5usize.pow(place) % 6);
            digits
                .filter_map(|digit| letters.get(digit))
                .copied()
                .collect()
        };
        let names: Vec<String> = (0..3125).step_by(7).map(name).collect();
        for wanted in names.iter().step_by(9).filter(|name| !name.is_empty()) {
            let mut found = nearest(wanted, names.iter().map(String::as_str), usize::MAX);
            found.sort_unstable();
            assert_eq!(found, plain(wanted, &names), "{wanted}");
        }
    }

    /// The distance by the book, whatever the ends have in common.
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
    fn no_more_is_kept_than_asked_for() {
        let names: Vec<String> = (0..10_000).map(|number| format!("a{number}")).collect();
        let near = nearest("a77x7", names.iter().map(String::as_str), 2);
        assert_eq!(near, ["a7707", "a7717"]);
        assert!(near.capacity() < 16, "{}", near.capacity());
    }
}
