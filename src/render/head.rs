//! What the head of a page says to machines, gathered: JSON-LD and the tags of government sites.

use jiff::Timestamp;

use super::output_id::{DocumentId, PageId};
use super::{RenderContext, cn_gov_meta, structured};
use crate::config::TaxonomyKind;
use crate::site::ArticleId;
use crate::theme::views::{HeadView, PageView};

/// When a page was published and last changed, as machines read it.
#[derive(Debug, Default)]
pub(super) struct Moments {
    pub(super) published: Option<String>,
    pub(super) updated: Option<String>,
}

impl RenderContext {
    /// The machine-read part of the head of the page `id`.
    pub(super) fn head(&self, id: PageId, page: &PageView) -> HeadView {
        HeadView {
            json_ld: structured::json_ld(self, id, page),
            tags: cn_gov_meta::tags(self, id, page),
        }
    }

    /// The moments of the document that a page shows; none of other pages.
    pub(super) fn moments(&self, id: PageId) -> Moments {
        let moments = id.spec().document.map(|document| self.moments_of(document));
        let (published, updated) = moments.unwrap_or_default();
        Moments {
            published: published.map(|moment| self.iso(moment)),
            updated: updated.map(|moment| self.iso(moment)),
        }
    }

    /// When a document was published and last changed.
    pub(super) fn moments_of(&self, id: DocumentId) -> (Option<Timestamp>, Option<Timestamp>) {
        match id {
            DocumentId::Article(id) => {
                let meta = self.site.articles[id].meta();
                (Some(meta.date), meta.updated)
            }
            DocumentId::Plain(id) => (None, self.site.pages[id].meta().updated),
            DocumentId::Issue(id) => (Some(self.site.issues[id].meta().date), None),
        }
    }

    /// The name of an article's column.
    pub(super) fn column_name(&self, id: ArticleId) -> Option<&str> {
        let columns = self.site.taxonomy(TaxonomyKind::Columns)?;
        let term = self.site.articles[id].terms_in(columns).first()?;
        Some(&self.site.taxonomies[columns].terms[*term].name)
    }

    /// The names of an article's terms, for keywords: column, initiatives, regions, then the site's own taxonomies.
    pub(super) fn keywords(&self, id: ArticleId) -> Vec<&str> {
        let article = &self.site.articles[id];
        let taxonomies = self.site.taxonomies.iter().zip(&article.terms);
        let names = taxonomies.filter(|(taxonomy, _)| taxonomy.key != "authors");
        let names = names.flat_map(|(taxonomy, terms)| {
            terms.iter().map(|&term| taxonomy.terms[term].name.as_str())
        });
        names.collect()
    }
}
