//! Files into pixels of eight bits a channel.

use std::io::Cursor;

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;

use super::pixels::Pixels;
use super::{Format, ImageError, ImageInfo, entropy};

/// Decodes a still picture, as it is stored. The size was checked by [`super::inspect`], and no decoder makes room for more.
pub(super) fn decode(bytes: &[u8], facts: &ImageInfo) -> Result<Pixels, ImageError> {
    match facts.format {
        Format::Jpeg => jpeg(bytes, facts),
        Format::Png => png(bytes, facts),
        Format::Gif => gif(bytes),
        Format::WebP => webp(bytes),
    }
    .ok_or(ImageError::Broken)?
    .checked(facts)
}

impl Pixels {
    /// Whether the size is the one that the file's structure gave.
    fn checked(self, facts: &ImageInfo) -> Result<Self, ImageError> {
        let seen = facts.orientation.seen((self.width, self.height));
        if seen == (facts.width, facts.height) {
            Ok(self)
        } else {
            Err(ImageError::Broken)
        }
    }
}

fn jpeg(bytes: &[u8], facts: &ImageInfo) -> Option<Pixels> {
    let limit = 1 << 16;
    let options = DecoderOptions::default()
        .jpeg_set_out_colorspace(ColorSpace::RGB)
        .set_max_width(limit)
        .set_max_height(limit)
        .set_strict_mode(true);
    // The notes were looked at before; a decoder that stumbles over them would refuse a good picture.
    let clean = super::clean::stripped(bytes, facts);
    if !entropy::is_whole(&clean) {
        return None;
    }
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(&clean[..]), options);
    decoder.decode_headers().ok()?;
    let gray_or_colour = decoder
        .input_colorspace()
        .is_some_and(|space| space.num_components() <= 3);
    let (width, height) = decoder.dimensions()?;
    let data = decoder.decode().ok()?;
    // The profile of four inks does not fit the three colours that they were turned into.
    let profile = decoder.icc_profile().filter(|_| gray_or_colour);
    let size = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    Pixels::new(size, false, data, worth_keeping(profile)).ok()
}

fn png(bytes: &[u8], facts: &ImageInfo) -> Option<Pixels> {
    let bytes_each = 16;
    let limit = usize::try_from(facts.pixels())
        .ok()?
        .saturating_mul(bytes_each)
        .saturating_add(1 << 20);
    let mut decoder =
        png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: limit });
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    let mut reader = decoder.read_info().ok()?;
    let mut data = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut data).ok()?;
    data.truncate(frame.buffer_size());
    let profile = reader
        .info()
        .icc_profile
        .as_ref()
        .map(|profile| profile.to_vec());
    let (alpha, data) = match frame.color_type {
        png::ColorType::Rgb => (false, data),
        png::ColorType::Rgba => (true, data),
        png::ColorType::Grayscale => (false, data.iter().flat_map(|&gray| [gray; 3]).collect()),
        png::ColorType::GrayscaleAlpha => {
            let pixels = data.chunks_exact(2);
            (
                true,
                pixels
                    .flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]])
                    .collect(),
            )
        }
        png::ColorType::Indexed => return None,
    };
    Pixels::new(
        (frame.width, frame.height),
        alpha,
        data,
        worth_keeping(profile),
    )
    .ok()
}

/// The first frame, in its place on the canvas.
fn gif(bytes: &[u8]) -> Option<Pixels> {
    let mut options = gif::DecodeOptions::new();
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
    let image = webp::Decoder::new(bytes).decode()?;
    let profile = super::clean::webp_chunk(bytes, *b"ICCP").map(<[u8]>::to_vec);
    let size = (image.width(), image.height());
    Pixels::new(
        size,
        image.is_alpha(),
        image.to_vec(),
        worth_keeping(profile),
    )
    .ok()
}

/// A profile without which the colours would look different: not that of the web, for three colours, and no
/// longer than the profiles of cameras and screens are.
fn worth_keeping(profile: Option<Vec<u8>>) -> Option<Vec<u8>> {
    const LONGEST: usize = 16 * 1024;
    let profile = profile?;
    let spaced: Vec<u8> = b"sRGB".iter().flat_map(|&letter| [0, letter]).collect();
    let holds = |needle: &[u8]| memchr::memmem::find(&profile, needle).is_some();
    let is_web = holds(b"sRGB") || holds(&spaced);
    let keep = profile.get(16..20) == Some(b"RGB ") && profile.len() <= LONGEST && !is_web;
    keep.then_some(profile)
}
