//! Taxonomies: trees of terms, each with the articles of its whole subtree, once each and newest first.

mod initiatives;
mod mentions;
pub(super) mod regions;

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use self::mentions::{At, Gathered, Mentions, Name};
use super::{Article, ArticleId, TaxonomyId, TermId};
use crate::article::Document;
use crate::config::{Config, TaxonomyConfig, TaxonomyKind};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::site::address;
use crate::text::{anchor::path_segment, pinyin};

/// One taxonomy.
#[derive(Debug)]
pub struct Taxonomy {
    /// Its key: `regions`.
    pub key: String,
    /// Its title as configured; empty: the theme's word.
    pub title: String,
    /// What it is made of.
    pub kind: TaxonomyKind,
    /// Its address, root-relative.
    pub url: String,
    /// Whether its terms have feeds.
    pub feed: bool,
    /// Its terms.
    pub terms: Vec<Term>,
    /// The terms without parent, in order.
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
    pub document: Option<Arc<Document>>,
}

impl Taxonomy {
    /// The ancestors of a term, from the top of the tree down to its parent.
    pub fn ancestors(&self, term: TermId) -> Vec<TermId> {
        let mut path: Vec<TermId> =
            std::iter::successors(self.terms[term].parent, |&above| self.terms[above].parent)
                .collect();
        path.reverse();
        path
    }

    /// Makes the tree of `terms`, which must stand in the order in which siblings are listed.
    ///
    /// `direct` tells for article after article the terms that each names.
    fn new(
        config: &TaxonomyConfig,
        mut terms: Vec<Term>,
        direct: impl Iterator<Item = (ArticleId, TermId)>,
    ) -> Self {
        for (article, term) in direct {
            let mut at = Some(term);
            while let Some(id) = at {
                // Articles come in order, so a second mention of one is always the last entry.
                if terms[id].articles.last() != Some(&article) {
                    terms[id].articles.push(article);
                }
                at = terms[id].parent;
            }
        }
        let mut roots = Vec::new();
        for id in TermId::all(&terms) {
            match terms[id].parent {
                Some(parent) => terms[parent].children.push(id),
                None => roots.push(id),
            }
        }
        Self {
            key: config.key.clone(),
            title: config.title.clone(),
            kind: config.kind,
            url: format!("/{}/", config.key),
            feed: config.feed,
            terms,
            roots,
        }
    }
}

