//! Dates as writers type them.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use super::written::half_width;

/// The reason why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DateProblem {
    /// It is not written like a date.
    Unreadable,
    /// The year has fewer than four digits.
    ShortYear,
    /// There is a year and a month, and no day.
    NoDay,
    /// There is a month and a day, and no year.
    NoYear,
    /// There is no such month.
    NoSuchMonth {
        /// Its number.
        month: u32,
    },
    /// The month has no such day.
    NoSuchDay {
        /// The year.
        year: i16,
        /// The month.
        month: i8,
        /// The day that does not exist.
        day: u32,
        /// The days that the month has.
        days: i8,
    },
    /// A day has no such time.
    NoSuchTime,
}

/// Reads a date, or a date with a time, in any of the usual spellings: `2024-01-02`, `2024/1/2`, `20240102`,
/// `2024年1月2日`, `2024-01-02 08:00`, `2024-01-02T08:00:00+08:00`, also with full-width digits and signs.
///
/// A date alone means midnight, and a time without offset means local time, both in `zone`.
pub(crate) fn read_date(written: &str, zone: &TimeZone) -> Result<Timestamp, DateProblem> {
    let written = written.trim();
    // A moment has more than the ten characters of a day, which nearly all dates are.
    if written.len() > "2024-01-02".len()
        && let Ok(exact) = written.parse::<Timestamp>()
    {
        return Ok(exact);
    }
    let plain = plain(written.trim_end_matches('日'));
    let LeadingDay { date, len } = match leading_day(&plain) {
        Some(day) => day?,
        None if lacks_year(&plain) => return Err(DateProblem::NoYear),
        None => return Err(DateProblem::Unreadable),
    };
    let (day, time) = plain.split_at(len);
    if !(time.is_empty() || time.starts_with([' ', 'T', 't']) || day.ends_with(['日', '号'])) {
        return Err(DateProblem::Unreadable);
    }
    let time = without_weekday(time.trim_start_matches(['T', 't', ' ']));
    let (time, zone) = offset(time, zone);
    let time = if time.is_empty() {
        Time::midnight()
    } else {
        clock(time)?
    };
    moment(DateTime::from_parts(date, time), zone)
}

/// The beginning of a day in `zone`.
pub(crate) fn midnight(date: Date, zone: &TimeZone) -> Result<Timestamp, DateProblem> {
    moment(date.to_datetime(Time::midnight()), zone.clone())
}

fn moment(local: DateTime, zone: TimeZone) -> Result<Timestamp, DateProblem> {
    let zoned = local.to_zoned(zone);
    zoned.map_or(Err(DateProblem::Unreadable), |zoned| Ok(zoned.timestamp()))
}

/// The text with half-width digits and signs, and every dash as `-`.
fn plain(written: &str) -> Cow<'_, str> {
    if written.is_ascii() {
        return Cow::Borrowed(written);
    }
    Cow::Owned(half_width(written).replace(['‐', '‑', '‒', '–', '—', '−'], "-"))
}

/// A day at the beginning of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LeadingDay {
    /// The day.
    pub date: Date,
    /// The bytes that it takes.
    pub len: usize,
}

/// The day with which a text begins; `None` if it does not begin like a date.
pub(crate) fn leading_day(text: &str) -> Option<Result<LeadingDay, DateProblem>> {
    let (year, rest) = number(text)?;
    let (parts, rest) = if year.len() == 8 && year.is_ascii() {
        ([&year[..4], &year[4..6], &year[6..]], rest)
    } else {
        let rest = separated(rest, &['-', '/', '.', '_', '年'])?;
        let (month, rest) = number(rest)?;
        let in_words = rest.trim_start_matches(' ').starts_with('月');
        let day = separated(rest, &['-', '/', '.', '_', '月']).and_then(number);
        let Some((day, rest)) = day else {
            let is_year = year.chars().count() == 4;
            return is_year.then_some(Err(DateProblem::NoDay));
        };
        let behind = separated(rest, &['日', '号']).filter(|_| in_words);
        ([year, month, day], behind.unwrap_or(rest))
    };
    if parts[0].chars().count() < 4 {
        return Some(Err(DateProblem::ShortYear));
    }
    let [Some(year), Some(month), Some(day)] = parts.map(value) else {
        return None;
    };
    // A blank behind a day belongs to what follows.
    let len = text.len() - rest.len();
    let len = text[..len].trim_end().len();
    Some(date(year, month, day).map(|date| LeadingDay { date, len }))
}

