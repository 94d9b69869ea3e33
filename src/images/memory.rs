//! How much memory an image takes, known from its structure, and the limits that follow.

use super::{ImageError, ImageFormat, ImageInfo};

/// The largest number of pixels that an image may have: 128 million, more than any phone takes in one
/// picture.
const MAX_PIXELS: u64 = 1 << 27;

/// The largest width or height.
const MAX_SIDE: u32 = 65_535;

/// The most memory that decoding an image may take, in bytes, with its file. Its renditions take more, and so
/// does everything else; a build stays below 600 MB.
const MAX_MEMORY: u64 = 420_000_000;

/// A picture with less than a byte for so many pixels is nearly blank, or made to take memory and time.
const SPARSE_PIXELS_A_BYTE: u64 = 128;

/// The most pixels of a sparse image.
const MAX_SPARSE_PIXELS: u64 = 1 << 24;

/// The most memory for an image that is reduced while it is decoded.
pub(super) const REDUCED_MEMORY: u64 = 160_000_000;

/// The bytes of a pixel that is resized with its opacity: it is multiplied in a copy.
const OPACITY_BYTES: u64 = 4;

/// The memory that decoding an image takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DecodingMemory {
    /// So many bytes a pixel.
    PerPixel(u64),
    /// It is reduced row by row.
    Reduced,
}

impl ImageInfo {
    /// The memory that everything made of it takes at most, in bytes, with its file.
    pub(crate) fn memory(&self) -> u64 {
        if self.is_turned() {
            self.memory_with(TURNING_BYTES)
        } else {
            match self.decoding {
                DecodingMemory::PerPixel(bytes) => self.memory_with(bytes + self.opacity_bytes()),
                DecodingMemory::Reduced => {
                    let pixels = (4 * self.pixel_count()).min(REDUCED_MEMORY);
                    self.file_memory() + pixels + pixels / 4 * self.opacity_bytes()
                }
            }
        }
    }

    fn opacity_bytes(&self) -> u64 {
        if self.alpha { OPACITY_BYTES } else { 0 }
    }

    fn memory_with(&self, bytes_per_pixel: u64) -> u64 {
        let pixels = self.pixel_count().saturating_mul(bytes_per_pixel);
        self.file_memory().saturating_add(pixels)
    }

    /// The file; of a JPEG also the copy without metadata that is decoded.
    fn file_memory(&self) -> u64 {
        match self.format {
            ImageFormat::Jpeg => 2 * self.file_len,
            ImageFormat::Png | ImageFormat::Gif | ImageFormat::WebP => self.file_len,
        }
    }

    /// Whether the file is so small for its pixels that it is nearly blank. It is published as it is: renditions
    /// would be no lighter, and take longer to make than files of that size should. A hundred kilobytes may hold
    /// a hundred such images.
    pub(super) fn is_sparse(&self) -> bool {
        self.file_len * SPARSE_PIXELS_A_BYTE < self.pixel_count()
    }

    /// Whether the image itself is decoded and turned upright before it is published. A photograph that is
    /// sparse, or too large for that, keeps its orientation.
    pub(crate) fn is_turned(&self) -> bool {
        let fits = self.memory_with(TURNING_BYTES) <= MAX_MEMORY;
        let is_kept = self.keeps_orientation() && (self.is_sparse() || !fits);
        self.needs_auto_orientation() && !is_kept
    }

    /// Whether browsers turn an image of this format by its metadata.
    fn keeps_orientation(&self) -> bool {
        self.format == ImageFormat::Jpeg
    }

    /// Refuses an image that would take too much memory.
    pub(super) fn check_memory(&self) -> Result<(), ImageError> {
        let (width, height, pixels) = (self.width, self.height, self.pixel_count());
        if width.max(height) > MAX_SIDE {
            return Err(ImageError::TooLong { width, height });
        }
        let too_many = |limit| {
            Err(ImageError::TooManyPixels {
                width,
                height,
                limit,
            })
        };
        if pixels > MAX_PIXELS {
            return too_many(MAX_PIXELS);
        }
        let is_cheap = pixels <= MAX_SPARSE_PIXELS && (self.animated || !self.is_turned());
        if self.is_sparse() && !is_cheap {
            let bytes = self.file_len;
            return Err(ImageError::Packed {
                width,
                height,
                bytes,
            });
        }
        // An animation is not decoded.
        if !self.animated && self.memory() > MAX_MEMORY {
            let file = self.file_memory();
            let a_pixel = (self.memory() - file).div_ceil(pixels.max(1)).max(1);
            return too_many(MAX_MEMORY.saturating_sub(file) / a_pixel);
        }
        Ok(())
    }
}

