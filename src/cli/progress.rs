//! The progress line of a build that takes over a second, on a terminal.

use std::io::Write as _;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use unicode_width::UnicodeWidthStr;

use super::timings::words;
use crate::diagnostic::Lang;
use crate::pipeline::{Phase, Progress};

/// Work that is done before is not worth a line.
const PATIENCE: Duration = Duration::from_secs(1);
const BETWEEN: Duration = Duration::from_millis(100);

/// Does `work`, and shows on standard error how far it is.
pub(super) fn watched<T>(progress: &Progress, lang: Lang, work: impl FnOnce() -> T) -> T {
    let (done, waiting) = channel();
    std::thread::scope(|scope| {
        let printer = std::thread::Builder::new();
        // Without a thread the work is done all the same.
        let _ = printer.spawn_scoped(scope, move || show(progress, lang, &waiting));
        let result = work();
        drop(done);
        result
    })
}

/// Writes the line anew until nothing is waited for any more, then takes it away.
fn show(progress: &Progress, lang: Lang, waiting: &Receiver<()>) {
    let (mut pause, mut width) = (PATIENCE, 0_usize);
    while waiting.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        let line = line(progress, lang);
        // Blanks wipe what was there: not every console knows the sequences for that.
        eprint!("\r{line}{}", " ".repeat(width.saturating_sub(line.width())));
        drop(std::io::stderr().flush());
        (pause, width) = (BETWEEN, line.width());
    }
    if width > 0 {
        eprint!("\r{}\r", " ".repeat(width));
    }
}

fn line(progress: &Progress, lang: Lang) -> String {
    let phase = phase(progress);
    let (zh, en) = words(phase);
    let word = if lang == Lang::Zh { zh } else { en };
    let phase = progress.phase(phase);
    if phase.expected == 0 {
        format!("{word} …")
    } else {
        format!("{word} {}/{}", phase.items, phase.expected)
    }
}

/// What the run is doing now.
fn phase(progress: &Progress) -> Phase {
    let is_done = |phase| {
        let phase = progress.phase(phase);
        phase.expected > 0 && phase.items >= phase.expected
    };
    if !is_done(Phase::Parse) {
        Phase::Parse
    } else if progress.phase(Phase::Link).items == 0 {
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
        let progress = Progress::default();
        let now = |lang| line(&progress, lang);
        assert_eq!(now(Lang::En), "parse …");
        progress.expect(Phase::Parse, 4);
        progress.record(Phase::Parse, None, 3, 0);
        assert_eq!(now(Lang::Zh), "解析 3/4");
        progress.record(Phase::Parse, None, 1, 0);
        assert_eq!(now(Lang::En), "link …");
        progress.record(Phase::Link, None, 4, 0);
        progress.expect(Phase::Render, 9);
        progress.record(Phase::Render, None, 8, 0);
        assert_eq!(now(Lang::Zh), "排版 8/9");
        progress.record(Phase::Render, None, 1, 0);
        assert_eq!(now(Lang::En), "write …");
    }
}
