//! Whether a page looks as it did: its bytes, and the files that it shows.
//!
//! Style sheets are kept apart, for a changed one can be put in place of the old without loading the page
//! again.

use percent_encoding::percent_decode_str;
use serde::Serialize;

/// What tells one content from another.
pub(super) type Digest = [u8; 32];

/// What a page looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Likeness {
    /// Of everything but the style sheets.
    pub(super) page: String,
    /// Of the style sheets.
    pub(super) style: String,
    /// The style sheets in order.
    pub(super) sheets: Vec<Sheet>,
}

/// A style sheet of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Sheet {
    /// Its address as the page writes it.
    pub(super) href: String,
    /// What it holds; empty where it is not of this site.
    pub(super) digest: String,
}

/// Attributes that name a file that the page shows.
const SHOWN: &[&str] = &["src", "srcset", "poster", "data", "href"];

/// Elements with such an attribute; a link in the text is none.
const SHOWING: &[&str] = &[
    "img", "script", "source", "video", "audio", "track", "embed", "object", "iframe", "link",
];

impl Likeness {
    /// The likeness of a page. `digest` gives that of the file at an address, where it is one of the site.
    pub(super) fn of(html: &str, digest: impl Fn(&str) -> Option<Digest>) -> Self {
        let mut page = blake3::Hasher::new();
        let mut style = blake3::Hasher::new();
        let mut sheets = Vec::new();
        let mut from = 0;
        for tag in tags(html).filter(|tag| SHOWING.contains(&tag.name)) {
            let is_sheet = tag.name == "link"
                && tag
                    .value("rel")
                    .is_some_and(|rel| rel.split(' ').any(|word| word == "stylesheet"));
            for (name, at) in &tag.attributes {
                let value = &html[at.clone()];
                if is_sheet && *name == "href" {
                    page.update(&html.as_bytes()[from..at.start]);
                    from = at.end;
                    let address = unescape(value);
                    let content = digest(&address)
                        .map(|digest| hex(&digest))
                        .unwrap_or_default();
                    style.update(address.as_bytes()).update(content.as_bytes());
                    sheets.push(Sheet {
                        href: address,
                        digest: content,
                    });
                } else if SHOWN.contains(name) {
                    // Each of several addresses with its width.
                    for part in value.split(',') {
                        let address = part.trim().split(' ').next().unwrap_or_default();
                        digest(&unescape(address)).map(|digest| page.update(&digest));
                    }
                }
            }
        }
        page.update(&html.as_bytes()[from..]);
        Self {
            page: short(&page),
            style: short(&style),
            sheets,
        }
    }
}

fn short(hasher: &blake3::Hasher) -> String {
    hasher.finalize().to_hex()[..16].to_owned()
}

fn hex(digest: &Digest) -> String {
    blake3::Hash::from_bytes(*digest).to_hex()[..16].to_owned()
}

fn unescape(value: &str) -> String {
    value.replace("&amp;", "&")
}

/// Where `address` on the page at `page` leads, root-relative and without the mount; `None` outside of the
/// site.
pub(super) fn target(page: &str, address: &str, mount: &str) -> Option<String> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let is_elsewhere = path.starts_with("//") || path.split('/').next()?.contains(':');
    if path.is_empty() || is_elsewhere {
        return None;
    }
    if path.starts_with('/') {
        return path.strip_prefix(mount).map(str::to_owned);
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." if parts.len() > 1 => drop(parts.pop()),
            ".." => {}
            _ => parts.push(part),
        }
    }
    // Two ways to write one letter lead to one file.
    percent_decode_str(&parts.join("/"))
        .decode_utf8()
        .ok()
        .map(|path| crate::util::url::encode(&path))
}

struct Tag<'h> {
    name: &'h str,
    html: &'h str,
    /// Names with the places of their values.
    attributes: Vec<(&'h str, std::ops::Range<usize>)>,
}

impl Tag<'_> {
    fn value(&self, name: &str) -> Option<&str> {
        let (_, at) = self.attributes.iter().find(|(other, _)| *other == name)?;
        self.html.get(at.clone())
    }
}

/// The opening tags of a page.
fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let open = at + html.get(at..)?.find('<')?;
            let rest = &html[open + 1..];
            if rest.starts_with("!--") {
                at = open + rest.find("-->").map_or(rest.len(), |end| end + 1);
                continue;
            }
            at = open + 1;
            let name = rest
                .split(|c: char| !c.is_ascii_alphanumeric())
                .next()
                .unwrap_or_default();
            if !name.is_empty() {
                let (tag, end) = tag(html, name, open + 1 + name.len());
                at = end;
                return Some(tag);
            }
        }
    })
}

