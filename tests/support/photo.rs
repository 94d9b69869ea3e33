//! A photograph, large enough to be published in several sizes.

/// A photograph of 1000 by 750 pixels as a telephone writes it: on its side, and with a location.
pub(crate) fn photo() -> Vec<u8> {
    let pixel = |at: u32| {
        let (x, y) = (at % 1000, at / 1000);
        [x / 4, y / 3, (x + y) / 8].map(|value| u8::try_from(value).expect("a byte"))
    };
    let data: Vec<u8> = (0..750_000).flat_map(pixel).collect();
    let mut file = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut file, 95);
    encoder.add_exif_metadata(EXIF).expect("it is short");
    encoder
        .encode(&data, 1000, 750, jpeg_encoder::ColorType::Rgb)
        .expect("it is a picture");
    file
}

/// Orientation 6, and a location as text.
const EXIF: &[u8] =
    b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPS 23.7N 108.9E";
