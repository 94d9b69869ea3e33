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
mod options;
mod syntax;
pub mod views;

pub use errors::diagnostics as template_errors;
pub use files::{DEFAULT, ThemeFiles};
pub use helpers::HELPERS;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::Tera;

use crate::article::markdown;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Message, SourceProvider, Span, has_errors};
use crate::fields::{Fields, Value, parse_toml};
use crate::images::ImageLayout;
use crate::source::Folder;
use crate::text::language::tag_of_name;
use crate::text::similar::nearest;
use crate::util::fingerprint::Fingerprint;
use inputs::{ThemeInputs, place_in_site_toml};
use views::{CARD, CONTRACT, TEMPLATES};

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

/// The file and text of each template, for diagnostics.
#[derive(Debug, Clone, Default)]
pub struct TemplateSources {
    /// By name: the theme's templates as `theme/NAME`, the site's own as `NAME`.
    by_name: BTreeMap<String, (Arc<str>, String)>,
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
}

impl SourceProvider for TemplateSources {
    fn text(&self, file: &str) -> Option<String> {
        self.by_name
            .values()
            .find(|(path, _)| &**path == file)
            .map(|(_, text)| text.clone())
    }
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
        let images = manifest(files, &config.theme, &mut diagnostics);
        let strings = strings(files, config, &mut diagnostics);
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
        let of_theme = format!("theme/{name}");
        let texts = self.sources.by_name.iter();
        let mut others = texts.filter(|(other, _)| *other != name);
        let has_components = |(_, text): &(Arc<str>, String)| text.contains("component ");
        by_contract.any(|known| known == name)
            || self.sources.by_name.contains_key(&of_theme)
            || self.sources.by_name.get(name).is_some_and(has_components)
            || others.any(|(_, (_, text))| {
                ['"', '\'', '`']
                    .iter()
                    .any(|quote| text.contains(&format!("{quote}{name}{quote}")))
            })
    }

    /// Whether the site or the theme has the template `name`.
    pub fn has_template(&self, name: &str) -> bool {
        self.sources.get(name).is_some()
    }
}

/// The strings that the program uses itself; a theme without one of them is not loaded.
const REQUIRED_STRINGS: &[&str] = &[
    "home",
    "articles",
    "issues",
    "latest_issue",
    "initiatives",
    "regions",
    "columns",
    "archive",
    "date_format",
    "year_format",
    "month_format",
    "issue_name",
    "issue_total",
    "not_found",
    "feed_title",
    "table",
    "footnotes",
    "back_to_text",
    "note",
    "tip",
    "important",
    "warning",
    "caution",
    "moved",
    "toc",
    "page_n",
];

/// Reads theme.toml: checks the contract and returns the image layout.
fn manifest(
    files: &ThemeFiles,
    theme: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ImageLayout> {
    let file = files.path("theme.toml");
    let before = diagnostics.len();
    let text = files.read("theme.toml", diagnostics);
    if diagnostics.len() > before {
        return None;
    }
    let Some(text) = text else {
        diagnostics.push(Diagnostic::at(
            Span::whole(&file),
            Message::MissingTemplate {
                template: "theme.toml".into(),
            },
        ));
        return None;
    };
    let entries = match parse_toml(&file, &text) {
        Ok(entries) => entries,
        Err(errors) => {
            diagnostics.extend(errors);
            return None;
        }
    };
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

/// The strings of `language`, from the file that [`language_file`] chooses.
fn strings(
    files: &ThemeFiles,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let language = config.language.as_str();
    let Some(name) = language_file(files, language) else {
        let available: Vec<String> = files
            .below("strings/")
            .filter_map(|name| Some(name.strip_suffix(".toml")?.to_owned()))
            .collect();
        let meant = tag_of_name(language).filter(|tag| available.iter().any(|it| it == tag));
        let similar = match meant {
            Some(tag) => vec![tag.to_owned()],
            None => nearest(language, available.iter().map(String::as_str), 2),
        };
        let missing = Diagnostic::new(Message::MissingStrings {
            language: language.to_owned(),
            available: available.join(", "),
        });
        diagnostics.push(Diagnostic {
            span: place_in_site_toml(&config.places.language),
            nearest: similar,
            ..missing
        });
        return BTreeMap::new();
    };
    let file = files.path(&name);
    let before = diagnostics.len();
    let text = files.read(&name, diagnostics).unwrap_or_default();
    if diagnostics.len() > before {
        return BTreeMap::new();
    }
    let entries = match parse_toml(&file, &text) {
        Ok(entries) => entries,
        Err(errors) => {
            diagnostics.extend(errors);
            return BTreeMap::new();
        }
    };
    let strings: BTreeMap<String, String> = entries
        .into_iter()
        .filter_map(|entry| Some((entry.key.value, entry.node.scalar()?)))
        .collect();
    for key in REQUIRED_STRINGS {
        if !strings.contains_key(*key) {
            diagnostics.push(Diagnostic::at(
                Span::whole(&file),
                Message::MissingString {
                    key: (*key).to_owned(),
                },
            ));
        }
    }
    strings
}

/// The file of strings for a language tag: its own, else that of its script or base language. `zh-TW` falls
/// back to zh-Hant, `zh-CN` to zh-Hans, `en-GB` to en.
fn language_file(files: &ThemeFiles, language: &str) -> Option<String> {
    let traditional = ["zh-TW", "zh-HK", "zh-MO", "zh-Hant"]
        .iter()
        .any(|prefix| language.starts_with(prefix));
    let base = language.split('-').next().unwrap_or(language);
    let family = match base {
        "zh" if traditional => "zh-Hant",
        "zh" => "zh-Hans",
        _ => base,
    };
    [language, family]
        .iter()
        .map(|tag| format!("strings/{tag}.toml"))
        .find(|name| files.has(name))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys of a file of strings.
    fn keys(text: &str) -> BTreeSet<String> {
        let entries = parse_toml(&Arc::from("a.toml"), text).expect("TOML");
        entries.into_iter().map(|entry| entry.key.value).collect()
    }

    /// The keys that a template uses, as in `strings.home`.
    fn used(template: &str) -> BTreeSet<&str> {
        let is_key = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let rests = template.split("strings.").skip(1);
        rests
            .filter_map(|rest| rest.split(|c| !is_key(c)).next())
            .collect()
    }

    #[test]
    fn every_language_of_the_default_theme_has_every_string() {
        let files = ThemeFiles::built_in();
        let text = |name: &str| files.text(name).expect("a file of the theme");
        let languages: Vec<&str> = files.below("strings/").collect();
        assert!(languages.len() > 2, "{languages:?}");
        let all = keys(&text("strings/zh-Hans.toml"));
        for language in languages {
            let own = keys(&text(&format!("strings/{language}")));
            let differing: Vec<_> = own.symmetric_difference(&all).collect();
            assert_eq!(differing, [""; 0], "not in both: {language} and zh-Hans");
        }
        for template in files.below("templates/") {
            let text = text(&format!("templates/{template}"));
            let missing: Vec<_> = used(&text)
                .into_iter()
                .filter(|key| !all.contains(*key))
                .collect();
            assert_eq!(missing, [""; 0], "{template}");
        }
    }
}
