//! `[images]` of theme.toml: in which widths the layout of a theme shows images.

use crate::diagnostic::Message;
use crate::fields::Fields;
use crate::images::Layout;

/// Widths that make sense on a page, in pixels.
const WIDTHS: std::ops::RangeInclusive<u32> = 16..=4096;

/// What an image has where the theme gives no `sizes`: the whole window.
const SIZES: &str = "100vw";

/// Reads the table; `None` where there is none, or one without widths.
pub(super) fn read(fields: &mut Fields<'_>) -> Option<Layout> {
    let mut inner = fields.map("images")?;
    let written = inner.list("widths");
    let mut widths = Vec::new();
    for width in written {
        match width
            .value
            .parse()
            .ok()
            .filter(|width| WIDTHS.contains(width))
        {
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
        SIZES.to_owned()
    } else {
        sizes
    };
    (!widths.is_empty()).then_some(Layout { widths, sizes })
}
