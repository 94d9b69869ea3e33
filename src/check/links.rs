//! Checks every link, anchor and image of a site.
//!
//! Documents are checked on all cores. Suggestions are made afterwards, and for the first problems only:
//! each compares a target with every file of the site, so that suggestions for all of many problems would
//! take quadratic time.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::misread::{WebSlip, complete_address, is_on_own_disk, web_slip};
use super::suggestions::{Candidates, IntendedPath, IntendedTarget};
use crate::article::Document;
use crate::article::markdown::{Reference, ReferenceKind, Target, is_unpasted};
use crate::config::{extension, refused_scheme};
use crate::diagnostic::{Diagnostic, Message, SUGGESTED, Span};
use crate::site::{Site, image_target};
use crate::source::SourceTree;
use crate::text::similar::nearest;
use crate::util::file_use::{DOCUMENTS, FileUse};
use crate::util::url;

/// The paths of all files of the finished site.
pub(crate) trait OutputPaths: Sync {
    /// Whether there is a file at `path`.
    fn has(&self, path: &str) -> bool;
    /// All paths, in any order.
    fn all(&self) -> Vec<&str>;
}

/// Checks every link, anchor and image of the site on all cores.
pub(crate) fn check_links(
    site: &Site,
    tree: &SourceTree,
    static_files: &[Arc<str>],
    paths: &dyn OutputPaths,
) -> Vec<Diagnostic> {
    let documents: Vec<&Document> = site.documents().map(|(document, _)| &**document).collect();
    let targets = LinkTargets {
        site,
        candidates: Candidates {
            site,
            tree,
            static_files,
            paths,
        },
        paths,
        uncertain_slugs: site
            .articles
            .iter()
            .filter(|article| !article.has_date())
            .map(|article| article.meta().slug.value.as_str())
            .collect(),
        by_output: OnceLock::new(),
        anchors: anchor_sets(&documents),
    };
    let problems: Vec<Vec<LinkProblem<'_>>> = documents
        .par_iter()
        .with_min_len(64)
        .map(|document| LinkChecker::check(&targets, document))
        .collect();
    let problems: Vec<LinkProblem<'_>> = problems.into_iter().flatten().collect();
    let intended = problems.iter().filter_map(|one| one.intended.as_ref());
    let intended: Vec<&IntendedTarget<'_>> = intended.take(SUGGESTED).collect();
    let suggestions = intended
        .into_par_iter()
        .map(|one| targets.candidates.suggest(one));
    let suggestions: Vec<Vec<String>> = suggestions.collect();
    let mut suggestions = suggestions.into_iter();
    let diagnostics = problems.into_iter().map(|problem| {
        let suggestions = problem.intended.and_then(|_| suggestions.next());
        let nearest = suggestions.unwrap_or_else(|| problem.meant.into_iter().collect());
        Diagnostic::at(problem.span, problem.message).with_nearest(nearest)
    });
    diagnostics.collect()
}

/// The number of anchors of a document above which they are put into a set. Fewer are searched one by one.
const FEW_ANCHORS: usize = 32;

/// The anchors of each document with many of them, by file.
fn anchor_sets<'s>(documents: &[&'s Document]) -> HashMap<&'s str, HashSet<&'s str>> {
    let large = documents
        .par_iter()
        .with_min_len(256)
        .filter(|document| document.content.anchors().count() > FEW_ANCHORS);
    let sets: Vec<(&str, HashSet<&str>)> = large
        .map(|document| (&*document.file, document.content.anchors().collect()))
        .collect();
    sets.into_iter().collect()
}

/// Everything that a link can lead to.
struct LinkTargets<'s> {
    site: &'s Site,
    /// What may be meant by a link that leads nowhere.
    candidates: Candidates<'s>,
    paths: &'s dyn OutputPaths,
    /// The document of each output. It is needed only for links by address that name an anchor, which are
    /// few.
    by_output: OnceLock<HashMap<String, &'s Document>>,
    /// The anchors of documents with many, by file.
    anchors: HashMap<&'s str, HashSet<&'s str>>,
    /// The slugs of articles without a readable date. Their addresses are placeholders.
    uncertain_slugs: HashSet<&'s str>,
}

/// A link that leads nowhere.
struct LinkProblem<'s> {
    span: Span,
    message: Message,
    /// Where the link may be misspelt.
    intended: Option<IntendedTarget<'s>>,
    /// What is meant, where that needs no search.
    meant: Option<String>,
}

impl<'s> LinkTargets<'s> {
    fn has_page(&self, path: &str) -> bool {
        let plain = path.trim_start_matches('/');
        self.paths.has(&with_index(path)) || self.paths.has(&format!("{plain}/index.html"))
    }

