//! Sources into documents, on all cores: reads and parses what the memo does not know.

use std::io;
use std::sync::Arc;

use super::{Monitor, Phase};
use super::{Prepared, Request};
use crate::article::markdown::{Highlighter, Labels, Options};
use crate::article::{self, BodySink as _, Document, FOLDERS, Kind, Settings};
use crate::cache::BodyStore;
use crate::cache::{Known, Memo, Parsed};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::render::Bodies;
use crate::source::{self, Folder, SourceTree};
use crate::util::work_queue::{Turns, in_order, in_turns};

/// Reads and parses every document of content/, on all cores; results stand in the order of the paths.
pub(crate) fn documents(
    folder: &Folder,
    request: &Request,
    config: &Config,
    labels: Labels,
    prepared: &mut Prepared,
) -> Vec<Arc<Document>> {
    let (tree, problems) = prepared.memo.walk(folder, "content");
    prepared.diagnostics.extend(problems);
    let highlighter = Highlighter::new();
    let settings = settings(config, labels, &highlighter);
    let memo = prepared.memo.under(&settings);
    let files: Vec<(Arc<str>, Kind)> = FOLDERS
        .iter()
        .flat_map(|&(below, kind)| markdown_files(&tree, below, kind))
        .collect();
    let monitor = &*request.monitor;
    monitor.expect(Phase::Read, files.len());
    monitor.expect(Phase::Parse, files.len());
    // From the end: of names that begin with their day or year, the newest, whose bodies are asked for most, are kept in
    // memory as long as there is room.
    let turns = Turns::of(files.len());
    let work = || {
        let (mut done, mut buffer) = (Vec::new(), Vec::new());
        let batches = std::iter::from_fn(|| turns.take());
        for number in batches.flatten().map(|at| files.len() - 1 - at) {
            let (file, kind) = &files[number];
            let known = document(folder, file, *kind, &settings, &memo, monitor, &mut buffer);
            done.push((number, known));
        }
        done
    };
    let known = in_turns(work).into_iter().flatten();
    let known: Vec<Known> = in_order(files.len(), known);
    let mut documents = Vec::with_capacity(known.len());
    for Known { parsed, .. } in &known {
        documents.extend(parsed.document.clone());
        prepared.diagnostics.extend_from_slice(&parsed.diagnostics);
    }
    prepared.memo = memo.with(known);
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
pub(crate) struct KeptBodies {
    pub(crate) store: Arc<BodyStore>,
    pub(crate) folder: Folder,
    pub(crate) config: Arc<Config>,
    pub(crate) labels: Labels,
}

impl Bodies for KeptBodies {
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
    kind: Kind,
    settings: &Settings<'_>,
    memo: &Memo,
    monitor: &Monitor,
    buffer: &mut Vec<u8>,
) -> Known {
    let (known, stamp) = memo.look_up(file);
    if let Some(known) = known
        && stamp.is_some()
        && known.stamp == stamp
        && known.parsed.document.is_some()
    {
        monitor.done(Phase::Read, None, 1, 0);
        monitor.done(Phase::Parse, None, 1, 0);
        return known.clone();
    }
    let start = monitor.start();
    let size = memo.inventory().and_then(|files| files.size(file));
    let bytes = folder.bytes_into(file, size.unwrap_or(0), buffer);
    let size = bytes.as_ref().map_or(0, |bytes| bytes.len());
    monitor.done(Phase::Read, start, 1, size);
    let hash = bytes.as_ref().ok().filter(|_| memo.keeps());
    let hash = hash.map(|bytes| source::hash_of(bytes));
    let start = monitor.start();
    let parsed = match known {
        // What failed is tried again: the disk may have been at fault.
        Some(known) if hash.is_some() && known.hash == hash && known.parsed.document.is_some() => {
            Arc::clone(&known.parsed)
        }
        _ => {
            let text = bytes.and_then(|bytes| source::text_of(file, bytes));
            Arc::new(parse(file, kind, text, settings, &memo.bodies))
        }
    };
    monitor.done(Phase::Parse, start, 1, size);
    Known {
        file: Arc::clone(file),
        stamp,
        hash,
        parsed,
    }
}

fn parse(
    file: &Arc<str>,
    kind: Kind,
    text: Result<source::Text<'_>, Diagnostic>,
    settings: &Settings<'_>,
    bodies: &BodyStore,
) -> Parsed {
    match text {
        Ok((text, warning)) => {
            let (document, mut diagnostics) = article::parse(file, kind, &text, settings, bodies);
            diagnostics.extend(warning);
            Parsed {
                document: document.map(Arc::new),
                diagnostics,
            }
        }
        Err(problem) => Parsed {
            document: None,
            diagnostics: vec![problem],
        },
    }
}

fn markdown_files(tree: &SourceTree, below: &str, kind: Kind) -> Vec<(Arc<str>, Kind)> {
    let files = tree
        .below(below)
        .filter(|file| file.path.ends_with(".md") || file.path.ends_with(".markdown"));
    files.map(|file| (Arc::clone(&file.path), kind)).collect()
}
