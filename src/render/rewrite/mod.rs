//! The last step of every page and feed: references to sources become addresses, addresses become
//! relative or absolute, images get their sizes.
//!
//! Everything before this step writes `/articles/…` for pages, `@/articles/x.md` for sources and `@//articles/x`
//! for pages as authors name them, so that values and bodies do not depend on the page that shows them. Only the
//! values of attributes change, and a link to a file gets its type and size.

mod picture;
mod size;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use memchr::memchr2;

use super::output_fingerprint::TrackedAddresses;
use crate::site::Asset;
use crate::util::html::{Attribute, Attributes, StartTag, Token, Tokens, decoded, srcset};
use crate::util::url::{self, is_rooted};

/// How root-relative addresses are written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Base<'b> {
    /// Relative to a page that lies `depth` folders deep.
    Relative {
        /// Folders above the page.
        depth: usize,
        /// Whether `index.html` is named.
        portable: bool,
    },
    /// Behind a prefix: `https://host/path` or `/path`.
    Prefix(&'b str),
    /// In a feed: absolute, even anchors of the page itself, since readers show the text without the page.
    Feed {
        /// `https://host/path`.
        prefix: &'b str,
        /// The root-relative address of the page that the text is from.
        page: &'b str,
    },
}

/// Appends the document to `out`, with its references rewritten.
pub(super) fn rewrite_links(
    html: &str,
    base: Base<'_>,
    addresses: &TrackedAddresses<'_>,
    out: &mut String,
) {
    out.reserve(html.len() + html.len() / 8);
    let rewriter = LinkRewriter {
        html,
        base,
        addresses,
        out,
        done: 0,
        in_picture: false,
        linked_file: None,
    };
    rewriter.run();
}

/// A link to a file.
#[derive(Clone, Copy)]
struct LinkedFile<'a> {
    /// Where its address ends.
    start: usize,
    /// The type and size.
    note: &'a str,
}

/// Reads one document and writes it with other references.
struct LinkRewriter<'f, 'a> {
    html: &'f str,
    base: Base<'f>,
    addresses: &'f TrackedAddresses<'a>,
    out: &'f mut String,
    /// Up to here the document is written.
    done: usize,
    /// Whether the document itself has opened a `<picture>`.
    in_picture: bool,
    /// The file that the open link leads to, if readers are told its type and size.
    linked_file: Option<LinkedFile<'a>>,
}

