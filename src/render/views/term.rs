//! Taxonomies and their terms: in full, as links, as trees with counts.

use super::Views;
use crate::config::TaxonomyKind;
use crate::diagnostic::Diagnostic;
use crate::fields::entries_to_template;
use crate::render::output_id::FeedScope;
use crate::site::{Article, TaxonomyId, TermId, TermRef};
use crate::theme::views::{Html, LinkView, NodeView, Shared, TaxonomyView, TermLinkView, TermView};

impl Views<'_> {
    /// The title of a taxonomy: as configured, else the theme's word, else its key.
    pub(in crate::render) fn taxonomy_title(&self, id: TaxonomyId) -> String {
        let taxonomy = &self.site.taxonomies[id];
        if !taxonomy.title.is_empty() {
            return taxonomy.title.clone();
        }
        let word = self.theme.strings.get(&taxonomy.key);
        word.unwrap_or(&taxonomy.key).clone()
    }

    /// A taxonomy with all its terms.
    pub(in crate::render) fn taxonomy(&self, id: TaxonomyId) -> TaxonomyView {
        let taxonomy = &self.site.taxonomies[id];
        let is_tree = taxonomy.kind.is_declared() || taxonomy.terms.len() != taxonomy.roots.len();
        TaxonomyView {
            key: taxonomy.key.clone(),
            title: self.taxonomy_title(id),
            url: taxonomy.url.clone(),
            terms: self.nodes(id, &taxonomy.roots, is_tree),
        }
    }

    /// A taxonomy as a link.
    pub(in crate::render) fn taxonomy_link(&self, id: TaxonomyId) -> TermLinkView {
        let taxonomy = &self.site.taxonomies[id];
        TermLinkView {
            key: taxonomy.key.clone(),
            name: self.taxonomy_title(id),
            url: taxonomy.url.clone(),
            path: Vec::new(),
        }
    }

    /// A term in full, the same on each page of its list.
    pub(in crate::render) fn term(&self, id: TermRef) -> Result<Shared<TermView>, Diagnostic> {
        let term = self.site.term(id);
        let (content, status, extra) = match &term.landing {
            Some(landing) => (
                self.body(&landing.document)?,
                landing.status.word(),
                entries_to_template(&landing.meta.extra),
            ),
            None => (Html::new(""), "", tera::Map::new().into()),
        };
        Ok(self.cache.terms.shared(id, || TermView {
            key: term.key.clone(),
            name: term.name.clone(),
            aliases: term.aliases.clone(),
            url: term.url.clone(),
            path: self.term_path(id),
            children: self.nodes(id.taxonomy, &term.children, false),
            count: term.articles.len(),
            content,
            status: status.to_owned(),
            feeds: self.feeds(FeedScope::Term(id)),
            extra,
        }))
    }

    /// The terms of an article in the taxonomy of a kind, as links without their paths.
    pub(super) fn term_links(
        &self,
        article: &Article,
        kind: TaxonomyKind,
    ) -> Vec<Shared<TermLinkView>> {
        let link = |id| {
            let make = || self.term_link(id, Vec::new());
            self.cache.term_links.shared(id, make)
        };
        self.terms_of(article, kind).map(link).collect()
    }

    /// The terms of an article in the taxonomy of a kind, as links with their paths.
    pub(super) fn term_links_with_path(
        &self,
        article: &Article,
        kind: TaxonomyKind,
    ) -> Vec<Shared<TermLinkView>> {
        let link = |id| self.term_link_with_path(id);
        self.terms_of(article, kind).map(link).collect()
    }

    /// A term as a link with its path.
    pub(super) fn term_link_with_path(&self, id: TermRef) -> Shared<TermLinkView> {
        let make = || self.term_link(id, self.term_path(id));
        self.cache.term_links_with_path.shared(id, make)
    }

    /// The terms of an article in the taxonomy of a kind; none where the site has no such taxonomy.
    fn terms_of<'a>(
        &self,
        article: &'a Article,
        kind: TaxonomyKind,
    ) -> impl Iterator<Item = TermRef> + use<'a> {
        let terms = self.site.taxonomy(kind).map(|taxonomy| {
            let terms = article.terms_in(taxonomy).iter();
            terms.map(move |&term| TermRef { taxonomy, term })
        });
        terms.into_iter().flatten()
    }

    /// A term as a link.
    pub(super) fn term_link(&self, id: TermRef, path: Vec<LinkView>) -> TermLinkView {
        let term = self.site.term(id);
        TermLinkView {
            key: term.key.clone(),
            name: term.name.clone(),
            url: term.url.clone(),
            path,
        }
    }

    /// The path of a term: its ancestors as links, from the top of the tree down.
    pub(in crate::render) fn term_path(&self, id: TermRef) -> Vec<LinkView> {
        let taxonomy = &self.site.taxonomies[id.taxonomy];
        let link = |ancestor: TermId| LinkView {
            title: taxonomy.terms[ancestor].name.clone(),
            url: taxonomy.terms[ancestor].url.clone(),
        };
        taxonomy.ancestors(id.term).into_iter().map(link).collect()
    }

    /// Terms with their counts; `deep` adds the whole tree below each.
    pub(super) fn nodes(&self, id: TaxonomyId, terms: &[TermId], deep: bool) -> Vec<NodeView> {
        let taxonomy = &self.site.taxonomies[id];
        let counts = terms
            .iter()
            .map(|&term| taxonomy.terms[term].articles.len());
        let max = counts.max().unwrap_or(0).max(1);
        let node = |&term: &TermId| {
            let term = &taxonomy.terms[term];
            NodeView {
                share: (100 * term.articles.len()).div_ceil(max),
                key: term.key.clone(),
                name: term.name.clone(),
                url: term.url.clone(),
                count: term.articles.len(),
                children: if deep {
                    self.nodes(id, &term.children, true)
                } else {
                    Vec::new()
                },
            }
        };
        terms.iter().map(node).collect()
    }

    /// The top-level terms of the taxonomy of a kind.
    pub(super) fn roots(&self, kind: TaxonomyKind) -> Vec<NodeView> {
        self.site.taxonomy(kind).map_or_else(Vec::new, |id| {
            self.nodes(id, &self.site.taxonomies[id].roots, false)
        })
    }
}
