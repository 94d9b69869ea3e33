//! Pages of documents: articles, plain pages, issues, and the pages at their old addresses.

use super::{PageInput, Variables, boxed, code_style_of, rendered_cards};
use crate::article::Document;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::Spanned;
use crate::render::output_id::DocumentId;
use crate::render::views::Views;
use crate::site::{ArticleId, IssueId, PlainPageId};
use crate::text::similar::nearest;
use crate::theme::Theme;
use crate::theme::views::{LinkView, PageView};
use crate::util::url;

pub(super) fn article(
    views: &Views<'_>,
    id: ArticleId,
    mut page: PageView,
) -> Result<PageInput, Diagnostic> {
    let article = &views.site.articles[id];
    let document = &article.document;
    let named = article.meta().template.as_ref();
    let template = template(views.theme, document, named, "article.html")?;
    let view = views.article(id)?;
    page.description = view.summary.clone();
    page.language = view.language.clone();
    page.image = view.image.clone();
    page.published = Some(view.date.clone());
    page.updated = view.updated.clone();
    page.code_style = code_style_of(document);
    page.breadcrumbs.push(LinkView {
        title: views.theme.string("articles"),
        url: url::ARTICLES.to_owned(),
    });
    let related = if views.theme.uses(&template, "related") {
        views.related(id)
    } else {
        Vec::new()
    };
    Ok(PageInput {
        template,
        page,
        variables: vec![("article", boxed(view)), ("related", boxed(related))],
    })
}

pub(super) fn plain_page(
    views: &Views<'_>,
    id: PlainPageId,
    mut page: PageView,
) -> Result<PageInput, Diagnostic> {
    let plain = &views.site.pages[id];
    let (document, meta) = (&plain.document, plain.meta());
    let template = template(views.theme, document, meta.template.as_ref(), "page.html")?;
    page.description = if meta.summary.is_empty() {
        document.content.excerpt.clone()
    } else {
        meta.summary.clone()
    };
    page.language = meta.language.clone().unwrap_or(page.language);
    page.updated = meta.updated.map(|moment| views.date(moment));
    page.code_style = code_style_of(document);
    Ok(PageInput {
        template,
        page,
        variables: vec![("doc", boxed(views.plain_page(id)?))],
    })
}

pub(super) fn issue(
    views: &Views<'_>,
    id: IssueId,
    page: &mut PageView,
) -> Result<Variables, Diagnostic> {
    let issue = &views.site.issues[id];
    let view = views.issue(id)?;
    page.description = issue.document.content.excerpt.clone();
    page.published = Some(view.date.clone());
    page.code_style = code_style_of(&issue.document);
    page.breadcrumbs.push(LinkView {
        title: views.theme.string("issues"),
        url: url::ISSUES.to_owned(),
    });
    let mut variables = rendered_cards(views, "issue.html", issue.contents.iter().copied())?;
    variables.push(("issue", boxed(view)));
    Ok(variables)
}

/// The page at an old address of a document: it has the title and the canonical address of the document.
pub(super) fn redirect(views: &Views<'_>, id: DocumentId, page: &mut PageView) -> Variables {
    let site = views.site;
    let (target, title) = match id {
        DocumentId::Article(id) => {
            let article = &site.articles[id];
            (article.url.clone(), article.meta().title.clone())
        }
        DocumentId::Plain(id) => {
            let plain = &site.pages[id];
            (plain.url.clone(), plain.meta().title.clone())
        }
        DocumentId::Issue(id) => (site.issues[id].url.clone(), views.issue_name(id)),
    };
    page.permalink = views.urls.absolute(&target);
    page.title = title;
    vec![("target", boxed(target))]
}

/// The template that front matter names, or the usual one.
fn template(
    theme: &Theme,
    document: &Document,
    named: Option<&Spanned<String>>,
    usual: &str,
) -> Result<String, Diagnostic> {
    let Some(Spanned { value, range }) = named else {
        return Ok(usual.to_owned());
    };
    if theme.has_template(value) {
        return Ok(value.clone());
    }
    let span = Span::new(&document.file, range.clone());
    let template = value.clone();
    let near = nearest(value, theme.sources.names(), 3);
    Err(Diagnostic::at(span, Message::UnknownTemplate { template }).with_nearest(near))
}
