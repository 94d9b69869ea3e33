//! Responsive images: an `<img>` whose image has renditions becomes a `<picture>` of them. In feeds it
//! stays an `<img>`, of the largest rendition that every reader shows.

use std::fmt::Write as _;

use super::{Base, LinkRewriter, size, source_path, split_path};
use crate::images::Picture;
use crate::util::html::{Attribute, Attributes, StartTag};
use crate::util::url::is_rooted;

/// An `<img>` and its attributes.
struct Image<'t> {
    tag: &'t StartTag<'t>,
    src: &'t Attribute<'t>,
    attributes: &'t Attributes<'t>,
}

impl<'a> LinkRewriter<'_, 'a> {
    /// Writes the `<img>` if its image has renditions, and says whether it has. One with a `srcset` of
    /// its own is left alone.
    pub(super) fn picture(&mut self, tag: &StartTag<'_>, attributes: &Attributes<'_>) -> bool {
        let Some(src) = attributes
            .find("src")
            .filter(|_| attributes.find("srcset").is_none())
        else {
            return false;
        };
        let Some(picture) = self.picture_of(src.value) else {
            return false;
        };
        self.replace(tag.start..attributes.tag_end());
        let image = Image {
            tag,
            src,
            attributes,
        };
        match self.base {
            Base::Feed { .. } => self.img(&image, picture, false),
            Base::Relative { .. } | Base::Prefix(_) => self.choice(&image, picture),
        }
        true
    }

    fn picture_of(&self, src: &str) -> Option<&'a Picture> {
        match src.strip_prefix("@/") {
            Some(path) => {
                let (path, _) = split_path(path);
                self.addresses.source(&source_path(path)).1?.picture()
            }
            None if is_rooted(src) => self.addresses.picture(src),
            None => None,
        }
    }

    fn choice(&mut self, image: &Image<'_>, picture: &Picture) {
        self.out.push_str("<picture><source type=\"image/webp\"");
        self.srcset(&picture.webp);
        if !picture.srcset.is_empty() {
            let sizes = image.attributes.find("sizes");
            self.sizes(sizes.map_or(&picture.sizes, |sizes| sizes.value));
        }
        self.out.push('>');
        self.img(image, picture, true);
        self.out.push_str("</picture>");
    }

    /// Writes the `<img>` with the address of the rendition that every browser shows.
    fn img(&mut self, image: &Image<'_>, picture: &Picture, has_choice: bool) {
        let src = image.src.range();
        self.out.push_str(&self.html[image.tag.start..src.start]);
        self.rebase(&picture.src);
        let rest = &self.html[src.end..image.attributes.end()];
        self.out.push_str(rest.trim_end());
        if has_choice && !picture.srcset.is_empty() {
            self.srcset(&picture.srcset);
            if image.attributes.find("sizes").is_none() {
                self.sizes(&picture.sizes);
            }
        }
        if let Some(missing) = size::missing(image.attributes, picture.size) {
            self.out.push_str(&missing);
        }
        self.out.push('>');
    }

    /// Writes `sizes`, whose quotes may have been single ones.
    fn sizes(&mut self, sizes: &str) {
        let sizes = sizes.replace('"', "&quot;");
        let _ = write!(self.out, " sizes=\"{sizes}\"");
    }

    fn srcset(&mut self, set: &str) {
        self.out.push_str(" srcset=\"");
        for (number, file) in set.split(", ").enumerate() {
            self.out.push_str(if number > 0 { ", " } else { "" });
            self.rebase(file);
        }
        self.out.push('"');
    }
}
