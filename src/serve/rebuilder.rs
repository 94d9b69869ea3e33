//! The rebuilder: scans the folder, rebuilds the site with the build cache of the last build, and publishes
//! the result as the next [`ServerState`].

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;
use tokio::sync::watch;

use super::snapshot::SiteSnapshot;
use super::state::{OverlayPrinter, ServerState};
use super::{ServeOptions, ServeReporter, log};
use crate::cache::BodyStore;
use crate::cache::BuildCache;
use crate::diagnostic::catalogue::Notice;
use crate::diagnostic::{Diagnostic, Lang, LeftOut, Message, has_errors};
use crate::pipeline::{PreparedSite, Request, Shard, SiteFiles, prepare};
use crate::site::{Clock, Show};
use crate::source::{FileChange, Folder, Inventory};

/// The changes between two inventories of the folder, sorted by path.
pub(super) type Changes = Vec<(FileChange, Arc<str>)>;

/// Builds the site after each change and publishes the result.
pub(super) struct Rebuilder {
    folder: Folder,
    clock: fn() -> Timestamp,
    cache: BuildCache,
    /// The inventory of the last build.
    inventory: Arc<Inventory>,
    /// The position in the inventory at which hashing continues; `None` when every file is hashed.
    hash_position: Option<usize>,
    state: watch::Sender<Arc<ServerState>>,
    /// The diagnostics that were reported last, so that an edit does not report them again.
    reported: Vec<(Option<Arc<str>>, Message)>,
    /// What was reported last to be not in the site.
    left_out: Vec<LeftOut>,
}

impl Rebuilder {
    /// A rebuilder that has built nothing yet.
    pub(super) fn new(folder: &Folder, options: &ServeOptions) -> Result<Self, Diagnostic> {
        let bodies = BodyStore::new().map_err(|error| {
            let path = std::env::temp_dir().display().to_string();
            Diagnostic::new(Message::io(path, &error))
        })?;
        let printer = OverlayPrinter {
            folder: folder.clone(),
            templates: Arc::default(),
            lang: options.lang,
        };
        let empty = ServerState {
            revision: 0,
            snapshot: None,
            diagnostics: Arc::default(),
            error_html: None,
            printer,
            seen: Arc::default(),
        };
        Ok(Self {
            folder: folder.clone(),
            clock: options.clock,
            cache: BuildCache::new(bodies, Arc::default()),
            inventory: Arc::default(),
            hash_position: None,
            state: watch::Sender::new(Arc::new(empty)),
            reported: Vec::new(),
            left_out: Vec::new(),
        })
    }

    /// The published state, now and after each change.
    pub(super) fn state(&self) -> watch::Receiver<Arc<ServerState>> {
        self.state.subscribe()
    }

    /// The path under which the site is served.
    pub(super) fn mount(&self) -> String {
        let state = self.state.borrow();
        let snapshot = state.snapshot.as_ref();
        snapshot.map_or_else(String::new, |snapshot| snapshot.mount.clone())
    }

    /// Builds the site for the first time.
    pub(super) fn build_first(&mut self, reporter: &mut dyn ServeReporter) {
        let inventory = Inventory::scan(&self.folder, self.now());
        self.build(inventory, reporter);
    }

    /// Scans the folder: only `files` if that is enough, else all of it. Returns the inventory, its changes
    /// since the last build, and whether all of the folder was scanned. A scan of `files` may miss other
    /// changes; the next full scan finds them.
    pub(super) fn scan(&self, files: Option<&BTreeSet<String>>) -> (Inventory, Changes, bool) {
        let now = self.now();
        let files = files.map(|files| files.iter().map(String::as_str));
        let partial = files.and_then(|files| self.inventory.rescan(&self.folder, files, now));
        let is_full = partial.is_none();
        let mut inventory = partial.unwrap_or_else(|| Inventory::scan(&self.folder, now));
        let changes = inventory.changes_since(&self.inventory, &self.folder);
        (inventory, changes, is_full)
    }

    /// Builds the site if there are changes. Returns whether it did. `start` is when the scan began.
    pub(super) fn rebuild(
        &mut self,
        inventory: Inventory,
        changes: Changes,
        start: Instant,
        reporter: &mut dyn ServeReporter,
    ) -> bool {
        if changes.is_empty() {
            self.inventory = Arc::new(inventory);
            return false;
        }
        self.build(inventory, reporter);
        reporter.notice(&log::line(&changes, start.elapsed(), self.lang()));
        true
    }