    /// Whether a page that is missing may be that of an article without a readable date, or one of the archive that lists
    /// the article.
    fn is_uncertain(&self, path: &str) -> bool {
        if path.starts_with(url::ARCHIVE) && !self.uncertain_slugs.is_empty() {
            return true;
        }
        let slug = path.trim_end_matches('/').rsplit('/').next();
        slug.is_some_and(|slug| self.uncertain_slugs.contains(slug))
    }

    fn has_anchor(&self, document: &Document, anchor: &str) -> bool {
        match self.anchors.get(&*document.file) {
            Some(anchors) => anchors.contains(anchor),
            None => document.content.anchors().any(|id| id == anchor),
        }
    }

    /// The document that is published at the path of an output.
    fn document_at(&self, output: &str) -> Option<&'s Document> {
        let by_output = self.by_output.get_or_init(|| {
            let documents = self.site.documents();
            documents
                .map(|(document, url)| (url::output_path(url), &**document))
                .collect()
        });
        by_output.get(output).copied()
    }
}

/// Checks the links of one document.
struct LinkChecker<'t, 's> {
    targets: &'t LinkTargets<'s>,
    problems: Vec<LinkProblem<'s>>,
}

impl<'t, 's> LinkChecker<'t, 's> {
    fn check(targets: &'t LinkTargets<'s>, document: &'s Document) -> Vec<LinkProblem<'s>> {
        let mut checker = Self {
            targets,
            problems: Vec::new(),
        };
        for reference in &document.content.references {
            checker.check_reference(document, reference);
        }
        let schemes = &targets.site.config.links.schemes;
        if let Some((image, target)) = image_target(document, schemes) {
            let src = image.src.clone();
            let reference = Reference {
                kind: ReferenceKind::Image,
                written: src.value,
                target,
                text: image.alt.clone(),
                range: src.range,
            };
            checker.check_reference(document, &reference);
        }
        checker.problems
    }

    fn check_reference(&mut self, document: &'s Document, reference: &Reference) {
        let span = Span::new(&document.file, reference.range.clone());
        match &reference.target {
            Target::External(url) => self.check_external(url, reference, span),
            Target::Fragment(id) => {
                if !id.is_empty() && id != "top" {
                    self.check_anchor(document, &reference.written, id, span);
                }
            }
            Target::Source { path, fragment } => {
                self.check_source(path, fragment.as_deref(), reference, span);
            }
            Target::Site { path, fragment } => {
                self.check_page(path, fragment.as_deref(), reference, span);
            }
            Target::Escapes => self.push_escaping(reference, span),
            Target::Refused { scheme } => self.push_refused(scheme, reference, span),
        }
    }

    /// Checks a reference to another site.
    fn check_external(&mut self, url: &str, reference: &Reference, span: Span) {
        let target = reference.written.clone();
        if url.starts_with("//") {
            if is_on_own_disk(&target) {
                self.push_own_disk(reference, span);
            }
            return;
        }
        let base_url = self.targets.site.config.base_url.as_deref();
        if let Some(path) = base_url.and_then(|base| url.strip_prefix(base)) {
            return self.check_own_address(path, reference, span);
        }
        match web_slip(url) {
            Some(WebSlip::OwnMachine(path)) => {
                let intended = IntendedTarget::Path(IntendedPath {
                    from: Arc::clone(&span.file),
                    written: path,
                    kind: reference.kind,
                });
                self.push(span, Message::LocalPathWarning { target }, Some(intended));
            }
            Some(WebSlip::Broken(meant)) => {
                let message = Message::BrokenWebAddress { target };
                self.push_with(span, message, meant);
            }
            None => {}
        }
    }

    /// Checks a complete address of this site; `rest` is what follows the base URL. Another program may serve what
    /// is there, so it is no error.
    fn check_own_address(&mut self, rest: &str, reference: &Reference, span: Span) {
        let path = rest.split(['?', '#']).next().unwrap_or_default();
        let path = format!("/{}", url::decode_or_keep(path));
        if self.targets.has_page(&path) || self.targets.is_uncertain(&path) {
            return;
        }
        let target = reference.written.clone();
        let intended = IntendedTarget::Path(IntendedPath {
            from: Arc::clone(&span.file),
            written: path,
            kind: reference.kind,
        });
        self.push(span, Message::BrokenLinkWarning { target }, Some(intended));
    }

    fn push_refused(&mut self, scheme: &str, reference: &Reference, span: Span) {
        let is_strict = self.targets.site.config.links.strict;
        if is_unpasted(reference.kind, scheme) {
            let target = reference.written.clone();
            let message = match is_strict {
                true => Message::UnpastedImage { target },
                false => Message::UnpastedImageWarning { target },
            };
            return self.push(span, message, None);
        }
        let message = match refused_scheme(&reference.written, scheme.to_owned()) {
            Message::UnsafeLink { target } if !is_strict => Message::UnsafeLinkWarning { target },
            Message::ForeignScheme { target, scheme } if !is_strict => {
                Message::ForeignSchemeWarning { target, scheme }
            }
            message => message,
        };
        let schemes = self.targets.site.config.links.schemes.all();
        let near = nearest(scheme, schemes, 1).pop();
        let rest = reference.written.split_once(':').map(|(_, rest)| rest);
        let meant = near.zip(rest).map(|(near, rest)| format!("{near}:{rest}"));
        self.push_with(span, message, meant);
    }

    /// Checks a reference to a file below content/.
    fn check_source(
        &mut self,
        path: &str,
        fragment: Option<&str>,
        reference: &Reference,
        span: Span,
    ) {
        let targets = self.targets;
        let addresses = &targets.site.addresses;
        if let Some(document) = addresses.document(path) {
            if reference.kind != ReferenceKind::Link {
                return self.push_page_as_file(reference, span);
            }
            if let Some(fragment) = fragment {
                self.check_anchor(document, &reference.written, fragment, span);
            }
        } else if addresses.is_unpublished(path) {
            let target = reference.written.clone();
            let message = if targets.site.config.links.strict {
                Message::LinkToUnpublished { target }
            } else {
                Message::LinkToUnpublishedWarning { target }
            };
            self.push(span, message, None);
        } else if addresses.asset(path).is_some() {
            if reference.kind == ReferenceKind::Media && !may_be_played(path) {
                let target = reference.written.clone();
                let message = match targets.site.config.links.strict {
                    true => Message::NotPlayed { target },
                    false => Message::NotPlayedWarning { target },
                };
                self.push(span, message, None);
            }
        } else {
            let page = format!("/{path}");
            if targets.has_page(&page) {
                return self.check_anchor_of_page(&page, fragment, reference, span);
            }
            self.push_missing(reference, span);
        }
    }

    /// Checks a reference to a page by its address.
    fn check_page(
        &mut self,
        path: &str,
        fragment: Option<&str>,
        reference: &Reference,
        span: Span,
    ) {
        let targets = self.targets;
        if !targets.has_page(path) {
            if targets.is_uncertain(path) {
                return;
            }
            return self.push_missing(reference, span);
        }
        if reference.kind != ReferenceKind::Link && targets.document_at(&with_index(path)).is_some()
        {
            return self.push_page_as_file(reference, span);
        }
        self.check_anchor_of_page(path, fragment, reference, span);
    }

    /// Reports a page where a file is to be shown.
    fn push_page_as_file(&mut self, reference: &Reference, span: Span) {
        let target = reference.written.clone();
        let message = match self.targets.site.config.links.strict {
            true => Message::PageAsFile { target },
            false => Message::PageAsFileWarning { target },
        };
        self.push(span, message, None);
    }

    /// Checks the anchor in a reference to a page, however it is named.
    fn check_anchor_of_page(
        &mut self,
        path: &str,
        fragment: Option<&str>,
        reference: &Reference,
        span: Span,
    ) {
        let Some(fragment) = fragment else { return };
        let targets = self.targets;
        let folder = || with_index(&format!("{}/", path.trim_end_matches('/')));
        let document = targets.document_at(&with_index(path));
        if let Some(document) = document.or_else(|| targets.document_at(&folder())) {
            self.check_anchor(document, &reference.written, fragment, span);
        }
    }

    fn check_anchor(&mut self, document: &'s Document, target: &str, anchor: &str, span: Span) {
        // The body of a document with errors may be unknown.
        let is_unknown = !document.is_valid && document.file != span.file;
        if is_unknown || self.targets.has_anchor(document, anchor) {
            return;
        }
        let file = target.split('#').next().filter(|path| !path.is_empty());
        let target = file.unwrap_or(&document.file).to_owned();
        let intended = IntendedTarget::Anchor(document, anchor.to_owned());
        let anchor = anchor.to_owned();
        let message = if self.targets.site.config.links.strict {
            Message::BrokenAnchor { target, anchor }
        } else {
            Message::BrokenAnchorWarning { target, anchor }
        };
        self.push(span, message, Some(intended));
    }

    fn push_missing(&mut self, reference: &Reference, span: Span) {
        if self.push_static(reference, &span) {
            return;
        }
        if is_on_own_disk(&reference.written) {
            return self.push_own_disk(reference, span);
        }
        let target = reference.written.clone();
        let is_strict = self.targets.site.config.links.strict;
        if let Some(instead) = complete_address(&target, reference.kind) {
            let message = match is_strict {
                true => Message::AddressAsFile { target, instead },
                false => Message::AddressAsFileWarning { target, instead },
            };
            return self.push(span, message, None);
        }
        let message = match (reference.kind, is_strict) {
            (ReferenceKind::Link, true) => Message::BrokenLink { target },
            (ReferenceKind::Link, false) => Message::BrokenLinkWarning { target },
            (ReferenceKind::Image | ReferenceKind::Decoration, true) => {
                Message::MissingImage { target }
            }
            (ReferenceKind::Image | ReferenceKind::Decoration, false) => {
                Message::MissingImageWarning { target }
            }
            (ReferenceKind::Media, true) => Message::MissingMedia { target },
            (ReferenceKind::Media, false) => Message::MissingMediaWarning { target },
        };
        let intended = intended_path(reference, &span);
        self.push(span, message, Some(intended));
    }

    fn push_escaping(&mut self, reference: &Reference, span: Span) {
        if self.push_static(reference, &span) {
            return;
        }
        if is_on_own_disk(&reference.written) {
            return self.push_own_disk(reference, span);
        }
        let target = reference.written.clone();
        let message = match self.targets.site.config.links.strict {
            true => Message::EscapingLink { target },
            false => Message::EscapingLinkWarning { target },
        };
        let intended = intended_path(reference, &span);
        self.push(span, message, Some(intended));
    }

    fn push_own_disk(&mut self, reference: &Reference, span: Span) {
        let target = reference.written.clone();
        let message = match self.targets.site.config.links.strict {
            true => Message::LocalPath { target },
            false => Message::LocalPathWarning { target },
        };
        let intended = intended_path(reference, &span);
        self.push(span, message, Some(intended));
    }

    /// Reports a path into static/, if it is one.
    fn push_static(&mut self, reference: &Reference, span: &Span) -> bool {
        let Some(address) = self.targets.candidates.in_static(&reference.written) else {
            return false;
        };
        let (target, address) = (reference.written.clone(), address.to_owned());
        let message = if self.targets.site.config.links.strict {
            Message::StaticPath { target, address }
        } else {
            Message::StaticPathWarning { target, address }
        };
        self.push(span.clone(), message, None);
        true
    }

    fn push(&mut self, span: Span, message: Message, intended: Option<IntendedTarget<'s>>) {
        self.problems.push(LinkProblem {
            span,
            message,
            intended,
            meant: None,
        });
    }

    /// Reports a problem with the destination that was meant, where it is known.
    fn push_with(&mut self, span: Span, message: Message, meant: Option<String>) {
        self.problems.push(LinkProblem {
            span,
            message,
            intended: None,
            meant,
        });
    }
}

/// Whether a file may be one for a player; subtitles are.
fn may_be_played(path: &str) -> bool {
    let extension = extension(path);
    let is_other = FileUse::of(path) == FileUse::Picture || DOCUMENTS.contains(&&*extension);
    !is_other
}

fn intended_path<'s>(reference: &Reference, span: &Span) -> IntendedTarget<'s> {
    IntendedTarget::Path(IntendedPath {
        from: Arc::clone(&span.file),
        written: reference.written.clone(),
        kind: reference.kind,
    })
}

/// The path of the output for the path of an address.
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

