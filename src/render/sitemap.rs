//! What is written for machines alone: robots.txt and the sitemap.

use std::fmt::Write as _;

use super::RenderContext;
use super::feeds::escape;
use super::output_id::{FileId, PageId};
use super::plan::SITEMAP_LIMIT;
use crate::site::ArticleId;

/// robots.txt: everything may be read, and where the sitemap is.
pub(super) fn robots(press: &RenderContext) -> String {
    let mut out = String::from("User-agent: *\nAllow: /\n");
    if let Some(base) = press.base_url() {
        let _ = writeln!(out, "Sitemap: {base}/sitemap.xml");
    }
    out
}

/// sitemap.xml (`None`), or one of its parts where there are more addresses than one file may hold.
pub(super) fn sitemap(press: &RenderContext, part: Option<usize>) -> String {
    let listed = press.listed();
    match part {
        None if listed.len() > SITEMAP_LIMIT => index(press, listed.len().div_ceil(SITEMAP_LIMIT)),
        None => urls(press, &listed),
        Some(part) => {
            let start = (part * SITEMAP_LIMIT).min(listed.len());
            urls(
                press,
                &listed[start..(start + SITEMAP_LIMIT).min(listed.len())],
            )
        }
    }
}

const NAMESPACE: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";

fn index(press: &RenderContext, parts: usize) -> String {
    let mut out =
        format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sitemapindex {NAMESPACE}>\n");
    for part in 0..parts {
        let _ = writeln!(
            out,
            "<sitemap><loc>{}</loc></sitemap>",
            escape(&press.absolute(&press.file_url(FileId::Sitemap(Some(part)))))
        );
    }
    out.push_str("</sitemapindex>\n");
    out
}

fn urls(press: &RenderContext, pages: &[PageId]) -> String {
    let mut out = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset {NAMESPACE}>\n");
    for &page in pages {
        let base = press.base_url().unwrap_or_default();
        let _ = write!(
            out,
            "<url><loc>{}{}</loc>",
            escape(base),
            escape(&press.page_url(page))
        );
        if let Some(day) = lastmod(press, page) {
            out.extend(["<lastmod>", &day, "</lastmod>"]);
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// The day of the newest content on a page, where one can be told.
fn lastmod(press: &RenderContext, page: PageId) -> Option<String> {
    let site = &press.site;
    let newest = |articles: &[ArticleId]| {
        articles
            .first()
            .map(|&newest| site.articles[newest].meta().date)
    };
    if let Some(document) = page.spec().document {
        let (published, updated) = press.moments_of(document);
        return updated.or(published).map(|moment| press.day(moment));
    }
    let moment = match page {
        PageId::Term { term, .. } => newest(&site.term(term).articles),
        PageId::Month { year, month } => newest(&site.archive[year].months[month].articles),
        PageId::Home | PageId::Articles { .. } | PageId::Archive => {
            site.articles.first().map(|article| article.meta().date)
        }
        PageId::Article(_)
        | PageId::Plain(_)
        | PageId::Issue(_)
        | PageId::LatestIssue
        | PageId::Redirect { .. }
        | PageId::Issues
        | PageId::Taxonomy(_)
        | PageId::Matrix
        | PageId::Year(_)
        | PageId::NotFound => None,
    };
    moment.map(|moment| press.day(moment))
}
