//! What in raw HTML readers may not get: what the policy of a page may block, and what the sanitiser removes.

use std::ops::Range;

use super::html_references::HtmlSource;
use super::writer::HtmlWriter;
use super::{ActiveKind, ActivePart, RawHtml};
use crate::util::html::{Attribute, Attributes, StartTag, decoded};
use crate::util::url;

impl HtmlWriter<'_> {
    /// Notes what the policy of the page may block, or, if HTML is sanitised, which element is removed with
    /// what it shows.
    pub(super) fn active_part(
        &mut self,
        source: &HtmlSource<'_>,
        tag: &StartTag<'_>,
        attributes: &Attributes<'_>,
    ) {
        let range = || source.range(self.input.body, &(tag.start..attributes.tag_end()));
        if self.input.options.raw_html == RawHtml::Sanitize {
            if REMOVED.iter().any(|name| tag.is(name)) || tag.begins_with("mp-") {
                self.remove_element(range(), tag.name());
            }
            return;
        }
        let parts = active_parts(tag, attributes);
        let parts = parts.into_iter().map(|(kind, address)| ActivePart {
            kind,
            address,
            range: range(),
        });
        let parts: Vec<ActivePart> = parts.collect();
        self.output.active_parts.extend(parts);
    }

    /// Notes that readers do not see an element.
    pub(super) fn remove_element(&mut self, range: Range<usize>, name: String) {
        let (_, names) = self.removed.get_or_insert_with(|| (range, Vec::new()));
        if !names.contains(&name) {
            names.push(name);
        }
    }
}

/// The elements that show something of their own, and that the sanitiser removes. Those of WeChat begin with
/// `mp-`, too.
const REMOVED: [&str; 21] = [
    "applet",
    "area",
    "button",
    "canvas",
    "embed",
    "form",
    "iframe",
    "math",
    "mpcps",
    "mpvideo",
    "mpvideosnap",
    "mpvoice",
    "object",
    "qqmusic",
    "script",
    "select",
    "svg",
    "template",
    "textarea",
    "v:imagedata",
    "v:textbox",
];

/// What an element has that a policy may block, each with the address that it loads.
fn active_parts(
    tag: &StartTag<'_>,
    attributes: &Attributes<'_>,
) -> Vec<(ActiveKind, Option<String>)> {
    let mut parts = Vec::new();
    let address = |name: &str| {
        let value = attributes.value(name).map(decoded);
        value.map(|value| value.trim().to_owned())
    };
    if tag.is("iframe") {
        let is_inline = attributes.find("srcdoc").is_some();
        let address = address("src").filter(|_| !is_inline);
        parts.extend(address.map(|address| (ActiveKind::Frame, Some(address))));
    } else if tag.is("object") {
        parts.push((ActiveKind::Plugin, address("data")));
    } else if tag.is("embed") {
        parts.push((ActiveKind::Plugin, address("src")));
    } else if tag.is("script") {
        let kind = attributes.value("type").unwrap_or_default();
        let is_data = kind.to_ascii_lowercase().contains("json");
        parts.extend((!is_data).then(|| (ActiveKind::Script, address("src"))));
    } else if tag.is("style") {
        parts.push((ActiveKind::Style, None));
    } else if tag.is("link") && attributes.has_word("rel", "stylesheet") {
        parts.push((ActiveKind::Style, address("href")));
    }
    let is_handler = |attribute: &Attribute<'_>| attribute.begins_with("on");
    let is_script = |attribute: &Attribute<'_>| {
        attribute.is("href")
            && url::scheme(&decoded(attribute.value)).as_deref() == Some("javascript")
    };
    if attributes
        .iter()
        .any(|one| is_handler(one) || is_script(one))
    {
        parts.push((ActiveKind::Script, None));
    }
    if attributes
        .value("style")
        .is_some_and(|style| !style.trim().is_empty())
    {
        parts.push((ActiveKind::Style, None));
    }
    parts
}
