//! `[files]`: the files that are published though readers' browsers could run what is in them.

use crate::fields::Fields;

/// `[files] trusted`.
#[derive(Debug, Clone, Default)]
pub struct TrustedFiles {
    /// Extensions in lower case, without the point.
    extensions: Vec<String>,
    /// Paths relative to the site's folder.
    paths: Vec<String>,
}

impl TrustedFiles {
    /// Whether the file at a path relative to the site's folder is one of them.
    pub(crate) fn has(&self, file: &str) -> bool {
        self.extensions.contains(&extension(file)) || self.paths.iter().any(|path| path == file)
    }
}

/// The extension of a file's name in lower case, without the point; empty if it has none.
pub(crate) fn extension(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.')
        .map_or_else(String::new, |(_, extension)| extension.to_lowercase())
}

/// Reads the table. What holds a slash is a path, the others are extensions.
pub(super) fn trusted_files(fields: &mut Fields<'_>) -> TrustedFiles {
    let written = fields.list("trusted").into_iter();
    let written = written.map(|entry| entry.value.replace('\\', "/"));
    let (paths, extensions): (Vec<String>, Vec<String>) =
        written.partition(|entry| entry.contains('/'));
    let extensions = extensions.iter();
    TrustedFiles {
        extensions: extensions
            .map(|entry| entry.trim_start_matches(['*', '.']).to_lowercase())
            .filter(|extension| !extension.is_empty())
            .collect(),
        paths,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_is_what_follows_the_last_point_of_the_name() {
        for (file, expected) in [
            ("content/a.b/x.HTML", "html"),
            ("content/a.b/x", ""),
            ("x.tar.gz", "gz"),
            ("x.", ""),
            ("", ""),
        ] {
            assert_eq!(extension(file), expected, "{file}");
        }
    }
}
