//! Taxonomies: trees of terms, each with the articles of its whole subtree, once each and newest first.

mod free;
pub(super) mod initiatives;
mod mentions;
pub(super) mod regions;
#[cfg(test)]
mod tests;

use std::iter;

use rayon::prelude::*;

use self::mentions::{Interned, ResolvedNames, TermField};
use self::regions::RegionDeclarations;
use super::placement::{PlacedArticle, TermDocument};
use super::{ArticleId, TaxonomyId, TermId};
use crate::config::{Config, TaxonomyConfig, TaxonomyKind};
use crate::diagnostic::Diagnostic;
use crate::util::url;

/// One taxonomy.
#[derive(Debug)]
pub struct Taxonomy {
    /// Its key: `regions`.
    pub key: String,
    /// Its configured title; empty: the theme provides one.
    pub title: String,
    /// The origin of its terms.
    pub kind: TaxonomyKind,
    /// Its address, root-relative.
    pub url: String,
    /// Whether its terms have feeds.
    pub feed: bool,
    /// Its terms.
    pub terms: Vec<Term>,
    /// The terms without a parent, in order.
    pub roots: Vec<TermId>,
}

/// One term.
#[derive(Debug)]
pub struct Term {
    /// Its key: a code, a declared key, or the last part of its address.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// Its address, root-relative.
    pub url: String,
    /// The term above it.
    pub parent: Option<TermId>,
    /// The terms below it, in order.
    pub children: Vec<TermId>,
    /// The articles of its subtree, newest first.
    pub articles: Vec<ArticleId>,
    /// Its landing text.
    pub landing: Option<TermDocument>,
}

impl Taxonomy {
    /// The ancestors of a term, from the root down to its parent.
    pub fn ancestors(&self, term: TermId) -> Vec<TermId> {
        let parent = |&id: &TermId| self.terms[id].parent;
        let mut path: Vec<TermId> = iter::successors(parent(&term), parent).collect();
        path.reverse();
        path
    }
}

/// All taxonomies, and the terms of each article.
pub(super) struct ResolvedTaxonomies {
    pub(super) taxonomies: Vec<Taxonomy>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The names in articles, by taxonomy.
    names: Vec<ResolvedNames<TermId>>,
    /// The regions of figures.
    figures: Option<ResolvedNames<TermId>>,
}

impl ResolvedTaxonomies {
    /// The terms of an article in each taxonomy, without repetition, in the order of its front matter.
    pub(super) fn terms_of(&self, article: ArticleId) -> Vec<Vec<TermId>> {
        let terms = self.names.iter().map(|names| {
            let mut terms = Vec::new();
            for term in names.of(article).flatten() {
                if !terms.contains(&term) {
                    terms.push(term);
                }
            }
            terms
        });
        terms.collect()
    }

    /// The region of each figure of an article.
    pub(super) fn figure_regions_of(&self, article: ArticleId) -> Vec<Option<TermId>> {
        let figures = self.figures.iter();
        figures.flat_map(|figures| figures.of(article)).collect()
    }
}

/// Builds all taxonomies. Those that do not depend on declarations take their terms from the articles.
pub(super) fn resolve(
    config: &Config,
    articles: &[PlacedArticle],
    initiatives: &[TermDocument],
    regions: &RegionDeclarations,
) -> ResolvedTaxonomies {
    let ids = (0..config.taxonomies.len()).map(TaxonomyId::new);
    let fields = ids.clone().map(TermField::Taxonomy);
    let fields: Vec<TermField> = fields.chain([TermField::Figures]).collect();
    let mut interned = mentions::intern(articles, &fields);
    let mut figures = interned.pop();
    let taxonomies = ids.zip(&config.taxonomies).zip(interned);
    let inputs: Vec<TaxonomyInput<'_>> = taxonomies
        .map(|((id, config), names)| TaxonomyInput {
            config,
            id,
            articles,
            names,
            figures: match config.kind {
                TaxonomyKind::Regions => figures.take(),
                TaxonomyKind::Initiatives | TaxonomyKind::Columns | TaxonomyKind::Free => None,
            },
        })
        .collect();
    // Taxonomies do not depend on each other.
    let built: Vec<BuiltTaxonomy> = inputs
        .into_par_iter()
        .map(|input| BuiltTaxonomy::new(input, initiatives, regions))
        .collect();
    let mut resolved = ResolvedTaxonomies {
        taxonomies: Vec::new(),
        diagnostics: Vec::new(),
        names: Vec::new(),
        figures: None,
    };
    for built in built {
        resolved.taxonomies.push(built.taxonomy);
        resolved.diagnostics.extend(built.diagnostics);
        resolved.names.push(built.names);
        resolved.figures = resolved.figures.or(built.figures);
    }
    resolved
}

