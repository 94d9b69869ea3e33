//! A build: renders and stages every output on all cores, commits what differs, and saves the build cache.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::render_all::render_all;
use super::settings::SiteSettings;
use super::{
    Phase, PreparedSite, Progress, Request, Shard, ask_for_memory, cache_warning, io_error,
    prepare_with, until_consistent,
};
use crate::cache::{self, BodyStore, BuildCache, CachedOutput, CachedOutputs, ImageCache};
use crate::diagnostic::{Diagnostic, LeftOut, Message, has_errors};
use crate::output::{CommitSummary, Durability, Publication, StagedOutput, Turn};
use crate::render::{
    CacheWriteError, FileId, Output, OutputId, PageId, Plan, RenderContext, RenderedOutput,
    Renderer, make_renditions, output_memory,
};
use crate::site;
use crate::source::{Folder, Inventory};
use crate::theme::TemplateSources;

/// Bytes of rendered bodies that a build keeps in memory. Those of a small site need no file; a large site
/// takes more memory than this for its documents alone.
const BODY_MEMORY: u64 = 48 << 20;

/// The result of a build.
pub(crate) struct Built {
    /// The changes in the output folder; `None` if an error prevented the commit.
    pub summary: Option<CommitSummary>,
    /// The diagnostics of all phases.
    pub diagnostics: Vec<Diagnostic>,
    /// What is not in the site, sorted by reason and path.
    pub left_out: Vec<LeftOut>,
    /// The texts of the theme's templates, in which diagnostics have their places.
    pub templates: TemplateSources,
    /// The site that was committed. It is most of the memory of a build.
    pub site: Option<BuiltSite>,
}

/// A site as it was built, for commands that go on to send or export it.
pub struct BuiltSite {
    /// The inputs of its outputs.
    pub context: RenderContext,
    /// Its outputs.
    pub plan: Plan,
    /// The cache for the next run.
    pub cache: BuildCache,
}

impl Built {
    fn failed(diagnostics: Vec<Diagnostic>, templates: TemplateSources) -> Self {
        Self {
            summary: None,
            diagnostics,
            left_out: Vec::new(),
            templates,
            site: None,
        }
    }
}

/// Builds a site into its output folder. With an error among the diagnostics nothing there has changed.
pub(crate) fn build(folder: &Folder, request: &Request) -> Built {
    // On a thread of the pool. From outside, each parallel step would begin with waking a sleeping thread,
    // and would go on only when this thread gets a core, for which it would compete with threads that look
    // for work.
    rayon::scope(|_| {
        let build = || build_in_pool(folder, request);
        until_consistent(&request.progress, build, |built| &built.diagnostics)
    })
}

fn build_in_pool(folder: &Folder, request: &Request) -> Built {
    // Four independent places on the disk, read in parallel.
    let (publication, (inventory, (saved, settings))) = rayon::join(
        || Publication::begin(&request.out),
        || {
            rayon::join(
                || Inventory::scan(folder, request.now),
                || {
                    rayon::join(
                        || cache::read_build_cache(folder.root()),
                        || SiteSettings::read(folder, request, None),
                    )
                },
            )
        },
    );
    let refused = |problem| Built::failed(vec![problem], TemplateSources::default());
    let publication = match publication {
        Ok(publication) => publication,
        Err(problem) => return refused(problem),
    };
    if let Err(problem) = ask_for_memory(inventory.len()) {
        return refused(problem);
    }
    let bodies = match BodyStore::in_folder(&publication.temporary_folder()) {
        Ok(bodies) => bodies.with_memory(BODY_MEMORY),
        Err(error) => {
            let problem = io_error(&request.out, &error);
            return refused(publication.check_in_place().err().unwrap_or(problem));
        }
    };
    let previous = BuildCache::new(bodies, Arc::new(inventory)).load(&saved);
    drop(saved);
    let previous = if request.shard == Shard::WHOLE {
        previous.logging_texts()
    } else {
        previous
    };
    let PreparedSite {
        context,
        templates,
        cache,
        mut diagnostics,
        left_out,
        ..
    } = prepare_with(settings, folder, request, &previous);
    let Some((context, plan)) = context.filter(|_| !has_errors(&diagnostics)) else {
        return Built {
            left_out,
            ..Built::failed(diagnostics, templates)
        };
    };
    let site = BuiltSite {
        context,
        plan,
        cache,
    };
    let (summary, problems) = site.publish(folder, request, &previous, publication);
    diagnostics.extend(problems);
    Built {
        site: summary.is_some().then_some(site),
        summary,
        diagnostics,
        left_out,
        templates,
    }
}

