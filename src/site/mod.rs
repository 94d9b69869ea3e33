//! The model of a site: which articles are published, their terms, issues, addresses and order.
//!
//! [`build`] is the only way to make a [`Site`], and a site never changes. It holds no rendered bodies, so
//! that building it again after an edit takes milliseconds.

mod archive;
mod file_note;
mod file_types;
mod ids;
mod images;
mod issue_numbers;
mod issues;
mod links;
mod placement;
mod status;
mod taxonomy;
mod unfinished;

pub(crate) use archive::{Month, Year};
pub(crate) use file_note::of as file_note;
pub(crate) use file_types::{SNIFFED_BYTES, begins_as_page};
pub(crate) use ids::{
    ArticleId, AssetId, IssueId, MonthId, PlainPageId, TaxonomyId, TermId, TermRef, YearId,
};
pub(crate) use images::{
    ImageMeter, MeasuredImage, image_error_message, image_info, is_image, measure_image,
    svg_message,
};
pub(crate) use issues::Issue;
pub(crate) use links::path_below_content;
pub(crate) use links::{Addresses, Asset, AssetFiles, head_image, image_target};
pub(crate) use status::{Clock, Show, Status};
pub(crate) use taxonomy::initiatives::is_same_initiative;
pub(crate) use taxonomy::regions::{declaration_diagnostic, region_declaration, unresolved_region};
pub(crate) use taxonomy::{Taxonomy, Term};

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::article::markdown::Target;
use crate::article::{ArticleMeta, Document, PageMeta};
use crate::config::{Config, TaxonomyKind};
use crate::diagnostic::Diagnostic;
use crate::source::SourceTree;
use issues::IssueAssignment;
use placement::{PlacedArticle, PlacedDocuments};
use taxonomy::ResolvedTaxonomies;
use taxonomy::regions::RegionDeclarations;

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
    /// The taxonomies, in the order of the configuration.
    pub taxonomies: Vec<Taxonomy>,
    /// The years with articles, newest first.
    pub archive: Vec<Year>,
    /// The address of each published file of content/.
    pub addresses: Addresses,
    /// The documents that are not published, each with the reason.
    pub unpublished: Vec<(Arc<Document>, Status)>,
}

/// A published article.
#[derive(Debug)]
pub struct Article {
    /// Its source.
    pub document: Arc<Document>,
    meta: Arc<ArticleMeta>,
    /// Its address, root-relative.
    pub url: String,
    /// Its day in the site's time zone.
    pub day: Date,
    /// Its status; in a build of what is published, always [`Status::Published`].
    pub status: Status,
    /// Its terms, one list for each taxonomy, in the order of its front matter.
    pub terms: Vec<Vec<TermId>>,
    /// The region of each of its figures.
    pub figure_regions: Vec<Option<TermId>>,
    /// Its issue, and its position in the contents of that issue.
    pub issue: Option<(IssueId, usize)>,
}

impl Article {
    /// Its terms in one taxonomy, in the order of its front matter.
    pub fn terms_in(&self, taxonomy: TaxonomyId) -> &[TermId] {
        &self.terms[taxonomy.index()]
    }

    /// Whether its date could be read. Otherwise it has a placeholder, and the site is not published.
    pub fn has_date(&self) -> bool {
        self.document.is_valid || self.meta.date != Timestamp::default()
    }

    /// Its front matter.
    pub fn meta(&self) -> &ArticleMeta {
        &self.meta
    }
}

/// A plain page.
#[derive(Debug)]
pub struct Page {
    /// Its source.
    pub document: Arc<Document>,
    meta: Arc<PageMeta>,
    /// Its address, root-relative.
    pub url: String,
    /// Its status; in a build of what is published, always [`Status::Published`].
    pub status: Status,
}

impl Page {
    /// Its front matter.
    pub fn meta(&self) -> &PageMeta {
        &self.meta
    }
}

/// Everything that a site is built of.
pub(crate) struct SiteInputs<'p> {
    /// The configuration.
    pub config: Arc<Config>,
    /// All parsed documents, in any order.
    pub documents: Vec<Arc<Document>>,
    /// All files of content/.
    pub tree: &'p SourceTree,
    /// The time of the build, and which documents it shows.
    pub clock: Clock,
    /// What is known of the files of content/.
    pub files: AssetFiles<'p>,
}

