//! `bulletin serve`: the preview. An edit is on the screen a few milliseconds after it was saved.
//!
//! ```text
//! watch ── hint ──> scan the folder ──> prepare (as build does) ──> SiteSnapshot ──> ServerState
//!                                                                                         │
//!                              browser <── http: pages, rendered on request <─────────────┤
//!                              browser <── live: "ask for your update" <──────────────────┘
//! ```
//!
//! A snapshot is never changed: an edit makes a new one, with the build cache of the last one, and replaces
//! it. If the sources have errors, the old snapshot stays, with the errors shown over its pages.
//!
//! The entry point is [`run`]. One thread runs the loop of events, scans and builds; one accepts connections
//! and hands requests to a small pool; one renders pages in the background.

mod activity;
mod background;
mod browser;
mod http;
mod lan;
mod live;
mod log;
mod ports;
mod rebuilder;
mod response;
mod seen;
mod signature;
mod snapshot;
mod state;
mod watch;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::diagnostic::catalogue::Notice;
use crate::diagnostic::{Diagnostic, Lang, LeftOut, Message, SourceProvider};
use crate::source::Folder;
#[cfg(feature = "fuzzing")]
pub use http::InMemoryPreview;

use activity::{ActivityGuard, ForegroundActivity};
use http::AppState;
use rebuilder::Rebuilder;
use watch::{ChangeHint, Debouncer, EventHealth, FolderWatch, NoEvents, ScanScope, assess_events};

/// The options of the preview.
#[derive(Debug, Clone)]
pub(crate) struct ServeOptions {
    /// The port to listen on; `None` for the default one. If it is taken, another one is used.
    pub port: Option<u16>,
    /// Whether the browser is opened.
    pub open: bool,
    /// Whether the preview is also served on the local network.
    pub lan: bool,
    /// Whether the folder is polled even if events may work.
    pub poll: bool,
    /// Whether the terminal shows colours.
    pub color: bool,
    /// The language of messages.
    pub lang: Lang,
    /// The clock.
    pub clock: fn() -> Timestamp,
}

/// Receives the reports of the preview.
pub(crate) trait ServeReporter {
    /// A notice for people.
    fn notice(&mut self, notice: &Notice);
    /// The address for a phone as a QR code, drawn with block characters.
    fn qr_code(&mut self, code: &str);
    /// The address for a browser on this machine, and with `--lan` that for a phone. It is printed with any
    /// options.
    fn addresses(&mut self, local: &str, network: Option<&str>);
    /// What is not in the site.
    fn left_out(&mut self, files: &[LeftOut]);
    /// Diagnostics.
    fn diagnostics(&mut self, diagnostics: Vec<Diagnostic>, sources: &dyn SourceProvider);
    /// Whether a report could not be printed, so that nobody reads what follows.
    fn is_broken(&self) -> bool;
}

/// An event for the loop of the preview.
enum ServeEvent {
    /// The folder may have changed.
    Hint(ChangeHint),
    /// The background pass over the pages of this revision is complete, with these errors.
    Rendered(u64, Vec<Diagnostic>),
}

/// Serves the site until the process is ended. Returns only if the preview cannot start, with the reason, or
/// if its reports cannot be printed.
pub(crate) fn run(
    folder: &Folder,
    options: &ServeOptions,
    reporter: &mut dyn ServeReporter,
) -> Option<Diagnostic> {
    match Preview::start(folder, options, reporter) {
        Ok(mut preview) => preview.run(reporter),
        Err(reason) => return Some(reason),
    }
    None
}

/// The loop of the preview: waits for events, scans the folder, and rebuilds the site.
struct Preview {
    events: Receiver<ServeEvent>,
    sender: Sender<ServeEvent>,
    watch: FolderWatch,
    debouncer: Debouncer,
    /// The files that may have changed by the hints since the last scan.
    scope: ScanScope,
    /// Whether a watched folder was created, removed or replaced since the last scan.
    watches_outdated: bool,
    /// The reason why events are missing, if they were lost since the last scan.
    lost_events: Option<NoEvents>,
    lang: Lang,
    rebuilder: Rebuilder,
    /// The activity from the first hint to the end of the scan that it leads to.
    scan_activity: Option<ActivityGuard>,
    activity: Arc<ForegroundActivity>,
}

