//! Files into sources. The only room that reads the file system.

mod decode;
mod inventory;
mod stamp;
mod tree;

pub use decode::{Decoded, decode};
pub use inventory::{Change, FOLDERS, Hash, Inventory, hash_of};
pub use stamp::Stamp;
pub use tree::{SourceFile, SourceTree, is_passed_over};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Files, Message, Span};

/// The folder of a site, from which everything is read by paths relative to it, with `/`.
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

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of `file` on this machine.
    pub fn path(&self, file: &str) -> PathBuf {
        file.split('/')
            .fold(self.root.clone(), |path, part| path.join(part))
    }

    /// Whether `file` exists.
    pub fn has(&self, file: &str) -> bool {
        self.path(file).exists()
    }

    /// The bytes of `file`.
    pub fn bytes(&self, file: &Arc<str>) -> Result<Vec<u8>, Diagnostic> {
        read_file(&self.path(file)).map_err(|error| {
            let message = Message::Io {
                path: file.to_string(),
                reason: error.to_string(),
            };
            Diagnostic::at(Span::whole(file), message)
        })
    }

    /// Size and time of `file`, if it is there.
    pub fn stamp(&self, file: &str) -> Option<Stamp> {
        Stamp::of(&std::fs::metadata(self.path(file)).ok()?)
    }

    /// The text of `file`, decoded, with a warning where it was not UTF-8.
    pub fn read(&self, file: &Arc<str>) -> Result<(String, Option<Diagnostic>), Diagnostic> {
        text_of(file, &self.bytes(file)?)
    }
}

/// The text of `file`, whose bytes are given, with a warning where it is not UTF-8.
pub fn text_of(file: &Arc<str>, bytes: &[u8]) -> Result<(String, Option<Diagnostic>), Diagnostic> {
    match decode(bytes) {
        Decoded::Utf8(text) => Ok((text, None)),
        Decoded::Gb18030(text) => Ok((
            text,
            Some(Diagnostic::at(Span::whole(file), Message::Gb18030 {})),
        )),
        Decoded::NotText => Err(Diagnostic::at(Span::whole(file), Message::NotText {})),
    }
}

impl Files for Folder {
    fn text(&self, file: &str) -> Option<String> {
        match decode(&read_file(&self.path(file)).ok()?) {
            Decoded::Utf8(text) | Decoded::Gb18030(text) => Some(text),
            Decoded::NotText => None,
        }
    }
}

/// Some bytes of the file at `path`: `count` from `start` on, or what there is of them.
pub fn read_part(path: &Path, start: u64, count: u64) -> std::io::Result<Vec<u8>> {
    use std::io::{Read as _, Seek as _};
    let mut file = std::fs::File::open(path)?;
    file.seek(std::io::SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(count).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The bytes of the file at `path`.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads files"
)]
pub fn read_file(path: &Path) -> std::io::Result<Vec<u8>> {
    std::fs::read(path)
}
