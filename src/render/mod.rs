//! (Site, Theme, OutputId) into bytes: the one way in which every command renders, without side effects but
//! for the cache of renditions.
//!
//! [`Plan`] lists the outputs, [`Urls`] knows their addresses, `Views` turns the site into the values that
//! templates see, and [`Renderer`] makes the bytes.

#![deny(clippy::wildcard_enum_match_arm)]

mod dates;
mod feeds;
mod files;
mod head;
mod output_fingerprint;
mod output_id;
mod pages;
mod plan;
mod renderer;
mod renditions;
mod rewrite;
mod sitemap;
mod urls;
mod views;

pub(crate) use files::memory as output_memory;
pub(crate) use output_fingerprint::{OutputFingerprint, RenderedOutput};
pub(crate) use output_id::{FileId, OutputId, PageId};
pub(crate) use plan::{Output, Plan};
pub(crate) use renderer::Renderer;
pub(crate) use renditions::{
    CacheKind, CacheWriteError, RenditionObserver, RenditionStore, make_renditions, rendition,
    verify_images,
};
pub(crate) use urls::Urls;
pub(crate) use views::RenderedCards;

use std::sync::Arc;

use crate::article::Document;
use crate::diagnostic::Message;
use crate::site::Site;
use crate::source::{Folder, Inventory};
use crate::theme::Theme;
use crate::util::fingerprint::Fingerprint;

/// Gives the rendered bodies of documents.
pub trait Bodies: Send + Sync {
    /// The HTML of a body, with `@/path` as references to sources. `buffer` holds it if it has to be read
    /// from a file.
    ///
    /// # Errors
    /// The source of the document or its stored body cannot be read.
    fn html<'b>(&self, of: &'b Document, buffer: &'b mut Vec<u8>) -> Result<&'b str, Message>;

    /// The plain text of a body.
    ///
    /// # Errors
    /// As above.
    fn text(&self, of: &Document) -> Result<String, Message>;
}

/// Everything that outputs are rendered from. It owns all of it: a preview keeps one while it makes the next.
pub struct RenderContext {
    /// The site.
    pub site: Site,
    /// The theme.
    pub theme: Arc<Theme>,
    /// The rendered bodies.
    pub bodies: Arc<dyn Bodies>,
    /// The cards that have been rendered.
    pub rendered_cards: RenderedCards,
    /// The folder of the site.
    pub folder: Folder,
    /// The files of static/, by their paths relative to the folder of the site.
    pub static_files: Vec<Arc<str>>,
    /// The cache of renditions.
    pub renditions: Box<dyn RenditionStore>,
    /// Whether links name `index.html`, so that the output can be read without a server.
    pub portable: bool,
    /// The fingerprint of everything that all outputs depend on.
    pub base_fingerprint: Fingerprint,
    /// The files of the site with their stamps, if this run has listed them.
    pub inventory: Option<Arc<Inventory>>,
}

impl RenderContext {
    /// The addresses of the outputs.
    pub fn urls(&self) -> Urls<'_> {
        Urls {
            site: &self.site,
            theme: &self.theme,
            static_files: &self.static_files,
            portable: self.portable,
        }
    }

    /// The file of the site that an output is a copy of. Of an image, the metadata is not copied.
    pub fn source_file(&self, id: FileId) -> Option<&str> {
        files::source_file(self, id)
    }
}
