//! The stamp of a file: size and times, which tell without reading whether it is likely to have changed.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::util::fingerprint::{FingerprintHasher, Fingerprinted};

/// Size and times of a file. A file with another stamp may have changed. One with the same stamp is
/// unchanged if the stamp [is trusted](FileStamp::is_trusted).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileStamp {
    size: u64,
    /// Modification time, in nanoseconds since 1970; negative before that.
    modified: i128,
    /// Time of the last change of the inode (ctime), in nanoseconds since 1970; 0 where the system has none.
    /// A tool that replaces a file can keep its size and modification time, but not this.
    inode_changed: i128,
}

/// The coarsest resolution of modification times: two seconds, on FAT, which USB sticks have.
const COARSEST_RESOLUTION: Duration = Duration::from_secs(2);

impl FileStamp {
    /// The stamp of a file; `None` on systems without modification times.
    pub fn of(metadata: &std::fs::Metadata) -> Option<Self> {
        Some(Self {
            size: metadata.len(),
            modified: nanoseconds(metadata.modified().ok()?),
            inode_changed: inode_changed(metadata),
        })
    }

    /// The file's size in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Whether a stamp that was taken at `now` identifies the content: the file is older than the resolution
    /// of its modification time, so it cannot be written again and keep this stamp. (git calls the others
    /// *racily clean*.)
    pub fn is_trusted(&self, now: SystemTime) -> bool {
        let age = nanoseconds(now).saturating_sub(self.modified);
        u128::try_from(age).is_ok_and(|age| age > COARSEST_RESOLUTION.as_nanos())
    }
}

impl Fingerprinted for FileStamp {
    fn hash_into(&self, into: &mut FingerprintHasher) {
        self.size.hash_into(into);
        self.modified.hash_into(into);
        self.inode_changed.hash_into(into);
    }
}

/// A time in nanoseconds since 1970.
fn nanoseconds(time: SystemTime) -> i128 {
    let (span, sign) = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => (since, 1),
        Err(error) => (error.duration(), -1),
    };
    i128::try_from(span.as_nanos()).map_or(i128::MAX, |span| span * sign)
}

#[cfg(unix)]
fn inode_changed(metadata: &std::fs::Metadata) -> i128 {
    use std::os::unix::fs::MetadataExt as _;
    i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn inode_changed(_: &std::fs::Metadata) -> i128 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_trusted_once_the_coarsest_resolution_has_passed() {
        let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(1000);
        let stamp = FileStamp {
            size: 3,
            modified: nanoseconds(modified),
            inode_changed: 0,
        };
        assert!(!stamp.is_trusted(modified));
        assert!(!stamp.is_trusted(modified + Duration::from_secs(2)));
        assert!(stamp.is_trusted(modified + Duration::from_secs(3)));
        // A modification time in the future is never trusted: the file is read each time.
        assert!(!stamp.is_trusted(modified - Duration::from_secs(3)));
    }

    #[test]
    fn a_file_may_be_older_than_1970() {
        let modified = SystemTime::UNIX_EPOCH - Duration::from_secs(10);
        let stamp = FileStamp {
            size: 3,
            modified: nanoseconds(modified),
            inode_changed: 0,
        };
        assert_eq!(stamp.modified, -10_000_000_000);
        assert!(stamp.is_trusted(SystemTime::UNIX_EPOCH));
        let saved = postcard::to_stdvec(&stamp).expect("bytes");
        assert_eq!(postcard::from_bytes(&saved), Ok(stamp));
    }
}
