//! Which files the finished site has: the path and page of each, and two of one path reported.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::Press;
use crate::config::FeedFormat;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::lookup::Lookup;
use crate::site::{Paths, address};

/// Sitemaps may list this many addresses.
pub(super) const SITEMAP_LIMIT: usize = 50_000;

/// One page or file of the finished site. Numbers are places in the lists of the [`crate::site::Site`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(
    missing_docs,
    reason = "the fields are places in the lists of the site"
)]
pub enum PageId {
    /// The home page.
    Home,
    /// A page of the list of all articles, from 1.
    Articles(usize),
    /// An article.
    Article(usize),
    /// A plain page.
    Page(usize),
    /// An issue.
    Issue(usize),
    /// The newest issue under its fixed address.
    LatestIssue,
    /// The list of issues.
    Issues,
    /// The index of a taxonomy.
    Taxonomy(usize),
    /// A page of a term's list, from 1.
    Term {
        taxonomy: usize,
        term: usize,
        number: usize,
    },
    /// Who reports on what: regions by initiatives.
    Matrix,
    /// The archive.
    Archive,
    /// A year of it.
    Year(usize),
    /// A month of it.
    Month { year: usize, month: usize },
    /// 404.html.
    NotFound,
    /// A page at an old address: article and alias.
    Redirect { document: RedirectOf, alias: usize },
    /// A feed.
    Feed { scope: Scope, format: FeedFormat },
    /// sitemap.xml (`None`), or one of the parts that it lists.
    Sitemap(Option<usize>),
    /// robots.txt.
    Robots,
    /// A file of content/ that is published as it is.
    Asset(usize),
    /// A file that is made of an image of content/.
    Variant { asset: usize, variant: usize },
    /// A file of static/.
    Static(usize),
    /// A static file of the theme.
    ThemeAsset(usize),
    /// The style sheet for highlighted code.
    CodeStyle,
}

/// What an old address leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RedirectOf {
    /// An article.
    Article(usize),
    /// A plain page.
    Page(usize),
    /// An issue.
    Issue(usize),
}

/// What a feed is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(
    missing_docs,
    reason = "the fields are places in the lists of the site"
)]
pub enum Scope {
    /// The whole site.
    Site,
    /// One term.
    Term { taxonomy: usize, term: usize },
}

/// One file of the finished site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its path in the output folder, with `/`.
    pub path: String,
    /// What stands in it.
    pub id: PageId,
}

/// All files of the finished site, in a fixed order.
#[derive(Debug, Default)]
pub struct Plan {
    /// The files.
    pub outputs: Vec<Output>,
    /// The place of each in `outputs`, by its folded path.
    places: Lookup,
}

/// Work on fewer outputs than this is not shared with another core.
const SHARE: usize = 512;

