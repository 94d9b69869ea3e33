//! Which files the finished site has: the path and page of each, and two of one path reported.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::Press;
use crate::config::FeedFormat;
use crate::diagnostic::{Diagnostic, Message, Span};
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
    places: HashMap<String, usize>,
}

impl Plan {
    /// Lists every file; two for one path are an error that names both sources.
    pub fn new(press: &Press) -> (Self, Vec<Diagnostic>) {
        let output = |id| Output {
            path: press.path(id),
            id,
        };
        let ids = press.ids();
        let outputs: Vec<Output> = ids.into_par_iter().with_min_len(256).map(output).collect();
        let (places, diagnostics) = collisions(press, &outputs);
        (Self { outputs, places }, diagnostics)
    }

    /// The outputs, numbered, in the order in which they are best made: what shows the same articles comes together, so that few cards must be
    /// kept at a time; first what no article tells the place of, since the largest are among them.
    pub fn by_article(&self, press: &Press) -> Vec<(usize, &Output)> {
        let mut outputs: Vec<(usize, &Output)> = self.outputs.iter().enumerate().collect();
        outputs.sort_by_cached_key(|(number, output)| (press.first_article(output.id), *number));
        outputs
    }

    /// The file at `path`, which is written as in the plan.
    pub fn find(&self, path: &str) -> Option<&Output> {
        let output = self.outputs.get(*self.places.get(&fold(path))?)?;
        (output.path == path).then_some(output)
    }
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

/// Two paths that one of the usual file systems takes for the same: those of Windows and macOS ignore case and normalise.
fn collisions(press: &Press, outputs: &[Output]) -> (HashMap<String, usize>, Vec<Diagnostic>) {
    let fold_path = |output: &Output| fold(&output.path);
    let folded: Vec<String> = outputs
        .par_iter()
        .with_min_len(256)
        .map(fold_path)
        .collect();
    let mut seen: HashMap<String, usize> = HashMap::with_capacity(outputs.len());
    let mut diagnostics = Vec::new();
    for ((number, output), folded) in outputs.iter().enumerate().zip(folded) {
        if let Some(&first) = seen.get(&folded) {
            diagnostics.push(collision(press, &outputs[first], output));
            continue;
        }
        seen.insert(folded, number);
    }
    // A file where another output needs a folder.
    let in_the_way = |output: &Output| {
        let parents = output.path.match_indices('/');
        let files = parents.filter_map(|(at, _)| seen.get(&fold(&output.path[..at])));
        let collisions = files.map(|&first| collision(press, &outputs[first], output));
        collisions.collect::<Vec<_>>()
    };
    let found: Vec<Vec<Diagnostic>> = outputs
        .par_iter()
        .with_min_len(256)
        .map(in_the_way)
        .collect();
    diagnostics.extend(found.into_iter().flatten());
    (seen, diagnostics)
}

fn fold(path: &str) -> String {
    if path.is_ascii() {
        path.to_ascii_lowercase()
    } else {
        path.nfc().flat_map(char::to_lowercase).collect()
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

    /// The newest of the articles that a page shows; nothing where it shows none, or some of all times.
    fn first_article(&self, id: PageId) -> Option<usize> {
        let site = &self.site;
        let first = |page: usize| (page - 1) * site.config.articles.page_size;
        match id {
            PageId::Articles(page) => Some(first(page)),
            PageId::Article(number) => Some(number),
            PageId::Term {
                taxonomy,
                term,
                number,
            } => {
                let articles = &site.taxonomies[taxonomy].terms[term].articles;
                articles.get(first(number)).copied()
            }
            PageId::Feed {
                scope: Scope::Term { taxonomy, term },
                ..
            } => site.taxonomies[taxonomy].terms[term]
                .articles
                .first()
                .copied(),
            PageId::Issue(number) => site.issues[number].contents.iter().min().copied(),
            PageId::Month { year, month } => {
                site.archive[year].months[month].articles.first().copied()
            }
            _ => None,
        }
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
        let site = &self.site;
        match id {
            PageId::Home => "/".to_owned(),
            PageId::Articles(number) => address::list_page("/articles/", number),
            PageId::Article(number) => site.articles[number].url.clone(),
            PageId::Page(number) => site.pages[number].url.clone(),
            PageId::Issue(number) => site.issues[number].url.clone(),
            PageId::LatestIssue => "/issues/latest/".to_owned(),
            PageId::Issues => "/issues/".to_owned(),
            PageId::Taxonomy(number) => site.taxonomies[number].url.clone(),
            PageId::Term {
                taxonomy,
                term,
                number,
            } => address::list_page(&site.taxonomies[taxonomy].terms[term].url, number),
            PageId::Matrix => self.matrix_url().unwrap_or_default().to_owned(),
            PageId::Archive => "/archive/".to_owned(),
            PageId::Year(year) => address::archive(site.archive[year].year, None),
            PageId::Month { year, month } => {
                let month = &site.archive[year].months[month];
                address::archive(month.year, Some(month.month))
            }
            PageId::NotFound => "/404.html".to_owned(),
            PageId::Redirect { document, alias } => self.alias(document, alias),
            PageId::Feed { scope, format } => {
                format!("{}{}", self.scope_url(scope), feed_file(format))
            }
            PageId::Sitemap(None) => "/sitemap.xml".to_owned(),
            PageId::Sitemap(Some(part)) => format!("/sitemap-{}.xml", part + 1),
            PageId::Robots => "/robots.txt".to_owned(),
            PageId::Asset(number) => site.addresses.assets()[number].url.clone(),
            PageId::Variant { asset, variant } => self.variant(asset, variant).url.clone(),
            PageId::Static(number) => {
                address::encode(self.statics[number].trim_start_matches("static"))
            }
            PageId::ThemeAsset(number) => self.theme.assets[number].url.clone(),
            PageId::CodeStyle => super::pages::code_style(),
        }
    }

    /// The path of a page in the output folder.
    pub(super) fn path(&self, id: PageId) -> String {
        address::output_path(&self.url(id))
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

/// The file name of a feed.
pub(super) fn feed_file(format: FeedFormat) -> &'static str {
    match format {
        FeedFormat::Atom => "atom.xml",
        FeedFormat::Rss => "rss.xml",
        FeedFormat::Json => "feed.json",
    }
}
