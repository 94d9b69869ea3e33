//! References: what kind they are, and where they lead from a page or a folder.

/// The scheme of a URL in lower case, without its colon. Control characters and blanks are skipped, as in
/// browsers: `java&#9;script:` is a script.
pub(crate) fn scheme(url: &str) -> Option<String> {
    let mut scheme = String::new();
    for c in url.chars().filter(|c| !c.is_control() && *c != ' ') {
        match c {
            ':' if !scheme.is_empty() => return Some(scheme),
            'a'..='z' | 'A'..='Z' => scheme.push(c.to_ascii_lowercase()),
            '0'..='9' | '+' | '-' | '.' if !scheme.is_empty() => scheme.push(c),
            _ => return None,
        }
    }
    None
}

/// Whether an address starts at the root of its host: `/x`, but not `//host/x`.
pub(crate) fn is_rooted(url: &str) -> bool {
    url.starts_with('/') && !url.starts_with("//")
}

/// The path that `path` names in `folder`, without `.` and `..`; `None` if it leads above the top. Neither
/// begins or ends with `/` in the result.
pub(crate) fn join(folder: &str, path: &str) -> Option<String> {
    let joined = Joined::new(folder, path);
    (!joined.is_above_top).then(|| joined.segments.join("/"))
}

/// The path that `reference` names on the page with the address `page`, as a browser resolves it. `None` for
/// another host or scheme, and for a place on the page itself. Both paths begin with `/`; a `..` above the
/// root is dropped.
pub(crate) fn resolve(page: &str, reference: &str) -> Option<String> {
    let path = reference.split(['?', '#']).next().unwrap_or_default();
    if path.is_empty() || path.starts_with("//") || scheme(path).is_some() {
        return None;
    }
    let folder = match path.starts_with('/') {
        true => "",
        false => page.rsplit_once('/').map_or("", |(folder, _)| folder),
    };
    let mut resolved = String::from("/");
    resolved.push_str(&Joined::new(folder, path).segments.join("/"));
    let is_folder = matches!(path.rsplit('/').next(), Some("" | "." | ".."));
    if is_folder && resolved.len() > 1 {
        resolved.push('/');
    }
    Some(resolved)
}

/// The segments of a folder and of a path in it.
#[derive(Default)]
struct Joined<'p> {
    segments: Vec<&'p str>,
    /// Whether a `..` leads above the first segment.
    is_above_top: bool,
}

impl<'p> Joined<'p> {
    fn new(folder: &'p str, path: &'p str) -> Self {
        let mut joined = Self::default();
        for segment in folder.split('/').chain(path.split('/')) {
            match segment {
                "" | "." => {}
                ".." => joined.is_above_top |= joined.segments.pop().is_none(),
                _ => joined.segments.push(segment),
            }
        }
        joined
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_found_as_browsers_find_them() {
        assert_eq!(scheme(" Java\tScript:x").as_deref(), Some("javascript"));
        assert_eq!(scheme("a+b-1.c:").as_deref(), Some("a+b-1.c"));
        for none in ["", ":", "1a:", "/a:b", "a/b:c", "中:文.md", "a"] {
            assert_eq!(scheme(none), None, "{none}");
        }
    }

    #[test]
    fn paths_are_joined_to_folders() {
        for (folder, path, expected) in [
            ("a/b", "c", Some("a/b/c")),
            ("a/b", "./c//d/", Some("a/b/c/d")),
            ("a/b", "../../c", Some("c")),
            ("a", "../../a/c", None),
            ("", "a", Some("a")),
            ("", "..", None),
        ] {
            assert_eq!(join(folder, path).as_deref(), expected, "{folder} {path}");
        }
    }

    #[test]
    fn references_are_resolved_as_browsers_do() {
        for (page, reference, expected) in [
            ("/a/b/", "../../x.css", Some("/x.css")),
            ("/a/b/", "c.png?v=1", Some("/a/b/c.png")),
            ("/a/b.html", "c.png#x", Some("/a/c.png")),
            ("/a/", "/sub/../x.css", Some("/x.css")),
            ("/a/", "../../../x.css", Some("/x.css")),
            ("/a/b/", "..", Some("/a/")),
            ("/a/b/", "../..", Some("/")),
            ("/a/b", "c/.", Some("/a/c/")),
            ("/a/", "中:文.md", Some("/a/中:文.md")),
            ("/a/", "https://x.example/a.css", None),
            ("/a/", "//x.example/a.css", None),
            ("/a/", "data:text/css,", None),
            ("/a/", "#a", None),
            ("/a/", "", None),
        ] {
            assert_eq!(
                resolve(page, reference).as_deref(),
                expected,
                "{page} {reference}"
            );
        }
    }
}
