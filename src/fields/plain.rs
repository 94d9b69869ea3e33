//! A fast parser for the usual form of front matter: lines of `key: text`, `key: [a, b]` and items behind
//! dashes. A block with anything else goes to the YAML parser, which takes ten times as long. For blocks that
//! both accept, the results are the same.

use super::{Entry, Node, Spanned, Value};

/// The most keys, because each is compared with all others. Front matter has fewer.
const MAX_KEYS: usize = 64;

/// The most opening brackets in a block, and the most blanks before an item. Front matter that is written by
/// hand has fewer.
const MAX_SIGNS: usize = 64;

/// The entries of `text`, whose ranges count from `offset`; `None` if the YAML parser must read it, or if it
/// may have a mistake.
pub(crate) fn parse_plain(text: &str, offset: usize) -> Option<Vec<Entry>> {
    let is_bracket = |byte: &&u8| matches!(byte, b'[' | b'{');
    if !is_printed(text.as_bytes()) || text.as_bytes().iter().filter(is_bracket).count() > MAX_SIGNS
    {
        return None;
    }
    let mut entries: Vec<Entry> = Vec::with_capacity(16);
    let (mut at, mut dashes) = (offset, None);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.strip_suffix('\n').unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        if let Some(item) = line[indent..].strip_prefix("- ") {
            if line.len() - item.trim_start_matches(' ').len() > MAX_SIGNS {
                return None;
            }
            let item = scalar(item, start + indent + 2, is_plain)?;
            add_item(entries.last_mut()?, item, dashes.is_none())?;
            if *dashes.get_or_insert(indent) != indent {
                return None;
            }
        } else if indent == 0 {
            let entry = entry(line, start)?;
            if entries.len() == MAX_KEYS || entries.iter().any(|e| e.key.value == entry.key.value) {
                return None;
            }
            entries.push(entry);
            dashes = None;
        } else {
            return None;
        }
    }
    Some(entries)
}

fn entry(line: &str, start: usize) -> Option<Entry> {
    let colon = line.find(':')?;
    let (key, rest) = (&line[..colon], &line[colon + 1..]);
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let begins = key.as_bytes().first()?.is_ascii_alphabetic();
    if !begins || !key.bytes().all(is_name) || is_word_of_yaml(key) {
        return None;
    }
    let range = start..start + colon;
    let node = if rest.trim_matches(' ').is_empty() {
        Node {
            value: Value::Null,
            range: range.clone(),
        }
    } else {
        let value = rest.strip_prefix(' ')?;
        let start = start + colon + 2;
        match value.strip_prefix('[') {
            Some(items) => list(items.trim_end_matches(' ').strip_suffix(']')?, start + 1)?,
            None => scalar(value, start, is_plain)?,
        }
    };
    let key = Spanned {
        value: key.to_owned(),
        range,
    };
    Some(Entry { key, node })
}

/// An item behind a dash joins the list of its key.
fn add_item(entry: &mut Entry, item: Node, is_first: bool) -> Option<()> {
    let is_written = entry.node.range != entry.key.range;
    let list = &mut entry.node;
    match (&mut list.value, is_first) {
        (Value::Null, true) if !is_written => {
            list.range = item.range.clone();
            list.value = Value::List(vec![item]);
        }
        (Value::List(items), false) => {
            list.range.end = item.range.end;
            items.push(item);
        }
        _ => return None,
    }
    Some(())
}

/// The items between brackets. `start` is the offset behind the opening bracket.
fn list(items: &str, start: usize) -> Option<Node> {
    let (mut nodes, mut at) = (Vec::new(), start);
    if !items.trim_matches(' ').is_empty() {
        for item in items.split(',') {
            nodes.push(scalar(item, at, is_plain_in_list)?);
            at += item.len() + 1;
        }
    }
    let range = match (nodes.first(), nodes.last()) {
        (Some(first), Some(last)) => first.range.start..last.range.end,
        _ => start - 1..start + items.len() + 1,
    };
    Some(Node {
        value: Value::List(nodes),
        range,
    })
}

