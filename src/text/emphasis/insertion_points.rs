//! Where a source needs sentinels: between runs of delimiters and the punctuation that touches them, and in
//! the place of signs that hide something.

use memchr::{memchr, memchr_iter, memchr3};

use super::masks::{begins_nothing, masks};
use crate::text::classes::is_cjk;

/// The characters that are inserted between a run and its neighbour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SentinelKind {
    /// A letter.
    Letter,
    /// A letter for the run before it, and punctuation for the delimiter after it, which has other rules
    /// and must see punctuation as it did without the letter.
    LetterMark,
    /// The same for the run after it and the delimiter before it.
    MarkLetter,
    /// Punctuation.
    Mark,
    /// Punctuation in the place of a `*` that hides something.
    Star,
}

/// The byte offsets in `source` that need a sentinel, in order.
pub(super) fn insertion_points(source: &str) -> Vec<(usize, SentinelKind)> {
    let mut points: Vec<(usize, SentinelKind)> = Vec::new();
    if source.is_ascii() {
        return points;
    }
    let runs: Vec<(usize, usize)> = runs(source).collect();
    let mut masks = masks(source, &runs).into_iter().peekable();
    for (at, &(start, end)) in runs.iter().enumerate() {
        if masks.next_if_eq(&at).is_some() {
            points.extend((start..end).map(|at| (at, SentinelKind::Star)));
            continue;
        }
        let Some((before, after)) = neighbours(source, start, end) else {
            continue;
        };
        if may_be_punctuation(before) {
            match points.last_mut() {
                // Another such run touches this one: one letter serves both.
                Some((at, kind)) if *at == start => *kind = SentinelKind::Letter,
                _ if is_delimiter(before) => points.push((start, SentinelKind::MarkLetter)),
                _ => points.push((start, SentinelKind::Letter)),
            }
        }
        let only_closes = source.as_bytes().get(start) == Some(&b'*')
            && begins_nothing(
                source.get(..start).unwrap_or_default(),
                source.get(end..).unwrap_or_default(),
            );
        if may_be_punctuation(after) && !only_closes {
            let kind = if is_delimiter(after) {
                SentinelKind::LetterMark
            } else {
                SentinelKind::Letter
            };
            points.push((end, kind));
        }
    }
    if memchr(b'_', source.as_bytes()).is_some() {
        points.extend(underscore_points(source));
        // What is inserted at the place of a star is before it.
        points.sort_by_key(|&(at, kind)| (at, kind == SentinelKind::Star));
    }
    points
}

/// The sentinels of runs of `_`.
///
/// The parser takes a variation selector for a letter, and lets no run open after it; so a mark goes between.
/// Runs that stand for what is to be filled in (`姓名：____，`) are put between letters, where they do nothing.
fn underscore_points(source: &str) -> Vec<(usize, SentinelKind)> {
    let mut points = Vec::new();
    let mut is_chinese = None;
    let mut end = 0;
    for start in memchr_iter(b'_', source.as_bytes()) {
        if start < end {
            continue;
        }
        let (before, rest) = source.split_at_checked(start).unwrap_or_default();
        let after = rest.trim_start_matches('_');
        end = source.len() - after.len();
        let mut back = before.chars().rev();
        let (last, second) = (back.next(), back.next());
        if last == Some('\\') {
            continue;
        }
        let is_selected = matches!(last, Some('\u{FE00}'..='\u{FE0E}'));
        if is_selected && second.is_some_and(may_be_punctuation) {
            points.push((start, SentinelKind::Mark));
        } else if is_to_fill_in(end - start, last, after)
            && *is_chinese.get_or_insert_with(|| source.chars().any(is_cjk))
        {
            points.extend([start, end].map(|at| (at, SentinelKind::Letter)));
        }
    }
    points
}

/// Whether a run of `_` is a place to write on: after a colon or a bracket and before a mark that nothing begins
/// with, or of four signs and more.
fn is_to_fill_in(len: usize, before: Option<char>, after: &str) -> bool {
    let is_edge = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c == '|');
    let next = after.chars().next();
    if is_edge(before) && is_edge(next) {
        return false;
    }
    let is_open = matches!(
        before,
        Some('：' | ':' | '（' | '(' | '“' | '第' | '＝' | '=')
    );
    len > 3 || (is_open && !is_edge(next) && begins_nothing("“", after))
}