/// How long an event may arrive after the change that caused it.
const MAX_EVENT_DELAY: Duration = Duration::from_millis(200);

/// How long files are hashed before the loop looks for events again.
const HASHING_SLICE: Duration = Duration::from_millis(2);

impl Preview {
    fn start(
        folder: &Folder,
        options: &ServeOptions,
        reporter: &mut dyn ServeReporter,
    ) -> Result<Self, Diagnostic> {
        if !folder.has(crate::config::FILE) {
            return Err(Diagnostic::new(Message::NoSite {
                folder: folder.root().display().to_string(),
            }));
        }
        let mut ports = ports::open(options)?;
        let (sender, events) = channel();
        // The folder is watched before it is read, so that no change in between is missed.
        let watch = start_watch(folder, options, &sender, reporter);
        let rebuilder = Rebuilder::new(folder, options)?;
        let mut preview = Self {
            events,
            sender,
            watch,
            debouncer: Debouncer::default(),
            scope: ScanScope::default(),
            watches_outdated: false,
            lost_events: None,
            lang: options.lang,
            rebuilder,
            scan_activity: None,
            activity: ForegroundActivity::new(),
        };
        preview.rebuilder.build_first(reporter);
        preview.start_background_pass();
        let app = AppState {
            state: preview.rebuilder.state(),
            activity: Arc::clone(&preview.activity),
        };
        http::start(std::mem::take(&mut ports.listeners), &app)?;
        let mount = preview.rebuilder.mount();
        ports.announce(&mount, options, reporter);
        let address = ports.address(&mount);
        if options.open && !browser::open(&address) {
            reporter.notice(&Notice::PreviewNoBrowser {});
        }
        Ok(preview)
    }

    fn run(&mut self, reporter: &mut dyn ServeReporter) {
        while !reporter.is_broken() {
            match self.next_event() {
                Some(ServeEvent::Hint(hint)) => self.record_hint(hint),
                Some(ServeEvent::Rendered(revision, errors)) => {
                    self.rebuilder.add_render_errors(revision, errors, reporter);
                }
                None => {}
            }
            let now = Instant::now();
            if self.debouncer.due().is_some_and(|due| due <= now) {
                self.debouncer.scanned(now);
                self.scan(true, reporter);
            } else if self.watch.next_scan() <= now {
                self.scan(false, reporter);
            }
        }
    }

    fn record_hint(&mut self, hint: ChangeHint) {
        self.watches_outdated |= hint.watches_outdated;
        self.lost_events = hint.lost_events.or(self.lost_events.take());
        self.scope.extend(hint.scope);
        self.debouncer.record(hint.progress, Instant::now());
        // The background pass pauses now, so that the page it is rendering is finished when the scan begins.
        self.scan_activity
            .get_or_insert_with(|| self.activity.begin());
    }

    /// The next event; `None` when it is time to scan the folder. Hashes files while there is nothing else
    /// to do.
    fn next_event(&mut self) -> Option<ServeEvent> {
        loop {
            if let Ok(event) = self.events.try_recv() {
                return Some(event);
            }
            let next_scan = self.watch.next_scan();
            let until = self
                .debouncer
                .due()
                .map_or(next_scan, |due| due.min(next_scan));
            let remaining = until.saturating_duration_since(Instant::now());
            if remaining.is_zero() {
                return None;
            }
            if remaining > HASHING_SLICE * 2 && self.rebuilder.hash_files(HASHING_SLICE) {
                continue;
            }
            return self.events.recv_timeout(remaining).ok();
        }
    }