/// Pixels, their turned copy, and what an encoder makes of them.
const TURNING_BYTES: u64 = 12;

#[cfg(test)]
mod tests {
    use super::super::inspect;
    use super::super::samples::{gif, jpeg, rgb_png, webp};
    use super::*;

    /// The structure of a file with another size.
    fn resized(file: &[u8], width: u32, height: u32, file_len: u64) -> ImageInfo {
        ImageInfo {
            width,
            height,
            file_len,
            ..inspect(file).expect("known").expect("sound")
        }
    }

    #[test]
    fn photographs_of_phones_are_accepted() {
        for (width, height) in [
            (12_000, 9_000),
            (9_000, 12_000),
            (8_160, 6_120),
            (4_000, 3_000),
        ] {
            for file in [jpeg(8, 8, &[]), rgb_png(8, 8, &[])] {
                let info = resized(&file, width, height, 40_000_000);
                assert_eq!(info.check_memory(), Ok(()), "{width} {height}");
            }
        }
    }

    #[test]
    fn what_would_fill_the_memory_is_refused() {
        let of_len = |file: &[u8], len| resized(file, 16_383, 8_192, len).check_memory();
        for file in [webp(8, 8, false, &[]), gif(8, 8, 1)] {
            let refused = of_len(&file, 2_000_000).expect_err("too large");
            assert!(
                matches!(refused, ImageError::TooManyPixels { limit, .. } if limit > 20_000_000)
            );
        }
        assert_eq!(of_len(&rgb_png(8, 8, &[]), 2_000_000), Ok(()));
        assert_eq!(
            resized(&rgb_png(8, 8, &[]), 65_536, 1, 1_000).check_memory(),
            Err(ImageError::TooLong {
                width: 65_536,
                height: 1
            })
        );
    }

    #[test]
    fn a_small_file_that_claims_many_pixels_is_refused() {
        let packed = |width, height, len| {
            let info = resized(&rgb_png(8, 8, &[]), width, height, len);
            matches!(info.check_memory(), Err(ImageError::Packed { .. }))
        };
        assert!(packed(8_192, 8_192, 5_000));
        assert!(packed(8_192, 8_192, 524_287));
        assert!(!packed(8_192, 8_192, 524_288));
        assert!(!packed(4_096, 4_096, 100));
    }

    /// Many of them would fit into a small site.
    #[test]
    fn nothing_sparse_is_decoded() {
        let exif = super::super::samples::exif_segment(6);
        let photograph = resized(&jpeg(8, 8, &[exif]), 2_000, 2_000, 10_000);
        assert!(photograph.needs_auto_orientation() && !photograph.is_turned());
        assert_eq!(photograph.check_memory(), Ok(()));
        let mut drawing = resized(&rgb_png(8, 8, &[]), 2_000, 2_000, 10_000);
        assert_eq!(drawing.check_memory(), Ok(()));
        drawing.orientation = photograph.orientation;
        assert!(matches!(
            drawing.check_memory(),
            Err(ImageError::Packed { .. })
        ));
        drawing.file_len = 100_000;
        assert_eq!(drawing.check_memory(), Ok(()));
    }

    #[test]
    fn a_large_photograph_keeps_its_orientation() {
        let exif = super::super::samples::exif_segment(6);
        let small = resized(
            &jpeg(8, 8, std::slice::from_ref(&exif)),
            4_000,
            3_000,
            4_000_000,
        );
        let large = resized(&jpeg(8, 8, &[exif]), 12_000, 9_000, 30_000_000);
        assert_eq!((small.is_turned(), large.is_turned()), (true, false));
        assert_eq!(large.check_memory(), Ok(()));
    }
}
