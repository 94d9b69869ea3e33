//! The manifest: the files that the program wrote into an output folder, with what tells whether a file has
//! been changed since.

use std::fmt::Write as _;
use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::util::tsv;

/// First line of the file; another version is not read.
const HEADER: &str = "bulletin manifest 2";

/// Bytes of a line without its path, about.
const LINE: usize = 64;

/// One file that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ManifestEntry {
    /// XXH3 of the bytes. Detects changes; not collision-resistant against an attacker.
    pub(super) hash: u128,
    /// In bytes.
    pub(super) size: u64,
    /// Time of the last change in nanoseconds since 1970, as the file system gives it.
    pub(super) modified: u128,
}

/// All files, each once, sorted by their paths, which are written with `/`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest(Vec<(String, ManifestEntry)>);

/// Of several entries for one path, the last one counts.
impl FromIterator<(String, ManifestEntry)> for Manifest {
    fn from_iter<I: IntoIterator<Item = (String, ManifestEntry)>>(files: I) -> Self {
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort_by(|(one, _), (other, _)| one.cmp(other));
        files.dedup_by(|later, earlier| {
            let is_same = later.0 == earlier.0;
            if is_same {
                earlier.1 = later.1;
            }
            is_same
        });
        Self(files)
    }
}

impl Manifest {
    /// Reads a manifest. A missing or damaged one is empty: every file then counts as foreign.
    pub(super) fn read(path: &Path) -> Self {
        let bytes = crate::source::read_file(path).unwrap_or_default();
        let text = simdutf8::basic::from_utf8(&bytes).ok();
        text.and_then(Self::parse).unwrap_or_default()
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = tsv::lines(text);
        if lines.next()? != HEADER {
            return None;
        }
        lines.map(parse_line).collect()
    }

    /// The text of the file.
    pub(super) fn to_text(&self) -> String {
        let paths: usize = self.0.iter().map(|(path, _)| path.len()).sum();
        let mut out = String::with_capacity(HEADER.len() + 1 + paths + self.0.len() * LINE);
        out.extend([HEADER, "\n"]);
        for (path, entry) in &self.0 {
            let ManifestEntry {
                hash,
                size,
                modified,
            } = entry;
            // Writing to a string does not fail.
            let _ = writeln!(out, "{hash:032x}\t{size}\t{modified}\t{path}");
        }
        out
    }

    /// The entry of the file at `path`.
    pub(super) fn get(&self, path: &str) -> Option<&ManifestEntry> {
        let place = |(other, _): &(String, ManifestEntry)| other.as_str().cmp(path);
        let at = self.0.binary_search_by(place).ok()?;
        self.0.get(at).map(|(_, entry)| entry)
    }

    /// Whether the program wrote a file at `path`.
    pub(super) fn contains(&self, path: &str) -> bool {
        self.get(path).is_some()
    }

    /// The paths that `other` does not have, in order.
    pub(super) fn difference<'m>(&'m self, other: &'m Self) -> impl Iterator<Item = &'m str> {
        let mut others = other.iter().map(|(path, _)| path.as_str()).peekable();
        let paths = self.iter().map(|(path, _)| path.as_str());
        paths.filter(move |path| {
            while others
                .next_if(|path_of_other| path_of_other < path)
                .is_some()
            {}
            others.peek() != Some(path)
        })
    }

    /// Whether there are no files.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All files in order.
    pub(super) fn iter(&self) -> std::slice::Iter<'_, (String, ManifestEntry)> {
        self.0.iter()
    }

    /// The files of both. Where both have an entry, that of `other` counts.
    pub(super) fn union(&self, other: &Self) -> Self {
        self.iter().chain(other.iter()).cloned().collect()
    }
}

fn parse_line(line: &str) -> Option<(String, ManifestEntry)> {
    let (hash, rest) = tsv::field(line)?;
    let (size, rest) = tsv::field(rest)?;
    let (modified, path) = tsv::field(rest)?;
    let entry = ManifestEntry {
        hash: parse_hash(hash)?,
        size: size.parse().ok()?,
        modified: modified.parse().ok()?,
    };
    is_inside(path).then(|| (path.to_owned(), entry))
}