/// The tag `name` whose attributes begin at `start`, and where it ends.
fn tag<'h>(html: &'h str, name: &'h str, start: usize) -> (Tag<'h>, usize) {
    let bytes = html.as_bytes();
    let mut attributes = Vec::new();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => break,
            byte if byte.is_ascii_whitespace() || byte == b'/' => at += 1,
            _ => {
                let length = bytes[at..]
                    .iter()
                    .take_while(|byte| !byte.is_ascii_whitespace() && !b"=>/".contains(byte))
                    .count()
                    .max(1);
                let attribute = at..at + length;
                at = attribute.end;
                if bytes.get(at) == Some(&b'=') {
                    let (value, end) = value(bytes, at + 1);
                    at = end;
                    if let Some(attribute) = html.get(attribute) {
                        attributes.push((attribute, value));
                    }
                }
            }
        }
    }
    (
        Tag {
            name,
            html,
            attributes,
        },
        at,
    )
}

/// The value that begins at `at`, and where to go on.
fn value(bytes: &[u8], at: usize) -> (std::ops::Range<usize>, usize) {
    let length = |from: usize, is_end: &dyn Fn(u8) -> bool| {
        bytes[from..]
            .iter()
            .position(|&byte| is_end(byte))
            .unwrap_or(bytes.len() - from)
    };
    match bytes.get(at) {
        Some(&quote @ (b'"' | b'\'')) => {
            let end = at + 1 + length(at + 1, &|byte| byte == quote);
            (at + 1..end, (end + 1).min(bytes.len()))
        }
        Some(_) => {
            let end = at + length(at, &|byte| byte.is_ascii_whitespace() || byte == b'>');
            (at..end, end)
        }
        None => (at..at, at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(html: &str, files: &[(&str, u8)]) -> Likeness {
        Likeness::of(html, |address| {
            let (_, byte) = files.iter().find(|(name, _)| *name == address)?;
            Some([*byte; 32])
        })
    }

    const PAGE: &str = "<html><head><link rel=\"stylesheet\" href=\"a.css\"></head><p>村<img src=b.png alt='>'></p>";

    #[test]
    fn another_style_sheet_is_another_style_of_the_same_page() {
        let one = of(PAGE, &[("a.css", 1)]);
        let other = of(&PAGE.replace("a.css", "a-2.css"), &[("a-2.css", 1)]);
        assert_eq!(one.page, other.page);
        assert_ne!(one.style, other.style);
        assert_eq!(other.sheets[0].href, "a-2.css");
        // The same address with other bytes.
        let other = of(PAGE, &[("a.css", 2)]);
        assert_eq!(one.page, other.page);
        assert_ne!(one.style, other.style);
    }

    #[test]
    fn another_text_or_picture_is_another_page() {
        let one = of(PAGE, &[("b.png", 1)]);
        assert_eq!(one, of(PAGE, &[("b.png", 1)]));
        assert_ne!(one.page, of(PAGE, &[("b.png", 2)]).page);
        assert_ne!(
            one.page,
            of(&PAGE.replace('村', "镇"), &[("b.png", 1)]).page
        );
        assert_eq!(one.style, of(&PAGE.replace('村', "镇"), &[]).style);
    }

    #[test]
    fn whatever_stands_there_is_read_to_its_end() {
        for html in [
            "<",
            "<a",
            "<img src",
            "<img src=",
            "<img src='",
            "<!--",
            "<link rel=stylesheet href=x",
            "<村>",
        ] {
            of(html, &[]);
        }
    }

    #[test]
    fn addresses_lead_to_files() {
        let lead = |page, address| target(page, address, "/sub");
        assert_eq!(lead("/a/b/", "../../x.css").as_deref(), Some("/x.css"));
        assert_eq!(lead("/a/b/", "c.png?v=1").as_deref(), Some("/a/b/c.png"));
        assert_eq!(lead("/a/b.html", "c.png").as_deref(), Some("/a/c.png"));
        assert_eq!(lead("/a/", "/sub/x.css").as_deref(), Some("/x.css"));
        assert_eq!(lead("/a/", "../../../x.css").as_deref(), Some("/x.css"));
        for elsewhere in [
            "https://x.example/a.css",
            "//x.example/a.css",
            "data:text/css,",
            "#a",
            "",
        ] {
            assert_eq!(lead("/a/", elsewhere), None, "{elsewhere}");
        }
    }
}
