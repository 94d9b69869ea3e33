//! The share of the outputs that one job makes, rendered on all cores.

use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::Phase;
use super::Request;
use crate::diagnostic::Diagnostic;
use crate::render::{Output, Plan, RenderContext, Renderer};
use crate::util::work_queue::{WorkQueue, for_each_worker, merge_by_index};

/// The share of one of several jobs that together make a site: every `of`th output, beginning with number `number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 1.
    pub number: usize,
    /// How many jobs there are.
    pub of: usize,
}

impl Shard {
    /// All outputs.
    pub const WHOLE: Self = Self { number: 1, of: 1 };

    /// Whether the output with this number in the plan is in the share.
    pub(crate) fn holds(self, output: usize) -> bool {
        output % self.of == self.number - 1
    }
}

/// Templates repeat an error on every page: after this many different ones the rest is not rendered.
pub(crate) const ENOUGH_ERRORS: usize = 20;

/// Makes every output of the shard on all cores.
pub(crate) fn render_all<'p, T: Send>(
    context: &RenderContext,
    plan: &'p Plan,
    request: &Request,
    make: impl Fn(&Renderer<'_>, &'p Output) -> Result<T, Diagnostic> + Sync,
) -> Result<Rendered<T>, Vec<Diagnostic>> {
    let Request {
        shard, progress, ..
    } = request;
    // From the end, where feeds and sitemaps stand: no thread is left with the largest at last.
    let numbered = plan.outputs.iter().enumerate().rev();
    let outputs: Vec<(usize, &'p Output)> = numbered
        .filter(|(number, _)| shard.holds(*number))
        .collect();
    progress.expect(Phase::Render, outputs.len());
    let (queue, failed) = (WorkQueue::of(outputs.len()), AtomicUsize::new(0));
    // One renderer a thread.
    let work = || {
        let mut results = Results::default();
        let mut turn = queue.take();
        if turn.is_none() {
            return results;
        }
        // The program ends when its outputs are made: thousands of views need not be taken apart one by one.
        let renderer = ManuallyDrop::new(Renderer::new(context));
        while failed.load(Ordering::Relaxed) < ENOUGH_ERRORS
            && let Some(batch) = turn
        {
            for &(number, output) in &outputs[batch] {
                let start = progress.start();
                let result = make(&renderer, output);
                let time = start.map(|start| (start.elapsed(), number));
                results.times.extend(time);
                failed.fetch_add(usize::from(result.is_err()), Ordering::Relaxed);
                match result {
                    Ok(value) => results.done.push((number, value)),
                    Err(problem) => results.problems.push((number, problem)),
                }
            }
            turn = queue.take();
        }
        results
    };
    let results = for_each_worker(work);
    let times = results.iter().flat_map(|results| &results.times).copied();
    let path = |number: usize| plan.outputs[number].path.clone();
    progress.keep_slowest(times, path);
    let (done, problems): (Vec<_>, Vec<_>) = results
        .into_iter()
        .map(|results| (results.done, results.problems))
        .unzip();
    if problems.iter().all(Vec::is_empty) {
        let outputs = plan.outputs.len();
        Ok(Rendered { outputs, done })
    } else {
        let problems = problems.into_iter().flatten();
        Err(merge_by_index(plan.outputs.len(), problems))
    }
}

/// What was made of outputs. It stays where the threads have put it: there is much of it, and nothing else to do meanwhile.
pub(crate) struct Rendered<T> {
    /// How many outputs the plan has.
    outputs: usize,
    /// Of each thread, with the numbers of the outputs.
    done: Vec<Vec<(usize, T)>>,
}

impl<T> Rendered<T> {
    /// In the order of the plan.
    pub(crate) fn merge_by_index(&self) -> Vec<&T> {
        let numbered = self.done.iter().flatten();
        merge_by_index(
            self.outputs,
            numbered.map(|(number, value)| (*number, value)),
        )
    }
}

/// What one thread made, each with its number in the plan.
struct Results<T> {
    done: Vec<(usize, T)>,
    problems: Vec<(usize, Diagnostic)>,
    /// Of a timed run.
    times: Vec<(Duration, usize)>,
}

impl<T> Default for Results<T> {
    fn default() -> Self {
        Self {
            done: Vec::new(),
            problems: Vec::new(),
            times: Vec::new(),
        }
    }
}
