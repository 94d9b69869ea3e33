//! The archive: years, months, and the days of a year.

use super::{Variables, boxed, step};
use crate::diagnostic::Diagnostic;
use crate::render::RenderContext;
use crate::render::view_cache::ViewCache;
use crate::site::{ArticleId, MonthId, YearId, address};
use crate::theme::views::{
    ArchiveMonthView, ArchiveView, ArchiveYearView, GridMonthView, LinkView, PageView,
};

impl RenderContext {
    pub(super) fn archive_page(&self) -> Variables {
        let mut variables = vec![("archive", boxed(self.archive_view()))];
        if self.theme.uses("archive.html", "calendar") {
            let newest = (!self.site.archive.is_empty()).then(|| self.calendar(YearId::FIRST));
            variables.push(("calendar", boxed(newest.unwrap_or_default())));
        }
        variables
    }

    pub(super) fn year_page(
        &self,
        year: YearId,
        view: &mut PageView,
        cache: &ViewCache,
    ) -> Variables {
        view.breadcrumbs.push(self.archive_link());
        let mut variables = vec![("year", boxed(self.year_view(year)))];
        if self.theme.uses("year.html", "months") {
            let months = MonthId::all(&self.site.archive[year].months);
            let months = months.map(|month| ArchiveMonthView {
                articles: self.cards(self.month_articles(year, month), cache),
                ..self.month_view(year, month)
            });
            variables.push(("months", boxed(months.collect::<Vec<_>>())));
        }
        if self.theme.uses("year.html", "calendar") {
            variables.push(("calendar", boxed(self.calendar(year))));
        }
        variables
    }

    pub(super) fn month_page(
        &self,
        year: YearId,
        month: MonthId,
        view: &mut PageView,
        cache: &ViewCache,
    ) -> Result<Variables, Diagnostic> {
        view.breadcrumbs.push(self.archive_link());
        view.breadcrumbs.push(LinkView {
            title: self.year_title(self.site.archive[year].year),
            url: address::archive(self.site.archive[year].year, None),
        });
        let articles = self.month_articles(year, month);
        let mut variables = self.list("month.html", articles, cache)?;
        variables.push(("month", boxed(self.month_view(year, month))));
        Ok(variables)
    }

    fn archive_link(&self) -> LinkView {
        LinkView {
            title: self.theme.string("archive"),
            url: "/archive/".to_owned(),
        }
    }

    pub(super) fn year_title(&self, year: i16) -> String {
        self.theme
            .string("year_format")
            .replace("{year}", &year.to_string())
    }

    pub(super) fn month_title(&self, year: i16, month: i8) -> String {
        self.theme
            .string("month_format")
            .replace("{year}", &year.to_string())
            .replace("{month}", &month.to_string())
    }

    fn archive_view(&self) -> ArchiveView {
        let months = self.site.archive.iter().flat_map(|year| &year.months);
        let max = months.map(|month| month.articles.len()).max().unwrap_or(0);
        let year = |year: YearId| ArchiveYearView {
            grid: self.grid(year, max),
            ..self.year_view(year)
        };
        ArchiveView {
            years: YearId::all(&self.site.archive).map(year).collect(),
            count: self.site.articles.len(),
        }
    }

    /// The twelve months of a year with their counts.
    fn grid(&self, year: YearId, max: usize) -> Vec<GridMonthView> {
        let entry = &self.site.archive[year];
        let count = |month: i8| {
            let found = entry.months.iter().find(|other| other.month == month);
            found.map_or(0, |month| month.articles.len())
        };
        let cell = |month: i8| GridMonthView {
            month,
            url: address::archive(entry.year, Some(month)),
            count: count(month),
            step: step(count(month), max),
        };
        (1..=12).map(cell).collect()
    }

    fn year_view(&self, year: YearId) -> ArchiveYearView {
        let entry = &self.site.archive[year];
        let months: Vec<ArchiveMonthView> = MonthId::all(&entry.months)
            .map(|month| self.month_view(year, month))
            .collect();
        let count = months.iter().map(|month| month.count).sum();
        ArchiveYearView {
            year: entry.year,
            url: address::archive(entry.year, None),
            count,
            months,
            grid: Vec::new(),
        }
    }

    fn month_articles(
        &self,
        year: YearId,
        month: MonthId,
    ) -> impl Iterator<Item = ArticleId> + Clone {
        let month = &self.site.archive[year].months[month];
        month.articles.iter().copied()
    }

    /// A month without its articles.
    fn month_view(&self, year: YearId, month: MonthId) -> ArchiveMonthView {
        let entry = &self.site.archive[year].months[month];
        ArchiveMonthView {
            year: entry.year,
            month: entry.month,
            url: address::archive(entry.year, Some(entry.month)),
            count: entry.articles.len(),
            articles: Vec::new(),
        }
    }
}
