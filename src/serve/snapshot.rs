//! One state of the site, as the preview serves it.
//!
//! A snapshot is immutable, but for a cache of rendered pages and digests. The threads that answer requests
//! share the cache, so it is behind a mutex. It is locked for a single access, never while a page is
//! rendered. Outputs that take much memory have another one, so that a page with ten large photographs does
//! not take ten times as much. A `OnceLock` for each output would avoid the mutex. But every edit would have to allocate one
//! for each of tens of thousands of outputs, of which few are ever requested, and a full cache could not be
//! emptied.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::body::Bytes;

use super::signature::{Digest, PageSignature};
use crate::diagnostic::Diagnostic;
use crate::render::{self, FileId, Output, OutputId, Plan, RenderContext, Renderer};
use crate::source::{FileStamp, MAX_HASHED_SIZE, read_file};
use crate::text::similar::nearest;
use crate::util::url;

/// The capacity of the page cache in bytes. A full cache is emptied, and its pages are rendered again on
/// request.
const PAGE_CACHE_CAPACITY: usize = 48 << 20;

/// A site without errors, ready to be served.
pub(super) struct SiteSnapshot {
    context: RenderContext,
    plan: Plan,
    /// The path of the base URL, under which the site is served; empty or `/path`.
    pub(super) mount: String,
    cache: Mutex<SnapshotCache>,
    /// Held while an output is made that takes much memory.
    large: Mutex<()>,
}

/// An output that takes more memory than this, in bytes, is made alone.
const LARGE_MEMORY: u64 = 64_000_000;

#[derive(Default)]
struct SnapshotCache {
    pages: HashMap<OutputId, Bytes>,
    /// The size of all pages in bytes.
    page_bytes: usize,
    digests: HashMap<OutputId, Digest>,
}

/// The result of looking up an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AddressMatch {
    /// The address of this output.
    Output(Output),
    /// No output has this address, but this one leads to a page: the mount, or the same address with `/` at
    /// its end.
    Redirect(String),
    /// No output has this address.
    NotFound,
}

impl SiteSnapshot {
    /// A snapshot of a site without errors.
    pub(super) fn new(context: RenderContext, plan: Plan) -> Self {
        Self {
            mount: context.urls().base_path().to_owned(),
            context,
            plan,
            cache: Mutex::default(),
            large: Mutex::default(),
        }
    }

    /// All outputs of the site.
    pub(super) fn outputs(&self) -> &[Output] {
        &self.plan.outputs
    }

    /// Looks up `path` as a browser sends it: percent-encoded, with the mount.
    pub(super) fn find(&self, path: &str) -> AddressMatch {
        let Some(below_mount) = path.strip_prefix(self.mount.as_str()) else {
            return match path {
                "/" => AddressMatch::Redirect(format!("{}/", self.mount)),
                _ => AddressMatch::NotFound,
            };
        };
        if below_mount.is_empty() {
            return AddressMatch::Redirect(format!("{}/", self.mount));
        }
        let Some(relative) = below_mount.strip_prefix('/') else {
            return AddressMatch::NotFound;
        };
        let Some(decoded) = url::decode(relative) else {
            return AddressMatch::NotFound;
        };
        if decoded.is_empty() || decoded.ends_with('/') {
            return self.output(&format!("{decoded}index.html"));
        }
        match self.output(&decoded) {
            AddressMatch::NotFound
                if self.plan.find(&format!("{decoded}/index.html")).is_some() =>
            {
                let target = url::encode(&format!("/{decoded}/"));
                AddressMatch::Redirect(format!("{}{target}", self.mount))
            }
            address_match => address_match,
        }
    }

    fn output(&self, path: &str) -> AddressMatch {
        let output = self.plan.find(path).cloned();
        output.map_or(AddressMatch::NotFound, AddressMatch::Output)
    }

    /// The bytes of one output, as `build` writes them: both call [`Renderer::render`].
    pub(super) fn bytes(&self, id: OutputId) -> Result<Bytes, Diagnostic> {
        if let Some(page) = self.cache().pages.get(&id) {
            return Ok(page.clone());
        }
        let is_large = render::output_memory(&self.context, id, false) > LARGE_MEMORY;
        let alone = is_large.then(|| self.large.lock().unwrap_or_else(PoisonError::into_inner));
        let bytes = Bytes::from(self.renderer().render(id)?.bytes);
        drop(alone);
        let is_on_disk = match id {
            OutputId::Page(..) | OutputId::Feed(..) => false,
            OutputId::File(id) => id.spec().is_on_disk,
        };
        if !is_on_disk {
            self.cache().insert_page(id, &bytes);
        }
        Ok(bytes)
    }

