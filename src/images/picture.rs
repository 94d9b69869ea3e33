//! The renditions of an image that a page offers, and their addresses.

use serde::{Deserialize, Serialize};

use std::fmt::Write as _;

use super::{ImageFormat, ImageInfo};
use crate::util::url::{decode_lossy, encode};

/// A revision number and the versions of the codecs, part of every key. To be changed with a codec, and when
/// a change of this module gives other renditions of the same image.
const CODECS: &str = "3 zune-jpeg 0.5.15 png 0.18.1 gif 0.14.2 webpx 0.4.1 libwebp 1.6.0 jpeg-encoder 0.7.1 fast_image_resize 6.1.0";

/// The largest width or height of a WebP file, in pixels.
const MAX_SIDE: u32 = 16_383;

/// The largest number of pixels of a rendition. Long drawings have more than screens do.
const MAX_PIXELS: u64 = 1 << 23;

/// The memory that renditions of an image take that are encoded at the same time, in bytes. A single one may
/// take a little more.
pub(super) const ENCODING_MEMORY: u64 = 120_000_000;

/// The key of a rendition, or of an auto-oriented original: a hash of the source, the codecs and the
/// parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RenditionKey(pub [u8; 32]);

impl RenditionKey {
    fn new(source: &blake3::Hash, parameters: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher
            .update(source.as_bytes())
            .update(CODECS.as_bytes())
            .update(parameters.as_bytes());
        Self(*hasher.finalize().as_bytes())
    }

    /// The key in hexadecimal digits, for a file name.
    pub fn hex(&self) -> String {
        self.0
            .iter()
            .fold(String::with_capacity(64), |mut name, byte| {
                let _ = write!(name, "{byte:02x}");
                name
            })
    }
}

/// The sizes of images in the layout of a theme: `[images]` in theme.toml.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageLayout {
    /// The widths in which images are offered, in pixels, smallest first.
    pub widths: Vec<u32>,
    /// The `sizes` attribute of an image without one.
    pub sizes: String,
}

/// How a rendition is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// JPEG with colours at half the resolution, for photographs.
    Photo,
    /// JPEG with colours at full resolution, for drawings.
    Drawing,
    /// PNG, for images that may be transparent.
    Png,
    /// Lossy WebP, for photographs.
    PhotoWebP,
    /// Lossy or lossless WebP, whichever is smaller, for drawings.
    DrawingWebP,
}

impl Encoding {
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

/// A smaller or differently encoded version of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendition {
    /// Its width, in pixels.
    pub width: u32,
    /// Its height, in pixels.
    pub height: u32,
    /// How it is encoded.
    pub encoding: Encoding,
    /// Its address, root-relative.
    pub url: String,
    /// The key of its bytes in the image cache.
    pub key: RenditionKey,
}

/// An image as pages embed it: its renditions and the attributes of `<img>` and `<source>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Its renditions, the largest first.
    pub renditions: Vec<Rendition>,
    /// `src`: the address of the largest file that every browser and feed reader can display.
    pub src: String,
    /// Width and height of that file, in pixels.
    pub size: (u32, u32),
    /// `srcset` of the files that every browser can display; empty if there is only one.
    pub srcset: String,
    /// `srcset` of the WebP files.
    pub webp: String,
    /// `sizes` for both, unless the page has its own.
    pub sizes: String,
}

impl Rendition {
    /// The memory that making it takes, in bytes.
    pub(super) fn memory(&self) -> u64 {
        let pixels = u64::from(self.width) * u64::from(self.height);
        let bytes = match self.encoding {
            Encoding::DrawingWebP if may_be_lossless(pixels) => 36,
            Encoding::PhotoWebP | Encoding::DrawingWebP | Encoding::Photo | Encoding::Drawing => 14,
            Encoding::Png => 8,
        };
        pixels * bytes
    }
}

/// Whether a WebP file with so many pixels may be lossless: the encoder needs much memory for it.
pub(super) fn may_be_lossless(pixels: u64) -> bool {
    pixels <= 1 << 22
}

impl Picture {
    /// The memory that making the renditions takes beside that of the image, in bytes.
    pub(crate) fn memory(&self) -> u64 {
        let largest = self.renditions.iter().map(Rendition::memory).max();
        let sum: u64 = self.renditions.iter().map(Rendition::memory).sum();
        sum.min(ENCODING_MEMORY).max(largest.unwrap_or(0))
    }

