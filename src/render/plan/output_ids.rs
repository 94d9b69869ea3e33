//! The ids of all outputs of a site, in a fixed order.

use crate::render::output_id::{
    DocumentId, FeedId, FeedScope, FileId, HanScript, OutputId, PageId,
};
use crate::render::pages::page_count;
use crate::render::views::has_matrix;
use crate::render::{RenderContext, feeds, sitemap};
use crate::site::{
    ArticleId, AssetId, IssueId, MonthId, PlainPageId, Site, Taxonomy, TaxonomyId, Term, TermId,
    TermRef, Year, YearId,
};

/// Every page, feed and file.
pub(super) fn output_ids(context: &RenderContext) -> Vec<OutputId> {
    let pages = page_ids(context);
    let listed = pages.iter().filter(|id| id.spec().is_listed).count();
    let mut ids = Vec::new();
    for script in HanScript::ALL {
        ids.extend(pages.iter().map(|id| OutputId::Page(*id, script)));
        ids.extend(feed_ids(&context.site).map(|id| OutputId::Feed(id, script)));
    }
    ids.extend(file_ids(context, listed).into_iter().map(OutputId::File));
    ids
}

/// Every page that the sitemap lists.
pub(in crate::render) fn listed_pages(context: &RenderContext) -> Vec<PageId> {
    let mut ids = page_ids(context);
    ids.retain(|id| id.spec().is_listed);
    ids
}

/// Every page.
fn page_ids(context: &RenderContext) -> Vec<PageId> {
    let site = &context.site;
    let list_pages = |count| 1..=page_count(count, site.config.articles.page_size);
    let mut ids = vec![
        PageId::Home,
        PageId::Issues,
        PageId::Archive,
        PageId::NotFound,
    ];
    let articles = list_pages(site.articles.len());
    ids.extend(articles.map(|list_page| PageId::Articles { list_page }));
    ids.extend(ArticleId::all(&site.articles).map(PageId::Article));
    ids.extend(PlainPageId::all(&site.pages).map(PageId::Plain));
    ids.extend(IssueId::all(&site.issues).map(PageId::Issue));
    if !site.issues.is_empty() {
        ids.push(PageId::LatestIssue);
    }
    for (year, Year { months, .. }) in YearId::enumerate(&site.archive) {
        ids.push(PageId::Year(year));
        ids.extend(MonthId::all(months).map(|month| PageId::Month { year, month }));
    }
    for (taxonomy, Taxonomy { terms, .. }) in TaxonomyId::enumerate(&site.taxonomies) {
        ids.push(PageId::Taxonomy(taxonomy));
        for (term, Term { articles, .. }) in TermId::enumerate(terms) {
            let term = TermRef { taxonomy, term };
            let pages = list_pages(articles.len());
            ids.extend(pages.map(|list_page| PageId::Term { term, list_page }));
        }
    }
    if has_matrix(site, &context.theme) {
        ids.push(PageId::Matrix);
    }
    redirects(site, &mut ids);
    ids
}

/// A page for each old address of a document.
fn redirects(site: &Site, ids: &mut Vec<PageId>) {
    let mut add = |document, count: usize| {
        ids.extend((0..count).map(|alias| PageId::Redirect { document, alias }));
    };
    for (id, article) in ArticleId::enumerate(&site.articles) {
        add(DocumentId::Article(id), article.meta().aliases.len());
    }
    for (id, page) in PlainPageId::enumerate(&site.pages) {
        add(DocumentId::Plain(id), page.meta().aliases.len());
    }
    for (id, issue) in IssueId::enumerate(&site.issues) {
        add(DocumentId::Issue(id), issue.meta().aliases.len());
    }
}

/// Every feed.
fn feed_ids(site: &Site) -> impl Iterator<Item = FeedId> {
    let terms = TaxonomyId::enumerate(&site.taxonomies).flat_map(|(taxonomy, entry)| {
        let terms = TermId::all(&entry.terms);
        terms.map(move |term| FeedScope::Term(TermRef { taxonomy, term }))
    });
    let scopes = std::iter::once(FeedScope::Site).chain(terms);
    scopes.flat_map(|scope| {
        let formats = feeds::formats(site, scope).iter();
        formats.map(move |&format| FeedId { scope, format })
    })
}

