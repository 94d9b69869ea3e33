//! Themes: loads and checks the templates, strings and static files of one. [`Theme::load`] is the entry
//! point.
//!
//! A theme is a folder in themes/, or the default theme, which is compiled in. The site's own templates/
//! override the theme's templates file by file; each template of the theme stays available as `theme/NAME`.
//! A theme with an error is not loaded, so rendering meets only errors that depend on the data.

mod engine;
mod errors;
mod files;
mod helpers;
mod ids;
mod image_layout;
mod inputs;
mod manifest;
mod options;
mod sources;
mod strings;
mod syntax;
pub mod views;

pub use errors::diagnostics as template_errors;
pub use files::{DEFAULT, ThemeFiles};
pub use helpers::HELPERS;
pub use sources::TemplateSources;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::Tera;

use crate::article::markdown;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Message, Span, has_errors};
use crate::images::ImageLayout;
use crate::source::Folder;
use crate::util::fingerprint::Fingerprint;
use inputs::ThemeInputs;
use views::{CARD, TEMPLATES};

/// A theme that was loaded without errors.
#[derive(Debug)]
pub struct Theme {
    /// The template engine with all templates and helpers.
    pub tera: Tera,
    /// The strings of the site's language, by key.
    pub strings: BTreeMap<String, String>,
    /// The options: those of the theme, overridden by those of the site.
    pub options: tera::Value,
    /// The static files under their published names.
    pub assets: Vec<ThemeAsset>,
    /// The image sizes of the layout; `None`: images are published in their own size.
    pub images: Option<ImageLayout>,
    /// The file and text of each template.
    pub sources: TemplateSources,
    /// The variables that each template mentions.
    used_variables: BTreeMap<String, BTreeSet<String>>,
    /// The ids of the elements in the templates.
    ids: BTreeSet<String>,
    /// The fingerprint of the inputs: two themes with equal fingerprints are equal.
    pub fingerprint: Fingerprint,
}

/// Why a theme could not be loaded.
#[derive(Debug)]
pub struct ThemeError {
    /// The templates that were read, for printing the diagnostics.
    pub templates: TemplateSources,
    /// The reasons; at least one is an error.
    pub diagnostics: Vec<Diagnostic>,
}

/// A static file of the theme.
#[derive(Debug, Clone)]
pub struct ThemeAsset {
    /// Its path in static/.
    pub name: String,
    /// Its address, root-relative, with a hash of its bytes.
    pub url: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Whether a file of the site's static/ stands in its place, at the address.
    pub is_replaced: bool,
}

impl Theme {
    /// The value of an option that is a text.
    pub(crate) fn text_option(&self, name: &'static str) -> Option<&str> {
        self.options.get_from_path(name)?.as_str()
    }

    /// Loads the theme that the configuration names, together with the site's own templates.
    pub fn load(folder: &Folder, config: &Config) -> Result<Self, ThemeError> {
        let inputs = ThemeInputs::read(folder, config);
        Self::from_inputs(&inputs.map_err(unreadable_theme)?, config)
    }

    /// The same, but returns `previous` if its inputs were equal: the preview loads the theme after every
    /// edit, and few edits change it.
    pub fn load_or_reuse(
        previous: Option<&Arc<Self>>,
        folder: &Folder,
        config: &Config,
    ) -> Result<Arc<Self>, ThemeError> {
        let inputs = ThemeInputs::read(folder, config).map_err(unreadable_theme)?;
        let fingerprint = inputs.fingerprint(config);
        match previous.filter(|previous| previous.fingerprint == fingerprint) {
            Some(previous) => Ok(Arc::clone(previous)),
            None => Self::from_inputs(&inputs, config).map(Arc::new),
        }
    }

