//! Warns of what the content security policy of the pages, an option of the theme, keeps from readers.

use crate::article::Document;
use crate::article::markdown::{ActiveKind, ReferenceKind, Target};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::site::{Site, image_target};
use crate::theme::Theme;
use crate::util::url::{self, Schemes};

/// The option of a theme with the policy that its pages have.
const OPTION: &str = "content_security_policy";

/// One warning for each document and kind of what its page blocks. A theme without the option has no policy that
/// is known here.
pub(crate) fn check_policy(site: &Site, theme: &Theme) -> Vec<Diagnostic> {
    let Some(policy) = theme
        .text_option(OPTION)
        .filter(|text| !text.trim().is_empty())
    else {
        return Vec::new();
    };
    let base_url = site.config.base_url.as_deref().unwrap_or_default();
    let policy = ContentPolicy::new(policy, origin(base_url));
    let documents = site.documents();
    let schemes = &site.config.links.schemes;
    let blocked = documents.flat_map(|(document, _)| blocked(document, schemes, &policy));
    blocked.collect()
}

/// What is loaded, by the directives that say from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Load {
    Image,
    Media,
    Frame,
    Plugin,
    Script,
    Style,
}

const LOADS: [Load; 6] = [
    Load::Image,
    Load::Media,
    Load::Frame,
    Load::Plugin,
    Load::Script,
    Load::Style,
];

impl Load {
    /// The directives that hold for it, of which the first that a policy has counts.
    fn directives(self) -> &'static [&'static str] {
        match self {
            Self::Image => &["img-src", "default-src"],
            Self::Media => &["media-src", "default-src"],
            Self::Frame => &["frame-src", "child-src", "default-src"],
            Self::Plugin => &["object-src", "default-src"],
            Self::Script => &["script-src", "default-src"],
            Self::Style => &["style-src", "default-src"],
        }
    }

    fn message(self, count: usize, target: &str) -> Message {
        let (count, target) = (count.to_string(), target.to_owned());
        let directive = self.directives()[0].to_owned();
        match self {
            Self::Image => Message::BlockedImages {
                count,
                target,
                directive,
            },
            Self::Media => Message::BlockedMedia {
                count,
                target,
                directive,
            },
            Self::Frame => Message::BlockedFrames { count, directive },
            Self::Plugin => Message::BlockedPlugins { count, directive },
            Self::Script => Message::BlockedScripts { count, directive },
            Self::Style => Message::BlockedStyles { count, directive },
        }
    }
}

/// The warnings about one document.
fn blocked(document: &Document, schemes: &Schemes, policy: &ContentPolicy<'_>) -> Vec<Diagnostic> {
    // By kind: how many, and the first with its address.
    let mut found: [Option<(usize, Span, String)>; LOADS.len()] = Default::default();
    let mut add = |load: Load, range: &std::ops::Range<usize>, address: &str| {
        let entry = &mut found[load as usize];
        match entry {
            Some((count, ..)) => *count += 1,
            None => {
                let span = Span::new(&document.file, range.clone());
                *entry = Some((1, span, address.to_owned()));
            }
        }
    };
    if let Some((image, Target::External(address))) = image_target(document, schemes)
        && !policy.allows(Load::Image, Some(&address))
    {
        add(Load::Image, &image.src.range, &address);
    }
    for reference in &document.content.references {
        let load = match reference.kind {
            ReferenceKind::Link => continue,
            ReferenceKind::Image | ReferenceKind::Decoration => Load::Image,
            ReferenceKind::Media => Load::Media,
        };
        if let Target::External(address) = &reference.target
            && !policy.allows(load, Some(address))
        {
            add(load, &reference.range, address);
        }
    }
    for part in &document.content.active_parts {
        let load = match part.kind {
            ActiveKind::Frame => Load::Frame,
            ActiveKind::Plugin => Load::Plugin,
            ActiveKind::Script => Load::Script,
            ActiveKind::Style => Load::Style,
        };
        if !policy.allows(load, part.address.as_deref()) {
            add(
                load,
                &part.range,
                part.address.as_deref().unwrap_or_default(),
            );
        }
    }
    let found = LOADS.into_iter().zip(found);
    let found = found.filter_map(|(load, found)| Some((load, found?)));
    found
        .map(|(load, (count, span, target))| Diagnostic::at(span, load.message(count, &target)))
        .collect()
}

/// A content security policy.
struct ContentPolicy<'p> {
    /// Names and sources.
    directives: Vec<(String, Vec<&'p str>)>,
    /// `https://host:8080` of the site; empty if it is not known.
    origin: &'p str,
}

impl<'p> ContentPolicy<'p> {
    fn new(text: &'p str, origin: &'p str) -> Self {
        let directives = text.split(';').filter_map(|directive| {
            let mut words = directive.split_ascii_whitespace();
            let name = words.next()?.to_ascii_lowercase();
            Some((name, words.collect()))
        });
        Self {
            directives: directives.collect(),
            origin,
        }
    }

    /// Whether something may be loaded from an address; without one, it stands in the page itself.
    fn allows(&self, load: Load, address: Option<&str>) -> bool {
        let sources = load.directives().iter().find_map(|name| {
            let mut directives = self.directives.iter();
            directives
                .find(|(typed, _)| typed == name)
                .map(|(_, sources)| sources)
        });
        let Some(sources) = sources else { return true };
        match address {
            Some(address) => sources.iter().any(|source| self.matches(source, address)),
            None if load == Load::Plugin => true,
            // A hash or nonce was made for what it allows.
            None => sources.iter().any(|source| {
                ["'unsafe-inline'", "'nonce-", "'sha"]
                    .iter()
                    .any(|start| starts_with_ignoring_case(source, start))
            }),
        }
    }

