//! `[links]`: how broken links, anchors and images are reported, and which schemes addresses may have.

use super::values::{bad, choice};
use crate::diagnostic::Message;
use crate::fields::Fields;
use crate::util::url::{self, Schemes};

/// `[links]`.
#[derive(Debug, Clone)]
pub struct LinkSettings {
    /// Whether a broken link, anchor or image is an error rather than a warning.
    pub strict: bool,
    /// The schemes of all addresses, wherever they are written.
    pub schemes: Schemes,
}

/// Without the table.
pub(super) fn default_links() -> LinkSettings {
    LinkSettings {
        strict: true,
        schemes: Schemes::default(),
    }
}

/// Reads the table.
pub(super) fn links(fields: &mut Fields<'_>) -> LinkSettings {
    LinkSettings {
        strict: choice(fields, "internal", &[("error", true), ("warn", false)]).unwrap_or(true),
        schemes: schemes(fields),
    }
}

fn schemes(fields: &mut Fields<'_>) -> Schemes {
    let mut schemes = Vec::new();
    for written in fields.list("schemes") {
        let scheme = written.value.to_ascii_lowercase();
        let is_scheme = url::scheme(&format!("{scheme}:")).as_ref() == Some(&scheme);
        // A letter is a drive of Windows.
        if is_scheme && scheme.len() > 1 && !url::is_unsafe_scheme(&scheme) {
            schemes.push(scheme);
        } else {
            let message = bad("schemes", &written.value, "weixin, ftp");
            fields.report(written.range, message);
        }
    }
    Schemes::with(schemes)
}

/// What is wrong with an address that stands outside of a body: in front matter, in site.toml or in the
/// options of a theme. There it is no path from a file, so it is either complete or begins with `/`.
pub(crate) fn address_problem(schemes: &Schemes, address: &str) -> Option<Message> {
    if let Some(scheme) = schemes.refused(address) {
        return Some(refused_scheme(address, scheme));
    }
    let is_complete = address.starts_with('/') || url::scheme(address).is_some();
    (!is_complete || address.contains(char::is_control)).then(|| Message::IncompleteAddress {
        target: address.to_owned(),
    })
}

/// The message about an address whose scheme is not allowed.
pub(crate) fn refused_scheme(address: &str, scheme: String) -> Message {
    let target = address.to_owned();
    if url::is_unsafe_scheme(&scheme) {
        Message::UnsafeLink { target }
    } else {
        Message::ForeignScheme { target, scheme }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_complete_or_of_this_site() {
        let schemes = Schemes::default();
        let code = |address| address_problem(&schemes, address).map(|message| message.code());
        for address in [
            "https://paper.example/a?b=c#d",
            "/articles/",
            "//a.cn/",
            "tel:110",
        ] {
            assert_eq!(code(address), None, "{address}");
        }
        for (address, expected) in [
            ("javascript:alert(1)", "unsafe-link"),
            ("data:image/png;base64,AA==", "unsafe-link"),
            ("weixin://dl/x", "foreign-scheme"),
            ("paper.example/a", "incomplete-address"),
            ("&#106;avascript:alert(1)", "incomplete-address"),
            ("#top", "incomplete-address"),
            ("https://a.cn/\u{1}", "incomplete-address"),
        ] {
            assert_eq!(code(address), Some(expected), "{address}");
        }
    }
}
