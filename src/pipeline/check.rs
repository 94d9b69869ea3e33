//! `check`: everything that a build would say, then completeness and style; writes nothing.

use super::render_all::render_all;
use super::{Phase, PreparedSite, Request, io_error, prepare};
use crate::cache::{BodyStore, BuildCache, ImageCache};
use crate::check::{BudgetChecker, completeness, over_budget};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::render::{PageId, Plan, RenderContext, verify_images};
use crate::source::Folder;
use crate::theme::TemplateSources;

/// Everything that `check` says: the errors of a build, template errors included, then completeness and style.
pub fn check(folder: &Folder, request: &Request) -> (Vec<Diagnostic>, TemplateSources) {
    let bodies = match BodyStore::new() {
        Ok(bodies) => bodies,
        Err(error) => {
            return (
                vec![io_error(&std::env::temp_dir(), &error)],
                TemplateSources::default(),
            );
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
            let found = rendered_and_weighed(folder, request, context, plan);
            diagnostics.extend(found.unwrap_or_else(|problems| problems));
        }
    }
    (diagnostics, templates)
}

/// Renders every page, as a build would, and weighs it. Images are decoded, and nothing is made of them: a check writes
/// nothing.
fn rendered_and_weighed(
    folder: &Folder,
    request: &Request,
    mut context: RenderContext,
    mut plan: Plan,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    context.store = Box::new(ImageCache::read_only(folder.root()));
    plan.outputs
        .retain(|output| !matches!(output.id, PageId::Rendition { .. }));
    verify_images(&context)?;
    let scale = BudgetChecker::new(&context, &plan)?;
    let weigh = |path: &str, bytes: &[u8]| {
        let scale = scale.as_ref();
        scale.map_or_else(Vec::new, |scale| scale.weigh(path, bytes))
    };
    let overweight = render_all(&context, &plan, request, |renderer, output| {
        let start = request.progress.start();
        let bytes = renderer.render(output.id)?.bytes;
        request.progress.done(Phase::Render, start, 1, bytes.len());
        Ok(weigh(&output.path, &bytes))
    })?;
    let overweight = overweight.merge_by_index().into_iter().flatten();
    Ok(over_budget(overweight.cloned().collect()))
}
