//! The files of a folder, sorted by path, so that the order in which the file system lists them never
//! matters.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use walkdir::WalkDir;

use super::Folder;
use crate::diagnostic::{Diagnostic, Message, Span};

/// The most levels of folders below a source folder: a walk through more would exhaust the stack, and many
/// systems cannot open their files.
pub(super) const MAX_DEPTH: usize = 64;

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
}

impl SourceTree {
    /// Lists the files below `below` (such as `content`); a folder that does not exist has none.
    ///
    /// Hidden files and temporary files of editors (`~$a.docx`, `a.md~`, `.a.md.swp`) are left out. Returns
    /// a diagnostic for each entry that cannot be read.
    pub fn walk(folder: &Folder, below: &str) -> (Self, Vec<Diagnostic>) {
        let root = folder.path(below);
        let (mut files, mut diagnostics) = (Vec::new(), Vec::new());
        if !root.exists() {
            return (Self::default(), diagnostics);
        }
        for entry in WalkDir::new(&root)
            .max_depth(MAX_DEPTH + 1)
            .into_iter()
            .filter_entry(|entry| entry.depth() == 0 || !is_ignored(entry.file_name()))
        {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    match relative(&root, entry.path(), below) {
                        Some(path) => files.push(SourceFile { path }),
                        None => diagnostics.push(name_error(entry.path())),
                    }
                }
                Ok(entry) if entry.depth() > MAX_DEPTH && entry.file_type().is_dir() => {
                    let path = relative(&root, entry.path(), below);
                    diagnostics.extend(path.map(|path| too_deep(&path)));
                }
                Ok(_) => {}
                Err(error) => diagnostics.push(read_error(
                    error.path().unwrap_or(&root),
                    &error.to_string(),
                )),
            }
        }
        (Self::from_files(files), diagnostics)
    }

    /// A tree of these files, in any order.
    pub fn from_files(mut files: Vec<SourceFile>) -> Self {
        files.sort();
        Self { files }
    }

    /// A tree of these files, which must be sorted by path.
    pub(super) fn from_sorted(files: Vec<SourceFile>) -> Self {
        debug_assert!(files.is_sorted());
        Self { files }
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

fn relative(root: &Path, path: &Path, below: &str) -> Option<Arc<str>> {
    let mut relative = below.to_owned();
    for part in path.strip_prefix(root).ok()?.components() {
        relative.push('/');
        relative.push_str(part.as_os_str().to_str()?);
    }
    Some(Arc::from(relative))
}

/// Whether files and folders of this name are not part of the site: hidden ones, and temporary files of
/// editors.
pub fn is_ignored(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with(['.', '~', '#'])
        || name.ends_with(['~', '#'])
        || name == "Thumbs.db"
        || name == "desktop.ini"
}

/// The error of a folder below [`MAX_DEPTH`] others.
pub(super) fn too_deep(path: &Arc<str>) -> Diagnostic {
    let limit = MAX_DEPTH.to_string();
    Diagnostic::at(Span::whole(path), Message::FolderTooDeep { limit })
}

/// The error of a file whose name is not Unicode.
pub(super) fn name_error(path: &Path) -> Diagnostic {
    Diagnostic::new(Message::NameNotUnicode {
        path: path.display().to_string(),
    })
}

pub(super) fn read_error(path: &Path, reason: &str) -> Diagnostic {
    Diagnostic::new(Message::Io {
        path: path.display().to_string(),
        reason: reason.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(paths: &[&str]) -> SourceTree {
        SourceTree::from_files(
            paths
                .iter()
                .map(|path| SourceFile {
                    path: Arc::from(*path),
                })
                .collect(),
        )
    }

    #[test]
    fn files_are_sorted_and_found() {
        let tree = tree(&["content/b.md", "content/a/z.md", "content/a.md"]);
        let paths: Vec<&str> = tree.files().iter().map(|file| &*file.path).collect();
        assert_eq!(paths, ["content/a.md", "content/a/z.md", "content/b.md"]);
        assert!(tree.has("content/a/z.md") && !tree.has("content/a/y.md"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test makes the file")]
    fn a_name_that_is_no_text_is_reported() {
        use std::os::unix::ffi::OsStrExt;

        let dir = tempfile::tempdir().expect("a folder");
        let content = dir.path().join("content");
        std::fs::create_dir(&content).expect("made");
        let name = std::ffi::OsStr::from_bytes(b"\xff.md");
        std::fs::write(content.join(name), "").expect("written");
        let (tree, diagnostics) = SourceTree::walk(&Folder::new(dir.path()), "content");
        assert!(tree.files().is_empty());
        let codes: Vec<&str> = diagnostics.iter().map(|it| it.message.code()).collect();
        assert_eq!(codes, ["name-not-unicode"]);
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
