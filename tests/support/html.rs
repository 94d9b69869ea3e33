//! A small tokenizer for the HTML that the program writes, independent of the program's own.

/// A token of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A start tag.
    Open(Tag),
    /// An end tag.
    Close(String),
    /// Text, with character references resolved.
    Text(String),
}

/// A start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    /// Its name, in lower case.
    pub(crate) name: String,
    /// Names in lower case with values, in which character references are resolved.
    pub(crate) attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let attribute = self.attributes.iter().find(|(other, _)| other == name);
        attribute.map(|(_, value)| value.as_str())
    }
}

/// The tokens of a page. Fails the test for an open quote or a tag without end.
#[track_caller]
pub(crate) fn scan(page: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = page;
    while !rest.is_empty() {
        let start = rest.find('<').unwrap_or(rest.len());
        if start > 0 {
            pieces.push(Piece::Text(resolved(&rest[..start])));
        }
        rest = &rest[start..];
        if rest.is_empty() {
            break;
        }
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = &comment[comment.find("-->").expect("the end of a comment") + 3..];
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            rest = &rest[rest.find('>').expect("the end of a declaration") + 1..];
        } else if let Some(tag) = rest.strip_prefix("</") {
            let end = tag.find('>').expect("the end of an end tag");
            pieces.push(Piece::Close(tag[..end].trim().to_ascii_lowercase()));
            rest = &tag[end + 1..];
        } else {
            let (tag, after) = open(&rest[1..]);
            rest = after;
            if matches!(tag.name.as_str(), "script" | "style") {
                let end = rest
                    .find(&format!("</{}", tag.name))
                    .expect("the end of raw text");
                rest = &rest[end..];
            }
            pieces.push(Piece::Open(tag));
        }
    }
    pieces
}

/// The start tag at the beginning of `text` (after `<`) and what follows it.
#[track_caller]
fn open(text: &str) -> (Tag, &str) {
    let (name, mut rest) = until(text, |c| c.is_whitespace() || c == '>' || c == '/');
    assert!(
        name.starts_with(|c: char| c.is_ascii_alphabetic()),
        "a stray < before {:?}",
        head(text)
    );
    let mut tag = Tag {
        name: name.to_ascii_lowercase(),
        attributes: Vec::new(),
    };
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return (tag, after);
        }
        assert!(!rest.is_empty(), "a tag without end: {:?}", head(text));
        let (name, after) = until(rest, |c| c.is_whitespace() || "=>/".contains(c));
        let (value, after) = match after.strip_prefix('=') {
            None => ("", after),
            Some(value) => match value.strip_prefix(['"', '\'']) {
                Some(inner) => {
                    let quote = value.chars().next().expect("a quote");
                    inner
                        .split_once(quote)
                        .unwrap_or_else(|| panic!("an open quote: {:?}", head(text)))
                }
                None => until(value, |c| c.is_whitespace() || c == '>'),
            },
        };
        tag.attributes
            .push((name.to_ascii_lowercase(), resolved(value)));
        rest = after;
    }
}

fn until(text: &str, stop: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(stop).unwrap_or(text.len()))
}

fn head(text: &str) -> String {
    text.chars().take(60).collect()
}

/// A text with the character references resolved that the program writes.
fn resolved(text: &str) -> String {
    let mut out = text.to_owned();
    if !text.contains('&') {
        return out;
    }
    for (reference, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#x2F;", "/"),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ] {
        out = out.replace(reference, character);
    }
    out
}

/// The start tags of a page.
pub(crate) fn tags(pieces: &[Piece]) -> impl Iterator<Item = &Tag> {
    pieces.iter().filter_map(|piece| match piece {
        Piece::Open(tag) => Some(tag),
        _ => None,
    })
}

/// The text inside the element that the start tag at `at` opens.
pub(crate) fn text_in(pieces: &[Piece], at: usize) -> String {
    let Some(Piece::Open(tag)) = pieces.get(at) else {
        return String::new();
    };
    let (mut depth, mut text) = (0_usize, String::new());
    for piece in &pieces[at..] {
        match piece {
            Piece::Open(other) if other.name == tag.name => depth += 1,
            Piece::Close(name) if *name == tag.name => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            Piece::Text(part) => text.push_str(part),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_texts_and_references_are_found() {
        let pieces = scan(
            "<!doctype html><a href=\"x?a&amp;b\" id=y>村<br/></a><script>if (a<b) {}</script><!-- <p> -->",
        );
        let names: Vec<&str> = tags(&pieces).map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["a", "br", "script"]);
        let link = tags(&pieces).next().expect("a link");
        assert_eq!(
            (link.get("href"), link.get("id")),
            (Some("x?a&b"), Some("y"))
        );
        assert_eq!(text_in(&pieces, 0), "村");
    }
}
