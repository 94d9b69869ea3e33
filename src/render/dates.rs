//! Moments as templates and feeds show them.

use jiff::{Timestamp, Zoned};

use super::RenderContext;
use crate::theme::views::{DateView, Shared};

impl RenderContext {
    /// A moment in the site's zone and language. Few moments are those of two articles, so none is kept.
    pub(super) fn date(&self, moment: Timestamp) -> Shared<DateView> {
        let zoned = self.zoned(moment);
        let iso = iso(&zoned);
        Shared::new(DateView {
            day: iso[..DAY.len()].to_owned(),
            iso,
            text: self.date_text(&zoned),
            year: zoned.year(),
            month: zoned.month(),
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

    /// The usual patterns are written directly: formatting by pattern costs as much as a small template.
    fn date_text(&self, zoned: &Zoned) -> String {
        let pattern = self
            .theme
            .strings
            .get("date_format")
            .map_or("%Y-%m-%d", String::as_str);
        match pattern {
            "%Y-%m-%d" => day(zoned),
            "%Y年%-m月%-d日" => in_chinese(zoned),
            _ => {
                let text = jiff::fmt::strtime::format(pattern, zoned);
                text.unwrap_or_else(|_| zoned.date().to_string())
            }
        }
    }

    /// A moment as RSS writes it.
    pub(super) fn rfc2822(&self, moment: Timestamp) -> String {
        jiff::fmt::rfc2822::to_string(&self.zoned(moment)).unwrap_or_default()
    }
}

/// Written digit by digit: a large site prints tens of thousands of dates.
fn iso(zoned: &Zoned) -> String {
    let mut out = day(zoned);
    let time = zoned.time();
    for (sign, number) in [
        ('T', time.hour()),
        (':', time.minute()),
        (':', time.second()),
    ] {
        out.push(sign);
        two_digits(&mut out, number.into());
    }
    let seconds = zoned.offset().seconds();
    out.push(if seconds < 0 { '-' } else { '+' });
    two_digits(&mut out, seconds.abs() / 3600);
    out.push(':');
    two_digits(&mut out, seconds.abs() / 60 % 60);
    out
}

/// A day in its machine form, with which that of a moment begins.
const DAY: &str = "2024-01-02";

fn day(zoned: &Zoned) -> String {
    let date = zoned.date();
    let mut out = String::with_capacity("2024-01-02T00:00:00+08:00".len());
    // A date before the first year or after the 9999th is an error where it is read.
    let year = i32::from(date.year()).clamp(0, 9999);
    two_digits(&mut out, year / 100);
    two_digits(&mut out, year % 100);
    for number in [date.month(), date.day()] {
        out.push('-');
        two_digits(&mut out, number.into());
    }
    out
}

/// 2024年1月2日
fn in_chinese(zoned: &Zoned) -> String {
    let mut out = String::with_capacity("2024年12月31日".len());
    let date = zoned.date();
    for (number, sign) in [
        (date.year(), '年'),
        (date.month().into(), '月'),
        (date.day().into(), '日'),
    ] {
        digits(&mut out, number);
        out.push(sign);
    }
    out
}

/// A number with as many digits as it has.
fn digits(out: &mut String, number: i16) {
    if number >= 10 {
        digits(out, number / 10);
    }
    digit(out, number.into());
}

/// A number below 100.
fn two_digits(out: &mut String, number: i32) {
    digit(out, number / 10);
    digit(out, number);
}

/// The last digit of a number.
fn digit(out: &mut String, number: i32) {
    out.push(char::from_digit((number % 10).unsigned_abs(), 10).unwrap_or('0'));
}
