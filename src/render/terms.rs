//! Taxonomies and terms in full.

use super::RenderContext;
use super::output_id::FeedScope;
use super::view_cache::ViewCache;
use crate::diagnostic::Diagnostic;
use crate::fields::entries_to_template;
use crate::site::{TaxonomyId, TermRef};
use crate::theme::views::{Html, Shared, TaxonomyView, TermLinkView, TermView};

impl RenderContext {
    /// The title of a taxonomy: configured, else the theme's word, else its key.
    pub(super) fn taxonomy_title(&self, id: TaxonomyId) -> String {
        let taxonomy = &self.site.taxonomies[id];
        let word = || {
            self.theme
                .strings
                .get(&taxonomy.key)
                .cloned()
                .unwrap_or_else(|| taxonomy.key.clone())
        };
        if taxonomy.title.is_empty() {
            word()
        } else {
            taxonomy.title.clone()
        }
    }

    pub(super) fn taxonomy_view(&self, id: TaxonomyId) -> TaxonomyView {
        let taxonomy = &self.site.taxonomies[id];
        let terms = self.nodes(
            id,
            &taxonomy.roots,
            taxonomy.kind.is_declared() || taxonomy.terms.len() != taxonomy.roots.len(),
        );
        TaxonomyView {
            key: taxonomy.key.clone(),
            title: self.taxonomy_title(id),
            url: taxonomy.url.clone(),
            terms,
        }
    }

    /// The taxonomy as a link.
    pub(super) fn taxonomy_link(&self, id: TaxonomyId) -> TermLinkView {
        let taxonomy = &self.site.taxonomies[id];
        TermLinkView {
            key: taxonomy.key.clone(),
            name: self.taxonomy_title(id),
            url: taxonomy.url.clone(),
            path: Vec::new(),
        }
    }

    /// A term in full, as each page of its list shows it.
    pub(super) fn whole_term(
        &self,
        at: TermRef,
        cache: &ViewCache,
    ) -> Result<Shared<TermView>, Diagnostic> {
        let term = self.site.term(at);
        let (content, extra) = match &term.landing {
            Some(landing) => (
                self.html(&landing.document, cache)?,
                entries_to_template(&landing.meta.extra),
            ),
            None => (Html::new(""), tera::Map::new().into()),
        };
        let feeds = self.feeds_of(FeedScope::Term(at), cache);
        Ok(cache.whole_terms.share(at, || TermView {
            key: term.key.clone(),
            name: term.name.clone(),
            aliases: term.aliases.clone(),
            url: term.url.clone(),
            path: self.term_path(at),
            children: self.nodes(at.taxonomy, &term.children, false),
            count: term.articles.len(),
            content,
            feeds,
            extra,
        }))
    }
}