impl BuiltSite {
    /// Renders, stages and commits every output, and saves the cache. There is no summary if an error
    /// prevented the commit. Warnings are about data that could not be cached.
    fn publish(
        &self,
        folder: &Folder,
        request: &Request,
        previous: &BuildCache,
        publication: Publication,
    ) -> (Option<CommitSummary>, Vec<Diagnostic>) {
        let Self {
            context,
            plan,
            cache,
        } = self;
        let cache_error = match make_renditions(context, &*request.progress) {
            Ok(cache_error) => cache_error,
            Err(problems) => return (None, problems),
        };
        let has_images = cache_error.is_none();
        let mut diagnostics: Vec<Diagnostic> = cache_error.into_iter().map(cache_warning).collect();
        let memory = |output: &Output| output_memory(context, output.id, has_images);
        let rendered = render_all(context, plan, request, memory, |renderer, output| {
            stage(renderer, output, previous, &publication, &request.progress)
        });
        let rendered = match rendered {
            Ok(rendered) => rendered,
            Err(problems) => {
                // Of a folder that is gone there is one error for each output.
                match publication.check_in_place() {
                    Ok(()) => diagnostics.extend(problems),
                    Err(gone) => diagnostics.push(gone),
                }
                return (None, diagnostics);
            }
        };
        let outputs = rendered.in_plan_order();
        // The cache may be saved before the outputs are in place: an entry counts only where the manifest
        // agrees.
        let (committed, saved) = rayon::join(
            || commit(publication, &outputs, self, request),
            || {
                // Feeds have all been rendered: the bodies are not needed any more.
                drop(cache.bodies.clear());
                let saved = save_cache(folder, request, previous, cache, &outputs);
                cache::remove_orphans(folder.root());
                saved
            },
        );
        diagnostics.extend(saved.err().map(cache_warning));
        match committed {
            Ok(summary) => {
                diagnostics.extend(prune(folder, context).err().map(cache_warning));
                (Some(summary), diagnostics)
            }
            Err(problem) => {
                diagnostics.extend(with_half_written(problem, request));
                (None, diagnostics)
            }
        }
    }
}

/// A failed commit, with a note on the state of the output folder. A file of another program is found
/// before anything is touched, and a folder that is gone has no state; every other failure interrupts the
/// work.
fn with_half_written(problem: Diagnostic, request: &Request) -> Vec<Diagnostic> {
    let is_half_written = !matches!(
        problem.message,
        Message::ForeignFile { .. } | Message::OutputGone { .. }
    );
    let half_written = is_half_written.then(|| {
        let out = request.out.display().to_string();
        Diagnostic::new(Message::HalfWritten { out })
    });
    std::iter::once(problem).chain(half_written).collect()
}

/// A staged output with its cache entry; `None` where rendering costs no more than looking at the inputs.
struct BuiltOutput<'b> {
    staged: StagedOutput<'b>,
    cached: Option<Cow<'b, CachedOutput>>,
}

impl BuiltOutput<'_> {
    fn cache_entry(&self) -> Option<(&str, &CachedOutput)> {
        Some((self.staged.path, self.cached.as_deref()?))
    }
}