    /// Plans the renditions of an image whose own address is `url`. `None` if the page embeds the image
    /// itself, because it is an animation, nearly blank or too long for WebP.
    pub fn plan(bytes: &[u8], info: &ImageInfo, url: &str, layout: &ImageLayout) -> Option<Self> {
        if info.animated || info.is_sparse() {
            return None;
        }
        let source = blake3::hash(bytes);
        let (webp, fallback) = encodings(info);
        let rendition = |(width, height): (u32, u32), encoding: Encoding| {
            let key = RenditionKey::new(&source, &format!("{width}x{height} {encoding:?}"));
            let (stem, _) = url.rsplit_once('.').unwrap_or((url, ""));
            let stem = short_stem(stem);
            let hash = key.hex();
            let url = format!("{stem}-{}-{width}.{}", &hash[..8], encoding.extension());
            Rendition {
                width,
                height,
                encoding,
                url,
                key,
            }
        };
        let sizes = sizes(info, layout);
        let (&largest, _) = sizes.split_first()?;
        let mut renditions: Vec<Rendition> =
            sizes.iter().map(|&size| rendition(size, webp)).collect();
        // The original is one of the files if it is light and needs no resizing.
        let is_full_size = largest == (info.width, info.height) && !info.needs_auto_orientation();
        let offers_original = is_full_size && is_light(bytes, info);
        let original = offers_original.then(|| (url.to_owned(), info.width));
        renditions.extend(
            sizes
                .iter()
                .skip(usize::from(offers_original))
                .map(|&size| rendition(size, fallback)),
        );
        let files = |webp: bool| {
            let matching = renditions
                .iter()
                .filter(|rendition| rendition.encoding.is_webp() == webp);
            let matching = matching.map(|rendition| (rendition.url.clone(), rendition.width));
            original
                .iter()
                .filter(|_| !webp)
                .cloned()
                .chain(matching)
                .collect::<Vec<_>>()
        };
        let (webp, fallback) = (files(true), files(false));
        Some(Self {
            src: fallback.first()?.0.clone(),
            size: largest,
            srcset: if fallback.len() > 1 {
                srcset(fallback)
            } else {
                String::new()
            },
            webp: srcset(webp),
            sizes: layout.sizes.clone(),
            renditions,
        })
    }
}

/// The key of an original in the image cache, if it [needs another
/// orientation](ImageInfo::needs_auto_orientation).
pub(crate) fn auto_oriented_key(bytes: &[u8]) -> RenditionKey {
    RenditionKey::new(&blake3::hash(bytes), "upright")
}

/// The WebP encoding of an image, and the one for all browsers.
fn encodings(info: &ImageInfo) -> (Encoding, Encoding) {
    match (info.format, info.alpha) {
        (ImageFormat::Jpeg, _) | (ImageFormat::WebP, false) => {
            (Encoding::PhotoWebP, Encoding::Photo)
        }
        (ImageFormat::WebP, true) => (Encoding::PhotoWebP, Encoding::Png),
        (ImageFormat::Png | ImageFormat::Gif, false) => (Encoding::DrawingWebP, Encoding::Drawing),
        (ImageFormat::Png | ImageFormat::Gif, true) => (Encoding::DrawingWebP, Encoding::Png),
    }
}

/// The sizes of the renditions, the largest first: the widths of the layout that are smaller than the image,
/// and the image's own width if the layout has a larger one.
fn sizes(info: &ImageInfo, layout: &ImageLayout) -> Vec<(u32, u32)> {
    let largest = layout
        .widths
        .iter()
        .copied()
        .max()
        .unwrap_or(0)
        .min(info.width);
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
        .map(|width| (width, height(info, width)));
    sized
        .filter(|&(width, height)| {
            width.max(height) <= MAX_SIDE && u64::from(width) * u64::from(height) <= MAX_PIXELS
        })
        .collect()
}

/// The height in proportion to a width; at least 1.
fn height(info: &ImageInfo, width: u32) -> u32 {
    let exact = (u64::from(info.height) * u64::from(width) + u64::from(info.width) / 2)
        / u64::from(info.width.max(1));
    u32::try_from(exact).unwrap_or(u32::MAX).max(1)
}

/// An address without extension, cut where its last part would be too long for the name of a file once the
/// rest is added.
fn short_stem(stem: &str) -> String {
    const MAX_BYTES: usize = 200;
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    let decoded = decode_lossy(name);
    if decoded.len() <= MAX_BYTES {
        return stem.to_owned();
    }
    let cut = decoded.get(..decoded.floor_char_boundary(MAX_BYTES));
    format!("{folder}/{}", encode(cut.unwrap_or_default()))
}

/// Whether a file is so small that another encoding would only lose quality: below three bits a pixel, or
/// below 8 kB.
fn is_light(bytes: &[u8], info: &ImageInfo) -> bool {
    let length = bytes.len() as u64;
    length < 8_000 || length * 8 < info.pixel_count() * 3
}

fn srcset(files: Vec<(String, u32)>) -> String {
    let is_single = files.len() == 1;
    let entries = files.into_iter().map(|(url, width)| {
        if is_single {
            url
        } else {
            format!("{url} {width}w")
        }
    });
    entries.collect::<Vec<_>>().join(", ")
}
