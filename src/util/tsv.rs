//! Tab-separated lines: the format of the tables of regions and of the manifest.
//!
//! The fields are so short that in the standard library the start of a search costs more than the search
//! itself. That is why this module uses memchr.

use memchr::{memchr, memchr_iter};

/// The lines of a text without their line ends, of Unix or of Windows. The last line may lack its end.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let ends = memchr_iter(b'\n', text.as_bytes());
    let unfinished = Some(text.len()).filter(|_| !text.is_empty() && !text.ends_with('\n'));
    let mut start = 0;
    ends.chain(unfinished).map(move |end| {
        let line = &text[start..end];
        start = end + 1;
        line.strip_suffix('\r').unwrap_or(line)
    })
}

/// The first field, and the rest after its tab; `None` if there is no tab.
pub(crate) fn field(line: &str) -> Option<(&str, &str)> {
    let (field, rest) = line.split_at(memchr(b'\t', line.as_bytes())?);
    Some((field, &rest[1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_equal_those_of_the_standard_library() {
        for text in [
            "",
            "\n",
            "村",
            "村\n",
            "a\n\nb",
            "a\tb\n村\t镇\n",
            "a\r\n\r\nb\r\n",
        ] {
            let expected: Vec<&str> = text.lines().collect();
            assert_eq!(lines(text).collect::<Vec<_>>(), expected, "{text:?}");
        }
    }

    #[test]
    fn a_field_ends_at_the_first_tab() {
        assert_eq!(field("451027\t凌云县\t"), Some(("451027", "凌云县\t")));
        assert_eq!(field("\t"), Some(("", "")));
        assert_eq!(field("凌云县"), None);
    }
}
