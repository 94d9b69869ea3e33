//! Reads the files of a site: lists them, detects changes, decodes them. Files are read nowhere else in the
//! crate.

mod decode;
mod file_stamp;
mod inventory;
mod names;
mod tree;
mod walk;

pub use decode::{DecodedText, GB18030_NAME, decode};
pub use file_stamp::FileStamp;
pub use inventory::{
    ContentHash, FileChange, Inventory, MAX_HASHED_SIZE, SOURCE_FOLDERS, content_hash,
};
pub(crate) use names::{FileNameKind, name_kind};
pub use tree::{SourceFile, SourceTree};
pub(crate) use walk::real_path;
pub use walk::{UnreadEntry, UnreadReason};

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Message, SourceProvider, Span};
use crate::util::regular_file;

/// The folder of a site. All its files are named by paths relative to it, with `/`.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder at `root`.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
        }
    }

    /// The path of the folder on this machine.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of `file` on this machine.
    pub fn path(&self, file: &str) -> PathBuf {
        let mut path = PathBuf::with_capacity(self.root.as_os_str().len() + 1 + file.len());
        path.push(&self.root);
        path.extend(file.split('/'));
        path
    }

    /// Whether `file` exists.
    pub fn has(&self, file: &str) -> bool {
        self.path(file).exists()
    }

    /// The names of everything in it.
    pub fn names(&self) -> Vec<String> {
        walk::names(&self.root)
    }

    /// The names of the folders in it.
    pub fn folders(&self) -> Vec<String> {
        walk::folders(&self.root)
    }

    /// The bytes of `file`.
    pub fn bytes(&self, file: &Arc<str>) -> Result<Vec<u8>, Diagnostic> {
        read_file(&self.path(file)).map_err(|error| read_error(file, &error))
    }

    /// The bytes of `file` with the stamp of the file that they were read from.
    pub fn stamped_bytes(&self, file: &Arc<str>) -> Result<StampedBytes<Vec<u8>>, Diagnostic> {
        read_stamped(&self.path(file)).map_err(|error| read_error(file, &error))
    }

    /// The same, read into `buffer`. If `size` is the file's size, a single read is enough.
    pub fn bytes_into<'b>(
        &self,
        file: &Arc<str>,
        size: u64,
        buffer: &'b mut Vec<u8>,
    ) -> Result<StampedBytes<&'b [u8]>, Diagnostic> {
        let size = usize::try_from(size).unwrap_or(0);
        read_into(&self.path(file), size, buffer).map_err(|error| read_error(file, &error))
    }

    /// The stamp of `file`; `None` if it does not exist.
    pub fn stamp(&self, file: &str) -> Option<FileStamp> {
        FileStamp::of(&std::fs::metadata(self.path(file)).ok()?)
    }

    /// The decoded text of `file`, with a warning if it is not UTF-8.
    pub fn read(&self, file: &Arc<str>) -> Result<(String, Option<Diagnostic>), Diagnostic> {
        let bytes = self.bytes(file)?;
        let (text, warning) = decode_file(file, &bytes)?;
        Ok((text.into_owned(), warning))
    }
}

/// The bytes of a file, and its stamp when they were read.
///
/// The stamp is that of the open file, taken before the first byte: a file that has this stamp later, and
/// whose stamp [is trusted](FileStamp::is_trusted), has these bytes. The stamp of an inventory does not say
/// that, since the file may have been replaced between the listing and the reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampedBytes<B> {
    /// The bytes.
    pub bytes: B,
    /// `None` where the system has no times, and where the file was being written.
    pub stamp: Option<FileStamp>,
}

/// The version of a file that was read. What is read later is compared with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileVersion {
    /// The hash of the bytes.
    pub hash: ContentHash,
    /// The stamp of the file when they were read.
    pub stamp: Option<FileStamp>,
}

impl<B: AsRef<[u8]>> StampedBytes<B> {
    /// The version that was read.
    pub fn version(&self) -> FileVersion {
        FileVersion {
            hash: content_hash(self.bytes.as_ref()),
            stamp: self.stamp,
        }
    }
}

/// The error of a file that was listed before and cannot be read.
fn read_error(file: &Arc<str>, error: &std::io::Error) -> Diagnostic {
    if error.kind() == std::io::ErrorKind::NotFound {
        return file_changed(file);
    }
    Diagnostic::at(Span::whole(file), Message::io(&**file, error))
}

/// The error of a file that is not as it was earlier in the run.
pub fn file_changed(file: &Arc<str>) -> Diagnostic {
    Diagnostic::at(Span::whole(file), Message::FileChanged {})
}

/// The decoded text of a file, with a warning if it is not UTF-8.
pub type SourceText<'b> = (Cow<'b, str>, Option<Diagnostic>);