/// The runs of `*` and of exactly two `~` that no backslash escapes, as byte ranges.
fn runs(source: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = source.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + memchr3(b'*', b'~', b'\\', bytes.get(at..)?)?;
            let byte = *bytes.get(start)?;
            at = start + 1;
            if byte == b'\\' {
                at += usize::from(bytes.get(at).is_some_and(u8::is_ascii_punctuation));
                continue;
            }
            at += bytes
                .iter()
                .skip(at)
                .take_while(|&&next| next == byte)
                .count();
            if byte == b'*' || at - start == 2 {
                return Some((start, at));
            }
        }
    })
}

/// The characters before and after a run, if the amendment lets it both open and close: neither is white
/// space, and one of them is Chinese.
fn neighbours(source: &str, start: usize, end: usize) -> Option<(char, char)> {
    let after = source.get(end..)?.chars().next()?;
    let line = source.get(..start)?;
    let before = line.chars().next_back()?;
    if before.is_whitespace() || after.is_whitespace() {
        return None;
    }
    // The edge of a table cell counts as white space, and so does the mark of a quotation at the start of a
    // line.
    let is_edge = after == '|'
        || (before == '|' && !line.ends_with("\\|"))
        || (before == '>' && is_container_prefix(line));
    (!is_edge && (is_cjk(after) || ends_in_cjk(line))).then_some((before, after))
}

/// Whether `text` ends in a Chinese character. Variation selectors are skipped.
fn ends_in_cjk(text: &str) -> bool {
    let mut back = text.chars().rev();
    match (back.next(), back.next()) {
        (Some('\u{E0100}'..='\u{E01EF}'), _) => true,
        // The full-width forms of the quotation marks.
        (Some('\u{FE01}'), Some('‘' | '’' | '“' | '”')) => true,
        (Some('\u{FE00}'..='\u{FE0E}'), Some(base)) => is_cjk(base),
        (Some(last), _) => is_cjk(last),
        (None, _) => false,
    }
}

/// Whether the last line of `text` holds nothing but the marks of quotations and list items.
fn is_container_prefix(text: &str) -> bool {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit() || " \t>-+*.)".contains(c));
    if !before.is_empty() && !before.ends_with(['\n', '\r']) {
        return false;
    }
    let mut rest = text.get(before.len()..).unwrap_or_default();
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        if let Some(after) = rest.strip_prefix('>') {
            rest = after;
            continue;
        }
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let marker: &[char] = if digits.len() == rest.len() {
            &['-', '+', '*']
        } else {
            &['.', ')']
        };
        match digits.strip_prefix(marker) {
            Some(after) if after.starts_with([' ', '\t']) => rest = after,
            _ => return rest.is_empty(),
        }
    }
}

/// Whether the parser may take `c` for punctuation. A sentinel next to another character does no harm.
fn may_be_punctuation(c: char) -> bool {
    match c {
        // Nearly every neighbour, without a lookup in tables.
        '\u{4E00}'..='\u{9FFF}' => false,
        '\u{2000}'..='\u{206F}' | '\u{3008}'..='\u{3020}' | '\u{FF01}'..='\u{FF0F}' => true,
        // The parser takes these letters in circles and squares for symbols.
        'Ⓐ'..='ⓩ' | '\u{1F130}'..='\u{1F189}' => true,
        _ => !c.is_alphanumeric(),
    }
}

