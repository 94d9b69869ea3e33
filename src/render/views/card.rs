//! Articles in lists: as views, or as the HTML that the theme's `card.html` makes of them.

use std::sync::OnceLock;

use super::{HtmlMode, Views};
use crate::config::TaxonomyKind;
use crate::diagnostic::Diagnostic;
use crate::render::renderer::render_into;
use crate::site::ArticleId;
use crate::theme::views::{CARD, CardView, Html, LinkView, Shared};
use crate::util::fingerprint::Fingerprint;

/// The card of each article, rendered when a page first shows it. A card is the same on every page, so all
/// threads share it.
pub struct RenderedCards(Box<[RenderedCard]>);

#[derive(Default)]
struct RenderedCard {
    /// The hash of its view: enough where nothing is rendered.
    hash: OnceLock<u64>,
    html: OnceLock<Html>,
}

impl RenderedCards {
    /// Empty slots for the cards of this many articles.
    pub fn new(articles: usize) -> Self {
        Self((0..articles).map(|_| RenderedCard::default()).collect())
    }
}

impl Views<'_> {
    /// Cards of these articles.
    pub(in crate::render) fn cards(
        &self,
        articles: impl IntoIterator<Item = ArticleId>,
    ) -> Vec<Shared<CardView>> {
        let card = |id| self.cache.cards.shared(id, || self.card(id));
        articles.into_iter().map(card).collect()
    }

    /// The card of an article in HTML. Its hash is that of the view, so that it is known without rendering.
    pub(in crate::render) fn rendered_card(&self, id: ArticleId) -> Result<Html, Diagnostic> {
        let card = &self.rendered_cards.0[id.index()];
        if let Some(html) = card.html.get() {
            return Ok(html.clone());
        }
        match &self.html {
            HtmlMode::HashOnly => {
                let hash = || Fingerprint::of(&self.card(id)).hash();
                Ok(Html::with_hash("", *card.hash.get_or_init(hash)))
            }
            HtmlMode::Full { common, .. } => {
                let view = Shared::new(self.card(id));
                let hash = view.hash();
                let mut context = common.clone();
                context.insert_value("article", view.into());
                let mut buffer = self.buffer.borrow_mut();
                let html = render_into(self.theme, CARD, &context, &mut buffer)?;
                // If another thread was faster, it has rendered the same.
                let html = card.html.get_or_init(|| Html::with_hash(html, hash));
                Ok(html.clone())
            }
        }
    }

    fn card(&self, id: ArticleId) -> CardView {
        let article = &self.site.articles[id];
        let meta = article.meta();
        let issue = |(issue, _)| LinkView {
            title: self.issue_name(issue),
            url: self.site.issues[issue].url.clone(),
        };
        let column = self.term_links(article, TaxonomyKind::Columns);
        CardView {
            title: meta.title.clone(),
            url: article.url.clone(),
            date: self.date(meta.date),
            authors: meta.authors.clone(),
            source: meta.source.as_ref().map(super::article::source),
            summary: super::article::summary(article).to_owned(),
            column: column.into_iter().next(),
            initiatives: self.term_links(article, TaxonomyKind::Initiatives),
            regions: self.term_links(article, TaxonomyKind::Regions),
            issue: article.issue.map(issue),
            image: self.image(&article.document),
            minutes: self.minutes(article),
            status: article.status.word().to_owned(),
            language: meta.language.clone().unwrap_or_default(),
        }
    }
}