/// Whether a text is a month and a day: `1月2日`, `01-02`.
fn lacks_year(text: &str) -> bool {
    let parts = || {
        let (month, rest) = number(text)?;
        let rest = separated(rest, &['-', '/', '.', '_', '月'])?;
        let (day, rest) = number(rest)?;
        let is_end = matches!(rest.trim(), "" | "日" | "号");
        let within =
            |number: &str, most: u32| value(number).is_some_and(|n| (1..=most).contains(&n));
        Some(is_end && within(month, 12) && within(day, 31))
    };
    parts().unwrap_or(false)
}

fn date(year: u32, month: u32, day: u32) -> Result<Date, DateProblem> {
    let small = |number: u32| i8::try_from(number).unwrap_or(i8::MAX);
    let year = i16::try_from(year).ok().filter(|year| *year <= 9999);
    let year = year.ok_or(DateProblem::Unreadable)?;
    let first = Date::new(year, small(month), 1);
    let first = first.map_err(|_| DateProblem::NoSuchMonth { month })?;
    Date::new(year, first.month(), small(day)).map_err(|_| DateProblem::NoSuchDay {
        year,
        month: first.month(),
        day,
        days: first.days_in_month(),
    })
}

/// The numeral at the beginning of a text, and the rest.
fn number(text: &str) -> Option<(&str, &str)> {
    let is_digit = |c: char| c.is_ascii_digit();
    let digits = text.len() - text.trim_start_matches(is_digit).len();
    let len = match digits {
        0 => text.len() - text.trim_start_matches(|c| numeral(c).is_some()).len(),
        digits => digits,
    };
    (1..=24).contains(&len).then(|| text.split_at(len))
}

/// The text behind one of these signs, which may have blanks around it.
fn separated<'t>(text: &'t str, signs: &[char]) -> Option<&'t str> {
    let sign = text.trim_start_matches(' ');
    let rest = sign.strip_prefix(signs)?;
    let in_words = sign.starts_with(['年', '月']);
    Some(if in_words {
        rest.trim_start_matches(' ')
    } else {
        rest
    })
}

/// The value of a Chinese numeral below ten; 10 for 十.
fn numeral(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' | '元' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        _ => return None,
    })
}

/// The value of a numeral: `2024`, `二〇二四`, `十二`, `三十一`.
fn value(written: &str) -> Option<u32> {
    if written.is_ascii() {
        return written.parse().ok();
    }
    let mut value = 0_u32;
    let mut may_count = false;
    for c in written.chars() {
        value = match numeral(c)? {
            10 if may_count => value.checked_mul(10)?,
            10 => 10,
            digit if value >= 10 && value.is_multiple_of(10) && written.contains('十') => {
                value + digit
            }
            digit => value.checked_mul(10)?.checked_add(digit)?,
        };
        may_count = true;
    }
    Some(value)
}

