//! Regions of the articles: names resolved in the tree, and the part of the tree that the site shows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::mentions::{At, Gathered, Mentions, Name};
use super::{Named, Term};
use crate::article::{Document, Meta, TermMeta};
use crate::config::TaxonomyConfig;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::Spanned;
use crate::regions::{DeclarationError, RegionDeclaration, RegionId, RegionTree, ResolveError};
use crate::site::{Article, TaxonomyId, TermId};

/// The terms, by code, what the names mean that articles give, and those that stand at their figures.
///
/// Only regions with articles or a landing text, and those above them, become terms.
pub(super) fn terms(
    config: &TaxonomyConfig,
    id: TaxonomyId,
    declarations: &Declarations,
    articles: &[Article],
    (named, figures): (Gathered<'_>, Gathered<'_>),
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Term>, Named, Named) {
    let Declarations { tree, landing, .. } = declarations;
    diagnostics.extend_from_slice(&declarations.diagnostics);
    let named = Resolved::new(named, tree, articles, At::Taxonomy(id), diagnostics);
    let figures = Resolved::new(figures, tree, articles, At::Figures, diagnostics);
    let numbers = Numbers::new(
        tree,
        named
            .regions()
            .chain(figures.regions())
            .chain(landing.keys().copied()),
    );
    let shown = numbers.shown.iter();
    let terms = shown.map(|&region| term(config, tree, region, &numbers, landing));
    (
        terms.collect(),
        named.into_terms(&numbers),
        figures.into_terms(&numbers),
    )
}

/// Names with the region that each means. A site has far fewer names than mentions, and a name takes microseconds, an
/// unknown one milliseconds.
struct Resolved {
    mentions: Mentions,
    found: Vec<Option<RegionId>>,
}

impl Resolved {
    fn new(
        (names, mentions): Gathered<'_>,
        tree: &RegionTree,
        articles: &[Article],
        at: At,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let resolve = |name: &Name<'_>| tree.resolve(&name.written.value);
        let results: Vec<Result<RegionId, ResolveError>> =
            names.par_iter().with_min_len(32).map(resolve).collect();
        let found: Vec<Option<RegionId>> = results
            .iter()
            .map(|region| region.as_ref().ok().copied())
            .collect();
        for (number, Name { file, written }) in mentions.without(&found, articles, at) {
            if let Err(error) = &results[number] {
                let (value, range) = (&written.value, written.range.clone());
                diagnostics.push(unresolved(tree, file, value, range, error.clone()));
            }
        }
        Self { mentions, found }
    }

    fn regions(&self) -> impl Iterator<Item = RegionId> {
        self.found.iter().flatten().copied()
    }

    fn into_terms(self, numbers: &Numbers) -> Named {
        let regions = self.found.into_iter();
        let meant = regions.map(|region| numbers.of(region?)).collect();
        Named {
            mentions: self.mentions,
            meant,
        }
    }
}

/// The regions that the site shows, numbered in the order of the tree.
struct Numbers {
    shown: Vec<RegionId>,
}

impl Numbers {
    /// These regions and those above them.
    fn new(tree: &RegionTree, regions: impl Iterator<Item = RegionId>) -> Self {
        let shown: BTreeSet<RegionId> = regions.flat_map(|region| tree.upward(region)).collect();
        Self {
            shown: shown.into_iter().collect(),
        }
    }

    fn of(&self, region: RegionId) -> Option<TermId> {
        self.shown.binary_search(&region).ok().map(TermId::new)
    }
}

fn term(
    config: &TaxonomyConfig,
    tree: &RegionTree,
    id: RegionId,
    numbers: &Numbers,
    landing: &BTreeMap<RegionId, Arc<Document>>,
) -> Term {
    let region = tree.get(id);
    Term {
        key: region.key.to_string(),
        name: region.name.to_string(),
        aliases: region.aliases.iter().map(ToString::to_string).collect(),
        url: format!("/{}/{}/", config.key, region.key),
        parent: region.parent.and_then(|parent| numbers.of(parent)),
        children: Vec::new(),
        articles: Vec::new(),
        document: landing.get(&id).cloned(),
    }
}

/// What the files of content/regions/ say. It depends on nothing else.
pub(in crate::site) struct Declarations {
    /// The built-in divisions with the declared regions among them.
    tree: RegionTree,
    /// The landing text of each.
    landing: BTreeMap<RegionId, Arc<Document>>,
    /// What is wrong with declarations.
    diagnostics: Vec<Diagnostic>,
}

