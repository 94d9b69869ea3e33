//! `bulletin`: a press for revitalization bulletins. Markdown articles with YAML front matter become a static
//! HTML newsletter.
//!
//! The whole pipeline is [`prepare`] and [`build`]. Data flows one way:
//!
//! ```text
//! site.toml ─ config ─┐
//! themes/ ─── theme ──┤
//! content/ ─ source ─ article ─ site ─ render ─ output ─ public/
//! ```
//!
//! Every phase returns its diagnostics; nothing is written before all of them have passed.

pub mod article;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod fields;
pub mod fingerprint;
pub mod images;
mod load;
mod lookup;
pub mod memo;
pub mod monitor;
pub mod output;
pub mod render;
pub mod serve;
pub mod shard;
pub mod site;
pub mod source;
#[cfg(test)]
mod testing;
pub mod text;
pub mod theme;
mod turns;

pub use shard::Shard;

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use config::Config;
use diagnostic::{Diagnostic, Files, Message, Span, has_errors};
use fingerprint::{Fingerprint, Mix, Mixer};
use load::{KeptBodies, documents};
use memo::{MadeBefore, Memo, Outputs};
use monitor::{Monitor, Phase};
use output::{BodyStore, ImageCache, Publication, Staged, Summary};
use render::{
    Made, Output, PageId, Plan, Press, Renderer, Scale, Unkept, develop_images, over_budget,
    verify_images,
};
use shard::render_all;
use site::{Clock, Parts, Site};
use source::{Folder, Inventory, SourceTree};
use theme::{TemplateSources, Theme, ThemeFiles};

/// What a command asks of the pipeline.
#[derive(Debug, Clone)]
pub struct Request {
    /// What is published when.
    pub clock: Clock,
    /// The time as files are dated.
    pub now: SystemTime,
    /// In place of the base URL of site.toml.
    pub base_url: Option<String>,
    /// Whether links name `index.html`.
    pub portable: bool,
    /// Where the site is written.
    pub out: PathBuf,
    /// Which share of the outputs is rendered.
    pub shard: Shard,
    /// What counts and times the run.
    pub monitor: Arc<Monitor>,
}

/// A site that is ready to be rendered, with everything that was said on the way.
pub struct Prepared {
    /// What pages are made of; `None` where an error makes that impossible.
    pub press: Option<(Press, Plan)>,
    /// The files of content/.
    pub tree: SourceTree,
    /// Where the texts of templates are found when a diagnostic about one is printed.
    pub templates: TemplateSources,
    /// What is known for the next time, where the memo that was given is one that keeps.
    pub memo: Memo,
    /// Everything that was said.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads, parses, links and checks a site. What `memo` knows is not parsed again.
pub fn prepare(folder: &Folder, request: &Request, memo: &Memo) -> Prepared {
    let mut prepared = Prepared {
        press: None,
        tree: SourceTree::default(),
        templates: TemplateSources::default(),
        memo: memo.clone(),
        diagnostics: Vec::new(),
    };
    let Some((config, text)) = config(folder, request, &mut prepared.diagnostics) else {
        return prepared;
    };
    let config = Arc::new(config);
    let theme = match Theme::load_again(memo.theme.as_ref(), folder, &config) {
        Ok(theme) => theme,
        Err((sources, diagnostics)) => {
            prepared.templates = sources;
            prepared.diagnostics.extend(diagnostics);
            // The articles are still checked: an editor sees their errors beside the theme's.
            documents(folder, request, &config, memo.labels(), &mut prepared);
            return prepared;
        }
    };
    prepared.templates = theme.sources.clone();
    prepared.memo.theme = Some(Arc::clone(&theme));
    let documents = documents(folder, request, &config, theme.labels(), &mut prepared);
    let start = request.monitor.start();
    let linked = documents.len();
    let layout = theme.images.as_ref();
    let measure = |file: &str| {
        if let Some(known) = memo.image(file, layout) {
            return Ok(Some(known));
        }
        let path = folder.path(file);
        let length = || path.metadata().ok().map(|data| data.len());
        site::measure(file, layout, length, || source::read_file(&path).ok())
    };
    let parts = Parts {
        config: Arc::clone(&config),
        documents,
        tree: &prepared.tree,
        clock: request.clock,
        measure: &measure,
    };
    let (site, diagnostics) = site::build(parts);
    prepared.diagnostics.extend(diagnostics);
    prepared.memo = prepared.memo.with_images(&site, layout);
    let (statics, problems) = memo.walk(folder, "static");
    prepared.diagnostics.extend(problems);
    let statics = statics
        .files()
        .iter()
        .map(|file| Arc::clone(&file.path))
        .collect();
    let bodies = KeptBodies {
        store: Arc::clone(&prepared.memo.bodies),
        folder: folder.clone(),
        config,
        labels: theme.labels(),
    };
    let press = Press {
        ground: ground(&site, &theme, request, text),
        finished_cards: render::FinishedCards::new(site.articles.len()),
        site,
        theme,
        bodies: Arc::new(bodies),
        folder: folder.clone(),
        statics,
        store: Box::new(ImageCache::new(folder.root())),
        portable: request.portable,
        files: memo.inventory().cloned(),
    };
    let (plan, collisions) = Plan::new(&press);
    prepared.diagnostics.extend(collisions);
    prepared
        .diagnostics
        .extend(site::check_links(&press.site, &prepared.tree, &plan));
    request.monitor.done(Phase::Link, start, linked, 0);
    prepared.press = Some((press, plan));
    prepared
}

/// What every output is made of beside what is handed to its template: the program, site.toml (whose text has the hash
/// `config`), the theme, and how addresses are written.
fn ground(site: &Site, theme: &Theme, request: &Request, config: u64) -> Fingerprint {
    let mut mixer = Mixer::default();
    (memo::program(), theme.made_of).mix(&mut mixer);
    (config, &request.base_url).mix(&mut mixer);
    (request.portable, site.addresses.has_pictures()).mix(&mut mixer);
    mixer.fingerprint()
}

/// Bytes of rendered bodies that a build keeps in memory: those of a small site need no file. A large site takes more for
/// its documents alone.
const HELD_BODIES: u64 = 48 << 20;

/// Builds a site into its output folder. With an error among the diagnostics nothing there has changed.
pub fn build(
    folder: &Folder,
    request: &Request,
) -> (Option<Summary>, Vec<Diagnostic>, TemplateSources) {
    let refused = |problem| (None, vec![problem], TemplateSources::default());
    // What stands in three places is read side by side.
    let (publication, (inventory, saved)) = rayon::join(
        || Publication::begin(&request.out),
        || {
            rayon::join(
                || Inventory::take(folder, request.now),
                || output::read_memo(folder.root()),
            )
        },
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
    } = prepare(folder, request, &memo);
    let Some((press, plan)) = press.filter(|_| !has_errors(&diagnostics)) else {
        return (None, diagnostics, templates);
    };
    let make = |renderer: &Renderer<'_>, output: &Output| {
        let before = memo.output(&output.path);
        make(renderer, output, before, &publication, &request.monitor)
    };
    let made =
        developed(&press, &mut diagnostics).and_then(|()| render_all(&press, &plan, request, make));
    let made = match made {
        Ok(made) => made,
        Err(problems) => {
            diagnostics.extend(problems);
            return (None, diagnostics, templates);
        }
    };
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
            std::mem::forget(made);
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
type Making<'m> = (Staged, Option<Cow<'m, MadeBefore>>);

