//! The settings of a site: site.toml and the theme that it names, before any content is read.

use std::sync::Arc;

use super::Request;
use crate::cache;
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::half_width;
use crate::site::Site;
use crate::source::Folder;
use crate::theme::{TemplateSources, Theme};
use crate::util::fingerprint::{self, Fingerprint, FingerprintHasher, Fingerprinted};

/// The settings as far as they could be read, with the diagnostics of both.
pub(crate) struct SiteSettings {
    /// `None` where site.toml cannot be read.
    pub(super) site_toml: Option<SiteToml>,
    /// `None` where the theme cannot be loaded, or where no site.toml names it.
    pub(super) theme: Option<Arc<Theme>>,
    /// The texts of the theme's templates, those of a theme with errors too.
    pub(super) templates: TemplateSources,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The configuration with the hash of the text that it was read from.
pub(super) struct SiteToml {
    pub(super) config: Arc<Config>,
    hash: u64,
}

impl SiteSettings {
    /// Reads site.toml and the theme. `previous` is returned as the theme if nothing that it depends on has
    /// changed.
    pub(crate) fn read(folder: &Folder, request: &Request, previous: Option<&Arc<Theme>>) -> Self {
        let (site_toml, mut diagnostics) = SiteToml::read(folder, request);
        let loaded = site_toml
            .as_ref()
            .map(|site_toml| Theme::load_or_reuse(previous, folder, &site_toml.config));
        let (theme, templates) = match loaded {
            Some(Ok(theme)) => {
                let templates = theme.sources.clone();
                (Some(theme), templates)
            }
            Some(Err(error)) => {
                diagnostics.extend(error.diagnostics);
                (None, error.templates)
            }
            None => (None, TemplateSources::default()),
        };
        Self {
            site_toml,
            theme,
            templates,
            diagnostics,
        }
    }
}

/// The text of site.toml, with a warning if it is not UTF-8.
pub(crate) fn read_site_toml(folder: &Folder) -> Result<(String, Option<Diagnostic>), Diagnostic> {
    let path = folder.path(config::FILE);
    match path.try_exists() {
        Ok(true) => folder.read(&Arc::from(config::FILE)),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            Err(super::io_error(&path, &error))
        }
        _ => {
            let message = match similar_name(folder) {
                Some(file) => Message::SiteTomlName { file },
                None => Message::NoSite {
                    folder: folder.root().display().to_string(),
                },
            };
            Err(Diagnostic::new(message))
        }
    }
}

/// A file whose name is nearly that of the configuration: in capitals, with another ending behind it, in full
/// width.
fn similar_name(folder: &Folder) -> Option<String> {
    let mut similar: Vec<String> = folder
        .names()
        .into_iter()
        .filter(|name| {
            let plain: String = half_width(name)
                .to_lowercase()
                .replace(char::is_whitespace, "");
            let is_near = plain.starts_with(config::FILE)
                || matches!(plain.as_str(), "site.tml" | "sites.toml" | "site");
            is_near && plain.len() <= config::FILE.len() + 8
        })
        .collect();
    similar.sort();
    similar.into_iter().next()
}

impl SiteToml {
    /// Reads site.toml; an option of the command line replaces its base URL.
    fn read(folder: &Folder, request: &Request) -> (Option<Self>, Vec<Diagnostic>) {
        let file: Arc<str> = Arc::from(config::FILE);
        let (text, warning) = match read_site_toml(folder) {
            Ok(text) => text,
            Err(problem) => return (None, vec![problem]),
        };
        let (config, problems) = config::read(&text);
        let mut diagnostics: Vec<Diagnostic> = warning.into_iter().chain(problems).collect();
        let site_toml = config.map(|config| {
            let base_url = request.base_url.clone().or(config.base_url);
            if base_url.is_none() && !diagnostics.iter().any(config::is_about_base_url) {
                diagnostics.push(Diagnostic::at(Span::whole(&file), Message::NoBaseUrl {}));
            }
            Self {
                config: Arc::new(Config { base_url, ..config }),
                hash: fingerprint::hash(&text),
            }
        });
        (site_toml, diagnostics)
    }

    /// The fingerprint of everything that all outputs depend on: the program, site.toml, the theme, and the
    /// form of addresses. The inputs of a template come on top of it.
    pub(super) fn fingerprint(&self, site: &Site, theme: &Theme, request: &Request) -> Fingerprint {
        let mut hasher = FingerprintHasher::default();
        (cache::program(), theme.fingerprint).hash_into(&mut hasher);
        (self.hash, &request.base_url).hash_into(&mut hasher);
        (request.portable, site.addresses.has_pictures()).hash_into(&mut hasher);
        hasher.fingerprint()
    }
}
