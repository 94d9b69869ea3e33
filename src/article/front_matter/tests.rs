//! What front matter may be, and what is said about the usual mistakes.

use crate::testing::{LINEAR, assert_growth};
use proptest::prelude::*;

use super::*;

fn codes(text: &str) -> Vec<(&'static str, String)> {
    let file: Arc<str> = Arc::from("a.md");
    match fields(&file, text) {
        Ok(_) => Vec::new(),
        Err(diagnostics) => diagnostics
            .iter()
            .map(|diagnostic| {
                let span = diagnostic.span.as_ref().expect("placed");
                (
                    diagnostic.message.code(),
                    text[span.start..span.end.min(text.len())].to_owned(),
                )
            })
            .collect(),
    }
}

#[test]
fn the_body_begins_after_the_second_line() {
    let file: Arc<str> = Arc::from("a.md");
    let text = "---\ntitle: 甲\n---\n正文\n";
    let (_, body) = fields(&file, text).expect("valid");
    assert_eq!(&text[body..], "正文\n");
}

#[test]
fn common_mistakes_are_explained_at_their_place() {
    assert_eq!(
        codes("---\ntitle：甲\n---\n"),
        [("full-width-colon", "：".to_owned())]
    );
    assert_eq!(
        codes("---\ntitle:甲\n---\n"),
        [("no-blank-after-colon", ":".to_owned())]
    );
    assert_eq!(
        codes("---\ntitle: 甲: 乙\n---\n"),
        [("colon-in-value", "甲: 乙".to_owned())]
    );
    assert_eq!(
        codes("---\ntitle: [要闻]甲\n---\n"),
        [("sign-in-value", "[要闻]甲".to_owned())]
    );
    assert_eq!(
        codes("---\ntitle: @甲\n---\n"),
        [("sign-in-value", "@甲".to_owned())]
    );
    assert_eq!(
        codes("---\ntitle: **甲**\n---\n"),
        [("sign-in-value", "**甲**".to_owned())]
    );
    assert_eq!(
        codes("---\na:\n\t- 甲\n---\n"),
        [("tab-indent", "\t".to_owned())]
    );
    assert_eq!(
        codes("---\ntitle: 甲\ntitle: 乙\n---\n"),
        [("duplicate-key", "title".to_owned())]
    );
    assert_eq!(
        codes("+++\ntitle = 1\n+++\n"),
        [("toml-front-matter", "+++".to_owned())]
    );
    assert_eq!(codes("# 甲\n"), [("no-front-matter", "# 甲".to_owned())]);
    assert_eq!(
        codes("---\ntitle: 甲\n"),
        [("unclosed-front-matter", "---".to_owned())]
    );
    assert_eq!(codes(""), [("no-front-matter", String::new())]);
}

#[test]
fn a_key_twice_is_refused_at_any_depth() {
    assert_eq!(codes("---\nextra:\n  a: 1\n  a: 2\n---\n").len(), 1);
    assert_eq!(
        codes("---\nextra: {b: {a: 1, a: 2}}\n---\n")[0].0,
        "duplicate-key"
    );
    let nested = "---\nextra:\n  色: 1\n  深:\n    色: 红\n    色: 绿\n---\n";
    let file: Arc<str> = Arc::from("a.md");
    let span = fields(&file, nested).expect_err("twice")[0].span.clone();
    assert_eq!(span.map(|span| span.start), nested.rfind('色'));
}

#[test]
fn what_the_parser_refuses_is_marked_where_it_begins() {
    assert_eq!(
        codes("---\nregions: [凌云县\ndate: 2024\n---\n"),
        [("unclosed-bracket", "[凌云县".to_owned())]
    );
    assert_eq!(
        codes("---\ntitle: \"甲\ndate: 2024\n---\n"),
        [("unclosed-quote", "\"甲".to_owned())]
    );
    assert_eq!(
        codes("---\ntitle: 甲\n这一行\ndate: 2024\n---\n"),
        [("not-a-key", "这一行".to_owned())]
    );
    assert_eq!(
        codes("---\ntitle: 甲\n作者：乙\n---\n"),
        [("full-width-colon", "：".to_owned())]
    );
    assert_eq!(
        codes("---\n- 甲\n---\n"),
        [("not-a-key", "- 甲".to_owned())]
    );
}

#[test]
fn several_mistakes_are_reported_at_once() {
    assert_eq!(codes("---\ntitle：甲\nsummary: 乙: 丙\n---\n").len(), 2);
}

#[test]
fn what_writers_send_is_not_mistaken() {
    for yaml in [
        "title: \"甲: 乙\"",
        "title: 甲：乙",
        "date: 2024-01-02 08:00",
        "regions: [广西, 凌云县] # 两处",
        "summary: |\n  一: 二\n  三",
        "summary: >-\n  一\n\n  二: 三",
        "source: {name: 来宾日报, url: 'https://a.cn/x'}",
        "a: &x 1\nb: *x",
        "url: https://a.cn/",
        "# 注: 释\ntitle: 甲",
        "figures:\n  - name: 甲\n    value: 1\n  - name: 乙\n    value: 2",
    ] {
        assert_eq!(codes(&format!("---\n{yaml}\n---\n")), [], "{yaml}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn what_is_read_directly_has_no_mistake(
        block in "((title|a|b): ?|\n|- |  - |\\[|\\]|, |[:：#|>?{}\"\u{3000}\u{a0} -]| #|[村x1。]{1,3}){0,16}\n",
        value in "[\u{3000}\u{a0}:#\\[@|x村]{0,4}",
        blanks in prop_oneof![9 => 0..4_usize, 1 => 0..300_usize],
        brackets in prop_oneof![9 => 0..2_usize, 1 => 0..100_usize],
    ) {
        let item = format!("{}-{}x\n", " ".repeat(blanks / 2), " ".repeat(blanks));
        let text = format!("c: x{}\nd:\n{item}", "[".repeat(brackets));
        for block in [format!("{block}{text}"), block, text, format!("title: {value}\n")] {
            if parse_plain(&block, 0).is_some() {
                prop_assert_eq!(check_limits(&block), Ok(()), "{}", block);
                prop_assert_eq!(common_mistakes(&block), [], "{}", block);
            }
        }
    }
}

#[test]
fn hostile_blocks_are_refused_at_once() {
    let flow = |size| format!("---\na: {}\n---\n", "[".repeat(size));
    let block = |size| format!("---\n{}a\n---\n", "- ".repeat(size));
    /// Each level is nine times as large as the one before.
    fn bomb(levels: usize) -> String {
        let line = |level: usize| {
            let before = match level {
                0 => "x".to_owned(),
                level => format!("*a{}", level - 1),
            };
            format!("a{level}: &a{level} [{}]\n", vec![before; 9].join(","))
        };
        format!("---\n{}---\n", (0..levels).map(line).collect::<String>())
    }
    /// Size, block of a size, and the code of its message.
    type HostileBlock<'b> = (usize, &'b dyn Fn(usize) -> String, &'b str);
    let blocks: [HostileBlock<'_>; 4] = [
        (100_000, &flow, "front-matter-too-large"),
        (60_000, &flow, "front-matter-too-deep"),
        (30_000, &block, "front-matter-too-deep"),
        (36, &bomb, "front-matter-references"),
    ];
    for (size, text, code) in blocks {
        let codes = assert_growth(LINEAR, size, text, |text| codes(text));
        assert_eq!(codes[0].0, code, "{size}");
    }
}
