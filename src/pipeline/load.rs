//! Loads documents: reads and parses, on all cores, the files of content/ that are not in the build cache.

use std::io;
use std::sync::Arc;

use super::{Phase, Progress, Request, cache_warning};
use crate::article::markdown::{BodyTheme, Highlighter, Options};
use crate::article::{self, BodySink, Document, DocumentKind, FOLDERS, Settings, StoredBody};
use crate::cache::{BodyStore, BuildCache, CachedFile, ParseResult, TextLog, TextWriter};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Message};
use crate::render::{Bodies, CacheWriteError};
use crate::source::{self, Folder, SourceTree};
use crate::util::work_queue::{WorkQueue, for_each_worker, merge_by_index};

/// The folder of all documents.
const CONTENT: &str = "content";

/// The documents of a site, with the cache for the next run.
pub(super) struct LoadedDocuments {
    /// In the order of their paths.
    pub(super) documents: Vec<Arc<Document>>,
    /// All files of content/.
    pub(super) tree: SourceTree,
    /// The cache, with the files of this run.
    pub(super) cache: BuildCache,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads and parses every document of content/, on all cores. `theme` is what bodies take from
/// the theme.
pub(super) fn load(
    folder: &Folder,
    request: &Request,
    config: &Config,
    theme: BodyTheme,
    cache: &BuildCache,
) -> LoadedDocuments {
    let (tree, mut diagnostics) = cache.walk(folder, CONTENT);
    if !folder.path(CONTENT).is_dir() {
        diagnostics.push(Diagnostic::new(Message::NoContent {}));
    }
    let highlighter = Highlighter::new();
    let settings = parse_settings(config, theme, &highlighter);
    let (cache, error) = cache.for_settings(&settings).with_text_log(folder.root());
    diagnostics.extend(error.map(cache_warning));
    let files: Vec<(Arc<str>, DocumentKind)> = FOLDERS
        .iter()
        .flat_map(|&(below, kind)| markdown_files(&tree, below, kind))
        .collect();
    request.progress.expect(Phase::Read, files.len());
    request.progress.expect(Phase::Parse, files.len());
    let loader = Loader {
        folder,
        settings: &settings,
        cache: &cache,
        progress: &request.progress,
    };
    // From the end: where names begin with a day or a year, the newest files come first. Their bodies are
    // read most often, so they are kept in memory.
    let queue = WorkQueue::new(files.len());
    let results = for_each_worker(|| {
        let (mut results, mut buffer) = (Vec::new(), Vec::new());
        let mut sink = WorkerBodies {
            bodies: &cache.bodies,
            texts: cache.text_log().map(|log| log.writer()),
            text_error: None,
        };
        let batches = std::iter::from_fn(|| queue.take());
        for index in batches.flatten().map(|at| files.len() - 1 - at) {
            let (file, kind) = &files[index];
            results.push((index, loader.load(file, *kind, &mut buffer, &mut sink)));
        }
        (results, sink.flush_texts())
    });
    let (results, text_errors): (Vec<_>, Vec<_>) = results.into_iter().unzip();
    diagnostics.extend(text_errors.into_iter().flatten().map(cache_warning));
    let files: Vec<CachedFile> = merge_by_index(files.len(), results.into_iter().flatten());
    let mut documents = Vec::with_capacity(files.len());
    for CachedFile { parsed, .. } in &files {
        documents.push(Arc::clone(&parsed.document));
        diagnostics.extend_from_slice(&parsed.diagnostics);
    }
    LoadedDocuments {
        documents,
        tree,
        cache: cache.with_files(files),
        diagnostics,
    }
}

fn parse_settings<'s>(
    config: &'s Config,
    theme: BodyTheme,
    highlighter: &'s Highlighter,
) -> Settings<'s> {
    let markdown = Options {
        raw_html: config.markdown.raw_html,
        line_breaks: config.markdown.line_breaks,
        theme,
        highlight: config.markdown.highlight,
        schemes: config.links.schemes.clone(),
    };
    Settings {
        config,
        markdown,
        highlighter,
    }
}

/// The rendered bodies of a run. A body that an earlier run parsed is rendered from its source when it is
/// requested: few are, and that takes less time than storing all bodies on disk.
pub(super) struct StoredBodies {
    pub(super) store: Arc<BodyStore>,
    pub(super) text_log: Option<Arc<TextLog>>,
    pub(super) folder: Folder,
    pub(super) config: Arc<Config>,
    pub(super) theme: BodyTheme,
}

impl Bodies for StoredBodies {
    fn html<'b>(&self, of: &'b Document, buffer: &'b mut Vec<u8>) -> Result<&'b str, Message> {
        let failed = |error: io::Error| body_error(of, &error);
        if let Some(body) = of.content.body.get() {
            return self.store.html(body, buffer).map_err(failed);
        }
        let html = self.render_again(of, article::html)?;
        // Feeds need the body after its page. If another thread was faster, its copy is used.
        let stored = self.store.store(&html).map_err(failed)?;
        let body = of.content.body.get_or_init(|| stored);
        self.store.html(body, buffer).map_err(failed)
    }

    fn text(&self, of: &Document) -> Result<String, Message> {
        let logged = self
            .text_log
            .as_ref()
            .and_then(|log| log.get(of.content.hash));
        logged.map_or_else(|| self.render_again(of, article::plain_text), Ok)
    }
}

