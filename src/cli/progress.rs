//! The progress line of a build that takes over a second, on a terminal.

use std::io::Write as _;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use unicode_width::UnicodeWidthStr;

use super::timings::label;
use crate::diagnostic::Lang;
use crate::pipeline::{Phase, Progress};

/// Shorter runs show no line.
const DELAY: Duration = Duration::from_secs(1);

/// The time between two states of the line.
const INTERVAL: Duration = Duration::from_millis(100);

/// Runs `work`, and shows its progress on standard error.
pub(super) fn with_progress_line<T>(
    progress: &Progress,
    lang: Lang,
    work: impl FnOnce() -> T,
) -> T {
    let (end, ended) = channel();
    std::thread::scope(|scope| {
        let printer = std::thread::Builder::new();
        // The work goes on if there is no thread for the line.
        let _ = printer.spawn_scoped(scope, move || show(progress, lang, &ended));
        let result = work();
        drop(end);
        result
    })
}

/// Updates the line until the channel is closed, then removes it.
fn show(progress: &Progress, lang: Lang, ended: &Receiver<()>) {
    let (mut pause, mut width) = (DELAY, 0_usize);
    while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        let line = line(progress, lang);
        // Blanks overwrite the rest of a longer line: not every console knows the escape sequence for it.
        print(&format!(
            "\r{line}{}",
            " ".repeat(width.saturating_sub(line.width()))
        ));
        (pause, width) = (INTERVAL, line.width());
    }
    if width > 0 {
        print(&format!("\r{}\r", " ".repeat(width)));
    }
}

/// The build goes on if the terminal is gone.
fn print(text: &str) {
    let mut stderr = std::io::stderr();
    let _ = stderr.write_all(text.as_bytes());
    let _ = stderr.flush();
}

fn line(progress: &Progress, lang: Lang) -> String {
    let phase = phase(progress);
    let name = label(phase).text(lang);
    let phase = progress.phase(phase);
    if phase.expected == 0 {
        format!("{name} …")
    } else {
        format!("{name} {}/{}", phase.items, phase.expected)
    }
}

/// The phase of the run.
fn phase(progress: &Progress) -> Phase {
    let is_done = |phase| {
        let phase = progress.phase(phase);
        phase.expected > 0 && phase.items >= phase.expected
    };
    if !is_done(Phase::Parse) {
        Phase::Parse
    } else if progress.phase(Phase::Link).items == 0 {
        Phase::Link
    } else if progress.phase(Phase::Images).items < progress.phase(Phase::Images).expected {
        Phase::Images
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
    fn the_line_names_the_phase_and_its_progress() {
        let progress = Progress::default();
        let now = |lang| line(&progress, lang);
        assert_eq!(now(Lang::En), "parse …");
        progress.expect(Phase::Parse, 4);
        progress.record(Phase::Parse, None, 3, 0);
        assert_eq!(now(Lang::Zh), "解析 3/4");
        progress.record(Phase::Parse, None, 1, 0);
        assert_eq!(now(Lang::En), "link …");
        progress.record(Phase::Link, None, 4, 0);
        progress.expect(Phase::Images, 3);
        progress.record(Phase::Images, None, 1, 0);
        assert_eq!(now(Lang::En), "images 1/3");
        progress.record(Phase::Images, None, 2, 0);
        progress.expect(Phase::Render, 9);
        progress.record(Phase::Render, None, 8, 0);
        assert_eq!(now(Lang::Zh), "排版 8/9");
        progress.record(Phase::Render, None, 1, 0);
        assert_eq!(now(Lang::En), "write …");
    }
}
