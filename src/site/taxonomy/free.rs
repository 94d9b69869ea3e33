//! Free terms: they need no declaration and consist of the names that articles give.

use std::collections::HashMap;

use super::mentions::{Mention, ResolvedNames};
use super::{ResolvedTerms, TaxonomyInput, TermDefinition, ids_after_sorting};
use crate::config::TaxonomyConfig;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::text::anchor::{is_invisible, path_segment};
use crate::text::pinyin;
use crate::util::url;

/// Makes a term of each name, and of each prefix of a name where the taxonomy is hierarchical.
pub(super) fn resolve(input: TaxonomyInput<'_>) -> ResolvedTerms {
    let field = input.field();
    let TaxonomyInput {
        config,
        articles,
        names,
        ..
    } = input;
    let mut terms = FreeTerms {
        config,
        terms: Vec::new(),
        by_name: HashMap::new(),
        by_url: HashMap::new(),
        diagnostics: Vec::new(),
    };
    let find = |name: &Mention<'_>| terms.find_or_add(name.text(), &name.span());
    let results: Vec<Result<usize, String>> = names.names.iter().map(find).collect();
    let FreeTerms {
        terms,
        mut diagnostics,
        ..
    } = terms;
    let names = ResolvedNames::new(names, &results, articles, field, |mention, term| {
        let (term, taxonomy) = (term.clone(), config.key.clone());
        let message = Message::BadTerm { term, taxonomy };
        diagnostics.push(Diagnostic::at(mention.span(), message));
    });
    let order = order(config, &terms);
    let ids = ids_after_sorting(&order);
    let definitions = order.iter().map(|&position| {
        let FreeTerm {
            segment,
            name,
            url,
            parent,
        } = &terms[position];
        TermDefinition {
            key: segment.clone(),
            name: name.clone(),
            aliases: Vec::new(),
            url: url.clone(),
            parent: parent.map(|parent| ids[parent]),
            landing: None,
        }
    });
    ResolvedTerms {
        definitions: definitions.collect(),
        names: names.map(|position| Some(ids[position])),
        figures: None,
        diagnostics,
    }
}

/// A term in the order of first mention.
struct FreeTerm {
    /// The last part of its address, not encoded.
    segment: String,
    name: String,
    url: String,
    /// The position of the term above it.
    parent: Option<usize>,
}

struct FreeTerms<'f> {
    config: &'f TaxonomyConfig,
    terms: Vec<FreeTerm>,
    /// The position of the term of each name.
    by_name: HashMap<String, usize>,
    /// The position of the term at each address, and its first mention.
    by_url: HashMap<String, (usize, Span)>,
    diagnostics: Vec<Diagnostic>,
}

impl FreeTerms<'_> {
    /// The position of the term of a name, which is added if it is new.
    ///
    /// # Errors
    /// The part of the name that cannot become part of an address.
    fn find_or_add(&mut self, name: &str, span: &Span) -> Result<usize, String> {
        if let Some(&position) = self.by_name.get(name) {
            return Ok(position);
        }
        let (parent, last) = match name.rsplit_once('/') {
            Some((above, last))
                if self.config.hierarchical && !above.is_empty() && !last.is_empty() =>
            {
                (Some(self.find_or_add(above, span)?), last)
            }
            _ => (None, name),
        };
        let segment = path_segment(last);
        if segment.is_empty() {
            return Err(name.to_owned());
        }
        let above = parent.map_or_else(
            || url::taxonomy(&self.config.key),
            |parent| self.terms[parent].url.clone(),
        );
        let url = url::term(&above, &segment);
        let position = match self.by_url.get(&url) {
            Some((first, first_span)) => {
                let first_name = &self.terms[*first].name;
                let diagnostic = same_url(first_name, last, &url, span, first_span);
                self.diagnostics.push(diagnostic);
                *first
            }
            None => {
                let position = self.terms.len();
                self.by_url.insert(url.clone(), (position, span.clone()));
                self.terms.push(FreeTerm {
                    segment,
                    name: last.to_owned(),
                    url,
                    parent,
                });
                position
            }
        };
        self.by_name.insert(name.to_owned(), position);
        Ok(position)
    }
}

/// The diagnostic for two names with one address: a warning where they look like two spellings of one, else an
/// error.
fn same_url(first: &str, second: &str, url: &str, span: &Span, first_span: &Span) -> Diagnostic {
    let message = if spelling(first) == spelling(second) {
        Message::TermSpelling {
            term: second.to_owned(),
            first: first.to_owned(),
        }
    } else {
        Message::TermCollision {
            path: url::decode_lossy(url).into_owned(),
            first: first.to_owned(),
            second: second.to_owned(),
        }
    };
    Diagnostic::at(span.clone(), message).with_related(first_span.clone())
}

/// A name without what writers spell in one way or another: case, blanks, hyphens and variants of characters.
fn spelling(name: &str) -> String {
    let is_free = |c: &char| {
        c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}') || is_invisible(*c)
    };
    let kept = name.chars().filter(|c| !is_free(c));
    kept.flat_map(char::to_lowercase).collect()
}

/// The positions of the terms in the order of lists: as configured, then by pinyin.
fn order(config: &TaxonomyConfig, terms: &[FreeTerm]) -> Vec<usize> {
    let rank = |name: &str| {
        let configured = config.order.iter().position(|other| *other == name);
        configured.unwrap_or(usize::MAX)
    };
    let mut order: Vec<usize> = (0..terms.len()).collect();
    order.sort_by_cached_key(|&position| {
        let FreeTerm { name, url, .. } = &terms[position];
        (rank(name), pinyin::sort_key(name), url)
    });
    order
}
