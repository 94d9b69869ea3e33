//! site.toml: what was typed becomes what it means, with every mistake at its place.

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::article::markdown::RawHtml;
use crate::diagnostic::{Diagnostic, Message, Span};
use crate::fields::{Entry, Fields, Spanned, parse_toml};
use crate::text::similar::nearest;

/// The file's name in the site's folder.
pub const FILE: &str = "site.toml";

/// The whole configuration, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// The site's title.
    pub title: String,
    /// The line below the title; may be empty.
    pub subtitle: String,
    /// One sentence for search engines and feeds; may be empty.
    pub description: String,
    /// Where the site will stand: absolute, ends with `/`. `None` where it is not given.
    pub base_url: Option<String>,
    /// Language tag.
    pub language: String,
    /// The zone of dates without offset.
    pub time_zone: TimeZone,
    /// Name of the theme.
    pub theme: String,
    /// What the site sets of the theme's options, as written.
    pub options: Vec<Entry>,
    /// Who publishes.
    pub publisher: Publisher,
    /// Addresses and lists of articles.
    pub articles: Articles,
    /// All taxonomies, the built-in ones first.
    pub taxonomies: Vec<TaxonomyConfig>,
    /// How Markdown is rendered.
    pub markdown: Markdown,
    /// Whether a broken link, anchor or image is an error; else it is a warning.
    pub strict_links: bool,
    /// What a key of front matter that is not known is.
    pub unknown_fields: UnknownFields,
    /// What is written beside the pages.
    pub output: Output,
    /// What pages may weigh.
    pub budget: Budget,
}

/// `[publisher]`; every field may be empty.
#[derive(Debug, Clone, Default)]
pub struct Publisher {
    /// Name.
    pub name: String,
    /// How to reach it.
    pub contact: String,
    /// ICP filing number.
    pub icp: String,
    /// Public security filing number.
    pub police: String,
    /// Site identification code.
    pub site_id: String,
}

/// `[articles]`.
#[derive(Debug, Clone)]
pub struct Articles {
    /// Address pattern with `{year}`, `{month}`, `{day}`, `{slug}`; begins and ends with `/`.
    pub path: String,
    /// Articles on a page of a list.
    pub page_size: usize,
    /// Budget of a summary that is made from the first sentences, in Han characters.
    pub summary: usize,
    /// Han characters read in a minute.
    pub characters_per_minute: u32,
    /// Words read in a minute.
    pub words_per_minute: u32,
}

/// What a taxonomy is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaxonomyKind {
    /// The tree of regions, from the built-in table and content/regions/.
    Regions,
    /// The initiatives of content/initiatives/.
    Initiatives,
    /// The columns, made from the articles: one an article.
    Columns,
    /// Terms of a taxonomy that site.toml declares, made from the articles.
    Free,
}

impl TaxonomyKind {
    /// Whether its terms are a tree that files declare; other terms are made from the articles.
    pub fn is_declared(self) -> bool {
        match self {
            Self::Regions | Self::Initiatives => true,
            Self::Columns | Self::Free => false,
        }
    }
}

/// One taxonomy.
#[derive(Debug, Clone)]
pub struct TaxonomyConfig {
    /// Its key and the first part of its addresses.
    pub key: String,
    /// Its title; empty: the theme's word for it.
    pub title: String,
    /// What it is made of.
    pub kind: TaxonomyKind,
    /// The key of front matter that names the terms.
    pub source: String,
    /// Whether `/` in a name makes levels.
    pub hierarchical: bool,
    /// Whether each term has feeds.
    pub feed: bool,
    /// Names in the order in which they are listed; others follow by pinyin.
    pub order: Vec<String>,
}

/// `[markdown]`.
#[derive(Debug, Clone, Copy)]
pub struct Markdown {
    /// What becomes of raw HTML.
    pub raw_html: RawHtml,
    /// Whether code is highlighted.
    pub highlight: bool,
}

/// `[front_matter] unknown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownFields {
    /// A warning, the default.
    Warn,
    /// An error.
    Error,
    /// Nothing is said.
    Allow,
}

