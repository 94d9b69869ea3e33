//! What a command asks of the pipeline.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use super::{Progress, Shard};
use crate::site::Clock;

/// What a command asks of the pipeline.
#[derive(Debug, Clone)]
pub struct Request {
    /// What is published when.
    pub clock: Clock,
    /// The time as files are dated.
    pub now: SystemTime,
    /// In place of the base URL of site.toml.
    pub base_url: Option<String>,
    /// Whether links name `index.html`.
    pub portable: bool,
    /// Where the site is written.
    pub out: PathBuf,
    /// Which share of the outputs is rendered.
    pub shard: Shard,
    /// What counts and times the run.
    pub progress: Arc<Progress>,
}
