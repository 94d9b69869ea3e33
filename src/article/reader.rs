//! Fields of front matter into their meaning, with every mistake at its place.

mod holding_back;
mod maps;
mod unknown;

use std::sync::Arc;

use jiff::Timestamp;

use super::address::{address_part, alias_problem, slug_problem};
use super::dated_name::DatedName;
use super::meta::{ArticleMeta, IssueMeta, Meta, PageMeta, TermMeta};
use super::{DocumentKind, FRONT_MATTER, stem};
use crate::config::{Config, MAX_TERM_DEPTH, TaxonomyConfig, TaxonomyKind, is_key};
use crate::diagnostic::catalogue::examples;
use crate::diagnostic::{Diagnostic, Message};
use crate::fields::{DateProblem, Entry, Fields, Parting, Spanned, read_date};
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
    let mut reader = FrontMatterReader::new(kind, file, fields, config);
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
    kind: DocumentKind,
    is_draft: bool,
}

impl<'r> FrontMatterReader<'r> {
    fn new(kind: DocumentKind, file: &'r str, fields: Fields<'r>, config: &'r Config) -> Self {
        Self {
            fields,
            config,
            stem: stem(file),
            missing: Vec::new(),
            extra: Vec::new(),
            kind,
            is_draft: false,
        }
    }

    fn article(&mut self) -> ArticleMeta {
        let (terms, without) = self.terms();
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
            without,
            issue: self.fields.text("issue"),
            image: self.image().map(Box::new),
            figures: self.figures(),
            draft: self.draft(),
            expires: self.date("expires"),
            slug: self.slug(name),
            aliases: self.old_addresses(),
            template: self.fields.text("template"),
            language: self.fields.language("lang").map(|tag| tag.value),
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

    /// The names of terms by taxonomy, and the taxonomies of which none is meant. A name with `/` in a free
    /// taxonomy counts once for each of its levels, which are terms as well.
    fn terms(&mut self) -> (Vec<Vec<Spanned<String>>>, Vec<usize>) {
        let config = self.config;
        let (mut count, mut without) = (0, Vec::new());
        let terms = config.taxonomies.iter().enumerate().map(|(at, taxonomy)| {
            let mut names = self.fields.peek_list(&taxonomy.source, parting(taxonomy));
            if self.fields.is_list_of_nothing(&names) {
                names.clear();
                without.push(at);
            }
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
        (terms.collect(), without)
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
            draft: self.draft(),
            aliases: self.old_addresses(),
            template: self.fields.text("template"),
            language: self.fields.language("lang").map(|tag| tag.value),
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
            draft: self.draft(),
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
        // Regions are sorted by code.
        let (order, sort_key) = if kind == DocumentKind::Region {
            self.fields.report_no_effect("order");
            self.fields.report_no_effect("sort_key");
            (None, None)
        } else {
            (self.fields.integer("order"), self.fields.text("sort_key"))
        };
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
            order: order.map(|order| order.value),
            sort_key: sort_key.map(|text| text.value),
            draft: self.draft(),
            extra: self.close(),
        }
    }

    /// Whether it is a draft. Many programs have `published: false` for that.
    fn draft(&mut self) -> bool {
        let is_draft = self.fields.flag("draft").unwrap_or(false);
        let hidden = ["published", "publish"].map(|key| self.fields.flag(key) == Some(false));
        self.is_draft = is_draft || hidden.contains(&true);
        self.is_draft
    }

    /// A text that must be there; empty if it is not.
    fn required(&mut self, key: &'static str, example: &str) -> String {
        let text = self.fields.text(key);
        if text.is_none() && !self.fields.failed(key) {
            self.missing(key, example);
        }
        text.map_or_else(String::new, |text| join_lines(text.value))
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
        DateProblem::NoYear => Message::DateWithoutYear { value },
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
