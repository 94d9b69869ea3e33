//! Articles and plain pages in full.

use std::collections::BTreeMap;

use super::Views;
use crate::article::markdown::{Heading, Target};
use crate::article::{Document, FigureMeta, SourceMeta};
use crate::config::TaxonomyKind;
use crate::diagnostic::Diagnostic;
use crate::fields::entries_to_template;
use crate::images::Picture;
use crate::site::{Article, ArticleId, PlainPageId, TaxonomyId, TermId, TermRef, image_target};
use crate::text::count::reading_minutes;
use crate::theme::views::{
    ArticleView, CardView, DocView, FigureView, Html, ImageView, LinkView, Shared, SourceView,
    TaxonomyView, TocView,
};
use crate::util::url;

/// The most related articles of an article, and the most articles of each shared term that are compared: a
/// term may have thousands.
const RELATED: usize = 5;
const RELATED_CANDIDATES: usize = 40;

impl Views<'_> {
    /// An article.
    pub(in crate::render) fn article(&self, id: ArticleId) -> Result<ArticleView, Diagnostic> {
        let article = &self.site.articles[id];
        let (document, meta) = (&article.document, article.meta());
        let (previous_in_issue, next_in_issue) = self.neighbours_in_issue(article);
        let column = self.term_links_with_path(article, TaxonomyKind::Columns);
        let issue = article.issue.map(|(issue, _)| self.issue_card(issue));
        let older = id.next(&self.site.articles);
        let site_language = &self.site.config.language;
        Ok(ArticleView {
            title: meta.title.clone(),
            url: article.url.clone(),
            date: self.date(meta.date),
            updated: meta.updated.map(|moment| self.date(moment)),
            authors: meta.authors.clone(),
            source: meta.source.as_ref().map(source),
            summary: summary(article).to_owned(),
            lead: meta.summary.clone().unwrap_or_default(),
            column: column.into_iter().next(),
            initiatives: self.term_links_with_path(article, TaxonomyKind::Initiatives),
            regions: self.term_links_with_path(article, TaxonomyKind::Regions),
            taxonomies: self.declared_taxonomies(article),
            issue,
            previous_in_issue,
            next_in_issue,
            older: older.map(|older| self.article_link(older)),
            newer: id.previous().map(|newer| self.article_link(newer)),
            image: self.image(document),
            figures: self.figures(article),
            content: self.body(document)?,
            toc: toc(&document.content.headings),
            characters: document.content.counts.han,
            words: document.content.counts.words,
            minutes: self.minutes(article),
            language: meta.language.as_ref().unwrap_or(site_language).clone(),
            status: article.status.word().to_owned(),
            extra: entries_to_template(&meta.extra),
        })
    }

    /// An article as a link.
    pub(in crate::render) fn article_link(&self, id: ArticleId) -> LinkView {
        let article = &self.site.articles[id];
        LinkView {
            title: article.meta().title.clone(),
            url: article.url.clone(),
        }
    }

    fn neighbours_in_issue(&self, article: &Article) -> (Option<LinkView>, Option<LinkView>) {
        let Some((issue, position)) = article.issue else {
            return (None, None);
        };
        let contents = &self.site.issues[issue].contents;
        let link = |position: usize| contents.get(position).map(|&id| self.article_link(id));
        (position.checked_sub(1).and_then(link), link(position + 1))
    }

    /// The terms of an article in the taxonomies that site.toml declares.
    fn declared_taxonomies(&self, article: &Article) -> Vec<TaxonomyView> {
        let mut views = Vec::new();
        for (id, taxonomy) in TaxonomyId::enumerate(&self.site.taxonomies) {
            let terms = article.terms_in(id);
            if taxonomy.kind == TaxonomyKind::Free && !terms.is_empty() {
                views.push(TaxonomyView {
                    key: taxonomy.key.clone(),
                    title: self.taxonomy_title(id),
                    url: taxonomy.url.clone(),
                    terms: self.nodes(id, terms, false),
                });
            }
        }
        views
    }

    fn figures(&self, article: &Article) -> Vec<FigureView> {
        let regions = self.site.taxonomy(TaxonomyKind::Regions);
        let link = |(taxonomy, term)| self.term_link_with_path(TermRef { taxonomy, term });
        let figures = article.meta().figures.iter().zip(&article.figure_regions);
        let view = |(figure, region): (&FigureMeta, &Option<TermId>)| FigureView {
            name: figure.name.clone(),
            value: figure.value.clone(),
            unit: figure.unit.clone(),
            region: regions.zip(*region).map(link),
            as_of: figure.as_of.clone(),
        };
        figures.map(view).collect()
    }

    /// The articles that share the most terms with an article; of equals, the newest.
    pub(in crate::render) fn related(&self, id: ArticleId) -> Vec<Shared<CardView>> {
        let article = &self.site.articles[id];
        let mut shared: BTreeMap<ArticleId, usize> = BTreeMap::new();
        for (taxonomy, terms) in self.site.taxonomies.iter().zip(&article.terms) {
            for &term in terms {
                let articles = &taxonomy.terms[term].articles;
                // The list is sorted: the nearest in time are around the article itself.
                let here = articles.partition_point(|&other| other < id);
                let start = here.saturating_sub(RELATED_CANDIDATES / 2);
                let candidates = articles.iter().skip(start).take(RELATED_CANDIDATES);
                for &other in candidates.filter(|&&other| other != id) {
                    *shared.entry(other).or_default() += 1;
                }
            }
        }
        let mut ranked: Vec<(ArticleId, usize)> = shared.into_iter().collect();
        ranked.sort_by(|(a, a_shared), (b, b_shared)| b_shared.cmp(a_shared).then(a.cmp(b)));
        self.cards(ranked.into_iter().take(RELATED).map(|(other, _)| other))
    }

    /// A plain page.
    pub(in crate::render) fn plain_page(&self, id: PlainPageId) -> Result<DocView, Diagnostic> {
        let page = &self.site.pages[id];
        let meta = page.meta();
        Ok(DocView {
            title: meta.title.clone(),
            url: page.url.clone(),
            content: self.body(&page.document)?,
            toc: toc(&page.document.content.headings),
            updated: meta.updated.map(|moment| self.date(moment)),
            status: page.status.word().to_owned(),
            extra: entries_to_template(&meta.extra),
        })
    }

    /// The image that the front matter of an article names.
    pub(super) fn image(&self, document: &Document) -> Option<ImageView> {
        let (image, target) = image_target(document, &self.site.config.links.schemes)?;
        let (url, size, picture) = match target {
            Target::Source { path, .. } => {
                let asset = self.site.addresses.asset(&path)?;
                let size = asset.size().map(|size| (size.width, size.height));
                (asset.url.clone(), size, asset.picture())
            }
            Target::Site { path, .. } => (url::encode(&path), None, None),
            Target::External(url) => (url, None, None),
            Target::Fragment(_) | Target::Escapes | Target::Refused { .. } => return None,
        };
        let size = picture.map(|picture| picture.size).or(size);
        let set = |set: fn(&Picture) -> &String| picture.map(set).cloned().unwrap_or_default();
        Some(ImageView {
            url: picture.map_or(url, |picture| picture.src.clone()),
            srcset: set(|picture| &picture.srcset),
            webp: set(|picture| &picture.webp),
            alt: image.alt.clone(),
            caption: image.caption.clone(),
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
        })
    }

    /// The minutes that reading an article takes, at least one.
    pub(super) fn minutes(&self, article: &Article) -> u32 {
        let speeds = &self.site.config.articles;
        let counts = article.document.content.counts;
        let (characters, words) = (speeds.characters_per_minute, speeds.words_per_minute);
        reading_minutes(counts, characters, words).max(1)
    }
}

/// The summary of an article: its own, or its first sentences.
pub(in crate::render) fn summary(article: &Article) -> &str {
    let own = article.meta().summary.as_ref();
    own.unwrap_or(&article.document.content.excerpt)
}

pub(super) fn source(meta: &SourceMeta) -> SourceView {
    SourceView {
        name: meta.name.clone(),
        url: meta.url.clone(),
    }
}

/// Headings as a tree; fewer than two make none.
fn toc(headings: &[Heading]) -> Vec<TocView> {
    if headings.len() < 2 {
        return Vec::new();
    }
    let mut rest = headings;
    let mut entries = Vec::new();
    while !rest.is_empty() {
        entries.push(toc_entry(&mut rest, 0));
    }
    entries
}

/// The first heading with those below it. `depth` cannot exceed the six levels of headings.
fn toc_entry(rest: &mut &[Heading], depth: usize) -> TocView {
    let heading = &rest[0];
    *rest = &rest[1..];
    let mut children = Vec::new();
    while depth < 6 && rest.first().is_some_and(|next| next.level > heading.level) {
        children.push(toc_entry(rest, depth + 1));
    }
    TocView {
        level: heading.level,
        id: heading.id.to_string(),
        title: Html::new(heading.html()),
        children,
    }
}
