//! Readable parts of addresses: ids of headings and path segments of terms, with Han kept.

use std::collections::{BTreeSet, HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The id of a heading without any letter or digit.
const DEFAULT_ID: &str = "section";

/// The longest path segment in bytes: file systems stop at 255, and an extension may follow, or a date may go
/// before it.
pub const SEGMENT_BYTES: usize = 240;

/// The id of a heading: letters and digits of any script in lower case, with one `-` for everything between
/// them.
///
/// `一、产业振兴` becomes `一-产业振兴`, `（二）What's new?` becomes `二-whats-new`. It is never
/// empty, and not yet unique: see [`Anchors`].
pub fn anchor(heading_text: &str) -> String {
    if !heading_text.is_empty() && heading_text.chars().all(is_common) {
        return heading_text.to_owned();
    }
    // Nearly all others: any sequence of such characters is in NFC.
    if heading_text.chars().all(|c| c.is_ascii() || is_common(c)) {
        anchor_of(heading_text.chars(), heading_text.len())
    } else {
        anchor_of(heading_text.nfc(), heading_text.len())
    }
}

/// Whether `c` is in the block that holds nearly all Han characters in use.
fn is_common(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

fn anchor_of(chars: impl Iterator<Item = char>, len: usize) -> String {
    let mut id = String::with_capacity(len);
    let mut is_after_gap = false;
    for c in chars {
        let is_han = is_common(c);
        if is_han || c.is_alphanumeric() || c == '_' || (is_combining_mark(c) && !is_invisible(c)) {
            if is_after_gap && !id.is_empty() {
                id.push('-');
            }
            is_after_gap = false;
            if is_han {
                id.push(c);
            } else {
                id.extend(c.to_lowercase());
            }
        } else if !is_apostrophe(c) && !is_invisible(c) {
            is_after_gap = true;
        }
    }
    if id.is_empty() {
        DEFAULT_ID.to_owned()
    } else {
        id
    }
}

/// The ids of one page, each of them unique.
#[derive(Debug)]
pub struct Anchors<'t> {
    /// The ids of the theme, which the page has already.
    theme: &'t BTreeSet<String>,
    taken: HashSet<String>,
    /// For an id that was requested more than once, the next number to try.
    next: HashMap<String, u32>,
}

impl<'t> Anchors<'t> {
    /// A page with the ids of the theme alone.
    pub fn new(theme: &'t BTreeSet<String>) -> Self {
        Self {
            theme,
            taken: HashSet::new(),
            next: HashMap::new(),
        }
    }

    /// Whether an id is one of the theme.
    pub fn is_of_theme(&self, id: &str) -> bool {
        self.theme.contains(id)
    }

    /// Takes an id that the author wrote; false if it is already taken. All ids of authors are reserved
    /// before the first [`Anchors::unique`].
    pub fn reserve(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_owned())
    }

    /// Takes `id`, or the first free of `id-2`, `id-3` and so on.
    pub fn unique(&mut self, id: String) -> String {
        if self.take(&id) {
            return id;
        }
        // The counter never goes back, so the cost of each of many equal headings is constant.
        let mut number = self.next.get(&id).copied().unwrap_or(2);
        loop {
            let candidate = format!("{id}-{number}");
            number += 1;
            if self.take(&candidate) {
                self.next.insert(id, number);
                return candidate;
            }
        }
    }

    fn take(&mut self, id: &str) -> bool {
        !self.theme.contains(id) && self.taken.insert(id.to_owned())
    }
}

/// The path segment for the name of a term. It is safe in URLs and in file names on every system, in NFC and
/// lower case, with Han kept.
///
/// White space and `/ \ : * ? " < > |` become `-`; `+` becomes `-plus`, `#` `-sharp`, `%` `-percent`, `&`
/// `-and-`; runs of `-` become one, and `-` and `.` at both ends are removed. A name of nothing but such
/// characters becomes its code points (`u2f` for `/`), a Windows device name gets a `_` (`con_`), and a
/// segment is cut at 240 bytes. It is empty only if the name has no visible character. Two names may have
/// one segment: the caller checks for that.
pub fn path_segment(name: &str) -> String {
    let mut segment = String::with_capacity(name.len());
    for c in name.nfc().filter(|&c| !is_invisible(c)) {
        match replacement(c) {
            Some(text) => text.chars().for_each(|c| push_collapsed(&mut segment, c)),
            None => c
                .to_lowercase()
                .for_each(|c| push_collapsed(&mut segment, c)),
        }
    }
    let trimmed = trim_ends(truncated(trim_ends(&segment)));
    if trimmed.is_empty() {
        return code_points(name);
    }
    without_device_name(trimmed)
}

/// The replacement of a character that is not possible in an address or a file name.
fn replacement(c: char) -> Option<&'static str> {
    match c {
        '+' => Some("-plus"),
        '#' => Some("-sharp"),
        '%' => Some("-percent"),
        '&' => Some("-and-"),
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => Some("-"),
        _ if c.is_whitespace() || c.is_control() => Some("-"),
        _ => None,
    }
}

fn push_collapsed(segment: &mut String, c: char) {
    if c != '-' || !segment.ends_with('-') {
        segment.push(c);
    }
}

/// A segment without `-` and `.` at its ends.
pub fn trim_ends(segment: &str) -> &str {
    segment.trim_matches(['-', '.'])
}

