//! `[budget]`: the compressed size that `check` allows for pages.

use super::values::bad;
use crate::fields::{Fields, Spanned};

/// `[budget]`: the compressed size of pages that `check` allows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Budget {
    /// Any page, with the style sheets and scripts that it loads.
    pub page: Option<SizeLimit>,
    /// An article, with the style sheets that it loads.
    pub article_with_style: Option<SizeLimit>,
}

/// A limit, with its place in site.toml.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SizeLimit {
    /// Bytes.
    pub bytes: u64,
    /// The range of the value in the text.
    pub range: std::ops::Range<usize>,
}

impl Budget {
    /// The limits that are set.
    pub fn limits(&self) -> impl Iterator<Item = &SizeLimit> {
        self.page.iter().chain(&self.article_with_style)
    }
}

/// Reads the table.
pub(super) fn budget(fields: &mut Fields<'_>) -> Budget {
    Budget {
        page: limit(fields, "page"),
        article_with_style: limit(fields, "article_with_style"),
    }
}

fn limit(fields: &mut Fields<'_>, key: &'static str) -> Option<SizeLimit> {
    let Spanned { value, range } = fields.text(key)?;
    let Some(bytes) = size(&value) else {
        fields.report(range, bad(key, &value, "18 kB"));
        return None;
    };
    Some(SizeLimit { bytes, range })
}

/// The number of bytes in `18 kB`, `1.5 MB` or `16 KiB`.
fn size(written: &str) -> Option<u64> {
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    let (number, unit) = written.split_at(written.find(|c| !digits(c)).unwrap_or(written.len()));
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "kib" => 1_024,
        "m" | "mb" => 1_000_000,
        "mib" => 1_048_576,
        _ => return None,
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let tenths: u64 = if part.is_empty() {
        0
    } else {
        part.get(..1)?.parse().ok()?
    };
    let bytes = whole
        .parse::<u64>()
        .ok()?
        .checked_mul(factor)?
        .checked_add(tenths * factor / 10)?;
    (bytes > 0).then_some(bytes)
}
