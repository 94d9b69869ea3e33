//! `bulletin serve`: the preview. What is written is on the screen before the writer looks up.
//!
//! ```text
//! watch ── hint ──> compare the folder ──> prepare (as build does) ──> Edition ──> Showing
//!                                                                                    │
//!                       browser <── http: pages rendered when asked for <────────────┤
//!                       browser <── live: "ask again" <──────────────────────────────┘
//! ```
//!
//! An edition is never changed: an edit makes a new one, with the memo of what was parsed before, and takes the place of
//! the old. Where the sources have errors the old one stays, with the errors laid over it.

mod background;
mod browser;
mod bustle;
mod edition;
mod http;
mod lan;
mod likeness;
mod live;
mod log;
mod ports;
mod showing;
mod visit;
mod watch;
mod workshop;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::diagnostic::{Diagnostic, Files, Lang, Message};
use crate::source::Folder;
use bustle::{Bustle, Guest};
use http::Desk;
use watch::{Batch, Scope, Signal, Verdict, Watch, judge};
use workshop::Workshop;

/// What `serve` is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The port that is wanted.
    pub port: Option<u16>,
    /// Whether the browser is opened.
    pub open: bool,
    /// Whether the local network is served too.
    pub lan: bool,
    /// Whether the folder is looked at again and again although events may work.
    pub poll: bool,
    /// Whether the terminal shows colours.
    pub color: bool,
    /// The language of messages.
    pub lang: Lang,
    /// Tells the time.
    pub clock: fn() -> Timestamp,
}

/// Where the preview says what it does.
pub trait Voice {
    /// A line for people: Chinese, English.
    fn say(&mut self, zh: &str, en: &str);
    /// Where the preview stands, which is printed whatever the options: the address for a browser on this machine, and
    /// with `--lan` that for a phone.
    fn addresses(&mut self, here: &str, network: Option<&str>);
    /// Diagnostics.
    fn diagnostics(&mut self, diagnostics: Vec<Diagnostic>, files: &dyn Files);
}

/// What reaches the loop.
enum Note {
    /// The folder may have changed.
    Signal(Signal),
    /// The pages of the state of this number were rendered, with these mistakes.
    Rendered(u64, Vec<Diagnostic>),
}

/// Serves the site until the program is ended; comes back only where it cannot begin.
pub fn run(folder: &Folder, options: &Options, voice: &mut dyn Voice) -> Diagnostic {
    match Preview::begin(folder, options, voice) {
        Ok(mut preview) => preview.go_on(voice),
        Err(problem) => problem,
    }
}

/// The loop that makes one edition after the other.
struct Preview {
    notes: Receiver<Note>,
    tell: Sender<Note>,
    watch: Watch,
    batch: Batch,
    /// Where the hints since the last look point to.
    scope: Scope,
    /// Whether a folder that is watched came or went.
    renew: bool,
    /// Why events are missing since the last look.
    lost: Option<String>,
    workshop: Workshop,
    /// From the first hint to the end of the look that it leads to.
    here: Option<Guest>,
    /// Requests that are being answered and looks at the folder: what goes before the pass over all pages.
    bustle: Arc<Bustle>,
}

/// How long an event may come behind the change that it tells of.
const LATE: Duration = Duration::from_millis(200);

/// How long files are hashed between two looks for notes.
const SLICE: Duration = Duration::from_millis(2);

impl Preview {
    fn begin(
        folder: &Folder,
        options: &Options,
        voice: &mut dyn Voice,
    ) -> Result<Self, Diagnostic> {
        if !folder.has(crate::config::FILE) {
            return Err(Diagnostic::new(Message::NoSite {
                folder: folder.root().display().to_string(),
            }));
        }
        let ports = ports::open(options)?;
        let (tell, notes) = channel();
        // Watched before it is read: nothing that happens in between is missed.
        let watch = begin_watch(folder, options.poll, &tell, voice);
        let workshop = Workshop::new(folder, options)?;
        let mut preview = Self {
            notes,
            tell,
            watch,
            batch: Batch::default(),
            scope: Scope::default(),
            renew: false,
            lost: None,
            workshop,
            here: None,
            bustle: Bustle::new(),
        };
        preview.workshop.begin(voice);
        preview.render_rest();
        let desk = Desk {
            showing: preview.workshop.showing(),
            bustle: Arc::clone(&preview.bustle),
        };
        let mount = preview.workshop.mount();
        ports.announce(&mount, options, voice);
        let address = ports.address(&mount);
        http::start(ports.doors, desk).map_err(|error| ports::failed(&address, &error))?;
        if options.open && !browser::open(&address) {
            voice.say(
                "没能打开浏览器，请自己打开上面的地址。",
                "The browser could not be opened; open the address above.",
            );
        }
        Ok(preview)
    }

