//! Texts of the catalogue in the output of the program.

/// Whether a text of the catalogue is one of the preview, which no golden case can run.
pub(crate) fn is_of_preview(name: &str) -> bool {
    let name = name.split(' ').nth(1).unwrap_or_default();
    name.starts_with("Preview") || name.starts_with("Events")
}

/// Whether `printed` has the text of this name, with any value in one line for each `{field}`. A notice fills
/// a line, or follows the label of a remedy. No letters may follow other texts: `ms` is not part of `items`.
pub(crate) fn is_printed(name: &str, text: &str, printed: &str) -> bool {
    let parts = parts(text);
    let first = parts.first().map_or("", String::as_str);
    let mut starts = printed.match_indices(first).map(|(at, _)| at);
    starts.any(|start| {
        let Some(end) = end(&parts, printed, start) else {
            return false;
        };
        let (before, after) = (&printed[..start], &printed[end..]);
        if name.starts_with("Notice ") {
            let is_open = text.ends_with('}');
            let is_begun = before.is_empty() || before.ends_with('\n') || before.ends_with(": ");
            return is_begun && (is_open || after.is_empty() || after.starts_with('\n'));
        }
        let (head, tail) = (text.chars().next(), text.chars().next_back());
        let (before, after) = (before.chars().next_back(), after.chars().next());
        !(is_letter(before) && is_letter(head) || is_letter(tail) && is_letter(after))
    })
}

fn is_letter(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphabetic())
}

/// The end of the parts, which begin at `start`, with less than a line between each and the next.
fn end(parts: &[String], printed: &str, start: usize) -> Option<usize> {
    let mut at = start + parts.first()?.len();
    for part in &parts[1..] {
        let line_end = printed[at..].find('\n').unwrap_or(printed.len() - at);
        let offset = printed[at..].find(part.as_str())?;
        if offset > line_end {
            return None;
        }
        at += offset + part.len();
    }
    Some(at)
}

/// The parts of a text between its fields.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_double = chars.peek() == Some(&c);
        match c {
            '{' | '}' if is_double => {
                chars.next();
                parts.last_mut().expect("a part").push(c);
            }
            '{' => {
                chars.by_ref().find(|c| *c == '}');
                parts.push(String::new());
            }
            c => parts.last_mut().expect("a part").push(c),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::is_printed;

    #[test]
    fn a_text_is_found_with_its_values() {
        let printed =
            "Built ./public: 3 files, 0 new.\n已建好：a.md\n  items  ms\n = help: or: b\n";
        for (name, text, expected) in [
            ("Notice A", "Built {out}: {total} files, {new} new.", true),
            (
                "Notice A",
                "Built {out}: {total} files, {new} removed.",
                false,
            ),
            ("Notice A", "已建好：{path}", true),
            ("Notice A", "{path}：a.md", true),
            ("Notice A", "Built {out}: a.md", false),
            ("Notice A", "Built {out}: {total} files", false),
            ("Notice A", "public: {text}", false),
            ("Notice A", "or: {text}", true),
            ("Label A", "public: {text}", true),
            ("Label A", "ms", true),
            ("Label A", "ite", false),
            ("Label A", "s", false),
            ("Label A", "  items  ms", true),
        ] {
            assert_eq!(is_printed(name, text, printed), expected, "{name}: {text}");
        }
    }
}
