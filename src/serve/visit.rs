//! What a visitor finds at an address of the site: the page as `build` writes it, or why there is none.

use std::path::PathBuf;

use hyper::StatusCode;
use hyper::body::Bytes;

use super::edition::{Edition, Found};
use super::likeness::Likeness;
use super::showing::Showing;
use crate::diagnostic::{Diagnostic, Message, escape};
use crate::render::{Output, OutputId};
use crate::source::Folder;

/// What stands at an address.
pub(super) enum Visit {
    /// A page for a browser, without the script that is added to it.
    Page {
        status: StatusCode,
        html: String,
        likeness: Likeness,
    },
    /// A feed, a style sheet and the like: its bytes, and the path that tells its type.
    Bytes(Bytes, String),
    /// A file that is published as it is: where it is, its size in bytes, and the path that tells its type.
    File(PathBuf, u64, String),
    /// It stands at another address.
    Elsewhere(String),
}

/// Goes to `path`, as a browser writes it.
pub(super) fn visit(showing: &Showing, path: &str) -> Visit {
    let Some(edition) = &showing.edition else {
        let problems = showing.problems.as_deref().unwrap_or_default();
        return failed(showing, problems);
    };
    match edition.find(path) {
        Found::Elsewhere(there) => Visit::Elsewhere(there),
        Found::Nothing => nothing(showing, edition, path),
        Found::Output(output) if output.id.is_page() => match page(edition, output.id) {
            Ok(html) => Visit::Page {
                status: StatusCode::OK,
                likeness: edition.likeness(path, &html),
                html,
            },
            Err(problem) => broken(showing, problem),
        },
        Found::Output(output) => file(showing, edition, output),
    }
}

fn page(edition: &Edition, id: OutputId) -> Result<String, Diagnostic> {
    let bytes = edition.bytes(id)?;
    String::from_utf8(bytes.to_vec()).map_err(|error| {
        Diagnostic::new(Message::Template {
            reason: error.to_string(),
        })
    })
}

fn file(showing: &Showing, edition: &Edition, output: Output) -> Visit {
    let folder = &showing.printer.folder;
    if let Some(source) = edition.source(output.id) {
        let Some(size) = size_inside(folder, source) else {
            return nothing(showing, edition, &output.path);
        };
        if edition.is_as_it_is(output.id) {
            return Visit::File(folder.path(source), size, output.path);
        }
    }
    match edition.bytes(output.id) {
        Ok(bytes) => Visit::Bytes(bytes, output.path),
        Err(problem) => broken(showing, problem),
    }
}

/// The size of a file of the site. A link that has come into the place of a file or of a folder above it leads nowhere.
fn size_inside(folder: &Folder, file: &str) -> Option<u64> {
    let top = file.split('/').next()?;
    let real = folder.path(file).canonicalize().ok()?;
    let is_inside = real.starts_with(folder.path(top).canonicalize().ok()?);
    let metadata = real.metadata().ok()?;
    (is_inside && metadata.is_file()).then_some(metadata.len())
}

/// A page that cannot be rendered.
fn broken(showing: &Showing, problem: Diagnostic) -> Visit {
    let problems = showing.problems_with(problem);
    failed(showing, problems.as_deref().unwrap_or_default())
}

/// A page that failed, with the reason.
pub(super) fn failed(showing: &Showing, problems: &str) -> Visit {
    let title = showing.printer.choose("有错误", "Errors");
    let html = showing.printer.error_page(title, problems);
    Visit::Page {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        likeness: Likeness::of(&html, |_| None),
        html,
    }
}

/// The site's page for what is not there, with the addresses that are most like the one that was asked for.
fn nothing(showing: &Showing, edition: &Edition, path: &str) -> Visit {
    let html = match edition.find(&format!("{}/404.html", edition.mount)) {
        Found::Output(output) => page(edition, output.id),
        _ => Ok(String::new()),
    };
    let html = match html {
        Ok(html) => with_nearest(&html, showing, &edition.nearest(path), &edition.mount),
        Err(problem) => return broken(showing, problem),
    };
    Visit::Page {
        status: StatusCode::NOT_FOUND,
        likeness: edition.likeness(path, &html),
        html,
    }
}

fn with_nearest(html: &str, showing: &Showing, near: &[String], mount: &str) -> String {
    if near.is_empty() {
        return html.to_owned();
    }
    let title = showing.printer.choose("相近的地址：", "Addresses like it:");
    let link = |path: &String| {
        let url = format!("{mount}{}", crate::site::address::encode(path));
        format!("<li><a href=\"{url}\">{}</a></li>", escape(path))
    };
    let links: String = near.iter().map(link).collect();
    let list = format!("<nav data-bulletin-nearest>\n<p>{title}</p>\n<ul>{links}</ul>\n</nav>\n");
    let at = html
        .rfind("</main>")
        .or_else(|| html.rfind("</body>"))
        .unwrap_or(html.len());
    let (before, after) = html.split_at(at);
    [before, &list, after].concat()
}
