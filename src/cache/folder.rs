//! The cache folder of a site, `.bulletin/cache/`: its paths, and files that are written whole or not at
//! all. The folder may be removed at any time.
//!
//! A run locks its temporary files. One that is not locked is of a run that was killed, and the next build
//! removes it.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::catalogue::system_cause;
use crate::diagnostic::{Diagnostic, Message};
use crate::output::fs;
use crate::render::{CacheKind, CacheWriteError};
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

/// Writes a file of a cache whole or not at all, also when several processes write it at the same time.
pub(super) fn write(
    site: &Path,
    cache: CacheKind,
    path: &Path,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), CacheWriteError> {
    create_folder_of(site, cache, path)?;
    write_whole(path, fill).map_err(|error| write_error(cache, path, &error))
}

/// Writes a file under a name of its own, then moves it to `path`.
fn write_whole(
    path: &Path,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut builder = tempfile::Builder::new();
    let mut file = builder
        .prefix(TEMPORARY_PREFIX)
        .make_in(folder, |path: &Path| {
            let file = File::options().write(true).create_new(true).open(path)?;
            hold(&file);
            Ok(file)
        })?;
    fill(&mut file)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A new file for appending. It replaces the file of a run that was interrupted.
pub(super) fn new_log(site: &Path, path: &Path) -> Result<File, CacheWriteError> {
    let cache = CacheKind::Build;
    create_folder_of(site, cache, path)?;
    fs::remove(path).map_err(|problem| from_diagnostic(cache, path, problem))?;
    let mut options = File::options();
    let options = options.read(true).append(true).create_new(true);
    let file = options
        .open(path)
        .map_err(|error| write_error(cache, path, &error))?;
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
    for folder in [site.join(STATE_FOLDER), path(site, ""), path(site, IMAGES)] {
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
        Some(link) => Err(write_error(
            CacheKind::Build,
            &link,
            &regular_file::not_regular(),
        )),
        None => Ok(()),
    }
}

/// Whether a path, with or without a final `/`, is a symbolic link.
fn is_link(path: &Path) -> bool {
    path.components().as_path().is_symlink()
}

/// Creates the folder of a file below the state folder, which a `.gitignore` keeps out of version control.
fn create_folder_of(site: &Path, cache: CacheKind, path: &Path) -> Result<(), CacheWriteError> {
    expect_no_link(site)?;
    let folder = path.parent().unwrap_or(site);
    if folder.is_dir() {
        return Ok(());
    }
    let state = site.join(STATE_FOLDER);
    let all = state.join("cache");
    // Where there can be no folder for any cache, that is one fault, and not one of each of them.
    let failed = |problem| from_diagnostic(CacheKind::Build, &all, problem);
    fs::create_folder(&state).map_err(failed)?;
    let ignore = state.join(GITIGNORE);
    if !ignore.is_file() {
        // First, so that a run that is killed in between leaves it to the next one. Several first builds may
        // do this at the same time.
        write_whole(&ignore, |to| to.write_all(b"*\n"))
            .map_err(|error| write_error(CacheKind::Build, &ignore, &error))?;
    }
    fs::create_folder(&all).map_err(failed)?;
    fs::create_folder(folder).map_err(|problem| from_diagnostic(cache, folder, problem))
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

pub(super) fn write_error(cache: CacheKind, path: &Path, error: &io::Error) -> CacheWriteError {
    CacheWriteError {
        cache,
        path: path.display().to_string().replace('\\', "/"),
        cause: system_cause(error).to_owned(),
        original: error.to_string(),
    }
}

/// The same of a diagnostic of [`fs`].
pub(super) fn from_diagnostic(
    cache: CacheKind,
    path: &Path,
    problem: Diagnostic,
) -> CacheWriteError {
    match problem.message {
        Message::Io {
            path,
            cause,
            original,
        } => CacheWriteError {
            cache,
            path,
            cause,
            original,
        },
        // Another file is in the place of a folder or file of the cache.
        _ => CacheWriteError {
            cache,
            path: path.display().to_string(),
            cause: "in-the-way".to_owned(),
            original: String::new(),
        },
    }
}
