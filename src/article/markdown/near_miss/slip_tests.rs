//! Slips of editors, as the renderer shows and reports them.

use super::tests::{assert_repaired, found};
use crate::article::markdown::testing::html;
use crate::testing::{LINEAR, assert_growth, assert_messages};

fn assert_quiet(bodies: &[&str]) {
    let said: Vec<_> = bodies
        .iter()
        .map(|body| (body, found(body)))
        .filter(|(_, found)| !found.is_empty())
        .collect();
    assert!(said.is_empty(), "{said:#?}");
}

#[test]
fn cells_that_no_column_shows_are_reported() {
    assert_messages(
        found,
        &[
            (
                "|乡镇|户数|\n|---|---|\n|泗城|12|多出的字|",
                "extra-cells",
                "多出的字|",
            ),
            ("|甲|乙|\n|--|--|\n|a|b|c|d", "extra-cells", "c|d"),
            ("甲|乙\n--|--\n1|2|3", "extra-cells", "3"),
            ("> |甲|乙|\n> |--|--|\n> |1|2| 3 |", "extra-cells", "3 |"),
            ("- |甲|乙|\n  |--|--|\n  |1|`c|d`|", "extra-cells", "d`|"),
        ],
    );
    assert_quiet(&[
        "|甲|乙|\n|--|--|\n|1|2|",
        "|甲|乙|\n|--|--|\n|1|2||",
        "|甲|乙|\n|--|--|\n|1|2| |",
        "|甲|乙|\n|--|--|\n|1\\|3|2|",
        "|甲|乙|\n|--|--|\n|1|",
        "甲|乙\n--|--\n1|2",
    ]);
}

#[test]
fn text_below_a_table_is_no_row() {
    assert_repaired(&[
        (
            "|甲|乙|\n|--|--|\n|1|2|\n注：数据来自统计局。\n来源：县统计局",
            "|甲|乙|\n|--|--|\n|1|2|\n\n注：数据来自统计局。\n来源：县统计局",
        ),
        (
            "> |甲|乙|\n> |--|--|\n> |1|2|\n> 下一段",
            "> |甲|乙|\n> |--|--|\n> |1|2|\n>\n> 下一段",
        ),
        (
            "- |甲|乙|\n  |--|--|\n  |1|2|\n  下一段",
            "- |甲|乙|\n  |--|--|\n  |1|2|\n\n  下一段",
        ),
        (
            "|甲|乙|\n|--|--|\n数据来自统计局。",
            "|甲|乙|\n|--|--|\n\n数据来自统计局。",
        ),
    ]);
    for body in [
        "| abc | def |\n| --- | --- |\n| bar | baz |\nbar",
        "|甲|乙|\n|--|--|\n|1|2|\n合计\n|3|4|",
        "|甲|\n|--|\n|1|\n乙",
        "|姓名|备注|\n|--|--|\n张三\n李四",
    ] {
        assert!(html(body).trim_end().ends_with("</table></div>"), "{body}");
    }
}

#[test]
fn rows_that_blank_lines_keep_apart_are_a_table() {
    let table = "|乡镇|户数|\n|---|---|\n|泗城|12|\n|下甲|8|";
    assert_repaired(&[
        ("|乡镇|户数|\n\n|---|---|\n\n|泗城|12|\n\n|下甲|8|", table),
        ("|乡镇|户数|\n|---|---|\n\n|泗城|12|\n\n\n|下甲|8|", table),
        ("|乡镇|户数|\n|---|---|\n|泗城|12|\n\n|下甲|8|\n", table),
        (
            "｜乡镇｜户数｜\n｜---｜---｜\n｜泗城｜12｜\n｜下甲｜8｜",
            table,
        ),
        ("|乡镇|户数|\n|———|———|\n|泗城|12|\n|下甲|8|", table),
        (
            "|乡镇|户数|\n|－－|－－：|\n|泗城|12|\n|下甲|8|",
            "|乡镇|户数|\n|--|--:|\n|泗城|12|\n|下甲|8|",
        ),
        (
            "如下：\n｜甲｜乙｜\n｜--｜--｜",
            "如下：\n\n|甲|乙|\n|--|--|",
        ),
    ]);
    assert_messages(
        found,
        &[
            (
                "|乡镇|户数|\n\n|泗城|12|\n\n|下甲|8|",
                "broken-table",
                "|乡镇|户数|",
            ),
            (
                "+----+----+\n| 甲 | 乙 |\n+====+====+\n| 1 | 2 |\n+----+----+",
                "drawn-table",
                "+----+----+",
            ),
            ("｜甲｜乙｜\n｜1｜2｜", "broken-table", "｜甲｜乙｜"),
        ],
    );
    assert_quiet(&[
        "|a|b|",
        "|a|b|\n\n甲\n\n|c|d|",
        "|甲|乙|\n|--|--|\n|1|2|\n\n|丙|丁|\n|--|--|",
    ]);
}

#[test]
fn stars_that_are_left_over_are_reported() {
    assert_messages(
        found,
        &[
            ("**重点，**要抓好**", "unclosed-mark", "**"),
            ("***重点**", "unclosed-mark", "*"),
            ("前文：***重点**和其他", "unclosed-mark", "*"),
            ("* *重点**", "spaced-mark", "*"),
            ("**\u{a0}重点\u{a0}**", "spaced-mark", "**"),
            ("**\u{3000}重点\u{3000}**", "spaced-mark", "**"),
            ("文__重点__文", "underscores-in-word", "__"),
            ("文__重点__", "underscores-in-word", "__"),
        ],
    );
    assert_quiet(&[
        "**负责人：**李**",
        "**公示：**张某**",
        "**经审核，**拟录用王**",
        "**指标***",
        "***注**：数据",
        "* *重点*和",
        "本人__张三__，身份证__号__，电话__",
    ]);
}

