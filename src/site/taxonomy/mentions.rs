//! The names of terms in front matter, interned on all cores: each distinct name once, and for each article
//! which of them it mentions. A name is then resolved once, not once for each of ten thousand articles.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Span;
use crate::fields::Spanned;
use crate::site::placement::PlacedArticle;
use crate::site::{ArticleId, TaxonomyId};

/// A field of front matter that names terms.
#[derive(Debug, Clone, Copy)]
pub(super) enum TermField {
    /// The list of names for a taxonomy.
    Taxonomy(TaxonomyId),
    /// The regions of figures.
    Figures,
}

/// One value of a [`TermField`]; `None` for a figure without a region.
type FieldValue<'a> = Option<&'a Spanned<String>>;

impl TermField {
    fn values(self, article: &PlacedArticle) -> impl Iterator<Item = FieldValue<'_>> {
        let meta = &article.meta;
        let (names, figures) = match self {
            Self::Taxonomy(id) => (
                meta.terms.get(id.index()).map_or(&[][..], Vec::as_slice),
                &[][..],
            ),
            Self::Figures => (&[][..], meta.figures.as_slice()),
        };
        let names = names.iter().map(Some);
        names.chain(figures.iter().map(|figure| figure.region.as_ref()))
    }
}

/// A name in the front matter of an article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mention<'a> {
    file: &'a Arc<str>,
    name: &'a Spanned<String>,
}

impl<'a> Mention<'a> {
    /// The name as written.
    pub(super) fn text(&self) -> &'a str {
        &self.name.value
    }

    /// Its location.
    pub(super) fn span(&self) -> Span {
        Span::new(self.file, self.name.range.clone())
    }
}

/// The names in one field of all articles.
#[derive(Debug, Default)]
pub(super) struct Interned<'a> {
    /// The first mention of each distinct name. A name is identified by its position here.
    pub(super) names: Vec<Mention<'a>>,
    /// The names that each article mentions.
    mentions: Mentions,
}

/// Interns the names in these fields of all articles. The fields of an article are read together: documents
/// are scattered in memory, and fetching one costs more than reading it.
pub(super) fn intern<'a>(articles: &'a [PlacedArticle], fields: &[TermField]) -> Vec<Interned<'a>> {
    let chunks = articles.par_chunks(CHUNK);
    let chunks: Vec<Vec<(Interner<'a>, Chunk)>> = chunks
        .map(|articles| intern_chunk(articles, fields))
        .collect();
    let mut merged: Vec<(Interner<'_>, Mentions)> = Vec::new();
    merged.resize_with(fields.len(), Default::default);
    for chunk_by_field in chunks {
        for ((interner, mentions), (local, mut chunk)) in merged.iter_mut().zip(chunk_by_field) {
            let local = local.names.into_iter();
            let names: Vec<usize> = local.map(|mention| interner.intern(mention)).collect();
            for name in chunk.names.iter_mut().flatten() {
                *name = names[*name];
            }
            mentions.chunks.push(chunk);
        }
    }
    merged
        .into_iter()
        .map(|(interner, mentions)| Interned {
            names: interner.names,
            mentions,
        })
        .collect()
}

/// The names in each field of some articles.
fn intern_chunk<'a>(
    articles: &'a [PlacedArticle],
    fields: &[TermField],
) -> Vec<(Interner<'a>, Chunk)> {
    let mut by_field: Vec<(Interner<'_>, Chunk)> = Vec::new();
    by_field.resize_with(fields.len(), Default::default);
    for article in articles {
        let file = &article.document.file;
        for ((interner, chunk), field) in by_field.iter_mut().zip(fields) {
            let names = field
                .values(article)
                .map(|name| name.map(|name| interner.intern(Mention { file, name })));
            chunk.names.extend(names);
            chunk.ends.push(chunk.names.len());
        }
    }
    by_field
}

/// A table of distinct names.
#[derive(Default)]
struct Interner<'a> {
    /// The first mention of each.
    names: Vec<Mention<'a>>,
    positions: HashMap<&'a str, usize>,
}

impl<'a> Interner<'a> {
    /// The position of a name, which is added if it is new.
    fn intern(&mut self, mention: Mention<'a>) -> usize {
        if let Some(&position) = self.positions.get(mention.text()) {
            return position;
        }
        let position = self.names.len();
        self.positions.insert(mention.text(), position);
        self.names.push(mention);
        position
    }
}

/// For each article, the names in one of its fields, by their positions in [`Interned::names`].
#[derive(Debug, Default)]
struct Mentions {
    chunks: Vec<Chunk>,
}

/// The mentions of [`CHUNK`] articles; of fewer in the last chunk.
#[derive(Debug, Default)]
struct Chunk {
    /// For each article, the end of its names in `names`.
    ends: Vec<usize>,
    /// `None` for a value that is missing.
    names: Vec<Option<usize>>,
}

/// The number of articles in a chunk.
pub(super) const CHUNK: usize = 1024;

impl Mentions {
    /// The names in the field of an article, value by value.
    fn of(&self, article: ArticleId) -> impl Iterator<Item = Option<usize>> {
        let article = article.index();
        let names = self.chunks.get(article / CHUNK).map_or(&[][..], |chunk| {
            let at = article % CHUNK;
            let start = at.checked_sub(1).map_or(0, |before| chunk.ends[before]);
            &chunk.names[start..chunk.ends[at]]
        });
        names.iter().copied()
    }
}

/// The names in one field of all articles, each with its target.
pub(super) struct ResolvedNames<T> {
    mentions: Mentions,
    /// By name; `None` for names that are unknown.
    targets: Vec<Option<T>>,
}

impl<T: Copy> ResolvedNames<T> {
    /// Combines names with the results of resolving them, which come in the order of [`Interned::names`].
    /// Every mention of a name that failed is reported with its error.
    pub(super) fn new<E>(
        names: Interned<'_>,
        results: &[Result<T, E>],
        articles: &[PlacedArticle],
        field: TermField,
        mut report: impl FnMut(Mention<'_>, &E),
    ) -> Self {
        let resolved = Self {
            mentions: names.mentions,
            targets: results
                .iter()
                .map(|result| result.as_ref().ok().copied())
                .collect(),
        };
        if results.iter().any(Result::is_err) {
            for (index, article) in articles.iter().enumerate() {
                let file = &article.document.file;
                let names = resolved.mentions.of(ArticleId::new(index));
                for (name, value) in names.zip(field.values(article)) {
                    if let (Some(result), Some(name)) = (name.map(|name| &results[name]), value)
                        && let Err(error) = result
                    {
                        report(Mention { file, name }, error);
                    }
                }
            }
        }
        resolved
    }

    /// The same names with other targets.
    pub(super) fn map<U>(self, target: impl Fn(T) -> Option<U>) -> ResolvedNames<U> {
        let targets = self.targets.into_iter();
        ResolvedNames {
            mentions: self.mentions,
            targets: targets.map(|old| old.and_then(&target)).collect(),
        }
    }

    /// The target of each name, in no useful order.
    pub(super) fn targets(&self) -> impl Iterator<Item = T> {
        self.targets.iter().flatten().copied()
    }

    /// The target of each value in the field of an article; `None` where it is missing or unknown.
    pub(super) fn of(&self, article: ArticleId) -> impl Iterator<Item = Option<T>> {
        let names = self.mentions.of(article);
        names.map(|name| self.targets[name?])
    }
}
