//! What cameras, editors and vandals hand in.

use proptest::prelude::*;

use super::decode::decode;
use super::encode::encode;
use super::exif::Orientation;
use super::pixels::Pixels;
use super::samples::{self, exif_segment, gif, jpeg, pixels, png, rgb_png, webp};
use super::*;

fn facts(bytes: &[u8]) -> ImageInfo {
    inspect(bytes)
        .expect("a known format")
        .expect("a sound file")
}

fn fault(bytes: &[u8]) -> ImageError {
    inspect(bytes)
        .expect("a known format")
        .expect_err("a fault")
}

fn decoded(bytes: &[u8]) -> Pixels {
    decode(bytes, &facts(bytes)).expect("it can be decoded")
}

fn layout() -> Layout {
    Layout {
        widths: vec![40, 80, 120],
        sizes: "100vw".to_owned(),
    }
}

fn planned(bytes: &[u8]) -> Picture {
    Picture::plan(bytes, &facts(bytes), "/a/photo.x", &layout()).expect("it has variants")
}

fn made(bytes: &[u8]) -> Vec<Vec<u8>> {
    let picture = planned(bytes);
    let renditions: Vec<&Rendition> = picture.renditions.iter().collect();
    develop(bytes, &facts(bytes), &renditions).expect("they can be made")
}

/// Whether any of the notes of the samples is left.
fn holds_notes(bytes: &[u8]) -> bool {
    let notes: [&[u8]; 5] = [b"GPS", b"Exif", b"ns.adobe.com", b"secret", b"EXIF"];
    notes
        .iter()
        .any(|note| memchr::memmem::find(bytes, note).is_some())
}

/// The pixel at a place, given in tenths of the sides.
fn pixel(pixels: &Pixels, x: usize, y: usize) -> &[u8] {
    let each = if pixels.alpha { 4 } else { 3 };
    let (x, y) = (
        pixels.width as usize * x / 10,
        pixels.height as usize * y / 10,
    );
    let at = (y * pixels.width as usize + x) * each;
    &pixels.data[at..at + each]
}

#[test]
fn all_eight_orientations_stand_upright() {
    // Where the upper left corner of the upright picture is stored, for a stored picture of 3 by 2 pixels.
    let corners = [
        (0, 0),
        (2, 0),
        (2, 1),
        (0, 1),
        (0, 0),
        (0, 1),
        (2, 1),
        (2, 0),
    ];
    let stored = pixels(3, 2, false);
    for (value, (x, y)) in (1..=8).zip(corners) {
        let upright = stored.clone().upright(Orientation::new(value));
        let size = if value < 5 { (3, 2) } else { (2, 3) };
        assert_eq!((upright.width, upright.height), size, "{value}");
        let at = (y * 3 + x) * 3;
        assert_eq!(upright.data[..3], stored.data[at..at + 3], "{value}");
    }
    // A quarter turn to the right and back.
    let turned = stored
        .clone()
        .upright(Orientation::new(6))
        .upright(Orientation::new(8));
    assert_eq!(turned, stored);
}

#[test]
fn a_photograph_on_its_side_is_turned_and_its_notes_are_gone() {
    for value in 1..=8 {
        let bytes = jpeg(64, 32, &[exif_segment(value)]);
        let facts = facts(&bytes);
        let seen = if value < 5 { (64, 32) } else { (32, 64) };
        assert_eq!((facts.width, facts.height), seen, "{value}");
        let clean = clean(&bytes, &facts).unwrap();
        assert!(!holds_notes(&clean), "{value}");
        let shown = decoded(&clean);
        assert_eq!((shown.width, shown.height), seen, "{value}");
        // The stored red grows to the right, the stored green downwards.
        let expected = decoded(&jpeg(64, 32, &[])).upright(facts.orientation);
        for (x, y) in [(1, 1), (8, 1), (1, 8), (8, 8)] {
            for (a, b) in pixel(&shown, x, y).iter().zip(pixel(&expected, x, y)) {
                assert!(a.abs_diff(*b) < 12, "{value} at {x}, {y}");
            }
        }
        for rendition in made(&bytes) {
            assert!(!holds_notes(&rendition), "{value}");
        }
    }
}

