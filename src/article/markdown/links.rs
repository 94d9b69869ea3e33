//! The targets of links: what a destination means, and its address in the HTML.

use serde::{Deserialize, Serialize};

use super::ReferenceKind;
use crate::util::html::escape;
use crate::util::url;

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
    /// A script (`javascript:`), or data that is not an image (`data:`).
    Unsafe,
}

/// The target of the destination `written` in a file of the folder `dir` below `content/` (`articles/2024`).
pub(crate) fn resolve_target(written: &str, dir: &str, kind: ReferenceKind) -> Target {
    let written = written.trim();
    if let Some(scheme) = url::scheme(written) {
        return with_scheme(written, &scheme, kind);
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

/// Appends the address for an attribute in double quotes; nothing for [`Target::Unsafe`].
pub(super) fn write(out: &mut String, written: &str, target: &Target) {
    match target {
        Target::Source { path, fragment } => {
            out.push_str("@/");
            url::encode_path(out, path);
            if let Some(fragment) = fragment {
                write_fragment(out, fragment);
            }
        }
        Target::Fragment(fragment) => write_fragment(out, fragment),
        Target::External(url) => write_url(out, url),
        Target::Site { .. } | Target::Escapes => write_url(out, &written.trim().replace('\\', "/")),
        Target::Unsafe => {}
    }
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

fn with_scheme(url: &str, scheme: &str, kind: ReferenceKind) -> Target {
    // `file:///…` and `C:\图片\a.jpg`, which word processors paste.
    if scheme == "file" || scheme.len() == 1 {
        return Target::Escapes;
    }
    let allowed = match scheme {
        "javascript" | "vbscript" => false,
        "data" => kind == ReferenceKind::Image && is_image_data(url),
        _ => true,
    };
    if allowed {
        Target::External(url.to_owned())
    } else {
        Target::Unsafe
    }
}

fn is_image_data(url: &str) -> bool {
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
        resolve_target(written, "articles/2024", ReferenceKind::Link)
    }

    fn written(destination: &str) -> String {
        let mut out = String::new();
        write(&mut out, destination, &link(destination));
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
            resolve_target("a.md", "", ReferenceKind::Link),
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
    fn scripts_are_unsafe() {
        for typed in [
            "javascript:alert(1)",
            " JavaScript:x",
            "java\tscript:x",
            "\u{1}javascript:x",
            "vbscript:x",
            "data:text/html,x",
            "data:image/png;base64,x",
        ] {
            assert_eq!(link(typed), Target::Unsafe, "{typed}");
        }
        assert_eq!(
            resolve_target("data:text/html,x", "", ReferenceKind::Image),
            Target::Unsafe
        );
        let image = "data:image/png;base64,x";
        assert_eq!(
            resolve_target(image, "", ReferenceKind::Image),
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
            ("../../../x", "../../../x"),
            ("javascript:x", ""),
        ] {
            assert_eq!(written(typed), expected);
        }
    }
}
