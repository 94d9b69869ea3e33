//! Colour models and bit depths.

use super::super::samples::{self, png};
use super::{decoded, pixel};

#[test]
fn cmyk_is_converted_to_rgb() {
    use jpeg_encoder::ColorType::{Cmyk, CmykAsYcck};
    // Cyan alone, and black alone.
    for (inks, expected) in [([255, 0, 0, 0], [0, 255, 255]), ([0, 0, 0, 255], [0, 0, 0])] {
        for kind in [Cmyk, CmykAsYcck] {
            let bytes = samples::encoded_jpeg(&inks.repeat(100), 10, 10, kind, &[]);
            let decoded = decoded(&bytes);
            for (a, b) in pixel(&decoded, 5, 5).iter().zip(expected) {
                assert!(
                    a.abs_diff(b) < 20,
                    "{kind:?} {inks:?}: {:?}",
                    pixel(&decoded, 5, 5)
                );
            }
        }
    }
}

#[test]
fn every_colour_type_of_png_is_decoded() {
    use ::png::{BitDepth, ColorType};
    let deep: Vec<u8> = [[0xff, 0x80], [0x80, 0], [0, 0xff]].concat().repeat(4);
    let pixels = decoded(&png((2, 2), ColorType::Rgb, BitDepth::Sixteen, &deep, &[]));
    assert_eq!(pixels.data[..3], [255, 128, 0]);
    let pixels = decoded(&png(
        (2, 1),
        ColorType::Indexed,
        BitDepth::Eight,
        &[0, 1],
        &[],
    ));
    assert_eq!(
        (pixels.alpha, pixels.data.as_slice()),
        (true, &[0, 0, 0, 0, 250, 10, 10, 255][..])
    );
    let pixels = decoded(&png(
        (2, 1),
        ColorType::Grayscale,
        BitDepth::Eight,
        &[7, 9],
        &[],
    ));
    assert_eq!(pixels.data, [7, 7, 7, 9, 9, 9]);
    let pixels = decoded(&png(
        (1, 1),
        ColorType::GrayscaleAlpha,
        BitDepth::Eight,
        &[7, 9],
        &[],
    ));
    assert_eq!(pixels.data, [7, 7, 7, 9]);
    // Three pixels in one byte, and padding.
    let pixels = decoded(&png(
        (3, 1),
        ColorType::Grayscale,
        BitDepth::Two,
        &[0b0001_1000],
        &[],
    ));
    assert_eq!(pixels.data, [0, 0, 0, 85, 85, 85, 170, 170, 170]);
}
