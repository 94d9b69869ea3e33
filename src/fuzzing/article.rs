//! One article: from the bytes of its file to the HTML of its body.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use crate::article::markdown::{BodyTheme, Highlighter, Options, RawHtml};
use crate::article::{self, BodySink, Document, DocumentKind, FOLDERS, Settings, StoredBody};
use crate::config::{self, Config};
use crate::diagnostic::Diagnostic;
use crate::source::{Folder, decode_file};
use crate::theme::Theme;

pub use crate::article::markdown::options::RawHtml as RawHtmlPolicy;

/// Reads articles of a site with the default theme.
pub struct ArticleReader {
    config: Config,
    theme: BodyTheme,
    highlighter: Highlighter,
}

/// Everything that the program makes of one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadArticle {
    /// The decoded text; `None` for a file that is no text.
    pub text: Option<String>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether its front matter has no errors.
    pub is_valid: bool,
    /// The HTML of the body.
    pub html: String,
    /// The plain text of the body.
    pub plain_text: String,
    /// The first sentences.
    pub excerpt: String,
    /// The places of headings, references and raw HTML.
    pub ranges: Vec<Range<usize>>,
    /// All anchors of the body.
    pub anchors: Vec<String>,
    /// The headings for a table of contents.
    pub headings: Vec<String>,
    /// The document as the build cache keeps it.
    pub saved: Vec<u8>,
}

impl ArticleReader {
    /// A reader for the site with this site.toml.
    ///
    /// # Errors
    /// What is wrong with site.toml.
    pub fn new(site_toml: &str) -> Result<Self, Vec<Diagnostic>> {
        let (config, diagnostics) = config::read(site_toml);
        let config = config.ok_or(diagnostics)?;
        // A folder that does not exist has no theme of its own.
        let nowhere = Folder::new(std::path::Path::new("/nowhere"));
        let theme = Theme::load(&nowhere, &config).map_err(|error| error.diagnostics)?;
        Ok(Self {
            theme: theme.body_theme(),
            config,
            highlighter: Highlighter::new(),
        })
    }

    /// Reads the file `path` with these bytes.
    pub fn read(&self, path: &str, bytes: &[u8], raw_html: RawHtmlPolicy) -> ReadArticle {
        let file: Arc<str> = Arc::from(path);
        let (text, warning) = match decode_file(&file, bytes) {
            Ok(decoded) => decoded,
            Err(problem) => {
                return ReadArticle {
                    diagnostics: vec![problem],
                    ..ReadArticle::default()
                };
            }
        };
        let settings = self.settings(raw_html);
        let mut bodies = LastBody::default();
        let (document, problems) = article::parse(&file, kind(path), &text, &settings, &mut bodies);
        ReadArticle {
            diagnostics: warning.into_iter().chain(problems).collect(),
            is_valid: document.is_valid,
            html: bodies.html,
            plain_text: bodies.text,
            excerpt: document.content.excerpt.clone(),
            ranges: ranges(&document),
            anchors: document.content.anchors().map(str::to_owned).collect(),
            headings: headings(&document),
            saved: saved(&document),
            text: Some(text.into_owned()),
        }
    }

    /// The HTML and the plain text of the body as they are made again for a document from the build cache.
    /// `None` if the cache does not give back what was saved.
    pub fn read_saved(
        &self,
        saved: &[u8],
        text: &str,
        raw_html: RawHtmlPolicy,
    ) -> Option<(String, String)> {
        let document: Document = postcard::from_bytes(saved).ok()?;
        let settings = self.settings(raw_html);
        let html = article::html(&document, text, &settings)?;
        let plain_text = article::plain_text(&document, text, &settings)?;
        (self::saved(&document) == saved).then_some((html, plain_text))
    }

    fn settings(&self, raw_html: RawHtml) -> Settings<'_> {
        let markdown = Options {
            raw_html,
            line_breaks: self.config.markdown.line_breaks,
            theme: self.theme.clone(),
            highlight: true,
            schemes: self.config.links.schemes.clone(),
        };
        Settings {
            config: &self.config,
            markdown,
            highlighter: &self.highlighter,
        }
    }
}

fn kind(path: &str) -> DocumentKind {
    let folder = FOLDERS.iter().find(|(folder, _)| path.starts_with(folder));
    folder.map_or(DocumentKind::Article, |(_, kind)| *kind)
}

fn ranges(document: &Document) -> Vec<Range<usize>> {
    let content = &document.content;
    let headings = content.headings.iter().map(|heading| &heading.range);
    let references = content.references.iter().map(|reference| &reference.range);
    let all = headings.chain(references);
    let active = content.active_parts.iter().map(|part| &part.range);
    let all = all.chain(active).chain(&content.heading_jumps);
    let all = all.chain(&content.placeholder);
    all.cloned().collect()
}

fn headings(document: &Document) -> Vec<String> {
    let headings = document.content.headings.iter();
    headings.map(|heading| heading.html().to_owned()).collect()
}

fn saved(document: &Document) -> Vec<u8> {
    postcard::to_allocvec(document).unwrap_or_default()
}

/// Keeps the body that was stored last.
#[derive(Default)]
struct LastBody {
    html: String,
    text: String,
}

impl BodySink for LastBody {
    fn wants_text(&self) -> bool {
        true
    }

    fn store(&mut self, html: &str, text: &str, _: u64) -> io::Result<StoredBody> {
        html.clone_into(&mut self.html);
        text.clone_into(&mut self.text);
        Ok(StoredBody::InMemory(html.into()))
    }
}
