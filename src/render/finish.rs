//! The last step of every page and feed: references to sources become addresses, addresses become relative
//! (or absolute), images get their size.
//!
//! Everything before this step writes `/articles/…` for pages and `@/articles/x.md` for sources, so values and
//! bodies do not depend on the page that they are shown on. The step looks inside tags only.

use std::fmt::Write as _;
use std::ops::Range;

use memchr::{memchr, memchr2};
use percent_encoding::percent_decode_str;

use super::edits::Edits;
use super::output_fingerprint::TrackedAddresses;

/// How root-relative addresses are written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Base<'b> {
    /// Relative to a page that lies `depth` folders deep.
    Relative {
        /// Folders above the page.
        depth: usize,
        /// Whether `index.html` is named.
        portable: bool,
    },
    /// Behind a prefix: `https://host/path` or `/path`.
    Prefix(&'b str),
    /// In a feed: absolute, anchors of the page itself too, for a reader shows the text without the page.
    Feed {
        /// `https://host/path`.
        prefix: &'b str,
        /// The root-relative address of the page that the text is from.
        page: &'b str,
    },
}

/// Whether an attribute holds one address.
fn is_address(name: &[u8]) -> bool {
    matches!(
        name,
        b"href" | b"src" | b"poster" | b"action" | b"data" | b"cite" | b"formaction"
    )
}

/// The bytes that end the name of an attribute.
const ENDS_NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut ends = b" \t\n\x0c\r=>/" as &[u8];
    while let [first, rest @ ..] = ends {
        table[*first as usize] = true;
        ends = rest;
    }
    table
};

/// The bytes that the name of a tag goes on with.
const IN_TAG_NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'-';
        byte += 1;
    }
    table
};

/// Finishes a document.
pub(super) fn finish(html: &str, base: Base<'_>, lookups: &TrackedAddresses<'_>) -> String {
    let edits = Edits::of(html, base, lookups);
    let mut out = String::with_capacity(edits.len());
    edits.apply(html, &mut out);
    out
}

pub(super) struct Finisher<'f, 'a> {
    pub(super) html: &'f str,
    pub(super) base: Base<'f>,
    pub(super) lookups: &'f TrackedAddresses<'a>,
    pub(super) edits: Edits,
    /// Where what has been read of `html` ends.
    pub(super) done: usize,
    /// Where the `<picture>` ends that the page itself has opened last.
    pub(super) picture_end: usize,
}

impl Edits {
    /// What finishing does to `html`.
    pub(super) fn of(html: &str, base: Base<'_>, lookups: &TrackedAddresses<'_>) -> Self {
        let mut finisher = Finisher {
            html,
            base,
            lookups,
            edits: Self::default(),
            done: 0,
            picture_end: 0,
        };
        finisher.run();
        finisher.edits
    }
}

impl Finisher<'_, '_> {
    fn run(&mut self) {
        let bytes = self.html.as_bytes();
        let mut at = 0;
        while let Some(open) = next_tag(bytes, at) {
            at = match bytes.get(open + 1) {
                Some(b'/') => name_end(bytes, open + 2),
                Some(letter) if letter.is_ascii_alphabetic() => self.tag(open),
                Some(b'!') if self.html[open..].starts_with("<!--") => self.html[open..]
                    .find("-->")
                    .map_or(bytes.len(), |end| open + end),
                _ => open + 1,
            };
        }
        self.keep_to(self.html.len());
    }

    /// Goes through the tag at `open` and returns where to go on.
    fn tag(&mut self, open: usize) -> usize {
        let bytes = self.html.as_bytes();
        let name_end = name_end(bytes, open + 2);
        // Most tags of an article have no attribute.
        let name = &bytes[open + 1..name_end];
        let is_bare = bytes.get(name_end) == Some(&b'>');
        if is_bare && !matches!(name, b"script" | b"style" | b"picture") {
            return name_end + 1;
        }
        if self.lookups.has_pictures()
            && let Some(next) = self.picture(open, name_end)
        {
            return next;
        }
        let mut at = name_end;
        let mut size = None;
        let mut sized = false;
        loop {
            at += bytes[at..]
                .iter()
                .take_while(|byte| byte.is_ascii_whitespace() || **byte == b'/')
                .count();
            match bytes.get(at) {
                None => return bytes.len(),
                Some(b'>') => break,
                Some(_) => {}
            }
            let name = at..at
                + bytes[at..]
                    .iter()
                    .take_while(|byte| !ENDS_NAME[usize::from(**byte)])
                    .count()
                    .max(1);
            at = name.end;
            let Some((value, end)) = self.value(at) else {
                continue;
            };
            at = end;
            let name = &bytes[name];
            sized |= matches!(name, b"width" | b"height");
            size = self.attribute(name, value).or(size);
        }
        if let Some((width, height)) =
            size.filter(|_| !sized && &bytes[open + 1..name_end] == b"img")
        {
            self.keep_to(at);
            let _ = write!(self.edits, " width=\"{width}\" height=\"{height}\"");
        }
        self.skip_raw_text(&bytes[open + 1..name_end], at + 1)
    }

