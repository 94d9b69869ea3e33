//! Dates as writers type them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

/// Reads a date, or a date with a time, in any of the usual spellings: `2024-01-02`, `2024/1/2`,
/// `2024年1月2日`, `2024-01-02 08:00`, `2024-01-02T08:00:00+08:00`.
///
/// A date alone means midnight, and a time without offset means local time, both in `zone`.
pub(crate) fn parse_date(written: &str, zone: &TimeZone) -> Option<Timestamp> {
    let written = written.trim();
    if let Ok(exact) = written.parse::<Timestamp>() {
        return Some(exact);
    }
    let split = written.find([' ', 'T', '\u{3000}']);
    let (date, time) = split.map_or((written, ""), |at| {
        (
            &written[..at],
            written[at..].trim_start_matches(['T', ' ', '\u{3000}']),
        )
    });
    let date = day(date)?;
    let (time, zone) = offset(time, zone);
    let time = if time.is_empty() {
        Time::midnight()
    } else {
        clock(time)?
    };
    DateTime::from_parts(date, time)
        .to_zoned(zone)
        .ok()
        .map(|zoned| zoned.timestamp())
}

fn day(written: &str) -> Option<Date> {
    let plain = written
        .trim_end_matches('日')
        .replace(['/', '.', '年', '月'], "-");
    let mut parts = plain.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Splits off a trailing `Z`, `+08:00`, `+0800` or ` +0800`.
fn offset<'t>(time: &'t str, zone: &TimeZone) -> (&'t str, TimeZone) {
    if let Some(time) = time.strip_suffix(['Z', 'z']) {
        return (time.trim_end(), TimeZone::UTC);
    }
    let Some(at) = time.find(['+', '-']) else {
        return (time, zone.clone());
    };
    let digits = time[at + 1..].replace(':', "");
    let hours = digits.get(..2).and_then(|text| text.parse::<i32>().ok());
    let minutes = digits
        .get(2..4)
        .map_or(Some(0), |text| text.parse::<i32>().ok());
    let sign = if time[at..].starts_with('-') { -1 } else { 1 };
    let seconds = hours
        .zip(minutes)
        .map(|(hours, minutes)| sign * (hours * 3600 + minutes * 60));
    match seconds.and_then(|seconds| jiff::tz::Offset::from_seconds(seconds).ok()) {
        Some(fixed) => (time[..at].trim_end(), TimeZone::fixed(fixed)),
        None => (time, zone.clone()),
    }
}

fn clock(written: &str) -> Option<Time> {
    let mut parts = written.trim().splitn(3, [':', '：']);
    let hour = parts.next()?.parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let second = parts.next().map_or(Some(0), |text| {
        text.split('.').next().and_then(|text| text.parse().ok())
    })?;
    Time::new(hour, minute, second, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: &str) -> Option<String> {
        let zone = TimeZone::get("Asia/Shanghai").expect("known zone");
        parse_date(written, &zone).map(|date| {
            date.to_zoned(zone)
                .strftime("%Y-%m-%d %H:%M:%S")
                .to_string()
        })
    }

    #[test]
    fn usual_spellings_are_read() {
        for written in [
            "2024-01-02",
            "2024-1-2",
            "2024/01/02",
            "2024.1.2",
            "2024年1月2日",
            "2024-01-02T00:00:00+08:00",
            "2024-01-01T16:00:00Z",
            "2024-01-01 16:00:00 +0000",
        ] {
            assert_eq!(
                read(written).as_deref(),
                Some("2024-01-02 00:00:00"),
                "{written}"
            );
        }
        assert_eq!(
            read("2024-01-02 08:30").as_deref(),
            Some("2024-01-02 08:30:00")
        );
        assert_eq!(
            read("2024-01-02 8:30:15").as_deref(),
            Some("2024-01-02 08:30:15")
        );
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for written in [
            "",
            "2024",
            "2024-01",
            "2024-13-01",
            "2024-02-30",
            "昨天",
            "24-01-02",
            "2024-01-02 25:00",
            "2024-01-02 x",
        ] {
            assert_eq!(read(written), None, "{written}");
        }
    }
}
