//! Images for tests, generated rather than stored in files.

use super::pixels::Pixels;

/// An image whose colours differ at every pixel, by its position.
pub(super) fn pixels(width: u32, height: u32, alpha: bool) -> Pixels {
    let scaled = |at: u32, of: u32| {
        u8::try_from(at * 255 / of.max(2).saturating_sub(1).max(1)).unwrap_or(255)
    };
    let pixel = |x: u32, y: u32| {
        let pixel = [
            scaled(x, width),
            scaled(y, height),
            60,
            if alpha && x < width / 2 { 0 } else { 255 },
        ];
        pixel.into_iter().take(if alpha { 4 } else { 3 })
    };
    let data = (0..height)
        .flat_map(|y| (0..width).flat_map(move |x| pixel(x, y)))
        .collect();
    Pixels {
        width,
        height,
        alpha,
        data,
        profile: None,
    }
}

/// A JPEG of this size, with `segments` after its first two bytes.
pub(super) fn jpeg(width: u16, height: u16, segments: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let data = pixels(width.into(), height.into(), false).data;
    encoded_jpeg(&data, width, height, jpeg_encoder::ColorType::Rgb, segments)
}

/// A JPEG of these pixels, with `segments` after its first two bytes.
pub(super) fn encoded_jpeg(
    data: &[u8],
    width: u16,
    height: u16,
    kind: jpeg_encoder::ColorType,
    segments: &[(u8, Vec<u8>)],
) -> Vec<u8> {
    let mut file = Vec::new();
    jpeg_encoder::Encoder::new(&mut file, 95)
        .encode(data, width, height, kind)
        .expect("a picture");
    let mut out = file[..2].to_vec();
    for (marker, data) in segments {
        out.extend([0xff, *marker]);
        out.extend(
            u16::try_from(data.len() + 2)
                .expect("a picture")
                .to_be_bytes(),
        );
        out.extend(data);
    }
    out.extend(&file[2..]);
    out
}

/// Exif with an orientation and a GPS position.
pub(super) fn exif(orientation: u8) -> Vec<u8> {
    let mut out = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    out.extend([orientation, 0, 0, 0, 0, 0, 0]);
    out.extend(b"GPS 23.7N 108.9E");
    out
}

/// The JPEG segment with this Exif.
pub(super) fn exif_segment(orientation: u8) -> (u8, Vec<u8>) {
    (0xe1, [b"Exif\0\0".to_vec(), exif(orientation)].concat())
}

/// A PNG of these pixels, with `chunks` after its header.
pub(super) fn png(
    (width, height): (u32, u32),
    kind: png::ColorType,
    depth: png::BitDepth,
    data: &[u8],
    chunks: &[(&[u8; 4], &[u8])],
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(kind);
    encoder.set_depth(depth);
    if kind == png::ColorType::Indexed {
        encoder.set_palette(&[0, 0, 0, 250, 10, 10, 10, 250, 10][..]);
        encoder.set_trns(&[0][..]);
    }
    let mut writer = encoder.write_header().expect("a picture");
    writer.write_image_data(data).expect("a picture");
    writer.finish().expect("a picture");
    with_chunks(&file, chunks)
}

fn with_chunks(file: &[u8], chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut out = file[..33].to_vec();
    for (name, data) in chunks {
        out.extend(u32::try_from(data.len()).expect("a picture").to_be_bytes());
        out.extend(*name);
        out.extend(*data);
        let mut crc = flate2::Crc::new();
        crc.update(*name);
        crc.update(data);
        out.extend(crc.sum().to_be_bytes());
    }
    out.extend(&file[33..]);
    out
}

/// A PNG in three bytes a pixel.
pub(super) fn rgb_png(width: u32, height: u32, chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let data = pixels(width, height, false).data;
    png(
        (width, height),
        png::ColorType::Rgb,
        png::BitDepth::Eight,
        &data,
        chunks,
    )
}

/// A GIF with this number of frames and a comment.
pub(super) fn gif(width: u16, height: u16, frames: u16) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder =
        gif::Encoder::new(&mut out, width, height, &[0, 0, 0, 250, 10, 10]).expect("a picture");
    encoder
        .set_repeat(gif::Repeat::Infinite)
        .expect("a picture");
    encoder
        .write_raw_extension(gif::AnyExtension(0xfe), &[b"GPS 23.7N 108.9E"])
        .expect("a picture");
    for index in 0..frames {
        let buffer = (0..width * height)
            .map(|at| u8::from((at + index) % 3 == 0))
            .collect::<Vec<_>>();
        let frame = gif::Frame {
            width,
            height,
            delay: 10,
            buffer: buffer.into(),
            ..gif::Frame::default()
        };
        encoder.write_frame(&frame).expect("a picture");
    }
    drop(encoder);
    out
}

