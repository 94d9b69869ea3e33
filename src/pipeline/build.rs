//! A build: every output made on all cores and staged, what differs put in place, what was found out kept for the next one.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::render_all::render_all;
use super::settings::Ground;
use super::{Monitor, Phase};
use super::{Prepared, Request, Shard, io_error, prepare_on};
use crate::cache::{self, BodyStore, ImageCache};
use crate::cache::{MadeBefore, Memo, Outputs};
use crate::diagnostic::{Diagnostic, Message, has_errors};
use crate::output::{Publication, Staged, Summary};
use crate::render::{Made, Output, Plan, Press, Renderer, Unkept, develop_images};
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
    let recall = || cache::read_memo(folder.root());
    let ground = || Ground::read(folder, request, None);
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
    let memo = Memo::begin(bodies, Arc::new(inventory)).with_saved(&saved);
    drop(saved);
    let Prepared {
        press,
        templates,
        memo: found,
        mut diagnostics,
        ..
    } = prepare_on(ground, folder, request, &memo);
    let Some((press, plan)) = press.filter(|_| !has_errors(&diagnostics)) else {
        return (None, diagnostics, templates);
    };
    let make = |renderer: &Renderer<'_>, output| {
        make(renderer, output, &memo, &publication, &request.monitor)
    };
    let made =
        developed(&press, &mut diagnostics).and_then(|()| render_all(&press, &plan, request, make));
    let rendered = match made {
        Ok(rendered) => rendered,
        Err(problems) => {
            diagnostics.extend(problems);
            return (None, diagnostics, templates);
        }
    };
    let made = rendered.in_order();
    // The memo may be ahead of the outputs: of what it says of one, nothing counts that the manifest does not say, too.
    let (done, kept) = rayon::join(
        || commit(publication, &made, &plan, request),
        || {
            // Whether its room is free now or when the program ends changes nothing.
            drop(found.bodies.empty());
            keep(folder, request, (&memo, &found), &made)
        },
    );
    diagnostics.extend(kept.err().map(unkept));
    match done {
        Ok(summary) => {
            diagnostics.extend(prune(folder, &press).err().map(unkept));
            // The program ends here: the system frees a site at once, piece by piece it takes a while.
            std::mem::forget(rendered);
            std::mem::forget((press, plan, memo, found));
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
type Making<'m> = (Staged<'m>, Option<Cow<'m, MadeBefore>>);

/// Makes an output and stages it, unless an earlier build has made it of the same.
fn make<'m>(
    renderer: &Renderer<'_>,
    output: &'m Output,
    memo: &'m Memo,
    publication: &Publication,
    monitor: &Monitor,
) -> Result<Making<'m>, Diagnostic> {
    let start = monitor.start();
    if let Some(before) = memo.output(&output.path)
        && let Some(standing) = publication.standing(&output.path, before.hash)
        && renderer.is_made_of(output.id, &before.recipe)
    {
        monitor.done(Phase::Render, start, 1, 0);
        return Ok((standing, Some(Cow::Borrowed(before))));
    }
    let Made { bytes, recipe } = renderer.render(output.id)?;
    monitor.done(Phase::Render, start, 1, bytes.len());
    let start = monitor.start();
    let staged = publication.stage(&output.path, &bytes);
    monitor.done(Phase::Write, start, 1, bytes.len());
    let staged = staged?;
    let hash = staged.hash();
    let known = recipe.map(|recipe| Cow::Owned(MadeBefore { hash, recipe }));
    Ok((staged, known))
}

/// The path of an output, and what the next build is to know of it.
fn known_of<'m>((staged, known): &'m Making<'_>) -> Option<(&'m str, &'m MadeBefore)> {
    Some((staged.path, known.as_deref()?))
}

/// Keeps what a whole build found out for the next one.
fn keep(
    folder: &Folder,
    request: &Request,
    (before, found): (&Memo, &Memo),
    made: &[&Making<'_>],
) -> Result<(), Unkept> {
    let outputs: Outputs<'_> = made.iter().copied().filter_map(known_of).collect();
    if request.shard != Shard::WHOLE || found.is_same_as(before, &outputs) {
        return Ok(());
    }
    cache::write_memo(folder.root(), |to| found.save(&outputs, to))
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
    let start = request.monitor.start();
    let summary = publication.commit(&staged, &elsewhere);
    request.monitor.done(Phase::Write, start, 0, 0);
    summary
}

/// Makes what is missing of images; that it cannot be kept is a warning.
fn developed(press: &Press, diagnostics: &mut Vec<Diagnostic>) -> Result<(), Vec<Diagnostic>> {
    diagnostics.extend(develop_images(press)?.map(unkept));
    Ok(())
}

fn unkept(Unkept { path, reason }: Unkept) -> Diagnostic {
    Diagnostic::new(Message::CacheNotWritten { path, reason })
}

/// Removes what was made of images and is of no use any more.
fn prune(folder: &Folder, press: &Press) -> Result<(), Unkept> {
    let assets = press.site.addresses.assets();
    let pictures = assets.iter().filter_map(site::Asset::picture);
    let made = pictures
        .flat_map(|picture| &picture.variants)
        .map(|variant| variant.key);
    let needed: HashSet<_> = made
        .chain(assets.iter().filter_map(site::Asset::upright))
        .collect();
    if needed.is_empty() {
        return Ok(());
    }
    ImageCache::new(folder.root()).prune(&needed)
}
