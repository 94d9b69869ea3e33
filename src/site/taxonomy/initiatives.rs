//! Initiatives: declared in content/initiatives/, found by key, name or alias.

use std::collections::HashMap;
use std::iter;

use super::mentions::{Mention, ResolvedNames};
use super::{ResolvedTerms, TaxonomyInput, TermDefinition};
use crate::article::{FRONT_MATTER, TermMeta};
use crate::config::MAX_TERM_DEPTH;
use crate::diagnostic::{Diagnostic, Message, SUGGESTED, Span};
use crate::site::TermId;
use crate::site::placement::TermDocument;
use crate::text::pinyin;
use crate::text::similar::nearest;
use crate::util::url;

/// Makes a term of each declared initiative, but for drafts that no article names, and resolves the names in
/// articles to them.
pub(super) fn resolve(input: TaxonomyInput<'_>, documents: &[TermDocument]) -> ResolvedTerms {
    let field = input.field();
    let TaxonomyInput {
        config,
        articles,
        names,
        ..
    } = input;
    let (initiatives, mut diagnostics) = Initiatives::new(documents);
    let (parents, problems) = initiatives.parents();
    diagnostics.extend(problems);
    let find = |name: &Mention<'_>| initiatives.find(name.text()).ok_or(());
    let results: Vec<Result<usize, ()>> = names.names.iter().map(find).collect();
    let mut unknown = 0;
    let names = ResolvedNames::new(names, &results, articles, field, |mention, ()| {
        if initiatives.may_be_unread {
            return;
        }
        unknown += 1;
        diagnostics.push(initiatives.unknown(mention, unknown));
    });
    let shown = initiatives.shown(&parents, names.targets());
    let mut order = initiatives.order();
    order.retain(|&position| shown[position]);
    let mut ids: Vec<Option<TermId>> = vec![None; documents.len()];
    for (index, &position) in order.iter().enumerate() {
        ids[position] = Some(TermId::new(index));
    }
    let definitions = order.iter().map(|&position| {
        let document = &documents[position];
        let meta = &document.meta;
        TermDefinition {
            key: meta.key.clone(),
            name: name_of(meta).to_owned(),
            aliases: meta
                .aliases
                .iter()
                .map(|alias| alias.value.clone())
                .collect(),
            url: url::term(&url::taxonomy(&config.key), &meta.key),
            parent: parents[position].and_then(|parent| ids[parent]),
            landing: document.is_shown.then(|| document.clone()),
        }
    });
    ResolvedTerms {
        definitions: definitions.collect(),
        names: names.map(|position| ids[position]),
        figures: None,
        diagnostics,
    }
}

/// The declared initiatives, identified by the positions of their documents.
struct Initiatives<'d> {
    documents: &'d [TermDocument],
    /// By folded name.
    by_name: HashMap<String, usize>,
    /// Whether a name that is not found may be one that could not be read.
    may_be_unread: bool,
}

impl<'d> Initiatives<'d> {
    /// Indexes the names of all initiatives. Reports names that two of them have; the first keeps such a
    /// name.
    fn new(documents: &'d [TermDocument]) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut by_name: HashMap<String, usize> = HashMap::new();
        for (position, initiative) in documents.iter().enumerate() {
            let TermDocument { document, meta, .. } = initiative;
            let key = (&meta.key, FRONT_MATTER);
            let names = meta.name.iter().chain(&meta.aliases);
            let names = names.map(|name| (&name.value, name.range.clone()));
            for (name, range) in iter::once(key).chain(names) {
                let first = *by_name.entry(fold(name)).or_insert(position);
                if first != position {
                    let span = Span::new(&document.file, range);
                    let name = name.clone();
                    let first = Span::whole(&documents[first].document.file);
                    let diagnostic = Diagnostic::at(span, Message::DuplicateName { name });
                    diagnostics.push(diagnostic.with_related(first));
                }
            }
        }
        let initiatives = Self {
            documents,
            by_name,
            may_be_unread: documents.iter().any(TermDocument::lacks_name),
        };
        (initiatives, diagnostics)
    }

