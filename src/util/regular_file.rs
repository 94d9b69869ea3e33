//! Opens regular files, and nothing else. To open a pipe blocks until somebody writes to it, a device may
//! deliver bytes without end, and both may stand where a file is expected, by name or behind a symbolic link.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// The error for what is no regular file, such as a folder, a pipe or a device.
#[derive(Debug)]
struct NotRegular;

impl std::fmt::Display for NotRegular {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("not-a-file")
    }
}

impl std::error::Error for NotRegular {}

/// Whether an error says that something is no regular file.
pub(crate) fn is_not_regular(error: &io::Error) -> bool {
    error
        .get_ref()
        .is_some_and(|inner| inner.is::<NotRegular>())
}

/// The error for what is no regular file.
pub(crate) fn not_regular() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, NotRegular)
}

/// Opens the file at `path` for reading. A symbolic link is followed.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    open_with(path, OpenOptions::new().read(true))
}

/// Opens a file of the program's own with `options`. A symbolic link is refused: it may have come with the
/// site, and what it leads to is not the program's to write.
pub(crate) fn open_own(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    if path.is_symlink() {
        return Err(not_regular());
    }
    open_with(path, options)
}

fn open_with(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let file = match without_blocking(options).open(path) {
        Ok(file) => file,
        // Another program has leased the file, such as a file server, and is asked to return it. Or it is a
        // pipe that nobody reads, opened for writing.
        Err(error) if error.kind() == io::ErrorKind::WouldBlock && path.is_file() => {
            with_blocking(options).open(path)?
        }
        Err(_) if path.metadata().is_ok_and(|metadata| !metadata.is_file()) => {
            return Err(not_regular());
        }
        Err(error) => return Err(error),
    };
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(not_regular())
    }
}

/// Options with which a pipe or a device does not block, and no terminal becomes that of the process.
#[cfg(unix)]
fn without_blocking(options: &mut OpenOptions) -> &OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    options.custom_flags(flags.bits().cast_signed())
}

#[cfg(unix)]
fn with_blocking(options: &mut OpenOptions) -> &OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.custom_flags(0)
}

#[cfg(not(unix))]
fn without_blocking(options: &mut OpenOptions) -> &OpenOptions {
    options
}

#[cfg(not(unix))]
fn with_blocking(options: &mut OpenOptions) -> &OpenOptions {
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_refused_and_missing_files_are_missing() {
        let dir = tempfile::tempdir().expect("a folder");
        let error = open(dir.path()).expect_err("a folder");
        assert!(is_not_regular(&error), "{error}");
        let error = open(&dir.path().join("none")).expect_err("nothing");
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn devices_and_pipes_are_refused_at_once() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().expect("a folder");
        let pipe = dir.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.is_ok_and(|status| status.success()));
        let link = dir.path().join("link");
        symlink(&pipe, &link).expect("a link");
        for path in [
            pipe.as_path(),
            &link,
            "/dev/zero".as_ref(),
            "/dev/tty".as_ref(),
        ] {
            let error = open(path).expect_err("no file");
            assert!(
                is_not_regular(&error) || path.starts_with("/dev"),
                "{error}"
            );
        }
        let mut writing = OpenOptions::new();
        let error = open_own(&pipe, writing.write(true).create(true));
        assert!(is_not_regular(&error.expect_err("a pipe")));
    }

    #[cfg(unix)]
    #[test]
    fn files_of_the_program_are_not_reached_by_links() {
        let dir = tempfile::tempdir().expect("a folder");
        let (file, link) = (dir.path().join("file"), dir.path().join("link"));
        File::create(&file).expect("a file");
        std::os::unix::fs::symlink(&file, &link).expect("a link");
        assert!(open(&link).is_ok());
        let mut options = OpenOptions::new();
        let options = options.write(true).create(true);
        assert!(open_own(&file, options).is_ok());
        assert!(is_not_regular(
            &open_own(&link, options).expect_err("a link")
        ));
    }
}
