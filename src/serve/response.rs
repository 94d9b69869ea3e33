//! The response to a request for an address of the site: the output as `build` writes it, or an error page.

use std::path::PathBuf;
use std::sync::Arc;

use hyper::StatusCode;
use hyper::body::Bytes;

use super::signature::PageSignature;
use super::snapshot::{AddressMatch, SiteSnapshot};
use super::state::ServerState;
use crate::diagnostic::catalogue::Label;
use crate::diagnostic::{Diagnostic, Message};
use crate::render::Output;
use crate::source::{Folder, real_path};
use crate::util::html::{escape, last_end_tag};

/// A response, before it becomes one of HTTP.
pub(super) enum PageResponse {
    /// A page, without the script of the preview.
    Page {
        status: StatusCode,
        html: String,
        signature: PageSignature,
        /// The errors to show over it, where they are more than those of the state.
        error_html: Option<Arc<str>>,
    },
    /// An output that is no page, such as a feed.
    Bytes {
        bytes: Bytes,
        /// The path of the output, which determines its media type.
        path: String,
    },
    /// A file that is published unchanged, streamed from the disk.
    File {
        file: PathBuf,
        /// In bytes.
        size: u64,
        /// The path of the output, which determines its media type.
        path: String,
    },
    /// A redirect to another address.
    Redirect(String),
}

/// The response to a request for `path`, as a browser sends it.
pub(super) fn respond(state: &ServerState, path: &str) -> PageResponse {
    let Some(snapshot) = &state.snapshot else {
        let error_html = state.error_html.as_deref().unwrap_or_default();
        return error_page(state, error_html);
    };
    match snapshot.find(path) {
        AddressMatch::Redirect(target) => PageResponse::Redirect(target),
        AddressMatch::NotFound => not_found(state, snapshot, path),
        AddressMatch::Output(output) if output.id.is_page() => {
            let (html, error_html) = match last_good_page(state, snapshot, &output) {
                Ok(page) => page,
                Err(failure) => return render_failure(state, failure),
            };
            PageResponse::Page {
                status: StatusCode::OK,
                signature: snapshot.signature(path, &html),
                html,
                error_html,
            }
        }
        AddressMatch::Output(output) => file(state, snapshot, output),
    }
}

/// A page as it is now; else, if it cannot be rendered, as it was when it was last sent, with the errors that
/// are to be shown over it.
fn last_good_page(
    state: &ServerState,
    snapshot: &SiteSnapshot,
    output: &Output,
) -> Result<(String, Option<Arc<str>>), Diagnostic> {
    match snapshot.bytes(output.id) {
        Ok(bytes) => {
            state.seen.keep(&output.path, &bytes);
            Ok((text(&bytes)?, None))
        }
        Err(failure) => match state.seen.get(&output.path) {
            Some(bytes) => Ok((text(&bytes)?, state.error_html_with(failure))),
            None => Err(failure),
        },
    }
}

fn text(bytes: &Bytes) -> Result<String, Diagnostic> {
    String::from_utf8(bytes.to_vec()).map_err(|error| {
        Diagnostic::new(Message::Template {
            original: error.to_string(),
        })
    })
}

fn file(state: &ServerState, snapshot: &SiteSnapshot, output: Output) -> PageResponse {
    let folder = &state.printer.folder;
    if let Some(source) = snapshot.source_file(output.id) {
        let Some(size) = size_of_site_file(folder, source) else {
            return not_found(state, snapshot, &output.path);
        };
        if snapshot.is_verbatim(output.id) {
            return PageResponse::File {
                file: folder.path(source),
                size,
                path: output.path,
            };
        }
    }
    match snapshot.bytes(output.id) {
        Ok(bytes) => PageResponse::Bytes {
            bytes,
            path: output.path,
        },
        Err(failure) => render_failure(state, failure),
    }
}

/// The size of a file of the site. `None` if the file, or a folder above it, was replaced by a symbolic link
/// that leads out of the site since the snapshot was made.
fn size_of_site_file(folder: &Folder, file: &str) -> Option<u64> {
    let metadata = real_path(folder, file)?.metadata().ok()?;
    metadata.is_file().then_some(metadata.len())
}

/// The response for an output that cannot be rendered.
fn render_failure(state: &ServerState, failure: Diagnostic) -> PageResponse {
    let error_html = state.error_html_with(failure);
    error_page(state, error_html.as_deref().unwrap_or_default())
}

/// A page that shows errors instead of the requested one.
pub(super) fn error_page(state: &ServerState, error_html: &str) -> PageResponse {
    let title = Label::PreviewBroken.text(state.printer.lang);
    let html = state.printer.error_page(title, error_html);
    PageResponse::Page {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        signature: PageSignature::of(&html, |_| None),
        html,
        error_html: None,
    }
}

/// The 404 page of the site, with the addresses that are most similar to the one that was requested.
fn not_found(state: &ServerState, snapshot: &SiteSnapshot, path: &str) -> PageResponse {
    let html = match snapshot.find(&format!("{}/404.html", snapshot.mount)) {
        AddressMatch::Output(output) => last_good_page(state, snapshot, &output),
        _ => Ok((String::new(), None)),
    };
    let (html, error_html) = match html {
        Ok((html, error_html)) => {
            let similar = snapshot.similar_pages(path);
            (
                with_similar(&html, state, &similar, &snapshot.mount),
                error_html,
            )
        }
        Err(failure) => return render_failure(state, failure),
    };
    PageResponse::Page {
        status: StatusCode::NOT_FOUND,
        signature: snapshot.signature(path, &html),
        html,
        error_html,
    }
}

/// Adds links to the pages `similar` at the end of a page's content.
fn with_similar(html: &str, state: &ServerState, similar: &[String], mount: &str) -> String {
    if similar.is_empty() {
        return html.to_owned();
    }
    let title = Label::PreviewNearest.text(state.printer.lang);
    let link = |path: &String| {
        let url = format!("{mount}{}", crate::util::url::encode(path));
        format!("<li><a href=\"{url}\">{}</a></li>", escape::html(path))
    };
    let links: String = similar.iter().map(link).collect();
    let list = format!("<nav data-bulletin-nearest>\n<p>{title}</p>\n<ul>{links}</ul>\n</nav>\n");
    let at = last_end_tag(html, "main")
        .or_else(|| last_end_tag(html, "body"))
        .unwrap_or(html.len());
    let (before, after) = html.split_at(at);
    [before, &list, after].concat()
}
