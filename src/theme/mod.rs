//! A theme: templates, strings and static files, loaded and checked before anything is rendered.
//!
//! A theme is a folder in themes/, or the default theme, which is compiled in. The site's own templates/
//! override the theme's file by file; each template of the theme stays reachable as `theme/NAME`.

mod engine;
mod errors;
mod files;
mod helpers;
mod layout;
mod materials;
mod options;
pub mod views;

pub use errors::diagnostics as template_errors;
pub use files::{DEFAULT, ThemeFiles};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::Tera;

use crate::article::markdown;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Files, Message, Span};
use crate::fields::{Fields, Value, parse_toml};
use crate::source::Folder;
use crate::text::similar::nearest;
use crate::util::fingerprint::Fingerprint;
use materials::Materials;
use views::{CARD, CONTRACT, TEMPLATES};

/// A theme that was checked.
#[derive(Debug)]
pub struct Theme {
    /// The templates with all helpers registered.
    pub tera: Tera,
    /// The strings of the site's language, by key.
    pub strings: BTreeMap<String, String>,
    /// The options: what the site sets over what the theme states.
    pub options: tera::Value,
    /// The static files under their published names.
    pub assets: Vec<ThemeAsset>,
    /// What the layout asks of images; `None`: they are published as they are.
    pub images: Option<crate::images::Layout>,
    /// Where each template came from.
    pub sources: TemplateSources,
    used: BTreeMap<String, BTreeSet<String>>,
    /// Of everything that it was made of.
    pub made_of: Fingerprint,
}

/// The templates as far as they were read, and why there is no theme.
pub(crate) type Failure = (TemplateSources, Vec<Diagnostic>);

/// A static file of the theme.
#[derive(Debug, Clone)]
pub struct ThemeAsset {
    /// Its path in static/.
    pub name: String,
    /// Its address, which holds a hash of its bytes.
    pub url: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// The file and text of each template, for diagnostics.
#[derive(Debug, Clone, Default)]
pub struct TemplateSources {
    by_name: BTreeMap<String, (Arc<str>, String)>,
}

impl TemplateSources {
    /// The file and text of the template `name`, in the order in which the engine looks it up.
    pub fn get(&self, name: &str) -> Option<&(Arc<str>, String)> {
        self.by_name
            .get(name)
            .or_else(|| self.by_name.get(&format!("theme/{name}")))
    }

    /// The names as templates write them, without the `theme/` forms.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name
            .keys()
            .map(|name| name.strip_prefix("theme/").unwrap_or(name))
    }
}

impl Files for TemplateSources {
    fn text(&self, file: &str) -> Option<String> {
        self.by_name
            .values()
            .find(|(path, _)| &**path == file)
            .map(|(_, text)| text.clone())
    }
}

impl Theme {
    /// Loads the theme that the configuration names, together with the site's own templates.
    pub fn load(folder: &Folder, config: &Config) -> Result<Self, Failure> {
        let materials = Materials::gather(folder, config);
        Self::of(materials.map_err(without_templates)?, config)
    }

    /// The same; where it would be made of the very same as `before`, that is the theme.
    pub fn load_again(
        before: Option<&Arc<Self>>,
        folder: &Folder,
        config: &Config,
    ) -> Result<Arc<Self>, Failure> {
        let materials = Materials::gather(folder, config).map_err(without_templates)?;
        let made_of = materials.fingerprint(config);
        match before.filter(|before| before.made_of == made_of) {
            Some(before) => Ok(Arc::clone(before)),
            None => Self::of(materials, config).map(Arc::new),
        }
    }

