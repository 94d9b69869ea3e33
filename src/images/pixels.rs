//! A decoded image: its resizing and orientation.

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{U8x3, U8x4};
use fast_image_resize::{FilterType, PixelTrait, ResizeAlg, ResizeOptions, Resizer};

use super::ImageError;
use super::exif::Orientation;

/// Pixels of three or four bytes, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pixels {
    /// The number of pixels in a row.
    pub(super) width: u32,
    /// The number of rows.
    pub(super) height: u32,
    /// Whether each pixel has a fourth byte, its opacity.
    pub(super) alpha: bool,
    /// The bytes of all pixels.
    pub(super) data: Vec<u8>,
    /// The colour profile, unless it is sRGB.
    pub(super) profile: Option<Vec<u8>>,
}

impl Pixels {
    /// Wraps decoded data. [`ImageError::Broken`] if its length does not match the size.
    pub(super) fn new(
        size: (u32, u32),
        alpha: bool,
        data: Vec<u8>,
        profile: Option<Vec<u8>>,
    ) -> Result<Self, ImageError> {
        let (width, height) = size;
        let pixels = Self {
            width,
            height,
            alpha,
            data,
            profile,
        };
        let count = usize::try_from(u64::from(width) * u64::from(height)).unwrap_or(usize::MAX);
        if pixels.data.len() == count.saturating_mul(pixels.bytes_per_pixel()) && count > 0 {
            Ok(pixels)
        } else {
            Err(ImageError::Broken)
        }
    }

    /// The number of pixels.
    pub(super) fn count(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    fn bytes_per_pixel(&self) -> usize {
        if self.alpha { 4 } else { 3 }
    }

    /// The image in another size.
    pub(super) fn resized(&self, size: (u32, u32)) -> Result<Self, ImageError> {
        if size == (self.width, self.height) {
            return Ok(self.clone());
        }
        let data = if self.alpha {
            self.resampled::<U8x4>(size)?
        } else {
            self.resampled::<U8x3>(size)?
        };
        Self::new(size, self.alpha, data, self.profile.clone())
    }

    /// The pixels in another size. The pixel type is a type parameter, because a resizer that chooses among
    /// its dozen types at run time would be compiled for each of them: half the compile time of all the rest.
    fn resampled<P: PixelTrait>(&self, (width, height): (u32, u32)) -> Result<Vec<u8>, ImageError> {
        let source = TypedImageRef::<P>::from_buffer(self.width, self.height, &self.data)
            .map_err(|_| ImageError::Broken)?;
        let mut data = vec![0; width as usize * height as usize * self.bytes_per_pixel()];
        let mut target = TypedImage::<P>::from_buffer(width, height, &mut data)
            .map_err(|_| ImageError::Broken)?;
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
        Resizer::new()
            .resize_typed(&source, &mut target, &options)
            .map_err(|_| ImageError::Broken)?;
        Ok(data)
    }

    /// The image as it is displayed with this orientation.
    pub(super) fn auto_oriented(self, orientation: Orientation) -> Self {
        if orientation == Orientation::UPRIGHT {
            return self;
        }
        let (stored_width, stored_height) = (self.width as usize, self.height as usize);
        let (width, height) = orientation.swap_sides((self.width, self.height));
        let pixel_len = self.bytes_per_pixel();
        let mut data = Vec::with_capacity(self.data.len());
        for y in 0..height as usize {
            for x in 0..width as usize {
                let (stored_x, stored_y) =
                    orientation.stored_position((x, y), stored_width, stored_height);
                let at = (stored_y * stored_width + stored_x) * pixel_len;
                data.extend_from_slice(&self.data[at..at + pixel_len]);
            }
        }
        Self {
            width,
            height,
            data,
            ..self
        }
    }

    /// The pixels in three bytes each, composed with a white background.
    pub(super) fn opaque(&self) -> std::borrow::Cow<'_, [u8]> {
        if !self.alpha {
            return (&self.data).into();
        }
        let on_white = |value: u8, alpha: u8| {
            let sum = u32::from(value) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
        };
        let pixels = self.data.chunks_exact(4);
        pixels
            .flat_map(|pixel| [0, 1, 2].map(|channel| on_white(pixel[channel], pixel[3])))
            .collect::<Vec<u8>>()
            .into()
    }
}
