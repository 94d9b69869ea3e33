//! Staging: compares each output with the file in the output folder and, where they differ, writes it into
//! a staging folder.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::folder::OpenFolder;
use super::fs::{below, create_folder, failed, remove, remove_empty, remove_tree};
use super::manifest::{Manifest, ManifestEntry, is_inside, modified};
use crate::diagnostic::{Diagnostic, Message};
use crate::util::regular_file;

/// The folder for the state of the program, below the output folder.
pub(super) const STATE_FOLDER: &str = ".bulletin";

/// A build in progress into an output folder. Dropped without a commit, it leaves the folder unchanged.
#[derive(Debug)]
pub struct Publication {
    pub(super) out: PathBuf,
    pub(super) previous: Manifest,
    /// The staging folder.
    pub(super) stage: OpenFolder,
    /// The output folder.
    pub(super) published: OpenFolder,
    /// The topmost folder that was created for the output folder to exist.
    created_root: Option<PathBuf>,
    lock: Lock,
}

/// When an output is put in place, if several are new or changed: in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// What pages load, and files that they offer.
    Resource,
    /// What lists lead to.
    Document,
    /// Lists of all kinds, feeds among them.
    List,
    /// The home page.
    Home,
}

/// The change that a build makes to one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The file has the right bytes.
    Unchanged,
    /// There is no file yet.
    New,
    /// The bytes differ.
    Changed,
    /// The site has no such output any more.
    Removed,
}

/// One output after staging.
#[derive(Debug, Clone)]
pub struct StagedOutput<'p> {
    /// Its path, with `/`.
    pub path: &'p str,
    /// The change that the commit will make.
    pub change: Change,
    pub(super) turn: Turn,
    pub(super) entry: ManifestEntry,
}

impl StagedOutput<'_> {
    /// The hash of its bytes.
    pub fn hash(&self) -> u128 {
        self.entry.hash
    }
}

impl Publication {
    /// Begins a build into `out`, which need not exist.
    ///
    /// # Errors
    /// Another build that runs, or a folder that cannot be written.
    pub fn begin(out: &Path) -> Result<Self, Diagnostic> {
        let created_root = first_missing(out);
        let state_path = out.join(STATE_FOLDER);
        if state_path.is_symlink() {
            let path = state_path.display().to_string().replace('\\', "/");
            return Err(Diagnostic::new(Message::ForeignFile { path }));
        }
        let lock = Lock::take(&state_path)?;
        // Left over by a build that was killed.
        remove_tree(&state_path.join("manifest.new"))?;
        remove_tree(&state_path.join("stage"))?;
        create_folder(&state_path.join("stage"))?;
        let files = state_path.join("stage").join("files");
        create_folder(&files)?;
        let open = |path: &Path| {
            OpenFolder::open(path.to_path_buf()).map_err(|error| failed(path, &error))
        };
        let (stage, published) = (open(&files)?, open(out)?);
        let previous = Manifest::read(&state_path.join("manifest"));
        Ok(Self {
            out: out.to_path_buf(),
            previous,
            stage,
            published,
            created_root,
            lock,
        })
    }

    /// Whether the output folder is still the one in which the build began: a folder that is moved, removed
    /// or replaced takes the lock with it.
    ///
    /// # Errors
    /// [`Message::OutputGone`].
    pub fn check_in_place(&self) -> Result<(), Diagnostic> {
        if self.lock.is_in_place() {
            return Ok(());
        }
        Err(Diagnostic::new(Message::OutputGone {
            out: self.out.display().to_string().replace('\\', "/"),
        }))
    }

    /// A folder for temporary files, on the same disk as the output.
    pub fn temporary_folder(&self) -> PathBuf {
        self.state_path("stage")
    }

    /// Whether this build created the output folder, so that it has no files.
    pub(super) fn is_fresh(&self) -> bool {
        self.created_root.is_some()
    }

    pub(super) fn state_path(&self, name: &str) -> PathBuf {
        self.out.join(STATE_FOLDER).join(name)
    }

    pub(super) fn target(&self, path: &str) -> PathBuf {
        below(&self.out, path)
    }

    pub(super) fn staged(&self, path: &str) -> PathBuf {
        below(self.stage.path(), path)
    }

