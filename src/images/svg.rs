//! Whether an SVG is nothing but a picture. In a page it is one, whatever is in it. Opened by itself it is a
//! page of the site: its scripts act in the name of the site, and it loads what it refers to.
//!
//! Whatever this reader cannot follow as browsers do is refused: other encodings than UTF-8, entities of the
//! file's own, and XML with errors.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::io::Read as _;

use flate2::read::GzDecoder;
use quick_xml::NsReader;
use quick_xml::XmlVersion;
use quick_xml::escape::unescape;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use serde::{Deserialize, Serialize};

use crate::util::url;

/// Why an SVG is not published as a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SvgProblem {
    /// It is not XML as browsers want it: nothing, or a part, would be seen.
    NotXml,
    /// It has a part that runs, or that is loaded from elsewhere.
    Active {
        /// The part, as it is written.
        part: String,
        /// Its line, from 1.
        line: usize,
    },
}

/// The most bytes of an unpacked SVG.
const MAX_UNPACKED: u64 = 1 << 26;

/// Vocabularies whose elements act, whatever they are: HTML, mathematics with links, and transformations.
const ACTIVE_NAMESPACES: [&str; 3] = [
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1998/Math/MathML",
    "http://www.w3.org/1999/XSL/Transform",
];

/// Elements that act, in lower case.
const ACTIVE_ELEMENTS: [&str; 10] = [
    "audio",
    "canvas",
    "embed",
    "foreignobject",
    "handler",
    "iframe",
    "listener",
    "object",
    "script",
    "video",
];

/// Elements that change attributes of others.
const ANIMATIONS: [&str; 6] = [
    "animate",
    "animatecolor",
    "animatemotion",
    "animatetransform",
    "discard",
    "set",
];

/// Attributes with addresses, by their names without prefix.
const REFERENCES: [&str; 12] = [
    "action",
    "archive",
    "background",
    "base",
    "data",
    "formaction",
    "href",
    "ping",
    "poster",
    "src",
    "srcdoc",
    "srcset",
];

/// Names of encodings in which ASCII is ASCII.
const ASCII_ENCODINGS: [&str; 9] = [
    "ascii",
    "big5",
    "gb18030",
    "gb2312",
    "gbk",
    "iso-8859-1",
    "iso-8859-15",
    "us-ascii",
    "windows-1252",
];

/// The characters of a part that messages quote.
const QUOTED_CHARS: usize = 60;

/// The first part of an SVG that is not a picture; `None` if it is nothing but one.
pub(crate) fn svg_problem(bytes: &[u8]) -> Option<SvgProblem> {
    let Some(text) = text(bytes) else {
        return Some(SvgProblem::NotXml);
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let is_ascii = text.is_ascii();
    let mut reader = NsReader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut walk = Walk::default();
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(0);
        let result = match reader.read_resolved_event() {
            Ok((_, Event::Eof)) => break,
            Ok((namespace, event)) => walk.event(&namespace, &event, is_ascii),
            Err(_) => Err(Fault::NotXml),
        };
        match result {
            Ok(()) => {}
            Err(Fault::NotXml) => return Some(SvgProblem::NotXml),
            Err(Fault::Active(part)) => {
                let line = 1 + text.get(..at).unwrap_or_default().matches('\n').count();
                return Some(SvgProblem::Active { part, line });
            }
        }
    }
    (walk.depth != 0 || !walk.has_root).then_some(SvgProblem::NotXml)
}

/// The text of an SVG, which may be packed; `None` if it cannot be XML in UTF-8.
fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let text = if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut unpacked = Vec::new();
        let mut packed = GzDecoder::new(bytes).take(MAX_UNPACKED);
        packed.read_to_end(&mut unpacked).ok()?;
        Cow::Owned(String::from_utf8(unpacked).ok()?)
    } else {
        Cow::Borrowed(std::str::from_utf8(bytes).ok()?)
    };
    let is_forbidden = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    (!text.contains(is_forbidden)).then_some(text)
}

