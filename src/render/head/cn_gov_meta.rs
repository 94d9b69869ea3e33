//! The page tags of Chinese government sites, by the guideline of 2017 (国办发〔2017〕47号, the appendix on the
//! design of pages): the site on every page, the column on lists and on the home page, column and content on
//! articles. They are in Chinese whatever the site's language is.
//!
//! Required: SiteName, SiteDomain, SiteIDCode; ColumnName, ColumnDescription, ColumnKeywords, ColumnType;
//! ArticleTitle, PubDate (`YYYY-MM-DD HH:MM`), ContentSource. Recommended: Keywords, Author, Description,
//! Image, Url.

use super::{PageDates, column_name, keywords};
use crate::render::output_id::PageId;
use crate::render::views::Views;
use crate::site::ArticleId;
use crate::theme::views::{MetaView, PageView};

/// The values of ColumnType that fit a bulletin; the guideline has more.
const HOME: &str = "首页";
const NEWS: &str = "工作动态";
const OVERVIEW: &str = "概况信息";

/// The tags of a page; none where the publisher has no site code. A tag without a value is left out.
pub(super) fn tags(views: &Views<'_>, id: PageId, page: &PageView) -> Vec<MetaView> {
    let config = &views.site.config;
    if config.publisher.site_id.is_empty() {
        return Vec::new();
    }
    let mut tags = MetaTags {
        views,
        tags: Vec::new(),
    };
    tags.add("SiteName", &config.title);
    tags.add("SiteDomain", views.urls.host());
    tags.add("SiteIDCode", &config.publisher.site_id);
    match id {
        PageId::NotFound | PageId::Redirect { .. } => {}
        PageId::Home => tags.column(HOME, &page.description, HOME),
        PageId::Article(article_id) => {
            let articles = views.theme.string("articles");
            let name = column_name(views.site, article_id).unwrap_or(&articles);
            tags.column(name, "", NEWS);
            tags.article(article_id, page);
        }
        PageId::Issue(_) | PageId::LatestIssue => {
            tags.column(&views.theme.string("issues"), "", NEWS);
            tags.content(id, page);
        }
        PageId::Plain(_) => {
            tags.column(&page.title, &page.description, OVERVIEW);
            tags.content(id, page);
        }
        PageId::Articles { .. }
        | PageId::Issues
        | PageId::Taxonomy(_)
        | PageId::Term { .. }
        | PageId::Matrix
        | PageId::Archive
        | PageId::Year(_)
        | PageId::Month { .. } => tags.column(&page.title, &page.description, NEWS),
    }
    tags.tags
}

struct MetaTags<'v, 'r> {
    views: &'v Views<'r>,
    tags: Vec<MetaView>,
}

impl MetaTags<'_, '_> {
    fn add(&mut self, name: &str, content: &str) {
        let content = content.trim();
        if !content.is_empty() {
            self.tags.push(MetaView {
                name: name.to_owned(),
                content: content.to_owned(),
            });
        }
    }

    fn column(&mut self, name: &str, description: &str, kind: &str) {
        let site = &self.views.site.config.title;
        let usual = format!("{site}：{name}");
        let description = if description.is_empty() {
            &usual
        } else {
            description
        };
        self.add("ColumnName", name);
        self.add("ColumnDescription", description);
        self.add("ColumnKeywords", &format!("{name},{site}"));
        self.add("ColumnType", kind);
    }

    fn article(&mut self, id: ArticleId, page: &PageView) {
        let site = self.views.site;
        let meta = site.articles[id].meta();
        self.add("ArticleTitle", &page.title);
        self.publication_date(PageId::Article(id));
        // The guideline requires a source for each article.
        let source = meta.source.as_ref().map(|source| source.name.as_str());
        self.add(
            "ContentSource",
            source.unwrap_or(site.config.publisher_name()),
        );
        self.add("Keywords", &keywords(site, id).join(","));
        self.add("Author", &meta.authors.join(","));
        self.recommended(page);
    }

    /// An issue or a plain page.
    fn content(&mut self, id: PageId, page: &PageView) {
        self.add("ArticleTitle", &page.title);
        self.publication_date(id);
        self.add("ContentSource", self.views.site.config.publisher_name());
        self.recommended(page);
    }

    /// `2024-01-02 08:00`, in the site's time zone.
    fn publication_date(&mut self, id: PageId) {
        let PageDates { published, updated } = PageDates::of(self.views.site, id);
        let iso = published.or(updated);
        let minute = iso.as_ref().and_then(|iso| iso.get(..16));
        self.add("PubDate", &minute.unwrap_or_default().replace('T', " "));
    }

    fn recommended(&mut self, page: &PageView) {
        self.add("Description", &page.description);
        let image = page.image.as_ref().map_or("", |image| image.url.as_str());
        self.add("Image", &self.views.urls.absolute(image));
        self.add("Url", &page.permalink);
    }
}
