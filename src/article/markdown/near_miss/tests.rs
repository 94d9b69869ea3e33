//! Near misses and what only looks like one, as the renderer reports them.

use super::super::testing::{html, options, render_with};
use crate::testing::{LINEAR, assert_growth, assert_messages};

/// The code of each message with the text at its place.
pub(super) fn found(body: &str) -> Vec<(&'static str, String)> {
    let problems = render_with(body, &options()).problems;
    let found = problems.into_iter().map(|(range, message)| {
        let place = body.get(range.clone());
        let place = place.unwrap_or_else(|| panic!("{range:?} {body:?}"));
        (message.code(), place.to_owned())
    });
    found.collect()
}

/// Checks that each body is rendered as the other one, without a message.
pub(super) fn assert_repaired(cases: &[(&str, &str)]) {
    let mut wrong = String::new();
    for &(body, meant) in cases {
        let (repaired, found) = (html(body), found(body));
        if repaired != html(meant) || !found.is_empty() {
            wrong += &format!("{body:?} {found:?}\n{repaired}not\n{}", html(meant));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn what_can_only_be_meant_in_one_way_is_repaired() {
    assert_repaired(&[
        (
            "##一、做法\n\n正文。\n\n＃＃二、成效",
            "## 一、做法\n\n正文。\n\n## 二、成效",
        ),
        ("##　一", "## 一"),
        ("＃＃ 二", "## 二"),
        ("###**三**", "### **三**"),
        ("##“四” {#si}", "## “四” {#si}"),
        ("##做法##", "## 做法"),
        ("　　## 五", "## 五"),
        ("#一、做法", "# 一、做法"),
        ("#（一）做法", "# （一）做法"),
        ("正文\n##六\n又", "正文\n\n## 六\n\n又"),
        ("> ##引", "> ## 引"),
        ("![图](图 一.jpg)", "![图](<图 一.jpg>)"),
        ("![图](图　一.jpg \"题\")", "![图](<图　一.jpg> \"题\")"),
        ("![图](图.jpg “题”)", "![图](<图.jpg> \"题\")"),
        ("见[表](表 一.xlsx)。", "见[表](<表 一.xlsx>)。"),
        ("［字］（https://a.cn/）", "[字](https://a.cn/)"),
        ("见[字]（b.md）。", "见[字](b.md)。"),
        ("【原文】(https://a.cn/b)", "[原文](https://a.cn/b)"),
        ("！[图](图.jpg)", "![图](图.jpg)"),
        ("！［图］（图.jpg）", "![图](图.jpg)"),
        ("文［^1］\n\n[^1]: 注", "文[^1]\n\n[^1]: 注"),
        ("文[^1]\n\n[^1]：注", "文[^1]\n\n[^1]: 注"),
        ("文[^1]\n[^1]：注", "文[^1]\n\n[^1]: 注"),
        ("文［^1］\n\n［^1］：注", "文[^1]\n\n[^1]: 注"),
        ("- [x]做完\n- []未做", "- [x] 做完\n- [ ] 未做"),
        ("-　甲\n-　乙", "- 甲\n- 乙"),
        ("＞ 引文", "> 引文"),
        ("这是 ＊＊重点＊＊ 的", "这是 **重点** 的"),
        ("[来源]: https://a.cn/", "\\[来源]: https://a.cn/"),
        ("[电话]: 0776-1234567", "\\[电话]: 0776-1234567"),
        (
            "[1]: https://a.cn/\n[2]: b.pdf",
            "\\[1]: https://a.cn/\\\n\\[2]: b.pdf",
        ),
        ("[附件1]: 表.xlsx", "\\[附件1]: 表.xlsx"),
        ("[编者按]: 今天开会。", "\\[编者按]: 今天开会。"),
        ("[注]: 甲。\n\n[注]: 乙。", "\\[注]: 甲。\n\n\\[注]: 乙。"),
    ]);
}

#[test]
fn what_did_not_take_is_reported_at_its_place() {
    assert_messages(
        found,
        &[
            ("这是**没有关上的加粗，后面", "unclosed-mark", "**"),
            ("还有*斜体。", "unclosed-mark", "*"),
            ("**没有关上", "unclosed-mark", "**"),
            ("**为加快推进农业农村现代化，特制定", "unclosed-mark", "**"),
            ("[==甲==乙](b.md)", "unknown-marks", "==甲=="),
            ("这 ~~删掉的", "unclosed-mark", "~~"),
            ("用 `code 命令", "unclosed-mark", "`"),
            ("这是 ** 重点 ** 的", "spaced-mark", "**"),
            ("**重点 **的", "spaced-mark", "**"),
            ("__粗体__的", "underscores-in-word", "__"),
            ("```rust\nfn", "unclosed-fence", "```rust"),
            ("甲\n\n~~~~\n乙\n~~~", "unclosed-fence", "~~~~"),
            ("甲\n\n<!-- 忘了\n\n乙", "unclosed-comment", "<!--"),
            ("甲 <!-- 忘了", "unclosed-comment", "<!--"),
            ("甲[^缺]。", "undefined-footnote", "[^缺]"),
            ("甲。\n\n[^多]: 没人用", "unused-footnote", "[^多]"),
            (
                "甲[^1]\n\n[^1]: 一\n\n[^1]: 二",
                "repeated-footnote",
                "[^1]",
            ),
            ("甲^[这是注]乙", "inline-note", "^[这是注]"),
            ("[文][没有定义]", "undefined-reference", "[文][没有定义]"),
            ("[文][1]", "undefined-reference", "[文][1]"),
            ("![图][没有]", "undefined-reference", "[图][没有]"),
            ("[空]()", "empty-link", "[空]()"),
            ("![图]()", "empty-image", "![图]()"),
            ("甲[](b.md)乙", "link-without-text", "[](b.md)"),
            (
                "[文](https://a.cn/甲 乙)",
                "blank-in-address",
                "https://a.cn/甲 乙",
            ),
            (
                "见[文] (https://a.cn/)",
                "link-form",
                "[文] (https://a.cn/)",
            ),
            ("见(文)[https://a.cn/]", "link-form", "(文)[https://a.cn/]"),
            ("见[[好文章]]。", "wiki-link", "[[好文章]]"),
            ("![[图.png]]", "wiki-link", "![[图.png]]"),
        ],
    );
}

#[test]
fn markup_of_other_programs_is_reported_at_its_place() {
    assert_messages(
        found,
        &[
            ("这是==高亮==的", "unknown-marks", "==高亮=="),
            ("++插入++", "unknown-marks", "++插入++"),
            ("||剧透||", "unknown-marks", "||剧透||"),
            ("x^2^", "unknown-marks", "^2^"),
            ("H~2~O", "unknown-marks", "~2~"),
            ("[TOC]", "contents-mark", "[TOC]"),
            ("[[_TOC_]]", "contents-mark", "[[_TOC_]]"),
            ("式 $x^2 + y$ 与 $y$", "formula", "$x^2 + y$"),
            ("$$\n\\frac{a}{b}\n$$", "formula", "$$\n\\frac{a}{b}\n$$"),
            ("好 :smile: 啊", "emoji-code", ":smile:"),
            (
                "{{< figure src=\"a.jpg\" >}}",
                "template-tag",
                "{{< figure src=\"a.jpg\" >}}",
            ),
            (
                "{% asset_img a.jpg %}",
                "template-tag",
                "{% asset_img a.jpg %}",
            ),
            ("::: note\n内容\n:::", "line-mark", ":::"),
            ("!!! note 说明", "line-mark", "!!!"),
            ("+++\n甲\n+++", "line-mark", "+++"),
            ("五级书记\n: 五级党组织书记", "term-line", ":"),
            ("*[HTML]: Hyper Text", "term-line", "*["),
            ("> [!INFO]\n> 内容", "unknown-alert", "[!INFO]"),
            ("> [!NOTE] 内容", "alert-with-text", "[!NOTE]"),
            ("| 甲 | 乙 |\n| 1 | 2 |", "broken-table", "| 甲 | 乙 |"),
            (
                "| 甲 | 乙 |\n|--|\n| 1 | 2 |",
                "broken-table",
                "| 甲 | 乙 |",
            ),
            ("-甲\n-乙", "list-without-blank", "-"),
            ("今天开会。\n---", "accidental-heading", "---"),
            ("一\n二\n---", "accidental-heading", "---"),
            (
                "导语\n\n这是一段话\n---\n\n后文",
                "accidental-heading",
                "---",
            ),
            (
                "## 一\n\n二\n---\n\n三\n---------",
                "accidental-heading",
                "---",
            ),
            ("开会\n--", "accidental-heading", "--"),
            ("开会\n=", "accidental-heading", "="),
            ("开会。来了\n===", "accidental-heading", "==="),
            ("（记者 张三）\n---", "accidental-heading", "---"),
            ("![图](a.jpg)\n---", "accidental-heading", "---"),
            ("甲\n\n[docs]: a.md", "unused-definition", "[docs]: a.md"),
            (
                "$\\small{{a} \\in {B}}$",
                "formula",
                "$\\small{{a} \\in {B}}$",
            ),
            ("```mermaid\na\n```", "drawing-code", "```mermaid"),
        ],
    );
}

#[test]
fn ordinary_text_passes() {
    let mut wrong = String::new();
    for body in [
        "#话题# #乡村振兴 #1 机组 #FFF",
        "#乡村振兴",
        "#1 机组",
        "李**，电话：138****0000",
        "**省**市，姓名*：",
        "村民王*明、李*说，张*。",
        "| 张* | 李** |\n|--|--|\n| 王*明 | 1 |",
        "3*4*5，a * b，*ST 股票，数据*的",
        "好呀~~，来啦~~~，3~5天，10~20人，~10 元",
        "姓名：____，共__户__人",
        "$5 和 $6，US$100，5$",
        "时间 12:30:45，比例 3:2:1，主机:localhost:8080",
        "a==b，a == b，x=1",
        "C++ 和 C++，i++，a++b++c",
        "if a || b || c",
        "arr[i][j]，[1][2]，[甲]，[甲] 乙，【通知】（2024年）",
        "【来源】（https://a.cn/）",
        "快来看！[详情](b.md)",
        "图[1]（见下），［1］（https://a.cn/）",
        "`{{ x }}`、`$x$`、`==`",
        "    {{ x }} ##一 **",
        "```\n{{ x }}\n##一\n**\n```",
        "> ```\n> 码\n> ```",
        "- ```\n  码\n  ```",
        "\\*\\*甲，\\[\\[乙]]，\\$x^2\\$，\\##丙",
        "标题\n---",
        "标题\n===",
        "[//]: # (备注)",
        "导语\n\n一、做法\n---\n\n二、成效\n---",
        "注：*表示预计数，**表示快报数。带*号的、标*的项目，标**的为重点。",
        "尊敬的**领导：",
        "感谢**、**、**等单位，学生**、**、**三人",
        "难度：***，推荐：****，“**”工程，www.***.com，***@a.cn",
        "*为必填，**为选填",
        "面积长*宽",
        "某某*同志，**万元",
        "[甲]\n\n[甲]: b.md",
        "10~20~30，^_^，-5℃\n-3℃",
        "- [x] 做完\n- [ ] 未做\n- [甲](b.md)",
        "—— 引自某书",
        "> [!NOTE]\n> 内容",
        "|a|b|",
        "甲：[^1]\n\n[^1]: 注[^2]\n\n[^2]: 注",
        "100%，50％，A&B，a_b_c，文件_2024_一季度",
        "o`zbek",
        "https://a.cn/?a==b==c#x$y$",
        "<https://a.cn/==b==>",
        "[甲](b.md \"==甲==\")",
        "关上了**，没有开",
        "用反引号（`）或按 ` 键",
        "昵称「梦*科比」的帐号",
        "以下可选看***************",
        "ffmpeg \"[0:a][1:a]amix=inputs=2[outa]\"",
    ] {
        let found = found(body);
        if !found.is_empty() {
            wrong += &format!("{body:?} {found:?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn no_footnote_is_lost() {
    let html = html("甲[^1]\n\n[^1]: 一\n\n[^2]: 二[^3]\n\n[^1]: 三\n\n[^3]: 四");
    let order = ["<p>一 ", "<p>二<sup", "<p>四 ", "<p>三</p>"];
    let places = order.map(|text| html.find(text).unwrap_or_else(|| panic!("{text} {html}")));
    assert!(places.is_sorted(), "{html}");
    assert!(
        html.contains("<li id=\"fn-4\">\n<p>三</p>\n</li>"),
        "{html}"
    );
}

#[test]
fn near_misses_are_found_in_linear_time() {
    for piece in [
        "##一\n\n",
        "[",
        "[^a",
        "［^1］",
        ")[https://a.cn] ",
        "[文](a b",
        "**甲 ",
        "$x",
        "{{",
        "==甲",
        ":a",
        "|a|b|\n",
        "-甲\n",
        "[注]: 甲。\n\n",
        "[^a]: 注\n\n",
        "`",
        "＊＊甲",
        "^2",
        "[[甲",
    ] {
        let texts = |count| piece.repeat(count);
        assert_growth(LINEAR, 4_000, texts, |body: &String| {
            found(body).len().min(1)
        });
    }
}
