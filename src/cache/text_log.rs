//! The text log: the plain text of every body by content hash, in an append-only file of the cache folder.
//!
//! A build appends the texts of the documents that it parses, and reads nothing. Search, plain-text mail
//! and a second script read it, so none of them makes an edit render all bodies. A text that is missing is
//! rendered from its source. Each record has its own checksum: damage costs the records that it hits.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use memchr::memmem;
use tempfile::TempPath;
use twox_hash::XxHash3_64;

use super::folder;
use super::positioned_io::read_at;
use crate::output::fs;
use crate::render::{CacheKind, CacheWriteError};
use crate::util::regular_file;

/// First bytes of each record.
const MAGIC: [u8; 8] = *b"\nbtext1\n";

/// Bytes before the text of a record: magic, content hash, checksum and length of the text, checksum of
/// these.
const HEADER_LEN: usize = 32;

/// Texts are written together up to this many bytes.
const BUFFER_LEN: usize = 256 << 10;

/// Bytes that are read at a time to find the next record behind damage.
const SCAN_LEN: usize = 64 << 10;

/// A log may have this many bytes of texts that no document has any more, and as many again as are in use.
const SPARE_BYTES: u64 = 16 << 20;

/// A log that is open for appending.
#[derive(Debug)]
pub(crate) struct TextLog {
    site: PathBuf,
    file: File,
    /// The path of a new log until it is complete.
    temporary: Option<TempPath>,
    index: OnceLock<HashMap<u64, Record>>,
}

/// The location of the text of a record, with its checksum.
#[derive(Debug, Clone, Copy)]
struct Record {
    offset: u64,
    len: u32,
    checksum: u64,
}

impl TextLog {
    /// Opens the log of a site. Where all documents are parsed again (`is_new`), an empty log replaces it.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub(crate) fn open(site: &Path, is_new: bool) -> Result<Self, CacheWriteError> {
        let path = path(site);
        let failed = |error: io::Error| folder::write_error(CacheKind::Build, &path, &error);
        folder::expect_no_link(site)?;
        // Not followed where it is a link: what it leads to is not the program's to write.
        let is_file = path.symlink_metadata().is_ok_and(|data| data.is_file());
        let (file, temporary) = if is_new || !is_file {
            // A fixed name, so that interrupted runs leave one file at most.
            let new_path = path.with_extension("new");
            let file = folder::new_log(site, &new_path)?;
            let temporary = TempPath::try_from_path(new_path).map_err(failed)?;
            (file, Some(temporary))
        } else {
            let file = regular_file::open_own(&path, File::options().read(true).append(true));
            (file.map_err(failed)?, None)
        };
        Ok(Self {
            site: site.to_path_buf(),
            file,
            temporary,
            index: OnceLock::new(),
        })
    }

    /// The path of a log that has not replaced the published one.
    fn unfinished(&mut self) -> Option<TempPath> {
        self.temporary.take().filter(|temporary| temporary.exists())
    }

    /// A writer for one thread.
    pub(crate) fn writer(&self) -> TextWriter<'_> {
        TextWriter {
            log: self,
            buffer: Vec::new(),
        }
    }

    /// The text of the body with this content hash, if the log has it undamaged. The first call reads all
    /// headers: by then all writers must have finished.
    pub(crate) fn get(&self, hash: u64) -> Option<String> {
        let index = self.index.get_or_init(|| read_index(&self.file));
        index.get(&hash)?.text(&self.file)
    }

    /// Completes the log of a build. `live_bytes` is the length of the texts that its documents have;
    /// `hashes` are their content hashes.
    ///
    /// # Errors
    /// A folder that cannot be written. Nothing is lost but time.
    pub(crate) fn finish(
        &self,
        live_bytes: u64,
        hashes: impl Iterator<Item = u64>,
    ) -> Result<(), CacheWriteError> {
        if self.temporary.is_some() {
            return self.replace_published();
        }
        let size = self.file.metadata().map_or(0, |metadata| metadata.len());
        if size > 2 * live_bytes + SPARE_BYTES {
            self.compact(hashes.collect())?;
        }
        Ok(())
    }

    fn write_error(&self, error: &io::Error) -> CacheWriteError {
        folder::write_error(CacheKind::Build, &path(&self.site), error)
    }

    /// Moves a new log to the path where it is read, unless a concurrent build has moved or replaced it.
    fn replace_published(&self) -> Result<(), CacheWriteError> {
        let path = path(&self.site);
        match self.temporary.as_ref() {
            Some(temporary) if temporary.exists() => {
                // It is not a temporary file any more; another build may write to it.
                drop(self.file.unlock());
                fs::rename(temporary, &path)
                    .map_err(|problem| folder::from_diagnostic(CacheKind::Build, &path, problem))
            }
            _ => Ok(()),
        }
    }

    /// Replaces the log with one of these texts alone.
    fn compact(&self, hashes: BTreeSet<u64>) -> Result<(), CacheWriteError> {
        let compacted = Self::open(&self.site, true)?;
        let mut writer = compacted.writer();
        let mut texts = hashes
            .into_iter()
            .filter_map(|hash| Some((hash, self.get(hash)?)));
        texts
            .try_for_each(|(hash, text)| writer.add(hash, &text))
            .and_then(|()| writer.flush())?;
        compacted.replace_published()
    }
}

