//! Diagnostics for a browser: what the preview lays over a page.

use std::fmt::Write as _;

use super::human::helps;
use super::{Diagnostic, Files, Lang, Place, Places, Severity};

/// Renders all of `diagnostics` as a list in HTML, each with place, line, caret, cause and remedy. It has no style and no
/// script of its own.
pub fn html(diagnostics: &[Diagnostic], files: &dyn Files, lang: Lang) -> String {
    let mut out = String::from("<ol class=\"diagnostics\">\n");
    let mut places = Places::new(files);
    for diagnostic in diagnostics {
        one(diagnostic, &mut places, lang, &mut out);
    }
    out.push_str("</ol>\n");
    out
}

fn one(diagnostic: &Diagnostic, places: &mut Places<'_>, lang: Lang, out: &mut String) {
    let message = &diagnostic.message;
    let (class, word) = match (message.severity(), lang) {
        (Severity::Error, Lang::Zh) => ("error", "错误"),
        (Severity::Error, Lang::En) => ("error", "error"),
        (Severity::Warning, Lang::Zh) => ("warning", "警告"),
        (Severity::Warning, Lang::En) => ("warning", "warning"),
    };
    let text = escape(&message.text(lang));
    let _ = write!(
        out,
        "<li class=\"{class}\">\n<p class=\"what\"><b>{word}</b> {text} <code>{}</code></p>\n",
        message.code()
    );
    if let Some(span) = &diagnostic.span {
        line(&places.find(span), out);
    }
    for span in &diagnostic.related {
        line(&places.find(span), out);
    }
    for help in helps(diagnostic, lang) {
        let _ = writeln!(out, "<p class=\"help\">{}</p>", escape(&help));
    }
    out.push_str("</li>\n");
}

/// A place with its line. The caret stands under the mark whatever the font: the text before it is there a second time, unseen.
fn line(place: &Place, out: &mut String) {
    let file = escape(&place.file);
    if place.line == 0 {
        let _ = writeln!(out, "<p class=\"where\">{file}</p>");
        return;
    }
    let (before, marked) = (
        escape(&place.text[..place.marked.start]),
        escape(&place.text[place.marked.clone()]),
    );
    let after = escape(&place.text[place.marked.end..]);
    let width = place.text[place.marked.clone()].chars().count().max(1);
    let _ = write!(
        out,
        "<p class=\"where\">{file}:{}:{}</p>\n<pre><span class=\"number\">{}</span>{before}<mark>{marked}</mark>{after}\n\
         <span class=\"caret\" aria-hidden=\"true\"><span class=\"number\">{}</span><span class=\"unseen\">{before}</span>{}</span></pre>\n",
        place.line,
        place.column,
        place.line,
        place.line,
        "^".repeat(width)
    );
}

/// `text` as HTML, in an element or in a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::{Message, Span};

    struct One;
    impl Files for One {
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
        let html = html(
            &[Diagnostic::at(span, message).with_nearest(near)],
            &One,
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
