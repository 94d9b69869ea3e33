//! Addresses: the one place where a URL is put together, and where it becomes a path of the output.

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
    let path = percent_decode_str(url.trim_start_matches('/')).decode_utf8_lossy();
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.into_owned()
    }
}

/// The address of an article by the configured pattern.
pub fn article(pattern: &str, day: Date, slug: &str) -> String {
    let path = pattern
        .replace("{year}", &format!("{:04}", day.year()))
        .replace("{month}", &format!("{:02}", day.month()))
        .replace("{day}", &format!("{:02}", day.day()))
        .replace("{slug}", slug);
    encode(&path)
}

/// The address of a plain page.
pub fn page(slug: &str) -> String {
    encode(&format!("/{slug}/"))
}

/// The address of an issue.
pub fn issue(key: &str) -> String {
    encode(&format!("/issues/{key}/"))
}

/// The address of the `number`th page of a list whose first page is at `url`.
pub fn list_page(url: &str, number: usize) -> String {
    if number <= 1 {
        url.to_owned()
    } else {
        format!("{url}page/{number}/")
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
        let url = article(
            "/articles/{year}/{slug}/",
            Date::constant(2024, 1, 2),
            "平怀村",
        );
        assert_eq!(url, "/articles/2024/%E5%B9%B3%E6%80%80%E6%9D%91/");
        assert_eq!(output_path(&url), "articles/2024/平怀村/index.html");
    }

    #[test]
    fn an_address_without_final_slash_is_a_file() {
        assert_eq!(output_path("/regions/atom.xml"), "regions/atom.xml");
        assert_eq!(output_path("/"), "index.html");
    }
}
