//! Data that one run leaves for the next: the build cache, the image cache and the text log below
//! `.bulletin/cache/`, and the store of rendered bodies, which lives as long as a run.
//!
//! Nothing here is a source of truth. A missing or damaged entry, or one of another program, is computed
//! again.

mod bodies;
mod build_cache;
mod disk;
mod folder;
mod images;
mod positioned_io;
mod text_log;

pub(crate) use bodies::BodyStore;
pub(crate) use build_cache::{BuildCache, CachedFile, CachedOutput, CachedOutputs, ParseResult};
pub(crate) use disk::{program, read_build_cache, write_build_cache};
pub(crate) use folder::remove_orphans;
pub(crate) use images::ImageCache;
pub(crate) use text_log::TextLog;
pub(crate) use text_log::TextWriter;
