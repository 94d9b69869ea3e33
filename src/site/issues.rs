//! Issues (期): which articles each gathers, in which order.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Article, ArticleId, Clock, IssueId, Status, address};
use crate::article::{Document, IssueMeta, Meta, stem};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Message, SUGGESTED, Span};
use crate::fields::Spanned;
use crate::text::similar::nearest;

/// A published issue.
#[derive(Debug)]
pub struct Issue {
    /// Its source.
    pub document: Arc<Document>,
    /// Its address, root-relative.
    pub url: String,
    /// The year of its date in the site's time zone.
    pub year: i16,
    /// Whether it is shown only in a preview.
    pub status: Status,
    /// Its articles, in order.
    pub contents: Vec<ArticleId>,
}

impl Issue {
    /// Its front matter.
    pub fn meta(&self) -> &IssueMeta {
        match &self.document.meta {
            Meta::Issue(meta) => meta,
            _ => unreachable!("issues are made of documents with this front matter alone"),
        }
    }
}

/// Makes the issues, newest first, and notes in each article where it stands.
///
/// `unpublished` are the documents that readers do not see yet: naming one of them is no mistake.
pub(super) fn all(
    config: &Config,
    articles: &mut [Article],
    documents: Vec<Arc<Document>>,
    unpublished: &[Arc<Document>],
    clock: Clock,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Issue> {
    let mut issues: Vec<Issue> = documents
        .into_iter()
        .filter_map(|document| issue(document, config, clock))
        .collect();
    issues.sort_by(|a, b| {
        b.meta()
            .date
            .cmp(&a.meta().date)
            .then_with(|| b.meta().key.cmp(&a.meta().key))
    });
    let places = vec![0; issues.len()];
    let mut binder = Binder {
        articles,
        unpublished,
        places,
        diagnostics,
    };
    // Only contents name articles: without any, ten thousand names need not be gathered.
    let listed = issues.iter().any(|issue| !issue.meta().contents.is_empty());
    let names = if listed {
        binder.names()
    } else {
        HashMap::new()
    };
    for id in IssueId::all(&issues) {
        binder.bind_contents(id, &issues, &names);
    }
    binder.bind_named(&issues);
    binder.gather(&mut issues);
    issues
}

fn issue(document: Arc<Document>, config: &Config, clock: Clock) -> Option<Issue> {
    let Meta::Issue(meta) = &document.meta else {
        return None;
    };
    let year = meta.date.to_zoned(config.time_zone.clone()).year();
    let (url, status) = (address::issue(&meta.key), clock.status(&document.meta));
    Some(Issue {
        url,
        year,
        status,
        contents: Vec::new(),
        document,
    })
}

struct Binder<'b> {
    articles: &'b mut [Article],
    unpublished: &'b [Arc<Document>],
    /// The next free place in each issue.
    places: Vec<usize>,
    diagnostics: &'b mut Vec<Diagnostic>,
}

