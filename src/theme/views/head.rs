//! What the head of a page says to machines.

use super::{Html, views};

views! {
    /// What the page says to search engines and to the inspection of government sites, as `head` in every template.
    HeadView {
        /// Objects of JSON-LD, ready to stand in `<script type="application/ld+json">`: what schema.org knows of the page, and Baidu's time factor. Empty where site.toml has no `base_url`.
        json_ld: Vec<Html>,
        /// The page tags of Chinese government sites; empty where the publisher has no `site_id`.
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
