use super::super::RenderedBody;
use super::super::testing::{html, options, plain_text, render_with};

fn codes(rendered: &RenderedBody) -> Vec<&'static str> {
    rendered
        .problems
        .iter()
        .map(|(_, message)| message.code())
        .collect()
}

#[test]
fn a_line_that_begins_with_blanks_is_a_paragraph() {
    for body in [
        "　　甲段。\n　　乙段。",
        "　　甲段。\n\n　　乙段。",
        "甲段。\n　　乙段。",
        "甲段。\n　乙段。",
        "　　甲段。\r\n　　乙段。\r\n",
        "　　　　甲段。\n　　　　乙段。",
        "&emsp;&emsp;甲段。\n&emsp;&emsp;乙段。",
        "&nbsp;&nbsp;&nbsp;&nbsp;甲段。\n&nbsp;&nbsp;&nbsp;&nbsp;乙段。",
        "\u{a0}\u{a0}甲段。\n\u{a0}\u{a0}乙段。",
        "\u{2003}\u{2003}甲段。\n\u{2003}\u{2003}乙段。",
        "    甲段。\n    乙段。",
        "\t甲段。\n\t乙段。",
        "甲段。\n    乙段。",
        "　　甲段。\n　　\n　　乙段。",
        "甲段。\n　　\n乙段。",
        " 　　甲段。\n 　　乙段。",
        "    　　甲段。\n    　　乙段。",
        "\u{feff}　　甲段。\n　　乙段。",
        "&#12288;&#12288;甲段。\n&#x3000;乙段。",
    ] {
        assert_eq!(html(body), "<p>甲段。</p>\n<p>乙段。</p>\n", "{body:?}");
        assert_eq!(plain_text(body), "甲段。\n乙段。\n", "{body:?}");
        let rendered = render_with(body, &options());
        assert_eq!(
            (rendered.counts.han, &*rendered.lead),
            (4, "甲段。乙段。"),
            "{body:?}"
        );
    }
}

#[test]
fn blanks_beside_other_blocks() {
    for (body, expected) in [
        ("## 题\n　　甲", "<h2 id=\"题\">题</h2>\n<p>甲</p>\n"),
        ("##　　题", "<h2 id=\"题\">题</h2>\n"),
        ("## 　题", "<h2 id=\"题\">题</h2>\n"),
        (
            "　　甲：\n- 乙\n- 丙\n　　丁",
            "<p>甲：</p>\n<ul>\n<li>乙</li>\n<li>丙</li>\n</ul>\n<p>丁</p>\n",
        ),
        ("- 　　乙\n- 丙", "<ul>\n<li>乙</li>\n<li>丙</li>\n</ul>\n"),
        (
            "- 甲\n  　　乙",
            "<ul>\n<li>\n<p>甲</p>\n<p>乙</p>\n</li>\n</ul>\n",
        ),
        (
            "- 甲\n\n      乙",
            "<ul>\n<li>\n<p>甲</p>\n<p>乙</p>\n</li>\n</ul>\n",
        ),
        ("- 甲\n    乙", "<ul>\n<li>甲乙</li>\n</ul>\n"),
        (
            "1. 甲\n   - 乙\n     　　丙",
            "<ol>\n<li>甲\n<ul>\n<li>\n<p>乙</p>\n<p>丙</p>\n</li>\n</ul>\n</li>\n</ol>\n",
        ),
        (
            "> 　　甲\n> 　　乙",
            "<blockquote>\n<p>甲</p>\n<p>乙</p>\n</blockquote>\n",
        ),
        (
            ">　　甲\n>　　乙",
            "<blockquote>\n<p>甲</p>\n<p>乙</p>\n</blockquote>\n",
        ),
        (
            "> 甲\n　　乙",
            "<blockquote>\n<p>甲</p>\n</blockquote>\n<p>乙</p>\n",
        ),
        (
            "　　**甲**\n　　[乙](/x/)",
            "<p><strong>甲</strong></p>\n<p><a href=\"/x/\">乙</a></p>\n",
        ),
        (
            "    **甲**是\n\n    2024年，乙",
            "<p><strong>甲</strong>是</p>\n<p>2024年，乙</p>\n",
        ),
        (
            "　　- 甲\n　　- 乙",
            "<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>\n",
        ),
    ] {
        assert_eq!(html(body), expected, "{body:?}");
    }
    assert!(html("| 甲 |\n|--|\n| 乙 |\n　　丙").ends_with("</table></div>\n<p>丙</p>\n"));
    assert!(html("甲[^1]\n\n[^1]: 注\n\n    二").contains("<p>注</p>\n<p>二 <a"));
}

