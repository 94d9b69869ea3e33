//! Sources into documents, on all cores: reads and parses what the memo does not know.

use std::io;
use std::sync::Arc;

use super::{Phase, Progress};
use super::{PreparedSite, Request};
use crate::article::markdown::{Highlighter, Labels, Options};
use crate::article::{self, BodySink as _, Document, DocumentKind, FOLDERS, Settings};
use crate::cache::BodyStore;
use crate::cache::{BuildCache, CachedFile, ParseResult};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::render::Bodies;
use crate::source::{self, Folder, SourceTree};
use crate::util::work_queue::{WorkQueue, for_each_worker, merge_by_index};

/// Reads and parses every document of content/, on all cores; results stand in the order of the paths.
pub(crate) fn documents(
    folder: &Folder,
    request: &Request,
    config: &Config,
    labels: Labels,
    prepared: &mut PreparedSite,
) -> Vec<Arc<Document>> {
    let (tree, problems) = prepared.cache.walk(folder, "content");
    prepared.diagnostics.extend(problems);
    let highlighter = Highlighter::new();
    let settings = settings(config, labels, &highlighter);
    let cache = prepared.cache.for_settings(&settings);
    let files: Vec<(Arc<str>, DocumentKind)> = FOLDERS
        .iter()
        .flat_map(|&(below, kind)| markdown_files(&tree, below, kind))
        .collect();
    let progress = &*request.progress;
    progress.expect(Phase::Read, files.len());
    progress.expect(Phase::Parse, files.len());
    // From the end: of names that begin with their day or year, the newest, whose bodies are asked for most, are kept in
    // memory as long as there is room.
    let queue = WorkQueue::of(files.len());
    let work = || {
        let (mut done, mut buffer) = (Vec::new(), Vec::new());
        let batches = std::iter::from_fn(|| queue.take());
        for number in batches.flatten().map(|at| files.len() - 1 - at) {
            let (file, kind) = &files[number];
            let known = document(
                folder,
                file,
                *kind,
                &settings,
                &cache,
                progress,
                &mut buffer,
            );
            done.push((number, known));
        }
        done
    };
    let known = for_each_worker(work).into_iter().flatten();
    let known: Vec<CachedFile> = merge_by_index(files.len(), known);
    let mut documents = Vec::with_capacity(known.len());
    for CachedFile { parsed, .. } in &known {
        documents.extend(parsed.document.clone());
        prepared.diagnostics.extend_from_slice(&parsed.diagnostics);
    }
    prepared.cache = cache.with_files(known);
    prepared.tree = tree;
    documents
}

fn settings<'s>(config: &'s Config, labels: Labels, highlighter: &'s Highlighter) -> Settings<'s> {
    let markdown = Options {
        raw_html: config.markdown.raw_html,
        labels,
        highlight: config.markdown.highlight,
    };
    Settings {
        config,
        markdown,
        highlighter,
    }
}

/// Bodies as this run has kept them. One that an earlier run has parsed is rendered from its source: few are asked for,
/// and it takes less time than to keep all of them.
pub(crate) struct StoredBodies {
    pub(crate) store: Arc<BodyStore>,
    pub(crate) folder: Folder,
    pub(crate) config: Arc<Config>,
    pub(crate) labels: Labels,
}

impl Bodies for StoredBodies {
    fn html<'b>(&self, of: &'b Document, buffer: &'b mut Vec<u8>) -> io::Result<&'b str> {
        if let Some(body) = of.content.body.get() {
            return self.store.html(body, buffer);
        }
        let bytes = source::read_file(&self.folder.path(&of.file))?;
        let text = source::text_of(&of.file, &bytes).map(|(text, _)| text);
        let highlighter = Highlighter::new();
        let settings = settings(&self.config, self.labels.clone(), &highlighter);
        let html = text
            .ok()
            .and_then(|text| article::html(of, &text, &settings));
        let html =
            html.ok_or_else(|| io::Error::other("the file was changed while it was read"))?;
        // The page that asks is followed by feeds. Where another thread was quicker, its copy is the one that is kept.
        let kept = self.store.keep(html)?;
        self.store
            .html(of.content.body.get_or_init(|| kept), buffer)
    }
}

/// Reads and parses one file, unless it is known. Its bytes stay in `buffer` until the next one is read.
fn document(
    folder: &Folder,
    file: &Arc<str>,
    kind: DocumentKind,
    settings: &Settings<'_>,
    cache: &BuildCache,
    progress: &Progress,
    buffer: &mut Vec<u8>,
) -> CachedFile {
    let (known, stamp) = cache.look_up(file);
    if let Some(known) = known
        && stamp.is_some()
        && known.stamp == stamp
        && known.parsed.document.is_some()
    {
        progress.done(Phase::Read, None, 1, 0);
        progress.done(Phase::Parse, None, 1, 0);
        return known.clone();
    }
    let start = progress.start();
    let size = cache.inventory().and_then(|files| files.size(file));
    let bytes = folder.bytes_into(file, size.unwrap_or(0), buffer);
    let size = bytes.as_ref().map_or(0, |bytes| bytes.len());
    progress.done(Phase::Read, start, 1, size);
    let hash = bytes.as_ref().ok().filter(|_| cache.is_enabled());
    let hash = hash.map(|bytes| source::hash_of(bytes));
    let start = progress.start();
    let parsed = match known {
        // What failed is tried again: the disk may have been at fault.
        Some(known) if hash.is_some() && known.hash == hash && known.parsed.document.is_some() => {
            Arc::clone(&known.parsed)
        }
        _ => {
            let text = bytes.and_then(|bytes| source::text_of(file, bytes));
            Arc::new(parse(file, kind, text, settings, &cache.bodies))
        }
    };
    progress.done(Phase::Parse, start, 1, size);
    CachedFile {
        file: Arc::clone(file),
        stamp,
        hash,
        parsed,
    }
}

fn parse(
    file: &Arc<str>,
    kind: DocumentKind,
    text: Result<source::Text<'_>, Diagnostic>,
    settings: &Settings<'_>,
    bodies: &BodyStore,
) -> ParseResult {
    match text {
        Ok((text, warning)) => {
            let (document, mut diagnostics) = article::parse(file, kind, &text, settings, bodies);
            diagnostics.extend(warning);
            ParseResult {
                document: document.map(Arc::new),
                diagnostics,
            }
        }
        Err(problem) => ParseResult {
            document: None,
            diagnostics: vec![problem],
        },
    }
}

fn markdown_files(
    tree: &SourceTree,
    below: &str,
    kind: DocumentKind,
) -> Vec<(Arc<str>, DocumentKind)> {
    let files = tree
        .below(below)
        .filter(|file| file.path.ends_with(".md") || file.path.ends_with(".markdown"));
    files.map(|file| (Arc::clone(&file.path), kind)).collect()
}
