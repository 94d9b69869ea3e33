//! Which renditions of an image a page offers, under which addresses.

use serde::{Deserialize, Serialize};

use std::fmt::Write as _;

use super::{Format, ImageInfo};

/// Raised when a change of this room or of a codec changes what it makes of the same image.
const CODECS: &str = "2 zune-jpeg 0.5.15 png 0.18.1 gif 0.14.2 webp 0.3.1 jpeg-encoder 0.7.1 fast_image_resize 6.1.0";

/// Neither side of a WebP file can be longer.
const LONGEST_SIDE: u32 = 16_383;

/// Names the bytes that are made of other bytes in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key(pub [u8; 32]);

impl Key {
    fn of(source: &Self, what: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher
            .update(&source.0)
            .update(CODECS.as_bytes())
            .update(what.as_bytes());
        Self(*hasher.finalize().as_bytes())
    }

    /// As a file name.
    pub fn hex(&self) -> String {
        self.0
            .iter()
            .fold(String::with_capacity(64), |mut name, byte| {
                let _ = write!(name, "{byte:02x}");
                name
            })
    }
}

/// What the layout of a theme asks for: `[images]` in theme.toml.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The widths in which images are offered, in pixels, smallest first.
    pub widths: Vec<u32>,
    /// The value of `sizes` for an image that has none of its own.
    pub sizes: String,
}

/// How a rendition is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Coding {
    /// JPEG with colours at half the resolution.
    Photo,
    /// JPEG with all its colours, for what was drawn.
    Drawing,
    /// PNG, for what may be transparent.
    Png,
    /// Lossy WebP.
    PhotoWebP,
    /// Lossy or lossless WebP, whichever is smaller.
    DrawingWebP,
}

impl Coding {
    fn extension(self) -> &'static str {
        match self {
            Self::Photo | Self::Drawing => "jpg",
            Self::Png => "png",
            Self::PhotoWebP | Self::DrawingWebP => "webp",
        }
    }

    fn is_webp(self) -> bool {
        matches!(self, Self::PhotoWebP | Self::DrawingWebP)
    }
}

/// One file that is made of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendition {
    /// Its width, in pixels.
    pub width: u32,
    /// Its height, in pixels.
    pub height: u32,
    /// How it is encoded.
    pub coding: Coding,
    /// Its address, root-relative.
    pub url: String,
    /// What its bytes are kept under.
    pub key: Key,
}

/// An image with everything that pages say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// The files that are made of it, the largest first.
    pub renditions: Vec<Rendition>,
    /// The address for those who read one address alone: the largest that every browser and feed reader shows.
    pub src: String,
    /// Width and height of that one, in pixels.
    pub size: (u32, u32),
    /// `srcset` of the files that every browser shows; empty where there is one alone.
    pub srcset: String,
    /// `srcset` of the WebP files.
    pub webp: String,
    /// `sizes` for both where the page gives none.
    pub sizes: String,
    /// How many pixels are decoded to make them.
    pub pixels: u64,
}

impl Picture {
    /// The renditions of an image whose own address is `url`; `None` where it is shown as it is: it moves, or is too long.
    pub fn plan(bytes: &[u8], facts: &ImageInfo, url: &str, layout: &Layout) -> Option<Self> {
        if facts.animated {
            return None;
        }
        let source = Key(*blake3::hash(bytes).as_bytes());
        let (webp, fallback) = codings(facts);
        let rendition = |(width, height): (u32, u32), coding: Coding| {
            let key = Key::of(&source, &format!("{width}x{height} {coding:?}"));
            let (stem, _) = url.rsplit_once('.').unwrap_or((url, ""));
            let hash = key.hex();
            let url = format!("{stem}-{}-{width}.{}", &hash[..8], coding.extension());
            Rendition {
                width,
                height,
                coding,
                url,
                key,
            }
        };
        let sizes = sizes(facts, layout);
        let (&largest, _) = sizes.split_first()?;
        let mut renditions: Vec<Rendition> =
            sizes.iter().map(|&size| rendition(size, webp)).collect();
        // A file that is light already is shown as it is where it need not be made smaller.
        let is_whole = largest == (facts.width, facts.height) && !facts.must_turn();
        let as_it_is = is_whole && is_light(bytes, facts);
        let own = as_it_is.then(|| (url.to_owned(), facts.width));
        renditions.extend(
            sizes
                .iter()
                .skip(usize::from(as_it_is))
                .map(|&size| rendition(size, fallback)),
        );
        let set = |webp: bool| {
            let made = renditions
                .iter()
                .filter(|rendition| rendition.coding.is_webp() == webp);
            let made = made.map(|rendition| (rendition.url.clone(), rendition.width));
            own.iter()
                .filter(|_| !webp)
                .cloned()
                .chain(made)
                .collect::<Vec<_>>()
        };
        let (webp, plain) = (set(true), set(false));
        Some(Self {
            src: plain.first()?.0.clone(),
            size: largest,
            srcset: if plain.len() > 1 {
                srcset(plain)
            } else {
                String::new()
            },
            webp: srcset(webp),
            sizes: layout.sizes.clone(),
            pixels: facts.pixels(),
            renditions,
        })
    }
}

/// What the image itself is kept under when it has to be turned.
pub fn upright_key(bytes: &[u8]) -> Key {
    Key::of(&Key(*blake3::hash(bytes).as_bytes()), "upright")
}

fn codings(facts: &ImageInfo) -> (Coding, Coding) {
    match (facts.format, facts.alpha) {
        (Format::Jpeg, _) | (Format::WebP, false) => (Coding::PhotoWebP, Coding::Photo),
        (Format::WebP, true) => (Coding::PhotoWebP, Coding::Png),
        (Format::Png | Format::Gif, false) => (Coding::DrawingWebP, Coding::Drawing),
        (Format::Png | Format::Gif, true) => (Coding::DrawingWebP, Coding::Png),
    }
}

/// The sizes that are offered, the largest first: those of the layout that are smaller than the image, and the
/// image's own where the layout has a larger one. None is larger than the image.
fn sizes(facts: &ImageInfo, layout: &Layout) -> Vec<(u32, u32)> {
    let largest = layout
        .widths
        .iter()
        .copied()
        .max()
        .unwrap_or(0)
        .min(facts.width);
    let mut widths: Vec<u32> = layout
        .widths
        .iter()
        .copied()
        .filter(|&width| width < largest)
        .collect();
    widths.push(largest);
    widths.sort_unstable_by(|a, b| b.cmp(a));
    widths.dedup();
    let sized = widths
        .into_iter()
        .filter(|&width| width > 0)
        .map(|width| (width, height(facts, width)));
    sized
        .filter(|&(width, height)| width.max(height) <= LONGEST_SIDE)
        .collect()
}

/// The height that belongs to a width; at least 1.
fn height(facts: &ImageInfo, width: u32) -> u32 {
    let exact = (u64::from(facts.height) * u64::from(width) + u64::from(facts.width) / 2)
        / u64::from(facts.width.max(1));
    u32::try_from(exact).unwrap_or(u32::MAX).max(1)
}

/// Whether a file is so small that encoding it anew would rather spoil it: below three bits a pixel, or below 8 kB.
fn is_light(bytes: &[u8], facts: &ImageInfo) -> bool {
    let length = bytes.len() as u64;
    length < 8_000 || length * 8 < facts.pixels() * 3
}

fn srcset(files: Vec<(String, u32)>) -> String {
    let one = files.len() == 1;
    let entries = files
        .into_iter()
        .map(|(url, width)| if one { url } else { format!("{url} {width}w") });
    entries.collect::<Vec<_>>().join(", ")
}
