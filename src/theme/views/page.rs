//! The page being rendered, of any kind, as every template sees it.

use super::{DateView, ImageView, LinkView, Shared, views};

views! {
    /// The page being rendered, as `page` in every template.
    PageView {
        /// `home`, `article`, `page`, `issue`, `issues`, `taxonomy`, `term`, `articles`, `matrix`,
        /// `archive`, `year`, `month`, `404` or `redirect`.
        kind: String,
        /// The title, without that of the site.
        title: String,
        /// One or two sentences for search engines and cards; may be empty.
        description: String,
        /// The page's address, root-relative.
        url: String,
        /// The absolute address for `rel=canonical`; empty if site.toml has no `base_url`.
        permalink: String,
        /// Language tag of this page.
        language: String,
        /// The breadcrumbs: from the home page down to the parent of this page.
        breadcrumbs: Vec<LinkView>,
        /// The feeds of this page; if it has none, those of the site.
        feeds: Vec<Shared<FeedView>>,
        /// The picture for cards.
        image: Option<ImageView>,
        /// When it was published (articles and issues).
        published: Option<Shared<DateView>>,
        /// When it was last changed.
        updated: Option<Shared<DateView>>,
        /// Address of the style sheet for highlighted code, if this page has such code.
        code_style: Option<String>,
        /// Number of this page in a paged list, from 1.
        number: usize,
    }

    /// One feed.
    FeedView {
        /// Its title.
        title: String,
        /// Its address, root-relative.
        url: String,
        /// Its media type, such as `application/atom+xml`.
        mime: String,
        /// `atom`, `rss` or `json`.
        format: String,
    }
}
