//! What one run found out, kept for the next: the only thing that outlives a run of the pipeline.
//!
//! Parsing is a pure function of (path, bytes, settings), so a result is found by the hash of the bytes and is dropped
//! as a whole when the settings change. Where size and time of a file are as they were, it is not even read. An output
//! is a pure function of what it is made of, so it is not made again where that is the same.

mod bodies;
mod disk;
mod images;

pub use bodies::BodyStore;
pub use images::{ImageCache, read_build_cache, write_build_cache};

pub use disk::program;

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::article::markdown::Labels;
use crate::article::{Document, StoredBody};
use crate::article::{Settings, markdown::Options};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::images::Layout;
use crate::render::OutputFingerprint;
use crate::site::{Measured, Site};
use crate::source::{FileStamp, Folder, Hash, Inventory, SourceTree};
use crate::theme::Theme;
use crate::util::string_index::IndexedList;

/// What one file turned out to be.
#[derive(Debug)]
pub struct ParseResult {
    /// `None` where its text is no document.
    pub document: Option<Arc<Document>>,
    /// What was said of it.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file with what is known of it.
#[derive(Debug, Clone)]
pub struct CachedFile {
    /// Its path, relative to the site's folder.
    pub file: Arc<str>,
    /// Its stamp, where that alone tells that it is unchanged.
    pub stamp: Option<FileStamp>,
    /// The hash of its bytes; `None` where it could not be read.
    pub hash: Option<Hash>,
    /// What it turned out to be.
    pub parsed: Arc<ParseResult>,
}

/// An output of an earlier run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CachedOutput {
    /// The hash of its bytes, as the manifest of the output folder has it.
    pub hash: u128,
    /// What it was made of.
    pub recipe: OutputFingerprint,
}

/// The outputs of a run with their paths.
pub type CachedOutputs<'o> = Vec<(&'o str, &'o CachedOutput)>;

/// The results of one run, for the next.
#[derive(Debug, Clone)]
pub struct BuildCache {
    /// Where the bodies of its documents are.
    pub bodies: Arc<BodyStore>,
    /// The files as the run finds them; `None`: nothing is to be kept.
    inventory: Option<Arc<Inventory>>,
    settings: String,
    labels: Labels,
    files: Arc<IndexedList<CachedFile>>,
    images: Arc<HashMap<Arc<str>, (FileStamp, Measured)>>,
    /// What the layout asked of them.
    layout: Option<Layout>,
    outputs: Arc<IndexedList<(String, CachedOutput)>>,
    /// The theme of the run; the next run keeps it unless one of its files has changed.
    pub(crate) theme: Option<Arc<Theme>>,
}

/// A store may hold this many bytes of bodies that nothing refers to any more, and as many again as are in use.
const SPARE: u64 = 16 << 20;

impl BuildCache {
    /// For a command that runs once: it knows nothing and keeps nothing.
    pub fn disabled(bodies: BodyStore) -> Self {
        Self {
            bodies: Arc::new(bodies),
            inventory: None,
            settings: String::new(),
            labels: Labels::default(),
            files: index_files(Vec::new()),
            images: Arc::default(),
            layout: None,
            outputs: index_outputs(Vec::new()),
            theme: None,
        }
    }

    /// For the first of many runs.
    pub fn new(bodies: BodyStore, files: Arc<Inventory>) -> Self {
        Self {
            inventory: Some(files),
            ..Self::disabled(bodies)
        }
    }

    /// The same for a run that finds `files`.
    #[must_use]
    pub fn with_inventory(&self, files: Arc<Inventory>) -> Self {
        Self {
            inventory: Some(files),
            ..self.clone()
        }
    }

    /// The files below `below`. A command that runs once walks through the folder for them.
    pub fn walk(&self, folder: &Folder, below: &str) -> (SourceTree, Vec<Diagnostic>) {
        match &self.inventory {
            Some(inventory) => inventory.tree(below),
            None => SourceTree::walk(folder, below),
        }
    }

    /// The files as the run finds them, where it looked at them.
    pub fn inventory(&self) -> Option<&Arc<Inventory>> {
        self.inventory.as_ref()
    }

    /// What is known of the output at `path`.
    pub fn output(&self, path: &str) -> Option<&CachedOutput> {
        self.outputs.get(path).map(|(_, made)| made)
    }

