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
mod build;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod fields;
pub mod fingerprint;
mod ground;
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
mod tsv;
mod turns;

pub use build::build;
pub use shard::Shard;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use diagnostic::{Diagnostic, Files, Message, has_errors};
use ground::Ground;
use load::{KeptBodies, documents};
use memo::Memo;
use monitor::{Monitor, Phase};
use output::{BodyStore, ImageCache};
use render::{PageId, Plan, Press, Scale, over_budget, verify_images};
use shard::render_all;
use site::{Clock, Parts};
use source::{Folder, SourceTree};
use theme::{TemplateSources, ThemeFiles};

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
    let ground = Ground::read(folder, request, memo.theme.as_ref());
    prepare_on(ground, folder, request, memo)
}

/// The same where the ground has been read.
fn prepare_on(ground: Ground, folder: &Folder, request: &Request, memo: &Memo) -> Prepared {
    let mut prepared = Prepared {
        press: None,
        tree: SourceTree::default(),
        templates: TemplateSources::default(),
        memo: memo.clone(),
        diagnostics: ground.diagnostics,
    };
    let Some((site_toml, theme)) = ground.read else {
        return prepared;
    };
    let config = Arc::clone(&site_toml.config);
    let theme = match theme {
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
        ground: site_toml.fingerprint(&site, &theme, request),
        finished_cards: render::FinishedCards::new(site.articles.len()),
        feed_bodies: render::FeedBodies::new(site.articles.len()),
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
    let overweight = overweight.in_order().into_iter().flatten();
    Ok(over_budget(overweight.cloned().collect()))
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
