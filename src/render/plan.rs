//! Which files the finished site has: the path and page of each, and two of one path reported.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::RenderContext;
use super::output_id::{DocumentId, FeedId, FeedScope, FileId, OutputId, PageId};
use crate::check::OutputPaths;
use crate::config::FeedFormat;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::site::{
    ArticleId, AssetId, IssueId, MonthId, PlainPageId, Taxonomy, TaxonomyId, Term, TermId, TermRef,
    Year, YearId,
};
use crate::util::string_index::StringIndex;

/// Sitemaps may list this many addresses.
pub(super) const SITEMAP_LIMIT: usize = 50_000;

/// One file of the finished site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its path in the output folder, with `/`.
    pub path: String,
    /// What stands in it.
    pub id: OutputId,
}

/// All files of the finished site, in a fixed order.
#[derive(Debug, Default)]
pub struct Plan {
    /// The files.
    pub outputs: Vec<Output>,
    /// The place of each in `outputs`, by its folded path.
    places: StringIndex,
}

/// Work on fewer outputs than this is not shared with another core.
const SHARE: usize = 512;

impl Plan {
    /// Lists every file; two for one path are an error that names both sources.
    pub fn new(press: &RenderContext) -> (Self, Vec<Diagnostic>) {
        let output = |id| Output {
            path: press.path(id),
            id,
        };
        let ids = press.ids();
        let outputs: Vec<Output> = ids
            .into_par_iter()
            .with_min_len(SHARE)
            .map(output)
            .collect();
        let places = StringIndex::new(outputs.len(), |number| fold(&outputs[number].path));
        let plan = Self { outputs, places };
        let collisions = plan.collisions(press);
        (plan, collisions)
    }

    /// The file at `path`, which is written as in the plan.
    pub fn find(&self, path: &str) -> Option<&Output> {
        let output = self.outputs.get(self.first(&fold(path))?)?;
        (output.path == path).then_some(output)
    }

    /// The first output of this folded path.
    fn first(&self, folded: &str) -> Option<usize> {
        let is_it = |number: usize| fold(&self.outputs[number].path) == folded;
        self.places.find(folded, is_it)
    }

    /// Two paths that one of the usual file systems takes for the same: those of Windows and macOS ignore case and
    /// normalise.
    fn collisions(&self, press: &RenderContext) -> Vec<Diagnostic> {
        let parts = self.outputs.par_chunks(SHARE).enumerate();
        let found = parts.map(|(part, outputs)| self.collisions_of(part * SHARE, outputs));
        let found: Vec<(Vec<Pair>, Vec<Pair>)> = found.collect();
        let same = found.iter().flat_map(|(same, _)| same);
        let in_the_way = found.iter().flat_map(|(_, in_the_way)| in_the_way);
        same.chain(in_the_way)
            .map(|&(first, second)| collision(press, &self.outputs[first], &self.outputs[second]))
            .collect()
    }

    /// Of the outputs from `start` on, those whose path is taken, and those that need a folder where a file is: each
    /// behind what is there.
    fn collisions_of(&self, start: usize, outputs: &[Output]) -> (Vec<Pair>, Vec<Pair>) {
        let (mut same, mut in_the_way) = (Vec::new(), Vec::new());
        let mut before = Cow::Borrowed("");
        for (number, output) in (start..).zip(outputs) {
            let folded = fold(&output.path);
            same.extend(
                self.first(&folded)
                    .filter(|&first| first != number)
                    .map(|first| (first, number)),
            );
            // Neighbours have folders in common, in which nothing was in the way.
            let known = shared(&before, &folded);
            let folders = folded.match_indices('/').map(|(end, _)| end);
            let files = folders.filter(|&end| end >= known);
            let found = in_the_way.len();
            in_the_way.extend(
                files
                    .filter_map(|end| self.first(&folded[..end]))
                    .map(|first| (first, number)),
            );
            before = if in_the_way.len() == found {
                folded
            } else {
                Cow::Borrowed("")
            };
        }
        (same, in_the_way)
    }
}

/// The numbers of two outputs.
type Pair = (usize, usize);

/// How many bytes two paths have in common.
fn shared(a: &str, b: &str) -> usize {
    let pairs = a.bytes().zip(b.bytes());
    pairs.take_while(|(a, b)| a == b).count()
}

impl OutputPaths for Plan {
    fn has(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    fn all(&self) -> Vec<&str> {
        let paths = self.outputs.iter().map(|output| output.path.as_str());
        paths.collect()
    }
}

/// A path without what file systems do not tell apart.
fn fold(path: &str) -> Cow<'_, str> {
    // Neither small ASCII letters nor Han have another form. All bytes are asked without a branch, many at once.
    let is_small = |byte: u8| byte.is_ascii() & !byte.is_ascii_uppercase();
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let all_small = path.bytes().fold(true, |all, byte| all & is_small(byte));
    if all_small
        || path
            .chars()
            .all(|c| is_han(c) || u8::try_from(c).is_ok_and(is_small))
    {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(path.nfc().flat_map(char::to_lowercase).collect())
    }
}

fn collision(press: &RenderContext, first: &Output, second: &Output) -> Diagnostic {
    let (a, b) = (press.source(first.id), press.source(second.id));
    let message = Message::PathCollision {
        path: format!("/{}", second.path.trim_end_matches("index.html")),
        first: a.clone(),
        second: b.clone(),
    };
    // The program's own pages have no file.
    let mut places = [b, a]
        .into_iter()
        .filter(|source| !source.starts_with('/'))
        .map(|source| Span::whole(&Arc::from(source)));
    let mut diagnostic = Diagnostic::new(message);
    diagnostic.span = places.next();
    diagnostic.related.extend(places);
    diagnostic
}