    /// An output that need not be staged: the file at `path` is of an earlier build, has this hash, and was
    /// not touched since.
    pub fn published<'p>(&self, path: &'p str, turn: Turn, hash: u128) -> Option<StagedOutput<'p>> {
        let entry = self.previous.get(path).filter(|entry| entry.hash == hash)?;
        let is_same = self.published.stat(path)? == (entry.size, entry.modified);
        is_same.then_some(StagedOutput {
            path,
            change: Change::Unchanged,
            turn,
            entry: *entry,
        })
    }

    /// Stages one output. May be called from many threads.
    pub fn stage<'p>(
        &self,
        path: &'p str,
        turn: Turn,
        bytes: &[u8],
    ) -> Result<StagedOutput<'p>, Diagnostic> {
        let first = path.split('/').next().unwrap_or_default();
        if !is_inside(path) || first.eq_ignore_ascii_case(STATE_FOLDER) {
            return Err(Diagnostic::new(Message::BadSlug {
                slug: path.to_owned(),
            }));
        }
        let hash = twox_hash::XxHash3_128::oneshot(bytes);
        let size = bytes.len() as u64;
        let (change, time) = self.compare(path, hash, bytes)?;
        let modified = match change {
            Change::Unchanged => time,
            Change::New | Change::Changed | Change::Removed => self.write(path, bytes)?,
        };
        Ok(StagedOutput {
            path,
            change,
            turn,
            entry: ManifestEntry {
                hash,
                size,
                modified,
            },
        })
    }

    /// Compares an output with the file at `path`. Of an unchanged file, the time is that of its last
    /// change.
    fn compare(&self, path: &str, hash: u128, bytes: &[u8]) -> Result<(Change, u128), Diagnostic> {
        if self.is_fresh() {
            return Ok((Change::New, 0));
        }
        let target = self.target(path);
        let metadata = match std::fs::metadata(&target) {
            Ok(metadata) => metadata,
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                // A broken symbolic link is a foreign file, too.
                return match std::fs::symlink_metadata(&target) {
                    Ok(_) if !self.previous.contains(path) => Err(self.foreign_file(path)),
                    _ => Ok((Change::New, 0)),
                };
            }
            Err(error) => return Err(failed(&target, &error)),
        };
        if metadata.is_dir() {
            return Ok((Change::New, 0));
        }
        let time = modified(&metadata);
        let previous = self.previous.get(path);
        if let Some(entry) = previous
            && entry.size == metadata.len()
            && entry.modified == time
        {
            return Ok(if entry.hash == hash {
                (Change::Unchanged, time)
            } else {
                (Change::Changed, 0)
            });
        }
        // The file was touched or edited, or it is foreign: the bytes have to be compared.
        let is_same = metadata.len() == bytes.len() as u64
            && crate::source::read_file(&target).is_ok_and(|old| old == bytes);
        match (is_same, previous) {
            (true, _) => Ok((Change::Unchanged, time)),
            (false, Some(_)) => Ok((Change::Changed, 0)),
            (false, None) => Err(self.foreign_file(path)),
        }
    }

    pub(super) fn foreign_file(&self, path: &str) -> Diagnostic {
        let shown = self.target(path).display().to_string().replace('\\', "/");
        Diagnostic::new(Message::ForeignFile { path: shown })
    }

    /// Writes into the staging folder. Returns the time of the file, which a rename keeps.
    fn write(&self, path: &str, bytes: &[u8]) -> Result<u128, Diagnostic> {
        let written = self.stage.create_file(path).and_then(|mut file| {
            file.write_all(bytes)?;
            file.metadata()
        });
        written
            .map(|metadata| modified(&metadata))
            .map_err(|error| failed(&self.staged(path), &error))
    }
}

impl Drop for Publication {
    fn drop(&mut self) {
        // Else what is at the path is somebody else's.
        if self.lock.is_in_place() {
            self.clean_up();
        }
    }
}

impl Publication {
    /// Removes what only a running build needs.
    fn clean_up(&self) {
        // After a commit nothing is left to do. What cannot be removed now, the next build removes.
        drop(remove_tree(&self.state_path("stage")));
        if self.previous.is_empty() && !self.state_path("manifest").exists() {
            drop(remove(&self.state_path("lock")));
            let top = self
                .created_root
                .as_deref()
                .and_then(Path::parent)
                .unwrap_or(&self.out);
            remove_empty(&self.out.join(STATE_FOLDER), top);
        }
    }
}

/// Whether this open file is the one at `path`.
#[cfg(unix)]
fn is_at(file: &std::fs::File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let id = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), std::fs::symlink_metadata(path)) {
        (Ok(open), Ok(found)) => id(open) == id(found),
        _ => false,
    }
}

/// Whether this open file is the one at `path`. While a file is open, Windows lets nobody rename a folder
/// above it, so a file at its path is enough.
#[cfg(not(unix))]
fn is_at(_: &std::fs::File, path: &Path) -> bool {
    path.is_file()
}

/// The topmost folder of `path` that does not exist.
fn first_missing(path: &Path) -> Option<PathBuf> {
    path.ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        .last()
        .map(Path::to_path_buf)
}

/// The lock of a build: an open file that excludes a second one. The system releases it when the process ends.
#[derive(Debug)]
struct Lock {
    file: std::fs::File,
    path: PathBuf,
    /// Whether the file can be told from another one at its path; some network folders number files anew.
    has_identity: bool,
}

/// How often a lock is tried that a build which ends removes at the same time.
const LOCK_ATTEMPTS: usize = 3;

impl Lock {
    fn take(state_path: &Path) -> Result<Self, Diagnostic> {
        let mut lock = Self::try_take(state_path)?;
        for _ in 1..LOCK_ATTEMPTS {
            if lock.has_identity {
                break;
            }
            lock = Self::try_take(state_path)?;
        }
        Ok(lock)
    }

    fn try_take(state_path: &Path) -> Result<Self, Diagnostic> {
        create_folder(state_path)?;
        let path = state_path.join("lock");
        // Not truncated: nothing is written to it, and what is there may not be the program's.
        let mut options = std::fs::OpenOptions::new();
        let options = options.write(true).create(true).truncate(false);
        let file = regular_file::open_own(&path, options).map_err(|error| failed(&path, &error))?;
        match file.try_lock() {
            // Some network folders cannot lock. There, two builds at the same time are for the editor to
            // avoid.
            Ok(()) | Err(std::fs::TryLockError::Error(_)) => Ok(Self {
                has_identity: is_at(&file, &path),
                file,
                path,
            }),
            Err(std::fs::TryLockError::WouldBlock) => Err(Diagnostic::new(Message::AnotherBuild {
                path: state_path.display().to_string(),
            })),
        }
    }

    /// Whether the lock is still at its path.
    fn is_in_place(&self) -> bool {
        match self.has_identity {
            true => is_at(&self.file, &self.path),
            false => self.path.is_file(),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file is not enough: a process that another thread is just starting has it open, too.
        drop(self.file.unlock());
    }
}
