//! Published documents by kind, with their addresses, in their final order.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::taxonomy::initiatives::fold;
use super::{Clock, Page, Status};
use crate::article::{ArticleMeta, Document, IssueMeta, Meta, TermMeta};
use crate::config::{Config, TaxonomyKind};
use crate::fields::{Spanned, parted_names};
use crate::util::url::{self, ArticlePattern};

/// A published article without its terms and its issue, which depend on other documents.
#[derive(Debug)]
pub(super) struct PlacedArticle {
    pub(super) document: Arc<Document>,
    pub(super) meta: Arc<ArticleMeta>,
    pub(super) url: String,
    /// Its day in the site's time zone.
    pub(super) day: Date,
    pub(super) status: Status,
}

impl PlacedArticle {
    /// Takes texts apart that name several initiatives, unless such a text is the name of one.
    fn part_initiatives(&mut self, taxonomy: usize, declared: &HashSet<String>) {
        let names = &self.meta.terms[taxonomy];
        let part = |name: &Spanned<String>| {
            let parts =
                parted_names(&name.value).filter(|_| !declared.contains(&fold(&name.value)));
            let Some(parts) = parts else {
                return vec![name.clone()];
            };
            let is_exact = name.range.len() == name.value.len();
            let place = |part: &Range<usize>| match is_exact {
                true => name.range.start + part.start..name.range.start + part.end,
                false => name.range.clone(),
            };
            let parts = parts.into_iter().map(|part| Spanned {
                range: place(&part),
                value: name.value[part].to_owned(),
            });
            parts.collect()
        };
        let names: Vec<Spanned<String>> = names.iter().flat_map(part).collect();
        Arc::make_mut(&mut self.meta).terms[taxonomy] = names;
    }
}

/// A published issue without its contents.
#[derive(Debug)]
pub(super) struct PlacedIssue {
    pub(super) document: Arc<Document>,
    pub(super) meta: Arc<IssueMeta>,
    pub(super) url: String,
    /// The year of its date in the site's time zone.
    pub(super) year: i16,
    pub(super) status: Status,
}

/// The document of an initiative or a region; its body is the landing text.
#[derive(Debug, Clone)]
pub struct TermDocument {
    /// The document.
    pub document: Arc<Document>,
    /// Its front matter.
    pub meta: Arc<TermMeta>,
    /// Its status; in a build of what is published, that of a text that is not shown as well.
    pub status: Status,
    /// Whether the site shows its text. A draft declares the term all the same, so that articles can name it.
    pub is_shown: bool,
}

impl TermDocument {
    /// Whether its name could not be read, so that any name that is not found may be this one.
    pub(super) fn lacks_name(&self) -> bool {
        self.meta.name.is_none() && !self.document.is_valid
    }
}

/// The documents of a site by kind, without those of regions.
pub(super) struct PlacedDocuments {
    /// Newest first.
    pub(super) articles: Vec<PlacedArticle>,
    /// By their `order`, then by file.
    pub(super) pages: Vec<Page>,
    /// Newest first.
    pub(super) issues: Vec<PlacedIssue>,
    /// By file.
    pub(super) initiatives: Vec<TermDocument>,
    /// Drafts, those of initiatives and regions as well, and documents whose time has not come or is over.
    pub(super) unpublished: Vec<Arc<Document>>,
}

