//! The addresses of published files: documents, and the files of content/ that documents use.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::images::{ImageMeter, ImageSize, MeasuredImage, image_error_message, svg_message};
use super::{Article, AssetId, Issue, Page, Taxonomy};
use super::{file_note, file_types};
use crate::article::markdown::{ReferenceKind, Target, resolve_target};
use crate::article::{Document, ImageMeta, Meta, folder, is_markdown};
use crate::config::{Config, TrustedFiles};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::images::{ImageError, Picture, RenditionKey};
use crate::source::SourceTree;
use crate::util::batches::for_each_in_batches;
use crate::util::string_index::StringIndex;
use crate::util::url::{self, Schemes};

/// The address of each published file of content/. Files are found by their paths below content/
/// (`articles/2024/x.md`).
#[derive(Debug, Default)]
pub struct Addresses {
    documents: PublishedDocuments,
    /// Sorted by path.
    assets: Vec<Asset>,
    /// The images that have renditions, by their own addresses and by those of their default renditions.
    pictures: HashMap<String, AssetId>,
    /// The paths of the documents that are not published.
    unpublished: HashSet<String>,
}

/// A file of content/ that is published as it is.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Path relative to the site's folder.
    pub file: Arc<str>,
    /// Its address, root-relative.
    pub url: String,
    /// Its measurements, where it is an image.
    pub image: Option<MeasuredImage>,
    /// Its type and size for readers, where it is a file to be opened or saved.
    pub note: Option<String>,
    /// The place of its first use, and how the file is written there: for diagnostics about it.
    pub used: (Span, String),
}

impl Asset {
    /// Its size, where it is an image.
    pub fn size(&self) -> Option<ImageSize> {
        self.image.as_ref().map(|image| image.size)
    }

    /// Its renditions, where it is an image that has any.
    pub fn picture(&self) -> Option<&Picture> {
        self.image.as_ref()?.picture.as_ref()
    }

    /// The memory that making its renditions takes, in bytes.
    pub fn memory(&self) -> u64 {
        self.image.as_ref().map_or(0, |image| image.memory)
    }

    /// The cache key of the auto-oriented image, if it needs another orientation.
    pub fn auto_oriented(&self) -> Option<RenditionKey> {
        self.image.as_ref()?.auto_oriented
    }
}

impl Addresses {
    /// Collects the files that the published documents use, and measures the images among them on all cores.
    /// Reports those that cannot be published.
    pub(super) fn new<'s>(
        published: impl Iterator<Item = (&'s Arc<Document>, &'s str)>,
        tree: &SourceTree,
        unpublished: &[Arc<Document>],
        config: &Config,
        files: &AssetFiles<'_>,
    ) -> (Self, Vec<Diagnostic>) {
        let documents = PublishedDocuments::new(published);
        let uses = AssetUses::new(&documents, tree, &config.links.schemes);
        let (assets, diagnostics) = examined_assets(uses, config, files);
        let mut pictures = HashMap::new();
        for (id, asset) in AssetId::enumerate(&assets) {
            if let Some(picture) = asset.picture() {
                pictures.insert(asset.url.clone(), id);
                pictures.insert(picture.src.clone(), id);
            }
        }
        let unpublished = unpublished
            .iter()
            .map(|document| path_below_content(&document.file).to_owned())
            .collect();
        let addresses = Self {
            documents,
            assets,
            pictures,
            unpublished,
        };
        (addresses, diagnostics)
    }

    /// The address of a source.
    pub fn url(&self, path: &str) -> Option<&str> {
        let document = self.documents.find(path).map(|(_, url)| url.as_str());
        document.or_else(|| self.asset(path).map(|asset| asset.url.as_str()))
    }

    /// The asset at `path`.
    pub fn asset(&self, path: &str) -> Option<&Asset> {
        let position = self
            .assets
            .binary_search_by(|asset| path_below_content(&asset.file).cmp(path))
            .ok()?;
        self.assets.get(position)
    }

    /// Whether any image has renditions.
    pub fn has_pictures(&self) -> bool {
        !self.pictures.is_empty()
    }

    /// The renditions of the image at an address; the address may be that of its default rendition.
    pub fn picture(&self, url: &str) -> Option<&Picture> {
        self.assets[*self.pictures.get(url)?].picture()
    }

    /// The published document at `path`.
    pub(crate) fn document(&self, path: &str) -> Option<&Arc<Document>> {
        self.documents.find(path).map(|(document, _)| document)
    }

    /// Every published document with its address.
    pub(super) fn documents(&self) -> impl Iterator<Item = (&Arc<Document>, &str)> {
        let list = self.documents.list.iter();
        list.map(|(document, url)| (document, url.as_str()))
    }

    /// Whether there is a document at `path` that is not published.
    pub(crate) fn is_unpublished(&self, path: &str) -> bool {
        self.unpublished.contains(path)
    }

    /// All assets, by path.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }
}

