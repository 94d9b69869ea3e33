//! Watching the site's folder. Events are hints only: what has changed is found by comparing the folder with what it was.
//!
//! Folders are watched, never single files: an editor that saves by renaming replaces the file. Where events cannot work
//! the folder is looked at again and again.

mod batch;
mod event;
mod fallback;
mod scope;

pub(super) use batch::{Batch, Hint};
pub(super) use fallback::{Verdict, judge};
pub(super) use scope::Scope;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use notify::{RecommendedWatcher, RecursiveMode};

use crate::source::{Folder, SOURCE_FOLDERS};

/// What an event means for the watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signal {
    /// Something may have happened.
    pub(super) hint: Hint,
    /// Where.
    pub(super) scope: Scope,
    /// Whether one of the folders that are watched came, went or was replaced.
    pub(super) renew: bool,
    /// Why events are missing from now on.
    pub(super) lost: Option<String>,
}

impl Signal {
    /// Something may have happened anywhere.
    const WHOLE: Self = Self {
        hint: Hint::Whole,
        scope: Scope::Whole,
        renew: false,
        lost: None,
    };
}

/// How often a folder that cannot be watched is looked at, at most.
const POLL: Duration = Duration::from_millis(500);

/// A look may take this share of the time.
const SHARE: u32 = 20;

/// While no event has come yet, and after one has: how often the folder is looked at nevertheless.
const UNPROVEN: Duration = Duration::from_secs(2);
const PROVEN: Duration = Duration::from_secs(10);

/// What events come from.
trait Watcher {
    /// Watches a folder; else the reason why it cannot.
    fn watch(&mut self, path: &Path, mode: RecursiveMode) -> Result<(), String>;
    /// Watches it no more. It may have gone with its watch.
    fn unwatch(&mut self, path: &Path);
}

impl Watcher for RecommendedWatcher {
    fn watch(&mut self, path: &Path, mode: RecursiveMode) -> Result<(), String> {
        notify::Watcher::watch(self, path, mode).map_err(|error| fallback::reason(&error))
    }

    fn unwatch(&mut self, path: &Path) {
        drop(notify::Watcher::unwatch(self, path));
    }
}

/// A watch over a site's folder.
pub(super) struct Watch {
    root: PathBuf,
    events: Option<Box<dyn Watcher>>,
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
            let signal = match event {
                Ok(event) => event::signal(&event, &below),
                Err(error) => Some(Signal {
                    lost: fallback::is_fatal(&error),
                    ..Signal::WHOLE
                }),
            };
            if let Some(signal) = signal {
                tell(signal);
            }
        });
        let watcher = watcher.map_err(|error| fallback::reason(&error))?;
        Self::with(root, Box::new(watcher), folder)
    }

    fn with(root: PathBuf, watcher: Box<dyn Watcher>, folder: &Folder) -> Result<Self, String> {
        let mut watch = Self {
            root,
            events: Some(watcher),
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
        for &below in SOURCE_FOLDERS {
            let is_there = self.root.join(below).is_dir();
            if self.watched.contains(below) && (all || !is_there) {
                self.watched.remove(below);
                if let Some(events) = &mut self.events {
                    events.unwatch(&self.root.join(below));
                }
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
            Some(events) => events.watch(&path, mode),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Watches so many folders and no more.
    struct Limited(usize);

    impl Watcher for Limited {
        fn watch(&mut self, _: &Path, _: RecursiveMode) -> Result<(), String> {
            self.0 = self.0.checked_sub(1).ok_or("the limit is reached")?;
            Ok(())
        }

        fn unwatch(&mut self, _: &Path) {
            self.0 += 1;
        }
    }

    fn make(root: &Path, below: &str) {
        std::fs::create_dir_all(root.join(below)).expect("made");
    }

    #[test]
    fn a_limit_is_an_error_at_the_start_and_later_and_without_events_there_is_none() {
        let dir = tempfile::tempdir().expect("a folder");
        make(dir.path(), "content");
        let folder = Folder::new(dir.path());
        let begin = |limit| Watch::with(dir.path().into(), Box::new(Limited(limit)), &folder);
        for limit in [0, 1] {
            assert_eq!(begin(limit).err().as_deref(), Some("the limit is reached"));
        }
        let mut watch = begin(2).expect("the folder and content/");
        assert_eq!(watch.renew(true), Ok(()), "let go and watched again");
        make(dir.path(), "static");
        assert_eq!(watch.renew(false), Err("the limit is reached".to_owned()));
        watch.give_up();
        assert!(!watch.has_events());
        assert_eq!(watch.renew(true), Ok(()));
        let now = Instant::now();
        watch.looked(now, Duration::ZERO);
        assert_eq!(watch.next_look(), now + POLL);
    }
}
