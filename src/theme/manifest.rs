//! theme.toml: the contract that a theme keeps, and its image layout.

use super::views::CONTRACT;
use super::{ThemeFiles, image_layout};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::{Fields, UnknownEntry, Value};
use crate::images::ImageLayout;

/// The file that makes a folder a theme.
const MANIFEST: &str = "theme.toml";

/// The keys of theme.toml that say what the theme is, and by whom.
const DESCRIPTION: &[&str] = &[
    "name",
    "version",
    "description",
    "author",
    "authors",
    "licence",
    "license",
    "homepage",
    "repository",
];

/// The error for a folder that is no theme, if it is none.
pub(super) fn missing(files: &ThemeFiles, theme: &str) -> Option<Diagnostic> {
    let theme = theme.to_owned();
    let span = Span::whole(&files.path(MANIFEST));
    (!files.has(MANIFEST)).then(|| Diagnostic::at(span, Message::NoThemeToml { theme }))
}

/// Reads theme.toml: checks the contract and returns the image layout.
pub(super) fn read(
    files: &ThemeFiles,
    theme: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ImageLayout> {
    let (file, entries) = files.entries(MANIFEST, diagnostics)?;
    let mut fields = Fields::new(&file, entries);
    check_contract(&mut fields, theme);
    let images = image_layout::read(&mut fields);
    for key in DESCRIPTION {
        // For people alone.
        let _ = fields.node(key);
    }
    // These two are read by `options`.
    let _ = (fields.node("options"), fields.node("option_types"));
    for UnknownEntry { entry, near, .. } in fields.unknown() {
        let span = fields.span(entry.key.range);
        let message = Message::UnusedField {
            key: entry.key.value,
        };
        fields.push(Diagnostic::at(span, message).with_nearest(near));
    }
    diagnostics.extend(fields.into_diagnostics());
    images
}

fn check_contract(fields: &mut Fields<'_>, theme: &str) {
    let range = fields
        .node("contract")
        .map_or(0..1, |node| match node.value {
            Value::Map(entries) => {
                let start = entries
                    .first()
                    .map_or(node.range.start, |entry| entry.key.range.start);
                let mut inner = fields.inner(entries);
                let (from, to) = (inner.integer("from"), inner.integer("to"));
                fields.absorb(inner, |key| Some(Message::UnusedField { key }));
                let (from, to) = (
                    from.map_or(0, |from| from.value),
                    to.map_or(0, |to| to.value),
                );
                if !(from..=to).contains(&CONTRACT) {
                    let message = Message::ContractMismatch {
                        theme: theme.to_owned(),
                        from: from.to_string(),
                        to: to.to_string(),
                        current: CONTRACT.to_string(),
                    };
                    fields.report(start..start + 1, message);
                }
                0..0
            }
            _ => node.range,
        });
    if !range.is_empty() {
        fields.report(
            range,
            Message::MissingKey {
                key: "contract".into(),
                example: format!("contract = {{ from = {CONTRACT}, to = {CONTRACT} }}"),
            },
        );
    }
}
