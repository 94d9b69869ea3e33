//! The build cache: parse results, image sizes and output fingerprints, carried from one run to the next.
//!
//! Parsing is a pure function of (path, bytes, settings): a result is found by the hash of the bytes, and
//! all results are dropped when the settings change. A file whose size and times are unchanged is not even
//! read. An output is a pure function of its inputs: it is not rendered again while their fingerprint is
//! the same.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{BodyStore, TextLog};
use crate::article::markdown::BodyTheme;
use crate::article::{Document, StoredBody};
use crate::article::{Settings, markdown::Options};
use crate::config::{ArticleSettings, Config, LinkSettings, TaxonomyConfig};
use crate::diagnostic::Diagnostic;
use crate::images::ImageLayout;
use crate::render::{CacheWriteError, OutputFingerprint};
use crate::site::{MeasuredImage, Site};
use crate::source::{ContentHash, FileStamp, FileVersion, Folder, Inventory, SourceTree};
use crate::theme::Theme;
use crate::util::string_index::IndexedList;

/// The result of parsing one file.
#[derive(Debug)]
pub struct ParseResult {
    /// The document, valid or not.
    pub document: Arc<Document>,
    /// The diagnostics of the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file with its parse result.
#[derive(Debug, Clone)]
pub struct CachedFile {
    /// Path relative to the site's folder.
    pub file: Arc<str>,
    /// Size and times, if the file has these bytes as long as they are the same.
    pub stamp: Option<FileStamp>,
    /// The hash of the bytes; `None` if the file could not be read.
    pub hash: Option<ContentHash>,
    /// Whether this run read the file, and did not rely on its stamp.
    pub is_read: bool,
    /// The result of parsing it.
    pub parsed: Arc<ParseResult>,
}

/// An output of an earlier run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CachedOutput {
    /// The hash of the bytes, as in the manifest of the output folder.
    pub hash: u128,
    /// The fingerprint of its inputs.
    pub fingerprint: OutputFingerprint,
}

/// The outputs of a run with their paths.
pub(crate) type CachedOutputs<'o> = Vec<(&'o str, &'o CachedOutput)>;

/// The results of one run, for the next one.
#[derive(Debug, Clone)]
pub struct BuildCache {
    /// The bodies of the documents.
    pub bodies: Arc<BodyStore>,
    /// The files of the run; `None` if the cache is disabled.
    pub(super) inventory: Option<Arc<Inventory>>,
    pub(super) settings: String,
    pub(super) body_theme: BodyTheme,
    pub(super) files: Arc<IndexedList<CachedFile>>,
    pub(super) images: Arc<HashMap<Arc<str>, (FileStamp, MeasuredImage)>>,
    /// The images that this run read and whose stamps prove nothing.
    pub(super) read_images: Arc<Vec<(Arc<str>, FileVersion)>>,
    /// The layout that the images were measured for.
    pub(super) layout: Option<ImageLayout>,
    pub(super) outputs: Arc<IndexedList<(String, CachedOutput)>>,
    /// Whether a run logs the texts of bodies.
    pub(super) logs_texts: bool,
    /// The log of this run, once it is open.
    pub(super) text_log: Option<Arc<TextLog>>,
    /// The theme of the run; the next run keeps it unless one of its files has changed.
    pub(crate) theme: Option<Arc<Theme>>,
}

/// A store may have this many bytes of bodies that no document has any more, and as many again as are in
/// use.
const SPARE_BYTES: u64 = 16 << 20;

impl BuildCache {
    /// A cache that is empty and stays so, for a command that runs once.
    pub fn disabled(bodies: BodyStore) -> Self {
        Self {
            bodies: Arc::new(bodies),
            inventory: None,
            settings: String::new(),
            body_theme: BodyTheme::default(),
            files: index_files(Vec::new()),
            images: Arc::default(),
            read_images: Arc::default(),
            layout: None,
            outputs: index_outputs(Vec::new()),
            logs_texts: false,
            text_log: None,
            theme: None,
        }
    }

    /// An empty cache for a run over these files.
    pub fn new(bodies: BodyStore, files: Arc<Inventory>) -> Self {
        Self {
            inventory: Some(files),
            ..Self::disabled(bodies)
        }
    }

    /// The same cache for a run over `files`.
    #[must_use]
    pub fn with_inventory(&self, files: Arc<Inventory>) -> Self {
        Self {
            inventory: Some(files),
            ..self.clone()
        }
    }

