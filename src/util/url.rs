//! Addresses of pages and files, root-relative and percent-encoded; their paths in the output; absolute
//! addresses; percent-encoding; and references from a page or folder.
//!
//! No other module composes addresses. [`crate::render::Urls`] knows the address of each output.

mod percent;
mod reference;
mod schemes;

use std::borrow::Cow;

use jiff::civil::Date;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

pub(crate) use self::percent::{decode, decode_lossy, decode_or_keep, encode_path, encode_url};
pub(crate) use self::reference::{is_rooted, join, resolve, scheme};
pub(crate) use self::schemes::{Schemes, is_unsafe_scheme};

/// The home page.
pub(crate) const HOME: &str = "/";
/// The list of all articles.
pub(crate) const ARTICLES: &str = "/articles/";
/// The list of issues.
pub(crate) const ISSUES: &str = "/issues/";
/// The newest issue.
pub(crate) const LATEST_ISSUE: &str = "/issues/latest/";
/// The archive.
pub(crate) const ARCHIVE: &str = "/archive/";
/// The table of regions by initiatives.
pub(crate) const MATRIX: &str = "/matrix/";
/// The page for unknown addresses.
pub(crate) const NOT_FOUND: &str = "/404.html";
/// The sitemap.
pub(crate) const SITEMAP: &str = "/sitemap.xml";
/// robots.txt.
pub(crate) const ROBOTS: &str = "/robots.txt";

/// First parts of addresses that are taken, so that no taxonomy can have them as its key.
pub(crate) const RESERVED: &[&str] = &[
    "articles", "issues", "archive", "assets", "page", "static", "matrix",
];

/// Whether the program itself has something at the top of the site by this name.
pub(crate) fn is_taken(name: &str) -> bool {
    let files = [
        "404.html",
        "index.html",
        "atom.xml",
        "rss.xml",
        "feed.json",
        "sitemap.xml",
        "robots.txt",
    ];
    RESERVED.contains(&name) || files.contains(&name)
}

/// The folder of the theme's static files.
pub(crate) const THEME_ASSETS: &str = "/assets/";

const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'/');

