//! A built site as a browser sees it: pages by path, and the targets of their references.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use percent_encoding::percent_decode_str;

use super::files::read;
use super::folder::{OWN_FOLDER, paths};
use super::html::{Piece, Tag, scan, tags};

/// How a site is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// From a server, which shows `index.html` for an address that ends with `/`.
    Server,
    /// As files on a disk: an address is the name of a file.
    Disk,
}

/// A site in its output folder.
pub(crate) struct Web {
    /// The paths of all files.
    pub(crate) files: BTreeSet<String>,
    /// The HTML pages by path.
    pub(crate) pages: BTreeMap<String, Vec<Piece>>,
    /// The base URL for which it was built, without trailing `/`.
    base_url: String,
    /// The path under which it is mounted, without trailing `/`.
    mount: String,
    mode: Mode,
}

/// A reference of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// As written.
    pub(crate) written: String,
    /// Whether it is a link, not an image or style sheet.
    pub(crate) link: bool,
}

/// The target of a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// Another site.
    External,
    /// A file of the site, perhaps with an anchor.
    File(String, Option<String>),
}

impl Web {
    /// Reads the site in `folder`, built for `base_url` and mounted at `mount`.
    #[track_caller]
    pub(crate) fn load(folder: &Path, base_url: &str, mount: &str, mode: Mode) -> Self {
        let mut files = paths(folder);
        files.retain(|path| path.split('/').next() != Some(OWN_FOLDER));
        let html = files.iter().filter(|path| path.ends_with(".html"));
        let pages = html.map(|path| (path.clone(), scan(&read(&folder.join(path)))));
        Self {
            pages: pages.collect(),
            files,
            base_url: base_url.trim_end_matches('/').to_owned(),
            mount: mount.trim_end_matches('/').to_owned(),
            mode,
        }
    }

    /// The target of `written` on `page`, or the error.
    pub(crate) fn target(&self, page: &str, written: &str) -> Result<Target, String> {
        if written.starts_with("@/") || written.contains('\\') || written.contains(' ') {
            return Err("is no address".to_owned());
        }
        if let Some(rest) = written
            .strip_prefix(&self.base_url)
            .filter(|_| !self.base_url.is_empty())
        {
            return self.file(
                rest.strip_prefix('/').ok_or("leaves the base URL")?,
                Mode::Server,
            );
        }
        if written.starts_with("//") || has_scheme(written) {
            return Ok(Target::External);
        }
        if let Some(fragment) = written.strip_prefix('#') {
            return Ok(Target::File(page.to_owned(), Some(decode(fragment))));
        }
        let here = match self.mode {
            Mode::Server => page.strip_suffix("index.html").unwrap_or(page),
            Mode::Disk => page,
        };
        let path = join(&format!("{}/{here}", self.mount), written).ok_or("leaves the host")?;
        let below = path
            .strip_prefix(&format!("{}/", self.mount))
            .ok_or("leaves the site")?;
        self.file(below, self.mode)
    }

    /// The file at an address relative to the site's root.
    fn file(&self, address: &str, mode: Mode) -> Result<Target, String> {
        let (path, fragment) = match address.split_once('#') {
            Some((path, fragment)) => (path, Some(decode(fragment))),
            None => (address, None),
        };
        let mut path = decode(path);
        if path.is_empty() || path.ends_with('/') {
            if mode == Mode::Disk {
                return Err("names a folder".to_owned());
            }
            path.push_str("index.html");
        }
        if self.files.contains(&path) {
            Ok(Target::File(path, fragment))
        } else {
            Err(format!("leads to {path}, which is not there"))
        }
    }

    /// Whether a page has the anchor `fragment`.
    pub(crate) fn has_anchor(&self, page: &str, fragment: &str) -> bool {
        let ids = self.pages.get(page).map(|pieces| ids(pieces));
        fragment.is_empty() || ids.is_some_and(|ids| ids.iter().any(|id| id == fragment))
    }

