//! The formats of dates in pages and feeds.
//!
//! The common ones are written digit by digit: a large site prints tens of thousands of dates, and to format
//! by a pattern costs as much as a small template.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// A moment with its offset: `2024-01-02T00:00:00+08:00`.
pub(super) fn iso(moment: Timestamp, zone: &TimeZone) -> String {
    iso_of(&moment.to_zoned(zone.clone()))
}

/// The day of a moment: `2024-01-02`.
pub(super) fn day(moment: Timestamp, zone: &TimeZone) -> String {
    day_of(&moment.to_zoned(zone.clone()))
}

/// A moment as RSS writes it.
pub(super) fn rfc2822(moment: Timestamp, zone: &TimeZone) -> String {
    jiff::fmt::rfc2822::to_string(&moment.to_zoned(zone.clone())).unwrap_or_default()
}

/// A moment with its offset: `2024-01-02T00:00:00+08:00`.
pub(super) fn iso_of(zoned: &Zoned) -> String {
    let mut out = day_of(zoned);
    let time = zoned.time();
    for (sign, number) in [
        ('T', time.hour()),
        (':', time.minute()),
        (':', time.second()),
    ] {
        out.push(sign);
        push_two_digits(&mut out, number.into());
    }
    let seconds = zoned.offset().seconds();
    out.push(if seconds < 0 { '-' } else { '+' });
    push_two_digits(&mut out, seconds.abs() / 3600);
    out.push(':');
    push_two_digits(&mut out, seconds.abs() / 60 % 60);
    out
}

/// The day of a moment: `2024-01-02`.
pub(super) fn day_of(zoned: &Zoned) -> String {
    let date = zoned.date();
    let mut out = String::with_capacity("2024-01-02T00:00:00+08:00".len());
    // Front matter does not accept other years.
    let year = i32::from(date.year()).clamp(0, 9999);
    push_two_digits(&mut out, year / 100);
    push_two_digits(&mut out, year % 100);
    for number in [date.month(), date.day()] {
        out.push('-');
        push_two_digits(&mut out, number.into());
    }
    out
}

/// A moment in a pattern of strftime.
pub(super) fn formatted(zoned: &Zoned, pattern: &str) -> String {
    match pattern {
        "%Y-%m-%d" => day_of(zoned),
        "%Y年%-m月%-d日" => chinese(zoned),
        pattern => {
            let text = jiff::fmt::strtime::format(pattern, zoned);
            text.unwrap_or_else(|_| zoned.date().to_string())
        }
    }
}

/// 2024年1月2日
fn chinese(zoned: &Zoned) -> String {
    let mut out = String::with_capacity("2024年12月31日".len());
    let date = zoned.date();
    for (number, sign) in [
        (date.year(), '年'),
        (date.month().into(), '月'),
        (date.day().into(), '日'),
    ] {
        push_number(&mut out, number);
        out.push(sign);
    }
    out
}

/// A number with as many digits as it has.
fn push_number(out: &mut String, number: i16) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    push_digit(out, number.into());
}

/// A number below 100.
fn push_two_digits(out: &mut String, number: i32) {
    push_digit(out, number / 10);
    push_digit(out, number);
}

/// The last digit of a number.
fn push_digit(out: &mut String, number: i32) {
    out.push(char::from_digit((number % 10).unsigned_abs(), 10).unwrap_or('0'));
}
