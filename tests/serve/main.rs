//! Tests of the preview: the real server on sites that are edited, and its responses to browsers.
//!
//! Each sequence of edits ends with the law that the server sends, for every address, what `build` writes.

#![expect(
    clippy::disallowed_methods,
    reason = "tests make and read the files that the program is run on"
)]

mod attacks;
mod edits;
mod errors;
mod limits;
mod requests;
mod small;
#[path = "../support/mod.rs"]
mod support;
mod watching;
mod wording;
