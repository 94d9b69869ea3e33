//! The `Range` header, with which media players request parts of a file.

/// The part of a file that a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ByteRange {
    /// The whole file: there is no header, or one that servers may ignore.
    Full,
    /// The bytes from the first to the last position, both included.
    Part(u64, u64),
    /// No byte of the file is in the range.
    Unsatisfiable,
}

/// Parses the `Range` header of a request for a file of `size` bytes. Headers with several ranges are
/// ignored, as the standard allows.
pub(super) fn parse_range(header: Option<&str>, size: u64) -> ByteRange {
    let Some((first, last)) = header
        .and_then(|header| header.trim().strip_prefix("bytes="))
        .and_then(|range| range.split_once('-'))
    else {
        return ByteRange::Full;
    };
    let position = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // Numbers too large for u64 are larger than any file.
        is_number.then(|| text.parse::<u64>().unwrap_or(u64::MAX))
    };
    match (position(first.trim()), position(last.trim())) {
        (Some(first), Some(last)) if first > last => ByteRange::Full,
        (Some(first), _) if first >= size => ByteRange::Unsatisfiable,
        (Some(first), Some(last)) => ByteRange::Part(first, last.min(size - 1)),
        (Some(first), None) if last.trim().is_empty() => ByteRange::Part(first, size - 1),
        (None, Some(count)) if first.trim().is_empty() => match count.min(size) {
            0 => ByteRange::Unsatisfiable,
            count => ByteRange::Part(size - count, size - 1),
        },
        _ => ByteRange::Full,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_parsed() {
        for (header, expected) in [
            ("bytes=0-9", ByteRange::Part(0, 9)),
            ("bytes=90-200", ByteRange::Part(90, 99)),
            ("bytes=90-", ByteRange::Part(90, 99)),
            ("bytes=-5", ByteRange::Part(95, 99)),
            ("bytes=-500", ByteRange::Part(0, 99)),
            ("bytes=0-99999999999999999999999", ByteRange::Part(0, 99)),
            ("bytes=100-", ByteRange::Unsatisfiable),
            ("bytes=-0", ByteRange::Unsatisfiable),
            ("bytes=9-1", ByteRange::Full),
            ("bytes=0-1,5-6", ByteRange::Full),
            ("bytes=-", ByteRange::Full),
            ("bytes=+1-2", ByteRange::Full),
            ("lines=1-2", ByteRange::Full),
            ("", ByteRange::Full),
        ] {
            assert_eq!(parse_range(Some(header), 100), expected, "{header}");
        }
        assert_eq!(parse_range(None, 100), ByteRange::Full);
        assert_eq!(parse_range(Some("bytes=0-"), 0), ByteRange::Unsatisfiable);
        assert_eq!(parse_range(Some("bytes=-1"), 0), ByteRange::Unsatisfiable);
    }
}
