//! Keys by which other programs keep a document from readers.

use crate::fields::{Entry, Value, half_width};

/// Keys by which other programs keep a document from readers, each with what it says then.
const HOLDING_BACK: &[(&str, &[&str])] = &[
    ("status", UNFINISHED),
    ("state", UNFINISHED),
    ("状态", UNFINISHED),
    ("visibility", UNFINISHED),
    ("hidden", YES),
    ("private", YES),
    ("drafts", YES),
    ("isdraft", YES),
    ("is_draft", YES),
    ("unlisted", YES),
    ("隐藏", YES),
    ("不发布", YES),
    ("visible", NO),
    ("public", NO),
    ("ispublished", NO),
    ("is_published", NO),
    ("发布", NO),
    ("是否发布", NO),
    ("公开", NO),
];

const YES: &[&str] = &["true", "yes", "on", "y", "1", "是"];
const NO: &[&str] = &["false", "no", "off", "n", "0", "否"];
const UNFINISHED: &[&str] = &[
    "draft",
    "pending",
    "private",
    "hidden",
    "review",
    "unpublished",
    "future",
    "wip",
    "草稿",
    "待审",
    "待审核",
    "未审核",
    "审核中",
    "未发布",
    "不发布",
    "私密",
    "隐藏",
];

/// Whether an entry means in another program that readers are not to see the document.
pub(super) fn holds_back(entry: &Entry) -> bool {
    let key = half_width(&entry.key.value).to_lowercase();
    if matches!(key.as_str(), "password" | "密码") {
        return entry.node.value != Value::Null;
    }
    let values = HOLDING_BACK.iter().find(|(name, _)| *name == key);
    let written = || {
        entry
            .node
            .scalar()
            .map(|text| half_width(text.trim()).to_lowercase())
    };
    values.is_some_and(|(_, values)| written().is_some_and(|text| values.contains(&text.as_str())))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::article::front_matter::fields;

    #[test]
    fn what_other_programs_keep_from_readers_is_known() {
        let holds = |line: &str| {
            let file: Arc<str> = Arc::from("a.md");
            let text = format!("---\n{line}\n---\n");
            let (mut fields, _) = fields(&file, &text).expect("front matter");
            fields
                .unknown()
                .iter()
                .any(|unknown| holds_back(&unknown.entry))
        };
        for line in [
            "status: draft",
            "Status: Draft",
            "state: 草稿",
            "status: 待审核",
            "hidden: true",
            "private: yes",
            "isDraft: true",
            "visible: false",
            "发布: 否",
            "是否发布: 否",
            "password: 123",
        ] {
            assert!(holds(line), "{line}");
        }
        for line in [
            "status: published",
            "status: 已发布",
            "hidden: false",
            "visible: true",
            "发布: 是",
            "password:",
            "state: 广西",
        ] {
            assert!(!holds(line), "{line}");
        }
    }
}