    /// Whether a later run would learn nothing from this memo and `outputs` that it does not learn from `earlier`.
    pub fn is_same_as(&self, earlier: &Self, outputs: &CachedOutputs<'_>) -> bool {
        let is_known = |known: &CachedFile| {
            let earlier = earlier.files.get(&known.file);
            earlier.is_some_and(|earlier| {
                earlier.stamp == known.stamp && Arc::ptr_eq(&earlier.parsed, &known.parsed)
            })
        };
        self.settings == earlier.settings
            && self.layout == earlier.layout
            && self.images == earlier.images
            && self.files.len() == earlier.files.len()
            && self.files.iter().all(is_known)
            && outputs.len() == earlier.outputs.len()
            && outputs
                .iter()
                .all(|(path, made)| earlier.output(path) == Some(*made))
    }

    /// The hash of a file that was parsed.
    pub fn hash(&self, file: &str) -> Option<Hash> {
        self.files.get(file)?.hash
    }

    /// The words with which bodies were rendered last: in place of those of a theme that cannot be loaded.
    pub fn labels(&self) -> Labels {
        self.labels.clone()
    }

    /// What is known under these settings. Nothing is known, and bodies go to a new place, where the settings differ
    /// or the old place holds mostly what nobody needs.
    #[must_use]
    pub fn for_settings(&self, settings: &Settings<'_>) -> Self {
        let fingerprint = fingerprint(settings);
        if !self.is_enabled() || (fingerprint == self.settings && !self.is_wasteful()) {
            return self.clone();
        }
        let is_new = self.bodies.size() == 0;
        let another = (!is_new).then(BodyStore::new).and_then(Result::ok);
        Self {
            bodies: another.map_or_else(|| Arc::clone(&self.bodies), Arc::new),
            settings: fingerprint,
            labels: settings.markdown.labels.clone(),
            files: index_files(Vec::new()),
            ..self.clone()
        }
    }

    fn is_wasteful(&self) -> bool {
        let documents = self
            .files
            .iter()
            .filter_map(|known| known.parsed.document.as_ref());
        let used: usize = documents
            .filter_map(|document| document.content.body.get())
            .map(StoredBody::size)
            .sum();
        self.bodies.size() > 2 * used as u64 + SPARE
    }

    /// What is known of `file`, and its stamp of now. A command that runs once does not ask for stamps.
    pub fn look_up(&self, file: &str) -> (Option<&CachedFile>, Option<FileStamp>) {
        match &self.inventory {
            Some(inventory) => (self.files.get(file), inventory.trusted_stamp(file)),
            None => (None, None),
        }
    }

    /// Whether results are kept.
    pub fn is_enabled(&self) -> bool {
        self.inventory.is_some()
    }

    /// What is known of an image under a layout.
    pub fn image(&self, file: &str, layout: Option<&Layout>) -> Option<Measured> {
        let (stamp, measured) = self.images.get(file)?;
        let is_same = self.layout.as_ref() == layout
            && self.inventory.as_ref()?.trusted_stamp(file)? == *stamp;
        is_same.then(|| measured.clone())
    }

    /// The same with what this run found.
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
    pub fn with_images(self, site: &Site, layout: Option<&Layout>) -> Self {
        let Some(inventory) = &self.inventory else {
            return self;
        };
        let assets = site.addresses.assets().iter();
        let images = assets.filter_map(|asset| {
            let measured = asset.image.clone()?;
            let stamp = inventory.trusted_stamp(&asset.file)?;
            Some((Arc::clone(&asset.file), (stamp, measured)))
        });
        Self {
            images: Arc::new(images.collect()),
            layout: layout.cloned(),
            ..self
        }
    }
}

fn index_files(files: Vec<CachedFile>) -> Arc<IndexedList<CachedFile>> {
    Arc::new(IndexedList::new(files, |known| &known.file))
}

fn index_outputs(outputs: Vec<(String, CachedOutput)>) -> Arc<IndexedList<(String, CachedOutput)>> {
    Arc::new(IndexedList::new(outputs, |(path, _)| path))
}

