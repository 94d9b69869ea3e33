//! Whether every link, anchor and image leads somewhere.
//!
//! Documents are checked on all cores. What may have been meant is looked for afterwards, for the first mistakes only: each is compared with
//! every file of the site, so that for all of many mistakes it would take their product.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::article::markdown::{Reference, ReferenceKind, Target};
use crate::article::{Document, folder};
use crate::diagnostic::{Diagnostic, Message, SUGGESTED, Span};
use crate::site::links::{below, documents, image_target};
use crate::site::{Site, address};
use crate::source::SourceTree;
use crate::text::similar::nearest;

/// The paths of all files of the finished site.
pub trait Paths: Sync {
    /// Whether there is a file at `path`.
    fn has(&self, path: &str) -> bool;
    /// All of them, in whatever order.
    fn all(&self) -> Vec<&str>;
}

/// Checks every link, anchor and image of the site, on all cores.
pub fn check_links<'s>(site: &'s Site, tree: &SourceTree, paths: &dyn Paths) -> Vec<Diagnostic> {
    let all: Vec<&'s Arc<Document>> = documents(site).map(|(document, _)| document).collect();
    let pages = Pages {
        site,
        tree,
        paths,
        by_url: OnceLock::new(),
        anchors: anchors(&all),
    };
    let check = |&document: &&'s Arc<Document>| {
        let mut checker = Checker {
            pages: &pages,
            mistakes: Vec::new(),
        };
        checker.document(document);
        checker.mistakes
    };
    let found: Vec<Vec<Mistake>> = all.par_iter().with_min_len(64).map(check).collect();
    let mut mistakes: Vec<Mistake> = found.into_iter().flatten().collect();
    let unknown = mistakes.iter_mut().filter(|one| one.wanted.is_some());
    let first: Vec<&mut Mistake> = unknown.take(SUGGESTED).collect();
    first.into_par_iter().for_each(|mistake| {
        let near = mistake.wanted.take().map(|wanted| pages.near(wanted));
        mistake.diagnostic.nearest = near.unwrap_or_default();
    });
    mistakes.into_iter().map(|one| one.diagnostic).collect()
}

/// The anchors of the documents that have so many that looking through them for every link would be noticed.
fn anchors<'c>(documents: &[&'c Arc<Document>]) -> HashMap<&'c str, HashSet<&'c str>> {
    let large = documents
        .par_iter()
        .with_min_len(256)
        .filter(|document| document.content.anchors().count() > MANY);
    let sets: Vec<(&str, HashSet<&str>)> = large
        .map(|document| (&*document.file, document.content.anchors().collect()))
        .collect();
    sets.into_iter().collect()
}

/// Anchors of a document that are looked through one by one.
const MANY: usize = 32;

/// What links lead to.
struct Pages<'c> {
    site: &'c Site,
    tree: &'c SourceTree,
    paths: &'c dyn Paths,
    /// Made when a link to a page of the site names a place in it, which few do.
    by_url: OnceLock<HashMap<String, &'c Arc<Document>>>,
    /// Of documents with many, by file.
    anchors: HashMap<&'c str, HashSet<&'c str>>,
}

/// A mistake, with what was wanted where it may be misspelt.
struct Mistake<'c> {
    diagnostic: Diagnostic,
    wanted: Option<Wanted<'c>>,
}

/// What a link was to lead to.
enum Wanted<'c> {
    /// A file below content/, from another one.
    File {
        from: Arc<str>,
        path: String,
        kind: ReferenceKind,
    },
    /// A page of the site.
    Page(String),
    /// A place in a document.
    Anchor(&'c Document, String),
}

impl<'c> Pages<'c> {
    fn has_page(&self, path: &str) -> bool {
        let plain = path.trim_start_matches('/');
        self.paths.has(&with_index(path)) || self.paths.has(&format!("{plain}/index.html"))
    }

    fn has_anchor(&self, document: &Document, anchor: &str) -> bool {
        match self.anchors.get(&*document.file) {
            Some(anchors) => anchors.contains(anchor),
            None => document.content.anchors().any(|id| id == anchor),
        }
    }

