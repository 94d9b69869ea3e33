//! Where editions are made: from one state of the folder to the next, with what was parsed before.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;
use tokio::sync::watch;

use super::edition::Edition;
use super::showing::{Printer, Showing};
use super::{Options, Voice, log};
use crate::cache::BodyStore;
use crate::cache::BuildCache;
use crate::diagnostic::{Diagnostic, Message, has_errors};
use crate::pipeline::{PreparedSite, Request, Shard, SiteFiles, prepare};
use crate::site::{Clock, Show};
use crate::source::{FileChange, Folder, Inventory};

/// What differs between two states of the folder.
pub(super) type Changes = Vec<(FileChange, Arc<str>)>;

/// The newest state of the folder with what was made of it.
pub(super) struct Workshop {
    folder: Folder,
    clock: fn() -> Timestamp,
    cache: BuildCache,
    files: Arc<Inventory>,
    /// Where hashing goes on; `None` when every file is hashed.
    unhashed: Option<usize>,
    showing: watch::Sender<Arc<Showing>>,
    /// What was said last, so that it is not said again after each edit.
    said: Vec<(Option<Arc<str>>, Message)>,
}

impl Workshop {
    /// A workshop that has made nothing yet.
    pub(super) fn new(folder: &Folder, options: &Options) -> Result<Self, Diagnostic> {
        let bodies = BodyStore::new().map_err(|error| {
            Diagnostic::new(Message::Io {
                path: std::env::temp_dir().display().to_string(),
                reason: error.to_string(),
            })
        })?;
        let printer = Printer {
            folder: folder.clone(),
            templates: Arc::default(),
            lang: options.lang,
        };
        let nothing = Showing {
            number: 0,
            edition: None,
            diagnostics: Arc::default(),
            problems: None,
            printer,
        };
        Ok(Self {
            folder: folder.clone(),
            clock: options.clock,
            cache: BuildCache::new(bodies, Arc::default()),
            files: Arc::default(),
            unhashed: None,
            showing: watch::Sender::new(Arc::new(nothing)),
            said: Vec::new(),
        })
    }

    /// What is shown, now and from now on.
    pub(super) fn showing(&self) -> watch::Receiver<Arc<Showing>> {
        self.showing.subscribe()
    }

    /// The path under which the site is shown.
    pub(super) fn mount(&self) -> String {
        let showing = self.showing.borrow();
        let edition = showing.edition.as_ref();
        edition.map_or_else(String::new, |edition| edition.mount.clone())
    }

    /// Makes the first edition.
    pub(super) fn begin(&mut self, voice: &mut dyn Voice) {
        let files = Inventory::scan(&self.folder, self.now());
        self.make(files, voice);
    }

    /// The folder as it is, how it differs from what it was, and whether all of it was looked at: it is unless a look at
    /// `files` tells enough. What they do not tell, the next look at the whole folder finds.
    pub(super) fn compare(&self, files: Option<&BTreeSet<String>>) -> (Inventory, Changes, bool) {
        let now = self.now();
        let named = files.map(|files| files.iter().map(String::as_str));
        let looked = named.and_then(|files| self.files.rescan(&self.folder, files, now));
        let all = looked.is_none();
        let mut files = looked.unwrap_or_else(|| Inventory::scan(&self.folder, now));
        let changes = files.changes_since(&self.files, &self.folder);
        (files, changes, all)
    }

    /// Makes a new edition where there are changes. Returns whether it did.
    pub(super) fn renew(
        &mut self,
        files: Inventory,
        changes: Changes,
        start: Instant,
        voice: &mut dyn Voice,
    ) -> bool {
        if changes.is_empty() {
            self.files = Arc::new(files);
            return false;
        }
        self.make(files, voice);
        let (zh, en) = log::line(&changes, start.elapsed());
        voice.say(&zh, &en);
        true
    }

    fn make(&mut self, files: Inventory, voice: &mut dyn Voice) {
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
        self.files = Arc::new(files);
        let cache = self.cache.with_inventory(Arc::clone(&self.files));
        let prepared = prepare(&self.folder, &request, &cache);
        drop(cache);
        self.show(prepared, voice);
        let cache = &self.cache;
        Arc::make_mut(&mut self.files).fill_hashes(|file| cache.hash(file));
        self.unhashed = Some(0);
    }

