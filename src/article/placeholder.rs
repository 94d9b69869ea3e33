//! Finds what `new` wrote and nobody has replaced: it must not be published.

use std::ops::Range;

use super::Meta;
use crate::diagnostic::catalogue::new_files::{
    IMAGE_ALT, IMAGE_CAPTION, ISSUE_TITLE, SOURCE_NAME, untouched_line,
};

/// The place of the first such text in a file whose body begins at `start`.
pub(super) fn placeholder(meta: &Meta, text: &str, start: usize) -> Option<Range<usize>> {
    let (front_matter, body) = text.split_at_checked(start)?;
    let value = |value: &str| {
        let at = front_matter.find(value)?;
        Some(at..at + value.len())
    };
    let in_front_matter = example_in(meta).and_then(value);
    in_front_matter.or_else(|| {
        let line = untouched_line(body)?;
        Some(start + line.start..start + line.end)
    })
}

/// An example of the front matter that `new` writes into comments, where it has become a value.
fn example_in(meta: &Meta) -> Option<&'static str> {
    let examples = match meta {
        Meta::Article(meta) => {
            let image = meta.image.as_deref();
            [
                (meta.source.as_ref().map(|source| &source.name), SOURCE_NAME),
                (image.map(|image| &image.alt), IMAGE_ALT),
                (image.map(|image| &image.caption), IMAGE_CAPTION),
            ]
        }
        Meta::Issue(meta) => [(meta.title.as_ref(), ISSUE_TITLE), (None, ""), (None, "")],
        Meta::Page(_) | Meta::Initiative(_) | Meta::Region(_) => return None,
    };
    let mut examples = examples.into_iter();
    examples.find_map(|(value, example)| (value? == example).then_some(example))
}
