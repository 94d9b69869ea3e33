//! The pipeline on one screen. [`prepare`] reads the settings, loads the documents and links them into a
//! site; [`build`] and [`check`] render the result.

mod build;
mod check;
mod left_out;
mod link;
mod load;
mod progress;
mod render_all;
mod request;
pub(crate) mod settings;

pub use build::BuiltSite;
pub(crate) use build::{Built, build};
pub(crate) use check::{Checked, check};
pub(crate) use progress::{Phase, PhaseProgress, Progress};
pub(crate) use render_all::ERROR_LIMIT;
pub(crate) use render_all::Shard;
pub(crate) use request::Request;

use crate::cache::BuildCache;
use crate::diagnostic::{Diagnostic, LeftOut, Message, SourceProvider};
use crate::render::{CacheKind, CacheWriteError, Plan, RenderContext};
use crate::source::{Folder, SourceTree};
use crate::theme::{TemplateSources, ThemeFiles};
use crate::util::memory;
use link::link;
use load::load;
use settings::SiteSettings;

/// A site that is ready to be rendered, or the reasons why it is not.
pub(crate) struct PreparedSite {
    /// The inputs of all outputs; `None` if an error makes rendering impossible.
    pub context: Option<(RenderContext, Plan)>,
    /// The files of content/.
    pub tree: SourceTree,
    /// The texts of the theme's templates, in which diagnostics have their places.
    pub templates: TemplateSources,
    /// The cache for the next run; unchanged if it is disabled.
    pub cache: BuildCache,
    /// The diagnostics of all phases.
    pub diagnostics: Vec<Diagnostic>,
    /// What is not in the site, sorted by reason and path.
    pub left_out: Vec<LeftOut>,
}

/// Reads, parses, links and checks a site. Documents that `cache` has are not parsed again.
pub(crate) fn prepare(folder: &Folder, request: &Request, cache: &BuildCache) -> PreparedSite {
    let settings = SiteSettings::read(folder, request, cache.theme.as_ref());
    prepare_with(settings, folder, request, cache)
}

/// [`prepare`] for settings that have been read.
pub(crate) fn prepare_with(
    settings: SiteSettings,
    folder: &Folder,
    request: &Request,
    cache: &BuildCache,
) -> PreparedSite {
    let unprepared = |templates, cache, diagnostics| PreparedSite {
        context: None,
        tree: SourceTree::default(),
        templates,
        cache,
        diagnostics,
        left_out: Vec::new(),
    };
    let SiteSettings {
        site_toml,
        theme,
        templates,
        mut diagnostics,
    } = settings;
    let Some(site_toml) = site_toml else {
        return unprepared(templates, cache.clone(), diagnostics);
    };
    // Without a theme the documents are loaded all the same: an editor sees their errors together with the
    // theme's.
    let body_theme = theme
        .as_ref()
        .map_or_else(|| cache.body_theme(), |theme| theme.body_theme());
    let loaded = load(folder, request, &site_toml.config, body_theme, cache);
    let Some(theme) = theme else {
        diagnostics.extend(loaded.diagnostics);
        return unprepared(templates, loaded.cache, diagnostics);
    };
    let linked = link(folder, request, &site_toml, &theme, loaded);
    diagnostics.extend(linked.diagnostics);
    PreparedSite {
        context: Some((linked.context, linked.plan)),
        tree: linked.tree,
        templates,
        cache: linked.cache,
        diagnostics,
        left_out: linked.left_out,
    }
}

/// How often a run begins again because a file was not the same when it was read a second time.
const ATTEMPTS: usize = 3;

/// Runs `work`, and again where a file changed in the midst of it: what was parsed and what was read later
/// would be of two versions. If files change each time, the last result says so.
fn until_consistent<T>(
    progress: &Progress,
    work: impl Fn() -> T,
    diagnostics: impl Fn(&T) -> &[Diagnostic],
) -> T {
    let is_inconsistent = |result: &T| {
        let mut diagnostics = diagnostics(result).iter();
        diagnostics.any(|diagnostic| diagnostic.message == Message::FileChanged {})
    };
    for _ in 1..ATTEMPTS {
        let result = work();
        if !is_inconsistent(&result) {
            return result;
        }
        progress.restart();
    }
    work()
}

fn cache_warning(error: CacheWriteError) -> Diagnostic {
    let CacheWriteError {
        cache,
        path,
        cause,
        original,
    } = error;
    Diagnostic::new(match cache {
        CacheKind::Build => Message::CacheNotWritten {
            path,
            cause,
            original,
        },
        CacheKind::Images => Message::ImagesNotWritten {
            path,
            cause,
            original,
        },
    })
}

/// Fails where the system has too little memory for a site with so many files.
pub(crate) fn ask_for_memory(files: usize) -> Result<(), Diagnostic> {
    memory::ask_for(files).map_err(|needed| {
        let needed = needed.to_string();
        Diagnostic::new(Message::NoMemory { needed })
    })
}

fn io_error(path: &std::path::Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(Message::io(path.display().to_string(), error))
}

/// The texts in which diagnostics have their places: templates as they were loaded, files of the site, and
/// files of the built-in theme.
pub(crate) struct SiteFiles<'f> {
    /// The site's folder.
    pub folder: &'f Folder,
    /// The templates as they were loaded.
    pub templates: &'f TemplateSources,
}

impl SourceProvider for SiteFiles<'_> {
    fn text(&self, file: &str) -> Option<String> {
        self.templates
            .text(file)
            .or_else(|| self.folder.text(file))
            .or_else(|| ThemeFiles::built_in().site_text(file))
    }
}
