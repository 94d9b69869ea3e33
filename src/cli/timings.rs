//! The tables of `build --timings`.

use std::fmt::Write as _;
use std::time::Duration;

use unicode_width::UnicodeWidthStr;

use super::console::Console;
use crate::diagnostic::Lang;
use crate::diagnostic::catalogue::Label;
use crate::pipeline::{Phase, PhaseProgress, Progress};
use crate::util::visible::Visible;

/// Prints the time of each phase and the slowest pages of a run that took `total`.
pub(super) fn print(progress: &Progress, total: Duration, console: &mut Console<'_, '_>) {
    console.print(&text(progress, total, console.lang));
}

fn text(progress: &Progress, total: Duration, lang: Lang) -> String {
    let mut out = format!(
        "{}  {:>10}  {:>9}  {:>12}\n",
        padded(Label::TimingsPhase.text(lang)),
        Label::TimingsTime.text(lang),
        Label::TimingsItems.text(lang),
        Label::TimingsBytes.text(lang)
    );
    for phase in Phase::ALL {
        let PhaseProgress {
            time, items, bytes, ..
        } = progress.phase(phase);
        let _ = writeln!(
            out,
            "{}  {:>10}  {items:>9}  {bytes:>12}",
            padded(label(phase).text(lang)),
            milliseconds(time)
        );
    }
    let _ = write!(
        out,
        "{}\n{}  {:>10}\n\n{}\n",
        Label::TimingsSums.text(lang),
        padded(Label::TimingsTotal.text(lang)),
        milliseconds(total),
        Label::TimingsSlowest.text(lang)
    );
    for (time, path) in progress.slowest() {
        let _ = writeln!(out, "{:>10}  {}", milliseconds(*time), Visible(path));
    }
    out
}

/// The name of a phase.
pub(super) fn label(phase: Phase) -> Label {
    match phase {
        Phase::Read => Label::PhaseRead,
        Phase::Parse => Label::PhaseParse,
        Phase::Link => Label::PhaseLink,
        Phase::Images => Label::PhaseImages,
        Phase::Render => Label::PhaseRender,
        Phase::Write => Label::PhaseWrite,
    }
}

/// A name in a column eight cells wide.
fn padded(name: &str) -> String {
    format!("{name}{}", " ".repeat(8_usize.saturating_sub(name.width())))
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}
