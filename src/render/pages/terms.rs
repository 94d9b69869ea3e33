//! Pages of taxonomies and of their terms.

use super::{Variables, article_list, boxed, code_style_of, page_range, pager};
use crate::config::TaxonomyKind;
use crate::diagnostic::Diagnostic;
use crate::render::output_id::FeedScope;
use crate::render::views::{Views, tiles};
use crate::site::{TaxonomyId, TermRef};
use crate::theme::views::{LinkView, PageView};

/// The index of a taxonomy; that of regions with the provinces as tiles.
pub(super) fn taxonomy(views: &Views<'_>, id: TaxonomyId) -> Variables {
    let mut variables = vec![("taxonomy", boxed(views.taxonomy(id)))];
    if views.theme.uses("taxonomy.html", "tiles") {
        let taxonomy = &views.site.taxonomies[id];
        let is_regions = taxonomy.kind == TaxonomyKind::Regions;
        let tiles = is_regions.then(|| tiles(taxonomy));
        variables.push(("tiles", boxed(tiles.unwrap_or_default())));
    }
    variables
}

/// A page of a term's list.
pub(super) fn term(
    views: &Views<'_>,
    id: TermRef,
    list_page: usize,
    page: &mut PageView,
) -> Result<Variables, Diagnostic> {
    let term = views.site.term(id);
    let index = views.taxonomy_link(id.taxonomy);
    let view = views.term(id)?;
    if let Some(landing) = &term.landing {
        page.description = landing.document.content.excerpt.clone();
        page.code_style = code_style_of(&landing.document);
    }
    page.breadcrumbs.push(LinkView {
        title: index.name.clone(),
        url: index.url.clone(),
    });
    page.breadcrumbs.extend(views.term_path(id));
    let feeds = views.feeds(FeedScope::Term(id));
    if !feeds.is_empty() {
        page.feeds = feeds;
    }
    let count = term.articles.len();
    let shown = &term.articles[page_range(views, count, list_page)];
    let mut variables = article_list(views, "term.html", shown.iter().copied())?;
    variables.extend([
        ("taxonomy", boxed(index)),
        ("term", boxed(view)),
        ("pager", boxed(pager(views, count, &term.url, list_page))),
    ]);
    Ok(variables)
}
