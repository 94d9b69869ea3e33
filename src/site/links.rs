//! Where each source is published, and whether every link, anchor and image leads somewhere.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::images::{ImageSize, Measure, Measured, fault_message};
use super::{Site, address};
use crate::article::markdown::{Kind, Reference, Target, resolve_target};
use crate::article::{Document, ImageMeta, Meta, folder};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::images::{Key, Picture};
use crate::lookup::Lookup;
use crate::source::SourceTree;
use crate::text::similar::nearest;

/// Where source files are published. They are named by their paths below content/ (`articles/2024/x.md`).
#[derive(Debug, Default)]
pub struct Addresses {
    documents: Documents,
    /// Sorted by path.
    assets: Vec<Asset>,
    /// The images that have variants, by the addresses that stand for them.
    pictures: HashMap<String, usize>,
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

    /// Its variants, where it is an image that has any.
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

    /// Whether any image has variants.
    pub fn has_pictures(&self) -> bool {
        !self.pictures.is_empty()
    }

    /// The image that an address stands for, if it has variants.
    pub fn picture(&self, url: &str) -> Option<&Picture> {
        self.assets.get(*self.pictures.get(url)?)?.picture()
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
    places: Lookup,
}

impl Documents {
    fn of(site: &Site) -> Self {
        let all: Vec<(&Arc<Document>, &str)> = documents(site).collect();
        let copied = all.par_iter().with_min_len(512);
        let list: Vec<_> = copied
            .map(|&(document, url)| (Arc::clone(document), url.to_owned()))
            .collect();
        let places = Lookup::new(list.len(), |number| below(&list[number].0.file));
        Self { list, places }
    }

