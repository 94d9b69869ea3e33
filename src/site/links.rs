//! Where each source is published.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::images::{ImageSize, Measure, Measured, fault_message};
use super::{AssetId, Site, address};
use crate::article::markdown::{ReferenceKind, Target, resolve_target};
use crate::article::{Document, ImageMeta, Meta, folder};
use crate::diagnostic::{Diagnostic, Span};
use crate::images::{Key, Picture};
use crate::source::SourceTree;
use crate::util::string_index::StringIndex;

/// Where source files are published. They are named by their paths below content/ (`articles/2024/x.md`).
#[derive(Debug, Default)]
pub struct Addresses {
    documents: Documents,
    /// Sorted by path.
    assets: Vec<Asset>,
    /// The images that have renditions, by the addresses that stand for them.
    pictures: HashMap<String, AssetId>,
    unpublished: HashSet<String>,
}

/// A file of content/ that is published as it is.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Path relative to the site's folder.
    pub file: Arc<str>,
    /// Its address, root-relative.
    pub url: String,
    /// What was found out about it, where it is an image.
    pub image: Option<Measured>,
    /// Where it is used first, and how it is written there: for what is wrong with it.
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

    /// What the upright image is kept under, where it has to be turned.
    pub fn upright(&self) -> Option<Key> {
        self.image.as_ref()?.upright
    }
}

impl Addresses {
    /// The address of a source.
    pub fn url(&self, path: &str) -> Option<&str> {
        let document = self.documents.find(path).map(|(_, url)| url.as_str());
        document.or_else(|| self.asset(path).map(|asset| asset.url.as_str()))
    }

    /// The file that is published as it is.
    pub fn asset(&self, path: &str) -> Option<&Asset> {
        let at = self
            .assets
            .binary_search_by(|asset| below(&asset.file).cmp(path))
            .ok()?;
        self.assets.get(at)
    }

    /// Whether any image has renditions.
    pub fn has_pictures(&self) -> bool {
        !self.pictures.is_empty()
    }

    /// The image that an address stands for, if it has renditions.
    pub fn picture(&self, url: &str) -> Option<&Picture> {
        self.assets[*self.pictures.get(url)?].picture()
    }

    /// The document at `path`, where it is published.
    pub(crate) fn document(&self, path: &str) -> Option<&Arc<Document>> {
        self.documents.find(path).map(|(document, _)| document)
    }

    /// Whether there is a document at `path` that is not published.
    pub(crate) fn is_unpublished(&self, path: &str) -> bool {
        self.unpublished.contains(path)
    }

    /// All files that are published as they are, by path.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }
}

/// The published documents with their addresses, found by their paths below content/.
#[derive(Debug, Default)]
struct Documents {
    list: Vec<(Arc<Document>, String)>,
    places: StringIndex,
}

impl Documents {
    fn of(site: &Site) -> Self {
        let all: Vec<(&Arc<Document>, &str)> = documents(site).collect();
        let copied = all.par_iter().with_min_len(512);
        let list: Vec<_> = copied
            .map(|&(document, url)| (Arc::clone(document), url.to_owned()))
            .collect();
        let places = StringIndex::new(list.len(), |number| below(&list[number].0.file));
        Self { list, places }
    }

    fn find(&self, path: &str) -> Option<&(Arc<Document>, String)> {
        let is_it = |number: usize| below(&self.list[number].0.file) == path;
        self.list.get(self.places.find(path, is_it)?)
    }
}

/// Every published document with its address.
pub(crate) fn documents(site: &Site) -> impl Iterator<Item = (&Arc<Document>, &str)> {
    let articles = site
        .articles
        .iter()
        .map(|article| (&article.document, article.url.as_str()));
    let pages = site
        .pages
        .iter()
        .map(|page| (&page.document, page.url.as_str()));
    let issues = site
        .issues
        .iter()
        .map(|issue| (&issue.document, issue.url.as_str()));
    let terms = site.taxonomies.iter().flat_map(|taxonomy| &taxonomy.terms);
    let terms = terms.filter_map(|term| Some((term.document.as_ref()?, term.url.as_str())));
    articles.chain(pages).chain(issues).chain(terms)
}

