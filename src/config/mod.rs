//! site.toml: from the text to a checked configuration, with every mistake at its place. One file a table.

mod articles;
mod base_url;
mod budget;
mod example_values;
mod files;
mod front_matter;
mod links;
mod markdown;
mod output;
mod publish;
mod publisher;
mod taxonomies;
mod unknown;
mod values;

pub(crate) use articles::ArticleSettings;
pub(crate) use base_url::{base_url, nearest_base_url};
pub(crate) use budget::{Budget, SizeLimit};
pub(crate) use example_values::{example_values, is_marked, is_sample};
pub(crate) use files::{TrustedFiles, extension};
pub(crate) use front_matter::UnknownFields;
pub(crate) use links::{LinkSettings, address_problem, refused_scheme};
pub(crate) use markdown::MarkdownSettings;
pub(crate) use output::{FeedFormat, OutputSettings};
pub(crate) use publish::Unfinished;
pub(crate) use publisher::Publisher;
pub(crate) use taxonomies::{MAX_TERM_DEPTH, TaxonomyConfig, TaxonomyKind};

use std::ops::Range;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::diagnostic::catalogue::examples;
use crate::diagnostic::{Diagnostic, Message};
use crate::fields::{Entry, Fields, Spanned, parse_toml};
use unknown::KeyRegister;
use values::{bad, checked};

/// The file's name in the site's folder.
pub(crate) const FILE: &str = "site.toml";

/// The whole configuration, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// The site's title.
    pub title: String,
    /// The line below the title; may be empty.
    pub subtitle: String,
    /// One sentence for search engines and feeds; may be empty.
    pub description: String,
    /// The address of the published site: absolute, ends with `/`. `None` if it is not given.
    pub base_url: Option<String>,
    /// Language tag.
    pub language: String,
    /// The zone of dates without offset.
    pub time_zone: TimeZone,
    /// Name of the theme.
    pub theme: String,
    /// Values for the theme's options, as written.
    pub options: Vec<Entry>,
    /// The publisher.
    pub publisher: Publisher,
    /// Addresses and lists of articles.
    pub articles: ArticleSettings,
    /// All taxonomies, the built-in ones first.
    pub taxonomies: Vec<TaxonomyConfig>,
    /// How Markdown is rendered.
    pub markdown: MarkdownSettings,
    /// How broken links are reported, and which schemes addresses may have.
    pub links: LinkSettings,
    /// The files that are published whatever is in them.
    pub trusted_files: TrustedFiles,
    /// How an unknown key of front matter is reported.
    pub unknown_fields: UnknownFields,
    /// How parts that are not finished are reported.
    pub unfinished: Unfinished,
    /// The feeds.
    pub output: OutputSettings,
    /// The allowed sizes of pages.
    pub budget: Budget,
    /// Where site.toml names what the theme may lack.
    pub places: SettingPlaces,
}

/// Byte ranges in site.toml; empty where a setting is not written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SettingPlaces {
    /// Of the value of `language`.
    pub language: Range<usize>,
    /// Of the value of `theme`.
    pub theme: Range<usize>,
}

impl Config {
    /// The name of the publisher, who is also the author and source of articles that give none; the title of
    /// the site if site.toml names no publisher.
    pub fn publisher_name(&self) -> &String {
        if self.publisher.name.is_empty() {
            &self.title
        } else {
            &self.publisher.name
        }
    }
}

/// Reads the text of site.toml.
///
/// The diagnostics hold every mistake. The configuration is `None` only if the text is not TOML.
pub(crate) fn read(text: &str) -> (Option<Config>, Vec<Diagnostic>) {
    let file: Arc<str> = Arc::from(FILE);
    let entries = match parse_toml(&file, text) {
        Ok(entries) => entries,
        Err(errors) => return (None, errors),
    };
    let mut reader = ConfigReader {
        diagnostics: Vec::new(),
        keys: KeyRegister::default(),
    };
    let config = reader.config(Fields::new(&file, entries));
    reader.diagnostics.extend(reader.keys.diagnostics());
    (Some(config), reader.diagnostics)
}

/// Reads the tables and collects their diagnostics.
struct ConfigReader {
    diagnostics: Vec<Diagnostic>,
    keys: KeyRegister,
}

