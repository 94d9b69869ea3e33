//! Loads all templates into one engine and collects every mistake that can be found before rendering.

use std::collections::BTreeSet;

use tera::{ErrorKind, Tera};

use super::{TemplateSources, ThemeAsset, errors, helpers};
use crate::diagnostic::Diagnostic;

/// The engine with helpers and templates. Mistakes are added to `diagnostics`.
pub(super) fn load(
    sources: &TemplateSources,
    assets: &[ThemeAsset],
    base_url: Option<&str>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Tera {
    let mut broken: BTreeSet<String> = BTreeSet::new();
    // The engine stops at its first error. A template with one is emptied, so that the others are checked too.
    loop {
        let mut tera = fresh(assets, base_url);
        let templates = sources.by_name.iter().map(|(name, (_, text))| {
            let text = if broken.contains(name) {
                ""
            } else {
                text.as_str()
            };
            (name.as_str(), text)
        });
        let Err(error) = tera.add_raw_templates(templates) else {
            return tera;
        };
        diagnostics.extend(errors::diagnostics(&error, sources));
        match culprit(&error, sources) {
            Some(name) if broken.insert(name.clone()) => {}
            _ => return fresh(assets, base_url),
        }
    }
}

fn fresh(assets: &[ThemeAsset], base_url: Option<&str>) -> Tera {
    let mut tera = Tera::new();
    helpers::register(&mut tera, assets, base_url);
    // Cannot fail: no template has been added yet.
    drop(tera.set_fallback_prefixes(vec!["theme/"]));
    tera
}

/// The template in which an error was found.
fn culprit(error: &tera::Error, sources: &TemplateSources) -> Option<String> {
    let name = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            report.filename().to_owned()
        }
        ErrorKind::MissingParent { current, .. } => current.clone(),
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            tpl.clone()
        }
        _ => return None,
    };
    sources.by_name.contains_key(&name).then_some(name)
}
