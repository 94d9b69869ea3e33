//! What lists show beside cards: links of terms, issues as links, pagers.

use super::RenderContext;
use super::view_cache::ViewCache;
use crate::article::markdown::Target;
use crate::article::{Document, SourceMeta};
use crate::images::Picture;
use crate::site::{Article, TermRef, image_target};
use crate::theme::views::{
    ImageView, IssueCardView, LinkView, NodeView, PagerView, Shared, SourceView, TermLinkView,
};

impl RenderContext {
    /// The terms of an article in the taxonomy `key` as lists show them: without the way up their tree.
    pub(super) fn terms_of(
        &self,
        article: &Article,
        key: &str,
        cache: &ViewCache,
    ) -> Vec<Shared<TermLinkView>> {
        let link = |at: TermRef| {
            let make = || self.term_link(at.taxonomy, at.term, Vec::new());
            cache.terms.share(at, make)
        };
        self.named(article, key).map(link).collect()
    }

    fn taxonomy(&self, key: &str) -> Option<usize> {
        self.site
            .taxonomies
            .iter()
            .position(|taxonomy| taxonomy.key == key)
    }

    /// The summary of an article: the one that it has, or its first sentences.
    pub(super) fn summary<'a>(&self, article: &'a Article) -> &'a str {
        let given = article.meta().summary.as_ref();
        given.unwrap_or(&article.document.content.excerpt)
    }

    pub(super) fn minutes(&self, article: &Article) -> u32 {
        let speeds = &self.site.config.articles;
        let counts = article.document.content.counts;
        crate::text::count::reading_minutes(
            counts,
            speeds.characters_per_minute,
            speeds.words_per_minute,
        )
        .max(1)
    }

    /// The terms of an article in the taxonomy `key`, each with the way up its tree.
    pub(super) fn trails_of(
        &self,
        article: &Article,
        key: &str,
        cache: &ViewCache,
    ) -> Vec<Shared<TermLinkView>> {
        let trail = |at: TermRef| self.trail(at, cache);
        self.named(article, key).map(trail).collect()
    }

    /// The terms that an article names in the taxonomy `key`; none where there is no such taxonomy.
    fn named<'a>(
        &self,
        article: &'a Article,
        key: &str,
    ) -> impl Iterator<Item = TermRef> + use<'a> {
        let taxonomy = self.taxonomy(key);
        let terms = taxonomy.map(|number| (number, article.terms[number].as_slice()));
        let (taxonomy, terms) = terms.unwrap_or_default();
        terms.iter().map(move |&term| TermRef { taxonomy, term })
    }

    /// A term with the way up its tree.
    pub(super) fn trail(&self, term: TermRef, cache: &ViewCache) -> Shared<TermLinkView> {
        cache.trails.share(term, || {
            let path = self.term_path(term.taxonomy, term.term);
            self.term_link(term.taxonomy, term.term, path)
        })
    }

    fn term_link(&self, taxonomy: usize, term: usize, path: Vec<LinkView>) -> TermLinkView {
        let entry = &self.site.taxonomies[taxonomy].terms[term];
        TermLinkView {
            key: entry.key.clone(),
            name: entry.name.clone(),
            url: entry.url.clone(),
            path,
        }
    }

    /// The ancestors of a term as links.
    pub(super) fn term_path(&self, taxonomy: usize, term: usize) -> Vec<LinkView> {
        let tree = &self.site.taxonomies[taxonomy];
        let link = |above: usize| LinkView {
            title: tree.terms[above].name.clone(),
            url: tree.terms[above].url.clone(),
        };
        tree.ancestors(term).into_iter().map(link).collect()
    }

    /// Terms with their counts; `deep` adds the whole tree below.
    pub(super) fn nodes(&self, taxonomy: usize, terms: &[usize], deep: bool) -> Vec<NodeView> {
        let tree = &self.site.taxonomies[taxonomy];
        let counts = terms.iter().map(|&term| tree.terms[term].articles.len());
        let max = counts.max().unwrap_or(0).max(1);
        let node = |&term: &usize| {
            let entry = &tree.terms[term];
            NodeView {
                share: (100 * entry.articles.len()).div_ceil(max),
                key: entry.key.clone(),
                name: entry.name.clone(),
                url: entry.url.clone(),
                count: entry.articles.len(),
                children: if deep {
                    self.nodes(taxonomy, &entry.children, true)
                } else {
                    Vec::new()
                },
            }
        };
        terms.iter().map(node).collect()
    }

    /// The top-level terms of the taxonomy `key`.
    pub(super) fn roots(&self, key: &str) -> Vec<NodeView> {
        self.taxonomy(key).map_or_else(Vec::new, |number| {
            self.nodes(number, &self.site.taxonomies[number].roots, false)
        })
    }

    /// `2024年第1期` in the words of the theme; the title or key of an issue without number.
    pub(super) fn issue_name(&self, number: usize) -> String {
        let issue = &self.site.issues[number];
        let meta = issue.meta();
        match meta.number {
            Some(in_year) => {
                let pattern = self.theme.string("issue_name");
                pattern
                    .replace("{year}", &issue.year.to_string())
                    .replace("{number}", &in_year.to_string())
            }
            None => meta.title.clone().unwrap_or_else(|| meta.key.clone()),
        }
    }

    pub(super) fn issue_card(&self, number: usize, cache: &ViewCache) -> Shared<IssueCardView> {
        cache.issues.share(number, || self.make_issue_card(number))
    }

    fn make_issue_card(&self, number: usize) -> IssueCardView {
        let issue = &self.site.issues[number];
        let meta = issue.meta();
        let link = |&article: &usize| self.article_link(article);
        IssueCardView {
            title: meta
                .title
                .clone()
                .unwrap_or_else(|| self.site.config.title.clone()),
            name: self.issue_name(number),
            number: meta.number,
            total: meta.total,
            url: issue.url.clone(),
            date: self.date(meta.date),
            contents: issue.contents.iter().map(link).collect(),
        }
    }

    pub(super) fn article_link(&self, number: usize) -> LinkView {
        let article = &self.site.articles[number];
        LinkView {
            title: article.meta().title.clone(),
            url: article.url.clone(),
        }
    }

    /// The picture of an article's front matter.
    pub(super) fn image(&self, document: &Document) -> Option<ImageView> {
        let (image, target) = image_target(document)?;
        let (url, size, picture) = match target {
            Target::Source { path, .. } => {
                let asset = self.site.addresses.asset(&path)?;
                let size = asset.size().map(|size| (size.width, size.height));
                (asset.url.clone(), size, asset.picture())
            }
            Target::Site { path, .. } => (crate::site::address::encode(&path), None, None),
            Target::External(url) => (url, None, None),
            Target::Fragment(_) | Target::Escapes | Target::Unsafe => return None,
        };
        let size = picture.map(|picture| picture.size).or(size);
        let set = |set: fn(&Picture) -> &String| picture.map(set).cloned().unwrap_or_default();
        Some(ImageView {
            url: picture.map_or(url, |picture| picture.src.clone()),
            srcset: set(|picture| &picture.srcset),
            webp: set(|picture| &picture.webp),
            alt: image.alt.clone(),
            caption: image.caption.clone(),
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
        })
    }

    /// Which entries of a list of `count` stand on its page `number`.
    pub(super) fn page_range(&self, count: usize, number: usize) -> std::ops::Range<usize> {
        let size = self.site.config.articles.page_size;
        let start = (number.saturating_sub(1) * size).min(count);
        start..(start + size).min(count)
    }

    /// Page `number` of a list of `count` articles whose first page is at `first`.
    pub(super) fn pager(&self, count: usize, first: &str, number: usize) -> PagerView {
        let pages = self.pages_of(count);
        let page = |number: usize| crate::site::address::list_page(first, number);
        PagerView {
            count,
            number,
            pages,
            first: first.to_owned(),
            previous: (number > 1).then(|| page(number - 1)),
            next: (number < pages).then(|| page(number + 1)),
            last: page(pages),
        }
    }
}

pub(super) fn source(meta: Option<&SourceMeta>) -> Option<SourceView> {
    meta.map(|source| SourceView {
        name: source.name.clone(),
        url: source.url.clone(),
    })
}
