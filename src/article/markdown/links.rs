//! The targets of links: what a destination means, and its address in the HTML.

use serde::{Deserialize, Serialize};

use super::ReferenceKind;
use crate::util::html::escape;
use crate::util::url::{self, Schemes};

/// The meaning of a destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// Another site, or mail: it has a scheme or starts with `//`.
    External(String),
    /// A file below `content/`.
    Source {
        /// Relative to `content/`, with `/`, percent-decoded, without `.` and `..`.
        path: String,
        /// The part after `#`, percent-decoded.
        fragment: Option<String>,
    },
    /// A page of this site by its address.
    Site {
        /// Starts with `/`, percent-decoded, without a query.
        path: String,
        /// The part after `#`, percent-decoded.
        fragment: Option<String>,
    },
    /// An id on this page, percent-decoded; empty for the top of the page and for a link without a
    /// destination.
    Fragment(String),
    /// A path out of `content/`, or on the author's own disk.
    Escapes,
    /// An address whose scheme is not allowed.
    Refused {
        /// In lower case.
        scheme: String,
    },
}

/// The target of the destination `written` in a file of the folder `dir` below `content/` (`articles/2024`).
pub(crate) fn resolve_target(
    written: &str,
    dir: &str,
    kind: ReferenceKind,
    schemes: &Schemes,
) -> Target {
    let written = written.trim();
    if let Some(scheme) = url::scheme(written) {
        return with_scheme(written, scheme, kind, schemes);
    }
    // Windows paths; browsers read them in the same way.
    let typed = written.replace('\\', "/");
    if typed.starts_with("//") {
        return Target::External(typed);
    }
    let (path, fragment) = match typed.split_once('#') {
        Some((path, fragment)) => (path, Some(url::decode_or_keep(fragment).into_owned())),
        None => (typed.as_str(), None),
    };
    let fragment = fragment.filter(|fragment| !fragment.is_empty());
    let path = url::decode_or_keep(path.split('?').next().unwrap_or_default());
    if path.is_empty() {
        Target::Fragment(fragment.unwrap_or_default())
    } else if path.starts_with('/') {
        Target::Site {
            path: path.into_owned(),
            fragment,
        }
    } else {
        url::join(dir, &path).map_or(Target::Escapes, |path| Target::Source { path, fragment })
    }
}

/// Appends the address for an attribute in double quotes; nothing for a target that is refused.
pub(super) fn write(out: &mut String, kind: ReferenceKind, written: &str, target: &Target) {
    match target {
        Target::Source { path, fragment } => {
            out.push_str("@/");
            url::encode_path(out, path);
            write_url(out, query(written));
            if let Some(fragment) = fragment {
                write_fragment(out, fragment);
            }
        }
        Target::Fragment(fragment) => write_fragment(out, fragment),
        Target::External(url) => write_url(out, url),
        Target::Site { path, .. } => {
            // Which page it is, is known when all pages are: its address may lack the slash.
            if kind == ReferenceKind::Link && !path.ends_with('/') {
                out.push_str("@/");
            }
            write_url(out, &written.trim().replace('\\', "/"));
        }
        Target::Escapes | Target::Refused { .. } => {}
    }
}

/// Whether nothing can lead to a target: the text of such a link is written without the link, and the
/// alternative text of such an image without the image.
pub(super) fn is_refused(target: &Target) -> bool {
    matches!(target, Target::Refused { .. } | Target::Escapes)
}

/// Whether a reference names a picture in a mail, or in the memory of another program: what was pasted has its name
/// alone.
pub(crate) fn is_unpasted(kind: ReferenceKind, scheme: &str) -> bool {
    let shows_image = matches!(kind, ReferenceKind::Image | ReferenceKind::Decoration);
    shows_image && ["about", "blob", "cid", "webkit-fake-url"].contains(&scheme)
}

/// The query of a destination with its `?`; empty if there is none.
fn query(written: &str) -> &str {
    let before_fragment = written.split('#').next().unwrap_or_default().trim_end();
    let start = before_fragment.find('?');
    start
        .and_then(|start| before_fragment.get(start..))
        .unwrap_or_default()
}

fn write_fragment(out: &mut String, fragment: &str) {
    out.push('#');
    url::encode_path(out, fragment);
}

fn write_url(out: &mut String, url: &str) {
    let mut encoded = String::with_capacity(url.len());
    url::encode_url(&mut encoded, url);
    escape::attribute(out, &encoded);
}

fn with_scheme(url: &str, scheme: String, kind: ReferenceKind, schemes: &Schemes) -> Target {
    // `file:///…` and `C:\图片\a.jpg`, which word processors paste.
    if scheme == "file" || scheme.len() == 1 {
        return Target::Escapes;
    }
    let shows_image = matches!(kind, ReferenceKind::Image | ReferenceKind::Decoration);
    let is_image = shows_image && scheme == "data" && is_image_data(url);
    if is_image || schemes.allow(&scheme) {
        Target::External(url.to_owned())
    } else {
        Target::Refused { scheme }
    }
}

