//! `check`: the diagnostics of a build, then those of completeness and style. Writes nothing.

use super::render_all::render_all;
use super::settings::read_site_toml;
use super::{Phase, PreparedSite, Request, io_error, prepare, until_consistent};
use crate::cache::{BodyStore, BuildCache, ImageCache};
use crate::check::{BudgetChecker, check_examples, completeness, has_image_name, over_budget};
use crate::diagnostic::catalogue::LeftOutReason;
use crate::diagnostic::{Diagnostic, LeftOut, has_errors};
use crate::render::{FileId, Output, OutputId, Plan, RenderContext, output_memory, verify_images};
use crate::source::Folder;
use crate::theme::TemplateSources;

/// The result of a check.
pub(crate) struct Checked {
    /// The diagnostics of all phases, and what could be better.
    pub diagnostics: Vec<Diagnostic>,
    /// What is not in the site, sorted by reason and path.
    pub left_out: Vec<LeftOut>,
    /// The texts of the theme's templates, in which diagnostics have their places.
    pub templates: TemplateSources,
}

/// Everything that a build would report, template errors included, then completeness, style and budget.
pub(crate) fn check(folder: &Folder, request: &Request) -> Checked {
    let check = || check_once(folder, request);
    until_consistent(&request.progress, check, |checked| &checked.diagnostics)
}

fn check_once(folder: &Folder, request: &Request) -> Checked {
    let bodies = match BodyStore::new() {
        Ok(bodies) => bodies,
        Err(error) => {
            let problem = io_error(&std::env::temp_dir(), &error);
            return Checked {
                diagnostics: vec![problem],
                left_out: Vec::new(),
                templates: TemplateSources::default(),
            };
        }
    };
    let PreparedSite {
        context,
        tree,
        templates,
        mut diagnostics,
        mut left_out,
        ..
    } = prepare(folder, request, &BuildCache::disabled(bodies));
    if let Some((context, plan)) = context {
        diagnostics.extend(completeness(&context.site, &tree));
        let site_toml = read_site_toml(folder).map(|(text, _)| text);
        let site_toml = site_toml.unwrap_or_default();
        diagnostics.extend(check_examples(&site_toml, &context.site));
        // An image that nothing uses has a warning.
        left_out
            .retain(|file| file.reason != LeftOutReason::Unlinked || !has_image_name(&file.path));
        if !has_errors(&diagnostics) {
            let problems = render_and_measure(folder, request, context, plan);
            diagnostics.extend(problems.unwrap_or_else(|errors| errors));
        }
    }
    Checked {
        diagnostics,
        left_out,
        templates,
    }
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
