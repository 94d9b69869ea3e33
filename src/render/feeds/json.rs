//! JSON Feed 1.1.

use serde::Serialize;

use super::FeedWriter;
use crate::diagnostic::Diagnostic;

impl FeedWriter<'_, '_> {
    pub(super) fn json(&mut self) -> Result<Vec<u8>, Diagnostic> {
        let feed = self.feed;
        let author = |name| JsonAuthor { name };
        let items = feed.entries.iter().map(|entry| {
            let mut content_html = String::new();
            self.content(&mut content_html, entry)?;
            Ok(JsonItem {
                id: feed.entry_id(entry),
                url: feed.entry_url(entry),
                title: entry.title,
                summary: entry.summary,
                content_html,
                date_published: self.iso(entry.published),
                date_modified: self.iso(entry.updated),
                authors: entry.authors.iter().map(|name| author(name)).collect(),
                tags: &entry.terms,
                language: entry.language,
            })
        });
        let feed = JsonFeed {
            version: "https://jsonfeed.org/version/1.1",
            title: &feed.title,
            home_page_url: &feed.home,
            feed_url: &feed.url,
            description: feed.subtitle,
            language: feed.language,
            authors: vec![author(feed.author)],
            items: items.collect::<Result<_, Diagnostic>>()?,
        };
        Ok(serde_json::to_vec(&feed).unwrap_or_default())
    }
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
    id: String,
    url: String,
    title: &'f str,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'f str,
    content_html: String,
    date_published: String,
    date_modified: String,
    authors: Vec<JsonAuthor<'f>>,
    tags: &'f [&'f str],
    language: &'f str,
}
