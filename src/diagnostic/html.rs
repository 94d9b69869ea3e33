//! Diagnostics for a browser: the list that the preview lays over a page.

use std::fmt::Write as _;

use super::cap::{Capped, capped};
use super::catalogue::Label;
use super::terminal::{helps, more};
use super::{Diagnostic, Lang, Location, Locator, Severity, SourceProvider};
use crate::util::html::escape;

/// Renders `diagnostics` as an HTML list, each with location, line, caret, cause and remedy. Style and script
/// are the page's. Of very many of one kind the first are rendered, and the others counted.
pub fn render_html(diagnostics: &[Diagnostic], sources: &dyn SourceProvider, lang: Lang) -> String {
    let mut out = String::from("<ol class=\"diagnostics\">\n");
    let mut locator = Locator::new(sources);
    let Capped { shown, hidden } = capped(diagnostics);
    for diagnostic in shown {
        item(diagnostic, &mut locator, lang, &mut out);
    }
    out.push_str("</ol>\n");
    for notice in more(&hidden) {
        let _ = writeln!(
            out,
            "<p class=\"help\">{}</p>",
            escape::html(&notice.text(lang))
        );
    }
    out
}

fn item(diagnostic: &Diagnostic, locator: &mut Locator<'_>, lang: Lang, out: &mut String) {
    let message = &diagnostic.message;
    let (class, label) = match message.severity() {
        Severity::Error => ("error", Label::Error),
        Severity::Warning => ("warning", Label::Warning),
    };
    let label = label.text(lang);
    let text = escape::html(&message.text(lang));
    let _ = write!(
        out,
        "<li class=\"{class}\">\n<p class=\"what\"><b>{label}</b> {text} <code>{}</code></p>\n",
        message.code()
    );
    if let Some(span) = &diagnostic.span {
        line(&locator.find(span).visible(), out);
    }
    for span in &diagnostic.related {
        line(&locator.find(span).visible(), out);
    }
    for help in helps(diagnostic, lang) {
        let _ = writeln!(out, "<p class=\"help\">{}</p>", escape::html(&help));
    }
    out.push_str("</li>\n");
}

/// A location with its line. The text before the mark is there a second time, unseen, so that the caret is
/// under the mark whatever the font.
fn line(location: &Location, out: &mut String) {
    let file = escape::html(&location.file);
    if location.line == 0 {
        let _ = writeln!(out, "<p class=\"where\">{file}</p>");
        return;
    }
    let (before, marked) = (
        escape::html(&location.text[..location.marked.start]),
        escape::html(&location.text[location.marked.clone()]),
    );
    let after = escape::html(&location.text[location.marked.end..]);
    let width = location.text[location.marked.clone()]
        .chars()
        .count()
        .max(1);
    let _ = write!(
        out,
        "<p class=\"where\">{file}:{}:{}</p>\n<pre><span class=\"number\">{}</span>{before}<mark>{marked}</mark>{after}\n\
         <span class=\"caret\" aria-hidden=\"true\"><span class=\"number\">{}</span><span class=\"unseen\">{before}</span>{}</span></pre>\n",
        location.line,
        location.column,
        location.line,
        location.line,
        "^".repeat(width)
    );
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::{Message, Span};

    struct SingleSource;
    impl SourceProvider for SingleSource {
        fn text(&self, _: &str) -> Option<String> {
            Some("---\nregions: [<凌云线>]\n".to_owned())
        }
    }

    #[test]
    fn file_line_caret_and_remedy_are_there_and_nothing_is_markup() {
        let message = Message::UnknownRegion {
            region: "<凌云线>".into(),
        };
        let span = Span::new(&Arc::from("content/articles/a.md"), 14..25);
        let near = vec!["凌云县".to_owned()];
        let html = render_html(
            &[Diagnostic::at(span, message).with_nearest(near)],
            &SingleSource,
            Lang::Zh,
        );
        for part in [
            "content/articles/a.md:2:11",
            "<mark>&lt;凌云线&gt;</mark>",
            "^^^^^",
            "是不是要写：凌云县",
            "unknown-region",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("<凌云线>"));
    }
}
