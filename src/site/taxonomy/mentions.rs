//! The names that articles give, gathered on all cores: each name once, and which of them each article gives. What a
//! name means is then found out once and not for each of ten thousand articles.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Span;
use crate::fields::Spanned;
use crate::site::{Article, ArticleId, TaxonomyId};

/// One place where an article may give a name.
pub(super) type Place<'a> = Option<&'a Spanned<String>>;

/// Where a name is given first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name<'a> {
    /// The article's file.
    pub(super) file: &'a Arc<str>,
    /// The name with its range there.
    pub(super) written: &'a Spanned<String>,
}

impl Name<'_> {
    /// Its place.
    pub(super) fn span(&self) -> Span {
        Span::new(self.file, self.written.range.clone())
    }
}

/// Where articles give names.
#[derive(Debug, Clone, Copy)]
pub(super) enum At {
    /// Where they name terms of this taxonomy.
    Taxonomy(TaxonomyId),
    /// At their figures.
    Figures,
}

impl At {
    /// The places of an article.
    pub(super) fn places(self, article: &Article) -> impl Iterator<Item = Place<'_>> {
        let meta = article.meta();
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

/// The names that articles give, in the order in which they come first, and which of them each article gives.
pub(super) type Gathered<'a> = (Vec<Name<'a>>, Mentions);

/// Gathers what articles give at each of these places. All of one article's are gathered together: documents lie
/// scattered in memory, and to go to each costs more than what is done there.
pub(super) fn gather<'a>(articles: &'a [Article], places: &[At]) -> Vec<Gathered<'a>> {
    let parts = articles.par_chunks(PART);
    let found: Vec<Vec<(Names<'a>, Part)>> =
        parts.map(|articles| Part::all(articles, places)).collect();
    let mut gathered: Vec<(Names<'_>, Mentions)> = Vec::new();
    gathered.resize_with(places.len(), Default::default);
    for part in found {
        for ((names, mentions), (own, mut part)) in gathered.iter_mut().zip(part) {
            let own = own.list.into_iter();
            let numbers: Vec<usize> = own.map(|name| names.number(name)).collect();
            for number in part.numbers.iter_mut().flatten() {
                *number = numbers[*number];
            }
            mentions.parts.push(part);
        }
    }
    let listed = gathered.into_iter();
    listed
        .map(|(names, mentions)| (names.list, mentions))
        .collect()
}

/// Which names each article gives, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    parts: Vec<Part>,
}

/// The mentions of so many articles, or of the last ones.
#[derive(Debug, Default)]
struct Part {
    /// Where those of each article end.
    ends: Vec<usize>,
    numbers: Vec<Option<usize>>,
}

/// Articles in a part.
const PART: usize = 1024;

impl Mentions {
    /// The numbers of the names that an article gives, place by place.
    pub(super) fn of(&self, article: ArticleId) -> impl Iterator<Item = Option<usize>> {
        let article = article.index();
        let numbers = self.parts.get(article / PART).map_or(&[][..], |part| {
            let at = article % PART;
            let start = at.checked_sub(1).map_or(0, |before| part.ends[before]);
            &part.numbers[start..part.ends[at]]
        });
        numbers.iter().copied()
    }

    /// Every mention of a name for which `meant` has nothing.
    pub(super) fn without<'a, T>(
        &self,
        meant: &[Option<T>],
        articles: &'a [Article],
        at: At,
    ) -> Vec<(usize, Name<'a>)> {
        if meant.iter().all(Option::is_some) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (id, article) in ArticleId::enumerate(articles) {
            let file = &article.document.file;
            for (name, written) in self.of(id).zip(at.places(article)) {
                let (Some(name), Some(written)) = (name, written) else {
                    continue;
                };
                if meant[name].is_none() {
                    found.push((name, Name { file, written }));
                }
            }
        }
        found
    }
}

impl Part {
    fn all<'a>(articles: &'a [Article], places: &[At]) -> Vec<(Names<'a>, Self)> {
        let mut parts: Vec<(Names<'_>, Self)> = Vec::new();
        parts.resize_with(places.len(), Default::default);
        for article in articles {
            let file = &article.document.file;
            for ((names, part), at) in parts.iter_mut().zip(places) {
                let numbers = at
                    .places(article)
                    .map(|written| written.map(|written| names.number(Name { file, written })));
                part.numbers.extend(numbers);
                part.ends.push(part.numbers.len());
            }
        }
        parts
    }
}

/// Names, each once.
#[derive(Default)]
struct Names<'a> {
    list: Vec<Name<'a>>,
    numbers: HashMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    fn number(&mut self, name: Name<'a>) -> usize {
        let text = name.written.value.as_str();
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = self.list.len();
        self.numbers.insert(text, number);
        self.list.push(name);
        number
    }
}
