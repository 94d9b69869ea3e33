//! The preview, as an editor uses it: the real server on a real folder, and what a browser gets from it.
//!
//! Each script of edits ends with the law that what is served for every address is what `build` writes.

#![expect(
    clippy::disallowed_methods,
    reason = "tests make and read the files that the program is run on"
)]

mod attacks;
mod edits;
mod mistakes;
mod requests;
mod small;
mod support;
#[path = "../support_press/mod.rs"]
mod support_press;
mod watching;
