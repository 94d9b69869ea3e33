//! Parses source texts into documents: front matter, rendered Markdown, and the metadata of the body that
//! lists, links and checks use.
//!
//! [`parse`] is a pure function of one file's text and the settings; it knows no other file. The rendered
//! body goes to the [`BodySink`] and is fetched from there when a page or feed is made, so that documents
//! stay small.

mod address;
mod dated_name;
pub(crate) mod front_matter;
pub(crate) mod markdown;
mod meta;
mod placeholder;
mod reader;

pub(crate) use crate::fields::FRONT_MATTER;
pub(crate) use address::address_part;
pub(crate) use meta::{
    ArticleMeta, FigureMeta, ImageMeta, IssueMeta, Meta, PageMeta, SourceMeta, TermMeta,
};

use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Message, Span, has_errors};
use crate::fields::{Fields, Spanned};
use crate::text::count::Counts;
use crate::text::excerpt::excerpt;
use crate::util::fingerprint;
use markdown::{
    ActivePart, Body, Doubt, Heading, Highlighter, PlainText, RawHtml, Reference, TextSink,
};

/// The kind of a document, which follows from its folder in content/.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DocumentKind {
    /// content/articles/
    Article,
    /// content/pages/
    Page,
    /// content/issues/
    Issue,
    /// content/initiatives/
    Initiative,
    /// content/regions/
    Region,
}

/// The folders of content/ that hold documents.
pub(crate) const FOLDERS: &[(&str, DocumentKind)] = &[
    ("content/articles", DocumentKind::Article),
    ("content/pages", DocumentKind::Page),
    ("content/issues", DocumentKind::Issue),
    ("content/initiatives", DocumentKind::Initiative),
    ("content/regions", DocumentKind::Region),
];

/// One parsed file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Document {
    /// Path relative to the site's folder: `content/articles/2024/x.md`.
    pub file: Arc<str>,
    /// The front matter. Of a document with errors, it may have placeholders.
    pub meta: Meta,
    /// Whether it has no errors of its own. A document with errors is checked like any other, so that
    /// its other errors are found, but no site is made with it.
    pub is_valid: bool,
    /// The body.
    pub content: Content,
}

/// The metadata of a body. All ranges are byte ranges in the file's text.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Content {
    /// The rendered HTML. Not set at first if an earlier run of the program parsed the document.
    #[serde(skip)]
    pub body: OnceLock<StoredBody>,
    /// The offset of the body in the file's text.
    pub start: usize,
    /// The hash of the rendered HTML.
    pub hash: u64,
    /// The length of the plain text in bytes; 0 where it was not collected.
    pub text_len: u32,
    /// The headings in order.
    pub headings: Box<[Heading]>,
    /// Every link and image in order.
    pub references: Box<[Reference]>,
    /// The anchors that are not headings, such as footnotes.
    pub ids: Box<[String]>,
    /// Han characters and words.
    pub counts: Counts,
    /// The first sentences; empty where the front matter has a summary.
    pub excerpt: String,
    /// Whether code is highlighted in it.
    pub has_code: bool,
    /// What in raw HTML the policy of a page may block.
    pub active_parts: Box<[ActivePart]>,
    /// Headings that skip a level.
    pub heading_jumps: Box<[Range<usize>]>,
    /// What `new` wrote and nobody has replaced, in front matter or body.
    pub placeholder: Option<Range<usize>>,
    /// What can be read in two ways.
    pub doubts: Box<[(Range<usize>, Doubt)]>,
}

impl Content {
    /// The anchors of this body: those of its headings, then the others.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        let headings = self.headings.iter().map(|heading| &*heading.id);
        headings.chain(self.ids.iter().map(String::as_str))
    }
}

/// The place of a rendered body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredBody {
    /// In memory.
    InMemory(Box<str>),
    /// In the file of the store.
    InFile {
        /// First byte.
        offset: u64,
        /// Length in bytes.
        len: u32,
    },
}

