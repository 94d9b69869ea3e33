//! site.toml: from the text to a checked configuration, with every mistake at its place. One file a table.

mod articles;
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
mod values;

pub(crate) use articles::ArticleSettings;
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

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::diagnostic::catalogue::examples;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::{Entry, Fields, parse_toml};
use values::checked;

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
    let entries = match parse_toml(text) {
        Ok(entries) => entries,
        Err(errors) => {
            let diagnostic = |(reason, range): (String, std::ops::Range<usize>)| {
                let message = match text.get(range.clone()) {
                    Some(key) if reason == "duplicate key" => Message::DuplicateKey {
                        key: key.to_owned(),
                    },
                    _ => Message::Toml { reason },
                };
                Diagnostic::at(Span::new(&file, range), message)
            };
            return (None, errors.into_iter().map(diagnostic).collect());
        }
    };
    let mut reader = ConfigReader {
        diagnostics: Vec::new(),
    };
    let config = reader.config(Fields::new(&file, entries));
    (Some(config), reader.diagnostics)
}

/// Checks a base URL and ends it with `/`.
pub(crate) fn base_url(written: &str) -> Option<String> {
    let rest = written
        .strip_prefix("https://")
        .or_else(|| written.strip_prefix("http://"))?;
    let host = rest.split('/').next().unwrap_or_default();
    let is_sign = |c: char| matches!(c, '?' | '#' | '"' | '\'' | '<' | '>' | '\\');
    let is_bad_char = |c: char| is_sign(c) || c.is_whitespace() || c.is_control();
    let is_bad = host.is_empty() || written.contains(is_bad_char);
    (!is_bad).then(|| format!("{}/", written.trim_end_matches('/')))
}

/// Reads the tables and collects their diagnostics.
struct ConfigReader {
    diagnostics: Vec<Diagnostic>,
}

impl ConfigReader {
    fn config(&mut self, mut fields: Fields<'_>) -> Config {
        let title = fields.text("title");
        if title.is_none() && !fields.failed("title") {
            let message = Message::MissingKey {
                key: "title".into(),
                example: examples::SITE_TITLE.into(),
            };
            fields.report(0..1, message);
        }
        let config = Config {
            title: title.map(|title| title.value).unwrap_or_default(),
            subtitle: fields.text_or_empty("subtitle"),
            description: fields.text_or_empty("description"),
            base_url: checked(&mut fields, "base_url", "https://example.cn/", base_url),
            language: fields
                .text("language")
                .map_or_else(|| "zh-Hans".to_owned(), |text| text.value),
            time_zone: checked(&mut fields, "time_zone", "Asia/Shanghai", |name| {
                TimeZone::get(name).ok()
            })
            .unwrap_or_else(shanghai),
            theme: checked(&mut fields, "theme", "jianbao", folder_name)
                .unwrap_or_else(|| "jianbao".to_owned()),
            // The theme declares its options.
            options: fields.open_map("options"),
            publisher: self
                .section(&mut fields, "publisher", publisher::publisher)
                .unwrap_or_default(),
            articles: self
                .section(&mut fields, "articles", articles::articles)
                .unwrap_or_else(articles::default_articles),
            taxonomies: taxonomies::taxonomies(&mut fields, |inner| self.close(inner)),
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
        self.close(fields);
        config
    }

    fn section<T>(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        read: impl Fn(&mut Fields<'_>) -> T,
    ) -> Option<T> {
        let mut inner = fields.map(key)?;
        let value = read(&mut inner);
        self.close(inner);
        Some(value)
    }

    fn close(&mut self, fields: Fields<'_>) {
        self.diagnostics
            .extend(fields.finish(|key| Message::UnknownKey { key }));
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
