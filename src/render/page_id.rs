//! Which pages and files a finished site can have, and where each stands.

use std::borrow::Cow;

use super::RenderContext;
use crate::config::FeedFormat;
use crate::site::address;

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
    Rendition { asset: usize, rendition: usize },
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
    pub(super) fn source(&self, id: PageId) -> String {
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
            PageId::Asset(number) | PageId::Rendition { asset: number, .. } => {
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
            | Self::Rendition { .. }
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
