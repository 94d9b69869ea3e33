//! Watching the site's folder. Events are hints only: what has changed is found by comparing the folder with what it was.
//!
//! Folders are watched, never single files: an editor that saves by renaming replaces the file. Where events cannot work
//! the folder is looked at again and again.

mod batch;
mod event;
mod scope;

pub(super) use batch::{Batch, Hint};
pub(super) use scope::Scope;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::source::{FOLDERS, Folder};

/// What an event means for the watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signal {
    /// Something may have happened.
    pub(super) hint: Hint,
    /// Where.
    pub(super) scope: Scope,
    /// Whether one of the folders that are watched came, went or was replaced.
    pub(super) renew: bool,
}

impl Signal {
    /// Something may have happened anywhere.
    const WHOLE: Self = Self {
        hint: Hint::Whole,
        scope: Scope::Whole,
        renew: false,
    };
}

/// How often a folder that cannot be watched is looked at, at most.
const POLL: Duration = Duration::from_millis(500);

/// A look may take this share of the time.
const SHARE: u32 = 20;

/// While no event has come yet, and after one has: how often the folder is looked at nevertheless.
const UNPROVEN: Duration = Duration::from_secs(2);
const PROVEN: Duration = Duration::from_secs(10);

/// A watch over a site's folder.
pub(super) struct Watch {
    root: PathBuf,
    events: Option<RecommendedWatcher>,
    watched: BTreeSet<&'static str>,
    proven: bool,
    looked: Instant,
    took: Duration,
}

impl Watch {
    /// A watch that looks at the folder again and again.
    pub(super) fn polling(folder: &Folder) -> Self {
        Self {
            root: folder.root().to_path_buf(),
            events: None,
            watched: BTreeSet::new(),
            proven: false,
            looked: Instant::now(),
            took: Duration::ZERO,
        }
    }

    /// A watch by events, which are given to `tell`; else the reason why there are none.
    pub(super) fn events(
        folder: &Folder,
        tell: impl Fn(Signal) + Send + 'static,
    ) -> Result<Self, String> {
        // Some systems report the real path, whatever was asked for.
        let root = folder
            .root()
            .canonicalize()
            .map_err(|error| error.to_string())?;
        let below = root.clone();
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // An error may mean that events were lost: then the folder is looked at.
            let signal = event.map_or(Some(Signal::WHOLE), |event| event::signal(&event, &below));
            if let Some(signal) = signal {
                tell(signal);
            }
        });
        let mut watch = Self {
            root,
            events: Some(watcher.map_err(|error| reason(&error))?),
            ..Self::polling(folder)
        };
        watch.add(Path::new(""), RecursiveMode::NonRecursive)?;
        watch.renew(false)?;
        Ok(watch)
    }

    /// Watches folders that have come into being; with `all`, every one anew.
    pub(super) fn renew(&mut self, all: bool) -> Result<(), String> {
        if self.events.is_none() {
            return Ok(());
        }
        for &below in FOLDERS {
            let is_there = self.root.join(below).is_dir();
            if self.watched.contains(below) && (all || !is_there) {
                self.watched.remove(below);
                let path = self.root.join(below);
                // It may have gone with its watch.
                drop(self.events.as_mut().map(|events| events.unwatch(&path)));
            }
            if is_there && !self.watched.contains(below) {
                self.add(Path::new(below), RecursiveMode::Recursive)?;
                self.watched.insert(below);
            }
        }
        Ok(())
    }

    fn add(&mut self, below: &Path, mode: RecursiveMode) -> Result<(), String> {
        let path = if below.as_os_str().is_empty() {
            self.root.clone()
        } else {
            self.root.join(below)
        };
        match &mut self.events {
            Some(events) => events.watch(&path, mode).map_err(|error| reason(&error)),
            None => Ok(()),
        }
    }

    /// Lets go of events.
    pub(super) fn give_up(&mut self) {
        self.events = None;
        self.watched.clear();
    }

    /// Whether events are relied on.
    pub(super) fn has_events(&self) -> bool {
        self.events.is_some()
    }

    /// An event led to a change: events work here.
    pub(super) fn prove(&mut self) {
        self.proven = true;
    }

    /// The folder was looked at, which took so long.
    pub(super) fn looked(&mut self, at: Instant, took: Duration) {
        self.looked = at;
        self.took = took;
    }

    /// When the folder is to be looked at without any event.
    pub(super) fn next_look(&self) -> Instant {
        let often = match (&self.events, self.proven) {
            (None, _) => POLL,
            (Some(_), false) => UNPROVEN,
            (Some(_), true) => PROVEN,
        };
        self.looked + often.max(self.took * SHARE)
    }
}

fn reason(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::Io(error) => error.to_string(),
        notify::ErrorKind::Generic(reason) => reason.clone(),
        notify::ErrorKind::MaxFilesWatch => "too many folders to watch".to_owned(),
        _ => error.to_string(),
    }
}
