//! Loads all templates into the template engine and collects every error that is detectable before
//! rendering.

use std::collections::BTreeSet;

use tera::{ErrorKind, Tera};

use super::{TemplateSources, ThemeAsset, errors, helpers};
use crate::config::Config;
use crate::diagnostic::Diagnostic;

/// The engine with all helpers and templates. Errors are added to `diagnostics`; templates with errors are
/// then missing or empty.
pub(super) fn load(
    sources: &TemplateSources,
    assets: &[ThemeAsset],
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> Tera {
    let mut failed: BTreeSet<String> = BTreeSet::new();
    // The engine stops at its first error. The template with the error is then replaced by an empty one, so
    // that the others are checked too.
    loop {
        let mut tera = empty_engine(assets, config);
        let templates = sources.by_name.iter().map(|(name, (_, text))| {
            let text = if failed.contains(name) {
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
        match failed_template(&error, sources) {
            Some(name) if failed.insert(name.clone()) => {}
            _ => return empty_engine(assets, config),
        }
    }
}

fn empty_engine(assets: &[ThemeAsset], config: &Config) -> Tera {
    let mut tera = Tera::new();
    helpers::register(&mut tera, assets, config);
    // Cannot fail: no template has been added yet.
    drop(tera.set_fallback_prefixes(vec!["theme/"]));
    tera
}

/// The template that contains the error; `None` if the engine does not say.
fn failed_template(error: &tera::Error, sources: &TemplateSources) -> Option<String> {
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