    /// The files below the folder `below`: from the inventory, or, if the cache is disabled, from the disk.
    pub fn walk(&self, folder: &Folder, below: &str) -> (SourceTree, Vec<Diagnostic>) {
        match &self.inventory {
            Some(inventory) => inventory.tree(below),
            None => SourceTree::walk(folder, below),
        }
    }

    /// The files of the run; `None` if the cache is disabled.
    pub fn inventory(&self) -> Option<&Arc<Inventory>> {
        self.inventory.as_ref()
    }

    /// The cached output at `path`.
    pub fn output(&self, path: &str) -> Option<&CachedOutput> {
        self.outputs.get(path).map(|(_, output)| output)
    }

    /// Whether this cache with `outputs` has nothing that `earlier` does not have.
    pub fn is_same_as(&self, earlier: &Self, outputs: &CachedOutputs<'_>) -> bool {
        let is_unchanged = |file: &CachedFile| {
            let earlier = earlier.files.get(&file.file);
            earlier.is_some_and(|earlier| {
                earlier.stamp == file.stamp && Arc::ptr_eq(&earlier.parsed, &file.parsed)
            })
        };
        self.settings == earlier.settings
            && self.layout == earlier.layout
            && self.images == earlier.images
            && self.files.len() == earlier.files.len()
            && self.files.iter().all(is_unchanged)
            && outputs.len() == earlier.outputs.len()
            && outputs
                .iter()
                .all(|(path, output)| earlier.output(path) == Some(*output))
    }

    /// The versions that this run has read, where the inventory may not know them: of documents, and of
    /// images whose stamps prove nothing.
    pub fn versions_read(&self) -> impl Iterator<Item = (&str, FileVersion)> {
        let documents = self.files.iter().filter(|file| file.is_read);
        let documents = documents.filter_map(|file| {
            let (hash, stamp) = (file.hash?, file.stamp);
            Some((&*file.file, FileVersion { hash, stamp }))
        });
        let images = self.read_images.iter();
        documents.chain(images.map(|(file, version)| (&**file, *version)))
    }

    /// What bodies were rendered with of the theme last, for a run whose theme cannot be loaded.
    pub fn body_theme(&self) -> BodyTheme {
        self.body_theme.clone()
    }

    /// The cache for a run with these settings. If they differ, or if most of the stored bodies are unused,
    /// it has no files, and a new store of bodies.
    #[must_use]
    pub fn for_settings(&self, settings: &Settings<'_>) -> Self {
        let fingerprint = fingerprint(settings);
        if !self.is_enabled() || (fingerprint == self.settings && !self.is_wasteful()) {
            return self.clone();
        }
        let is_new = self.bodies.size() == 0;
        let new_store = (!is_new).then(BodyStore::new).and_then(Result::ok);
        Self {
            bodies: new_store.map_or_else(|| Arc::clone(&self.bodies), Arc::new),
            settings: fingerprint,
            body_theme: settings.markdown.theme.clone(),
            files: index_files(Vec::new()),
            ..self.clone()
        }
    }

    fn is_wasteful(&self) -> bool {
        let documents = self.files.iter().map(|file| &file.parsed.document);
        let used: usize = documents
            .filter_map(|document| document.content.body.get())
            .map(StoredBody::size)
            .sum();
        self.bodies.size() > 2 * used as u64 + SPARE_BYTES
    }

    /// The cached result of `file`, and its current stamp. Both are `None` if the cache is disabled.
    pub fn look_up(&self, file: &str) -> (Option<&CachedFile>, Option<FileStamp>) {
        match &self.inventory {
            Some(inventory) => (self.files.get(file), inventory.trusted_stamp(file)),
            None => (None, None),
        }
    }

    /// Whether the results of this run are for a next one.
    pub fn is_enabled(&self) -> bool {
        self.inventory.is_some()
    }

    /// The cached size and renditions of an image for a layout.
    pub fn image(&self, file: &str, layout: Option<&ImageLayout>) -> Option<MeasuredImage> {
        let (stamp, measured) = self.images.get(file)?;
        let is_current = self.layout.as_ref() == layout
            && self.inventory.as_ref()?.trusted_stamp(file)? == *stamp;
        is_current.then(|| measured.clone())
    }

    /// The same with the files of this run.
    #[must_use]
    pub fn with_files(self, files: Vec<CachedFile>) -> Self {
        if !self.is_enabled() {
            return self;
        }
        Self {
            files: index_files(files),
            ..self
        }
    }

    /// The same cache for a run that logs the texts of bodies.
    #[must_use]
    pub(crate) fn logging_texts(self) -> Self {
        Self {
            logs_texts: true,
            ..self
        }
    }

