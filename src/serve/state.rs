//! The state of the preview: the last site that was built without errors, and the errors of the newest
//! sources.

use std::sync::Arc;

use super::seen::SeenPages;
use super::snapshot::SiteSnapshot;
use crate::diagnostic::catalogue::Label;
use crate::diagnostic::{Diagnostic, Lang, has_errors, render_html, sort};
use crate::pipeline::SiteFiles;
use crate::source::Folder;
use crate::theme::TemplateSources;
use crate::util::html::escape;

/// One state of the preview. It is immutable once published; a change publishes the next one.
#[derive(Clone)]
pub(super) struct ServerState {
    /// Grows by one with each state.
    pub(super) revision: u64,
    /// The last site without errors.
    pub(super) snapshot: Option<Arc<SiteSnapshot>>,
    /// All diagnostics of the newest sources, and those of pages that were rendered.
    pub(super) diagnostics: Arc<Vec<Diagnostic>>,
    /// The diagnostics as HTML, to lay over a page; `None` if there is no error among them.
    pub(super) error_html: Option<Arc<str>>,
    /// Prints diagnostics as HTML.
    pub(super) printer: OverlayPrinter,
    /// The pages of all states that were sent.
    pub(super) seen: Arc<SeenPages>,
}

/// Prints diagnostics for a browser.
#[derive(Clone)]
pub(super) struct OverlayPrinter {
    pub(super) folder: Folder,
    pub(super) templates: Arc<TemplateSources>,
    pub(super) lang: Lang,
}

impl ServerState {
    /// Replaces the diagnostics.
    pub(super) fn set_diagnostics(&mut self, diagnostics: Vec<Diagnostic>) {
        self.error_html = self.printer.error_html(diagnostics.clone());
        self.diagnostics = Arc::new(diagnostics);
    }

    /// The diagnostics and `failure`, an error of a page that was just rendered, as HTML.
    pub(super) fn error_html_with(&self, failure: Diagnostic) -> Option<Arc<str>> {
        let mut diagnostics = self.diagnostics.to_vec();
        if !diagnostics.contains(&failure) {
            diagnostics.push(failure);
        }
        self.printer.error_html(diagnostics)
    }
}

impl OverlayPrinter {
    /// The diagnostics as HTML, with a heading; `None` if there is no error among them.
    pub(super) fn error_html(&self, mut diagnostics: Vec<Diagnostic>) -> Option<Arc<str>> {
        if !has_errors(&diagnostics) {
            return None;
        }
        sort(&mut diagnostics);
        let files = SiteFiles {
            folder: &self.folder,
            templates: &self.templates,
        };
        let list = render_html(&diagnostics, &files, self.lang);
        let heading = Label::PreviewProblems.text(self.lang);
        Some(Arc::from(format!("<h1>{heading}</h1>\n{list}")))
    }

    /// A page that consists of `error_html`.
    pub(super) fn error_page(&self, title: &str, error_html: &str) -> String {
        let language = match self.lang {
            Lang::Zh => "zh-Hans",
            Lang::En => "en",
        };
        format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n\
             <link rel=\"stylesheet\" href=\"/__bulletin/overlay.css\" data-bulletin>\n</head>\n\
             <body class=\"problems\" data-bulletin-problems>\n{error_html}</body>\n</html>\n",
            escape::html(title)
        )
    }
}
