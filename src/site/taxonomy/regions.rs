//! Regions as a taxonomy: the names in articles resolved in the region tree, and the part of the tree that
//! the site shows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::mentions::{Interned, Mention, ResolvedNames, TermField};
use super::{ResolvedTerms, TaxonomyInput, TermDefinition};
use crate::article::{Document, FRONT_MATTER, Meta, TermMeta};
use crate::config::{MAX_TERM_DEPTH, TaxonomyConfig};
use crate::diagnostic::{Diagnostic, Message, SUGGESTED, Span};
use crate::fields::Spanned;
use crate::regions::{DeclarationError, RegionDeclaration, RegionId, RegionTree, ResolveError};
use crate::site::placement::{PlacedArticle, TermDocument};
use crate::site::{Clock, TermId};
use crate::text::pinyin::ascii_key;
use crate::util::url;

/// Makes terms, ordered by code, of the regions that articles or figures mention or that have a landing
/// text, and of all regions above them.
pub(super) fn resolve(
    input: TaxonomyInput<'_>,
    declarations: &RegionDeclarations,
) -> ResolvedTerms {
    let field = input.field();
    let TaxonomyInput {
        config,
        articles,
        names,
        figures,
        ..
    } = input;
    let RegionDeclarations {
        tree,
        documents,
        diagnostics,
        may_be_unread: _,
    } = declarations;
    let mut diagnostics = diagnostics.clone();
    let names = resolve_names(names, declarations, articles, field, &mut diagnostics);
    let at_figures = TermField::Figures;
    let figures = figures.map(|figures| {
        resolve_names(
            figures,
            declarations,
            articles,
            at_figures,
            &mut diagnostics,
        )
    });
    let at_figures = figures.iter().flat_map(ResolvedNames::targets);
    let regions = names
        .targets()
        .chain(at_figures)
        .chain(documents.keys().copied());
    let numbering = TermNumbering::new(tree, regions);
    let definitions = numbering
        .regions
        .iter()
        .map(|&region| definition(config, tree, region, &numbering, documents.get(&region)));
    ResolvedTerms {
        definitions: definitions.collect(),
        names: names.map(|region| numbering.term(region)),
        figures: figures.map(|figures| figures.map(|region| numbering.term(region))),
        diagnostics,
    }
}

/// Resolves names on all cores. The first of those that fail have suggestions, which take milliseconds each.
fn resolve_names(
    names: Interned<'_>,
    declarations: &RegionDeclarations,
    articles: &[PlacedArticle],
    field: TermField,
    diagnostics: &mut Vec<Diagnostic>,
) -> ResolvedNames<RegionId> {
    let tree = &declarations.tree;
    let resolve = |name: &Mention<'_>| tree.resolve_quickly(name.text());
    let results = names.names.par_iter().with_min_len(32).map(resolve);
    let results: Vec<Result<RegionId, ResolveError>> = results.collect();
    let mut unknown = 0;
    ResolvedNames::new(names, &results, articles, field, |mention, error| {
        if declarations.may_be_unread && is_unknown(error) {
            return;
        }
        unknown += 1;
        let suggested = (unknown <= SUGGESTED)
            .then(|| tree.resolve(mention.text()).err())
            .flatten();
        let error = suggested.as_ref().unwrap_or(error);
        let (message, near) = unresolved(tree, mention.text(), error);
        diagnostics.push(Diagnostic::at(mention.span(), message).with_nearest(near));
    })
}

/// The regions that become terms, in the order of the tree: a region's position is its term's id.
struct TermNumbering {
    regions: Vec<RegionId>,
}

impl TermNumbering {
    /// Numbers these regions and those above them.
    fn new(tree: &RegionTree, regions: impl Iterator<Item = RegionId>) -> Self {
        let regions: BTreeSet<RegionId> = regions.flat_map(|region| tree.upward(region)).collect();
        Self {
            regions: regions.into_iter().collect(),
        }
    }

    fn term(&self, region: RegionId) -> Option<TermId> {
        self.regions.binary_search(&region).ok().map(TermId::new)
    }
}

