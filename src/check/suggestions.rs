//! What the writer of a broken link may have meant.

use std::sync::Arc;

use super::OutputPaths;
use crate::article::markdown::ReferenceKind;
use crate::article::{Document, folder, is_markdown};
use crate::site::path_below_content;
use crate::source::SourceTree;
use crate::text::similar::nearest;
use crate::util::url;

/// The target that the writer of a misspelt link intended.
pub(super) enum IntendedTarget<'s> {
    /// A file below content/, linked from another one.
    File {
        from: Arc<str>,
        path: String,
        kind: ReferenceKind,
    },
    /// A page of the site, by its address.
    Page(String),
    /// An anchor in a document.
    Anchor(&'s Document, String),
}

/// Everything that may have been meant.
pub(super) struct Candidates<'s> {
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
            IntendedTarget::File { from, path, kind } => self.suggest_files(from, path, *kind),
            IntendedTarget::Page(path) => self.suggest_pages(path),
            IntendedTarget::Anchor(document, anchor) => {
                let headings = document.content.headings.iter();
                let near = nearest(anchor, headings.map(|heading| &*heading.id), 3);
                near.into_iter().map(|id| format!("#{id}")).collect()
            }
        }
    }

    fn suggest_files(&self, from: &str, path: &str, kind: ReferenceKind) -> Vec<String> {
        let files = self.tree.files().iter();
        let files = files.map(|file| file.path.trim_start_matches("content/"));
        let files: Vec<&str> = files
            .filter(|file| kind == ReferenceKind::Link || !is_markdown(file))
            .collect();
        // Files of static/ are named by their addresses.
        let static_files = self.static_files.iter();
        let published = static_files.filter_map(|file| file.strip_prefix("static"));
        let names = files
            .iter()
            .copied()
            .chain(published.clone())
            .map(file_name);
        let near = nearest(file_name(path), names, 2);
        let is_near = |file: &&str| near.iter().any(|name| name == file_name(file));
        let near_files = files.iter().copied().filter(is_near);
        let relative = near_files.map(|file| relative(folder(path_below_content(from)), file));
        let published = published.filter(is_near).map(str::to_owned);
        relative.chain(published).take(3).collect()
    }

    fn suggest_pages(&self, path: &str) -> Vec<String> {
        let path = path.trim_start_matches('/').trim_end_matches("index.html");
        let pages = self.paths.all().into_iter();
        let pages = pages.map(|path| path.trim_end_matches("index.html"));
        let near = nearest(path, pages, 2);
        near.into_iter().map(|path| format!("/{path}")).collect()
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