#[test]
fn what_is_invisible_hides_no_mark() {
    for sign in ["\u{200b}", "\u{feff}", "\u{2060}", "\u{200b}\u{feff}"] {
        for body in [
            "## 题",
            "- 甲\n- 乙",
            "1. 甲\n2. 乙",
            "> 引",
            "|甲|乙|\n|--|--|",
            "```\n甲\n```",
            "甲",
            "  甲",
        ] {
            let typed: String = body.lines().map(|line| format!("{sign}{line}\n")).collect();
            assert_eq!(
                html(&format!("前\n\n{typed}")),
                html(&format!("前\n\n{body}")),
                "{typed:?}"
            );
        }
    }
    assert_eq!(html("\u{200b}\u{feff}\u{3000}\u{3000}甲"), "<p>甲</p>\n");
    assert_eq!(
        html("    \u{200b}let x"),
        "<pre class=\"code\" tabindex=\"0\"><code>\u{200b}let x</code></pre>\n"
    );
}

#[test]
fn markup_of_single_programs_is_reported() {
    assert_messages(
        found,
        &[
            (
                "[b]粗[/b]和[url=https://a.cn]链[/url]",
                "forum-code",
                "[b]粗[/b]",
            ),
            (
                "[gallery ids=\"1,2\"]",
                "forum-code",
                "[gallery ids=\"1,2\"]",
            ),
            ("一段话。 ^block-id", "note-mark", "^block-id"),
            ("状态:: 完成", "note-mark", "状态::"),
            ("```dataview\nlist\n```", "note-mark", "```dataview"),
            ("- [/] 一半", "unknown-task", "[/]"),
            ("- [-] 取消", "unknown-task", "[-]"),
            ("式 \\(x\\) 与 \\(a+b=c\\)", "formula", "\\(x\\)"),
            ("\\[x^2\\]", "formula", "\\[x^2\\]"),
            ("> [!提示]\n> 内容", "unknown-alert", "[!提示]"),
            ("[目录]", "contents-mark", "[目录]"),
            ("【TOC】", "contents-mark", "【TOC】"),
            (
                "见[链[^7]](https://a.cn/)。\n\n[^7]: 注",
                "link-form",
                "[链[^7]](https://a.cn/)",
            ),
            ("甲[^注 1]", "undefined-footnote", "[^注 1]"),
            ("术语\n: 定义", "term-line", ":"),
        ],
    );
    assert_quiet(&[
        "\\(甲\\) 和 a\\(b\\)c\\[1\\]",
        "`\\(x\\)`",
        "{甲}，{a, b}，f{x}",
        "文件[b]和[1]",
        "见[附件](https://a.cn/)（{甲}）",
        "std::x，时间:: ",
        "【目录】",
        "2^10，x ^ y",
        "[!]注意",
    ]);
}

#[test]
fn slips_with_one_meaning_are_repaired() {
    assert_repaired(&[
        (
            "- [√] 完\n- [ｘ]完\n- 【 】 没\n- [　] 没\n- 【√】完",
            "- [x] 完\n- [x] 完\n- [ ] 没\n- [ ] 没\n- [x] 完",
        ),
        ("> 【!NOTE】\n> 内容", "> [!NOTE]\n> 内容"),
        ("> ［！TIP］\n> 内容", "> [!TIP]\n> 内容"),
        ("甲[^１]\n\n[^1]: 注", "甲[^1]\n\n[^1]: 注"),
        ("甲[^1^]\n\n[^1]: 注", "甲[^1]\n\n[^1]: 注"),
        ("甲[^注 1]\n\n[^注 1]: 注", "甲[^注1]\n\n[^注1]: 注"),
        ("甲&nbsp乙&emsp丙", "甲&nbsp;乙&emsp;丙"),
        ("<![if !supportLists]>一、<![endif]>后", "一、后"),
        ("甲<st1:place>乙</st1:place>丙", "甲乙丙"),
        (
            "甲<st1:chmetcnv unitname=\"米\" w:st=\"on\">5米</st1:chmetcnv>",
            "甲5米",
        ),
        ("甲<o:p></o:p>", "甲"),
    ]);
    assert_quiet(&[
        "a<b:c",
        "A&B、AT&T",
        "https://a.cn/?a=1&lt=2",
        "1 <o 和 o:p> 2",
    ]);
}

#[test]
fn slips_are_found_in_linear_time() {
    for piece in [
        "|a|b|\n\n",
        "|a|b|\n|-|-|\n|1|2|3|\n甲\n\n",
        "[b]",
        "[b ",
        "{",
        "{a=",
        "\\(",
        "\\(a=b\\) ",
        "<![",
        "<st1:",
        "<o:p>",
        "&nbsp",
        "- [/] 甲\n",
        "\u{200b}甲\n",
        "^abc ",
        "a:: b\n",
        "[^a b]",
        "+--+--+\n",
    ] {
        let texts = |count| piece.repeat(count);
        assert_growth(LINEAR, 4_000, texts, |body: &String| {
            found(body).len().min(1)
        });
    }
}
