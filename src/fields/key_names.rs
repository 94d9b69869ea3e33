//! Other names of keys that can mean one thing only: in Chinese, in capitals, in the singular or plural.

use super::written::half_width;

/// Whether a key may be another name of a key, so that it is worth comparing.
pub(super) fn may_be_other_name(key: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    !key.bytes().all(plain) || OTHER_NAMES.iter().any(|(name, _)| *name == key)
}

/// Whether `written` is another name of `key`.
pub(super) fn is_other_name(written: &str, key: &str) -> bool {
    if written.eq_ignore_ascii_case(key) {
        return true;
    }
    let names = || OTHER_NAMES.iter().filter(|(_, of)| *of == key);
    if names().any(|(name, _)| *name == written) {
        return true;
    }
    if written.is_ascii() {
        return false;
    }
    let plain: String = half_width(written)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}'))
        .collect();
    plain.eq_ignore_ascii_case(key) || names().any(|(name, _)| *name == plain)
}

/// Names that authors write, each with the key that it means. A name may mean another key in another kind of
/// document.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("标题", "title"),
    ("题目", "title"),
    ("题名", "title"),
    ("日期", "date"),
    ("时间", "date"),
    ("发布日期", "date"),
    ("发布时间", "date"),
    ("更新", "updated"),
    ("更新日期", "updated"),
    ("更新时间", "updated"),
    ("修改日期", "updated"),
    ("作者", "author"),
    ("撰稿", "author"),
    ("authors", "author"),
    ("来源", "source"),
    ("出处", "source"),
    ("摘要", "summary"),
    ("提要", "summary"),
    ("简介", "summary"),
    ("栏目", "column"),
    ("columns", "column"),
    ("行动", "initiatives"),
    ("initiative", "initiatives"),
    ("地区", "regions"),
    ("区域", "regions"),
    ("地点", "regions"),
    ("地区", "region"),
    ("region", "regions"),
    ("期", "issue"),
    ("期号", "issue"),
    ("图片", "image"),
    ("题图", "image"),
    ("封面", "image"),
    ("数据", "figures"),
    ("标签", "tags"),
    ("草稿", "draft"),
    ("语言", "lang"),
    ("模板", "template"),
    ("旧网址", "aliases"),
    ("别名", "aliases"),
    ("名称", "name"),
    ("网址", "url"),
    ("上级", "parent"),
    ("顺序", "order"),
    ("期号", "number"),
    ("期数", "number"),
    ("总期号", "total"),
    ("总期数", "total"),
    ("主办", "publisher"),
    ("主办单位", "publisher"),
    ("编辑", "editors"),
    ("签发", "signed_by"),
    ("目录", "contents"),
    ("印数", "print_run"),
    ("数值", "value"),
    ("单位", "unit"),
    ("截至", "as_of"),
    ("说明", "caption"),
    ("刊名", "title"),
    ("副标题", "subtitle"),
    ("简介", "description"),
    ("介绍", "description"),
    ("网址", "base_url"),
    ("域名", "base_url"),
    ("url", "base_url"),
    ("site_url", "base_url"),
    ("domain", "base_url"),
    ("语言", "language"),
    ("lang", "language"),
    ("时区", "time_zone"),
    ("timezone", "time_zone"),
    ("主题", "theme"),
    ("单位", "publisher"),
    ("联系方式", "contact"),
    ("备案号", "icp"),
];

/// The key that is usually meant by a name.
pub(super) fn english_key(name: &str) -> Option<&'static str> {
    let found = OTHER_NAMES.iter().find(|(other, _)| *other == name);
    found.map(|(_, key)| *key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_names_are_recognised() {
        for (written, key) in [
            ("Title", "title"),
            ("TITLE", "title"),
            ("标题", "title"),
            ("标 题", "title"),
            ("ｔｉｔｌｅ", "title"),
            ("\u{200B}title", "title"),
            ("期号", "issue"),
            ("期号", "number"),
            ("region", "regions"),
        ] {
            assert!(may_be_other_name(written), "{written}");
            assert!(is_other_name(written, key), "{written}");
        }
        assert!(!is_other_name("标题", "date"));
        assert!(!is_other_name("titel", "title"));
        assert!(!may_be_other_name("title"));
    }
}
