//! Tools that do not depend on the rest of the crate.

pub(crate) mod batches;
pub(crate) mod file_use;
pub(crate) mod fingerprint;
pub(crate) mod html;
pub(crate) mod media_type;
pub(crate) mod memory;
pub(crate) mod regular_file;
pub(crate) mod string_index;
pub(crate) mod tsv;
pub(crate) mod url;
pub(crate) mod visible;
pub(crate) mod work_queue;
