//! Finds bare URLs in text.

use std::ops::Range;

/// The first `http://` or `https://` URL of `text` at or after the byte `from`.
///
/// It ends before white space, Han, full-width and typographic marks, and without the ASCII punctuation that
/// ends a sentence or closes a bracket.
pub(super) fn find(text: &str, from: usize) -> Option<Range<usize>> {
    let mut from = from;
    loop {
        let colon = from + text.get(from..)?.find("://")?;
        from = colon + 3;
        let Some(start) = scheme_start(text, colon) else {
            continue;
        };
        let end = from + url_length(text.get(from..)?);
        if text
            .get(from..end)?
            .contains(|c: char| c.is_ascii_alphanumeric())
        {
            return Some(start..end);
        }
    }
}

/// The start of the scheme before `colon`, if it is one of the two and not the end of a longer word.
fn scheme_start(text: &str, colon: usize) -> Option<usize> {
    let before = text.get(..colon)?;
    let start = ["https", "http"].iter().find_map(|scheme| {
        let start = colon.checked_sub(scheme.len())?;
        before
            .get(start..)?
            .eq_ignore_ascii_case(scheme)
            .then_some(start)
    })?;
    let neighbour = before.get(..start)?.chars().next_back();
    (!neighbour.is_some_and(|c| c.is_ascii_alphanumeric())).then_some(start)
}

/// The length of the part after `://`, in bytes.
fn url_length(rest: &str) -> usize {
    let end = rest.find(|c| !is_url_char(c)).unwrap_or(rest.len());
    trimmed_length(rest.get(..end).unwrap_or_default())
}

fn is_url_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_graphic()
            && !matches!(c, '<' | '>' | '"' | '`' | '|' | '\\' | '^' | '{' | '}');
    }
    // Letters of alphabets. The typographic marks start at U+2000, and after them most characters are CJK.
    c < '\u{2000}' && c.is_alphanumeric()
}

/// The length without punctuation at the end, in bytes. A closing bracket stays if it was opened inside.
fn trimmed_length(url: &str) -> usize {
    let count = |wanted: char| url.matches(wanted).count();
    let mut surplus_round = count(')').saturating_sub(count('('));
    let mut surplus_square = count(']').saturating_sub(count('['));
    let mut rest = url;
    while let Some(last) = rest.chars().next_back() {
        let surplus = match last {
            ')' => &mut surplus_round,
            ']' => &mut surplus_square,
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '(' | '[' => &mut 1,
            _ => break,
        };
        if *surplus == 0 {
            break;
        }
        *surplus -= 1;
        rest = rest.get(..rest.len() - 1).unwrap_or_default();
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<&str> {
        let mut urls = Vec::new();
        let mut from = 0;
        while let Some(range) = find(text, from) {
            from = range.end;
            urls.push(&text[range]);
        }
        urls
    }

    #[test]
    fn urls_end_where_chinese_starts() {
        for (text, expected) in [
            ("见https://a.cn/b，后文", "https://a.cn/b"),
            ("（https://a.cn/b）", "https://a.cn/b"),
            ("https://a.cn/乡村", "https://a.cn/"),
            ("https://a.cn/x。", "https://a.cn/x"),
            ("“https://a.cn”", "https://a.cn"),
            ("HTTP://A.CN?a=1&b=2, x", "HTTP://A.CN?a=1&b=2"),
            ("(https://a.cn/b_(c))", "https://a.cn/b_(c)"),
            ("https://a.cn/b).", "https://a.cn/b"),
            ("https://a.cn/?!...", "https://a.cn/"),
            ("https://a.cn/é", "https://a.cn/é"),
        ] {
            assert_eq!(all(text), [expected], "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_urls() {
        for text in [
            "http://",
            "https://。",
            "xhttp://a.cn",
            "ftp://a.cn",
            "www.a.cn",
            "http:/a",
            "://",
        ] {
            assert!(all(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn several_in_one_text() {
        assert_eq!(
            all("http://a.cn、https://b.cn ://"),
            ["http://a.cn", "https://b.cn"]
        );
    }
}
