use proptest::prelude::*;

use super::*;
use crate::fields::testing::yaml_pieces;

fn spans(text: &str) -> Vec<(String, String)> {
    let entries = parse_yaml(text, 0).expect("valid");
    let mut spans = Vec::new();
    for entry in entries {
        let items = match entry.node.value {
            Value::List(items) => items,
            _ => vec![entry.node],
        };
        spans.extend(
            items
                .into_iter()
                .map(|item| (entry.key.value.clone(), text[item.range].to_owned())),
        );
    }
    spans
}

#[test]
fn each_item_of_a_list_has_its_place() {
    let text = "title: 凌云的路\nregions: [广西, 凌云县]\nauthor:\n  - 甲\n  - \"乙\"\n";
    let values: Vec<String> = spans(text).into_iter().map(|(_, value)| value).collect();
    assert_eq!(values, ["凌云的路", "广西", "凌云县", "甲", "乙"]);
}

#[test]
fn the_same_text_twice_is_found_twice() {
    let text = "a: x\nb: x\n";
    let entries = parse_yaml(text, 10).expect("valid");
    assert_eq!(entries[0].node.range, 13..14);
    assert_eq!(entries[1].node.range, 18..19);
}

#[test]
fn numbers_keep_their_spelling() {
    let entries = parse_yaml("a: 94.50\nb: 08\nc: 110101\n", 0).expect("valid");
    let values: Vec<Option<String>> = entries.iter().map(|entry| entry.node.scalar()).collect();
    assert_eq!(
        values,
        [
            Some("94.50".into()),
            Some("08".into()),
            Some("110101".into())
        ]
    );
}

#[test]
fn a_value_spelled_otherwise_has_its_place() {
    let values = |text| spans(text).into_iter().map(|(_, value)| value);
    let text = "a: \"a\\u0062\"\nb: 'it''s'\nc: !!str 12\nd: &x 村\ne: *x\nf: ~\ng: \"\"\n";
    let written = ["a\\u0062", "it''s", "12", "村", "*x", "~", "\"\""];
    assert!(values(text).eq(written));
    let text = "a: >-\n\n  一\n  二\nb: |\n  | 三 |\n\nc: !t &x |\n  & 四\nd: 五\n  六\n";
    assert!(values(text).eq(["一\n  二", "| 三 |", "& 四", "五\n  六"]));
}

#[test]
fn what_is_not_written_has_the_place_of_its_key() {
    let values = |text| spans(text).into_iter().map(|(_, value)| value);
    assert!(values("a:\nb: &x\nc: !t\nd: [~]\n").eq(["a", "b", "c", "~"]));
    assert!(values("a:\n  -\n  - 村\n").eq(["a", "村"]));
    let list = |text: &str| {
        let entries = parse_yaml(text, 0).expect("valid");
        text[entries[0].node.range.clone()].to_owned()
    };
    assert_eq!(list("a: [ ]\n"), "[ ]");
    assert_eq!(list("a: {}\n"), "{}");
    assert_eq!(list("a: [村, [镇]]\n"), "村, [镇");
    assert_eq!(list("a: {村: 镇}\n"), "村: 镇");
}

#[test]
fn a_key_that_is_no_text_is_called_as_it_is_written() {
    let text = "? [甲, 乙]\n: 1\nnull: 2\n!t 丙: 3\n1.50: 4\n";
    let entries = parse_yaml(text, 0).expect("valid");
    let names = entries.iter().map(|entry| entry.key.value.as_str());
    assert!(names.eq(["甲, 乙", "null", "丙", "1.50"]));
    let written = entries.iter().map(|entry| &text[entry.key.range.clone()]);
    assert!(written.eq(["甲, 乙", "null", "丙", "1.50"]));
}