#[test]
fn notes_go_and_the_picture_stays_as_it_is() {
    let xmp = (0xe1, b"http://ns.adobe.com/xap/1.0/\0GPS".to_vec());
    let preview = (0xe2, b"MPF\0GPS".to_vec());
    let comment = (0xfe, b"secret".to_vec());
    let profile = (
        0xe2,
        [
            b"ICC_PROFILE\0\x01\x01".to_vec(),
            samples::profile("Display P3"),
        ]
        .concat(),
    );
    let mut noted = jpeg(
        50,
        40,
        &[exif_segment(1), xmp, profile.clone(), preview, comment],
    );
    noted.extend(b"\xff\xd8secret preview behind the end");
    assert!(holds_notes(&noted));
    let clean_bytes = clean(&noted, &facts(&noted)).unwrap();
    assert_eq!(clean_bytes, jpeg(50, 40, &[profile]));

    let noted = rgb_png(
        50,
        40,
        &[
            (b"tEXt", b"secret\0GPS"),
            (b"eXIf", &samples::exif(1)),
            (b"gAMA", &[0, 0, 1, 1]),
        ],
    );
    let clean_bytes = clean(&noted, &facts(&noted)).unwrap();
    assert_eq!(clean_bytes, rgb_png(50, 40, &[(b"gAMA", &[0, 0, 1, 1])]));

    let noted = webp(
        50,
        40,
        true,
        &[(b"EXIF", &samples::exif(1)), (b"XMP ", b"secret")],
    );
    let clean_bytes = clean(&noted, &facts(&noted)).unwrap().into_owned();
    assert!(!holds_notes(&clean_bytes));
    assert_eq!(clean_bytes[20] & 0x0c, 0, "the flags say so too");
    assert_eq!(decoded(&clean_bytes), decoded(&noted));

    let noted = gif(20, 10, 1);
    let clean_bytes = clean(&noted, &facts(&noted)).unwrap().into_owned();
    assert!(holds_notes(&noted) && !holds_notes(&clean_bytes));
    assert_eq!(decoded(&clean_bytes), decoded(&noted));
}

#[test]
fn what_holds_no_notes_is_published_byte_for_byte() {
    for bytes in [jpeg(9, 7, &[]), rgb_png(9, 7, &[])] {
        assert!(
            matches!(clean(&bytes, &facts(&bytes)).unwrap(), std::borrow::Cow::Borrowed(same) if same == bytes)
        );
    }
}

#[test]
fn what_moves_goes_on_moving() {
    let moving = gif(20, 10, 3);
    let facts = facts(&moving);
    assert!(facts.animated);
    assert_eq!(Picture::plan(&moving, &facts, "/a.gif", &layout()), None);
    let clean = clean(&moving, &facts).unwrap();
    let mut decoder = gif::DecodeOptions::new().read_info(&clean[..]).unwrap();
    assert_eq!(decoder.repeat(), gif::Repeat::Infinite);
    assert_eq!(
        std::iter::from_fn(|| decoder.read_next_frame().unwrap().map(|_| ())).count(),
        3
    );
}

#[test]
fn what_moves_has_the_size_that_is_stored() {
    let mut moving = webp(24, 16, true, &[(b"EXIF", &samples::exif(8))]);
    assert_eq!((facts(&moving).width, facts(&moving).height), (16, 24));
    const ANIMATION: u8 = 0x02;
    moving[20] |= ANIMATION;
    let info = facts(&moving);
    assert!(info.animated && !info.must_turn());
    assert_eq!((info.width, info.height), (24, 16));
    let clean = clean(&moving, &info).unwrap();
    assert_eq!((facts(&clean).width, facts(&clean).height), (24, 16));
}

