//! For each kind of page: its template, its own variables, and what `page` and `site` say of it.

mod archive;
mod calendar;
mod documents;
mod matrix;
mod site;
mod terms;
mod tiles;

use super::RenderContext;
use super::output_id::{FeedScope, PageId};
use super::view_cache::ViewCache;
use crate::article::markdown;
use crate::config::TaxonomyKind;
use crate::diagnostic::Diagnostic;
use crate::site::{ArticleId, IssueId};
use crate::theme::views::{ColumnView, LinkView, PageView, View};

/// Recent articles on the home page and on 404.html.
const RECENT: usize = 20;
const RECENT_404: usize = 5;

/// Articles of each column on the home page.
const IN_COLUMN: usize = 5;

/// The variables of a template by name.
pub(super) type Variables = Vec<(&'static str, Box<dyn View>)>;

pub(super) fn boxed(view: impl View + 'static) -> Box<dyn View> {
    Box::new(view)
}

/// A page before its template is rendered.
pub(super) struct Prepared {
    /// The template's name.
    pub(super) template: String,
    /// What every template sees of the page.
    pub(super) view: PageView,
    /// The variables of this template.
    pub(super) variables: Variables,
}

/// The address of the style sheet for code.
pub(super) fn code_style() -> String {
    let hash = blake3::hash(markdown::stylesheet().as_bytes()).to_hex();
    format!("/assets/code-{}.css", &hash[..8])
}

/// How many of the four shades of a picture a count has, 0 for nothing: the largest count has all.
fn step(count: usize, max: usize) -> u8 {
    match (4 * count).div_ceil(max.max(1)) {
        steps @ 0..4 => steps as u8,
        _ => 4,
    }
}

impl RenderContext {
    /// Gathers what the template of the page `id` is given.
    pub(in crate::render) fn page(
        &self,
        id: PageId,
        cache: &ViewCache,
    ) -> Result<Prepared, Diagnostic> {
        let mut view = self.page_view(id, cache);
        let variables = match id {
            PageId::Article(article) => return self.article_page(article, view, cache),
            PageId::Plain(page) => return self.plain_page(page, view, cache),
            PageId::Term { term, list_page } => {
                return self.term_page(term, list_page, view, cache);
            }
            PageId::Redirect { document, .. } => return Ok(self.redirect(document, view)),
            PageId::Issue(issue) => self.issue_page(issue, &mut view, cache)?,
            PageId::LatestIssue => self.issue_page(IssueId::FIRST, &mut view, cache)?,
            PageId::Home => self.home(cache)?,
            PageId::Articles { list_page } => self.articles_page(list_page, cache)?,
            PageId::Issues => self.issues_page(cache),
            PageId::Taxonomy(taxonomy) => self.taxonomy_page(taxonomy),
            PageId::Matrix => self.matrix_page(&mut view),
            PageId::Archive => self.archive_page(),
            PageId::Year(year) => self.year_page(year, &mut view, cache),
            PageId::Month { year, month } => self.month_page(year, month, &mut view, cache)?,
            PageId::NotFound => {
                let recent = ArticleId::all(&self.site.articles).take(RECENT_404);
                self.list("404.html", recent, cache)?
            }
        };
        Ok(Prepared {
            template: id.spec().template.to_owned(),
            view,
            variables,
        })
    }

    fn articles_page(&self, list_page: usize, cache: &ViewCache) -> Result<Variables, Diagnostic> {
        let count = self.site.articles.len();
        let shown = self.page_range(count, list_page).map(ArticleId::new);
        let mut variables = self.list("articles.html", shown, cache)?;
        let pager = self.pager(count, "/articles/", list_page);
        variables.push(("pager", boxed(pager)));
        Ok(variables)
    }

    fn issues_page(&self, cache: &ViewCache) -> Variables {
        let cards: Vec<_> = IssueId::all(&self.site.issues)
            .map(|issue| self.issue_card(issue, cache))
            .collect();
        vec![("issues", boxed(cards))]
    }

    /// The newest issue, then the newest articles that it does not list already.
    fn home(&self, cache: &ViewCache) -> Result<Variables, Diagnostic> {
        let shows_issue = !self.site.issues.is_empty() && self.theme.uses("home.html", "issue");
        let issue = if shows_issue {
            Some(self.issue_view(IssueId::FIRST, cache)?)
        } else {
            None
        };
        let in_issue = |article: &ArticleId| {
            shows_issue
                && self.site.articles[*article]
                    .issue
                    .is_some_and(|(issue, _)| issue == IssueId::FIRST)
        };
        let articles = ArticleId::all(&self.site.articles)
            .filter(|article| !in_issue(article))
            .take(RECENT);
        let mut variables = self.list("home.html", articles, cache)?;
        variables.push(("issue", boxed(issue)));
        if self.theme.uses("home.html", "columns") {
            variables.push(("columns", boxed(self.columns(cache))));
        }
        Ok(variables)
    }

    /// The columns that have articles, each with its newest ones.
    fn columns(&self, cache: &ViewCache) -> Vec<ColumnView> {
        let Some(columns) = self.site.taxonomy(TaxonomyKind::Columns) else {
            return Vec::new();
        };
        let columns = &self.site.taxonomies[columns];
        let terms = columns.roots.iter().map(|&term| &columns.terms[term]);
        terms
            .filter(|term| !term.articles.is_empty())
            .map(|term| ColumnView {
                name: term.name.clone(),
                url: term.url.clone(),
                count: term.articles.len(),
                articles: self.cards(term.articles.iter().copied().take(IN_COLUMN), cache),
            })
            .collect()
    }

    /// What every template sees of a page, before its kind adds more.
    fn page_view(&self, id: PageId, cache: &ViewCache) -> PageView {
        let spec = id.spec();
        let home = LinkView {
            title: self.theme.string("home"),
            url: "/".to_owned(),
        };
        PageView {
            kind: spec.kind.to_owned(),
            title: self.page_title(id),
            description: self.site.config.description.clone(),
            permalink: self.permalink(&self.page_url(spec.canonical)),
            url: self.page_url(id).into_owned(),
            language: self.site.config.language.clone(),
            breadcrumbs: if id == PageId::Home {
                Vec::new()
            } else {
                vec![home]
            },
            feeds: self.feeds_of(FeedScope::Site, cache),
            image: None,
            published: None,
            updated: None,
            code_style: None,
            number: spec.list_page,
        }
    }

    fn page_title(&self, id: PageId) -> String {
        let string = |key: &str| self.theme.string(key);
        match id {
            PageId::Home => self.site.config.title.clone(),
            PageId::Article(id) => self.site.articles[id].meta().title.clone(),
            PageId::Plain(id) => self.site.pages[id].meta().title.clone(),
            PageId::Issue(id) => self.issue_name(id),
            PageId::LatestIssue => self.issue_name(IssueId::FIRST),
            PageId::Issues => string("issues"),
            PageId::Articles { .. } => string("articles"),
            PageId::Taxonomy(id) => self.taxonomy_title(id),
            PageId::Term { term, .. } => self.site.term(term).name.clone(),
            PageId::Matrix => self.matrix_title(),
            PageId::Archive => string("archive"),
            PageId::Year(year) => self.year_title(self.site.archive[year].year),
            PageId::Month { year, month } => {
                let year = &self.site.archive[year];
                self.month_title(year.year, year.months[month].month)
            }
            PageId::NotFound => string("not_found"),
            PageId::Redirect { .. } => string("moved"),
        }
    }

    fn permalink(&self, url: &str) -> String {
        self.base_url()
            .map_or_else(String::new, |base| [base, url].concat())
    }
}
