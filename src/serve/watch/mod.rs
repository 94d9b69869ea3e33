//! Watches the site's folder. Events are only hints: a scan of the folder finds what has changed.
//!
//! Folders are watched, never single files, because editors that save by renaming replace the file. Where
//! events do not work, the folder is polled. [`Debouncer`] decides when to scan after a hint,
//! [`assess_events`] whether events work.

mod debounce;
mod event;
mod fallback;
mod scope;

pub(super) use debounce::{Debouncer, WriteProgress};
pub(super) use fallback::{EventHealth, NoEvents, assess_events};
pub(super) use scope::ScanScope;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use notify::{RecommendedWatcher, RecursiveMode};

use crate::diagnostic::catalogue::system_cause;
use crate::serve::try_thread;
use crate::source::{Folder, SOURCE_FOLDERS};

/// A hint that the folder may have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ChangeHint {
    /// How far the write has got.
    pub(super) progress: WriteProgress,
    /// What may have changed.
    pub(super) scope: ScanScope,
    /// Whether one of the watched folders was created, removed or replaced.
    pub(super) watches_outdated: bool,
    /// The reason why events are missing from now on.
    pub(super) lost_events: Option<NoEvents>,
}

impl ChangeHint {
    /// Any file may have changed.
    const WHOLE: Self = Self {
        progress: WriteProgress::Complete,
        scope: ScanScope::Whole,
        watches_outdated: false,
        lost_events: None,
    };
}

/// The interval of scans without events.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// The intervals of scans that check whether events work: before the first event that led to a change, and
/// after it.
const UNPROVEN_INTERVAL: Duration = Duration::from_secs(2);
const PROVEN_INTERVAL: Duration = Duration::from_secs(10);

/// The interval is at least this many times the duration of the last full scan, so that scans take at most a
/// twentieth of the time.
const MIN_INTERVAL_FACTOR: u32 = 20;

/// A source of file system events; a trait, so that tests can limit the number of watches.
trait EventSource {
    /// Watches a folder; else returns the reason why it cannot.
    fn watch(&mut self, path: &Path, mode: RecursiveMode) -> Result<(), NoEvents>;
    /// Stops watching a folder. The folder may have been removed, and its watch with it.
    fn unwatch(&mut self, path: &Path);
}

impl EventSource for RecommendedWatcher {
    fn watch(&mut self, path: &Path, mode: RecursiveMode) -> Result<(), NoEvents> {
        notify::Watcher::watch(self, path, mode).map_err(|error| fallback::reason(&error))
    }

    fn unwatch(&mut self, path: &Path) {
        drop(notify::Watcher::unwatch(self, path));
    }
}

/// Watches a site's folder by events or by polling.
pub(super) struct FolderWatch {
    root: PathBuf,
    /// `None` when polling.
    events: Option<Box<dyn EventSource>>,
    /// The source folders that are watched.
    watched: BTreeSet<&'static str>,
    /// Whether an event has led to a change.
    events_proven: bool,
    /// When the last full scan began, and its duration.
    last_scan: Instant,
    scan_duration: Duration,
}

impl FolderWatch {
    /// A watch by polling.
    pub(super) fn polling(folder: &Folder) -> Self {
        Self {
            root: folder.root().to_path_buf(),
            events: None,
            watched: BTreeSet::new(),
            events_proven: false,
            last_scan: Instant::now(),
            scan_duration: Duration::ZERO,
        }
    }

