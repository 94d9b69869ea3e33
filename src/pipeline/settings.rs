//! What all pages of a site have in common before a word of its content is read: site.toml and the theme.

use std::sync::Arc;

use super::Request;
use crate::cache;
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::site::Site;
use crate::source::Folder;
use crate::theme::{Failure, Theme};
use crate::util::fingerprint::{self, Fingerprint, FingerprintHasher, Fingerprinted};

/// What was read of both.
pub(crate) struct SiteSettings {
    /// The configuration, and the theme that it names; `None` where site.toml cannot be read.
    pub(crate) read: Option<(SiteToml, Result<Arc<Theme>, Failure>)>,
    /// What was said of site.toml.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// site.toml as it was read: the configuration, and the hash of its text.
pub(crate) struct SiteToml {
    pub(crate) config: Arc<Config>,
    hash: u64,
}

impl SiteSettings {
    /// Reads both. Where the theme would be made of the very same as `before`, that is the theme.
    pub(crate) fn read(folder: &Folder, request: &Request, before: Option<&Arc<Theme>>) -> Self {
        let mut diagnostics = Vec::new();
        let site_toml = site_toml(folder, request, &mut diagnostics);
        let read = site_toml.map(|site_toml| {
            let theme = Theme::load_again(before, folder, &site_toml.config);
            (site_toml, theme)
        });
        Self { read, diagnostics }
    }
}

impl SiteToml {
    /// What every output is made of beside what is handed to its template: the program, site.toml, the theme, and how
    /// addresses are written.
    pub(crate) fn fingerprint(&self, site: &Site, theme: &Theme, request: &Request) -> Fingerprint {
        let mut hasher = FingerprintHasher::default();
        (cache::program(), theme.made_of).hash_into(&mut hasher);
        (self.hash, &request.base_url).hash_into(&mut hasher);
        (request.portable, site.addresses.has_pictures()).hash_into(&mut hasher);
        hasher.fingerprint()
    }
}

fn site_toml(
    folder: &Folder,
    request: &Request,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<SiteToml> {
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
    Some(SiteToml {
        config: Arc::new(config),
        hash: fingerprint::hash(&text),
    })
}