/// A WebP, with `chunks` after its own.
pub(super) fn webp(width: u32, height: u32, alpha: bool, chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let pixels = pixels(width, height, alpha);
    let encoder = if alpha {
        webpx::Encoder::new_rgba(&pixels.data, width, height)
    } else {
        webpx::Encoder::new_rgb(&pixels.data, width, height)
    };
    let plain = encoder
        .quality(80.0)
        .encode(webpx::Unstoppable)
        .expect("a picture");
    let mut out = super::container::webp::with_profile(
        &plain,
        &profile("Display P3"),
        (width, height),
        alpha,
    );
    for (name, data) in chunks {
        out.extend(*name);
        out.extend(u32::try_from(data.len()).expect("a picture").to_le_bytes());
        out.extend(*data);
        out.resize(out.len().next_multiple_of(2), 0);
    }
    out[20] |= 0x0c;
    let length = u32::try_from(out.len() - 8).expect("a picture");
    out[4..8].copy_from_slice(&length.to_le_bytes());
    out
}

/// The start of a colour profile with this name.
pub(super) fn profile(name: &str) -> Vec<u8> {
    let mut out = vec![0; 16];
    out.extend(b"RGB XYZ ");
    out.resize(128, 0);
    out.extend(name.as_bytes());
    out
}

/// Small images of every format and kind that the program reads, with metadata.
pub(crate) fn all() -> Vec<Vec<u8>> {
    let mut all = vec![
        jpeg(24, 16, &[exif_segment(6)]),
        rgb_png(24, 16, &[(b"eXIf", &exif(3)), (b"tEXt", b"Comment\0GPS")]),
        gif(24, 16, 1),
        gif(24, 16, 3),
        webp(24, 16, false, &[]),
        webp(
            24,
            16,
            true,
            &[(b"EXIF", &exif(8)), (b"XMP ", b"<x:xmpmeta/>")],
        ),
    ];
    all.extend(jpegs());
    all.extend(pngs());
    all
}

/// JPEGs in four colour models, progressive, and with restart intervals.
fn jpegs() -> Vec<Vec<u8>> {
    use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
    type Configure = fn(&mut Encoder<&mut Vec<u8>>);
    let kinds: [(ColorType, usize, Configure); 6] = [
        (ColorType::Rgb, 3, |encoder| encoder.set_progressive(true)),
        (ColorType::Rgb, 3, |encoder| encoder.set_restart_interval(2)),
        (ColorType::Luma, 1, |encoder| {
            encoder.set_optimized_huffman_tables(true)
        }),
        (ColorType::Cmyk, 4, |_| {}),
        (ColorType::Ycck, 4, |_| {}),
        (ColorType::Rgb, 3, |encoder| {
            encoder.set_sampling_factor(SamplingFactor::F_2_1);
            encoder.set_progressive(true);
        }),
    ];
    let encoded = kinds.map(|(kind, channels, configure)| {
        let data: Vec<u8> = (0..24 * 16 * channels)
            .map(|at| u8::try_from(at * at % 251).unwrap_or_default())
            .collect();
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 80);
        configure(&mut encoder);
        encoder.encode(&data, 24, 16, kind).expect("a picture");
        file
    });
    encoded.into()
}

/// PNGs of all colour types, in several depths.
fn pngs() -> Vec<Vec<u8>> {
    use png::{BitDepth, ColorType};
    let kinds = [
        (ColorType::Rgba, BitDepth::Eight, 32),
        (ColorType::Rgb, BitDepth::Sixteen, 48),
        (ColorType::Grayscale, BitDepth::Eight, 8),
        (ColorType::Grayscale, BitDepth::One, 1),
        (ColorType::GrayscaleAlpha, BitDepth::Eight, 16),
        (ColorType::Indexed, BitDepth::Two, 2),
    ];
    let encoded = kinds.map(|(kind, depth, bits)| {
        let data: Vec<u8> = (0..24 * 16 * bits / 8)
            .map(|at: usize| u8::try_from(at * 37 % 256).unwrap_or_default())
            .collect();
        png((24, 16), kind, depth, &data, &[])
    });
    encoded.into()
}
