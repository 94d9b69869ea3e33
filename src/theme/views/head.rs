//! The metadata in the head of a page, for machines.

use super::{Html, views};

views! {
    /// Metadata for search engines and for the inspection of government sites, as `head` in every template.
    HeadView {
        /// JSON-LD objects, ready to print in `<script type="application/ld+json">`: the page in
        /// schema.org's vocabulary, and Baidu's time factor. Empty if site.toml has no `base_url`.
        json_ld: Vec<Html>,
        /// The page tags of Chinese government sites; empty if the publisher has no `site_id`.
        tags: Vec<MetaView>,
    }

    /// A `<meta name content>`; neither is ever empty.
    MetaView {
        /// Its name.
        name: String,
        /// Its content.
        content: String,
    }
}
