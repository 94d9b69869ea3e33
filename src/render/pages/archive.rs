//! Pages of the archive: its years, a year, a month.

use super::{Variables, article_list, boxed};
use crate::diagnostic::Diagnostic;
use crate::render::views::Views;
use crate::site::{MonthId, YearId};
use crate::theme::views::{ArchiveMonthView, LinkView, PageView};
use crate::util::url;

pub(super) fn archive(views: &Views<'_>) -> Variables {
    let mut variables = vec![("archive", boxed(views.archive()))];
    if views.theme.uses("archive.html", "calendar") {
        let has_year = !views.site.archive.is_empty();
        let newest = has_year.then(|| views.calendar(YearId::FIRST));
        variables.push(("calendar", boxed(newest.unwrap_or_default())));
    }
    variables
}

pub(super) fn year(views: &Views<'_>, id: YearId, page: &mut PageView) -> Variables {
    page.breadcrumbs.push(archive_link(views));
    let mut variables = vec![("year", boxed(views.year(id)))];
    if views.theme.uses("year.html", "months") {
        let year = &views.site.archive[id];
        let month = |month: MonthId| ArchiveMonthView {
            articles: views.cards(year.months[month].articles.iter().copied()),
            ..views.month(id, month)
        };
        let months: Vec<_> = MonthId::all(&year.months).map(month).collect();
        variables.push(("months", boxed(months)));
    }
    if views.theme.uses("year.html", "calendar") {
        variables.push(("calendar", boxed(views.calendar(id))));
    }
    variables
}

pub(super) fn month(
    views: &Views<'_>,
    year_id: YearId,
    month_id: MonthId,
    page: &mut PageView,
) -> Result<Variables, Diagnostic> {
    let year = &views.site.archive[year_id];
    page.breadcrumbs.push(archive_link(views));
    page.breadcrumbs.push(LinkView {
        title: views.year_title(year.year),
        url: url::archive(year.year, None),
    });
    let articles = year.months[month_id].articles.iter().copied();
    let mut variables = article_list(views, "month.html", articles)?;
    variables.push(("month", boxed(views.month(year_id, month_id))));
    Ok(variables)
}

fn archive_link(views: &Views<'_>) -> LinkView {
    LinkView {
        title: views.theme.string("archive"),
        url: url::ARCHIVE.to_owned(),
    }
}
