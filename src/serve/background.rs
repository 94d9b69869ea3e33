//! The pass over all pages that nobody has asked for yet, so that mistakes in templates show early. It gives way to
//! requests, ends as soon as there is a newer edition, and keeps nothing of what it renders.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use super::bustle::Bustle;
use super::edition::Edition;
use crate::diagnostic::{Diagnostic, Lang, Message};
use crate::pipeline::ERROR_LIMIT;
use crate::render::Output;

/// How long it waits after an edit, because the next one may come, and for how long it steps aside for a request.
const REST: Duration = Duration::from_millis(300);
const ASIDE: Duration = Duration::from_millis(5);

/// How long it waits for quiet between two visits: a program that asks without pause does not stop it for ever.
const PATIENCE: Duration = Duration::from_millis(50);

/// Renders what was not asked for. `None` where a newer edition has come.
pub(super) fn render_rest(
    edition: &Edition,
    bustle: &Bustle,
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
    // Files are read and images made when they are asked for: no template has a part in them.
    let is_written = |output: &&Output| output.id.is_written();
    let outputs = edition.outputs().iter().filter(is_written);
    one_by_one(outputs, bustle, is_newest, |output| {
        if edition.is_kept(output.id) {
            return true;
        }
        let rendered = catch_unwind(AssertUnwindSafe(|| renderer.render(output.id)));
        let problem = match rendered {
            Ok(Ok(_)) => return true,
            Ok(Err(problem)) => problem,
            Err(_) => Diagnostic::new(Message::Template {
                reason: output.path.clone(),
            }),
        };
        let text = problem.message.text(Lang::En);
        if seen.insert(format!("{:?}{text}", problem.span)) {
            problems.push(problem);
        }
        problems.len() < ERROR_LIMIT
    })?;
    Some(problems)
}

/// Does `work` for one after the other, each begun only while nobody is being waited for, until there are no more or it says that it is
/// enough. `None` where a newer edition has come.
fn one_by_one<T>(
    items: impl Iterator<Item = T>,
    bustle: &Bustle,
    is_newest: impl Fn() -> bool,
    mut work: impl FnMut(T) -> bool,
) -> Option<()> {
    for item in items {
        let start = Instant::now();
        let may_begin = || bustle.is_quiet() || (bustle.is_empty() && start.elapsed() > PATIENCE);
        while !may_begin() && is_newest() {
            std::thread::sleep(ASIDE);
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

    /// An edit or a request meets one page that is being rendered, and no second one is begun while it is there.
    #[test]
    fn whoever_comes_waits_for_one_page_at_most() {
        let bustle = Bustle::new();
        let begun = Arc::new(AtomicUsize::new(0));
        let mut visits = Vec::new();
        let done = one_by_one(
            0..20,
            &bustle,
            || true,
            |page| {
                begun.fetch_add(1, Ordering::SeqCst);
                if page % 5 == 2 {
                    let (guest, begun) = (bustle.enter(), Arc::clone(&begun));
                    visits.push(std::thread::spawn(move || {
                        std::thread::sleep(Duration::from_millis(40));
                        let during = begun.load(Ordering::SeqCst) - (page + 1);
                        drop(guest);
                        during
                    }));
                }
                true
            },
        );
        assert_eq!((done, begun.load(Ordering::SeqCst)), (Some(()), 20));
        let during: Vec<usize> = visits
            .into_iter()
            .map(|visit| visit.join().expect("counted"))
            .collect();
        assert_eq!(during, [0; 4]);
    }

    #[test]
    fn a_newer_edition_ends_the_pass_whoever_is_there() {
        let bustle = Bustle::new();
        let guest = bustle.enter();
        let done = one_by_one(0..3, &bustle, || false, |_| true);
        drop(guest);
        assert_eq!(done, None);
    }
}
