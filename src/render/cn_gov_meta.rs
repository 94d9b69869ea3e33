//! The page tags of Chinese government sites, by the guideline for them of 2017 (国办发〔2017〕47号, the appendix on the design of
//! pages): the site on every page, the column on lists and on the home page, column and content on articles. They are in Chinese
//! whatever the site's language.
//!
//! Needed are SiteName, SiteDomain, SiteIDCode; ColumnName, ColumnDescription, ColumnKeywords, ColumnType; ArticleTitle, PubDate
//! (`YYYY-MM-DD HH:MM`), ContentSource. Advised are Keywords, Author, Description, Image, Url.

use super::RenderContext;
use super::head::Moments;
use super::output_id::PageId;
use crate::site::ArticleId;
use crate::theme::views::{MetaView, PageView};

/// What kinds of columns there are says the guideline; these three are what a bulletin has.
const HOME: &str = "首页";
const NEWS: &str = "工作动态";
const OVERVIEW: &str = "概况信息";

/// The tags of a page; none where the publisher has no site code. A tag without a value is left out.
pub(super) fn tags(press: &RenderContext, id: PageId, page: &PageView) -> Vec<MetaView> {
    let config = &press.site.config;
    if config.publisher.site_id.is_empty() {
        return Vec::new();
    }
    let mut tags = Tags(Vec::new());
    tags.add("SiteName", &config.title);
    tags.add("SiteDomain", press.host());
    tags.add("SiteIDCode", &config.publisher.site_id);
    match id {
        PageId::NotFound | PageId::Redirect { .. } => {}
        PageId::Home => tags.column(press, HOME, &page.description, HOME),
        PageId::Article(article_id) => {
            let articles = press.theme.string("articles");
            let name = press.column_name(article_id).unwrap_or(&articles);
            tags.column(press, name, "", NEWS);
            article(&mut tags, press, article_id, page);
        }
        PageId::Issue(_) | PageId::LatestIssue => {
            tags.column(press, &press.theme.string("issues"), "", NEWS);
            content(&mut tags, press, id, page);
        }
        PageId::Plain(_) => {
            tags.column(press, &page.title, &page.description, OVERVIEW);
            content(&mut tags, press, id, page);
        }
        PageId::Articles { .. }
        | PageId::Issues
        | PageId::Taxonomy(_)
        | PageId::Term { .. }
        | PageId::Matrix
        | PageId::Archive
        | PageId::Year(_)
        | PageId::Month { .. } => tags.column(press, &page.title, &page.description, NEWS),
    }
    tags.0
}

fn article(tags: &mut Tags, press: &RenderContext, id: ArticleId, page: &PageView) {
    let meta = press.site.articles[id].meta();
    tags.add("ArticleTitle", &page.title);
    tags.moment("PubDate", &press.moments(PageId::Article(id)));
    let source = meta.source.as_ref().map(|source| source.name.as_str());
    // The guideline wants a source on each article.
    tags.add("ContentSource", source.unwrap_or(press.publisher()));
    tags.add("Keywords", &press.keywords(id).join(","));
    tags.add("Author", &meta.authors.join(","));
    tags.common(press, page);
}

/// An issue or a plain page.
fn content(tags: &mut Tags, press: &RenderContext, id: PageId, page: &PageView) {
    tags.add("ArticleTitle", &page.title);
    tags.moment("PubDate", &press.moments(id));
    tags.add("ContentSource", press.publisher());
    tags.common(press, page);
}

struct Tags(Vec<MetaView>);

impl Tags {
    fn add(&mut self, name: &str, content: &str) {
        let content = content.trim();
        if !content.is_empty() {
            self.0.push(MetaView {
                name: name.to_owned(),
                content: content.to_owned(),
            });
        }
    }

    fn column(&mut self, press: &RenderContext, name: &str, description: &str, kind: &str) {
        let site = &press.site.config.title;
        let made = format!("{site}：{name}");
        self.add("ColumnName", name);
        self.add(
            "ColumnDescription",
            if description.is_empty() {
                &made
            } else {
                description
            },
        );
        self.add("ColumnKeywords", &format!("{name},{site}"));
        self.add("ColumnType", kind);
    }

    /// `2024-01-02 08:00`, in the site's time zone.
    fn moment(&mut self, name: &str, moments: &Moments) {
        let moment = moments.published.as_ref().or(moments.updated.as_ref());
        let minute = moment.and_then(|iso| iso.get(..16)).unwrap_or_default();
        self.add(name, &minute.replace('T', " "));
    }

    fn common(&mut self, press: &RenderContext, page: &PageView) {
        self.add("Description", &page.description);
        let image = page.image.as_ref().map_or("", |image| image.url.as_str());
        self.add("Image", &press.absolute(image));
        self.add("Url", &page.permalink);
    }
}
