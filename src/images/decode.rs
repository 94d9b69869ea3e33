//! Decodes image files into pixels of eight bits a channel.

use std::io::Cursor;
use std::num::NonZeroU64;

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;

use super::pixels::Pixels;
use super::reduce::{Reducer, factor};
use super::{ImageError, ImageFormat, ImageInfo, container, entropy};

/// Decodes a still image, in its stored orientation. [`super::inspect`] has checked the size, and no decoder
/// allocates memory for a larger one.
pub(super) fn decode(bytes: &[u8], info: &ImageInfo) -> Result<Pixels, ImageError> {
    decode_for(bytes, info, (info.width, info.height))
}

/// Decodes a still image to make images of at most the size `needed`, as displayed, of it. Where the format
/// allows, it is reduced while it is decoded.
pub(super) fn decode_for(
    bytes: &[u8],
    info: &ImageInfo,
    needed: (u32, u32),
) -> Result<Pixels, ImageError> {
    let size = info.orientation.swap_sides((info.width, info.height));
    let decoded = match info.format {
        ImageFormat::Jpeg => jpeg(bytes, info),
        ImageFormat::Png => {
            let needed = info.orientation.swap_sides(needed);
            return png(bytes, size, factor(size, needed)).ok_or(ImageError::Broken);
        }
        ImageFormat::Gif => gif(bytes, info),
        ImageFormat::WebP => webp(bytes),
    };
    decoded.ok_or(ImageError::Broken)?.with_size_of(info)
}

impl Pixels {
    /// Checks that the size is the one in the file's structure.
    fn with_size_of(self, info: &ImageInfo) -> Result<Self, ImageError> {
        let displayed = info.orientation.swap_sides((self.width, self.height));
        if displayed == (info.width, info.height) {
            Ok(self)
        } else {
            Err(ImageError::Broken)
        }
    }
}

fn jpeg(bytes: &[u8], info: &ImageInfo) -> Option<Pixels> {
    let limit = 1 << 16;
    let options = DecoderOptions::default()
        .jpeg_set_out_colorspace(ColorSpace::RGB)
        .set_max_width(limit)
        .set_max_height(limit)
        .set_strict_mode(true);
    // A decoder that stumbles over the metadata would refuse a good image.
    let essential = super::strip_metadata::without_metadata(bytes, info);
    if !entropy::is_whole(&essential) {
        return None;
    }
    let mut decoder =
        zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(&essential[..]), options);
    decoder.decode_headers().ok()?;
    let is_gray_or_rgb = decoder
        .input_colorspace()
        .is_some_and(|space| space.num_components() <= 3);
    let (width, height) = decoder.dimensions()?;
    let data = decoder.decode().ok()?;
    // A CMYK profile does not fit the RGB pixels of the decoder.
    let profile = decoder.icc_profile().filter(|_| is_gray_or_rgb);
    let size = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    Pixels::new(size, false, data, needed_profile(profile)).ok()
}

/// `None` for an image of another size, too.
fn png(bytes: &[u8], size: (u32, u32), factor: u32) -> Option<Pixels> {
    let limit = MAX_PNG_CHUNKS + 16 * size.0 as usize;
    let mut decoder =
        png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: limit });
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    let mut reader = decoder.read_info().ok()?;
    if reader.info().size() != size {
        return None;
    }
    let samples = match reader.output_color_type().0 {
        png::ColorType::Indexed => return None,
        color => color.samples(),
    };
    let mut reducer = Reducer::new(size, samples, factor);
    if reader.info().interlaced {
        let mut data = vec![0; reader.output_buffer_size()?];
        let frame = reader.next_frame(&mut data).ok()?;
        let rows = data.chunks_exact(frame.line_size);
        rows.take(size.1 as usize).for_each(|row| reducer.push(row));
    } else {
        while let Some(row) = reader.next_row().ok()? {
            reducer.push(row.data());
        }
    }
    let profile = reader.info().icc_profile.as_ref();
    let profile = needed_profile(profile.map(|profile| profile.to_vec()));
    let (size, alpha, data) = reducer.finish();
    Pixels::new(size, alpha, data, profile).ok()
}

/// The most memory for the chunks of a PNG other than its pixels.
const MAX_PNG_CHUNKS: usize = 16 << 20;

/// The first frame, at its position on the canvas.
fn gif(bytes: &[u8], info: &ImageInfo) -> Option<Pixels> {
    let mut options = gif::DecodeOptions::new();
    // The frame has at most the size of the canvas, which has been checked.
    let limit = NonZeroU64::new(4 * info.pixel_count() + (1 << 20))?;
    options.set_memory_limit(gif::MemoryLimit::Bytes(limit));
    options.set_color_output(gif::ColorOutput::RGBA);
    options.check_frame_consistency(true);
    let mut decoder = options.read_info(Cursor::new(bytes)).ok()?;
    let (width, height) = (usize::from(decoder.width()), usize::from(decoder.height()));
    let frame = decoder.read_next_frame().ok()??;
    let (left, top) = (usize::from(frame.left), usize::from(frame.top));
    let row = 4 * usize::from(frame.width);
    let mut data = vec![0; 4 * width * height];
    for (y, pixels) in frame.buffer.chunks_exact(row).enumerate() {
        let at = 4 * ((top + y) * width + left);
        data.get_mut(at..at + row)?.copy_from_slice(pixels);
    }
    let size = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    Pixels::new(size, true, data, None).ok()
}

fn webp(bytes: &[u8]) -> Option<Pixels> {
    let decoder = webpx::Decoder::new(bytes).ok()?;
    let alpha = decoder.info().has_alpha;
    // The limits are those of [`super::inspect`].
    let unlimited = webpx::DecoderConfig::new().limits(webpx::Limits::none());
    let decoder = decoder.config(unlimited);
    let decoded = if alpha {
        decoder.decode_rgba_raw()
    } else {
        decoder.decode_rgb_raw()
    };
    let (data, width, height) = decoded.ok()?;
    let profile = container::webp::chunk(bytes, *b"ICCP").map(<[u8]>::to_vec);
    Pixels::new((width, height), alpha, data, needed_profile(profile)).ok()
}

/// The profile, if the colours would look different without it: for RGB, not sRGB, and no longer than the
/// profiles of cameras and screens are.
fn needed_profile(profile: Option<Vec<u8>>) -> Option<Vec<u8>> {
    const MAX_LEN: usize = 16 * 1024;
    let profile = profile?;
    let utf_16: Vec<u8> = b"sRGB".iter().flat_map(|&letter| [0, letter]).collect();
    let contains = |needle: &[u8]| memchr::memmem::find(&profile, needle).is_some();
    let is_srgb = contains(b"sRGB") || contains(&utf_16);
    let is_needed = profile.get(16..20) == Some(b"RGB ") && profile.len() <= MAX_LEN && !is_srgb;
    is_needed.then_some(profile)
}