/// The published documents with their addresses, indexed by their paths below content/.
#[derive(Debug, Default)]
struct PublishedDocuments {
    list: Vec<(Arc<Document>, String)>,
    by_path: StringIndex,
}

impl PublishedDocuments {
    fn new<'s>(published: impl Iterator<Item = (&'s Arc<Document>, &'s str)>) -> Self {
        let published: Vec<(&Arc<Document>, &str)> = published.collect();
        let published = published.par_iter().with_min_len(512);
        let list: Vec<_> = published
            .map(|&(document, url)| (Arc::clone(document), url.to_owned()))
            .collect();
        let by_path = StringIndex::new(list.len(), |at| path_below_content(&list[at].0.file));
        Self { list, by_path }
    }

    fn find(&self, path: &str) -> Option<&(Arc<Document>, String)> {
        let is_it = |at: usize| path_below_content(&self.list[at].0.file) == path;
        self.list.get(self.by_path.find(path, is_it)?)
    }
}

/// Every published document with its address.
pub(super) fn published<'s>(
    articles: &'s [Article],
    pages: &'s [Page],
    issues: &'s [Issue],
    taxonomies: &'s [Taxonomy],
) -> impl Iterator<Item = (&'s Arc<Document>, &'s str)> {
    let articles = articles
        .iter()
        .map(|article| (&article.document, article.url.as_str()));
    let pages = pages.iter().map(|page| (&page.document, page.url.as_str()));
    let issues = issues
        .iter()
        .map(|issue| (&issue.document, issue.url.as_str()));
    let terms = taxonomies.iter().flat_map(|taxonomy| &taxonomy.terms);
    let terms = terms.filter_map(|term| {
        let landing = term.landing.as_ref()?;
        Some((&landing.document, term.url.as_str()))
    });
    articles.chain(pages).chain(issues).chain(terms)
}

/// What is known of the files of content/ beside their names.
pub(crate) struct AssetFiles<'f> {
    /// Measures images.
    pub meter: &'f dyn ImageMeter,
    /// Whether a file begins as a web page does.
    pub begins_as_page: &'f (dyn Fn(&str) -> bool + Sync),
    /// The size of a file in bytes.
    pub size: &'f (dyn Fn(&str) -> Option<u64> + Sync),
}

/// The most bytes of images that are in memory while they are measured.
const BYTES_AT_ONCE: u64 = 200_000_000;

/// Examines all assets on all cores, batch by batch: an image is read whole.
fn examined_assets(
    uses: AssetUses<'_>,
    config: &Config,
    files: &AssetFiles<'_>,
) -> (Vec<Asset>, Vec<Diagnostic>) {
    let uses: Vec<(String, AssetUse)> = uses.by_path.into_iter().collect();
    let size = |(_, asset_use): &(String, AssetUse)| files.meter.bytes_to_read(&asset_use.file);
    let examine = |(): &mut (), (path, asset_use): &(String, AssetUse)| {
        examine(asset_use, path, &config.trusted_files, files)
    };
    let examined = for_each_in_batches(&uses, BYTES_AT_ONCE, size, || (), examine);
    let mut diagnostics = Vec::new();
    let mut assets = Vec::with_capacity(uses.len());
    for ((path, asset_use), (image, message)) in uses.into_iter().zip(examined) {
        let AssetUse { file, span, .. } = asset_use;
        diagnostics.extend(message.map(|message| Diagnostic::at(span.clone(), message)));
        assets.push(Asset {
            url: url::asset(&file),
            note: file_note::of(&file, &config.language, files.size),
            file,
            image,
            used: (span, path),
        });
    }
    (assets, diagnostics)
}

