//! Helpers for unit tests: the files of a small site, and a request.

use std::sync::Arc;
use std::time::SystemTime;

use crate::pipeline::{Request, Shard};
use crate::site::{Clock, Show};
use crate::source::Folder;

/// The site.toml of a small site.
pub(crate) const SITE: &str = "title = \"简报\"\nbase_url = \"https://x.example/\"\n";

/// Writes a file of a site, with the folders above it.
#[expect(
    clippy::disallowed_methods,
    reason = "tests make the files that are read"
)]
pub(crate) fn write(folder: &Folder, file: &str, text: &str) {
    let path = folder.path(file);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, text).expect("written");
}

/// Everything of a site, whatever the day, for a run at `now`.
pub(crate) fn request(folder: &Folder, now: SystemTime) -> Request {
    let as_of = jiff::Timestamp::from_second(1_800_000_000).expect("a moment");
    Request {
        clock: Clock {
            as_of,
            show: Show::All,
        },
        now,
        base_url: None,
        portable: false,
        out: folder.path("public"),
        shard: Shard::WHOLE,
        progress: Arc::default(),
    }
}
