//! All wording is in the catalogue: no other source has a text in Chinese, or a sentence in English, that a
//! user could read.

use std::collections::BTreeSet;

use crate::support::rust_tokens::{Token, sources};
use crate::support::sample::repository;

/// The catalogue, below `src/`.
const CATALOGUE: &str = "diagnostic/catalogue/";

/// Sources with Chinese texts that are no wording: files, and folders with `/` at the end.
const CHINESE_DATA: &[(&str, &str)] = &[
    ("article/front_matter/fence.rs", "keys as writers type them"),
    (
        "article/markdown/near_miss/",
        "numbers, names and signs as writers type them",
    ),
    (
        "article/reader/holding_back.rs",
        "keys and values of other programs",
    ),
    ("check/completeness.rs", "link texts that say nothing"),
    ("check/misread.rs", "ends of hosts"),
    ("fields/", "keys, dates and values as writers type them"),
    ("regions/", "kinds and names of regions"),
    (
        "render/head/cn_gov_meta.rs",
        "values of a national standard",
    ),
    ("render/dates.rs", "dates on pages"),
    ("render/views/tiles.rs", "names of provinces"),
    (
        "render/head/json_ld.rs",
        "endings of the names of organizations",
    ),
    ("text/", "knowledge of Chinese"),
    (
        "theme/helpers.rs",
        "numerals, and the reference of `theme docs`",
    ),
    ("theme/views/mod.rs", "the reference of `theme docs`"),
];

/// Sources with English sentences that are no wording.
const ENGLISH_DATA: &[(&str, &str)] = &[
    (
        "article/front_matter/mistakes.rs",
        "an error of the YAML parser",
    ),
    ("article/markdown/palette.rs", "comments of a style sheet"),
    ("cache/disk.rs", "the first line of a file"),
    ("fields/toml/", "errors of the TOML parser"),
    ("fields/yaml/", "errors of the YAML parser"),
    ("text/pinyin.rs", "readings of names"),
    ("theme/errors.rs", "errors of the template engine"),
    ("theme/helpers.rs", "the reference of `theme docs`"),
    ("theme/views/", "the reference of `theme docs`"),
];

#[test]
fn no_chinese_text_is_outside_of_the_catalogue() {
    check("Chinese texts", CHINESE_DATA, has_han);
}

#[test]
fn no_english_sentence_is_outside_of_the_catalogue() {
    check("English sentences", ENGLISH_DATA, is_sentence);
}

/// Stops the test unless the texts that are `wording` are those of the catalogue and of the sources in
/// `data`.
fn check(what: &str, data: &[(&str, &str)], wording: fn(&str) -> bool) {
    let (mut offenders, mut used) = (Vec::new(), BTreeSet::new());
    let mut in_catalogue = 0;
    for source in sources(&repository().join("src")) {
        for text in texts(&source.tokens) {
            if !wording(text) {
                continue;
            }
            let is_data = |(path, _): &&(&str, &str)| {
                source.path == *path || path.ends_with('/') && source.path.starts_with(path)
            };
            if source.path.starts_with(CATALOGUE) {
                in_catalogue += 1;
            } else if let Some((path, _)) = data.iter().find(is_data) {
                used.insert(*path);
            } else {
                offenders.push(format!("{}: {text}", source.path));
            }
        }
    }
    assert!(in_catalogue > 100, "{in_catalogue} {what} in the catalogue");
    assert!(
        offenders.is_empty(),
        "{what} outside of src/{CATALOGUE}:\n{}",
        offenders.join("\n")
    );
    let stale = data.iter().filter(|(path, _)| !used.contains(path));
    let stale: Vec<_> = stale.collect();
    assert!(stale.is_empty(), "no {what} by now: {stale:?}");
}

/// The texts that a program could print: not those of attributes, and not those of a panic.
fn texts(tokens: &[Token]) -> Vec<&str> {
    let mut texts = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some(end) = attribute(tokens, at) {
            at = end;
            continue;
        }
        if let Token::Text(text) = &tokens[at]
            && !is_of_panic(&tokens[..at])
        {
            texts.push(text.as_str());
        }
        at += 1;
    }
    texts
}

/// The end of the attribute that begins at `start`.
fn attribute(tokens: &[Token], start: usize) -> Option<usize> {
    let is = |at: usize, mark| tokens.get(at) == Some(&Token::Mark(mark));
    if !is(start, '#') || !(is(start + 1, '[') || is(start + 1, '!') && is(start + 2, '[')) {
        return None;
    }
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(start + 1) {
        match token {
            Token::Mark('[') => depth += 1,
            Token::Mark(']') if depth == 1 => return Some(at + 1),
            Token::Mark(']') => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether a text after these tokens is the reason of a panic.
fn is_of_panic(before: &[Token]) -> bool {
    let words = ["expect", "expect_err", "panic", "unreachable"];
    let mut before = before.iter().rev().filter(|it| **it != Token::Mark('!'));
    before.next() == Some(&Token::Mark('('))
        && before
            .next()
            .is_some_and(|token| words.iter().any(|word| token.is(word)))
}

fn has_han(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '〇' | '㐀'..='鿿'))
}

/// Whether three English words follow each other: the first in any case, the others in lower case.
fn is_sentence(text: &str) -> bool {
    let mut run = 0;
    text.split(' ').any(|word| {
        let word = word.trim_end_matches([',', ';', ':', '.']);
        let is_word = word.chars().skip(1).all(|c| c.is_ascii_lowercase())
            && word.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_lower = word.starts_with(|c: char| c.is_ascii_lowercase());
        run = match (is_word, is_lower) {
            (true, true) => run + 1,
            (true, false) => 1,
            (false, _) => 0,
        };
        run == 3
    })
}

#[test]
fn sentences_and_texts_are_told_from_names() {
    for (text, expected) in [
        ("The theme was copied.", true),
        ("x: {n} are over the", true),
        ("theme check", false),
        ("Atom and RSS", false),
        ("<p class=\\\"what\\\">{} <b>", false),
        ("{a} of {b}", false),
    ] {
        assert_eq!(is_sentence(text), expected, "{text}");
    }
    assert!(has_han("第{n}期") && !has_han("、（）“”"));
    let source =
        "#[expect(x, reason = \"a\")] let a = f(\"b\").expect(\"c\"); panic!(\"d\"); g![\"e\"]";
    let tokens = crate::support::rust_tokens::tokens(source);
    assert_eq!(texts(&tokens), ["b", "e"]);
}
