//! The parts of addresses that documents give: slugs, parts made of file names, and old addresses.

use std::borrow::Cow;

use crate::diagnostic::Message;
use crate::fields::{half_width, visible};
use crate::text::anchor::{
    SEGMENT_BYTES, code_points, is_device_name, trim_ends, truncated, without_device_name,
};
use crate::util::url::decode_lossy;

/// The last part of the address of a file with this stem. A name of letters, digits, `-`, `_` and Chinese
/// marks is its own address. In any other, brackets and quotation marks go, blanks and the signs of other
/// languages become `-`, full-width letters half-width ones, and what is too long is cut off. Empty if the
/// name has no visible character.
pub(crate) fn address_part(stem: &str) -> Cow<'_, str> {
    let is_whole = stem.len() <= SEGMENT_BYTES && trim_blanks(stem).len() == stem.len();
    if is_whole && stem.chars().all(is_usual) {
        return Cow::Borrowed(stem);
    }
    let seen = visible(stem.to_owned());
    if is_whole && seen == stem && seen.chars().all(|c| replacement(c) == Some(c)) {
        return Cow::Borrowed(stem);
    }
    let mut part = String::with_capacity(stem.len());
    for c in seen.chars() {
        match replacement(c) {
            Some('-') if part.ends_with('-') => {}
            Some(c) => part.push(c),
            None => {}
        }
    }
    // Without the sign between them, two characters may be one.
    let part = visible(part);
    let cut = trim_ends(truncated(trim_ends(&part)));
    Cow::Owned(if cut.is_empty() {
        code_points(stem)
    } else {
        without_device_name(cut)
    })
}

fn trim_blanks(text: &str) -> &str {
    text.trim_matches(['.', ' '])
}

/// Whether a character is one of those that nearly all names consist of, and stands for itself.
fn is_usual(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' | '~' | '\u{4E00}'..='\u{9FFF}')
}

/// The character that stands for `c` in an address; `None` if nothing does.
fn replacement(c: char) -> Option<char> {
    match c {
        // Marks of Chinese that happen to be full-width forms of ASCII.
        '！' | '，' | '：' | '；' | '？' | '～' => Some(c),
        '！'..='～' => replacement(half_width(c.encode_utf8(&mut [0; 4])).chars().next()?),
        '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '"' | '\'' | '`' => None,
        '〔' | '〕' | '【' | '】' | '《' | '》' | '〈' | '〉' | '「' | '」' | '『' | '』' => {
            None
        }
        '“' | '”' | '‘' | '’' | '«' | '»' | '‹' | '›' | '〝' | '〞' => None,
        '-' | '_' | '.' | '~' => Some(c),
        _ if c.is_whitespace() || c.is_control() => Some('-'),
        _ if c.is_ascii() && !c.is_ascii_alphanumeric() => Some('-'),
        _ => Some(c),
    }
}

/// What is wrong with a slug, if anything is.
pub(super) fn slug_problem(slug: &str) -> Option<Message> {
    too_long(slug).or_else(|| {
        let slug = slug.to_owned();
        if is_device_name(&slug.to_lowercase()) {
            return Some(Message::DeviceName { name: slug });
        }
        (!is_safe(&slug)).then_some(Message::BadSlug { slug })
    })
}

/// What is wrong with an old address: it has to be one of this site, percent-encoded or not, that can be a
/// path on any system.
pub(super) fn alias_problem(alias: &str) -> Option<Message> {
    let decoded = decode_lossy(alias);
    let path = decoded.strip_prefix('/').unwrap_or_default();
    let mut parts = path.strip_suffix('/').unwrap_or(path).split('/');
    parts.find_map(|part| {
        too_long(part).or_else(|| {
            let alias = alias.to_owned();
            (!is_safe(part)).then_some(Message::BadAlias { alias })
        })
    })
}

/// The message about a part of an address that no file system takes.
fn too_long(part: &str) -> Option<Message> {
    if part.len() <= SEGMENT_BYTES {
        return None;
    }
    let beginning: String = part.chars().take(20).collect();
    Some(Message::AddressTooLong {
        part: format!("{beginning}…"),
        length: part.chars().count().to_string(),
        limit: truncated(part).chars().count().to_string(),
    })
}