#[test]
fn the_same_word_elsewhere_is_not_taken_for_the_value() {
    for before in [
        "# 不存在县 已更名\n",
        "extra: {说明: 不存在县}\n",
        "author:\n  - 不存在县\n",
        "summary: >-\n  他说\n  不存在县\n",
        "summary: 他说\n  不存在县\n",
        "summary: |\n  regions: 不存在县\n",
        "summary: \"他说\\n不存在县\"\n",
        "date: 2024-01-02 # 不存在县\n",
        "\u{2028}title: 甲\u{2028} 乙\u{feff} # 不存在县\u{85}\n",
        "标题: 村😀\n\n\n",
    ] {
        for list in [
            "[&a 不存在县]",
            "\n# 不存在县\n- 不存在县",
            "\n  -\n    不存在县",
            "'不存在县'",
        ] {
            let text = format!("{before}regions: {list}\n");
            let (key, value) = spans(&text).pop().expect("a value");
            assert_eq!((&*key, &*value), ("regions", "不存在县"), "{text}");
            let entries = parse_yaml(&text, 0).expect("valid");
            let range = &entries.last().expect("an entry").node.range;
            let start = text.rfind("不存在县").expect("present");
            assert_eq!(range.start, start, "{text}");
        }
    }
}

#[test]
fn lines_inside_brackets_and_quotes_need_not_be_indented() {
    let text = concat!(
        "regions: [ # 乙\n甲, # 乙 丙\n\"丁\"\n]\nimage: {\nsrc: 乙,\n  alt: '丙\n丁'\n}\n",
        "extra:\n  a: [\n    乙\n]\n  b: \"乙\n丙\\\n丁\" # 戊\n  c: 己\n"
    );
    let entries = parse_yaml(text, 0).expect("valid");
    let places = places(&entries)
        .into_iter()
        .filter(|(_, is_scalar)| *is_scalar);
    let words: Vec<&str> = places.map(|(range, _)| &text[range]).collect();
    let expected = [
        "regions",
        "甲",
        "丁",
        "image",
        "src",
        "乙",
        "alt",
        "丙\n丁",
        "extra",
        "a",
        "乙",
        "b",
        "乙\n丙\\\n丁",
        "c",
        "己",
    ];
    assert_eq!(words, expected);
}

#[test]
fn where_the_parsers_do_not_agree_a_value_has_the_line_of_its_key() {
    // Only one of them takes a byte order mark where a line begins.
    let text =
        "title: 甲\n\u{feff}# 乙\nsummary: [乙,\nregions: 乙]\nregions: [乙]\nextra : {a: 乙}\n";
    let Ok(YamlValue::Map(map)) = values::read(text) else {
        panic!("a map");
    };
    assert_eq!(located(&map, text, 0), None);
    let entries = parse_yaml(text, 0).expect("valid");
    let ranges: Vec<_> = entries
        .iter()
        .map(|entry| entry.node.range.clone())
        .collect();
    assert_eq!(&text[ranges[0].clone()], "title: 甲");
    assert_eq!(ranges[2], FRONT_MATTER);
    assert_eq!(&text[ranges[3].clone()], "extra : {a: 乙}");
    let Value::List(items) = &entries[2].node.value else {
        panic!("{entries:?}");
    };
    assert_eq!(items[0].range, FRONT_MATTER);
}

#[test]
fn a_folded_line_break_between_han_leaves_no_blank() {
    for text in [
        "title: 推进乡村\n  振兴 and\n  more\n",
        "title: >-\n  推进乡村\n  振兴 and\n  more\n",
        "title: \"推进乡村\n  振兴 and\n  more\"\n",
    ] {
        let entries = parse_yaml(text, 0).expect("valid");
        assert_eq!(
            entries[0].node.scalar().as_deref(),
            Some("推进乡村振兴 and more"),
            "{text}"
        );
        assert!(
            text[entries[0].node.range.clone()].starts_with("推进"),
            "{text}"
        );
    }
    let entries = parse_yaml("title: 推进 振兴\n", 0).expect("valid");
    assert_eq!(entries[0].node.scalar().as_deref(), Some("推进 振兴"));
}

#[test]
fn errors_carry_their_offset() {
    let error = parse_yaml("title: A: B\n", 0).expect_err("invalid");
    assert!(error.at.is_some(), "{error:?}");
    assert!(!error.reason.contains("line"), "{error:?}");
}