    fn matches(&self, source: &str, address: &str) -> bool {
        let Some(scheme) = url::scheme(address) else {
            // `//host/x` has the scheme of the page, and any other is of this site.
            return match address.strip_prefix("//") {
                Some(_) => self.matches(source, &format!("https:{address}")),
                None => source.eq_ignore_ascii_case("'self'") || source == "*",
            };
        };
        let is_web = matches!(scheme.as_str(), "http" | "https");
        if source == "*" {
            return is_web;
        }
        if source.eq_ignore_ascii_case("'self'") {
            return !self.origin.is_empty() && origin(address).eq_ignore_ascii_case(self.origin);
        }
        if let Some(allowed) = source.strip_suffix(':') {
            return is_same_scheme(allowed, &scheme);
        }
        is_web && matches_host(source, &scheme, address)
    }
}

/// Whether a source such as `https://*.example.cn:8080/path` holds for an address of the web.
fn matches_host(source: &str, scheme: &str, address: &str) -> bool {
    let (allowed, rest) = match source.split_once("://") {
        Some((allowed, rest)) => (Some(allowed), rest),
        None => (None, source),
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (host, port) = host.split_once(':').unwrap_or((host, ""));
    let target = address.split_once("://").map_or("", |(_, rest)| rest);
    let authority = target.split(['/', '?', '#']).next().unwrap_or_default();
    let authority = authority.rsplit('@').next().unwrap_or_default();
    let (target_host, target_port) = authority.split_once(':').unwrap_or((authority, ""));
    let target_path = target.get(authority.len()..).unwrap_or_default();
    let target_path = target_path.split(['?', '#']).next().unwrap_or_default();
    let is_host = match host.strip_prefix('*') {
        Some(domain) => target_host
            .to_ascii_lowercase()
            .ends_with(&domain.to_ascii_lowercase()),
        None => host.eq_ignore_ascii_case(target_host),
    };
    let is_path = path.is_empty()
        || target_path.trim_start_matches('/') == path
        || (path.ends_with('/') && target_path.trim_start_matches('/').starts_with(path));
    allowed.is_none_or(|allowed| is_same_scheme(allowed, scheme))
        && is_host
        && (port == "*" || port == target_port)
        && is_path
}

/// Whether a source with one scheme holds for an address with another: `http:` is for `https:`, too.
fn is_same_scheme(allowed: &str, scheme: &str) -> bool {
    allowed.eq_ignore_ascii_case(scheme)
        || (allowed.eq_ignore_ascii_case("http") && scheme == "https")
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    let head = text.get(..start.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// The scheme and host of an absolute address.
fn origin(url: &str) -> &str {
    let Some(start) = url.find("://").map(|at| at + 3) else {
        return "";
    };
    let end = url[start..]
        .find(['/', '?', '#'])
        .map_or(url.len(), |at| start + at);
    &url[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_read_as_browsers_read_them() {
        let default = "default-src 'self'; img-src 'self' data: https:; object-src 'none'";
        for (policy, load, address, allowed) in [
            (default, Load::Image, Some("http://a.cn/x.png"), false),
            (default, Load::Image, Some("https://a.cn/x.png"), true),
            (default, Load::Image, Some("//a.cn/x.png"), true),
            (default, Load::Image, Some("DATA:image/png;base64,x"), true),
            (default, Load::Image, Some("http://self.cn/x.png"), true),
            (default, Load::Image, Some("a.png"), true),
            (default, Load::Media, Some("https://a.cn/x.mp4"), false),
            (default, Load::Frame, Some("https://a.cn/"), false),
            (default, Load::Frame, Some("map.html"), true),
            (default, Load::Plugin, Some("a.swf"), false),
            (default, Load::Style, None, false),
            (default, Load::Script, None, false),
            ("img-src *", Load::Image, Some("http://a.cn/"), true),
            ("img-src *", Load::Image, Some("data:x"), false),
            ("img-src *", Load::Script, None, true),
            ("IMG-SRC http:", Load::Image, Some("https://a.cn/"), true),
            (
                "frame-src https://*.b.cn",
                Load::Frame,
                Some("https://v.b.cn/1"),
                true,
            ),
            (
                "frame-src https://*.b.cn",
                Load::Frame,
                Some("https://b.cn/1"),
                false,
            ),
            (
                "frame-src v.b.cn:81/x/",
                Load::Frame,
                Some("http://v.b.cn:81/x/1?y"),
                true,
            ),
            (
                "frame-src v.b.cn:81/x/",
                Load::Frame,
                Some("http://v.b.cn:81/y"),
                false,
            ),
            (
                "child-src 'none'",
                Load::Frame,
                Some("https://b.cn/"),
                false,
            ),
            ("style-src 'unsafe-inline'", Load::Style, None, true),
            ("script-src 'self' 'sha256-x'", Load::Script, None, true),
        ] {
            let content_policy = ContentPolicy::new(policy, "http://self.cn");
            assert_eq!(
                content_policy.allows(load, address),
                allowed,
                "{policy} {address:?}"
            );
        }
    }
}
