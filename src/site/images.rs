//! Image measurements for pages: the size, so that nothing moves while they load, and the renditions.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Message;
use crate::images::{
    ImageError, ImageInfo, ImageLayout, MAX_BYTES, Picture, RenditionKey, SvgProblem,
    auto_oriented_key, content_format, has_metadata, inspect, svg_problem,
};
use crate::source::{FileVersion, StampedBytes};
use crate::util::html::{Token, Tokens, decoded};
use crate::util::url;

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageSize {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// The measurements of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasuredImage {
    /// Its size as displayed.
    pub size: ImageSize,
    /// Its renditions, where the theme asks for any.
    pub picture: Option<Picture>,
    /// The cache key of the auto-oriented image, if it needs another orientation.
    pub auto_oriented: Option<RenditionKey>,
    /// Why the image, which is an SVG, is more than a picture.
    pub svg_problem: Option<SvgProblem>,
    /// The version of the file that was measured. Only that one may be published under these measurements.
    pub version: FileVersion,
    /// The memory that making all of these takes, in bytes.
    pub memory: u64,
}

/// Measures images of the site's folder.
pub(crate) trait ImageMeter: Sync {
    /// The size of a file in bytes, if it must be read to be measured.
    fn bytes_to_read(&self, file: &str) -> u64;

    /// Measures the file at a path relative to the site's folder. The result is `None` for a file whose name
    /// is not that of an image.
    ///
    /// # Errors
    /// If the image cannot be published.
    fn measure(&self, file: &str) -> Result<Option<MeasuredImage>, ImageError>;
}

/// The kind of a file by the extension of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileKind {
    Raster,
    Svg,
    NoImage,
}

fn file_kind(file: &str) -> FileKind {
    let extension = file.rsplit('.').next().unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "svg" => FileKind::Svg,
        "jfif" | "jpg" | "jpeg" | "png" | "gif" | "webp" | "avif" | "bmp" | "ico" | "jxl"
        | "heic" | "heif" | "tif" | "tiff" => FileKind::Raster,
        _ => FileKind::NoImage,
    }
}

/// Whether a file has the name of an image.
pub(crate) fn is_image(file: &str) -> bool {
    file_kind(file) != FileKind::NoImage
}

/// Measures an image. `length` returns its size in bytes and `read` its content; neither is called for other
/// files.
///
/// # Errors
/// If the image cannot be published.
pub(crate) fn measure_image(
    file: &str,
    layout: Option<&ImageLayout>,
    length: impl Fn() -> Option<u64>,
    read: impl Fn() -> std::io::Result<StampedBytes<Vec<u8>>>,
) -> Result<Option<MeasuredImage>, ImageError> {
    let kind = file_kind(file);
    if kind == FileKind::NoImage {
        return Ok(None);
    }
    match length() {
        Some(bytes) if bytes > MAX_BYTES => return Err(ImageError::TooManyBytes { bytes }),
        _ => {}
    }
    let read = read().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => ImageError::Gone,
        _ => ImageError::Broken,
    })?;
    let bytes = &read.bytes;
    let passed_on = |size: ImageSize| MeasuredImage {
        size,
        picture: None,
        auto_oriented: None,
        svg_problem: None,
        version: read.version(),
        memory: 0,
    };
    if kind == FileKind::Svg {
        let size = measure_svg(bytes).ok_or_else(|| misnamed_or_broken(bytes, "svg"))?;
        return Ok(Some(MeasuredImage {
            svg_problem: svg_problem(bytes),
            ..passed_on(size)
        }));
    }
    let info = match inspect(bytes) {
        // A photo that a program has converted, but not renamed.
        Some(Ok(_)) if rarely_shown(file).is_some() => {
            return Err(misnamed_or_broken(bytes, ""));
        }
        Some(info) => info?,
        None => return measure_other(file, bytes).map(passed_on).map(Some),
    };
    let (width, height) = (info.width, info.height);
    let picture = layout.and_then(|layout| Picture::plan(bytes, &info, &url::asset(file), layout));
    Ok(Some(MeasuredImage {
        auto_oriented: info.is_turned().then(|| auto_oriented_key(bytes)),
        memory: info.memory() + picture.as_ref().map_or(0, Picture::memory),
        picture,
        ..passed_on(ImageSize { width, height })
    }))
}

/// Measures an image in a format whose structure the program does not read, so that its metadata cannot be
/// removed.
fn measure_other(file: &str, bytes: &[u8]) -> Result<ImageSize, ImageError> {
    // A file that is damaged or of a rare kind is what its name says.
    let rare = match content_format(bytes) {
        Some(format) => format.is_rarely_shown.then_some(format.name),
        None => rarely_shown(file),
    };
    if let Some(format) = rare {
        return Err(ImageError::NotShown {
            format,
            has_metadata: has_metadata(bytes),
        });
    }
    let size = imagesize::blob_size(bytes).map_err(|_| misnamed_or_broken(bytes, "avif"))?;
    let side = |side: usize| {
        u32::try_from(side)
            .ok()
            .filter(|&side| side > 0)
            .ok_or(ImageError::Broken)
    };
    if has_metadata(bytes) {
        return Err(ImageError::UnremovableMetadata);
    }
    let (width, height) = (side(size.width)?, side(size.height)?);
    Ok(ImageSize { width, height })
}

/// Why a file that is no image of the format with this extension cannot be shown.
fn misnamed_or_broken(bytes: &[u8], extension: &str) -> ImageError {
    let format = content_format(bytes).filter(|format| format.extension != extension);
    format.map_or(ImageError::Broken, |format| ImageError::Misnamed {
        format: format.name,
        extension: format.is_image.then_some(format.extension),
    })
}

