//! One state of the site, as the preview shows it: immutable but for the pages that it keeps once they were asked for.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::body::Bytes;
use percent_encoding::percent_decode_str;

use super::likeness::{Digest, Likeness};
use crate::diagnostic::Diagnostic;
use crate::render::{FileId, Output, OutputId, Plan, RenderContext, Renderer};
use crate::site::address;
use crate::source::{FileStamp, read_file};
use crate::text::similar::nearest;

/// Pages that are kept, in bytes; beyond that all are forgotten and rendered again when they are asked for.
const KEPT: usize = 48 << 20;

/// Larger files are told apart by size and time alone, in bytes.
const LARGE: u64 = 8 << 20;

/// A site that can be shown.
pub(super) struct Edition {
    context: RenderContext,
    plan: Plan,
    /// The path of the base URL, under which the site is shown.
    pub(super) mount: String,
    kept: Mutex<Kept>,
    digests: Mutex<HashMap<OutputId, Digest>>,
}

#[derive(Default)]
struct Kept {
    pages: HashMap<OutputId, Bytes>,
    bytes: usize,
}

/// What stands at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// This file of the finished site.
    Output(Output),
    /// Nothing, but at this address there is a page.
    Elsewhere(String),
    /// Nothing.
    Nothing,
}

impl Edition {
    /// The edition of a site without errors.
    pub(super) fn new(context: RenderContext, plan: Plan) -> Self {
        Self {
            mount: context.base_path().to_owned(),
            context,
            plan,
            kept: Mutex::default(),
            digests: Mutex::default(),
        }
    }

    /// The files of the finished site.
    pub(super) fn outputs(&self) -> &[Output] {
        &self.plan.outputs
    }

    /// What stands at `path`, as a browser writes it: percent-encoded, with the mount.
    pub(super) fn find(&self, path: &str) -> Found {
        let Some(below) = path.strip_prefix(self.mount.as_str()) else {
            return match path {
                "/" => Found::Elsewhere(format!("{}/", self.mount)),
                _ => Found::Nothing,
            };
        };
        if below.is_empty() {
            return Found::Elsewhere(format!("{}/", self.mount));
        }
        let Some(plain) = below.strip_prefix('/') else {
            return Found::Nothing;
        };
        let Ok(plain) = percent_decode_str(plain).decode_utf8() else {
            return Found::Nothing;
        };
        if plain.is_empty() || plain.ends_with('/') {
            return self.output(&format!("{plain}index.html"));
        }
        match self.output(&plain) {
            Found::Nothing if self.plan.find(&format!("{plain}/index.html")).is_some() => {
                let there = address::encode(&format!("/{plain}/"));
                Found::Elsewhere(format!("{}{there}", self.mount))
            }
            found => found,
        }
    }

    fn output(&self, path: &str) -> Found {
        let found = self.plan.find(path).cloned();
        found.map_or(Found::Nothing, Found::Output)
    }

    /// The bytes of one output: as `build` writes them, by the function with which it makes them.
    pub(super) fn bytes(&self, id: OutputId) -> Result<Bytes, Diagnostic> {
        if let Some(kept) = lock(&self.kept).pages.get(&id) {
            return Ok(kept.clone());
        }
        let bytes = Bytes::from(Renderer::new(&self.context).render(id)?.bytes);
        let is_on_disk = match id {
            OutputId::Page(_) | OutputId::Feed(_) => false,
            OutputId::File(id) => id.spec().is_on_disk,
        };
        if !is_on_disk {
            lock(&self.kept).keep(id, &bytes);
        }
        Ok(bytes)
    }