/// Why reading ends.
enum Fault {
    NotXml,
    Active(String),
}

impl Fault {
    /// A part as it is written, shortened.
    fn active(part: &str) -> Self {
        let mut quoted: String = part.chars().take(QUOTED_CHARS).collect();
        if quoted.len() < part.len() {
            quoted.push('…');
        }
        Self::Active(quoted.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// What was seen so far.
#[derive(Default)]
struct Walk {
    /// The number of open elements.
    depth: usize,
    has_root: bool,
    /// The style sheet that is open, and the depth of its element.
    style: Option<(usize, String)>,
}

impl Walk {
    fn event(
        &mut self,
        namespace: &ResolveResult<'_>,
        event: &Event<'_>,
        is_ascii: bool,
    ) -> Result<(), Fault> {
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                self.has_root = true;
                if tag.local_name().into_inner().eq_ignore_ascii_case("style")
                    && self.style.is_none()
                {
                    self.style = Some((self.depth, String::new()));
                }
                check_element(namespace, tag)
            }
            Event::Empty(tag) => {
                self.has_root = true;
                check_element(namespace, tag)
            }
            Event::End(_) => {
                let style = self.style.take_if(|(depth, _)| *depth == self.depth);
                self.depth = self.depth.saturating_sub(1);
                style.map_or(Ok(()), |(_, sheet)| check_css(&sheet))
            }
            Event::Text(text) => self.add_to_style(text),
            Event::CData(text) => self.add_to_style(text),
            Event::GeneralRef(reference) => {
                let text = unescape(&format!("&{};", &**reference)).map(Cow::into_owned);
                self.add_to_style(&text.map_err(|_| Fault::NotXml)?)
            }
            Event::Decl(declaration) => match declaration.encoding() {
                None => Ok(()),
                Some(encoding) => check_encoding(&encoding.map_err(|_| Fault::NotXml)?, is_ascii),
            },
            Event::PI(instruction)
                if instruction.target().eq_ignore_ascii_case("xml-stylesheet") =>
            {
                Err(Fault::active("<?xml-stylesheet"))
            }
            // A subset of its own may declare entities, which hide anything.
            Event::DocType(doctype) if doctype.contains(['[', '<']) => {
                Err(Fault::active(&format!("<!DOCTYPE {}", &**doctype)))
            }
            Event::PI(_) | Event::DocType(_) | Event::Comment(_) | Event::Eof => Ok(()),
        }
    }

    fn add_to_style(&mut self, text: &str) -> Result<(), Fault> {
        if let Some((_, sheet)) = &mut self.style {
            sheet.push_str(text);
        }
        Ok(())
    }
}

fn check_encoding(encoding: &str, is_ascii: bool) -> Result<(), Fault> {
    let name = encoding.to_ascii_lowercase();
    let is_utf_8 = matches!(name.as_str(), "utf-8" | "utf8");
    if is_utf_8 || (is_ascii && ASCII_ENCODINGS.contains(&name.as_str())) {
        Ok(())
    } else {
        Err(Fault::active(&format!("encoding=\"{encoding}\"")))
    }
}

fn check_element(namespace: &ResolveResult<'_>, tag: &BytesStart<'_>) -> Result<(), Fault> {
    let name = tag.name().into_inner();
    check_name(name)?;
    let local = without_prefix(name).to_ascii_lowercase();
    let is_active_vocabulary = match namespace {
        ResolveResult::Bound(namespace) => {
            let namespace = unescape(namespace.into_inner()).map_err(|_| Fault::NotXml)?;
            ACTIVE_NAMESPACES.contains(&namespace.trim())
        }
        ResolveResult::Unbound => false,
        ResolveResult::Unknown(_) => return Err(Fault::NotXml),
    };
    if is_active_vocabulary || ACTIVE_ELEMENTS.contains(&local.as_str()) {
        return Err(Fault::active(&format!("<{name}>")));
    }
    for attribute in tag.attributes().with_checks(false) {
        check_attribute(&local, &attribute.map_err(|_| Fault::NotXml)?)?;
    }
    Ok(())
}

fn check_attribute(element: &str, attribute: &Attribute<'_>) -> Result<(), Fault> {
    let name = attribute.key.into_inner();
    check_name(name)?;
    let value = attribute.normalized_value(XmlVersion::Implicit1_0);
    let value = value.map_err(|_| Fault::NotXml)?;
    if name == "xmlns" || name.starts_with("xmlns:") {
        return Ok(());
    }
    let local = without_prefix(name).to_ascii_lowercase();
    let is_active = local.starts_with("on")
        || url::scheme(&value).is_some_and(|scheme| scheme.ends_with("script"))
        || (REFERENCES.contains(&local.as_str()) && !is_inside(&value, element))
        || (ANIMATIONS.contains(&element) && local == "attributename" && is_acting(&value));
    if is_active {
        return Err(Fault::active(&format!("{name}=\"{value}\"")));
    }
    if local == "style" || value.contains(['(', '\\']) {
        check_css(&value)?;
    }
    Ok(())
}

/// Names with other characters may be read in several ways.
fn check_name(name: &str) -> Result<(), Fault> {
    let is_usual = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    match name.chars().all(is_usual) && !name.is_empty() {
        true => Ok(()),
        false => Err(Fault::NotXml),
    }
}

fn without_prefix(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Whether an address is that of a part of the drawing, or of a photograph in it.
fn is_inside(address: &str, element: &str) -> bool {
    let address = address.trim();
    let may_be_photograph = matches!(element, "image" | "feimage");
    address.is_empty()
        || address.starts_with('#')
        || (may_be_photograph && is_data(address, &["image/"]))
}

/// Whether an address is data of one of these kinds, and no other drawing.
fn is_data(address: &str, kinds: &[&str]) -> bool {
    let address = address.to_ascii_lowercase();
    let Some(kind) = address.strip_prefix("data:") else {
        return false;
    };
    kinds.iter().any(|known| kind.starts_with(known)) && !kind.starts_with("image/svg")
}

/// Whether an attribute of this name acts: an animation must not set it.
fn is_acting(attribute: &str) -> bool {
    let local = without_prefix(attribute.trim()).to_ascii_lowercase();
    local.starts_with("on") || local == "style" || REFERENCES.contains(&local.as_str())
}

/// Finds what a style loads from elsewhere.
fn check_css(css: &str) -> Result<(), Fault> {
    let css = without_escapes(css).to_ascii_lowercase();
    for loading in ["@import", "image-set(", "src("] {
        if let Some(at) = css.find(loading) {
            return Err(Fault::active(&css[at..]));
        }
    }
    for (at, _) in css.match_indices("url(") {
        let address = css[at + "url(".len()..].trim_start_matches([' ', '\t', '\n', '"', '\'']);
        let is_inside = address.starts_with('#')
            || address.starts_with(')')
            || is_data(address, &["image/", "font/", "application/"]);
        if !is_inside {
            return Err(Fault::active(&css[at..]));
        }
    }
    Ok(())
}

/// A style with its escapes resolved: `\75rl(` is `url(`.
fn without_escapes(css: &str) -> Cow<'_, str> {
    if !css.contains('\\') {
        return Cow::Borrowed(css);
    }
    let mut out = String::with_capacity(css.len());
    let mut parts = css.split('\\');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.chars().take(6).take_while(char::is_ascii_hexdigit);
        let (digits, rest) = part.split_at(digits.count());
        let number = u32::from_str_radix(digits, 16).ok();
        out.extend(number.map(|number| char::from_u32(number).unwrap_or('\u{fffd}')));
        let blank = rest.strip_prefix([' ', '\t', '\n', '\x0c', '\r']);
        out.push_str(blank.filter(|_| !digits.is_empty()).unwrap_or(rest));
    }
    Cow::Owned(out)
}
