//! Moments as templates and feeds show them.

use jiff::Timestamp;

use super::Press;
use crate::theme::views::DateView;

impl Press {
    /// A moment in the site's zone and language.
    pub(super) fn date(&self, moment: Timestamp) -> DateView {
        let zoned = moment.to_zoned(self.site.config.time_zone.clone());
        let (year, month, day) = (zoned.year(), zoned.month(), zoned.day());
        let seconds = zoned.offset().seconds();
        let sign = if seconds < 0 { '-' } else { '+' };
        let offset = (seconds.abs() / 3600, seconds.abs() / 60 % 60);
        let iso = format!(
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
            zoned.hour(),
            zoned.minute(),
            zoned.second(),
            offset.0,
            offset.1
        );
        DateView {
            iso,
            day: format!("{year:04}-{month:02}-{day:02}"),
            text: self.date_text(&zoned),
            year,
            month,
        }
    }

    /// The usual pattern is written directly: formatting by pattern costs as much as a small template.
    fn date_text(&self, zoned: &jiff::Zoned) -> String {
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
        let zoned = moment.to_zoned(self.site.config.time_zone.clone());
        jiff::fmt::rfc2822::to_string(&zoned).unwrap_or_default()
    }
}
