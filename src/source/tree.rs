//! The files of a folder, sorted by path, so that the order in which the file system lists them never
//! matters.

use std::sync::Arc;

use super::walk::{FolderWalk, walk};
use super::{Folder, UnreadEntry};
use crate::diagnostic::Diagnostic;

/// One file of a site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceFile {
    /// Path relative to the site's folder, with `/`.
    pub path: Arc<str>,
}

/// The files below one folder, sorted by path.
#[derive(Debug, Clone, Default)]
pub struct SourceTree {
    files: Vec<SourceFile>,
    /// Sorted by path.
    unread: Vec<UnreadEntry>,
}

impl SourceTree {
    /// Lists the files below `below` (such as `content`); a folder that does not exist has none.
    ///
    /// Files of systems and editors (`.DS_Store`, `~$a.docx`, `a.md~`) are left out. Returns a diagnostic for
    /// each entry that cannot be read.
    pub fn walk(folder: &Folder, below: &str) -> (Self, Vec<Diagnostic>) {
        let FolderWalk {
            files,
            mut unread,
            diagnostics,
            has_links: _,
        } = walk(folder, below);
        unread.sort_unstable();
        let files = files.into_iter().map(|file| SourceFile { path: file.path });
        let mut files: Vec<SourceFile> = files.collect();
        files.sort();
        (Self { files, unread }, diagnostics)
    }

    /// A tree of these files, in any order.
    pub fn from_files(mut files: Vec<SourceFile>) -> Self {
        files.sort();
        Self::from_sorted(files, Vec::new())
    }

    /// A tree of these files and of what is not read, which must be sorted by path.
    pub(super) fn from_sorted(files: Vec<SourceFile>, unread: Vec<UnreadEntry>) -> Self {
        debug_assert!(files.is_sorted() && unread.is_sorted());
        Self { files, unread }
    }

    /// What is not read, sorted by path.
    pub fn unread(&self) -> &[UnreadEntry] {
        &self.unread
    }

    /// All files, sorted by path.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Whether there is a file at `path`.
    pub fn has(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    /// The file at `path`.
    pub fn find(&self, path: &str) -> Option<&SourceFile> {
        let at = self
            .files
            .binary_search_by(|file| (*file.path).cmp(path))
            .ok()?;
        self.files.get(at)
    }

    /// The files below `folder`, which has no trailing `/`.
    pub fn below<'t>(&'t self, folder: &str) -> impl Iterator<Item = &'t SourceFile> + use<'t> {
        let prefix = format!("{folder}/");
        let start = self.files.partition_point(|file| *file.path < *prefix);
        self.files[start..]
            .iter()
            .take_while(move |file| file.path.starts_with(&prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(paths: &[&str]) -> SourceTree {
        let files = paths.iter().map(|path| SourceFile {
            path: Arc::from(*path),
        });
        SourceTree::from_files(files.collect())
    }

    #[test]
    fn files_are_sorted_and_found() {
        let tree = tree(&["content/b.md", "content/a/z.md", "content/a.md"]);
        let paths: Vec<&str> = tree.files().iter().map(|file| &*file.path).collect();
        assert_eq!(paths, ["content/a.md", "content/a/z.md", "content/b.md"]);
        assert!(tree.has("content/a/z.md") && !tree.has("content/a/y.md"));
    }

    #[test]
    fn below_lists_only_the_files_of_that_folder() {
        let tree = tree(&[
            "content/ab/x.md",
            "content/a/x.md",
            "content/a/y.md",
            "content/a.md",
        ]);
        let paths: Vec<&str> = tree.below("content/a").map(|file| &*file.path).collect();
        assert_eq!(paths, ["content/a/x.md", "content/a/y.md"]);
    }
}