impl StoredBody {
    /// Its length in bytes.
    pub fn size(&self) -> usize {
        match self {
            Self::InMemory(html) => html.len(),
            Self::InFile { len, .. } => *len as usize,
        }
    }
}

/// Receives rendered bodies. Each thread has its own sink.
pub(crate) trait BodySink {
    /// Whether the plain text of bodies is wanted.
    fn wants_text(&self) -> bool;

    /// Stores a body under the hash of its HTML. `text` is empty unless it is wanted.
    ///
    /// # Errors
    /// A file that cannot be written.
    fn store(&mut self, html: &str, text: &str, hash: u64) -> std::io::Result<StoredBody>;
}

/// The inputs of parsing other than path and text.
pub struct Settings<'s> {
    /// The configuration.
    pub config: &'s Config,
    /// Markdown options, with the words of the theme.
    pub markdown: markdown::Options,
    /// The grammars.
    pub highlighter: &'s Highlighter,
}

/// Parses the text of `file`. A document that is not valid comes with at least one error.
pub(crate) fn parse(
    file: &Arc<str>,
    kind: DocumentKind,
    text: &str,
    settings: &Settings<'_>,
    bodies: &mut dyn BodySink,
) -> (Document, Vec<Diagnostic>) {
    let (meta, body_start, mut diagnostics) = match front_matter::fields(file, text) {
        Ok((fields, body_start)) => {
            let (meta, diagnostics) = reader::read(kind, file, fields, settings.config);
            (meta, body_start, diagnostics)
        }
        Err(diagnostics) => {
            let meta = placeholder(kind, file, settings);
            (meta, front_matter::body_start(text), diagnostics)
        }
    };
    let body = Body {
        with_lead: !meta.has_summary(),
        ..body(file, text, body_start)
    };
    let content = match content(body, body_start, settings, bodies) {
        Ok((content, problems)) => {
            let problems = problems.into_iter();
            diagnostics.extend(
                problems.map(|(range, message)| Diagnostic::at(Span::new(file, range), message)),
            );
            content
        }
        Err(error) => {
            let message = Message::io(&**file, &error);
            diagnostics.push(Diagnostic::at(Span::whole(file), message));
            Content::default()
        }
    };
    let content = Content {
        placeholder: placeholder::placeholder(&meta, text, body_start),
        ..content
    };
    let document = Document {
        file: Arc::clone(file),
        meta,
        is_valid: !has_errors(&diagnostics),
        content,
    };
    (document, diagnostics)
}

/// The document of a file that cannot be read, whose error has been reported.
pub(crate) fn unreadable(file: &Arc<str>, kind: DocumentKind, settings: &Settings<'_>) -> Document {
    Document {
        file: Arc::clone(file),
        meta: placeholder(kind, file, settings),
        is_valid: false,
        content: Content::default(),
    }
}

/// Front matter without any value but those that the name of the file gives.
fn placeholder(kind: DocumentKind, file: &Arc<str>, settings: &Settings<'_>) -> Meta {
    let (meta, _) = reader::read(kind, file, Fields::new(file, Vec::new()), settings.config);
    meta
}

/// What a text must not have, with its place in the file.
type Problems = Vec<(Range<usize>, Message)>;

