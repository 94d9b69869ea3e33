//! Regions of the articles: names resolved in the tree, and the part of the tree that the site shows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::Article;
use super::region::{DeclarationError, Declared, RegionId, RegionTree, ResolveError};
use super::taxonomy::{Term, names};
use crate::article::{Document, Meta};
use crate::config::TaxonomyConfig;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::Spanned;

/// For each article the regions of its figures, as terms.
pub(super) type Figures = Vec<Vec<Option<usize>>>;

/// The terms, by code, the terms of each article, and the regions of each article's figures.
///
/// Only regions with articles or a landing text, and those above them, become terms.
pub(super) fn terms(
    config: &TaxonomyConfig,
    number: usize,
    files: &[Arc<Document>],
    articles: &[Article],
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Term>, Vec<Vec<usize>>, Figures) {
    let (tree, landing) = tree(files, diagnostics);
    let mut resolver = Resolver {
        tree: &tree,
        known: HashMap::new(),
        diagnostics,
    };
    let mut named: Vec<Vec<RegionId>> = Vec::with_capacity(articles.len());
    let mut figures: Vec<Vec<Option<RegionId>>> = Vec::with_capacity(articles.len());
    for article in articles {
        let file = &article.document.file;
        let mut regions: Vec<RegionId> = names(article, number)
            .iter()
            .filter_map(|name| resolver.resolve(file, name))
            .collect();
        let mut seen = BTreeSet::new();
        regions.retain(|region| seen.insert(*region));
        named.push(regions);
        let figure = |resolver: &mut Resolver<'_>, region: &Option<Spanned<String>>| {
            resolver.resolve(file, region.as_ref()?)
        };
        figures.push(
            article
                .meta()
                .figures
                .iter()
                .map(|entry| figure(&mut resolver, &entry.region))
                .collect(),
        );
    }
    let shown: BTreeSet<RegionId> = named
        .iter()
        .flatten()
        .chain(figures.iter().flatten().flatten())
        .chain(landing.keys())
        .flat_map(|&region| tree.path(region))
        .collect();
    let numbers: BTreeMap<RegionId, usize> = shown
        .iter()
        .enumerate()
        .map(|(number, &region)| (region, number))
        .collect();
    let number = |region: Option<RegionId>| numbers.get(&region?).copied();
    let figures = figures
        .into_iter()
        .map(|regions| regions.into_iter().map(number).collect())
        .collect();
    let terms = shown
        .iter()
        .map(|&region| term(config, &tree, region, &numbers, &landing))
        .collect();
    let direct = named
        .into_iter()
        .map(|regions| {
            regions
                .iter()
                .filter_map(|region| numbers.get(region).copied())
                .collect()
        })
        .collect();
    (terms, direct, figures)
}

fn term(
    config: &TaxonomyConfig,
    tree: &RegionTree,
    id: RegionId,
    numbers: &BTreeMap<RegionId, usize>,
    landing: &BTreeMap<RegionId, Arc<Document>>,
) -> Term {
    let region = tree.get(id);
    Term {
        key: region.key.to_string(),
        name: region.name.to_string(),
        aliases: region.aliases.iter().map(ToString::to_string).collect(),
        url: format!("/{}/{}/", config.key, region.key),
        parent: region
            .parent
            .and_then(|parent| numbers.get(&parent).copied()),
        children: Vec::new(),
        articles: Vec::new(),
        document: landing.get(&id).cloned(),
    }
}

/// The tree with the declared regions, and the landing text of each.
fn tree(
    files: &[Arc<Document>],
    diagnostics: &mut Vec<Diagnostic>,
) -> (RegionTree, BTreeMap<RegionId, Arc<Document>>) {
    let metas: Vec<_> = files
        .iter()
        .filter_map(|file| match &file.meta {
            Meta::Term(meta) => Some((file, meta)),
            _ => None,
        })
        .collect();
    let declared = metas.iter().map(|(_, meta)| Declared {
        key: meta.key.clone(),
        name: meta.name.as_ref().map(|name| name.value.clone()),
        aliases: meta
            .aliases
            .iter()
            .map(|alias| alias.value.clone())
            .collect(),
        parent: meta.parent.as_ref().map(|parent| parent.value.clone()),
    });
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
            let mut diagnostic = declaration_error(&tree, &file.file, &meta.key, &parent, error);
            let first = first.map(|(first, _)| Span::whole(&first.file));
            diagnostic.related.extend(first);
            diagnostics.push(diagnostic);
        }
    }
    let landing = metas
        .iter()
        .filter_map(|(file, meta)| Some((tree.find_key(&meta.key)?, Arc::clone(file))))
        .collect();
    (tree, landing)
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

struct Resolver<'r> {
    tree: &'r RegionTree,
    /// Names seen before: a site has far fewer names than mentions, and a name takes microseconds, an unknown one milliseconds.
    known: HashMap<String, Result<RegionId, ResolveError>>,
    diagnostics: &'r mut Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn resolve(&mut self, file: &Arc<str>, name: &Spanned<String>) -> Option<RegionId> {
        if !self.known.contains_key(&name.value) {
            self.known
                .insert(name.value.clone(), self.tree.resolve(&name.value));
        }
        match self.known.get(&name.value)?.clone() {
            Ok(region) => Some(region),
            Err(error) => {
                self.diagnostics.push(unresolved(
                    self.tree,
                    file,
                    &name.value,
                    name.range.clone(),
                    error,
                ));
                None
            }
        }
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