/// A log that was not finished leaves nothing behind, nor the folder that was made for it.
impl Drop for TextLog {
    fn drop(&mut self) {
        if let Some(temporary) = self.unfinished() {
            drop(temporary);
            folder::remove_if_empty(&self.site);
        }
    }
}

/// Appends texts of one thread, many at a time.
pub(crate) struct TextWriter<'l> {
    log: &'l TextLog,
    buffer: Vec<u8>,
}

impl TextWriter<'_> {
    /// Adds the text of the body with this content hash.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub(crate) fn add(&mut self, hash: u64, text: &str) -> Result<(), CacheWriteError> {
        let len = u32::try_from(text.len());
        let len = len.map_err(|error| self.log.write_error(&io::Error::other(error)))?;
        let start = self.buffer.len();
        self.buffer.extend_from_slice(&MAGIC);
        self.buffer.extend_from_slice(&hash.to_le_bytes());
        let checksum = XxHash3_64::oneshot(text.as_bytes());
        self.buffer.extend_from_slice(&checksum.to_le_bytes());
        self.buffer.extend_from_slice(&len.to_le_bytes());
        let header_checksum = header_checksum(&self.buffer[start..]);
        self.buffer.extend_from_slice(&header_checksum);
        self.buffer.extend_from_slice(text.as_bytes());
        if self.buffer.len() >= BUFFER_LEN {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes the added texts. In append mode the system puts them behind those of other threads.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub(crate) fn flush(&mut self) -> Result<(), CacheWriteError> {
        let result = (&self.log.file).write_all(&self.buffer);
        self.buffer.clear();
        result.map_err(|error| self.log.write_error(&error))
    }
}

fn path(site: &Path) -> PathBuf {
    folder::path(site, "text")
}

/// Four bytes are enough against damage.
fn header_checksum(header: &[u8]) -> [u8; 4] {
    let [a, b, c, d, ..] = XxHash3_64::oneshot(header).to_le_bytes();
    [a, b, c, d]
}

/// The records of a log. Of several for one hash, the last one counts.
fn read_index(file: &File) -> HashMap<u64, Record> {
    let mut index = HashMap::new();
    let end = file.metadata().map_or(0, |metadata| metadata.len());
    let (mut offset, mut previous) = (0, None);
    while offset < end {
        if let Some((hash, record)) = read_header(file, offset, end) {
            index.insert(hash, record);
            offset = record.offset + u64::from(record.len);
            previous = Some(record);
            continue;
        }
        // A text that was cut off in the middle has swallowed the beginning of the next record.
        let is_cut = |record: &Record| record.text(file).is_none();
        let from = previous.take().filter(is_cut);
        let from = from.map_or(offset + 1, |record| record.offset);
        match next_magic(file, from, end) {
            Some(next) => offset = next,
            None => break,
        }
    }
    index
}

impl Record {
    /// The text, if it is undamaged.
    fn text(&self, file: &File) -> Option<String> {
        let mut bytes = vec![0; self.len as usize];
        read_at(file, &mut bytes, self.offset).ok()?;
        let is_intact = XxHash3_64::oneshot(&bytes) == self.checksum;
        is_intact.then(|| String::from_utf8(bytes).ok()).flatten()
    }
}

fn read_header(file: &File, offset: u64, end: u64) -> Option<(u64, Record)> {
    let mut header = [0; HEADER_LEN];
    read_at(file, &mut header, offset).ok()?;
    let (fields, header_hash) = header.split_last_chunk()?;
    if header_checksum(fields) != *header_hash {
        return None;
    }
    let fields = fields.strip_prefix(&MAGIC)?;
    let (hash, fields) = fields.split_first_chunk()?;
    let (checksum, len) = fields.split_first_chunk()?;
    let record = Record {
        offset: offset + HEADER_LEN as u64,
        len: u32::from_le_bytes(len.try_into().ok()?),
        checksum: u64::from_le_bytes(*checksum),
    };
    let is_whole = record.offset + u64::from(record.len) <= end;
    is_whole.then_some((u64::from_le_bytes(*hash), record))
}