/// A feed format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeedFormat {
    /// Atom 1.0.
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl FeedFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Atom, Self::Rss, Self::Json];

    /// Its name in site.toml and in templates.
    pub fn name(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Rss => "rss",
            Self::Json => "json",
        }
    }

    /// The name of a file in this format.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Atom => "atom.xml",
            Self::Rss => "rss.xml",
            Self::Json => "feed.json",
        }
    }

    /// The media type of a link to such a file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
            Self::Json => "application/feed+json",
        }
    }
}

/// `[output]`.
#[derive(Debug, Clone)]
pub struct Output {
    /// Which feeds are written.
    pub feeds: Vec<FeedFormat>,
    /// Articles in a feed.
    pub feed_items: usize,
}

/// `[budget]`: what `check` allows pages to weigh, compressed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Budget {
    /// Any page, with the style sheets and scripts that it loads.
    pub page: Option<Limit>,
    /// An article, with the style sheets that it loads.
    pub article_with_style: Option<Limit>,
}

/// One limit of it, and where it is written in site.toml.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Bytes.
    pub bytes: u64,
    /// Its place.
    pub range: std::ops::Range<usize>,
}

impl Budget {
    /// The limits that are set.
    pub fn limits(&self) -> impl Iterator<Item = &Limit> {
        self.page.iter().chain(&self.article_with_style)
    }
}

/// Reads the text of site.toml.
///
/// The diagnostics hold every mistake; the configuration is there unless the text is no TOML at all.
pub fn read(text: &str) -> (Option<Config>, Vec<Diagnostic>) {
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
    let mut reader = Reader {
        diagnostics: Vec::new(),
    };
    let config = reader.config(Fields::new(&file, entries));
    (Some(config), reader.diagnostics)
}

/// Checks a base URL and gives it its final `/`.
pub fn base_url(written: &str) -> Option<String> {
    let rest = written
        .strip_prefix("https://")
        .or_else(|| written.strip_prefix("http://"))?;
    let host = rest.split('/').next().unwrap_or_default();
    let bad = host.is_empty() || written.contains(['?', '#', ' ', '"', '<', '>', '\\']);
    (!bad).then(|| format!("{}/", written.trim_end_matches('/')))
}

struct Reader {
    diagnostics: Vec<Diagnostic>,
}

