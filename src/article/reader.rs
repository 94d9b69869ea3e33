//! Fields of front matter into their meaning, with every mistake at its place.

use std::sync::Arc;

use jiff::Timestamp;

use super::meta::{
    ArticleMeta, FigureMeta, ImageMeta, IssueMeta, Meta, PageMeta, SourceMeta, TermMeta,
};
use super::{DocumentKind, FRONT_MATTER, stem};
use crate::config::{Config, MAX_TERM_DEPTH, UnknownFields, address_problem, is_key};
use crate::diagnostic::catalogue::examples;
use crate::diagnostic::{Diagnostic, Message};
use crate::fields::{Entry, Fields, Spanned, Value, parse_date};
use crate::text::anchor::is_device_name;
use crate::text::line_break::join_lines;
use crate::util::url::decode_lossy;

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
    extra: Vec<Entry>,
}

impl<'r> FrontMatterReader<'r> {
    fn article(&mut self) -> ArticleMeta {
        let terms = self.terms();
        let (day, rest) = dated_stem(self.stem);
        let title = self.required("title", examples::ARTICLE_TITLE);
        let date = self
            .date("date")
            .or_else(|| parse_date(day?, &self.config.time_zone));
        if date.is_none() && !self.fields.failed("date") {
            self.missing("date", "date: 2024-01-02");
        }
        ArticleMeta {
            title,
            date: date.unwrap_or_default(),
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
            slug: self.slug(rest),
            aliases: self.old_addresses(),
            template: self.fields.text("template"),
            language: self.fields.text("lang").map(|text| text.value),
            extra: self.close(),
        }
    }