impl Declarations {
    /// Of these files, in their order.
    pub(in crate::site) fn new(files: &[&Arc<Document>]) -> Self {
        let mut diagnostics = Vec::new();
        let metas: Vec<_> = files
            .iter()
            .filter_map(|file| match &file.meta {
                Meta::Term(meta) => Some((file, meta)),
                _ => None,
            })
            .collect();
        let declared = metas.iter().map(|(_, meta)| declared_region(meta));
        let (tree, errors) = RegionTree::new(declared.collect());
        for (number, error) in errors {
            if let Some((file, meta)) = metas.get(number) {
                let first = match error {
                    DeclarationError::Duplicate { first } => metas.get(first),
                    _ => None,
                };
                let parent = meta.parent.clone().unwrap_or(Spanned {
                    value: String::new(),
                    range: 0..3,
                });
                let mut diagnostic =
                    declaration_error(&tree, &file.file, &meta.key, &parent, error);
                let first = first.map(|(first, _)| Span::whole(&first.file));
                diagnostic.related.extend(first);
                diagnostics.push(diagnostic);
            }
        }
        let landing = metas
            .iter()
            .filter_map(|(file, meta)| Some((tree.find_key(&meta.key)?, Arc::clone(*file))))
            .collect();
        Self {
            tree,
            landing,
            diagnostics,
        }
    }
}

/// What front matter declares.
pub fn declared_region(meta: &TermMeta) -> RegionDeclaration {
    let text = |written: &Spanned<String>| written.value.clone();
    RegionDeclaration {
        key: meta.key.clone(),
        name: meta.name.as_ref().map(text),
        aliases: meta.aliases.iter().map(text).collect(),
        parent: meta.parent.as_ref().map(text),
    }
}

/// What is wrong with a declaration that has no file yet.
pub fn region_declaration(
    tree: &RegionTree,
    key: &str,
    parent: &str,
    error: DeclarationError,
) -> Diagnostic {
    let nowhere: Arc<str> = Arc::from("");
    let parent = Spanned {
        value: parent.to_owned(),
        range: 0..0,
    };
    Diagnostic {
        span: None,
        ..declaration_error(tree, &nowhere, key, &parent, error)
    }
}

/// The file is at fault as a whole, or its `parent`.
fn declaration_error(
    tree: &RegionTree,
    file: &Arc<str>,
    key: &str,
    parent: &Spanned<String>,
    error: DeclarationError,
) -> Diagnostic {
    let key = key.to_owned();
    let whole = |message| Diagnostic::at(Span::new(file, 0..3), message);
    let at_parent = |message| Diagnostic::at(Span::new(file, parent.range.clone()), message);
    match error {
        DeclarationError::Parent(error) => {
            unresolved(tree, file, &parent.value, parent.range.clone(), error)
        }
        DeclarationError::BadKey => whole(Message::BadRegionKey { key }),
        DeclarationError::MissingName => whole(Message::RegionWithoutName { key }),
        DeclarationError::Duplicate { .. } => whole(Message::DuplicateRegion { key }),
        DeclarationError::Retired { successor } => whole(Message::RetiredRegion {
            key,
            successor: format!(
                "{}（{}）",
                tree.unique_reference(successor),
                tree.get(successor).key
            ),
        }),
        DeclarationError::NoPlace { prefix } => whole(Message::UnplacedRegion { key, prefix }),
        DeclarationError::Cycle { parent } => at_parent(Message::RegionCycle {
            parent: tree.get(parent).name.to_string(),
        }),
        DeclarationError::OtherParent { actual } => at_parent(Message::RegionElsewhere {
            actual: actual.map(|id| tree.full_name(id)).unwrap_or_default(),
        }),
    }
}

/// Why `written` leads to no region.
fn unresolved(
    tree: &RegionTree,
    file: &Arc<str>,
    written: &str,
    range: std::ops::Range<usize>,
    error: ResolveError,
) -> Diagnostic {
    let span = Span::new(file, range);
    let region: String = written.chars().take(40).collect();
    if region.contains('，') {
        return Diagnostic::at(span, Message::FullWidthComma { text: region });
    }
    match error {
        ResolveError::Ambiguous { candidates } => {
            let list: Vec<String> = candidates
                .iter()
                .map(|&id| format!("{}（{}）", tree.unique_reference(id), tree.get(id).key))
                .collect();
            Diagnostic::at(
                span,
                Message::AmbiguousRegion {
                    region,
                    candidates: list.join("、"),
                },
            )
        }
        ResolveError::Unknown { nearest, .. } => {
            Diagnostic::at(span, Message::UnknownRegion { region }).with_nearest(nearest)
        }
        ResolveError::Abolished { .. } => Diagnostic::at(span, Message::AbolishedRegion { region }),
        ResolveError::Undeclared { code, within } => {
            let within = tree.get(within).name.to_string();
            Diagnostic::at(span, Message::UndeclaredRegion { code, within })
        }
        ResolveError::Empty | ResolveError::TooLong | ResolveError::BadCode => {
            Diagnostic::at(span, Message::UnknownRegion { region })
        }
    }
}
