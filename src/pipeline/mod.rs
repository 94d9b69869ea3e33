//! The pipeline on one screen: settings, documents, site, plan, checks. [`build`] and [`check`] begin with [`prepare`].

mod build;
mod check;
mod load;
mod progress;
mod render_all;
mod request;
pub(crate) mod settings;

pub use build::build;
pub use check::check;
pub use progress::{Counted, Phase, Progress, SLOWEST};
pub(crate) use render_all::ENOUGH_ERRORS;
pub use render_all::Shard;
pub use request::Request;

use std::sync::Arc;

use crate::cache::{BuildCache, ImageCache};
use crate::check::check_links;
use crate::diagnostic::{Diagnostic, Files, Message};
use crate::render::{FeedBodies, FinishedCards, Plan, RenderContext};
use crate::site::Parts;
use crate::source::{Folder, SourceTree};
use crate::theme::{TemplateSources, ThemeFiles};
use crate::{site, source};
use load::{StoredBodies, documents};
use settings::SiteSettings;

/// A site that is ready to be rendered, with everything that was said on the way.
pub struct PreparedSite {
    /// What pages are made of; `None` where an error makes that impossible.
    pub context: Option<(RenderContext, Plan)>,
    /// The files of content/.
    pub tree: SourceTree,
    /// Where the texts of templates are found when a diagnostic about one is printed.
    pub templates: TemplateSources,
    /// What is known for the next time, where the memo that was given is one that keeps.
    pub cache: BuildCache,
    /// Everything that was said.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads, parses, links and checks a site. What `cache` knows is not parsed again.
pub fn prepare(folder: &Folder, request: &Request, cache: &BuildCache) -> PreparedSite {
    let ground = SiteSettings::read(folder, request, cache.theme.as_ref());
    prepare_on(ground, folder, request, cache)
}

/// The same where the ground has been read.
pub(crate) fn prepare_on(
    ground: SiteSettings,
    folder: &Folder,
    request: &Request,
    cache: &BuildCache,
) -> PreparedSite {
    let mut prepared = PreparedSite {
        context: None,
        tree: SourceTree::default(),
        templates: TemplateSources::default(),
        cache: cache.clone(),
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
            documents(folder, request, &config, cache.labels(), &mut prepared);
            return prepared;
        }
    };
    prepared.templates = theme.sources.clone();
    prepared.cache.theme = Some(Arc::clone(&theme));
    let documents = documents(folder, request, &config, theme.labels(), &mut prepared);
    let start = request.progress.start();
    let linked = documents.len();
    let layout = theme.images.as_ref();
    let measure = |file: &str| {
        if let Some(known) = cache.image(file, layout) {
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
    prepared.cache = prepared.cache.with_images(&site, layout);
    let (statics, problems) = cache.walk(folder, "static");
    prepared.diagnostics.extend(problems);
    let statics = statics
        .files()
        .iter()
        .map(|file| Arc::clone(&file.path))
        .collect();
    let bodies = StoredBodies {
        store: Arc::clone(&prepared.cache.bodies),
        folder: folder.clone(),
        config,
        labels: theme.labels(),
    };
    let context = RenderContext {
        base_fingerprint: site_toml.fingerprint(&site, &theme, request),
        finished_cards: FinishedCards::new(site.articles.len()),
        feed_bodies: FeedBodies::new(site.articles.len()),
        site,
        theme,
        bodies: Arc::new(bodies),
        folder: folder.clone(),
        statics,
        store: Box::new(ImageCache::new(folder.root())),
        portable: request.portable,
        files: cache.inventory().cloned(),
    };
    let (plan, collisions) = Plan::new(&context);
    prepared.diagnostics.extend(collisions);
    prepared
        .diagnostics
        .extend(check_links(&context.site, &prepared.tree, &plan));
    request.progress.done(Phase::Link, start, linked, 0);
    prepared.context = Some((context, plan));
    prepared
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
