//! The list of files that the program wrote into an output folder, with what is needed to see whether a file
//! is still as it was written.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// First line of the file; another version is not read.
const HEADER: &str = "bulletin manifest 2";

/// One file that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// XXH3 of its bytes. It tells one output of ours from the next and defends against nobody.
    pub(super) hash: u128,
    /// Length in bytes.
    pub(super) size: u64,
    /// Time of its last change in nanoseconds since 1970, as the file system gives it.
    pub(super) modified: u128,
}

/// All files by path, with `/`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) files: BTreeMap<String, Entry>,
}

impl Manifest {
    /// Reads a manifest. A missing or damaged one is empty: then no file counts as ours.
    pub(super) fn read(path: &Path) -> Self {
        let bytes = crate::source::read_file(path).unwrap_or_default();
        Self::parse(&String::from_utf8_lossy(&bytes)).unwrap_or_default()
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next()? != HEADER {
            return None;
        }
        let mut files = BTreeMap::new();
        for line in lines {
            let mut parts = line.splitn(4, '\t');
            let (hash, size, modified) = (
                u128::from_str_radix(parts.next()?, 16).ok()?,
                parts.next()?.parse().ok()?,
                parts.next()?.parse().ok()?,
            );
            let path = parts.next().filter(|path| is_inside(path))?;
            files.insert(
                path.to_owned(),
                Entry {
                    hash,
                    size,
                    modified,
                },
            );
        }
        Some(Self { files })
    }

    /// The text of the file.
    pub(super) fn to_text(&self) -> String {
        let mut out = format!("{HEADER}\n");
        for (
            path,
            Entry {
                hash,
                size,
                modified,
            },
        ) in &self.files
        {
            let _ = writeln!(out, "{hash:032x}\t{size}\t{modified}\t{path}");
        }
        out
    }
}

/// Whether a path stays in its folder: a manifest is a file that anybody may have edited.
pub(super) fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', ':', '\0', '\n'])
        && path
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..")
}

/// The time of the last change, as a manifest holds it.
pub(super) fn modified(metadata: &std::fs::Metadata) -> u128 {
    let since = metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |since| since.as_nanos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_comes_back_as_it_was_written() {
        let entry = Entry {
            hash: 0xab,
            size: 3,
            modified: 17,
        };
        let manifest = Manifest {
            files: BTreeMap::from([("标签/a b.html".to_owned(), entry)]),
        };
        assert_eq!(Manifest::parse(&manifest.to_text()), Some(manifest));
    }

    #[test]
    fn a_damaged_or_hostile_manifest_is_no_manifest() {
        for text in [
            "",
            "other\n",
            "bulletin manifest 2\nab\t3\n",
            "bulletin manifest 2\nab\t3\t1\t../x\n",
            "bulletin manifest 2\nab\t3\t1\t/etc/x\n",
            "bulletin manifest 2\nab\t3\t1\tC:x\n",
        ] {
            assert_eq!(Manifest::parse(text), None, "{text:?}");
        }
    }
}
