//! robots.txt and the sitemap.

use std::fmt::Write as _;

use super::head::DocumentDates;
use super::output_id::{FileId, PageId};
use super::plan::listed_pages;
use super::{RenderContext, dates};
use crate::site::ArticleId;
use crate::util::html::escape;

/// The most addresses in one file.
const LIMIT: usize = 50_000;

const NAMESPACE: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";

/// robots.txt: everything may be read, and where the sitemap is.
pub(super) fn robots(context: &RenderContext) -> String {
    let mut out = String::from("User-agent: *\nAllow: /\n");
    let sitemap = context
        .urls()
        .absolute(&context.urls().file(FileId::Sitemap(None)));
    if !sitemap.is_empty() {
        let _ = writeln!(out, "Sitemap: {sitemap}");
    }
    out
}

/// The files of the sitemap of a site with so many listed pages: one, and its parts if one file cannot hold
/// all.
pub(super) fn files(listed: usize) -> impl Iterator<Item = FileId> {
    let parts = if listed > LIMIT {
        listed.div_ceil(LIMIT)
    } else {
        0
    };
    let parts = (0..parts).map(|part| FileId::Sitemap(Some(part)));
    std::iter::once(FileId::Sitemap(None)).chain(parts)
}

/// sitemap.xml (`None`), or one of its parts.
pub(super) fn sitemap(context: &RenderContext, part: Option<usize>) -> String {
    let listed = listed_pages(context);
    match part {
        None if listed.len() > LIMIT => index(context, listed.len()),
        None => url_set(context, &listed),
        Some(part) => {
            let mut parts = listed.chunks(LIMIT);
            url_set(context, parts.nth(part).unwrap_or_default())
        }
    }
}

fn index(context: &RenderContext, listed: usize) -> String {
    let urls = context.urls();
    let mut out =
        format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sitemapindex {NAMESPACE}>\n");
    for part in files(listed).skip(1) {
        let url = urls.absolute(&urls.file(part));
        let _ = writeln!(out, "<sitemap><loc>{}</loc></sitemap>", escape::xml(&url));
    }
    out.push_str("</sitemapindex>\n");
    out
}

fn url_set(context: &RenderContext, pages: &[PageId]) -> String {
    let urls = context.urls();
    let base = urls.base_url();
    let mut out = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset {NAMESPACE}>\n");
    for &page in pages {
        let url = urls.page(page);
        let _ = write!(
            out,
            "<url><loc>{}{}</loc>",
            escape::xml(base),
            escape::xml(&url)
        );
        if let Some(day) = last_modified(context, page) {
            out.extend(["<lastmod>", &day, "</lastmod>"]);
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// The day of the newest content of a page, if it has one.
fn last_modified(context: &RenderContext, page: PageId) -> Option<String> {
    let site = &context.site;
    let newest = |articles: &[ArticleId]| {
        let newest = articles.first()?;
        Some(site.articles[*newest].meta().date)
    };
    let of_document = || {
        let dates = DocumentDates::of(site, page.spec().document?);
        dates.updated.or(dates.published)
    };
    let moment = match page {
        PageId::Article(_)
        | PageId::Plain(_)
        | PageId::Issue(_)
        | PageId::LatestIssue
        | PageId::Redirect { .. } => of_document(),
        PageId::Term { term, .. } => newest(&site.term(term).articles),
        PageId::Month { year, month } => newest(&site.archive[year].months[month].articles),
        PageId::Home | PageId::Articles { .. } | PageId::Archive => {
            site.articles.first().map(|article| article.meta().date)
        }
        PageId::Issues
        | PageId::Taxonomy(_)
        | PageId::Matrix
        | PageId::Year(_)
        | PageId::NotFound => None,
    };
    moment.map(|moment| dates::day(moment, &site.config.time_zone))
}
