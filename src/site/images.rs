//! The size of an image, which pages need so that nothing moves while they load.

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageSize {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// Measures the file at a path relative to the site's folder: `Ok(None)` for what is no image by its name,
/// [`BadImage`] for an image that cannot be read.
pub type SizeOf<'s> = dyn Fn(&str) -> Result<Option<ImageSize>, BadImage> + Sync + 's;

/// A file that is an image by its name and cannot be read as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadImage;

/// Measures an image by its name and first bytes.
pub fn measure(file: &str, bytes: &[u8]) -> Result<Option<ImageSize>, BadImage> {
    let extension = file
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    match extension.as_str() {
        "svg" => svg(bytes).map(Some).ok_or(BadImage),
        "jpg" | "jpeg" | "png" | "gif" | "webp" | "avif" | "bmp" | "ico" | "jxl" | "heic"
        | "tif" | "tiff" => raster(bytes).map(Some),
        _ => Ok(None),
    }
}

fn raster(bytes: &[u8]) -> Result<ImageSize, BadImage> {
    let size = imagesize::blob_size(bytes).map_err(|_| BadImage)?;
    let (width, height) = (
        u32::try_from(size.width).map_err(|_| BadImage)?,
        u32::try_from(size.height).map_err(|_| BadImage)?,
    );
    if width == 0 || height == 0 {
        Err(BadImage)
    } else {
        Ok(ImageSize { width, height })
    }
}

/// The size of an SVG: its width and height where both are plain numbers, else its view box.
fn svg(bytes: &[u8]) -> Option<ImageSize> {
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
        fine.then(|| ImageSize {
            width: width.round() as u32,
            height: height.round() as u32,
        })
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
        svg(text.as_bytes()).map(|size| (size.width, size.height))
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
        assert_eq!(measure("a.pdf", b"%PDF"), Ok(None));
        assert_eq!(measure("a.png", b"no image"), Err(BadImage));
    }
}
