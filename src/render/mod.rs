//! (Site, Theme, OutputId) into bytes: the one render path, pure, used by every command.

#![deny(clippy::wildcard_enum_match_arm)]

mod cards;
mod cn_gov_meta;
mod dates;
mod feeds;
mod head;
mod images;
mod lists;
mod output_fingerprint;
mod output_id;
mod pages;
mod plan;
mod posts;
mod rewrite;
mod sitemap;
mod structured;
mod terms;
mod urls;
mod view_cache;

pub use cards::FinishedCards;
pub use feeds::FeedBodies;
pub use images::{CacheWriteError, RenditionStore, develop_images, verify_images};
pub use output_fingerprint::{OutputFingerprint, RenderedOutput};
pub use output_id::{DocumentId, FeedId, FeedScope, FileId, FileSpec, OutputId, PageId};
pub use plan::{Output, Plan};

use std::cell::RefCell;
use std::sync::Arc;

use tera::Context;

use crate::article::{Document, markdown};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::site::{Site, address};
use crate::source::{Folder, Inventory};
use crate::theme::views::Html;
use crate::theme::{Theme, template_errors};
use crate::util::fingerprint::Fingerprint;
use output_fingerprint::{TemplateInput, TrackedAddresses};
use rewrite::{Base, rewrite_links};
use view_cache::ViewCache;

/// Gives back rendered bodies.
pub trait Bodies: Send + Sync {
    /// The HTML of a body, with `@/path` where it refers to sources. `buffer` is for one that has to be fetched.
    ///
    /// # Errors
    /// The message of the document: its source or its stored body cannot be read.
    fn html<'b>(&self, of: &'b Document, buffer: &'b mut Vec<u8>) -> Result<&'b str, Message>;

    /// The plain text of a body.
    ///
    /// # Errors
    /// As above.
    fn text(&self, of: &Document) -> Result<String, Message>;
}

/// Everything that pages are made of. Immutable, and its own: a preview keeps one while it makes the next.
pub struct RenderContext {
    /// The model.
    pub site: Site,
    /// The theme.
    pub theme: Arc<Theme>,
    /// The articles as lists show them.
    pub finished_cards: FinishedCards,
    /// Their texts as feeds show them.
    pub feed_bodies: FeedBodies,
    /// The rendered bodies.
    pub bodies: Arc<dyn Bodies>,
    /// Where files that are published as they are come from.
    pub folder: Folder,
    /// The files of static/.
    pub statics: Vec<Arc<str>>,
    /// Where what was made of images is kept.
    pub store: Box<dyn RenditionStore>,
    /// Whether links name `index.html`, so that the folder reads without a server.
    pub portable: bool,
    /// What every output is made of.
    pub base_fingerprint: Fingerprint,
    /// The files of the site as they were found, where the run looked at them.
    pub files: Option<Arc<Inventory>>,
}

impl RenderContext {
    /// Whether any page shows highlighted code.
    pub fn has_code(&self) -> bool {
        self.site.has_code()
    }
}

/// Renders pages. Each thread has one of its own: template values are counted references, and threads that
/// share them wait for each other.
pub struct Renderer<'r> {
    press: &'r RenderContext,
    /// What every template is given: `site` and `strings`.
    common: Context,
    /// Of `site`, and of what all outputs are made of.
    base_fingerprint: Fingerprint,
    cache: ViewCache,
    /// For looking at what pages are made of.
    probe_cache: ViewCache,
    /// Where pages are rendered, one after the other.
    html: RefCell<Vec<u8>>,
}

impl<'r> Renderer<'r> {
    /// A renderer for one thread.
    pub fn new(press: &'r RenderContext) -> Self {
        let strings: std::collections::BTreeMap<String, String> = press.theme.strings.clone();
        let cache = ViewCache::default();
        let site = press.site_view(&cache);
        let base_fingerprint = Fingerprint::of(&(press.base_fingerprint, &site));
        let mut common = Context::new();
        common.insert_value("site", site.into());
        common.insert_value("strings", strings.into());
        Self {
            press,
            base_fingerprint,
            cache: cache.with_common(common.clone()),
            common,
            probe_cache: ViewCache::default(),
            html: RefCell::default(),
        }
    }

    /// Whether an output would be made of the same as what `recipe` was written for, and so have the same bytes.
    pub fn is_up_to_date(&self, id: OutputId, recipe: &OutputFingerprint) -> bool {
        self.press
            .is_up_to_date(id, recipe, self.base_fingerprint, &self.probe_cache)
    }

    /// Makes one output.
    pub fn render(&self, id: OutputId) -> Result<RenderedOutput, Diagnostic> {
        match id {
            OutputId::Page(id) => self.page(id),
            OutputId::Feed(id) => self.press.feed(id),
            OutputId::File(id) => self.press.file(id),
        }
    }

