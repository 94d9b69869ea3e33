//! What a file is by its first bytes, whatever its name says: for messages about files that are not the images
//! that their names promise.

use crate::util::file_use::PICTURES;

/// A format that is known by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ContentFormat {
    /// Its name.
    pub(crate) name: &'static str,
    /// The usual extension.
    pub(crate) extension: &'static str,
    /// Whether it is one of images.
    pub(crate) is_image: bool,
    /// Whether it is one of images that few browsers show.
    pub(crate) is_rarely_shown: bool,
}

/// Formats that begin with these bytes: start, name, extension.
const STARTS: [(&[u8], &str, &str); 15] = [
    (b"\xFF\xD8\xFF", "JPEG", "jpg"),
    (b"\x89PNG\r\n\x1A\n", "PNG", "png"),
    (b"GIF8", "GIF", "gif"),
    (b"%PDF", "PDF", "pdf"),
    (b"PK\x03\x04", "ZIP / DOCX / XLSX", "zip"),
    (b"\xD0\xCF\x11\xE0", "DOC / XLS / PPT", "doc"),
    (b"Rar!", "RAR", "rar"),
    (b"7z\xBC\xAF", "7z", "7z"),
    (b"ID3", "MP3", "mp3"),
    (b"8BPS", "PSD", "psd"),
    (b"<svg", "SVG", "svg"),
    (b"<?xml", "XML", "xml"),
    (b"<!DOCTYPE", "HTML", "html"),
    (b"<!doctype", "HTML", "html"),
    (b"<html", "HTML", "html"),
];

/// Formats of images that few browsers show, by their first bytes.
const RARELY_SHOWN: [(&[u8], &str, &str); 4] = [
    (b"II*\0", "TIFF", "tif"),
    (b"MM\0*", "TIFF", "tif"),
    (b"\xFF\x0A", "JPEG XL", "jxl"),
    (b"\0\0\0\x0CJXL ", "JPEG XL", "jxl"),
];

/// The brands of HEIC in the first box of a file.
const HEIC: [&[u8]; 8] = [
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1",
];

/// The format of a file with these bytes, if it is a known one.
pub(crate) fn content_format(bytes: &[u8]) -> Option<ContentFormat> {
    let find = |list: &[(&[u8], &'static str, &'static str)], is_rarely_shown| {
        let found = list.iter().find(|(start, ..)| bytes.starts_with(start));
        found.map(|&(_, name, extension)| ContentFormat {
            name,
            extension,
            is_image: is_image(extension),
            is_rarely_shown,
        })
    };
    find(&RARELY_SHOWN, true)
        .or_else(|| find(&STARTS, false))
        .or_else(|| boxed(bytes))
        .or_else(|| riff(bytes))
}

/// The format of a file that begins with a box of its brands, as films and HEIC do.
fn boxed(bytes: &[u8]) -> Option<ContentFormat> {
    let brand = bytes
        .get(8..12)
        .filter(|_| bytes.get(4..8) == Some(b"ftyp"))?;
    let (name, extension) = match brand {
        // Both formats may have the brand of their common base.
        b"mif1" | b"msf1" if has_brand(bytes, b"avif") => ("AVIF", "avif"),
        brand if HEIC.contains(&brand) => ("HEIC", "heic"),
        b"avif" | b"avis" => ("AVIF", "avif"),
        b"M4A " => ("M4A", "m4a"),
        b"qt  " => ("MOV", "mov"),
        _ => ("MP4", "mp4"),
    };
    Some(ContentFormat {
        name,
        extension,
        is_image: is_image(extension),
        is_rarely_shown: name == "HEIC",
    })
}

/// Whether a brand is among the compatible ones in the first box.
fn has_brand(bytes: &[u8], brand: &[u8; 4]) -> bool {
    let length = bytes.get(..4).and_then(|length| length.try_into().ok());
    let end = length.map_or(0, u32::from_be_bytes) as usize;
    let brands = bytes.get(16..end.min(bytes.len())).unwrap_or_default();
    brands.chunks(4).any(|one| one == brand)
}

fn is_image(extension: &str) -> bool {
    PICTURES.contains(&extension)
}

fn riff(bytes: &[u8]) -> Option<ContentFormat> {
    let kind = bytes.get(8..12).filter(|_| bytes.starts_with(b"RIFF"))?;
    let (name, extension) = match kind {
        b"WEBP" => ("WebP", "webp"),
        b"WAVE" => ("WAV", "wav"),
        b"AVI " => ("AVI", "avi"),
        _ => return None,
    };
    Some(ContentFormat {
        name,
        extension,
        is_image: is_image(extension),
        is_rarely_shown: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_tell_the_format() {
        for (bytes, name) in [
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" as &[u8], Some("HEIC")),
            (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", Some("AVIF")),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", Some("HEIC")),
            (b"\0\0\0\x18ftypisom\0\0\0\0", Some("MP4")),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some("WebP")),
            (b"MM\0*\0\0\0\x08", Some("TIFF")),
            (b"\xFF\xD8\xFF\xE0", Some("JPEG")),
            (b"%PDF-1.7", Some("PDF")),
            (b"\xff\xff\xff\xffftyp", None),
            (b"\xff\xff\xff\xffftypmif1", Some("HEIC")),
            (b"text", None),
            (b"", None),
        ] {
            assert_eq!(content_format(bytes).map(|one| one.name), name, "{bytes:?}");
        }
    }
}
