//! A build: every output made on all cores and staged, what differs put in place, what was found out kept for the next one.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::render_all::render_all;
use super::settings::SiteSettings;
use super::{Phase, Progress};
use super::{PreparedSite, Request, Shard, io_error, prepare_on};
use crate::cache::{self, BodyStore, ImageCache};
use crate::cache::{BuildCache, CachedOutput, Outputs};
use crate::diagnostic::{Diagnostic, Message, has_errors};
use crate::output::{Publication, Staged, Summary};
use crate::render::{
    CacheWriteError, Output, Plan, RenderContext, RenderedOutput, Renderer, develop_images,
};
use crate::site;
use crate::source::{Folder, Inventory};
use crate::theme::TemplateSources;

/// Bytes of rendered bodies that a build keeps in memory: those of a small site need no file. A large site takes more for
/// its documents alone.
const HELD_BODIES: u64 = 48 << 20;

/// Builds a site into its output folder. With an error among the diagnostics nothing there has changed.
pub fn build(
    folder: &Folder,
    request: &Request,
) -> (Option<Summary>, Vec<Diagnostic>, TemplateSources) {
    // On a thread of the pool. From outside, each step on all cores would begin with waking a thread that sleeps, and go on
    // when this one gets a core, for which it would compete with threads that look for work.
    rayon::scope(|_| build_here(folder, request))
}

fn build_here(
    folder: &Folder,
    request: &Request,
) -> (Option<Summary>, Vec<Diagnostic>, TemplateSources) {
    let refused = |problem| (None, vec![problem], TemplateSources::default());
    // What stands in four places is read side by side.
    let look = || Inventory::take(folder, request.now);
    let recall = || cache::read_build_cache(folder.root());
    let ground = || SiteSettings::read(folder, request, None);
    let (publication, (inventory, (saved, ground))) = rayon::join(
        || Publication::begin(&request.out),
        || rayon::join(look, || rayon::join(recall, ground)),
    );
    let publication = match publication {
        Ok(publication) => publication,
        Err(problem) => return refused(problem),
    };
    let bodies = match BodyStore::in_folder(&publication.scratch()) {
        Ok(bodies) => bodies.with_room(HELD_BODIES),
        Err(error) => return refused(io_error(&request.out, &error)),
    };
    let cache = BuildCache::new(bodies, Arc::new(inventory)).load(&saved);
    drop(saved);
    let PreparedSite {
        context,
        templates,
        cache: found,
        mut diagnostics,
        ..
    } = prepare_on(ground, folder, request, &cache);
    let Some((context, plan)) = context.filter(|_| !has_errors(&diagnostics)) else {
        return (None, diagnostics, templates);
    };
    let make = |renderer: &Renderer<'_>, output| {
        make(renderer, output, &cache, &publication, &request.progress)
    };
    let made = developed(&context, &mut diagnostics)
        .and_then(|()| render_all(&context, &plan, request, make));
    let rendered = match made {
        Ok(rendered) => rendered,
        Err(problems) => {
            diagnostics.extend(problems);
            return (None, diagnostics, templates);
        }
    };
    let made = rendered.merge_by_index();
    // The memo may be ahead of the outputs: of what it says of one, nothing counts that the manifest does not say, too.
    let (done, kept) = rayon::join(
        || commit(publication, &made, &plan, request),
        || {
            // Whether its room is free now or when the program ends changes nothing.
            drop(found.bodies.empty());
            keep(folder, request, (&cache, &found), &made)
        },
    );
    diagnostics.extend(kept.err().map(cache_write_error));
    match done {
        Ok(summary) => {
            diagnostics.extend(prune(folder, &context).err().map(cache_write_error));
            // The program ends here: the system frees a site at once, piece by piece it takes a while.
            std::mem::forget(rendered);
            std::mem::forget((context, plan, cache, found));
            (Some(summary), diagnostics, templates)
        }
        Err(problem) => {
            // A foreign file is found before anything is touched; all else stops in the midst of the work.
            let half_written = !matches!(problem.message, Message::ForeignFile { .. });
            diagnostics.push(problem);
            if half_written {
                let out = request.out.display().to_string();
                diagnostics.push(Diagnostic::new(Message::HalfWritten { out }));
            }
            (None, diagnostics, templates)
        }
    }
}

