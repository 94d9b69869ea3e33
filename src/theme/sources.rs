//! The texts of the templates, for diagnostics and for what the program looks up in them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::SourceProvider;

/// The file and text of each template, for diagnostics.
#[derive(Debug, Clone, Default)]
pub struct TemplateSources {
    /// By name: the theme's templates as `theme/NAME`, the site's own as `NAME`.
    pub(super) by_name: BTreeMap<String, (Arc<str>, String)>,
}

impl TemplateSources {
    /// The file and text of the template `name`: the site's own, else the theme's, as the engine looks it
    /// up.
    pub fn get(&self, name: &str) -> Option<&(Arc<str>, String)> {
        self.by_name
            .get(name)
            .or_else(|| self.by_name.get(&format!("theme/{name}")))
    }

    /// The names of all templates as other templates write them, without the prefix `theme/`.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name
            .keys()
            .map(|name| name.strip_prefix("theme/").unwrap_or(name))
    }

    /// Whether the template `name` of the site stands in the place of one of the theme, is named by another
    /// template, or has components, which templates use by their own names.
    pub(super) fn uses_template(&self, name: &str) -> bool {
        let mut others = self.by_name.iter().filter(|(other, _)| *other != name);
        let has_components = |(_, text): &(Arc<str>, String)| text.contains("component ");
        self.by_name.contains_key(&format!("theme/{name}"))
            || self.by_name.get(name).is_some_and(has_components)
            || others.any(|(_, (_, text))| {
                ['"', '\'', '`']
                    .iter()
                    .any(|quote| text.contains(&format!("{quote}{name}{quote}")))
            })
    }
}

impl SourceProvider for TemplateSources {
    fn text(&self, file: &str) -> Option<String> {
        self.by_name
            .values()
            .find(|(path, _)| &**path == file)
            .map(|(_, text)| text.clone())
    }
}