#[test]
fn the_places_of_errors_count_bytes() {
    for text in ["title: 村镇\na: *x\n", "标题: '村\u{2028}镇'\na: *x\n"] {
        let error = parse_yaml(text, 0).expect_err("invalid");
        assert_eq!(error.at, text.find('*'), "{error:?}");
    }
}

#[test]
fn every_repeated_key_of_a_map_is_found() {
    let text = concat!(
        "a: {b: 1, 'c': \"b: 2, b\", b: 3}\n# b: 4\nb:\n  - c: 5\n  - c: 6\n    d: |\n      d: 7\n    d: 8\n",
        "a: 9\n? [x]\n: 10\n? [x]\n: 11\n"
    );
    let repeated = repeated_keys(text);
    let ranges: Vec<_> = repeated.iter().map(|key| key.range.clone()).collect();
    let expected = ["b: 3", "d: 8", "a: 9"].map(|at| text.find(at).expect("present"));
    assert_eq!(ranges, expected.map(|at| at..at + 1));
    assert_eq!(repeated[0].value, "b");
    assert_eq!(repeated_keys("a: [\n"), []);
}

/// Words that occur in generated texts more than once. Some have a meaning in YAML.
const WORDS: [&str; 10] = [
    "不存在县",
    "县",
    "x",
    "x y",
    "😀村",
    "it's",
    "94.50",
    "2024-01-02",
    "true",
    "蓝 # 色",
];

/// The style of a scalar.
#[derive(Debug, Clone, Copy)]
enum Style {
    Plain,
    Single,
    Double,
    Escaped,
    TwoLines,
    Literal,
    Folded,
}