/// An output on its way into the output folder, with what the next build is to know of it.
type Making<'m> = (Staged<'m>, Option<Cow<'m, CachedOutput>>);

/// Makes an output and stages it, unless an earlier build has made it of the same.
fn make<'m>(
    renderer: &Renderer<'_>,
    output: &'m Output,
    cache: &'m BuildCache,
    publication: &Publication,
    progress: &Progress,
) -> Result<Making<'m>, Diagnostic> {
    let start = progress.start();
    if let Some(before) = cache.output(&output.path)
        && let Some(standing) = publication.standing(&output.path, before.hash)
        && renderer.is_up_to_date(output.id, &before.recipe)
    {
        progress.done(Phase::Render, start, 1, 0);
        return Ok((standing, Some(Cow::Borrowed(before))));
    }
    let RenderedOutput { bytes, recipe } = renderer.render(output.id)?;
    progress.done(Phase::Render, start, 1, bytes.len());
    let start = progress.start();
    let staged = publication.stage(&output.path, &bytes);
    progress.done(Phase::Write, start, 1, bytes.len());
    let staged = staged?;
    let hash = staged.hash();
    let known = recipe.map(|recipe| Cow::Owned(CachedOutput { hash, recipe }));
    Ok((staged, known))
}

/// The path of an output, and what the next build is to know of it.
fn known_of<'m>((staged, known): &'m Making<'_>) -> Option<(&'m str, &'m CachedOutput)> {
    Some((staged.path, known.as_deref()?))
}

/// Keeps what a whole build found out for the next one.
fn keep(
    folder: &Folder,
    request: &Request,
    (before, found): (&BuildCache, &BuildCache),
    made: &[&Making<'_>],
) -> Result<(), CacheWriteError> {
    let outputs: Outputs<'_> = made.iter().copied().filter_map(known_of).collect();
    if request.shard != Shard::WHOLE || found.is_same_as(before, &outputs) {
        return Ok(());
    }
    cache::write_build_cache(folder.root(), |to| found.save(&outputs, to))
}

/// Puts the outputs in place. Those of other shards are left to the jobs that make them.
fn commit(
    publication: Publication,
    made: &[&Making<'_>],
    plan: &Plan,
    request: &Request,
) -> Result<Summary, Diagnostic> {
    let outputs = plan.outputs.iter().enumerate();
    let elsewhere = outputs.filter(|(number, _)| !request.shard.holds(*number));
    let elsewhere = elsewhere.map(|(_, output)| output.path.as_str()).collect();
    let staged: Vec<&Staged<'_>> = made.iter().map(|(staged, _)| staged).collect();
    let start = request.progress.start();
    let summary = publication.commit(&staged, &elsewhere);
    request.progress.done(Phase::Write, start, 0, 0);
    summary
}

/// Makes what is missing of images; that it cannot be kept is a warning.
fn developed(
    context: &RenderContext,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), Vec<Diagnostic>> {
    diagnostics.extend(develop_images(context)?.map(cache_write_error));
    Ok(())
}

fn cache_write_error(CacheWriteError { path, reason }: CacheWriteError) -> Diagnostic {
    Diagnostic::new(Message::CacheNotWritten { path, reason })
}

/// Removes what was made of images and is of no use any more.
fn prune(folder: &Folder, context: &RenderContext) -> Result<(), CacheWriteError> {
    let assets = context.site.addresses.assets();
    let pictures = assets.iter().filter_map(site::Asset::picture);
    let made = pictures
        .flat_map(|picture| &picture.renditions)
        .map(|rendition| rendition.key);
    let needed: HashSet<_> = made
        .chain(assets.iter().filter_map(site::Asset::upright))
        .collect();
    if needed.is_empty() {
        return Ok(());
    }
    ImageCache::new(folder.root()).prune(&needed)
}