    /// The diagnostics of a site of two articles with these bodies; the second is the older one.
    fn diagnostics(first: &str, second: &str) -> Vec<Diagnostic> {
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
    fn anchors_are_found_in_documents_with_few_and_with_many() {
        for count in [3, FEW_ANCHORS, 4 * FEW_ANCHORS] {
            let headings = lines(0..count, |n| format!("## 第{n}条 {{#t{n}}}"));
            let here = lines(0..count, |n| format!("[{n}](#t{n})"));
            let there = lines(0..count, |n| format!("[{n}](first.md#t{n})"));
            let by_address = lines(0..count, |n| format!("[{n}](/articles/2024/first/#t{n})"));
            let intact = diagnostics(&(headings.clone() + &here), &(there + &by_address));
            assert_eq!(intact, []);
            let diagnostics = diagnostics(&headings, &format!("[无](first.md#t{count})"));
            let [broken] = diagnostics.as_slice() else {
                panic!("{diagnostics:?}")
            };
            assert_eq!(broken.message.code(), "broken-anchor");
            assert!(!broken.nearest.is_empty(), "{broken:?}");
        }
    }

    #[test]
    fn every_problem_is_reported_and_the_first_ones_have_suggestions() {
        let count = SUGGESTED + 50;
        let files = lines(0..count, |_| "[链](secund.md)".to_owned());
        let pages = lines(0..count, |_| "[链](/articles/2024/fist/)".to_owned());
        for body in [files, pages] {
            let diagnostics = diagnostics(&body, "");
            assert_eq!(diagnostics.len(), count);
            let suggestions = diagnostics.iter().map(|one| !one.nearest.is_empty());
            let first = std::iter::repeat_n(true, SUGGESTED);
            assert!(suggestions.eq(first.chain(std::iter::repeat_n(false, 50))));
        }
    }
}
