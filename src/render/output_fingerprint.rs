//! What an output was made of: with this a later build tells, without rendering, whether it would make the same bytes.

use std::cell::RefCell;

use serde::{Deserialize, Serialize};

use super::Press;
use super::feeds::Feed;
use super::page_id::PageId;
use super::pages::Prepared;
use super::view_cache::ViewCache;
use crate::diagnostic::Diagnostic;
use crate::images::Picture;
use crate::site::{Addresses, Asset};
use crate::theme::views::HeadView;
use crate::util::fingerprint::{self, Fingerprint, Mix, Mixer};

/// What an output was made of, beside its path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// Of the template and of all that was handed to it.
    pub(super) ingredients: Fingerprint,
    /// What finishing looked up: each question with the hash of its answer.
    pub(super) lookups: Vec<Lookup>,
}

/// The path or address of something, and the hash of what is known of it.
pub(super) type Lookup = (Box<str>, u64);

/// An output with what it was made of.
#[derive(Debug)]
pub struct Made {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it was made of; `None` where making it costs no more than knowing that.
    pub recipe: Option<Recipe>,
}

/// The addresses of a site for one output, which remember what was asked of them.
pub(super) struct Lookups<'a> {
    addresses: &'a Addresses,
    asked: RefCell<Vec<Lookup>>,
}

impl<'a> Lookups<'a> {
    pub(super) fn new(addresses: &'a Addresses) -> Self {
        Self {
            addresses,
            asked: RefCell::default(),
        }
    }

    /// The address of the source at `path` below content/, and the file where it is published as it is.
    pub(super) fn source(&self, path: &str) -> (Option<&'a str>, Option<&'a Asset>) {
        let found = (self.addresses.url(path), self.addresses.asset(path));
        self.note(["@/", path].concat(), hash_of_source(found));
        found
    }

    /// The image with variants that a root-relative address stands for.
    pub(super) fn picture(&self, url: &str) -> Option<&'a Picture> {
        let found = self.addresses.picture(url);
        self.note(url.to_owned(), hash_of_picture(found));
        found
    }

    /// Whether any image has variants: where none has, none is looked for.
    pub(super) fn has_pictures(&self) -> bool {
        self.addresses.has_pictures()
    }

    fn note(&self, question: String, answer: u64) {
        let mut asked = self.asked.borrow_mut();
        asked.push((question.into_boxed_str(), answer));
    }

    /// The same as if these had been asked.
    pub(super) fn note_all(&self, asked: &[Lookup]) {
        self.asked.borrow_mut().extend_from_slice(asked);
    }

    /// Every question once.
    pub(super) fn into_asked(self) -> Vec<Lookup> {
        let mut asked = self.asked.into_inner();
        asked.sort_unstable();
        asked.dedup();
        asked.shrink_to_fit();
        asked
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
    let mut mixer = Mixer::default();
    url.mix(&mut mixer);
    let size = asset.size();
    size.map(|size| (size.width, size.height)).mix(&mut mixer);
    hash_of_picture(asset.picture()).mix(&mut mixer);
    mixer.hash()
}

fn hash_of_picture(picture: Option<&Picture>) -> u64 {
    let Some(picture) = picture else { return 0 };
    let mut mixer = Mixer::default();
    for text in [&picture.src, &picture.srcset, &picture.webp, &picture.sizes] {
        text.mix(&mut mixer);
    }
    picture.size.mix(&mut mixer);
    mixer.hash()
}

/// What a template is given.
pub(super) struct Laid {
    pub(super) page: Prepared,
    pub(super) head: Option<HeadView>,
    pub(super) ingredients: Fingerprint,
}

impl Press {
    /// Gathers everything that the page `id` is made of.
    pub(super) fn lay(
        &self,
        id: PageId,
        site: Fingerprint,
        cache: &ViewCache,
    ) -> Result<Laid, Diagnostic> {
        let page = self.page(id, cache)?;
        let uses_head = self.theme.uses(&page.template, "head");
        let head = uses_head.then(|| self.head(id, &page.view));
        let mut mixer = Mixer::default();
        (site, page.template.as_str()).mix(&mut mixer);
        (&page.view, &head).mix(&mut mixer);
        for (name, view) in &page.variables {
            name.mix(&mut mixer);
            view.mix(&mut mixer);
        }
        let ingredients = mixer.fingerprint();
        Ok(Laid {
            page,
            head,
            ingredients,
        })
    }

    pub(super) fn ingredients_of_feed(&self, feed: &Feed<'_>) -> Fingerprint {
        Fingerprint::of(&(self.ground, feed))
    }

    /// Whether `id` would be made of the same as what `recipe` was written for.
    pub(super) fn is_made_of(
        &self,
        id: PageId,
        recipe: &Recipe,
        site: Fingerprint,
        cache: &ViewCache,
    ) -> bool {
        let ingredients = match id {
            PageId::Feed { scope, format } => {
                self.ingredients_of_feed(&self.feed_of(scope, format))
            }
            PageId::Asset(_) | PageId::Static(_) => match self.ingredients_of_file(id) {
                Some(ingredients) => ingredients,
                None => return false,
            },
            id if id.is_rendered() => match self.lay(id, site, cache) {
                Ok(laid) => laid.ingredients,
                // Rendering says what is wrong.
                Err(_) => return false,
            },
            _ => return false,
        };
        let addresses = &self.site.addresses;
        let mut lookups = recipe.lookups.iter();
        ingredients == recipe.ingredients
            && lookups.all(|(question, known)| answer(addresses, question) == *known)
    }

    /// Of a file that is published as it is: its stamp, where that tells that it is unchanged.
    pub(super) fn ingredients_of_file(&self, id: PageId) -> Option<Fingerprint> {
        let file = match id {
            PageId::Asset(number) => &self.site.addresses.assets().get(number)?.file,
            PageId::Static(number) => self.statics.get(number)?,
            _ => return None,
        };
        let stamp = self.files.as_ref()?.settled(file)?;
        Some(Fingerprint::of(&(self.ground, stamp)))
    }
}