/// A value of generated front matter.
#[derive(Debug, Clone)]
enum Generated {
    Scalar(&'static str, Style),
    List(Vec<(Around, Generated)>, bool),
    Map(Vec<(&'static str, Around, Generated)>, bool),
}

/// The surroundings of a value.
#[derive(Debug, Clone)]
struct Around {
    comment_above: Option<&'static str>,
    comment_behind: Option<&'static str>,
    blank_line: bool,
    property: &'static str,
}

fn around() -> impl Strategy<Value = Around> {
    let comment = || proptest::option::of(prop::sample::select(&WORDS[..]));
    let property = prop::sample::select(vec!["", "", "", "&a ", "!!str ", "!t &b ", "&c !t "]);
    (comment(), comment(), any::<bool>(), property).prop_map(
        |(comment_above, comment_behind, blank_line, property)| Around {
            comment_above,
            comment_behind,
            blank_line,
            property,
        },
    )
}

fn generated() -> impl Strategy<Value = Generated> {
    use Style::{Double, Escaped, Folded, Literal, Plain, Single, TwoLines};
    let styles = vec![
        Plain, Plain, Single, Double, Escaped, TwoLines, Literal, Folded,
    ];
    let scalar = (
        prop::sample::select(&WORDS[..]),
        prop::sample::select(styles),
    )
        .prop_map(|(word, style)| Generated::Scalar(word, style));
    scalar.prop_recursive(3, 16, 4, |inner| {
        let items = prop::collection::vec((around(), inner.clone()), 0..4);
        prop_oneof![
            (items, any::<bool>()).prop_map(|(items, is_flow)| Generated::List(items, is_flow)),
            (entries(inner), any::<bool>()).prop_map(|(map, is_flow)| Generated::Map(map, is_flow)),
        ]
    })
}

type GeneratedEntries = Vec<(&'static str, Around, Generated)>;

fn entries(value: impl Strategy<Value = Generated>) -> impl Strategy<Value = GeneratedEntries> {
    let keys = vec!["a", "县", "'date'", "\"x y\"", "title"];
    let keys = prop::sample::subsequence(keys, 0..5).prop_shuffle();
    let values = prop::collection::vec((around(), value), 5);
    (keys, values).prop_map(|(keys, values)| {
        let pairs = keys.into_iter().zip(values);
        pairs
            .map(|(key, (around, value))| (key, around, value))
            .collect()
    })
}

/// Writes generated front matter, and notes the place of every key and scalar.
#[derive(Default)]
struct Writer {
    text: String,
    places: Vec<Range<usize>>,
}

impl Writer {
    fn place(&mut self, written: &str) {
        let start = self.text.len();
        self.text.push_str(written);
        self.places.push(start..self.text.len());
    }

    fn quoted(&mut self, quote: &str, inner: &str) {
        self.text.push_str(quote);
        self.place(inner);
        self.text.push_str(quote);
    }

    fn key(&mut self, key: &str) {
        match key.strip_prefix(['"', '\'']) {
            Some(inner) => self.quoted(&key[..1], &inner[..inner.len() - 1]),
            None => self.place(key),
        }
    }

    /// Blank lines and comments above the line of a value that is indented by `indent`.
    fn above(&mut self, around: &Around, indent: usize) {
        if around.blank_line {
            self.text.push('\n');
        }
        if let Some(comment) = around.comment_above {
            self.text
                .push_str(&format!("{}# - {comment}: {comment}\n", " ".repeat(indent)));
        }
    }

    fn end_of_line(&mut self, around: &Around) {
        if let Some(comment) = around.comment_behind {
            self.text.push_str(&format!(" # {comment}"));
        }
        self.text.push('\n');
    }

    /// A block map, whose lines are indented by `indent`.
    fn map(&mut self, entries: &GeneratedEntries, indent: usize) {
        for (key, around, value) in entries {
            self.above(around, indent);
            self.text.push_str(&" ".repeat(indent));
            self.key(key);
            self.text.push_str(": ");
            self.block(value, around, indent);
        }
    }

    /// The value behind a key or a dash whose line is indented by `indent`.
    fn block(&mut self, value: &Generated, around: &Around, indent: usize) {
        self.text.push_str(around.property);
        let blanks = " ".repeat(indent + 2);
        match value {
            Generated::List(items, false) if !items.is_empty() => {
                self.end_of_line(around);
                for (around, item) in items {
                    self.above(around, indent + 2);
                    self.text.push_str(&format!("{blanks}- "));
                    self.block(item, around, indent + 2);
                }
            }
            Generated::Map(entries, false) if !entries.is_empty() => {
                self.end_of_line(around);
                self.map(entries, indent + 2);
            }
            Generated::Scalar(word, style @ (Style::Literal | Style::Folded)) => {
                self.text.push(if matches!(style, Style::Literal) {
                    '|'
                } else {
                    '>'
                });
                self.end_of_line(around);
                if around.blank_line {
                    self.text.push('\n');
                }
                self.text.push_str(&blanks);
                self.place(&format!("{word}\n{blanks}{word}"));
                self.text.push('\n');
            }
            value => {
                self.flow(value, indent + 2);
                self.end_of_line(around);
            }
        }
    }

    /// A value on one line, or on lines that are indented by `indent`.
    fn flow(&mut self, value: &Generated, indent: usize) {
        let blanks = " ".repeat(indent);
        match value {
            Generated::Scalar(word, style) => match style {
                Style::Single => self.quoted("'", &word.replace('\'', "''")),
                Style::Double => self.quoted("\"", word),
                Style::Escaped => {
                    let escape = |c: char| format!("\\U{:08x}", u32::from(c));
                    self.quoted("\"", &word.chars().map(escape).collect::<String>());
                }
                Style::TwoLines if !word.contains('#') => {
                    self.place(&format!("{word}\n{blanks}{word}"))
                }
                _ if word.contains('#') => self.quoted("\"", word),
                _ => self.place(word),
            },
            Generated::List(items, _) => {
                self.text.push('[');
                for (around, item) in items {
                    self.inside(around, indent, item);
                }
                self.text.push(']');
            }
            Generated::Map(entries, _) => {
                self.text.push('{');
                for (key, around, value) in entries {
                    self.key(key);
                    self.text.push_str(": ");
                    self.inside(around, indent, value);
                }
                self.text.push('}');
            }
        }
    }

    /// A value between brackets, and the comma behind it.
    fn inside(&mut self, around: &Around, indent: usize, value: &Generated) {
        self.text.push_str(around.property);
        self.flow(value, indent);
        self.text.push(',');
        if let Some(comment) = around.comment_behind {
            self.text
                .push_str(&format!(" # {comment}\n{}", " ".repeat(indent)));
        } else {
            self.text.push(' ');
        }
    }
}

/// The places of all keys and values, each with whether it is a scalar.
fn places(entries: &[Entry]) -> Vec<(Range<usize>, bool)> {
    let parts = entries.iter().flat_map(|entry| {
        let key = (entry.key.range.clone(), true);
        std::iter::once(key).chain(node_places(&entry.node))
    });
    parts.collect()
}

fn node_places(node: &Node) -> Vec<(Range<usize>, bool)> {
    let (parts, is_scalar) = match &node.value {
        Value::List(items) => (items.iter().flat_map(node_places).collect(), false),
        Value::Map(entries) => (places(entries), false),
        _ => (Vec::new(), true),
    };
    std::iter::once((node.range.clone(), is_scalar))
        .chain(parts)
        .collect()
}

fn noise() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(yaml_pieces(&[
        "k",
        ": ",
        ": ",
        "\n    ",
        " # ",
        " #x\n",
        "1.50",
        "null",
        " |\n",
        " >-\n",
        " |2+\n",
        "&a ",
        "*a",
        "!t ",
        "!!str ",
        "!<x> ",
        "? ",
        "<<: ",
        "\\n",
        "\\u6751",
        "''",
        "😀",
        "\r",
        "---\n",
        "a: x\n",
        "b: [x, y]\n",
        "c: {k: v}\n",
        "d: \"q\"\n",
        "\ne: ",
        "\nf: ",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{7}",
    ]));
    prop::collection::vec(piece, 1..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn every_key_and_value_has_its_true_place(map in entries(generated()), windows in any::<bool>()) {
        let mut writer = Writer::default();
        writer.map(&map, 0);
        let Writer { mut text, places: mut expected } = writer;
        if windows {
            let more = |at: usize| at + text[..at].matches('\n').count();
            expected = expected.iter().map(|it| more(it.start)..more(it.end)).collect();
            text = text.replace('\n', "\r\n");
        }
        let entries = parse_yaml(&text, 4).map_err(|error| TestCaseError::fail(format!("{error:?} {text}")))?;
        let scalars = places(&entries).into_iter().filter(|(_, is_scalar)| *is_scalar);
        let ranges: Vec<Range<usize>> = scalars.map(|(range, _)| range.start - 4..range.end - 4).collect();
        let words = |places: &[Range<usize>]| places.iter().map(|it| text[it.clone()].to_owned()).collect::<Vec<_>>();
        prop_assert_eq!(words(&ranges), words(&expected), "{}", text);
        prop_assert_eq!(ranges, expected, "{}", text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn whatever_is_written_every_place_is_in_the_text(text in noise()) {
        if let Ok(entries) = parse_yaml(&text, 0) {
            for (range, _) in places(&entries) {
                prop_assert!(range == FRONT_MATTER || text.get(range.clone()).is_some_and(|it| !it.is_empty()), "{range:?} in {text:?}");
            }
        }
        let _ = events(&text);
    }

    #[test]
    fn both_parsers_see_one_structure(text in noise()) {
        // What only one of them takes: a byte order mark where a line begins, an alias as a key, a block of
        // text as a key that is indented less than its question mark.
        let odd = ["\u{feff}", "*a :", "*a:", "\r"];
        let has_block_as_key = text.contains('?') && text.contains(['|', '>']);
        let is_odd = has_block_as_key || odd.iter().any(|odd| text.contains(odd));
        if !is_odd && let Ok(YamlValue::Map(map)) = values::read(&text) {
            prop_assert!(located(&map, &text, 0).is_some(), "{text:?}");
        }
    }
}
