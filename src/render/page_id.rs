//! Which pages and files a finished site can have, and where each stands.

use std::borrow::Cow;

use super::RenderContext;
use crate::config::FeedFormat;
use crate::site::{
    ArticleId, AssetId, IssueId, MonthId, PlainPageId, TaxonomyId, TermRef, YearId, address,
};

/// One page or file of the finished site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(
    missing_docs,
    reason = "the fields are ids of the site, positions in its lists and page numbers"
)]
pub enum PageId {
    /// The home page.
    Home,
    /// A page of the list of all articles, from 1.
    Articles { list_page: usize },
    /// An article.
    Article(ArticleId),
    /// A plain page.
    Page(PlainPageId),
    /// An issue.
    Issue(IssueId),
    /// The newest issue under its fixed address.
    LatestIssue,
    /// The list of issues.
    Issues,
    /// The index of a taxonomy.
    Taxonomy(TaxonomyId),
    /// A page of a term's list, from 1.
    Term { term: TermRef, list_page: usize },
    /// Who reports on what: regions by initiatives.
    Matrix,
    /// The archive.
    Archive,
    /// A year of it.
    Year(YearId),
    /// A month of it.
    Month { year: YearId, month: MonthId },
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
    Asset(AssetId),
    /// A file that is made of an image of content/.
    Rendition { asset: AssetId, rendition: usize },
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
    Article(ArticleId),
    /// A plain page.
    Page(PlainPageId),
    /// An issue.
    Issue(IssueId),
}

/// What a feed is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The whole site.
    Site,
    /// One term.
    Term(TermRef),
}

impl RenderContext {
    /// The address of a page, root-relative.
    pub(super) fn url(&self, id: PageId) -> String {
        self.address(id).into_owned()
    }

    /// The same without a copy of what the site knows.
    pub(super) fn address(&self, id: PageId) -> Cow<'_, str> {
        let site = &self.site;
        let known = match id {
            PageId::Home => "/",
            PageId::Articles { list_page: page } => return list_page("/articles/", page),
            PageId::Article(id) => &site.articles[id].url,
            PageId::Page(id) => &site.pages[id].url,
            PageId::Issue(id) => &site.issues[id].url,
            PageId::LatestIssue => "/issues/latest/",
            PageId::Issues => "/issues/",
            PageId::Taxonomy(id) => &site.taxonomies[id].url,
            PageId::Term {
                term,
                list_page: page,
            } => return list_page(&site.term(term).url, page),
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
            PageId::Asset(id) => &site.addresses.assets()[id].url,
            PageId::Rendition { asset, rendition } => &self.rendition(asset, rendition).url,
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
            Scope::Term(term) => &self.site.term(term).url,
        }
    }

    /// An old address, as a page: `/old/path` and `/old/path/` both are `/old/path/`, `/a.html` stays.
    fn alias(&self, document: RedirectOf, alias: usize) -> String {
        let site = &self.site;
        let aliases = match document {
            RedirectOf::Article(id) => &site.articles[id].meta().aliases,
            RedirectOf::Page(id) => &site.pages[id].meta().aliases,
            RedirectOf::Issue(id) => &site.issues[id].meta().aliases,
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
    pub(super) fn source(&self, id: PageId) -> String {
        let site = &self.site;
        let term = |of: TermRef| {
            let term = site.term(of);
            let file = term
                .document
                .as_ref()
                .map(|document| document.file.to_string());
            file.unwrap_or_else(|| format!("{}: {}", site.taxonomies[of.taxonomy].key, term.name))
        };
        match id {
            PageId::Article(id)
            | PageId::Redirect {
                document: RedirectOf::Article(id),
                ..
            } => site.articles[id].document.file.to_string(),
            PageId::Page(id)
            | PageId::Redirect {
                document: RedirectOf::Page(id),
                ..
            } => site.pages[id].document.file.to_string(),
            PageId::Issue(id)
            | PageId::Redirect {
                document: RedirectOf::Issue(id),
                ..
            } => site.issues[id].document.file.to_string(),
            PageId::Term { term: of, .. }
            | PageId::Feed {
                scope: Scope::Term(of),
                ..
            } => term(of),
            PageId::Asset(id) | PageId::Rendition { asset: id, .. } => {
                site.addresses.assets()[id].file.to_string()
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
                | Self::Rendition { .. }
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
    pub(super) fn is_listed(self) -> bool {
        match self {
            Self::Home
            | Self::Articles { .. }
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
            | Self::Rendition { .. }
            | Self::Static(_)
            | Self::ThemeAsset(_)
            | Self::CodeStyle => false,
        }
    }
}

/// The address of a page of a list; the first stands at that of the list.
fn list_page(url: &str, list_page: usize) -> Cow<'_, str> {
    if list_page <= 1 {
        Cow::Borrowed(url)
    } else {
        Cow::Owned(address::list_page(url, list_page))
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