    fn at(&self, page: &str) -> Option<&'c Arc<Document>> {
        let by_url = self.by_url.get_or_init(|| {
            let all = documents(self.site);
            all.map(|(document, url)| (address::output_path(url), document))
                .collect()
        });
        by_url.get(page).copied()
    }

    /// What its writer most likely meant, as it would be written there.
    fn near(&self, wanted: Wanted<'_>) -> Vec<String> {
        match wanted {
            Wanted::File { from, path, kind } => self.near_file(&from, &path, kind),
            Wanted::Page(path) => self.near_page(&path),
            Wanted::Anchor(document, anchor) => {
                let headings = document.content.headings.iter();
                let near = nearest(&anchor, headings.map(|heading| &*heading.id), 3);
                near.into_iter().map(|id| format!("#{id}")).collect()
            }
        }
    }

    fn near_file(&self, from: &str, path: &str, kind: ReferenceKind) -> Vec<String> {
        let files = self.tree.files().iter();
        let files = files.map(|file| file.path.trim_start_matches("content/"));
        let files: Vec<&str> = files
            .filter(|file| (kind == ReferenceKind::Link) || !file.ends_with(".md"))
            .collect();
        let near = nearest(last(path), files.iter().map(|file| last(file)), 2);
        let meant = files
            .iter()
            .filter(|file| near.iter().any(|name| name == last(file)));
        let meant = meant.map(|file| relative(folder(below(from)), file));
        meant.take(3).collect()
    }

    fn near_page(&self, path: &str) -> Vec<String> {
        let wanted = path.trim_start_matches('/').trim_end_matches("index.html");
        let names = self.paths.all().into_iter();
        let names = names.map(|path| path.trim_end_matches("index.html"));
        let near = nearest(wanted, names, 2);
        near.into_iter().map(|path| format!("/{path}")).collect()
    }
}

struct Checker<'p, 'c> {
    pages: &'p Pages<'c>,
    mistakes: Vec<Mistake<'c>>,
}

impl<'c> Checker<'_, 'c> {
    fn document(&mut self, document: &'c Document) {
        for reference in &document.content.references {
            self.reference(document, reference);
        }
        if let Some((image, target)) = image_target(document) {
            let src = image.src.clone();
            let reference = Reference {
                kind: ReferenceKind::Image,
                written: src.value,
                target,
                text: image.alt.clone(),
                range: src.range,
            };
            self.reference(document, &reference);
        }
    }

    fn reference(&mut self, document: &'c Document, reference: &Reference) {
        let span = Span::new(&document.file, reference.range.clone());
        let target = || reference.written.clone();
        match &reference.target {
            Target::External(_) => {}
            Target::Fragment(id) => {
                if !id.is_empty() && id != "top" {
                    self.anchor(document, &reference.written, id, span);
                }
            }
            Target::Source { path, fragment } => {
                self.source(path, fragment.as_deref(), reference, span);
            }
            Target::Site { path, fragment } => {
                self.site(path, fragment.as_deref(), reference, span);
            }
            Target::Escapes => self.push(span, Message::EscapingLink { target: target() }, None),
            Target::Unsafe => self.push(span, Message::UnsafeLink { target: target() }, None),
        }
    }

    fn source(&mut self, path: &str, fragment: Option<&str>, reference: &Reference, span: Span) {
        let pages = self.pages;
        let addresses = &pages.site.addresses;
        if let Some(document) = addresses.document(path) {
            if let Some(fragment) = fragment {
                self.anchor(document, &reference.written, fragment, span);
            }
        } else if addresses.is_unpublished(path) {
            let target = reference.written.clone();
            let message = if pages.site.config.strict_links {
                Message::LinkToUnpublished { target }
            } else {
                Message::LinkToUnpublishedWarning { target }
            };
            self.push(span, message, None);
        } else if addresses.asset(path).is_none() && !pages.has_page(&format!("/{path}")) {
            let wanted = Wanted::File {
                from: Arc::clone(&span.file),
                path: path.to_owned(),
                kind: reference.kind,
            };
            self.missing(reference, span, wanted);
        }
    }

    fn site(&mut self, path: &str, fragment: Option<&str>, reference: &Reference, span: Span) {
        let pages = self.pages;
        if !pages.has_page(path) {
            return self.missing(reference, span, Wanted::Page(path.to_owned()));
        }
        let Some(fragment) = fragment else { return };
        if let Some(document) = pages.at(&with_index(path)) {
            self.anchor(document, &reference.written, fragment, span);
        }
    }

    fn anchor(&mut self, document: &'c Document, target: &str, anchor: &str, span: Span) {
        if self.pages.has_anchor(document, anchor) {
            return;
        }
        let file = target.split('#').next().filter(|path| !path.is_empty());
        let target = file.unwrap_or(&document.file).to_owned();
        let wanted = Wanted::Anchor(document, anchor.to_owned());
        let anchor = anchor.to_owned();
        let message = if self.pages.site.config.strict_links {
            Message::BrokenAnchor { target, anchor }
        } else {
            Message::BrokenAnchorWarning { target, anchor }
        };
        self.push(span, message, Some(wanted));
    }

    fn missing(&mut self, reference: &Reference, span: Span, wanted: Wanted<'c>) {
        let target = reference.written.clone();
        let message = match (reference.kind, self.pages.site.config.strict_links) {
            (ReferenceKind::Link, true) => Message::BrokenLink { target },
            (ReferenceKind::Link, false) => Message::BrokenLinkWarning { target },
            (ReferenceKind::Image, true) => Message::MissingImage { target },
            (ReferenceKind::Image, false) => Message::MissingImageWarning { target },
        };
        self.push(span, message, Some(wanted));
    }

    fn push(&mut self, span: Span, message: Message, wanted: Option<Wanted<'c>>) {
        let diagnostic = Diagnostic::at(span, message);
        self.mistakes.push(Mistake { diagnostic, wanted });
    }
}

