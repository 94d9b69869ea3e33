//! The inputs of a theme: the files of its folder, the site's own templates, and the settings of site.toml
//! that it depends on.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{TemplateSources, ThemeAsset, ThemeFiles};
use crate::config::{self, Config, LinkSettings};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::source::{Folder, SourceTree, decode_file};
use crate::util::fingerprint::{Fingerprint, FingerprintHasher, Fingerprinted as _};

/// The bytes of a file, or why it cannot be read.
type ReadResult = Result<Vec<u8>, Diagnostic>;

/// The inputs of a theme. Equal inputs make equal themes.
pub(super) struct ThemeInputs {
    /// The files of the theme.
    pub(super) files: ThemeFiles,
    /// The site's own templates, by path.
    site_templates: Vec<(Arc<str>, ReadResult)>,
    /// Entries of templates/ that could not be listed.
    diagnostics: Vec<Diagnostic>,
    /// The site's own icons, which stand in the place of those of the theme: names in static/.
    icons: Vec<&'static str>,
}

/// The files in which sites have their icon.
const ICONS: &[&str] = &["favicon.svg", "favicon.png", "favicon.ico"];

impl ThemeInputs {
    /// Reads all inputs. If there is no such theme, or its files cannot be read, the diagnostics say why.
    pub(super) fn read(folder: &Folder, config: &Config) -> Result<Self, Vec<Diagnostic>> {
        let files = ThemeFiles::open(folder, &config.theme).map_err(|diagnostics| {
            let placed = diagnostics
                .into_iter()
                .map(|diagnostic| match diagnostic.message {
                    Message::UnknownTheme { .. } => Diagnostic {
                        span: place_in_site_toml(&config.places.theme),
                        ..diagnostic
                    },
                    _ => diagnostic,
                });
            placed.collect::<Vec<_>>()
        })?;
        let (tree, diagnostics) = SourceTree::walk(folder, "templates");
        let site_templates = tree.files().iter().map(|file| {
            let path = Arc::clone(&file.path);
            let bytes = folder.bytes(&path);
            (path, bytes)
        });
        let is_there = |name: &&&str| folder.path(&format!("static/{name}")).is_file();
        Ok(Self {
            files,
            site_templates: site_templates.collect(),
            diagnostics,
            icons: ICONS.iter().filter(is_there).copied().collect(),
        })
    }

    /// The fingerprint of everything that [`super::Theme::load`] depends on.
    pub(super) fn fingerprint(&self, config: &Config) -> Fingerprint {
        let mut hasher = FingerprintHasher::default();
        let Config {
            base_url,
            language,
            theme,
            options,
            links: LinkSettings { schemes, strict: _ },
            ..
        } = config;
        format!("{:?}", (base_url, language, theme, options, schemes)).hash_into(&mut hasher);
        let files: Vec<_> = self.files.iter().collect();
        files.len().hash_into(&mut hasher);
        for (name, bytes) in files {
            name.hash_into(&mut hasher);
            hasher.bytes(bytes);
        }
        for (path, bytes) in &self.site_templates {
            (&**path, bytes.is_ok()).hash_into(&mut hasher);
            match bytes {
                Ok(bytes) => hasher.bytes(bytes),
                Err(diagnostic) => format!("{diagnostic:?}").hash_into(&mut hasher),
            }
        }
        format!("{:?}", (&self.diagnostics, &self.icons)).hash_into(&mut hasher);
        hasher.fingerprint()
    }

    /// The static files of the theme; its icon is the site's, if static/ has one.
    pub(super) fn assets(&self) -> Vec<ThemeAsset> {
        let mut assets = self.files.assets();
        for asset in assets
            .iter_mut()
            .filter(|asset| ICONS.contains(&asset.name.as_str()))
        {
            let own = self.icons.iter().find(|icon| **icon == asset.name);
            if let Some(icon) = own.or(self.icons.first()) {
                asset.url = format!("/{icon}");
                asset.is_replaced = true;
            }
        }
        assets
    }

    /// All templates: the theme's as `theme/NAME`, the site's own as `NAME`. Adds a diagnostic for each file
    /// that cannot be read or decoded.
    pub(super) fn templates(&self, diagnostics: &mut Vec<Diagnostic>) -> TemplateSources {
        let files = &self.files;
        let mut by_name = BTreeMap::new();
        for name in files.below("templates/") {
            let path = format!("templates/{name}");
            by_name.insert(
                format!("theme/{name}"),
                (
                    files.path(&path),
                    files.read(&path, diagnostics).unwrap_or_default(),
                ),
            );
        }
        diagnostics.extend_from_slice(&self.diagnostics);
        for (file, bytes) in &self.site_templates {
            let text = match bytes {
                Ok(bytes) => decode_file(file, bytes),
                Err(diagnostic) => Err(diagnostic.clone()),
            };
            match text {
                Ok((text, _)) => {
                    let name = file.trim_start_matches("templates/").to_owned();
                    by_name.insert(name, (Arc::clone(file), text.into_owned()));
                }
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
        TemplateSources { by_name }
    }
}

/// The span of a setting; `None` where it is not written.
pub(super) fn place_in_site_toml(range: &std::ops::Range<usize>) -> Option<Span> {
    (!range.is_empty()).then(|| Span::new(&Arc::from(config::FILE), range.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::write;
    use crate::theme::Theme;

    #[test]
    fn a_theme_is_reused_as_long_as_its_inputs_are_the_same() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::new(dir.path());
        let config = |text: &str| crate::config::read(text).0.expect("a configuration");
        let load = |previous: Option<&Arc<Theme>>, text: &str| {
            Theme::load_or_reuse(previous, &folder, &config(text))
                .map_err(|error| error.diagnostics)
                .expect("a theme")
        };
        let site = "title = \"简报\"\n";
        let first = load(None, site);
        let again = load(Some(&first), &format!("{site}subtitle = \"新\"\n"));
        assert!(Arc::ptr_eq(&first, &again), "no theme depends on that");
        write(&folder, "templates/own.html", "村");
        let with_own = load(Some(&first), site);
        assert!(!Arc::ptr_eq(&first, &with_own) && with_own.has_template("own.html"));
        let again = load(Some(&with_own), site);
        assert!(Arc::ptr_eq(&with_own, &again));
        let english = load(Some(&with_own), &format!("{site}language = \"en\"\n"));
        assert!(!Arc::ptr_eq(&with_own, &english));
    }
}
