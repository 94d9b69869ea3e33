//! The staging area: a folder in which thousands of files are made. Where the system can, the way to it is walked once, and
//! each file is named from there.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The folder in which outputs wait for the commit. Paths below it are written with `/`.
#[derive(Debug)]
pub(super) struct Stage {
    path: PathBuf,
    #[cfg(unix)]
    handle: std::os::fd::OwnedFd,
}

impl Stage {
    /// Makes the folder, in one that exists.
    pub(super) fn create(path: PathBuf) -> io::Result<Self> {
        std::fs::create_dir(&path)?;
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
        self.open(path)
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
impl Stage {
    fn create_folder(&self, path: &str) -> io::Result<()> {
        use rustix::fs::Mode;
        Ok(rustix::fs::mkdirat(
            &self.handle,
            path,
            Mode::from_raw_mode(0o777),
        )?)
    }

    fn open(&self, path: &str) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags};
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(0o666);
        Ok(rustix::fs::openat(&self.handle, path, flags, mode)?.into())
    }
}

#[cfg(not(unix))]
impl Stage {
    fn create_folder(&self, path: &str) -> io::Result<()> {
        std::fs::create_dir(super::fs::below(&self.path, path))
    }

    fn open(&self, path: &str) -> io::Result<File> {
        File::create(super::fs::below(&self.path, path))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn files_stand_in_folders_that_are_made_for_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let stage = Stage::create(folder.path().join("files")).expect("a staging area");
        for path in [
            "a.html",
            "地区/451027/index.html",
            "地区/451027/page/2/index.html",
        ] {
            let mut file = stage.create_file(path).expect(path);
            file.write_all(path.as_bytes()).expect(path);
            let written = crate::source::read_file(&stage.path().join(path)).expect(path);
            assert_eq!(written, path.as_bytes());
        }
        assert!(stage.create_file("a.html/b/c.html").is_err());
    }

    #[test]
    fn threads_may_make_the_same_folders() {
        let folder = tempfile::tempdir().expect("a folder");
        let stage = Stage::create(folder.path().join("files")).expect("a staging area");
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let stage = &stage;
                scope.spawn(move || {
                    for number in 0..50 {
                        let path = format!("{number}/a/b/{thread}.html");
                        stage.create_file(&path).expect(&path);
                    }
                });
            }
        });
    }
}
