//! Fields of front matter into their meaning, with every mistake at its place.

use std::sync::Arc;

use jiff::Timestamp;

use super::address::{address_part, alias_problem, slug_problem};
use super::dated_name::DatedName;
use super::meta::{
    ArticleMeta, FigureMeta, ImageMeta, IssueMeta, Meta, PageMeta, SourceMeta, TermMeta,
};
use super::{DocumentKind, FRONT_MATTER, stem};
use crate::config::{
    Config, MAX_TERM_DEPTH, TaxonomyConfig, TaxonomyKind, UnknownFields, address_problem, is_key,
};
use crate::diagnostic::catalogue::examples;
use crate::diagnostic::{Diagnostic, Message};
use crate::fields::{
    DateProblem, Entry, Fields, Node, Parting, Spanned, UnknownEntry, Value, read_date,
};
use crate::text::language;
use crate::text::line_break::join_lines;

/// The most terms of an article, in all taxonomies together. Each has pages and feeds with the article.
const MAX_TERMS: usize = 100;

/// Reads the front matter of a document. A required value that is missing or wrong is an error, and has a
/// placeholder, so that the document can be checked for other errors.
pub(super) fn read(
    kind: DocumentKind,
    file: &Arc<str>,
    fields: Fields<'_>,
    config: &Config,
) -> (Meta, Vec<Diagnostic>) {
    let mut reader = FrontMatterReader {
        fields,
        config,
        stem: stem(file),
        missing: Vec::new(),
        extra: Vec::new(),
    };
    let meta = match kind {
        DocumentKind::Article => Meta::Article(Arc::new(reader.article())),
        DocumentKind::Page => Meta::Page(Arc::new(reader.page())),
        DocumentKind::Issue => Meta::Issue(Arc::new(reader.issue())),
        DocumentKind::Initiative => Meta::Initiative(Arc::new(reader.term(kind))),
        DocumentKind::Region => Meta::Region(Arc::new(reader.term(kind))),
    };
    (meta, reader.fields.into_diagnostics())
}

struct FrontMatterReader<'r> {
    fields: Fields<'r>,
    config: &'r Config,
    stem: &'r str,
    /// The keys that are missing, each with an example.
    missing: Vec<(&'static str, String)>,
    extra: Vec<Entry>,
}

impl<'r> FrontMatterReader<'r> {
    fn article(&mut self) -> ArticleMeta {
        let terms = self.terms();
        let title = self.required("title", examples::ARTICLE_TITLE);
        let (date, name) = self.date_and_name();
        ArticleMeta {
            title,
            date,
            updated: self.date("updated"),
            authors: self.names("author"),
            source: self.source(),
            summary: self
                .fields
                .text("summary")
                .map(|text| join_lines(text.value)),
            terms,
            issue: self.fields.text("issue"),
            image: self.image().map(Box::new),
            figures: self.figures(),
            // Other generators hide an article by `published: false`.
            draft: self.fields.flag("draft").unwrap_or(false)
                || self.fields.flag("published") == Some(false),
            expires: self.date("expires"),
            slug: self.slug(name),
            aliases: self.old_addresses(),
            template: self.fields.text("template"),
            language: self.language(),
            extra: self.close(),
        }
    }

    /// The day of an article, and the part of its file's name that is no date.
    fn date_and_name(&mut self) -> (Timestamp, &'r str) {
        let name = DatedName::new(self.stem);
        if let Some(date) = self.date("date") {
            return (date, name.without_usual_date());
        }
        match name.date(&self.config.time_zone) {
            _ if self.fields.failed("date") => {}
            Some(Ok((date, rest))) => return (date, rest),
            Some(Err(written)) => {
                let name = written.to_owned();
                self.fields
                    .report(FRONT_MATTER, Message::BadFileDate { name });
            }
            None => self.missing("date", "date: 2024-01-02"),
        }
        (Timestamp::default(), name.without_usual_date())
    }

