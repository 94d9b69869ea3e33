//! Pages of taxonomies and of their terms.

use super::tiles::tiles;
use super::{Prepared, Variables, boxed};
use crate::config::TaxonomyKind;
use crate::diagnostic::Diagnostic;
use crate::render::RenderContext;
use crate::render::output_id::FeedScope;
use crate::render::view_cache::ViewCache;
use crate::site::{TaxonomyId, TermRef};
use crate::theme::views::{LinkView, PageView};

impl RenderContext {
    /// The index of a taxonomy; that of regions with the provinces as tiles.
    pub(super) fn taxonomy_page(&self, id: TaxonomyId) -> Variables {
        let mut variables = vec![("taxonomy", boxed(self.taxonomy_view(id)))];
        if self.theme.uses("taxonomy.html", "tiles") {
            let is_regions = self.site.taxonomies[id].kind == TaxonomyKind::Regions;
            let tiles = is_regions.then(|| tiles(&self.site.taxonomies[id]));
            variables.push(("tiles", boxed(tiles.unwrap_or_default())));
        }
        variables
    }

    pub(super) fn term_page(
        &self,
        id: TermRef,
        list_page: usize,
        mut view: PageView,
        cache: &ViewCache,
    ) -> Result<Prepared, Diagnostic> {
        let term = self.site.term(id);
        let index = self.taxonomy_link(id.taxonomy);
        let term_view = self.whole_term(id, cache)?;
        if let Some(landing) = &term.landing {
            view.description = landing.document.content.excerpt.clone();
            view.code_style = self.code_style_for(&landing.document);
        }
        view.breadcrumbs.push(LinkView {
            title: index.name.clone(),
            url: index.url.clone(),
        });
        view.breadcrumbs.extend(self.term_path(id));
        let feeds = self.feeds_of(FeedScope::Term(id), cache);
        if !feeds.is_empty() && self.site.taxonomies[id.taxonomy].feed {
            view.feeds = feeds;
        }
        let template = "term.html";
        let count = term.articles.len();
        let shown = &term.articles[self.page_range(count, list_page)];
        let mut variables = self.list(template, shown.iter().copied(), cache)?;
        variables.extend([
            ("taxonomy", boxed(index)),
            ("term", boxed(term_view)),
            ("pager", boxed(self.pager(count, &term.url, list_page))),
        ]);
        Ok(Prepared {
            template: template.to_owned(),
            view,
            variables,
        })
    }
}
