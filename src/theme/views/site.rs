//! What every template sees of the site as a whole.

use super::{FeedView, IssueCardView, LinkView, NodeView, Shared, views};

views! {
    /// The site, as `site` in every template.
    SiteView {
        /// The title from site.toml.
        title: String,
        /// The subtitle; empty where there is none.
        subtitle: String,
        /// One sentence about the site; empty where there is none.
        description: String,
        /// Language tag of the site: `zh-Hans`, `zh-Hant`, `en`.
        language: String,
        /// The absolute address from site.toml, ends with `/`; empty where none is set.
        base_url: String,
        /// The options of the theme: those of `[options]` in site.toml over those of theme.toml.
        options: tera::Value,
        /// Address of the page that shows who reports on what; empty where there is none.
        matrix: String,
        /// Who publishes.
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

    /// Who publishes, as `site.publisher`; every field is empty where site.toml does not give it.
    PublisherView {
        /// Name of the office, organisation or newspaper.
        name: String,
        /// How to reach it.
        contact: String,
        /// ICP filing number.
        icp: String,
        /// Public security filing number.
        police: String,
        /// Site identification code of a government site.
        site_id: String,
    }
}