#[test]
fn variants_are_no_larger_than_the_image_and_keep_its_shape() {
    let widths = |bytes: &[u8]| {
        let picture = planned(bytes);
        let sizes = picture
            .renditions
            .iter()
            .map(|rendition| (rendition.width, rendition.height));
        (sizes.collect::<Vec<_>>(), picture.size)
    };
    let large = jpeg(240, 120, &[]);
    let expected = vec![(120, 60), (80, 40), (40, 20), (120, 60), (80, 40), (40, 20)];
    assert_eq!(widths(&large), (expected, (120, 60)));
    // Its own width is offered too, and where the file is light it is the file itself.
    assert_eq!(
        widths(&jpeg(100, 50, &[])).0,
        [(100, 50), (80, 40), (40, 20), (80, 40), (40, 20)]
    );
    let small = planned(&jpeg(30, 10, &[]));
    assert_eq!(
        (small.src.as_str(), small.srcset.as_str()),
        ("/a/photo.x", "")
    );
    assert_eq!(small.renditions.len(), 1);
    for (rendition, bytes) in planned(&large).renditions.iter().zip(made(&large)) {
        let facts = facts(&bytes);
        assert_eq!(
            (facts.width, facts.height),
            (rendition.width, rendition.height)
        );
    }
}

#[test]
fn one_pixel_is_an_image() {
    for bytes in [
        jpeg(1, 1, &[]),
        rgb_png(1, 1, &[]),
        webp(1, 1, false, &[]),
        gif(1, 1, 1),
    ] {
        assert_eq!(planned(&bytes).size, (1, 1));
        assert_eq!(made(&bytes).len(), 1);
    }
    // So is a line.
    assert!(
        made(&rgb_png(300, 1, &[]))
            .iter()
            .all(|bytes| facts(bytes).height == 1)
    );
}

#[test]
fn names_follow_the_content() {
    let url = |bytes: &[u8]| planned(bytes).renditions[0].url.clone();
    let (one, other) = (url(&jpeg(200, 100, &[])), url(&jpeg(200, 101, &[])));
    assert_ne!(one, other);
    assert!(
        one.starts_with("/a/photo-") && one.ends_with("-120.webp"),
        "{one}"
    );
    let picture = planned(&jpeg(200, 100, &[]));
    assert_eq!(picture.srcset.matches(".jpg").count(), 3);
    assert!(
        picture
            .srcset
            .starts_with(&format!("{} 120w, ", picture.src)),
        "{}",
        picture.srcset
    );
}

#[test]
fn four_inks_become_colours() {
    use jpeg_encoder::ColorType::{Cmyk, CmykAsYcck};
    // Cyan alone, and black alone.
    for (inks, expected) in [([255, 0, 0, 0], [0, 255, 255]), ([0, 0, 0, 255], [0, 0, 0])] {
        for kind in [Cmyk, CmykAsYcck] {
            let bytes = samples::encoded_jpeg(&inks.repeat(100), 10, 10, kind, &[]);
            let found = decoded(&bytes);
            for (a, b) in pixel(&found, 5, 5).iter().zip(expected) {
                assert!(
                    a.abs_diff(b) < 20,
                    "{kind:?} {inks:?}: {:?}",
                    pixel(&found, 5, 5)
                );
            }
        }
    }
}

