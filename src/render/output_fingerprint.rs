//! The fingerprint of an output: with it a later build finds out, without rendering, whether it would render
//! the same bytes.

use std::cell::RefCell;

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use crate::images::Picture;
use crate::site::{Addresses, Asset};
use crate::util::fingerprint::{self, Fingerprint, FingerprintHasher, Fingerprinted};
use crate::util::url;

/// The fingerprint of everything that an output at its path depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFingerprint {
    /// Of the template with its variables, of the articles of a feed, or of a file.
    pub(super) inputs: Fingerprint,
    /// The addresses that the rewriting of links has looked up.
    pub(super) queries: Vec<AddressQuery>,
}

impl OutputFingerprint {
    /// Whether an output with these inputs would have the same bytes, with the addresses as they are now.
    pub(super) fn matches(&self, inputs: Fingerprint, addresses: &Addresses, plan: &Plan) -> bool {
        let mut queries = self.queries.iter();
        self.inputs == inputs
            && queries.all(|(query, result)| hash_of_result(addresses, plan, query) == *result)
    }
}

/// The path of a source as `@/path`, that of a page as `@//path`, or the root-relative address of an image, with
/// the hash of the result.
pub(super) type AddressQuery = (Box<str>, u64);

/// A rendered output.
#[derive(Debug)]
pub(crate) struct RenderedOutput {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its fingerprint; `None` if rendering it again costs no more than comparing fingerprints.
    pub fingerprint: Option<OutputFingerprint>,
}

/// The addresses of a site, with a record of the queries that one output makes.
pub(super) struct TrackedAddresses<'a> {
    addresses: &'a Addresses,
    plan: &'a Plan,
    queries: RefCell<Vec<AddressQuery>>,
}

impl<'a> TrackedAddresses<'a> {
    pub(super) fn new(addresses: &'a Addresses, plan: &'a Plan) -> Self {
        Self {
            addresses,
            plan,
            queries: RefCell::default(),
        }
    }

    /// The address of the source at `path` below content/, and its asset if it is published as a file.
    pub(super) fn source(&self, path: &str) -> (Option<&'a str>, Option<&'a Asset>) {
        let result = (self.addresses.url(path), self.addresses.asset(path));
        self.record(["@/", path].concat(), hash_of_source(result));
        result
    }

    /// The address of the page at a root-relative path, if that names the page in another way: without the slash
    /// at its end, or with its `index.html`.
    ///
    /// With it comes the type and size of the file of static/ at the path, if readers are told them.
    pub(super) fn page(&self, path: &str) -> (Option<String>, Option<&'a str>) {
        let page = page(self.plan, path);
        self.record(["@/", path].concat(), hash_of_page(&page));
        page
    }

    /// The renditions of the image at a root-relative address.
    pub(super) fn picture(&self, url: &str) -> Option<&'a Picture> {
        let picture = self.addresses.picture(url);
        self.record(url.to_owned(), hash_of_picture(picture));
        picture
    }

    /// Whether any image has renditions: otherwise images need no query.
    pub(super) fn has_pictures(&self) -> bool {
        self.addresses.has_pictures()
    }

    fn record(&self, query: String, result: u64) {
        let mut queries = self.queries.borrow_mut();
        queries.push((query.into_boxed_str(), result));
    }

    /// Every query once.
    pub(super) fn into_queries(self) -> Vec<AddressQuery> {
        let mut queries = self.queries.into_inner();
        queries.sort_unstable();
        queries.dedup();
        queries.shrink_to_fit();
        queries
    }
}

/// The hash of the current result of a query.
fn hash_of_result(addresses: &Addresses, plan: &Plan, query: &str) -> u64 {
    match query.strip_prefix("@/") {
        Some(path) if path.starts_with('/') => hash_of_page(&page(plan, path)),
        Some(path) => hash_of_source((addresses.url(path), addresses.asset(path))),
        None => hash_of_picture(addresses.picture(query)),
    }
}

fn page<'p>(plan: &'p Plan, path: &str) -> (Option<String>, Option<&'p str>) {
    let plain = path.trim_start_matches('/');
    if let Some(note) = plan.file_note(plain) {
        return (None, Some(note));
    }
    let folder = match plain.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => {
            plan.find(plain).map(|_| folder.to_owned())
        }
        _ if plan.find(plain).is_some() => None,
        _ => {
            let folder = format!("{}/", plain.trim_end_matches('/'));
            plan.find(&format!("{folder}index.html")).map(|_| folder)
        }
    };
    let page = folder.map(|folder| url::encode(&format!("/{folder}")));
    (page, None)
}

fn hash_of_page((page, note): &(Option<String>, Option<&str>)) -> u64 {
    let result = page.as_deref().or(*note);
    result.map_or(0, fingerprint::hash)
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
    asset.note.hash_into(&mut hasher);
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
