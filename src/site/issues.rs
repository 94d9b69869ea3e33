//! Issues (期): which articles each contains, in which order.
//!
//! An issue contains the articles that it lists, in that order, then those that name it, oldest first.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::placement::{PlacedArticle, PlacedIssue};
use super::unfinished::empty_issue;
use super::{ArticleId, IssueId, Status, issue_numbers};
use crate::article::{Document, IssueMeta, Meta, plain_path, stem};
use crate::config::{Unfinished, is_key};
use crate::diagnostic::catalogue::examples;
use crate::diagnostic::{Diagnostic, Message, SUGGESTED, Span};
use crate::fields::Spanned;
use crate::text::similar::nearest;

/// A published issue.
#[derive(Debug)]
pub struct Issue {
    /// Its source.
    pub document: Arc<Document>,
    meta: Arc<IssueMeta>,
    /// Its address, root-relative.
    pub url: String,
    /// The year of its date in the site's time zone.
    pub year: i16,
    /// Its status; always [`Status::Published`] unless drafts are shown.
    pub status: Status,
    /// Its articles, in order.
    pub contents: Vec<ArticleId>,
}

impl Issue {
    fn new(issue: PlacedIssue, contents: Vec<ArticleId>) -> Self {
        let PlacedIssue {
            document,
            meta,
            url,
            year,
            status,
        } = issue;
        Self {
            document,
            meta,
            url,
            year,
            status,
            contents,
        }
    }

    /// Its front matter.
    pub fn meta(&self) -> &IssueMeta {
        &self.meta
    }
}

/// The issue of an article, and the article's position in the contents of that issue.
type IssuePlace = (IssueId, usize);

/// All issues with their contents.
pub(super) struct IssueAssignment {
    /// Newest first.
    pub(super) issues: Vec<Issue>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// By article.
    places: Vec<Option<IssuePlace>>,
}

impl IssueAssignment {
    /// The place of an article.
    pub(super) fn place_of(&self, article: ArticleId) -> Option<IssuePlace> {
        self.places[article.index()]
    }
}

/// Assigns articles to issues, which come newest first.
///
/// To name one of the `unpublished` documents is no error.
pub(super) fn assign(
    articles: &[PlacedArticle],
    issues: Vec<PlacedIssue>,
    unpublished: &[Arc<Document>],
    unfinished: Unfinished,
) -> IssueAssignment {
    let numbers = issue_numbers::check(&issues);
    let mut assigner = IssueAssigner {
        articles,
        issues: &issues,
        unpublished,
        contents: vec![Vec::new(); issues.len()],
        places: vec![None; articles.len()],
        has_problems: vec![false; issues.len()],
        unknown: 0,
        unknown_issues: 0,
        diagnostics: numbers,
    };
    assigner.assign_listed();
    assigner.assign_naming();
    let IssueAssigner {
        contents,
        places,
        has_problems,
        unknown_issues,
        mut diagnostics,
        ..
    } = assigner;
    let issues = issues.into_iter().zip(contents);
    let issues: Vec<Issue> = issues
        .map(|(issue, contents)| Issue::new(issue, contents))
        .collect();
    // The articles that an issue lacks may be those that could not be read, or that misspell it.
    let is_certain = unknown_issues == 0 && articles.iter().all(|it| it.document.is_valid);
    if is_certain {
        let sound = issues.iter().zip(has_problems).filter(|(_, has)| !has);
        diagnostics.extend(sound.filter_map(|(issue, _)| empty_issue(issue, unfinished)));
    }
    IssueAssignment {
        issues,
        diagnostics,
        places,
    }
}

/// The most issues that a message lists, the newest first.
const LISTED: usize = 5;

/// The article of each spelling; `None` where several articles share the spelling.
type ArticleNames<'a> = HashMap<&'a str, Option<ArticleId>>;

