//! Atom, RSS and JSON Feed: full text, absolute addresses, ids that outlive a change of words.

mod atom;
mod json;
mod rss;
mod xml;

use jiff::Timestamp;

use super::Press;
use super::finish::{Base, finish_into};
use super::plan::{PageId, Scope};
use super::recipe::{Lookups, Made, Recipe};
use crate::article::Document;
use crate::config::FeedFormat;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::{Mix, Mixer};
pub(super) use xml::escape;

/// A feed before it takes the form of one format.
pub(super) struct Feed<'s> {
    title: String,
    subtitle: &'s str,
    home: String,
    address: String,
    id: String,
    language: &'s str,
    updated: Timestamp,
    author: &'s str,
    generator: &'static str,
    entries: Vec<Entry<'s>>,
}

struct Entry<'s> {
    title: &'s str,
    url: String,
    id: String,
    published: Timestamp,
    updated: Timestamp,
    authors: Vec<&'s str>,
    summary: &'s str,
    document: &'s Document,
    base: Base,
    terms: Vec<&'s str>,
    language: &'s str,
}

impl Mix for Feed<'_> {
    fn mix(&self, into: &mut Mixer) {
        let Self {
            title,
            subtitle,
            home,
            address,
            id,
            language,
            updated,
            author,
            generator,
            entries,
        } = self;
        for text in [
            title, *subtitle, home, address, id, language, author, generator,
        ] {
            text.mix(into);
        }
        updated.as_nanosecond().mix(into);
        entries.mix(into);
    }
}

impl Mix for Entry<'_> {
    fn mix(&self, into: &mut Mixer) {
        let Self {
            title,
            url,
            id,
            published,
            updated,
            authors,
            summary,
            document,
            // It is made of the base URL and of `url`.
            base: _,
            terms,
            language,
        } = self;
        for text in [title, url.as_str(), id, summary, language] {
            text.mix(into);
        }
        for moment in [published, updated] {
            moment.as_nanosecond().mix(into);
        }
        (authors, terms).mix(into);
        document.content.hash.mix(into);
    }
}

/// Where texts are put together.
struct Desk<'a> {
    buffer: Vec<u8>,
    lookups: Lookups<'a>,
}

impl Press {
    /// The title of a feed.
    pub(super) fn scope_title(&self, scope: Scope) -> String {
        let title = &self.site.config.title;
        match scope {
            Scope::Site => self.theme.string("feed_title").replace("{title}", title),
            Scope::Term { taxonomy, term } => format!(
                "{} · {title}",
                self.site.taxonomies[taxonomy].terms[term].name
            ),
        }
    }

    /// The bytes of a feed.
    pub(super) fn feed(&self, scope: Scope, format: FeedFormat) -> Result<Made, Diagnostic> {
        let feed = self.feed_of(scope, format);
        let mut desk = Desk {
            buffer: Vec::new(),
            lookups: Lookups::new(&self.site.addresses),
        };
        let bytes = match format {
            FeedFormat::Atom => self.atom(&feed, &mut desk)?.into_bytes(),
            FeedFormat::Rss => self.rss(&feed, &mut desk)?.into_bytes(),
            FeedFormat::Json => self.json(&feed, &mut desk)?,
        };
        let recipe = Recipe {
            ingredients: self.ingredients_of_feed(&feed),
            lookups: desk.lookups.into_asked(),
        };
        Ok(Made {
            bytes,
            recipe: Some(recipe),
        })
    }

    pub(super) fn feed_of(&self, scope: Scope, format: FeedFormat) -> Feed<'_> {
        let config = &self.site.config;
        let count = config.output.feed_items;
        let articles: Vec<usize> = match scope {
            Scope::Site => (0..self.site.articles.len().min(count)).collect(),
            Scope::Term { taxonomy, term } => self.site.taxonomies[taxonomy].terms[term]
                .articles
                .iter()
                .copied()
                .take(count)
                .collect(),
        };
        let entries: Vec<Entry<'_>> = articles
            .into_iter()
            .map(|article| self.entry(article))
            .collect();
        let base = self.base_url().unwrap_or_default();
        let author = if config.publisher.name.is_empty() {
            &config.title
        } else {
            &config.publisher.name
        };
        Feed {
            title: self.scope_title(scope),
            subtitle: &config.subtitle,
            home: format!("{base}{}", self.scope_url(scope)),
            address: format!("{base}{}", self.url(PageId::Feed { scope, format })),
            id: format!("{base}{}", self.scope_url(scope)),
            language: &config.language,
            // What the newest content says, not when the build ran: the same sources give the same bytes.
            updated: entries
                .iter()
                .map(|entry| entry.updated)
                .max()
                .unwrap_or_default(),
            author,
            generator: concat!("bulletin ", env!("CARGO_PKG_VERSION")),
            entries,
        }
    }

    fn entry(&self, number: usize) -> Entry<'_> {
        let article = &self.site.articles[number];
        let (meta, config) = (article.meta(), &self.site.config);
        let base = self.base_url().unwrap_or_default();
        let publisher = if config.publisher.name.is_empty() {
            &config.title
        } else {
            &config.publisher.name
        };
        let terms = article
            .terms
            .iter()
            .enumerate()
            .flat_map(|(taxonomy, terms)| {
                let all = &self.site.taxonomies[taxonomy].terms;
                terms.iter().map(|&term| all[term].name.as_str())
            });
        Entry {
            title: &meta.title,
            url: [base, &article.url].concat(),
            id: self.tag(article.day, &article.url),
            published: meta.date,
            updated: meta.updated.unwrap_or(meta.date),
            authors: if meta.authors.is_empty() {
                vec![publisher.as_str()]
            } else {
                meta.authors.iter().map(String::as_str).collect()
            },
            summary: self.summary(article),
            document: &article.document,
            base: Base::Feed {
                prefix: base.to_owned(),
                page: article.url.clone(),
            },
            terms: terms.collect(),
            language: meta.language.as_ref().unwrap_or(&config.language),
        }
    }

    /// Writes the full text of an entry.
    fn content(
        &self,
        out: &mut String,
        entry: &Entry<'_>,
        desk: &mut Desk<'_>,
    ) -> Result<(), Diagnostic> {
        let body = self.body(entry.document, &mut desk.buffer)?;
        finish_into(out, body, &entry.base, &desk.lookups);
        Ok(())
    }

    /// A tag URI (RFC 4151): host, day and address, so that it stays when the scheme or the text changes.
    fn tag(&self, day: jiff::civil::Date, url: &str) -> String {
        let base = self.base_url().unwrap_or_default();
        let authority = base.split("://").nth(1).unwrap_or_default();
        let host = authority
            .split('/')
            .next()
            .unwrap_or_default()
            .split(':')
            .next()
            .unwrap_or_default();
        format!("tag:{host},{day}:{url}")
    }
}