/// The last part of a path.
fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// The way from a folder to a file.
fn relative(folder: &str, file: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = file.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; from.len() - shared];
    parts.extend(&to[shared..]);
    parts.join("/")
}

fn with_index(path: &str) -> String {
    let plain = path.trim_start_matches('/');
    if plain.is_empty() || plain.ends_with('/') {
        format!("{plain}index.html")
    } else {
        plain.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::time::SystemTime;

    use super::*;
    use crate::cache::BodyStore;
    use crate::cache::BuildCache;
    use crate::pipeline::prepare;
    use crate::source::Folder;
    use crate::testing::{SITE, request, write};

    /// What is said of a site of two articles with these bodies; the second is the older one.
    fn said(first: &str, second: &str) -> Vec<Diagnostic> {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::new(dir.path());
        write(&folder, "site.toml", SITE);
        for (name, day, body) in [("first", "02", first), ("second", "01", second)] {
            let text = format!("---\ntitle: 甲\ndate: 2024-01-{day}\n---\n{body}");
            write(&folder, &format!("content/articles/{name}.md"), &text);
        }
        let cache = BuildCache::disabled(BodyStore::new().expect("a store"));
        prepare(&folder, &request(&folder, SystemTime::UNIX_EPOCH), &cache).diagnostics
    }

    fn lines(numbers: std::ops::Range<usize>, line: impl Fn(usize) -> String) -> String {
        numbers.fold(String::new(), |mut all, number| {
            let _ = writeln!(all, "{}\n", line(number));
            all
        })
    }

    #[test]
    fn anchors_are_found_in_documents_of_few_and_of_many() {
        for count in [3, MANY, 4 * MANY] {
            let headings = lines(0..count, |n| format!("## 第{n}条 {{#t{n}}}"));
            let here = lines(0..count, |n| format!("[{n}](#t{n})"));
            let there = lines(0..count, |n| format!("[{n}](first.md#t{n})"));
            let by_address = lines(0..count, |n| format!("[{n}](/articles/2024/first/#t{n})"));
            assert_eq!(
                said(&(headings.clone() + &here), &(there + &by_address)),
                []
            );
            let said = said(&headings, &format!("[无](first.md#t{count})"));
            let [broken] = said.as_slice() else {
                panic!("{said:?}")
            };
            assert_eq!(broken.message.code(), "broken-anchor");
            assert!(!broken.nearest.is_empty(), "{broken:?}");
        }
    }

    #[test]
    fn every_mistake_is_reported_and_the_first_are_given_suggestions() {
        let count = SUGGESTED + 50;
        let files = lines(0..count, |_| "[链](secund.md)".to_owned());
        let pages = lines(0..count, |_| "[链](/articles/2024/fist/)".to_owned());
        for body in [files, pages] {
            let said = said(&body, "");
            assert_eq!(said.len(), count);
            let near = said.iter().filter(|one| !one.nearest.is_empty());
            assert_eq!(near.count(), SUGGESTED);
        }
    }

    #[test]
    fn the_way_from_a_folder_to_a_file() {
        for (folder, file, way) in [
            ("articles/2024", "articles/2024/a.md", "a.md"),
            ("articles/2024", "articles/2023/a.md", "../2023/a.md"),
            ("pages", "articles/a.md", "../articles/a.md"),
            ("", "articles/a.md", "articles/a.md"),
        ] {
            assert_eq!(relative(folder, file), way);
        }
    }
}
