//! The date at the beginning of a file's name.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::fields::{DateProblem, LeadingDay, half_width, leading_day, midnight};

/// The name of a file without its extension, which may begin with a date.
#[derive(Debug, Clone, Copy)]
pub(super) struct DatedName<'n> {
    stem: &'n str,
}

impl<'n> DatedName<'n> {
    pub(super) fn new(stem: &'n str) -> Self {
        Self { stem }
    }

    /// The name without a date of the form `2024-01-02-`, which is no part of addresses.
    pub(super) fn without_usual_date(self) -> &'n str {
        let Some((day, rest)) = self.stem.split_at_checked(10) else {
            return self.stem;
        };
        let is_part = |(at, byte): (usize, &u8)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        };
        let rest = rest
            .strip_prefix(['-', '_'])
            .filter(|rest| !rest.is_empty());
        let is_day = day.as_bytes().iter().enumerate().all(is_part);
        rest.filter(|_| is_day).unwrap_or(self.stem)
    }

    /// The date in any of its forms, with the rest of the name: all of it if it has nothing else.
    ///
    /// # Errors
    /// The beginning of a name that looks like a date and is none. `None` if it does not look like one.
    pub(super) fn date(self, zone: &TimeZone) -> Option<Result<(Timestamp, &'n str), &'n str>> {
        let plain = half_width(self.stem);
        let LeadingDay { date, len } = match leading_day(&plain)? {
            Ok(day) => day,
            Err(DateProblem::Unreadable) => return None,
            Err(_) => return Some(Err(self.beginning())),
        };
        // A full-width character is one half-width one.
        let chars = plain[..len].chars().count();
        let end = self.stem.char_indices().nth(chars);
        let rest = &self.stem[end.map_or(self.stem.len(), |(at, _)| at)..];
        // `2024-1-2x` and `2024.1.2.5` are other things than dates.
        if rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.') {
            return None;
        }
        let moment = midnight(date, zone).ok()?;
        let name = rest.trim_start_matches(['-', '_', ' ', '\u{3000}']);
        let name = if name.is_empty() { self.stem } else { name };
        Some(Ok((moment, name)))
    }

    /// The part of the name that looks like a date.
    fn beginning(self) -> &'n str {
        let is_of_date = |c: char| {
            c.is_numeric() || matches!(c, '-' | '.' | '_' | '年' | '月' | '日') || c == '－'
        };
        let end = self
            .stem
            .find(|c| !is_of_date(c))
            .unwrap_or(self.stem.len());
        self.stem[..end].trim_end_matches(['-', '_', '.'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leading_date_is_split_off() {
        for (stem, rest) in [
            ("2024-01-02-lingyun", "lingyun"),
            ("2024-01-02_lingyun", "lingyun"),
            ("2024-01-02", "2024-01-02"),
            ("2024-01-02-", "2024-01-02-"),
            ("2024年的凌云县纪事", "2024年的凌云县纪事"),
            ("lingyun", "lingyun"),
            ("2024-1-2-lu", "2024-1-2-lu"),
        ] {
            assert_eq!(DatedName::new(stem).without_usual_date(), rest);
        }
    }

    #[test]
    fn dates_are_read_in_all_their_forms() {
        let zone = TimeZone::UTC;
        let date = |stem| match DatedName::new(stem).date(&zone)? {
            Ok((date, rest)) => Some(Ok((date.to_string()[..10].to_owned(), rest))),
            Err(written) => Some(Err(written)),
        };
        for (stem, rest) in [
            ("2024-01-02-lingyun", "lingyun"),
            ("2024-1-2-lu", "lu"),
            ("20240102-qiao", "qiao"),
            ("20240102通知", "通知"),
            ("2024年1月2日 灯", "灯"),
            ("2024年1月2日灯", "灯"),
            ("2024.1.2 灯", "灯"),
            ("2024.01.02-灯", "灯"),
            ("2024_1_2_灯", "灯"),
            ("２０２４-０１-０２-灯", "灯"),
            ("2024-01-02 日本考察", "日本考察"),
            ("2024-01-02", "2024-01-02"),
            ("20240102", "20240102"),
        ] {
            let expected = Some(Ok(("2024-01-02".to_owned(), rest)));
            assert_eq!(date(stem), expected, "{stem}");
        }
        for (stem, written) in [
            ("2024-02-30-灯", "2024-02-30"),
            ("24-1-2-灯", "24-1-2"),
            ("2024-13-01 灯", "2024-13-01"),
            ("20240230-灯", "20240230"),
            ("2024年2月30日灯", "2024年2月30日"),
            ("2024-01-工作简报", "2024-01"),
        ] {
            assert_eq!(date(stem), Some(Err(written)), "{stem}");
        }
        for stem in [
            "lingyun",
            "2024年的凌云县纪事",
            "2024.1.2.5",
            "2024-1-2x",
            "110101",
            "12345678",
        ] {
            assert!(!matches!(date(stem), Some(Ok(_))), "{stem}");
        }
        assert_eq!(date("村"), None);
    }
}
