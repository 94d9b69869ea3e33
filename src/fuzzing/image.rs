//! One image file: its structure, the file without metadata, and its renditions.

use crate::images::{
    ImageInfo, ImageLayout, Picture, Rendition, inspect, make_renditions, samples, strip_metadata,
    verify,
};

/// Width and height as planned, and the bytes of the file.
pub type SizedFile = ((u32, u32), Vec<u8>);

/// Everything that the program makes of one image file. Errors are their names.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadImage {
    /// Displayed width and height, in pixels.
    pub size: (u32, u32),
    /// Whether it is an animation.
    pub is_animated: bool,
    /// Whether it can be decoded.
    pub decodes: bool,
    /// The file without its metadata.
    pub published: Result<Vec<u8>, String>,
    /// The renditions.
    pub renditions: Result<Vec<SizedFile>, String>,
}

/// Reads an image file; `None` for bytes that are no image. One of more than `max_pixels` is not decoded.
///
/// # Errors
/// Why the file cannot be published.
pub fn read_image(
    bytes: &[u8],
    widths: &[u32],
    max_pixels: u64,
) -> Option<Result<ReadImage, String>> {
    let info = match inspect(bytes)? {
        Ok(info) => info,
        Err(error) => return Some(Err(format!("{error:?}"))),
    };
    if info.pixel_count() > max_pixels {
        return Some(Err("TooManyPixelsForATest".to_owned()));
    }
    let named = |error| format!("{error:?}");
    Some(Ok(ReadImage {
        size: (info.width, info.height),
        is_animated: info.animated,
        decodes: verify(bytes, &info).is_ok(),
        published: strip_metadata(bytes, &info)
            .map(|published| published.into_owned())
            .map_err(named),
        renditions: renditions(bytes, &info, widths),
    }))
}

fn renditions(bytes: &[u8], info: &ImageInfo, widths: &[u32]) -> Result<Vec<SizedFile>, String> {
    let layout = ImageLayout {
        widths: widths.to_vec(),
        sizes: "100vw".to_owned(),
    };
    let Some(picture) = Picture::plan(bytes, info, "/a/photo.x", &layout) else {
        return Ok(Vec::new());
    };
    let planned: Vec<&Rendition> = picture.renditions.iter().collect();
    let files = make_renditions(bytes, info, &planned).map_err(|error| format!("{error:?}"))?;
    let sizes = planned
        .iter()
        .map(|planned| (planned.width, planned.height));
    Ok(sizes.zip(files).collect())
}

/// Small images of every format and kind that the program reads, with metadata, made by the program.
pub fn sample_images() -> Vec<Vec<u8>> {
    samples::all()
}
