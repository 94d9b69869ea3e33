//! `[images]` in theme.toml: the widths at which the theme's layout shows images.

use crate::diagnostic::Message;
use crate::fields::Fields;
use crate::images::ImageLayout;

/// Widths that are useful on a page, in pixels.
const VALID_WIDTHS: std::ops::RangeInclusive<u32> = 16..=4096;

/// The value of `sizes` if the theme gives none: the width of the window.
const DEFAULT_SIZES: &str = "100vw";

/// Reads the table; `None` if it is missing or has no valid width.
pub(super) fn read(fields: &mut Fields<'_>) -> Option<ImageLayout> {
    let mut inner = fields.map("images")?;
    let mut widths = Vec::new();
    for width in inner.list("widths") {
        let parsed = width.value.parse().ok();
        match parsed.filter(|width| VALID_WIDTHS.contains(width)) {
            Some(width) => widths.push(width),
            None => {
                let message = Message::BadValue {
                    key: "widths".into(),
                    value: width.value,
                    expected: "[480, 800, 1200, 1600]".into(),
                };
                inner.report(width.range, message);
            }
        }
    }
    widths.sort_unstable();
    widths.dedup();
    let sizes = inner.text_or_empty("sizes");
    fields.absorb(inner, |key| Some(Message::UnusedField { key }));
    let sizes = if sizes.is_empty() {
        DEFAULT_SIZES.to_owned()
    } else {
        sizes
    };
    (!widths.is_empty()).then_some(ImageLayout { widths, sizes })
}
