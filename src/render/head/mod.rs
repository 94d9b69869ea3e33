//! The part of a page's head that machines read: JSON-LD, and the tags of government sites.

mod cn_gov_meta;
mod json_ld;

use jiff::Timestamp;

use super::dates;
use super::output_id::{DocumentId, PageId};
use super::views::Views;
use crate::config::TaxonomyKind;
use crate::site::{ArticleId, Site};
use crate::theme::views::{HeadView, PageView};

/// The machine-read part of the head of a page.
pub(super) fn head(views: &Views<'_>, id: PageId, page: &PageView) -> HeadView {
    HeadView {
        json_ld: json_ld::objects(views, id, page),
        tags: cn_gov_meta::tags(views, id, page),
    }
}

/// When a document was published and last changed, as far as it says.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DocumentDates {
    pub(super) published: Option<Timestamp>,
    pub(super) updated: Option<Timestamp>,
}

impl DocumentDates {
    /// The dates of a document.
    pub(super) fn of(site: &Site, id: DocumentId) -> Self {
        match id {
            DocumentId::Article(id) => {
                let meta = site.articles[id].meta();
                Self {
                    published: Some(meta.date),
                    updated: meta.updated,
                }
            }
            DocumentId::Plain(id) => Self {
                published: None,
                updated: site.pages[id].meta().updated,
            },
            DocumentId::Issue(id) => Self {
                published: Some(site.issues[id].meta().date),
                updated: None,
            },
        }
    }
}

/// The dates of the document that a page shows, in ISO form with their offsets; none on other pages.
#[derive(Debug, Default)]
struct PageDates {
    published: Option<String>,
    updated: Option<String>,
}

impl PageDates {
    fn of(site: &Site, id: PageId) -> Self {
        let document = id.spec().document;
        let dates = document.map(|document| DocumentDates::of(site, document));
        let DocumentDates { published, updated } = dates.unwrap_or_default();
        let iso = |moment| dates::iso(moment, &site.config.time_zone);
        Self {
            published: published.map(iso),
            updated: updated.map(iso),
        }
    }
}

/// The name of an article's column.
fn column_name(site: &Site, id: ArticleId) -> Option<&str> {
    let columns = site.taxonomy(TaxonomyKind::Columns)?;
    let term = site.articles[id].terms_in(columns).first()?;
    Some(&site.taxonomies[columns].terms[*term].name)
}

/// The names of an article's terms, for keywords: column, initiatives, regions, then those of other
/// taxonomies.
fn keywords(site: &Site, id: ArticleId) -> Vec<&str> {
    let taxonomies = site.taxonomies.iter().zip(&site.articles[id].terms);
    let taxonomies = taxonomies.filter(|(taxonomy, _)| taxonomy.key != "authors");
    let names = taxonomies
        .flat_map(|(taxonomy, terms)| terms.iter().map(|&term| taxonomy.terms[term].name.as_str()));
    names.collect()
}
