//! `[output]`: which feeds are written, how long they are, and whether a build waits for the disk.

use super::values::{pick, positive};
use crate::fields::Fields;

/// A feed format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeedFormat {
    /// Atom 1.0.
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl FeedFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Atom, Self::Rss, Self::Json];

    /// Its name in site.toml and in templates.
    pub fn name(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Rss => "rss",
            Self::Json => "json",
        }
    }

    /// The name of a file in this format.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Atom => "atom.xml",
            Self::Rss => "rss.xml",
            Self::Json => "feed.json",
        }
    }

    /// The media type of a link to such a file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
            Self::Json => "application/feed+json",
        }
    }
}

/// `[output]`.
#[derive(Debug, Clone)]
pub struct OutputSettings {
    /// Which feeds are written.
    pub feeds: Vec<FeedFormat>,
    /// Articles in a feed.
    pub feed_items: usize,
    /// Whether a build waits until its files are on the disk.
    pub durable: bool,
}

/// Without the table.
pub(super) fn default_output() -> OutputSettings {
    OutputSettings {
        feeds: FeedFormat::ALL.to_vec(),
        feed_items: 20,
        durable: false,
    }
}

/// Reads the table.
pub(super) fn output(fields: &mut Fields<'_>) -> OutputSettings {
    let formats = FeedFormat::ALL.map(|format| (format.name(), format));
    let feeds = match fields.node("feeds") {
        None => default_output().feeds,
        Some(node) => fields
            .texts("feeds", node)
            .into_iter()
            .filter_map(|word| pick(fields, "feeds", &word.value, word.range, &formats))
            .collect(),
    };
    OutputSettings {
        feeds,
        feed_items: positive(fields, "feed_items", 20) as usize,
        durable: fields.flag("durable").unwrap_or_default(),
    }
}
