//! JPEG: segments behind markers, then the compressed data.

use super::{Format, ImageInfo, be16};
use crate::images::exif;

/// Reads up to the end of the picture; what a telephone appends behind it (previews, notes) is no part of it.
pub(super) fn read(bytes: &[u8]) -> Option<ImageInfo> {
    let mut facts = ImageInfo::new(Format::Jpeg);
    facts.keep(0..2);
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
                facts.keep(start..at);
                return (facts.width > 0).then_some(facts);
            }
            0x01 | 0xd0..=0xd7 => facts.keep(start..at),
            _ => {
                let end = at + usize::from(be16(bytes, at)?).max(2);
                let segment = bytes.get(at + 2..end)?;
                at = end;
                if marker == 0xda {
                    at = data_end(bytes, end)?;
                }
                facts.segment(marker, segment);
                if belongs(marker, segment) {
                    facts.keep(start..at);
                }
            }
        }
    }
}

impl ImageInfo {
    fn segment(&mut self, marker: u8, segment: &[u8]) {
        match marker {
            // The frame header; the other three of this row are tables.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
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
}

/// Whether a segment is needed to show the picture.
fn belongs(marker: u8, segment: &[u8]) -> bool {
    match marker {
        // JFIF, unless it holds a preview, which may show what was cut away.
        0xe0 => segment.starts_with(b"JFIF\0") && segment.len() <= 14,
        // The colour profile. The same marker holds pictures beside the picture, each with its own notes.
        0xe2 => segment.starts_with(b"ICC_PROFILE\0"),
        // How Adobe's programs write colour.
        0xee => segment.starts_with(b"Adobe"),
        0xe1 | 0xe3..=0xed | 0xef | 0xfe => false,
        _ => true,
    }
}

/// Where the compressed data that begins at `at` ends: before the next marker that is none of the data's own.
fn data_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    memchr::memchr_iter(0xff, rest)
        .find(|&found| !matches!(rest.get(found + 1), None | Some(0 | 0xd0..=0xd7 | 0xff)))
        .map(|found| at + found)
}
