//! The files of a theme: a folder in the site's themes/, or the default theme, which is compiled in.

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use super::ThemeAsset;
use crate::diagnostic::{Diagnostic, Message};
use crate::fields::{Entry, parse_toml};
use crate::source::{Folder, SourceTree, decode, decode_file};
use crate::text::similar::nearest;
use crate::util::url;

/// The name of the default theme, which is compiled in.
pub const DEFAULT: &str = "jianbao";

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/jianbao");

/// All files of one theme, by their path in the theme's folder (`templates/base.html`).
#[derive(Debug, Clone)]
pub struct ThemeFiles {
    folder: String,
    files: BTreeMap<String, Vec<u8>>,
}

impl ThemeFiles {
    /// Reads the theme `name` from themes/; the default theme is the built-in one unless the site has a
    /// copy.
    pub fn open(folder: &Folder, name: &str) -> Result<Self, Vec<Diagnostic>> {
        let below = format!("themes/{name}");
        let (tree, mut diagnostics) = SourceTree::walk(folder, &below);
        let mut files = BTreeMap::new();
        for file in tree.files() {
            let path = file
                .path
                .strip_prefix(&below)
                .unwrap_or(&file.path)
                .trim_start_matches('/')
                .to_owned();
            match folder.bytes(&file.path) {
                Ok(bytes) => drop(files.insert(path, bytes)),
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
        if !diagnostics.is_empty() {
            return Err(diagnostics);
        }
        if files.is_empty() && name == DEFAULT {
            return Ok(Self::built_in());
        }
        if files.is_empty() {
            let unknown = Diagnostic::new(Message::UnknownTheme {
                theme: name.to_owned(),
            });
            return Err(vec![unknown.with_nearest(nearest(name, [DEFAULT], 1))]);
        }
        Ok(Self {
            folder: below,
            files,
        })
    }

    /// The default theme.
    pub fn built_in() -> Self {
        let mut files = BTreeMap::new();
        collect(&BUILT_IN, &mut files);
        Self {
            folder: format!("themes/{DEFAULT}"),
            files,
        }
    }

    /// Every file with its bytes, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// The path of the theme's file `name`, relative to the site's folder.
    pub(super) fn path(&self, name: &str) -> Arc<str> {
        Arc::from(format!("{}/{name}", self.folder))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        let text = decode(self.files.get(name)?).into_text()?;
        Some(text.into_owned())
    }

    /// The text of a file; where the file is no text, that is reported.
    pub(super) fn read(&self, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
        let text = decode_file(&self.path(name), self.files.get(name)?);
        let text = text.map_err(|diagnostic| diagnostics.push(diagnostic));
        text.ok().map(|(text, _)| text.into_owned())
    }

    /// The TOML of a file, with the path of the file; what is wrong with it is reported.
    pub(super) fn entries(
        &self,
        name: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<(Arc<str>, Vec<Entry>)> {
        let text = self.read(name, diagnostics)?;
        let file = self.path(name);
        let entries = parse_toml(&file, &text);
        let entries = entries.map_err(|errors| diagnostics.extend(errors)).ok()?;
        Some((file, entries))
    }

    /// The paths that start with `prefix`, without it.
    pub(super) fn below(&self, prefix: &str) -> impl Iterator<Item = &str> {
        self.files
            .keys()
            .filter_map(move |name| name.strip_prefix(prefix))
    }

    /// The static files, each with an address that holds a hash of its bytes. Style sheets are hashed last,
    /// because they contain the addresses of the others.
    pub(super) fn assets(&self) -> Vec<ThemeAsset> {
        let files = self.files.iter();
        let statics =
            files.filter_map(|(path, bytes)| Some((path.strip_prefix("static/")?, bytes)));
        let (sheets, others): (Vec<_>, Vec<_>) =
            statics.partition(|(name, _)| name.ends_with(".css"));
        let mut assets: Vec<ThemeAsset> = others
            .into_iter()
            .map(|(name, bytes)| asset(name, bytes))
            .collect();
        for (name, bytes) in sheets {
            let sheet = with_hashed_urls(&String::from_utf8_lossy(bytes), name, &assets);
            assets.push(asset(name, sheet.as_bytes()));
        }
        assets.sort_by(|a, b| a.name.cmp(&b.name));
        assets
    }
}

fn collect(dir: &Dir<'_>, files: &mut BTreeMap<String, Vec<u8>>) {
    for file in dir.files() {
        // include_dir keeps the path separators of the machine that compiled the program.
        let path = file.path().to_string_lossy().replace('\\', "/");
        files.insert(path, file.contents().to_vec());
    }
    for inner in dir.dirs() {
        collect(inner, files);
    }
}

fn asset(name: &str, bytes: &[u8]) -> ThemeAsset {
    ThemeAsset {
        name: name.to_owned(),
        url: url::theme_asset(name, bytes),
        bytes: Arc::from(bytes),
        is_replaced: false,
    }
}

/// Replaces `url(x)` by the hashed address if `x`, relative to the sheet, is a static file of the theme.
fn with_hashed_urls(sheet: &str, name: &str, assets: &[ThemeAsset]) -> String {
    let folder = name.rfind('/').map_or("", |at| &name[..=at]);
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(at) = rest.find("url(") {
        let (before, after) = rest.split_at(at + 4);
        out.push_str(before);
        let end = after.find(')').unwrap_or(after.len());
        let written = after[..end].trim().trim_matches(['"', '\'']);
        let wanted = format!("{folder}{written}");
        match assets.iter().find(|asset| asset.name == wanted) {
            // Hashing changes file names, but no folders, so addresses stay relative to the sheet's folder.
            Some(asset) => {
                let new = asset.url.trim_start_matches(url::THEME_ASSETS);
                out.push_str(new.strip_prefix(folder).unwrap_or(new));
            }
            None => out.push_str(&after[..end]),
        }
        rest = &after[end..];
    }
    out.push_str(rest);
    out
}

impl ThemeFiles {
    /// The text of a file of the theme, by its path relative to the site's folder.
    pub fn site_text(&self, file: &str) -> Option<String> {
        self.text(file.strip_prefix(&self.folder)?.trim_start_matches('/'))
    }
}
