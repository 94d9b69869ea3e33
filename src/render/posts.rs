//! Articles, plain pages and issues in full.

use std::collections::BTreeMap;

use super::RenderContext;
use super::lists::source;
use super::view_cache::ViewCache;
use crate::article::markdown::Heading;
use crate::config::TaxonomyKind;
use crate::diagnostic::Diagnostic;
use crate::fields::entries_to_template;
use crate::site::{Article, ArticleId, IssueId, PlainPageId, TaxonomyId, TermId, TermRef};
use crate::theme::views::{
    ArticleView, CardView, DocView, FigureView, Html, IssueView, LinkView, Shared, TaxonomyView,
    TocView,
};

/// How many related articles are shown, and how many of each shared term are looked at: a term may have thousands.
const RELATED: usize = 5;
const RELATED_CANDIDATES: usize = 40;

impl RenderContext {
    pub(super) fn article_view(
        &self,
        id: ArticleId,
        cache: &ViewCache,
    ) -> Result<ArticleView, Diagnostic> {
        let article = &self.site.articles[id];
        let (document, meta) = (&article.document, article.meta());
        let (previous_in_issue, next_in_issue) = self.neighbours_in_issue(article);
        Ok(ArticleView {
            title: meta.title.clone(),
            url: article.url.clone(),
            date: self.date(meta.date),
            updated: meta.updated.map(|moment| self.date(moment)),
            authors: meta.authors.clone(),
            source: source(meta.source.as_ref()),
            summary: self.summary(article).to_owned(),
            lead: meta.summary.clone().unwrap_or_default(),
            column: self
                .trails_of(article, TaxonomyKind::Columns, cache)
                .into_iter()
                .next(),
            initiatives: self.trails_of(article, TaxonomyKind::Initiatives, cache),
            regions: self.trails_of(article, TaxonomyKind::Regions, cache),
            taxonomies: self.own_taxonomies(article),
            issue: article
                .issue
                .map(|(issue, _)| self.issue_card(issue, cache)),
            previous_in_issue,
            next_in_issue,
            older: id
                .next(&self.site.articles)
                .map(|older| self.article_link(older)),
            newer: id.previous().map(|newer| self.article_link(newer)),
            image: self.image(document),
            figures: self.figures(article, cache),
            content: self.html(document, cache)?,
            toc: toc(&document.content.headings),
            characters: document.content.counts.han,
            words: document.content.counts.words,
            minutes: self.minutes(article),
            language: meta
                .language
                .clone()
                .unwrap_or_else(|| self.site.config.language.clone()),
            status: article.status.word().to_owned(),
            extra: entries_to_template(&meta.extra),
        })
    }

    fn neighbours_in_issue(&self, article: &Article) -> (Option<LinkView>, Option<LinkView>) {
        let Some((issue, place)) = article.issue else {
            return (None, None);
        };
        let contents = &self.site.issues[issue].contents;
        let link = |place: usize| {
            contents
                .get(place)
                .map(|&article| self.article_link(article))
        };
        (place.checked_sub(1).and_then(link), link(place + 1))
    }

    /// The article's terms in the taxonomies that the site declares itself.
    fn own_taxonomies(&self, article: &Article) -> Vec<TaxonomyView> {
        let mut own = Vec::new();
        for (id, taxonomy) in TaxonomyId::enumerate(&self.site.taxonomies) {
            let terms = article.terms_in(id);
            if taxonomy.kind == TaxonomyKind::Free && !terms.is_empty() {
                own.push(TaxonomyView {
                    key: taxonomy.key.clone(),
                    title: self.taxonomy_title(id),
                    url: taxonomy.url.clone(),
                    terms: self.nodes(id, terms, false),
                });
            }
        }
        own
    }

    fn figures(&self, article: &Article, cache: &ViewCache) -> Vec<FigureView> {
        let regions = self.site.taxonomy(TaxonomyKind::Regions);
        let figures = article.meta().figures.iter().zip(&article.figure_regions);
        let view = |(figure, region): (&crate::article::FigureMeta, &Option<TermId>)| FigureView {
            name: figure.name.clone(),
            value: figure.value.clone(),
            unit: figure.unit.clone(),
            region: regions
                .zip(*region)
                .map(|(taxonomy, term)| self.trail(TermRef { taxonomy, term }, cache)),
            as_of: figure.as_of.clone(),
        };
        figures.map(view).collect()
    }