    /// The range of the value that follows the attribute name before `at`, and where to go on.
    pub(super) fn value(&self, at: usize) -> Option<(Range<usize>, usize)> {
        let bytes = self.html.as_bytes();
        if bytes.get(at) != Some(&b'=') {
            return None;
        }
        match bytes.get(at + 1) {
            Some(quote @ (b'"' | b'\'')) => {
                let start = at + 2;
                let end = memchr(*quote, &bytes[start..]).map_or(bytes.len(), |len| start + len);
                Some((start..end, (end + 1).min(bytes.len())))
            }
            _ => {
                let start = at + 1;
                let end = start
                    + bytes[start..]
                        .iter()
                        .take_while(|byte| !byte.is_ascii_whitespace() && **byte != b'>')
                        .count();
                Some((start..end, end))
            }
        }
    }

    /// Scripts and styles hold text in which `<` means nothing.
    fn skip_raw_text(&self, name: &[u8], at: usize) -> usize {
        let close = match name {
            b"script" => "</script",
            b"style" => "</style",
            _ => return at,
        };
        self.html[at..]
            .find(close)
            .map_or(self.html.len(), |end| at + end)
    }

    /// Writes the attribute anew if it holds an address; returns the size of the image that it names.
    fn attribute(&mut self, name: &[u8], range: Range<usize>) -> Option<(u32, u32)> {
        let value = &self.html[range.clone()];
        // Few values are addresses of this site, so the value is asked before the name.
        let may_be_address = matches!(value.as_bytes().first(), Some(b'/' | b'@' | b'#'));
        if may_be_address && is_address(name) {
            return self.address(value, range);
        }
        if name == b"srcset" {
            self.keep_to(range.start);
            for (number, part) in value.split(',').enumerate() {
                self.edits.write(if number == 0 { "" } else { ", " });
                self.rebase(part.trim());
            }
            self.done = range.end;
        } else if name == b"content"
            && value.as_bytes().first().is_some_and(u8::is_ascii_digit)
            && let Some(at) = value.find("url=/")
        {
            let start = range.start + at + "url=".len();
            self.keep_to(start);
            self.rebase(&self.html[start..range.end]);
            self.done = range.end;
        }
        None
    }

    /// Writes an address anew; returns the size of the image that it names.
    fn address(&mut self, value: &str, range: Range<usize>) -> Option<(u32, u32)> {
        let Some(path) = value.strip_prefix("@/") else {
            let in_feed = matches!(self.base, Base::Feed { .. });
            if is_rooted(value) || (in_feed && value.starts_with('#')) {
                self.keep_to(range.start);
                self.rebase(value);
                self.done = range.end;
            }
            return None;
        };
        self.keep_to(range.start);
        self.done = range.end;
        self.source(path)
    }

    /// Keeps what stands before `end`.
    pub(super) fn keep_to(&mut self, end: usize) {
        self.edits.keep(self.done..end);
        self.done = end;
    }

    /// Writes the address of a source and returns its size where it is an image. Where the source is not
    /// published (which is reported elsewhere) its path stands for it.
    fn source(&mut self, written: &str) -> Option<(u32, u32)> {
        let (path, fragment) = written
            .find('#')
            .map_or((written, ""), |at| written.split_at(at));
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        let (url, asset) = self.lookups.source(&decoded);
        match url {
            Some(url) => self.rebase(url),
            None => self.rebase(&format!("/{path}")),
        }
        self.edits.write(fragment);
        let size = asset?.size()?;
        Some((size.width, size.height))
    }

    /// Writes an address as this document needs it.
    pub(super) fn rebase(&mut self, url: &str) {
        match self.base {
            Base::Feed { prefix, page } if url.starts_with('#') => {
                for part in [prefix, page, url] {
                    self.edits.write(part);
                }
            }
            _ if !is_rooted(url) => self.edits.write(url),
            Base::Prefix(prefix) | Base::Feed { prefix, .. } => {
                self.edits.write(prefix);
                self.edits.write(url);
            }
            Base::Relative { depth, portable } => self.relative(url, depth, portable),
        }
    }

