//! Rules of Chinese text: pure functions from text to text or numbers.
//!
//! No module here reads a file, keeps state between calls or depends on another part of the crate.

pub mod anchor;
pub mod classes;
pub mod count;
pub mod edited;
pub mod emphasis;
pub mod enumeration;
pub mod excerpt;
pub mod language;
pub mod line_break;
pub mod lines;
pub mod pinyin;
pub mod similar;