impl RenderContext {
    /// Every page, feed and file.
    fn ids(&self) -> Vec<OutputId> {
        let pages = self.page_ids();
        let listed = pages.iter().filter(|id| id.spec().is_listed).count();
        let mut ids: Vec<OutputId> = pages.into_iter().map(OutputId::Page).collect();
        ids.extend(self.feed_ids().into_iter().map(OutputId::Feed));
        ids.extend(self.file_ids(listed).into_iter().map(OutputId::File));
        ids
    }

    /// Every page.
    fn page_ids(&self) -> Vec<PageId> {
        let site = &self.site;
        let mut ids = vec![
            PageId::Home,
            PageId::Issues,
            PageId::Archive,
            PageId::NotFound,
        ];
        let list_pages = 1..=self.pages_of(site.articles.len());
        ids.extend(list_pages.map(|list_page| PageId::Articles { list_page }));
        ids.extend(ArticleId::all(&site.articles).map(PageId::Article));
        ids.extend(PlainPageId::all(&site.pages).map(PageId::Plain));
        ids.extend(IssueId::all(&site.issues).map(PageId::Issue));
        if !site.issues.is_empty() {
            ids.push(PageId::LatestIssue);
        }
        for (year, Year { months, .. }) in YearId::enumerate(&site.archive) {
            ids.push(PageId::Year(year));
            ids.extend(MonthId::all(months).map(|month| PageId::Month { year, month }));
        }
        for (taxonomy, Taxonomy { terms, .. }) in TaxonomyId::enumerate(&site.taxonomies) {
            ids.push(PageId::Taxonomy(taxonomy));
            for (term, Term { articles, .. }) in TermId::enumerate(terms) {
                let term = TermRef { taxonomy, term };
                let list_pages = 1..=self.pages_of(articles.len());
                ids.extend(list_pages.map(|list_page| PageId::Term { term, list_page }));
            }
        }
        ids.extend(self.matrix_url().map(|_| PageId::Matrix));
        self.redirects(&mut ids);
        ids
    }

    /// Every feed. Feeds and sitemaps hold absolute addresses, so there are none without a base URL.
    fn feed_ids(&self) -> Vec<FeedId> {
        let formats = self.feed_formats().iter();
        let feeds = |scope| { formats.clone() }.map(move |&format| FeedId { scope, format });
        let mut ids: Vec<FeedId> = feeds(FeedScope::Site).collect();
        for (taxonomy, Taxonomy { terms, .. }) in
            TaxonomyId::enumerate(&self.site.taxonomies).filter(|(_, taxonomy)| taxonomy.feed)
        {
            let terms = TermId::enumerate(terms);
            for (term, _) in terms.filter(|(_, term)| !term.articles.is_empty()) {
                ids.extend(feeds(FeedScope::Term(TermRef { taxonomy, term })));
            }
        }
        ids
    }

    pub(super) fn feed_formats(&self) -> &[FeedFormat] {
        if self.site.config.base_url.is_some() {
            &self.site.config.output.feeds
        } else {
            &[]
        }
    }

    fn redirects(&self, ids: &mut Vec<PageId>) {
        let mut add = |document, count: usize| {
            ids.extend((0..count).map(|alias| PageId::Redirect { document, alias }))
        };
        for (id, article) in ArticleId::enumerate(&self.site.articles) {
            add(DocumentId::Article(id), article.meta().aliases.len());
        }
        for (id, page) in PlainPageId::enumerate(&self.site.pages) {
            add(DocumentId::Plain(id), page.meta().aliases.len());
        }
        for (id, issue) in IssueId::enumerate(&self.site.issues) {
            add(DocumentId::Issue(id), issue.meta().aliases.len());
        }
    }

    /// Every file that is neither a page nor a feed; `listed` pages are in the sitemap.
    fn file_ids(&self, listed: usize) -> Vec<FileId> {
        let mut ids = vec![FileId::Robots];
        for (asset, file) in AssetId::enumerate(self.site.addresses.assets()) {
            ids.push(FileId::Asset(asset));
            let renditions = file
                .picture()
                .into_iter()
                .flat_map(|picture| 0..picture.renditions.len());
            ids.extend(renditions.map(|rendition| FileId::Rendition { asset, rendition }));
        }
        ids.extend((0..self.statics.len()).map(FileId::Static));
        ids.extend((0..self.theme.assets.len()).map(FileId::ThemeAsset));
        if self.has_code() {
            ids.push(FileId::CodeStyle);
        }
        if self.site.config.base_url.is_some() {
            ids.push(FileId::Sitemap(None));
            if listed > SITEMAP_LIMIT {
                let parts = 0..listed.div_ceil(SITEMAP_LIMIT);
                ids.extend(parts.map(|part| FileId::Sitemap(Some(part))));
            }
        }
        ids
    }

    /// Every page that a sitemap lists, in the order of the plan.
    pub(super) fn listed(&self) -> Vec<PageId> {
        let mut ids = self.page_ids();
        ids.retain(|id| id.spec().is_listed);
        ids
    }

    /// How many pages a list of `count` articles has: at least one.
    pub(super) fn pages_of(&self, count: usize) -> usize {
        count.div_ceil(self.site.config.articles.page_size).max(1)
    }
}
