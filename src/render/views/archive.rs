//! The archive: years and months with their counts.

use super::Views;
use crate::site::{MonthId, YearId};
use crate::theme::views::{ArchiveMonthView, ArchiveView, ArchiveYearView, GridMonthView};
use crate::util::url;

impl Views<'_> {
    /// The whole archive.
    pub(in crate::render) fn archive(&self) -> ArchiveView {
        let months = self.site.archive.iter().flat_map(|year| &year.months);
        let max = months.map(|month| month.articles.len()).max().unwrap_or(0);
        let year = |id: YearId| ArchiveYearView {
            grid: self.grid(id, max),
            ..self.year(id)
        };
        ArchiveView {
            years: YearId::all(&self.site.archive).map(year).collect(),
            count: self.site.articles.len(),
        }
    }

    /// The twelve months of a year with their counts.
    fn grid(&self, id: YearId, max: usize) -> Vec<GridMonthView> {
        let year = &self.site.archive[id];
        let count = |month: i8| {
            let entry = year.months.iter().find(|other| other.month == month);
            entry.map_or(0, |month| month.articles.len())
        };
        let cell = |month: i8| GridMonthView {
            month,
            url: url::archive(year.year, Some(month)),
            count: count(month),
            step: shade(count(month), max),
        };
        (1..=12).map(cell).collect()
    }

    /// A year with its months, without its grid.
    pub(in crate::render) fn year(&self, id: YearId) -> ArchiveYearView {
        let year = &self.site.archive[id];
        let months: Vec<ArchiveMonthView> = MonthId::all(&year.months)
            .map(|month| self.month(id, month))
            .collect();
        ArchiveYearView {
            year: year.year,
            url: url::archive(year.year, None),
            count: months.iter().map(|month| month.count).sum(),
            months,
            grid: Vec::new(),
        }
    }

    /// A month, without its articles.
    pub(in crate::render) fn month(&self, year: YearId, month: MonthId) -> ArchiveMonthView {
        let month = &self.site.archive[year].months[month];
        ArchiveMonthView {
            year: month.year,
            month: month.month,
            url: url::archive(month.year, Some(month.month)),
            count: month.articles.len(),
            articles: Vec::new(),
        }
    }

    /// `2024年` in the words of the theme.
    pub(in crate::render) fn year_title(&self, year: i16) -> String {
        let pattern = self.theme.string("year_format");
        pattern.replace("{year}", &year.to_string())
    }

    /// `2024年1月` in the words of the theme.
    pub(in crate::render) fn month_title(&self, year: i16, month: i8) -> String {
        let pattern = self.theme.string("month_format");
        pattern
            .replace("{year}", &year.to_string())
            .replace("{month}", &month.to_string())
    }
}

/// How dark a count is shown: 0 for none to 4 for the largest.
pub(super) fn shade(count: usize, max: usize) -> u8 {
    match (4 * count).div_ceil(max.max(1)) {
        shade @ 0..4 => shade as u8,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_count_has_the_deepest_shade() {
        let shades: Vec<u8> = [0, 1, 3, 4, 8, 13].map(|count| shade(count, 13)).into();
        assert_eq!(shades, [0, 1, 1, 2, 3, 4]);
        assert_eq!((shade(0, 0), shade(1, 1)), (0, 4));
    }
}
