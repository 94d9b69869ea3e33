//! Well-formed XML as a tree of elements.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// An XML element.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
    pub(crate) text: String,
}

impl Element {
    /// The children of this name.
    pub(crate) fn all<'e>(&'e self, name: &str) -> std::vec::IntoIter<&'e Element> {
        let children = self.children.iter().filter(|child| child.name == name);
        children.collect::<Vec<_>>().into_iter()
    }

    /// The one child of this name.
    #[track_caller]
    pub(crate) fn one(&self, name: &str) -> &Element {
        let mut children = self.all(name);
        match (children.next(), children.next()) {
            (Some(only), None) => only,
            (None, _) => panic!("<{}> has no <{name}>", self.name),
            _ => panic!("<{}> has two <{name}>", self.name),
        }
    }

    /// The value of an attribute that must exist.
    #[track_caller]
    pub(crate) fn attribute(&self, name: &str) -> &str {
        let attribute = self.attributes.iter().find(|(other, _)| other == name);
        attribute.map_or_else(
            || panic!("<{}> has no {name}", self.name),
            |(_, value)| value,
        )
    }

    /// The address of the one `<link>` of this relation.
    #[track_caller]
    pub(crate) fn link(&self, rel: &str) -> &str {
        let links: Vec<&Element> = self
            .all("link")
            .filter(|link| link.attribute("rel") == rel)
            .collect();
        assert_eq!(links.len(), 1, "<{}> needs one link rel={rel}", self.name);
        links[0].attribute("href")
    }
}

/// Parses well-formed XML; anything else fails the test.
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
                    None => top.text.push(entity(&reference)),
                }
            }
            Event::End(_) => {
                let element = open.pop().expect("an open element");
                open.last_mut().expect("a parent").children.push(element);
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

fn entity(name: &str) -> char {
    match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        other => panic!("&{other}; is not an entity of XML"),
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
