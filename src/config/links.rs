//! `[links]`: how broken links, anchors and images are reported.

use super::values::choice;
use crate::fields::Fields;

/// Reads the table: whether they are errors; else they are warnings.
pub(super) fn strict_links(fields: &mut Fields<'_>) -> bool {
    choice(fields, "internal", &[("error", true), ("warn", false)]).unwrap_or(true)
}