/// Renders an output and stages it, unless the folder has it already, made from the same inputs.
fn stage<'b>(
    renderer: &Renderer<'_>,
    output: &'b Output,
    previous: &'b BuildCache,
    publication: &Publication,
    progress: &Progress,
) -> Result<BuiltOutput<'b>, Diagnostic> {
    let start = progress.start();
    if let Some(cached) = previous.output(&output.path)
        && let Some(staged) = publication.published(&output.path, turn(output.id), cached.hash)
        && renderer.is_up_to_date(output.id, &cached.fingerprint)
    {
        progress.record(Phase::Render, start, 1, 0);
        let cached = Some(Cow::Borrowed(cached));
        return Ok(BuiltOutput { staged, cached });
    }
    let RenderedOutput { bytes, fingerprint } = renderer.render(output.id)?;
    progress.record(Phase::Render, start, 1, bytes.len());
    let start = progress.start();
    let staged = publication.stage(&output.path, turn(output.id), &bytes);
    progress.record(Phase::Write, start, 1, bytes.len());
    let staged = staged?;
    let hash = staged.hash();
    let cached = fingerprint.map(|fingerprint| Cow::Owned(CachedOutput { hash, fingerprint }));
    Ok(BuiltOutput { staged, cached })
}

/// When an output comes into place. Articles before the lists that lead to them, and what pages load before
/// all: a reader who follows links meets no address without a file.
fn turn(id: OutputId) -> Turn {
    match id {
        OutputId::File(id) => match id {
            FileId::Asset(_)
            | FileId::Rendition { .. }
            | FileId::Static(_)
            | FileId::ThemeAsset(_)
            | FileId::CodeStyle => Turn::Resource,
            FileId::Sitemap(_) | FileId::Robots => Turn::List,
        },
        OutputId::Page(id, _) => match id {
            PageId::Article(_) | PageId::Plain(_) => Turn::Document,
            PageId::Home => Turn::Home,
            PageId::Articles { .. }
            | PageId::Issue(_)
            | PageId::LatestIssue
            | PageId::Issues
            | PageId::Taxonomy(_)
            | PageId::Term { .. }
            | PageId::Matrix
            | PageId::Archive
            | PageId::Year(_)
            | PageId::Month { .. }
            | PageId::NotFound
            | PageId::Redirect { .. } => Turn::List,
        },
        OutputId::Feed(..) => Turn::List,
    }
}

/// Saves the cache of a whole build for the next one, if it differs from the previous one.
fn save_cache(
    folder: &Folder,
    request: &Request,
    previous: &BuildCache,
    cache: &BuildCache,
    outputs: &[&BuiltOutput<'_>],
) -> Result<(), CacheWriteError> {
    let outputs: CachedOutputs<'_> = outputs
        .iter()
        .filter_map(|output| output.cache_entry())
        .collect();
    if request.shard != Shard::WHOLE {
        return Ok(());
    }
    cache.finish_text_log()?;
    if cache.is_same_as(previous, &outputs) {
        return Ok(());
    }
    cache::write_build_cache(folder.root(), |to| cache.save(&outputs, to))
}

/// Puts the outputs in place. Those of other shards are left to the jobs that render them.
fn commit(
    publication: Publication,
    outputs: &[&BuiltOutput<'_>],
    site: &BuiltSite,
    request: &Request,
) -> Result<CommitSummary, Diagnostic> {
    let durability = match site.context.site.config.output.durable {
        true => Durability::Flushed,
        false => Durability::Buffered,
    };
    let planned = site.plan.outputs.iter().enumerate();
    let elsewhere = planned.filter(|(index, _)| !request.shard.holds(*index));
    let elsewhere = elsewhere.map(|(_, output)| output.path.as_str()).collect();
    let staged: Vec<&StagedOutput<'_>> = outputs.iter().map(|output| &output.staged).collect();
    let start = request.progress.start();
    let summary = publication.commit(&staged, &elsewhere, durability);
    request.progress.record(Phase::Write, start, 0, 0);
    summary
}

/// Removes from the image cache what this site does not need.
fn prune(folder: &Folder, context: &RenderContext) -> Result<(), CacheWriteError> {
    let assets = context.site.addresses.assets();
    let pictures = assets.iter().filter_map(site::Asset::picture);
    let renditions = pictures
        .flat_map(|picture| &picture.renditions)
        .map(|rendition| rendition.key);
    let needed: HashSet<_> = renditions
        .chain(assets.iter().filter_map(site::Asset::auto_oriented))
        .collect();
    if needed.is_empty() {
        return Ok(());
    }
    ImageCache::new(folder.root()).prune(&needed)
}