    fn from_inputs(inputs: &ThemeInputs, config: &Config) -> Result<Self, ThemeError> {
        let mut diagnostics = Vec::new();
        let fingerprint = inputs.fingerprint(config);
        let files = &inputs.files;
        if let Some(missing) = manifest::missing(files, &config.theme) {
            // What else the folder lacks does not matter yet.
            return Err(ThemeError {
                templates: TemplateSources::default(),
                diagnostics: vec![missing],
            });
        }
        let images = manifest::read(files, &config.theme, &mut diagnostics);
        let strings = strings::of_language(files, config, &mut diagnostics);
        let options = options::merge(files, config, &mut diagnostics);
        let assets = inputs.assets();
        let sources = inputs.templates(&mut diagnostics);
        for doc in TEMPLATES {
            if sources.get(doc.template).is_none() {
                diagnostics.push(missing_template(files, doc.template));
            }
        }
        let tera = engine::load(&sources, &assets, config, &mut diagnostics);
        if has_errors(&diagnostics) {
            return Err(ThemeError {
                templates: sources,
                diagnostics,
            });
        }
        let used_variables = used_variables(&tera, &sources);
        let uses_cards = used_variables.values().any(|names| names.contains("cards"));
        if uses_cards && sources.get(CARD).is_none() {
            return Err(ThemeError {
                templates: sources,
                diagnostics: vec![missing_template(files, CARD)],
            });
        }
        Ok(Self {
            tera,
            strings,
            options,
            assets,
            images,
            ids: ids::of_templates(&sources),
            sources,
            used_variables,
            fingerprint,
        })
    }

    /// Whether `template`, its parents or its includes mention the variable `name`. Variables that are not
    /// mentioned need not be computed.
    pub fn uses(&self, template: &str, name: &str) -> bool {
        self.used_variables
            .get(template)
            .is_none_or(|names| names.contains(name))
    }

    /// What bodies take from the theme.
    pub fn body_theme(&self) -> markdown::BodyTheme {
        markdown::BodyTheme {
            labels: self.labels(),
            ids: self.ids.clone(),
        }
    }

    /// The words that the Markdown renderer writes into bodies.
    fn labels(&self) -> markdown::Labels {
        markdown::Labels {
            table: self.string("table"),
            footnotes: self.string("footnotes"),
            back_to_text: self.string("back_to_text"),
            note: self.string("note"),
            tip: self.string("tip"),
            important: self.string("important"),
            warning: self.string("warning"),
            caution: self.string("caution"),
        }
    }

    /// The string `key`. `REQUIRED_STRINGS`, which the program uses itself, always exist; others may be
    /// empty.
    pub fn string(&self, key: &str) -> String {
        self.strings.get(key).cloned().unwrap_or_default()
    }

    /// Whether something knows the site's own template `name`: the program or the theme, by its name, or
    /// another template. A template with components is used by those who name these.
    pub fn knows_template(&self, name: &str) -> bool {
        let by_contract = TEMPLATES.iter().chain(views::OPTIONAL_TEMPLATES);
        let mut by_contract = by_contract.map(|doc| doc.template);
        by_contract.any(|known| known == name) || self.sources.uses_template(name)
    }

    /// Whether the site or the theme has the template `name`.
    pub fn has_template(&self, name: &str) -> bool {
        self.sources.get(name).is_some()
    }
}

fn missing_template(files: &ThemeFiles, name: &str) -> Diagnostic {
    let file = files.path(&format!("templates/{name}"));
    let template = name.to_owned();
    Diagnostic::at(Span::whole(&file), Message::MissingTemplate { template })
}

/// The error for a theme that does not exist or cannot be read.
fn unreadable_theme(diagnostics: Vec<Diagnostic>) -> ThemeError {
    ThemeError {
        templates: TemplateSources::default(),
        diagnostics,
    }
}

/// The variables that each template mentions, by template name.
fn used_variables(tera: &Tera, sources: &TemplateSources) -> BTreeMap<String, BTreeSet<String>> {
    let names: BTreeSet<&str> = sources.names().collect();
    let used = names.into_iter().filter_map(|name| {
        // Components need no analysis: they see only their arguments, and the template that calls them
        // mentions these.
        let variables = tera.get_template_variables(name).ok()?;
        Some((
            name.to_owned(),
            variables.into_iter().map(str::to_owned).collect(),
        ))
    });
    used.collect()
}
