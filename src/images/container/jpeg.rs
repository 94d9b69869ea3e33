//! JPEG: segments with markers, then the compressed data.

use super::{ImageFormat, ImageInfo, be16};
use crate::images::exif;
use crate::images::memory::DecodingMemory;

/// Reads to the end of the picture. Data that phones append to it (previews, metadata) is not part of it.
pub(super) fn read(bytes: &[u8]) -> Option<ImageInfo> {
    let mut info = ImageInfo::new(ImageFormat::Jpeg);
    info.add_essential(0..2);
    info.decoding = DecodingMemory::PerPixel(RGB_BYTES);
    let mut frame = Frame::default();
    let mut at = 2;
    loop {
        let start = at;
        if *bytes.get(at)? != 0xff {
            return None;
        }
        while *bytes.get(at)? == 0xff {
            at += 1;
        }
        let marker = *bytes.get(at)?;
        at += 1;
        match marker {
            0xd9 => {
                info.add_essential(start..at);
                return (info.width > 0).then_some(info);
            }
            0x01 | 0xd0..=0xd7 => info.add_essential(start..at),
            _ => {
                let end = at + usize::from(be16(bytes, at)?).max(2);
                let segment = bytes.get(at + 2..end)?;
                at = end;
                if marker == 0xda {
                    at = data_end(bytes, end)?;
                    info.read_scan(&frame, segment);
                }
                if is_frame(marker) {
                    frame = Frame::new(marker, segment);
                }
                info.read_segment(marker, segment);
                if is_essential(marker, segment) {
                    info.add_essential(start..at);
                }
            }
        }
    }
}

impl ImageInfo {
    fn read_segment(&mut self, marker: u8, segment: &[u8]) {
        match marker {
            _ if is_frame(marker) => {
                self.height = be16(segment, 1).unwrap_or(0).into();
                self.width = be16(segment, 3).unwrap_or(0).into();
            }
            0xe1 => {
                if let Some(tiff) = segment.strip_prefix(b"Exif\0\0") {
                    self.orientation = exif::orientation(tiff);
                }
            }
            _ => {}
        }
    }

    /// Adds the memory for coefficients, if the pixels can only be computed when further scans are read.
    fn read_scan(&mut self, frame: &Frame, segment: &[u8]) {
        let components = segment.first().map_or(0, |&count| usize::from(count));
        if frame.is_progressive || components < frame.components {
            self.decoding = DecodingMemory::PerPixel(RGB_BYTES + frame.coefficient_bytes);
        }
    }
}

/// The bytes of a decoded pixel.
const RGB_BYTES: u64 = 3;

/// What a frame header says about the memory that decoding takes.
#[derive(Default)]
struct Frame {
    is_progressive: bool,
    components: usize,
    /// The bytes that the coefficients of all components take for a pixel.
    coefficient_bytes: u64,
}

impl Frame {
    fn new(marker: u8, segment: &[u8]) -> Self {
        let components = segment.get(6..).unwrap_or_default().chunks_exact(3);
        let factors = components.map(|it| (u64::from(it[1] >> 4), u64::from(it[1] & 15)));
        let factors: Vec<(u64, u64)> = factors.collect();
        let across = factors.iter().map(|(across, _)| *across).max();
        let down = factors.iter().map(|(_, down)| *down).max();
        let blocks = across.unwrap_or(1) * down.unwrap_or(1);
        let sum: u64 = factors.iter().map(|(across, down)| across * down).sum();
        Self {
            is_progressive: marker == 0xc2,
            components: factors.len(),
            coefficient_bytes: (2 * sum).div_ceil(blocks.max(1)),
        }
    }
}

/// Whether a segment is a frame header. The three exceptions are tables.
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

/// Whether a segment is needed to display the picture.
fn is_essential(marker: u8, segment: &[u8]) -> bool {
    match marker {
        // JFIF, unless it has a preview, which may show parts that were cropped.
        0xe0 => segment.starts_with(b"JFIF\0") && segment.len() <= 14,
        // The colour profile. Other segments with this marker hold further pictures, each with its metadata.
        0xe2 => segment.starts_with(b"ICC_PROFILE\0"),
        // The colour transform of Adobe's programs.
        0xee => segment.starts_with(b"Adobe"),
        0xe1 | 0xe3..=0xed | 0xef | 0xfe => false,
        _ => true,
    }
}

/// The end of the compressed data that starts at `at`: the next marker that is not part of the data.
fn data_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    memchr::memchr_iter(0xff, rest)
        .find(|&offset| !matches!(rest.get(offset + 1), None | Some(0 | 0xd0..=0xd7 | 0xff)))
        .map(|offset| at + offset)
}
