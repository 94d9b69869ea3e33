//! The progress line of a build that takes over a second, on a terminal.

use std::io::Write as _;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use unicode_width::UnicodeWidthStr;

use super::timings::words;
use crate::diagnostic::Lang;
use crate::pipeline::{Monitor, Phase};

/// Work that is done before is not worth a line.
const PATIENCE: Duration = Duration::from_secs(1);
const BETWEEN: Duration = Duration::from_millis(100);

/// Does `work`, and shows on standard error how far it is.
pub(super) fn watched<T>(monitor: &Monitor, lang: Lang, work: impl FnOnce() -> T) -> T {
    let (done, waiting) = channel();
    std::thread::scope(|scope| {
        let printer = std::thread::Builder::new();
        // Without a thread the work is done all the same.
        let _ = printer.spawn_scoped(scope, move || show(monitor, lang, &waiting));
        let result = work();
        drop(done);
        result
    })
}

/// Writes the line anew until nothing is waited for any more, then takes it away.
fn show(monitor: &Monitor, lang: Lang, waiting: &Receiver<()>) {
    let (mut pause, mut width) = (PATIENCE, 0_usize);
    while waiting.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        let line = line(monitor, lang);
        // Blanks wipe what was there: not every console knows the sequences for that.
        eprint!("\r{line}{}", " ".repeat(width.saturating_sub(line.width())));
        drop(std::io::stderr().flush());
        (pause, width) = (BETWEEN, line.width());
    }
    if width > 0 {
        eprint!("\r{}\r", " ".repeat(width));
    }
}

fn line(monitor: &Monitor, lang: Lang) -> String {
    let phase = phase(monitor);
    let (zh, en) = words(phase);
    let word = if lang == Lang::Zh { zh } else { en };
    let counted = monitor.counted(phase);
    if counted.expected == 0 {
        format!("{word} …")
    } else {
        format!("{word} {}/{}", counted.items, counted.expected)
    }
}

/// What the run is doing now.
fn phase(monitor: &Monitor) -> Phase {
    let is_done = |phase| {
        let counted = monitor.counted(phase);
        counted.expected > 0 && counted.items >= counted.expected
    };
    if !is_done(Phase::Parse) {
        Phase::Parse
    } else if monitor.counted(Phase::Link).items == 0 {
        Phase::Link
    } else if !is_done(Phase::Render) {
        Phase::Render
    } else {
        Phase::Write
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_is_done_now() {
        let monitor = Monitor::default();
        let now = |lang| line(&monitor, lang);
        assert_eq!(now(Lang::En), "parse …");
        monitor.expect(Phase::Parse, 4);
        monitor.done(Phase::Parse, None, 3, 0);
        assert_eq!(now(Lang::Zh), "解析 3/4");
        monitor.done(Phase::Parse, None, 1, 0);
        assert_eq!(now(Lang::En), "link …");
        monitor.done(Phase::Link, None, 4, 0);
        monitor.expect(Phase::Render, 9);
        monitor.done(Phase::Render, None, 8, 0);
        assert_eq!(now(Lang::Zh), "排版 8/9");
        monitor.done(Phase::Render, None, 1, 0);
        assert_eq!(now(Lang::En), "write …");
    }
}