    /// The same with the text log open, in a run that logs texts. A new log is begun if the cache has no
    /// files, since all of them are parsed. The error is that of a cache folder that cannot be written.
    pub(crate) fn with_text_log(self, site: &Path) -> (Self, Option<CacheWriteError>) {
        let is_new = self.files.len() == 0;
        let log = self.logs_texts.then(|| TextLog::open(site, is_new));
        let (text_log, error) = match log.transpose() {
            Ok(log) => (log.map(Arc::new), None),
            // An existing log is appended to only if a document changed, and then the cache is written, too.
            Err(error) => (None, is_new.then_some(error)),
        };
        (Self { text_log, ..self }, error)
    }

    /// The text log of this run, if it has one.
    pub(crate) fn text_log(&self) -> Option<&Arc<TextLog>> {
        self.text_log.as_ref()
    }

    /// Completes the text log of a build.
    ///
    /// # Errors
    /// A cache folder that cannot be written.
    pub(crate) fn finish_text_log(&self) -> Result<(), CacheWriteError> {
        let Some(log) = &self.text_log else {
            return Ok(());
        };
        let documents = || {
            let files = self.files.iter();
            files.map(|file| &file.parsed.document)
        };
        let live_bytes = documents().map(|document| u64::from(document.content.text_len));
        let hashes = documents().map(|document| document.content.hash);
        log.finish(live_bytes.sum(), hashes)
    }

    /// The same with the theme of this run.
    #[must_use]
    pub(crate) fn with_theme(&self, theme: &Arc<Theme>) -> Self {
        Self {
            theme: Some(Arc::clone(theme)),
            ..self.clone()
        }
    }

    /// The same with the images of `site`.
    #[must_use]
    pub fn with_images(self, site: &Site, layout: Option<&ImageLayout>) -> Self {
        let Some(inventory) = &self.inventory else {
            return self;
        };
        let assets = site.addresses.assets().iter();
        let mut images = HashMap::new();
        let mut read_images = Vec::new();
        for asset in assets {
            let Some(measured) = &asset.image else {
                continue;
            };
            let stamp = inventory.trusted_stamp(&asset.file);
            match stamp.filter(|_| measured.version.stamp == stamp) {
                Some(stamp) => {
                    images.insert(Arc::clone(&asset.file), (stamp, measured.clone()));
                }
                None => read_images.push((Arc::clone(&asset.file), measured.version)),
            }
        }
        Self {
            images: Arc::new(images),
            read_images: Arc::new(read_images),
            layout: layout.cloned(),
            ..self
        }
    }
}

pub(super) fn index_files(files: Vec<CachedFile>) -> Arc<IndexedList<CachedFile>> {
    Arc::new(IndexedList::new(files, |file| &file.file))
}

pub(super) fn index_outputs(
    outputs: Vec<(String, CachedOutput)>,
) -> Arc<IndexedList<(String, CachedOutput)>> {
    Arc::new(IndexedList::new(outputs, |(path, _)| path))
}

/// Everything that [`crate::article::parse`] depends on, except path and text. Each field of the
/// configuration is either part of it, or listed as not read there.
fn fingerprint(settings: &Settings<'_>) -> String {
    let Config {
        time_zone,
        articles:
            ArticleSettings {
                summary,
                path: _,
                page_size: _,
                characters_per_minute: _,
                words_per_minute: _,
            },
        taxonomies,
        unknown_fields,
        title: _,
        subtitle: _,
        description: _,
        base_url: _,
        language: _,
        theme: _,
        options: _,
        publisher: _,
        markdown: _,
        links: LinkSettings { schemes, strict: _ },
        trusted_files: _,
        unfinished: _,
        output: _,
        budget: _,
        places: _,
    } = settings.config;
    let Options {
        raw_html,
        line_breaks,
        theme,
        highlight,
        // Those of the configuration.
        schemes: _,
    } = &settings.markdown;
    let source = |taxonomy: &TaxonomyConfig| {
        let TaxonomyConfig {
            source,
            key: _,
            title: _,
            kind: _,
            hierarchical: _,
            feed: _,
            order: _,
        } = taxonomy;
        source.clone()
    };
    let sources: Vec<String> = taxonomies.iter().map(source).collect();
    format!(
        "{:?}",
        (
            (time_zone, summary, sources, unknown_fields, schemes),
            (raw_html, line_breaks, theme, highlight)
        )
    )
}

#[cfg(test)]
mod tests;
