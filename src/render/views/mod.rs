//! The site and the theme as the views that templates see.
//!
//! Each file here makes the views of one subject. `pages` decides which of them a page gets.

mod archive;
mod article;
mod cache;
mod calendar;
mod card;
mod date;
mod issue;
mod matrix;
mod site;
mod term;
mod tiles;

pub(super) use article::summary;
pub(crate) use card::RenderedCards;
pub(super) use matrix::has_matrix;
pub(super) use tiles::tiles;

use std::cell::RefCell;

use tera::Context;

use super::urls::Urls;
use super::{Bodies, RenderContext};
use crate::article::Document;
use crate::diagnostic::{Diagnostic, Span};
use crate::site::Site;
use crate::theme::Theme;
use crate::theme::views::Html;
use cache::ViewCache;

/// Makes views. Each thread has its own: views are counted references, and threads that shared them would
/// wait for each other at the counters.
pub(super) struct Views<'r> {
    pub(super) site: &'r Site,
    pub(super) theme: &'r Theme,
    pub(super) urls: Urls<'r>,
    rendered_cards: &'r RenderedCards,
    html: HtmlMode<'r>,
    cache: ViewCache,
    /// Bodies are read and cards are rendered into it, one after the other.
    buffer: RefCell<Vec<u8>>,
}

/// The content of the views of bodies and cards.
pub(super) enum HtmlMode<'r> {
    /// Their HTML, for rendering.
    Full {
        /// The bodies.
        bodies: &'r dyn Bodies,
        /// The variables that every template is given: cards are rendered with them.
        common: Context,
    },
    /// Only the hashes of their sources, which take part in fingerprints. Nothing is read or rendered for
    /// these views.
    HashOnly,
}

impl<'r> Views<'r> {
    /// Views of a site.
    pub(super) fn new(context: &'r RenderContext, html: HtmlMode<'r>) -> Self {
        Self {
            site: &context.site,
            theme: &context.theme,
            urls: context.urls(),
            rendered_cards: &context.rendered_cards,
            html,
            cache: ViewCache::default(),
            buffer: RefCell::default(),
        }
    }

    /// The body of a document.
    fn body(&self, document: &Document) -> Result<Html, Diagnostic> {
        let hash = document.content.hash;
        match &self.html {
            HtmlMode::Full { bodies, .. } => {
                let mut buffer = self.buffer.borrow_mut();
                let html = read_body(*bodies, document, &mut buffer)?;
                Ok(Html::with_hash(html, hash))
            }
            HtmlMode::HashOnly => Ok(Html::with_hash("", hash)),
        }
    }
}

/// The HTML of the body of `document`. `buffer` holds it if it has to be read from a file.
pub(super) fn read_body<'b>(
    bodies: &dyn Bodies,
    document: &'b Document,
    buffer: &'b mut Vec<u8>,
) -> Result<&'b str, Diagnostic> {
    let html = bodies.html(document, buffer);
    html.map_err(|message| Diagnostic::at(Span::whole(&document.file), message))
}