/// The measurements of a file, where it is an image, and why it cannot be published, where it cannot.
/// `target` is the file as messages name it.
fn examine(
    asset_use: &AssetUse,
    target: &str,
    trusted: &TrustedFiles,
    files: &AssetFiles<'_>,
) -> (Option<MeasuredImage>, Option<Message>) {
    let AssetUse { file, kind, .. } = asset_use;
    let is_trusted = trusted.has(file);
    if !is_trusted && !file_types::is_publishable(file) {
        return (None, Some(file_types::forbidden(file, target)));
    }
    match files.meter.measure(file) {
        Ok(Some(image)) => {
            let active = image.svg_problem.as_ref().filter(|_| !is_trusted);
            let message = active.map(|problem| svg_message(problem, file, target));
            (Some(image), message)
        }
        Ok(None) if !is_trusted && (files.begins_as_page)(file) => {
            (None, Some(file_types::disguised(file, target)))
        }
        Ok(None) if kind.is_image() => (None, Some(file_types::no_picture(target))),
        Ok(None) => (None, None),
        // To be saved and opened in another program.
        Err(ImageError::NotShown { has_metadata, .. }) if !kind.is_image() => {
            let error = has_metadata.then_some(ImageError::UnremovableMetadata);
            (None, error.map(|error| image_error_message(error, target)))
        }
        Err(error) => (None, Some(image_error_message(error, target))),
    }
}

/// The path of a file below content/.
pub(crate) fn path_below_content(file: &str) -> &str {
    file.strip_prefix("content/").unwrap_or(file)
}

/// The image in the front matter of an article.
pub(crate) fn head_image(document: &Document) -> Option<&ImageMeta> {
    match &document.meta {
        Meta::Article(meta) => meta.image.as_deref(),
        Meta::Page(_) | Meta::Issue(_) | Meta::Initiative(_) | Meta::Region(_) => None,
    }
}

/// The same with its target.
pub(crate) fn image_target<'d>(
    document: &'d Document,
    schemes: &Schemes,
) -> Option<(&'d ImageMeta, Target)> {
    let image = head_image(document)?;
    let folder = folder(&document.file)
        .strip_prefix("content/")
        .unwrap_or_default();
    Some((
        image,
        resolve_target(&image.src.value, folder, ReferenceKind::Image, schemes),
    ))
}

/// The files of content/ that documents use, other than documents.
struct AssetUses<'c> {
    documents: &'c PublishedDocuments,
    tree: &'c SourceTree,
    by_path: BTreeMap<String, AssetUse>,
}

/// The first use of a file as an image; without any, its first use as the target of a link.
struct AssetUse {
    file: Arc<str>,
    kind: ReferenceKind,
    span: Span,
}

impl<'c> AssetUses<'c> {
    fn new(documents: &'c PublishedDocuments, tree: &'c SourceTree, schemes: &Schemes) -> Self {
        let mut uses = Self {
            documents,
            tree,
            by_path: BTreeMap::new(),
        };
        for (document, _) in &documents.list {
            uses.add_document(document, schemes);
        }
        uses
    }

    fn add_document(&mut self, document: &Document, schemes: &Schemes) {
        for reference in &document.content.references {
            if let Target::Source { path, .. } = &reference.target {
                self.add(path, reference.kind, || {
                    Span::new(&document.file, reference.range.clone())
                });
            }
        }
        if let Some((image, Target::Source { path, .. })) = image_target(document, schemes) {
            self.add(&path, ReferenceKind::Image, || {
                Span::new(&document.file, image.src.range.clone())
            });
        }
    }

    fn add(&mut self, path: &str, kind: ReferenceKind, span: impl Fn() -> Span) {
        if is_markdown(path) || self.documents.find(path).is_some() {
            return;
        }
        if let Some(first) = self.by_path.get_mut(path) {
            if kind.is_image() && !first.kind.is_image() {
                (first.kind, first.span) = (kind, span());
            }
        } else if let Some(file) = self.tree.find(&format!("content/{path}")) {
            let file = Arc::clone(&file.path);
            let span = span();
            self.by_path
                .insert(path.to_owned(), AssetUse { file, kind, span });
        }
    }
}