    fn build(&mut self, inventory: Inventory, reporter: &mut dyn ServeReporter) {
        let request = Request {
            now: self.now(),
            clock: Clock {
                as_of: (self.clock)(),
                show: Show::All,
            },
            base_url: None,
            portable: false,
            out: self.folder.path("public"),
            shard: Shard::WHOLE,
            progress: Arc::default(),
        };
        self.inventory = Arc::new(inventory);
        let cache = self.cache.with_inventory(Arc::clone(&self.inventory));
        let prepared = prepare(&self.folder, &request, &cache);
        drop(cache);
        self.publish_build(prepared, reporter);
        Arc::make_mut(&mut self.inventory).note_read(self.cache.versions_read());
        self.hash_position = Some(0);
    }

    /// Publishes the result of a build. If it has errors, the last snapshot stays.
    fn publish_build(&mut self, prepared: PreparedSite, reporter: &mut dyn ServeReporter) {
        let PreparedSite {
            context,
            templates,
            cache,
            diagnostics,
            left_out,
            ..
        } = prepared;
        let old_cache = std::mem::replace(&mut self.cache, cache.with_inventory(Arc::default()));
        let context = context.filter(|_| !has_errors(&diagnostics));
        let snapshot = context.map(|(context, plan)| Arc::new(SiteSnapshot::new(context, plan)));
        let has_snapshot = snapshot.is_some();
        let templates = Arc::new(templates);
        let old_state = self.publish(|state| {
            state.snapshot = snapshot.or(state.snapshot.take());
            state.printer.templates = templates;
            state.set_diagnostics(diagnostics.clone());
        });
        self.report(diagnostics, old_state.error_html.is_some(), reporter);
        if left_out != self.left_out {
            reporter.left_out(&left_out);
            self.left_out = left_out;
        }
        if has_snapshot {
            drop_in_background(old_state, old_cache);
        }
    }

    /// Adds errors that the background pass over the pages of `revision` found. Does nothing if that is
    /// outdated.
    pub(super) fn add_render_errors(
        &mut self,
        revision: u64,
        errors: Vec<Diagnostic>,
        reporter: &mut dyn ServeReporter,
    ) {
        if errors.is_empty() || self.state.borrow().revision != revision {
            return;
        }
        self.publish(|state| {
            let diagnostics = state.diagnostics.iter().chain(&errors);
            state.set_diagnostics(diagnostics.cloned().collect());
        });
        self.report(errors, false, reporter);
    }

    /// Publishes the next state: the current one after `change`. Returns the old one.
    fn publish(&self, change: impl FnOnce(&mut ServerState)) -> Arc<ServerState> {
        let mut next = ServerState::clone(&self.state.borrow());
        next.revision += 1;
        change(&mut next);
        self.state.send_replace(Arc::new(next))
    }

    /// Reports the diagnostics unless they are those that were reported last, and says so when errors are
    /// gone.
    fn report(
        &mut self,
        diagnostics: Vec<Diagnostic>,
        had_errors: bool,
        reporter: &mut dyn ServeReporter,
    ) {
        let key = |diagnostic: &Diagnostic| {
            let file = diagnostic.span.as_ref().map(|span| Arc::clone(&span.file));
            (file, diagnostic.message.clone())
        };
        let keys: Vec<_> = diagnostics.iter().map(key).collect();
        let is_fixed = had_errors && !has_errors(&diagnostics);
        if keys != self.reported && !diagnostics.is_empty() {
            let templates = Arc::clone(&self.state.borrow().printer.templates);
            let files = SiteFiles {
                folder: &self.folder,
                templates: &templates,
            };
            reporter.diagnostics(diagnostics, &files);
        }
        self.reported = keys;
        if is_fixed {
            reporter.notice(&Notice::PreviewMended {});
        }
    }

    /// Hashes unhashed files for about `duration`. Returns whether there were any.
    pub(super) fn hash_files(&mut self, duration: Duration) -> bool {
        let until = Instant::now() + duration;
        let had_unhashed = self.hash_position.is_some();
        while let Some(from) = self.hash_position {
            self.hash_position = Arc::make_mut(&mut self.inventory).hash_next(from, &self.folder);
            if Instant::now() >= until {
                break;
            }
        }
        had_unhashed
    }

    fn lang(&self) -> Lang {
        self.state.borrow().printer.lang
    }

    fn now(&self) -> SystemTime {
        SystemTime::from((self.clock)())
    }
}

/// Drops the old state and cache on a separate thread. To free ten thousand documents and addresses takes
/// milliseconds, for which neither the reader of the new page nor the next edit should wait.
fn drop_in_background(old_state: Arc<ServerState>, old_cache: BuildCache) {
    let thread = std::thread::Builder::new().name("free".to_owned());
    // If no thread can be started, they are dropped here.
    drop(thread.spawn(move || drop((old_state, old_cache))));
}
