//! For each kind of page: its template, its own variables, and what `page` and `site` say of it.

mod archive;
mod calendar;
mod documents;
mod matrix;
mod site;
mod terms;
mod tiles;

use super::RenderContext;
use super::page_id::{PageId, Scope};
use super::view_cache::ViewCache;
use crate::article::markdown;
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
    /// Prepares the page `id`, which must be one that a template renders.
    pub(in crate::render) fn page(
        &self,
        id: PageId,
        cache: &ViewCache,
    ) -> Result<Prepared, Diagnostic> {
        let mut view = self.page_view(id, cache);
        let (template, variables): (&str, Variables) = match id {
            PageId::Article(article) => return self.article_page(article, view, cache),
            PageId::Page(page) => return self.plain_page(page, view, cache),
            PageId::Term { term, list_page } => {
                return self.term_page(term, list_page, view, cache);
            }
            PageId::Redirect { document, .. } => return Ok(self.redirect(document, view)),
            PageId::Issue(issue) => ("issue.html", self.issue_page(issue, &mut view, cache)?),
            PageId::LatestIssue => (
                "issue.html",
                self.issue_page(IssueId::FIRST, &mut view, cache)?,
            ),
            PageId::Home => ("home.html", self.home(cache)?),
            PageId::Articles { list_page } => {
                ("articles.html", self.articles_page(list_page, cache)?)
            }
            PageId::Issues => ("issues.html", self.issues_page(cache)),
            PageId::Taxonomy(taxonomy) => ("taxonomy.html", self.taxonomy_page(taxonomy)),
            PageId::Matrix => ("matrix.html", self.matrix_page(&mut view)),
            PageId::Archive => ("archive.html", self.archive_page()),
            PageId::Year(year) => ("year.html", self.year_page(year, &mut view, cache)),
            PageId::Month { year, month } => (
                "month.html",
                self.month_page(year, month, &mut view, cache)?,
            ),
            _ => {
                let recent = ArticleId::all(&self.site.articles).take(RECENT_404);
                ("404.html", self.list("404.html", recent, cache)?)
            }
        };
        Ok(Prepared {
            template: template.to_owned(),
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
        let taxonomies = &self.site.taxonomies;
        let Some(columns) = taxonomies.iter().find(|entry| entry.key == "columns") else {
            return Vec::new();
        };
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
        let url = self.url(id);
        let (kind, title) = self.kind_and_title(id);
        let canonical = if id == PageId::LatestIssue {
            self.url(PageId::Issue(IssueId::FIRST))
        } else {
            url.clone()
        };
        let home = LinkView {
            title: self.theme.string("home"),
            url: "/".to_owned(),
        };
        let list_page = match id {
            PageId::Articles { list_page } | PageId::Term { list_page, .. } => list_page,
            _ => 1,
        };
        PageView {
            kind: kind.to_owned(),
            title,
            description: self.site.config.description.clone(),
            permalink: self.permalink(&canonical),
            url,
            language: self.site.config.language.clone(),
            breadcrumbs: if id == PageId::Home {
                Vec::new()
            } else {
                vec![home]
            },
            feeds: self.feeds_of(Scope::Site, cache),
            image: None,
            published: None,
            updated: None,
            code_style: None,
            number: list_page,
        }
    }

    fn kind_and_title(&self, id: PageId) -> (&'static str, String) {
        let string = |key: &str| self.theme.string(key);
        match id {
            PageId::Article(id) => ("article", self.site.articles[id].meta().title.clone()),
            PageId::Page(id) => ("page", self.site.pages[id].meta().title.clone()),
            PageId::Issue(id) => ("issue", self.issue_name(id)),
            PageId::LatestIssue => ("issue", self.issue_name(IssueId::FIRST)),
            PageId::Issues => ("issues", string("issues")),
            PageId::Articles { .. } => ("articles", string("articles")),
            PageId::Taxonomy(id) => ("taxonomy", self.taxonomy_title(id)),
            PageId::Term { term, .. } => ("term", self.site.term(term).name.clone()),
            PageId::Matrix => ("matrix", self.matrix_title()),
            PageId::Archive => ("archive", string("archive")),
            PageId::Year(year) => ("year", self.year_title(self.site.archive[year].year)),
            PageId::Month { year, month } => (
                "month",
                self.month_title(
                    self.site.archive[year].year,
                    self.site.archive[year].months[month].month,
                ),
            ),
            PageId::NotFound => ("404", string("not_found")),
            PageId::Redirect { .. } => ("redirect", string("moved")),
            _ => ("home", self.site.config.title.clone()),
        }
    }

    fn permalink(&self, url: &str) -> String {
        self.base_url()
            .map_or_else(String::new, |base| [base, url].concat())
    }
}