#[test]
fn every_kind_of_png_is_read() {
    use ::png::{BitDepth, ColorType};
    let deep: Vec<u8> = [[0xff, 0x80], [0x80, 0], [0, 0xff]].concat().repeat(4);
    let found = decoded(&png((2, 2), ColorType::Rgb, BitDepth::Sixteen, &deep, &[]));
    assert_eq!(found.data[..3], [255, 128, 0]);
    let found = decoded(&png(
        (2, 1),
        ColorType::Indexed,
        BitDepth::Eight,
        &[0, 1],
        &[],
    ));
    assert_eq!(
        (found.alpha, found.data.as_slice()),
        (true, &[0, 0, 0, 0, 250, 10, 10, 255][..])
    );
    let found = decoded(&png(
        (2, 1),
        ColorType::Grayscale,
        BitDepth::Eight,
        &[7, 9],
        &[],
    ));
    assert_eq!(found.data, [7, 7, 7, 9, 9, 9]);
    let found = decoded(&png(
        (1, 1),
        ColorType::GrayscaleAlpha,
        BitDepth::Eight,
        &[7, 9],
        &[],
    ));
    assert_eq!(found.data, [7, 7, 7, 9]);
    // Two pixels in one byte, the second row padded.
    let found = decoded(&png(
        (3, 1),
        ColorType::Grayscale,
        BitDepth::Two,
        &[0b0001_1000],
        &[],
    ));
    assert_eq!(found.data, [0, 0, 0, 85, 85, 85, 170, 170, 170]);
}

#[test]
fn what_is_transparent_stays_so() {
    let data = pixels(200, 100, true).data;
    let bytes = png(
        (200, 100),
        ::png::ColorType::Rgba,
        ::png::BitDepth::Eight,
        &data,
        &[],
    );
    let picture = planned(&bytes);
    assert!(
        picture.src.ends_with(".png") || picture.src.ends_with(".x"),
        "{}",
        picture.src
    );
    for bytes in made(&bytes) {
        let found = decoded(&bytes);
        assert!(found.alpha && pixel(&found, 1, 5)[3] < 10 && pixel(&found, 8, 5)[3] > 245);
    }
}

#[test]
fn colours_of_a_wide_screen_are_kept() {
    let profile = |name: &str| {
        (
            0xe2,
            [b"ICC_PROFILE\0\x01\x01".to_vec(), samples::profile(name)].concat(),
        )
    };
    let holds = |bytes: &[u8], name: &str| memchr::memmem::find(bytes, name.as_bytes()).is_some();
    for bytes in made(&jpeg(200, 100, &[profile("Display P3")])) {
        assert!(holds(&bytes, "Display P3"));
        assert_eq!(
            decoded(&bytes).profile,
            Some(samples::profile("Display P3"))
        );
    }
    // What every browser takes for granted need not be said.
    for bytes in made(&jpeg(200, 100, &[profile("sRGB IEC61966-2.1")])) {
        assert!(!holds(&bytes, "sRGB") && !holds(&bytes, "ICC"));
    }
    let found = pixels(20, 10, true);
    let noted = Pixels {
        profile: Some(samples::profile("Display P3")),
        ..found
    };
    for coding in [
        Coding::PhotoWebP,
        Coding::DrawingWebP,
        Coding::Png,
        Coding::Drawing,
    ] {
        let bytes = encode(&noted, coding).unwrap();
        assert_eq!(decoded(&bytes).profile, noted.profile, "{coding:?}");
    }
}

#[test]
fn a_file_that_is_cut_off_is_broken() {
    for bytes in [
        jpeg(40, 30, &[]),
        rgb_png(40, 30, &[]),
        webp(40, 30, false, &[]),
        gif(40, 30, 1),
    ] {
        for length in [3, 12, 20, 40, bytes.len() / 2, bytes.len() - 3] {
            let found = inspect(&bytes[..length]);
            assert!(
                found.is_none() || found == Some(Err(ImageError::Broken)),
                "{length} of {}",
                bytes.len()
            );
        }
    }
}

/// Where the compressed data of a JPEG begins.
fn data_of(jpeg: &[u8]) -> usize {
    let scan = memchr::memmem::find(jpeg, b"\xff\xda").expect("a scan");
    scan + 2 + usize::from(u16::from_be_bytes([jpeg[scan + 2], jpeg[scan + 3]]))
}

