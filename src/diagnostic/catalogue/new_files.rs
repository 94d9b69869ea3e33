//! The files that `bulletin new` writes. They are Chinese in both languages, as the content of a site is.
//!
//! Values are given as YAML, in quotes where they need them.

use std::ops::Range;

use jiff::civil::Date;
use memchr::memmem;

/// What a version control leaves alone: `init` writes it into a new site.
pub(crate) const GITIGNORE: &str = "\
# 生成的网站和中间结果，随时可以再生成，不必保存
/public/
/.bulletin/
# 系统和编辑软件的临时文件
.DS_Store
Thumbs.db
desktop.ini
~$*
.~*
*~
";

/// The text of a new article or page.
const ARTICLE_TEXT: &str = "正文从这里写起。";

/// The text of a new issue.
const ISSUE_TEXT: &str = "编者按写在这里。";

/// The text of a new initiative.
const INITIATIVE_TEXT: &str = "介绍写在这里：这项行动做什么，从什么时候开始。";

/// The text of a new region, behind its name.
const REGION_TEXT: &str = "的介绍写在这里。";

/// What all of these have in common.
const COMMON: &str = "这里";

/// The title of an issue, in a comment of a new one.
pub(crate) const ISSUE_TITLE: &str = "本期标题";

/// The name of a source, in a comment of a new article.
pub(crate) const SOURCE_NAME: &str = "来源报刊";

/// The alternative text of a picture, in a comment of a new article.
pub(crate) const IMAGE_ALT: &str = "图上有什么";

/// The caption of a picture, in a comment of a new article.
pub(crate) const IMAGE_CAPTION: &str = "图片说明";

/// The first line of a body that is as `new` wrote it.
pub(crate) fn untouched_line(body: &str) -> Option<Range<usize>> {
    let finder = memmem::Finder::new(COMMON);
    let mut from = 0;
    while let Some(at) = finder.find(&body.as_bytes()[from..]) {
        let at = from + at;
        let start = body[from..at]
            .rfind('\n')
            .map_or(from, |end| from + end + 1);
        let end = body[at..].find('\n').map_or(body.len(), |end| at + end);
        let (line, trimmed) = (&body[start..end], body[start..end].trim());
        if matches!(trimmed, ARTICLE_TEXT | ISSUE_TEXT | INITIATIVE_TEXT)
            || trimmed.ends_with(REGION_TEXT)
        {
            let start = start + line.len() - line.trim_start().len();
            return Some(start..start + trimmed.len());
        }
        from = end;
    }
    None
}

/// A draft of an article.
pub(crate) fn article(title: &str, day: Date) -> String {
    format!(
        "\
---
title: {title}
date: {day}
author: []
# source: {{name: {SOURCE_NAME}, url: https://…}}
summary: \"\"
column: \"\"
initiatives: []      # 行动的键或名称，如 [四下基层]；没有就写 无
regions: []          # 代码、名称或路径，如 [广西/百色/凌云]；没有就写 无
# issue: 2024-01      # 期的键
# image: {{src: 图片.jpg, alt: {IMAGE_ALT}, caption: {IMAGE_CAPTION}}}
# figures:
#   - {{name: 指标, value: 94, unit: \"%\", region: 广西, as_of: 2023-12}}
draft: true
---

{ARTICLE_TEXT}
"
    )
}

/// A draft of a page.
pub(crate) fn page(title: &str) -> String {
    format!(
        "\
---
title: {title}
summary: \"\"
# order: 1           # 在各页中排第几
draft: true
---

{ARTICLE_TEXT}
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
# title: {ISSUE_TITLE}
date: {day}
publisher: {publisher}
editors: []
signed_by: \"\"
contents: []         # 文章路径，按顺序，如 [2024/lingyun]；不写就收入写了 issue: {key} 的文章
report_to: []        # 报
send_to: []          # 送
copy_to: []          # 发
# print_run: 200
draft: true
---

{ISSUE_TEXT}
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
draft: true
---

{INITIATIVE_TEXT}
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
{parent}draft: true
---

{full_name}{REGION_TEXT}
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_new_wrote_is_found_as_long_as_it_is_untouched() {
        let day = jiff::civil::date(2024, 1, 2);
        for text in [
            article("甲", day),
            page("甲"),
            issue("2024-01", 1, 1, day, "甲"),
            initiative("甲", None),
            region("甲", Some("乙"), "乙/甲"),
        ] {
            let found = untouched_line(&text).expect("found");
            assert!(
                text[found.clone()].contains(COMMON),
                "{}",
                &text[found.clone()]
            );
            let edited = text.replace(&text[found], "这里是平怀村。我们从这里写起。");
            assert_eq!(untouched_line(&edited), None, "{edited}");
        }
        assert_eq!(untouched_line(""), None);
        let indented = format!("一\r\n\r\n\u{3000}{ISSUE_TEXT}\r\n");
        let found = untouched_line(&indented).expect("found");
        assert_eq!(&indented[found], ISSUE_TEXT);
    }
}
