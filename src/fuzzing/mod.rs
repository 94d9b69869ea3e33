//! The doors through which tests/fuzz/ hands bytes to single steps of the program. Each takes the bytes of one
//! input and returns everything that the step made of them, as plain values; what must hold of these is
//! checked there.
//!
//! Compiled with the feature `fuzzing` alone, which the tests of this package have and the program has not.

mod article;
mod image;

pub use article::{ArticleReader, RawHtmlPolicy, ReadArticle};
pub use image::{ReadImage, SizedFile, read_image, sample_images};

pub use crate::serve::InMemoryPreview;

use crate::config;
use crate::diagnostic::Diagnostic;

/// Reads the text of site.toml. Returns whether it is TOML, the base URL, and what is wrong with it.
pub fn read_settings(text: &str) -> (bool, Option<String>, Vec<Diagnostic>) {
    let (config, diagnostics) = config::read(text);
    let is_toml = config.is_some();
    (
        is_toml,
        config.and_then(|config| config.base_url),
        diagnostics,
    )
}