/// The longest prefix of `segment` within the limit, cut between characters.
pub fn truncated(segment: &str) -> &str {
    segment
        .get(..segment.floor_char_boundary(SEGMENT_BYTES))
        .unwrap_or(segment)
}

/// The code points of a name without a character to keep: `u2f-u2e`; empty for a name without a visible
/// character.
pub fn code_points(name: &str) -> String {
    let points: Vec<String> = name
        .nfc()
        .filter(|&c| !is_invisible(c) && !c.is_whitespace() && !c.is_control())
        .map(|c| format!("u{:x}", u32::from(c)))
        .collect();
    trim_ends(truncated(&points.join("-"))).to_owned()
}

/// Whether Windows opens a device for this name (in lower case), with any extension.
pub fn is_device_name(segment: &str) -> bool {
    // Blanks at the end of a name do not count for Windows.
    let stem = segment
        .split(['.', ':'])
        .next()
        .unwrap_or(segment)
        .trim_end();
    let numbered = stem
        .strip_prefix("com")
        .or_else(|| stem.strip_prefix("lpt"));
    matches!(
        stem,
        "con" | "prn" | "aux" | "nul" | "conin$" | "conout$" | "clock$"
    ) || numbered.is_some_and(|n| {
        matches!(
            n,
            "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"
        )
    })
}

/// The segment, changed if it is the name of a device: `con_.txt` for `con.txt`.
pub fn without_device_name(segment: &str) -> String {
    if is_device_name(segment) {
        let (stem, extension) = segment.split_at(segment.find('.').unwrap_or(segment.len()));
        format!("{stem}_{extension}")
    } else {
        segment.to_owned()
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// Whether `c` is never drawn: zero-width spaces and joiners, marks of direction, variation selectors, the
/// byte order mark.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0100}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_keep_han_and_letters() {
        for (heading, id) in [
            ("一、产业振兴", "一-产业振兴"),
            ("（二）人才振兴", "二-人才振兴"),
            ("《乡村振兴促进法》解读", "乡村振兴促进法-解读"),
            ("What's new?", "whats-new"),
            ("Hello,  World!", "hello-world"),
            ("1.2 目标", "1-2-目标"),
            ("fn_name()", "fn_name"),
            ("Été", "été"),
            ("E\u{301}te\u{301}", "été"),
            ("有👍的", "有-的"),
            ("葛\u{E0100}城", "葛城"),
            ("हिन्दी", "हिन्दी"),
            ("", "section"),
            ("——", "section"),
            ("👍", "section"),
        ] {
            assert_eq!(anchor(heading), id, "{heading:?}");
        }
    }

    #[test]
    fn repeats_are_numbered_past_reserved_ids() {
        let theme = BTreeSet::from(["小结-4".to_owned(), "main".to_owned()]);
        let mut anchors = Anchors::new(&theme);
        assert_eq!(anchors.unique("main".to_owned()), "main-2");
        assert!(anchors.reserve("小结-2"));
        assert!(!anchors.reserve("小结-2"));
        let ids: Vec<String> = (0..3).map(|_| anchors.unique(anchor("小结"))).collect();
        assert_eq!(ids, ["小结", "小结-3", "小结-5"]);
        assert_eq!(anchors.unique("小结-3".to_owned()), "小结-3-2");
        assert!(!anchors.reserve("小结"));
    }

    #[test]
    fn many_equal_headings_stay_cheap_and_unique() {
        let theme = BTreeSet::new();
        let mut anchors = Anchors::new(&theme);
        let ids: HashSet<String> = (0..50_000)
            .map(|_| anchors.unique("a".to_owned()))
            .collect();
        assert_eq!(ids.len(), 50_000);
        assert!(ids.contains("a-50000"));
    }

    #[test]
    fn segments_are_safe_and_readable() {
        for (name, segment) in [
            ("产业振兴", "产业振兴"),
            ("C", "c"),
            ("C++", "c-plus-plus"),
            ("C#", "c-sharp"),
            ("100%", "100-percent"),
            ("R&D", "r-and-d"),
            ("Q & A", "q-and-a"),
            ("a / b", "a-b"),
            ("湖南省/湘西州", "湖南省-湘西州"),
            ("  两端 空白  ", "两端-空白"),
            ("为什么？", "为什么？"),
            ("why?", "why"),
            (".hidden.", "hidden"),
            ("..", "u2e-u2e"),
            ("/", "u2f"),
            ("-", "u2d"),
            ("CON", "con_"),
            ("nul.txt", "nul_.txt"),
            ("com1", "com1_"),
            ("COM10", "com10"),
            ("console", "console"),
            ("E\u{301}", "é"),
            ("É", "é"),
            ("a\u{200B}b\u{FEFF}", "ab"),
            ("a\tb\nc", "a-b-c"),
            ("", ""),
            (" \u{3000}\t", ""),
            ("\u{200B}", ""),
        ] {
            assert_eq!(path_segment(name), segment, "{name:?}");
        }
    }

    #[test]
    fn long_segments_are_cut_between_characters() {
        let segment = path_segment(&"乡".repeat(500));
        assert_eq!(segment, "乡".repeat(80));
        assert!(path_segment(&"/".repeat(500)).len() <= SEGMENT_BYTES);
    }

    #[test]
    fn a_segment_is_its_own_segment() {
        for name in ["C++", "..", "CON", "a / b", "产业 振兴", "%", "nul.txt"] {
            let once = path_segment(name);
            assert_eq!(path_segment(&once), once);
        }
    }
}