/// Finds what the published documents use of content/, and reports what is missing there.
pub(crate) fn addresses(
    site: &Site,
    tree: &SourceTree,
    unpublished: &[Arc<Document>],
    measure: &Measure<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Addresses {
    let documents = Documents::of(site);
    let mut collector = Collector {
        documents: &documents,
        tree,
        used: BTreeMap::new(),
    };
    for (document, _) in &documents.list {
        collector.document(document);
    }
    let assets = measured(collector.used, measure, diagnostics);
    let mut pictures = HashMap::new();
    for (id, asset) in AssetId::enumerate(&assets) {
        if let Some(picture) = asset.picture() {
            pictures.insert(asset.url.clone(), id);
            pictures.insert(picture.src.clone(), id);
        }
    }
    let unpublished = unpublished
        .iter()
        .map(|document| below(&document.file).to_owned())
        .collect();
    Addresses {
        documents,
        assets,
        pictures,
        unpublished,
    }
}

/// Measures all files at once: an image is read whole.
fn measured(
    used: BTreeMap<String, Use>,
    measure: &Measure<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Asset> {
    let used: Vec<(String, Use)> = used.into_iter().collect();
    let found = used.into_par_iter().map(|(path, place)| {
        let Use { file, span, .. } = place;
        let (image, problem) = match measure(&file) {
            Ok(image) => (image, None),
            Err(fault) => {
                let message = fault_message(fault, &path);
                (None, Some(Diagnostic::at(span.clone(), message)))
            }
        };
        let (url, used) = (address::asset(&file), (span, path));
        (
            Asset {
                file,
                url,
                image,
                used,
            },
            problem,
        )
    });
    let (assets, problems): (Vec<Asset>, Vec<Option<Diagnostic>>) = found.unzip();
    diagnostics.extend(problems.into_iter().flatten());
    assets
}

/// A path below content/.
pub(crate) fn below(file: &str) -> &str {
    file.strip_prefix("content/").unwrap_or(file)
}

/// The picture of an article's front matter and what it refers to.
pub fn image_target(document: &Document) -> Option<(&ImageMeta, Target)> {
    let Meta::Article(meta) = &document.meta else {
        return None;
    };
    let image = meta.image.as_ref()?;
    let folder = folder(&document.file)
        .strip_prefix("content/")
        .unwrap_or_default();
    Some((
        image,
        resolve_target(&image.src.value, folder, ReferenceKind::Image),
    ))
}

/// Gathers the files of content/ that documents use.
struct Collector<'c> {
    documents: &'c Documents,
    tree: &'c SourceTree,
    used: BTreeMap<String, Use>,
}

/// Where a file is used first; as an image before as the target of a link.
struct Use {
    file: Arc<str>,
    kind: ReferenceKind,
    span: Span,
}

impl Collector<'_> {
    fn document(&mut self, document: &Document) {
        for reference in &document.content.references {
            if let Target::Source { path, .. } = &reference.target {
                self.use_file(path, reference.kind, || {
                    Span::new(&document.file, reference.range.clone())
                });
            }
        }
        if let Some((image, Target::Source { path, .. })) = image_target(document) {
            self.use_file(&path, ReferenceKind::Image, || {
                Span::new(&document.file, image.src.range.clone())
            });
        }
    }

    fn use_file(&mut self, path: &str, kind: ReferenceKind, span: impl Fn() -> Span) {
        if path.ends_with(".md") || self.documents.find(path).is_some() {
            return;
        }
        if let Some(used) = self.used.get_mut(path) {
            if kind == ReferenceKind::Image && used.kind == ReferenceKind::Link {
                (used.kind, used.span) = (kind, span());
            }
        } else if let Some(file) = self.tree.find(&format!("content/{path}")) {
            let file = Arc::clone(&file.path);
            let span = span();
            self.used.insert(path.to_owned(), Use { file, kind, span });
        }
    }
}
