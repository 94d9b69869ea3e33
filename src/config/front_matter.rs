//! `[front_matter]`: how unknown keys of front matter are reported.

use super::values::choice;
use crate::fields::Fields;

/// `[front_matter] unknown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownFields {
    /// A warning, the default.
    Warn,
    /// An error.
    Error,
    /// No diagnostic.
    Allow,
}

/// Reads the table.
pub(super) fn unknown_fields(fields: &mut Fields<'_>) -> UnknownFields {
    let choices = [
        ("warn", UnknownFields::Warn),
        ("error", UnknownFields::Error),
        ("allow", UnknownFields::Allow),
    ];
    choice(fields, "unknown", &choices).unwrap_or(UnknownFields::Warn)
}
