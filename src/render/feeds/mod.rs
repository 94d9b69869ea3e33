//! Atom, RSS and JSON Feed: full text, absolute addresses, ids that outlive a change of words.

mod atom;
mod content;
mod json;
mod rss;
mod xml;

use jiff::Timestamp;
use jiff::civil::Date;

use super::dates;
use super::output_fingerprint::{OutputFingerprint, RenderedOutput, TrackedAddresses};
use super::output_id::{FeedId, FeedScope};
use super::views::summary;
use super::{Plan, RenderContext};
use crate::article::Document;
use crate::config::FeedFormat;
use crate::diagnostic::Diagnostic;
use crate::site::{ArticleId, Site};
use crate::theme::Theme;
use crate::util::fingerprint::{Fingerprint, FingerprintHasher, Fingerprinted};

/// The formats in which a scope has feeds. Feeds hold absolute addresses, so without a base URL there are
/// none.
pub(super) fn formats(site: &Site, scope: FeedScope) -> &[FeedFormat] {
    let has_feeds = match scope {
        FeedScope::Site => true,
        FeedScope::Term(id) => {
            site.taxonomies[id.taxonomy].feed && !site.term(id).articles.is_empty()
        }
    };
    if has_feeds && site.config.base_url.is_some() {
        &site.config.output.feeds
    } else {
        &[]
    }
}

/// The title of the feeds of a scope.
pub(super) fn title(site: &Site, theme: &Theme, scope: FeedScope) -> String {
    let title = &site.config.title;
    match scope {
        FeedScope::Site => theme.string("feed_title").replace("{title}", title),
        FeedScope::Term(term) => format!("{} · {title}", site.term(term).name),
    }
}

/// The fingerprint of everything that a feed is made of.
pub(super) fn fingerprint(context: &RenderContext, id: FeedId) -> Fingerprint {
    fingerprint_of(context, &Feed::new(context, id))
}

fn fingerprint_of(context: &RenderContext, feed: &Feed<'_>) -> Fingerprint {
    Fingerprint::of(&(context.base_fingerprint, feed))
}

/// Renders a feed.
pub(super) fn render(
    context: &RenderContext,
    plan: &Plan,
    id: FeedId,
) -> Result<RenderedOutput, Diagnostic> {
    let feed = Feed::new(context, id);
    let mut writer = FeedWriter {
        context,
        feed: &feed,
        addresses: TrackedAddresses::new(&context.site.addresses, plan),
        buffer: Vec::new(),
    };
    let bytes = match id.format {
        FeedFormat::Atom => writer.atom()?.into_bytes(),
        FeedFormat::Rss => writer.rss()?.into_bytes(),
        FeedFormat::Json => writer.json()?,
    };
    Ok(RenderedOutput {
        bytes,
        fingerprint: Some(OutputFingerprint {
            inputs: fingerprint_of(context, &feed),
            queries: writer.addresses.into_queries(),
        }),
    })
}

/// A feed, whatever its format.
struct Feed<'s> {
    title: String,
    subtitle: &'s str,
    /// The base URL, without a slash at its end.
    base_url: &'s str,
    /// The host in the base URL, without its port.
    host: &'s str,
    /// The address of the page with the same articles, absolute.
    home: String,
    /// The feed's own address, absolute.
    url: String,
    language: &'s str,
    updated: Timestamp,
    author: &'s str,
    generator: &'static str,
    entries: Vec<FeedEntry<'s>>,
}

/// An article in a feed.
struct FeedEntry<'s> {
    title: &'s str,
    /// Root-relative.
    url: &'s str,
    day: Date,
    published: Timestamp,
    updated: Timestamp,
    authors: &'s [String],
    summary: &'s str,
    document: &'s Document,
    terms: Vec<&'s str>,
    language: &'s str,
}

impl<'s> Feed<'s> {
    fn new(context: &'s RenderContext, id: FeedId) -> Self {
        let (site, urls) = (&context.site, context.urls());
        let config = &site.config;
        let limit = config.output.feed_items;
        let entry = |article| FeedEntry::new(site, article);
        let entries: Vec<FeedEntry<'_>> = match id.scope {
            FeedScope::Site => {
                let newest = ArticleId::all(&site.articles).take(limit);
                newest.map(entry).collect()
            }
            FeedScope::Term(term) => {
                let newest = site.term(term).articles.iter().take(limit);
                newest.copied().map(entry).collect()
            }
        };
        // Of the newest content, not of the build: the same sources give the same bytes.
        let updated = entries.iter().map(|entry| entry.updated).max();
        Self {
            title: title(site, &context.theme, id.scope),
            subtitle: &config.subtitle,
            base_url: urls.base_url(),
            host: urls.host(),
            home: urls.absolute(urls.feed_page(id.scope)),
            url: urls.absolute(&urls.feed(id)),
            language: &config.language,
            updated: updated.unwrap_or_default(),
            author: config.publisher_name(),
            generator: concat!("bulletin ", env!("CARGO_PKG_VERSION")),
            entries,
        }
    }

    /// The address of an entry, absolute.
    fn entry_url(&self, entry: &FeedEntry<'_>) -> String {
        [self.base_url, entry.url].concat()
    }

    /// A tag URI (RFC 4151) of host, day and address: it stays when the scheme or the text changes.
    fn entry_id(&self, entry: &FeedEntry<'_>) -> String {
        let FeedEntry { day, url, .. } = entry;
        format!("tag:{},{day}:{url}", self.host)
    }
}

impl<'s> FeedEntry<'s> {
    fn new(site: &'s Site, id: ArticleId) -> Self {
        let article = &site.articles[id];
        let (meta, config) = (article.meta(), &site.config);
        let taxonomies = site.taxonomies.iter().zip(&article.terms);
        let terms = taxonomies.flat_map(|(taxonomy, terms)| {
            terms.iter().map(|&term| taxonomy.terms[term].name.as_str())
        });
        Self {
            title: &meta.title,
            url: &article.url,
            day: article.day,
            published: meta.date,
            updated: meta.updated.unwrap_or(meta.date),
            authors: if meta.authors.is_empty() {
                std::slice::from_ref(config.publisher_name())
            } else {
                &meta.authors
            },
            summary: summary(article),
            document: &article.document,
            terms: terms.collect(),
            language: meta.language.as_ref().unwrap_or(&config.language),
        }
    }
}

impl Fingerprinted for Feed<'_> {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        let Self {
            title,
            subtitle,
            base_url,
            host,
            home,
            url,
            language,
            updated,
            author,
            generator,
            entries,
        } = self;
        for text in [
            title, *subtitle, base_url, host, home, url, language, author, generator,
        ] {
            text.hash_into(into);
        }
        updated.as_nanosecond().hash_into(into);
        entries.hash_into(into);
    }
}

impl Fingerprinted for FeedEntry<'_> {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        let Self {
            // Its position among all articles says nothing about it.
            title,
            url,
            day,
            published,
            updated,
            authors,
            summary,
            document,
            terms,
            language,
        } = self;
        for text in [title, url, summary, language] {
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

/// Writes one feed.
struct FeedWriter<'w, 'r> {
    context: &'r RenderContext,
    feed: &'w Feed<'r>,
    addresses: TrackedAddresses<'r>,
    /// Bodies are read into it, one after the other.
    buffer: Vec<u8>,
}

impl FeedWriter<'_, '_> {
    fn iso(&self, moment: Timestamp) -> String {
        dates::iso(moment, &self.context.site.config.time_zone)
    }

    fn rfc2822(&self, moment: Timestamp) -> String {
        dates::rfc2822(moment, &self.context.site.config.time_zone)
    }
}
