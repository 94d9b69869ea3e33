//! `check`: everything that a build would say, then completeness and style; writes nothing.

use super::render_all::render_all;
use super::{Phase, Prepared, Request, io_error, prepare};
use crate::cache::{BodyStore, ImageCache, Memo};
use crate::check::{Scale, completeness, over_budget};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::render::{PageId, Plan, Press, verify_images};
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
    let Prepared {
        press,
        tree,
        templates,
        mut diagnostics,
        ..
    } = prepare(folder, request, &Memo::none(bodies));
    if let Some((press, plan)) = press {
        diagnostics.extend(completeness(&press.site, &tree));
        if !has_errors(&diagnostics) {
            let found = rendered_and_weighed(folder, request, press, plan);
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
    mut press: Press,
    mut plan: Plan,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    press.store = Box::new(ImageCache::read_only(folder.root()));
    plan.outputs
        .retain(|output| !matches!(output.id, PageId::Variant { .. }));
    verify_images(&press)?;
    let scale = Scale::new(&press, &plan)?;
    let weigh = |path: &str, bytes: &[u8]| {
        let scale = scale.as_ref();
        scale.map_or_else(Vec::new, |scale| scale.weigh(path, bytes))
    };
    let overweight = render_all(&press, &plan, request, |renderer, output| {
        let start = request.monitor.start();
        let bytes = renderer.render(output.id)?.bytes;
        request.monitor.done(Phase::Render, start, 1, bytes.len());
        Ok(weigh(&output.path, &bytes))
    })?;
    let overweight = overweight.in_order().into_iter().flatten();
    Ok(over_budget(overweight.cloned().collect()))
}
