//! The inputs of a theme: the files of its folder, the site's own templates, and the settings of site.toml
//! that it depends on.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{TemplateSources, ThemeFiles};
use crate::config::{Config, LinkSettings};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::source::{DecodedText, Folder, SourceTree, decode};
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
}

impl ThemeInputs {
    /// Reads all inputs. If there is no such theme, or its files cannot be read, the diagnostics say why.
    pub(super) fn read(folder: &Folder, config: &Config) -> Result<Self, Vec<Diagnostic>> {
        let files = ThemeFiles::open(folder, &config.theme)?;
        let (tree, diagnostics) = SourceTree::walk(folder, "templates");
        let site_templates = tree.files().iter().map(|file| {
            let path = Arc::clone(&file.path);
            let bytes = folder.bytes(&path);
            (path, bytes)
        });
        Ok(Self {
            files,
            site_templates: site_templates.collect(),
            diagnostics,
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
        format!("{:?}", self.diagnostics).hash_into(&mut hasher);
        hasher.fingerprint()
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
                (files.path(&path), files.text(&path).unwrap_or_default()),
            );
        }
        diagnostics.extend_from_slice(&self.diagnostics);
        for (file, bytes) in &self.site_templates {
            match bytes.as_deref().map(decode) {
                Ok(DecodedText::Utf8(text) | DecodedText::Gb18030(text)) => {
                    let name = file.trim_start_matches("templates/").to_owned();
                    by_name.insert(name, (Arc::clone(file), text.into_owned()));
                }
                Ok(DecodedText::NotText) => {
                    diagnostics.push(Diagnostic::at(Span::whole(file), Message::NotText {}))
                }
                Err(diagnostic) => diagnostics.push(diagnostic.clone()),
            }
        }
        TemplateSources { by_name }
    }
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
