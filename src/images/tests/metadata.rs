//! The removal of metadata, and the orientation.

use std::borrow::Cow;

use super::super::exif::Orientation;
use super::super::samples::{self, exif_segment, gif, jpeg, pixels, rgb_png, webp};
use super::*;

#[test]
fn all_eight_orientations_are_applied() {
    // The stored position of the displayed upper left corner, for a stored picture of 3 by 2 pixels.
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
        let oriented = stored.clone().auto_oriented(Orientation::new(value));
        let size = if value < 5 { (3, 2) } else { (2, 3) };
        assert_eq!((oriented.width, oriented.height), size, "{value}");
        let at = (y * 3 + x) * 3;
        assert_eq!(oriented.data[..3], stored.data[at..at + 3], "{value}");
    }
    // A quarter turn to the right and back.
    let rotated = stored
        .clone()
        .auto_oriented(Orientation::new(6))
        .auto_oriented(Orientation::new(8));
    assert_eq!(rotated, stored);
}

#[test]
fn a_rotated_photograph_is_oriented_and_loses_its_metadata() {
    for value in 1..=8 {
        let bytes = jpeg(64, 32, &[exif_segment(value)]);
        let info = info(&bytes);
        let size = if value < 5 { (64, 32) } else { (32, 64) };
        assert_eq!((info.width, info.height), size, "{value}");
        let stripped = strip_metadata(&bytes, &info).unwrap();
        assert!(!has_sample_metadata(&stripped), "{value}");
        let oriented = decoded(&stripped);
        assert_eq!((oriented.width, oriented.height), size, "{value}");
        // In the stored pixels, red increases to the right and green downwards.
        let expected = decoded(&jpeg(64, 32, &[])).auto_oriented(info.orientation);
        for (x, y) in [(1, 1), (8, 1), (1, 8), (8, 8)] {
            for (a, b) in pixel(&oriented, x, y).iter().zip(pixel(&expected, x, y)) {
                assert!(a.abs_diff(*b) < 12, "{value} at {x}, {y}");
            }
        }
        for rendition in rendered(&bytes) {
            assert!(!has_sample_metadata(&rendition), "{value}");
        }
    }
}

#[test]
fn metadata_is_removed_without_changing_the_picture() {
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
    let mut bytes = jpeg(
        50,
        40,
        &[exif_segment(1), xmp, profile.clone(), preview, comment],
    );
    bytes.extend(b"\xff\xd8secret preview behind the end");
    assert!(has_sample_metadata(&bytes));
    let stripped = strip_metadata(&bytes, &info(&bytes)).unwrap();
    assert_eq!(stripped, jpeg(50, 40, &[profile]));

    let bytes = rgb_png(
        50,
        40,
        &[
            (b"tEXt", b"secret\0GPS"),
            (b"eXIf", &samples::exif(1)),
            (b"gAMA", &[0, 0, 1, 1]),
        ],
    );
    let stripped = strip_metadata(&bytes, &info(&bytes)).unwrap();
    assert_eq!(stripped, rgb_png(50, 40, &[(b"gAMA", &[0, 0, 1, 1])]));

    let bytes = webp(
        50,
        40,
        true,
        &[(b"EXIF", &samples::exif(1)), (b"XMP ", b"secret")],
    );
    let stripped = strip_metadata(&bytes, &info(&bytes)).unwrap().into_owned();
    assert!(!has_sample_metadata(&stripped));
    assert_eq!(stripped[20] & 0x0c, 0, "the flags of the removed chunks");
    assert_eq!(decoded(&stripped), decoded(&bytes));

    let bytes = gif(20, 10, 1);
    let stripped = strip_metadata(&bytes, &info(&bytes)).unwrap().into_owned();
    assert!(has_sample_metadata(&bytes) && !has_sample_metadata(&stripped));
    assert_eq!(decoded(&stripped), decoded(&bytes));
}

#[test]
fn an_image_without_metadata_is_returned_unchanged() {
    for bytes in [jpeg(9, 7, &[]), rgb_png(9, 7, &[])] {
        let stripped = strip_metadata(&bytes, &info(&bytes)).unwrap();
        assert!(matches!(stripped, Cow::Borrowed(same) if same == bytes));
    }
}

#[test]
fn other_formats_are_searched_for_metadata() {
    assert!(has_metadata(b"II*\0rest") && has_metadata(b"\0\0\0\x1cftypheic....Exif..."));
    assert!(!has_metadata(b"\0\0\0\x1cftypavif....mdat"));
    assert_eq!(inspect(b"\0\0\0\x1cftypavif"), None);
}

#[test]
fn an_animation_has_its_stored_size() {
    let mut bytes = webp(24, 16, true, &[(b"EXIF", &samples::exif(8))]);
    assert_eq!((info(&bytes).width, info(&bytes).height), (16, 24));
    const ANIMATION_FLAG: u8 = 0x02;
    bytes[20] |= ANIMATION_FLAG;
    let animation = info(&bytes);
    assert!(animation.animated && !animation.needs_auto_orientation());
    assert_eq!((animation.width, animation.height), (24, 16));
    let stripped = strip_metadata(&bytes, &animation).unwrap();
    assert_eq!((info(&stripped).width, info(&stripped).height), (24, 16));
}

#[test]
fn a_photograph_that_is_too_large_to_turn_keeps_its_orientation_alone() {
    let bytes = jpeg(64, 32, &[exif_segment(6)]);
    let mut info = info(&bytes);
    (info.width, info.height) = (9_000, 12_000);
    let stripped = strip_metadata(&bytes, &info).unwrap();
    let gps = memchr::memmem::find(&stripped, b"GPS");
    assert_eq!(gps, None);
    let stripped = super::info(&stripped);
    assert_eq!((stripped.width, stripped.height), (32, 64));
    assert_eq!(stripped.orientation, Orientation::new(6));
    assert_eq!(decoded(&jpeg(64, 32, &[])).width, 64);
}
