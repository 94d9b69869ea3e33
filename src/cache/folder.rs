//! The cache folder of a site, `.bulletin/cache/`: its paths, and files that are written whole or not at
//! all. The folder may be removed at any time.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Message};
use crate::output::fs;
use crate::render::CacheWriteError;

/// The folder for the state of the program, below the site's folder.
const STATE_FOLDER: &str = ".bulletin";

/// Keeps the state folder out of version control.
const GITIGNORE: &str = ".gitignore";

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
    let file = tempfile::Builder::new().make_in(folder, |path: &Path| {
        File::options().write(true).create_new(true).open(path)
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
    let file = options.read(true).append(true).create(true).open(path);
    file.map_err(|error| write_error(path, &error))
}

/// The folder of a path, which is created if it does not exist.
fn folder_of<'p>(site: &'p Path, path: &'p Path) -> Result<&'p Path, CacheWriteError> {
    let folder = path.parent().unwrap_or(site);
    create(site, folder).map_err(|problem| from_diagnostic(folder, problem))?;
    Ok(folder)
}

/// Creates a folder below the state folder, which a `.gitignore` keeps out of version control.
fn create(site: &Path, folder: &Path) -> Result<(), Diagnostic> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_folder(folder)?;
    fs::replace(&site.join(STATE_FOLDER).join(GITIGNORE), b"*\n")
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