    /// The errors of the references on all pages.
    pub(crate) fn broken(&self) -> Vec<String> {
        let mut broken = Vec::new();
        for (page, pieces) in &self.pages {
            for Reference { written, .. } in references(pieces) {
                match self.target(page, &written) {
                    Ok(Target::File(file, Some(anchor))) if !self.has_anchor(&file, &anchor) => {
                        broken.push(format!("{page}: {written} names no anchor of {file}"));
                    }
                    Ok(_) => {}
                    Err(reason) => broken.push(format!("{page}: {written} {reason}")),
                }
            }
        }
        broken
    }

    /// The pages that links reach from the home page.
    pub(crate) fn reached(&self) -> BTreeSet<String> {
        let mut reached = BTreeSet::from(["index.html".to_owned()]);
        let mut next = vec!["index.html".to_owned()];
        while let Some(page) = next.pop() {
            for reference in references(&self.pages[&page])
                .into_iter()
                .filter(|reference| reference.link)
            {
                if let Ok(Target::File(file, _)) = self.target(&page, &reference.written)
                    && self.pages.contains_key(&file)
                    && reached.insert(file.clone())
                {
                    next.push(file);
                }
            }
        }
        reached
    }
}

/// The ids of a page, in order.
pub(crate) fn ids(pieces: &[Piece]) -> Vec<String> {
    tags(pieces)
        .filter_map(|tag| tag.get("id").map(str::to_owned))
        .collect()
}

/// Every address in the attributes of a page.
pub(crate) fn references(pieces: &[Piece]) -> Vec<Reference> {
    tags(pieces).flat_map(of_tag).collect()
}

fn of_tag(tag: &Tag) -> Vec<Reference> {
    let mut references = Vec::new();
    let mut add = |written: &str, link| {
        references.push(Reference {
            written: written.trim().to_owned(),
            link,
        });
    };
    for (name, value) in &tag.attributes {
        match name.as_str() {
            "href" => add(value, tag.name == "a"),
            "src" | "poster" | "data" | "action" | "formaction" | "cite" => add(value, false),
            "srcset" => value
                .split(',')
                .for_each(|part| add(part.split_whitespace().next().unwrap_or_default(), false)),
            "content" if tag.get("http-equiv") == Some("refresh") => {
                add(value.split_once("url=").map_or("", |(_, url)| url), true);
            }
            "content" if matches!(tag.get("property"), Some("og:url" | "og:image")) => {
                add(value, false)
            }
            _ => {}
        }
    }
    references
}

fn has_scheme(address: &str) -> bool {
    address.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// `reference` resolved against the absolute path `here`; `None` where it leads above the root.
fn join(here: &str, reference: &str) -> Option<String> {
    let (path, rest) = reference.split_at(reference.find(['#', '?']).unwrap_or(reference.len()));
    if path.is_empty() {
        return Some(format!("{here}{rest}"));
    }
    let folder = &here[..=here.rfind('/')?];
    let whole = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("{folder}{path}")
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/').skip(1) {
        match part {
            ".." => drop(parts.pop()?),
            "." => {}
            part => parts.push(part),
        }
    }
    let ends_in_folder = whole.ends_with('/') || whole.ends_with("/.") || whole.ends_with("/..");
    if ends_in_folder && parts.last().is_some_and(|last| !last.is_empty()) {
        parts.push("");
    }
    Some(format!("/{}{rest}", parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_joined_as_browsers_do() {
        for (here, reference, joined) in [
            ("/a/b/", "../x/", Some("/a/x/")),
            ("/a/b/", "./", Some("/a/b/")),
            ("/a/b/", "x.css", Some("/a/b/x.css")),
            ("/a/b/", "/x/#y", Some("/x/#y")),
            ("/a/i.html", "../x", Some("/x")),
            ("/a/b/", "../../../x", None),
            ("/a/b/", "..", Some("/a/")),
        ] {
            assert_eq!(
                join(here, reference).as_deref(),
                joined,
                "{here} {reference}"
            );
        }
    }
}
