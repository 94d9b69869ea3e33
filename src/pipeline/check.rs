//! `check`: the diagnostics of a build, then those of completeness and style. Writes nothing.

use super::render_all::render_all;
use super::{Phase, PreparedSite, Request, io_error, prepare, until_consistent};
use crate::cache::{BodyStore, BuildCache, ImageCache};
use crate::check::{BudgetChecker, completeness, over_budget};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::render::{FileId, Output, OutputId, Plan, RenderContext, output_memory, verify_images};
use crate::source::Folder;
use crate::theme::TemplateSources;

/// Everything that a build would report, template errors included, then completeness, style and budget.
pub(crate) fn check(folder: &Folder, request: &Request) -> (Vec<Diagnostic>, TemplateSources) {
    let check = || check_once(folder, request);
    until_consistent(&request.progress, check, |(diagnostics, _)| diagnostics)
}

fn check_once(folder: &Folder, request: &Request) -> (Vec<Diagnostic>, TemplateSources) {
    let bodies = match BodyStore::new() {
        Ok(bodies) => bodies,
        Err(error) => {
            let problem = io_error(&std::env::temp_dir(), &error);
            return (vec![problem], TemplateSources::default());
        }
    };
    let PreparedSite {
        context,
        tree,
        templates,
        mut diagnostics,
        ..
    } = prepare(folder, request, &BuildCache::disabled(bodies));
    if let Some((context, plan)) = context {
        diagnostics.extend(completeness(&context.site, &tree));
        if !has_errors(&diagnostics) {
            let problems = render_and_measure(folder, request, context, plan);
            diagnostics.extend(problems.unwrap_or_else(|errors| errors));
        }
    }
    (diagnostics, templates)
}

/// Renders every page, as a build would, and measures it against the budget. Images are decoded, but no
/// renditions are made.
fn render_and_measure(
    folder: &Folder,
    request: &Request,
    context: RenderContext,
    plan: Plan,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let context = RenderContext {
        renditions: Box::new(ImageCache::read_only(folder.root())),
        ..context
    };
    verify_images(&context)?;
    let budget = BudgetChecker::new(&context, &plan)?;
    let memory = |output: &Output| output_memory(&context, output.id, false);
    let measurements = render_all(&context, &plan, request, memory, |renderer, output| {
        let start = request.progress.start();
        if matches!(output.id, OutputId::File(FileId::Rendition { .. })) {
            return Ok(Vec::new());
        }
        let bytes = renderer.render(output.id)?.bytes;
        request
            .progress
            .record(Phase::Render, start, 1, bytes.len());
        let budget = budget.as_ref();
        Ok(budget.map_or_else(Vec::new, |budget| budget.measure(&output.path, &bytes)))
    })?;
    let pages = measurements.in_plan_order().into_iter().flatten();
    Ok(over_budget(pages.cloned().collect()))
}
