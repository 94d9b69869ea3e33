//! The days of a year, by month and week, with the number of articles of each.

use jiff::civil::Date;

use super::Views;
use super::archive::shade;
use crate::site::{Year, YearId};
use crate::theme::views::{CalendarDayView, CalendarMonthView};
use crate::util::url;

impl Views<'_> {
    /// The twelve months of a year.
    pub(in crate::render) fn calendar(&self, id: YearId) -> Vec<CalendarMonthView> {
        let year = &self.site.archive[id];
        let counts = self.day_counts(year);
        let max = counts.iter().flatten().copied().max().unwrap_or(0);
        let months = (1..).zip(&counts);
        months
            .map(|(month, days)| self.calendar_month(year, month, days, max))
            .collect()
    }

    /// How many articles each day has, by month and day, both from 0.
    fn day_counts(&self, year: &Year) -> [[usize; 31]; 12] {
        let mut counts = [[0; 31]; 12];
        for &article in year.months.iter().flat_map(|month| &month.articles) {
            let day = self.site.articles[article].day;
            let (month, day) = (day.month() - 1, day.day() - 1);
            counts[usize::from(month.unsigned_abs())][usize::from(day.unsigned_abs())] += 1;
        }
        counts
    }

    fn calendar_month(
        &self,
        year: &Year,
        month: i8,
        counts: &[usize; 31],
        max: usize,
    ) -> CalendarMonthView {
        let count = counts.iter().sum();
        CalendarMonthView {
            month,
            title: self.month_title(year.year, month),
            url: (count > 0).then(|| url::archive(year.year, Some(month))),
            count,
            weeks: weeks(year.year, month, counts, max),
        }
    }
}

/// The weeks of a month, each from Monday to Sunday; days of other months are 0.
fn weeks(year: i16, month: i8, counts: &[usize; 31], max: usize) -> Vec<Vec<CalendarDayView>> {
    let Ok(first) = Date::new(year, month, 1) else {
        return Vec::new();
    };
    let before = first.weekday().to_monday_zero_offset();
    let blanks = (0..before).map(|_| day_view(0, 0, 0));
    let days = (1..=first.days_in_month()).zip(counts);
    let mut cells: Vec<CalendarDayView> = blanks
        .chain(days.map(|(day, &count)| day_view(day, count, max)))
        .collect();
    while !cells.len().is_multiple_of(7) {
        cells.push(day_view(0, 0, 0));
    }
    cells.chunks(7).map(<[_]>::to_vec).collect()
}

fn day_view(day: i8, count: usize, max: usize) -> CalendarDayView {
    CalendarDayView {
        day,
        count,
        step: shade(count, max),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday_and_hold_every_day_once() {
        // 1 February 2024 was a Thursday, and the year a leap year.
        let mut counts = [0; 31];
        counts[28] = 2;
        let weeks = weeks(2024, 2, &counts, 2);
        assert_eq!(weeks.len(), 5);
        let first: Vec<i8> = weeks[0].iter().map(|day| day.day).collect();
        assert_eq!(first, [0, 0, 0, 1, 2, 3, 4]);
        let days = weeks.iter().flatten().filter(|day| day.day > 0);
        assert_eq!(days.count(), 29);
        assert_eq!(weeks[4][3], day_view(29, 2, 2));
    }
}