    /// The articles that share the most terms with this one; the newest of equals.
    pub(super) fn related(&self, id: ArticleId, cache: &ViewCache) -> Vec<Shared<CardView>> {
        let article = &self.site.articles[id];
        let mut shared: BTreeMap<ArticleId, usize> = BTreeMap::new();
        for (taxonomy, terms) in self.site.taxonomies.iter().zip(&article.terms) {
            for &term in terms {
                let articles = &taxonomy.terms[term].articles;
                // The list is sorted: those nearest in time stand around this article's own place.
                let here = articles.partition_point(|&other| other < id);
                let start = here.saturating_sub(RELATED_CANDIDATES / 2);
                for &other in articles
                    .iter()
                    .skip(start)
                    .take(RELATED_CANDIDATES)
                    .filter(|&&other| other != id)
                {
                    *shared.entry(other).or_default() += 1;
                }
            }
        }
        let mut ranked: Vec<(ArticleId, usize)> = shared.into_iter().collect();
        ranked.sort_by(|(a, a_shared), (b, b_shared)| b_shared.cmp(a_shared).then(a.cmp(b)));
        self.cards(
            ranked.into_iter().take(RELATED).map(|(other, _)| other),
            cache,
        )
    }

    pub(super) fn doc_view(
        &self,
        id: PlainPageId,
        cache: &ViewCache,
    ) -> Result<DocView, Diagnostic> {
        let page = &self.site.pages[id];
        Ok(DocView {
            title: page.meta().title.clone(),
            url: page.url.clone(),
            content: self.html(&page.document, cache)?,
            toc: toc(&page.document.content.headings),
            updated: page.meta().updated.map(|moment| self.date(moment)),
            extra: entries_to_template(&page.meta().extra),
        })
    }

    pub(super) fn issue_view(
        &self,
        id: IssueId,
        cache: &ViewCache,
    ) -> Result<IssueView, Diagnostic> {
        let issue = &self.site.issues[id];
        let meta = issue.meta();
        Ok(IssueView {
            key: meta.key.clone(),
            title: meta
                .title
                .clone()
                .unwrap_or_else(|| self.site.config.title.clone()),
            name: self.issue_name(id),
            number: meta.number,
            total: meta.total,
            url: issue.url.clone(),
            date: self.date(meta.date),
            publisher: meta
                .publisher
                .clone()
                .unwrap_or_else(|| self.site.config.publisher.name.clone()),
            editors: meta.editors.clone(),
            signed_by: meta.signed_by.clone(),
            contents: self.cards(issue.contents.iter().copied(), cache),
            note: self.html(&issue.document, cache)?,
            report_to: meta.report_to.clone(),
            send_to: meta.send_to.clone(),
            copy_to: meta.copy_to.clone(),
            print_run: meta.print_run,
            previous: id
                .next(&self.site.issues)
                .map(|older| self.issue_card(older, cache)),
            next: id.previous().map(|newer| self.issue_card(newer, cache)),
            extra: entries_to_template(&meta.extra),
        })
    }
}

/// Headings as a tree; fewer than two are none.
fn toc(headings: &[Heading]) -> Vec<TocView> {
    if headings.len() < 2 {
        return Vec::new();
    }
    let mut rest = headings;
    let mut entries = Vec::new();
    while !rest.is_empty() {
        entries.push(entry(&mut rest, 0));
    }
    entries
}

/// The first heading with what stands below it. `depth` cannot exceed the six levels of headings.
fn entry(rest: &mut &[Heading], depth: usize) -> TocView {
    let heading = &rest[0];
    *rest = &rest[1..];
    let mut children = Vec::new();
    while depth < 6 && rest.first().is_some_and(|next| next.level > heading.level) {
        children.push(entry(rest, depth + 1));
    }
    TocView {
        level: heading.level,
        id: heading.id.to_string(),
        title: Html::new(heading.html()),
        children,
    }
}
