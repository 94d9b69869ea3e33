//! The request of a command to the pipeline.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use super::{Progress, Shard};
use crate::site::Clock;

/// The parameters of a run.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// The date by which documents are published, and the kinds of unpublished documents that are shown.
    pub clock: Clock,
    /// The current time by the clock of the file system.
    pub now: SystemTime,
    /// Overrides the base URL of site.toml.
    pub base_url: Option<String>,
    /// Whether links name `index.html`.
    pub portable: bool,
    /// The output folder.
    pub out: PathBuf,
    /// The share of the outputs that is rendered.
    pub shard: Shard,
    /// Counts and times the run.
    pub progress: Arc<Progress>,
}
