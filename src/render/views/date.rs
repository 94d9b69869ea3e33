//! Dates in the language of the theme and the time zone of the site.

use jiff::Timestamp;

use super::Views;
use crate::render::dates::{day_of, formatted, iso_of};
use crate::theme::views::{DateView, Shared};

impl Views<'_> {
    /// A moment. It is not cached: few articles share one.
    pub(in crate::render) fn date(&self, moment: Timestamp) -> Shared<DateView> {
        let zoned = moment.to_zoned(self.site.config.time_zone.clone());
        let pattern = self.theme.strings.get("date_format");
        Shared::new(DateView {
            iso: iso_of(&zoned),
            day: day_of(&zoned),
            text: formatted(&zoned, pattern.map_or("%Y-%m-%d", String::as_str)),
            year: zoned.year(),
            month: zoned.month(),
        })
    }
}