/// Whether a text can be one part of an address and of a path on any system.
fn is_safe(part: &str) -> bool {
    let unsafe_char = |c: char| {
        let sign = matches!(
            c,
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '#' | '%'
        );
        sign || c.is_control()
    };
    !part.is_empty()
        && !part.starts_with(['.', ' '])
        && !part.ends_with(['.', ' '])
        && part.len() <= SEGMENT_BYTES
        && !part.contains(unsafe_char)
        && !is_device_name(&part.to_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn clean_names_are_their_own_addresses() {
        for stem in [
            "lingyun",
            "Lingyun_2",
            "a--b",
            "a.b~c",
            "平怀村的做法",
            "抓教育、促振兴",
            "为什么？",
            "2024——2025",
            "日本のニュース",
            "ئۇيغۇر",
            "été",
            "con",
        ] {
            assert_eq!(address_part(stem), stem);
        }
    }

    #[test]
    fn other_names_give_clean_addresses() {
        for (stem, part) in [
            ("关于（试行）的 通知", "关于试行的-通知"),
            ("a [1]", "a-1"),
            ("a&b", "a-b"),
            ("a+b = c", "a-b-c"),
            ("ＡＢ１　通知", "AB1-通知"),
            ("【要闻】“四下”基层", "要闻四下基层"),
            ("《办法》(草案)", "办法草案"),
            ("第#1期", "第-1期"),
            ("100%", "100"),
            (" 通知 ", "通知"),
            ("通知.", "通知"),
            ("凌云\u{200B}县", "凌云县"),
            ("e\u{301}te\u{301}", "été"),
            ("（）", "uff08-uff09"),
            ("ｃｏｎ", "con_"),
            ("\u{200B}", ""),
        ] {
            assert_eq!(address_part(stem), part, "{stem}");
        }
        assert_eq!(address_part(&"乡".repeat(84)), "乡".repeat(80));
    }

    #[test]
    fn old_addresses_stay_on_the_site() {
        for bad in [
            "",
            "/",
            "old",
            "https://a.cn/x/",
            "//a.cn/x/",
            "/../x/",
            "/a/%2e%2e/x/",
            "/a%2f..%2fx/",
            "/a\\b/",
            "/%5cb/",
            "/C:/x/",
            "/a//b/",
            "/.git/config",
            "/nul/",
            "/?p=1",
            "/a%00b/",
        ] {
            let problem = alias_problem(bad);
            let expected = Some(Message::BadAlias {
                alias: bad.to_owned(),
            });
            assert_eq!(problem, expected, "{bad}");
        }
        for good in ["/old", "/old/path/", "/a.html", "/%E6%9D%91/", "/平怀村/"] {
            assert_eq!(alias_problem(good), None, "{good}");
        }
        let long = alias_problem(&format!("/old/{}/", "村".repeat(81)));
        assert_eq!(long.map(|problem| problem.code()), Some("address-too-long"));
    }

    #[test]
    fn names_that_leave_the_folder_are_no_slugs() {
        for bad in [
            "../../x", "..", "a/b", "a\\b", "", ".x", "x.", "a:b", "a\u{0}b", " a", "a%2fb", "CON",
            "nul.md",
        ] {
            assert!(slug_problem(bad).is_some(), "{bad}");
        }
        for good in ["lingyun", "平怀村的做法", "a_b-c.d", "2024-01-02"] {
            assert_eq!(slug_problem(good), None, "{good}");
        }
    }

    proptest! {
        #[test]
        fn an_address_of_a_name_is_safe_and_its_own(
            stem in prop_oneof!["\\PC{0,40}", "[a-c（）【】 .&+~ＡＢ　，\u{200B}村-]{0,12}", "村{70,90}"]
        ) {
            let part = address_part(&stem).into_owned();
            prop_assert!(part.is_empty() || is_safe(&part) || part == stem, "{}", part);
            prop_assert_eq!(&address_part(&part), &part);
        }
    }
}