    fn of(materials: Materials, config: &Config) -> Result<Self, Failure> {
        let mut diagnostics = Vec::new();
        let made_of = materials.fingerprint(config);
        let files = &materials.files;
        let images = manifest(files, &config.theme, &mut diagnostics);
        let strings = strings(files, &config.language, &mut diagnostics);
        let options = options::merge(files, config, &mut diagnostics);
        let assets = files.assets();
        let sources = materials.templates(&mut diagnostics);
        for doc in TEMPLATES {
            if sources.get(doc.template).is_none() {
                diagnostics.push(missing_template(files, doc.template));
            }
        }
        let tera = engine::load(
            &sources,
            &assets,
            config.base_url.as_deref(),
            &mut diagnostics,
        );
        if crate::diagnostic::has_errors(&diagnostics) {
            return Err((sources, diagnostics));
        }
        let used = used_variables(&tera, &sources);
        let shows_cards = used.values().any(|names| names.contains("cards"));
        if shows_cards && sources.get(CARD).is_none() {
            return Err((sources, vec![missing_template(files, CARD)]));
        }
        Ok(Self {
            tera,
            strings,
            options,
            assets,
            images,
            sources,
            used,
            made_of,
        })
    }

    /// Whether `template`, its parents or its includes mention the variable `name`: what nobody reads need not be made.
    pub fn uses(&self, template: &str, name: &str) -> bool {
        self.used
            .get(template)
            .is_none_or(|names| names.contains(name))
    }

    /// The words that the Markdown renderer writes.
    pub fn labels(&self) -> markdown::Labels {
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

    /// The string `key`; every key that the program asks for was checked at load.
    pub fn string(&self, key: &str) -> String {
        self.strings.get(key).cloned().unwrap_or_default()
    }

    /// Whether the template exists.
    pub fn has_template(&self, name: &str) -> bool {
        self.sources.get(name).is_some()
    }
}

/// The strings that the program itself prints.
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

/// Reads theme.toml: checks the contract, and returns what is asked of images.
fn manifest(
    files: &ThemeFiles,
    theme: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<crate::images::Layout> {
    let file = files.path("theme.toml");
    let Some(text) = files.text("theme.toml") else {
        diagnostics.push(Diagnostic::at(
            Span::whole(&file),
            Message::MissingTemplate {
                template: "theme.toml".into(),
            },
        ));
        return None;
    };
    let entries = match parse_toml(&text) {
        Ok(entries) => entries,
        Err(errors) => {
            diagnostics.extend(errors.into_iter().map(|(reason, range)| {
                Diagnostic::at(Span::new(&file, range), Message::Toml { reason })
            }));
            return None;
        }
    };
    let mut fields = Fields::new(&file, entries);
    check_contract(&mut fields, theme);
    let images = layout::read(&mut fields);
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

/// The strings of `language`, or of the nearest language that the theme has.
fn strings(
    files: &ThemeFiles,
    language: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let Some(name) = language_file(files, language) else {
        let available: Vec<String> = files
            .below("strings/")
            .filter_map(|name| Some(name.strip_suffix(".toml")?.to_owned()))
            .collect();
        let near = nearest(language, available.iter().map(String::as_str), 2);
        diagnostics.push(
            Diagnostic::new(Message::MissingStrings {
                language: language.to_owned(),
                available: available.join(", "),
            })
            .with_nearest(near),
        );
        return BTreeMap::new();
    };
    let file = files.path(&name);
    let entries = match parse_toml(&files.text(&name).unwrap_or_default()) {
        Ok(entries) => entries,
        Err(errors) => {
            diagnostics.extend(errors.into_iter().map(|(reason, range)| {
                Diagnostic::at(Span::new(&file, range), Message::Toml { reason })
            }));
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

/// `zh-TW` reads zh-Hant, `zh-CN` reads zh-Hans, `en-GB` reads en.
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

/// There is no such theme.
fn without_templates(reasons: Vec<Diagnostic>) -> Failure {
    (TemplateSources::default(), reasons)
}

fn used_variables(tera: &Tera, sources: &TemplateSources) -> BTreeMap<String, BTreeSet<String>> {
    let names: BTreeSet<&str> = sources.names().collect();
    let used = names.into_iter().filter_map(|name| {
        // Components receive what they need as arguments, so the template that calls them names it.
        let variables = tera.get_template_variables(name).ok()?;
        Some((
            name.to_owned(),
            variables.into_iter().map(str::to_owned).collect(),
        ))
    });
    used.collect()
}
