//! An open folder, for thousands of file operations. Where the system allows it (`openat`), the path of the
//! folder is resolved once.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// An open folder. Paths below it are written with `/`.
#[derive(Debug)]
pub(super) struct OpenFolder {
    path: PathBuf,
    #[cfg(unix)]
    handle: std::os::fd::OwnedFd,
}

impl OpenFolder {
    /// Opens a folder that exists.
    pub(super) fn open(path: PathBuf) -> io::Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            handle: File::open(&path)?.into(),
            path,
        })
    }

    /// The path of the folder.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Creates a file and its parent folders.
    pub(super) fn create_file(&self, path: &str) -> io::Result<File> {
        if let Some((folder, _)) = path.rsplit_once('/') {
            // Most pages are alone in a folder, so the folder is created before the file is tried.
            self.create_folders(folder)?;
        }
        self.create(path)
    }

    fn create_folders(&self, path: &str) -> io::Result<()> {
        match self.create_folder(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if let Some((above, _)) = path.rsplit_once('/') {
                    self.create_folders(above)?;
                }
                match self.create_folder(path) {
                    // Created by another thread meanwhile.
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
                    result => result,
                }
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            result => result,
        }
    }
}

#[cfg(unix)]
impl OpenFolder {
    fn create_folder(&self, path: &str) -> io::Result<()> {
        use rustix::fs::Mode;
        Ok(rustix::fs::mkdirat(
            &self.handle,
            path,
            Mode::from_raw_mode(0o777),
        )?)
    }

    /// Moves a file or a folder to a path in another folder.
    pub(super) fn rename(&self, from: &str, to: &Self, to_path: &str) -> io::Result<()> {
        Ok(rustix::fs::renameat(
            &self.handle,
            from,
            &to.handle,
            to_path,
        )?)
    }

    /// Removes a file.
    pub(super) fn remove_file(&self, path: &str) -> io::Result<()> {
        use rustix::fs::AtFlags;
        Ok(rustix::fs::unlinkat(&self.handle, path, AtFlags::empty())?)
    }

    fn create(&self, path: &str) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags};
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(0o666);
        Ok(rustix::fs::openat(&self.handle, path, flags, mode)?.into())
    }

    /// Waits until everything that was written to the file system of this folder is on the disk.
    #[cfg(target_os = "linux")]
    pub(super) fn flush_file_system(&self) -> io::Result<()> {
        Ok(rustix::fs::syncfs(&self.handle)?)
    }

    /// The length of a file in bytes and its time of change in nanoseconds since 1970; `None` if it is not
    /// a regular file.
    pub(super) fn stat(&self, path: &str) -> Option<(u64, u128)> {
        use rustix::fs::{AtFlags, FileType};
        let metadata = rustix::fs::statat(&self.handle, path, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        let is_file = FileType::from_raw_mode(metadata.st_mode) == FileType::RegularFile;
        let seconds = i128::from(metadata.st_mtime) * 1_000_000_000;
        let modified = u128::try_from(seconds + i128::from(metadata.st_mtime_nsec));
        let size = u64::try_from(metadata.st_size).ok()?;
        is_file.then(|| (size, modified.unwrap_or(0)))
    }
}

#[cfg(not(unix))]
impl OpenFolder {
    fn create_folder(&self, path: &str) -> io::Result<()> {
        std::fs::create_dir(super::fs::below(&self.path, path))
    }

    /// Moves a file or a folder to a path in another folder.
    pub(super) fn rename(&self, from: &str, to: &Self, to_path: &str) -> io::Result<()> {
        use super::fs::below;
        std::fs::rename(below(&self.path, from), below(&to.path, to_path))
    }

    /// Removes a file.
    #[expect(clippy::disallowed_methods, reason = "an output of an earlier build")]
    pub(super) fn remove_file(&self, path: &str) -> io::Result<()> {
        std::fs::remove_file(super::fs::below(&self.path, path))
    }

    fn create(&self, path: &str) -> io::Result<File> {
        File::create(super::fs::below(&self.path, path))
    }

    /// The length of a file in bytes and its time of change in nanoseconds since 1970; `None` if it is not
    /// a regular file.
    pub(super) fn stat(&self, path: &str) -> Option<(u64, u128)> {
        let metadata = std::fs::symlink_metadata(super::fs::below(&self.path, path)).ok()?;
        let modified = super::manifest::modified(&metadata);
        metadata.is_file().then(|| (metadata.len(), modified))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn parent_folders_are_created() {
        let temporary = tempfile::tempdir().expect("a folder");
        let folder = OpenFolder::open(temporary.path().to_path_buf()).expect("open");
        for path in [
            "a.html",
            "地区/451027/index.html",
            "地区/451027/page/2/index.html",
        ] {
            let mut file = folder.create_file(path).expect(path);
            file.write_all(path.as_bytes()).expect(path);
            let written = crate::source::read_file(&folder.path().join(path)).expect(path);
            assert_eq!(written, path.as_bytes());
        }
        assert!(folder.create_file("a.html/b/c.html").is_err());
    }

    #[test]
    fn stat_equals_the_metadata_of_the_system() {
        let temporary = tempfile::tempdir().expect("a folder");
        let folder = OpenFolder::open(temporary.path().to_path_buf()).expect("open");
        let file = folder.create_file("村/a.html").expect("created");
        (&file).write_all("乡村".as_bytes()).expect("written");
        let modified = crate::output::manifest::modified(&file.metadata().expect("metadata"));
        assert_eq!(folder.stat("村/a.html"), Some((6, modified)));
        assert_eq!((folder.stat("村"), folder.stat("镇")), (None, None));
    }

    #[test]
    fn threads_may_create_the_same_folders() {
        let temporary = tempfile::tempdir().expect("a folder");
        let folder = OpenFolder::open(temporary.path().to_path_buf()).expect("open");
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let folder = &folder;
                scope.spawn(move || {
                    for number in 0..50 {
                        let path = format!("{number}/a/b/{thread}.html");
                        let mut file = folder.create_file(&path).expect(&path);
                        file.write_all(path.as_bytes()).expect(&path);
                    }
                });
            }
        });
        for number in 0..50 {
            for thread in 0..4 {
                let path = format!("{number}/a/b/{thread}.html");
                let written = crate::source::read_file(&folder.path().join(&path)).expect(&path);
                assert_eq!(written, path.as_bytes());
            }
        }
    }
}
