//! Taxonomies and terms in full.

use super::RenderContext;
use super::page_id::Scope;
use super::view_cache::ViewCache;
use crate::article::Meta;
use crate::config::TaxonomyKind;
use crate::diagnostic::Diagnostic;
use crate::fields::entries_to_template;
use crate::site::TermRef;
use crate::theme::views::{Html, Shared, TaxonomyView, TermLinkView, TermView};

impl RenderContext {
    /// The title of a taxonomy: configured, else the theme's word, else its key.
    pub(super) fn taxonomy_title(&self, number: usize) -> String {
        let taxonomy = &self.site.taxonomies[number];
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

    pub(super) fn taxonomy_view(&self, number: usize) -> TaxonomyView {
        let taxonomy = &self.site.taxonomies[number];
        let terms = self.nodes(
            number,
            &taxonomy.roots,
            taxonomy.kind != TaxonomyKind::Free || taxonomy.terms.len() != taxonomy.roots.len(),
        );
        TaxonomyView {
            key: taxonomy.key.clone(),
            title: self.taxonomy_title(number),
            url: taxonomy.url.clone(),
            terms,
        }
    }

    /// The taxonomy as a link.
    pub(super) fn taxonomy_link(&self, number: usize) -> TermLinkView {
        let taxonomy = &self.site.taxonomies[number];
        TermLinkView {
            key: taxonomy.key.clone(),
            name: self.taxonomy_title(number),
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
        let TermRef {
            taxonomy,
            term: number,
        } = at;
        let term = &self.site.taxonomies[taxonomy].terms[number];
        let (content, extra) = match &term.document {
            Some(document) => {
                let extra = match &document.meta {
                    Meta::Term(meta) => entries_to_template(&meta.extra),
                    _ => tera::Value::none(),
                };
                (self.html(document, cache)?, extra)
            }
            None => (Html::new(""), tera::Map::new().into()),
        };
        let feeds = self.feeds_of(
            Scope::Term {
                taxonomy,
                term: number,
            },
            cache,
        );
        Ok(cache.whole_terms.share(at, || TermView {
            key: term.key.clone(),
            name: term.name.clone(),
            aliases: term.aliases.clone(),
            url: term.url.clone(),
            path: self.term_path(taxonomy, number),
            children: self.nodes(taxonomy, &term.children, false),
            count: term.articles.len(),
            content,
            feeds,
            extra,
        }))
    }
}
