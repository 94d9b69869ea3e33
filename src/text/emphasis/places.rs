//! Where the source needs a sentinel: between runs of delimiters and the punctuation that touches
//! them.

use memchr::memchr3;

use crate::text::classes::is_cjk;

/// What to insert between a run and what touches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filling {
    /// The run sees a letter.
    Letter,
    /// The run before sees a letter; what comes after, a delimiter with its own rules, sees
    /// punctuation as it did.
    LetterMark,
    /// The same, for the run after.
    MarkLetter,
}

/// The places of `source` that need a sentinel, in order.
pub(super) fn places(source: &str) -> Vec<(usize, Filling)> {
    let mut places: Vec<(usize, Filling)> = Vec::new();
    if source.is_ascii() {
        return places;
    }
    for (start, end) in runs(source) {
        let Some((before, after)) = neighbours(source, start, end) else {
            continue;
        };
        if may_be_punctuation(before) {
            match places.last_mut() {
                // Another such run touches this one: one letter serves both.
                Some((at, filling)) if *at == start => *filling = Filling::Letter,
                _ if is_delimiter(before) => places.push((start, Filling::MarkLetter)),
                _ => places.push((start, Filling::Letter)),
            }
        }
        if may_be_punctuation(after) {
            let filling = if is_delimiter(after) {
                Filling::LetterMark
            } else {
                Filling::Letter
            };
            places.push((end, filling));
        }
    }
    places
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

/// The characters beside a run, if the amendment lets it both open and close: neither is blank, one
/// of them is Chinese.
fn neighbours(source: &str, start: usize, end: usize) -> Option<(char, char)> {
    let after = source.get(end..)?.chars().next()?;
    let line = source.get(..start)?;
    let before = line.chars().next_back()?;
    if before.is_whitespace() || after.is_whitespace() {
        return None;
    }
    // The edge of a table's cell counts as blank, and so does the mark of a quotation that opens a
    // line.
    let edge = after == '|'
        || (before == '|' && !line.ends_with("\\|"))
        || (before == '>' && is_container(line));
    (!edge && (is_cjk(after) || ends_in_cjk(line))).then_some((before, after))
}

/// Whether `text` ends in a Chinese character, variation selectors looked through.
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

/// Whether the last line of `text` has nothing but the marks of quotations and of list items.
fn is_container(text: &str) -> bool {
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

/// Whether the parser may take `c` for punctuation. A sentinel beside what is none does no harm.
fn may_be_punctuation(c: char) -> bool {
    match c {
        // Nearly every neighbour, told without a look into tables.
        '\u{4E00}'..='\u{9FFF}' => false,
        '\u{2000}'..='\u{206F}' | '\u{3008}'..='\u{3020}' | '\u{FF01}'..='\u{FF0F}' => true,
        // These letters in circles and squares are symbols for the parser.
        'Ⓐ'..='ⓩ' | '\u{1F130}'..='\u{1F189}' => true,
        _ => !c.is_alphanumeric(),
    }
}

/// Whether the parser judges `c` by its neighbours in turn.
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
        for (at, filling) in places(source) {
            shown.push_str(&source[copied..at]);
            copied = at;
            shown.push(match filling {
                Filling::Letter => '·',
                Filling::LetterMark => '>',
                Filling::MarkLetter => '<',
            });
        }
        shown + &source[copied..]
    }

    #[test]
    fn sentinels_stand_between_runs_and_punctuation() {
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
        assert_eq!(places("“\u{FE01}**Hub"), [(6, Filling::Letter)]);
    }

    #[test]
    fn delimiters_beside_a_run_still_see_punctuation() {
        assert_eq!(shown("真**_x_**她"), "真**>_x_<**她");
        assert_eq!(shown("真**\"x\"**她"), "真**>\"x\"<**她");
        assert_eq!(shown("**~~真~~**她"), "**<~~真~~·**她");
        assert_eq!(shown("她**~~真~~**她"), "她**·~~真~~·**她");
        assert_eq!(shown("她*~真~*她"), "她*>~真~<*她");
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
    fn what_only_looks_like_an_edge_is_none() {
        assert_eq!(shown("a>**乡"), "a>·**乡");
        assert_eq!(shown("1>**乡"), "1>·**乡");
        assert_eq!(shown("乡\\|**，"), "乡\\|·**·，");
        assert_eq!(shown("\\\\**乡"), "\\\\·**乡");
    }
}