/// Everything that [`crate::article::parse`] depends on beside path and text. Each field of the configuration is either
/// part of it or known not to be read there.
fn fingerprint(settings: &Settings<'_>) -> String {
    let Config {
        time_zone,
        articles,
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
        strict_links: _,
        output: _,
        budget: _,
    } = settings.config;
    let Options {
        raw_html,
        labels,
        highlight,
    } = &settings.markdown;
    let sources: Vec<&str> = taxonomies
        .iter()
        .map(|taxonomy| taxonomy.source.as_str())
        .collect();
    format!(
        "{:?}",
        (
            (time_zone, articles.summary, sources, unknown_fields),
            (raw_html, labels, highlight)
        )
    )
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::pipeline::{PreparedSite, prepare};
    use crate::testing;
    use crate::testing::{SITE, request};

    fn write(root: &std::path::Path, file: &str, text: &str) {
        testing::write(&Folder::new(root), file, text);
    }

    fn site() -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        write(dir.path(), "site.toml", SITE);
        for number in 0..3 {
            let text = format!(
                "---\ntitle: 甲{number}\ndate: 2024-01-0{}\n---\n正文\n",
                number + 1
            );
            write(dir.path(), &format!("content/articles/a{number}.md"), &text);
        }
        dir
    }

    fn run(dir: &tempfile::TempDir, cache: &BuildCache, now: SystemTime) -> PreparedSite {
        let folder = Folder::new(dir.path());
        let files = Arc::new(Inventory::take(&folder, now));
        prepare(
            &folder,
            &request(&folder, now),
            &cache.with_inventory(files),
        )
    }

    /// Which of the documents of the second run are those of the first.
    fn kept(first: &PreparedSite, second: &PreparedSite) -> Vec<bool> {
        let of = |prepared: &PreparedSite, number: usize| {
            let (context, _) = prepared.context.as_ref().expect("a site");
            Arc::clone(&context.site.articles[number].document)
        };
        (0..3)
            .map(|number| Arc::ptr_eq(&of(first, number), &of(second, number)))
            .collect()
    }

    /// Long after every file was written: stamps can be relied on.
    fn later() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 36)
    }

    fn begin() -> BuildCache {
        BuildCache::new(BodyStore::new().expect("a store"), Arc::default())
    }

    #[test]
    fn only_what_changed_is_parsed_again() {
        // By stamp, and by hash where stamps cannot be relied on yet.
        for now in [later(), SystemTime::UNIX_EPOCH] {
            let dir = site();
            let first = run(&dir, &begin(), now);
            write(
                dir.path(),
                "content/articles/a1.md",
                "---\ntitle: 乙\ndate: 2024-01-02\n---\n新的正文\n",
            );
            let second = run(&dir, &first.cache, now);
            assert_eq!(kept(&first, &second), [true, false, true]);
            let (context, _) = second.context.as_ref().expect("a site");
            assert_eq!(context.site.articles[1].meta().title, "乙");
        }
    }

    #[test]
    fn other_settings_parse_everything_again() {
        let dir = site();
        let first = run(&dir, &begin(), later());
        write(
            dir.path(),
            "site.toml",
            &format!("{SITE}subtitle = \"新\"\n"),
        );
        let second = run(&dir, &first.cache, later());
        assert_eq!(kept(&first, &second), [true; 3], "not read by the parser");
        let text = format!("{SITE}[articles]\nsummary = 30\n");
        write(dir.path(), "site.toml", &text);
        let third = run(&dir, &second.cache, later());
        assert_eq!(kept(&second, &third), [false; 3]);
    }

    #[test]
    fn a_site_that_cannot_be_made_leaves_the_memo_whole() {
        let dir = site();
        let first = run(&dir, &begin(), later());
        write(dir.path(), "site.toml", "title = ");
        let broken = run(&dir, &first.cache, later());
        assert!(broken.context.is_none());
        write(
            dir.path(),
            "site.toml",
            &format!("{SITE}theme = \"nowhere\"\n"),
        );
        let without_theme = run(&dir, &broken.cache, later());
        assert!(without_theme.context.is_none());
        write(dir.path(), "site.toml", SITE);
        let mended = run(&dir, &without_theme.cache, later());
        assert_eq!(kept(&first, &mended), [true; 3]);
    }

    #[test]
    fn bodies_that_nobody_needs_are_let_go() {
        let dir = site();
        let mut prepared = run(&dir, &begin(), later());
        let long = "长".repeat(1 << 20);
        for round in 0..20 {
            let text = format!("---\ntitle: 丙\ndate: 2024-01-02\n---\n{round}{long}\n");
            write(dir.path(), "content/articles/a1.md", &text);
            prepared = run(&dir, &prepared.cache, later());
        }
        assert!(prepared.cache.bodies.size() < 30 << 20);
    }
}
