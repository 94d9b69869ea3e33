//! For each kind of page: its template, its own variables, and what `page` and `site` say of it.

use tera::Value;

use super::Press;
use super::lists::Memo;
use super::plan::{PageId, RedirectOf, Scope};
use crate::article::{Document, markdown};
use crate::config::FeedFormat;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::site::address;
use crate::theme::views::{
    ArchiveMonthView, ArchiveView, ArchiveYearView, FeedView, LinkView, NodeView, PageView,
    PublisherView, SiteView,
};

/// Recent articles on the home page and on 404.html.
const RECENT: usize = 20;
const RECENT_404: usize = 5;

/// A page before its template is rendered.
pub(super) struct Prepared {
    /// The template's name.
    pub(super) template: String,
    /// What every template sees of the page.
    pub(super) view: PageView,
    /// The variables of this template.
    pub(super) variables: Vec<(&'static str, Value)>,
}

/// The address of the style sheet for code.
pub(super) fn code_style() -> String {
    let hash = blake3::hash(markdown::stylesheet().as_bytes()).to_hex();
    format!("/assets/code-{}.css", &hash[..8])
}

impl Press {
    /// Prepares the page `id`, which must be one that a template renders.
    pub(super) fn page(&self, id: PageId, memo: &Memo) -> Result<Prepared, Diagnostic> {
        let mut view = self.page_view(id);
        let string = |key: &str| self.theme.string(key);
        let up = |title: String, url: &str| LinkView {
            title,
            url: url.to_owned(),
        };
        let (template, variables): (&str, Vec<(&'static str, Value)>) = match id {
            PageId::Article(number) => return self.article_page(number, view, memo),
            PageId::Page(number) => return self.plain_page(number, view),
            PageId::Term {
                taxonomy,
                term,
                number,
            } => return self.term_page((taxonomy, term, number), view, memo),
            PageId::Issue(number) => ("issue.html", self.issue_page(number, &mut view, memo)?),
            PageId::LatestIssue => ("issue.html", self.issue_page(0, &mut view, memo)?),
            PageId::Redirect { document, .. } => return Ok(self.redirect(document, view)),
            PageId::Home => ("home.html", self.home(memo)?),
            PageId::Articles(number) => {
                let count = self.site.articles.len();
                let cards = self.cards(self.page_range(count, number), memo);
                (
                    "articles.html",
                    vec![(
                        "pager",
                        self.pager_of(cards, count, "/articles/", number).into(),
                    )],
                )
            }
            PageId::Issues => {
                let cards: Vec<_> = (0..self.site.issues.len())
                    .map(|number| self.issue_card(number))
                    .collect();
                ("issues.html", vec![("issues", cards.into())])
            }
            PageId::Taxonomy(number) => (
                "taxonomy.html",
                vec![("taxonomy", self.taxonomy_view(number).into())],
            ),
            PageId::Archive => (
                "archive.html",
                vec![("archive", self.archive_view().into())],
            ),
            PageId::Year(year) => {
                view.breadcrumbs.push(up(string("archive"), "/archive/"));
                (
                    "year.html",
                    vec![("year", self.year_view(year, Some(memo)).into())],
                )
            }
            PageId::Month { year, month } => {
                view.breadcrumbs.push(up(string("archive"), "/archive/"));
                let number = self.site.archive[year].year;
                view.breadcrumbs
                    .push(up(self.year_title(number), &address::archive(number, None)));
                (
                    "month.html",
                    vec![("month", self.month_view(year, month, Some(memo)).into())],
                )
            }
            _ => (
                "404.html",
                vec![("articles", self.cards(self.recent(RECENT_404), memo).into())],
            ),
        };
        Ok(Prepared {
            template: template.to_owned(),
            view,
            variables,
        })
    }

    /// The newest issue, then the newest articles that it does not list already.
    fn home(&self, memo: &Memo) -> Result<Vec<(&'static str, Value)>, Diagnostic> {
        let shows_issue = !self.site.issues.is_empty() && self.theme.uses("home.html", "issue");
        let issue = if shows_issue {
            Some(self.issue_view(0, memo)?)
        } else {
            None
        };
        let in_issue = |article: &usize| {
            shows_issue
                && self.site.articles[*article]
                    .issue
                    .is_some_and(|(issue, _)| issue == 0)
        };
        let articles = (0..self.site.articles.len())
            .filter(|article| !in_issue(article))
            .take(RECENT);
        Ok(vec![
            ("issue", issue.into()),
            ("articles", self.cards(articles, memo).into()),
        ])
    }

    fn recent(&self, count: usize) -> std::ops::Range<usize> {
        0..self.site.articles.len().min(count)
    }

    fn article_page(
        &self,
        number: usize,
        mut view: PageView,
        memo: &Memo,
    ) -> Result<Prepared, Diagnostic> {
        let article = &self.site.articles[number];
        let (meta, document) = (article.meta(), &article.document);
        let template = self.template(document, meta.template.as_ref(), "article.html")?;
        let article_view = self.article_view(number)?;
        view.description = article_view.summary.clone();
        view.language = article_view.language.clone();
        view.image = article_view.image.clone();
        view.published = Some(article_view.date.clone());
        view.updated = article_view.updated.clone();
        view.code_style = self.code_style_for(document);
        view.breadcrumbs.push(LinkView {
            title: self.theme.string("articles"),
            url: "/articles/".to_owned(),
        });
        let mut variables = vec![("article", article_view.into())];
        let related = if self.theme.uses(&template, "related") {
            self.related(number, memo)
        } else {
            Vec::new()
        };
        variables.push(("related", related.into()));
        Ok(Prepared {
            template,
            view,
            variables,
        })
    }

    fn plain_page(&self, number: usize, mut view: PageView) -> Result<Prepared, Diagnostic> {
        let page = &self.site.pages[number];
        let meta = page.meta();
        let template = self.template(&page.document, meta.template.as_ref(), "page.html")?;
        view.description = if meta.summary.is_empty() {
            page.document.content.excerpt.clone()
        } else {
            meta.summary.clone()
        };
        view.language = meta.language.clone().unwrap_or(view.language);
        view.updated = meta.updated.map(|moment| self.date(moment));
        view.code_style = self.code_style_for(&page.document);
        Ok(Prepared {
            template,
            view,
            variables: vec![("doc", self.doc_view(number)?.into())],
        })
    }

    fn issue_page(
        &self,
        number: usize,
        view: &mut PageView,
        memo: &Memo,
    ) -> Result<Vec<(&'static str, Value)>, Diagnostic> {
        let issue = self.issue_view(number, memo)?;
        view.description = self.site.issues[number].document.content.excerpt.clone();
        view.published = Some(issue.date.clone());
        view.code_style = self.code_style_for(&self.site.issues[number].document);
        view.breadcrumbs.push(LinkView {
            title: self.theme.string("issues"),
            url: "/issues/".to_owned(),
        });
        Ok(vec![("issue", issue.into())])
    }

    fn term_page(
        &self,
        (taxonomy, term, number): (usize, usize, usize),
        mut view: PageView,
        memo: &Memo,
    ) -> Result<Prepared, Diagnostic> {
        let entry = &self.site.taxonomies[taxonomy].terms[term];
        let index = self.taxonomy_link(taxonomy);
        let term_view = self.term_view(taxonomy, term)?;
        if let Some(document) = &entry.document {
            view.description = document.content.excerpt.clone();
            view.code_style = self.code_style_for(document);
        }
        view.breadcrumbs.push(LinkView {
            title: index.name.clone(),
            url: index.url.clone(),
        });
        view.breadcrumbs.extend(term_view.path.iter().cloned());
        if !term_view.feeds.is_empty() && self.site.taxonomies[taxonomy].feed {
            view.feeds = term_view.feeds.clone();
        }
        let pager = self.pager(&entry.articles, &entry.url, number, memo);
        let variables = vec![
            ("taxonomy", index.into()),
            ("term", term_view.into()),
            ("pager", pager.into()),
        ];
        Ok(Prepared {
            template: "term.html".to_owned(),
            view,
            variables,
        })
    }

    fn redirect(&self, document: RedirectOf, mut view: PageView) -> Prepared {
        let (target, title) = match document {
            RedirectOf::Article(number) => (
                self.site.articles[number].url.clone(),
                self.site.articles[number].meta().title.clone(),
            ),
            RedirectOf::Page(number) => (
                self.site.pages[number].url.clone(),
                self.site.pages[number].meta().title.clone(),
            ),
            RedirectOf::Issue(number) => (
                self.site.issues[number].url.clone(),
                self.issue_name(number),
            ),
        };
        view.permalink = self.permalink(&target);
        view.title = title;
        Prepared {
            template: "redirect.html".to_owned(),
            view,
            variables: vec![("target", target.into())],
        }
    }

    /// The template that front matter names, or the usual one.
    fn template(
        &self,
        document: &Document,
        named: Option<&crate::fields::Spanned<String>>,
        usual: &str,
    ) -> Result<String, Diagnostic> {
        let Some(named) = named else {
            return Ok(usual.to_owned());
        };
        if self.theme.has_template(&named.value) {
            return Ok(named.value.clone());
        }
        let near = crate::text::similar::nearest(&named.value, self.theme.sources.names(), 3);
        let span = Span::new(&document.file, named.range.clone());
        Err(Diagnostic::at(
            span,
            Message::UnknownTemplate {
                template: named.value.clone(),
            },
        )
        .with_nearest(near))
    }

    fn code_style_for(&self, document: &Document) -> Option<String> {
        document.content.has_code.then(code_style)
    }

    /// What every template sees of a page, before its kind adds more.
    fn page_view(&self, id: PageId) -> PageView {
        let url = self.url(id);
        let (kind, title) = self.kind_and_title(id);
        let canonical = if id == PageId::LatestIssue {
            self.url(PageId::Issue(0))
        } else {
            url.clone()
        };
        let home = LinkView {
            title: self.theme.string("home"),
            url: "/".to_owned(),
        };
        let number = match id {
            PageId::Articles(number) | PageId::Term { number, .. } => number,
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
            feeds: self.feed_views(Scope::Site),
            image: None,
            published: None,
            updated: None,
            code_style: None,
            number,
        }
    }

    fn kind_and_title(&self, id: PageId) -> (&'static str, String) {
        let string = |key: &str| self.theme.string(key);
        match id {
            PageId::Article(number) => ("article", self.site.articles[number].meta().title.clone()),
            PageId::Page(number) => ("page", self.site.pages[number].meta().title.clone()),
            PageId::Issue(number) => ("issue", self.issue_name(number)),
            PageId::LatestIssue => ("issue", self.issue_name(0)),
            PageId::Issues => ("issues", string("issues")),
            PageId::Articles(_) => ("articles", string("articles")),
            PageId::Taxonomy(number) => ("taxonomy", self.taxonomy_title(number)),
            PageId::Term { taxonomy, term, .. } => (
                "term",
                self.site.taxonomies[taxonomy].terms[term].name.clone(),
            ),
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

    fn year_title(&self, year: i16) -> String {
        self.theme
            .string("year_format")
            .replace("{year}", &year.to_string())
    }

    fn month_title(&self, year: i16, month: i8) -> String {
        self.theme
            .string("month_format")
            .replace("{year}", &year.to_string())
            .replace("{month}", &month.to_string())
    }

    fn permalink(&self, url: &str) -> String {
        self.base_url()
            .map_or_else(String::new, |base| format!("{base}{url}"))
    }

    /// The feeds of a scope, as links.
    pub(super) fn feed_views(&self, scope: Scope) -> Vec<FeedView> {
        let title = self.scope_title(scope);
        let view = |&format: &FeedFormat| {
            let (mime, name) = match format {
                FeedFormat::Atom => ("application/atom+xml", "atom"),
                FeedFormat::Rss => ("application/rss+xml", "rss"),
                FeedFormat::Json => ("application/feed+json", "json"),
            };
            FeedView {
                title: title.clone(),
                url: self.url(PageId::Feed { scope, format }),
                mime: mime.to_owned(),
                format: name.to_owned(),
            }
        };
        let has_feeds = match scope {
            Scope::Site => true,
            Scope::Term { taxonomy, term } => {
                let taxonomy = &self.site.taxonomies[taxonomy];
                taxonomy.feed && !taxonomy.terms[term].articles.is_empty()
            }
        };
        if has_feeds {
            self.feed_formats().iter().map(view).collect()
        } else {
            Vec::new()
        }
    }

    fn archive_view(&self) -> ArchiveView {
        let years = (0..self.site.archive.len())
            .map(|year| self.year_view(year, None))
            .collect();
        ArchiveView {
            years,
            count: self.site.articles.len(),
        }
    }

    fn year_view(&self, year: usize, memo: Option<&Memo>) -> ArchiveYearView {
        let entry = &self.site.archive[year];
        let months: Vec<ArchiveMonthView> = (0..entry.months.len())
            .map(|month| self.month_view(year, month, memo))
            .collect();
        let count = months.iter().map(|month| month.count).sum();
        ArchiveYearView {
            year: entry.year,
            url: address::archive(entry.year, None),
            count,
            months,
        }
    }

    fn month_view(&self, year: usize, month: usize, memo: Option<&Memo>) -> ArchiveMonthView {
        let entry = &self.site.archive[year].months[month];
        ArchiveMonthView {
            year: entry.year,
            month: entry.month,
            url: address::archive(entry.year, Some(entry.month)),
            count: entry.articles.len(),
            articles: memo.map_or_else(Vec::new, |memo| {
                self.cards(entry.articles.iter().copied(), memo)
            }),
        }
    }

    /// What every template sees of the site.
    pub(super) fn site_view(&self) -> SiteView {
        let config = &self.site.config;
        let publisher = &config.publisher;
        SiteView {
            title: config.title.clone(),
            subtitle: config.subtitle.clone(),
            description: config.description.clone(),
            language: config.language.clone(),
            base_url: config.base_url.clone().unwrap_or_default(),
            publisher: PublisherView {
                name: publisher.name.clone(),
                contact: publisher.contact.clone(),
                icp: publisher.icp.clone(),
                police: publisher.police.clone(),
                site_id: publisher.site_id.clone(),
            },
            menu: self.menu(),
            pages: self
                .site
                .pages
                .iter()
                .map(|page| LinkView {
                    title: page.meta().title.clone(),
                    url: page.url.clone(),
                })
                .collect(),
            latest_issue: (!self.site.issues.is_empty()).then(|| self.issue_card(0)),
            initiatives: self.roots("initiatives"),
            regions: self.roots("regions"),
            columns: self
                .roots("columns")
                .into_iter()
                .filter(|node: &NodeView| node.count > 0)
                .collect(),
            feeds: self.feed_views(Scope::Site),
            articles: self.site.articles.len(),
            generator: concat!("bulletin ", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }

    /// Home, issues, the taxonomies that have terms, archive.
    fn menu(&self) -> Vec<LinkView> {
        let link = |key: &str, url: &str| LinkView {
            title: self.theme.string(key),
            url: url.to_owned(),
        };
        let mut menu = vec![link("home", "/"), link("issues", "/issues/")];
        for (number, taxonomy) in self
            .site
            .taxonomies
            .iter()
            .enumerate()
            .filter(|(_, taxonomy)| !taxonomy.terms.is_empty())
        {
            menu.push(LinkView {
                title: self.taxonomy_title(number),
                url: taxonomy.url.clone(),
            });
        }
        menu.push(link("archive", "/archive/"));
        menu
    }
}
