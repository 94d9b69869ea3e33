//! Writing, with the path in every error.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that writes files"
)]

use std::io;
use std::path::{Path, PathBuf};

use super::durability::{Durability, flush_folder};
use crate::diagnostic::{Diagnostic, Message};

/// An I/O error with its path.
pub(crate) fn failed(path: &Path, error: &io::Error) -> Diagnostic {
    let path = path.display().to_string().replace('\\', "/");
    Diagnostic::new(Message::io(path, error))
}

/// A path with `/` below a folder, written as the system does.
pub(crate) fn below(folder: &Path, path: &str) -> PathBuf {
    let mut below = PathBuf::with_capacity(folder.as_os_str().len() + 1 + path.len());
    below.push(folder);
    below.extend(path.split('/'));
    below
}

/// Writes a file that must not exist yet, with its folders.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    use std::io::Write as _;
    create_parent(path)?;
    let file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path);
    let written = file.and_then(|mut file| file.write_all(bytes));
    written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Diagnostic::new(Message::FileExists {
            path: path.display().to_string(),
        }),
        _ => failed(path, &error),
    })
}

/// Fails unless a folder can be filled: it holds nothing, or does not exist.
pub fn expect_empty_folder(path: &Path) -> Result<(), Diagnostic> {
    let shown = || path.display().to_string();
    match std::fs::read_dir(path).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Diagnostic::new(Message::FolderNotEmpty { folder: shown() })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if path.is_dir() => Err(failed(path, &error)),
        Err(_) => Err(Diagnostic::new(Message::NotAFolder { path: shown() })),
    }
}

fn create_parent(path: &Path) -> Result<(), Diagnostic> {
    path.parent().map_or(Ok(()), create_folder)
}

pub(crate) fn create_folder(path: &Path) -> Result<(), Diagnostic> {
    // Most often the folder above is there: one call instead of a look at each level.
    match std::fs::create_dir(path) {
        Ok(()) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {
            return Ok(());
        }
        Err(_) => {}
    }
    std::fs::create_dir_all(path).map_err(|error| failed(path, &error))
}

pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), Diagnostic> {
    std::fs::rename(from, to).map_err(|error| failed(to, &error))
}

/// Writes a file whole: a reader sees the old bytes or the new ones.
pub(super) fn replace(path: &Path, bytes: &[u8], durability: Durability) -> Result<(), Diagnostic> {
    use std::io::Write as _;
    let temporary = path.with_extension("new");
    let is_flushed = durability == Durability::Flushed;
    // What is there is of a run that was killed. It is removed, not opened: it may be a link or a pipe.
    remove(&temporary)?;
    let file = std::fs::File::options()
        .write(true)
        .create_new(true)
        .open(&temporary);
    let written = file.and_then(|mut file| {
        file.write_all(bytes)?;
        if is_flushed { file.sync_all() } else { Ok(()) }
    });
    written.map_err(|error| failed(&temporary, &error))?;
    rename(&temporary, path)?;
    match path.parent().filter(|_| is_flushed) {
        Some(folder) => flush_folder(folder),
        None => Ok(()),
    }
}

/// Removes a file; one that does not exist, or whose folder is a file by now, is fine.
pub(crate) fn remove(path: &Path) -> Result<(), Diagnostic> {
    match std::fs::remove_file(path) {
        Err(error)
            if !matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Err(failed(path, &error))
        }
        _ => Ok(()),
    }
}

/// Removes a folder with all that is in it, or a file; one that does not exist is fine.
pub(crate) fn remove_tree(path: &Path) -> Result<(), Diagnostic> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => remove(path),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(path, &error)),
        _ => Ok(()),
    }
}

/// Removes a folder that holds nothing but folders.
pub(crate) fn remove_folders(path: &Path) -> Result<(), Diagnostic> {
    for name in names(path)? {
        remove_folders(&path.join(name))?;
    }
    std::fs::remove_dir(path).map_err(|error| failed(path, &error))
}

/// Removes a folder if it is empty, then the folders above it up to `top`, which stays.
pub(crate) fn remove_empty(path: &Path, top: &Path) {
    let mut at = path;
    while at != top && at.starts_with(top) && std::fs::remove_dir(at).is_ok() {
        let Some(parent) = at.parent() else { return };
        at = parent;
    }
}

/// The names in a folder, sorted; none where it does not exist.
pub(crate) fn names(path: &Path) -> Result<Vec<std::ffi::OsString>, Diagnostic> {
    let entries = match std::fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(path, &error)),
    };
    let names: io::Result<Vec<_>> = entries.map(|entry| Ok(entry?.file_name())).collect();
    let mut names = names.map_err(|error| failed(path, &error))?;
    names.sort();
    Ok(names)
}
