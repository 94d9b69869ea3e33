//! Pages of taxonomies and of their terms.

use super::tiles::tiles;
use super::{Prepared, Variables, boxed};
use crate::config::TaxonomyKind;
use crate::diagnostic::Diagnostic;
use crate::render::RenderContext;
use crate::render::page_id::Scope;
use crate::render::view_cache::ViewCache;
use crate::site::TermRef;
use crate::theme::views::{LinkView, PageView};

impl RenderContext {
    /// The index of a taxonomy; that of regions with the provinces as tiles.
    pub(super) fn taxonomy_page(&self, number: usize) -> Variables {
        let mut variables = vec![("taxonomy", boxed(self.taxonomy_view(number)))];
        if self.theme.uses("taxonomy.html", "tiles") {
            let is_regions = self.site.taxonomies[number].kind == TaxonomyKind::Regions;
            let tiles = is_regions.then(|| tiles(&self.site.taxonomies[number]));
            variables.push(("tiles", boxed(tiles.unwrap_or_default())));
        }
        variables
    }

    pub(super) fn term_page(
        &self,
        (taxonomy, term, number): (usize, usize, usize),
        mut view: PageView,
        cache: &ViewCache,
    ) -> Result<Prepared, Diagnostic> {
        let entry = &self.site.taxonomies[taxonomy].terms[term];
        let index = self.taxonomy_link(taxonomy);
        let at = TermRef { taxonomy, term };
        let term_view = self.whole_term(at, cache)?;
        if let Some(document) = &entry.document {
            view.description = document.content.excerpt.clone();
            view.code_style = self.code_style_for(document);
        }
        view.breadcrumbs.push(LinkView {
            title: index.name.clone(),
            url: index.url.clone(),
        });
        view.breadcrumbs.extend(self.term_path(taxonomy, term));
        let feeds = self.feeds_of(Scope::Term { taxonomy, term }, cache);
        if !feeds.is_empty() && self.site.taxonomies[taxonomy].feed {
            view.feeds = feeds;
        }
        let template = "term.html";
        let count = entry.articles.len();
        let shown = &entry.articles[self.page_range(count, number)];
        let mut variables = self.list(template, shown.iter().copied(), cache)?;
        variables.extend([
            ("taxonomy", boxed(index)),
            ("term", boxed(term_view)),
            ("pager", boxed(self.pager(count, &entry.url, number))),
        ]);
        Ok(Prepared {
            template: template.to_owned(),
            view,
            variables,
        })
    }
}
