//! The type and the size of a file, for the readers of a link to it.

use crate::util::file_use::FileUse;

/// The note after a link to a file, such as `（PDF，1.2 MB）`; `None` for images and unknown types. `size` gives
/// the bytes of a file.
pub(crate) fn of(file: &str, language: &str, size: &dyn Fn(&str) -> Option<u64>) -> Option<String> {
    match FileUse::of(file) {
        FileUse::Document | FileUse::Film | FileUse::Sound => {}
        FileUse::Picture | FileUse::Other => return None,
    }
    let kind = file.rsplit('.').next()?.to_ascii_uppercase();
    let size = readable(size(file)?);
    Some(if language.starts_with("zh") {
        format!("\u{ff08}{kind}\u{ff0c}{size}\u{ff09}")
    } else {
        format!(" ({kind}, {size})")
    })
}

/// A size as file managers write it.
fn readable(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = KB * KB;
    if bytes < MB {
        return format!("{} KB", bytes.div_ceil(KB));
    }
    // In tenths, rounded up.
    let tenths = (bytes * 10).div_ceil(MB);
    if tenths < 100 {
        format!("{}.{} MB", tenths / 10, tenths % 10)
    } else {
        format!("{} MB", tenths.div_ceil(10))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_file_managers_do() {
        for (bytes, expected) in [
            (0, "0 KB"),
            (1, "1 KB"),
            (1024, "1 KB"),
            (1_048_575, "1024 KB"),
            (1_048_576, "1.0 MB"),
            (1_300_000, "1.3 MB"),
            (26_000_000, "25 MB"),
        ] {
            assert_eq!(readable(bytes), expected);
        }
    }

    #[test]
    fn notes_are_of_files_to_be_opened() {
        let note = |file, language| of(file, language, &|_| Some(2048));
        let chinese = note("a/通知.pdf", "zh-Hans");
        assert_eq!(chinese.as_deref(), Some("\u{ff08}PDF\u{ff0c}2 KB\u{ff09}"));
        assert_eq!(note("a.ZIP", "en").as_deref(), Some(" (ZIP, 2 KB)"));
        assert_eq!(note("a.jpg", "zh-Hans"), None);
        assert_eq!(note("a.unknown", "zh-Hans"), None);
        assert_eq!(of("a.pdf", "zh", &|_| None), None);
    }
}