    /// Renders pages one after the other, only to see whether it can be done.
    pub(super) fn renderer(&self) -> Renderer<'_> {
        Renderer::new(&self.context)
    }

    /// Whether a page was rendered before.
    pub(super) fn is_kept(&self, id: OutputId) -> bool {
        lock(&self.kept).pages.contains_key(&id)
    }

    /// Whether the bytes of an output are those of its source. Images are published without what the camera noted.
    pub(super) fn is_as_it_is(&self, id: OutputId) -> bool {
        match id {
            OutputId::File(FileId::Asset(asset)) => {
                self.context.site.addresses.assets()[asset].image.is_none()
            }
            OutputId::File(id) => self.context.source_file(id).is_some(),
            OutputId::Page(_) | OutputId::Feed(_) => false,
        }
    }

    /// The file that an output is made of, where it is made of one alone.
    pub(super) fn source(&self, id: OutputId) -> Option<&str> {
        match id {
            OutputId::Page(_) | OutputId::Feed(_) => None,
            OutputId::File(id) => self.context.source_file(id),
        }
    }

    /// What makes a page at `path` look as it does.
    pub(super) fn likeness(&self, path: &str, html: &str) -> Likeness {
        let folder = path.strip_prefix(self.mount.as_str()).unwrap_or(path);
        Likeness::of(html, |address| {
            let target = super::likeness::target(folder, address, &self.mount)?;
            match self.find(&format!("{}{target}", self.mount)) {
                Found::Output(output) if is_shown(output.id) => self.digest(output.id),
                _ => None,
            }
        })
    }

    /// What tells a file from what it was in another edition.
    fn digest(&self, id: OutputId) -> Option<Digest> {
        if let Some(digest) = lock(&self.digests).get(&id) {
            return Some(*digest);
        }
        // The address of a rendition changes with its bytes, and to make it only to see that would take long.
        if let OutputId::File(FileId::Rendition { asset, rendition }) = id {
            return Some(self.context.rendition(asset, rendition).key.0);
        }
        let digest = match self.source(id) {
            Some(file) => {
                let path = self.context.folder.path(file);
                let stamp = self.context.folder.stamp(file)?;
                if stamp.size() > LARGE {
                    large(&stamp)
                } else {
                    *blake3::hash(&read_file(&path).ok()?).as_bytes()
                }
            }
            None => *blake3::hash(&self.bytes(id).ok()?).as_bytes(),
        };
        lock(&self.digests).insert(id, digest);
        Some(digest)
    }

    /// The pages whose addresses are most like `path`.
    pub(super) fn nearest(&self, path: &str) -> Vec<String> {
        let below = path.strip_prefix(self.mount.as_str()).unwrap_or(path);
        let wanted = percent_decode_str(below.trim_matches('/')).decode_utf8_lossy();
        let pages = self
            .plan
            .outputs
            .iter()
            .filter(|output| output.id.is_page());
        let shown: Vec<&str> = pages
            .filter_map(|output| output.path.strip_suffix("/index.html"))
            .collect();
        let mut near = nearest(&wanted, shown.iter().copied(), 5);
        if near.is_empty() {
            // A right name in a wrong folder.
            let last = wanted.rsplit('/').next().unwrap_or_default();
            let named = |path: &&&str| path.rsplit('/').next() == Some(last);
            near = shown
                .iter()
                .filter(named)
                .take(5)
                .map(ToString::to_string)
                .collect();
        }
        near.iter().map(|path| format!("/{path}/")).collect()
    }
}

impl Kept {
    fn keep(&mut self, id: OutputId, bytes: &Bytes) {
        if self.bytes + bytes.len() > KEPT {
            *self = Self::default();
        }
        if self.pages.insert(id, bytes.clone()).is_none() {
            self.bytes += bytes.len();
        }
    }
}

/// Whether pages show it under an address that does not tell what it holds: renditions of images have one that does, and a feed
/// that a page names is not shown.
fn is_shown(id: OutputId) -> bool {
    match id {
        OutputId::Page(_) | OutputId::Feed(_) => false,
        OutputId::File(id) => id.spec().is_loaded_by_pages,
    }
}

fn large(stamp: &FileStamp) -> Digest {
    *blake3::hash(format!("{stamp:?}").as_bytes()).as_bytes()
}

/// A thread that failed while it held the lock leaves nothing half-done: each entry is put in whole.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
