//! The pass over all pages that nobody has asked for yet, so that mistakes in templates show early. It gives way to
//! requests, ends as soon as there is a newer edition, and keeps nothing of what it renders.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::edition::Edition;
use crate::diagnostic::{Diagnostic, Lang, Message};
use crate::render::PageId;
use crate::shard::ENOUGH_ERRORS;

/// How long it waits after an edit, because the next one may come, and for how long it steps aside for a request.
const REST: Duration = Duration::from_millis(300);
const ASIDE: Duration = Duration::from_millis(5);

/// Renders what was not asked for. `None` where a newer edition has come.
pub(super) fn render_rest(
    edition: &Arc<Edition>,
    busy: &AtomicUsize,
    is_newest: impl Fn() -> bool,
) -> Option<Vec<Diagnostic>> {
    let start = Instant::now() + REST;
    while Instant::now() < start {
        if !is_newest() {
            return None;
        }
        std::thread::sleep(ASIDE);
    }
    let renderer = edition.renderer();
    let mut problems: Vec<Diagnostic> = Vec::new();
    let mut seen = BTreeSet::new();
    for output in edition.outputs() {
        while busy.load(Ordering::Relaxed) > 0 && is_newest() {
            std::thread::sleep(ASIDE);
        }
        if !is_newest() {
            return None;
        }
        // Files are read and images made when they are asked for: no template has a part in them.
        let is_rendered = output.id.is_page() || matches!(output.id, PageId::Feed { .. });
        if !is_rendered || edition.is_kept(output.id) {
            continue;
        }
        // One variant shows whether an image can be decoded; the others are made when they are asked for.
        if matches!(output.id, PageId::Variant { variant: 1.., .. }) {
            continue;
        }
        let rendered = catch_unwind(AssertUnwindSafe(|| renderer.render(output.id)));
        let problem = match rendered {
            Ok(Ok(_)) => continue,
            Ok(Err(problem)) => problem,
            Err(_) => Diagnostic::new(Message::Template {
                reason: output.path.clone(),
            }),
        };
        if seen.insert(format!(
            "{:?}{}",
            problem.span,
            problem.message.text(Lang::En)
        )) {
            problems.push(problem);
        }
        if problems.len() >= ENOUGH_ERRORS {
            break;
        }
    }
    Some(problems)
}