    /// Scans the folder and rebuilds the site if there are changes. `was_hinted` says whether an event led
    /// to the scan.
    fn scan(&mut self, was_hinted: bool, reporter: &mut dyn ServeReporter) {
        let watch_result = self
            .watch
            .update(std::mem::take(&mut self.watches_outdated));
        let lost_events = self.lost_events.take().filter(|_| self.watch.has_events());
        if let Some(reason) = watch_result.err().or(lost_events) {
            self.fall_back_to_polling(&reason, reporter);
        }
        // The background pass pauses, as it does for a request.
        let scan_activity = self.scan_activity.take();
        let guard = scan_activity.unwrap_or_else(|| self.activity.begin());
        let start = Instant::now();
        let scope = std::mem::take(&mut self.scope);
        let (inventory, changes, is_full) = self.rebuilder.scan(scope.files());
        if is_full {
            self.watch.scanned(start, start.elapsed());
        }
        if self.watch.has_events() {
            let has_changed = !changes.is_empty();
            match assess_events(has_changed, was_hinted, || self.awaits_late_hint()) {
                EventHealth::Working => self.watch.prove_events(),
                EventHealth::Missing => self.fall_back_to_polling(&NoEvents::Silent, reporter),
                EventHealth::Unknown => {}
            }
        }
        let is_rebuilt = self.rebuilder.rebuild(inventory, changes, start, reporter);
        drop(guard);
        if is_rebuilt {
            self.start_background_pass();
        }
    }

    /// Waits for the event of a change that was found without one. Returns whether it arrives.
    fn awaits_late_hint(&mut self) -> bool {
        let until = Instant::now() + MAX_EVENT_DELAY;
        while let Ok(event) = self
            .events
            .recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            if let ServeEvent::Hint(hint) = event {
                self.record_hint(hint);
                return true;
            }
        }
        false
    }

    fn fall_back_to_polling(&mut self, reason: &NoEvents, reporter: &mut dyn ServeReporter) {
        self.watch.stop_events();
        report_polling(reason, self.lang, reporter);
    }

    /// Starts the pass over the pages of the newest snapshot on a separate thread.
    fn start_background_pass(&self) {
        let state = self.rebuilder.state();
        let (revision, snapshot) = {
            let state = state.borrow();
            // If the newest sources have errors, the snapshot is an older one, whose errors are outdated.
            let is_newest = state.error_html.is_none();
            (state.revision, state.snapshot.clone().filter(|_| is_newest))
        };
        let Some(snapshot) = snapshot else { return };
        let (sender, activity) = (self.sender.clone(), Arc::clone(&self.activity));
        let pass = move || {
            let is_newest = || state.borrow().revision == revision;
            if let Some(errors) = background::render_unrequested(&snapshot, &activity, is_newest) {
                // Fails only when the process ends.
                drop(sender.send(ServeEvent::Rendered(revision, errors)));
            }
        };
        let thread = std::thread::Builder::new().name("background".to_owned());
        // If no thread can be started, errors in templates are shown when their pages are requested.
        drop(thread.spawn(pass));
    }
}

/// Starts a thread that does nothing, and fails where the system starts none. The libraries that start threads
/// here panic where they cannot.
fn try_thread() -> std::io::Result<()> {
    let thread = std::thread::Builder::new().spawn(|| ())?;
    drop(thread.join());
    Ok(())
}

fn start_watch(
    folder: &Folder,
    options: &ServeOptions,
    sender: &Sender<ServeEvent>,
    reporter: &mut dyn ServeReporter,
) -> FolderWatch {
    if options.poll {
        return FolderWatch::polling(folder);
    }
    let sender = sender.clone();
    let send = move |hint| drop(sender.send(ServeEvent::Hint(hint)));
    FolderWatch::events(folder, send).unwrap_or_else(|reason| {
        report_polling(&reason, options.lang, reporter);
        FolderWatch::polling(folder)
    })
}

fn report_polling(reason: &NoEvents, lang: Lang, reporter: &mut dyn ServeReporter) {
    let reason = reason.text(lang);
    reporter.notice(&Notice::PreviewNoEvents { reason });
}
