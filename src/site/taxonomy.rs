//! Taxonomies: trees of terms, each with the articles of its whole subtree, once each and newest first.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Article, initiatives, regions};
use crate::article::Document;
use crate::config::{Config, TaxonomyConfig, TaxonomyKind};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::Spanned;
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
    /// Its terms; a term's number is its place here.
    pub terms: Vec<Term>,
    /// The terms without parent, in order.
    pub roots: Vec<usize>,
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
    pub parent: Option<usize>,
    /// The terms below it, in order.
    pub children: Vec<usize>,
    /// The articles of its subtree, newest first.
    pub articles: Vec<usize>,
    /// Its landing text.
    pub document: Option<Arc<Document>>,
}

/// A term of one taxonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TermRef {
    /// The taxonomy's number.
    pub taxonomy: usize,
    /// The term's number.
    pub term: usize,
}

impl Taxonomy {
    /// The ancestors of a term, from the top of the tree down to its parent.
    pub fn ancestors(&self, term: usize) -> Vec<usize> {
        let mut path: Vec<usize> =
            std::iter::successors(self.terms[term].parent, |&above| self.terms[above].parent)
                .collect();
        path.reverse();
        path
    }

    /// Makes the tree of `terms`, which must stand in the order in which siblings are listed.
    ///
    /// `direct` holds the terms that each article names.
    pub(super) fn new(
        config: &TaxonomyConfig,
        mut terms: Vec<Term>,
        direct: &[Vec<usize>],
    ) -> Self {
        for (article, named) in direct.iter().enumerate() {
            for &term in named {
                let mut at = Some(term);
                while let Some(id) = at {
                    // Articles come in order, so a second mention of one is always the last entry.
                    if terms[id].articles.last() != Some(&article) {
                        terms[id].articles.push(article);
                    }
                    at = terms[id].parent;
                }
            }
        }
        let mut roots = Vec::new();
        for id in 0..terms.len() {
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
    region_files: &[Arc<Document>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Taxonomy> {
    // No taxonomy knows another one, so they are made side by side.
    let made: Vec<Made> = config
        .taxonomies
        .par_iter()
        .enumerate()
        .map(|(number, taxonomy)| {
            Made::new(taxonomy, number, articles, initiative_files, region_files)
        })
        .collect();
    let mut taxonomies = Vec::with_capacity(made.len());
    for made in made {
        diagnostics.extend(made.diagnostics);
        taxonomies.push(made.taxonomy);
        for (article, named) in articles.iter_mut().zip(made.direct) {
            article.terms.push(named);
        }
        for (article, figures) in articles.iter_mut().zip(made.figures) {
            article.figure_regions = figures;
        }
    }
    taxonomies
}

/// A taxonomy, and what it says of each article.
struct Made {
    taxonomy: Taxonomy,
    /// The terms that each article names.
    direct: Vec<Vec<usize>>,
    /// The regions of each article's figures; empty for other taxonomies.
    figures: regions::Figures,
    diagnostics: Vec<Diagnostic>,
}

impl Made {
    fn new(
        config: &TaxonomyConfig,
        number: usize,
        articles: &[Article],
        initiative_files: &[Arc<Document>],
        region_files: &[Arc<Document>],
    ) -> Self {
        let mut diagnostics = Vec::new();
        let said = &mut diagnostics;
        let ((terms, direct), figures) = match config.kind {
            TaxonomyKind::Initiatives => (
                initiatives::terms(config, number, initiative_files, articles, said),
                Vec::new(),
            ),
            TaxonomyKind::Regions => {
                let (terms, direct, figures) =
                    regions::terms(config, number, region_files, articles, said);
                ((terms, direct), figures)
            }
            TaxonomyKind::Free => (free_terms(config, number, articles, said), Vec::new()),
        };
        Self {
            taxonomy: Taxonomy::new(config, terms, &direct),
            direct,
            figures,
            diagnostics,
        }
    }
}

/// The names that an article gives for the taxonomy `number`.
pub(super) fn names(article: &Article, number: usize) -> &[Spanned<String>] {
    article.meta().terms.get(number).map_or(&[], Vec::as_slice)
}

/// Terms made from the articles: no declaration is needed.
fn free_terms(
    config: &TaxonomyConfig,
    number: usize,
    articles: &[Article],
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Term>, Vec<Vec<usize>>) {
    let mut free = Free {
        config,
        terms: Vec::new(),
        by_name: HashMap::new(),
        by_path: HashMap::new(),
        diagnostics,
    };
    let mut direct = Vec::with_capacity(articles.len());
    for article in articles {
        let mut named = Vec::new();
        for name in names(article, number) {
            let span = Span::new(&article.document.file, name.range.clone());
            if let Some(term) = free.term(&name.value, &span)
                && !named.contains(&term)
            {
                named.push(term);
            }
        }
        direct.push(named);
    }
    let order = order(config, &free.terms);
    (reorder(free.terms, &mut direct, &order), direct)
}

struct Free<'f> {
    config: &'f TaxonomyConfig,
    terms: Vec<Term>,
    by_name: HashMap<String, usize>,
    by_path: HashMap<String, (usize, Span)>,
    diagnostics: &'f mut Vec<Diagnostic>,
}

impl Free<'_> {
    fn term(&mut self, name: &str, span: &Span) -> Option<usize> {
        if let Some(&term) = self.by_name.get(name) {
            return Some(term);
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
            let message = Message::BadTerm {
                term: name.to_owned(),
                taxonomy: self.config.key.clone(),
            };
            self.diagnostics.push(Diagnostic::at(span.clone(), message));
            return None;
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
            return Some(first);
        }
        let id = self.terms.len();
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
        Some(id)
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
fn order(config: &TaxonomyConfig, terms: &[Term]) -> Vec<usize> {
    let place = |term: &Term| {
        config
            .order
            .iter()
            .position(|name| *name == term.name)
            .unwrap_or(usize::MAX)
    };
    let mut order: Vec<usize> = (0..terms.len()).collect();
    order.sort_by_cached_key(|&id| {
        (
            place(&terms[id]),
            pinyin::sort_key(&terms[id].name),
            terms[id].url.clone(),
        )
    });
    order
}

/// Puts terms into the order `order` (old numbers in their new sequence) and renames every mention.
pub(super) fn reorder(terms: Vec<Term>, direct: &mut [Vec<usize>], order: &[usize]) -> Vec<Term> {
    let mut new_number = vec![0; terms.len()];
    for (new, &old) in order.iter().enumerate() {
        new_number[old] = new;
    }
    for named in direct {
        for term in named {
            *term = new_number[*term];
        }
    }
    let mut slots: Vec<Option<Term>> = terms.into_iter().map(Some).collect();
    let taken = order.iter().filter_map(|&old| slots[old].take());
    taken
        .map(|term| Term {
            parent: term.parent.map(|parent| new_number[parent]),
            ..term
        })
        .collect()
}