/// Photographs as encoders write them: baseline and progressive, with restarts, gray, sampled in three ways.
fn kinds_of_jpeg() -> Vec<Vec<u8>> {
    use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
    type Choose = fn(&mut Encoder<&mut Vec<u8>>);
    let kinds: [(ColorType, Choose); 7] = [
        (ColorType::Rgb, |_| {}),
        (ColorType::Rgb, |one| one.set_progressive(true)),
        (ColorType::Rgb, |one| one.set_restart_interval(7)),
        (ColorType::Luma, |one| {
            one.set_optimized_huffman_tables(true)
        }),
        (ColorType::Luma, |one| one.set_progressive(true)),
        (ColorType::Rgb, |one| {
            one.set_sampling_factor(SamplingFactor::F_2_2)
        }),
        (ColorType::Rgb, |one| {
            one.set_sampling_factor(SamplingFactor::F_2_1);
            one.set_progressive(true);
        }),
    ];
    let made = kinds.map(|(kind, choose)| {
        let samples = if kind == ColorType::Luma { 1 } else { 3 };
        // Noise, so that there is much data: a remainder of squares.
        let value = |at: u64| u8::try_from(at * at % 251).expect("a byte");
        let data: Vec<u8> = (0..203 * 157 * samples).map(value).collect();
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 80);
        choose(&mut encoder);
        encoder.encode(&data, 203, 157, kind).unwrap();
        file
    });
    made.into()
}

#[test]
fn a_photograph_that_is_damaged_inside_is_broken() {
    for (number, sound) in kinds_of_jpeg().into_iter().enumerate() {
        assert_eq!(verify(&sound, &facts(&sound)), Ok(()), "{number}");
        let start = data_of(&sound);
        for part in 1..8 {
            let at = start + (sound.len() - start) * part / 9;
            // Its end never arrived, and something wrote an end marker behind what had.
            let mut cut = sound[..at].to_vec();
            cut.extend([0xff, 0xd9]);
            assert_eq!(
                verify(&cut, &facts(&cut)),
                Err(ImageError::Broken),
                "{number}, cut at {at}"
            );
            // A sector of the card holds something else.
            let mut overwritten = sound.clone();
            let other: Vec<u8> = (0..512_u32)
                .map(|at| u8::try_from(at * 97 % 255).unwrap())
                .collect();
            let sector = at.min(sound.len() - 600);
            overwritten[sector..sector + 512].copy_from_slice(&other);
            let found = inspect(&overwritten)
                .unwrap()
                .and_then(|facts| verify(&overwritten, &facts));
            assert_eq!(
                found,
                Err(ImageError::Broken),
                "{number}, overwritten at {sector}"
            );
        }
    }
}

#[test]
fn what_an_encoder_leaves_behind_the_last_block_is_no_damage() {
    for sound in kinds_of_jpeg() {
        for filler in [&[0; 40][..], &[0xff, 0, 0xff, 0], &[1, 2, 3]] {
            let mut filled = sound.clone();
            let end = sound.len() - 2;
            filled.splice(end..end, filler.iter().copied());
            assert_eq!(verify(&filled, &facts(&filled)), Ok(()), "{filler:?}");
        }
    }
}

#[test]
fn a_bomb_is_refused_by_its_header() {
    let mut bomb = rgb_png(1, 1, &[]);
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    assert_eq!(
        fault(&bomb),
        ImageError::TooManyPixels {
            width: 60_000,
            height: 60_000
        }
    );
    let mut bomb = jpeg(8, 8, &[]);
    let frame = memchr::memmem::find(&bomb, b"\xff\xc0\0\x11").unwrap();
    bomb[frame + 5..frame + 9].fill(0xff);
    assert_eq!(
        fault(&bomb),
        ImageError::TooManyPixels {
            width: 65_535,
            height: 65_535
        }
    );
    let mut bomb = gif(8, 8, 1);
    bomb[6..10].fill(0xff);
    assert_eq!(
        fault(&bomb),
        ImageError::TooManyPixels {
            width: 65_535,
            height: 65_535
        }
    );
}