    fn relative(&mut self, url: &str, depth: usize, portable: bool) {
        for _ in 0..depth {
            self.edits.write("../");
        }
        if depth > 0 && !portable {
            self.edits.write(&url[1..]);
            return;
        }
        let end = memchr2(b'#', b'?', url.as_bytes()).unwrap_or(url.len());
        let (path, rest) = url.split_at(end);
        self.edits.write(&path[1..]);
        if portable && path.ends_with('/') {
            self.edits.write("index.html");
        } else if depth == 0 && path == "/" {
            self.edits.write("./");
        }
        self.edits.write(rest);
    }
}

/// Where the next `<` stands, from `at` on.
#[inline]
fn next_tag(bytes: &[u8], at: usize) -> Option<usize> {
    // Tags often follow each other so closely that a search is not worth its beginning.
    match bytes.get(at..)? {
        [b'<', ..] => Some(at),
        [_, b'<', ..] => Some(at + 1),
        [_, _, b'<', ..] => Some(at + 2),
        [_, _, _, rest @ ..] => memchr(b'<', rest).map(|found| at + 3 + found),
        _ => None,
    }
}

/// Where the name of a tag ends that goes on at `at`.
#[inline]
fn name_end(bytes: &[u8], mut at: usize) -> usize {
    while bytes
        .get(at)
        .is_some_and(|byte| IN_TAG_NAME[usize::from(*byte)])
    {
        at += 1;
    }
    at
}

pub(super) fn is_rooted(url: &str) -> bool {
    url.as_bytes().first() == Some(&b'/') && url.as_bytes().get(1) != Some(&b'/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Addresses;

    fn finished(html: &str, base: Base<'_>) -> String {
        finish(html, base, &TrackedAddresses::new(&Addresses::default()))
    }

    fn at(depth: usize, html: &str) -> String {
        let base = Base::Relative {
            depth,
            portable: false,
        };
        finished(html, base)
    }

    #[test]
    fn addresses_in_tags_become_relative() {
        assert_eq!(
            at(2, r#"<a href="/x/">x</a>"#),
            r#"<a href="../../x/">x</a>"#
        );
        assert_eq!(
            at(0, r#"<a href="/">x</a><a href='/x/#y'>"#),
            r#"<a href="./">x</a><a href='x/#y'>"#
        );
        assert_eq!(
            at(
                1,
                r#"<img alt="a>b" src=/a.png srcset="/a.png 1x, /b.png 2x">"#
            ),
            r#"<img alt="a>b" src=../a.png srcset="../a.png 1x, ../b.png 2x">"#
        );
        assert_eq!(
            at(1, r#"<meta content="0; url=/x/">"#),
            r#"<meta content="0; url=../x/">"#
        );
    }

    #[test]
    fn other_addresses_and_text_stay() {
        for html in [
            r#"<a href="https://a.cn/">x</a>"#,
            r#"<a href="//a.cn/">x</a>"#,
            "<a href=\"#top\">x</a>",
            r#"<pre>&lt;a href="/x/"&gt;</pre>"#,
            r#"<!-- <a href="/x/"> -->"#,
            r#"<script>'<a href="/x/">'</script>"#,
            r#"<p title="/x/">a < b "/c/"</p>"#,
            "<a href=",
            "<a",
            "<a href=\"/x",
        ] {
            let kept = at(1, html);
            assert!(kept == html || !html.contains('>'), "{html} -> {kept}");
        }
    }

    #[test]
    fn a_feed_has_no_relative_address() {
        let feed = Base::Feed {
            prefix: "https://a.cn/b",
            page: "/x/",
        };
        assert_eq!(
            finished(r##"<a href="#fn-1">1</a><a href="/y/#z">y</a>"##, feed),
            r#"<a href="https://a.cn/b/x/#fn-1">1</a><a href="https://a.cn/b/y/#z">y</a>"#
        );
    }

    #[test]
    fn a_prefix_makes_addresses_absolute_and_portable_names_the_file() {
        let prefix = Base::Prefix("https://a.cn/b");
        assert_eq!(
            finished(r#"<a href="/x/">"#, prefix),
            r#"<a href="https://a.cn/b/x/">"#
        );
        let portable = Base::Relative {
            depth: 1,
            portable: true,
        };
        assert_eq!(
            finished(r#"<a href="/x/#y">"#, portable),
            r#"<a href="../x/index.html#y">"#
        );
    }
}