/// The format that the name of an image says, if few browsers show it.
fn rarely_shown(file: &str) -> Option<&'static str> {
    let extension = file.rsplit('.').next().unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "heic" | "heif" => Some("HEIC"),
        "jxl" => Some("JPEG XL"),
        "tif" | "tiff" => Some("TIFF"),
        _ => None,
    }
}

/// The structure of a published file; `None` for files that are not images, and for formats that the program
/// does not read.
pub(crate) fn image_info(file: &str, bytes: &[u8]) -> Option<Result<ImageInfo, ImageError>> {
    (file_kind(file) == FileKind::Raster)
        .then(|| inspect(bytes))
        .flatten()
}

/// The message for an error of the image that is written as `target`.
pub(crate) fn image_error_message(error: ImageError, target: &str) -> Message {
    let target = target.to_owned();
    match error {
        ImageError::Broken => Message::BadImage { target },
        ImageError::Gone => Message::FileChanged {},
        ImageError::UnremovableMetadata => Message::PrivateImage { target },
        ImageError::NotShown { format, .. } => Message::UnshownImage {
            target,
            format: format.to_owned(),
        },
        ImageError::Misnamed {
            format,
            extension: Some(extension),
        } => Message::MisnamedImage {
            target,
            format: format.to_owned(),
            extension: extension.to_owned(),
        },
        ImageError::Misnamed { format, .. } => Message::ImageByName {
            target,
            format: format.to_owned(),
        },
        ImageError::TooManyPixels {
            width,
            height,
            limit,
        } => Message::HugeImage {
            target,
            size: format!("{width}×{height}"),
            limit: format!("{} MP", limit / 1_000_000),
        },
        ImageError::TooLong { width, height } => Message::HugeImage {
            target,
            size: format!("{width}×{height}"),
            limit: "65535×65535".to_owned(),
        },
        ImageError::Packed {
            width,
            height,
            bytes,
        } => Message::PackedImage {
            target,
            bytes: format!("{} kB", bytes.div_ceil(1000)),
            size: format!("{width}×{height}"),
        },
        ImageError::TooManyBytes { bytes } => Message::HugeImage {
            target,
            size: format!("{} MB", bytes / 1_000_000),
            limit: format!("{} MB", MAX_BYTES / 1_000_000),
        },
    }
}

/// The message about an SVG that is more than a picture. It is the `file` of the site that is written as
/// `target`.
pub(crate) fn svg_message(problem: &SvgProblem, file: &str, target: &str) -> Message {
    let target = target.to_owned();
    match problem {
        SvgProblem::NotXml => Message::BadImage { target },
        SvgProblem::Active { part, line } => Message::ActiveImage {
            target,
            part: part.clone(),
            line: line.to_string(),
            file: file.to_owned(),
        },
    }
}

/// Measures an SVG by its width and height where both are plain numbers, else by its view box.
fn measure_svg(bytes: &[u8]) -> Option<ImageSize> {
    let text = String::from_utf8_lossy(bytes);
    let mut tokens = Tokens::xml(&text);
    tokens.find(|token| matches!(token, Token::StartTag(tag) if tag.is("svg")))?;
    let attributes = tokens.attributes()?;
    let size = |width: f64, height: f64| {
        let is_in_range = width >= 1.0 && height >= 1.0 && width <= 65_535.0 && height <= 65_535.0;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to lie between 1 and 65535"
        )]
        is_in_range.then(|| ImageSize {
            width: width.round() as u32,
            height: height.round() as u32,
        })
    };
    let value = |name| attributes.value(name).map(decoded);
    let length = |name| {
        let text = value(name)?;
        text.trim().trim_end_matches("px").parse::<f64>().ok()
    };
    if let (Some(width), Some(height)) = (length("width"), length("height")) {
        return size(width, height);
    }
    let view_box = value("viewbox")?;
    let mut numbers = view_box
        .split(|c: char| c.is_ascii_whitespace() || c == ',')
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse::<f64>().ok())
        .skip(2);
    size(numbers.next()?, numbers.next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(text: &str) -> Option<(u32, u32)> {
        measure_svg(text.as_bytes()).map(|size| (size.width, size.height))
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
        for svg in [
            "<!-- <svg width='1' height='1'> --><svg width='12' height='8'>",
            "<!DOCTYPE svg [ <!ENTITY x 'y'> ]><svg aria-label='a>b' width='12' height='8'>",
            "<svgx width='1' height='1'/><svg width = ' 12 '\nheight='&#56;'/>",
            "<title><![CDATA[<svg width='1' height='1'>]]></title><svg viewBox='0\n0\t12 8'>",
            "<svg data-x=\" width='1'\" width='12' height='8'>",
        ] {
            assert_eq!(size(svg), Some((12, 8)), "{svg}");
        }
        assert_eq!(size("<svg>"), None);
        assert_eq!(size("<svg width='12' height='8'"), None);
        assert_eq!(size("<html>"), None);
    }

    #[test]
    fn only_files_with_names_of_images_are_measured() {
        let measured = |file, bytes: &[u8]| {
            let read = || {
                Ok(StampedBytes {
                    bytes: bytes.to_vec(),
                    stamp: None,
                })
            };
            measure_image(file, None, || Some(1), read)
        };
        assert_eq!(measured("a.pdf", b"%PDF"), Ok(None));
        assert_eq!(measured("a.png", b"no image"), Err(ImageError::Broken));
    }
}
