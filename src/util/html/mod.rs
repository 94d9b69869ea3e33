//! HTML as browsers read it: a tokenizer that knows comments, raw text and foreign content, the decoder
//! of character references, and the escaper of text.

mod content;
pub(crate) mod escape;
mod pieces;
mod references;
mod srcset;
#[cfg(test)]
mod tests;
mod token;
mod tokens;

pub(crate) use self::pieces::{HtmlPiece, pieces};
pub(crate) use self::references::decoded;
pub(crate) use self::srcset::srcset;
pub(crate) use self::token::{Attribute, Attributes, StartTag, Token};
pub(crate) use self::tokens::{Tokens, last_end_tag};