/// Parses 32 hexadecimal digits.
fn parse_hash(digits: &str) -> Option<u128> {
    let number = u128::from_str_radix(digits, 16).ok()?;
    (digits.len() == 32).then_some(number)
}

/// Whether a path stays below its folder. A manifest may have been edited.
pub(super) fn is_inside(path: &str) -> bool {
    // Without a branch, so that many bytes are compared at once.
    let bytes = path.as_bytes();
    let is_forbidden = |byte: u8| (byte == b'\\') | (byte == b':') | (byte == 0) | (byte == b'\n');
    let any_forbidden = bytes
        .iter()
        .fold(false, |any, &byte| any | is_forbidden(byte));
    let mut parts = bytes.split(|byte| *byte == b'/');
    !any_forbidden && parts.all(|part| !matches!(part, b"" | b"." | b".."))
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
    fn a_manifest_survives_writing_and_parsing() {
        let entry = ManifestEntry {
            hash: 0xab,
            size: 3,
            modified: 17,
        };
        let other = ManifestEntry {
            hash: u128::MAX,
            size: 0,
            modified: u128::from(u64::MAX) + 1,
        };
        let files = [("标签/a b.html", entry), ("a.css", other)];
        let manifest: Manifest = files
            .map(|(path, entry)| (path.to_owned(), entry))
            .into_iter()
            .collect();
        assert_eq!(Manifest::parse(&manifest.to_text()), Some(manifest.clone()));
        assert_eq!(manifest.get("a.css"), Some(&other));
        assert_eq!(manifest.get("标签/a b.html"), Some(&entry));
        assert!(!manifest.contains("标签"));
    }

    #[test]
    fn union_prefers_the_other_entry_and_difference_is_ordered() {
        let manifest = |files: &[(&str, u64)]| -> Manifest {
            let entry = |size| ManifestEntry {
                hash: 1,
                size,
                modified: 1,
            };
            let files = files.iter();
            files
                .map(|(path, size)| ((*path).to_owned(), entry(*size)))
                .collect()
        };
        let previous = manifest(&[("c", 1), ("a", 1), ("b", 1)]);
        let new = manifest(&[("b", 2), ("d", 2)]);
        let both = previous.union(&new);
        assert_eq!(both, manifest(&[("a", 1), ("b", 2), ("c", 1), ("d", 2)]));
        let difference = |one: &Manifest, other: &Manifest| -> Vec<String> {
            one.difference(other).map(str::to_owned).collect()
        };
        assert_eq!(difference(&previous, &new), ["a", "c"]);
        assert_eq!(difference(&new, &previous), ["d"]);
        assert!(difference(&both, &both).is_empty());
    }

    #[test]
    fn a_damaged_or_hostile_manifest_is_rejected() {
        let with = |line: &str| Manifest::parse(&format!("{HEADER}\n{line}\n"));
        let hash = "0".repeat(32);
        assert!(with(&format!("{hash}\t3\t1\ta/b.html")).is_some());
        for path in [
            "../x",
            "a/../../x",
            "/etc/x",
            "C:x",
            "a\\x",
            ".",
            "a//x",
            "",
        ] {
            assert_eq!(with(&format!("{hash}\t3\t1\t{path}")), None, "{path:?}");
        }
        for line in [
            "ab\t3\t1\tx",
            &format!("{hash}\t3\tx"),
            &format!("{hash}\t-3\t1\tx"),
            &format!("{hash}0\t3\t1\tx"),
            &format!("{}\t3\t1\tx", "G".repeat(32)),
        ] {
            assert_eq!(with(line), None, "{line:?}");
        }
        assert_eq!(Manifest::parse(""), None);
        assert_eq!(Manifest::parse("other\n"), None);
    }
}