    /// A watch by events, whose hints are passed to `send`; else the reason why there are no events.
    pub(super) fn events(
        folder: &Folder,
        send: impl Fn(ChangeHint) + Send + 'static,
    ) -> Result<Self, NoEvents> {
        // Some systems report real paths, even if another path to the folder was watched.
        let root = folder
            .root()
            .canonicalize()
            .map_err(|error| NoEvents::System(system_cause(&error)))?;
        try_thread().map_err(|error| NoEvents::System(system_cause(&error)))?;
        let event_root = root.clone();
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let hint = match event {
                Ok(event) => event::change_hint(&event, &event_root),
                // An error may mean that events were lost, so the folder must be scanned.
                Err(error) => Some(ChangeHint {
                    lost_events: fallback::fatal_reason(&error),
                    ..ChangeHint::WHOLE
                }),
            };
            if let Some(hint) = hint {
                send(hint);
            }
        });
        let watcher = watcher.map_err(|error| fallback::reason(&error))?;
        Self::with_source(root, Box::new(watcher), folder)
    }

    fn with_source(
        root: PathBuf,
        events: Box<dyn EventSource>,
        folder: &Folder,
    ) -> Result<Self, NoEvents> {
        let mut watch = Self {
            root,
            events: Some(events),
            ..Self::polling(folder)
        };
        watch.add(Path::new(""), RecursiveMode::NonRecursive)?;
        watch.update(false)?;
        Ok(watch)
    }

    /// Watches source folders that were created, and stops watching those that were removed. With `all`,
    /// every folder is watched again, since it may have been replaced by another one of the same name.
    pub(super) fn update(&mut self, all: bool) -> Result<(), NoEvents> {
        if self.events.is_none() {
            return Ok(());
        }
        for &below in SOURCE_FOLDERS {
            let exists = self.root.join(below).is_dir();
            if self.watched.contains(below) && (all || !exists) {
                self.watched.remove(below);
                if let Some(events) = &mut self.events {
                    events.unwatch(&self.root.join(below));
                }
            }
            if exists && !self.watched.contains(below) {
                self.add(Path::new(below), RecursiveMode::Recursive)?;
                self.watched.insert(below);
            }
        }
        Ok(())
    }

    fn add(&mut self, below: &Path, mode: RecursiveMode) -> Result<(), NoEvents> {
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

    /// Stops using events; from now on the folder is polled.
    pub(super) fn stop_events(&mut self) {
        self.events = None;
        self.watched.clear();
    }

    /// Whether events are used.
    pub(super) fn has_events(&self) -> bool {
        self.events.is_some()
    }

    /// Records that an event led to a change, so events work here.
    pub(super) fn prove_events(&mut self) {
        self.events_proven = true;
    }

    /// Records a full scan: when it began, and its duration.
    pub(super) fn scanned(&mut self, at: Instant, duration: Duration) {
        self.last_scan = at;
        self.scan_duration = duration;
    }

    /// When the folder is to be scanned if there is no event.
    pub(super) fn next_scan(&self) -> Instant {
        let interval = match (&self.events, self.events_proven) {
            (None, _) => POLL_INTERVAL,
            (Some(_), false) => UNPROVEN_INTERVAL,
            (Some(_), true) => PROVEN_INTERVAL,
        };
        self.last_scan + interval.max(self.scan_duration * MIN_INTERVAL_FACTOR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An event source with a limited number of watches.
    struct LimitedWatches(usize);

    impl EventSource for LimitedWatches {
        fn watch(&mut self, _: &Path, _: RecursiveMode) -> Result<(), NoEvents> {
            self.0 = self.0.checked_sub(1).ok_or(NoEvents::Limit)?;
            Ok(())
        }

        fn unwatch(&mut self, _: &Path) {
            self.0 += 1;
        }
    }

    fn create(root: &Path, below: &str) {
        std::fs::create_dir_all(root.join(below)).expect("a folder");
    }

    #[test]
    fn a_reached_limit_is_an_error_at_the_start_and_later_but_not_when_polling() {
        let dir = tempfile::tempdir().expect("a folder");
        create(dir.path(), "content");
        let folder = Folder::new(dir.path());
        let watch_with = |limit| {
            let events = Box::new(LimitedWatches(limit));
            FolderWatch::with_source(dir.path().into(), events, &folder)
        };
        for limit in [0, 1] {
            let error = watch_with(limit).err();
            assert_eq!(error, Some(NoEvents::Limit));
        }
        let mut watch = watch_with(2).expect("the folder and content/");
        assert_eq!(watch.update(true), Ok(()), "unwatched and watched again");
        create(dir.path(), "static");
        assert_eq!(watch.update(false), Err(NoEvents::Limit));
        watch.stop_events();
        assert!(!watch.has_events());
        assert_eq!(watch.update(true), Ok(()));
        let now = Instant::now();
        watch.scanned(now, Duration::ZERO);
        assert_eq!(watch.next_scan(), now + POLL_INTERVAL);
    }
}
