//! The last step of every page and feed: references to sources become addresses, addresses become relative
//! (or absolute), images get their size.
//!
//! Everything before this step writes `/articles/…` for pages and `@/articles/x.md` for sources, so values and
//! bodies do not depend on the page that they are shown on. The step looks inside tags only.

use std::fmt::Write as _;

use memchr::memchr;
use percent_encoding::percent_decode_str;

use crate::site::Addresses;

/// How root-relative addresses are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Base {
    /// Relative to a page that lies `depth` folders deep.
    Relative {
        /// Folders above the page.
        depth: usize,
        /// Whether `index.html` is named.
        portable: bool,
    },
    /// Behind a prefix: `https://host/path` or `/path`.
    Prefix(String),
    /// In a feed: absolute, anchors of the page itself too, for a reader shows the text without the page.
    Feed {
        /// `https://host/path`.
        prefix: String,
        /// The root-relative address of the page that the text is from.
        page: String,
    },
}

/// Attributes that hold one address.
const ADDRESSES: &[&str] = &[
    "href",
    "src",
    "poster",
    "action",
    "data",
    "cite",
    "formaction",
];

/// Finishes a document.
pub(super) fn finish(html: &str, base: &Base, addresses: &Addresses) -> String {
    let mut finisher = Finisher {
        html,
        base,
        addresses,
        out: String::with_capacity(html.len() + 256),
        copied: 0,
    };
    finisher.run();
    finisher.out
}

struct Finisher<'f> {
    html: &'f str,
    base: &'f Base,
    addresses: &'f Addresses,
    out: String,
    /// What of `html` has been copied to `out`.
    copied: usize,
}

impl Finisher<'_> {
    fn run(&mut self) {
        let bytes = self.html.as_bytes();
        let mut at = 0;
        while let Some(found) = memchr(b'<', &bytes[at..]) {
            let open = at + found;
            at = match bytes.get(open + 1) {
                Some(letter) if letter.is_ascii_alphabetic() => self.tag(open),
                Some(b'!') if self.html[open..].starts_with("<!--") => self.html[open..]
                    .find("-->")
                    .map_or(bytes.len(), |end| open + end),
                _ => open + 1,
            };
        }
        self.out.push_str(&self.html[self.copied..]);
    }

    /// Goes through the tag at `open` and returns where to go on.
    fn tag(&mut self, open: usize) -> usize {
        let bytes = self.html.as_bytes();
        let name_end = open
            + 1
            + bytes[open + 1..]
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-')
                .count();
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
                    .take_while(|byte| !byte.is_ascii_whitespace() && !b"=>/".contains(byte))
                    .count()
                    .max(1);
            at = name.end;
            let Some((value, end)) = self.value(at) else {
                continue;
            };
            at = end;
            let name = &self.html[name];
            sized |= name == "width" || name == "height";
            size = self.attribute(name, value).or(size);
        }
        if let Some((width, height)) =
            size.filter(|_| !sized && &self.html[open + 1..name_end] == "img")
        {
            self.out.push_str(&self.html[self.copied..at]);
            let _ = write!(self.out, " width=\"{width}\" height=\"{height}\"");
            self.copied = at;
        }
        self.skip_raw_text(&self.html[open + 1..name_end], at + 1)
    }

    /// The range of the value that follows the attribute name before `at`, and where to go on.
    fn value(&self, at: usize) -> Option<(std::ops::Range<usize>, usize)> {
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
    fn skip_raw_text(&self, name: &str, at: usize) -> usize {
        let close = match name {
            "script" => "</script",
            "style" => "</style",
            _ => return at,
        };
        self.html[at..]
            .find(close)
            .map_or(self.html.len(), |end| at + end)
    }

    /// Writes the attribute anew if it holds an address; returns the size of the image that it names.
    fn attribute(&mut self, name: &str, range: std::ops::Range<usize>) -> Option<(u32, u32)> {
        let value = &self.html[range.clone()];
        if name == "srcset" {
            let new: Vec<String> = value
                .split(',')
                .map(|part| self.rebased(part.trim()))
                .collect();
            self.replace(range, &new.join(", "));
        } else if name == "content" {
            let refresh = value.starts_with(|first: char| first.is_ascii_digit());
            if let Some(at) = value.find("url=/").filter(|_| refresh) {
                let new = format!("{}{}", &value[..at + 4], self.rebased(&value[at + 4..]));
                self.replace(range, &new);
            }
        } else if value.starts_with(['/', '@', '#']) && ADDRESSES.contains(&name) {
            // Few values are addresses of this site, so the value is asked before the name.
            return self.address(value, range);
        }
        None
    }

    /// Writes an address anew; returns the size of the image that it names.
    fn address(&mut self, value: &str, range: std::ops::Range<usize>) -> Option<(u32, u32)> {
        if let Some(path) = value.strip_prefix("@/") {
            let (url, size) = self.source(path);
            self.replace(range, &self.rebased(&url));
            return size;
        }
        if is_rooted(value) || value.starts_with('#') {
            self.replace(range, &self.rebased(value));
        }
        None
    }

    fn replace(&mut self, range: std::ops::Range<usize>, new: &str) {
        self.out.push_str(&self.html[self.copied..range.start]);
        self.out.push_str(new);
        self.copied = range.end;
    }

    /// The root-relative address of a source, and its size where it is an image. Where the source is not
    /// published (which is reported elsewhere) its path stands for it.
    fn source(&self, written: &str) -> (String, Option<(u32, u32)>) {
        let (path, fragment) = written
            .find('#')
            .map_or((written, ""), |at| written.split_at(at));
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        let url = self
            .addresses
            .url(&decoded)
            .map_or_else(|| format!("/{path}"), str::to_owned);
        let size = self
            .addresses
            .asset(&decoded)
            .and_then(|asset| asset.size)
            .map(|size| (size.width, size.height));
        (format!("{url}{fragment}"), size)
    }

    fn rebased(&self, url: &str) -> String {
        if let Base::Feed { prefix, page } = self.base
            && url.starts_with('#')
        {
            return format!("{prefix}{page}{url}");
        }
        if !is_rooted(url) {
            return url.to_owned();
        }
        match self.base {
            Base::Prefix(prefix) | Base::Feed { prefix, .. } => format!("{prefix}{url}"),
            Base::Relative { depth, portable } => relative(url, *depth, *portable),
        }
    }
}

