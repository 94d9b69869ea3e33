//! The background pass: renders every page of a new snapshot that was not requested yet, so that errors in
//! templates are reported soon after an edit.
//!
//! It pauses during [foreground activity](ForegroundActivity), ends as soon as there is a newer snapshot,
//! and stores no rendered page.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use super::activity::ForegroundActivity;
use super::snapshot::SiteSnapshot;
use crate::diagnostic::{Diagnostic, Lang, Message};
use crate::pipeline::ERROR_LIMIT;
use crate::render::Output;

/// The delay of the pass after an edit, because the next edit may follow immediately.
const START_DELAY: Duration = Duration::from_millis(300);

/// The interval at which a waiting pass checks whether it may continue.
const CHECK_INTERVAL: Duration = Duration::from_millis(5);

/// The longest wait between two pages for [`ForegroundActivity::is_idle`]; then a pause is enough. A program
/// that sends requests without end must not stop the pass forever.
const MAX_IDLE_WAIT: Duration = Duration::from_millis(50);

/// Renders the pages that were not requested yet. Returns the errors, each once; `None` if a newer snapshot
/// ended the pass.
pub(super) fn render_unrequested(
    snapshot: &SiteSnapshot,
    activity: &ForegroundActivity,
    is_newest: impl Fn() -> bool,
) -> Option<Vec<Diagnostic>> {
    let start = Instant::now() + START_DELAY;
    while Instant::now() < start {
        if !is_newest() {
            return None;
        }
        std::thread::sleep(CHECK_INTERVAL);
    }
    let renderer = snapshot.renderer();
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let mut seen = BTreeSet::new();
    // Only templates are checked. Files and images involve none, and are read and made when they are
    // requested.
    let is_written = |output: &&Output| output.id.is_written();
    let outputs = snapshot.outputs().iter().filter(is_written);
    for_each_when_idle(outputs, activity, is_newest, |output| {
        if snapshot.is_cached(output.id) {
            return true;
        }
        let rendered = catch_unwind(AssertUnwindSafe(|| renderer.render(output.id)));
        let diagnostic = match rendered {
            Ok(Ok(_)) => return true,
            Ok(Err(diagnostic)) => diagnostic,
            Err(_) => Diagnostic::new(Message::Template {
                original: output.path.clone(),
            }),
        };
        let text = diagnostic.message.text(Lang::En);
        if seen.insert(format!("{:?}{text}", diagnostic.span)) {
            diagnostics.push(diagnostic);
        }
        diagnostics.len() < ERROR_LIMIT
    })?;
    Some(diagnostics)
}

/// Calls `work` for each item, beginning each only while the preview is idle, until `work` returns false.
/// `None` if a newer snapshot ended the loop.
fn for_each_when_idle<T>(
    items: impl Iterator<Item = T>,
    activity: &ForegroundActivity,
    is_newest: impl Fn() -> bool,
    mut work: impl FnMut(T) -> bool,
) -> Option<()> {
    for item in items {
        let start = Instant::now();
        let may_begin =
            || activity.is_idle() || (activity.has_paused() && start.elapsed() > MAX_IDLE_WAIT);
        while !may_begin() && is_newest() {
            std::thread::sleep(CHECK_INTERVAL);
        }
        if !is_newest() {
            return None;
        }
        if !work(item) {
            break;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// An edit or a request that begins while a page is being rendered waits for that page only: no second
    /// page is begun during it.
    #[test]
    fn an_activity_waits_for_one_page_at_most() {
        let activity = ForegroundActivity::new();
        let pages_begun = Arc::new(AtomicUsize::new(0));
        let mut requests = Vec::new();
        let result = for_each_when_idle(
            0..20,
            &activity,
            || true,
            |page| {
                pages_begun.fetch_add(1, Ordering::SeqCst);
                if page % 5 == 2 {
                    let (guard, pages_begun) = (activity.begin(), Arc::clone(&pages_begun));
                    requests.push(std::thread::spawn(move || {
                        std::thread::sleep(Duration::from_millis(40));
                        let begun_meanwhile = pages_begun.load(Ordering::SeqCst) - (page + 1);
                        drop(guard);
                        begun_meanwhile
                    }));
                }
                true
            },
        );
        assert_eq!((result, pages_begun.load(Ordering::SeqCst)), (Some(()), 20));
        let begun_meanwhile: Vec<usize> = requests
            .into_iter()
            .map(|request| request.join().expect("a count"))
            .collect();
        assert_eq!(begun_meanwhile, [0; 4]);
    }

    #[test]
    fn a_newer_snapshot_ends_the_pass_even_during_an_activity() {
        let activity = ForegroundActivity::new();
        let guard = activity.begin();
        let result = for_each_when_idle(0..3, &activity, || false, |_| true);
        drop(guard);
        assert_eq!(result, None);
    }
}