/// Makes every taxonomy and notes in each article its terms.
pub(super) fn all(
    config: &Config,
    articles: &mut [Article],
    initiative_files: &[Arc<Document>],
    regions: &regions::Declarations,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Taxonomy> {
    let numbers = 0..config.taxonomies.len();
    let mut places: Vec<At> = numbers
        .map(|number| At::Taxonomy(TaxonomyId::new(number)))
        .collect();
    places.push(At::Figures);
    let mut gathered = mentions::gather(articles, &places);
    let mut figures = gathered.pop();
    let kinds = config.taxonomies.iter();
    let gathered: Vec<_> = kinds
        .zip(gathered)
        .map(|(taxonomy, named)| {
            let is_regions = taxonomy.kind == TaxonomyKind::Regions;
            let figures = is_regions.then(|| figures.take()).flatten();
            (named, figures.unwrap_or_default())
        })
        .collect();
    // No taxonomy knows another one, so they are made side by side.
    let made: Vec<Made> = config
        .taxonomies
        .par_iter()
        .enumerate()
        .zip(gathered)
        .map(|((number, taxonomy), gathered)| {
            let files = (initiative_files, regions);
            let id = TaxonomyId::new(number);
            Made::new(taxonomy, id, articles, gathered, files)
        })
        .collect();
    let numbered = articles.par_iter_mut().with_min_len(512).enumerate();
    numbered.for_each(|(number, article)| {
        let id = ArticleId::new(number);
        article.terms = made.iter().map(|made| made.named.terms(id)).collect();
        let figures = made.iter().rev().find_map(|made| made.figures.as_ref());
        article.figure_regions = figures.map_or_else(Vec::new, |figures| figures.each(id));
    });
    let taxonomies = made.into_iter().map(|made| {
        diagnostics.extend(made.diagnostics);
        made.taxonomy
    });
    taxonomies.collect()
}

/// A taxonomy, and what it says of each article.
struct Made {
    taxonomy: Taxonomy,
    /// The terms that articles name.
    named: Named,
    /// The regions of their figures; nothing for other taxonomies.
    figures: Option<Named>,
    diagnostics: Vec<Diagnostic>,
}

/// What the names that articles give mean.
pub(super) struct Named {
    /// Which names each article gives.
    mentions: Mentions,
    /// The term that each name means.
    meant: Vec<Option<TermId>>,
}

impl Named {
    /// The terms that an article names, each once, as they were written.
    fn terms(&self, article: ArticleId) -> Vec<TermId> {
        let mut terms = Vec::new();
        let named = self.mentions.of(article).flatten();
        for term in named.filter_map(|name| self.meant[name]) {
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        terms
    }

    /// The term at each place where an article may name one.
    fn each(&self, article: ArticleId) -> Vec<Option<TermId>> {
        let names = self.mentions.of(article);
        names.map(|name| self.meant[name?]).collect()
    }
}

impl Made {
    fn new(
        config: &TaxonomyConfig,
        id: TaxonomyId,
        articles: &[Article],
        (gathered, figures): (Gathered<'_>, Gathered<'_>),
        (initiative_files, regions): (&[Arc<Document>], &regions::Declarations),
    ) -> Self {
        let mut diagnostics = Vec::new();
        let said = &mut diagnostics;
        let ((terms, named), figures) = match config.kind {
            TaxonomyKind::Initiatives => (
                initiatives::terms(config, id, initiative_files, articles, gathered, said),
                None,
            ),
            TaxonomyKind::Regions => {
                let (terms, named, figures) =
                    regions::terms(config, id, regions, articles, (gathered, figures), said);
                ((terms, named), Some(figures))
            }
            TaxonomyKind::Columns | TaxonomyKind::Free => {
                (free_terms(config, id, articles, gathered, said), None)
            }
        };
        let mentions = ArticleId::all(articles).flat_map(|article| {
            let names = named.mentions.of(article).flatten();
            names.map(move |name| (article, name))
        });
        let direct = mentions.filter_map(|(article, name)| Some((article, named.meant[name]?)));
        Self {
            taxonomy: Taxonomy::new(config, terms, direct),
            named,
            figures,
            diagnostics,
        }
    }
}

/// Terms made from the articles: no declaration is needed.
fn free_terms(
    config: &TaxonomyConfig,
    id: TaxonomyId,
    articles: &[Article],
    (names, mentions): Gathered<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Term>, Named) {
    let mut free = Free {
        config,
        terms: Vec::new(),
        by_name: HashMap::new(),
        by_path: HashMap::new(),
        diagnostics,
    };
    let term = |name: &Name<'_>| free.term(&name.written.value, &name.span());
    let found: Vec<Result<TermId, String>> = names.iter().map(term).collect();
    let terms = free.terms;
    let mut meant: Vec<Option<TermId>> = found
        .iter()
        .map(|term| term.as_ref().ok().copied())
        .collect();
    for (number, name) in mentions.without(&meant, articles, At::Taxonomy(id)) {
        if let Err(term) = &found[number] {
            let (term, taxonomy) = (term.clone(), config.key.clone());
            diagnostics.push(Diagnostic::at(
                name.span(),
                Message::BadTerm { term, taxonomy },
            ));
        }
    }
    let order = order(config, &terms);
    (
        reorder(terms, &mut meant, &order),
        Named { mentions, meant },
    )
}

struct Free<'f> {
    config: &'f TaxonomyConfig,
    terms: Vec<Term>,
    by_name: HashMap<String, TermId>,
    by_path: HashMap<String, (TermId, Span)>,
    diagnostics: &'f mut Vec<Diagnostic>,
}

impl Free<'_> {
    /// The term of a name; else the part of the name that has nothing for an address.
    fn term(&mut self, name: &str, span: &Span) -> Result<TermId, String> {
        if let Some(&term) = self.by_name.get(name) {
            return Ok(term);
        }
        let (parent, last) = match name.rsplit_once('/') {
            Some((above, last))
                if self.config.hierarchical && !above.is_empty() && !last.is_empty() =>
            {
                (Some(self.term(above, span)?), last)
            }
            _ => (None, name),
        };
        let segment = path_segment(last);
        if segment.is_empty() {
            return Err(name.to_owned());
        }
        let above = parent.map_or_else(
            || format!("/{}/", self.config.key),
            |parent| self.terms[parent].url.clone(),
        );
        let url = format!("{above}{}/", address::encode(&segment));
        if let Some((first, first_span)) = self.by_path.get(&url) {
            let first = *first;
            self.diagnostics.push(same_path(
                &self.terms[first].name,
                last,
                &url,
                span,
                first_span,
            ));
            self.by_name.insert(name.to_owned(), first);
            return Ok(first);
        }
        let id = TermId::new(self.terms.len());
        self.terms.push(Term {
            key: segment,
            name: last.to_owned(),
            aliases: Vec::new(),
            url: url.clone(),
            parent,
            children: Vec::new(),
            articles: Vec::new(),
            document: None,
        });
        self.by_path.insert(url, (id, span.clone()));
        self.by_name.insert(name.to_owned(), id);
        Ok(id)
    }
}

/// Two names on one address: a warning where they differ in case alone, else an error.
fn same_path(first: &str, second: &str, url: &str, span: &Span, first_span: &Span) -> Diagnostic {
    let message = if first.to_lowercase() == second.to_lowercase() {
        Message::TermSpelling {
            term: second.to_owned(),
            first: first.to_owned(),
        }
    } else {
        Message::TermCollision {
            path: percent_encoding::percent_decode_str(url)
                .decode_utf8_lossy()
                .into_owned(),
            first: first.to_owned(),
            second: second.to_owned(),
        }
    };
    Diagnostic::at(span.clone(), message).with_related(first_span.clone())
}

/// The order in which terms are listed: as configured, then by pinyin.
fn order(config: &TaxonomyConfig, terms: &[Term]) -> Vec<TermId> {
    let place = |term: &Term| {
        config
            .order
            .iter()
            .position(|name| *name == term.name)
            .unwrap_or(usize::MAX)
    };
    let mut order: Vec<TermId> = TermId::all(terms).collect();
    order.sort_by_cached_key(|&id| {
        (
            place(&terms[id]),
            pinyin::sort_key(&terms[id].name),
            terms[id].url.clone(),
        )
    });
    order
}

/// Puts terms into the order `order` (old ids in their new sequence) and renames what each name means.
pub(super) fn reorder(
    terms: Vec<Term>,
    meant: &mut [Option<TermId>],
    order: &[TermId],
) -> Vec<Term> {
    let mut new_ids = vec![TermId::FIRST; terms.len()];
    for (new, &old) in order.iter().enumerate() {
        new_ids[old.index()] = TermId::new(new);
    }
    for term in meant.iter_mut().flatten() {
        *term = new_ids[term.index()];
    }
    let mut slots: Vec<Option<Term>> = terms.into_iter().map(Some).collect();
    let taken = order.iter().filter_map(|&old| slots[old.index()].take());
    taken
        .map(|term| Term {
            parent: term.parent.map(|parent| new_ids[parent.index()]),
            ..term
        })
        .collect()
}
