//! Renders the outputs of a plan, or the shard of them that one of several jobs makes, on all cores.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::{Phase, Request};
use crate::diagnostic::Diagnostic;
use crate::render::{Output, Plan, RenderContext, Renderer};
use crate::util::batches::for_each_in_batches;
use crate::util::work_queue::{WorkQueue, for_each_worker, merge_by_index};

/// The share of one of several jobs that make a site together: every `of`th output, beginning with the
/// `number`th.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shard {
    /// From 1.
    pub number: usize,
    /// How many jobs there are.
    pub of: usize,
}

impl Shard {
    /// All outputs.
    pub(crate) const WHOLE: Self = Self { number: 1, of: 1 };

    /// Whether the shard has the output at this index of the plan.
    pub(super) fn holds(self, index: usize) -> bool {
        index % self.of == self.number - 1
    }
}

/// An error in a template recurs on every page. Rendering stops after this many errors.
pub(crate) const ERROR_LIMIT: usize = 20;

/// An output that takes more memory than this, in bytes, is made after all others.
const LARGE_MEMORY: u64 = 16_000_000;

/// The memory that such outputs take together. A single one may take more.
const MEMORY_AT_ONCE: u64 = 200_000_000;

/// Calls `make` for every output of the shard, on all cores. `make` gets a renderer that only its thread
/// uses. `memory` is what an output takes beside its bytes.
///
/// # Errors
/// The errors of `make`, in the order of the plan.
pub(super) fn render_all<'p, T: Send>(
    context: &RenderContext,
    plan: &'p Plan,
    request: &Request,
    memory: impl Fn(&Output) -> u64,
    make: impl Fn(&Renderer<'_>, &'p Output) -> Result<T, Diagnostic> + Sync,
) -> Result<RenderedOutputs<T>, Vec<Diagnostic>> {
    let Request {
        shard, progress, ..
    } = request;
    // From the end of the plan, where feeds and sitemaps are: the largest outputs must not come last.
    let indexed = plan.outputs.iter().enumerate().rev();
    let indexed = indexed.filter(|(index, _)| shard.holds(*index));
    let (large, outputs): (Vec<_>, Vec<_>) =
        indexed.partition(|(_, output)| memory(output) > LARGE_MEMORY);
    progress.expect(Phase::Render, outputs.len() + large.len());
    let (queue, error_count) = (WorkQueue::new(outputs.len()), AtomicUsize::new(0));
    let make_one =
        |renderer: &Renderer<'_>, index: usize, output, results: &mut WorkerResults<T>| {
            let start = progress.start();
            let result = make(renderer, output);
            let time = start.map(|start| (start.elapsed(), index));
            results.times.extend(time);
            error_count.fetch_add(usize::from(result.is_err()), Ordering::Relaxed);
            match result {
                Ok(value) => results.values.push((index, value)),
                Err(problem) => results.problems.push((index, problem)),
            }
        };
    let mut results = for_each_worker(|| {
        let mut results = WorkerResults::default();
        let mut batch = queue.take();
        if batch.is_none() {
            return results;
        }
        let renderer = Renderer::new(context, plan);
        while error_count.load(Ordering::Relaxed) < ERROR_LIMIT
            && let Some(indices) = batch
        {
            for &(index, output) in &outputs[indices] {
                make_one(&renderer, index, output, &mut results);
            }
            batch = queue.take();
        }
        results
    });
    // Large files, a few at a time.
    let weight = |(_, output): &(usize, &Output)| memory(output);
    let renderer = || Renderer::new(context, plan);
    let make_large = |renderer: &mut Renderer<'_>, &(index, output): &(usize, &'p Output)| {
        let mut results = WorkerResults::default();
        if error_count.load(Ordering::Relaxed) < ERROR_LIMIT {
            make_one(renderer, index, output, &mut results);
        }
        results
    };
    let large = for_each_in_batches(&large, MEMORY_AT_ONCE, weight, renderer, make_large);
    results.extend(large);
    let output_count = plan.outputs.len();
    if results.iter().any(|results| !results.problems.is_empty()) {
        let problems = results.into_iter().flat_map(|results| results.problems);
        return Err(merge_by_index(output_count, problems));
    }
    let times = results.iter().flat_map(|results| &results.times).copied();
    progress.set_slowest(times, |index| plan.outputs[index].path.clone());
    let values = results.into_iter().map(|results| results.values);
    Ok(RenderedOutputs {
        output_count,
        values: values.collect(),
    })
}

/// The results of [`render_all`], left where the threads put them: they are many, and moving them takes
/// time.
pub(super) struct RenderedOutputs<T> {
    /// Outputs of the whole plan.
    output_count: usize,
    /// One list a thread, each value with the index of its output.
    values: Vec<Vec<(usize, T)>>,
}

impl<T> RenderedOutputs<T> {
    pub(super) fn in_plan_order(&self) -> Vec<&T> {
        let indexed = self.values.iter().flatten();
        merge_by_index(
            self.output_count,
            indexed.map(|(index, value)| (*index, value)),
        )
    }
}

/// The results of one thread, each with the index of its output.
struct WorkerResults<T> {
    values: Vec<(usize, T)>,
    problems: Vec<(usize, Diagnostic)>,
    /// Of a timed run.
    times: Vec<(Duration, usize)>,
}

impl<T> Default for WorkerResults<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            problems: Vec::new(),
            times: Vec::new(),
        }
    }
}
