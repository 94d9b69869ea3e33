//! `[taxonomies.NAME]`: the built-in taxonomies, and those that a site declares.

use super::is_key;
use crate::diagnostic::Message;
use crate::fields::{Fields, visible};
use crate::util::url;

/// The most levels of a tree of terms. The pages of a deeper tree repeat too much, and no reader finds a way
/// through it.
pub(crate) const MAX_TERM_DEPTH: usize = 16;

/// The source of the terms of a taxonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaxonomyKind {
    /// The tree of regions, from the built-in table and content/regions/.
    Regions,
    /// The initiatives of content/initiatives/.
    Initiatives,
    /// The columns, made from the articles: one an article.
    Columns,
    /// Terms of a taxonomy that site.toml declares, made from the articles.
    Free,
}

impl TaxonomyKind {
    /// Whether its terms are a tree that files declare; other terms are made from the articles.
    pub fn is_declared(self) -> bool {
        match self {
            Self::Regions | Self::Initiatives => true,
            Self::Columns | Self::Free => false,
        }
    }
}

/// One taxonomy.
#[derive(Debug, Clone)]
pub struct TaxonomyConfig {
    /// Its key and the first part of its addresses.
    pub key: String,
    /// Its title; empty: the theme's word for it.
    pub title: String,
    /// The source of its terms.
    pub kind: TaxonomyKind,
    /// The key of front matter that names the terms.
    pub source: String,
    /// Whether `/` in a name makes levels.
    pub hierarchical: bool,
    /// Whether each term has feeds.
    pub feed: bool,
    /// Names in the order in which they are listed; others follow by pinyin.
    pub order: Vec<String>,
}

/// Reads the tables: the built-in taxonomies as the site changes them, then those that it declares. Each
/// inner table is closed by `close`.
pub(super) fn taxonomies(
    fields: &mut Fields<'_>,
    mut close: impl FnMut(&str, Fields<'_>),
) -> Vec<TaxonomyConfig> {
    let mut all = vec![
        TaxonomyConfig::built_in("initiatives", TaxonomyKind::Initiatives),
        TaxonomyConfig::built_in("regions", TaxonomyKind::Regions),
        TaxonomyConfig {
            source: "column".to_owned(),
            ..TaxonomyConfig::built_in("columns", TaxonomyKind::Columns)
        },
    ];
    for (name, mut inner) in fields.named_maps("taxonomies") {
        if !is_key(&name.value) || url::RESERVED.contains(&name.value.as_str()) {
            let (name, range) = (name.value, name.range);
            fields.report(range, Message::TaxonomyName { name });
            continue;
        }
        let at = all
            .iter()
            .position(|taxonomy| taxonomy.key == name.value)
            .unwrap_or_else(|| {
                all.push(TaxonomyConfig::built_in(&name.value, TaxonomyKind::Free));
                all.len() - 1
            });
        all[at] = all[at].overridden(&mut inner);
        close(&format!("taxonomies.{}", name.value), inner);
    }
    all
}

impl TaxonomyConfig {
    fn built_in(key: &str, kind: TaxonomyKind) -> Self {
        Self {
            key: key.to_owned(),
            title: String::new(),
            kind,
            source: key.to_owned(),
            hierarchical: kind.is_declared(),
            feed: true,
            order: Vec::new(),
        }
    }

    /// The same with the settings of a table.
    fn overridden(&self, fields: &mut Fields<'_>) -> Self {
        let title = fields.text("title").or_else(|| fields.text("name"));
        let order = fields.long_list("order").into_iter();
        let taxonomy = Self {
            title: title.map(|title| title.value).unwrap_or_default(),
            feed: fields.flag("feed").unwrap_or(self.feed),
            // As the names in front matter are read.
            order: order.map(|name| visible(name.value)).collect(),
            ..self.clone()
        };
        if self.kind.is_declared() {
            // Its terms come from files: the other keys have no meaning.
            for key in ["source", "hierarchical", "order"] {
                fields.report_no_effect(key);
            }
            return taxonomy;
        }
        let source = fields.text("source").map(|source| source.value);
        Self {
            source: source.unwrap_or(taxonomy.source),
            hierarchical: fields.flag("hierarchical").unwrap_or(self.hierarchical),
            ..taxonomy
        }
    }
}