/// Whether the parser classifies `c` by its neighbours in turn.
fn is_delimiter(c: char) -> bool {
    matches!(c, '*' | '~' | '_' | '^' | '"' | '\'')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_is_what_is_no_letter_and_no_number() {
        for c in '\0'..=char::MAX {
            let symbol = matches!(c, 'Ⓐ'..='ⓩ' | '\u{1F130}'..='\u{1F189}');
            let expected = symbol || !c.is_alphanumeric();
            assert_eq!(may_be_punctuation(c), expected, "{c:?}");
        }
    }

    /// The source with `·` for a letter, `>` for a letter and then a mark, `<` for a mark and then
    /// a letter.
    fn shown(source: &str) -> String {
        let mut shown = String::new();
        let mut copied = 0;
        for (at, kind) in insertion_points(source) {
            shown.push_str(&source[copied..at]);
            copied = at;
            shown.push(match kind {
                SentinelKind::Letter => '·',
                SentinelKind::LetterMark => '>',
                SentinelKind::MarkLetter => '<',
                SentinelKind::Mark => '!',
                SentinelKind::Star => '×',
            });
            if kind == SentinelKind::Star {
                copied += 1;
            }
        }
        shown + &source[copied..]
    }

    #[test]
    fn sentinels_are_between_runs_and_punctuation() {
        for (source, marked) in [
            ("持**“五”**的", "持**·“五”·**的"),
            ("**《法》**定", "**《法》·**定"),
            ("**真，**她", "**真，·**她"),
            ("真~~（她~~", "真~~·（她~~"),
            ("***“斜”***的", "***“斜”·***的"),
            ("的**[x](u)**的", "的**·[x](u)·**的"),
            ("的**`x`**的", "的**·`x`·**的"),
            ("真**Ⓐ**她", "真**·Ⓐ·**她"),
            ("葛\u{E0100}**(x)**a", "葛\u{E0100}·**·(x)**a"),
            ("羽\u{FE00}**(x)**a", "羽\u{FE00}·**·(x)**a"),
        ] {
            assert_eq!(shown(source), marked);
        }
        assert_eq!(
            insertion_points("“\u{FE01}**Hub"),
            [(6, SentinelKind::Letter)]
        );
    }

    #[test]
    fn delimiters_next_to_a_run_still_see_punctuation() {
        assert_eq!(shown("真**_x_**她"), "真**>_x_<**她");
        assert_eq!(shown("真**\"x\"**她"), "真**>\"x\"<**她");
        assert_eq!(shown("**~~真~~**她"), "**<~~真~~·**她");
        assert_eq!(shown("她**~~真~~**她"), "她**·~~真~~·**她");
        assert_eq!(shown("她*~真~*她"), "她*>~真~<*她");
    }

    #[test]
    fn a_run_before_a_closing_mark_may_only_close() {
        assert_eq!(shown("真**，她**。"), "真**，她**。");
        assert_eq!(shown("**“一”**，"), "**“一”·**，");
        assert_eq!(shown("（一）**，"), "（一）·**，");
    }

    #[test]
    fn signs_that_hide_something_are_replaced() {
        assert_eq!(shown("1**2年"), "1××2年");
        assert_eq!(
            shown("。\u{FE01}_x_，\u{FE00}__x__"),
            "。\u{FE01}!_x_，\u{FE00}!__x__"
        );
    }

    #[test]
    fn places_to_fill_in_are_between_letters() {
        assert_eq!(
            shown("姓名：__，电话：____。"),
            "姓名：·__·，电话：·____·。"
        );
        assert_eq!(shown("____年（_）"), "·____·年（·_·）");
        assert_eq!(
            shown("甲：__乙__，\n\n____\n\n\\____"),
            "甲：__乙__，\n\n____\n\n\\____"
        );
    }

    #[test]
    fn nothing_is_inserted_where_the_rules_agree() {
        for source in [
            "",
            "**bold**",
            "a**(b)**c",
            "point~~!~~.",
            "“a**!**b”",
            "**乡村**振兴",
            "** 乡，**",
            "乡 **，** 村",
            "乡~~~，~~~村",
            "乡~，~村",
            "\\*，村",
            "乡\\~~，村",
            "|**，**|",
            "乡_，_村",
            "> >**“一”",
            "- >**“一”",
            "12) >**“一”",
        ] {
            assert_eq!(shown(source), source);
        }
    }

    #[test]
    fn characters_that_only_look_like_an_edge_are_neighbours() {
        assert_eq!(shown("a>**乡"), "a>·**乡");
        assert_eq!(shown("1>**乡"), "1>·**乡");
        assert_eq!(shown("乡\\|**（"), "乡\\|·**·（");
        assert_eq!(shown("\\\\**乡"), "\\\\·**乡");
    }
}
