//! Atom, RSS and JSON feeds as values of one type, read by the rules of their specifications.

use super::xml::{Element, parse};

/// The values that all formats have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Feed {
    pub(crate) title: String,
    /// The address of the feed itself.
    pub(crate) address: String,
    /// The page that it belongs to.
    pub(crate) home: String,
    /// The date as written: RSS has another format, and JSON Feed has none.
    pub(crate) updated: String,
    pub(crate) entries: Vec<Entry>,
}

/// One article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) content: String,
    /// The date of publication.
    pub(crate) published: jiff::Timestamp,
    pub(crate) authors: Vec<String>,
}

fn timestamp(written: &str) -> jiff::Timestamp {
    written
        .parse()
        .unwrap_or_else(|_| panic!("{written} is no RFC 3339 date"))
}

/// Reads an Atom feed, with the elements that RFC 4287, 4.1.1 and 4.1.2 require.
#[track_caller]
pub(crate) fn atom(xml: &str) -> Feed {
    let feed = parse(xml);
    assert_eq!(
        (feed.name.as_str(), feed.attribute("xmlns")),
        ("feed", "http://www.w3.org/2005/Atom")
    );
    let entry = |entry: &Element| {
        assert!(timestamp(&entry.one("updated").text) >= timestamp(&entry.one("published").text));
        assert_eq!(entry.one("content").attribute("type"), "html");
        Entry {
            id: entry.one("id").text.clone(),
            url: entry.link("alternate").to_owned(),
            title: entry.one("title").text.clone(),
            summary: entry.one("summary").text.clone(),
            content: entry.one("content").text.clone(),
            published: timestamp(&entry.one("published").text),
            authors: entry
                .all("author")
                .map(|author| author.one("name").text.clone())
                .collect(),
        }
    };
    let updated = feed.one("updated").text.clone();
    let newest = feed
        .all("entry")
        .map(|entry| timestamp(&entry.one("updated").text))
        .max();
    assert_eq!(
        newest,
        Some(timestamp(&updated)),
        "updated is the date of the newest content"
    );
    assert_eq!(feed.one("id").text, feed.link("alternate"));
    assert!(!feed.one("author").one("name").text.is_empty());
    Feed {
        title: feed.one("title").text.clone(),
        address: feed.link("self").to_owned(),
        home: feed.link("alternate").to_owned(),
        updated,
        entries: feed.all("entry").map(entry).collect(),
    }
}

/// Reads an RSS 2.0 feed with the usual modules.
#[track_caller]
pub(crate) fn rss(xml: &str) -> Feed {
    let rss = parse(xml);
    assert_eq!(
        (rss.name.as_str(), rss.attribute("version")),
        ("rss", "2.0")
    );
    let channel = rss.one("channel");
    assert!(!channel.one("description").text.is_empty());
    let date = |written: &str| {
        jiff::fmt::rfc2822::parse(written)
            .unwrap_or_else(|_| panic!("{written} is no RFC 2822 date"))
            .timestamp()
    };
    let entry = |item: &Element| {
        assert_eq!(item.one("guid").attribute("isPermaLink"), "false");
        Entry {
            id: item.one("guid").text.clone(),
            url: item.one("link").text.clone(),
            title: item.one("title").text.clone(),
            summary: item.one("description").text.clone(),
            content: item.one("content:encoded").text.clone(),
            published: date(&item.one("pubDate").text),
            authors: item
                .all("dc:creator")
                .map(|creator| creator.text.clone())
                .collect(),
        }
    };
    date(&channel.one("lastBuildDate").text);
    Feed {
        title: channel.one("title").text.clone(),
        address: channel.one("atom:link").attribute("href").to_owned(),
        home: channel.one("link").text.clone(),
        updated: channel.one("lastBuildDate").text.clone(),
        entries: channel.all("item").map(entry).collect(),
    }
}

/// Reads a JSON Feed 1.1.
#[track_caller]
pub(crate) fn json(text: &str) -> Feed {
    let feed: serde_json::Value = serde_json::from_str(text).expect("valid JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let list = |value: &serde_json::Value| value.as_array().expect("a list").clone();
    assert_eq!(text(&feed["version"]), "https://jsonfeed.org/version/1.1");
    let entry = |item: &serde_json::Value| Entry {
        id: text(&item["id"]),
        url: text(&item["url"]),
        title: text(&item["title"]),
        summary: text(&item["summary"]),
        content: text(&item["content_html"]),
        published: timestamp(&text(&item["date_published"])),
        authors: list(&item["authors"])
            .iter()
            .map(|author| text(&author["name"]))
            .collect(),
    };
    Feed {
        title: text(&feed["title"]),
        address: text(&feed["feed_url"]),
        home: text(&feed["home_page_url"]),
        updated: String::new(),
        entries: list(&feed["items"]).iter().map(entry).collect(),
    }
}