    /// The names of terms by taxonomy. A name with `/` in a free taxonomy counts once for each of its levels,
    /// which are terms as well.
    fn terms(&mut self) -> Vec<Vec<Spanned<String>>> {
        let config = self.config;
        let mut count = 0;
        let terms = config.taxonomies.iter().map(|taxonomy| {
            let mut names = self.fields.peek_list(&taxonomy.source, parting(taxonomy));
            let has_levels = taxonomy.hierarchical && !taxonomy.kind.is_declared();
            names.retain(|name| {
                let levels = if has_levels {
                    name.value.split('/').count()
                } else {
                    1
                };
                if levels > MAX_TERM_DEPTH {
                    let limit = MAX_TERM_DEPTH.to_string();
                    let message = Message::TermTooDeep { limit };
                    self.fields.report(name.range.clone(), message);
                    return false;
                }
                let before = count;
                count += levels;
                if before <= MAX_TERMS && count > MAX_TERMS {
                    let limit = MAX_TERMS.to_string();
                    let message = Message::TooManyTerms { limit };
                    self.fields.report(name.range.clone(), message);
                }
                count <= MAX_TERMS
            });
            names
        });
        terms.collect()
    }

    fn page(&mut self) -> PageMeta {
        PageMeta {
            title: self.required("title", examples::PAGE_TITLE),
            slug: self.slug(self.stem),
            summary: join_lines(self.fields.text_or_empty("summary")),
            order: self
                .fields
                .integer("order")
                .map_or(u32::MAX, |order| order.value),
            updated: self.date("updated").or_else(|| self.date("date")),
            draft: self.fields.flag("draft").unwrap_or(false),
            aliases: self.old_addresses(),
            template: self.fields.text("template"),
            language: self.language(),
            extra: self.close(),
        }
    }

    fn issue(&mut self) -> IssueMeta {
        let date = self.date("date");
        if date.is_none() && !self.fields.failed("date") {
            self.missing("date", "date: 2024-01-31");
        }
        let number = |number: Option<Spanned<u32>>| number.map(|number| number.value);
        IssueMeta {
            key: self.key(),
            title: self.fields.text("title").map(|text| text.value),
            number: self.fields.integer("number"),
            total: self.fields.integer("total"),
            date: date.unwrap_or_default(),
            publisher: self.fields.text("publisher").map(|text| text.value),
            editors: self.names("editors"),
            signed_by: self.fields.text_or_empty("signed_by"),
            contents: self.fields.long_list("contents"),
            report_to: self.names("report_to"),
            send_to: self.names("send_to"),
            copy_to: self.names("copy_to"),
            print_run: number(self.fields.integer("print_run")),
            draft: self.fields.flag("draft").unwrap_or(false),
            aliases: self.old_addresses(),
            extra: self.close(),
        }
    }

    fn term(&mut self, kind: DocumentKind) -> TermMeta {
        let name = self
            .fields
            .text("name")
            .or_else(|| self.fields.text("title"));
        let is_wrong = self.fields.failed("name") || self.fields.failed("title");
        if kind == DocumentKind::Initiative && name.is_none() && !is_wrong {
            self.missing("name", examples::INITIATIVE_NAME);
        }
        TermMeta {
            // The keys of regions are checked where the tree is made.
            key: if kind == DocumentKind::Region {
                self.stem.to_owned()
            } else {
                self.key()
            },
            name,
            aliases: self.fields.list("aliases"),
            parent: self.fields.text("parent"),
            order: self.fields.integer("order").map(|order| order.value),
            sort_key: self.fields.text("sort_key").map(|text| text.value),
            draft: self.fields.flag("draft").unwrap_or(false),
            extra: self.close(),
        }
    }

    /// A text that must be there; empty if it is not.
    fn required(&mut self, key: &'static str, example: &str) -> String {
        let text = self.fields.text(key);
        if text.is_none() && !self.fields.failed(key) {
            self.missing(key, example);
        }
        text.map_or_else(String::new, |text| join_lines(text.value))
    }

    /// Notes a key that is missing. Whether it is misspelt is seen when all other keys are read.
    fn missing(&mut self, key: &'static str, example: &str) {
        self.missing.push((key, example.to_owned()));
    }

    fn names(&mut self, key: &'static str) -> Vec<String> {
        self.fields
            .list(key)
            .into_iter()
            .map(|name| name.value)
            .collect()
    }

    fn date(&mut self, key: &'static str) -> Option<Timestamp> {
        let written = self.fields.text(key)?;
        match read_date(&written.value, &self.config.time_zone) {
            Ok(date) => Some(date),
            Err(problem) => {
                let message = date_message(key, written.value, problem);
                self.fields.reject(key, written.range, message);
                None
            }
        }
    }

