//! Charts of counts: provinces as tiles, a year as a calendar, regions by initiatives.

use super::{TermLinkView, views};

views! {
    /// A province as one of 34 equal tiles, in `tiles` of `taxonomy.html`.
    TileView {
        /// Its code.
        key: String,
        /// Its short name: `广西`.
        name: String,
        /// Its full name if the site has a page for it, else the short one.
        full_name: String,
        /// Address of its page; null if the site has none for it.
        url: Option<String>,
        /// Its row from the north, 1 to 8.
        row: u8,
        /// Its column from the west, 1 to 8.
        column: u8,
        /// How many articles it has.
        count: usize,
        /// Its shade: 0 for none, 4 for the most.
        step: u8,
    }

    /// A month with its days, in `calendar` of `year.html`.
    CalendarMonthView {
        /// The month, 1 to 12.
        month: i8,
        /// `2024年1月`, or as `strings` formats it.
        title: String,
        /// Address of the month; null if it has no article.
        url: Option<String>,
        /// How many articles it has.
        count: usize,
        /// Its weeks of seven days, from Monday to Sunday.
        weeks: Vec<Vec<CalendarDayView>>,
    }

    /// A day of a calendar.
    CalendarDayView {
        /// The day of the month; 0 for a cell that belongs to another month.
        day: i8,
        /// How many articles it has.
        count: usize,
        /// Its shade: 0 for none, 4 for the most of the year.
        step: u8,
    }

    /// Articles by region and initiative, as `matrix` in `matrix.html`.
    MatrixView {
        /// The initiatives, parents before their children.
        columns: Vec<TermLinkView>,
        /// The regions, parents before their children; large trees show their upper levels.
        rows: Vec<MatrixRowView>,
    }

    /// A region with its counts.
    MatrixRowView {
        /// The region (`path` is empty).
        region: TermLinkView,
        /// Its depth in the tree, from 0.
        level: usize,
        /// One count for each initiative, in the order of `columns`.
        cells: Vec<CellView>,
    }

    /// A count with its shade.
    CellView {
        /// How many articles.
        count: usize,
        /// Its shade: 0 for none, 4 for the most.
        step: u8,
    }
}
