//! The width and height of an image in its tag: what is missing is filled in, so that nothing moves while a page
//! loads.

use crate::util::html::Attributes;

/// The attributes that an `<img>` lacks; `size` is that of its image.
pub(super) fn missing(attributes: &Attributes<'_>, size: (u32, u32)) -> Option<String> {
    let (width, height) = size;
    let typed = |name| attributes.value(name);
    match (typed("width"), typed("height")) {
        (None, None) => Some(format!(" width=\"{width}\" height=\"{height}\"")),
        (Some(typed), None) => {
            let height = in_proportion(pixels(typed)?, height, width)?;
            Some(format!(" height=\"{height}\""))
        }
        (None, Some(typed)) => {
            let width = in_proportion(pixels(typed)?, width, height)?;
            Some(format!(" width=\"{width}\""))
        }
        (Some(_), Some(_)) => None,
    }
}

/// A length in pixels; `None` for `50%` and the like.
fn pixels(typed: &str) -> Option<u32> {
    let typed = typed.trim();
    let number = typed.strip_suffix("px").unwrap_or(typed);
    number.parse().ok().filter(|&pixels| pixels > 0)
}

/// The other side of an image of which one is `typed` instead of `from`, and the other was `to`.
fn in_proportion(typed: u32, to: u32, from: u32) -> Option<u64> {
    let (typed, to, from) = (u64::from(typed), u64::from(to), u64::from(from));
    let doubled = (2 * typed * to).checked_div(from)?;
    Some(doubled.div_ceil(2).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::util::html::Tokens;

    #[test]
    fn what_is_missing_keeps_the_proportion() {
        for (tag, expected) in [
            ("<img>", Some(" width=\"400\" height=\"300\"")),
            ("<img width=\"200\">", Some(" height=\"150\"")),
            ("<img width='10px'>", Some(" height=\"8\"")),
            ("<img height=3>", Some(" width=\"4\"")),
            ("<img width=\"50%\">", None),
            ("<img width=\"0\">", None),
            ("<img width=1 height=1>", None),
        ] {
            let mut tokens = Tokens::new(tag);
            tokens.next();
            let attributes = tokens.attributes().expect("a tag");
            let missing = missing(&attributes, (400, 300));
            assert_eq!(missing.as_deref(), expected, "{tag}");
        }
        assert_eq!(in_proportion(4_000_000_000, 1, 65_535), Some(61_036));
    }
}