/// A text or a whole number on one line.
fn scalar(written: &str, start: usize, is_plain: fn(&str) -> bool) -> Option<Node> {
    let text = written.trim_matches(' ');
    let start = start + (written.len() - written.trim_start_matches(' ').len());
    if let Some(quoted) = text.strip_prefix('"') {
        let quoted = quoted.strip_suffix('"')?;
        let simple = !quoted.contains(['"', '\\']) && !quoted.trim().is_empty();
        return simple.then(|| Node {
            value: Value::Text(quoted.to_owned()),
            range: start + 1..start + 1 + quoted.len(),
        });
    }
    // The meaning of other kinds of blanks at its ends is left to the YAML parser.
    if !is_plain(text) || text.trim().len() < text.len() {
        return None;
    }
    Some(Node {
        value: value(text)?,
        range: start..start + text.len(),
    })
}

/// The value of a plain scalar, if it needs no more rules of YAML.
fn value(text: &str) -> Option<Value> {
    let first = text.chars().next()?;
    if is_word_of_yaml(text) {
        return match text {
            "true" | "True" | "TRUE" => Some(Value::Bool(true)),
            "false" | "False" | "FALSE" => Some(Value::Bool(false)),
            "null" | "Null" | "NULL" => Some(Value::Null),
            _ => None,
        };
    }
    let is_text = if first.is_ascii_digit() {
        !text.is_ascii() || begins_with_day(text.as_bytes())
    } else {
        first.is_ascii_alphabetic() || !first.is_ascii()
    };
    let is_number = || {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        digits && text.len() < 16 && (first != '0' || text.len() == 1)
    };
    if is_text {
        Some(Value::Text(text.to_owned()))
    } else if is_number() {
        Some(Value::Number(text.to_owned()))
    } else {
        None
    }
}

/// `2024-01-02`, or a moment of that day.
fn begins_with_day(text: &[u8]) -> bool {
    let is_part = |(at, byte): (usize, &u8)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    text.len() >= 10 && text.iter().take(10).enumerate().all(is_part)
}

