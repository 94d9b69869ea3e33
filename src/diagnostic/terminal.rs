//! Diagnostics for a person at a terminal.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Lang, Location, Locator, Severity, SourceProvider};

/// Renders `diagnostics`, each with location, caret, cause and remedy, then one line that counts them.
///
/// `color` adds ANSI colours. The text of an empty list is empty.
pub fn render_terminal(
    diagnostics: &[Diagnostic],
    sources: &dyn SourceProvider,
    lang: Lang,
    color: bool,
) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii).short_message(false);
    let mut locator = Locator::new(sources);
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&snippet(diagnostic, &mut locator, lang, &renderer));
        out.push_str("\n\n");
    }
    out.push_str(&tally(diagnostics, lang));
    out
}

fn snippet(
    diagnostic: &Diagnostic,
    locator: &mut Locator<'_>,
    lang: Lang,
    renderer: &Renderer,
) -> String {
    let message = &diagnostic.message;
    let level = match (message.severity(), lang) {
        (Severity::Error, Lang::Zh) => Level::ERROR.with_name("错误"),
        (Severity::Error, Lang::En) => Level::ERROR,
        (Severity::Warning, Lang::Zh) => Level::WARNING.with_name("警告"),
        (Severity::Warning, Lang::En) => Level::WARNING,
    };
    let location = diagnostic.span.as_ref().map(|span| locator.find(span));
    let mut group = Group::with_title(level.primary_title(message.text(lang)).id(message.code()));
    if let Some(location) = &location {
        group = at(group, location);
    }
    for span in &diagnostic.related {
        let location = locator.find(span);
        group = group.element(Origin::path(position(&location)));
    }
    if location.is_none() && diagnostic.related.is_empty() {
        return without_location(&renderer.render(&[group]), diagnostic, lang);
    }
    let help = if lang == Lang::Zh {
        Level::HELP.with_name("帮助")
    } else {
        Level::HELP
    };
    for text in helps(diagnostic, lang) {
        group = group.element(help.clone().message(text));
    }
    renderer.render(&[group])
}

/// A title with its help below: without a line of source there is no margin to align it with.
fn without_location(title: &str, diagnostic: &Diagnostic, lang: Lang) -> String {
    let name = if lang == Lang::Zh { "帮助" } else { "help" };
    let mut out = title.to_owned();
    for text in helps(diagnostic, lang) {
        out.push_str("\n = ");
        out.push_str(name);
        out.push_str(": ");
        out.push_str(&text);
    }
    out
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
        helps.push(match lang {
            Lang::Zh => format!("是不是要写：{}", diagnostic.nearest.join("、")),
            Lang::En => format!("did you mean: {}", diagnostic.nearest.join(", ")),
        });
    }
    let help = diagnostic.message.help(lang);
    if !help.is_empty() {
        helps.push(help);
    }
    helps
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
    match lang {
        Lang::Zh => format!("共 {errors} 个错误，{warnings} 个警告。\n"),
        Lang::En => {
            let errors = counted(errors, "error");
            format!("{errors}, {}.\n", counted(warnings, "warning"))
        }
    }
}

fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
