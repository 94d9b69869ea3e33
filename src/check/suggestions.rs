//! What the writer of a broken link may have meant.
//!
//! What is the same but for slips of typing and pasting comes first, then what has the name as its title, and only
//! if there is neither, what is spelt alike.

use std::cmp::Reverse;
use std::sync::Arc;

use super::OutputPaths;
use super::written_path::{Ending, WrittenPath, fold};
use crate::article::markdown::ReferenceKind;
use crate::article::{Document, folder, is_markdown};
use crate::site::{Site, path_below_content};
use crate::source::SourceTree;
use crate::text::similar::nearest;
use crate::util::url;

/// How many are offered.
const OFFERED: usize = 3;

/// The fewest letters that a title is searched for: fewer are in too many titles.
const SEARCHED: usize = 3;

/// Endings of files from which articles are made.
const MANUSCRIPTS: [&str; 5] = ["doc", "docx", "rtf", "txt", "wps"];

/// The target that the writer of a misspelt link intended.
pub(super) enum IntendedTarget<'s> {
    /// A file or page.
    Path(IntendedPath),
    /// An anchor in a document.
    Anchor(&'s Document, String),
}

/// A path or address that leads nowhere.
pub(super) struct IntendedPath {
    /// The file that it stands in.
    pub(super) from: Arc<str>,
    /// As the author wrote it.
    pub(super) written: String,
    pub(super) kind: ReferenceKind,
}

/// Everything that may have been meant.
pub(super) struct Candidates<'s> {
    pub(super) site: &'s Site,
    /// The files of content/.
    pub(super) tree: &'s SourceTree,
    /// The files of static/.
    pub(super) static_files: &'s [Arc<str>],
    /// The files of the finished site.
    pub(super) paths: &'s dyn OutputPaths,
}

impl<'s> Candidates<'s> {
    /// The nearest existing targets, as the writer would write them.
    pub(super) fn suggest(&self, intended: &IntendedTarget<'_>) -> Vec<String> {
        match intended {
            IntendedTarget::Path(path) => self.suggest_paths(path),
            IntendedTarget::Anchor(document, anchor) => {
                let wanted = fold(anchor);
                let headings = document.content.headings.iter();
                let ids = headings.map(|heading| &*heading.id);
                let mut same: Vec<&str> = ids.clone().filter(|id| fold(id) == wanted).collect();
                same.truncate(OFFERED);
                let near = match same.is_empty() {
                    true => nearest(anchor, ids, OFFERED),
                    false => same.into_iter().map(str::to_owned).collect(),
                };
                near.into_iter().map(|id| format!("#{id}")).collect()
            }
        }
    }

    fn suggest_paths(&self, intended: &IntendedPath) -> Vec<String> {
        let written = WrittenPath::of_destination(&intended.written);
        let is_address = intended.written.trim().starts_with('/');
        let is_link = intended.kind == ReferenceKind::Link;
        let files = || self.same_files(intended, &written);
        let titled = || self.titled(intended, &written);
        let pages = || self.same_pages(&written);
        let mut found = match written.stem.is_empty() {
            true => Vec::new(),
            false if !is_link => files(),
            false if is_address && written.ending != Ending::Source => {
                first([&pages, &files, &titled])
            }
            false => first([&files, &titled, &pages]),
        };
        if found.is_empty() {
            found = match is_address && is_link {
                true => self.near_pages(&intended.written),
                false => self.near_files(intended),
            };
        }
        found.dedup();
        found.truncate(OFFERED);
        found
    }

    /// The files of the same name, those in the same folders first.
    fn same_files(&self, intended: &IntendedPath, written: &WrittenPath) -> Vec<String> {
        let sources = self.sources(intended.kind).filter_map(|file| {
            let path = WrittenPath::of_path(file);
            let rank = rank(written, &path)?;
            let address = self.relative(intended, file);
            Some((rank, with_fragment(address, self.fragment(file, written))))
        });
        let published = self.published().filter_map(|file| {
            let rank = rank(written, &WrittenPath::of_path(file))?;
            Some((rank, file.to_owned()))
        });
        best(sources.chain(published))
    }