    fn page(&self, id: PageId) -> Result<RenderedOutput, Diagnostic> {
        let TemplateInput { page, head, inputs } =
            self.press
                .template_input(id, self.base_fingerprint, &self.cache)?;
        let mut context = self.common.clone();
        if let Some(head) = head {
            context.insert_value("head", head.into());
        }
        context.insert_value("page", page.view.into());
        for (name, view) in page.variables {
            context.insert_value(name, view.into_value());
        }
        let mut buffer = self.html.borrow_mut();
        let html = self.press.fill(&page.template, &context, &mut buffer)?;
        let lookups = TrackedAddresses::new(&self.press.site.addresses);
        let html = rewrite_links(html, self.press.base(id), &lookups);
        let recipe = OutputFingerprint {
            inputs,
            lookups: lookups.into_queries(),
        };
        Ok(RenderedOutput {
            bytes: html.into_bytes(),
            recipe: Some(recipe),
        })
    }
}

impl RenderContext {
    /// How addresses are written in the HTML of `id`.
    fn base(&self, id: PageId) -> Base<'_> {
        if id.spec().is_shown_anywhere && !self.portable {
            return Base::Prefix(self.base_path());
        }
        Base::Relative {
            // An address begins with the root, which is no folder on the way up.
            depth: self
                .page_url(id)
                .bytes()
                .skip(1)
                .filter(|byte| *byte == b'/')
                .count(),
            portable: self.portable,
        }
    }

    /// The path of the base URL, without trailing `/`: empty for a site at the root of its host.
    pub fn base_path(&self) -> &str {
        let base = self.site.config.base_url.as_deref().unwrap_or_default();
        let host = base.find("://").map_or("", |at| &base[at + 3..]);
        let path = host.find('/').map_or("", |at| &host[at..]);
        path.trim_end_matches('/')
    }

    /// Who publishes, and stands for authors and sources that are not given: the site itself where it names nobody.
    fn publisher(&self) -> &String {
        let config = &self.site.config;
        if config.publisher.name.is_empty() {
            &config.title
        } else {
            &config.publisher.name
        }
    }

    /// The host in the base URL, without its port; empty where there is no base URL.
    fn host(&self) -> &str {
        address::host(self.site.config.base_url.as_deref().unwrap_or_default())
    }

    /// The base URL without trailing `/`, if there is one.
    fn base_url(&self) -> Option<&str> {
        self.site
            .config
            .base_url
            .as_deref()
            .map(|base| base.trim_end_matches('/'))
    }

    /// A root-relative address below the base URL; empty where there is no base URL or no address.
    fn absolute(&self, url: &str) -> String {
        match self.base_url() {
            Some(base) if url.starts_with('/') && !url.starts_with("//") => [base, url].concat(),
            Some(_) => url.to_owned(),
            None => String::new(),
        }
    }

    /// Makes a file that is neither a page nor a feed.
    fn file(&self, id: FileId) -> Result<RenderedOutput, Diagnostic> {
        let bytes = match id {
            FileId::Asset(asset) => self.asset(asset)?,
            FileId::Static(number) => self.folder.bytes(&self.statics[number])?,
            FileId::Rendition { asset, rendition } => self.rendition_bytes(asset, rendition)?,
            FileId::ThemeAsset(number) => self.theme.assets[number].bytes.to_vec(),
            FileId::CodeStyle => markdown::stylesheet().into_bytes(),
            FileId::Sitemap(part) => sitemap::sitemap(self, part).into_bytes(),
            FileId::Robots => sitemap::robots(self).into_bytes(),
        };
        let recipe = self.inputs_of_file(id).map(|inputs| OutputFingerprint {
            inputs,
            lookups: Vec::new(),
        });
        Ok(RenderedOutput { bytes, recipe })
    }

    /// Renders a template. `buffer` is overwritten.
    fn fill<'b>(
        &self,
        template: &str,
        context: &Context,
        buffer: &'b mut Vec<u8>,
    ) -> Result<&'b str, Diagnostic> {
        buffer.clear();
        let rendered = self.theme.tera.render_to(template, context, &mut *buffer);
        // A page fails at one place; what is wrong in several was found when the theme was loaded.
        rendered.map_err(|error| template_errors(&error, &self.theme.sources).swap_remove(0))?;
        simdutf8::basic::from_utf8(buffer).map_err(|error| {
            Diagnostic::new(Message::Template {
                reason: error.to_string(),
            })
        })
    }

    /// The body of `document`. `buffer` is for one that has to be fetched.
    fn body<'b>(
        &self,
        document: &'b Document,
        buffer: &'b mut Vec<u8>,
    ) -> Result<&'b str, Diagnostic> {
        self.bodies
            .html(document, buffer)
            .map_err(|message| Diagnostic::at(Span::whole(&document.file), message))
    }

    /// A body as templates see it.
    fn html(&self, document: &Document, cache: &ViewCache) -> Result<Html, Diagnostic> {
        let hash = document.content.hash;
        if cache.common.is_none() {
            return Ok(Html::with_hash("", hash));
        }
        let mut buffer = cache.buffer.borrow_mut();
        Ok(Html::with_hash(self.body(document, &mut buffer)?, hash))
    }
}
