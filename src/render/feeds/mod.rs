//! Atom, RSS and JSON Feed: full text, absolute addresses, ids that outlive a change of words.

mod atom;
mod bodies;
mod json;
mod rss;
mod xml;

use jiff::Timestamp;
use jiff::civil::Date;

use super::RenderContext;
use super::output_fingerprint::{OutputFingerprint, RenderedOutput, TrackedAddresses};
use super::output_id::{FeedId, FeedScope};
use crate::article::Document;
use crate::config::FeedFormat;
use crate::diagnostic::Diagnostic;
use crate::site::ArticleId;
use crate::util::fingerprint::{FingerprintHasher, Fingerprinted};
pub use bodies::FeedBodies;
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

/// Where a site stands.
#[derive(Clone, Copy)]
struct Origin<'s> {
    /// The base URL without final `/`.
    prefix: &'s str,
    /// The host in it, without its port.
    host: &'s str,
}

/// An article as a feed shows it.
struct Entry<'s> {
    article: ArticleId,
    title: &'s str,
    origin: Origin<'s>,
    /// The root-relative address.
    address: &'s str,
    day: Date,
    published: Timestamp,
    updated: Timestamp,
    authors: &'s [String],
    summary: &'s str,
    document: &'s Document,
    terms: Vec<&'s str>,
    language: &'s str,
}

impl Entry<'_> {
    fn url(&self) -> String {
        [self.origin.prefix, self.address].concat()
    }

    /// A tag URI (RFC 4151): host, day and address, so that it stays when the scheme or the text changes.
    fn id(&self) -> String {
        let Self { day, address, .. } = self;
        format!("tag:{},{day}:{address}", self.origin.host)
    }
}

impl Fingerprinted for Feed<'_> {
    fn hash_into(&self, into: &mut FingerprintHasher) {
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
            text.hash_into(into);
        }
        updated.as_nanosecond().hash_into(into);
        entries.hash_into(into);
    }
}

impl Fingerprinted for Entry<'_> {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        let Self {
            // Its position among all articles says nothing about it.
            article: _,
            title,
            origin: Origin { prefix, host },
            address,
            day,
            published,
            updated,
            authors,
            summary,
            document,
            terms,
            language,
        } = self;
        for text in [title, prefix, host, address, summary, language] {
            text.hash_into(into);
        }
        day.year().hash_into(into);
        (day.month(), day.day()).hash_into(into);
        for moment in [published, updated] {
            moment.as_nanosecond().hash_into(into);
        }
        (authors, terms).hash_into(into);
        document.content.hash.hash_into(into);
    }
}

/// Where texts are put together.
struct Desk<'a> {
    buffer: Vec<u8>,
    lookups: TrackedAddresses<'a>,
}

impl RenderContext {
    /// The title of a feed.
    pub(super) fn scope_title(&self, scope: FeedScope) -> String {
        let title = &self.site.config.title;
        match scope {
            FeedScope::Site => self.theme.string("feed_title").replace("{title}", title),
            FeedScope::Term(term) => format!("{} · {title}", self.site.term(term).name),
        }
    }

    /// The bytes of a feed.
    pub(super) fn feed(&self, id: FeedId) -> Result<RenderedOutput, Diagnostic> {
        let feed = self.feed_of(id);
        let mut desk = Desk {
            buffer: Vec::new(),
            lookups: TrackedAddresses::new(&self.site.addresses),
        };
        let bytes = match id.format {
            FeedFormat::Atom => self.atom(&feed, &mut desk)?.into_bytes(),
            FeedFormat::Rss => self.rss(&feed, &mut desk)?.into_bytes(),
            FeedFormat::Json => self.json(&feed, &mut desk)?,
        };
        let recipe = OutputFingerprint {
            inputs: self.inputs_of_feed(&feed),
            lookups: desk.lookups.into_queries(),
        };
        Ok(RenderedOutput {
            bytes,
            recipe: Some(recipe),
        })
    }

    pub(super) fn feed_of(&self, id: FeedId) -> Feed<'_> {
        let config = &self.site.config;
        let count = config.output.feed_items;
        let origin = self.origin();
        let entries: Vec<Entry<'_>> = match id.scope {
            FeedScope::Site => {
                let newest = ArticleId::all(&self.site.articles).take(count);
                newest.map(|article| self.entry(article, origin)).collect()
            }
            FeedScope::Term(term) => {
                let newest = self.site.term(term).articles.iter().take(count);
                newest.map(|&article| self.entry(article, origin)).collect()
            }
        };
        let base = origin.prefix;
        let home = [base, self.scope_url(id.scope)].concat();
        Feed {
            title: self.scope_title(id.scope),
            subtitle: &config.subtitle,
            address: [base, &self.feed_url(id)].concat(),
            id: home.clone(),
            home,
            language: &config.language,
            // What the newest content says, not when the build ran: the same sources give the same bytes.
            updated: entries
                .iter()
                .map(|entry| entry.updated)
                .max()
                .unwrap_or_default(),
            author: self.publisher(),
            generator: concat!("bulletin ", env!("CARGO_PKG_VERSION")),
            entries,
        }
    }

    fn entry<'s>(&'s self, id: ArticleId, origin: Origin<'s>) -> Entry<'s> {
        let article = &self.site.articles[id];
        let (meta, config) = (article.meta(), &self.site.config);
        let taxonomies = self.site.taxonomies.iter().zip(&article.terms);
        let terms = taxonomies.flat_map(|(taxonomy, terms)| {
            terms.iter().map(|&term| taxonomy.terms[term].name.as_str())
        });
        Entry {
            article: id,
            title: &meta.title,
            origin,
            address: &article.url,
            day: article.day,
            published: meta.date,
            updated: meta.updated.unwrap_or(meta.date),
            authors: if meta.authors.is_empty() {
                std::slice::from_ref(self.publisher())
            } else {
                &meta.authors
            },
            summary: self.summary(article),
            document: &article.document,
            terms: terms.collect(),
            language: meta.language.as_ref().unwrap_or(&config.language),
        }
    }

    fn origin(&self) -> Origin<'_> {
        Origin {
            prefix: self.base_url().unwrap_or_default(),
            host: self.host(),
        }
    }
}
