//! Files read, written and copied; whatever fails stops the test with the path.

use std::fs;
use std::path::Path;

use super::folder;

/// Writes a file, with the folders above it.
#[track_caller]
pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    let folder = path.parent().expect("the folder of a file");
    if let Err(error) = fs::create_dir_all(folder).and_then(|()| fs::write(path, bytes)) {
        panic!("cannot write {}: {error}", path.display());
    }
}

/// The bytes of a file.
#[track_caller]
pub(crate) fn read_bytes(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

/// The text of a file.
#[track_caller]
pub(crate) fn read(path: &Path) -> String {
    let text = fs::read_to_string(path);
    text.unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

/// Copies a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    copy_files(from, to, folder::paths(from));
}

/// Copies files of a folder, given by path below it, in this order.
pub(crate) fn copy_files(from: &Path, to: &Path, paths: impl IntoIterator<Item = String>) {
    for path in paths {
        write(&to.join(&path), read_bytes(&from.join(&path)));
    }
}
