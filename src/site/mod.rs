//! Documents into the site: which articles are published, their terms, issues, addresses and order.
//!
//! [`build`] is the only way to make a [`Site`]; nothing changes it afterwards. It holds no rendered body,
//! so that making it anew after an edit costs milliseconds.

pub mod address;
mod archive;
mod ids;
mod images;
mod issues;
pub(crate) mod links;
mod status;
mod taxonomy;

pub use archive::{Month, Year};
pub use ids::{
    ArticleId, AssetId, IssueId, MonthId, PlainPageId, TaxonomyId, TermId, TermRef, YearId,
};
pub use images::{ImageSize, Measure, Measured, facts as image_facts, fault_message, measure};
pub use issues::Issue;
pub use links::{Addresses, Asset, image_target};
pub use status::{Clock, Show, Status};
pub use taxonomy::regions::{declared_region, region_declaration};
pub use taxonomy::{Taxonomy, Term};

use std::cmp::Reverse;
use std::sync::Arc;

use address::Pattern;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::article::{ArticleMeta, Document, Meta, PageMeta};
use crate::config::{Config, TaxonomyKind};
use crate::diagnostic::Diagnostic;
use crate::source::SourceTree;

/// The finished model of a site. Lists refer to articles, issues and terms by their ids.
#[derive(Debug)]
pub struct Site {
    /// The configuration.
    pub config: Arc<Config>,
    /// The published articles, newest first.
    pub articles: Vec<Article>,
    /// The plain pages, in their order.
    pub pages: Vec<Page>,
    /// The issues, newest first.
    pub issues: Vec<Issue>,
    /// The taxonomies, as the configuration orders them.
    pub taxonomies: Vec<Taxonomy>,
    /// The years with articles, newest first.
    pub archive: Vec<Year>,
    /// Where each source file is published.
    pub addresses: Addresses,
}

/// A published article.
#[derive(Debug)]
pub struct Article {
    /// Its source.
    pub document: Arc<Document>,
    /// Its address, root-relative.
    pub url: String,
    /// Its day in the site's time zone.
    pub day: Date,
    /// Whether it is shown only in a preview.
    pub status: Status,
    /// Its terms, one list for each taxonomy, as they were written.
    pub terms: Vec<Vec<TermId>>,
    /// The regions of its figures, as terms.
    pub figure_regions: Vec<Option<TermId>>,
    /// The issue that it is in, and its place there.
    pub issue: Option<(IssueId, usize)>,
}

impl Article {
    /// Its terms in one taxonomy, as they were written.
    pub fn terms_in(&self, taxonomy: TaxonomyId) -> &[TermId] {
        &self.terms[taxonomy.index()]
    }

    /// Its front matter.
    pub fn meta(&self) -> &ArticleMeta {
        match &self.document.meta {
            Meta::Article(meta) => meta,
            _ => unreachable!("articles are made of documents with this front matter alone"),
        }
    }
}

/// A plain page.
#[derive(Debug)]
pub struct Page {
    /// Its source.
    pub document: Arc<Document>,
    /// Its address, root-relative.
    pub url: String,
}

impl Page {
    /// Its front matter.
    pub fn meta(&self) -> &PageMeta {
        match &self.document.meta {
            Meta::Page(meta) => meta,
            _ => unreachable!("pages are made of documents with this front matter alone"),
        }
    }
}

/// What a site is made of.
pub struct Parts<'p> {
    /// The configuration.
    pub config: Arc<Config>,
    /// All parsed documents, in any order.
    pub documents: Vec<Arc<Document>>,
    /// All files of content/.
    pub tree: &'p SourceTree,
    /// What is published when.
    pub clock: Clock,
    /// Measures an image.
    pub measure: &'p Measure<'p>,
}

/// Makes the site of its parts. With an error among the diagnostics it must not be published.
pub fn build(parts: Parts<'_>) -> (Site, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let Parts {
        config,
        mut documents,
        tree,
        clock,
        measure,
    } = parts;
    documents.sort_by(|a, b| a.file.cmp(&b.file));
    let declaring = documents.iter().filter(|document| is_region(document));
    let declaring: Vec<&Arc<Document>> = declaring.collect();
    // Thousands of divisions are put in order while the articles are.
    let (regions, sorted) = rayon::join(
        || taxonomy::regions::Declarations::new(&declaring),
        || Sorted::new(&documents, &config, clock),
    );
    let mut articles = sorted.articles;
    let taxonomies = taxonomy::all(
        &config,
        &mut articles,
        &sorted.initiatives,
        &regions,
        &mut diagnostics,
    );
    let issues = issues::all(
        &config,
        &mut articles,
        sorted.issues,
        &sorted.unpublished,
        clock,
        &mut diagnostics,
    );
    let mut site = Site {
        archive: archive::years(&articles),
        addresses: Addresses::default(),
        config,
        articles,
        pages: sorted.pages,
        issues,
        taxonomies,
    };
    site.addresses = links::addresses(&site, tree, &sorted.unpublished, measure, &mut diagnostics);
    (site, diagnostics)
}

