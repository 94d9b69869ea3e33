//! Walks through a folder of a site: its files with their stamps, and what in it is not read.
//!
//! Folders are listed in parallel. Symbolic links are followed afterwards, one by one: they are few, and
//! where one leads decides whether it is followed at all.

use std::collections::VecDeque;
use std::fs::DirEntry;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::names::{FileNameKind, PROGRAM_FOLDER, name_kind};
use super::{FileStamp, Folder};
use crate::diagnostic::{Diagnostic, Message, Span};

/// The most levels of folders below a source folder: a walk through more would exhaust the stack, and many
/// systems cannot open their files.
const MAX_DEPTH: usize = 64;

/// The most links to folders that are followed in one source folder. Each may lead to the same files, which
/// would then be listed as many times.
const MAX_LINKED_FOLDERS: usize = 64;

/// Once so many files were listed behind links to folders, no further link to a folder is followed: a small
/// folder that many links lead to would be a site of any size.
const MAX_LINKED_FILES: usize = 20_000;

/// The source folder whose hidden files are published.
const STATIC: &str = "static";

/// A file or folder that is not read, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnreadEntry {
    /// Path relative to the site's folder, with `/`.
    pub path: Arc<str>,
    /// Why.
    pub reason: UnreadReason,
}

/// Why a file or folder is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnreadReason {
    /// Its name begins with `.` or `~`.
    Hidden,
    /// Its name is that of a file with passwords.
    Secret,
    /// It is a pipe, a device or a socket, or a link to one.
    NotAFile,
    /// A link that leads nowhere.
    BrokenLink,
    /// A link that leads out of the site, or to what is hidden or written by the program in it.
    OutsideLink,
    /// A link to a folder that holds the link itself.
    LoopingLink,
    /// One of too many links to folders.
    SurplusLink,
}

/// What a walk has found, in no order.
#[derive(Debug, Default)]
pub(super) struct FolderWalk {
    pub(super) files: Vec<WalkedFile>,
    pub(super) unread: Vec<UnreadEntry>,
    /// One for each folder or name that cannot be read.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether there are links among the entries.
    pub(super) has_links: bool,
}

/// A file with its stamp, which is that of the target of a link.
#[derive(Debug)]
pub(super) struct WalkedFile {
    pub(super) path: Arc<str>,
    /// `None` if the file was removed meanwhile: reading it reports that it is missing.
    pub(super) stamp: Option<FileStamp>,
}

/// Lists what is below the source folder `below`; a folder that does not exist has nothing.
pub(super) fn walk(folder: &Folder, below: &str) -> FolderWalk {
    let path = folder.path(below);
    if !path.exists() {
        return missing(&path, below);
    }
    let is_static = below == STATIC;
    let Listing { mut walk, links } = list(&path, below, is_static);
    if links.is_empty() {
        return walk;
    }
    walk.has_links = true;
    let mut follower = LinkFollower {
        roots: real_roots(folder, below),
        linked_folders: 0,
        linked_files: 0,
        pending: VecDeque::new(),
        is_static,
        walk,
    };
    follower.add(links, &[]);
    while let Some(link) = follower.pending.pop_front() {
        follower.follow(link);
    }
    follower.walk
}

/// What is found where a source folder does not exist: nothing, or the link that should lead to it.
fn missing(path: &Path, below: &str) -> FolderWalk {
    let has_links = path.is_symlink();
    let link = has_links.then(|| UnreadEntry {
        path: below.into(),
        reason: UnreadReason::BrokenLink,
    });
    FolderWalk {
        unread: link.into_iter().collect(),
        has_links,
        ..FolderWalk::default()
    }
}

/// The names of everything in a folder; none if it cannot be listed.
pub(super) fn names(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().into_iter().flatten();
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names.collect()
}

/// The names of the folders in a folder, sorted; none where it cannot be read.
pub(super) fn folders(path: &Path) -> Vec<String> {
    let entries = read_dir(path).unwrap_or_default().into_iter();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let mut names: Vec<String> = folders
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort_unstable();
    names
}

/// What is below one folder, with its links not followed.
#[derive(Default)]
struct Listing {
    walk: FolderWalk,
    /// The links: their paths on this machine and in the site.
    links: Vec<(PathBuf, String)>,
}

impl Listing {
    fn extend(&mut self, other: Self) {
        self.walk.files.extend(other.walk.files);
        self.walk.unread.extend(other.walk.unread);
        self.walk.diagnostics.extend(other.walk.diagnostics);
        self.links.extend(other.links);
    }

