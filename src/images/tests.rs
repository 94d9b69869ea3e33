//! Images from cameras and editors, and damaged ones.

mod decoding;
mod metadata;
mod renditions;

use proptest::prelude::*;

use super::decode::{decode, decode_for};
use super::pixels::Pixels;
use super::samples::{self, exif_segment, gif, jpeg, rgb_png, webp};
use super::*;

fn info(bytes: &[u8]) -> ImageInfo {
    inspect(bytes)
        .expect("a known format")
        .expect("a sound file")
}

fn error(bytes: &[u8]) -> ImageError {
    inspect(bytes)
        .expect("a known format")
        .expect_err("an error")
}

fn decoded(bytes: &[u8]) -> Pixels {
    decode(bytes, &info(bytes)).expect("a decodable image")
}

fn layout() -> ImageLayout {
    ImageLayout {
        widths: vec![40, 80, 120],
        sizes: "100vw".to_owned(),
    }
}

fn planned(bytes: &[u8]) -> Picture {
    Picture::plan(bytes, &info(bytes), "/a/photo.x", &layout()).expect("renditions")
}

fn rendered(bytes: &[u8]) -> Vec<Vec<u8>> {
    let picture = planned(bytes);
    let renditions: Vec<&Rendition> = picture.renditions.iter().collect();
    make_renditions(bytes, &info(bytes), &renditions).expect("a decodable image")
}

/// Whether any of the samples' metadata is left.
fn has_sample_metadata(bytes: &[u8]) -> bool {
    let words: [&[u8]; 5] = [b"GPS", b"Exif", b"ns.adobe.com", b"secret", b"EXIF"];
    words
        .iter()
        .any(|word| memchr::memmem::find(bytes, word).is_some())
}

/// The pixel at a position in tenths of the sides.
fn pixel(pixels: &Pixels, x: usize, y: usize) -> &[u8] {
    let pixel_len = if pixels.alpha { 4 } else { 3 };
    let (x, y) = (
        pixels.width as usize * x / 10,
        pixels.height as usize * y / 10,
    );
    let at = (y * pixels.width as usize + x) * pixel_len;
    &pixels.data[at..at + pixel_len]
}

#[test]
fn a_truncated_file_is_broken() {
    for bytes in [
        jpeg(40, 30, &[]),
        rgb_png(40, 30, &[]),
        webp(40, 30, false, &[]),
        gif(40, 30, 1),
    ] {
        for length in [3, 12, 20, 40, bytes.len() / 2, bytes.len() - 3] {
            let result = inspect(&bytes[..length]);
            assert!(
                result.is_none() || result == Some(Err(ImageError::Broken)),
                "{length} of {}",
                bytes.len()
            );
        }
    }
}

/// The offset of the compressed data of a JPEG.
fn data_start(jpeg: &[u8]) -> usize {
    let scan = memchr::memmem::find(jpeg, b"\xff\xda").expect("a scan");
    scan + 2 + usize::from(u16::from_be_bytes([jpeg[scan + 2], jpeg[scan + 3]]))
}

/// JPEGs of noise: baseline and progressive, with restart intervals, gray, and in three samplings.
fn sample_jpegs() -> Vec<Vec<u8>> {
    use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
    type Configure = fn(&mut Encoder<&mut Vec<u8>>);
    let kinds: [(ColorType, Configure); 7] = [
        (ColorType::Rgb, |_| {}),
        (ColorType::Rgb, |encoder| encoder.set_progressive(true)),
        (ColorType::Rgb, |encoder| encoder.set_restart_interval(7)),
        (ColorType::Luma, |encoder| {
            encoder.set_optimized_huffman_tables(true)
        }),
        (ColorType::Luma, |encoder| encoder.set_progressive(true)),
        (ColorType::Rgb, |encoder| {
            encoder.set_sampling_factor(SamplingFactor::F_2_2)
        }),
        (ColorType::Rgb, |encoder| {
            encoder.set_sampling_factor(SamplingFactor::F_2_1);
            encoder.set_progressive(true);
        }),
    ];
    let files = kinds.map(|(kind, configure)| {
        let samples = if kind == ColorType::Luma { 1 } else { 3 };
        // Noise, which gives much data: remainders of squares.
        let value = |at: u64| u8::try_from(at * at % 251).expect("a byte");
        let data: Vec<u8> = (0..203 * 157 * samples).map(value).collect();
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 80);
        configure(&mut encoder);
        encoder.encode(&data, 203, 157, kind).unwrap();
        file
    });
    files.into()
}

#[test]
fn a_jpeg_with_damaged_data_is_broken() {
    for (index, sound) in sample_jpegs().into_iter().enumerate() {
        assert_eq!(verify(&sound, &info(&sound)), Ok(()), "{index}");
        let start = data_start(&sound);
        for part in 1..8 {
            let at = start + (sound.len() - start) * part / 9;
            // The rest of a transfer is missing, and the received part has an end marker.
            let mut cut = sound[..at].to_vec();
            cut.extend([0xff, 0xd9]);
            assert_eq!(
                verify(&cut, &info(&cut)),
                Err(ImageError::Broken),
                "{index}, cut at {at}"
            );
            // A disk sector was overwritten.
            let mut overwritten = sound.clone();
            let other: Vec<u8> = (0..512_u32)
                .map(|at| u8::try_from(at * 97 % 255).unwrap())
                .collect();
            let sector = at.min(sound.len() - 600);
            overwritten[sector..sector + 512].copy_from_slice(&other);
            let result = inspect(&overwritten)
                .unwrap()
                .and_then(|info| verify(&overwritten, &info));
            assert_eq!(
                result,
                Err(ImageError::Broken),
                "{index}, overwritten at {sector}"
            );
        }
    }
}