/// Decodes the bytes of `file`. Binary files are an error.
pub fn decode_file<'b>(file: &Arc<str>, bytes: &'b [u8]) -> Result<SourceText<'b>, Diagnostic> {
    match decode(bytes) {
        DecodedText::Utf8(text) => Ok((text, None)),
        DecodedText::Other(text, encoding) => {
            let message = match encoding {
                GB18030_NAME => Message::Gb18030 {},
                _ => Message::OtherEncoding {
                    encoding: encoding.to_owned(),
                },
            };
            Ok((text, Some(Diagnostic::at(Span::whole(file), message))))
        }
        DecodedText::Damaged(text) => {
            let at = text.find('\u{fffd}').unwrap_or(0);
            let span = Span::new(file, at..at + '\u{fffd}'.len_utf8());
            Err(Diagnostic::at(span, Message::DamagedText {}))
        }
        DecodedText::NotText => Err(Diagnostic::at(Span::whole(file), Message::NotText {})),
    }
}

impl SourceProvider for Folder {
    fn text(&self, file: &str) -> Option<String> {
        match decode(&read_file(&self.path(file)).ok()?) {
            DecodedText::Utf8(text) | DecodedText::Other(text, _) => Some(text.into_owned()),
            DecodedText::Damaged(text) => Some(text),
            DecodedText::NotText => None,
        }
    }
}

/// The bytes of the file at `path` from `start` on: `count` of them, or fewer at the end of the file.
pub fn read_range(path: &Path, start: u64, count: u64) -> std::io::Result<Vec<u8>> {
    use std::io::{Read as _, Seek as _};
    let mut file = regular_file::open(path)?;
    file.seek(std::io::SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(count).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The bytes of the file at `path`, with its stamp.
pub fn read_stamped(path: &Path) -> std::io::Result<StampedBytes<Vec<u8>>> {
    use std::io::Read as _;
    let mut file = regular_file::open(path)?;
    let stamp = FileStamp::of(&file.metadata()?);
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(stamped(bytes, stamp))
}

/// A file of another size than its stamp says was being written.
fn stamped<B: AsRef<[u8]>>(bytes: B, stamp: Option<FileStamp>) -> StampedBytes<B> {
    let size = bytes.as_ref().len() as u64;
    StampedBytes {
        bytes,
        stamp: stamp.filter(|stamp| stamp.size() == size),
    }
}

/// Reads the file at `path` into `buffer`, which only grows.
///
/// A file of `size` bytes takes a single read: the buffer has room for one byte more, and if that stays
/// unused, the file has ended.
fn read_into<'b>(
    path: &Path,
    size: usize,
    buffer: &'b mut Vec<u8>,
) -> std::io::Result<StampedBytes<&'b [u8]>> {
    use std::io::{ErrorKind, Read as _};
    let mut file = regular_file::open(path)?;
    let stamp = FileStamp::of(&file.metadata()?);
    let mut end = 0_usize;
    loop {
        if buffer.len() <= size.max(end) {
            let length = size.max(end.saturating_mul(2)).saturating_add(1);
            buffer.try_reserve(length - buffer.len())?;
            buffer.resize(length, 0);
        }
        match file.read(buffer.get_mut(end..).unwrap_or_default()) {
            Ok(0) => break,
            Ok(count) => end += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        if end == size {
            break;
        }
    }
    Ok(stamped(buffer.get(..end).unwrap_or_default(), stamp))
}

/// The bytes of the file at `path`.
pub fn read_file(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut file = regular_file::open(path)?;
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(size).unwrap_or(usize::MAX))?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::write;

    #[test]
    fn a_file_is_read_whole_even_if_the_given_size_is_wrong() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::new(dir.path());
        let mut buffer = Vec::new();
        for length in [0, 1, 5, 100, 99, 3000, 7] {
            let text = "x".repeat(length);
            write(&folder, "a.md", &text);
            for size in [0, 1, 6, length - length / 3, length, length + 1, 4000] {
                let file = Arc::from("a.md");
                let bytes = folder.bytes_into(&file, size as u64, &mut buffer);
                let read = bytes.expect("read");
                assert_eq!(read.bytes, text.as_bytes(), "{length} {size}");
                assert_eq!(read.stamp, folder.stamp("a.md"));
            }
        }
        let missing = folder.bytes_into(&Arc::from("b.md"), 3, &mut buffer);
        assert_eq!(missing.err(), folder.bytes(&Arc::from("b.md")).err());
        assert_eq!(
            folder.stamped_bytes(&Arc::from("b.md")).err(),
            Some(file_changed(&Arc::from("b.md"))),
            "a file that was listed is gone"
        );
    }
}
