//! A folder in which thousands of files are made or looked at. Where the system can, the way to it is walked once, and each
//! file is named from there.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// An open folder. Paths below it are written with `/`.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    #[cfg(unix)]
    handle: std::os::fd::OwnedFd,
}

impl Folder {
    /// Opens a folder that exists.
    pub(super) fn open(path: PathBuf) -> io::Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            handle: File::open(&path)?.into(),
            path,
        })
    }

    /// Where it stands.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Creates a file, with the folders that it stands in.
    pub(super) fn create_file(&self, path: &str) -> io::Result<File> {
        if let Some((folder, _)) = path.rsplit_once('/') {
            // Most pages have a folder of their own, so the folder is made before the file is tried.
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
                    // Another thread was quicker.
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
                    done => done,
                }
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            done => done,
        }
    }
}

#[cfg(unix)]
impl Folder {
    fn create_folder(&self, path: &str) -> io::Result<()> {
        use rustix::fs::Mode;
        Ok(rustix::fs::mkdirat(
            &self.handle,
            path,
            Mode::from_raw_mode(0o777),
        )?)
    }

    fn create(&self, path: &str) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags};
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(0o666);
        Ok(rustix::fs::openat(&self.handle, path, flags, mode)?.into())
    }

    /// The length of a file and the time of its last change, as a manifest holds it; `None` where no file stands.
    pub(super) fn look(&self, path: &str) -> Option<(u64, u128)> {
        use rustix::fs::{AtFlags, FileType};
        let found = rustix::fs::statat(&self.handle, path, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        let is_file = FileType::from_raw_mode(found.st_mode) == FileType::RegularFile;
        let seconds = i128::from(found.st_mtime) * 1_000_000_000;
        let modified = u128::try_from(seconds + i128::from(found.st_mtime_nsec));
        let size = u64::try_from(found.st_size).ok()?;
        is_file.then(|| (size, modified.unwrap_or(0)))
    }
}

#[cfg(not(unix))]
impl Folder {
    fn create_folder(&self, path: &str) -> io::Result<()> {
        std::fs::create_dir(super::fs::below(&self.path, path))
    }

    fn create(&self, path: &str) -> io::Result<File> {
        File::create(super::fs::below(&self.path, path))
    }

    /// The length of a file and the time of its last change, as a manifest holds it; `None` where no file stands.
    pub(super) fn look(&self, path: &str) -> Option<(u64, u128)> {
        let found = std::fs::symlink_metadata(super::fs::below(&self.path, path)).ok()?;
        let modified = super::manifest::modified(&found);
        found.is_file().then(|| (found.len(), modified))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn files_stand_in_folders_that_are_made_for_them() {
        let temporary = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(temporary.path().to_path_buf()).expect("open");
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
    fn what_is_seen_of_a_file_is_what_the_system_says() {
        let temporary = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(temporary.path().to_path_buf()).expect("open");
        let file = folder.create_file("村/a.html").expect("created");
        (&file).write_all("乡村".as_bytes()).expect("written");
        let modified = crate::output::manifest::modified(&file.metadata().expect("metadata"));
        assert_eq!(folder.look("村/a.html"), Some((6, modified)));
        assert_eq!((folder.look("村"), folder.look("镇")), (None, None));
    }

    #[test]
    fn threads_may_make_the_same_folders() {
        let temporary = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(temporary.path().to_path_buf()).expect("open");
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let folder = &folder;
                scope.spawn(move || {
                    for number in 0..50 {
                        let path = format!("{number}/a/b/{thread}.html");
                        folder.create_file(&path).expect(&path);
                    }
                });
            }
        });
    }
}
