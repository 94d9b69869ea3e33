//! What pages have to know of an image: its size, so that nothing moves while they load, and its renditions.

use serde::{Deserialize, Serialize};

use super::address;
use crate::diagnostic::Message;
use crate::images::{
    ImageError, ImageInfo, Key, Layout, MAX_BYTES, MAX_PIXELS, Picture, inspect, is_private,
    upright_key,
};

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageSize {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// What was found out about an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// Its size as it is seen.
    pub size: ImageSize,
    /// Its renditions, where the theme asks for any.
    pub picture: Option<Picture>,
    /// What it is kept under when it has to be turned to stand upright.
    pub upright: Option<Key>,
}

impl Measured {
    fn of(width: u32, height: u32) -> Self {
        Self {
            size: ImageSize { width, height },
            picture: None,
            upright: None,
        }
    }
}

/// Measures the file at a path relative to the site's folder: `Ok(None)` for what is no image by its name, a
/// [`ImageError`] for an image that cannot be published.
pub type Measure<'s> = dyn Fn(&str) -> Result<Option<Measured>, ImageError> + Sync + 's;

/// What the name of a file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Raster,
    Svg,
    NoImage,
}

fn named(file: &str) -> Named {
    let extension = file.rsplit('.').next().unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "svg" => Named::Svg,
        "jpg" | "jpeg" | "png" | "gif" | "webp" | "avif" | "bmp" | "ico" | "jxl" | "heic"
        | "heif" | "tif" | "tiff" => Named::Raster,
        _ => Named::NoImage,
    }
}

/// Measures an image. `length` is its size in bytes, and `read` gives them: neither is asked for other files.
///
/// # Errors
/// The [`ImageError`] for which it cannot be published.
pub fn measure(
    file: &str,
    layout: Option<&Layout>,
    length: impl Fn() -> Option<u64>,
    read: impl Fn() -> Option<Vec<u8>>,
) -> Result<Option<Measured>, ImageError> {
    let kind = named(file);
    if kind == Named::NoImage {
        return Ok(None);
    }
    match length() {
        Some(bytes) if bytes > MAX_BYTES => return Err(ImageError::TooManyBytes { bytes }),
        _ => {}
    }
    let bytes = read().ok_or(ImageError::Broken)?;
    if kind == Named::Svg {
        return svg(&bytes).ok_or(ImageError::Broken).map(Some);
    }
    let facts = match inspect(&bytes) {
        Some(facts) => facts?,
        None => return other(&bytes).map(Some),
    };
    Ok(Some(Measured {
        upright: facts.must_turn().then(|| upright_key(&bytes)),
        picture: layout
            .and_then(|layout| Picture::plan(&bytes, &facts, &address::asset(file), layout)),
        ..Measured::of(facts.width, facts.height)
    }))
}

/// An image in a format whose structure is not known, so that nothing can be taken out of it.
fn other(bytes: &[u8]) -> Result<Measured, ImageError> {
    let size = imagesize::blob_size(bytes).map_err(|_| ImageError::Broken)?;
    let side = |side: usize| {
        u32::try_from(side)
            .ok()
            .filter(|&side| side > 0)
            .ok_or(ImageError::Broken)
    };
    if is_private(bytes) {
        return Err(ImageError::Private);
    }
    Ok(Measured::of(side(size.width)?, side(size.height)?))
}

/// The facts of a file that is published, where it is an image whose structure is known.
pub fn facts(file: &str, bytes: &[u8]) -> Option<Result<ImageInfo, ImageError>> {
    (named(file) == Named::Raster)
        .then(|| inspect(bytes))
        .flatten()
}

/// The message for a fault of the image `target`.
pub fn fault_message(fault: ImageError, target: &str) -> Message {
    let target = target.to_owned();
    match fault {
        ImageError::Broken => Message::BadImage { target },
        ImageError::Private => Message::PrivateImage { target },
        ImageError::TooManyPixels { width, height } => Message::HugeImage {
            target,
            size: format!("{width}×{height}"),
            limit: format!("{} MP", MAX_PIXELS / 1_000_000),
        },
        ImageError::TooManyBytes { bytes } => Message::HugeImage {
            target,
            size: format!("{} MB", bytes / 1_000_000),
            limit: format!("{} MB", MAX_BYTES / 1_000_000),
        },
    }
}

/// The size of an SVG: its width and height where both are plain numbers, else its view box.
fn svg(bytes: &[u8]) -> Option<Measured> {
    let text = String::from_utf8_lossy(bytes);
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let size = |width: f64, height: f64| {
        let fine = width >= 1.0 && height >= 1.0 && width <= 65_535.0 && height <= 65_535.0;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to lie between 1 and 65535"
        )]
        fine.then(|| Measured::of(width.round() as u32, height.round() as u32))
    };
    let length = |name| {
        attribute(tag, name).and_then(|text| text.trim_end_matches("px").parse::<f64>().ok())
    };
    if let (Some(width), Some(height)) = (length("width"), length("height")) {
        return size(width, height);
    }
    let view_box = attribute(tag, "viewBox")?;
    let mut numbers = view_box
        .split([' ', ','])
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse::<f64>().ok())
        .skip(2);
    size(numbers.next()?, numbers.next()?)
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = tag;
    loop {
        let at = rest.find(name)?;
        let before = rest[..at].chars().next_back();
        rest = &rest[at + name.len()..];
        let value = rest.trim_start().strip_prefix('=').map(str::trim_start);
        if let (true, Some(value)) = (before.is_some_and(char::is_whitespace), value) {
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return value[1..].split(quote).next().map(str::trim);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(text: &str) -> Option<(u32, u32)> {
        svg(text.as_bytes()).map(|found| (found.size.width, found.size.height))
    }

    #[test]
    fn an_svg_is_measured_by_its_size_or_its_view_box() {
        assert_eq!(
            size(
                "<?xml version='1.0'?><svg xmlns='x' width='12px' height=\"8\" viewBox='0 0 1 1'>"
            ),
            Some((12, 8))
        );
        assert_eq!(
            size("<svg stroke-width='2' viewBox='0 0 1200 675'>"),
            Some((1200, 675))
        );
        assert_eq!(
            size("<svg width='100%' height='100%' viewBox='0,0,40,30'>"),
            Some((40, 30))
        );
        assert_eq!(size("<svg>"), None);
        assert_eq!(size("<html>"), None);
    }

    #[test]
    fn names_that_are_no_images_are_not_measured() {
        let measured =
            |file, bytes: &[u8]| measure(file, None, || Some(1), || Some(bytes.to_vec()));
        assert_eq!(measured("a.pdf", b"%PDF"), Ok(None));
        assert_eq!(measured("a.png", b"no image"), Err(ImageError::Broken));
    }
}