struct IssueAssigner<'a> {
    articles: &'a [PlacedArticle],
    issues: &'a [PlacedIssue],
    unpublished: &'a [Arc<Document>],
    /// By issue.
    contents: Vec<Vec<ArticleId>>,
    /// By article.
    places: Vec<Option<IssuePlace>>,
    /// Which issues have an entry that names no article, or the article of another issue.
    has_problems: Vec<bool>,
    /// The entries of lists that name no article.
    unknown: usize,
    /// The articles that name no issue.
    unknown_issues: usize,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> IssueAssigner<'a> {
    /// Assigns the articles that issues list.
    fn assign_listed(&mut self) {
        // Only these lists name articles. Without any, the names of ten thousand articles are not needed.
        if self
            .issues
            .iter()
            .all(|issue| issue.meta.contents.is_empty())
        {
            return;
        }
        let names = self.article_names();
        let unpublished = self.unpublished.iter();
        let unpublished: HashSet<&str> = unpublished
            .flat_map(|document| spellings(document))
            .collect();
        for (index, issue) in self.issues.iter().enumerate() {
            for entry in &issue.meta.contents {
                let span = Span::new(&issue.document.file, entry.range.clone());
                match names.get(name_in(entry)).copied().flatten() {
                    Some(article) => self.assign_entry(article, IssueId::new(index), entry, span),
                    None => {
                        let is_known = self.report_unknown(entry, span, &names, &unpublished);
                        self.has_problems[index] |= !is_known;
                    }
                }
            }
        }
    }

    /// Assigns the articles that name their issue.
    fn assign_naming(&mut self) {
        let issues = self.issues.iter().enumerate();
        let ids: HashMap<&str, IssueId> = issues
            .map(|(index, issue)| (issue.meta.key.as_str(), IssueId::new(index)))
            .collect();
        let unpublished: HashSet<&str> = self.unpublished.iter().filter_map(issue_key).collect();
        for (index, article) in self.articles.iter().enumerate().rev() {
            let Some(key) = &article.meta.issue else {
                continue;
            };
            let span = || Span::new(&article.document.file, key.range.clone());
            if let Some(&issue) = ids.get(key.value.as_str()) {
                let id = ArticleId::new(index);
                match self.places[index] {
                    None => self.push(id, issue),
                    Some((other, _)) if other != issue => {
                        self.has_problems[issue.index()] = true;
                        self.report_second(id, other, span());
                    }
                    Some(_) => {}
                }
            } else if !unpublished.contains(key.value.as_str()) {
                self.unknown_issues += 1;
                let diagnostic = self.unknown_issue(&key.value, span(), self.unknown_issues);
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// The diagnostic for the name with this number that is no key of an issue.
    fn unknown_issue(&self, written: &str, span: Span, number: usize) -> Diagnostic {
        let issue = written.to_owned();
        let command = examples::new_issue(Some(written).filter(|key| is_key(key)));
        let keys = || self.issues.iter().map(|issue| issue.meta.key.as_str());
        if self.issues.is_empty() {
            return Diagnostic::at(span, Message::NoIssues { issue, command });
        }
        let mut issues: Vec<&str> = keys().take(LISTED + 1).collect();
        if issues.len() > LISTED {
            issues[LISTED] = "…";
        }
        let issues = issues.join(", ");
        let meant = self.issues_with_number(written);
        let near = match number {
            _ if !meant.is_empty() => meant,
            ..=SUGGESTED => nearest(written, keys(), 3),
            _ => Vec::new(),
        };
        let message = Message::UnknownIssue {
            issue,
            issues,
            command,
        };
        Diagnostic::at(span, message).with_nearest(near)
    }

    /// The keys of the issues with the number that is written, in the year that is written if one is: `1`,
    /// `第1期`, `2024年第1期`.
    fn issues_with_number(&self, written: &str) -> Vec<String> {
        let is_digit = |c: char| c.is_ascii_digit();
        let numbers = written
            .split(|c| !is_digit(c))
            .filter_map(|part| part.parse::<u32>().ok());
        let (number, year) = match numbers.collect::<Vec<_>>()[..] {
            [number] => (number, None),
            [year, number] => (number, Some(year)),
            _ => return Vec::new(),
        };
        let is_meant = |issue: &&PlacedIssue| {
            let is_of_year = year.is_none_or(|year| u32::try_from(issue.year) == Ok(year));
            let has_number = issue
                .meta
                .number
                .as_ref()
                .is_some_and(|own| own.value == number);
            has_number && is_of_year
        };
        let meant = self.issues.iter().filter(is_meant).take(3);
        meant.map(|issue| issue.meta.key.clone()).collect()
    }

    fn article_names(&self) -> ArticleNames<'a> {
        let mut names = ArticleNames::new();
        for (index, article) in self.articles.iter().enumerate() {
            for name in spellings(&article.document) {
                names
                    .entry(name)
                    .and_modify(|other| *other = None)
                    .or_insert(Some(ArticleId::new(index)));
            }
        }
        names
    }

    /// Assigns an article to an issue that lists it, unless it is assigned already.
    fn assign_entry(
        &mut self,
        article: ArticleId,
        issue: IssueId,
        entry: &Spanned<String>,
        span: Span,
    ) {
        match self.places[article.index()] {
            None => self.push(article, issue),
            Some((other, _)) if other == issue => {
                let entry = entry.value.clone();
                let message = Message::RepeatedContents { entry };
                self.diagnostics.push(Diagnostic::at(span, message));
            }
            Some((other, _)) => {
                self.has_problems[issue.index()] = true;
                self.report_second(article, other, span);
            }
        }
    }

    fn push(&mut self, article: ArticleId, issue: IssueId) {
        let contents = &mut self.contents[issue.index()];
        self.places[article.index()] = Some((issue, contents.len()));
        contents.push(article);
    }

    /// Reports an article that is assigned to `first` and to another issue.
    fn report_second(&mut self, article: ArticleId, first: IssueId, span: Span) {
        let first = &self.issues[first.index()];
        let message = Message::TwoIssues {
            article: self.articles[article.index()].meta.title.clone(),
            issue: first.meta.key.clone(),
        };
        let first = Span::whole(&first.document.file);
        self.diagnostics
            .push(Diagnostic::at(span, message).with_related(first));
    }

    /// Reports an entry that names no article, or several. Returns whether it is one that is not published
    /// yet.
    fn report_unknown(
        &mut self,
        entry: &Spanned<String>,
        span: Span,
        names: &ArticleNames<'a>,
        unpublished: &HashSet<&str>,
    ) -> bool {
        let name = name_in(entry);
        let is_named = |document: &Document| spellings(document).contains(&name);
        let entry = entry.value.clone();
        let is_unpublished = unpublished.contains(name);
        let diagnostic = if is_unpublished {
            Diagnostic::at(span, Message::UnpublishedContents { entry })
        } else if names.contains_key(name) {
            // The paths of these articles distinguish them.
            let documents = self.articles.iter().map(|article| &article.document);
            let paths = documents.filter(|document| is_named(document));
            let mut paths: Vec<String> = paths
                .map(|document| plain_path(path_of(document)).to_owned())
                .collect();
            paths.sort_unstable();
            paths.truncate(5);
            Diagnostic::at(span, Message::AmbiguousContents { entry }).with_nearest(paths)
        } else {
            if self
                .articles
                .iter()
                .any(|article| is_unread(&article.document))
            {
                // The article may be one whose front matter, and so its slug, could not be read.
                return false;
            }
            self.unknown += 1;
            let near = if self.unknown <= SUGGESTED {
                let unambiguous = names.iter().filter(|(_, article)| article.is_some());
                nearest(&entry, unambiguous.map(|(name, _)| *name), 3)
            } else {
                Vec::new()
            };
            let message = if entry.contains(['，', '、']) {
                Message::FullWidthComma { text: entry }
            } else {
                Message::UnknownContents { entry }
            };
            Diagnostic::at(span, message).with_nearest(near)
        };
        self.diagnostics.push(diagnostic);
        is_unpublished
    }
}

/// The spelling of an article in an entry of `contents`.
fn name_in(entry: &Spanned<String>) -> &str {
    entry
        .value
        .trim_start_matches("content/")
        .trim_start_matches("articles/")
        .trim_start_matches("./")
}

/// Whether nothing of an article's front matter could be read.
fn is_unread(document: &Document) -> bool {
    matches!(&document.meta, Meta::Article(meta) if meta.title.is_empty()) && !document.is_valid
}

/// The key of an issue; `None` for other documents.
fn issue_key(document: &Arc<Document>) -> Option<&str> {
    match &document.meta {
        Meta::Issue(meta) => Some(&meta.key),
        _ => None,
    }
}

/// The path of an article below content/articles/.
fn path_of(document: &Document) -> &str {
    document.file.trim_start_matches("content/articles/")
}

/// Every way to name an article: its path below content/articles/ with or without `.md`, its stem, its slug.
fn spellings(document: &Document) -> Vec<&str> {
    let path = path_of(document);
    let plain = plain_path(path);
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
