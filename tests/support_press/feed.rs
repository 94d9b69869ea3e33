//! Feeds of three formats as one value, read by the rules of their specifications.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

/// What every format says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Feed {
    pub(crate) title: String,
    /// The address of the feed itself.
    pub(crate) address: String,
    /// The page that it belongs to.
    pub(crate) home: String,
    /// RSS writes it in another way, JSON Feed not at all.
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
    /// As a moment.
    pub(crate) published: jiff::Timestamp,
    pub(crate) authors: Vec<String>,
}

/// An XML element.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
    pub(crate) text: String,
}

impl Element {
    pub(crate) fn all<'e>(&'e self, name: &str) -> std::vec::IntoIter<&'e Element> {
        let children = self.children.iter().filter(|child| child.name == name);
        children.collect::<Vec<_>>().into_iter()
    }

    /// The one child of this name.
    #[track_caller]
    pub(crate) fn one(&self, name: &str) -> &Element {
        let mut found = self.all(name);
        match (found.next(), found.next()) {
            (Some(only), None) => only,
            (None, _) => panic!("<{}> has no <{name}>", self.name),
            _ => panic!("<{}> has two <{name}>", self.name),
        }
    }

    #[track_caller]
    fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(other, _)| other == name);
        found.map_or_else(
            || panic!("<{}> has no {name}", self.name),
            |(_, value)| value,
        )
    }

    #[track_caller]
    fn link(&self, rel: &str) -> &str {
        let links: Vec<&Element> = self
            .all("link")
            .filter(|link| link.attribute("rel") == rel)
            .collect();
        assert_eq!(links.len(), 1, "<{}> needs one link rel={rel}", self.name);
        links[0].attribute("href")
    }
}

/// Reads well-formed XML; anything else stops the test.
#[track_caller]
pub(crate) fn parse(xml: &str) -> Element {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut open = vec![Element::default()];
    loop {
        let top = open.last_mut().expect("an open element");
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) => open.push(element(&start)),
            Event::Empty(start) => top.children.push(element(&start)),
            Event::Text(text) => top.text.push_str(&text.xml10_content()),
            Event::CData(text) => top.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                match reference.resolve_char_ref().expect("a character") {
                    Some(character) => top.text.push(character),
                    None => top.text.push(named(&reference)),
                }
            }
            Event::End(_) => {
                let done = open.pop().expect("an open element");
                open.last_mut().expect("a parent").children.push(done);
            }
            Event::Eof => break,
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    assert_eq!(open.len(), 1, "an element without end");
    let mut root = open.remove(0);
    assert_eq!(root.children.len(), 1, "one root");
    root.children.remove(0)
}

fn named(name: &str) -> char {
    match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        other => panic!("&{other}; is not known in XML"),
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.expect("an attribute");
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .expect("a value");
        (attribute.key.as_ref().to_owned(), value.into_owned())
    });
    Element {
        attributes: attributes.collect(),
        name: start.name().as_ref().to_owned(),
        ..Element::default()
    }
}

fn moment(written: &str) -> jiff::Timestamp {
    written
        .parse()
        .unwrap_or_else(|_| panic!("{written} is no RFC 3339 date"))
}

/// Reads an Atom feed: RFC 4287, 4.1.1 and 4.1.2 say what is required.
#[track_caller]
pub(crate) fn atom(xml: &str) -> Feed {
    let feed = parse(xml);
    assert_eq!(
        (feed.name.as_str(), feed.attribute("xmlns")),
        ("feed", "http://www.w3.org/2005/Atom")
    );
    let entry = |entry: &Element| {
        assert!(moment(&entry.one("updated").text) >= moment(&entry.one("published").text));
        assert_eq!(entry.one("content").attribute("type"), "html");
        Entry {
            id: entry.one("id").text.clone(),
            url: entry.link("alternate").to_owned(),
            title: entry.one("title").text.clone(),
            summary: entry.one("summary").text.clone(),
            content: entry.one("content").text.clone(),
            published: moment(&entry.one("published").text),
            authors: entry
                .all("author")
                .map(|author| author.one("name").text.clone())
                .collect(),
        }
    };
    let updated = feed.one("updated").text.clone();
    let newest = feed
        .all("entry")
        .map(|entry| moment(&entry.one("updated").text))
        .max();
    assert_eq!(
        newest,
        Some(moment(&updated)),
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
        published: moment(&text(&item["date_published"])),
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
