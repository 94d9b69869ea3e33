//! The list of files that the program wrote into an output folder, with what is needed to see whether a file
//! is still as it was written.

use std::fmt::Write as _;
use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::util::tsv;

/// First line of the file; another version is not read.
const HEADER: &str = "bulletin manifest 2";

/// About as many bytes as a line has beside its path.
const LINE: usize = 64;

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

/// All files, each once, sorted by their paths, which are written with `/`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest(Vec<(String, Entry)>);

/// Of several entries for one path the last one holds.
impl FromIterator<(String, Entry)> for Manifest {
    fn from_iter<I: IntoIterator<Item = (String, Entry)>>(files: I) -> Self {
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
    /// Reads a manifest. A missing or damaged one is empty: then no file counts as ours.
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
            push_hexadecimal(&mut out, entry.hash);
            // Times of this century fit into fewer bits, which are written faster.
            let _ = match u64::try_from(entry.modified) {
                Ok(modified) => write!(out, "\t{}\t{modified}\t", entry.size),
                Err(_) => write!(out, "\t{}\t{}\t", entry.size, entry.modified),
            };
            out.extend([path, "\n"]);
        }
        out
    }

    /// What was written at `path`.
    pub(super) fn get(&self, path: &str) -> Option<&Entry> {
        let place = |(other, _): &(String, Entry)| other.as_str().cmp(path);
        let at = self.0.binary_search_by(place).ok()?;
        self.0.get(at).map(|(_, entry)| entry)
    }

    /// Whether anything was written at `path`.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.get(path).is_some()
    }

    /// The files that `other` does not have, in order.
    pub(super) fn without<'m>(&'m self, other: &'m Self) -> impl Iterator<Item = &'m str> {
        let mut theirs = other.iter().map(|(path, _)| path.as_str()).peekable();
        let paths = self.iter().map(|(path, _)| path.as_str());
        paths.filter(move |path| {
            while theirs.next_if(|their| their < path).is_some() {}
            theirs.peek() != Some(path)
        })
    }

    /// Whether nothing was written.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All files in order.
    pub(super) fn iter(&self) -> std::slice::Iter<'_, (String, Entry)> {
        self.0.iter()
    }

    /// These files and those of `other`, whose entries hold where both have one.
    pub(super) fn and(&self, other: &Self) -> Self {
        self.iter().chain(other.iter()).cloned().collect()
    }
}

fn parse_line(line: &str) -> Option<(String, Entry)> {
    let (hash, rest) = tsv::field(line)?;
    let (size, rest) = tsv::field(rest)?;
    let (modified, path) = tsv::field(rest)?;
    let entry = Entry {
        hash: hash_of(hash)?,
        size: size.parse().ok()?,
        modified: nanoseconds(modified)?,
    };
    is_inside(path).then(|| (path.to_owned(), entry))
}

/// The number of exactly 32 hexadecimal digits, the letters among them small.
fn hash_of(digits: &str) -> Option<u128> {
    let digits: &[u8; 32] = digits.as_bytes().try_into().ok()?;
    let (high, low) = digits.split_at(16);
    let half = |digits: &[u8]| {
        digits.iter().try_fold(0, |number: u64, digit| {
            let value = match digit {
                b'0'..=b'9' => digit - b'0',
                b'a'..=b'f' => digit - b'a' + 10,
                _ => return None,
            };
            Some(number << 4 | u64::from(value))
        })
    };
    Some(u128::from(half(high)?) << 64 | u128::from(half(low)?))
}

/// The 32 digits of a number.
fn push_hexadecimal(out: &mut String, number: u128) {
    for byte in number.to_be_bytes() {
        for digit in [byte >> 4, byte & 0xf] {
            out.push(char::from(if digit < 10 {
                b'0' + digit
            } else {
                b'a' + digit - 10
            }));
        }
    }
}

/// Times of this century fit into fewer bits, which are read faster.
fn nanoseconds(digits: &str) -> Option<u128> {
    let short = digits.parse::<u64>().map(u128::from);
    short.or_else(|_| digits.parse()).ok()
}

/// Whether a path stays in its folder: a manifest is a file that anybody may have edited.
pub(super) fn is_inside(path: &str) -> bool {
    // Asked of all bytes without a branch, many at once.
    let bytes = path.as_bytes();
    let is_strange = |byte: u8| (byte == b'\\') | (byte == b':') | (byte == 0) | (byte == b'\n');
    let any_strange = bytes
        .iter()
        .fold(false, |any, &byte| any | is_strange(byte));
    let mut parts = bytes.split(|byte| *byte == b'/');
    !any_strange && parts.all(|part| !matches!(part, b"" | b"." | b".."))
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
        let other = Entry {
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
        assert!(!manifest.holds("标签"));
    }

    #[test]
    fn of_two_manifests_the_later_holds_and_what_it_lacks_is_known() {
        let manifest = |files: &[(&str, u64)]| -> Manifest {
            let entry = |size| Entry {
                hash: 1,
                size,
                modified: 1,
            };
            let files = files.iter();
            files
                .map(|(path, size)| ((*path).to_owned(), entry(*size)))
                .collect()
        };
        let old = manifest(&[("c", 1), ("a", 1), ("b", 1)]);
        let new = manifest(&[("b", 2), ("d", 2)]);
        let both = old.and(&new);
        assert_eq!(both, manifest(&[("a", 1), ("b", 2), ("c", 1), ("d", 2)]));
        let without = |one: &Manifest, other: &Manifest| -> Vec<String> {
            one.without(other).map(str::to_owned).collect()
        };
        assert_eq!(without(&old, &new), ["a", "c"]);
        assert_eq!(without(&new, &old), ["d"]);
        assert!(without(&both, &both).is_empty());
    }

    #[test]
    fn a_damaged_or_hostile_manifest_is_no_manifest() {
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