/// Percent-encodes a path for use in an attribute; `/` stays.
pub(crate) fn encode(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// The path of the output for a root-relative address: `/a/b/` is `a/b/index.html`.
pub(crate) fn output_path(url: &str) -> String {
    let encoded = url.trim_start_matches('/');
    // Most addresses have nothing to decode.
    let path = match memchr::memchr(b'%', encoded.as_bytes()) {
        Some(_) => decode_lossy(encoded),
        None => Cow::Borrowed(encoded),
    };
    if path.is_empty() || path.ends_with('/') {
        [&*path, "index.html"].concat()
    } else {
        path.into_owned()
    }
}

/// The host in an absolute address, without its port; empty where there is none.
pub(crate) fn host(url: &str) -> &str {
    let authority = url.split_once("://").map_or("", |(_, rest)| rest);
    authority.split(['/', ':']).next().unwrap_or_default()
}

/// The path in an absolute address, without a slash at its end; empty where there is none.
pub(crate) fn path_of(url: &str) -> &str {
    let authority = url.split_once("://").map_or("", |(_, rest)| rest);
    let path = authority.find('/').map_or("", |at| &authority[at..]);
    path.trim_end_matches('/')
}

/// A root-relative address below `base`, a base URL without a slash at its end; empty where that is empty.
/// Other addresses stay as they are.
pub(crate) fn absolute(base: &str, url: &str) -> String {
    match url {
        _ if base.is_empty() => String::new(),
        _ if is_rooted(url) => [base, url].concat(),
        _ => url.to_owned(),
    }
}

/// The configured pattern for the addresses of articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ArticlePattern(Vec<PatternPart>);

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
    pub(crate) fn new(pattern: &str) -> Self {
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
    pub(crate) fn fill(&self, day: Date, slug: &str) -> String {
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

/// Appends a non-negative number with leading zeros. `unit` is the value of its first digit place.
fn push_digits(out: &mut String, number: i16, mut unit: i16) {
    while unit > 0 {
        let digit = u8::try_from(number / unit % 10).unwrap_or_default();
        out.push(char::from(b'0' + digit));
        unit /= 10;
    }
}

/// The address of a plain page.
pub(crate) fn page(slug: &str) -> String {
    encode(&format!("/{slug}/"))
}

/// The address of a taxonomy's index.
pub(crate) fn taxonomy(key: &str) -> String {
    ["/", key, "/"].concat()
}

/// The address of a term: `above` is the address of its taxonomy or of its parent.
pub(crate) fn term(above: &str, segment: &str) -> String {
    let mut url = String::with_capacity(above.len() + segment.len() + 1);
    url.push_str(above);
    url.extend(utf8_percent_encode(segment, PATH));
    url.push('/');
    url
}

/// The address of an issue.
pub(crate) fn issue(key: &str) -> String {
    encode(&format!("{ISSUES}{key}/"))
}

/// The address of a page of a list, from 1; the first page is at `url`.
pub(crate) fn list_page(url: &str, list_page: usize) -> String {
    if list_page <= 1 {
        url.to_owned()
    } else {
        [url, "page/", &list_page.to_string(), "/"].concat()
    }
}

/// The address of a file of content/ that is published as it is.
pub(crate) fn asset(file: &str) -> String {
    encode(&format!(
        "/{}",
        file.strip_prefix("content/").unwrap_or(file)
    ))
}

/// The address of a file of static/, by its path relative to the site's folder.
pub(crate) fn static_file(file: &str) -> String {
    encode(file.trim_start_matches("static"))
}

/// The address of a static file of the theme, with a hash of its bytes in its name.
pub(crate) fn theme_asset(name: &str, bytes: &[u8]) -> String {
    let hash = blake3::hash(bytes).to_hex();
    let (stem, extension) = name.rfind('.').map_or((name, ""), |at| name.split_at(at));
    encode(&format!("{THEME_ASSETS}{stem}-{}{extension}", &hash[..8]))
}

/// The address of a part of the sitemap, from 0.
pub(crate) fn sitemap_part(part: usize) -> String {
    format!("/sitemap-{}.xml", part + 1)
}

/// An old address as that of a page: `/old/path` and `/old/path/` both are `/old/path/`, `/a.html` stays.
pub(crate) fn alias(written: &str) -> String {
    let path = decode_lossy(written);
    let last = path.rsplit('/').next().unwrap_or_default();
    let is_file = [".html", ".htm", ".shtml", ".php", ".asp", ".aspx", ".jsp"]
        .iter()
        .any(|ending| last.ends_with(ending));
    let slash = if is_file || path.ends_with('/') {
        ""
    } else {
        "/"
    };
    encode(&format!("/{}{slash}", path.trim_start_matches('/')))
}

/// The address of a year or, with `month`, a month of the archive.
pub(crate) fn archive(year: i16, month: Option<i8>) -> String {
    month.map_or_else(
        || format!("{ARCHIVE}{year:04}/"),
        |month| format!("{ARCHIVE}{year:04}/{month:02}/"),
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
    fn addresses_become_absolute_below_the_base() {
        assert_eq!(absolute("https://a.cn/x", "/b/"), "https://a.cn/x/b/");
        assert_eq!(absolute("https://a.cn", "https://b.cn/"), "https://b.cn/");
        assert_eq!(absolute("https://a.cn", "//b.cn/"), "//b.cn/");
        assert_eq!(absolute("", "/b/"), "");
        assert_eq!(path_of("https://a.cn/x/"), "/x");
        assert_eq!(path_of("https://a.cn"), "");
    }

    #[test]
    fn an_old_address_is_a_page_or_a_file() {
        assert_eq!(alias("/old/path"), "/old/path/");
        assert_eq!(alias("old/path/"), "/old/path/");
        assert_eq!(alias("/村/a.html"), "/%E6%9D%91/a.html");
    }

    #[test]
    fn an_address_without_final_slash_is_a_file() {
        assert_eq!(output_path("/regions/atom.xml"), "regions/atom.xml");
        assert_eq!(output_path("/"), "index.html");
    }
}