    /// The tag of the language that is written, in its usual form.
    fn language(&mut self) -> Option<String> {
        let Spanned { value, range } = self.fields.text("lang")?;
        match language::tag(&value) {
            Ok(tag) => Some(tag),
            Err(right) => {
                let right = right.unwrap_or(examples::LANGUAGES).to_owned();
                let message = Message::BadLanguage { value, right };
                self.fields.reject("lang", range, message);
                None
            }
        }
    }

    fn source(&mut self) -> Option<SourceMeta> {
        let node = self.fields.node("source")?;
        let entries = match node.value {
            Value::Map(entries) => entries,
            Value::List(_) => {
                let message = Message::WrongType {
                    key: "source".into(),
                    expected: "{name: …, url: …}".into(),
                };
                self.fields.report(node.range, message);
                return None;
            }
            value => {
                let node = Node { value, ..node };
                return self.source_name(node);
            }
        };
        let mut inner = self.fields.inner(entries);
        let source = SourceMeta {
            name: inner.text_or_empty("name"),
            url: address(&mut inner, "url", self.config),
        };
        self.absorb(inner);
        (!source.name.is_empty()).then_some(source)
    }

    fn source_name(&mut self, node: Node) -> Option<SourceMeta> {
        let range = node.range.clone();
        let name = self.fields.text_of("source", node)?.value;
        if name.starts_with('｛') {
            let (sign, plain) = ("｛".to_owned(), "{".to_owned());
            let message = Message::FullWidthSign { sign, plain };
            self.fields.report(range, message);
            return None;
        }
        let url = String::new();
        (!name.is_empty()).then_some(SourceMeta { name, url })
    }

    fn image(&mut self) -> Option<ImageMeta> {
        let node = self.fields.node("image")?;
        if !matches!(node.value, Value::Map(_) | Value::List(_)) {
            let src = self.fields.text_of("image", node)?;
            return Some(ImageMeta {
                src,
                alt: String::new(),
                caption: String::new(),
            });
        }
        let range = node.range.clone();
        let Value::Map(entries) = node.value else {
            let message = Message::WrongType {
                key: "image".into(),
                expected: "{src: a.jpg, alt: …}".into(),
            };
            self.fields.report(range, message);
            return None;
        };
        let mut inner = self.fields.inner(entries);
        let (src, alt, caption) = (
            inner.text("src"),
            inner.text_or_empty("alt"),
            inner.text_or_empty("caption"),
        );
        if src.is_none() && !inner.failed("src") {
            inner.report(
                range,
                Message::MissingKey {
                    key: "src".into(),
                    example: "image: {src: a.jpg, alt: …}".into(),
                },
            );
        }
        self.absorb(inner);
        Some(ImageMeta {
            src: src?,
            alt,
            caption,
        })
    }

    fn figures(&mut self) -> Vec<FigureMeta> {
        let mut figures = Vec::new();
        for mut inner in self.fields.maps("figures") {
            figures.push(FigureMeta {
                name: inner.text_or_empty("name"),
                value: inner.text_or_empty("value"),
                unit: inner.text_or_empty("unit"),
                region: inner.text("region"),
                as_of: inner.text_or_empty("as_of"),
            });
            self.absorb(inner);
        }
        figures
    }

    /// Adds the diagnostics of an inner map. Its unknown keys are not passed to the theme.
    fn absorb(&mut self, inner: Fields<'r>) {
        let unknown = self.config.unknown_fields;
        self.fields.absorb(inner, |key| {
            // In braces, `name：甲` is a key without a value.
            if let Some((key, _)) = key.split_once('：') {
                let key = key.to_owned();
                return Some(Message::FullWidthColon { key });
            }
            match unknown {
                UnknownFields::Warn => Some(Message::UnusedField { key }),
                UnknownFields::Error => Some(Message::UnknownFieldError { key }),
                UnknownFields::Allow => None,
            }
        });
    }

    fn slug(&mut self, default: &str) -> Spanned<String> {
        let slug = self.fields.text("slug").unwrap_or_else(|| Spanned {
            value: address_part(default).into_owned(),
            range: FRONT_MATTER,
        });
        if let Some(problem) = slug_problem(&slug.value) {
            self.fields.report(slug.range.clone(), problem);
        }
        slug
    }

