//! How an article stands in lists: as a view, or as the HTML that the theme's `card.html` makes of it.

use std::sync::OnceLock;

use super::RenderContext;
use super::lists::source;
use super::pages::{Variables, boxed};
use super::view_cache::ViewCache;
use crate::config::TaxonomyKind;
use crate::diagnostic::Diagnostic;
use crate::site::ArticleId;
use crate::theme::views::{CARD, CardView, Html, LinkView, Shared};
use crate::util::fingerprint::Fingerprint;

/// Each article's card, made when a page first shows it. It is the same on every page, so no page needs to make it again.
pub struct FinishedCards(Box<[FinishedCard]>);

#[derive(Default)]
struct FinishedCard {
    /// The hash of its view: all that is asked of it where nothing is rendered.
    hash: OnceLock<u64>,
    html: OnceLock<Html>,
}

impl FinishedCards {
    /// Room for the cards of so many articles.
    pub fn new(articles: usize) -> Self {
        Self((0..articles).map(|_| FinishedCard::default()).collect())
    }
}

impl RenderContext {
    /// What `template` is given of a list: the views of these articles, their finished cards, or both.
    pub(super) fn list(
        &self,
        template: &str,
        articles: impl Iterator<Item = ArticleId> + Clone,
        cache: &ViewCache,
    ) -> Result<Variables, Diagnostic> {
        let mut variables = Vec::new();
        if self.theme.uses(template, "articles") {
            let views = self.cards(articles.clone(), cache);
            variables.push(("articles", boxed(views)));
        }
        variables.extend(self.finished_list(template, articles, cache)?);
        Ok(variables)
    }

    /// The finished cards of these articles, where `template` shows them.
    pub(super) fn finished_list(
        &self,
        template: &str,
        articles: impl Iterator<Item = ArticleId>,
        cache: &ViewCache,
    ) -> Result<Variables, Diagnostic> {
        if !self.theme.uses(template, "cards") {
            return Ok(Vec::new());
        }
        let cards = articles.map(|article| self.finished_card(article, cache));
        let cards: Vec<Html> = cards.collect::<Result<_, _>>()?;
        Ok(vec![("cards", boxed(cards))])
    }

    /// The views of these articles.
    pub(super) fn cards(
        &self,
        articles: impl IntoIterator<Item = ArticleId>,
        cache: &ViewCache,
    ) -> Vec<Shared<CardView>> {
        let card = |article| cache.cards.share(article, || self.card(article, cache));
        articles.into_iter().map(card).collect()
    }

    /// The card of an article in HTML. The hash is that of the view, so that nothing needs to be rendered to know it.
    fn finished_card(&self, id: ArticleId, cache: &ViewCache) -> Result<Html, Diagnostic> {
        let FinishedCard {
            hash,
            html: finished,
        } = &self.finished_cards.0[id.index()];
        if let Some(html) = finished.get() {
            return Ok(html.clone());
        }
        let Some(common) = &cache.common else {
            let hash = hash.get_or_init(|| Fingerprint::of(&self.card(id, cache)).hash());
            return Ok(Html::with_hash("", *hash));
        };
        let view = Shared::new(self.card(id, cache));
        let hash = view.hash();
        let mut context = common.clone();
        context.insert_value("article", view.into());
        let mut buffer = cache.buffer.borrow_mut();
        let html = self.fill(CARD, &context, &mut buffer)?;
        // Where another thread was as fast, both have made the same.
        Ok(finished.get_or_init(|| Html::with_hash(html, hash)).clone())
    }

    fn card(&self, id: ArticleId, cache: &ViewCache) -> CardView {
        let article = &self.site.articles[id];
        let meta = article.meta();
        let issue = |(issue, _)| LinkView {
            title: self.issue_name(issue),
            url: self.site.issues[issue].url.clone(),
        };
        CardView {
            title: meta.title.clone(),
            url: article.url.clone(),
            date: self.date(meta.date),
            authors: meta.authors.clone(),
            source: source(meta.source.as_ref()),
            summary: self.summary(article).to_owned(),
            column: self
                .terms_of(article, TaxonomyKind::Columns, cache)
                .into_iter()
                .next(),
            initiatives: self.terms_of(article, TaxonomyKind::Initiatives, cache),
            regions: self.terms_of(article, TaxonomyKind::Regions, cache),
            issue: article.issue.map(issue),
            image: self.image(&article.document),
            minutes: self.minutes(article),
            status: article.status.word().to_owned(),
            language: meta.language.clone().unwrap_or_default(),
        }
    }
}
