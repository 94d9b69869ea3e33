//! (Site, Theme, PageId) into bytes: the one render path, pure, used by every command.

mod budget;
mod dates;
mod feeds;
mod finish;
mod government;
mod head;
mod images;
mod lists;
mod pages;
mod picture;
mod plan;
mod posts;
mod robots;
mod structured;
mod terms;
mod view_cache;

pub use budget::{Overweight, Scale, over_budget};
pub use images::{Unkept, VariantStore, develop_images, verify_images};
pub use plan::{Output, PageId, Plan, Scope};

use std::cell::RefCell;
use std::sync::Arc;

use tera::{Context, Value};

use crate::article::{BodyRef, markdown};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::site::Site;
use crate::source::Folder;
use crate::theme::views::Html;
use crate::theme::{Theme, template_errors};
use finish::Base;
use view_cache::ViewCache;

/// Gives back rendered bodies that were kept while parsing.
pub trait Bodies: Send + Sync {
    /// The HTML of a body, with `@/path` where it refers to sources. `buffer` is overwritten.
    fn html<'b>(&self, body: BodyRef, buffer: &'b mut Vec<u8>) -> std::io::Result<&'b str>;
}

/// Everything that pages are made of. Immutable, and its own: a preview keeps one while it makes the next.
pub struct Press {
    /// The model.
    pub site: Site,
    /// The theme.
    pub theme: Arc<Theme>,
    /// The rendered bodies.
    pub bodies: Arc<dyn Bodies>,
    /// Where files that are published as they are come from.
    pub folder: Folder,
    /// The files of static/.
    pub statics: Vec<Arc<str>>,
    /// Where what was made of images is kept.
    pub store: Box<dyn VariantStore>,
    /// Whether links name `index.html`, so that the folder reads without a server.
    pub portable: bool,
}

impl Press {
    /// Whether any page shows highlighted code.
    pub fn has_code(&self) -> bool {
        self.site.has_code()
    }
}

/// Renders pages. Each thread has one of its own: template values are counted references, and threads that
/// share them wait for each other.
pub struct Renderer<'r> {
    press: &'r Press,
    site: Value,
    strings: Value,
    cache: ViewCache,
    /// Where pages are rendered, one after the other.
    html: RefCell<Vec<u8>>,
}

impl<'r> Renderer<'r> {
    /// A renderer for one thread.
    pub fn new(press: &'r Press) -> Self {
        let strings: std::collections::BTreeMap<String, String> = press.theme.strings.clone();
        let cache = ViewCache::default();
        Self {
            press,
            site: press.site_view(&cache).into(),
            strings: strings.into(),
            cache,
            html: RefCell::default(),
        }
    }

    /// The bytes of one output.
    pub fn render(&self, id: PageId) -> Result<Vec<u8>, Diagnostic> {
        let press = self.press;
        match id {
            PageId::Asset(number) => press.asset(number),
            PageId::Variant { asset, variant } => press.variant_bytes(asset, variant),
            PageId::Static(number) => press.folder.bytes(&press.statics[number]),
            PageId::ThemeAsset(number) => Ok(press.theme.assets[number].bytes.to_vec()),
            PageId::CodeStyle => Ok(markdown::stylesheet().into_bytes()),
            PageId::Feed { scope, format } => press.feed(scope, format),
            PageId::Sitemap(number) => Ok(robots::sitemap(press, number).into_bytes()),
            PageId::Robots => Ok(robots::robots(press).into_bytes()),
            _ => self.page(id),
        }
    }

    fn page(&self, id: PageId) -> Result<Vec<u8>, Diagnostic> {
        let page = self.press.page(id, &self.cache)?;
        let mut context = Context::new();
        context.insert_value("site", self.site.clone());
        context.insert_value("strings", self.strings.clone());
        if self.press.theme.uses(&page.template, "head") {
            let head = self.press.head(id, &page.view);
            context.insert_value("head", head.into());
        }
        context.insert_value("page", page.view.into());
        for (name, value) in page.variables {
            context.insert_value(name, value);
        }
        let theme = &self.press.theme;
        let mut html = self.html.borrow_mut();
        html.clear();
        let rendered = theme.tera.render_to(&page.template, &context, &mut *html);
        rendered.map_err(|error| {
            // A page fails at one place; what is wrong in several was found when the theme was loaded.
            let mut problems = template_errors(&error, &theme.sources);
            problems.swap_remove(0)
        })?;
        let html = simdutf8::basic::from_utf8(&html).map_err(|error| {
            Diagnostic::new(Message::Template {
                reason: error.to_string(),
            })
        })?;
        Ok(finish::finish(html, &self.press.base(id), &self.press.site.addresses).into_bytes())
    }
}

impl Press {
    /// How addresses are written in the HTML of `id`.
    fn base(&self, id: PageId) -> Base {
        let path = self.path(id);
        if id == PageId::NotFound && !self.portable {
            // The page is shown at addresses of any depth, so its links cannot be relative to it.
            return Base::Prefix(self.base_path());
        }
        Base::Relative {
            depth: path.matches('/').count(),
            portable: self.portable,
        }
    }

    /// The path of the base URL, without trailing `/`: empty for a site at the root of its host.
    pub fn base_path(&self) -> String {
        let base = self.site.config.base_url.as_deref().unwrap_or_default();
        let host = base.find("://").map_or("", |at| &base[at + 3..]);
        host.find('/').map_or_else(String::new, |at| {
            host[at..].trim_end_matches('/').to_owned()
        })
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
            Some(base) if url.starts_with('/') && !url.starts_with("//") => format!("{base}{url}"),
            Some(_) => url.to_owned(),
            None => String::new(),
        }
    }

    /// The body of `file` as it was kept. `buffer` is overwritten.
    fn body<'b>(
        &self,
        body: BodyRef,
        file: &Arc<str>,
        buffer: &'b mut Vec<u8>,
    ) -> Result<&'b str, Diagnostic> {
        self.bodies.html(body, buffer).map_err(|error| {
            let message = Message::Io {
                path: file.to_string(),
                reason: error.to_string(),
            };
            Diagnostic::at(Span::whole(file), message)
        })
    }

    /// A body as templates see it.
    fn html(&self, document: &crate::article::Document) -> Result<Html, Diagnostic> {
        self.body(document.content.body, &document.file, &mut Vec::new())
            .map(Html::new)
    }
}