impl Reader {
    fn config(&mut self, mut fields: Fields<'_>) -> Config {
        let title = fields.text("title");
        if title.is_none() && !fields.failed("title") {
            let message = Message::MissingKey {
                key: "title".into(),
                example: "title = \"乡村振兴简报\"".into(),
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
            // Which options there are says the theme.
            options: fields.open_map("options"),
            publisher: self
                .section(&mut fields, "publisher", publisher)
                .unwrap_or_default(),
            articles: self
                .section(&mut fields, "articles", articles)
                .unwrap_or_else(default_articles),
            taxonomies: self.taxonomies(&mut fields),
            markdown: self
                .section(&mut fields, "markdown", markdown)
                .unwrap_or(Markdown {
                    raw_html: RawHtml::Escape,
                    highlight: true,
                }),
            strict_links: self
                .section(&mut fields, "links", strict_links)
                .unwrap_or(true),
            unknown_fields: self
                .section(&mut fields, "front_matter", unknown_fields)
                .unwrap_or(UnknownFields::Warn),
            output: self
                .section(&mut fields, "output", output)
                .unwrap_or_else(default_output),
            budget: self
                .section(&mut fields, "budget", budget)
                .unwrap_or_default(),
        };
        // Targets of `deploy` are read by that command; here they are known and left alone.
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

    fn taxonomies(&mut self, fields: &mut Fields<'_>) -> Vec<TaxonomyConfig> {
        let mut all = vec![
            TaxonomyConfig::built_in("initiatives", TaxonomyKind::Initiatives),
            TaxonomyConfig::built_in("regions", TaxonomyKind::Regions),
            TaxonomyConfig {
                source: "column".to_owned(),
                ..TaxonomyConfig::built_in("columns", TaxonomyKind::Columns)
            },
        ];
        for (name, mut inner) in fields.named_maps("taxonomies") {
            if !is_key(&name.value) || RESERVED.contains(&name.value.as_str()) {
                let message = bad("taxonomies", &name.value, "tags, categories, authors …");
                fields.report(name.range.clone(), message);
                continue;
            }
            let at = all
                .iter()
                .position(|taxonomy| taxonomy.key == name.value)
                .unwrap_or_else(|| {
                    all.push(TaxonomyConfig::built_in(&name.value, TaxonomyKind::Free));
                    all.len() - 1
                });
            all[at].read(&mut inner);
            self.close(inner);
        }
        all
    }
}

/// First parts of addresses that pages of other kinds use.
const RESERVED: &[&str] = &[
    "articles", "issues", "archive", "assets", "page", "static", "matrix",
];

impl TaxonomyConfig {
    fn built_in(key: &str, kind: TaxonomyKind) -> Self {
        Self {
            key: key.to_owned(),
            title: String::new(),
            kind,
            source: key.to_owned(),
            hierarchical: kind.is_declared(),
            feed: true,
            order: Vec::new(),
        }
    }

    fn read(&mut self, fields: &mut Fields<'_>) {
        let title = fields.text("title").or_else(|| fields.text("name"));
        self.title = title.map(|title| title.value).unwrap_or_default();
        self.feed = fields.flag("feed").unwrap_or(self.feed);
        self.order = fields
            .list("order")
            .into_iter()
            .map(|name| name.value)
            .collect();
        // The declared trees are what they are: these two have no meaning there.
        if !self.kind.is_declared() {
            self.source = fields
                .text("source")
                .map_or_else(|| self.source.clone(), |text| text.value);
            self.hierarchical = fields.flag("hierarchical").unwrap_or(self.hierarchical);
        }
    }
}

/// Whether `name` is a lower-case ASCII key.
pub fn is_key(name: &str) -> bool {
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

fn bad(key: &str, value: &str, expected: &str) -> Message {
    Message::BadValue {
        key: key.to_owned(),
        value: value.to_owned(),
        expected: expected.to_owned(),
    }
}

/// Reads a text that `check` must accept.
fn checked<T>(
    fields: &mut Fields<'_>,
    key: &'static str,
    expected: &str,
    check: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let Spanned { value, range } = fields.text(key)?;
    let meaning = check(&value);
    if meaning.is_none() {
        fields.report(range, bad(key, &value, expected));
    }
    meaning
}

/// Reads one of a few words.
fn choice<T: Copy>(fields: &mut Fields<'_>, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
    let Spanned { value, range } = fields.text(key)?;
    pick(fields, key, &value, range, choices)
}

fn pick<T: Copy>(
    fields: &mut Fields<'_>,
    key: &str,
    value: &str,
    range: std::ops::Range<usize>,
    choices: &[(&str, T)],
) -> Option<T> {
    let found = choices.iter().find(|(name, _)| *name == value);
    if found.is_none() {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let near = nearest(value, names.iter().copied(), 1);
        let span = fields.span(range);
        fields.push(Diagnostic::at(span, bad(key, value, &names.join(" | "))).with_nearest(near));
    }
    found.map(|(_, meaning)| *meaning)
}

fn positive(fields: &mut Fields<'_>, key: &'static str, default: u32) -> u32 {
    let Some(Spanned { value, range }) = fields.integer(key) else {
        return default;
    };
    if value == 0 {
        fields.report(range, bad(key, "0", "1, 2, 3, …"));
        return default;
    }
    value
}

fn publisher(fields: &mut Fields<'_>) -> Publisher {
    Publisher {
        name: fields.text_or_empty("name"),
        contact: fields.text_or_empty("contact"),
        icp: fields.text_or_empty("icp"),
        police: fields.text_or_empty("police"),
        site_id: fields.text_or_empty("site_id"),
    }
}

fn default_articles() -> Articles {
    Articles {
        path: "/articles/{year}/{slug}/".to_owned(),
        page_size: 20,
        summary: 120,
        characters_per_minute: 500,
        words_per_minute: 240,
    }
}

fn articles(fields: &mut Fields<'_>) -> Articles {
    let default = default_articles();
    Articles {
        path: checked(fields, "path", "/articles/{year}/{slug}/", path_pattern)
            .unwrap_or(default.path),
        page_size: positive(fields, "page_size", 20) as usize,
        summary: positive(fields, "summary", 120) as usize,
        characters_per_minute: positive(
            fields,
            "characters_per_minute",
            default.characters_per_minute,
        ),
        words_per_minute: positive(fields, "words_per_minute", default.words_per_minute),
    }
}

fn path_pattern(pattern: &str) -> Option<String> {
    let mut plain = pattern.to_owned();
    for name in ["{year}", "{month}", "{day}", "{slug}"] {
        plain = plain.replace(name, "x");
    }
    let fine = pattern.contains("{slug}")
        && plain.starts_with('/')
        && plain.split('/').all(|part| part != "." && part != "..")
        && !plain.contains(['{', '}', '\\', '?', '#', '%', ':', '*', '"', '<', '>', '|'])
        && !plain.contains("//");
    fine.then(|| format!("{}/", pattern.trim_end_matches('/')))
}

fn markdown(fields: &mut Fields<'_>) -> Markdown {
    let choices = [
        ("escape", RawHtml::Escape),
        ("sanitize", RawHtml::Sanitize),
        ("allow", RawHtml::Allow),
    ];
    Markdown {
        raw_html: choice(fields, "raw_html", &choices).unwrap_or(RawHtml::Escape),
        highlight: fields.flag("highlight").unwrap_or(true),
    }
}

fn strict_links(fields: &mut Fields<'_>) -> bool {
    choice(fields, "internal", &[("error", true), ("warn", false)]).unwrap_or(true)
}

fn unknown_fields(fields: &mut Fields<'_>) -> UnknownFields {
    let choices = [
        ("warn", UnknownFields::Warn),
        ("error", UnknownFields::Error),
        ("allow", UnknownFields::Allow),
    ];
    choice(fields, "unknown", &choices).unwrap_or(UnknownFields::Warn)
}

fn budget(fields: &mut Fields<'_>) -> Budget {
    Budget {
        page: limit(fields, "page"),
        article_with_style: limit(fields, "article_with_style"),
    }
}

fn limit(fields: &mut Fields<'_>, key: &'static str) -> Option<Limit> {
    let Spanned { value, range } = fields.text(key)?;
    let Some(bytes) = size(&value) else {
        fields.report(range, bad(key, &value, "18 kB"));
        return None;
    };
    Some(Limit { bytes, range })
}

/// The bytes that `18 kB`, `1.5 MB` or `16 KiB` stand for.
fn size(written: &str) -> Option<u64> {
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    let (number, unit) = written.split_at(written.find(|c| !digits(c)).unwrap_or(written.len()));
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "kib" => 1_024,
        "m" | "mb" => 1_000_000,
        "mib" => 1_048_576,
        _ => return None,
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let tenths: u64 = if part.is_empty() {
        0
    } else {
        part.get(..1)?.parse().ok()?
    };
    let bytes = whole
        .parse::<u64>()
        .ok()?
        .checked_mul(factor)?
        .checked_add(tenths * factor / 10)?;
    (bytes > 0).then_some(bytes)
}

fn default_output() -> Output {
    Output {
        feeds: FeedFormat::ALL.to_vec(),
        feed_items: 20,
    }
}

fn output(fields: &mut Fields<'_>) -> Output {
    let formats = FeedFormat::ALL.map(|format| (format.name(), format));
    let feeds = match fields.node("feeds") {
        None => default_output().feeds,
        Some(node) => fields
            .texts("feeds", node)
            .into_iter()
            .filter_map(|word| pick(fields, "feeds", &word.value, word.range, &formats))
            .collect(),
    };
    Output {
        feeds,
        feed_items: positive(fields, "feed_items", 20) as usize,
    }
}
