//! For each kind of page: the template that renders it, and the variables that the template is given.

mod archive;
mod documents;
mod terms;

use super::head::head;
use super::output_id::{FeedScope, PageId};
use super::urls::code_style;
use super::views::Views;
use crate::article::Document;
use crate::config::TaxonomyKind;
use crate::diagnostic::Diagnostic;
use crate::site::{ArticleId, IssueId};
use crate::theme::views::{ColumnView, Html, LinkView, PageView, PagerView, View};
use crate::util::fingerprint::{Fingerprint, FingerprintHasher, Fingerprinted};
use crate::util::url;

/// Recent articles on the home page and on 404.html.
const RECENT: usize = 20;
const RECENT_404: usize = 5;

/// Articles of each column on the home page.
const IN_COLUMN: usize = 5;

/// The variables of a template by name.
pub(super) type Variables = Vec<(&'static str, Box<dyn View>)>;

/// A template with the variables that it is rendered with, besides those that every template is given.
pub(super) struct TemplateInput {
    pub(super) template: String,
    pub(super) variables: Variables,
}

impl TemplateInput {
    /// The fingerprint of everything that the template renders; `base` is that of the variables of every
    /// template.
    pub(super) fn fingerprint(&self, base: Fingerprint) -> Fingerprint {
        let mut hasher = FingerprintHasher::default();
        (base, self.template.as_str()).hash_into(&mut hasher);
        for (name, view) in &self.variables {
            name.hash_into(&mut hasher);
            view.hash_into(&mut hasher);
        }
        hasher.fingerprint()
    }
}

fn boxed(view: impl View + 'static) -> Box<dyn View> {
    Box::new(view)
}

/// The template of a page, `page` and the variables of its kind.
struct PageInput {
    template: String,
    page: PageView,
    variables: Variables,
}

/// The input of the template that renders a page.
pub(super) fn template_input(views: &Views<'_>, id: PageId) -> Result<TemplateInput, Diagnostic> {
    let PageInput {
        template,
        page,
        mut variables,
    } = page_input(views, id)?;
    if views.theme.uses(&template, "head") {
        variables.push(("head", boxed(head(views, id, &page))));
    }
    variables.push(("page", boxed(page)));
    Ok(TemplateInput {
        template,
        variables,
    })
}

fn page_input(views: &Views<'_>, id: PageId) -> Result<PageInput, Diagnostic> {
    let mut page = page_view(views, id);
    let variables = match id {
        PageId::Article(article) => return documents::article(views, article, page),
        PageId::Plain(plain) => return documents::plain_page(views, plain, page),
        PageId::Issue(issue) => documents::issue(views, issue, &mut page)?,
        PageId::LatestIssue => documents::issue(views, IssueId::FIRST, &mut page)?,
        PageId::Redirect { document, .. } => documents::redirect(views, document, &mut page),
        PageId::Home => home(views)?,
        PageId::Articles { list_page } => articles(views, list_page)?,
        PageId::Issues => issues(views),
        PageId::Taxonomy(taxonomy) => terms::taxonomy(views, taxonomy),
        PageId::Term { term, list_page } => terms::term(views, term, list_page, &mut page)?,
        PageId::Matrix => matrix(views, &mut page),
        PageId::Archive => archive::archive(views),
        PageId::Year(year) => archive::year(views, year, &mut page),
        PageId::Month { year, month } => archive::month(views, year, month, &mut page)?,
        PageId::NotFound => {
            let recent = ArticleId::all(&views.site.articles).take(RECENT_404);
            article_list(views, "404.html", recent)?
        }
    };
    Ok(PageInput {
        template: id.spec().template.to_owned(),
        page,
        variables,
    })
}

fn articles(views: &Views<'_>, list_page: usize) -> Result<Variables, Diagnostic> {
    let count = views.site.articles.len();
    let shown = page_range(views, count, list_page).map(ArticleId::new);
    let mut variables = article_list(views, "articles.html", shown)?;
    let pager = pager(views, count, url::ARTICLES, list_page);
    variables.push(("pager", boxed(pager)));
    Ok(variables)
}

fn issues(views: &Views<'_>) -> Variables {
    let issues = IssueId::all(&views.site.issues);
    let cards: Vec<_> = issues.map(|issue| views.issue_card(issue)).collect();
    vec![("issues", boxed(cards))]
}

fn matrix(views: &Views<'_>, page: &mut PageView) -> Variables {
    if let Some(note) = views.theme.strings.get("matrix_note") {
        page.description.clone_from(note);
    }
    vec![("matrix", boxed(views.matrix()))]
}

/// The newest issue, then the newest articles that it does not list.
fn home(views: &Views<'_>) -> Result<Variables, Diagnostic> {
    let site = views.site;
    let shows_issue = !site.issues.is_empty() && views.theme.uses("home.html", "issue");
    let issue = if shows_issue {
        Some(views.issue(IssueId::FIRST)?)
    } else {
        None
    };
    let is_in_issue = |article: ArticleId| {
        let issue = site.articles[article].issue;
        shows_issue && issue.is_some_and(|(issue, _)| issue == IssueId::FIRST)
    };
    let articles = ArticleId::all(&site.articles).filter(|article| !is_in_issue(*article));
    let mut variables = article_list(views, "home.html", articles.take(RECENT))?;
    variables.push(("issue", boxed(issue)));
    if views.theme.uses("home.html", "columns") {
        variables.push(("columns", boxed(columns(views))));
    }
    Ok(variables)
}

/// The columns that have articles, each with its newest ones.
fn columns(views: &Views<'_>) -> Vec<ColumnView> {
    let Some(columns) = views.site.taxonomy(TaxonomyKind::Columns) else {
        return Vec::new();
    };
    let columns = &views.site.taxonomies[columns];
    let terms = columns.roots.iter().map(|&term| &columns.terms[term]);
    let view = |term: &crate::site::Term| ColumnView {
        name: term.name.clone(),
        url: term.url.clone(),
        count: term.articles.len(),
        articles: views.cards(term.articles.iter().copied().take(IN_COLUMN)),
    };
    terms
        .filter(|term| !term.articles.is_empty())
        .map(view)
        .collect()
}

/// What every template sees of a page, before its kind adds more.
fn page_view(views: &Views<'_>, id: PageId) -> PageView {
    let spec = id.spec();
    let config = &views.site.config;
    let home = LinkView {
        title: views.theme.string("home"),
        url: url::HOME.to_owned(),
    };
    PageView {
        kind: spec.kind.to_owned(),
        title: title(views, id),
        description: config.description.clone(),
        url: views.urls.page(id).into_owned(),
        permalink: views.urls.absolute(&views.urls.page(spec.canonical)),
        language: config.language.clone(),
        breadcrumbs: if id == PageId::Home {
            Vec::new()
        } else {
            vec![home]
        },
        feeds: views.feeds(FeedScope::Site),
        image: None,
        published: None,
        updated: None,
        code_style: None,
        number: spec.list_page,
    }
}

fn title(views: &Views<'_>, id: PageId) -> String {
    let site = views.site;
    let string = |key: &str| views.theme.string(key);
    match id {
        PageId::Home => site.config.title.clone(),
        PageId::Article(id) => site.articles[id].meta().title.clone(),
        PageId::Plain(id) => site.pages[id].meta().title.clone(),
        PageId::Issue(id) => views.issue_name(id),
        PageId::LatestIssue => views.issue_name(IssueId::FIRST),
        PageId::Issues => string("issues"),
        PageId::Articles { .. } => string("articles"),
        PageId::Taxonomy(id) => views.taxonomy_title(id),
        PageId::Term { term, .. } => site.term(term).name.clone(),
        PageId::Matrix => views.matrix_title(),
        PageId::Archive => string("archive"),
        PageId::Year(year) => views.year_title(site.archive[year].year),
        PageId::Month { year, month } => {
            let year = &site.archive[year];
            views.month_title(year.year, year.months[month].month)
        }
        PageId::NotFound => string("not_found"),
        PageId::Redirect { .. } => string("moved"),
    }
}

/// The variables of a list of articles, as far as `template` uses them: their views, their rendered cards, or
/// both.
fn article_list(
    views: &Views<'_>,
    template: &str,
    articles: impl Iterator<Item = ArticleId> + Clone,
) -> Result<Variables, Diagnostic> {
    let mut variables = Variables::new();
    if views.theme.uses(template, "articles") {
        variables.push(("articles", boxed(views.cards(articles.clone()))));
    }
    variables.extend(rendered_cards(views, template, articles)?);
    Ok(variables)
}

/// The rendered cards of articles, if `template` uses them.
fn rendered_cards(
    views: &Views<'_>,
    template: &str,
    articles: impl Iterator<Item = ArticleId>,
) -> Result<Variables, Diagnostic> {
    if !views.theme.uses(template, "cards") {
        return Ok(Variables::new());
    }
    let cards = articles.map(|article| views.rendered_card(article));
    let cards: Vec<Html> = cards.collect::<Result<_, _>>()?;
    Ok(vec![("cards", boxed(cards))])
}

/// The number of pages of a list of `count` articles: at least one.
pub(super) fn page_count(count: usize, page_size: usize) -> usize {
    count.div_ceil(page_size).max(1)
}

/// The positions in a list of `count` articles that are on its page `list_page`.
fn page_range(views: &Views<'_>, count: usize, list_page: usize) -> std::ops::Range<usize> {
    let size = views.site.config.articles.page_size;
    let start = (list_page.saturating_sub(1) * size).min(count);
    start..(start + size).min(count)
}

/// The links between the pages of a list of `count` articles whose first page is at `first`.
fn pager(views: &Views<'_>, count: usize, first: &str, list_page: usize) -> PagerView {
    let pages = page_count(count, views.site.config.articles.page_size);
    let url = |list_page: usize| url::list_page(first, list_page);
    PagerView {
        count,
        number: list_page,
        pages,
        first: first.to_owned(),
        previous: (list_page > 1).then(|| url(list_page - 1)),
        next: (list_page < pages).then(|| url(list_page + 1)),
        last: url(pages),
    }
}

/// The address of the style sheet for code, if a document has highlighted code.
fn code_style_of(document: &Document) -> Option<String> {
    document.content.has_code.then(code_style)
}
