//! Lists of articles: paged, and by year and month.

use super::{CardView, Shared, views};

views! {
    /// One page of a list.
    PagerView {
        /// How many articles the whole list has.
        count: usize,
        /// Number of this page, from 1.
        number: usize,
        /// How many pages the list has, at least 1.
        pages: usize,
        /// Address of the first page.
        first: String,
        /// Address of the page before this one (newer articles).
        previous: Option<String>,
        /// Address of the page after this one (older articles).
        next: Option<String>,
        /// Address of the last page.
        last: String,
    }

    /// The archive, as `archive` in `archive.html`.
    ArchiveView {
        /// The years, newest first; `articles` of their months are empty.
        years: Vec<ArchiveYearView>,
        /// How many articles there are.
        count: usize,
    }

    /// One year, as `year` in `year.html`.
    ArchiveYearView {
        /// The year: `2024`.
        year: i16,
        /// Its address, root-relative.
        url: String,
        /// How many articles it has.
        count: usize,
        /// Its months, newest first.
        months: Vec<ArchiveMonthView>,
        /// All twelve months from January on, for a table of years; empty in `year.html`.
        grid: Vec<GridMonthView>,
    }

    /// A month of a table of years.
    GridMonthView {
        /// The month, 1 to 12.
        month: i8,
        /// Its address, root-relative; the page exists only if the count is not 0.
        url: String,
        /// How many articles it has.
        count: usize,
        /// Its shade: 0 for none, 4 for the most.
        step: u8,
    }

    /// One month, as `month` in `month.html`.
    ArchiveMonthView {
        /// The year: `2024`.
        year: i16,
        /// The month, 1 to 12.
        month: i8,
        /// Its address, root-relative.
        url: String,
        /// How many articles it has.
        count: usize,
        /// Its articles, newest first, in `months` of `year.html`; empty elsewhere.
        articles: Vec<Shared<CardView>>,
    }

    /// A column with its newest articles, in `columns` of `home.html`.
    ColumnView {
        /// Its name.
        name: String,
        /// Its address, root-relative.
        url: String,
        /// How many articles it has.
        count: usize,
        /// The newest of them, at most five.
        articles: Vec<Shared<CardView>>,
    }
}
