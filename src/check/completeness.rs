//! Completeness and style: what does not stop a build but makes a bulletin better.

use std::collections::HashSet;

use crate::article::markdown::ReferenceKind;
use crate::config::TaxonomyKind;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::site::links::{documents, image_target};
use crate::site::{Site, Status, TaxonomyId};
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

/// Names of image files.
const IMAGES: &[&str] = &[".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif"];

/// Everything that `check` says beyond the errors of a build.
pub fn completeness(site: &Site, tree: &SourceTree) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    bodies(site, &mut found);
    articles(site, &mut found);
    orphan_images(site, tree, &mut found);
    empty_terms(site, &mut found);
    found
}

fn bodies(site: &Site, found: &mut Vec<Diagnostic>) {
    for (document, _) in documents(site) {
        let at = |range: &std::ops::Range<usize>| Span::new(&document.file, range.clone());
        for reference in &document.content.references {
            let text = reference.text.trim();
            match reference.kind {
                ReferenceKind::Image if text.is_empty() => {
                    found.push(Diagnostic::at(
                        at(&reference.range),
                        Message::MissingAlt {
                            target: reference.written.clone(),
                        },
                    ));
                }
                ReferenceKind::Link if VAGUE.contains(&text.to_lowercase().as_str()) => {
                    found.push(Diagnostic::at(
                        at(&reference.range),
                        Message::VagueLink {
                            text: text.to_owned(),
                        },
                    ));
                }
                ReferenceKind::Image | ReferenceKind::Link => {}
            }
        }
        found.extend(
            document
                .content
                .heading_jumps
                .iter()
                .map(|range| Diagnostic::at(at(range), Message::HeadingJump {})),
        );
        if site.config.markdown.raw_html == crate::article::markdown::RawHtml::Escape {
            found.extend(
                document
                    .content
                    .raw_html
                    .iter()
                    .map(|range| Diagnostic::at(at(range), Message::EscapedHtml {})),
            );
        }
        if let Some((image, _)) = image_target(document).filter(|(image, _)| image.alt.is_empty()) {
            found.push(Diagnostic::at(
                at(&image.src.range),
                Message::MissingHeadAlt {
                    target: image.src.value.clone(),
                },
            ));
        }
    }
}

fn articles(site: &Site, found: &mut Vec<Diagnostic>) {
    let (initiatives, regions) = (
        site.taxonomy(TaxonomyKind::Initiatives),
        site.taxonomy(TaxonomyKind::Regions),
    );
    for article in site
        .articles
        .iter()
        .filter(|article| article.status == Status::Published)
    {
        let span = || Span::new(&article.document.file, 0..3);
        let none = |taxonomy: Option<TaxonomyId>| {
            taxonomy.is_some_and(|taxonomy| article.terms_in(taxonomy).is_empty())
        };
        if article.meta().summary.is_none() {
            found.push(Diagnostic::at(span(), Message::NoSummary {}));
        }
        if none(regions) {
            found.push(Diagnostic::at(span(), Message::NoRegion {}));
        }
        if none(initiatives) {
            found.push(Diagnostic::at(span(), Message::NoInitiative {}));
        }
    }
}

fn orphan_images(site: &Site, tree: &SourceTree, found: &mut Vec<Diagnostic>) {
    let used: HashSet<&str> = site
        .addresses
        .assets()
        .iter()
        .map(|asset| &*asset.file)
        .collect();
    for file in tree.files() {
        let name = file.path.to_lowercase();
        if IMAGES.iter().any(|ending| name.ends_with(ending)) && !used.contains(&*file.path) {
            found.push(Diagnostic::at(
                Span::whole(&file.path),
                Message::OrphanImage {},
            ));
        }
    }
}

fn empty_terms(site: &Site, found: &mut Vec<Diagnostic>) {
    for term in site.taxonomies.iter().flat_map(|taxonomy| &taxonomy.terms) {
        if let (true, Some(document)) = (term.articles.is_empty(), &term.document) {
            found.push(Diagnostic::at(
                Span::new(&document.file, 0..3),
                Message::EmptyTerm {
                    term: term.name.clone(),
                },
            ));
        }
    }
}
