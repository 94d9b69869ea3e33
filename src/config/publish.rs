//! `[publish]`: whether a site with unfinished parts is published.

use super::values::choice;
use crate::fields::Fields;

/// `[publish] unfinished`: how an issue without articles is reported, and text that `new` wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfinished {
    /// An error, the default: nothing half-made goes out.
    Refuse,
    /// A warning.
    Warn,
    /// No diagnostic.
    Allow,
}

/// Reads the table.
pub(super) fn unfinished(fields: &mut Fields<'_>) -> Unfinished {
    let choices = [
        ("error", Unfinished::Refuse),
        ("warn", Unfinished::Warn),
        ("allow", Unfinished::Allow),
    ];
    choice(fields, "unfinished", &choices).unwrap_or(Unfinished::Refuse)
}
