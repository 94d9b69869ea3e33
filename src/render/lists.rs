//! What lists show beside cards: links of terms, issues as links, pagers.

use super::RenderContext;
use super::view_cache::ViewCache;
use crate::article::markdown::Target;
use crate::article::{Document, SourceMeta};
use crate::config::TaxonomyKind;
use crate::images::Picture;
use crate::site::{Article, ArticleId, IssueId, TaxonomyId, TermId, TermRef, image_target};
use crate::theme::views::{
    ImageView, IssueCardView, LinkView, NodeView, PagerView, Shared, SourceView, TermLinkView,
};

impl RenderContext {
    /// The terms of an article in the taxonomy of a kind as lists show them: without the way up their tree.
    pub(super) fn terms_of(
        &self,
        article: &Article,
        kind: TaxonomyKind,
        cache: &ViewCache,
    ) -> Vec<Shared<TermLinkView>> {
        let link = |at: TermRef| {
            let make = || self.term_link(at, Vec::new());
            cache.terms.share(at, make)
        };
        self.named(article, kind).map(link).collect()
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

    /// The terms of an article in the taxonomy of a kind, each with the way up its tree.
    pub(super) fn trails_of(
        &self,
        article: &Article,
        kind: TaxonomyKind,
        cache: &ViewCache,
    ) -> Vec<Shared<TermLinkView>> {
        let trail = |at: TermRef| self.trail(at, cache);
        self.named(article, kind).map(trail).collect()
    }

    /// The terms that an article names in the taxonomy of a kind; none where there is no such taxonomy.
    fn named<'a>(
        &self,
        article: &'a Article,
        kind: TaxonomyKind,
    ) -> impl Iterator<Item = TermRef> + use<'a> {
        let terms = self.site.taxonomy(kind).map(|taxonomy| {
            let terms = article.terms_in(taxonomy).iter();
            terms.map(move |&term| TermRef { taxonomy, term })
        });
        terms.into_iter().flatten()
    }

    /// A term with the way up its tree.
    pub(super) fn trail(&self, term: TermRef, cache: &ViewCache) -> Shared<TermLinkView> {
        cache.trails.share(term, || {
            let path = self.term_path(term);
            self.term_link(term, path)
        })
    }

    fn term_link(&self, of: TermRef, path: Vec<LinkView>) -> TermLinkView {
        let term = self.site.term(of);
        TermLinkView {
            key: term.key.clone(),
            name: term.name.clone(),
            url: term.url.clone(),
            path,
        }
    }

    /// The ancestors of a term as links.
    pub(super) fn term_path(&self, TermRef { taxonomy, term }: TermRef) -> Vec<LinkView> {
        let tree = &self.site.taxonomies[taxonomy];
        let link = |above: TermId| LinkView {
            title: tree.terms[above].name.clone(),
            url: tree.terms[above].url.clone(),
        };
        tree.ancestors(term).into_iter().map(link).collect()
    }

    /// Terms with their counts; `deep` adds the whole tree below.
    pub(super) fn nodes(
        &self,
        taxonomy: TaxonomyId,
        terms: &[TermId],
        deep: bool,
    ) -> Vec<NodeView> {
        let tree = &self.site.taxonomies[taxonomy];
        let counts = terms.iter().map(|&term| tree.terms[term].articles.len());
        let max = counts.max().unwrap_or(0).max(1);
        let node = |&term: &TermId| {
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

    /// The top-level terms of the taxonomy of a kind.
    pub(super) fn roots(&self, kind: TaxonomyKind) -> Vec<NodeView> {
        self.site.taxonomy(kind).map_or_else(Vec::new, |id| {
            self.nodes(id, &self.site.taxonomies[id].roots, false)
        })
    }

    /// `2024年第1期` in the words of the theme; the title or key of an issue without number.
    pub(super) fn issue_name(&self, id: IssueId) -> String {
        let issue = &self.site.issues[id];
        let meta = issue.meta();
        match meta.number {
            Some(issue_number) => {
                let pattern = self.theme.string("issue_name");
                pattern
                    .replace("{year}", &issue.year.to_string())
                    .replace("{number}", &issue_number.to_string())
            }
            None => meta.title.clone().unwrap_or_else(|| meta.key.clone()),
        }
    }

    pub(super) fn issue_card(&self, id: IssueId, cache: &ViewCache) -> Shared<IssueCardView> {
        cache.issues.share(id, || self.make_issue_card(id))
    }

    fn make_issue_card(&self, id: IssueId) -> IssueCardView {
        let issue = &self.site.issues[id];
        let meta = issue.meta();
        let link = |&article: &ArticleId| self.article_link(article);
        IssueCardView {
            title: meta
                .title
                .clone()
                .unwrap_or_else(|| self.site.config.title.clone()),
            name: self.issue_name(id),
            number: meta.number,
            total: meta.total,
            url: issue.url.clone(),
            date: self.date(meta.date),
            contents: issue.contents.iter().map(link).collect(),
        }
    }

    pub(super) fn article_link(&self, id: ArticleId) -> LinkView {
        let article = &self.site.articles[id];
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

    /// Which entries of a list of `count` are on its page `list_page`.
    pub(super) fn page_range(&self, count: usize, list_page: usize) -> std::ops::Range<usize> {
        let size = self.site.config.articles.page_size;
        let start = (list_page.saturating_sub(1) * size).min(count);
        start..(start + size).min(count)
    }

    /// Page `list_page` of a list of `count` articles whose first page is at `first`.
    pub(super) fn pager(&self, count: usize, first: &str, list_page: usize) -> PagerView {
        let pages = self.pages_of(count);
        let page = |list_page: usize| crate::site::address::list_page(first, list_page);
        PagerView {
            count,
            number: list_page,
            pages,
            first: first.to_owned(),
            previous: (list_page > 1).then(|| page(list_page - 1)),
            next: (list_page < pages).then(|| page(list_page + 1)),
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