    fn failed(diagnostic: Diagnostic) -> Self {
        let mut listing = Self::default();
        listing.walk.diagnostics.push(diagnostic);
        listing
    }
}

/// Lists a folder and those below it: several folders in parallel, and the files of a large one in parallel,
/// too.
fn list(path: &Path, below: &str, is_static: bool) -> Listing {
    if below.bytes().filter(|byte| *byte == b'/').count() > MAX_DEPTH {
        return Listing::failed(too_deep(&Arc::from(below)));
    }
    let entries: Vec<DirEntry> = match read_dir(path) {
        Ok(entries) => entries,
        Err(error) => return Listing::failed(read_error(path, &error)),
    };
    let listed = entries
        .par_iter()
        .with_min_len(128)
        .map(|entry| list_entry(entry, below, is_static));
    let (mut listing, mut folders) = (Listing::default(), Vec::new());
    for entry in listed.collect::<Vec<_>>() {
        match entry {
            ListedEntry::File(file) => listing.walk.files.push(file),
            ListedEntry::Folder(name) => folders.push(name),
            ListedEntry::Link(path, file) => listing.links.push((path, file)),
            ListedEntry::Unread(entry) => listing.walk.unread.push(entry),
            ListedEntry::Unreadable(diagnostic) => listing.walk.diagnostics.push(diagnostic),
            ListedEntry::Passed => {}
        }
    }
    let subfolders = folders
        .par_iter()
        .map(|name| list(&path.join(name), &format!("{below}/{name}"), is_static));
    for subfolder in subfolders.collect::<Vec<_>>() {
        listing.extend(subfolder);
    }
    listing
}

enum ListedEntry {
    File(WalkedFile),
    Folder(String),
    /// Its paths on this machine and in the site.
    Link(PathBuf, String),
    Unread(UnreadEntry),
    Unreadable(Diagnostic),
    /// Nothing that anybody misses.
    Passed,
}

fn list_entry(entry: &DirEntry, below: &str, is_static: bool) -> ListedEntry {
    let name = entry.file_name();
    let hidden = match name_kind(&name) {
        FileNameKind::System => return ListedEntry::Passed,
        FileNameKind::Secret => Some(UnreadReason::Secret),
        FileNameKind::Hidden if is_static => None,
        FileNameKind::Hidden => Some(UnreadReason::Hidden),
        FileNameKind::Usual => None,
    };
    let Ok(kind) = entry.file_type() else {
        return ListedEntry::Passed;
    };
    let Ok(name) = name.into_string() else {
        return ListedEntry::Unreadable(name_error(&entry.path()));
    };
    let file = format!("{below}/{name}");
    let is_link = kind.is_symlink();
    if hidden.is_none() && kind.is_dir() {
        return ListedEntry::Folder(name);
    }
    if hidden.is_none() && is_link {
        return ListedEntry::Link(entry.path(), file);
    }
    let special = (!kind.is_file() && !kind.is_dir() && !is_link).then_some(UnreadReason::NotAFile);
    if let Some(reason) = hidden.or(special) {
        let path = match kind.is_dir() {
            true => format!("{file}/"),
            false => file,
        };
        let path = Arc::from(path);
        return ListedEntry::Unread(UnreadEntry { path, reason });
    }
    let stamp = entry.metadata().ok().as_ref().and_then(FileStamp::of);
    let path = Arc::from(file);
    ListedEntry::File(WalkedFile { path, stamp })
}

/// A symbolic link that has not been followed yet.
struct Link {
    path: PathBuf,
    /// Path in the site.
    file: String,
    /// The real folders of the links through which the walk has come here.
    chain: Arc<[PathBuf]>,
}

/// Follows links, those in folders that links lead to as well.
struct LinkFollower {
    /// The real paths of the site and of the source folder: links that lead elsewhere are not followed.
    roots: Vec<PathBuf>,
    linked_folders: usize,
    linked_files: usize,
    pending: VecDeque<Link>,
    is_static: bool,
    walk: FolderWalk,
}

impl LinkFollower {
    fn add(&mut self, mut links: Vec<(PathBuf, String)>, chain: &[PathBuf]) {
        // With the order of the file system, chance would decide which links are too many.
        links.sort_by(|a, b| a.1.cmp(&b.1));
        let chain: Arc<[PathBuf]> = Arc::from(chain);
        self.pending
            .extend(links.into_iter().map(|(path, file)| Link {
                path,
                file,
                chain: Arc::clone(&chain),
            }));
    }