impl StoredBodies {
    /// Reads the source of a document again, and renders its body. A body with another hash is that of a
    /// later version, which must not be published under the fingerprint of this one.
    fn render_again(
        &self,
        of: &Document,
        render: fn(&Document, &str, &Settings<'_>) -> Option<String>,
    ) -> Result<String, Message> {
        let bytes = self.folder.bytes(&of.file);
        let bytes = bytes.map_err(|problem| problem.message)?;
        let text = source::decode_file(&of.file, &bytes).map(|(text, _)| text);
        let highlighter = Highlighter::new();
        let settings = parse_settings(&self.config, self.theme.clone(), &highlighter);
        let rendered = text.ok().and_then(|text| render(of, &text, &settings));
        rendered.ok_or(Message::FileChanged {})
    }
}

fn body_error(of: &Document, error: &io::Error) -> Message {
    Message::io(&*of.file, error)
}

/// Stores the bodies that one thread renders.
struct WorkerBodies<'s> {
    bodies: &'s BodyStore,
    /// `None` in a run that logs no texts.
    texts: Option<TextWriter<'s>>,
    text_error: Option<CacheWriteError>,
}

impl BodySink for WorkerBodies<'_> {
    fn wants_text(&self) -> bool {
        self.texts.is_some()
    }

    fn store(&mut self, html: &str, text: &str, hash: u64) -> io::Result<StoredBody> {
        if let Some(texts) = &mut self.texts
            && let Err(error) = texts.add(hash, text)
        {
            // The text can be rendered again, so the build goes on without a log.
            self.text_error = Some(error);
            self.texts = None;
        }
        self.bodies.store(html)
    }
}

impl WorkerBodies<'_> {
    /// Writes the rest of the texts. Returns the first error of this thread.
    fn flush_texts(self) -> Option<CacheWriteError> {
        let flushed = self.texts.map_or(Ok(()), |mut texts| texts.flush());
        self.text_error.or(flushed.err())
    }
}

/// Loads one file at a time.
struct Loader<'l> {
    folder: &'l Folder,
    settings: &'l Settings<'l>,
    cache: &'l BuildCache,
    progress: &'l Progress,
}

impl Loader<'_> {
    /// Reads and parses a file, unless the cache has it. `buffer` holds its bytes until the next file is
    /// read.
    fn load(
        &self,
        file: &Arc<str>,
        kind: DocumentKind,
        buffer: &mut Vec<u8>,
        bodies: &mut dyn BodySink,
    ) -> CachedFile {
        let progress = self.progress;
        let (cached, stamp) = self.cache.look_up(file);
        // A file that had errors is parsed again: the disk may have been at fault.
        let cached = cached.filter(|cached| cached.parsed.document.is_valid);
        if let Some(cached) = cached
            && stamp.is_some()
            && cached.stamp == stamp
        {
            progress.record(Phase::Read, None, 1, 0);
            progress.record(Phase::Parse, None, 1, 0);
            return CachedFile {
                is_read: false,
                ..cached.clone()
            };
        }
        let start = progress.start();
        let size = self.cache.inventory().and_then(|files| files.size(file));
        let read = self.folder.bytes_into(file, size.unwrap_or(0), buffer);
        let size = read.as_ref().map_or(0, |read| read.bytes.len());
        progress.record(Phase::Read, start, 1, size);
        let version = read.as_ref().ok().filter(|_| self.cache.is_enabled());
        let version = version.map(source::StampedBytes::version);
        let hash = version.map(|version| version.hash);
        let start = progress.start();
        let parsed = match cached {
            Some(cached) if hash.is_some() && cached.hash == hash => Arc::clone(&cached.parsed),
            _ => {
                let text = read.and_then(|read| source::decode_file(file, read.bytes));
                Arc::new(self.parse(file, kind, text, bodies))
            }
        };
        progress.record(Phase::Parse, start, 1, size);
        CachedFile {
            file: Arc::clone(file),
            // The file may have been replaced since it was listed.
            stamp: stamp.filter(|_| version.is_some_and(|version| version.stamp == stamp)),
            hash,
            is_read: true,
            parsed,
        }
    }

    fn parse(
        &self,
        file: &Arc<str>,
        kind: DocumentKind,
        text: Result<source::SourceText<'_>, Diagnostic>,
        bodies: &mut dyn BodySink,
    ) -> ParseResult {
        let (text, warning) = match text {
            Ok(text) => text,
            Err(problem) => {
                return ParseResult {
                    document: Arc::new(article::unreadable(file, kind, self.settings)),
                    diagnostics: vec![problem],
                };
            }
        };
        let (document, mut diagnostics) = article::parse(file, kind, &text, self.settings, bodies);
        diagnostics.extend(warning);
        ParseResult {
            document: Arc::new(document),
            diagnostics,
        }
    }
}

fn markdown_files(
    tree: &SourceTree,
    below: &str,
    kind: DocumentKind,
) -> Vec<(Arc<str>, DocumentKind)> {
    let files = tree
        .below(below)
        .filter(|file| article::is_markdown(&file.path));
    files.map(|file| (Arc::clone(&file.path), kind)).collect()
}
