//! Pictures made for the page: what an image file is, which sizes of it a page offers, and their bytes.
//!
//! Everything here is pure: bytes in, bytes out, the same on any thread and in any order. [`inspect`] reads the
//! structure of a file without decoding a pixel, so a file that is broken or would not fit into memory is found
//! at once. [`Picture::plan`] decides which renditions there are, [`develop`] makes them, and [`clean`] gives the
//! bytes of the image itself without what the camera noted in it.

mod clean;
mod container;
mod decode;
mod develop;
mod encode;
mod entropy;
mod exif;
mod picture;
mod pixels;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub use clean::clean;
pub use container::{Format, ImageInfo, inspect, is_private};
pub use develop::{develop, verify};
pub use picture::{Coding, Key, Layout, Picture, Rendition, upright_key};

/// Pixels above which no image is decoded: 128 million, more than any telephone takes in one picture.
pub const MAX_PIXELS: u64 = 1 << 27;

/// The size above which no image file is read, in bytes.
pub const MAX_BYTES: u64 = 1 << 28;

/// Why a file cannot be published as an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageError {
    /// It is damaged, cut off, or no image.
    Broken,
    /// It has more than [`MAX_PIXELS`].
    TooManyPixels {
        /// Width that the file claims.
        width: u32,
        /// Height that the file claims.
        height: u32,
    },
    /// It has more than [`MAX_BYTES`].
    TooManyBytes {
        /// Its size.
        bytes: u64,
    },
    /// It holds what the camera noted, in a format from which that cannot be taken out.
    Private,
}
