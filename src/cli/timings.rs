//! The tables of `build --timings`.

use std::fmt::Write as _;
use std::time::Duration;

use super::report::Reporter;
use crate::diagnostic::Lang;
use crate::pipeline::{Phase, PhaseProgress, Progress};

/// Prints the time of each phase and the slowest pages of a run that took `total`.
pub(super) fn print(progress: &Progress, total: Duration, reporter: &mut Reporter<'_>) {
    reporter.print(&text(progress, total, reporter.lang));
}

fn text(progress: &Progress, total: Duration, lang: Lang) -> String {
    let word = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
    let mut out = format!(
        "{}  {:>10}  {:>9}  {:>12}\n",
        padded(word("步骤", "phase")),
        word("毫秒", "ms"),
        word("项", "items"),
        word("字节", "bytes")
    );
    for phase in Phase::ALL {
        let PhaseProgress {
            time, items, bytes, ..
        } = progress.phase(phase);
        let (zh, en) = words(phase);
        let _ = writeln!(
            out,
            "{}  {:>10}  {items:>9}  {bytes:>12}",
            padded(word(zh, en)),
            milliseconds(time)
        );
    }
    let _ = writeln!(
        out,
        "{}",
        word(
            "（各步骤是所有线程用时之和。）",
            "(Times of phases are sums over all threads.)"
        )
    );
    let _ = writeln!(
        out,
        "{}  {:>10}",
        padded(word("全程", "in all")),
        milliseconds(total)
    );
    let _ = writeln!(
        out,
        "\n{}",
        word("最慢的页面（毫秒）", "slowest pages (ms)")
    );
    for (time, path) in progress.slowest() {
        let _ = writeln!(out, "{:>10}  {path}", milliseconds(*time));
    }
    out
}

/// The name of a phase, Chinese and English.
pub(super) fn words(phase: Phase) -> (&'static str, &'static str) {
    match phase {
        Phase::Read => ("读取", "read"),
        Phase::Parse => ("解析", "parse"),
        Phase::Link => ("关联", "link"),
        Phase::Render => ("排版", "render"),
        Phase::Write => ("写出", "write"),
    }
}

/// A name in a column eight cells wide.
fn padded(name: &str) -> String {
    let width = unicode_width::UnicodeWidthStr::width(name);
    format!("{name}{}", " ".repeat(8_usize.saturating_sub(width)))
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}