/// Whether a word is not a text.
fn is_word_of_yaml(text: &str) -> bool {
    ["null", "true", "false"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether no sign in the text has a meaning in YAML. Its beginning is checked by [`value`].
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_sign = |(&a, &b): (&u8, &u8)| ((a == b':') & (b == b' ')) | ((a == b' ') & (b == b'#'));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    !text.ends_with(':') && !pairs.fold(false, |any, pair| any | is_sign(pair))
}

/// The same between brackets, where more signs have a meaning.
fn is_plain_in_list(text: &str) -> bool {
    !text.contains([':', '#', ',', '[', ']', '{', '}', '"', '\''])
}

/// Whether a text has no special characters except ends of lines: no controls, and none of the rarer blanks
/// and ends of lines. The comparisons have no branch, so that many bytes are compared together.
fn is_printed(text: &[u8]) -> bool {
    let control = |&byte: &u8| ((byte < b' ') & (byte != b'\n')) | (byte == 0x7F);
    // U+0080 to U+009F.
    let wide_control = |(&a, &b): (&u8, &u8)| (a == 0xC2) & (b < 0xA0);
    // U+2028 and U+2029; U+FEFF; U+FFFE and U+FFFF.
    let odd = |((&a, &b), &c): ((&u8, &u8), &u8)| {
        let separator = (a == 0xE2) & (b == 0x80) & (c & 0xFE == 0xA8);
        let mark = (a == 0xEF) & (b == 0xBB) & (c == 0xBF);
        separator | mark | ((a == 0xEF) & (b == 0xBF) & (c >= 0xBE))
    };
    let pairs = || text.iter().zip(text.iter().skip(1));
    let triples = pairs().zip(text.iter().skip(2));
    let is_special = text.iter().fold(false, |any, it| any | control(it))
        | pairs().fold(false, |any, it| any | wide_control(it))
        | triples.fold(false, |any, it| any | odd(it));
    !is_special
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::parse_yaml;
    use super::super::testing::yaml_pieces;
    use super::*;

    fn assert_agree(text: &str) -> bool {
        let Some(direct) = parse_plain(text, 7) else {
            return false;
        };
        assert_eq!(Ok(direct), parse_yaml(text, 7), "{text:?}");
        true
    }

    #[test]
    fn usual_front_matter_is_read_directly() {
        let text = concat!(
            "title: 凌云的路：十年\ndate: 2024-01-02\nsource: \"来宾日报: 一\"\n\n",
            "regions: [广西/百色, 451027,凌云县 ]\ninitiatives:\n  - 四下基层\n  - \"千万工程\"\ndraft:\n",
            "author: []\nissue: 08年\nminutes: 12\nupdated: 2024-01-02T03:04:05+08:00\nregion: [\"451027\"]\n",
            "is_new: true\nother: [False, NULL]\nlast: Null\n"
        );
        assert!(assert_agree(text));
    }

    #[test]
    fn printed_characters_are_told_by_their_bytes() {
        for c in '\0'..=char::MAX {
            let odd = matches!(
                c,
                '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
            );
            let expected = c == '\n' || !(c.is_control() || odd);
            assert_eq!(is_printed(format!("a{c}").as_bytes()), expected, "{c:?}");
        }
    }

    #[test]
    fn whatever_needs_a_rule_is_left_to_the_parser() {
        for text in [
            "a: b: c",
            "a: 'x'",
            "a: x\n  y",
            "a: |\n  x",
            "a: {b: c}",
            "a: &x y",
            "a: 08",
            "a: 1.5",
            "a: tRUE",
            "a: null\n- x",
            "a: ~",
            "a: x # y",
            "# x",
            "a: [b, [c]]",
            "a: [b,\n c]",
            "a:\n  b: c",
            "a: \"x\\n\"",
            "a:b",
            "- a",
            "a: x\n- y",
            "a: [x]\n- y",
            "a: 2024-1-02",
            "a: x\na: y",
            "a: \tx",
            "a: [x, ]",
            "null: x",
            "a: x:",
        ] {
            assert_eq!(parse_plain(text, 0), None, "{text:?}");
        }
    }

    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(yaml_pieces(&[
            "title", " #", "1.5", "|", ">", "&", "*", "!", "?", "-", "\u{3000}", "/", "\\", "e",
            "+", ".",
        ]));
        prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
    }

    fn lines() -> impl Strategy<Value = String> {
        let word = prop::sample::select(vec![
            "村",
            "x",
            "3",
            "2024-01-02",
            "2024-01-02T03:04",
            "2024-01-02 03",
            "《书》",
            "null",
            "False",
            "村 庄",
            "a-b",
            "12",
            "x,y",
            "x:y",
            "村#",
            "08",
            "\"村\"",
            "",
        ]);
        let odd = prop::sample::select(vec!["", "", "", "", " ", ":", "#", "\"", "[", " #x", ": "]);
        let value =
            (word.clone(), odd, word.clone()).prop_map(|(a, odd, b)| format!("{a}{odd}{b}"));
        let list =
            (word.clone(), word, "[, ]{0,2}").prop_map(|(a, b, gap)| format!("[{a},{gap}{b}]"));
        let key = prop::sample::select(vec![
            "a: ", "b: ", "c:\n  - ", "d: ", "  - ", "- ", "e : ", "f:\n- ",
        ]);
        let line = (key, prop_oneof![3 => value, 1 => list])
            .prop_map(|(key, value)| format!("{key}{value}\n"));
        prop::collection::vec(line, 0..5).prop_map(|lines| lines.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn what_is_read_directly_is_what_the_parser_reads(text in prop_oneof![pieces(), lines()]) {
            assert_agree(&text);
        }
    }
}
