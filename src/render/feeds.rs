//! Atom, RSS and JSON Feed: full text, absolute addresses, ids that outlive a change of words.

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use super::Press;
use super::finish::{Base, finish_into};
use super::plan::{PageId, Scope};
use super::recipe::{Lookups, Made, Recipe};
use crate::article::Document;
use crate::config::FeedFormat;
use crate::diagnostic::Diagnostic;
use crate::fingerprint::{Mix, Mixer};

/// A feed before it takes the form of one format.
pub(super) struct Feed {
    title: String,
    subtitle: String,
    home: String,
    address: String,
    id: String,
    language: String,
    updated: Timestamp,
    author: String,
    generator: String,
    entries: Vec<Entry>,
}

struct Entry {
    title: String,
    url: String,
    id: String,
    published: Timestamp,
    updated: Timestamp,
    authors: Vec<String>,
    summary: String,
    document: Arc<Document>,
    base: Base,
    terms: Vec<String>,
    language: String,
}

impl Mix for Feed {
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
            title, subtitle, home, address, id, language, author, generator,
        ] {
            text.mix(into);
        }
        updated.as_nanosecond().mix(into);
        entries.mix(into);
    }
}

impl Mix for Entry {
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
        for text in [title, url, id, summary, language] {
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

    pub(super) fn feed_of(&self, scope: Scope, format: FeedFormat) -> Feed {
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
        let entries: Vec<Entry> = articles
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
            subtitle: config.subtitle.clone(),
            home: format!("{base}{}", self.scope_url(scope)),
            address: format!("{base}{}", self.url(PageId::Feed { scope, format })),
            id: format!("{base}{}", self.scope_url(scope)),
            language: config.language.clone(),
            // What the newest content says, not when the build ran: the same sources give the same bytes.
            updated: entries
                .iter()
                .map(|entry| entry.updated)
                .max()
                .unwrap_or_default(),
            author: author.clone(),
            generator: concat!("bulletin ", env!("CARGO_PKG_VERSION")).to_owned(),
            entries,
        }
    }

    fn entry(&self, number: usize) -> Entry {
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
                terms.iter().map(|&term| all[term].name.clone())
            });
        Entry {
            title: meta.title.clone(),
            url: format!("{base}{}", article.url),
            id: self.tag(article.day, &article.url),
            published: meta.date,
            updated: meta.updated.unwrap_or(meta.date),
            authors: if meta.authors.is_empty() {
                vec![publisher.clone()]
            } else {
                meta.authors.clone()
            },
            summary: self.summary(article),
            document: Arc::clone(&article.document),
            base: Base::Feed {
                prefix: base.to_owned(),
                page: article.url.clone(),
            },
            terms: terms.collect(),
            language: meta
                .language
                .clone()
                .unwrap_or_else(|| config.language.clone()),
        }
    }

    /// Writes the full text of an entry.
    fn content(
        &self,
        out: &mut String,
        entry: &Entry,
        desk: &mut Desk<'_>,
    ) -> Result<(), Diagnostic> {
        let body = self.body(&entry.document, &mut desk.buffer)?;
        finish_into(out, body, &entry.base, &desk.lookups);
        Ok(())
    }

    /// Writes the full text as a CDATA section: shorter than escaped, and quicker to write and to read.
    fn verbatim(
        &self,
        out: &mut String,
        entry: &Entry,
        desk: &mut Desk<'_>,
    ) -> Result<(), Diagnostic> {
        const OPEN: &str = "<![CDATA[";
        out.push_str(OPEN);
        let start = out.len();
        self.content(out, entry, desk)?;
        if fits_cdata(&out[start..]) {
            out.push_str("]]>");
        } else {
            let escaped = escape(&out[start..]);
            out.truncate(start - OPEN.len());
            out.push_str(&escaped);
        }
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

    fn atom(&self, feed: &Feed, desk: &mut Desk<'_>) -> Result<String, Diagnostic> {
        let mut out = feed.begin();
        let _ = writeln!(
            out,
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">",
            escape(&feed.language)
        );
        element(&mut out, "title", &feed.title);
        element(&mut out, "subtitle", &feed.subtitle);
        element(&mut out, "id", &feed.id);
        let _ = writeln!(
            out,
            "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>",
            escape(&feed.home)
        );
        let _ = writeln!(
            out,
            "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>",
            escape(&feed.address)
        );
        element(&mut out, "updated", &self.iso(feed.updated));
        let _ = writeln!(
            out,
            "<author><name>{}</name></author>",
            escape(&feed.author)
        );
        let _ = writeln!(out, "<generator>{}</generator>", escape(&feed.generator));
        for entry in &feed.entries {
            self.atom_entry(&mut out, feed, entry, desk)?;
        }
        out.push_str("</feed>\n");
        Ok(out)
    }

    fn atom_entry(
        &self,
        out: &mut String,
        feed: &Feed,
        entry: &Entry,
        desk: &mut Desk<'_>,
    ) -> Result<(), Diagnostic> {
        let lang = if entry.language == feed.language {
            String::new()
        } else {
            format!(" xml:lang=\"{}\"", escape(&entry.language))
        };
        let _ = writeln!(out, "<entry{lang}>");
        element(out, "title", &entry.title);
        element(out, "id", &entry.id);
        let _ = writeln!(
            out,
            "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>",
            escape(&entry.url)
        );
        element(out, "published", &self.iso(entry.published));
        element(out, "updated", &self.iso(entry.updated));
        for author in &entry.authors {
            let _ = writeln!(out, "<author><name>{}</name></author>", escape(author));
        }
        for term in &entry.terms {
            let _ = writeln!(out, "<category term=\"{}\"/>", escape(term));
        }
        element(out, "summary", &entry.summary);
        out.push_str("<content type=\"html\">");
        self.verbatim(out, entry, desk)?;
        out.push_str("</content>\n</entry>\n");
        Ok(())
    }

    fn rss(&self, feed: &Feed, desk: &mut Desk<'_>) -> Result<String, Diagnostic> {
        let mut out = feed.begin();
        out.push_str("<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n");
        element(&mut out, "title", &feed.title);
        element(&mut out, "link", &feed.home);
        let description = if feed.subtitle.is_empty() {
            &feed.title
        } else {
            &feed.subtitle
        };
        element(&mut out, "description", description);
        element(&mut out, "language", rss_language(&feed.language));
        let _ = writeln!(
            out,
            "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{}\"/>",
            escape(&feed.address)
        );
        element(&mut out, "lastBuildDate", &self.rfc2822(feed.updated));
        element(&mut out, "generator", &feed.generator);
        for entry in &feed.entries {
            out.push_str("<item>\n");
            element(&mut out, "title", &entry.title);
            element(&mut out, "link", &entry.url);
            let _ = writeln!(
                out,
                "<guid isPermaLink=\"false\">{}</guid>",
                escape(&entry.id)
            );
            element(&mut out, "pubDate", &self.rfc2822(entry.published));
            for author in &entry.authors {
                element(&mut out, "dc:creator", author);
            }
            for term in &entry.terms {
                element(&mut out, "category", term);
            }
            element(&mut out, "description", &entry.summary);
            out.push_str("<content:encoded>");
            self.verbatim(&mut out, entry, desk)?;
            out.push_str("</content:encoded>\n</item>\n");
        }
        out.push_str("</channel>\n</rss>\n");
        Ok(out)
    }

    fn json(&self, feed: &Feed, desk: &mut Desk<'_>) -> Result<Vec<u8>, Diagnostic> {
        let author = |name| JsonAuthor { name };
        let items = feed.entries.iter().map(|entry| {
            let mut content_html = String::new();
            self.content(&mut content_html, entry, desk)?;
            Ok(JsonItem {
                id: &entry.id,
                url: &entry.url,
                title: &entry.title,
                summary: &entry.summary,
                content_html,
                date_published: self.iso(entry.published),
                date_modified: self.iso(entry.updated),
                authors: entry.authors.iter().map(|name| author(name)).collect(),
                tags: &entry.terms,
                language: &entry.language,
            })
        });
        let feed = JsonFeed {
            version: "https://jsonfeed.org/version/1.1",
            title: &feed.title,
            home_page_url: &feed.home,
            feed_url: &feed.address,
            description: &feed.subtitle,
            language: &feed.language,
            authors: vec![author(&feed.author)],
            items: items.collect::<Result<_, Diagnostic>>()?,
        };
        Ok(serde_json::to_vec(&feed).unwrap_or_default())
    }
}