impl<'a> LinkRewriter<'_, 'a> {
    fn run(mut self) {
        let mut tokens = Tokens::new(self.html);
        while let Some(token) = tokens.next() {
            match token {
                Token::StartTag(tag) if tag.is("img") => {
                    if let Some(attributes) = tokens.attributes() {
                        self.image(&tag, &attributes);
                    }
                }
                Token::StartTag(tag) => {
                    if tag.is("picture") {
                        self.in_picture = true;
                    }
                    while let Some(attribute) = tokens.attribute() {
                        self.attribute(&tag, &attribute);
                    }
                }
                Token::EndTag(tag) => {
                    if self.linked_file.is_some() && tag.is("a") {
                        self.note(tag.range.start);
                    }
                    self.in_picture &= !tag.is("picture");
                }
                Token::Comment(_) | Token::Doctype(_) | Token::Cdata(_) | Token::Nothing(_) => {}
            }
        }
        self.keep_to(self.html.len());
    }

    fn image(&mut self, tag: &StartTag<'_>, attributes: &Attributes<'_>) {
        if self.addresses.has_pictures() && !self.in_picture && self.picture(tag, attributes) {
            return;
        }
        let mut size = None;
        for attribute in attributes.iter() {
            size = self.attribute(tag, attribute).or(size);
        }
        if let Some(missing) = size.and_then(|size| size::missing(attributes, size)) {
            self.keep_to(attributes.end());
            self.out.push_str(&missing);
        }
    }

    /// Rewrites the attribute if it holds addresses. Returns the size of the image that it names.
    #[inline(always)]
    fn attribute(&mut self, tag: &StartTag<'_>, attribute: &Attribute<'_>) -> Option<(u32, u32)> {
        // Few values are addresses of this site, so the value is looked at before the name.
        match attribute.value.as_bytes().first()? {
            b'/' | b'@' | b'#' if ADDRESSES.iter().any(|name| attribute.is(name)) => {
                let (asset, note) = self.address(attribute.value, attribute.range())?;
                if let Some(note) = note.filter(|_| tag.is("a")) {
                    let start = attribute.range().end;
                    self.linked_file = Some(LinkedFile { start, note });
                }
                let size = asset?.size()?;
                return Some((size.width, size.height));
            }
            first if first.is_ascii_digit() && attribute.is("content") => {
                self.refresh(tag, attribute);
            }
            _ if attribute.is("srcset") => self.srcset_of(attribute),
            _ => {}
        }
        None
    }

    #[cold]
    fn srcset_of(&mut self, attribute: &Attribute<'_>) {
        for (start, url) in srcset(attribute.value) {
            let start = attribute.range().start + start;
            self.address(url, start..start + url.len());
        }
    }

    /// Rewrites the address to which a page leads on by itself: `0; url=/x/`.
    #[cold]
    fn refresh(&mut self, tag: &StartTag<'_>, content: &Attribute<'_>) {
        if let Some(at) = content.value.find("url=/").filter(|_| tag.is("meta")) {
            let url = at + "url=".len();
            let range = content.range();
            self.address(&content.value[url..], range.start + url..range.end);
        }
    }

    /// Writes the type and size of the linked file at the end of the link's text, which is at `end`, unless the
    /// text is an image or says them.
    #[cold]
    fn note(&mut self, end: usize) {
        let Some(LinkedFile { start, note }) = self.linked_file.take() else {
            return;
        };
        let text = &self.html[start..end];
        let text = text.find('>').map_or("", |at| &text[at + 1..]);
        let is_said = |unit: &str| {
            let before = text.find(unit).map(|at| &text[..at]);
            before.is_some_and(|before| before.trim_end().ends_with(|c: char| c.is_ascii_digit()))
        };
        if text.contains("<img")
            || ["KB", "kB", "MB", "K\u{ff09}", "M\u{ff09}"]
                .into_iter()
                .any(is_said)
        {
            return;
        }
        self.keep_to(end);
        let _ = write!(self.out, "<span class=\"file-note\">{note}</span>");
    }

    /// Rewrites an address. Returns the file of content/ that it names, and the type and size of the file that
    /// readers are told.
    #[inline(never)]
    fn address(
        &mut self,
        value: &str,
        range: Range<usize>,
    ) -> Option<(Option<&'a Asset>, Option<&'a str>)> {
        if let Some(path) = value.strip_prefix("@/") {
            self.replace(range);
            return Some(self.source(path));
        }
        let in_feed = matches!(self.base, Base::Feed { .. });
        if let Base::Feed { prefix, .. } = self.base
            && value.starts_with("//")
        {
            self.keep_to(range.start);
            let scheme = prefix.find("//").unwrap_or_default();
            self.out.push_str(&prefix[..scheme]);
            return None;
        }
        if is_rooted(value) || (in_feed && value.starts_with('#')) {
            self.replace(range);
            self.rebase(value);
        }
        None
    }

    /// Writes the document up to `end` as it is.
    fn keep_to(&mut self, end: usize) {
        self.out.push_str(&self.html[self.done..end]);
        self.done = end;
    }

    /// Drops `range`, for which what is written next is put.
    fn replace(&mut self, range: Range<usize>) {
        self.keep_to(range.start);
        self.done = range.end;
    }

    /// Writes the address of a source, or of the page that an author names. Returns the file where it is neither
    /// a document nor a page, and what readers are told of it. A source that is not published, which is reported
    /// elsewhere, is written as its path.
    fn source(&mut self, typed: &str) -> (Option<&'a Asset>, Option<&'a str>) {
        let (typed, rest) = split_path(typed);
        let path = source_path(typed);
        let (url, asset) = match path.starts_with('/') {
            true => (None, None),
            false => self.addresses.source(&path),
        };
        let mut note = asset.and_then(|asset| asset.note.as_deref());
        match url {
            Some(url) => self.rebase(url),
            None => {
                let path = format!("/{}", path.trim_start_matches('/'));
                let (page, file_note) = self.addresses.page(&path);
                note = file_note;
                let typed = || format!("/{}", typed.trim_start_matches('/'));
                self.rebase(&page.unwrap_or_else(typed));
            }
        }
        self.out.push_str(rest);
        (asset, note)
    }

    /// Writes an address as this document needs it.
    fn rebase(&mut self, url: &str) {
        match self.base {
            Base::Feed { prefix, page } if url.starts_with('#') => {
                for part in [prefix, page, url] {
                    self.out.push_str(part);
                }
            }
            _ if !is_rooted(url) => self.out.push_str(url),
            Base::Prefix(prefix) | Base::Feed { prefix, .. } => {
                self.out.push_str(prefix);
                self.out.push_str(url);
            }
            Base::Relative { depth, portable } => self.relative(url, depth, portable),
        }
    }

    fn relative(&mut self, url: &str, depth: usize, portable: bool) {
        for _ in 0..depth {
            self.out.push_str("../");
        }
        if depth > 0 && !portable {
            self.out.push_str(&url[1..]);
            return;
        }
        let end = memchr2(b'#', b'?', url.as_bytes()).unwrap_or(url.len());
        let (path, rest) = url.split_at(end);
        // Without the slash, what is before a colon would be a scheme. `&` may begin one, too.
        if depth == 0 && memchr2(b':', b'&', path.as_bytes()).is_some() {
            self.out.push_str("./");
        }
        self.out.push_str(&path[1..]);
        if portable && path.ends_with('/') {
            self.out.push_str("index.html");
        } else if depth == 0 && path == "/" {
            self.out.push_str("./");
        }
        self.out.push_str(rest);
    }
}

/// Attributes that hold one address.
const ADDRESSES: [&str; 7] = [
    "href",
    "src",
    "poster",
    "action",
    "data",
    "cite",
    "formaction",
];

/// A path, and the query and fragment behind it.
fn split_path(typed: &str) -> (&str, &str) {
    let end = memchr2(b'#', b'?', typed.as_bytes());
    typed.split_at(end.unwrap_or(typed.len()))
}

/// The path of a source, from its address in an attribute.
fn source_path(typed: &str) -> Cow<'_, str> {
    match decoded(typed) {
        Cow::Borrowed(path) => url::decode_lossy(path),
        Cow::Owned(path) => Cow::Owned(url::decode_lossy(&path).into_owned()),
    }
}