    fn find(&self, path: &str) -> Option<&(Arc<Document>, String)> {
        let is_it = |number: usize| below(&self.list[number].0.file) == path;
        self.list.get(self.places.find(path, is_it)?)
    }
}

/// Every published document with its address.
pub(super) fn documents(site: &Site) -> impl Iterator<Item = (&Arc<Document>, &str)> {
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
pub(super) fn addresses(
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
    for (number, asset) in assets.iter().enumerate() {
        if let Some(picture) = asset.picture() {
            pictures.insert(asset.url.clone(), number);
            pictures.insert(picture.src.clone(), number);
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
fn below(file: &str) -> &str {
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
    Some((image, resolve_target(&image.src.value, folder, Kind::Image)))
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
    kind: Kind,
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
            self.use_file(&path, Kind::Image, || {
                Span::new(&document.file, image.src.range.clone())
            });
        }
    }

    fn use_file(&mut self, path: &str, kind: Kind, span: impl Fn() -> Span) {
        if path.ends_with(".md") || self.documents.find(path).is_some() {
            return;
        }
        if let Some(used) = self.used.get_mut(path) {
            if kind == Kind::Image && used.kind == Kind::Link {
                (used.kind, used.span) = (kind, span());
            }
        } else if let Some(file) = self.tree.find(&format!("content/{path}")) {
            let file = Arc::clone(&file.path);
            let span = span();
            self.used.insert(path.to_owned(), Use { file, kind, span });
        }
    }
}

/// The paths of all files of the finished site.
pub trait Paths: Sync {
    /// Whether there is a file at `path`.
    fn has(&self, path: &str) -> bool;
    /// All of them, in whatever order.
    fn all(&self) -> Vec<&str>;
}

/// Checks every link, anchor and image of the site, on all cores.
pub fn check_links(site: &Site, tree: &SourceTree, paths: &dyn Paths) -> Vec<Diagnostic> {
    let by_url = OnceLock::new();
    let all: Vec<&Arc<Document>> = documents(site).map(|(document, _)| document).collect();
    let check = |document: &&Arc<Document>| {
        let mut checker = Checker {
            site,
            tree,
            paths,
            by_url: &by_url,
            diagnostics: Vec::new(),
        };
        checker.document(document);
        checker.diagnostics
    };
    let found: Vec<Vec<Diagnostic>> = all.par_iter().with_min_len(64).map(check).collect();
    found.into_iter().flatten().collect()
}

fn by_url(site: &Site) -> HashMap<String, &Arc<Document>> {
    documents(site)
        .map(|(document, url)| (address::output_path(url), document))
        .collect()
}

struct Checker<'c> {
    site: &'c Site,
    tree: &'c SourceTree,
    paths: &'c dyn Paths,
    /// Made when a link to a page of the site names a place in it, which few do.
    by_url: &'c OnceLock<HashMap<String, &'c Arc<Document>>>,
    diagnostics: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn document(&mut self, document: &Arc<Document>) {
        for reference in &document.content.references {
            self.reference(document, reference);
        }
        if let Some((image, target)) = image_target(document) {
            let src = image.src.clone();
            let reference = Reference {
                kind: Kind::Image,
                written: src.value,
                target,
                text: image.alt.clone(),
                range: src.range,
            };
            self.reference(document, &reference);
        }
    }

    fn reference(&mut self, document: &Arc<Document>, reference: &Reference) {
        let span = || Span::new(&document.file, reference.range.clone());
        let target = || reference.written.clone();
        match &reference.target {
            Target::External(_) => {}
            Target::Fragment(id) => {
                if !id.is_empty() && id != "top" {
                    self.anchor(document, &reference.written, id, span);
                }
            }
            Target::Source { path, fragment } => {
                self.source(path, fragment.as_deref(), reference, span)
            }
            Target::Site { path, fragment } => {
                self.site(path, fragment.as_deref(), reference, span)
            }
            Target::Escapes => self.push(span(), Message::EscapingLink { target: target() }),
            Target::Unsafe => self.push(span(), Message::UnsafeLink { target: target() }),
        }
    }

    fn source(
        &mut self,
        path: &str,
        fragment: Option<&str>,
        reference: &Reference,
        span: impl Fn() -> Span,
    ) {
        let addresses = &self.site.addresses;
        if let Some((document, _)) = addresses.documents.find(path) {
            if let Some(fragment) = fragment {
                self.anchor(document, &reference.written, fragment, span);
            }
        } else if addresses.unpublished.contains(path) {
            let target = reference.written.clone();
            let message = if self.site.config.strict_links {
                Message::LinkToUnpublished { target }
            } else {
                Message::LinkToUnpublishedWarning { target }
            };
            self.push(span(), message);
        } else if addresses.asset(path).is_none() && !self.has_page(&format!("/{path}")) {
            let span = span();
            let near = self.near_file(&span.file, path, reference.kind);
            self.missing(reference, span, near);
        }
    }

    fn site(
        &mut self,
        path: &str,
        fragment: Option<&str>,
        reference: &Reference,
        span: impl Fn() -> Span,
    ) {
        if !self.has_page(path) {
            let names = self.paths.all().into_iter();
            let names = names.map(|path| path.trim_end_matches("index.html"));
            let wanted = path.trim_start_matches('/').trim_end_matches("index.html");
            let mut names: Vec<&str> = names.collect();
            names.sort_unstable();
            let near = nearest(wanted, names, 2)
                .into_iter()
                .map(|path| format!("/{path}"))
                .collect();
            return self.missing(reference, span(), near);
        }
        let page = with_index(path);
        let Some(fragment) = fragment else { return };
        let by_url = self.by_url.get_or_init(|| by_url(self.site));
        if let Some(&document) = by_url.get(page.as_str()) {
            self.anchor(document, &reference.written, fragment, span);
        }
    }

    fn has_page(&self, path: &str) -> bool {
        let plain = path.trim_start_matches('/');
        self.paths.has(&with_index(path)) || self.paths.has(&format!("{plain}/index.html"))
    }

    fn anchor(&mut self, document: &Document, target: &str, anchor: &str, span: impl Fn() -> Span) {
        if document.content.has_anchor(anchor) {
            return;
        }
        let ids = document
            .content
            .headings
            .iter()
            .map(|heading| heading.id.as_str());
        let near = nearest(anchor, ids, 3)
            .into_iter()
            .map(|id| format!("#{id}"))
            .collect();
        let target = target
            .split('#')
            .next()
            .filter(|path| !path.is_empty())
            .unwrap_or(&document.file)
            .to_owned();
        let anchor = anchor.to_owned();
        let message = if self.site.config.strict_links {
            Message::BrokenAnchor { target, anchor }
        } else {
            Message::BrokenAnchorWarning { target, anchor }
        };
        self.diagnostics
            .push(Diagnostic::at(span(), message).with_nearest(near));
    }

    /// The files that the writer of `from` most likely meant, as they would be written there.
    fn near_file(&self, from: &str, path: &str, kind: Kind) -> Vec<String> {
        let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let files = self
            .tree
            .files()
            .iter()
            .map(|file| file.path.trim_start_matches("content/"));
        let files: Vec<&str> = files
            .filter(|file| (kind == Kind::Link) || !file.ends_with(".md"))
            .collect();
        let names: Vec<String> = files.iter().map(|file| last(file)).collect();
        let near = nearest(&last(path), names.iter().map(String::as_str), 2);
        files
            .iter()
            .zip(&names)
            .filter(|(_, name)| near.contains(name))
            .map(|(file, _)| relative(folder(below(from)), file))
            .take(3)
            .collect()
    }

    fn missing(&mut self, reference: &Reference, span: Span, near: Vec<String>) {
        let target = reference.written.clone();
        let message = match (reference.kind, self.site.config.strict_links) {
            (Kind::Link, true) => Message::BrokenLink { target },
            (Kind::Link, false) => Message::BrokenLinkWarning { target },
            (Kind::Image, true) => Message::MissingImage { target },
            (Kind::Image, false) => Message::MissingImageWarning { target },
        };
        self.diagnostics
            .push(Diagnostic::at(span, message).with_nearest(near));
    }

    fn push(&mut self, span: Span, message: Message) {
        self.diagnostics.push(Diagnostic::at(span, message));
    }
}

/// The way from a folder to a file.
fn relative(folder: &str, file: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = file.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; from.len() - shared];
    parts.extend(&to[shared..]);
    parts.join("/")
}

fn with_index(path: &str) -> String {
    let plain = path.trim_start_matches('/');
    if plain.is_empty() || plain.ends_with('/') {
        format!("{plain}index.html")
    } else {
        plain.to_owned()
    }
}