/// Every file that is neither a page nor a feed; `listed` is the number of pages in the sitemap.
fn file_ids(context: &RenderContext, listed: usize) -> Vec<FileId> {
    let site = &context.site;
    let mut ids = vec![FileId::Robots];
    for (asset, file) in AssetId::enumerate(site.addresses.assets()) {
        ids.push(FileId::Asset(asset));
        let count = file.picture().map_or(0, |picture| picture.renditions.len());
        ids.extend((0..count).map(|rendition| FileId::Rendition { asset, rendition }));
    }
    ids.extend((0..context.static_files.len()).map(FileId::Static));
    let assets = context.theme.assets.iter().enumerate();
    let published = assets.filter(|(_, asset)| !asset.is_replaced);
    ids.extend(published.map(|(index, _)| FileId::ThemeAsset(index)));
    if site.has_code() {
        ids.push(FileId::CodeStyle);
    }
    // A sitemap holds absolute addresses, so without a base URL there is none.
    if site.config.base_url.is_some() {
        ids.extend(sitemap::files(listed));
    }
    ids
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::SystemTime;

    use crate::cache::{BodyStore, BuildCache};
    use crate::pipeline::prepare;
    use crate::render::Plan;
    use crate::source::Folder;
    use crate::testing::{SITE, request, write};

    const ARTICLE: &str = "---
title: 甲
date: 2024-01-02
initiatives: [甲]
regions: [凌云县]
aliases: [/old/]
---
![图](a.png)

```rust
fn main() {}
```
";

    /// The plan of a site that has something of every kind.
    fn full_plan() -> Plan {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::new(dir.path());
        write(&folder, "site.toml", SITE);
        write(&folder, "static/a.txt", "a");
        write(&folder, "content/articles/a.md", ARTICLE);
        write(&folder, "content/articles/a.png", picture());
        write(&folder, "content/initiatives/a.md", "---\nname: 甲\n---\n");
        write(
            &folder,
            "content/issues/a.md",
            "---\ndate: 2024-01-31\ncontents: [a]\n---\n",
        );
        write(&folder, "content/pages/a.md", "---\ntitle: 甲\n---\n");
        let cache = BuildCache::disabled(BodyStore::new().expect("a store"));
        let prepared = prepare(&folder, &request(&folder, SystemTime::UNIX_EPOCH), &cache);
        assert_eq!(prepared.diagnostics, []);
        prepared.context.expect("a site without errors").1
    }

    /// A PNG that is wide enough to have renditions.
    fn picture() -> Vec<u8> {
        let mut file = Vec::new();
        let encoder = png::Encoder::new(&mut file, 1000, 10);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(&[100; 10_000]).expect("pixels");
        writer.finish().expect("an end");
        file
    }

    /// The names of the variants of an enum in `output_id.rs`.
    fn variants(of: &str) -> BTreeSet<&'static str> {
        let source = include_str!("../output_id.rs");
        let (_, body) = source
            .split_once(&format!("pub enum {of} {{"))
            .expect("the enum");
        let (body, _) = body.split_once("\n}").expect("its end");
        let lines = body.lines().map(|line| line.trim().split(['(', ',', ' ']));
        lines
            .filter_map(|mut words| words.next())
            .filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
            .collect()
    }

    #[test]
    fn every_kind_of_output_is_planned() {
        let plan = full_plan();
        let ids: BTreeSet<String> = plan
            .outputs
            .iter()
            .map(|output| format!("{:?}", output.id))
            .collect();
        for (kind, of) in [("Page", "PageId"), ("File", "FileId")] {
            let variants = variants(of);
            assert!(variants.len() > 6, "{variants:?}");
            let is_planned = |variant: &&str| {
                let id = format!("{kind}({variant}");
                let mut rest = ids.iter().filter_map(|it| it.strip_prefix(&id));
                rest.any(|rest| !rest.starts_with(char::is_alphanumeric))
            };
            let missing: Vec<_> = variants.iter().filter(|it| !is_planned(it)).collect();
            assert!(missing.is_empty(), "no plan has {of} {missing:?}");
        }
    }
}