impl PlacedDocuments {
    /// Places documents, which come sorted by file, on all cores.
    pub(super) fn new(documents: &[Arc<Document>], config: &Config, clock: Clock) -> Self {
        let placer = Placer {
            config,
            pattern: ArticlePattern::new(&config.articles.path),
            clock,
        };
        let documents = documents.par_iter().with_min_len(128);
        let placements: Vec<Option<Placement>> =
            documents.map(|document| placer.place(document)).collect();
        let (mut articles, mut pages, mut issues) = (Vec::new(), Vec::new(), Vec::new());
        let (mut initiatives, mut unpublished) = (Vec::new(), Vec::new());
        for placement in placements.into_iter().flatten() {
            match placement {
                Placement::Article(article) => articles.push(article),
                Placement::Page(page) => pages.push(page),
                Placement::Issue(issue) => issues.push(issue),
                Placement::Initiative(initiative) => {
                    if !initiative.is_shown {
                        unpublished.push(Arc::clone(&initiative.document));
                    }
                    initiatives.push(initiative);
                }
                Placement::Unpublished(document) => unpublished.push(document),
            }
        }
        part_initiatives(&mut articles, &initiatives, config);
        // The sort is stable: articles of one moment stay in the order of their files.
        articles.par_sort_by_cached_key(|article| Reverse(article.meta.date));
        pages.sort_by(|a, b| {
            (a.meta().order, &a.document.file).cmp(&(b.meta().order, &b.document.file))
        });
        issues.sort_by(|a, b| (b.meta.date, &b.meta.key).cmp(&(a.meta.date, &a.meta.key)));
        Self {
            articles,
            pages,
            issues,
            initiatives,
            unpublished,
        }
    }
}

/// Takes texts apart that name several initiatives. Few do: the names of all initiatives are needed for these
/// alone.
fn part_initiatives(articles: &mut [PlacedArticle], initiatives: &[TermDocument], config: &Config) {
    let mut taxonomies = config.taxonomies.iter();
    let taxonomy = taxonomies.position(|taxonomy| taxonomy.kind == TaxonomyKind::Initiatives);
    let Some(taxonomy) = taxonomy else { return };
    let names_several = |article: &&mut PlacedArticle| {
        let names = article.meta.terms.get(taxonomy).into_iter().flatten();
        let mut names = names.map(|name| parted_names(&name.value));
        names.any(|parts| parts.is_some())
    };
    let mut several = articles.iter_mut().filter(names_several).peekable();
    if several.peek().is_none() {
        return;
    }
    let metas = || initiatives.iter().map(|document| &document.meta);
    let names = metas().flat_map(|meta| meta.name.iter().chain(&meta.aliases));
    let declared: HashSet<String> = names.map(|name| fold(&name.value)).collect();
    several.for_each(|article| article.part_initiatives(taxonomy, &declared));
}

/// A document of a known kind with its place in the site.
enum Placement {
    Article(PlacedArticle),
    Page(Page),
    Issue(PlacedIssue),
    Initiative(TermDocument),
    Unpublished(Arc<Document>),
}

struct Placer<'p> {
    config: &'p Config,
    pattern: ArticlePattern,
    clock: Clock,
}

impl Placer<'_> {
    /// `None` for documents of regions that are shown, which the tree of regions takes up.
    fn place(&self, document: &Arc<Document>) -> Option<Placement> {
        let document = Arc::clone(document);
        let status = self.clock.status(&document.meta);
        let is_shown = self.clock.shows(status);
        if !is_shown && !matches!(document.meta, Meta::Initiative(_)) {
            return Some(Placement::Unpublished(document));
        }
        let time_zone = &self.config.time_zone;
        Some(match &document.meta {
            Meta::Article(meta) => {
                let day = time_zone.to_datetime(meta.date).date();
                Placement::Article(PlacedArticle {
                    url: self.pattern.fill(day, &meta.slug.value),
                    day,
                    status,
                    meta: Arc::clone(meta),
                    document,
                })
            }
            Meta::Page(meta) => Placement::Page(Page {
                url: url::page(&meta.slug.value),
                status,
                meta: Arc::clone(meta),
                document,
            }),
            Meta::Issue(meta) => Placement::Issue(PlacedIssue {
                url: url::issue(&meta.key),
                year: time_zone.to_datetime(meta.date).year(),
                status,
                meta: Arc::clone(meta),
                document,
            }),
            Meta::Initiative(meta) => Placement::Initiative(TermDocument {
                meta: Arc::clone(meta),
                document,
                status,
                is_shown,
            }),
            Meta::Region(_) => return None,
        })
    }
}
