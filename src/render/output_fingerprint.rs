//! What an output was made of: with this a later build tells, without rendering, whether it would make the same bytes.

use std::cell::RefCell;

use serde::{Deserialize, Serialize};

use super::RenderContext;
use super::feeds::Feed;
use super::output_id::{FileId, OutputId, PageId};
use super::pages::Prepared;
use super::view_cache::ViewCache;
use crate::diagnostic::Diagnostic;
use crate::images::Picture;
use crate::site::{Addresses, Asset};
use crate::theme::views::HeadView;
use crate::util::fingerprint::{self, Fingerprint, FingerprintHasher, Fingerprinted};

/// What an output was made of, beside its path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFingerprint {
    /// Of the template and of all that was handed to it.
    pub(super) inputs: Fingerprint,
    /// What rewriting the links looked up: each question with the hash of its answer.
    pub(super) lookups: Vec<AddressQuery>,
}

/// The path or address of something, and the hash of what is known of it.
pub(super) type AddressQuery = (Box<str>, u64);

/// An output with what it was made of.
#[derive(Debug)]
pub struct RenderedOutput {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it was made of; `None` where making it costs no more than knowing that.
    pub recipe: Option<OutputFingerprint>,
}

/// The addresses of a site for one output, which remember what was asked of them.
pub(super) struct TrackedAddresses<'a> {
    addresses: &'a Addresses,
    queries: RefCell<Vec<AddressQuery>>,
}

impl<'a> TrackedAddresses<'a> {
    pub(super) fn new(addresses: &'a Addresses) -> Self {
        Self {
            addresses,
            queries: RefCell::default(),
        }
    }

    /// The address of the source at `path` below content/, and the file where it is published as it is.
    pub(super) fn source(&self, path: &str) -> (Option<&'a str>, Option<&'a Asset>) {
        let found = (self.addresses.url(path), self.addresses.asset(path));
        self.record(["@/", path].concat(), hash_of_source(found));
        found
    }

    /// The image with renditions that a root-relative address stands for.
    pub(super) fn picture(&self, url: &str) -> Option<&'a Picture> {
        let found = self.addresses.picture(url);
        self.record(url.to_owned(), hash_of_picture(found));
        found
    }

    /// Whether any image has renditions: where none has, none is looked for.
    pub(super) fn has_pictures(&self) -> bool {
        self.addresses.has_pictures()
    }

    fn record(&self, question: String, answer: u64) {
        let mut queries = self.queries.borrow_mut();
        queries.push((question.into_boxed_str(), answer));
    }

    /// The same as if these had been asked.
    pub(super) fn record_all(&self, queries: &[AddressQuery]) {
        self.queries.borrow_mut().extend_from_slice(queries);
    }

    /// Every question once.
    pub(super) fn into_queries(self) -> Vec<AddressQuery> {
        let mut queries = self.queries.into_inner();
        queries.sort_unstable();
        queries.dedup();
        queries.shrink_to_fit();
        queries
    }
}

/// What the addresses of a site answer today.
fn answer(addresses: &Addresses, question: &str) -> u64 {
    match question.strip_prefix("@/") {
        Some(path) => hash_of_source((addresses.url(path), addresses.asset(path))),
        None => hash_of_picture(addresses.picture(question)),
    }
}

fn hash_of_source((url, asset): (Option<&str>, Option<&Asset>)) -> u64 {
    let Some(asset) = asset else {
        return url.map_or(0, fingerprint::hash);
    };
    let mut hasher = FingerprintHasher::default();
    url.hash_into(&mut hasher);
    let size = asset.size();
    size.map(|size| (size.width, size.height))
        .hash_into(&mut hasher);
    hash_of_picture(asset.picture()).hash_into(&mut hasher);
    hasher.hash()
}

fn hash_of_picture(picture: Option<&Picture>) -> u64 {
    let Some(picture) = picture else { return 0 };
    let mut hasher = FingerprintHasher::default();
    for text in [&picture.src, &picture.srcset, &picture.webp, &picture.sizes] {
        text.hash_into(&mut hasher);
    }
    picture.size.hash_into(&mut hasher);
    hasher.hash()
}

/// What a template is given.
pub(super) struct TemplateInput {
    pub(super) page: Prepared,
    pub(super) head: Option<HeadView>,
    pub(super) inputs: Fingerprint,
}

impl RenderContext {
    /// Gathers everything that the page `id` is made of.
    pub(super) fn template_input(
        &self,
        id: PageId,
        site: Fingerprint,
        cache: &ViewCache,
    ) -> Result<TemplateInput, Diagnostic> {
        let page = self.page(id, cache)?;
        let uses_head = self.theme.uses(&page.template, "head");
        let head = uses_head.then(|| self.head(id, &page.view));
        let mut hasher = FingerprintHasher::default();
        (site, page.template.as_str()).hash_into(&mut hasher);
        (&page.view, &head).hash_into(&mut hasher);
        for (name, view) in &page.variables {
            name.hash_into(&mut hasher);
            view.hash_into(&mut hasher);
        }
        let inputs = hasher.fingerprint();
        Ok(TemplateInput { page, head, inputs })
    }

    pub(super) fn inputs_of_feed(&self, feed: &Feed<'_>) -> Fingerprint {
        Fingerprint::of(&(self.base_fingerprint, feed))
    }

    /// Whether `id` would be made of the same as what `recipe` was written for.
    pub(super) fn is_up_to_date(
        &self,
        id: OutputId,
        recipe: &OutputFingerprint,
        site: Fingerprint,
        cache: &ViewCache,
    ) -> bool {
        let inputs = match id {
            // Rendering says what is wrong.
            OutputId::Page(id) => self
                .template_input(id, site, cache)
                .map(|input| input.inputs)
                .ok(),
            OutputId::Feed(id) => Some(self.inputs_of_feed(&self.feed_of(id))),
            OutputId::File(id) => self.inputs_of_file(id),
        };
        let addresses = &self.site.addresses;
        let mut lookups = recipe.lookups.iter();
        inputs == Some(recipe.inputs)
            && lookups.all(|(question, known)| answer(addresses, question) == *known)
    }

    /// Of a copy of a file of the site: its stamp, where that tells that it is unchanged.
    pub(super) fn inputs_of_file(&self, id: FileId) -> Option<Fingerprint> {
        let file = self.source_file(id)?;
        let stamp = self.files.as_ref()?.trusted_stamp(file)?;
        Some(Fingerprint::of(&(self.base_fingerprint, stamp)))
    }
}