/// The offset of the next record from `offset` on.
fn next_magic(file: &File, mut offset: u64, end: u64) -> Option<u64> {
    let mut bytes = vec![0; SCAN_LEN];
    while offset < end {
        let len = usize::try_from(end - offset).map_or(SCAN_LEN, |rest| rest.min(SCAN_LEN));
        read_at(file, &mut bytes[..len], offset).ok()?;
        if let Some(at) = memmem::find(&bytes[..len], &MAGIC) {
            return Some(offset + at as u64);
        }
        // The end of this part may be the beginning of the magic bytes.
        offset += (len.saturating_sub(MAGIC.len() - 1)).max(1) as u64;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    fn text(hash: u64) -> String {
        "村".repeat(usize::try_from(hash).expect("small") * 7)
    }

    /// A log with the texts of these hashes.
    fn write(site: &Path, is_new: bool, hashes: std::ops::Range<u64>) {
        let log = TextLog::open(site, is_new).expect("a log");
        std::thread::scope(|scope| {
            for part in 0..2 {
                let (log, hashes) = (&log, hashes.clone());
                scope.spawn(move || {
                    let mut writer = log.writer();
                    for hash in hashes.filter(|hash| hash % 2 == part) {
                        writer.add(hash, &text(hash)).expect("added");
                        writer.flush().expect("written");
                    }
                });
            }
        });
        log.finish(0, std::iter::empty()).expect("complete");
    }

    fn present(site: &Path, hashes: std::ops::Range<u64>) -> Vec<u64> {
        let log = TextLog::open(site, false).expect("a log");
        let is_present = |hash: &u64| match log.get(*hash) {
            Some(logged) => {
                assert_eq!(logged, text(*hash));
                true
            }
            None => false,
        };
        hashes.filter(is_present).collect()
    }

    #[test]
    fn texts_of_several_threads_and_builds_are_found() {
        let site = site();
        write(site.path(), true, 0..20);
        write(site.path(), false, 20..30);
        assert_eq!(present(site.path(), 0..31), (0..30).collect::<Vec<_>>());
        write(site.path(), true, 5..7);
        assert_eq!(present(site.path(), 0..31), [5, 6], "a new log");
    }

    #[test]
    fn an_unfinished_log_replaces_nothing() {
        let site = site();
        write(site.path(), true, 0..3);
        let log = TextLog::open(site.path(), true).expect("a log");
        log.writer().add(9, "镇").expect("added");
        drop(log);
        assert_eq!(present(site.path(), 0..10), [0, 1, 2]);
        let names = fs::names(&site.path().join(".bulletin/cache")).expect("a folder");
        assert_eq!(names, ["text"], "nothing is left behind");
    }

    #[test]
    fn the_log_of_an_interrupted_run_is_replaced() {
        let site = site();
        let new_path = path(site.path()).with_extension("new");
        fs::write_new(&new_path, b"interrupted").expect("written");
        write(site.path(), true, 0..3);
        assert_eq!(present(site.path(), 0..4), [0, 1, 2]);
        let names = fs::names(&site.path().join(".bulletin/cache")).expect("a folder");
        assert_eq!(names, ["text"]);
    }

    #[test]
    fn concurrent_new_logs_exclude_no_build() {
        let site = site();
        let logs = [1, 2].map(|_| TextLog::open(site.path(), true).expect("a log"));
        for (log, hash) in logs.iter().zip(0..) {
            let mut writer = log.writer();
            writer.add(hash, &text(hash)).expect("added");
            writer.flush().expect("written");
        }
        for log in logs {
            log.finish(0, std::iter::empty()).expect("complete");
        }
        assert_eq!(present(site.path(), 0..2), [1]);
    }

    #[test]
    fn an_unfinished_first_log_leaves_no_folder() {
        let site = site();
        let log = TextLog::open(site.path(), true).expect("a log");
        drop(log);
        assert!(!site.path().join(".bulletin").exists());
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test damages the file")]
    fn damage_costs_only_the_records_that_it_hits() {
        let site = site();
        write(site.path(), true, 0..8);
        let file = path(site.path());
        let whole = crate::source::read_file(&file).expect("read");
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x55;
            std::fs::write(&file, &bytes).expect("written");
            assert!(present(site.path(), 0..8).len() >= 7, "byte {at}");
        }
        for len in [0, 5, HEADER_LEN, whole.len() - 1] {
            std::fs::write(&file, &whole[..len]).expect("written");
            write(site.path(), false, 20..22);
            let hashes = present(site.path(), 0..22);
            assert!(
                hashes.ends_with(&[20, 21]),
                "behind a cut at {len}: {hashes:?}"
            );
        }
    }

    #[test]
    fn a_log_of_mostly_unused_texts_is_compacted() {
        let site = site();
        let log = TextLog::open(site.path(), true).expect("a log");
        let mut writer = log.writer();
        let unused = "旧".repeat(SPARE_BYTES as usize / 4);
        for hash in 0..2 {
            writer.add(100 + hash, &unused).expect("added");
        }
        writer.add(3, &text(3)).expect("added");
        writer.flush().expect("written");
        log.finish(0, std::iter::empty()).expect("complete");
        let log = TextLog::open(site.path(), false).expect("a log");
        log.finish(text(3).len() as u64, std::iter::once(3))
            .expect("complete");
        assert_eq!(present(site.path(), 0..200), [3]);
        let size = path(site.path()).metadata().expect("a file").len();
        assert!(size < 1000, "{size}");
    }
}