impl Feed {
    /// The first line of a feed in XML, with room for all of it.
    fn begin(&self) -> String {
        let bodies = self.entries.iter();
        let bodies =
            bodies.filter_map(|entry| Some(entry.document.content.body.get()?.len as usize));
        let mut out = String::with_capacity(bodies.map(|len| len + len / 8 + 2048).sum());
        out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        out
    }
}

/// RSS knows the older tags of Chinese alone.
fn rss_language(language: &str) -> &str {
    match language {
        "zh-Hans" => "zh-cn",
        "zh-Hant" => "zh-tw",
        other => other,
    }
}

/// An element with text; nothing where the text is empty.
fn element(out: &mut String, name: &str, text: &str) {
    if !text.is_empty() {
        let _ = writeln!(out, "<{name}>{}</{name}>", escape(text));
    }
}

/// Whether a text can stand in a CDATA section, in which nothing can be escaped.
fn fits_cdata(text: &str) -> bool {
    let control = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r');
    let bytes = text.as_bytes();
    let holds = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
    let holds_control = bytes
        .iter()
        .fold(false, |found, &byte| found | control(byte));
    // Two bytes are found fastest; besides what XML cannot hold they begin a few full-width signs (￥).
    let holds_noncharacter = holds(&[0xEF, 0xBF]) && text.contains(['\u{fffe}', '\u{ffff}']);
    !holds_control && !holds(b"]]>") && !holds_noncharacter
}

/// Escapes text for XML and drops what XML 1.0 cannot hold at all.
pub(super) fn escape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut copied = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let (new, len) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' => ("&quot;", 1),
            0..=8 | 11 | 12 | 14..=31 => ("", 1),
            // U+FFFE and U+FFFF.
            0xEF if matches!(bytes.get(at + 1..at + 3), Some([0xBF, 0xBE | 0xBF])) => ("", 3),
            _ => continue,
        };
        out.push_str(&text[copied..at]);
        out.push_str(new);
        copied = at + len;
    }
    out.push_str(&text[copied..]);
    out
}

#[derive(Serialize)]
struct JsonFeed<'f> {
    version: &'f str,
    title: &'f str,
    home_page_url: &'f str,
    feed_url: &'f str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'f str,
    language: &'f str,
    authors: Vec<JsonAuthor<'f>>,
    items: Vec<JsonItem<'f>>,
}

#[derive(Serialize)]
struct JsonAuthor<'f> {
    name: &'f str,
}

#[derive(Serialize)]
struct JsonItem<'f> {
    id: &'f str,
    url: &'f str,
    title: &'f str,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'f str,
    content_html: String,
    date_published: String,
    date_modified: String,
    authors: Vec<JsonAuthor<'f>>,
    tags: &'f [String],
    language: &'f str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_what_xml_cannot_hold_is_dropped() {
        assert_eq!(
            escape("a<b> & \"村\"\u{8}\u{ffff}\n"),
            "a&lt;b&gt; &amp; &quot;村&quot;\n"
        );
    }
}