    /// The old addresses of a document, each of which becomes a page of this site.
    fn old_addresses(&mut self) -> Vec<Spanned<String>> {
        let mut aliases = self.fields.paths("aliases");
        aliases.retain(|alias| {
            let problem = alias_problem(&alias.value);
            let is_good = problem.is_none();
            if let Some(problem) = problem {
                self.fields.report(alias.range.clone(), problem);
            }
            is_good
        });
        aliases
    }

    fn key(&mut self) -> String {
        if !is_key(self.stem) {
            self.fields.report(
                FRONT_MATTER,
                Message::BadKey {
                    key: self.stem.to_owned(),
                },
            );
        }
        self.stem.to_owned()
    }

    /// The remaining entries: `extra`, and every unknown key, which is reported as the configuration
    /// requires.
    fn close(&mut self) -> Vec<Entry> {
        if let Some(node) = self.fields.node("extra") {
            match node.value {
                Value::Map(entries) => self.extra = entries,
                _ => {
                    let message = Message::WrongType {
                        key: "extra".into(),
                        expected: "{ key: value }".into(),
                    };
                    self.fields.report(node.range, message);
                }
            }
        }
        for unknown in self.fields.unknown() {
            let UnknownEntry {
                entry,
                near,
                other_name_of,
            } = unknown;
            let key = entry.key.value.clone();
            let span = self.fields.span(entry.key.range.clone());
            let missing = near
                .first()
                .and_then(|near| self.missing.iter().position(|(missing, _)| missing == near));
            let message = match (other_name_of, missing, self.config.unknown_fields) {
                (Some(other), ..) => {
                    let other = other.to_owned();
                    Some(Message::SameKey { key, other })
                }
                (None, Some(missing), _) => {
                    let (meant, _) = self.missing.swap_remove(missing);
                    let meant = meant.to_owned();
                    Some(Message::MisspeltKey { key, meant })
                }
                (None, None, UnknownFields::Warn) => Some(Message::UnknownField { key }),
                (None, None, UnknownFields::Error) => Some(Message::UnknownFieldError { key }),
                (None, None, UnknownFields::Allow) => None,
            };
            let near = match message {
                Some(Message::UnknownField { .. } | Message::UnknownFieldError { .. }) => near,
                _ => Vec::new(),
            };
            self.extra.push(entry);
            if let Some(message) = message {
                self.fields
                    .push(Diagnostic::at(span, message).with_nearest(near));
            }
        }
        for (key, example) in std::mem::take(&mut self.missing) {
            let key = key.to_owned();
            self.fields
                .report(FRONT_MATTER, Message::MissingKey { key, example });
        }
        std::mem::take(&mut self.extra)
    }
}

/// An address of any place, or of this site; empty if there is none. What can be none is reported.
fn address(fields: &mut Fields<'_>, key: &'static str, config: &Config) -> String {
    let Some(Spanned { value, range }) = fields.text(key) else {
        return String::new();
    };
    match address_problem(&config.links.schemes, &value) {
        Some(problem) => {
            fields.reject(key, range, problem);
            String::new()
        }
        None => value,
    }
}

/// How the names of a taxonomy are taken apart. Initiatives may have `、` in their names: which ones are known
/// when all are read.
fn parting(taxonomy: &TaxonomyConfig) -> Parting<'_> {
    match taxonomy.kind {
        TaxonomyKind::Initiatives => Parting::Later,
        TaxonomyKind::Regions | TaxonomyKind::Columns | TaxonomyKind::Free => Parting::Names {
            whole: &taxonomy.order,
        },
    }
}

/// The message about a date that is none.
fn date_message(key: &str, value: String, problem: DateProblem) -> Message {
    let key = key.to_owned();
    match problem {
        DateProblem::Unreadable => Message::BadDate { key, value },
        DateProblem::ShortYear => Message::ShortYear { value },
        DateProblem::NoDay => Message::DateWithoutDay { value },
        DateProblem::NoSuchMonth { month } => Message::NoSuchMonth {
            value,
            month: month.to_string(),
        },
        DateProblem::NoSuchDay {
            year,
            month,
            day,
            days,
        } => Message::NoSuchDay {
            year: year.to_string(),
            month: month.to_string(),
            day: day.to_string(),
            days: days.to_string(),
        },
        DateProblem::NoSuchTime => Message::NoSuchTime { value },
    }
}
