//! The address of each output, and its path in the output folder.

use std::borrow::Cow;

use super::RenderContext;
use super::output_id::{DocumentId, FeedId, FeedScope, FileId, OutputId, PageId};
use crate::article::Document;
use crate::site::{TermRef, address};

impl RenderContext {
    /// The address of a page, root-relative.
    pub(super) fn page_url(&self, id: PageId) -> Cow<'_, str> {
        let site = &self.site;
        let url = match id {
            PageId::Home => "/",
            PageId::Articles { list_page: page } => return list_page("/articles/", page),
            PageId::Article(id) => &site.articles[id].url,
            PageId::Plain(id) => &site.pages[id].url,
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
        };
        Cow::Borrowed(url)
    }

    /// The address of a feed, root-relative.
    pub(super) fn feed_url(&self, FeedId { scope, format }: FeedId) -> String {
        [self.scope_url(scope), format.file_name()].concat()
    }

    /// The address of the page whose articles a feed has.
    pub(super) fn scope_url(&self, scope: FeedScope) -> &str {
        match scope {
            FeedScope::Site => "/",
            FeedScope::Term(term) => &self.site.term(term).url,
        }
    }

    /// The address of any other file, root-relative.
    pub(super) fn file_url(&self, id: FileId) -> Cow<'_, str> {
        match id {
            FileId::Sitemap(None) => "/sitemap.xml".into(),
            FileId::Sitemap(Some(part)) => format!("/sitemap-{}.xml", part + 1).into(),
            FileId::Robots => "/robots.txt".into(),
            FileId::Asset(id) => self.site.addresses.assets()[id].url.as_str().into(),
            FileId::Rendition { asset, rendition } => {
                self.rendition(asset, rendition).url.as_str().into()
            }
            FileId::Static(number) => {
                address::encode(self.statics[number].trim_start_matches("static")).into()
            }
            FileId::ThemeAsset(number) => self.theme.assets[number].url.as_str().into(),
            FileId::CodeStyle => super::pages::code_style().into(),
        }
    }

    /// The path of an output in the output folder.
    pub(super) fn path(&self, id: OutputId) -> String {
        match id {
            OutputId::Page(id) => address::output_path(&self.page_url(id)),
            OutputId::Feed(id) => address::output_path(&self.feed_url(id)),
            OutputId::File(id) => address::output_path(&self.file_url(id)),
        }
    }

    /// An old address, as a page: `/old/path` and `/old/path/` both are `/old/path/`, `/a.html` stays.
    fn alias(&self, document: DocumentId, alias: usize) -> String {
        let site = &self.site;
        let aliases = match document {
            DocumentId::Article(id) => &site.articles[id].meta().aliases,
            DocumentId::Plain(id) => &site.pages[id].meta().aliases,
            DocumentId::Issue(id) => &site.issues[id].meta().aliases,
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

    /// Where an output comes from, for messages: a file, or its address where there is none.
    pub(super) fn source(&self, id: OutputId) -> String {
        let site = &self.site;
        let term = |of: TermRef| {
            let term = site.term(of);
            let file = term
                .landing
                .as_ref()
                .map(|landing| landing.document.file.to_string());
            file.unwrap_or_else(|| format!("{}: {}", site.taxonomies[of.taxonomy].key, term.name))
        };
        match id {
            OutputId::Page(PageId::Term { term: of, .. })
            | OutputId::Feed(FeedId {
                scope: FeedScope::Term(of),
                ..
            }) => term(of),
            // An address of the program's own, whichever issue it shows.
            OutputId::Page(PageId::LatestIssue) => self.page_url(PageId::LatestIssue).into_owned(),
            OutputId::Page(id) => match id.spec().document {
                Some(document) => self.document(document).file.to_string(),
                None => self.page_url(id).into_owned(),
            },
            OutputId::Feed(id) => self.feed_url(id),
            OutputId::File(id) => match id {
                FileId::Asset(id) | FileId::Rendition { asset: id, .. } => {
                    site.addresses.assets()[id].file.to_string()
                }
                FileId::Static(number) => self.statics[number].to_string(),
                FileId::ThemeAsset(number) => format!(
                    "themes/{}/static/{}",
                    site.config.theme, self.theme.assets[number].name
                ),
                FileId::CodeStyle | FileId::Sitemap(_) | FileId::Robots => {
                    self.file_url(id).into_owned()
                }
            },
        }
    }

    fn document(&self, id: DocumentId) -> &Document {
        match id {
            DocumentId::Article(id) => &self.site.articles[id].document,
            DocumentId::Plain(id) => &self.site.pages[id].document,
            DocumentId::Issue(id) => &self.site.issues[id].document,
        }
    }

    /// The file of the site that an output is a copy of. From images, what a camera has noted is taken out.
    pub fn source_file(&self, id: FileId) -> Option<&str> {
        match id {
            FileId::Asset(id) => Some(&self.site.addresses.assets()[id].file),
            FileId::Static(number) => Some(&self.statics[number]),
            FileId::Rendition { .. }
            | FileId::ThemeAsset(_)
            | FileId::CodeStyle
            | FileId::Sitemap(_)
            | FileId::Robots => None,
        }
    }
}

/// The address of a page of a list; the first is at the address of the list.
fn list_page(url: &str, list_page: usize) -> Cow<'_, str> {
    if list_page <= 1 {
        Cow::Borrowed(url)
    } else {
        Cow::Owned(address::list_page(url, list_page))
    }
}
