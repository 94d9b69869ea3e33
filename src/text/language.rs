//! Tags of languages, as writers type them, and the direction in which a language is written.

/// Tags that are often written and are none, or another one, each with the right one.
const WRONG: &[(&str, &str)] = &[
    ("cn", "zh-Hans"),
    ("ch", "zh-Hans"),
    ("chi", "zh-Hans"),
    ("chs", "zh-Hans"),
    ("zh-chs", "zh-Hans"),
    ("cht", "zh-Hant"),
    ("zh-cht", "zh-Hant"),
    ("tw", "zh-Hant"),
    ("hk", "zh-Hant"),
    ("gb", "zh-Hans"),
    ("gbk", "zh-Hans"),
    ("chinese", "zh-Hans"),
    ("english", "en"),
    ("jp", "ja"),
    ("kr", "ko"),
    ("中文", "zh-Hans"),
    ("汉语", "zh-Hans"),
    ("简体", "zh-Hans"),
    ("简体中文", "zh-Hans"),
    ("繁体", "zh-Hant"),
    ("繁体中文", "zh-Hant"),
    ("繁體中文", "zh-Hant"),
    ("英文", "en"),
    ("英语", "en"),
    ("日语", "ja"),
    ("壮语", "za"),
    ("壮文", "za"),
    ("藏语", "bo"),
    ("藏文", "bo"),
    ("维吾尔语", "ug"),
    ("维吾尔文", "ug"),
    ("蒙古语", "mn"),
    ("彝语", "ii"),
    ("苗语", "hmn"),
    ("普通话", "zh-Hans"),
    ("繁體", "zh-Hant"),
    ("正體中文", "zh-Hant"),
    ("粤语", "zh-Hant"),
    ("英語", "en"),
    ("eng", "en"),
    ("维文", "ug"),
    ("uyghur", "ug"),
    ("uighur", "ug"),
    ("tibetan", "bo"),
    ("蒙古文", "mn"),
    ("蒙文", "mn"),
    ("mongolian", "mn"),
    ("zhuang", "za"),
    ("gb2312", "zh-Hans"),
    ("utf-8", "zh-Hans"),
    ("big5", "zh-Hant"),
];

/// Languages that are written from right to left, unless the tag names another script.
const RIGHT_TO_LEFT: &[&str] = &[
    "ar", "arc", "azb", "bal", "bqi", "ckb", "dv", "fa", "glk", "he", "iw", "ji", "ks", "lrc",
    "mzn", "nqo", "pnb", "prs", "ps", "sd", "sdh", "skr", "syr", "ug", "ur", "yi",
];

/// Scripts that are written from right to left.
const SCRIPTS: &[&str] = &[
    "adlm", "arab", "aran", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "thaa", "yezi",
];

/// Languages with their regions in which they are written in the Arabic script: Kazakh and Kyrgyz in China.
const BY_REGION: &[(&str, &str)] = &[
    ("kk", "cn"),
    ("ky", "cn"),
    ("uz", "af"),
    ("tk", "af"),
    ("az", "ir"),
    ("ku", "ir"),
    ("ku", "iq"),
    ("pa", "pk"),
    ("ha", "sd"),
    ("ms", "bn"),
];

/// Whether a language is written from right to left, by its tag.
pub fn is_right_to_left(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let mut parts = tag.split(['-', '_']);
    let language = parts.next().unwrap_or_default();
    let parts: Vec<&str> = parts.collect();
    let is_script =
        |part: &&&str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    if let Some(script) = parts.iter().find(is_script) {
        return SCRIPTS.contains(script);
    }
    let has_region = |region: &str| parts.contains(&region);
    RIGHT_TO_LEFT.contains(&language)
        || BY_REGION
            .iter()
            .any(|(other, region)| *other == language && has_region(region))
}

/// The usual form of a tag: `zh-CN` for `zh_CN`, `zh` for `ZH`.
///
/// # Errors
/// What to write instead, if that is known.
pub fn tag(written: &str) -> Result<String, Option<&'static str>> {
    let lower = written.trim().replace('_', "-").to_lowercase();
    if let Some((_, right)) = WRONG.iter().find(|(wrong, _)| *wrong == lower) {
        return Err(Some(right));
    }
    let mut tag = String::with_capacity(lower.len());
    for (at, part) in lower.split('-').enumerate() {
        let is_part = part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let (shortest, longest) = if at == 0 { (2, 3) } else { (1, 8) };
        let is_language = at > 0 || part.bytes().all(|byte| byte.is_ascii_alphabetic());
        if !is_part || !is_language || !(shortest..=longest).contains(&part.len()) {
            return Err(None);
        }
        if at > 0 {
            tag.push('-');
        }
        match (at, part.len()) {
            (1.., 2) => tag.push_str(&part.to_uppercase()),
            (1.., 4) if part.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                tag.push_str(&part[..1].to_uppercase());
                tag.push_str(&part[1..]);
            }
            _ => tag.push_str(part),
        }
    }
    Ok(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_their_usual_form() {
        for (written, expected) in [
            ("zh_CN", "zh-CN"),
            ("zh-cn", "zh-CN"),
            ("ZH", "zh"),
            ("zh-hans", "zh-Hans"),
            ("ZH_HANT_tw", "zh-Hant-TW"),
            ("en", "en"),
            ("ug", "ug"),
            ("yue", "yue"),
            ("de-1996", "de-1996"),
            ("es-419", "es-419"),
        ] {
            assert_eq!(tag(written).as_deref(), Ok(expected), "{written}");
        }
    }

    #[test]
    fn what_is_no_tag_is_corrected() {
        for (written, right) in [
            ("cn", Some("zh-Hans")),
            ("CHS", Some("zh-Hans")),
            ("zh-CHS", Some("zh-Hans")),
            ("中文", Some("zh-Hans")),
            ("jp", Some("ja")),
            ("zh CN", None),
            ("", None),
            ("-", None),
            ("zh-", None),
            ("广西话", None),
        ] {
            assert_eq!(tag(written), Err(right), "{written}");
        }
    }

    #[test]
    fn direction_follows_the_script_and_else_the_language() {
        for tag in [
            "ug",
            "ug-CN",
            "ar",
            "AR-EG",
            "he",
            "fa",
            "ur",
            "ku-Arab",
            "kk-Arab",
            "kk-Arab-CN",
            "kk-CN",
            "ky_CN",
            "az-Arab",
            "yi",
            "ps",
        ] {
            assert!(is_right_to_left(tag), "{tag}");
        }
        for tag in [
            "zh-Hans", "zh-CN", "en", "bo", "mn-Mong", "ii", "ug-Latn", "ug-Cyrl", "ku", "kk",
            "kk-KZ", "ar-Latn", "", "a", "arabic",
        ] {
            assert!(!is_right_to_left(tag), "{tag}");
        }
    }
}
