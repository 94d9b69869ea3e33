//! What a file is for readers, by the extension of its name.

/// What a file is for readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileUse {
    /// An image, whether browsers show it or not.
    Picture,
    /// What browsers play.
    Film,
    /// The same without pictures.
    Sound,
    /// What is opened or unpacked in another program; film and sound that browsers do not play, too.
    Document,
    /// Any other.
    Other,
}

impl FileUse {
    /// The kind of the file at `path`.
    pub(crate) fn of(path: &str) -> Self {
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        let Some((_, extension)) = name.rsplit_once('.') else {
            return Self::Other;
        };
        let extension = extension.to_ascii_lowercase();
        let is_among = |list: &[&str]| list.contains(&extension.as_str());
        if is_among(&PICTURES) {
            Self::Picture
        } else if is_among(&FILM) {
            Self::Film
        } else if is_among(&SOUND) {
            Self::Sound
        } else if [&DOCUMENTS as &[&str], &UNPLAYED, &DATA, &ARCHIVES]
            .map(is_among)
            .contains(&true)
        {
            Self::Document
        } else {
            Self::Other
        }
    }
}

/// What is in an SVG is looked at as well.
pub(crate) const PICTURES: [&str; 15] = [
    "avif", "bmp", "gif", "heic", "heif", "ico", "jfif", "jpeg", "jpg", "jxl", "png", "svg", "tif",
    "tiff", "webp",
];

/// Those of WPS and the national standard OFD are among them.
pub(crate) const DOCUMENTS: [&str; 20] = [
    "doc", "docx", "dps", "epub", "et", "key", "numbers", "odp", "ods", "odt", "ofd", "pages",
    "pdf", "ppt", "pptx", "rtf", "txt", "wps", "xls", "xlsx",
];

/// Film that browsers play.
pub(crate) const FILM: [&str; 4] = ["m4v", "mov", "mp4", "webm"];

/// Sound that browsers play.
pub(crate) const SOUND: [&str; 7] = ["aac", "flac", "m4a", "mp3", "ogg", "opus", "wav"];

/// Film and sound for other programs.
pub(crate) const UNPLAYED: [&str; 11] = [
    "3gp", "amr", "avi", "flv", "mid", "mkv", "mpeg", "mpg", "rmvb", "wma", "wmv",
];

/// Subtitles, too. None is XML: browsers show that as a page, with scripts.
pub(crate) const DATA: [&str; 9] = [
    "csv", "geojson", "ics", "json", "log", "srt", "tsv", "vcf", "vtt",
];

/// None is a single compressed file, which some servers send as what it is unpacked.
pub(crate) const ARCHIVES: [&str; 5] = ["7z", "rar", "tar", "tgz", "zip"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_of_the_name_decides() {
        for (path, kind) in [
            ("a/b.JPG", FileUse::Picture),
            ("a.mp4/b", FileUse::Other),
            ("片.Mp4", FileUse::Film),
            (r"C:\a.mp3", FileUse::Sound),
            ("a.b.pdf", FileUse::Document),
            ("a.avi", FileUse::Document),
            ("a.swf", FileUse::Other),
            ("640", FileUse::Other),
            ("a.md", FileUse::Other),
            ("", FileUse::Other),
        ] {
            assert_eq!(FileUse::of(path), kind, "{path}");
        }
    }
}
