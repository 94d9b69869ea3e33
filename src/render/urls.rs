//! The address of each output, its path in the output folder, and the forms in which addresses are written:
//! root-relative, absolute, relative to a page.

use std::borrow::Cow;
use std::sync::Arc;

use super::output_id::{DocumentId, FeedId, FeedScope, FileId, HanScript, OutputId, PageId};
use super::rewrite::Base;
use crate::article::markdown;
use crate::site::Site;
use crate::theme::Theme;
use crate::util::url;

/// The addresses of a site. All that it returns are root-relative unless it says otherwise.
#[derive(Clone, Copy)]
pub struct Urls<'s> {
    pub(super) site: &'s Site,
    pub(super) theme: &'s Theme,
    pub(super) static_files: &'s [Arc<str>],
    /// Whether links name `index.html`, so that the folder reads without a server.
    pub(super) portable: bool,
}

impl<'s> Urls<'s> {
    /// The address of a page.
    pub(super) fn page(self, id: PageId) -> Cow<'s, str> {
        let site = self.site;
        let url = match id {
            PageId::Home => url::HOME,
            PageId::Articles { list_page } => return list_page_url(url::ARTICLES, list_page),
            PageId::Article(id) => &site.articles[id].url,
            PageId::Plain(id) => &site.pages[id].url,
            PageId::Issue(id) => &site.issues[id].url,
            PageId::LatestIssue => url::LATEST_ISSUE,
            PageId::Issues => url::ISSUES,
            PageId::Taxonomy(id) => &site.taxonomies[id].url,
            PageId::Term { term, list_page } => {
                return list_page_url(&site.term(term).url, list_page);
            }
            PageId::Matrix => url::MATRIX,
            PageId::Archive => url::ARCHIVE,
            PageId::Year(year) => return url::archive(site.archive[year].year, None).into(),
            PageId::Month { year, month } => {
                let month = &site.archive[year].months[month];
                return url::archive(month.year, Some(month.month)).into();
            }
            PageId::NotFound => url::NOT_FOUND,
            PageId::Redirect { document, alias } => return self.alias(document, alias).into(),
        };
        Cow::Borrowed(url)
    }

    /// An old address of a document.
    fn alias(self, document: DocumentId, alias: usize) -> String {
        let aliases = match document {
            DocumentId::Article(id) => &self.site.articles[id].meta().aliases,
            DocumentId::Plain(id) => &self.site.pages[id].meta().aliases,
            DocumentId::Issue(id) => &self.site.issues[id].meta().aliases,
        };
        url::alias(&aliases[alias].value)
    }

    /// The address of a feed.
    pub(super) fn feed(self, FeedId { scope, format }: FeedId) -> String {
        [self.feed_page(scope), format.file_name()].concat()
    }

    /// The address of the page with the same articles as a feed.
    pub(super) fn feed_page(self, scope: FeedScope) -> &'s str {
        match scope {
            FeedScope::Site => url::HOME,
            FeedScope::Term(term) => &self.site.term(term).url,
        }
    }

    /// The address of a file that is neither a page nor a feed.
    pub(super) fn file(self, id: FileId) -> Cow<'s, str> {
        match id {
            FileId::Sitemap(None) => url::SITEMAP.into(),
            FileId::Sitemap(Some(part)) => url::sitemap_part(part).into(),
            FileId::Robots => url::ROBOTS.into(),
            FileId::Asset(id) => self.site.addresses.assets()[id].url.as_str().into(),
            FileId::Rendition { asset, rendition } => super::rendition(self.site, asset, rendition)
                .url
                .as_str()
                .into(),
            FileId::Static(index) => url::static_file(&self.static_files[index]).into(),
            FileId::ThemeAsset(index) => self.theme.assets[index].url.as_str().into(),
            FileId::CodeStyle => code_style().into(),
        }
    }

    /// The path of an output in the output folder.
    pub(super) fn path(self, id: OutputId) -> String {
        match id {
            OutputId::Page(id, script) => in_folder_of(script, url::output_path(&self.page(id))),
            OutputId::Feed(id, script) => in_folder_of(script, url::output_path(&self.feed(id))),
            OutputId::File(id) => url::output_path(&self.file(id)),
        }
    }

    /// How addresses are written in the HTML of a page.
    pub(super) fn base(self, id: PageId, script: HanScript) -> Base<'s> {
        if id.spec().is_shown_anywhere && !self.portable {
            return Base::Prefix(self.base_path());
        }
        let slashes = |text: &str| text.bytes().filter(|byte| *byte == b'/').count();
        Base::Relative {
            // The first slash is the root, which is no folder on the way up.
            depth: slashes(script.folder()) + slashes(&self.page(id)).saturating_sub(1),
            portable: self.portable,
        }
    }

    /// The base URL without a slash at its end; empty where there is none.
    pub(super) fn base_url(self) -> &'s str {
        let base = self.site.config.base_url.as_deref().unwrap_or_default();
        base.trim_end_matches('/')
    }

    /// The host in the base URL, without its port; empty where there is no base URL.
    pub(super) fn host(self) -> &'s str {
        url::host(self.base_url())
    }

    /// The path of the base URL, without a slash at its end: empty for a site at the root of its host.
    pub fn base_path(self) -> &'s str {
        url::path_of(self.base_url())
    }

    /// A root-relative address made absolute; empty where there is no base URL.
    pub(super) fn absolute(self, url: &str) -> String {
        url::absolute(self.base_url(), url)
    }
}

/// The address of a page of a list; the first is at the address of the list.
fn list_page_url(url: &str, list_page: usize) -> Cow<'_, str> {
    if list_page <= 1 {
        Cow::Borrowed(url)
    } else {
        Cow::Owned(url::list_page(url, list_page))
    }
}

/// The path of a page or feed in the folder of its script.
fn in_folder_of(script: HanScript, path: String) -> String {
    match script.folder() {
        "" => path,
        folder => [folder, &path].concat(),
    }
}

/// The address of the style sheet for highlighted code.
pub(super) fn code_style() -> String {
    url::theme_asset("code.css", markdown::stylesheet().as_bytes())
}
