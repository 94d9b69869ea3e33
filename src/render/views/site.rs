//! The site as every template sees it, and feeds as links.

use super::{Views, has_matrix};
use crate::config::{FeedFormat, TaxonomyKind};
use crate::render::feeds;
use crate::render::output_id::{FeedId, FeedScope};
use crate::site::{IssueId, TaxonomyId};
use crate::theme::views::{FeedView, LinkView, NodeView, PublisherView, Shared, SiteView};
use crate::util::url;

impl Views<'_> {
    /// The site.
    pub(in crate::render) fn site(&self) -> SiteView {
        let config = &self.site.config;
        let publisher = &config.publisher;
        let pages = self.site.pages.iter().map(|page| LinkView {
            title: page.meta().title.clone(),
            url: page.url.clone(),
        });
        let columns = self.roots(TaxonomyKind::Columns).into_iter();
        let matrix = has_matrix(self.site, self.theme).then(|| url::MATRIX.to_owned());
        SiteView {
            title: config.title.clone(),
            subtitle: config.subtitle.clone(),
            description: config.description.clone(),
            language: config.language.clone(),
            base_url: config.base_url.clone().unwrap_or_default(),
            options: self.theme.options.clone(),
            matrix: matrix.unwrap_or_default(),
            publisher: PublisherView {
                name: publisher.name.clone(),
                contact: publisher.contact.clone(),
                icp: publisher.icp.clone(),
                police: publisher.police.clone(),
                site_id: publisher.site_id.clone(),
            },
            menu: self.menu(),
            pages: pages.collect(),
            latest_issue: (!self.site.issues.is_empty()).then(|| self.issue_card(IssueId::FIRST)),
            initiatives: self.roots(TaxonomyKind::Initiatives),
            regions: self.roots(TaxonomyKind::Regions),
            columns: columns.filter(|node: &NodeView| node.count > 0).collect(),
            feeds: self.feeds(FeedScope::Site),
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
        let mut menu = vec![link("home", url::HOME), link("issues", url::ISSUES)];
        for (id, taxonomy) in TaxonomyId::enumerate(&self.site.taxonomies) {
            if !taxonomy.terms.is_empty() {
                menu.push(LinkView {
                    title: self.taxonomy_title(id),
                    url: taxonomy.url.clone(),
                });
            }
        }
        menu.push(link("archive", url::ARCHIVE));
        menu
    }

    /// The feeds of a scope, as links.
    pub(in crate::render) fn feeds(&self, scope: FeedScope) -> Vec<Shared<FeedView>> {
        self.cache.feeds.get(scope, || {
            let title = feeds::title(self.site, self.theme, scope);
            let view = |&format: &FeedFormat| {
                Shared::new(FeedView {
                    title: title.clone(),
                    url: self.urls.feed(FeedId { scope, format }),
                    mime: format.media_type().to_owned(),
                    format: format.name().to_owned(),
                })
            };
            feeds::formats(self.site, scope).iter().map(view).collect()
        })
    }
}
