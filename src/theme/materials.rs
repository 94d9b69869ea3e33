//! What a theme is made of: the files of its folder, the site's own templates, and what of site.toml it depends on.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{TemplateSources, ThemeFiles};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::source::{DecodedText, Folder, SourceTree, decode};
use crate::util::fingerprint::{Fingerprint, FingerprintHasher, Fingerprinted as _};

/// The bytes of a file, or why it cannot be read.
type Read = Result<Vec<u8>, Diagnostic>;

/// The materials of a theme. Equal ones make equal themes.
pub(super) struct Materials {
    /// The files of the theme.
    pub(super) files: ThemeFiles,
    /// The site's own templates, as they were read.
    pub(super) own: Vec<(Arc<str>, Read)>,
    /// What could not be listed.
    pub(super) problems: Vec<Diagnostic>,
}

impl Materials {
    /// Reads everything; else the reason why there is no such theme.
    pub(super) fn gather(folder: &Folder, config: &Config) -> Result<Self, Vec<Diagnostic>> {
        let files = ThemeFiles::open(folder, &config.theme)?;
        let (tree, problems) = SourceTree::walk(folder, "templates");
        let own = tree.files().iter().map(|file| {
            let path = Arc::clone(&file.path);
            let bytes = folder.bytes(&path);
            (path, bytes)
        });
        Ok(Self {
            files,
            own: own.collect(),
            problems,
        })
    }

    /// Of everything that [`super::Theme::load`] depends on.
    pub(super) fn fingerprint(&self, config: &Config) -> Fingerprint {
        let mut hasher = FingerprintHasher::default();
        let Config {
            base_url,
            language,
            theme,
            options,
            ..
        } = config;
        format!("{:?}", (base_url, language, theme, options)).hash_into(&mut hasher);
        let files: Vec<_> = self.files.iter().collect();
        files.len().hash_into(&mut hasher);
        for (name, bytes) in files {
            name.hash_into(&mut hasher);
            hasher.bytes(bytes);
        }
        for (path, bytes) in &self.own {
            (&**path, bytes.is_ok()).hash_into(&mut hasher);
            match bytes {
                Ok(bytes) => hasher.bytes(bytes),
                Err(problem) => format!("{problem:?}").hash_into(&mut hasher),
            }
        }
        format!("{:?}", self.problems).hash_into(&mut hasher);
        hasher.fingerprint()
    }

    /// All templates: the theme's as `theme/NAME`, the site's own as `NAME`.
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
        diagnostics.extend_from_slice(&self.problems);
        for (file, bytes) in &self.own {
            match bytes.as_deref().map(decode) {
                Ok(DecodedText::Utf8(text) | DecodedText::Gb18030(text)) => {
                    let name = file.trim_start_matches("templates/").to_owned();
                    by_name.insert(name, (Arc::clone(file), text.into_owned()));
                }
                Ok(DecodedText::NotText) => {
                    diagnostics.push(Diagnostic::at(Span::whole(file), Message::NotText {}))
                }
                Err(problem) => diagnostics.push(problem.clone()),
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
    fn a_theme_is_made_again_only_of_something_else() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::new(dir.path());
        let config = |text: &str| crate::config::read(text).0.expect("a configuration");
        let load = |before: Option<&Arc<Theme>>, text: &str| {
            Theme::load_again(before, &folder, &config(text))
                .map_err(|(_, problems)| problems)
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