    /// The parent of each initiative. Reports parents that are unknown or would close a cycle.
    fn parents(&self) -> (Vec<Option<usize>>, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut parents: Vec<Option<usize>> = vec![None; self.documents.len()];
        let mut unknown = 0;
        for (position, initiative) in self.documents.iter().enumerate() {
            let TermDocument { document, meta, .. } = initiative;
            let Some(written) = &meta.parent else {
                continue;
            };
            let span = || Span::new(&document.file, written.range.clone());
            match self.find(&written.value) {
                None if self.may_be_unread => {}
                None => {
                    let parent = written.value.clone();
                    unknown += 1;
                    let near = self.suggestions(&parent, unknown);
                    let message = Message::UnknownParent { parent };
                    diagnostics.push(Diagnostic::at(span(), message).with_nearest(near));
                }
                Some(parent) if is_below(&parents, parent, position) => {
                    let name = name_of(meta).to_owned();
                    diagnostics.push(Diagnostic::at(span(), Message::ParentCycle { name }));
                }
                Some(parent) => parents[position] = Some(parent),
            }
        }
        diagnostics.extend(self.cut_deep_branches(&mut parents));
        (parents, diagnostics)
    }

    /// Makes roots of initiatives that lie too deep. Reports the first of each branch.
    fn cut_deep_branches(&self, parents: &mut [Option<usize>]) -> Vec<Diagnostic> {
        let upward = |at: &usize| parents[*at];
        let depth = |position| iter::successors(Some(position), upward).count();
        let depths: Vec<usize> = (0..parents.len()).map(depth).collect();
        let mut diagnostics = Vec::new();
        for (position, depth) in depths.into_iter().enumerate() {
            if depth <= MAX_TERM_DEPTH || depth % MAX_TERM_DEPTH != 1 {
                continue;
            }
            parents[position] = None;
            let TermDocument { document, meta, .. } = &self.documents[position];
            if let Some(parent) = &meta.parent
                && depth == MAX_TERM_DEPTH + 1
            {
                let limit = MAX_TERM_DEPTH.to_string();
                let span = Span::new(&document.file, parent.range.clone());
                diagnostics.push(Diagnostic::at(span, Message::TermTooDeep { limit }));
            }
        }
        diagnostics
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(&fold(name)).copied()
    }

    /// The diagnostic for the unknown name with this number.
    fn unknown(&self, mention: Mention<'_>, number: usize) -> Diagnostic {
        let text = mention.text().to_owned();
        let near = self.suggestions(&text, number);
        let message = Message::UnknownInitiative { initiative: text };
        Diagnostic::at(mention.span(), message).with_nearest(near)
    }

    /// Suggestions for the unknown name with this number, counted from 1. Only the first names have any,
    /// because each is compared with all others.
    fn suggestions(&self, name: &str, number: usize) -> Vec<String> {
        if number > SUGGESTED {
            return Vec::new();
        }
        let metas = || self.documents.iter().map(|document| &*document.meta);
        let names = metas().flat_map(|meta| [name_of(meta), &meta.key]);
        let aliases = metas().flat_map(|meta| meta.aliases.iter().map(|alias| &*alias.value));
        nearest(name, names.chain(aliases), 3)
    }

    /// Which initiatives the site has: those whose text it shows, those that articles name, and all above
    /// them.
    fn shown(&self, parents: &[Option<usize>], named: impl Iterator<Item = usize>) -> Vec<bool> {
        let mut shown = vec![false; self.documents.len()];
        let with_text = (0..self.documents.len()).filter(|&at| self.documents[at].is_shown);
        for position in with_text.chain(named) {
            for at in iter::successors(Some(position), |&at| parents[at]) {
                if std::mem::replace(&mut shown[at], true) {
                    break;
                }
            }
        }
        shown
    }

    /// The initiatives in the order of lists: by `order`, then by the pinyin of `sort_key` or the name.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.documents.len()).collect();
        order.sort_by_cached_key(|&position| {
            let meta = &self.documents[position].meta;
            let spelled = meta.sort_key.as_deref().unwrap_or(name_of(meta));
            (
                meta.order.unwrap_or(u32::MAX),
                pinyin::sort_key(spelled),
                &meta.key,
            )
        });
        order
    }
}

/// The name of an initiative; its key where it has none.
fn name_of(meta: &TermMeta) -> &str {
    meta.name.as_ref().map_or(&meta.key, |name| &name.value)
}

/// Whether `position` is `above` or below it.
fn is_below(parents: &[Option<usize>], position: usize, above: usize) -> bool {
    iter::successors(Some(position), |&at| parents[at]).any(|at| at == above)
}

/// Whether two names are those of one initiative.
pub(crate) fn is_same_initiative(a: &str, b: &str) -> bool {
    fold(a) == fold(b)
}

/// Names are compared without case, white space and the quotation marks that often enclose them.
pub(in crate::site) fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !"“”\"《》".contains(*c))
        .flat_map(char::to_lowercase)
        .collect()
}