    fn follow(&mut self, link: Link) {
        if let Err(reason) = self.try_follow(&link) {
            let path = Arc::from(link.file);
            self.walk.unread.push(UnreadEntry { path, reason });
        }
    }

    fn try_follow(&mut self, link: &Link) -> Result<(), UnreadReason> {
        let target = link.path.canonicalize();
        let target = target.map_err(|_| UnreadReason::BrokenLink)?;
        if !is_of_the_site(&target, &self.roots, self.is_static) {
            return Err(UnreadReason::OutsideLink);
        }
        let metadata = std::fs::metadata(&target).map_err(|_| UnreadReason::BrokenLink)?;
        if metadata.is_file() {
            self.walk.files.push(WalkedFile {
                path: Arc::from(link.file.as_str()),
                stamp: FileStamp::of(&metadata),
            });
            return Ok(());
        }
        if !metadata.is_dir() {
            return Err(UnreadReason::NotAFile);
        }
        let parent = link.path.parent().and_then(|it| it.canonicalize().ok());
        let mut chain = link.chain.to_vec();
        chain.push(parent.ok_or(UnreadReason::BrokenLink)?);
        if chain.iter().any(|folder| folder.starts_with(&target)) {
            return Err(UnreadReason::LoopingLink);
        }
        if self.linked_folders == MAX_LINKED_FOLDERS || self.linked_files >= MAX_LINKED_FILES {
            return Err(UnreadReason::SurplusLink);
        }
        self.linked_folders += 1;
        let Listing { walk, links } = list(&target, &link.file, self.is_static);
        self.linked_files += walk.files.len();
        self.walk.files.extend(walk.files);
        self.walk.unread.extend(walk.unread);
        self.walk.diagnostics.extend(walk.diagnostics);
        self.add(links, &chain);
        Ok(())
    }
}

/// The real path of a listed file, unless it has become a link that the walk would not follow.
pub(crate) fn real_path(folder: &Folder, file: &str) -> Option<PathBuf> {
    let below = file.split('/').next().unwrap_or_default();
    let target = folder.path(file).canonicalize().ok()?;
    is_of_the_site(&target, &real_roots(folder, below), below == STATIC).then_some(target)
}

/// The real paths of the site and of a source folder.
fn real_roots(folder: &Folder, below: &str) -> Vec<PathBuf> {
    let roots = [folder.root().to_path_buf(), folder.path(below)];
    let real = roots.iter().filter_map(|root| root.canonicalize().ok());
    real.collect()
}

/// Whether a link may lead to `target`: within the site, and neither to hidden files nor to what the program
/// writes.
fn is_of_the_site(target: &Path, roots: &[PathBuf], is_static: bool) -> bool {
    let below = roots
        .iter()
        .find_map(|root| Some((root, target.strip_prefix(root).ok()?)));
    let Some((root, below)) = below else {
        return false;
    };
    let mut folder = root.clone();
    below.iter().all(|part| {
        folder.push(part);
        let is_shown = match name_kind(part) {
            FileNameKind::Usual => true,
            FileNameKind::Hidden => is_static,
            FileNameKind::Secret | FileNameKind::System => false,
        };
        is_shown && !is_output_folder(&folder)
    })
}

/// Whether a build has written its outputs into this folder.
fn is_output_folder(folder: &Path) -> bool {
    folder.join(PROGRAM_FOLDER).join("manifest").exists()
}

#[expect(
    clippy::disallowed_methods,
    reason = "this module is the one that lists folders"
)]
fn read_dir(path: &Path) -> std::io::Result<Vec<DirEntry>> {
    std::fs::read_dir(path)?.collect()
}

/// The error of a folder below [`MAX_DEPTH`] others.
fn too_deep(path: &Arc<str>) -> Diagnostic {
    let limit = MAX_DEPTH.to_string();
    Diagnostic::at(Span::whole(path), Message::FolderTooDeep { limit })
}

/// The error of a file whose name is not Unicode.
fn name_error(path: &Path) -> Diagnostic {
    Diagnostic::new(Message::NameNotUnicode {
        path: path.display().to_string(),
    })
}

fn read_error(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(Message::io(path.display().to_string(), error))
}

#[cfg(test)]
mod tests;
