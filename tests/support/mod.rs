//! The harness of both test crates: sites in temporary folders, the real binary, and readers of its output.
#![allow(dead_code, reason = "each of the two crates uses a part of it")]

pub(crate) mod bless;
pub(crate) mod case;
pub(crate) mod client;
pub(crate) mod content;
pub(crate) mod corpus;
pub(crate) mod diff;
pub(crate) mod documents;
pub(crate) mod edits;
pub(crate) mod feed;
pub(crate) mod files;
pub(crate) mod folder;
pub(crate) mod html;
pub(crate) mod lists;
pub(crate) mod photo;
pub(crate) mod preview;
pub(crate) mod program;
pub(crate) mod rust_tokens;
pub(crate) mod rust_types;
pub(crate) mod sample;
pub(crate) mod sandbox;
pub(crate) mod skip;
pub(crate) mod web;
pub(crate) mod wording;
pub(crate) mod xml;

pub(crate) use program::Run;
pub(crate) use sandbox::Sandbox;
