//! `[articles]`: addresses, lists and summaries of articles.

use super::values::{checked, positive};
use crate::fields::Fields;
use crate::text::anchor::is_device_name;

/// `[articles]`.
#[derive(Debug, Clone)]
pub struct ArticleSettings {
    /// Address pattern with `{year}`, `{month}`, `{day}`, `{slug}`; begins and ends with `/`.
    pub path: String,
    /// Articles on a page of a list.
    pub page_size: usize,
    /// Budget of a summary that is made from the first sentences, in Han characters.
    pub summary: usize,
    /// Han characters read in a minute.
    pub characters_per_minute: u32,
    /// Words read in a minute.
    pub words_per_minute: u32,
}

/// Without the table.
pub(super) fn default_articles() -> ArticleSettings {
    ArticleSettings {
        path: "/articles/{year}/{slug}/".to_owned(),
        page_size: 20,
        summary: 120,
        characters_per_minute: 500,
        words_per_minute: 240,
    }
}

/// Reads the table.
pub(super) fn articles(fields: &mut Fields<'_>) -> ArticleSettings {
    let default = default_articles();
    ArticleSettings {
        path: checked(fields, "path", "/articles/{year}/{slug}/", path_pattern)
            .unwrap_or(default.path),
        page_size: positive(fields, "page_size", 20) as usize,
        summary: positive(fields, "summary", 120) as usize,
        characters_per_minute: positive(
            fields,
            "characters_per_minute",
            default.characters_per_minute,
        ),
        words_per_minute: positive(fields, "words_per_minute", default.words_per_minute),
    }
}

fn path_pattern(pattern: &str) -> Option<String> {
    let mut plain = pattern.to_owned();
    for name in ["{year}", "{month}", "{day}", "{slug}"] {
        plain = plain.replace(name, "x");
    }
    let fine = pattern.contains("{slug}")
        && plain.starts_with('/')
        && plain.split('/').all(|part| part != "." && part != "..")
        && !plain.contains(['{', '}', '\\', '?', '#', '%', ':', '*', '"', '<', '>', '|'])
        && !plain.contains("//")
        && !plain
            .split('/')
            .any(|part| is_device_name(&part.to_lowercase()));
    fine.then(|| format!("{}/", pattern.trim_end_matches('/')))
}
