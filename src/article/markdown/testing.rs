//! What the tests of this module share.

use super::{Body, Highlighter, Labels, Options, RawHtml, Rendered, render};

/// Options with English labels.
pub(super) fn options() -> Options {
    Options {
        raw_html: RawHtml::Escape,
        labels: Labels {
            table: "Table".to_owned(),
            footnotes: "Footnotes".to_owned(),
            back_to_text: "Back to reference".to_owned(),
            note: "Note".to_owned(),
            tip: "Tip".to_owned(),
            important: "Important".to_owned(),
            warning: "Warning".to_owned(),
            caution: "Caution".to_owned(),
        },
        highlight: true,
    }
}

/// Renders a body that lies in `content/articles/2024`.
pub(super) fn render_with(body: &str, options: &Options) -> Rendered {
    let body = Body {
        text: body,
        dir: "articles/2024",
        with_lead: true,
    };
    render(body, options, &Highlighter::new())
}

/// The HTML of a body.
pub(super) fn html(body: &str) -> String {
    render_with(body, &options()).html
}

/// The HTML of a body, with another treatment of raw HTML.
pub(super) fn html_raw(body: &str, raw_html: RawHtml) -> String {
    let options = Options {
        raw_html,
        ..options()
    };
    render_with(body, &options).html
}
