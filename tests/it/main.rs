//! Tests of the real binary on whole sites, of the library against independent parsers, and of the documents.

#![expect(
    clippy::disallowed_methods,
    reason = "tests make and read the files that the program is run on"
)]

mod cjk_emphasis;
mod docs;
mod golden;
mod good_text;
#[cfg(unix)]
mod hostile_text;
mod images;
mod laws;
mod new_files;
mod output;
mod published;
mod repository;
mod sample;
mod second_theme;
#[cfg(unix)]
mod special_files;
#[path = "../support/mod.rs"]
mod support;
#[cfg(unix)]
mod system;
mod upward;
mod wording;
