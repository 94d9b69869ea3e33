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
    published: OpenFolder,
    /// The topmost folder that was created for the output folder to exist.
    created_root: Option<PathBuf>,
    /// Excludes a second build. The system releases it when the process ends.
    _lock: std::fs::File,
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
        create_folder(&state_path)?;
        let lock = lock(&state_path)?;
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
            _lock: lock,
        })
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
    pub fn published<'p>(&self, path: &'p str, hash: u128) -> Option<StagedOutput<'p>> {
        let entry = self.previous.get(path).filter(|entry| entry.hash == hash)?;
        let is_same = self.published.stat(path)? == (entry.size, entry.modified);
        is_same.then_some(StagedOutput {
            path,
            change: Change::Unchanged,
            entry: *entry,
        })
    }

    /// Stages one output. May be called from many threads.
    pub fn stage<'p>(&self, path: &'p str, bytes: &[u8]) -> Result<StagedOutput<'p>, Diagnostic> {
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

/// The topmost folder of `path` that does not exist.
fn first_missing(path: &Path) -> Option<PathBuf> {
    path.ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        .last()
        .map(Path::to_path_buf)
}

fn lock(state_path: &Path) -> Result<std::fs::File, Diagnostic> {
    let path = state_path.join("lock");
    // Not truncated: nothing is written to it, and what is there may not be the program's.
    let mut options = std::fs::OpenOptions::new();
    let options = options.write(true).create(true).truncate(false);
    let file = regular_file::open_own(&path, options).map_err(|error| failed(&path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(Diagnostic::new(Message::AnotherBuild {
            path: state_path.display().to_string(),
        })),
        // Some network folders cannot lock. There, two builds at the same time are for the editor to avoid.
        Err(std::fs::TryLockError::Error(_)) => Ok(file),
    }
}