impl Binder<'_> {
    /// The article of each spelling; `None` where several articles share it.
    fn names(&self) -> HashMap<String, Option<ArticleId>> {
        let mut names: HashMap<String, Option<ArticleId>> = HashMap::new();
        for (id, article) in ArticleId::enumerate(self.articles) {
            for name in spellings(&article.document) {
                // A name that two articles have names neither of them.
                names
                    .entry(name.to_owned())
                    .and_modify(|other| *other = None)
                    .or_insert(Some(id));
            }
        }
        names
    }

    fn bind_contents(
        &mut self,
        id: IssueId,
        issues: &[Issue],
        names: &HashMap<String, Option<ArticleId>>,
    ) {
        let issue = &issues[id];
        for entry in &issue.meta().contents {
            let name = entry
                .value
                .trim_start_matches("content/")
                .trim_start_matches("articles/")
                .trim_start_matches("./");
            match names.get(name).copied().flatten() {
                Some(article) => self.place(article, id, issues, entry),
                None => self.not_found(issue, entry, names),
            }
        }
    }

    fn place(
        &mut self,
        article: ArticleId,
        issue: IssueId,
        issues: &[Issue],
        entry: &Spanned<String>,
    ) {
        let article = &mut self.articles[article];
        let Some((other, _)) = article.issue else {
            let place = &mut self.places[issue.index()];
            article.issue = Some((issue, *place));
            *place += 1;
            return;
        };
        let span = Span::new(&issues[issue].document.file, entry.range.clone());
        self.diagnostics.push(if other == issue {
            let entry = entry.value.clone();
            Diagnostic::at(span, Message::RepeatedContents { entry })
        } else {
            let message = Message::TwoIssues {
                article: article.meta().title.clone(),
                issue: issues[other].meta().key.clone(),
            };
            Diagnostic::at(span, message).with_related(Span::whole(&issues[other].document.file))
        });
    }

    fn not_found(
        &mut self,
        issue: &Issue,
        entry: &Spanned<String>,
        names: &HashMap<String, Option<ArticleId>>,
    ) {
        let span = Span::new(&issue.document.file, entry.range.clone());
        let name = entry
            .value
            .trim_start_matches("content/")
            .trim_start_matches("articles/");
        if self
            .unpublished
            .iter()
            .any(|document| spellings(document).contains(&name))
        {
            self.diagnostics.push(Diagnostic::at(
                span,
                Message::UnpublishedContents {
                    entry: entry.value.clone(),
                },
            ));
            return;
        }
        if names.contains_key(name) {
            self.ambiguous(span, name, entry);
            return;
        }
        let mut known: Vec<&str> = names
            .iter()
            .filter(|(_, id)| id.is_some())
            .map(|(name, _)| name.as_str())
            .collect();
        known.sort_unstable();
        let near = nearest(&entry.value, known, 3);
        let message = Message::UnknownContents {
            entry: entry.value.clone(),
        };
        self.diagnostics
            .push(Diagnostic::at(span, message).with_nearest(near));
    }

    /// A name that several articles have: their paths tell them apart.
    fn ambiguous(&mut self, span: Span, name: &str, entry: &Spanned<String>) {
        let called = self
            .articles
            .iter()
            .filter(|article| spellings(&article.document).contains(&name));
        let mut paths: Vec<String> = called
            .map(|article| {
                let path = article
                    .document
                    .file
                    .trim_start_matches("content/articles/");
                path.trim_end_matches(".md").to_owned()
            })
            .collect();
        paths.sort_unstable();
        paths.truncate(5);
        let entry = entry.value.clone();
        self.diagnostics
            .push(Diagnostic::at(span, Message::AmbiguousContents { entry }).with_nearest(paths));
    }

    /// Articles that name their issue stand behind those that the issue lists, oldest first.
    fn bind_named(&mut self, issues: &[Issue]) {
        let ids: HashMap<&str, IssueId> = IssueId::enumerate(issues)
            .map(|(id, issue)| (issue.meta().key.as_str(), id))
            .collect();
        let unpublished: HashSet<&str> = self.unpublished.iter().filter_map(key).collect();
        let mut unknown = 0;
        for article in self.articles.iter_mut().rev() {
            let Some(written) = article.meta().issue.clone() else {
                continue;
            };
            let Some(&issue) = ids.get(written.value.as_str()) else {
                if unpublished.contains(written.value.as_str()) {
                    continue;
                }
                let span = Span::new(&article.document.file, written.range);
                let keys = issues.iter().map(|issue| issue.meta().key.as_str());
                unknown += 1;
                let near = if unknown <= SUGGESTED {
                    nearest(&written.value, keys, 3)
                } else {
                    Vec::new()
                };
                self.diagnostics.push(
                    Diagnostic::at(
                        span,
                        Message::UnknownIssue {
                            issue: written.value,
                        },
                    )
                    .with_nearest(near),
                );
                continue;
            };
            match article.issue {
                None => {
                    let place = &mut self.places[issue.index()];
                    article.issue = Some((issue, *place));
                    *place += 1;
                }
                Some((other, _)) if other != issue => {
                    let message = Message::TwoIssues {
                        article: article.meta().title.clone(),
                        issue: issues[other].meta().key.clone(),
                    };
                    self.diagnostics.push(
                        Diagnostic::at(Span::new(&article.document.file, written.range), message)
                            .with_related(Span::whole(&issues[other].document.file)),
                    );
                }
                Some(_) => {}
            }
        }
    }

    fn gather(&self, issues: &mut [Issue]) {
        let mut placed: Vec<(IssueId, usize, ArticleId)> = Vec::new();
        for (id, article) in ArticleId::enumerate(self.articles) {
            placed.extend(article.issue.map(|(issue, place)| (issue, place, id)));
        }
        placed.sort_unstable();
        for (issue, _, article) in placed {
            issues[issue].contents.push(article);
        }
    }
}

/// The key of an issue.
fn key(document: &Arc<Document>) -> Option<&str> {
    match &document.meta {
        Meta::Issue(meta) => Some(&meta.key),
        _ => None,
    }
}

/// Every way to name an article: path below content/articles/ with or without `.md`, stem, slug.
fn spellings(document: &Document) -> Vec<&str> {
    let path = document.file.trim_start_matches("content/articles/");
    let plain = path.trim_end_matches(".md");
    let mut spellings = vec![
        path,
        plain,
        stem(path),
        plain.rsplit('/').next().unwrap_or(plain),
    ];
    if let Meta::Article(meta) = &document.meta {
        spellings.push(&meta.slug.value);
    }
    spellings.sort_unstable();
    spellings.dedup();
    spellings
}
