//! An image on a page becomes a choice of sizes: the finishing pass wraps `<img>` in `<picture>` where the image has
//! renditions. In feeds it stays an `<img>`, of the largest rendition that every reader shows.

use std::fmt::Write as _;
use std::ops::Range;

use percent_encoding::percent_decode_str;

use super::finish::{Base, Finisher, is_rooted};
use crate::images::Picture;

/// The attributes of an `<img>` that matter here.
#[derive(Debug, Default)]
struct Attributes {
    src: Option<Range<usize>>,
    sizes: Option<Range<usize>>,
    has_srcset: bool,
    is_sized: bool,
    /// Where the `>` is.
    end: usize,
}

impl<'a> Finisher<'_, 'a> {
    /// Writes the tag at `open` if it is an image with renditions, and returns where to go on. An image that chooses
    /// itself, by `srcset` or in a `<picture>`, is left alone.
    pub(super) fn picture(&mut self, open: usize, name_end: usize) -> Option<usize> {
        let html = self.html;
        match &html[open + 1..name_end] {
            "picture" => {
                let end = html[open..].find("</picture");
                self.picture_end = end.map_or(html.len(), |end| open + end);
                None
            }
            "img" if open >= self.picture_end => {
                let attributes = self.attributes(name_end)?;
                let src = attributes.src.clone().filter(|_| !attributes.has_srcset)?;
                let picture = self.picture_of(&html[src.clone()])?;
                self.keep_to(open);
                self.done = attributes.end + 1;
                match self.base {
                    Base::Feed { .. } => self.img(open, src, &attributes, picture, false),
                    Base::Relative { .. } | Base::Prefix(_) => {
                        self.choice(open, src, &attributes, picture)
                    }
                }
                Some(attributes.end + 1)
            }
            _ => None,
        }
    }

    fn picture_of(&self, src: &str) -> Option<&'a Picture> {
        match src.strip_prefix("@/") {
            Some(path) => {
                let decoded = percent_decode_str(path).decode_utf8_lossy();
                self.lookups.source(&decoded).1?.picture()
            }
            None if is_rooted(src) => self.lookups.picture(src),
            None => None,
        }
    }

    fn attributes(&self, name_end: usize) -> Option<Attributes> {
        let bytes = self.html.as_bytes();
        let mut found = Attributes::default();
        let mut at = name_end;
        loop {
            let between = bytes.get(at..)?.iter();
            at += between
                .take_while(|byte| byte.is_ascii_whitespace() || **byte == b'/')
                .count();
            if *bytes.get(at)? == b'>' {
                found.end = at;
                return Some(found);
            }
            let start = at;
            let letters = bytes.get(at..)?.iter();
            at += letters
                .take_while(|byte| !byte.is_ascii_whitespace() && !b"=>/".contains(byte))
                .count()
                .max(1);
            let name = self.html.get(start..at)?;
            let Some((value, end)) = self.value(at) else {
                continue;
            };
            at = end;
            match name {
                "src" => found.src = Some(value),
                "sizes" => found.sizes = Some(value),
                "srcset" => found.has_srcset = true,
                "width" | "height" => found.is_sized = true,
                _ => {}
            }
        }
    }

    fn choice(&mut self, open: usize, src: Range<usize>, of: &Attributes, picture: &Picture) {
        self.edits.write("<picture><source type=\"image/webp\"");
        self.srcset(&picture.webp);
        if !picture.srcset.is_empty() {
            let own = of.sizes.clone().map(|sizes| &self.html[sizes]);
            let sizes = own.unwrap_or(&picture.sizes);
            let _ = write!(self.edits, " sizes=\"{sizes}\"");
        }
        self.edits.write(">");
        self.img(open, src, of, picture, true);
        self.edits.write("</picture>");
    }

    /// Writes the `<img>` with the address of the rendition that everyone can show.
    fn img(
        &mut self,
        open: usize,
        src: Range<usize>,
        of: &Attributes,
        picture: &Picture,
        chooses: bool,
    ) {
        let html = self.html;
        self.edits.write(&html[open..src.start]);
        self.rebase(&picture.src);
        let rest = html[src.end..of.end].trim_end_matches(['/', ' ']);
        self.edits.write(rest);
        if chooses && !picture.srcset.is_empty() {
            self.srcset(&picture.srcset);
            if of.sizes.is_none() {
                let _ = write!(self.edits, " sizes=\"{}\"", picture.sizes);
            }
        }
        if !of.is_sized {
            let (width, height) = picture.size;
            let _ = write!(self.edits, " width=\"{width}\" height=\"{height}\"");
        }
        self.edits.write(">");
    }

    fn srcset(&mut self, set: &str) {
        self.edits.write(" srcset=\"");
        for (number, file) in set.split(", ").enumerate() {
            self.edits.write(if number > 0 { ", " } else { "" });
            self.rebase(file);
        }
        self.edits.write("\"");
    }
}
