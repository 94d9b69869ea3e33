//! theme.toml: the contract that a theme keeps, and its image layout.

use super::views::CONTRACT;
use super::{ThemeFiles, image_layout};
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::{Fields, Value};
use crate::images::ImageLayout;

/// Reads theme.toml: checks the contract and returns the image layout.
pub(super) fn read(
    files: &ThemeFiles,
    theme: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ImageLayout> {
    if !files.has("theme.toml") {
        let template = "theme.toml".to_owned();
        let span = Span::whole(&files.path(&template));
        diagnostics.push(Diagnostic::at(span, Message::MissingTemplate { template }));
        return None;
    }
    let (file, entries) = files.entries("theme.toml", diagnostics)?;
    let mut fields = Fields::new(&file, entries);
    check_contract(&mut fields, theme);
    let images = image_layout::read(&mut fields);
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
