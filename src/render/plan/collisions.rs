//! Outputs that cannot be written: paths that are the same to a usual file system, and names that Windows keeps.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;

use super::{CHUNK, Output, Plan, fold};
use crate::article::{Document, FRONT_MATTER};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::Spanned;
use crate::render::RenderContext;
use crate::render::output_id::{DocumentId, FeedId, FeedScope, FileId, OutputId, PageId};
use crate::site::{Site, TermRef};
use crate::text::anchor::is_device_name;

impl Plan {
    /// Outputs whose paths are the same to a usual file system: those of Windows and macOS ignore case and
    /// normalise.
    pub(super) fn collisions(&self, context: &RenderContext) -> Vec<Diagnostic> {
        let chunks = self.outputs.par_chunks(CHUNK).enumerate();
        let collisions = chunks.map(|(chunk, outputs)| self.collisions_of(chunk * CHUNK, outputs));
        let collisions: Vec<Collisions> = collisions.collect();
        let same_path = collisions.iter().flat_map(|chunk| &chunk.same_path);
        let file_as_folder = collisions.iter().flat_map(|chunk| &chunk.file_as_folder);
        let pairs = same_path.chain(file_as_folder);
        let pairs = pairs.map(|&(first, second)| (&self.outputs[first], &self.outputs[second]));
        let is_final = |(first, second): &(&Output, &Output)| {
            [first, second]
                .iter()
                .all(|output| has_final_address(&context.site, output.id))
        };
        pairs
            .filter(is_final)
            .map(|(first, second)| collision(context, first, second))
            .collect()
    }

    /// Files of the site with a name that Windows keeps for a device: nobody could copy the site there, or serve
    /// it. The names of documents and terms have been checked where they were read.
    pub(super) fn device_names(&self, context: &RenderContext) -> Vec<Diagnostic> {
        let files = self.outputs.iter().filter(|output| match output.id {
            OutputId::File(FileId::Asset(_) | FileId::Static(_)) => true,
            OutputId::File(_) | OutputId::Page(..) | OutputId::Feed(..) => false,
        });
        let problem = |output: &Output| {
            let name = output
                .path
                .split('/')
                .find(|name| is_kept_by_windows(name))?;
            let (name, file) = (name.to_owned(), Arc::from(origin(context, output.id)));
            let message = Message::DeviceName { name };
            Some(Diagnostic::at(Span::whole(&file), message))
        };
        files.filter_map(problem).collect()
    }

    /// The collisions of the outputs from position `start` on with any output.
    fn collisions_of(&self, start: usize, outputs: &[Output]) -> Collisions {
        let mut collisions = Collisions::default();
        let mut previous = Cow::Borrowed("");
        for (index, output) in (start..).zip(outputs) {
            let folded = fold(&output.path);
            let first = self.first(&folded).filter(|&first| first != index);
            let same_path = first.map(|first| (first, index));
            collisions.same_path.extend(same_path);
            // The folders that an output shares with the previous one need not be looked up again.
            let shared = common_prefix_len(&previous, &folded);
            let folders = folded.match_indices('/').map(|(end, _)| end);
            let files = folders
                .filter(|&end| end >= shared)
                .filter_map(|end| self.first(&folded[..end]));
            let before = collisions.file_as_folder.len();
            collisions
                .file_as_folder
                .extend(files.map(|file| (file, index)));
            previous = if collisions.file_as_folder.len() == before {
                folded
            } else {
                Cow::Borrowed("")
            };
        }
        collisions
    }
}

/// Whether Windows refuses a name of a file or folder on every disk.
fn is_kept_by_windows(name: &str) -> bool {
    // All such names begin with one of these letters.
    let may_be = matches!(
        name.as_bytes().first(),
        Some(b'a' | b'c' | b'l' | b'n' | b'p' | b'A' | b'C' | b'L' | b'N' | b'P')
    );
    may_be && is_device_name(&name.to_lowercase()) || name.ends_with([' ', '.'])
}

/// Collisions, each as the positions of the two outputs; the second is the one that cannot be written.
#[derive(Debug, Default)]
struct Collisions {
    /// Two outputs with one path.
    same_path: Vec<(usize, usize)>,
    /// A file, and an output that needs a folder at its path.
    file_as_folder: Vec<(usize, usize)>,
}

fn common_prefix_len(a: &str, b: &str) -> usize {
    let pairs = a.bytes().zip(b.bytes());
    pairs.take_while(|(a, b)| a == b).count()
}

/// Whether the address of an output is its final one. That of an article without a readable date is not.
fn has_final_address(site: &Site, id: OutputId) -> bool {
    let document = match id {
        OutputId::Page(id, _) => id.spec().document,
        OutputId::Feed(..) | OutputId::File(_) => None,
    };
    document.is_none_or(|id| match id {
        DocumentId::Article(id) => site.articles[id].has_date(),
        DocumentId::Plain(_) | DocumentId::Issue(_) => true,
    })
}