/// Makes an output and stages it, unless an earlier build has made it of the same.
fn make<'m>(
    renderer: &Renderer<'_>,
    output: &Output,
    before: Option<&'m MadeBefore>,
    publication: &Publication,
    monitor: &Monitor,
) -> Result<Making<'m>, Diagnostic> {
    let start = monitor.start();
    if let Some(before) = before
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
    Some((&staged.path, known.as_deref()?))
}

/// Keeps what a whole build found out for the next one.
fn keep(
    folder: &Folder,
    request: &Request,
    (before, found): (&Memo, &Memo),
    made: &[Making<'_>],
) -> Result<(), Unkept> {
    let outputs: Outputs<'_> = made.iter().filter_map(known_of).collect();
    if request.shard != Shard::WHOLE || found.is_same_as(before, &outputs) {
        return Ok(());
    }
    output::write_memo(folder.root(), |to| found.save(&outputs, to))
}

/// Puts the outputs in place. Those of other shards are left to the jobs that make them.
fn commit(
    publication: Publication,
    made: &[Making<'_>],
    plan: &Plan,
    request: &Request,
) -> Result<Summary, Diagnostic> {
    let outputs = plan.outputs.iter().enumerate();
    let elsewhere = outputs.filter(|(number, _)| !request.shard.holds(*number));
    let elsewhere = elsewhere.map(|(_, output)| output.path.as_str()).collect();
    let staged: Vec<&Staged> = made.iter().map(|(staged, _)| staged).collect();
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
        diagnostics.extend(site::completeness(&press.site, &tree));
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
    Ok(over_budget(overweight.into_iter().flatten().collect()))
}

/// The configuration, and the hash of its text.
fn config(
    folder: &Folder,
    request: &Request,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(Config, u64)> {
    let file: Arc<str> = Arc::from(config::FILE);
    if !folder.has(config::FILE) {
        diagnostics.push(Diagnostic::new(Message::NoSite {
            folder: folder.root().display().to_string(),
        }));
        return None;
    }
    let text = match folder.read(&file) {
        Ok((text, warning)) => {
            diagnostics.extend(warning);
            text
        }
        Err(problem) => {
            diagnostics.push(problem);
            return None;
        }
    };
    let (config, problems) = config::read(&text);
    diagnostics.extend(problems);
    let mut config = config?;
    config.base_url = request.base_url.clone().or(config.base_url);
    let refused = |diagnostic: &Diagnostic| matches!(&diagnostic.message, Message::BadValue { key, .. } if key == "base_url");
    if config.base_url.is_none() && !diagnostics.iter().any(refused) {
        diagnostics.push(Diagnostic::at(Span::whole(&file), Message::NoBaseUrl {}));
    }
    Some((config, fingerprint::hash(&text)))
}

fn io_error(path: &std::path::Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(Message::Io {
        path: path.display().to_string(),
        reason: error.to_string(),
    })
}

/// Where the text of a file is found when a diagnostic about it is printed: the site's folder, else the
/// theme that is compiled in.
pub struct SiteFiles<'f> {
    /// The site's folder.
    pub folder: &'f Folder,
    /// The templates as they were loaded.
    pub templates: &'f TemplateSources,
}

impl Files for SiteFiles<'_> {
    fn text(&self, file: &str) -> Option<String> {
        self.templates
            .text(file)
            .or_else(|| self.folder.text(file))
            .or_else(|| ThemeFiles::built_in().site_text(file))
    }
}