/// The text without a day of the week at its beginning: `星期二`, `（周二）`.
fn without_weekday(text: &str) -> &str {
    let open = text.strip_prefix('(').unwrap_or(text);
    let named = open
        .strip_prefix(['周'])
        .or_else(|| open.strip_prefix("星期"));
    let day =
        named.and_then(|rest| rest.strip_prefix(['一', '二', '三', '四', '五', '六', '日', '天']));
    day.map_or(text, |rest| {
        rest.strip_prefix(')').unwrap_or(rest).trim_start()
    })
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

fn clock(written: &str) -> Result<Time, DateProblem> {
    let written = written.trim();
    let is_later = written.starts_with("下午") || written.starts_with("晚上");
    let written = ["上午", "下午", "晚上", "早上"]
        .iter()
        .find_map(|word| written.strip_prefix(word))
        .unwrap_or(written);
    let plain = written.replace(['时', '点', '分'], ":");
    let mut parts = plain.trim_end_matches([':', '秒']).splitn(3, ':');
    let mut part = |or: Option<&str>| {
        let text = parts
            .next()
            .map(|text| text.split('.').next().unwrap_or(text).trim());
        let number = text.or(or).and_then(|text| text.parse::<i8>().ok());
        number.ok_or(DateProblem::Unreadable)
    };
    let (hour, minute, second) = (part(None)?, part(Some("0"))?, part(Some("0"))?);
    let hour = if is_later && hour < 12 {
        hour + 12
    } else {
        hour
    };
    Time::new(hour, minute, second, 0).map_err(|_| DateProblem::NoSuchTime)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: &str) -> Option<String> {
        let zone = TimeZone::get("Asia/Shanghai").expect("known zone");
        let date = read_date(written, &zone).ok()?.to_zoned(zone);
        Some(date.strftime("%Y-%m-%d %H:%M:%S").to_string())
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
            "20240102",
            "2024 年 1 月 2 日",
            "2024年1月2号",
            "２０２４－０１－０２",
            "2024．1．2",
            "2024—01—02",
            "2024年1月2日 星期二",
            "二〇二四年一月二日",
            "2024-01-02 0时0分",
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
        for written in [
            "2024-01-02 下午2：30",
            "2024年1月2日14时30分",
            "2024年1月2日（周二）14点30分",
            "２０２４－０１－０２　１４：３０",
        ] {
            let expected = Some("2024-01-02 14:30:00");
            assert_eq!(read(written).as_deref(), expected, "{written}");
        }
        for (written, expected) in [
            ("二〇二四年十二月三十一日", "2024-12-31 00:00:00"),
            ("二〇二四年十月二十日", "2024-10-20 00:00:00"),
            ("二零二四年十一月二十一日", "2024-11-21 00:00:00"),
        ] {
            assert_eq!(read(written).as_deref(), Some(expected), "{written}");
        }
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
    #[test]
    fn the_cause_is_told() {
        let zone = TimeZone::UTC;
        let no_day = |year, month, day, days| DateProblem::NoSuchDay {
            year,
            month,
            day,
            days,
        };
        for (written, problem) in [
            ("2024-02-30", no_day(2024, 2, 30, 29)),
            ("2023年2月29日", no_day(2023, 2, 29, 28)),
            ("20240431", no_day(2024, 4, 31, 30)),
            ("2024-01-00", no_day(2024, 1, 0, 31)),
            ("2024-13-01", DateProblem::NoSuchMonth { month: 13 }),
            ("2024-0-1", DateProblem::NoSuchMonth { month: 0 }),
            ("24-1-2", DateProblem::ShortYear),
            ("2024-01", DateProblem::NoDay),
            ("一月二日", DateProblem::NoYear),
            ("1月2日", DateProblem::NoYear),
            ("十二月三十一", DateProblem::NoYear),
            ("01-02", DateProblem::NoYear),
            ("1/2", DateProblem::NoYear),
            ("２．３", DateProblem::NoYear),
            ("13-02", DateProblem::Unreadable),
            ("2024年1月", DateProblem::NoDay),
            ("2024-01-02 25:00", DateProblem::NoSuchTime),
            ("2024-01-02 08:60", DateProblem::NoSuchTime),
            ("昨天", DateProblem::Unreadable),
            ("2024-01-02x", DateProblem::Unreadable),
            ("2024", DateProblem::Unreadable),
            ("99999-01-02", DateProblem::Unreadable),
            ("四年", DateProblem::Unreadable),
        ] {
            assert_eq!(read_date(written, &zone), Err(problem), "{written}");
        }
    }

    #[test]
    fn days_of_file_names_are_found() {
        let len = |text| leading_day(text).and_then(Result::ok).map(|day| day.len);
        for (name, day) in [
            ("2024-1-2-lu", "2024-1-2"),
            ("20240102-qiao", "20240102"),
            ("2024年1月2日 灯", "2024年1月2日"),
            ("2024.1.2 灯", "2024.1.2"),
            ("2024_01_02_a", "2024_01_02"),
        ] {
            assert_eq!(len(name), Some(day.len()), "{name}");
        }
        assert_eq!(leading_day("2024年的凌云县纪事"), None);
        assert_eq!(leading_day("lingyun"), None);
        assert_eq!(leading_day("202401021-x"), None);
    }
}
