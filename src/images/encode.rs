//! Encodes pixels into image files.

use jpeg_encoder::{ImageBuffer, JpegColorType, SamplingFactor, rgb_to_ycbcr};

use super::container::webp::with_profile;
use super::picture::may_be_lossless;
use super::pixels::Pixels;
use super::{Encoding, ImageError, ImageFormat};

/// Qualities at which JPEG and WebP look alike, and a photograph of 480 by 320 pixels stays below 30 kB.
const JPEG_QUALITY: u8 = 80;
const WEBP_QUALITY: f32 = 78.0;

/// Qualities for an original that is encoded again, without a visible loss.
const ORIGINAL_JPEG_QUALITY: u8 = 92;
const ORIGINAL_WEBP_QUALITY: f32 = 92.0;

/// Encodes a rendition.
pub(super) fn encode(pixels: &Pixels, encoding: Encoding) -> Result<Vec<u8>, ImageError> {
    match encoding {
        Encoding::Photo => jpeg(pixels, JPEG_QUALITY, SamplingFactor::F_2_2),
        Encoding::Drawing => jpeg(pixels, JPEG_QUALITY, SamplingFactor::F_1_1),
        Encoding::Png => png(pixels),
        Encoding::PhotoWebP => webp(pixels, WEBP_QUALITY, false),
        Encoding::DrawingWebP if !may_be_lossless(pixels.count()) => {
            webp(pixels, WEBP_QUALITY, false)
        }
        Encoding::DrawingWebP => smaller(
            webp(pixels, WEBP_QUALITY, false)?,
            webp(pixels, 75.0, true)?,
        ),
    }
}

/// Encodes the image itself, in its own format.
pub(super) fn encode_original(pixels: &Pixels, format: ImageFormat) -> Result<Vec<u8>, ImageError> {
    match format {
        ImageFormat::Jpeg => jpeg(pixels, ORIGINAL_JPEG_QUALITY, SamplingFactor::F_2_2),
        ImageFormat::WebP => webp(pixels, ORIGINAL_WEBP_QUALITY, false),
        ImageFormat::Png | ImageFormat::Gif => png(pixels),
    }
}

fn smaller(a: Vec<u8>, b: Vec<u8>) -> Result<Vec<u8>, ImageError> {
    Ok(if b.len() < a.len() { b } else { a })
}

fn jpeg(pixels: &Pixels, quality: u8, sampling: SamplingFactor) -> Result<Vec<u8>, ImageError> {
    let (Ok(width), Ok(height)) = (u16::try_from(pixels.width), u16::try_from(pixels.height))
    else {
        return Err(ImageError::Broken);
    };
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, quality);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    encoder.set_sampling_factor(sampling);
    if let Some(profile) = &pixels.profile {
        encoder
            .add_icc_profile(profile)
            .map_err(|_| ImageError::Broken)?;
    }
    let rgb = pixels.opaque();
    let image = RgbBuffer {
        data: &rgb,
        width,
        height,
    };
    encoder
        .encode_image(image)
        .map_err(|_| ImageError::Broken)?;
    Ok(out)
}

/// Pixels of three bytes. The encoder's own type for them is one of eleven, and the encoder would be compiled
/// for each of these.
struct RgbBuffer<'p> {
    data: &'p [u8],
    width: u16,
    height: u16,
}

impl ImageBuffer for RgbBuffer<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        self.width
    }

    fn height(&self) -> u16 {
        self.height
    }

    fn fill_buffers(&self, y: u16, [luma, blue, red, _]: &mut [Vec<u8>; 4]) {
        let row = usize::from(self.width) * 3;
        let pixels = self.data.chunks_exact(row).nth(usize::from(y));
        for pixel in pixels.unwrap_or_default().chunks_exact(3) {
            let (y, cb, cr) = rgb_to_ycbcr(pixel[0], pixel[1], pixel[2]);
            luma.push(y);
            blue.push(cb);
            red.push(cr);
        }
    }
}

fn png(pixels: &Pixels) -> Result<Vec<u8>, ImageError> {
    let mut info = png::Info::with_size(pixels.width, pixels.height);
    info.bit_depth = png::BitDepth::Eight;
    info.color_type = if pixels.alpha {
        png::ColorType::Rgba
    } else {
        png::ColorType::Rgb
    };
    info.icc_profile = pixels.profile.as_deref().map(Into::into);
    let mut out = Vec::new();
    let encoded = png::Encoder::with_info(&mut out, info).and_then(|mut encoder| {
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&pixels.data)?;
        writer.finish()
    });
    encoded.map_err(|_| ImageError::Broken)?;
    Ok(out)
}

fn webp(pixels: &Pixels, quality: f32, lossless: bool) -> Result<Vec<u8>, ImageError> {
    let (width, height) = (pixels.width, pixels.height);
    let encoder = if pixels.alpha {
        webpx::Encoder::new_rgba(&pixels.data, width, height)
    } else {
        webpx::Encoder::new_rgb(&pixels.data, width, height)
    };
    let encoded = encoder
        .quality(quality)
        .lossless(lossless)
        .method(if lossless { 3 } else { 4 })
        .encode(webpx::Unstoppable)
        .map_err(|_| ImageError::Broken)?;
    Ok(match &pixels.profile {
        Some(profile) => with_profile(&encoded, profile, (width, height), pixels.alpha),
        None => encoded,
    })
}