#[test]
fn a_header_that_lies_is_an_error_and_no_crash() {
    let mut lie = rgb_png(8, 8, &[]);
    lie[16..24].copy_from_slice(&[0, 0, 0x20, 0, 0, 0, 0x20, 0]);
    let mut crc = flate2::Crc::new();
    crc.update(&lie[12..29]);
    lie[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    assert_eq!(verify(&lie, &facts(&lie)), Err(ImageError::Broken));
    let mut lie = webp(8, 8, false, &[]);
    lie[24] = 200;
    assert_eq!(verify(&lie, &facts(&lie)), Err(ImageError::Broken));
    let mut lie = gif(8, 8, 1);
    lie[6] = 4;
    assert_eq!(verify(&lie, &facts(&lie)), Err(ImageError::Broken));
    let mut zero = rgb_png(8, 8, &[]);
    zero[16..20].fill(0);
    assert_eq!(fault(&zero), ImageError::Broken);
}

#[test]
fn the_same_image_gives_the_same_bytes() {
    let bytes = jpeg(200, 150, &[exif_segment(6)]);
    let pool = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
    };
    assert_eq!(
        pool(1).install(|| made(&bytes)),
        pool(4).install(|| made(&bytes))
    );
}

#[test]
fn other_formats_are_looked_through_for_notes() {
    assert!(is_private(b"II*\0rest") && is_private(b"\0\0\0\x1cftypheic....Exif..."));
    assert!(!is_private(b"\0\0\0\x1cftypavif....mdat"));
    assert_eq!(inspect(b"\0\0\0\x1cftypavif"), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// A damaged file is an error or some picture of the size that its header gives; never a crash.
    #[test]
    fn damage_never_crashes(kind in 0..4usize, flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = with_notes(kind);
        for (place, value) in flips {
            let at = place.index(bytes.len());
            bytes[at] = value;
        }
        assert_sizes(&bytes);
    }
}

/// A small image of each format, with the notes of a camera.
fn with_notes(kind: usize) -> Vec<u8> {
    match kind {
        0 => jpeg(24, 16, &[exif_segment(6)]),
        1 => rgb_png(24, 16, &[(b"eXIf", &samples::exif(3))]),
        2 => gif(24, 16, 2),
        _ => webp(24, 16, true, &[(b"EXIF", &samples::exif(8))]),
    }
}

/// Makes everything of an image that can be made of it. Fails the test unless all of it can be decoded and has the
/// size that was announced. Returns how many files were made.
#[track_caller]
fn assert_sizes(bytes: &[u8]) -> usize {
    let Some(Ok(info)) = inspect(bytes) else {
        return 0;
    };
    if info.pixels() >= 1_000_000 {
        return 0;
    }
    let size = |file: &[u8]| {
        let info = facts(file);
        (info.width, info.height)
    };
    let mut files = 0;
    match clean(bytes, &info) {
        Ok(file) => {
            assert_eq!(size(&file), (info.width, info.height));
            files += 1;
        }
        Err(error) => assert_eq!(error, ImageError::Broken),
    }
    if let Some(picture) = Picture::plan(bytes, &info, "/a.x", &layout()) {
        let renditions: Vec<&Rendition> = picture.renditions.iter().collect();
        match develop(bytes, &info, &renditions) {
            Ok(made) => {
                assert_eq!(made.len(), renditions.len());
                for (file, rendition) in made.iter().zip(renditions) {
                    assert_eq!(size(file), (rendition.width, rendition.height));
                    decoded(file);
                    files += 1;
                }
            }
            Err(error) => assert_eq!(error, ImageError::Broken),
        }
    }
    files
}

#[test]
fn what_is_not_damaged_is_made_whole() {
    // The image itself, and what is made of it; the GIF moves, so nothing is made of that.
    let files: Vec<usize> = (0..4).map(|kind| assert_sizes(&with_notes(kind))).collect();
    assert_eq!(files, [3, 3, 1, 3]);
}
