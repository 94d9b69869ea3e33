//! Diagnostics for a person at a terminal.

use std::fmt::Write as _;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::cap::{Capped, capped};
use super::catalogue::{Label, Notice};
use super::{Diagnostic, Lang, Location, Locator, Severity, SourceProvider};
use crate::util::visible::visible_lines;

/// What a person at a terminal is shown beside the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Detail {
    /// ANSI colours.
    pub has_color: bool,
    /// What libraries and the system said, in their own words.
    pub has_originals: bool,
}

/// Renders `diagnostics`, each with location, caret, cause and remedy, then one line that counts them. Of very
/// many of one kind the first are rendered, and the others counted.
///
/// The text of an empty list is empty.
pub fn render_terminal(
    diagnostics: &[Diagnostic],
    sources: &dyn SourceProvider,
    lang: Lang,
    detail: Detail,
) -> String {
    let renderer = if detail.has_color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii).short_message(false);
    let mut locator = Locator::new(sources);
    let mut out = String::new();
    let Capped { shown, hidden } = capped(diagnostics);
    for diagnostic in shown {
        out.push_str(&snippet(diagnostic, &mut locator, lang, detail, &renderer));
        out.push_str("\n\n");
    }
    for notice in more(&hidden) {
        let _ = writeln!(out, "{}", notice.text(lang));
    }
    out.push_str(&tally(diagnostics, lang));
    out
}

fn snippet(
    diagnostic: &Diagnostic,
    locator: &mut Locator<'_>,
    lang: Lang,
    detail: Detail,
    renderer: &Renderer,
) -> String {
    let message = &diagnostic.message;
    let level = match message.severity() {
        Severity::Error => Level::ERROR.with_name(Label::Error.text(lang)),
        Severity::Warning => Level::WARNING.with_name(Label::Warning.text(lang)),
    };
    let location = diagnostic
        .span
        .as_ref()
        .map(|span| locator.find(span).visible());
    let mut group = Group::with_title(level.primary_title(message.text(lang)).id(message.code()));
    if let Some(location) = &location {
        group = at(group, location);
    }
    for span in &diagnostic.related {
        let location = locator.find(span).visible();
        group = group.element(Origin::path(position(&location)));
    }
    if location.is_none() && diagnostic.related.is_empty() {
        return without_location(&renderer.render(&[group]), diagnostic, lang, detail);
    }
    let help = Level::HELP.with_name(Label::Help.text(lang));
    for text in helps(diagnostic, lang) {
        group = group.element(help.clone().message(text));
    }
    if let Some(text) = original(diagnostic, detail) {
        let original = Level::NOTE.with_name(Label::Original.text(lang));
        group = group.element(original.message(text));
    }
    renderer.render(&[group])
}

/// A title with its help below: without a line of source there is no margin to align it with.
fn without_location(title: &str, diagnostic: &Diagnostic, lang: Lang, detail: Detail) -> String {
    let mut out = title.to_owned();
    for text in helps(diagnostic, lang) {
        let _ = write!(out, "\n = {}: {text}", Label::Help.text(lang));
    }
    if let Some(text) = original(diagnostic, detail) {
        let _ = write!(out, "\n = {}: {text}", Label::Original.text(lang));
    }
    out
}

/// What a library or the system said, if it is asked for.
fn original(diagnostic: &Diagnostic, detail: Detail) -> Option<String> {
    let original = diagnostic.message.original()?;
    detail.has_originals.then(|| visible_lines(original))
}

fn at<'a>(group: Group<'a>, location: &'a Location) -> Group<'a> {
    if location.line == 0 {
        return group.element(Origin::path(&location.file));
    }
    group.element(
        Snippet::source(&location.text)
            .path(&location.file)
            .line_start(location.line)
            .annotation(AnnotationKind::Primary.span(location.marked.clone())),
    )
}

fn position(location: &Location) -> String {
    if location.line == 0 {
        return location.file.clone();
    }
    format!("{}:{}:{}", location.file, location.line, location.column)
}

/// The lines of help of a diagnostic: similar names, then the remedy. Each may be missing.
pub(super) fn helps(diagnostic: &Diagnostic, lang: Lang) -> Vec<String> {
    let mut helps = Vec::new();
    if !diagnostic.nearest.is_empty() {
        let names = diagnostic.nearest.join(lang.enumeration_comma());
        helps.push(Notice::DidYouMean { names }.text(lang));
    }
    let help = diagnostic.message.help(lang);
    if !help.is_empty() {
        helps.push(help);
    }
    helps
}

/// How many diagnostics of each kind are not shown.
pub(super) fn more(hidden: &[(&'static str, usize)]) -> impl Iterator<Item = Notice> {
    let notice = |&(code, count): &(&str, usize)| Notice::MoreOfKind {
        count,
        code: code.to_owned(),
    };
    hidden.iter().map(notice)
}

fn tally(diagnostics: &[Diagnostic], lang: Lang) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let errors = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.is_error())
        .count();
    let warnings = diagnostics.len() - errors;
    format!("{}\n", Notice::Tally { errors, warnings }.text(lang))
}