/// Renders the body that begins at `start`, and stores the HTML in `bodies`.
fn content(
    body: Body<'_>,
    start: usize,
    settings: &Settings<'_>,
    bodies: &mut dyn BodySink,
) -> std::io::Result<(Content, Problems)> {
    let mut plain_text = bodies
        .wants_text()
        .then(|| PlainText::with_capacity(body.text.len()));
    let sink: &mut dyn TextSink = match &mut plain_text {
        Some(plain_text) => plain_text,
        None => &mut (),
    };
    let rendered = markdown::render(body, &settings.markdown, settings.highlighter, sink);
    let text = plain_text.map_or_else(String::new, PlainText::into_string);
    let hash = fingerprint::hash(&rendered.html);
    let rendered = rendered.with_ranges(|range| range.start + start..range.end + start);
    let mut ids = rendered.ids;
    let of_headings = || rendered.headings.iter().map(|heading| &*heading.id);
    if ids.iter().eq(of_headings()) {
        ids.clear();
    } else {
        let of_headings: HashSet<&str> = of_headings().collect();
        ids.retain(|id| !of_headings.contains(id.as_str()));
    }
    let mut problems = rendered.problems;
    problems.extend(escaped_html(&rendered.raw_html, &settings.markdown));
    let taken_ids = rendered.taken_ids.into_iter();
    problems.extend(taken_ids.map(|Spanned { value: id, range }| (range, Message::TakenId { id })));
    let content = Content {
        start,
        hash,
        text_len: u32::try_from(text.len()).unwrap_or(u32::MAX),
        body: OnceLock::from(bodies.store(&rendered.html, &text, hash)?),
        headings: rendered.headings.into_boxed_slice(),
        references: rendered.references.into_boxed_slice(),
        ids: ids.into_boxed_slice(),
        counts: rendered.counts,
        excerpt: excerpt(&rendered.lead, settings.config.articles.summary),
        has_code: rendered.has_code,
        active_parts: rendered.active_parts.into_boxed_slice(),
        heading_jumps: rendered.heading_jumps.into_boxed_slice(),
        placeholder: None,
        doubts: rendered.doubts.into_boxed_slice(),
    };
    Ok((content, problems))
}

/// One warning about all HTML that the page shows as text.
fn escaped_html(
    raw_html: &[Range<usize>],
    options: &markdown::Options,
) -> Option<(Range<usize>, Message)> {
    let first = raw_html.first()?;
    let count = raw_html.len().to_string();
    (options.raw_html == RawHtml::Escape).then(|| (first.clone(), Message::EscapedHtml { count }))
}

/// The HTML of a body that [`parse`] has rendered before; `None` if it has changed since.
pub(crate) fn html(of: &Document, text: &str, settings: &Settings<'_>) -> Option<String> {
    render_again(of, text, settings, &mut ())
}

/// The plain text of such a body.
pub(crate) fn plain_text(of: &Document, text: &str, settings: &Settings<'_>) -> Option<String> {
    let mut plain_text = PlainText::default();
    render_again(of, text, settings, &mut plain_text)?;
    Some(plain_text.into_string())
}

fn render_again(
    of: &Document,
    text: &str,
    settings: &Settings<'_>,
    plain_text: &mut dyn TextSink,
) -> Option<String> {
    let start = of.content.start;
    if !text.is_char_boundary(start) {
        return None;
    }
    let body = body(&of.file, text, start);
    let html = markdown::render(body, &settings.markdown, settings.highlighter, plain_text).html;
    (fingerprint::hash(&html) == of.content.hash).then_some(html)
}

/// The body of a file, which begins at `start`.
fn body<'b>(file: &'b str, text: &'b str, start: usize) -> Body<'b> {
    Body {
        text: &text[start..],
        dir: folder(file).strip_prefix("content/").unwrap_or_default(),
        with_lead: false,
    }
}

/// Whether a file is written in Markdown, by its name: `a.md`, and `A.MD` from a camera or an old system.
pub(crate) fn is_markdown(path: &str) -> bool {
    plain_path(path).len() < path.len()
}

/// A path without the ending of Markdown files.
pub(crate) fn plain_path(path: &str) -> &str {
    let plain = |ending: &str| {
        let at = path.len().checked_sub(ending.len())?;
        let (plain, end) = path.split_at_checked(at)?;
        end.eq_ignore_ascii_case(ending).then_some(plain)
    };
    plain(".md").or_else(|| plain(".markdown")).unwrap_or(path)
}

/// The folder of a path, without trailing `/`.
pub(crate) fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..at])
}

/// The file name without folder and `.md`; for `x/index.md` the folder's name.
pub(crate) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rfind('.').map_or(name, |at| &name[..at]);
    if stem == "index" {
        let folder = folder(path);
        return folder.rsplit('/').next().unwrap_or(folder);
    }
    stem
}
