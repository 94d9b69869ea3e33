//! The types of files that an article may publish: those that are shown or saved, and not run. Opened from
//! the site, a page or script would act in the name of the site.

use crate::config::extension;
use crate::diagnostic::Message;
use crate::util::file_use::{ARCHIVES, DATA, DOCUMENTS, FILM, PICTURES, SOUND, UNPLAYED};

/// The extensions, which tell browsers and servers the types.
const PUBLISHABLE: [&[&str]; 7] = [
    &PICTURES, &DOCUMENTS, &FILM, &SOUND, &UNPLAYED, &DATA, &ARCHIVES,
];

/// Extensions that tell some servers the type even in the midst of a name: `a.html.ofd`.
const ACTIVE: [&str; 16] = [
    "asp", "aspx", "cgi", "htm", "html", "js", "jsp", "mjs", "php", "phtml", "shtml", "svg",
    "svgz", "xht", "xhtml", "xml",
];

/// The bytes at the start of a file in which browsers look for its type.
pub(crate) const SNIFFED_BYTES: u64 = 1445;

/// How a web page begins, in lower case, where a blank or `>` follows: the standard's list of what browsers
/// recognise without a type, and `<svg`.
const PAGE_STARTS: [&str; 18] = [
    "<!doctype html",
    "<html",
    "<head",
    "<script",
    "<iframe",
    "<h1",
    "<div",
    "<font",
    "<table",
    "<a",
    "<style",
    "<title",
    "<b",
    "<body",
    "<br",
    "<p",
    "<!--",
    "<svg",
];

/// Whether an article may publish a file of this name.
pub(super) fn is_publishable(file: &str) -> bool {
    let extension = extension(file);
    let name = file.rsplit('/').next().unwrap_or_default();
    let inner = name.split('.').rev().skip(1);
    let is_active = |part: &str| {
        ACTIVE
            .iter()
            .any(|active| part.eq_ignore_ascii_case(active))
    };
    let mut types = PUBLISHABLE.iter();
    types.any(|types| types.contains(&extension.as_str())) && !inner.into_iter().any(is_active)
}

/// Whether a file with these first bytes is a page to a browser that is not told its type.
pub(crate) fn begins_as_page(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    let start = start.trim_ascii_start();
    let begins_with = |typed: &str| {
        let head = start.get(..typed.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(typed.as_bytes()))
    };
    let is_tag = |typed: &&str| {
        let next = start.get(typed.len());
        begins_with(typed) && next.is_none_or(|next| matches!(next, b' ' | b'>' | b'\t' | b'\n'))
    };
    begins_with("<?xml") || PAGE_STARTS.iter().any(is_tag)
}

/// The message about a file of a type that is not published. It is the `file` of the site that is written as
/// `target`.
pub(super) fn forbidden(file: &str, target: &str) -> Message {
    Message::ForbiddenType {
        target: target.to_owned(),
        file: file.to_owned(),
    }
}

/// The message about a file that is written as an image, `target`, and is none.
pub(super) fn no_picture(target: &str) -> Message {
    Message::NoPicture {
        target: target.to_owned(),
    }
}

/// The message about a page that has the name of something else.
pub(super) fn disguised(file: &str, target: &str) -> Message {
    Message::DisguisedPage {
        target: target.to_owned(),
        file: file.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_run_is_not_published() {
        for file in [
            "a.html",
            "a.HTM",
            "a.xhtml",
            "a.xht",
            "a.shtml",
            "a.js",
            "a.mjs",
            "a.xml",
            "a.xsl",
            "a.xslt",
            "a.rss",
            "a.atom",
            "a.rdf",
            "a.kml",
            "a.mht",
            "a.mhtml",
            "a.svgz",
            "a.swf",
            "a.php",
            "a.css",
            "a.wasm",
            "a.hta",
            "a.exe",
            "a.jar",
            "a",
            "a.",
            "a.html ",
            ".html",
            "html/a",
            "a.pdf.html",
            "a.html.ofd",
            "a.PHP.jpg",
            "a.svg.gz",
        ] {
            assert!(!is_publishable(file), "{file}");
        }
        for file in [
            "a.JPG",
            "a.b/表.xlsx",
            "a.ofd",
            "a.mp3",
            "a.csv",
            "a.b.zip",
            "a.html/b.pdf",
        ] {
            assert!(is_publishable(file), "{file}");
        }
    }

    #[test]
    fn a_page_is_known_by_its_start() {
        for start in [
            "<html>",
            "\u{feff} \r\n<HTML lang=x",
            "<!DOCTYPE html>",
            "<script>",
            "<?xml version",
            "<!-- x",
            "<p>",
            "<svg xmlns",
        ] {
            assert!(begins_as_page(start.as_bytes()), "{start}");
        }
        for start in [
            "",
            "<",
            "%PDF-1.7",
            "PK\u{3}\u{4}",
            "<pre>",
            "<!ELEMENT",
            "甲<html>",
        ] {
            assert!(!begins_as_page(start.as_bytes()), "{start}");
        }
    }
}
