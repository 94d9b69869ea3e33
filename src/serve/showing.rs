//! What the preview shows at the moment: the last site that could be made, and the mistakes of the newest sources.

use std::sync::Arc;

use super::edition::Edition;
use crate::diagnostic::escape;
use crate::diagnostic::{Diagnostic, Lang, has_errors, html, sort};
use crate::pipeline::SiteFiles;
use crate::source::Folder;
use crate::theme::TemplateSources;

/// One state of the preview. Whoever holds it sees nothing change.
#[derive(Clone)]
pub(super) struct Showing {
    /// Grows with each state.
    pub(super) number: u64,
    /// The last site without errors.
    pub(super) edition: Option<Arc<Edition>>,
    /// Everything that was said of the newest sources and of pages that were rendered.
    pub(super) diagnostics: Arc<Vec<Diagnostic>>,
    /// The mistakes, as a page shows them; `None` where there is no error.
    pub(super) problems: Option<Arc<str>>,
    /// What is needed to print a mistake that is found when a page is rendered.
    pub(super) printer: Printer,
}

/// Prints diagnostics for a browser.
#[derive(Clone)]
pub(super) struct Printer {
    pub(super) folder: Folder,
    pub(super) templates: Arc<TemplateSources>,
    pub(super) lang: Lang,
}

impl Showing {
    /// Takes what is said of the newest sources.
    pub(super) fn note(&mut self, diagnostics: Vec<Diagnostic>) {
        self.problems = self.printer.problems(diagnostics.clone());
        self.diagnostics = Arc::new(diagnostics);
    }

    /// What a page shows that failed for this reason.
    pub(super) fn problems_with(&self, reason: Diagnostic) -> Option<Arc<str>> {
        let mut diagnostics = self.diagnostics.to_vec();
        if !diagnostics.contains(&reason) {
            diagnostics.push(reason);
        }
        self.printer.problems(diagnostics)
    }
}

impl Printer {
    /// The mistakes as HTML, with a heading; `None` where there is no error among them.
    pub(super) fn problems(&self, mut diagnostics: Vec<Diagnostic>) -> Option<Arc<str>> {
        if !has_errors(&diagnostics) {
            return None;
        }
        sort(&mut diagnostics);
        let files = SiteFiles {
            folder: &self.folder,
            templates: &self.templates,
        };
        let list = html(&diagnostics, &files, self.lang);
        let heading = self.choose(
            "有错误，改正后会自动更新",
            "There are errors; the page follows when they are mended",
        );
        Some(Arc::from(format!("<h1>{heading}</h1>\n{list}")))
    }

    /// A page that holds nothing but mistakes.
    pub(super) fn error_page(&self, title: &str, problems: &str) -> String {
        let language = self.choose("zh-Hans", "en");
        format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n\
             <link rel=\"stylesheet\" href=\"/__bulletin/overlay.css\" data-bulletin>\n</head>\n\
             <body class=\"problems\" data-bulletin-problems>\n{problems}</body>\n</html>\n",
            escape(title)
        )
    }

    /// The words in the language of the messages.
    pub(super) fn choose(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}
