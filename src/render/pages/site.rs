//! What every template sees of the site, and feeds as links.

use crate::config::{FeedFormat, TaxonomyKind};
use crate::render::RenderContext;
use crate::render::output_id::{FeedId, FeedScope};
use crate::render::view_cache::ViewCache;
use crate::site::{IssueId, TaxonomyId};
use crate::theme::views::{FeedView, LinkView, NodeView, PublisherView, Shared, SiteView};

impl RenderContext {
    /// What every template sees of the site.
    pub(in crate::render) fn site_view(&self, cache: &ViewCache) -> SiteView {
        let config = &self.site.config;
        let publisher = &config.publisher;
        SiteView {
            title: config.title.clone(),
            subtitle: config.subtitle.clone(),
            description: config.description.clone(),
            language: config.language.clone(),
            base_url: config.base_url.clone().unwrap_or_default(),
            options: self.theme.options.clone(),
            matrix: self.matrix_url().unwrap_or_default().to_owned(),
            publisher: PublisherView {
                name: publisher.name.clone(),
                contact: publisher.contact.clone(),
                icp: publisher.icp.clone(),
                police: publisher.police.clone(),
                site_id: publisher.site_id.clone(),
            },
            menu: self.menu(),
            pages: self
                .site
                .pages
                .iter()
                .map(|page| LinkView {
                    title: page.meta().title.clone(),
                    url: page.url.clone(),
                })
                .collect(),
            latest_issue: (!self.site.issues.is_empty())
                .then(|| self.issue_card(IssueId::FIRST, cache)),
            initiatives: self.roots(TaxonomyKind::Initiatives),
            regions: self.roots(TaxonomyKind::Regions),
            columns: self
                .roots(TaxonomyKind::Columns)
                .into_iter()
                .filter(|node: &NodeView| node.count > 0)
                .collect(),
            feeds: self.feeds_of(FeedScope::Site, cache),
            articles: self.site.articles.len(),
            generator: concat!("bulletin ", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }

    /// Home, issues, the taxonomies that have terms, archive.
    fn menu(&self) -> Vec<LinkView> {
        let link = |key: &str, url: &str| LinkView {
            title: self.theme.string(key),
            url: url.to_owned(),
        };
        let mut menu = vec![link("home", "/"), link("issues", "/issues/")];
        for (id, taxonomy) in TaxonomyId::enumerate(&self.site.taxonomies)
            .filter(|(_, taxonomy)| !taxonomy.terms.is_empty())
        {
            menu.push(LinkView {
                title: self.taxonomy_title(id),
                url: taxonomy.url.clone(),
            });
        }
        menu.push(link("archive", "/archive/"));
        menu
    }

    /// The feeds of a scope, as links.
    pub(in crate::render) fn feeds_of(
        &self,
        scope: FeedScope,
        cache: &ViewCache,
    ) -> Vec<Shared<FeedView>> {
        cache.feeds.get(scope, || self.feed_views(scope))
    }

    fn feed_views(&self, scope: FeedScope) -> Vec<Shared<FeedView>> {
        let title = self.scope_title(scope);
        let view = |&format: &FeedFormat| {
            Shared::new(FeedView {
                title: title.clone(),
                url: self.feed_url(FeedId { scope, format }),
                mime: format.media_type().to_owned(),
                format: format.name().to_owned(),
            })
        };
        let has_feeds = match scope {
            FeedScope::Site => true,
            FeedScope::Term(term) => {
                let taxonomy = &self.site.taxonomies[term.taxonomy];
                taxonomy.feed && !taxonomy.terms[term.term].articles.is_empty()
            }
        };
        if has_feeds {
            self.feed_formats().iter().map(view).collect()
        } else {
            Vec::new()
        }
    }
}