fn definition(
    config: &TaxonomyConfig,
    tree: &RegionTree,
    id: RegionId,
    numbering: &TermNumbering,
    landing: Option<&TermDocument>,
) -> TermDefinition {
    let region = tree.get(id);
    TermDefinition {
        key: region.key.to_string(),
        name: region.name.to_string(),
        aliases: region.aliases.iter().map(ToString::to_string).collect(),
        url: url::term(&url::taxonomy(&config.key), &region.key),
        parent: region.parent.and_then(|parent| numbering.term(parent)),
        landing: landing.cloned(),
    }
}

/// The region tree of a site with the documents of content/regions/. It depends on no other document.
pub(in crate::site) struct RegionDeclarations {
    tree: RegionTree,
    /// Those that the site shows.
    documents: BTreeMap<RegionId, TermDocument>,
    /// Whether a name that is not found may be one that could not be read.
    may_be_unread: bool,
    /// The errors in declarations.
    diagnostics: Vec<Diagnostic>,
}

impl RegionDeclarations {
    /// Reads the declarations among these documents, which come sorted by file.
    pub(in crate::site) fn new(documents: &[Arc<Document>], clock: Clock) -> Self {
        let documents: Vec<TermDocument> = documents
            .iter()
            .filter_map(|document| match &document.meta {
                Meta::Region(meta) => {
                    let status = clock.status(&document.meta);
                    Some(TermDocument {
                        document: Arc::clone(document),
                        meta: Arc::clone(meta),
                        status,
                        is_shown: clock.shows(status),
                    })
                }
                _ => None,
            })
            .collect();
        let declarations = documents.iter();
        let declarations = declarations.map(|document| region_declaration(&document.meta));
        let (tree, errors) = RegionTree::new(declarations.collect());
        let may_be_unread = documents.iter().any(TermDocument::lacks_name);
        // The errors of front matter have been reported: without a name it declares nothing.
        let reported = errors.iter().filter(|(position, error)| {
            let is_unread = matches!(error, DeclarationError::Parent(error) if is_unknown(error));
            documents[*position].document.is_valid && !(may_be_unread && is_unread)
        });
        let diagnostics = reported
            .map(|(position, error)| declaration_problem(&tree, &documents, *position, error));
        let diagnostics = diagnostics.collect();
        let shown = documents.into_iter().filter(|document| document.is_shown);
        let documents = shown
            .filter_map(|document| Some((tree.find_key(&document.meta.key)?, document)))
            .collect();
        Self {
            tree,
            documents,
            may_be_unread,
            diagnostics,
        }
    }
}

/// Whether no region has the code or name.
fn is_unknown(error: &ResolveError) -> bool {
    matches!(error, ResolveError::Unknown { .. })
}

/// The region that front matter declares.
pub(crate) fn region_declaration(meta: &TermMeta) -> RegionDeclaration {
    let text = |written: &Spanned<String>| written.value.clone();
    RegionDeclaration {
        key: meta.key.clone(),
        name: meta.name.as_ref().map(text),
        aliases: meta.aliases.iter().map(text).collect(),
        parent: meta.parent.as_ref().map(text),
    }
}

/// The diagnostic for an error in a declaration that has no file.
pub(crate) fn declaration_diagnostic(
    tree: &RegionTree,
    key: &str,
    parent: &str,
    error: &DeclarationError,
) -> Diagnostic {
    let (message, near) = declaration_message(tree, key, parent, error);
    Diagnostic::new(message).with_nearest(near)
}

/// The diagnostic for an error in the declaration of one of these documents.
fn declaration_problem(
    tree: &RegionTree,
    documents: &[TermDocument],
    position: usize,
    error: &DeclarationError,
) -> Diagnostic {
    let TermDocument { document, meta, .. } = &documents[position];
    let parent = meta.parent.as_ref();
    let written = parent.map_or("", |parent| &parent.value);
    let (message, near) = declaration_message(tree, &meta.key, written, error);
    let range = match parent {
        Some(parent) if concerns_parent(error) => parent.range.clone(),
        _ => FRONT_MATTER,
    };
    let diagnostic = Diagnostic::at(Span::new(&document.file, range), message).with_nearest(near);
    match error {
        DeclarationError::Duplicate { first } => {
            diagnostic.with_related(Span::whole(&documents[*first].document.file))
        }
        _ => diagnostic,
    }
}

