//! Initiatives, regions, columns and the taxonomies that a site declares itself.

use super::{FeedView, Html, LinkView, Shared, views};

views! {
    /// A term as a link, with its ancestors.
    TermLinkView {
        /// Its key: a region's code, an initiative's key, a tag's address.
        key: String,
        /// Its name.
        name: String,
        /// Its address, root-relative.
        url: String,
        /// Its ancestors, from the top of the tree down to its parent.
        path: Vec<LinkView>,
    }

    /// A term in a tree, with its count.
    NodeView {
        /// Its key.
        key: String,
        /// Its name.
        name: String,
        /// Its address, root-relative.
        url: String,
        /// How many articles it and the terms below it have, each article once.
        count: usize,
        /// Its count in percent of the largest count among its siblings, for bars.
        share: usize,
        /// The terms below it.
        children: Vec<NodeView>,
    }

    /// A taxonomy, as `taxonomy` in `taxonomy.html`.
    TaxonomyView {
        /// Its key: `regions`, `initiatives`, `columns`, `tags`.
        key: String,
        /// Its title.
        title: String,
        /// Its address, root-relative.
        url: String,
        /// Its terms as a tree; a flat taxonomy has no children.
        terms: Vec<NodeView>,
    }

    /// One term in full, as `term` in `term.html`.
    TermView {
        /// Its key.
        key: String,
        /// Its name.
        name: String,
        /// Its other names.
        aliases: Vec<String>,
        /// Its address, root-relative: the first page of its list.
        url: String,
        /// Its ancestors, from the top of the tree down to its parent.
        path: Vec<LinkView>,
        /// The terms below it, with counts.
        children: Vec<NodeView>,
        /// How many articles it and the terms below it have, each article once.
        count: usize,
        /// Its landing text; empty if there is none.
        content: Html,
        /// `draft` in a preview if the landing text is one; else empty.
        status: String,
        /// Its feeds.
        feeds: Vec<Shared<FeedView>>,
        /// `extra` in the front matter of its landing text.
        extra: tera::Value,
    }
}
