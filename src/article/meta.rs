//! Typed front matter: one struct for each kind of document. `reader.rs` reads them.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::fmt::serde::timestamp::nanosecond::required;
use serde::{Deserialize, Serialize};

use crate::fields::{Entry, Spanned};

/// The front matter of a document; the variant is its kind. The site shares the front matter of published
/// documents under its own type, hence [`Arc`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Meta {
    /// Of an article.
    Article(Arc<ArticleMeta>),
    /// Of a plain page.
    Page(Arc<PageMeta>),
    /// Of an issue.
    Issue(Arc<IssueMeta>),
    /// Of an initiative.
    Initiative(Arc<TermMeta>),
    /// Of a region.
    Region(Arc<TermMeta>),
}

impl Meta {
    /// Whether it has a summary, so that none has to be made from the first sentences.
    pub fn has_summary(&self) -> bool {
        match self {
            Self::Article(meta) => meta.summary.is_some(),
            Self::Page(meta) => !meta.summary.is_empty(),
            Self::Issue(_) | Self::Initiative(_) | Self::Region(_) => false,
        }
    }

    /// The title of a document that has one of its own; empty for what is named otherwise.
    pub fn title(&self) -> &str {
        match self {
            Self::Article(meta) => &meta.title,
            Self::Page(meta) => &meta.title,
            Self::Issue(meta) => meta.title.as_deref().unwrap_or_default(),
            Self::Initiative(_) | Self::Region(_) => "",
        }
    }
}

/// Front matter of an article.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ArticleMeta {
    /// The title.
    pub title: String,
    /// Day of publication.
    #[serde(with = "required")]
    pub date: Timestamp,
    /// Day of the last change.
    #[serde(with = "optional")]
    pub updated: Option<Timestamp>,
    /// The authors.
    pub authors: Vec<String>,
    /// The first publication.
    pub source: Option<SourceMeta>,
    /// The summary, if given.
    pub summary: Option<String>,
    /// The names of its terms, one list for each taxonomy of the configuration, in that order.
    pub terms: Vec<Vec<Spanned<String>>>,
    /// The positions of the taxonomies of which it says that it has no term.
    pub without: Vec<usize>,
    /// The issue that it names.
    pub issue: Option<Spanned<String>>,
    /// The picture at its head.
    pub image: Option<Box<ImageMeta>>,
    /// The numbers that it reports.
    pub figures: Vec<FigureMeta>,
    /// Whether it is a draft, which is not published.
    pub draft: bool,
    /// The time from which it is not published.
    #[serde(with = "optional")]
    pub expires: Option<Timestamp>,
    /// Last part of its address.
    pub slug: Spanned<String>,
    /// Old addresses.
    pub aliases: Vec<Spanned<String>>,
    /// A template instead of the usual one.
    pub template: Option<Spanned<String>>,
    /// Language tag.
    pub language: Option<String>,
    /// Values for the theme.
    pub extra: Vec<Entry>,
}

/// The first publication of an article.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SourceMeta {
    /// Name.
    pub name: String,
    /// Address; may be empty.
    pub url: String,
}

/// A picture named in front matter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImageMeta {
    /// Path relative to the document, or an address.
    pub src: Spanned<String>,
    /// Alternative text; may be empty.
    pub alt: String,
    /// The line below it; may be empty.
    pub caption: String,
}

/// A number that an article reports.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FigureMeta {
    /// The counted thing.
    pub name: String,
    /// The number as written.
    pub value: String,
    /// Its unit; may be empty.
    pub unit: String,
    /// The region to which it applies.
    pub region: Option<Spanned<String>>,
    /// The time to which it applies; may be empty.
    pub as_of: String,
}

/// Front matter of a plain page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PageMeta {
    /// The title.
    pub title: String,
    /// Last part of its address.
    pub slug: Spanned<String>,
    /// The summary; may be empty.
    pub summary: String,
    /// Its place among the pages.
    pub order: u32,
    /// Day of the last change.
    #[serde(with = "optional")]
    pub updated: Option<Timestamp>,
    /// Whether it is a draft, which is not published.
    pub draft: bool,
    /// Old addresses.
    pub aliases: Vec<Spanned<String>>,
    /// A template instead of the usual one.
    pub template: Option<Spanned<String>>,
    /// Language tag.
    pub language: Option<String>,
    /// Values for the theme.
    pub extra: Vec<Entry>,
}

/// Front matter of an issue.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IssueMeta {
    /// The file's stem.
    pub key: String,
    /// The title, if the issue has one.
    pub title: Option<String>,
    /// Its number within the year.
    pub number: Option<Spanned<u32>>,
    /// Its number since the first.
    pub total: Option<Spanned<u32>>,
    /// Day of publication.
    #[serde(with = "required")]
    pub date: Timestamp,
    /// The publisher.
    pub publisher: Option<String>,
    /// The editor.
    pub editors: Vec<String>,
    /// The person who approved it (签发); may be empty.
    pub signed_by: String,
    /// Its articles in order; empty: those that name it.
    pub contents: Vec<Spanned<String>>,
    /// 报.
    pub report_to: Vec<String>,
    /// 送.
    pub send_to: Vec<String>,
    /// 发.
    pub copy_to: Vec<String>,
    /// Copies printed.
    pub print_run: Option<u32>,
    /// Whether it is a draft, which is not published.
    pub draft: bool,
    /// Old addresses.
    pub aliases: Vec<Spanned<String>>,
    /// Values for the theme.
    pub extra: Vec<Entry>,
}

impl IssueMeta {
    /// Its number within the year.
    pub fn number(&self) -> Option<u32> {
        self.number.as_ref().map(|number| number.value)
    }

    /// Its number since the first.
    pub fn total(&self) -> Option<u32> {
        self.total.as_ref().map(|total| total.value)
    }
}

/// Front matter of an initiative or region.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TermMeta {
    /// The file's stem.
    pub key: String,
    /// Its name; a region of the built-in table needs none.
    pub name: Option<Spanned<String>>,
    /// Its other names.
    pub aliases: Vec<Spanned<String>>,
    /// The term above it.
    pub parent: Option<Spanned<String>>,
    /// Its place among its siblings.
    pub order: Option<u32>,
    /// The text by whose pinyin it is sorted, instead of its name.
    pub sort_key: Option<String>,
    /// Whether its text is a draft, which is not published.
    pub draft: bool,
    /// Values for the theme.
    pub extra: Vec<Entry>,
}

/// An optional moment in nanoseconds. The one of jiff is read as 64 bits, which end in the year 2262.
mod optional {
    use jiff::Timestamp;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(
        moment: &Option<Timestamp>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        moment.map(Timestamp::as_nanosecond).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        let moment = Option::<i128>::deserialize(from)?.map(Timestamp::from_nanosecond);
        moment.transpose().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_moment_is_read_as_it_was_saved() {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Moments {
            #[serde(with = "required")]
            required: Timestamp,
            #[serde(with = "optional")]
            optional: Option<Timestamp>,
        }
        for moment in [
            "-009998-01-02",
            "1969-12-31",
            "2024-01-02",
            "2999-01-01",
            "9999-12-30",
        ] {
            let required: Timestamp = format!("{moment}T00:00:00.123456789Z")
                .parse()
                .expect(moment);
            for optional in [None, Some(required)] {
                let moments = Moments { required, optional };
                let saved = postcard::to_stdvec(&moments).expect(moment);
                assert_eq!(postcard::from_bytes(&saved), Ok(moments));
            }
        }
    }
}
