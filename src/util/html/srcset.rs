//! The addresses of an image in several sizes.

/// The addresses in the value of a `srcset`, with where each starts. The standard's rules hold: an
/// address ends at a blank, and loses the commas that end it.
pub(crate) fn srcset(value: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let skipped = |c: char| c.is_ascii_whitespace() || c == ',';
        at = value.len() - value[at..].trim_start_matches(skipped).len();
        let start = at;
        let rest = &value[start..];
        let end = rest.find(|c: char| c.is_ascii_whitespace());
        let typed = &rest[..end.unwrap_or(rest.len())];
        let url = typed.trim_end_matches(',');
        at += typed.len();
        if url.len() == typed.len() {
            // The width or density, which a comma ends unless it is in brackets.
            let mut depth = 0_usize;
            let descriptor = value[at..].find(|c: char| {
                match c {
                    '(' => depth += 1,
                    ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                c == ',' && depth == 0
            });
            at = descriptor.map_or(value.len(), |length| at + length);
        }
        (!url.is_empty()).then_some((start, url))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_commas_and_descriptors() {
        for (value, expected) in [
            ("/a.png 1x, /b.png 2x", vec![(0, "/a.png"), (11, "/b.png")]),
            (
                " /a.png\n480w,/b.png,/c.png",
                vec![(1, "/a.png"), (13, "/b.png,/c.png")],
            ),
            ("/a.png, /b.png", vec![(0, "/a.png"), (8, "/b.png")]),
            (
                "data:image/png;base64,AA== 2x, b",
                vec![(0, "data:image/png;base64,AA=="), (31, "b")],
            ),
            ("a (x, y) 1x, b", vec![(0, "a"), (13, "b")]),
            (",, ,", vec![]),
            ("", vec![]),
            ("村.png 1x,", vec![(0, "村.png")]),
        ] {
            assert_eq!(srcset(value).collect::<Vec<_>>(), expected, "{value}");
        }
    }
}