    /// Shows what was made; where it has errors, the last edition stays.
    fn show(&mut self, prepared: PreparedSite, voice: &mut dyn Voice) {
        let PreparedSite {
            context,
            templates,
            cache,
            diagnostics,
            ..
        } = prepared;
        let cache = std::mem::replace(&mut self.cache, cache.with_inventory(Arc::default()));
        let made = context.filter(|_| !has_errors(&diagnostics));
        let edition = made.map(|(context, plan)| Arc::new(Edition::new(context, plan)));
        let is_new = edition.is_some();
        let templates = Arc::new(templates);
        let before = self.publish(|showing| {
            showing.edition = edition.or(showing.edition.take());
            showing.printer.templates = templates;
            showing.note(diagnostics.clone());
        });
        self.say(diagnostics, before.problems.is_some(), voice);
        if is_new {
            let_go(before, cache);
        }
    }

    /// Takes the mistakes that were found while the pages of state `number` were rendered.
    pub(super) fn rendered(
        &mut self,
        number: u64,
        problems: Vec<Diagnostic>,
        voice: &mut dyn Voice,
    ) {
        if problems.is_empty() || self.showing.borrow().number != number {
            return;
        }
        self.publish(|showing| {
            let said = showing.diagnostics.iter();
            showing.note(said.chain(&problems).cloned().collect());
        });
        self.say(problems, false, voice);
    }

    /// Puts the next state in place of the one that is shown, which is returned.
    fn publish(&self, change: impl FnOnce(&mut Showing)) -> Arc<Showing> {
        let mut next = Showing::clone(&self.showing.borrow());
        next.number += 1;
        change(&mut next);
        self.showing.send_replace(Arc::new(next))
    }

    fn say(&mut self, diagnostics: Vec<Diagnostic>, had_errors: bool, voice: &mut dyn Voice) {
        let key = |diagnostic: &Diagnostic| {
            let file = diagnostic.span.as_ref().map(|span| Arc::clone(&span.file));
            (file, diagnostic.message.clone())
        };
        let said: Vec<_> = diagnostics.iter().map(key).collect();
        let is_mended = had_errors && !has_errors(&diagnostics);
        if said != self.said && !diagnostics.is_empty() {
            let templates = Arc::clone(&self.showing.borrow().printer.templates);
            let files = SiteFiles {
                folder: &self.folder,
                templates: &templates,
            };
            voice.diagnostics(diagnostics, &files);
        }
        self.said = said;
        if is_mended {
            voice.say("错误都已改正。", "All errors are mended.");
        }
    }

    /// Hashes files of which no hash is known yet, for about so long. Returns whether there was one.
    pub(super) fn hash_some(&mut self, slice: Duration) -> bool {
        let until = Instant::now() + slice;
        let had_some = self.unhashed.is_some();
        while let Some(from) = self.unhashed {
            self.unhashed = Arc::make_mut(&mut self.files).hash_next(from, &self.folder);
            if Instant::now() >= until {
                break;
            }
        }
        had_some
    }

    fn now(&self) -> SystemTime {
        SystemTime::from((self.clock)())
    }
}

/// Takes apart what is shown no more: ten thousand documents and addresses take milliseconds, in which the reader of the
/// new page and the next edit should not have to wait.
fn let_go(before: Arc<Showing>, cache: BuildCache) {
    let take_apart = move || {
        drop(cache);
        if let Some(edition) = &before.edition {
            // The last of those who still answer from it would have to do it.
            let mut patience = PATIENCE;
            while Arc::strong_count(edition) > 1 && patience > 0 {
                std::thread::sleep(MOMENT);
                patience -= 1;
            }
        }
    };
    let thread = std::thread::Builder::new().name("letting go".to_owned());
    // Without a thread it happens here and now.
    drop(thread.spawn(take_apart));
}

/// So often, and so long each time, it waits for those who still answer from what is taken apart.
const PATIENCE: u32 = 200;
const MOMENT: Duration = Duration::from_millis(5);