#[test]
fn code_and_html_stay_as_they_are() {
    for body in [
        "```\n　　甲\n    乙\n\t丙\n```",
        "- 甲\n\n  ```\n  　　乙\n  ```",
        "    let x = 1;\n    打印(x)",
        "    # 注释\n    x = 1",
        "\tx\t1\n\ty\t2",
        "<pre>\n　　甲\n甲\t乙\n丙\t丁\n</pre>",
        "甲\n    let x = 1;",
        "  甲\n  乙",
        "- 甲\n\n  乙",
    ] {
        let pasted = super::pasted(body);
        assert_eq!(pasted.text.text(), body);
    }
}

#[test]
fn rows_with_tabs_are_a_table() {
    let table = html("| 乡镇 | 户数 |\n|---|---|\n| 泗城镇 | 1200 |\n| **下甲** | `3\\|4` |");
    for body in [
        "乡镇\t户数\n泗城镇\t1200\n**下甲**\t`3|4`",
        "乡镇\t户数\r\n泗城镇\t1200\r\n**下甲**\t`3\\|4`\r\n",
        "　　乡镇\t户数\n　　泗城镇\t1200\n　　**下甲**\t`3|4`",
    ] {
        assert_eq!(html(body), table, "{body:?}");
    }
    assert_eq!(
        html("如下：\n乡镇\t户数\n泗城镇\t1200\n**下甲**\t`3|4`\n完。"),
        format!("<p>如下：</p>\n{table}<p>完。</p>\n")
    );
    assert_eq!(
        html("> 乡镇\t户数\n> 泗城镇\t1200\n> **下甲**\t`3|4`\n> 完。"),
        format!("<blockquote>\n{table}<p>完。</p>\n</blockquote>\n")
    );
    assert_eq!(
        html("\t2023\t2024\n户数\t1\t\n"),
        html("| | 2023 | 2024 |\n|--|--|--|\n| 户数 | 1 | |")
    );
    assert_eq!(plain_text("甲\t乙\n丙\t丁"), "甲\t乙\n丙\t丁\n");
}

#[test]
fn rows_that_differ_are_said() {
    let body = "甲\t乙\t丙\n丁\t戊\n";
    let rendered = render_with(body, &options());
    assert_eq!(codes(&rendered), ["tab-rows"]);
    assert_eq!(&body[rendered.problems[0].0.clone()], "丁\t戊");
    assert!(!rendered.html.contains("<table"));
}

#[test]
fn other_tabs_make_no_table() {
    for body in [
        "甲\t乙",
        "1.\t甲\n2.\t乙",
        "•\t甲\n•\t乙",
        "（一）\t甲\n（二）\t乙",
        "\t甲\n\t乙",
        "甲\t\n乙\t",
        "- 甲\t乙\n- 丙\t丁",
        "[甲]:\t/u\n[乙]:\t/v",
    ] {
        let rendered = render_with(body, &options());
        assert!(
            !rendered.html.contains("<table") && rendered.problems.is_empty(),
            "{body:?}: {}",
            rendered.html
        );
    }
    assert_eq!(
        html("（一）\t甲\n（二）\t乙"),
        "<p>（一）\t甲<br>\n（二）\t乙</p>\n"
    );
}

#[test]
fn line_ends_of_word_processors_break_the_line() {
    for (body, expected) in [
        ("甲\u{b}乙", "<p>甲<br>\n乙</p>\n"),
        ("甲\u{2028}乙\u{2028}", "<p>甲<br>\n乙</p>\n"),
        ("　　甲\u{b}　　乙", "<p>甲</p>\n<p>乙</p>\n"),
        ("甲\u{2029}乙", "<p>甲</p>\n<p>乙</p>\n"),
        (
            "> 甲\u{2028}乙",
            "<blockquote>\n<p>甲<br>\n乙</p>\n</blockquote>\n",
        ),
    ] {
        assert_eq!(html(body), expected, "{body:?}");
    }
}

#[test]
fn places_are_those_of_the_source() {
    let body =
        "　　甲段。\n　　见[乙](b.md)、**李*、王*。\n甲\t[丙](c.md)\n丁\t戊\n\n　　末[丁](d.md)";
    let rendered = render_with(body, &options());
    let places: Vec<&str> = rendered
        .references
        .iter()
        .map(|reference| &body[reference.range.clone()])
        .collect();
    assert_eq!(places, ["b.md", "c.md", "d.md"]);
}

#[test]
fn many_lines_with_blanks_cost_linear_time() {
    use crate::testing::{LINEAR, assert_growth};
    let texts = |count: usize| {
        "（一）\t甲\n".repeat(count)
            + &"　　甲段\t乙\n".repeat(count)
            + &"- 甲\n  　　乙\n".repeat(count)
            + &"> ".repeat(50)
    };
    assert_growth(LINEAR, 5_000, texts, |body| {
        super::pasted(body).text.text().len()
    });
}
