//! Image files of all formats.

use bulletin::fuzzing::{read_image, sample_images};

use super::{Check, seeds};
use crate::mutate::Material;
use crate::random::Random;

/// Widths of renditions, for images that are small.
const WIDTHS: &[u32] = &[8, 16, 40];

/// Larger images are not decoded: a run is to try many.
const MAX_PIXELS: u64 = 1 << 18;

pub(super) fn material() -> Material {
    let mut seeds = seeds::kept("images");
    seeds.extend(sample_images());
    Material {
        seeds,
        tokens: Vec::new(),
        is_text: false,
    }
}

/// Makes the checksums of a PNG right, without which no decoder reads on.
pub(super) fn mend(mut bytes: Vec<u8>, _: &mut Random) -> Vec<u8> {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return bytes;
    }
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let end = (at + 8).saturating_add(length);
        if end.saturating_add(4) > bytes.len() {
            break;
        }
        let mut crc = flate2::Crc::new();
        crc.update(&bytes[at + 4..end]);
        bytes[end..end + 4].copy_from_slice(&crc.sum().to_be_bytes());
        at = end + 4;
    }
    bytes
}

pub(super) fn open() -> Check {
    Box::new(|bytes| {
        let read = read_image(bytes, WIDTHS, MAX_PIXELS);
        if bytes.len() % 8 == 0 {
            let again = read_image(bytes, WIDTHS, MAX_PIXELS);
            assert_eq!(read, again, "the same twice");
        }
        let Some(Ok(image)) = read else {
            return false;
        };
        let size = |file: &[u8]| {
            let again = read_image(file, &[], MAX_PIXELS).expect("an image");
            again.expect("a sound image").size
        };
        if let Ok(published) = &image.published {
            let again = read_image(published, &[], MAX_PIXELS).expect("an image");
            let again = again.expect("a sound image");
            assert_eq!(again.size, image.size, "the size without metadata");
            assert_eq!(again.published.as_ref(), Ok(published), "metadata is left");
        }
        match &image.renditions {
            Ok(renditions) => {
                assert!(
                    image.decodes || renditions.is_empty(),
                    "renditions of a broken image"
                );
                for (planned, file) in renditions {
                    assert_eq!(size(file), *planned, "the size of a rendition");
                    let again = read_image(file, &[], MAX_PIXELS).expect("an image");
                    assert!(
                        again.is_ok_and(|image| image.decodes),
                        "a rendition is broken"
                    );
                }
            }
            Err(error) => assert!(!image.decodes, "{error} for an image that decodes"),
        }
        image.decodes
    })
}
