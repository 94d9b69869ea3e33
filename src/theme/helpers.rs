//! The functions and filters that the program adds to the template engine: `asset`, `fill`, `absolute`,
//! `address`, `han`, `direction`.

use std::collections::BTreeMap;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::ThemeAsset;
use crate::config::{Config, address_problem};
use crate::text::language::is_right_to_left;
use crate::text::similar::nearest;
use crate::util::url;

/// The helpers as `bulletin theme docs` lists them: the form of each call, and its result.
pub const HELPERS: &[(&str, &str)] = &[
    (
        "asset(path=\"style.css\")",
        "the hashed address of a static file of the theme",
    ),
    ("text | fill(n=3)", "replaces `{n}` in a string"),
    (
        "url | absolute",
        "a root-relative address made absolute; empty without `base_url`",
    ),
    (
        "text | address",
        "an address by an author; empty if its scheme is not allowed, or if it is incomplete",
    ),
    (
        "number | han",
        "a whole number in Chinese numerals: 12 is 十二",
    ),
    (
        "language | direction",
        "how a language is written, by its tag: `rtl` for Uyghur, Arabic and others, else `ltr`",
    ),
];

/// Registers the functions and filters.
pub(super) fn register(tera: &mut Tera, assets: &[ThemeAsset], config: &Config) {
    let urls: BTreeMap<String, String> = assets
        .iter()
        .map(|asset| (asset.name.clone(), asset.url.clone()))
        .collect();
    tera.register_function("asset", move |kwargs: Kwargs, _: &State<'_>| {
        asset(&urls, &kwargs)
    });
    let base = config
        .base_url
        .as_deref()
        .unwrap_or_default()
        .trim_end_matches('/')
        .to_owned();
    tera.register_filter("absolute", move |url: &str, _: Kwargs, _: &State<'_>| {
        url::absolute(&base, url)
    });
    let schemes = config.links.schemes.clone();
    tera.register_filter("address", move |text: &str, _: Kwargs, _: &State<'_>| {
        let text = text.trim();
        match address_problem(&schemes, text) {
            Some(_) => String::new(),
            None => text.to_owned(),
        }
    });
    tera.register_filter("fill", |text: &str, kwargs: Kwargs, _: &State<'_>| {
        fill(text, &kwargs)
    });
    tera.register_filter("direction", |tag: &str, _: Kwargs, _: &State<'_>| {
        if is_right_to_left(tag) { "rtl" } else { "ltr" }
    });
    // The engine's own take a value that does not exist for an empty text: a misspelt name would lose it.
    tera.register_filter("safe", |text: &Value, _: Kwargs, _: &State<'_>| {
        defined(text).map(|text| Value::safe_string(&to_text(text)))
    });
    tera.register_filter("str", |value: &Value, _: Kwargs, _: &State<'_>| {
        defined(value).map(to_text)
    });
    tera.register_filter("han", |number: i64, _: Kwargs, _: &State<'_>| han(number));
}

/// The hashed address of a static file of the theme.
fn asset(urls: &BTreeMap<String, String>, kwargs: &Kwargs) -> TeraResult<String> {
    let path: &str = kwargs.must_get("path")?;
    urls.get(path).cloned().ok_or_else(|| {
        // `errors` reads this, in the form of the engine's own errors.
        let similar = nearest(path, urls.keys().map(String::as_str), 3).join(", ");
        Error::message(format!(
            "Unknown asset `{path}`. Available assets: {similar}"
        ))
    })
}

/// A value before a filter, unless it does not exist.
fn defined(value: &Value) -> TeraResult<&Value> {
    match value.is_undefined() {
        // `errors` reads this, in the form of the engine's own errors.
        true => Err(Error::message(
            "Invalid type for the value: got `undefined`",
        )),
        false => Ok(value),
    }
}

/// Replaces each `{name}` in a string by the argument of that name.
fn fill(text: &str, kwargs: &Kwargs) -> String {
    let mut result = text.to_owned();
    for (name, value) in kwargs.iter() {
        if let Some(name) = name.as_str() {
            result = result.replace(&format!("{{{name}}}"), &to_text(value));
        }
    }
    result
}

fn to_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// A whole number in Chinese numerals: 12 is 十二, 2024 is 二千〇二十四. Negative numbers and those from
/// 100,000,000 on are returned in digits.
fn han(number: i64) -> String {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    const UNITS: [&str; 4] = ["", "十", "百", "千"];
    if !(0..100_000_000).contains(&number) {
        return number.to_string();
    }
    if number >= 10_000 {
        let (high, low) = (number / 10_000, number % 10_000);
        let gap = if low > 0 && low < 1_000 { "〇" } else { "" };
        let rest = if low == 0 { String::new() } else { han(low) };
        return format!("{}万{gap}{rest}", han(high));
    }
    let digits: Vec<usize> = number
        .to_string()
        .bytes()
        .map(|byte| usize::from(byte - b'0'))
        .collect();
    let (mut text, mut gap) = (String::new(), false);
    for (at, &digit) in digits.iter().enumerate() {
        if digit == 0 {
            gap = true;
            continue;
        }
        if gap {
            text.push('〇');
            gap = false;
        }
        text.push(DIGITS[digit]);
        text.push_str(UNITS[digits.len() - 1 - at]);
    }
    match text.strip_prefix("一十") {
        Some(rest) => format!("十{rest}"),
        None if text.is_empty() => "〇".to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_han() {
        for (number, numeral) in [
            (0, "〇"),
            (1, "一"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (101, "一百〇一"),
            (110, "一百一十"),
            (2024, "二千〇二十四"),
            (1000, "一千"),
            (10_000, "一万"),
            (10_500, "一万〇五百"),
            (123_456, "十二万三千四百五十六"),
        ] {
            assert_eq!(han(number), numeral);
        }
        assert_eq!(han(-1), "-1");
    }
}
