//! The site as a whole, as every template sees it.

use super::{FeedView, IssueCardView, LinkView, NodeView, Shared, views};

views! {
    /// The site, as `site` in every template.
    SiteView {
        /// The title from site.toml.
        title: String,
        /// The subtitle; empty if there is none.
        subtitle: String,
        /// One sentence about the site; empty if there is none.
        description: String,
        /// Language tag of the site: `zh-Hans`, `zh-Hant`, `en`.
        language: String,
        /// The absolute address from site.toml, which ends with `/`; empty if none is set.
        base_url: String,
        /// The options of theme.toml, overridden by `[options]` in site.toml.
        options: tera::Value,
        /// Address of the page with the matrix of regions and initiatives; empty if there is none.
        matrix: String,
        /// The publisher.
        publisher: PublisherView,
        /// The main menu: home, issues, the taxonomies, archive.
        menu: Vec<LinkView>,
        /// The plain pages, in their order.
        pages: Vec<LinkView>,
        /// The newest issue.
        latest_issue: Option<Shared<IssueCardView>>,
        /// The top-level initiatives with counts, in their order.
        initiatives: Vec<NodeView>,
        /// The top-level regions with counts, by code.
        regions: Vec<NodeView>,
        /// The columns with counts, in their order.
        columns: Vec<NodeView>,
        /// The feeds of the whole site.
        feeds: Vec<Shared<FeedView>>,
        /// How many articles are published.
        articles: usize,
        /// Name and version of the program.
        generator: String,
    }

    /// The publisher, as `site.publisher`; a field is empty if site.toml does not set it.
    PublisherView {
        /// Name of the office, organisation or newspaper.
        name: String,
        /// Contact: address, telephone or e-mail.
        contact: String,
        /// ICP filing number.
        icp: String,
        /// Public security filing number.
        police: String,
        /// Site identification code of a government site.
        site_id: String,
    }
}