#[test]
fn bytes_after_the_last_block_are_no_damage() {
    for sound in sample_jpegs() {
        for filler in [&[0; 40][..], &[0xff, 0, 0xff, 0], &[1, 2, 3]] {
            let mut filled = sound.clone();
            let end = sound.len() - 2;
            filled.splice(end..end, filler.iter().copied());
            assert_eq!(verify(&filled, &info(&filled)), Ok(()), "{filler:?}");
        }
    }
}

#[test]
fn a_decompression_bomb_is_refused_by_its_header() {
    let too_many = |width, height| ImageError::TooManyPixels {
        width,
        height,
        limit: 1 << 27,
    };
    let mut bomb = rgb_png(1, 1, &[]);
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    assert_eq!(error(&bomb), too_many(60_000, 60_000));
    bomb[16..24].copy_from_slice(&[8, 0, 0, 0, 0, 0, 0, 1]);
    let (width, height) = (1 << 27, 1);
    assert_eq!(error(&bomb), ImageError::TooLong { width, height });
    let mut bomb = jpeg(8, 8, &[]);
    let frame = memchr::memmem::find(&bomb, b"\xff\xc0\0\x11").unwrap();
    bomb[frame + 5..frame + 9].fill(0xff);
    assert_eq!(error(&bomb), too_many(65_535, 65_535));
    let mut bomb = gif(8, 8, 1);
    bomb[6..10].fill(0xff);
    assert_eq!(error(&bomb), too_many(65_535, 65_535));
    bomb[6..10].copy_from_slice(&[0, 0x40, 0, 0x10]);
    assert!(matches!(error(&bomb), ImageError::Packed { bytes, .. } if bytes < 1000));
}

#[test]
fn a_large_png_is_reduced_while_it_is_decoded() {
    let bytes = rgb_png(400, 200, &[]);
    let reduced = decode_for(&bytes, &info(&bytes), (40, 20)).unwrap();
    assert_eq!((reduced.width, reduced.height), (80, 40));
    let (whole, small) = (decoded(&bytes), reduced.resized((40, 20)).unwrap());
    let expected = whole.resized((40, 20)).unwrap();
    for (a, b) in small.data.iter().zip(&expected.data) {
        assert!(a.abs_diff(*b) < 8);
    }
}

#[test]
fn a_wrong_header_is_an_error() {
    let mut file = rgb_png(8, 8, &[]);
    file[16..24].copy_from_slice(&[0, 0, 0x10, 0, 0, 0, 0x10, 0]);
    let mut crc = flate2::Crc::new();
    crc.update(&file[12..29]);
    file[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    assert_eq!(verify(&file, &info(&file)), Err(ImageError::Broken));
    let mut file = webp(8, 8, false, &[]);
    file[24] = 200;
    assert_eq!(verify(&file, &info(&file)), Err(ImageError::Broken));
    let mut file = gif(8, 8, 1);
    file[6] = 4;
    assert_eq!(verify(&file, &info(&file)), Err(ImageError::Broken));
    let mut zero = rgb_png(8, 8, &[]);
    zero[16..20].fill(0);
    assert_eq!(error(&zero), ImageError::Broken);
}

/// A small image of each format, with metadata.
fn with_metadata(kind: usize) -> Vec<u8> {
    match kind {
        0 => jpeg(24, 16, &[exif_segment(6)]),
        1 => rgb_png(24, 16, &[(b"eXIf", &samples::exif(3))]),
        2 => gif(24, 16, 2),
        _ => webp(24, 16, true, &[(b"EXIF", &samples::exif(8))]),
    }
}

/// Makes all outputs of an image. Each must be decodable and have the announced size. Returns the number of
/// outputs.
#[track_caller]
fn assert_sizes(bytes: &[u8]) -> usize {
    let Some(Ok(original)) = inspect(bytes) else {
        return 0;
    };
    if original.pixel_count() >= 1_000_000 {
        return 0;
    }
    let size = |file: &[u8]| {
        let info = info(file);
        (info.width, info.height)
    };
    let mut outputs = 0;
    match strip_metadata(bytes, &original) {
        Ok(file) => {
            assert_eq!(size(&file), (original.width, original.height));
            outputs += 1;
        }
        Err(error) => assert_eq!(error, ImageError::Broken),
    }
    if let Some(picture) = Picture::plan(bytes, &original, "/a.x", &layout()) {
        let renditions: Vec<&Rendition> = picture.renditions.iter().collect();
        match make_renditions(bytes, &original, &renditions) {
            Ok(files) => {
                assert_eq!(files.len(), renditions.len());
                for (file, rendition) in files.iter().zip(renditions) {
                    assert_eq!(size(file), (rendition.width, rendition.height));
                    decoded(file);
                    outputs += 1;
                }
            }
            Err(error) => assert_eq!(error, ImageError::Broken),
        }
    }
    outputs
}

#[test]
fn sound_images_have_all_outputs() {
    let counts = (0..4).map(|kind| assert_sizes(&with_metadata(kind)));
    // The image itself and two renditions; the GIF is an animation, which has none.
    assert_eq!(counts.collect::<Vec<_>>(), [3, 3, 1, 3]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// A damaged file gives an error or an image of the announced size, never a crash.
    #[test]
    fn damage_never_crashes(kind in 0..4usize, flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = with_metadata(kind);
        for (index, value) in flips {
            let at = index.index(bytes.len());
            bytes[at] = value;
        }
        assert_sizes(&bytes);
    }
}
