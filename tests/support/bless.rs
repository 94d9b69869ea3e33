//! Rewriting what tests expect, which `BULLETIN_BLESS=1` asks for.

use std::path::Path;

/// Whether expectations are to be rewritten instead of checked.
pub(crate) fn is_requested() -> bool {
    std::env::var_os("BULLETIN_BLESS").is_some_and(|value| value == "1")
}

/// Writes a file of the repository.
pub(crate) fn rewrite(path: &Path, text: &str) {
    std::fs::write(path, text)
        .unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
}
