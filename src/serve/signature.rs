//! Whether a page looks as it did: a hash of its bytes and of the files that it shows.
//!
//! Style sheets are hashed apart, since a changed one can replace the old without loading the page again.

use serde::Serialize;

use crate::util::html::{Attributes, StartTag, Token, Tokens, decoded, srcset};

/// A hash of a file's content.
pub(super) type Digest = [u8; 32];

/// The hashes of the appearance of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PageSignature {
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
    /// A hash of its content; empty where it is not of this site.
    pub(super) digest: String,
}

/// Attributes that hold the address of a file that the page shows.
const ADDRESSES: [&str; 4] = ["src", "poster", "data", "href"];

/// Elements with such an attribute. A link in the text shows nothing.
const ELEMENTS: [&str; 10] = [
    "img", "script", "source", "video", "audio", "track", "embed", "object", "iframe", "link",
];

impl PageSignature {
    /// The signature of a page. `digest` returns that of the file at an address, if it is one of the site.
    pub(super) fn of(html: &str, digest: impl Fn(&str) -> Option<Digest>) -> Self {
        let mut hasher = SignatureHasher {
            html,
            digest,
            page: blake3::Hasher::new(),
            style: blake3::Hasher::new(),
            sheets: Vec::new(),
            hashed_end: 0,
        };
        let mut tokens = Tokens::new(html);
        while let Some(token) = tokens.next() {
            if let Token::StartTag(tag) = token
                && ELEMENTS.iter().any(|name| tag.is(name))
                && let Some(attributes) = tokens.attributes()
            {
                hasher.tag(&tag, &attributes);
            }
        }
        hasher.page.update(&html.as_bytes()[hasher.hashed_end..]);
        Self {
            page: short(&hasher.page),
            style: short(&hasher.style),
            sheets: hasher.sheets,
        }
    }
}

/// Hashes one page.
struct SignatureHasher<'h, D> {
    html: &'h str,
    digest: D,
    page: blake3::Hasher,
    style: blake3::Hasher,
    sheets: Vec<Sheet>,
    /// The page is hashed up to this offset.
    hashed_end: usize,
}

impl<D: Fn(&str) -> Option<Digest>> SignatureHasher<'_, D> {
    fn tag(&mut self, tag: &StartTag<'_>, attributes: &Attributes<'_>) {
        let is_sheet = tag.is("link") && attributes.has_word("rel", "stylesheet");
        for attribute in attributes.iter() {
            if is_sheet && attribute.is("href") {
                let range = attribute.range();
                self.page
                    .update(&self.html.as_bytes()[self.hashed_end..range.start]);
                self.hashed_end = range.end;
                self.sheet(decoded(attribute.value).into_owned());
            } else if attribute.is("srcset") {
                for (_, url) in srcset(attribute.value) {
                    self.file(url);
                }
            } else if ADDRESSES.iter().any(|name| attribute.is(name)) {
                self.file(attribute.value.trim());
            }
        }
    }

    fn file(&mut self, typed: &str) {
        if let Some(digest) = (self.digest)(&decoded(typed)) {
            self.page.update(&digest);
        }
    }

    fn sheet(&mut self, href: String) {
        let digest = (self.digest)(&href).map(|digest| hex(&digest));
        let digest = digest.unwrap_or_default();
        self.style.update(href.as_bytes()).update(digest.as_bytes());
        self.sheets.push(Sheet { href, digest });
    }
}

fn short(hasher: &blake3::Hasher) -> String {
    hasher.finalize().to_hex()[..16].to_owned()
}

fn hex(digest: &Digest) -> String {
    blake3::Hash::from_bytes(*digest).to_hex()[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(html: &str, files: &[(&str, u8)]) -> PageSignature {
        PageSignature::of(html, |address| {
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
    fn cut_off_tags_are_part_of_the_page() {
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
            let signature = of(html, &[]);
            assert!(signature.sheets.is_empty(), "{html}");
            assert_ne!(signature.page, of("", &[]).page, "{html}");
        }
    }

    #[test]
    fn tags_are_read_as_browsers_read_them() {
        let files = [("b.png", 1), ("c,d.png", 1), ("e&f.png", 1)];
        let shows = |html: &str| of(html, &files).page != of(html, &[]).page;
        for shown in [
            "<IMG SRC='b.png'>",
            "<img src = b.png>",
            "<img src='c,d.png'>",
            "<img src='e&#38;f.png'>",
            "<img srcset='a.png 1x,b.png 2x'>",
            "<script>'<!--'</script><img src=b.png>",
        ] {
            assert!(shows(shown), "{shown}");
        }
        for other in [
            "<!-- <img src=b.png> -->",
            "<script>'<img src=b.png>'</script>",
            "<textarea><img src=b.png></textarea>",
            "<img-x src=b.png>",
            "<p title='<img src=b.png>'>",
        ] {
            assert!(!shows(other), "{other}");
        }
        let sheets = of("<LINK REL='Stylesheet print' HREF=a.css>", &[]).sheets;
        assert_eq!(sheets.len(), 1);
    }
}