/// Builds a site. With an error among the diagnostics it must not be published.
pub(crate) fn build(inputs: SiteInputs<'_>) -> (Site, Vec<Diagnostic>) {
    let SiteInputs {
        config,
        mut documents,
        tree,
        clock,
        files,
    } = inputs;
    documents.sort_by(|a, b| a.file.cmp(&b.file));
    // The tree has thousands of divisions: building it takes about as long as placing thousands of articles.
    let (regions, placed) = rayon::join(
        || RegionDeclarations::new(&documents, clock),
        || PlacedDocuments::new(&documents, &config, clock),
    );
    let PlacedDocuments {
        articles,
        pages,
        issues,
        initiatives,
        unpublished,
    } = placed;
    let (taxonomies, issues) = rayon::join(
        || taxonomy::resolve(&config, &articles, &initiatives, &regions),
        || issues::assign(&articles, issues, &unpublished, config.unfinished),
    );
    let articles = finished_articles(articles, &taxonomies, &issues);
    let ResolvedTaxonomies {
        taxonomies,
        mut diagnostics,
        ..
    } = taxonomies;
    diagnostics.extend(issues.diagnostics);
    let issues = issues.issues;
    let published = links::published(&articles, &pages, &issues, &taxonomies);
    let (addresses, problems) = Addresses::new(published, tree, &unpublished, &config, &files);
    diagnostics.extend(problems);
    let unpublished = unpublished.into_iter().map(|document| {
        let status = clock.status(&document.meta);
        (document, status)
    });
    let site = Site {
        archive: archive::years(&articles),
        unpublished: unpublished.collect(),
        addresses,
        config,
        articles,
        pages,
        issues,
        taxonomies,
    };
    diagnostics.extend(unfinished::placeholders(&site, clock));
    (site, diagnostics)
}

/// The articles with their terms and issues, on all cores.
fn finished_articles(
    articles: Vec<PlacedArticle>,
    taxonomies: &ResolvedTaxonomies,
    issues: &IssueAssignment,
) -> Vec<Article> {
    let articles = articles.into_par_iter().with_min_len(512).enumerate();
    let finished = articles.map(|(index, article)| {
        let id = ArticleId::new(index);
        let PlacedArticle {
            document,
            meta,
            url,
            day,
            status,
        } = article;
        Article {
            document,
            meta,
            url,
            day,
            status,
            terms: taxonomies.terms_of(id),
            figure_regions: taxonomies.figure_regions_of(id),
            issue: issues.place_of(id),
        }
    });
    finished.collect()
}

impl Site {
    /// The first taxonomy of a kind. Only taxonomies that site.toml declares share a kind.
    pub fn taxonomy(&self, kind: TaxonomyKind) -> Option<TaxonomyId> {
        TaxonomyId::all(&self.taxonomies).find(|id| self.taxonomies[*id].kind == kind)
    }

    /// A term of any taxonomy.
    pub fn term(&self, of: TermRef) -> &Term {
        &self.taxonomies[of.taxonomy].terms[of.term]
    }

    /// Every published document with its address.
    pub fn documents(&self) -> impl Iterator<Item = (&Arc<Document>, &str)> {
        self.addresses.documents()
    }

    /// The files that the documents use which are not published, by their paths below content/.
    pub fn files_of_unpublished(&self) -> HashSet<String> {
        let schemes = &self.config.links.schemes;
        let documents = self.unpublished.iter().map(|(document, _)| document);
        let targets = documents.flat_map(|document| {
            let references = document.content.references.iter();
            let references = references.map(|reference| reference.target.clone());
            let image = image_target(document, schemes).map(|(_, target)| target);
            references.chain(image)
        });
        let files = targets.filter_map(|target| match target {
            Target::Source { path, .. } => Some(path.to_string()),
            _ => None,
        });
        files.collect()
    }

    /// Whether any published document shows highlighted code.
    pub fn has_code(&self) -> bool {
        self.documents()
            .any(|(document, _)| document.content.has_code)
    }
}