impl ConfigReader {
    fn config(&mut self, mut fields: Fields<'_>) -> Config {
        let title = fields.text("title");
        let is_title_missing = title.is_none() && !fields.failed("title");
        let language = fields.language("language");
        let theme = fields.text("theme");
        let range = |text: &Option<Spanned<String>>| {
            let text = text.as_ref();
            text.map_or(0..0, |text| text.range.clone())
        };
        let config = Config {
            places: SettingPlaces {
                language: range(&language),
                theme: range(&theme),
            },
            title: title.map(|title| title.value).unwrap_or_default(),
            subtitle: fields.text_or_empty("subtitle"),
            description: fields.text_or_empty("description"),
            base_url: checked_base_url(&mut fields),
            language: language.map_or_else(|| "zh-Hans".to_owned(), |text| text.value),
            time_zone: checked(&mut fields, "time_zone", "Asia/Shanghai", |name| {
                TimeZone::get(name).ok()
            })
            .unwrap_or_else(shanghai),
            theme: theme
                .and_then(|theme| checked_theme(&mut fields, theme))
                .unwrap_or_else(|| "jianbao".to_owned()),
            // The theme declares its options.
            options: fields.open_map("options"),
            publisher: self
                .section(&mut fields, "publisher", publisher::publisher)
                .unwrap_or_default(),
            articles: self
                .section(&mut fields, "articles", articles::articles)
                .unwrap_or_else(articles::default_articles),
            taxonomies: taxonomies::taxonomies(&mut fields, |table, inner| {
                self.close(table, inner);
            }),
            markdown: self
                .section(&mut fields, "markdown", markdown::markdown)
                .unwrap_or_default(),
            links: self
                .section(&mut fields, "links", links::links)
                .unwrap_or_else(links::default_links),
            trusted_files: self
                .section(&mut fields, "files", files::trusted_files)
                .unwrap_or_default(),
            unknown_fields: self
                .section(&mut fields, "front_matter", front_matter::unknown_fields)
                .unwrap_or(UnknownFields::Warn),
            unfinished: self
                .section(&mut fields, "publish", publish::unfinished)
                .unwrap_or(Unfinished::Refuse),
            output: self
                .section(&mut fields, "output", output::output)
                .unwrap_or_else(output::default_output),
            budget: self
                .section(&mut fields, "budget", budget::budget)
                .unwrap_or_default(),
        };
        // The targets are read by `deploy`.
        let _ = fields.node("deploy");
        let start = fields.span(0..1);
        self.close("", fields);
        if is_title_missing && !self.keys.is_meant("title") {
            let message = Message::MissingKey {
                key: "title".into(),
                example: examples::SITE_TITLE.into(),
            };
            self.diagnostics.push(Diagnostic::at(start, message));
        }
        config
    }

    fn section<T>(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        read: impl Fn(&mut Fields<'_>) -> T,
    ) -> Option<T> {
        let Some(mut inner) = fields.map(key) else {
            let mut none = fields.inner(Vec::new());
            read(&mut none);
            self.keys.note_keys(key, &none);
            return None;
        };
        let value = read(&mut inner);
        self.close(key, inner);
        Some(value)
    }

    fn close(&mut self, table: &str, fields: Fields<'_>) {
        let diagnostics = self.keys.close(table, fields);
        self.diagnostics.extend(diagnostics);
    }
}

fn checked_base_url(fields: &mut Fields<'_>) -> Option<String> {
    let Spanned { value, range } = fields.text("base_url")?;
    let checked = base_url(&value);
    if checked.is_none() {
        let meant = nearest_base_url(&value);
        let expected = meant.unwrap_or_else(|| "https://example.cn/".to_owned());
        fields.report(range, bad("base_url", &value, &expected));
    }
    checked
}

/// The name of a theme, which is that of a folder.
fn checked_theme(fields: &mut Fields<'_>, theme: Spanned<String>) -> Option<String> {
    let Spanned { value, range } = theme;
    let name = folder_name(&value);
    if name.is_none() {
        // A path ends with the name.
        let last = value.rsplit(['/', '\\']).find(|part| !part.is_empty());
        let meant = last.filter(|last| folder_name(last).is_some());
        fields.report(range, bad("theme", &value, meant.unwrap_or("jianbao")));
    }
    name
}

/// Whether a diagnostic is about the base URL: then it is not reported as missing, too.
pub(crate) fn is_about_base_url(diagnostic: &Diagnostic) -> bool {
    match &diagnostic.message {
        Message::BadValue { key, .. } | Message::KeyBelowTable { key, .. } => key == "base_url",
        Message::NeedlessTable { keys, .. } => keys.split(", ").any(|key| key == "base_url"),
        Message::UnknownKey { .. } => diagnostic.nearest.iter().any(|key| key == "base_url"),
        _ => false,
    }
}

/// Whether `name` is a lower-case ASCII key.
pub(crate) fn is_key(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_'
        })
        && !name.starts_with('-')
        && !crate::text::anchor::is_device_name(name)
}

fn shanghai() -> TimeZone {
    TimeZone::get("Asia/Shanghai").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(8)))
}

fn folder_name(name: &str) -> Option<String> {
    let plain = !name.contains(['/', '\\', ':']) && !name.starts_with('.');
    plain.then(|| name.to_owned())
}