    /// The pages whose addresses end with the same name.
    fn same_pages(&self, written: &WrittenPath) -> Vec<String> {
        let paths = self.paths.all().into_iter();
        let pages = paths.filter(|path| !path.contains("/page/"));
        best(pages.filter_map(|path| {
            let rank = rank(written, &WrittenPath::of_path(path))?;
            let address = format!("/{}", path.trim_end_matches("index.html"));
            Some((rank, address))
        }))
    }

    /// The documents and terms with the name as their title, or as a part of it.
    fn titled(&self, intended: &IntendedPath, written: &WrittenPath) -> Vec<String> {
        let wanted = &written.stem;
        let is_searched = wanted.chars().count() >= SEARCHED;
        let rank = |title: &str| {
            let title = fold(title);
            let is_part = is_searched && title.contains(wanted.as_str());
            (title == *wanted || is_part).then_some((title.chars().count(), Reverse(0)))
        };
        let documents = self.site.documents().filter_map(|(document, _)| {
            let rank = rank(document.meta.title())?;
            let path = path_below_content(&document.file);
            let address = self.relative(intended, path);
            Some((rank, with_fragment(address, self.fragment(path, written))))
        });
        let terms = self.site.taxonomies.iter().flat_map(|one| &one.terms);
        let terms = terms.filter_map(|term| {
            let names = [&term.name].into_iter().chain(&term.aliases);
            let rank = names.filter_map(|name| rank(name)).min()?;
            Some((rank, url::decode_lossy(&term.url).into_owned()))
        });
        best(documents.chain(terms))
    }

    /// The files whose names are spelt alike.
    fn near_files(&self, intended: &IntendedPath) -> Vec<String> {
        let written = intended.written.replace('\\', "/");
        let written = url::decode_or_keep(written.split(['?', '#']).next().unwrap_or_default());
        let own = path_below_content(&intended.from);
        let others = || self.sources(intended.kind).filter(|file| *file != own);
        let names = others().chain(self.published()).map(file_name);
        let near = nearest(file_name(&written), names, 2);
        let is_near = |file: &&str| near.iter().any(|name| name == file_name(file));
        let sources = others().filter(is_near);
        let sources = sources.map(|file| self.relative(intended, file));
        let published = self.published().filter(is_near).map(str::to_owned);
        sources.chain(published).collect()
    }

    /// The pages whose last names are spelt alike, those in the same folders first. Whole addresses begin with the
    /// same folders, so that all of them are alike.
    fn near_pages(&self, written: &str) -> Vec<String> {
        let path = written.trim().split(['?', '#']).next().unwrap_or_default();
        let path = url::decode_or_keep(path);
        let wanted = file_name(path.trim_end_matches("index.html").trim_end_matches('/'));
        let pages = self.paths.all().into_iter();
        let pages: Vec<&str> = pages
            .filter(|path| !path.contains("/page/"))
            .map(|path| path.trim_end_matches("index.html"))
            .collect();
        let names = pages
            .iter()
            .map(|path| file_name(path.trim_end_matches('/')));
        let near = nearest(wanted, names, 2);
        let place = WrittenPath::of_path(&path);
        best(pages.into_iter().filter_map(|path| {
            let name = file_name(path.trim_end_matches('/'));
            let at = near.iter().position(|near| near == name)?;
            let shared = place.shared_folders(&WrittenPath::of_path(path));
            Some(((at, Reverse(shared)), format!("/{path}")))
        }))
    }

