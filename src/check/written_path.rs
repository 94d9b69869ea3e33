//! A destination read with goodwill: without the slips of typing and pasting, as it is compared with what there
//! is.

use unicode_normalization::UnicodeNormalization as _;

use crate::article::is_markdown;
use crate::util::file_use::FileUse;
use crate::util::url;

/// The file name of a folder's page.
const INDEX: &str = "index";

/// Endings of pages; `.md` and `.markdown` are those of sources.
const PAGE_ENDINGS: [&str; 3] = ["htm", "html", "shtml"];

/// What the last name of a path ends with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ending {
    /// None that is known.
    None,
    /// That of a Markdown file.
    Source,
    /// That of a web page.
    Page,
    /// Another one, in lower case.
    File(String),
}

/// The names of a path, folded for comparison.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WrittenPath {
    /// The folders above, outermost first.
    folders: Vec<String>,
    /// The last name without its ending.
    pub(super) stem: String,
    pub(super) ending: Ending,
    /// The part after `#`, without blanks around it.
    pub(super) fragment: Option<String>,
}

impl WrittenPath {
    /// A destination of an author's: full-width signs are those of the keyboard, `\` is `/`; marks around a name,
    /// the folders above content/, and `.` and `..` are left out.
    pub(super) fn of_destination(written: &str) -> Self {
        let typed = as_typed_in_ascii(written).replace('\\', "/");
        let (path, fragment) = match typed.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment.trim().to_owned())),
            None => (&*typed, None),
        };
        let path = path.split('?').next().unwrap_or_default();
        let mut names: Vec<&str> = path.split('/').map(without_marks).collect();
        names.retain(|name| !name.is_empty());
        let content = names.iter().rposition(|name| *name == "content");
        names.drain(..content.map_or(0, |at| at + 1));
        let mut path = Self::of_names(&names);
        path.fragment = fragment.filter(|fragment| !fragment.is_empty());
        path
    }

    /// A path of the site's, or the path of an output.
    pub(super) fn of_path(path: &str) -> Self {
        let names = path.split('/').filter(|name| !name.is_empty());
        Self::of_names(&names.collect::<Vec<_>>())
    }

    fn of_names(names: &[&str]) -> Self {
        let (last, mut folders) = names.split_last().map_or(("", names), |(a, b)| (*a, b));
        let (mut stem, ending) = split_ending(last);
        if stem == INDEX && ending != Ending::None || last == INDEX {
            (stem, folders) = folders.split_last().map_or(("", folders), |(a, b)| (*a, b));
        }
        Self {
            folders: folders.iter().map(|name| fold(name)).collect(),
            stem: fold(stem),
            ending,
            fragment: None,
        }
    }

    /// How many folders, from the innermost one outwards, both paths have.
    pub(super) fn shared_folders(&self, other: &Self) -> usize {
        let pairs = self.folders.iter().rev().zip(other.folders.iter().rev());
        pairs.take_while(|(a, b)| a == b).count()
    }
}

/// The last name without its ending, and the ending.
fn split_ending(name: &str) -> (&str, Ending) {
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return (name, Ending::None);
    };
    let ending = ending.to_ascii_lowercase();
    if is_markdown(name) {
        (stem, Ending::Source)
    } else if PAGE_ENDINGS.contains(&&*ending) {
        (stem, Ending::Page)
    } else if FileUse::of(name) != FileUse::Other || ending == "xml" {
        (stem, Ending::File(ending))
    } else {
        (name, Ending::None)
    }
}

/// A destination with the signs of the keyboard for full-width ones, and without percent-encoding.
pub(super) fn as_typed_in_ascii(written: &str) -> String {
    let decoded = url::decode_or_keep(written.trim());
    let narrow = |c| if c == '。' { '.' } else { c };
    decoded.nfkc().map(narrow).collect()
}

/// A name without the marks around it.
fn without_marks(name: &str) -> &str {
    name.trim_matches(|c: char| !c.is_alphanumeric())
}

/// A name for comparison: its letters and digits, in one case and one form.
pub(super) fn fold(name: &str) -> String {
    if name.is_ascii() {
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        return letters.map(|c| c.to_ascii_lowercase()).collect();
    }
    let letters = name.nfkc().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A path as `folder/folder/stem`, and its ending and fragment.
    fn shown(path: &WrittenPath) -> (String, Ending, Option<&str>) {
        let folders = path.folders.iter().chain([&path.stem]);
        let names: Vec<&str> = folders.map(String::as_str).collect();
        (
            names.join("/"),
            path.ending.clone(),
            path.fragment.as_deref(),
        )
    }

    #[test]
    fn slips_of_typing_and_pasting_are_left_out() {
        for (written, path, ending, fragment) in [
            ("b", "b", Ending::None, None),
            ("./B.MD", "b", Ending::Source, None),
            ("b .md # 做法 ", "b", Ending::Source, Some("做法")),
            (
                "．．／articles／b．md＃一",
                "articles/b",
                Ending::Source,
                Some("一"),
            ),
            (
                r"D:\站\content\articles\b.md",
                "articles/b",
                Ending::Source,
                None,
            ),
            ("%E4%BF%AE%E8%B7%AF.htm?x", "修路", Ending::Page, None),
            ("（b.md）", "b", Ending::Source, None),
            ("“b.md”。", "b", Ending::Source, None),
            ("/b/index.html", "b", Ending::Page, None),
            ("图 1.JPG", "图1", Ending::File("jpg".to_owned()), None),
            ("关于 2.0 版", "关于20版", Ending::None, None),
            ("..", "", Ending::None, None),
            ("", "", Ending::None, None),
        ] {
            let read = WrittenPath::of_destination(written);
            assert_eq!(
                shown(&read),
                (path.to_owned(), ending, fragment),
                "{written}"
            );
        }
    }

    #[test]
    fn folders_are_compared_from_the_innermost_outwards() {
        let written = WrittenPath::of_destination("../articles/2023/c.md");
        for (path, shared) in [
            ("articles/2023/c.md", 2),
            ("pages/2023/c.md", 1),
            ("articles/2024/c.md", 0),
        ] {
            assert_eq!(written.shared_folders(&WrittenPath::of_path(path)), shared);
        }
    }
}