/// The diagnostic for a reference that stands in no file and resolves to no region.
pub(crate) fn unresolved_region(
    tree: &RegionTree,
    written: &str,
    error: &ResolveError,
) -> Diagnostic {
    let (message, near) = unresolved(tree, written, error);
    Diagnostic::new(message).with_nearest(near)
}

/// Whether an error is about the declared parent, not about the declaration as a whole.
fn concerns_parent(error: &DeclarationError) -> bool {
    match error {
        DeclarationError::Parent(_)
        | DeclarationError::Cycle { .. }
        | DeclarationError::TooDeep
        | DeclarationError::OtherParent { .. } => true,
        DeclarationError::BadKey
        | DeclarationError::MissingName
        | DeclarationError::Duplicate { .. }
        | DeclarationError::Retired { .. }
        | DeclarationError::NoPlace { .. } => false,
    }
}

/// The message for an error in a declaration, and suggestions.
fn declaration_message(
    tree: &RegionTree,
    key: &str,
    parent: &str,
    error: &DeclarationError,
) -> (Message, Vec<String>) {
    let key = key.to_owned();
    let message = match error {
        DeclarationError::Parent(error) => return unresolved(tree, parent, error),
        DeclarationError::BadKey => Message::BadRegionKey { key },
        DeclarationError::MissingName => Message::RegionWithoutName { key },
        DeclarationError::Duplicate { .. } => Message::DuplicateRegion { key },
        DeclarationError::Retired { successor } => Message::RetiredRegion {
            key,
            successor: reference_with_key(tree, *successor),
        },
        DeclarationError::NoPlace { prefix } => {
            let prefix = prefix.clone();
            Message::UnplacedRegion { key, prefix }
        }
        DeclarationError::TooDeep => Message::TermTooDeep {
            limit: MAX_TERM_DEPTH.to_string(),
        },
        DeclarationError::Cycle { parent } => Message::RegionCycle {
            parent: tree.get(*parent).name.to_string(),
        },
        DeclarationError::OtherParent { actual } => Message::RegionElsewhere {
            actual: actual.map(|id| tree.full_name(id)).unwrap_or_default(),
        },
    };
    (message, Vec::new())
}

/// The message for a reference that resolves to no region, and suggestions.
fn unresolved(tree: &RegionTree, written: &str, error: &ResolveError) -> (Message, Vec<String>) {
    let region: String = written.chars().take(40).collect();
    if region.contains('，') {
        return (Message::FullWidthComma { text: region }, Vec::new());
    }
    let message = match error {
        ResolveError::Ambiguous { candidates } => {
            let candidates = candidates.iter();
            let candidates: Vec<String> =
                candidates.map(|&id| reference_with_key(tree, id)).collect();
            Message::AmbiguousRegion {
                region,
                candidates: candidates.join("、"),
            }
        }
        ResolveError::Unknown { nearest, .. } => match undeclared_place(tree, written) {
            Some(message) => message,
            None => return (Message::UnknownRegion { region }, nearest.clone()),
        },
        ResolveError::Abolished { .. } => Message::AbolishedRegion { region },
        ResolveError::Undeclared { code, within } => Message::UndeclaredRegion {
            code: code.clone(),
            within: tree.get(*within).name.to_string(),
        },
        ResolveError::Empty | ResolveError::TooLong | ResolveError::BadCode => {
            Message::UnknownRegion { region }
        }
    };
    (message, Vec::new())
}

/// The message for a town or a village that is written behind a known region.
fn undeclared_place(tree: &RegionTree, written: &str) -> Option<Message> {
    let (within, name) = tree.undeclared_place(written)?;
    let key = ascii_key(&name);
    (!key.is_empty()).then(|| Message::UndeclaredPlace {
        name,
        within: tree.get(within).name.to_string(),
        key,
        parent: tree.unique_reference(within),
    })
}

/// A region as messages name it: 南京/鼓楼区（320106）.
fn reference_with_key(tree: &RegionTree, id: RegionId) -> String {
    format!("{}（{}）", tree.unique_reference(id), tree.get(id).key)
}
