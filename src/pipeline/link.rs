//! Links documents into a site, plans its outputs, and checks its links.

use std::sync::Arc;

use super::left_out::{SiteTrees, left_out};
use super::load::{LoadedDocuments, StoredBodies};
use super::settings::SiteToml;
use super::{Phase, Request};
use crate::cache::{BuildCache, ImageCache};
use crate::check::{check_hotlinks, check_links, check_policy, check_static_images};
use crate::diagnostic::{Diagnostic, LeftOut};
use crate::images::{ImageError, ImageLayout};
use crate::render::{Plan, RenderContext, RenderedCards};
use crate::site::{AssetFiles, ImageMeter, MeasuredImage, Site, SiteInputs};
use crate::source::{Folder, SourceTree};
use crate::theme::Theme;
use crate::{site, source};

/// Everything that outputs are rendered from.
pub(super) struct LinkedSite {
    pub(super) context: RenderContext,
    pub(super) plan: Plan,
    /// The files of content/.
    pub(super) tree: SourceTree,
    /// The cache, with the theme and the images of the site.
    pub(super) cache: BuildCache,
    /// Those of loading, too.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What is not in the site.
    pub(super) left_out: Vec<LeftOut>,
}

/// Makes the site of the documents and the plan of its outputs, and checks every link against the plan.
pub(super) fn link(
    folder: &Folder,
    request: &Request,
    site_toml: &SiteToml,
    theme: &Arc<Theme>,
    loaded: LoadedDocuments,
) -> LinkedSite {
    let LoadedDocuments {
        documents,
        tree,
        cache,
        mut diagnostics,
    } = loaded;
    let start = request.progress.start();
    let document_count = documents.len();
    let layout = theme.images.as_ref();
    let meter = CachedMeter {
        folder,
        layout,
        cache: &cache,
    };
    let begins_as_page = |file: &str| {
        let start = source::read_range(&folder.path(file), 0, site::SNIFFED_BYTES);
        start.is_ok_and(|bytes| site::begins_as_page(&bytes))
    };
    let (site, problems) = site::build(SiteInputs {
        config: Arc::clone(&site_toml.config),
        documents,
        tree: &tree,
        clock: request.clock,
        files: AssetFiles {
            meter: &meter,
            begins_as_page: &begins_as_page,
            size: &|file: &str| meter.file_len(file),
        },
    });
    diagnostics.extend(problems);
    let cache = cache.with_theme(theme).with_images(&site, layout);
    let (static_tree, problems) = cache.walk(folder, "static");
    diagnostics.extend(problems);
    diagnostics.extend(check_static_images(folder, &static_tree, &site.config));
    let context = render_context(
        folder,
        request,
        site_toml,
        theme,
        site,
        &static_tree,
        &cache,
    );
    let (plan, collisions) = Plan::new(&context);
    diagnostics.extend(collisions);
    let static_files = &context.static_files;
    diagnostics.extend(check_links(&context.site, &tree, static_files, &plan));
    diagnostics.extend(check_policy(&context.site, &context.theme));
    diagnostics.extend(check_hotlinks(&context.site));
    // Problems of these folders were reported when the theme was loaded.
    let (templates, _) = cache.walk(folder, "templates");
    let (themes, _) = cache.walk(folder, "themes");
    let trees = SiteTrees {
        content: &tree,
        statics: &static_tree,
        templates: &templates,
        themes: &themes,
    };
    let left_out = left_out(folder, &context.site, theme, &trees);
    request
        .progress
        .record(Phase::Link, start, document_count, 0);
    LinkedSite {
        context,
        plan,
        tree,
        cache,
        diagnostics,
        left_out,
    }
}

/// Measures the images that the cache does not have.
struct CachedMeter<'c> {
    folder: &'c Folder,
    layout: Option<&'c ImageLayout>,
    cache: &'c BuildCache,
}

impl CachedMeter<'_> {
    fn file_len(&self, file: &str) -> Option<u64> {
        let listed = self.cache.inventory().and_then(|files| files.size(file));
        let found = || self.folder.path(file).metadata().ok();
        listed.or_else(|| found().map(|data| data.len()))
    }
}

impl ImageMeter for CachedMeter<'_> {
    fn bytes_to_read(&self, file: &str) -> u64 {
        if !site::is_image(file) || self.cache.image(file, self.layout).is_some() {
            return 0;
        }
        self.file_len(file).unwrap_or(0)
    }

    fn measure(&self, file: &str) -> Result<Option<MeasuredImage>, ImageError> {
        if let Some(measured) = self.cache.image(file, self.layout) {
            return Ok(Some(measured));
        }
        let read = || source::read_stamped(&self.folder.path(file));
        site::measure_image(file, self.layout, || self.file_len(file), read)
    }
}

/// Everything that outputs are rendered from.
fn render_context(
    folder: &Folder,
    request: &Request,
    site_toml: &SiteToml,
    theme: &Arc<Theme>,
    site: Site,
    static_tree: &SourceTree,
    cache: &BuildCache,
) -> RenderContext {
    let static_files = static_tree.files().iter();
    let bodies = StoredBodies {
        store: Arc::clone(&cache.bodies),
        text_log: cache.text_log().cloned(),
        folder: folder.clone(),
        config: Arc::clone(&site_toml.config),
        theme: theme.body_theme(),
    };
    RenderContext {
        base_fingerprint: site_toml.fingerprint(&site, theme, request),
        rendered_cards: RenderedCards::new(site.articles.len()),
        site,
        theme: Arc::clone(theme),
        bodies: Arc::new(bodies),
        folder: folder.clone(),
        static_files: static_files.map(|file| Arc::clone(&file.path)).collect(),
        renditions: Box::new(ImageCache::new(folder.root())),
        portable: request.portable,
        inventory: cache.inventory().cloned(),
    }
}
