//! A decoded picture: making it smaller, and turning it upright.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use super::Fault;
use super::exif::Orientation;

/// Pixels of three or four bytes, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pixels {
    /// Pixels in a row.
    pub(super) width: u32,
    /// Rows.
    pub(super) height: u32,
    /// Whether each has a fourth byte, its opacity.
    pub(super) alpha: bool,
    /// The bytes.
    pub(super) data: Vec<u8>,
    /// The colour profile, where it is another than that of the web.
    pub(super) profile: Option<Vec<u8>>,
}

impl Pixels {
    /// Checks that there are as many bytes as the size asks for.
    pub(super) fn new(
        size: (u32, u32),
        alpha: bool,
        data: Vec<u8>,
        profile: Option<Vec<u8>>,
    ) -> Result<Self, Fault> {
        let (width, height) = size;
        let pixels = Self {
            width,
            height,
            alpha,
            data,
            profile,
        };
        let count = usize::try_from(u64::from(width) * u64::from(height)).unwrap_or(usize::MAX);
        if pixels.data.len() == count.saturating_mul(pixels.bytes_each()) && count > 0 {
            Ok(pixels)
        } else {
            Err(Fault::Broken)
        }
    }

    fn bytes_each(&self) -> usize {
        if self.alpha { 4 } else { 3 }
    }

    /// The picture in another size.
    pub(super) fn resized(&self, (width, height): (u32, u32)) -> Result<Self, Fault> {
        if (width, height) == (self.width, self.height) {
            return Ok(self.clone());
        }
        let kind = if self.alpha {
            PixelType::U8x4
        } else {
            PixelType::U8x3
        };
        let source =
            ImageRef::new(self.width, self.height, &self.data, kind).map_err(|_| Fault::Broken)?;
        let mut target = Image::new(width, height, kind);
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
        Resizer::new()
            .resize(&source, &mut target, &options)
            .map_err(|_| Fault::Broken)?;
        Self::new(
            (width, height),
            self.alpha,
            target.into_vec(),
            self.profile.clone(),
        )
    }

    /// The picture turned as `orientation` asks.
    pub(super) fn upright(self, orientation: Orientation) -> Self {
        if orientation == Orientation::UPRIGHT {
            return self;
        }
        let (stored_width, stored_height) = (self.width as usize, self.height as usize);
        let (width, height) = orientation.seen((self.width, self.height));
        let each = self.bytes_each();
        let mut data = Vec::with_capacity(self.data.len());
        for y in 0..height as usize {
            for x in 0..width as usize {
                let (from_x, from_y) = orientation.stored((x, y), stored_width, stored_height);
                let at = (from_y * stored_width + from_x) * each;
                data.extend_from_slice(&self.data[at..at + each]);
            }
        }
        Self {
            width,
            height,
            data,
            ..self
        }
    }

    /// The picture without opacity, on white; as it is where it has none.
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