/// Everything that a taxonomy is built of, other than declarations.
struct TaxonomyInput<'a> {
    config: &'a TaxonomyConfig,
    id: TaxonomyId,
    articles: &'a [PlacedArticle],
    /// The names in articles.
    names: Interned<'a>,
    /// The names at figures; for regions only.
    figures: Option<Interned<'a>>,
}

impl TaxonomyInput<'_> {
    /// The field of front matter that names the terms.
    fn field(&self) -> TermField {
        TermField::Taxonomy(self.id)
    }
}

/// The terms of a taxonomy, and the terms to which the names in articles resolve.
struct ResolvedTerms {
    /// In the order of lists.
    definitions: Vec<TermDefinition>,
    names: ResolvedNames<TermId>,
    /// For regions only.
    figures: Option<ResolvedNames<TermId>>,
    diagnostics: Vec<Diagnostic>,
}

/// A term without the lists that follow from the articles and the parents of all terms.
struct TermDefinition {
    key: String,
    name: String,
    aliases: Vec<String>,
    url: String,
    parent: Option<TermId>,
    landing: Option<TermDocument>,
}

/// A finished taxonomy, and the terms to which the names in articles resolve.
struct BuiltTaxonomy {
    taxonomy: Taxonomy,
    names: ResolvedNames<TermId>,
    figures: Option<ResolvedNames<TermId>>,
    diagnostics: Vec<Diagnostic>,
}

impl BuiltTaxonomy {
    fn new(
        input: TaxonomyInput<'_>,
        initiatives: &[TermDocument],
        regions: &RegionDeclarations,
    ) -> Self {
        let TaxonomyInput {
            config, articles, ..
        } = input;
        let ResolvedTerms {
            definitions,
            names,
            figures,
            diagnostics,
        } = match config.kind {
            TaxonomyKind::Initiatives => initiatives::resolve(input, initiatives),
            TaxonomyKind::Regions => regions::resolve(input, regions),
            TaxonomyKind::Columns | TaxonomyKind::Free => free::resolve(input),
        };
        let mentions = (0..articles.len()).map(ArticleId::new).flat_map(|article| {
            let terms = names.of(article).flatten();
            terms.map(move |term| (article, term))
        });
        Self {
            taxonomy: taxonomy(config, definitions, mentions),
            names,
            figures,
            diagnostics,
        }
    }
}

/// Makes the tree of terms, which come in the order of lists.
///
/// `mentions` are the terms that each article names, article by article.
fn taxonomy(
    config: &TaxonomyConfig,
    definitions: Vec<TermDefinition>,
    mentions: impl Iterator<Item = (ArticleId, TermId)>,
) -> Taxonomy {
    let parents: Vec<Option<TermId>> = definitions.iter().map(|term| term.parent).collect();
    let mut articles_of: Vec<Vec<ArticleId>> = vec![Vec::new(); definitions.len()];
    for (article, term) in mentions {
        for term in iter::successors(Some(term), |term| parents[term.index()]) {
            let articles = &mut articles_of[term.index()];
            // Articles come in order, so an article that is there already is the last one.
            if articles.last() != Some(&article) {
                articles.push(article);
            }
        }
    }
    let mut children_of: Vec<Vec<TermId>> = vec![Vec::new(); definitions.len()];
    let mut roots = Vec::new();
    for (index, parent) in parents.iter().enumerate() {
        let siblings = match parent {
            Some(parent) => &mut children_of[parent.index()],
            None => &mut roots,
        };
        siblings.push(TermId::new(index));
    }
    let terms = definitions.into_iter().zip(children_of).zip(articles_of);
    let terms = terms.map(|((definition, children), articles)| {
        let TermDefinition {
            key,
            name,
            aliases,
            url,
            parent,
            landing,
        } = definition;
        Term {
            key,
            name,
            aliases,
            url,
            parent,
            children,
            articles,
            landing,
        }
    });
    Taxonomy {
        key: config.key.clone(),
        title: config.title.clone(),
        kind: config.kind,
        url: url::taxonomy(&config.key),
        feed: config.feed,
        terms: terms.collect(),
        roots,
    }
}

/// The id of each item once the items are sorted. `order` lists their positions in sorted order.
fn ids_after_sorting(order: &[usize]) -> Vec<TermId> {
    let mut ids = vec![TermId::FIRST; order.len()];
    for (index, &position) in order.iter().enumerate() {
        ids[position] = TermId::new(index);
    }
    ids
}