    fn go_on(&mut self, voice: &mut dyn Voice) -> ! {
        loop {
            match self.wait() {
                Some(Note::Signal(signal)) => self.hint(signal),
                Some(Note::Rendered(number, problems)) => {
                    self.workshop.rendered(number, problems, voice);
                }
                None => {}
            }
            let now = Instant::now();
            if self.batch.due().is_some_and(|due| due <= now) {
                self.batch.looked(now);
                self.look(true, voice);
            } else if self.watch.next_look() <= now {
                self.look(false, voice);
            }
        }
    }

    fn hint(&mut self, signal: Signal) {
        self.renew |= signal.renew;
        self.lost = signal.lost.or(self.lost.take());
        self.scope.add(signal.scope);
        self.batch.hint(signal.hint, Instant::now());
        // The page that is being rendered is done before it is time to look.
        self.here.get_or_insert_with(|| self.bustle.enter());
    }

    /// The next note, or nothing when it is time to look. Time that nobody needs goes into hashing files.
    fn wait(&mut self) -> Option<Note> {
        loop {
            if let Ok(note) = self.notes.try_recv() {
                return Some(note);
            }
            let next = self.watch.next_look();
            let until = self.batch.due().map_or(next, |due| due.min(next));
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            if left > SLICE * 2 && self.workshop.hash_some(SLICE) {
                continue;
            }
            return self.notes.recv_timeout(left).ok();
        }
    }

    /// Compares the folder with what it was, and makes a new edition where it differs.
    fn look(&mut self, hinted: bool, voice: &mut dyn Voice) {
        let renewed = self.watch.renew(std::mem::take(&mut self.renew));
        let lost = self.lost.take().filter(|_| self.watch.has_events());
        if let Some(reason) = renewed.err().or(lost) {
            self.give_up_events(&reason, voice);
        }
        // The pass over all pages steps aside as it does for a request.
        let here = self.here.take().unwrap_or_else(|| self.bustle.enter());
        let start = Instant::now();
        let scope = std::mem::take(&mut self.scope);
        let (files, changes, all) = self.workshop.compare(scope.files());
        if all {
            self.watch.looked(start, start.elapsed());
        }
        if self.watch.has_events() {
            match judge(!changes.is_empty(), hinted, || self.was_told()) {
                Verdict::Work => self.watch.prove(),
                Verdict::Silent => self.give_up_events("no event came", voice),
                Verdict::Unknown => {}
            }
        }
        let is_new = self.workshop.renew(files, changes, start, voice);
        drop(here);
        if is_new {
            self.render_rest();
        }
    }

    /// Whether an event comes after all for a change that was found without one.
    fn was_told(&mut self) -> bool {
        let until = Instant::now() + LATE;
        while let Ok(note) = self
            .notes
            .recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            if let Note::Signal(signal) = note {
                self.hint(signal);
                return true;
            }
        }
        false
    }

    fn give_up_events(&mut self, reason: &str, voice: &mut dyn Voice) {
        self.watch.give_up();
        say_polling(reason, voice);
    }

    /// Begins the pass over the pages of the newest edition.
    fn render_rest(&self) {
        let showing = self.workshop.showing();
        let (number, edition) = {
            let now = showing.borrow();
            // Where the newest sources have errors, nobody waits for those of pages from before.
            let is_newest = now.problems.is_none();
            (now.number, now.edition.clone().filter(|_| is_newest))
        };
        let Some(edition) = edition else { return };
        let (tell, bustle) = (self.tell.clone(), Arc::clone(&self.bustle));
        let pass = move || {
            let is_newest = || showing.borrow().number == number;
            if let Some(problems) = background::render_rest(&edition, &bustle, is_newest) {
                // The loop ends with the program.
                drop(tell.send(Note::Rendered(number, problems)));
            }
        };
        let thread = std::thread::Builder::new().name("background".to_owned());
        // Without it, mistakes in templates show when their pages are asked for.
        drop(thread.spawn(pass));
    }
}

fn begin_watch(folder: &Folder, poll: bool, tell: &Sender<Note>, voice: &mut dyn Voice) -> Watch {
    if poll {
        return Watch::polling(folder);
    }
    let tell = tell.clone();
    let signal = move |signal| drop(tell.send(Note::Signal(signal)));
    Watch::events(folder, signal).unwrap_or_else(|reason| {
        say_polling(&reason, voice);
        Watch::polling(folder)
    })
}

fn say_polling(reason: &str, voice: &mut dyn Voice) {
    voice.say(
        &format!("收不到文件改动的通知（{reason}），改为每隔一会儿查看一次文件夹。"),
        &format!("No events of changed files ({reason}): the folder is looked at again and again."),
    );
}
