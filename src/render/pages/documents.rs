//! Pages that have a file of their own: articles, plain pages, issues, and the pages at their old addresses.

use super::{Prepared, Variables, boxed, code_style};
use crate::article::Document;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::render::RenderContext;
use crate::render::output_id::DocumentId;
use crate::render::view_cache::ViewCache;
use crate::site::{ArticleId, IssueId, PlainPageId};
use crate::theme::views::{LinkView, PageView};

impl RenderContext {
    pub(super) fn article_page(
        &self,
        id: ArticleId,
        mut view: PageView,
        cache: &ViewCache,
    ) -> Result<Prepared, Diagnostic> {
        let article = &self.site.articles[id];
        let (meta, document) = (article.meta(), &article.document);
        let template = self.template(document, meta.template.as_ref(), "article.html")?;
        let article_view = self.article_view(id, cache)?;
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
        let mut variables = vec![("article", boxed(article_view))];
        let related = if self.theme.uses(&template, "related") {
            self.related(id, cache)
        } else {
            Vec::new()
        };
        variables.push(("related", boxed(related)));
        Ok(Prepared {
            template,
            view,
            variables,
        })
    }

    pub(super) fn plain_page(
        &self,
        id: PlainPageId,
        mut view: PageView,
        cache: &ViewCache,
    ) -> Result<Prepared, Diagnostic> {
        let page = &self.site.pages[id];
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
            variables: vec![("doc", boxed(self.doc_view(id, cache)?))],
        })
    }

    pub(super) fn issue_page(
        &self,
        id: IssueId,
        view: &mut PageView,
        cache: &ViewCache,
    ) -> Result<Variables, Diagnostic> {
        let issue = self.issue_view(id, cache)?;
        view.description = self.site.issues[id].document.content.excerpt.clone();
        view.published = Some(issue.date.clone());
        view.code_style = self.code_style_for(&self.site.issues[id].document);
        view.breadcrumbs.push(LinkView {
            title: self.theme.string("issues"),
            url: "/issues/".to_owned(),
        });
        let contents = self.site.issues[id].contents.iter();
        let mut variables = self.finished_list("issue.html", contents.copied(), cache)?;
        variables.push(("issue", boxed(issue)));
        Ok(variables)
    }

    pub(super) fn redirect(&self, document: DocumentId, mut view: PageView) -> Prepared {
        let (target, title) = match document {
            DocumentId::Article(id) => (
                self.site.articles[id].url.clone(),
                self.site.articles[id].meta().title.clone(),
            ),
            DocumentId::Plain(id) => (
                self.site.pages[id].url.clone(),
                self.site.pages[id].meta().title.clone(),
            ),
            DocumentId::Issue(id) => (self.site.issues[id].url.clone(), self.issue_name(id)),
        };
        view.permalink = self.permalink(&target);
        view.title = title;
        Prepared {
            template: "redirect.html".to_owned(),
            view,
            variables: vec![("target", boxed(target))],
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

    pub(super) fn code_style_for(&self, document: &Document) -> Option<String> {
        document.content.has_code.then(code_style)
    }
}
