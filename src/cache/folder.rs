//! The cache folder of a site, `.bulletin/cache/`: its paths, and files that are written whole or not at
//! all. The folder may be removed at any time.
//!
//! A run locks its temporary files. One that is not locked is of a run that was killed, and the next build
//! removes it.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Message};
use crate::output::fs;
use crate::render::CacheWriteError;
use crate::util::regular_file;

/// The folder for the state of the program, below the site's folder.
const STATE_FOLDER: &str = ".bulletin";

/// Keeps the state folder out of version control.
const GITIGNORE: &str = ".gitignore";

/// The folder of the image cache, below the cache folder.
pub(super) const IMAGES: &str = "images";

/// How the names of temporary files begin, or else end.
const TEMPORARY_PREFIX: &str = ".tmp";
const TEMPORARY_SUFFIX: &str = ".new";

/// The path of an entry of the cache.
pub(super) fn path(site: &Path, name: &str) -> PathBuf {
    site.join(STATE_FOLDER).join("cache").join(name)
}

/// Writes a file whole or not at all, also when several processes write it at the same time.
pub(super) fn write(
    site: &Path,
    path: &Path,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), CacheWriteError> {
    let folder = folder_of(site, path)?;
    let mut builder = tempfile::Builder::new();
    let file = builder
        .prefix(TEMPORARY_PREFIX)
        .make_in(folder, |path: &Path| {
            let file = File::options().write(true).create_new(true).open(path)?;
            hold(&file);
            Ok(file)
        });
    let mut file = file.map_err(|error| write_error(path, &error))?;
    fill(&mut file).map_err(|error| write_error(path, &error))?;
    file.persist(path)
        .map_err(|error| write_error(path, &error.error))?;
    Ok(())
}

/// A new file for appending. It replaces the file of a run that was interrupted.
pub(super) fn new_log(site: &Path, path: &Path) -> Result<File, CacheWriteError> {
    folder_of(site, path)?;
    fs::remove(path).map_err(|problem| from_diagnostic(path, problem))?;
    let mut options = File::options();
    let options = options.read(true).append(true).create_new(true);
    let file = options
        .open(path)
        .map_err(|error| write_error(path, &error))?;
    hold(&file);
    Ok(file)
}

/// Locks a temporary file, as far as the file system can.
fn hold(file: &File) {
    drop(file.try_lock());
}

/// Removes the temporary files of runs that were killed.
pub(crate) fn remove_orphans(site: &Path) {
    if expect_no_link(site).is_err() {
        return;
    }
    for folder in [path(site, ""), path(site, IMAGES)] {
        let names = fs::names(&folder).unwrap_or_default();
        let temporary = names.iter().filter(|name| is_temporary(name));
        for file in temporary.map(|name| folder.join(name)) {
            if is_orphan(&file) {
                // What cannot be removed now, a later build removes.
                drop(fs::remove(&file));
            }
        }
    }
}

fn is_temporary(name: &OsStr) -> bool {
    name.to_str()
        .is_some_and(|name| name.starts_with(TEMPORARY_PREFIX) || name.ends_with(TEMPORARY_SUFFIX))
}

/// Whether no run has locked a temporary file.
fn is_orphan(path: &Path) -> bool {
    let file = regular_file::open_own(path, File::options().write(true));
    file.is_ok_and(|file| file.try_lock().is_ok())
}

/// Fails where a folder of the cache is a symbolic link: it may have come with the site, and what it leads to
/// is not the program's to write.
pub(super) fn expect_no_link(site: &Path) -> Result<(), CacheWriteError> {
    let state = site.join(STATE_FOLDER);
    let folders = [path(site, ""), path(site, IMAGES)];
    match std::iter::once(state).chain(folders).find(|it| is_link(it)) {
        Some(link) => Err(write_error(&link, &regular_file::not_regular())),
        None => Ok(()),
    }
}

/// Whether a path, with or without a final `/`, is a symbolic link.
fn is_link(path: &Path) -> bool {
    path.components().as_path().is_symlink()
}

/// The folder of a path, which is created if it does not exist.
fn folder_of<'p>(site: &'p Path, path: &'p Path) -> Result<&'p Path, CacheWriteError> {
    expect_no_link(site)?;
    let folder = path.parent().unwrap_or(site);
    create(site, folder).map_err(|problem| from_diagnostic(folder, problem))?;
    Ok(folder)
}

/// Creates a folder below the state folder, which a `.gitignore` keeps out of version control.
fn create(site: &Path, folder: &Path) -> Result<(), Diagnostic> {
    if folder.is_dir() {
        return Ok(());
    }
    let state = site.join(STATE_FOLDER);
    fs::create_folder(&state)?;
    // First, so that a run that is killed in between leaves it to the next one.
    fs::replace(&state.join(GITIGNORE), b"*\n")?;
    fs::create_folder(folder)
}

/// Removes the cache folder and the state folder if nothing is in them.
pub(super) fn remove_if_empty(site: &Path) {
    let state = site.join(STATE_FOLDER);
    let ignore = state.join(GITIGNORE);
    fs::remove_empty(&state.join("cache"), &state);
    if fs::names(&state).is_ok_and(|names| names == [GITIGNORE]) && fs::remove(&ignore).is_ok() {
        fs::remove_empty(&state, site);
    }
}

pub(super) fn write_error(path: &Path, error: &io::Error) -> CacheWriteError {
    CacheWriteError {
        path: path.display().to_string().replace('\\', "/"),
        reason: error.to_string(),
    }
}

/// The same of a diagnostic of [`fs`].
pub(super) fn from_diagnostic(path: &Path, problem: Diagnostic) -> CacheWriteError {
    match problem.message {
        Message::Io { path, reason } => CacheWriteError { path, reason },
        other => CacheWriteError {
            path: path.display().to_string(),
            reason: other.code().to_owned(),
        },
    }
}
