//! The sample site, which is the repository itself.

use std::path::{Path, PathBuf};

use super::Sandbox;
use super::program::build_into;

/// The base URL of the sample site.
pub(crate) const BASE_URL: &str = "https://bulletin.example";

/// The folder of the repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Builds the sample site into a folder of a new sandbox; returns both.
#[track_caller]
pub(crate) fn build_sample(options: &[&str]) -> (Sandbox, PathBuf) {
    let sandbox = Sandbox::new();
    let out = sandbox.outside("out");
    let options = [&["--as-of", "2025-01-01"], options].concat();
    build_into(repository(), &out, &options).expect(0);
    (sandbox, out)
}
