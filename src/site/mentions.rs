//! The names that articles give, gathered on all cores: each name once, and which of them each article gives. What a
//! name means is then found out once and not for each of ten thousand articles.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::Article;
use crate::diagnostic::Span;
use crate::fields::Spanned;

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
const PART: usize = 512;

impl Mentions {
    /// Gathers what `places` gives for each article. The names stand in the order in which they come first.
    pub(super) fn gather<'a, P: Iterator<Item = Place<'a>>>(
        articles: &'a [Article],
        places: impl Fn(&'a Article) -> P + Sync,
    ) -> (Vec<Name<'a>>, Self) {
        let parts = articles.par_chunks(PART);
        let found: Vec<(Vec<Name<'a>>, Part)> =
            parts.map(|articles| Part::of(articles, &places)).collect();
        let mut names = Names::default();
        let mut mentions = Self::default();
        for (own, mut part) in found {
            let numbers: Vec<usize> = own.into_iter().map(|name| names.number(name)).collect();
            for number in part.numbers.iter_mut().flatten() {
                *number = numbers[*number];
            }
            mentions.parts.push(part);
        }
        (names.list, mentions)
    }

    /// The numbers of the names that an article gives, place by place.
    pub(super) fn of(&self, article: usize) -> impl Iterator<Item = Option<usize>> {
        let numbers = self.parts.get(article / PART).map_or(&[][..], |part| {
            let at = article % PART;
            let start = at.checked_sub(1).map_or(0, |before| part.ends[before]);
            &part.numbers[start..part.ends[at]]
        });
        numbers.iter().copied()
    }

    /// Every mention of a name for which `meant` has nothing.
    pub(super) fn without<'a, P: Iterator<Item = Place<'a>>, T>(
        &self,
        meant: &[Option<T>],
        articles: &'a [Article],
        places: impl Fn(&'a Article) -> P,
    ) -> Vec<(usize, Name<'a>)> {
        if meant.iter().all(Option::is_some) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (number, article) in articles.iter().enumerate() {
            let file = &article.document.file;
            for (name, written) in self.of(number).zip(places(article)) {
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
    fn of<'a, P: Iterator<Item = Place<'a>>>(
        articles: &'a [Article],
        places: &impl Fn(&'a Article) -> P,
    ) -> (Vec<Name<'a>>, Self) {
        let mut names = Names::default();
        let mut part = Self::default();
        for article in articles {
            let file = &article.document.file;
            let numbers = places(article)
                .map(|written| written.map(|written| names.number(Name { file, written })));
            part.numbers.extend(numbers);
            part.ends.push(part.numbers.len());
        }
        (names.list, part)
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