    /// A renderer that bypasses the cache.
    pub(super) fn renderer(&self) -> Renderer<'_> {
        Renderer::new(&self.context, &self.plan)
    }

    /// Whether the page is in the cache, so it was rendered without errors.
    pub(super) fn is_cached(&self, id: OutputId) -> bool {
        self.cache().pages.contains_key(&id)
    }

    /// Whether the bytes of an output are those of its source file. Images are not: their metadata is
    /// removed.
    pub(super) fn is_verbatim(&self, id: OutputId) -> bool {
        match id {
            OutputId::File(FileId::Asset(asset)) => {
                self.context.site.addresses.assets()[asset].image.is_none()
            }
            OutputId::File(id) => self.context.source_file(id).is_some(),
            OutputId::Page(..) | OutputId::Feed(..) => false,
        }
    }

    /// The source file of an output that is made of a single file.
    pub(super) fn source_file(&self, id: OutputId) -> Option<&str> {
        match id {
            OutputId::Page(..) | OutputId::Feed(..) => None,
            OutputId::File(id) => self.context.source_file(id),
        }
    }

    /// The signature of a page with the address `path`.
    pub(super) fn signature(&self, path: &str, html: &str) -> PageSignature {
        PageSignature::of(html, |address| {
            match self.find(&url::resolve(path, address)?) {
                AddressMatch::Output(output) if is_hashed(output.id) => self.digest(output.id),
                _ => None,
            }
        })
    }

    /// The digest of an output's content, which differs between snapshots if the content does.
    fn digest(&self, id: OutputId) -> Option<Digest> {
        if let Some(digest) = self.cache().digests.get(&id) {
            return Some(*digest);
        }
        // A rendition's key changes with its content. Encoding the image for its digest would take long.
        if let OutputId::File(FileId::Rendition { asset, rendition }) = id {
            return Some(
                render::rendition(&self.context.site, asset, rendition)
                    .key
                    .0,
            );
        }
        let digest = match self.source_file(id) {
            Some(file) => {
                let path = self.context.folder.path(file);
                let stamp = self.context.folder.stamp(file)?;
                if stamp.size() > MAX_HASHED_SIZE {
                    stamp_digest(&stamp)
                } else {
                    *blake3::hash(&read_file(&path).ok()?).as_bytes()
                }
            }
            None => *blake3::hash(&self.bytes(id).ok()?).as_bytes(),
        };
        self.cache().digests.insert(id, digest);
        Some(digest)
    }

    /// The addresses of the pages that are most similar to `path`, root-relative.
    pub(super) fn similar_pages(&self, path: &str) -> Vec<String> {
        let below_mount = path.strip_prefix(self.mount.as_str()).unwrap_or(path);
        let wanted = url::decode_lossy(below_mount.trim_matches('/'));
        let outputs = self.plan.outputs.iter();
        let pages: Vec<&str> = outputs
            .filter(|output| output.id.is_page())
            .filter_map(|output| output.path.strip_suffix("/index.html"))
            .collect();
        let mut similar = nearest(&wanted, pages.iter().copied(), 5);
        if similar.is_empty() {
            // The right name in a wrong folder.
            let last = wanted.rsplit('/').next().unwrap_or_default();
            let same_name = pages
                .iter()
                .filter(|path| path.rsplit('/').next() == Some(last));
            similar = same_name.take(5).map(ToString::to_string).collect();
        }
        similar.iter().map(|path| format!("/{path}/")).collect()
    }

    /// Locks the cache. A thread that panicked while it held the lock leaves no partial entry: each is
    /// inserted at once.
    fn cache(&self) -> MutexGuard<'_, SnapshotCache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SnapshotCache {
    fn insert_page(&mut self, id: OutputId, bytes: &Bytes) {
        if self.page_bytes + bytes.len() > PAGE_CACHE_CAPACITY {
            self.pages.clear();
            self.page_bytes = 0;
        }
        if self.pages.insert(id, bytes.clone()).is_none() {
            self.page_bytes += bytes.len();
        }
    }
}

/// Whether the content of an output is part of the signature of a page that shows it. The addresses of
/// renditions change with their content already, and feeds are linked, not shown.
fn is_hashed(id: OutputId) -> bool {
    match id {
        OutputId::Page(..) | OutputId::Feed(..) => false,
        OutputId::File(id) => id.spec().is_loaded_by_pages,
    }
}

/// The digest of a file that is too large to hash.
fn stamp_digest(stamp: &FileStamp) -> Digest {
    *blake3::hash(format!("{stamp:?}").as_bytes()).as_bytes()
}
