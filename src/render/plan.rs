//! The outputs of a site: the id and the path of each, and collisions of paths.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::output_id::{DocumentId, FeedId, FeedScope, FileId, HanScript, OutputId, PageId};
use super::pages::page_count;
use super::views::has_matrix;
use super::{RenderContext, feeds, sitemap};
use crate::check::OutputPaths;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::site::{
    ArticleId, AssetId, IssueId, MonthId, PlainPageId, Site, Taxonomy, TaxonomyId, Term, TermId,
    TermRef, Year, YearId, file_note,
};
use crate::text::anchor::is_device_name;
use crate::util::string_index::StringIndex;

/// One file of the finished site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its path in the output folder, with `/`.
    pub path: String,
    /// Its content.
    pub id: OutputId,
}

/// All files of the finished site, in a fixed order.
#[derive(Debug, Default)]
pub struct Plan {
    /// The files.
    pub outputs: Vec<Output>,
    /// The files of static/ that stand in the place of what the program would write, by their paths there.
    pub replacing: Vec<Arc<str>>,
    /// The position of each in `outputs`, by its folded path.
    positions: StringIndex,
    /// The type and size of each file of static/ that is to be opened or saved, by its path in the output.
    file_notes: HashMap<String, String>,
}

/// The fewest outputs that are worth another thread.
const CHUNK: usize = 512;

impl Plan {
    /// Lists every file; two for one path are an error that names both sources.
    pub fn new(context: &RenderContext) -> (Self, Vec<Diagnostic>) {
        let urls = context.urls();
        let output = |id| Output {
            path: urls.path(id),
            id,
        };
        let mut outputs: Vec<Output> = output_ids(context)
            .into_par_iter()
            .with_min_len(CHUNK)
            .map(output)
            .collect();
        let replacing = replace_by_static_files(&mut outputs, context);
        let positions = StringIndex::new(outputs.len(), |index| fold(&outputs[index].path));
        let plan = Self {
            outputs,
            replacing,
            positions,
            file_notes: file_notes(context),
        };
        let mut problems = plan.collisions(context);
        problems.extend(plan.device_names(context));
        (plan, problems)
    }

    /// The type and size of the file of static/ at `path`, if readers are told them.
    pub(super) fn file_note(&self, path: &str) -> Option<&str> {
        self.file_notes.get(path).map(String::as_str)
    }

    /// The file at `path`, in the exact spelling.
    pub fn find(&self, path: &str) -> Option<&Output> {
        let output = self.outputs.get(self.first(&fold(path))?)?;
        (output.path == path).then_some(output)
    }

    /// The position of the first output with a folded path.
    fn first(&self, folded: &str) -> Option<usize> {
        let is_match = |index: usize| fold(&self.outputs[index].path) == folded;
        self.positions.find(folded, is_match)
    }