fn is_rooted(url: &str) -> bool {
    url.starts_with('/') && !url.starts_with("//")
}

fn relative(url: &str, depth: usize, portable: bool) -> String {
    let mut out = "../".repeat(depth);
    let end = url.find(['#', '?']).unwrap_or(url.len());
    let (path, rest) = url.split_at(end);
    out.push_str(&path[1..]);
    if portable && path.ends_with('/') {
        out.push_str("index.html");
    } else if out.is_empty() {
        out.push_str("./");
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(depth: usize, html: &str) -> String {
        finish(
            html,
            &Base::Relative {
                depth,
                portable: false,
            },
            &Addresses::default(),
        )
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
            prefix: "https://a.cn/b".into(),
            page: "/x/".into(),
        };
        assert_eq!(
            finish(
                r##"<a href="#fn-1">1</a><a href="/y/#z">y</a>"##,
                &feed,
                &Addresses::default()
            ),
            r#"<a href="https://a.cn/b/x/#fn-1">1</a><a href="https://a.cn/b/y/#z">y</a>"#
        );
    }

    #[test]
    fn a_prefix_makes_addresses_absolute_and_portable_names_the_file() {
        let prefix = Base::Prefix("https://a.cn/b".into());
        assert_eq!(
            finish(r#"<a href="/x/">"#, &prefix, &Addresses::default()),
            r#"<a href="https://a.cn/b/x/">"#
        );
        let portable = Base::Relative {
            depth: 1,
            portable: true,
        };
        assert_eq!(
            finish(r#"<a href="/x/#y">"#, &portable, &Addresses::default()),
            r#"<a href="../x/index.html#y">"#
        );
    }
}