/// The diagnostic for two outputs with one path.
fn collision(context: &RenderContext, first: &Output, second: &Output) -> Diagnostic {
    let old = |output: &Output| old_address(&context.site, output.id);
    let is_same = fold(&first.path) == fold(&second.path);
    let by_old_address = [(second, first), (first, second)]
        .into_iter()
        .filter(|_| is_same)
        .find_map(|(output, other)| Some((old(output)?, other)));
    if let Some(((document, alias), other)) = by_old_address {
        let other = origin(context, other.id);
        let message = Message::AliasTaken {
            alias: alias.value.clone(),
            other: other.clone(),
        };
        let span = Span::new(&document.file, alias.range.clone());
        let diagnostic = Diagnostic::at(span, message);
        // An origin that begins with a slash is an address.
        if other.starts_with('/') || *other == *document.file {
            return diagnostic;
        }
        return diagnostic.with_related(Span::whole(&Arc::from(other)));
    }
    let (a, b) = (origin(context, first.id), origin(context, second.id));
    let path = format!("/{}", second.path.trim_end_matches("index.html"));
    let static_file = [&a, &b]
        .into_iter()
        .find(|file| file.starts_with("static/"));
    let other = if a.starts_with("static/") { &b } else { &a };
    let message = match static_file {
        Some(file) if other.starts_with('/') => Message::StaticOverPage {
            path,
            file: file.clone(),
        },
        Some(file) => Message::StaticCollision {
            path,
            file: file.clone(),
            other: other.clone(),
        },
        None => Message::PathCollision {
            path,
            first: a.clone(),
            second: b.clone(),
        },
    };
    // An origin that begins with a slash is an address. The mark stands under a slug that is written.
    let mut spans = [(second.id, b), (first.id, a)].map(|(id, origin)| {
        let span = written_slug(&context.site, id);
        span.or_else(|| (!origin.starts_with('/')).then(|| Span::whole(&Arc::from(origin))))
    });
    spans.sort_by_key(|span| span.as_ref().is_none_or(|span| span.end == 0));
    let mut files = spans.into_iter().flatten();
    let mut diagnostic = Diagnostic::new(message);
    diagnostic.span = files.next();
    diagnostic.related.extend(files);
    diagnostic
}

/// The document and the old address of a page that only redirects.
fn old_address(site: &Site, id: OutputId) -> Option<(&Arc<Document>, &Spanned<String>)> {
    let OutputId::Page(PageId::Redirect { document, alias }, _) = id else {
        return None;
    };
    let (document, aliases) = match document {
        DocumentId::Article(id) => (
            &site.articles[id].document,
            &site.articles[id].meta().aliases,
        ),
        DocumentId::Plain(id) => (&site.pages[id].document, &site.pages[id].meta().aliases),
        DocumentId::Issue(id) => (&site.issues[id].document, &site.issues[id].meta().aliases),
    };
    Some((document, aliases.get(alias)?))
}

/// The place of the slug that a document gives itself.
fn written_slug(site: &Site, id: OutputId) -> Option<Span> {
    let OutputId::Page(id, _) = id else {
        return None;
    };
    let (document, slug) = match id.spec().document? {
        DocumentId::Article(id) => (&site.articles[id].document, &site.articles[id].meta().slug),
        DocumentId::Plain(id) => (&site.pages[id].document, &site.pages[id].meta().slug),
        DocumentId::Issue(_) => return None,
    };
    (slug.range != FRONT_MATTER).then(|| Span::new(&document.file, slug.range.clone()))
}

/// Where an output comes from, for messages: a file, or its address if it has none.
fn origin(context: &RenderContext, id: OutputId) -> String {
    let (site, urls) = (&context.site, context.urls());
    let of_term = |id: TermRef| {
        let term = site.term(id);
        let file = term
            .landing
            .as_ref()
            .map(|landing| landing.document.file.to_string());
        file.unwrap_or_else(|| format!("{}: {}", site.taxonomies[id.taxonomy].key, term.name))
    };
    let of_document = |id: DocumentId| match id {
        DocumentId::Article(id) => site.articles[id].document.file.to_string(),
        DocumentId::Plain(id) => site.pages[id].document.file.to_string(),
        DocumentId::Issue(id) => site.issues[id].document.file.to_string(),
    };
    match id {
        OutputId::Page(PageId::Term { term, .. }, _)
        | OutputId::Feed(
            FeedId {
                scope: FeedScope::Term(term),
                ..
            },
            _,
        ) => of_term(term),
        // An address of the program's own, whichever issue is the newest.
        OutputId::Page(PageId::LatestIssue, _) => urls.page(PageId::LatestIssue).into_owned(),
        OutputId::Page(id, _) => match id.spec().document {
            Some(document) => of_document(document),
            None => urls.page(id).into_owned(),
        },
        OutputId::Feed(id, _) => urls.feed(id),
        OutputId::File(FileId::Asset(asset) | FileId::Rendition { asset, .. }) => {
            site.addresses.assets()[asset].file.to_string()
        }
        OutputId::File(FileId::Static(index)) => context.static_files[index].to_string(),
        OutputId::File(FileId::ThemeAsset(index)) => format!(
            "themes/{}/static/{}",
            site.config.theme, context.theme.assets[index].name
        ),
        OutputId::File(id @ (FileId::CodeStyle | FileId::Sitemap(_) | FileId::Robots)) => {
            urls.file(id).into_owned()
        }
    }
}
