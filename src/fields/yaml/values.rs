//! Reads the values of a YAML text. This module alone names serde_yaml, which is not maintained any more: another
//! parser takes its place when it passes the tests below.

use std::collections::HashSet;
use std::fmt;

use serde::de::{
    Deserialize, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::{YamlError, YamlFault};

/// A value without its place. Tags are dropped.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum YamlValue {
    /// `~`, `null`, or nothing.
    Null,
    /// `true` or `false`; `no`, `on` and their like are texts.
    Bool(bool),
    /// A number, as short as it can be written.
    Number(String),
    /// Everything else, dates too.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// A map in the order of the text.
    Map(Vec<(Self, Self)>),
}

/// Reads a text of one document. Refused are keys that are repeated in their map, and aliases that would make
/// a text many times as large.
pub(super) fn read(text: &str) -> Result<YamlValue, YamlError> {
    serde_yaml::from_str(text).map_err(|error| classify(text, &error))
}

impl<'de> Deserialize<'de> for YamlValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

/// Takes whatever the parser finds, integers of any length too, which its own values do not hold.
struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = YamlValue;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any YAML value")
    }

    fn visit_unit<E>(self) -> Result<YamlValue, E> {
        Ok(YamlValue::Null)
    }

    fn visit_none<E>(self) -> Result<YamlValue, E> {
        Ok(YamlValue::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<YamlValue, D::Error> {
        value.deserialize_any(self)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<YamlValue, E> {
        Ok(YamlValue::Bool(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<YamlValue, E> {
        Ok(YamlValue::Number(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<YamlValue, E> {
        Ok(YamlValue::Number(number.to_string()))
    }

    fn visit_u128<E>(self, number: u128) -> Result<YamlValue, E> {
        Ok(YamlValue::Number(number.to_string()))
    }

    fn visit_i128<E>(self, number: i128) -> Result<YamlValue, E> {
        Ok(YamlValue::Number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<YamlValue, E> {
        Ok(YamlValue::Number(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<YamlValue, E> {
        Ok(YamlValue::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<YamlValue, E> {
        Ok(YamlValue::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<YamlValue, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(YamlValue::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<YamlValue, A::Error> {
        let mut map: Vec<(YamlValue, YamlValue)> = Vec::new();
        let mut keys = HashSet::new();
        while let Some(key) = entries.next_key::<YamlValue>()? {
            if !keys.insert(key.clone()) {
                return Err(A::Error::custom(repeated(&key)));
            }
            map.push((key, entries.next_value()?));
        }
        Ok(YamlValue::Map(map))
    }

    /// A value with a tag, which is dropped.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<YamlValue, A::Error> {
        let (_, value): (String, _) = tagged.variant()?;
        value.newtype_variant()
    }
}

/// The error about a key that stands twice in a map, in the words of the parser's own values.
fn repeated(key: &YamlValue) -> String {
    match key {
        YamlValue::Text(text) => format!("duplicate entry with key {text:?}"),
        YamlValue::Number(number) => format!("duplicate entry with key {number}"),
        _ => "duplicate entry in YAML map".to_owned(),
    }
}

/// Classifies an error by the state of the parser. If a construct does not end, the most useful place is its
/// beginning.
fn classify(yaml: &str, error: &serde_yaml::Error) -> YamlError {
    let text = error.to_string();
    let (problem, context) = text.split_once(", while ").unwrap_or((&text, ""));
    let reason = problem.split(" at line ").next().unwrap_or(problem);
    let fault = match context.split(" at line ").next() {
        Some("parsing a flow sequence") => YamlFault::Bracket("]"),
        Some("parsing a flow mapping") => YamlFault::Bracket("}"),
        Some("scanning a quoted scalar") => YamlFault::Quote,
        Some("scanning a simple key") => YamlFault::Key,
        _ => YamlFault::Other,
    };
    let beginning = context
        .split_once(" at line ")
        .filter(|_| fault != YamlFault::Other)
        .and_then(|(_, place)| {
            let (line, column) = place.split_once(" column ")?;
            offset(yaml, line.parse().ok()?, column.parse().ok()?)
        });
    // Its index counts characters, too.
    let error_place = || {
        let location = error.location()?;
        offset(yaml, location.line(), location.column())
    };
    YamlError {
        fault,
        reason: reason.to_owned(),
        at: beginning.or_else(error_place),
    }
}

/// The byte offset of a line and a column in characters, both from 1.
fn offset(yaml: &str, line: usize, column: usize) -> Option<usize> {
    let is_break = |c: char| matches!(c, '\n' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let lines = yaml.split_inclusive(is_break).take(line.checked_sub(1)?);
    let start: usize = lines.map(str::len).sum();
    let before = yaml[start..].chars().take(column.checked_sub(1)?);
    Some(start + before.map(char::len_utf8).sum::<usize>())
}

#[cfg(test)]
mod tests {
    //! What front matter needs of a parser, whichever it is.

    use super::YamlValue::{Bool, List, Map, Null, Number, Text};
    use super::*;

    fn text(text: &str) -> YamlValue {
        Text(text.to_owned())
    }

    fn number(written: &str) -> YamlValue {
        Number(written.to_owned())
    }

    /// The value of the only key.
    fn value_of(yaml: &str) -> YamlValue {
        match read(&format!("a: {yaml}\n")).expect(yaml) {
            Map(entries) => match <[_; 1]>::try_from(entries) {
                Ok([(_, value)]) => value,
                Err(entries) => panic!("{entries:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn words_are_texts() {
        for word in [
            "no",
            "No",
            "NO",
            "yes",
            "on",
            "off",
            "y",
            "n",
            "08",
            "2024-01-02",
            "2024-01-02 08:00",
            "1_000",
            "12:30:00",
            "=",
            "<<",
            "村",
            "“村”",
            "a:b",
            "第1期（总第3期）",
            "50%",
            "1.2.3",
            "0b",
            "1e",
            "+",
        ] {
            assert_eq!(value_of(word), text(word), "{word}");
        }
    }

    #[test]
    fn numbers_flags_and_nothing_are_what_they_look_like() {
        for (yaml, expected) in [
            ("7", number("7")),
            ("-7", number("-7")),
            ("94.50", number("94.5")),
            ("450000", number("450000")),
            ("18446744073709551615", number("18446744073709551615")),
            ("123456789012345678901", number("123456789012345678901")),
            ("true", Bool(true)),
            ("false", Bool(false)),
            ("~", Null),
            ("null", Null),
            ("", Null),
            ("# 注", Null),
        ] {
            assert_eq!(value_of(yaml), expected, "{yaml}");
        }
    }

    #[test]
    fn texts_lists_and_maps_of_every_style_are_read() {
        let pair = |key: &str, value: YamlValue| (text(key), value);
        for (yaml, expected) in [
            ("'it''s'", text("it's")),
            ("\"a\\u6751\\n\"", text("a村\n")),
            ("|\n  一\n   二\n", text("一\n 二\n")),
            ("|-\n  一\n\n  二\n", text("一\n\n二")),
            (">-\n  一\n  二\n", text("一 二")),
            ("一\n  二", text("一 二")),
            (
                "[甲, \"乙\", 3, [丁]]",
                List(vec![
                    text("甲"),
                    text("乙"),
                    number("3"),
                    List(vec![text("丁")]),
                ]),
            ),
            ("\n- 甲\n-\n", List(vec![text("甲"), Null])),
            (
                "{甲: 1, 乙: {丙: ~}}",
                Map(vec![
                    pair("甲", number("1")),
                    pair("乙", Map(vec![pair("丙", Null)])),
                ]),
            ),
            ("[]", List(Vec::new())),
            ("{}", Map(Vec::new())),
            ("!!str 12", text("12")),
            ("!t 甲", text("甲")),
            ("[&x 甲, *x]", List(vec![text("甲"), text("甲")])),
        ] {
            assert_eq!(value_of(yaml), expected, "{yaml}");
        }
    }

    #[test]
    fn keys_keep_their_order_and_may_be_no_texts() {
        let read = read("乙: 1\n甲: 2\n3: 4\n[五]: 6\n").expect("a map");
        let Map(entries) = read else {
            panic!("{read:?}");
        };
        let keys: Vec<YamlValue> = entries.into_iter().map(|(key, _)| key).collect();
        assert_eq!(
            keys,
            [text("乙"), text("甲"), number("3"), List(vec![text("五")])]
        );
    }

    #[test]
    fn mistakes_have_their_kind_and_place() {
        for (yaml, fault, place) in [
            ("a: [甲, 乙\nb: 1\n", YamlFault::Bracket("]"), Some(3)),
            ("a: {b: 1\n", YamlFault::Bracket("}"), Some(3)),
            ("a: \"甲\n", YamlFault::Quote, Some(3)),
            ("a: 1\n甲\n", YamlFault::Key, Some(5)),
            ("a: 1\na: 2\n", YamlFault::Other, Some(0)),
            ("a: b: c\n", YamlFault::Other, Some(4)),
            ("a: @甲\n", YamlFault::Other, Some(3)),
            ("a: *x\n", YamlFault::Other, Some(3)),
        ] {
            let error = read(yaml).expect_err(yaml);
            assert_eq!((error.fault, error.at), (fault, place), "{yaml} {error:?}");
            assert!(!error.reason.is_empty(), "{yaml}");
        }
    }

    #[test]
    fn hostile_texts_are_refused() {
        let names: Vec<char> = ('a'..='i').collect();
        let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for pair in names.windows(2) {
            let aliases = vec![format!("*{}", pair[0]); 9].join(", ");
            bomb.push_str(&format!("{0}: &{0} [{aliases}]\n", pair[1]));
        }
        assert!(read(&bomb).is_err());
        assert!(read(&format!("a: {}", "[".repeat(200))).is_err());
    }
}
