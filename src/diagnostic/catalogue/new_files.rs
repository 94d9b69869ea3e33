//! The files that `bulletin new` writes. They are Chinese in both languages, as the content of a site is.
//!
//! Values are given as YAML, in quotes where they need them.

use jiff::civil::Date;

/// A draft of an article.
pub(crate) fn article(title: &str, day: Date) -> String {
    format!(
        "\
---
title: {title}
date: {day}
author: []
# source: {{name: 来源报刊, url: https://…}}
summary: \"\"
column: \"\"
initiatives: []      # 行动的键或名称，如 [四下基层]
regions: []          # 代码、名称或路径，如 [广西/百色/凌云]
# issue: 2024-01      # 期的键
# image: {{src: 图片.jpg, alt: 图上有什么, caption: 图片说明}}
# figures:
#   - {{name: 指标, value: 94, unit: \"%\", region: 广西, as_of: 2023-12}}
draft: true
---

正文从这里写起。
"
    )
}

/// An issue. `number` counts in its year, `total` from the first issue on.
pub(crate) fn issue(key: &str, number: u32, total: u32, day: Date, publisher: &str) -> String {
    format!(
        "\
---
number: {number}
total: {total}
# title: 本期标题
date: {day}
publisher: {publisher}
editors: []
signed_by: \"\"
contents: []         # 文章路径，按顺序，如 [2024/lingyun]；不写就收入写了 issue: {key} 的文章
report_to: []        # 报
send_to: []          # 送
copy_to: []          # 发
# print_run: 200
---

编者按写在这里。
"
    )
}

/// An initiative, perhaps below another one.
pub(crate) fn initiative(name: &str, parent: Option<&str>) -> String {
    let parent = parent.map_or_else(
        || "# parent: organization".to_owned(),
        |parent| format!("parent: {parent}"),
    );
    format!(
        "\
---
name: {name}
aliases: []
{parent}
# order: 1
---

介绍写在这里：这项行动做什么，从什么时候开始。
"
    )
}

/// A region, called `full_name` in the text.
pub(crate) fn region(name: &str, parent: Option<&str>, full_name: &str) -> String {
    let parent = parent.map_or_else(String::new, |parent| format!("parent: {parent}\n"));
    format!(
        "\
---
name: {name}
aliases: []
{parent}---

{full_name}的介绍写在这里。
"
    )
}
