//! The schemes that addresses may have: one list of allowed ones for every address that a site writes.

use super::scheme;

/// The schemes that every site allows.
const USUAL: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Schemes that no site can allow: what follows them runs as a part of the page or is made into one, or is a
/// file of the reader's own.
const UNSAFE: [&str; 11] = [
    "about",
    "blob",
    "cid",
    "data",
    "file",
    "filesystem",
    "jar",
    "javascript",
    "livescript",
    "vbscript",
    "view-source",
];

/// The schemes that a site allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schemes {
    /// Those beside [`USUAL`], in lower case.
    more: Vec<String>,
}

impl Schemes {
    /// The usual ones and these, which are in lower case.
    pub(crate) fn with(more: Vec<String>) -> Self {
        Self { more }
    }

    /// Whether a scheme, in lower case, is allowed.
    pub(crate) fn allow(&self, scheme: &str) -> bool {
        self.all().any(|allowed| allowed == scheme)
    }

    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        let more = self.more.iter().map(String::as_str);
        USUAL.into_iter().chain(more)
    }

    /// The scheme of an address, if it has one that is not allowed.
    pub(crate) fn refused(&self, url: &str) -> Option<String> {
        scheme(url).filter(|scheme| !self.allow(scheme))
    }
}

/// Whether no site can allow this scheme, which is in lower case.
pub(crate) fn is_unsafe_scheme(scheme: &str) -> bool {
    UNSAFE.contains(&scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_listed_is_refused() {
        let schemes = Schemes::with(vec!["weixin".to_owned()]);
        for url in [
            "https://a.cn/",
            "HTTP://a.cn/",
            "mailto:a@b.cn",
            "tel:110",
            "WeiXin://dl/x",
            "//a.cn/x",
            "/a:b",
            "a/b:c",
            "#javascript:x",
            "?javascript:x",
            "",
        ] {
            assert_eq!(schemes.refused(url), None, "{url}");
        }
        for (url, scheme) in [
            ("javascript:alert(1)", "javascript"),
            ("JaVaScRiPt:alert(1)", "javascript"),
            (" \u{1}\u{0}javascript:alert(1)", "javascript"),
            ("java\tscr\nipt\r:alert(1)", "javascript"),
            ("vbscript:x", "vbscript"),
            ("data:text/html,x", "data"),
            ("blob:https://a.cn/x", "blob"),
            ("filesystem:https://a.cn/x", "filesystem"),
            ("view-source:https://a.cn/", "view-source"),
            ("ftp://a.cn/", "ftp"),
            ("x-nobody-knows:x", "x-nobody-knows"),
        ] {
            assert_eq!(schemes.refused(url).as_deref(), Some(scheme), "{url:?}");
        }
    }
}