/// Documents by kind, in their final order.
struct Sorted {
    articles: Vec<Article>,
    pages: Vec<Page>,
    issues: Vec<Arc<Document>>,
    initiatives: Vec<Arc<Document>>,
    unpublished: Vec<Arc<Document>>,
}

impl Sorted {
    /// `documents` stand in the order of their files.
    fn new(documents: &[Arc<Document>], config: &Config, clock: Clock) -> Self {
        let mut sorted = Self {
            articles: Vec::new(),
            pages: Vec::new(),
            issues: Vec::new(),
            initiatives: Vec::new(),
            unpublished: Vec::new(),
        };
        let pattern = Pattern::new(&config.articles.path);
        let placed: Vec<Placed> = documents
            .par_iter()
            .with_min_len(128)
            .map(|document| place(Arc::clone(document), config, &pattern, clock))
            .collect();
        for placed in placed {
            sorted.add(placed);
        }
        // They come by their files, and those of one moment stay so.
        sorted
            .articles
            .par_sort_by_cached_key(|article| Reverse(article.meta().date));
        sorted.pages.sort_by(|a, b| {
            (a.meta().order, &a.document.file).cmp(&(b.meta().order, &b.document.file))
        });
        sorted
    }

    fn add(&mut self, placed: Placed) {
        match placed {
            Placed::Article(article) => self.articles.push(article),
            Placed::Page(page) => self.pages.push(page),
            Placed::Issue(document) => self.issues.push(document),
            Placed::Initiative(document) => self.initiatives.push(document),
            Placed::Region => {}
            Placed::Unpublished(document) => self.unpublished.push(document),
        }
    }
}

/// A document as what it is on the site.
enum Placed {
    Article(Article),
    Page(Page),
    Issue(Arc<Document>),
    Initiative(Arc<Document>),
    /// [`regions::Declarations`] has it.
    Region,
    Unpublished(Arc<Document>),
}

/// Whether a document declares a region, or says something of one.
fn is_region(document: &Document) -> bool {
    matches!(document.meta, Meta::Term(_)) && document.file.starts_with("content/regions/")
}

fn place(document: Arc<Document>, config: &Config, pattern: &Pattern, clock: Clock) -> Placed {
    let status = clock.status(&document.meta);
    if !clock.shows(status) {
        return Placed::Unpublished(document);
    }
    match &document.meta {
        Meta::Article(meta) => {
            let day = config.time_zone.to_datetime(meta.date).date();
            let url = pattern.fill(day, &meta.slug.value);
            Placed::Article(Article {
                url,
                day,
                status,
                terms: Vec::new(),
                figure_regions: Vec::new(),
                issue: None,
                document,
            })
        }
        Meta::Page(meta) => {
            let url = address::page(&meta.slug.value);
            Placed::Page(Page { document, url })
        }
        Meta::Issue(_) => Placed::Issue(document),
        Meta::Term(_) if is_region(&document) => Placed::Region,
        Meta::Term(_) => Placed::Initiative(document),
    }
}

impl Site {
    /// The first taxonomy of a kind. Only the kind of those that site.toml declares has more than one.
    pub fn taxonomy(&self, kind: TaxonomyKind) -> Option<TaxonomyId> {
        let mut taxonomies = TaxonomyId::enumerate(&self.taxonomies);
        let found = taxonomies.find(|(_, taxonomy)| taxonomy.kind == kind);
        found.map(|(id, _)| id)
    }

    /// A term of any taxonomy.
    pub fn term(&self, of: TermRef) -> &Term {
        &self.taxonomies[of.taxonomy].terms[of.term]
    }

    /// Whether any published document shows highlighted code.
    pub fn has_code(&self) -> bool {
        links::documents(self).any(|(document, _)| document.content.has_code)
    }
}
