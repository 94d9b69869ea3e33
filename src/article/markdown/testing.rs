//! Helpers of the tests of this module.

use super::plain_text::is_invisible;
use super::{
    Body, BodyTheme, Highlighter, Labels, LineBreaks, Options, PlainText, RawHtml, RenderedBody,
    TextSink, render,
};
use crate::util::url::Schemes;

/// Options with English labels, a theme with two ids, and one more scheme.
pub(super) fn options() -> Options {
    Options {
        raw_html: RawHtml::Escape,
        line_breaks: LineBreaks::Join,
        theme: BodyTheme {
            labels: labels(),
            ids: ["main", "size-1"].map(str::to_owned).into(),
        },
        highlight: true,
        schemes: Schemes::with(vec!["weixin".to_owned()]),
    }
}

fn labels() -> Labels {
    Labels {
        table: "Table".to_owned(),
        footnotes: "Footnotes".to_owned(),
        back_to_text: "Back to reference".to_owned(),
        note: "Note".to_owned(),
        tip: "Tip".to_owned(),
        important: "Important".to_owned(),
        warning: "Warning".to_owned(),
        caution: "Caution".to_owned(),
    }
}

/// Renders a body of a file in `content/articles/2024`.
pub(super) fn render_with(body: &str, options: &Options) -> RenderedBody {
    collect_with(body, options, &mut ())
}

/// The same, with its plain text.
pub(super) fn collect_with(body: &str, options: &Options, text: &mut dyn TextSink) -> RenderedBody {
    let body = Body {
        text: body,
        dir: "articles/2024",
        with_lead: true,
    };
    render(body, options, &Highlighter::new(), text)
}

/// The plain text of a body.
pub(super) fn plain_text(body: &str) -> String {
    let mut text = PlainText::default();
    collect_with(body, &options(), &mut text);
    text.into_string()
}

/// The text of a rendered body as an HTML parser reads it, without what the plain text leaves out.
pub(super) fn page_text(html: &str) -> String {
    let html = without(html, "<sup class=\"footnote-ref\">", "</sup>");
    let html = without(&html, "<p class=\"alert-title\">", "</p>");
    let html = without(&html, "<a href=\"#fnref-", "</a>");
    let text = ammonia::Builder::empty()
        .clean_content_tags(["script", "style"].into())
        .clean(&html)
        .to_string();
    text.replace("&nbsp;", "\u{a0}")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// `html` without the elements with this start and end.
fn without(html: &str, start: &str, end: &str) -> String {
    let mut parts = html.split(start);
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rest.push_str(part.split_once(end).expect("a closed element").1);
    }
    rest
}

/// A text without white space.
pub(super) fn seen(text: &str) -> String {
    text.replace(is_invisible, "")
}

/// The HTML of a body.
pub(super) fn html(body: &str) -> String {
    render_with(body, &options()).html
}

/// The HTML of a body, with this policy for raw HTML.
pub(super) fn html_raw(body: &str, raw_html: RawHtml) -> String {
    let options = Options {
        raw_html,
        ..options()
    };
    render_with(body, &options).html
}