    /// Outputs whose paths are the same to a usual file system: those of Windows and macOS ignore case and
    /// normalise.
    fn collisions(&self, context: &RenderContext) -> Vec<Diagnostic> {
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
    fn device_names(&self, context: &RenderContext) -> Vec<Diagnostic> {
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

fn file_notes(context: &RenderContext) -> HashMap<String, String> {
    let listed = context.inventory.as_ref();
    let size = |file: &str| {
        let listed = listed.and_then(|files| files.size(file));
        listed.or_else(|| Some(context.folder.path(file).metadata().ok()?.len()))
    };
    let notes = context.static_files.iter().filter_map(|file| {
        let note = file_note(file, &context.site.config.language, &size)?;
        Some((file.strip_prefix("static/")?.to_owned(), note))
    });
    notes.collect()
}

/// Removes the outputs of the program in whose places the site puts files of static/. Returns these files.
fn replace_by_static_files(outputs: &mut Vec<Output>, context: &RenderContext) -> Vec<Arc<str>> {
    let files: BTreeMap<String, &Arc<str>> = context
        .static_files
        .iter()
        .filter_map(|file| Some((fold(file.strip_prefix("static/")?).into_owned(), file)))
        .collect();
    if files.is_empty() {
        return Vec::new();
    }
    let mut replacing = Vec::new();
    outputs.retain(|output| {
        let file = is_replaceable(output.id).then(|| files.get(&*fold(&output.path)));
        replacing.extend(file.flatten().map(|file| Arc::clone(file)));
        file.flatten().is_none()
    });
    replacing
}

/// Whether a file of static/ may stand in the place of an output: what the program writes for machines, or in
/// case a page is missing.
fn is_replaceable(id: OutputId) -> bool {
    match id {
        OutputId::Feed(..) => true,
        OutputId::Page(id, _) => id == PageId::NotFound,
        OutputId::File(id) => match id {
            FileId::Robots | FileId::Sitemap(_) | FileId::ThemeAsset(_) | FileId::CodeStyle => true,
            FileId::Asset(_) | FileId::Rendition { .. } | FileId::Static(_) => false,
        },
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

impl OutputPaths for Plan {
    fn has(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    fn all(&self) -> Vec<&str> {
        let paths = self.outputs.iter().map(|output| output.path.as_str());
        paths.collect()
    }
}

/// A path in the form in which file systems compare it.
fn fold(path: &str) -> Cow<'_, str> {
    // Small ASCII letters and Han have no other form. The first loop has no branch, so that many bytes are
    // tested at once.
    let is_small = |byte: u8| byte.is_ascii() & !byte.is_ascii_uppercase();
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let all_small = path.bytes().fold(true, |all, byte| all & is_small(byte));
    if all_small
        || path
            .chars()
            .all(|c| is_han(c) || u8::try_from(c).is_ok_and(is_small))
    {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(path.nfc().flat_map(char::to_lowercase).collect())
    }
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

fn collision(context: &RenderContext, first: &Output, second: &Output) -> Diagnostic {
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
    // An origin that begins with a slash is an address.
    let mut files = [b, a]
        .into_iter()
        .filter(|origin| !origin.starts_with('/'))
        .map(|origin| Span::whole(&Arc::from(origin)));
    let mut diagnostic = Diagnostic::new(message);
    diagnostic.span = files.next();
    diagnostic.related.extend(files);
    diagnostic
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

/// Every page, feed and file.
fn output_ids(context: &RenderContext) -> Vec<OutputId> {
    let pages = page_ids(context);
    let listed = pages.iter().filter(|id| id.spec().is_listed).count();
    let mut ids = Vec::new();
    for script in HanScript::ALL {
        ids.extend(pages.iter().map(|id| OutputId::Page(*id, script)));
        ids.extend(feed_ids(&context.site).map(|id| OutputId::Feed(id, script)));
    }
    ids.extend(file_ids(context, listed).into_iter().map(OutputId::File));
    ids
}

/// Every page that the sitemap lists.
pub(super) fn listed_pages(context: &RenderContext) -> Vec<PageId> {
    let mut ids = page_ids(context);
    ids.retain(|id| id.spec().is_listed);
    ids
}

/// Every page.
fn page_ids(context: &RenderContext) -> Vec<PageId> {
    let site = &context.site;
    let list_pages = |count| 1..=page_count(count, site.config.articles.page_size);
    let mut ids = vec![
        PageId::Home,
        PageId::Issues,
        PageId::Archive,
        PageId::NotFound,
    ];
    let articles = list_pages(site.articles.len());
    ids.extend(articles.map(|list_page| PageId::Articles { list_page }));
    ids.extend(ArticleId::all(&site.articles).map(PageId::Article));
    ids.extend(PlainPageId::all(&site.pages).map(PageId::Plain));
    ids.extend(IssueId::all(&site.issues).map(PageId::Issue));
    if !site.issues.is_empty() {
        ids.push(PageId::LatestIssue);
    }
    for (year, Year { months, .. }) in YearId::enumerate(&site.archive) {
        ids.push(PageId::Year(year));
        ids.extend(MonthId::all(months).map(|month| PageId::Month { year, month }));
    }
    for (taxonomy, Taxonomy { terms, .. }) in TaxonomyId::enumerate(&site.taxonomies) {
        ids.push(PageId::Taxonomy(taxonomy));
        for (term, Term { articles, .. }) in TermId::enumerate(terms) {
            let term = TermRef { taxonomy, term };
            let pages = list_pages(articles.len());
            ids.extend(pages.map(|list_page| PageId::Term { term, list_page }));
        }
    }
    if has_matrix(site, &context.theme) {
        ids.push(PageId::Matrix);
    }
    redirects(site, &mut ids);
    ids
}

/// A page for each old address of a document.
fn redirects(site: &Site, ids: &mut Vec<PageId>) {
    let mut add = |document, count: usize| {
        ids.extend((0..count).map(|alias| PageId::Redirect { document, alias }));
    };
    for (id, article) in ArticleId::enumerate(&site.articles) {
        add(DocumentId::Article(id), article.meta().aliases.len());
    }
    for (id, page) in PlainPageId::enumerate(&site.pages) {
        add(DocumentId::Plain(id), page.meta().aliases.len());
    }
    for (id, issue) in IssueId::enumerate(&site.issues) {
        add(DocumentId::Issue(id), issue.meta().aliases.len());
    }
}

/// Every feed.
fn feed_ids(site: &Site) -> impl Iterator<Item = FeedId> {
    let terms = TaxonomyId::enumerate(&site.taxonomies).flat_map(|(taxonomy, entry)| {
        let terms = TermId::all(&entry.terms);
        terms.map(move |term| FeedScope::Term(TermRef { taxonomy, term }))
    });
    let scopes = std::iter::once(FeedScope::Site).chain(terms);
    scopes.flat_map(|scope| {
        let formats = feeds::formats(site, scope).iter();
        formats.map(move |&format| FeedId { scope, format })
    })
}

/// Every file that is neither a page nor a feed; `listed` is the number of pages in the sitemap.
fn file_ids(context: &RenderContext, listed: usize) -> Vec<FileId> {
    let site = &context.site;
    let mut ids = vec![FileId::Robots];
    for (asset, file) in AssetId::enumerate(site.addresses.assets()) {
        ids.push(FileId::Asset(asset));
        let count = file.picture().map_or(0, |picture| picture.renditions.len());
        ids.extend((0..count).map(|rendition| FileId::Rendition { asset, rendition }));
    }
    ids.extend((0..context.static_files.len()).map(FileId::Static));
    let assets = context.theme.assets.iter().enumerate();
    let published = assets.filter(|(_, asset)| !asset.is_replaced);
    ids.extend(published.map(|(index, _)| FileId::ThemeAsset(index)));
    if site.has_code() {
        ids.push(FileId::CodeStyle);
    }
    // A sitemap holds absolute addresses, so without a base URL there is none.
    if site.config.base_url.is_some() {
        ids.extend(sitemap::files(listed));
    }
    ids
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::SystemTime;

    use super::*;
    use crate::cache::{BodyStore, BuildCache};
    use crate::pipeline::prepare;
    use crate::source::Folder;
    use crate::testing::{SITE, request, write};

    const ARTICLE: &str = "---
title: 甲
date: 2024-01-02
initiatives: [甲]
regions: [凌云县]
aliases: [/old/]
---
![图](a.png)

```rust
fn main() {}
```
";

    /// The plan of a site that has something of every kind.
    fn full_plan() -> Plan {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::new(dir.path());
        write(&folder, "site.toml", SITE);
        write(&folder, "static/a.txt", "a");
        write(&folder, "content/articles/a.md", ARTICLE);
        write(&folder, "content/articles/a.png", picture());
        write(&folder, "content/initiatives/a.md", "---\nname: 甲\n---\n");
        write(
            &folder,
            "content/issues/a.md",
            "---\ndate: 2024-01-31\ncontents: [a]\n---\n",
        );
        write(&folder, "content/pages/a.md", "---\ntitle: 甲\n---\n");
        let cache = BuildCache::disabled(BodyStore::new().expect("a store"));
        let prepared = prepare(&folder, &request(&folder, SystemTime::UNIX_EPOCH), &cache);
        assert_eq!(prepared.diagnostics, []);
        prepared.context.expect("a site without errors").1
    }

    /// A PNG that is wide enough to have renditions.
    fn picture() -> Vec<u8> {
        let mut file = Vec::new();
        let encoder = png::Encoder::new(&mut file, 1000, 10);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(&[100; 10_000]).expect("pixels");
        writer.finish().expect("an end");
        file
    }

    /// The names of the variants of an enum in `output_id.rs`.
    fn variants(of: &str) -> BTreeSet<&'static str> {
        let source = include_str!("output_id.rs");
        let (_, body) = source
            .split_once(&format!("pub enum {of} {{"))
            .expect("the enum");
        let (body, _) = body.split_once("\n}").expect("its end");
        let lines = body.lines().map(|line| line.trim().split(['(', ',', ' ']));
        lines
            .filter_map(|mut words| words.next())
            .filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
            .collect()
    }

    #[test]
    fn every_kind_of_output_is_planned() {
        let plan = full_plan();
        let ids: BTreeSet<String> = plan
            .outputs
            .iter()
            .map(|output| format!("{:?}", output.id))
            .collect();
        for (kind, of) in [("Page", "PageId"), ("File", "FileId")] {
            let variants = variants(of);
            assert!(variants.len() > 6, "{variants:?}");
            let is_planned = |variant: &&str| {
                let id = format!("{kind}({variant}");
                let mut rest = ids.iter().filter_map(|it| it.strip_prefix(&id));
                rest.any(|rest| !rest.starts_with(char::is_alphanumeric))
            };
            let missing: Vec<_> = variants.iter().filter(|it| !is_planned(it)).collect();
            assert!(missing.is_empty(), "no plan has {of} {missing:?}");
        }
    }
}