    /// The names of terms by taxonomy. A name with `/` in a free taxonomy counts once for each of its levels,
    /// which are terms as well.
    fn terms(&mut self) -> Vec<Vec<Spanned<String>>> {
        let config = self.config;
        let mut count = 0;
        let terms = config.taxonomies.iter().map(|taxonomy| {
            let mut names = self.fields.peek_list(&taxonomy.source);
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
            language: self.fields.text("lang").map(|text| text.value),
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

    fn missing(&mut self, key: &str, example: &str) {
        let message = Message::MissingKey {
            key: key.to_owned(),
            example: example.to_owned(),
        };
        self.fields.report(FRONT_MATTER, message);
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
        let date = parse_date(&written.value, &self.config.time_zone);
        if date.is_none() {
            let message = Message::BadDate {
                key: key.to_owned(),
                value: written.value,
            };
            self.fields.reject(key, written.range, message);
        }
        date
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
                return value.into_scalar().map(|name| SourceMeta {
                    name,
                    url: String::new(),
                });
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

    fn image(&mut self) -> Option<ImageMeta> {
        let node = self.fields.node("image")?;
        if let Some(src) = node.scalar() {
            let src = Spanned {
                value: src,
                range: node.range,
            };
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
        self.fields.absorb(inner, |key| match unknown {
            UnknownFields::Warn => Some(Message::UnusedField { key }),
            UnknownFields::Error => Some(Message::UnknownFieldError { key }),
            UnknownFields::Allow => None,
        });
    }

    fn slug(&mut self, default: &str) -> Spanned<String> {
        let written = self.fields.text("slug");
        let slug = written.unwrap_or_else(|| Spanned {
            value: default.to_owned(),
            range: FRONT_MATTER,
        });
        if !is_safe_slug(&slug.value) {
            self.fields.report(
                slug.range.clone(),
                Message::BadSlug {
                    slug: slug.value.clone(),
                },
            );
        }
        slug
    }

    /// The old addresses of a document, each of which becomes a page of this site.
    fn old_addresses(&mut self) -> Vec<Spanned<String>> {
        let aliases = self.fields.list("aliases");
        for alias in aliases.iter().filter(|alias| !is_old_address(&alias.value)) {
            let message = Message::BadAlias {
                alias: alias.value.clone(),
            };
            self.fields.report(alias.range.clone(), message);
        }
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
        for (entry, near) in self.fields.unknown() {
            let key = entry.key.value.clone();
            let message = match self.config.unknown_fields {
                UnknownFields::Warn => Some(Message::UnknownField { key }),
                UnknownFields::Error => Some(Message::UnknownFieldError { key }),
                UnknownFields::Allow => None,
            };
            let span = self.fields.span(entry.key.range.clone());
            self.extra.push(entry);
            if let Some(message) = message {
                self.fields
                    .push(Diagnostic::at(span, message).with_nearest(near));
            }
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

/// Splits `2024-01-02-slug` into its day and the rest.
pub(super) fn dated_stem(stem: &str) -> (Option<&str>, &str) {
    let Some((day, rest)) = stem.split_at_checked(10) else {
        return (None, stem);
    };
    let digits = |range: std::ops::Range<usize>| {
        day.get(range)
            .is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let dated = digits(0..4)
        && digits(5..7)
        && digits(8..10)
        && day.as_bytes()[4] == b'-'
        && day.as_bytes()[7] == b'-';
    match rest.strip_prefix(['-', '_']) {
        Some(rest) if dated && !rest.is_empty() => (Some(day), rest),
        None if dated && rest.is_empty() => (Some(day), stem),
        _ => (None, stem),
    }
}

/// Whether `slug` can be one part of an address and of a path on any system.
fn is_safe_slug(slug: &str) -> bool {
    let unsafe_char = |c: char| {
        let sign = matches!(
            c,
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '#' | '%'
        );
        sign || c.is_control()
    };
    !slug.is_empty()
        && !slug.starts_with(['.', ' '])
        && !slug.ends_with(['.', ' '])
        && slug.len() <= 200
        && !slug.contains(unsafe_char)
        && !is_device_name(&slug.to_lowercase())
}

/// Whether `alias` is an address of this site, percent-encoded or not, that can be a path on any system.
fn is_old_address(alias: &str) -> bool {
    let decoded = decode_lossy(alias);
    let path = decoded.strip_prefix('/').unwrap_or_default();
    path.strip_suffix('/')
        .unwrap_or(path)
        .split('/')
        .all(is_safe_slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leading_date_is_split_off() {
        assert_eq!(
            dated_stem("2024-01-02-lingyun"),
            (Some("2024-01-02"), "lingyun")
        );
        assert_eq!(dated_stem("2024-01-02"), (Some("2024-01-02"), "2024-01-02"));
        assert_eq!(
            dated_stem("2024年的凌云县纪事"),
            (None, "2024年的凌云县纪事")
        );
        assert_eq!(dated_stem("lingyun"), (None, "lingyun"));
    }

    #[test]
    fn old_addresses_stay_on_the_site() {
        for bad in [
            "",
            "/",
            "old",
            "https://a.cn/x/",
            "//a.cn/x/",
            "/../x/",
            "/a/%2e%2e/x/",
            "/a%2f..%2fx/",
            "/a\\b/",
            "/%5cb/",
            "/C:/x/",
            "/a//b/",
            "/.git/config",
            "/nul/",
            "/?p=1",
            "/a%00b/",
        ] {
            assert!(!is_old_address(bad), "{bad}");
        }
        for good in ["/old", "/old/path/", "/a.html", "/%E6%9D%91/", "/平怀村/"] {
            assert!(is_old_address(good), "{good}");
        }
    }

    #[test]
    fn names_that_leave_the_folder_are_no_slugs() {
        for bad in [
            "../../x", "..", "a/b", "a\\b", "", ".x", "x.", "a:b", "a\u{0}b", " a", "a%2fb", "CON",
            "nul.md",
        ] {
            assert!(!is_safe_slug(bad), "{bad}");
        }
        for good in ["lingyun", "平怀村的做法", "a_b-c.d", "2024-01-02"] {
            assert!(is_safe_slug(good), "{good}");
        }
    }
}