impl Plan {
    /// Lists every file; two for one path are an error that names both sources.
    pub fn new(press: &Press) -> (Self, Vec<Diagnostic>) {
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
        let places = Lookup::new(outputs.len(), |number| fold(&outputs[number].path));
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
    fn collisions(&self, press: &Press) -> Vec<Diagnostic> {
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

impl Paths for Plan {
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

fn collision(press: &Press, first: &Output, second: &Output) -> Diagnostic {
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

impl Press {
    /// Every page and file.
    fn ids(&self) -> Vec<PageId> {
        let site = &self.site;
        let mut ids = vec![
            PageId::Home,
            PageId::Issues,
            PageId::Archive,
            PageId::NotFound,
            PageId::Robots,
        ];
        ids.extend((1..=self.pages_of(site.articles.len())).map(PageId::Articles));
        ids.extend((0..site.articles.len()).map(PageId::Article));
        ids.extend((0..site.pages.len()).map(PageId::Page));
        ids.extend((0..site.issues.len()).map(PageId::Issue));
        if !site.issues.is_empty() {
            ids.push(PageId::LatestIssue);
        }
        for (year, entry) in site.archive.iter().enumerate() {
            ids.push(PageId::Year(year));
            ids.extend((0..entry.months.len()).map(|month| PageId::Month { year, month }));
        }
        for (taxonomy, entry) in site.taxonomies.iter().enumerate() {
            ids.push(PageId::Taxonomy(taxonomy));
            for (term, entry) in entry.terms.iter().enumerate() {
                let pages = self.pages_of(entry.articles.len());
                ids.extend((1..=pages).map(|number| PageId::Term {
                    taxonomy,
                    term,
                    number,
                }));
            }
        }
        ids.extend(self.matrix_url().map(|_| PageId::Matrix));
        self.feeds(&mut ids);
        self.redirects(&mut ids);
        self.files(&mut ids);
        self.sitemaps(&mut ids);
        ids
    }

    /// Feeds and sitemaps hold absolute addresses, so there are none without a base URL.
    fn feeds(&self, ids: &mut Vec<PageId>) {
        for &format in self.feed_formats() {
            ids.push(PageId::Feed {
                scope: Scope::Site,
                format,
            });
        }
        for (taxonomy, entry) in self
            .site
            .taxonomies
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.feed)
        {
            for term in
                (0..entry.terms.len()).filter(|&term| !entry.terms[term].articles.is_empty())
            {
                let scope = Scope::Term { taxonomy, term };
                ids.extend(
                    self.feed_formats()
                        .iter()
                        .map(|&format| PageId::Feed { scope, format }),
                );
            }
        }
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
        for (number, article) in self.site.articles.iter().enumerate() {
            add(RedirectOf::Article(number), article.meta().aliases.len());
        }
        for (number, page) in self.site.pages.iter().enumerate() {
            add(RedirectOf::Page(number), page.meta().aliases.len());
        }
        for (number, issue) in self.site.issues.iter().enumerate() {
            add(RedirectOf::Issue(number), issue.meta().aliases.len());
        }
    }

    fn files(&self, ids: &mut Vec<PageId>) {
        for (asset, file) in self.site.addresses.assets().iter().enumerate() {
            ids.push(PageId::Asset(asset));
            let variants = file
                .picture()
                .into_iter()
                .flat_map(|picture| 0..picture.variants.len());
            ids.extend(variants.map(|variant| PageId::Variant { asset, variant }));
        }
        ids.extend((0..self.statics.len()).map(PageId::Static));
        ids.extend((0..self.theme.assets.len()).map(PageId::ThemeAsset));
        if self.has_code() {
            ids.push(PageId::CodeStyle);
        }
    }

    fn sitemaps(&self, ids: &mut Vec<PageId>) {
        if self.site.config.base_url.is_none() {
            return;
        }
        let listed = ids.iter().filter(|id| id.is_listed()).count();
        ids.push(PageId::Sitemap(None));
        if listed > SITEMAP_LIMIT {
            ids.extend((0..listed.div_ceil(SITEMAP_LIMIT)).map(|part| PageId::Sitemap(Some(part))));
        }
    }

    /// Every page that a sitemap lists, in the order of the plan.
    pub(super) fn listed(&self) -> Vec<PageId> {
        self.ids().into_iter().filter(|id| id.is_listed()).collect()
    }

    /// How many pages a list of `count` articles has: at least one.
    pub(super) fn pages_of(&self, count: usize) -> usize {
        count.div_ceil(self.site.config.articles.page_size).max(1)
    }

    /// The address of a page, root-relative.
    pub(super) fn url(&self, id: PageId) -> String {
        self.address(id).into_owned()
    }

    /// The same without a copy of what the site knows.
    pub(super) fn address(&self, id: PageId) -> Cow<'_, str> {
        let site = &self.site;
        let known = match id {
            PageId::Home => "/",
            PageId::Articles(number) => return list_page("/articles/", number),
            PageId::Article(number) => &site.articles[number].url,
            PageId::Page(number) => &site.pages[number].url,
            PageId::Issue(number) => &site.issues[number].url,
            PageId::LatestIssue => "/issues/latest/",
            PageId::Issues => "/issues/",
            PageId::Taxonomy(number) => &site.taxonomies[number].url,
            PageId::Term {
                taxonomy,
                term,
                number,
            } => return list_page(&site.taxonomies[taxonomy].terms[term].url, number),
            PageId::Matrix => self.matrix_url().unwrap_or_default(),
            PageId::Archive => "/archive/",
            PageId::Year(year) => return address::archive(site.archive[year].year, None).into(),
            PageId::Month { year, month } => {
                let month = &site.archive[year].months[month];
                return address::archive(month.year, Some(month.month)).into();
            }
            PageId::NotFound => "/404.html",
            PageId::Redirect { document, alias } => return self.alias(document, alias).into(),
            PageId::Feed { scope, format } => {
                return [self.scope_url(scope), feed_file(format)].concat().into();
            }
            PageId::Sitemap(None) => "/sitemap.xml",
            PageId::Sitemap(Some(part)) => return format!("/sitemap-{}.xml", part + 1).into(),
            PageId::Robots => "/robots.txt",
            PageId::Asset(number) => &site.addresses.assets()[number].url,
            PageId::Variant { asset, variant } => &self.variant(asset, variant).url,
            PageId::Static(number) => {
                return address::encode(self.statics[number].trim_start_matches("static")).into();
            }
            PageId::ThemeAsset(number) => &self.theme.assets[number].url,
            PageId::CodeStyle => return super::pages::code_style().into(),
        };
        Cow::Borrowed(known)
    }

    /// The path of a page in the output folder.
    pub(super) fn path(&self, id: PageId) -> String {
        address::output_path(&self.address(id))
    }

    pub(super) fn scope_url(&self, scope: Scope) -> &str {
        match scope {
            Scope::Site => "/",
            Scope::Term { taxonomy, term } => &self.site.taxonomies[taxonomy].terms[term].url,
        }
    }

    /// An old address, as a page: `/old/path` and `/old/path/` both are `/old/path/`, `/a.html` stays.
    fn alias(&self, document: RedirectOf, alias: usize) -> String {
        let site = &self.site;
        let aliases = match document {
            RedirectOf::Article(number) => &site.articles[number].meta().aliases,
            RedirectOf::Page(number) => &site.pages[number].meta().aliases,
            RedirectOf::Issue(number) => &site.issues[number].meta().aliases,
        };
        let path = percent_encoding::percent_decode_str(&aliases[alias].value).decode_utf8_lossy();
        let last = path.rsplit('/').next().unwrap_or_default();
        let is_file = [".html", ".htm", ".shtml", ".php", ".asp", ".aspx", ".jsp"]
            .iter()
            .any(|ending| last.ends_with(ending));
        let slash = if is_file || path.ends_with('/') {
            ""
        } else {
            "/"
        };
        address::encode(&format!("/{}{slash}", path.trim_start_matches('/')))
    }

    /// Where a page comes from, for messages: a file, or its address where there is none.
    fn source(&self, id: PageId) -> String {
        let site = &self.site;
        let term = |taxonomy: usize, term: usize| {
            let entry = &site.taxonomies[taxonomy].terms[term];
            let file = entry
                .document
                .as_ref()
                .map(|document| document.file.to_string());
            file.unwrap_or_else(|| format!("{}: {}", site.taxonomies[taxonomy].key, entry.name))
        };
        match id {
            PageId::Article(number)
            | PageId::Redirect {
                document: RedirectOf::Article(number),
                ..
            } => site.articles[number].document.file.to_string(),
            PageId::Page(number)
            | PageId::Redirect {
                document: RedirectOf::Page(number),
                ..
            } => site.pages[number].document.file.to_string(),
            PageId::Issue(number)
            | PageId::Redirect {
                document: RedirectOf::Issue(number),
                ..
            } => site.issues[number].document.file.to_string(),
            PageId::Term {
                taxonomy,
                term: number,
                ..
            } => term(taxonomy, number),
            PageId::Feed {
                scope:
                    Scope::Term {
                        taxonomy,
                        term: number,
                    },
                ..
            } => term(taxonomy, number),
            PageId::Asset(number) | PageId::Variant { asset: number, .. } => {
                site.addresses.assets()[number].file.to_string()
            }
            PageId::Static(number) => self.statics[number].to_string(),
            PageId::ThemeAsset(number) => format!(
                "themes/{}/static/{}",
                site.config.theme, self.theme.assets[number].name
            ),
            _ => self.url(id),
        }
    }
}

impl PageId {
    /// Whether a template renders it, so that it is a page that a browser shows.
    pub fn is_page(self) -> bool {
        !matches!(
            self,
            Self::Feed { .. }
                | Self::Sitemap(_)
                | Self::Robots
                | Self::Asset(_)
                | Self::Variant { .. }
                | Self::Static(_)
                | Self::ThemeAsset(_)
                | Self::CodeStyle
        )
    }

    /// Whether a template renders it.
    pub(super) fn is_rendered(self) -> bool {
        self.is_listed()
            || matches!(
                self,
                Self::LatestIssue | Self::NotFound | Self::Redirect { .. }
            )
    }

    /// Whether a sitemap lists it.
    fn is_listed(self) -> bool {
        match self {
            Self::Home
            | Self::Articles(_)
            | Self::Article(_)
            | Self::Page(_)
            | Self::Issue(_)
            | Self::Issues => true,
            Self::Taxonomy(_)
            | Self::Term { .. }
            | Self::Matrix
            | Self::Archive
            | Self::Year(_)
            | Self::Month { .. } => true,
            Self::LatestIssue
            | Self::NotFound
            | Self::Redirect { .. }
            | Self::Feed { .. }
            | Self::Sitemap(_)
            | Self::Robots => false,
            Self::Asset(_)
            | Self::Variant { .. }
            | Self::Static(_)
            | Self::ThemeAsset(_)
            | Self::CodeStyle => false,
        }
    }
}

/// The address of a page of a list; the first stands at that of the list.
fn list_page(url: &str, number: usize) -> Cow<'_, str> {
    if number <= 1 {
        Cow::Borrowed(url)
    } else {
        Cow::Owned(address::list_page(url, number))
    }
}

/// The file name of a feed.
pub(super) fn feed_file(format: FeedFormat) -> &'static str {
    match format {
        FeedFormat::Atom => "atom.xml",
        FeedFormat::Rss => "rss.xml",
        FeedFormat::Json => "feed.json",
    }
}
