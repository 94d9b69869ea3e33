//! The address of the published site: checked, and what was meant where it is none.

use unicode_normalization::UnicodeNormalization as _;

/// Checks a base URL and ends it with `/`.
pub(crate) fn base_url(written: &str) -> Option<String> {
    let rest = written
        .strip_prefix("https://")
        .or_else(|| written.strip_prefix("http://"))?;
    let host = rest.split('/').next().unwrap_or_default();
    let is_sign = |c: char| matches!(c, '?' | '#' | '"' | '\'' | '<' | '>' | '\\');
    let is_bad_char = |c: char| is_sign(c) || c.is_whitespace() || c.is_control();
    let is_bad = host.is_empty() || written.contains(is_bad_char);
    (!is_bad).then(|| format!("{}/", written.trim_end_matches('/')))
}

/// The base URL that was most likely meant: with a scheme, in half width, without blanks; `None` if no host can
/// be seen.
pub(crate) fn nearest_base_url(written: &str) -> Option<String> {
    let narrow = |c: char| match c {
        '。' => '.',
        '\\' | '、' => '/',
        c => c,
    };
    let is_kept = |c: &char| !c.is_whitespace() && !matches!(c, '"' | '\'' | '<' | '>' | '“' | '”');
    let text: String = written.nfkc().map(narrow).filter(is_kept).collect();
    let (scheme, rest) = match text.split_once([':', '/']) {
        Some((scheme, rest)) if scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            (scheme, rest.trim_start_matches([':', '/']))
        }
        _ => ("", text.as_str()),
    };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let host = rest.split('/').next().unwrap_or_default();
    let labels = host.split(':').next().unwrap_or_default();
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    if !labels.contains('.') || !labels.split('.').all(is_label) {
        return None;
    }
    let scheme = if scheme.eq_ignore_ascii_case("http") {
        "http"
    } else {
        "https"
    };
    base_url(&format!("{scheme}://{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_a_base_url() {
        for (written, meant) in [
            ("www.x.gov.cn", Some("https://www.x.gov.cn/")),
            ("x.gov.cn/jianbao", Some("https://x.gov.cn/jianbao/")),
            ("http:/x.gov.cn/", Some("http://x.gov.cn/")),
            ("http：//x．gov。cn", Some("http://x.gov.cn/")),
            ("https//x.gov.cn", Some("https://x.gov.cn/")),
            ("HTTPS://x.gov.cn", Some("https://x.gov.cn/")),
            ("//x.gov.cn", Some("https://x.gov.cn/")),
            ("https:\\\\x.gov.cn\\a", Some("https://x.gov.cn/a/")),
            ("htps://x.gov.cn", Some("https://x.gov.cn/")),
            (" https://x.gov.cn/ a ", Some("https://x.gov.cn/a/")),
            ("https://x.gov.cn/?a=1", Some("https://x.gov.cn/")),
            ("192.168.1.2:8080", Some("https://192.168.1.2:8080/")),
            ("我的网站", None),
            ("/jianbao/", None),
            ("", None),
        ] {
            assert_eq!(nearest_base_url(written).as_deref(), meant, "{written}");
        }
    }
}