/// Whether a `data:` URL is one of an image: as such, browsers run no script in it.
pub(super) fn is_image_data(url: &str) -> bool {
    url.split_once(':')
        .and_then(|(_, data)| data.trim_start().get(..6))
        .is_some_and(|media| media.eq_ignore_ascii_case("image/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, fragment: Option<&str>) -> Target {
        Target::Source {
            path: path.to_owned(),
            fragment: fragment.map(str::to_owned),
        }
    }

    fn link(written: &str) -> Target {
        resolve(written, "articles/2024", ReferenceKind::Link)
    }

    fn resolve(written: &str, dir: &str, kind: ReferenceKind) -> Target {
        resolve_target(
            written,
            dir,
            kind,
            &Schemes::with(vec!["weixin".to_owned()]),
        )
    }

    fn refused(scheme: &str) -> Target {
        Target::Refused {
            scheme: scheme.to_owned(),
        }
    }

    fn written(destination: &str) -> String {
        let mut out = String::new();
        write(
            &mut out,
            ReferenceKind::Link,
            destination,
            &link(destination),
        );
        out
    }

    #[test]
    fn files_are_joined_to_the_folder() {
        for (typed, path, fragment) in [
            ("b.md", "articles/2024/b.md", None),
            ("./a/cover.jpg", "articles/2024/a/cover.jpg", None),
            ("../2023/b.md#%E4%B8%80", "articles/2023/b.md", Some("一")),
            ("../../pages/about.md#", "pages/about.md", None),
            ("a%20b.jpg?raw=true", "articles/2024/a b.jpg", None),
            (r"images\图.jpg", "articles/2024/images/图.jpg", None),
            ("中:文.md", "articles/2024/中:文.md", None),
        ] {
            assert_eq!(link(typed), source(path, fragment), "{typed}");
        }
        assert_eq!(
            resolve("a.md", "", ReferenceKind::Link),
            source("a.md", None)
        );
    }

    #[test]
    fn addresses_and_ids() {
        let site = |path: &str, fragment: Option<&str>| Target::Site {
            path: path.to_owned(),
            fragment: fragment.map(str::to_owned),
        };
        assert_eq!(link("/x/?q=1#y"), site("/x/", Some("y")));
        assert_eq!(link("/%E4%B8%80/"), site("/一/", None));
        assert_eq!(link("#一"), Target::Fragment("一".to_owned()));
        assert_eq!(link(""), Target::Fragment(String::new()));
        assert_eq!(link("//a.b/"), Target::External("//a.b/".to_owned()));
        assert_eq!(link(r"/\a.b/"), Target::External("//a.b/".to_owned()));
        assert_eq!(
            link("HTTPS://a.b"),
            Target::External("HTTPS://a.b".to_owned())
        );
    }

    #[test]
    fn paths_out_of_the_content() {
        for typed in [
            "../../../x.md",
            "../../../articles/2024/b.md",
            "%2e%2e/../../../x",
            r"C:\图片\a.jpg",
            "file:///home/a.jpg",
        ] {
            assert_eq!(link(typed), Target::Escapes, "{typed}");
        }
    }

    #[test]
    fn schemes_that_are_not_allowed_are_refused() {
        for (typed, scheme) in [
            ("javascript:alert(1)", "javascript"),
            (" JavaScript:x", "javascript"),
            ("java\tscript:x", "javascript"),
            ("\u{1}javascript:x", "javascript"),
            ("vbscript:x", "vbscript"),
            ("blob:https://a.cn/x", "blob"),
            ("data:text/html,x", "data"),
            ("data:image/png;base64,x", "data"),
            ("ftp://a.cn/", "ftp"),
        ] {
            assert_eq!(link(typed), refused(scheme), "{typed}");
        }
        let other = "weixin://dl/x".to_owned();
        assert_eq!(link(&other), Target::External(other));
        assert_eq!(
            resolve("data:text/html,x", "", ReferenceKind::Image),
            refused("data")
        );
        let image = "data:image/png;base64,x";
        assert_eq!(
            resolve(image, "", ReferenceKind::Image),
            Target::External(image.to_owned())
        );
    }

    #[test]
    fn addresses_in_the_html() {
        for (typed, expected) in [
            ("图 1.md#节", "@/articles/2024/%E5%9B%BE%201.md#%E8%8A%82"),
            ("a&b.md", "@/articles/2024/a%26b.md"),
            ("/x/?a=1&b=2", "/x/?a=1&amp;b=2"),
            ("#一", "#%E4%B8%80"),
            ("https://a.b/?x=1&y=\"", "https://a.b/?x=1&amp;y=%22"),
            (
                "b.md?from=rss&x=一#节",
                "@/articles/2024/b.md?from=rss&amp;x=%E4%B8%80#%E8%8A%82",
            ),
            ("a.jpg?", "@/articles/2024/a.jpg?"),
            ("/x?q=1#y", "@//x?q=1#y"),
            ("../../../x", ""),
            ("javascript:x", ""),
        ] {
            assert_eq!(written(typed), expected);
        }
    }
}
