//! Initiatives: declared in content/initiatives/, found by key, name or alias.

use std::collections::HashMap;
use std::sync::Arc;

use super::mentions::{At, Gathered, Name};
use super::{Named, Term, reorder};
use crate::article::{Document, Meta, TermMeta};
use crate::config::TaxonomyConfig;
use crate::diagnostic::{Diagnostic, Message, SUGGESTED, Span};
use crate::site::{Article, TaxonomyId, TermId};
use crate::text::pinyin;
use crate::text::similar::nearest;

/// The terms in their order, and what the names mean that articles give.
pub(super) fn terms(
    config: &TaxonomyConfig,
    id: TaxonomyId,
    files: &[Arc<Document>],
    articles: &[Article],
    (names, mentions): Gathered<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Term>, Named) {
    let declared = Declared::new(config, files, diagnostics);
    let find = |name: &Name<'_>| declared.find(&name.written.value);
    let mut meant: Vec<Option<TermId>> = names.iter().map(find).collect();
    let unknown = mentions.without(&meant, articles, At::Taxonomy(id));
    for (mistake, (_, name)) in unknown.into_iter().enumerate() {
        diagnostics.push(declared.unknown(name, mistake < SUGGESTED));
    }
    let order = declared.order();
    (
        reorder(declared.terms, &mut meant, &order),
        Named { mentions, meant },
    )
}

struct Declared {
    terms: Vec<Term>,
    metas: Vec<TermMeta>,
    by_name: HashMap<String, TermId>,
}

impl Declared {
    fn new(
        config: &TaxonomyConfig,
        files: &[Arc<Document>],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut declared = Self {
            terms: Vec::new(),
            metas: Vec::new(),
            by_name: HashMap::new(),
        };
        for file in files {
            if let Meta::Term(meta) = &file.meta {
                declared.add(config, file, meta, diagnostics);
            }
        }
        declared.set_parents(diagnostics);
        declared
    }

    fn add(
        &mut self,
        config: &TaxonomyConfig,
        file: &Arc<Document>,
        meta: &TermMeta,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let id = TermId::new(self.terms.len());
        let key = (meta.key.clone(), 0..3);
        let names = meta
            .name
            .iter()
            .chain(&meta.aliases)
            .map(|name| (name.value.clone(), name.range.clone()));
        for (name, range) in std::iter::once(key).chain(names) {
            match self.by_name.get(&fold(&name)) {
                Some(&other) if other != id => {
                    let message = Message::DuplicateName { name };
                    let related = self.terms[other]
                        .document
                        .as_ref()
                        .map(|document| Span::whole(&document.file));
                    let mut diagnostic = Diagnostic::at(Span::new(&file.file, range), message);
                    diagnostic.related.extend(related);
                    diagnostics.push(diagnostic);
                }
                _ => {
                    self.by_name.insert(fold(&name), id);
                }
            }
        }
        self.terms.push(Term {
            key: meta.key.clone(),
            name: meta
                .name
                .as_ref()
                .map_or_else(|| meta.key.clone(), |name| name.value.clone()),
            aliases: meta
                .aliases
                .iter()
                .map(|alias| alias.value.clone())
                .collect(),
            url: format!("/{}/{}/", config.key, meta.key),
            parent: None,
            children: Vec::new(),
            articles: Vec::new(),
            document: Some(Arc::clone(file)),
        });
        self.metas.push(meta.clone());
    }

    fn set_parents(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        for id in TermId::all(&self.terms) {
            let Some(written) = self.metas[id.index()].parent.clone() else {
                continue;
            };
            let Some(file) = self.terms[id]
                .document
                .as_ref()
                .map(|document| Arc::clone(&document.file))
            else {
                continue;
            };
            let span = Span::new(&file, written.range.clone());
            match self.find(&written.value) {
                None => {
                    let message = Message::UnknownParent {
                        parent: written.value.clone(),
                    };
                    diagnostics.push(
                        Diagnostic::at(span, message).with_nearest(self.nearest(&written.value)),
                    );
                }
                Some(parent) if self.is_below(parent, id) => {
                    diagnostics.push(Diagnostic::at(
                        span,
                        Message::ParentCycle {
                            name: self.terms[id].name.clone(),
                        },
                    ));
                }
                Some(parent) => self.terms[id].parent = Some(parent),
            }
        }
    }

    /// Whether `term` is `above` or stands below it.
    fn is_below(&self, term: TermId, above: TermId) -> bool {
        std::iter::successors(Some(term), |&at| self.terms[at].parent).any(|at| at == above)
    }

    fn find(&self, name: &str) -> Option<TermId> {
        self.by_name.get(&fold(name)).copied()
    }

    /// Names what may be meant where `suggests` says so: each name is compared with every other.
    fn unknown(&self, name: Name<'_>, suggests: bool) -> Diagnostic {
        let written = name.written.value.clone();
        let near = suggests.then(|| self.nearest(&written));
        let message = if written.contains('，') {
            Message::FullWidthComma { text: written }
        } else {
            Message::UnknownInitiative {
                initiative: written,
            }
        };
        Diagnostic::at(name.span(), message).with_nearest(near.unwrap_or_default())
    }

    fn nearest(&self, name: &str) -> Vec<String> {
        let aliases = self
            .terms
            .iter()
            .flat_map(|term| term.aliases.iter().map(String::as_str));
        let names = self
            .terms
            .iter()
            .flat_map(|term| [term.name.as_str(), term.key.as_str()]);
        nearest(name, names.chain(aliases), 3)
    }

    /// By `order`, then pinyin (of `sort_key` where it is given).
    fn order(&self) -> Vec<TermId> {
        let mut order: Vec<TermId> = TermId::all(&self.terms).collect();
        order.sort_by_cached_key(|&id| {
            let meta = &self.metas[id.index()];
            let spelled = meta.sort_key.as_ref().unwrap_or(&self.terms[id].name);
            (
                meta.order.unwrap_or(u32::MAX),
                pinyin::sort_key(spelled),
                meta.key.clone(),
            )
        });
        order
    }
}

/// Names are compared without regard to case, blanks and the quotation marks that often stand around them.
fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !"“”\"《》".contains(*c))
        .flat_map(char::to_lowercase)
        .collect()
}
