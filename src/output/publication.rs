//! Staging: each output is compared with what stands in the folder and, where it differs, written beside it.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::folder::Folder;
use super::fs::{below, create_folder, failed, remove, remove_empty, remove_tree};
use super::manifest::{Entry, Manifest, is_inside, modified};
use crate::diagnostic::{Diagnostic, Message};

/// The program's own folder inside the output folder.
pub(super) const OWN: &str = ".bulletin";

/// A build on its way into an output folder. Dropped without a commit, it leaves the folder as it was.
#[derive(Debug)]
pub struct Publication {
    pub(super) out: PathBuf,
    pub(super) old: Manifest,
    /// Where outputs wait for the commit.
    pub(super) stage: Folder,
    /// What an earlier build has made.
    standing: Folder,
    /// The folders that had to be made for the output folder to exist.
    created: Option<PathBuf>,
    /// Keeps a second build out; the system lets go of it when the program ends.
    _lock: std::fs::File,
}

/// What a build means for one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is as it should be.
    Unchanged,
    /// It is not there yet.
    New,
    /// Its bytes differ.
    Changed,
    /// It no longer belongs to the site.
    Removed,
}

/// One output after staging.
#[derive(Debug, Clone)]
pub struct Staged<'p> {
    /// Its path, with `/`.
    pub path: &'p str,
    /// What is to be done.
    pub change: Change,
    pub(super) entry: Entry,
}

impl Staged<'_> {
    /// The hash of its bytes.
    pub fn hash(&self) -> u128 {
        self.entry.hash
    }
}

impl Publication {
    /// Begins a build into `out`, which need not exist.
    pub fn begin(out: &Path) -> Result<Self, Diagnostic> {
        let created = first_missing(out);
        let own = out.join(OWN);
        create_folder(&own)?;
        let lock = lock(&own)?;
        // What a build left that was killed.
        remove(&own.join("manifest.new"))?;
        remove_tree(&own.join("stage"))?;
        create_folder(&own.join("stage"))?;
        let files = own.join("stage").join("files");
        create_folder(&files)?;
        let open =
            |path: &Path| Folder::open(path.to_path_buf()).map_err(|error| failed(path, &error));
        let (stage, standing) = (open(&files)?, open(out)?);
        let old = Manifest::read(&own.join("manifest"));
        Ok(Self {
            out: out.to_path_buf(),
            old,
            stage,
            standing,
            created,
            _lock: lock,
        })
    }

    /// A folder for temporary files, on the same disk as the output.
    pub fn scratch(&self) -> PathBuf {
        self.own("stage")
    }

    /// Whether the output folder was made by this build, so that nothing can stand in it.
    pub(super) fn is_fresh(&self) -> bool {
        self.created.is_some()
    }

    pub(super) fn own(&self, name: &str) -> PathBuf {
        self.out.join(OWN).join(name)
    }

    pub(super) fn target(&self, path: &str) -> PathBuf {
        below(&self.out, path)
    }

    pub(super) fn staged(&self, path: &str) -> PathBuf {
        below(self.stage.path(), path)
    }

    /// An output that need not be staged: what stands at `path` was written by an earlier build, has this hash, and was not
    /// touched since.
    pub fn standing<'p>(&self, path: &'p str, hash: u128) -> Option<Staged<'p>> {
        let entry = self.old.get(path).filter(|entry| entry.hash == hash)?;
        let is_same = self.standing.look(path)? == (entry.size, entry.modified);
        is_same.then_some(Staged {
            path,
            change: Change::Unchanged,
            entry: *entry,
        })
    }

    /// Stages one output. May be called from many threads.
    pub fn stage<'p>(&self, path: &'p str, bytes: &[u8]) -> Result<Staged<'p>, Diagnostic> {
        let first = path.split('/').next().unwrap_or_default();
        if !is_inside(path) || first.eq_ignore_ascii_case(OWN) {
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
        Ok(Staged {
            path,
            change,
            entry: Entry {
                hash,
                size,
                modified,
            },
        })
    }

    /// What stands at `path` now, and since when.
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
                // A link that leads nowhere is somebody's all the same.
                return match std::fs::symlink_metadata(&target) {
                    Ok(_) if !self.old.holds(path) => Err(self.foreign(path)),
                    _ => Ok((Change::New, 0)),
                };
            }
            Err(error) => return Err(failed(&target, &error)),
        };
        if metadata.is_dir() {
            return Ok((Change::New, 0));
        }
        let time = modified(&metadata);
        let known = self.old.get(path);
        if let Some(entry) = known
            && entry.size == metadata.len()
            && entry.modified == time
        {
            return Ok(if entry.hash == hash {
                (Change::Unchanged, time)
            } else {
                (Change::Changed, 0)
            });
        }
        // It was touched or edited since, or it is not ours: only its bytes can tell.
        let same = metadata.len() == bytes.len() as u64
            && crate::source::read_file(&target).is_ok_and(|found| found == bytes);
        match (same, known) {
            (true, _) => Ok((Change::Unchanged, time)),
            (false, Some(_)) => Ok((Change::Changed, 0)),
            (false, None) => Err(self.foreign(path)),
        }
    }

    pub(super) fn foreign(&self, path: &str) -> Diagnostic {
        let shown = self.target(path).display().to_string().replace('\\', "/");
        Diagnostic::new(Message::ForeignFile { path: shown })
    }

    /// Writes into the staging area and returns the time of the file, which a rename keeps.
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
        // After a commit this finds nothing to do. A failure leaves rubbish that the next build removes.
        drop(remove_tree(&self.own("stage")));
        if self.old.is_empty() && !self.own("manifest").exists() {
            drop(remove(&self.own("lock")));
            let top = self
                .created
                .as_deref()
                .and_then(Path::parent)
                .unwrap_or(&self.out);
            remove_empty(&self.out.join(OWN), top);
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

fn lock(own: &Path) -> Result<std::fs::File, Diagnostic> {
    let path = own.join("lock");
    let file = std::fs::File::create(&path).map_err(|error| failed(&path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(Diagnostic::new(Message::AnotherBuild {
            path: own.display().to_string(),
        })),
        // Some network folders cannot lock: then two builds at a time are the editor's to avoid.
        Err(std::fs::TryLockError::Error(_)) => Ok(file),
    }
}
