//! Images: the structure of an image file, the renditions of it that a page offers, and their bytes.
//!
//! Everything here is pure: the same bytes in give the same bytes out, on any thread and in any order.
//! [`inspect`] reads the structure of a file without decoding a pixel, so a file that is broken or too large
//! for memory is found at once. [`Picture::plan`] decides which renditions an image has, [`make_renditions`]
//! makes them, and [`strip_metadata`] returns the bytes of the image itself without the camera's metadata.

mod container;
mod content_format;
mod decode;
mod encode;
mod entropy;
mod exif;
mod memory;
mod picture;
mod pixels;
mod reduce;
mod renditions;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod samples;
mod strip_metadata;
mod svg;
#[cfg(test)]
mod tests;

pub(crate) use container::{ImageFormat, ImageInfo, has_metadata, inspect};
pub(crate) use content_format::content_format;
pub(crate) use picture::{
    Encoding, ImageLayout, Picture, Rendition, RenditionKey, auto_oriented_key,
};
pub(crate) use renditions::{make_renditions, verify};
pub(crate) use strip_metadata::strip_metadata;
pub(crate) use svg::{SvgProblem, svg_problem};

/// The largest size of an image file, in bytes. Larger ones are not read. Published without its metadata, an
/// image is in memory twice.
pub(crate) const MAX_BYTES: u64 = 200_000_000;

/// Why a file cannot be published as an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ImageError {
    /// It is damaged, cut off, or no image.
    Broken,
    /// It was removed in the midst of the run.
    Gone,
    /// It has more pixels than there is memory for.
    TooManyPixels {
        /// The width in its header.
        width: u32,
        /// The height in its header.
        height: u32,
        /// How many pixels an image of its format may have.
        limit: u64,
    },
    /// It is wider or higher than 65,535 pixels.
    TooLong {
        /// The width in its header.
        width: u32,
        /// The height in its header.
        height: u32,
    },
    /// It has so few bytes for so many pixels that it is blank, or made to fill the memory.
    Packed {
        /// The width in its header.
        width: u32,
        /// The height in its header.
        height: u32,
        /// The size of its file.
        bytes: u64,
    },
    /// It has more than [`MAX_BYTES`].
    TooManyBytes {
        /// Its size.
        bytes: u64,
    },
    /// It has the camera's metadata, in a format from which it cannot be removed.
    UnremovableMetadata,
    /// Its format is one that few browsers show.
    NotShown {
        /// The name of the format.
        format: &'static str,
        /// Whether it has the camera's metadata, which cannot be removed.
        has_metadata: bool,
    },
    /// It is something else than its name says.
    Misnamed {
        /// The name of what it is.
        format: &'static str,
        /// The extension for it, if it is an image.
        extension: Option<&'static str>,
    },
}
