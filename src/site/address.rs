//! Addresses of pages and files, and their paths in the output.

use std::borrow::Cow;

use jiff::civil::Date;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'/');

/// Percent-encodes a path for use in an attribute; `/` stays.
pub fn encode(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// The path of the output for a root-relative address: `/a/b/` is `a/b/index.html`.
pub fn output_path(url: &str) -> String {
    let encoded = url.trim_start_matches('/');
    // Most addresses have nothing to decode.
    let path = match memchr::memchr(b'%', encoded.as_bytes()) {
        Some(_) => percent_decode_str(encoded).decode_utf8_lossy(),
        None => Cow::Borrowed(encoded),
    };
    if path.is_empty() || path.ends_with('/') {
        [&*path, "index.html"].concat()
    } else {
        path.into_owned()
    }
}

/// The host in an absolute address, without its port; empty where there is none.
pub fn host(url: &str) -> &str {
    let authority = url.split_once("://").map_or("", |(_, rest)| rest);
    authority.split(['/', ':']).next().unwrap_or_default()
}

/// The configured pattern for the addresses of articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticlePattern(Vec<PatternPart>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum PatternPart {
    /// Percent-encoded.
    Text(String),
    Year,
    Month,
    Day,
    Slug,
}

impl ArticlePattern {
    /// Parses a pattern such as `/articles/{year}/{slug}/`.
    pub fn new(pattern: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some((before, part, after)) = next_part(rest) {
            parts.extend([PatternPart::Text(encode(before)), part]);
            rest = after;
        }
        parts.push(PatternPart::Text(encode(rest)));
        Self(parts)
    }

    /// The address of an article.
    pub fn fill(&self, day: Date, slug: &str) -> String {
        let mut url = String::with_capacity(64);
        for part in &self.0 {
            match part {
                PatternPart::Text(text) => url.push_str(text),
                PatternPart::Year => push_digits(&mut url, day.year(), 1000),
                PatternPart::Month => push_digits(&mut url, day.month().into(), 10),
                PatternPart::Day => push_digits(&mut url, day.day().into(), 10),
                PatternPart::Slug => url.extend(utf8_percent_encode(slug, PATH)),
            }
        }
        url
    }
}

/// The text before the first variable, the variable, and the text after it.
fn next_part(pattern: &str) -> Option<(&str, PatternPart, &str)> {
    pattern.match_indices('{').find_map(|(at, _)| {
        let (name, after) = pattern[at + 1..].split_once('}')?;
        let part = match name {
            "year" => PatternPart::Year,
            "month" => PatternPart::Month,
            "day" => PatternPart::Day,
            "slug" => PatternPart::Slug,
            _ => return None,
        };
        Some((&pattern[..at], part, after))
    })
}

/// Appends a number, which is not negative, with leading zeros. `unit` is the weight of its first digit.
fn push_digits(out: &mut String, number: i16, mut unit: i16) {
    while unit > 0 {
        let digit = u8::try_from(number / unit % 10).unwrap_or_default();
        out.push(char::from(b'0' + digit));
        unit /= 10;
    }
}

/// The address of a plain page.
pub fn page(slug: &str) -> String {
    encode(&format!("/{slug}/"))
}

/// The address of an issue.
pub fn issue(key: &str) -> String {
    encode(&format!("/issues/{key}/"))
}

/// The address of a page of a list, from 1; the first page is at `url`.
pub fn list_page(url: &str, list_page: usize) -> String {
    if list_page <= 1 {
        url.to_owned()
    } else {
        [url, "page/", &list_page.to_string(), "/"].concat()
    }
}

/// The address of a file of content/ that is published as it is.
pub fn asset(file: &str) -> String {
    encode(&format!(
        "/{}",
        file.strip_prefix("content/").unwrap_or(file)
    ))
}

/// The address of a year or, with `month`, a month of the archive.
pub fn archive(year: i16, month: Option<i8>) -> String {
    month.map_or_else(
        || format!("/archive/{year:04}/"),
        |month| format!("/archive/{year:04}/{month:02}/"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_is_encoded_in_addresses_and_kept_in_paths() {
        let pattern = ArticlePattern::new("/articles/{year}/{slug}/");
        let url = pattern.fill(Date::constant(2024, 1, 2), "平怀村");
        assert_eq!(url, "/articles/2024/%E5%B9%B3%E6%80%80%E6%9D%91/");
        assert_eq!(output_path(&url), "articles/2024/平怀村/index.html");
    }

    #[test]
    fn patterns_are_filled_in() {
        let fill = |pattern: &str, slug| {
            ArticlePattern::new(pattern).fill(Date::constant(824, 12, 3), slug)
        };
        assert_eq!(
            fill("/{day}-{month}-{year}/{slug}.html", "a b"),
            "/03-12-0824/a%20b.html"
        );
        // Variables in a slug are not replaced, and unknown variables stay.
        assert_eq!(
            fill("/{村}{slug}/{x", "{day}"),
            "/%7B%E6%9D%91%7D%7Bday%7D/%7Bx"
        );
    }

    #[test]
    fn a_host_has_neither_port_nor_path() {
        let url = "https://www.example.gov.cn/jianbao/";
        assert_eq!(host(url), "www.example.gov.cn");
        assert_eq!(host("http://localhost:8000/"), "localhost");
        assert_eq!(host(""), "");
    }

    #[test]
    fn an_address_without_final_slash_is_a_file() {
        assert_eq!(output_path("/regions/atom.xml"), "regions/atom.xml");
        assert_eq!(output_path("/"), "index.html");
    }
}
