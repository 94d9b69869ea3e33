//! `[publisher]`: the publisher of the site.

use crate::fields::Fields;

/// `[publisher]`; every field may be empty.
#[derive(Debug, Clone, Default)]
pub struct Publisher {
    /// Name.
    pub name: String,
    /// How to reach it.
    pub contact: String,
    /// ICP filing number.
    pub icp: String,
    /// Public security filing number.
    pub police: String,
    /// Site identification code.
    pub site_id: String,
}

/// Reads the table.
pub(super) fn publisher(fields: &mut Fields<'_>) -> Publisher {
    Publisher {
        name: fields.text_or_empty("name"),
        contact: fields.text_or_empty("contact"),
        icp: fields.text_or_empty("icp"),
        police: fields.text_or_empty("police"),
        site_id: fields.text_or_empty("site_id"),
    }
}
