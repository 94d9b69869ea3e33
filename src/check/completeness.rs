//! Completeness and style: findings that do not stop a build but would improve a bulletin.

use std::collections::HashSet;
use std::ops::Range;

use crate::article::markdown::{Doubt, ReferenceKind};
use crate::article::{Content, FRONT_MATTER};
use crate::config::TaxonomyKind;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::site::{Site, Status, TaxonomyId, head_image, path_below_content};
use crate::source::SourceTree;

/// Link texts that do not say where they lead.
const VAGUE: &[&str] = &[
    "点击这里",
    "点这里",
    "这里",
    "点击",
    "此处",
    "链接",
    "点击查看",
    "详情",
    "查看",
    "here",
    "click here",
    "link",
    "this",
];

/// Extensions of image files.
const IMAGES: &[&str] = &[".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif"];

/// All findings of `check` that are not errors of a build.
pub(crate) fn completeness(site: &Site, tree: &SourceTree) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    check_bodies(site, &mut diagnostics);
    check_articles(site, &mut diagnostics);
    // Documents with errors may use images and name terms that could not be read.
    if site.documents().all(|(document, _)| document.is_valid) {
        check_orphan_images(site, tree, &mut diagnostics);
        if has_known_names(site) {
            check_empty_terms(site, &mut diagnostics);
        }
    }
    diagnostics
}

fn check_bodies(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    for (document, _) in site.documents() {
        let mut report = |range: &Range<usize>, message| {
            let span = Span::new(&document.file, range.clone());
            diagnostics.push(Diagnostic::at(span, message));
        };
        for reference in &document.content.references {
            let text = reference.text.trim();
            match reference.kind {
                ReferenceKind::Image if text.is_empty() => {
                    let target = reference.written.clone();
                    report(&reference.range, Message::MissingAlt { target });
                }
                ReferenceKind::Link if VAGUE.contains(&text.to_lowercase().as_str()) => {
                    let text = text.to_owned();
                    report(&reference.range, Message::VagueLink { text });
                }
                ReferenceKind::Image
                | ReferenceKind::Link
                | ReferenceKind::Decoration
                | ReferenceKind::Media => {}
            }
        }
        // What was no document is not read for its style.
        if document.is_valid {
            check_style(&document.content, &mut report);
        }
        if let Some(image) = head_image(document).filter(|image| image.alt.is_empty()) {
            let target = image.src.value.clone();
            report(&image.src.range, Message::MissingHeadAlt { target });
        }
    }
}

fn check_style(content: &Content, report: &mut impl FnMut(&Range<usize>, Message)) {
    for range in &content.heading_jumps {
        report(range, Message::HeadingJump {});
    }
    for (range, doubt) in &content.doubts {
        let message = match doubt {
            Doubt::JoinedLine => Message::JoinedLine {},
            Doubt::BoldMask => Message::BoldMask {},
        };
        report(range, message);
    }
}

fn check_articles(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    let initiatives = site.taxonomy(TaxonomyKind::Initiatives);
    let regions = site.taxonomy(TaxonomyKind::Regions);
    let published = site
        .articles
        .iter()
        // The errors of invalid front matter may be about the very values that are missing.
        .filter(|article| article.status == Status::Published && article.document.is_valid);
    for article in published {
        let mut report = |message| {
            let span = Span::new(&article.document.file, FRONT_MATTER);
            diagnostics.push(Diagnostic::at(span, message));
        };
        // An unknown name is reported as such: the list is not missing.
        let names_none = |taxonomy: Option<TaxonomyId>| {
            let Some(at) = taxonomy.map(TaxonomyId::index) else {
                return false;
            };
            let meta = article.meta();
            meta.terms.get(at).is_some_and(Vec::is_empty) && !meta.without.contains(&at)
        };
        if article.meta().summary.is_none() {
            report(Message::NoSummary {});
        }
        if names_none(regions) {
            report(Message::NoRegion {});
        }
        if names_none(initiatives) {
            report(Message::NoInitiative {});
        }
    }
}

/// Whether a file is an image that [`completeness`] expects to be used, by its name.
pub(crate) fn has_image_name(path: &str) -> bool {
    let name = path.to_lowercase();
    IMAGES.iter().any(|ending| name.ends_with(ending))
}

fn check_orphan_images(site: &Site, tree: &SourceTree, diagnostics: &mut Vec<Diagnostic>) {
    let assets = site.addresses.assets().iter();
    let used: HashSet<&str> = assets.map(|asset| &*asset.file).collect();
    // Those of a draft are published with it.
    let awaited = site.files_of_unpublished();
    for file in tree.files() {
        let is_used =
            used.contains(&*file.path) || awaited.contains(path_below_content(&file.path));
        if has_image_name(&file.path) && !is_used {
            let span = Span::whole(&file.path);
            diagnostics.push(Diagnostic::at(span, Message::OrphanImage {}));
        }
    }
}

/// Whether each name that an article gives is one of a term. A name that is misspelt may be that of any term.
fn has_known_names(site: &Site) -> bool {
    site.articles.iter().all(|article| {
        let names = article.meta().terms.iter();
        names.zip(&article.terms).all(|(names, terms)| {
            let distinct = || names.iter().map(|name| &name.value).collect::<HashSet<_>>();
            names.len() <= terms.len() || distinct().len() <= terms.len()
        })
    })
}

fn check_empty_terms(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    for term in site.taxonomies.iter().flat_map(|taxonomy| &taxonomy.terms) {
        if let (true, Some(landing)) = (term.articles.is_empty(), &term.landing) {
            let span = Span::new(&landing.document.file, FRONT_MATTER);
            let term = term.name.clone();
            diagnostics.push(Diagnostic::at(span, Message::EmptyTerm { term }));
        }
    }
}
