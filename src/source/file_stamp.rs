//! What tells without reading whether a file is likely to have changed.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::util::fingerprint::{FingerprintHasher, Fingerprinted};

/// Size and time of the last change. A file with another stamp may have changed; one with the same is taken for
/// unchanged where the stamp is [`FileStamp::is_settled`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileStamp {
    size: u64,
    modified: SystemTime,
    /// When anything about the file changed, in nanoseconds since 1970; 0 where the system does not say. A file that takes
    /// the place of another keeps size and time if whoever moved it wants that, but not this.
    touched: i128,
}

/// Times of files are as coarse as two seconds (FAT, which USB sticks have).
const COARSEST: Duration = Duration::from_secs(2);

impl FileStamp {
    /// The stamp of a file; `None` where the system knows no times.
    pub fn of(metadata: &std::fs::Metadata) -> Option<Self> {
        Some(Self {
            size: metadata.len(),
            modified: metadata.modified().ok()?,
            touched: touched(metadata),
        })
    }

    /// The file's size in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Whether the file, looked at `now`, cannot be written once more and keep this stamp: the tick of the clock in
    /// which it was written has passed.
    pub fn is_settled(&self, now: SystemTime) -> bool {
        now.duration_since(self.modified)
            .is_ok_and(|age| age > COARSEST)
    }
}

impl Fingerprinted for FileStamp {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        let since = self.modified.duration_since(SystemTime::UNIX_EPOCH);
        self.size.hash_into(into);
        since.map_or(0, |since| since.as_nanos()).hash_into(into);
        self.touched.hash_into(into);
    }
}

#[cfg(unix)]
fn touched(metadata: &std::fs::Metadata) -> i128 {
    use std::os::unix::fs::MetadataExt as _;
    i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn touched(_: &std::fs::Metadata) -> i128 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_settles_when_the_coarsest_tick_has_passed() {
        let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(1000);
        let stamp = FileStamp {
            size: 3,
            modified,
            touched: 0,
        };
        assert!(!stamp.is_settled(modified));
        assert!(!stamp.is_settled(modified + Duration::from_secs(2)));
        assert!(stamp.is_settled(modified + Duration::from_secs(3)));
        // A file from the future never settles: it is read each time.
        assert!(!stamp.is_settled(modified - Duration::from_secs(3)));
    }
}