    /// The files of content/ that a reference of this kind can lead to, by their paths below it.
    fn sources(&self, kind: ReferenceKind) -> impl Iterator<Item = &'s str> {
        let files = self.tree.files().iter();
        let files = files.map(|file| file.path.trim_start_matches("content/"));
        files.filter(move |file| kind == ReferenceKind::Link || !is_markdown(file))
    }

    /// The addresses of the files of static/.
    fn published(&self) -> impl Iterator<Item = &'s str> {
        let files = self.static_files.iter();
        files.filter_map(|file| file.strip_prefix("static"))
    }

    /// A file below content/ as the document writes it.
    fn relative(&self, intended: &IntendedPath, file: &str) -> String {
        relative(folder(path_below_content(&intended.from)), file)
    }

    /// The anchor that the author wrote, if the document has it.
    fn fragment<'w>(&self, file: &str, written: &'w WrittenPath) -> Option<&'w str> {
        let fragment = written.fragment.as_deref()?;
        let document = self.site.addresses.document(file)?;
        let mut anchors = document.content.anchors();
        anchors.any(|anchor| anchor == fragment).then_some(fragment)
    }

    /// The address of the file that a path into static/ means: `../../static/a.png` and `/static/a.png` are
    /// `/a.png`.
    pub(super) fn in_static(&self, written: &str) -> Option<&'s str> {
        let path = written.split(['?', '#']).next().unwrap_or_default();
        let path = url::decode_or_keep(path).replace('\\', "/");
        let at = path.rfind("static/")?;
        let is_folder = path[..at].is_empty() || path[..at].ends_with('/');
        let mut files = self.static_files.iter().filter(|_| is_folder);
        let file = files.find(|file| ***file == path[at..])?;
        file.strip_prefix("static")
    }
}

/// The place of a candidate among those of the same name, the best first: whether the ending differs, and how
/// many folders are the same.
type Rank = (usize, Reverse<usize>);

/// The rank of a candidate; `None` if it has another name.
fn rank(written: &WrittenPath, candidate: &WrittenPath) -> Option<Rank> {
    if written.stem != candidate.stem {
        return None;
    }
    let is_same = match (&written.ending, &candidate.ending) {
        (Ending::File(written), Ending::File(candidate)) => written == candidate,
        // The text of a manuscript has become an article; a picture has not.
        (Ending::File(written), _) if MANUSCRIPTS.contains(&&**written) => false,
        (Ending::File(_), _) => return None,
        (_, Ending::File(_)) => false,
        _ => true,
    };
    let shared = written.shared_folders(candidate);
    Some((usize::from(!is_same), Reverse(shared)))
}

/// The candidates of the best rank.
fn best(candidates: impl Iterator<Item = (Rank, String)>) -> Vec<String> {
    let mut candidates: Vec<(Rank, String)> = candidates.collect();
    candidates.sort();
    let best = candidates.first().map(|(rank, _)| *rank);
    let best = candidates
        .into_iter()
        .filter(|(rank, _)| Some(*rank) == best);
    best.map(|(_, written)| written).collect()
}

/// The first that finds anything.
fn first(searches: [&dyn Fn() -> Vec<String>; 3]) -> Vec<String> {
    let mut found = searches.into_iter().map(|search| search());
    found.find(|found| !found.is_empty()).unwrap_or_default()
}

fn with_fragment(address: String, fragment: Option<&str>) -> String {
    match fragment {
        Some(fragment) => format!("{address}#{fragment}"),
        None => address,
    }
}

/// The last component of a path.
fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// The relative path from a folder to a file.
fn relative(folder: &str, file: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = file.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; from.len() - shared];
    parts.extend(&to[shared..]);
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_lead_from_a_folder_to_a_file() {
        for (folder, file, path) in [
            ("articles/2024", "articles/2024/a.md", "a.md"),
            ("articles/2024", "articles/2023/a.md", "../2023/a.md"),
            ("pages", "articles/a.md", "../articles/a.md"),
            ("", "articles/a.md", "articles/a.md"),
        ] {
            assert_eq!(relative(folder, file), path);
        }
    }
}
