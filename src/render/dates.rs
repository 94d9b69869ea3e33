//! Moments as templates and feeds show them.

use jiff::{Timestamp, Zoned};

use super::Press;
use super::view_cache::ViewCache;
use crate::theme::views::{DateView, Shared};

impl Press {
    /// A moment in the site's zone and language.
    pub(super) fn date(&self, moment: Timestamp, cache: &ViewCache) -> Shared<DateView> {
        cache.dates.get(moment, || {
            let zoned = self.zoned(moment);
            DateView {
                iso: iso(&zoned),
                day: day(&zoned),
                text: self.date_text(&zoned),
                year: zoned.year(),
                month: zoned.month(),
            }
        })
    }

    /// The machine form with time and offset: `2024-01-02T00:00:00+08:00`.
    pub(super) fn iso(&self, moment: Timestamp) -> String {
        iso(&self.zoned(moment))
    }

    /// The day alone: `2024-01-02`.
    pub(super) fn day(&self, moment: Timestamp) -> String {
        day(&self.zoned(moment))
    }

    fn zoned(&self, moment: Timestamp) -> Zoned {
        moment.to_zoned(self.site.config.time_zone.clone())
    }

    /// The usual pattern is written directly: formatting by pattern costs as much as a small template.
    fn date_text(&self, zoned: &Zoned) -> String {
        let pattern = self
            .theme
            .strings
            .get("date_format")
            .map_or("%Y-%m-%d", String::as_str);
        if pattern == "%Y年%-m月%-d日" {
            return format!("{}年{}月{}日", zoned.year(), zoned.month(), zoned.day());
        }
        jiff::fmt::strtime::format(pattern, zoned).unwrap_or_else(|_| zoned.date().to_string())
    }

    /// A moment as RSS writes it.
    pub(super) fn rfc2822(&self, moment: Timestamp) -> String {
        jiff::fmt::rfc2822::to_string(&self.zoned(moment)).unwrap_or_default()
    }
}

fn iso(zoned: &Zoned) -> String {
    let seconds = zoned.offset().seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() / 60 % 60);
    let time = zoned.time();
    format!(
        "{}T{:02}:{:02}:{:02}{sign}{hours:02}:{minutes:02}",
        day(zoned),
        time.hour(),
        time.minute(),
        time.second()
    )
}

fn day(zoned: &Zoned) -> String {
    let date = zoned.date();
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}
