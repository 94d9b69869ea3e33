//! Handles a request: checks access, routes it, and makes the response.

use std::cell::RefCell;
use std::net::IpAddr;
use std::sync::Arc;

use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use tokio::sync::{mpsc, watch};

use super::access::{Access, AccessPolicy, COOKIE_NAME, is_cross_site};
use super::body::ResponseBody;
use super::event_streams::EventStreams;
use super::range::{ByteRange, parse_range};
use crate::diagnostic::catalogue::Label;
use crate::serve::activity::ForegroundActivity;
use crate::serve::live::{self, PageUpdate};
use crate::serve::response::{PageResponse, error_page, respond};
use crate::serve::state::ServerState;
use crate::util::html::escape;
use crate::util::media_type::media_type;
use crate::util::url;

/// The data that all requests share.
#[derive(Clone)]
pub(in crate::serve) struct AppState {
    /// The newest state of the preview.
    pub(in crate::serve) state: watch::Receiver<Arc<ServerState>>,
    /// Counts the requests that are being answered.
    pub(in crate::serve) activity: Arc<ForegroundActivity>,
}

/// The headers of every response: browsers must not store it or guess its type, and other sites must not
/// read it.
const COMMON_HEADERS: &[(&str, &str)] = &[
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// The client that sends a request.
#[derive(Clone, Copy)]
pub(super) struct Client<'c> {
    pub(super) address: IpAddr,
    /// The event streams of the listener.
    pub(super) streams: &'c RefCell<EventStreams>,
}

/// Handles one request.
pub(super) async fn handle(
    app: &AppState,
    policy: &AccessPolicy,
    access: Access,
    client: Client<'_>,
    request: &Request<Incoming>,
) -> Response<ResponseBody> {
    let is_get = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = match access {
        Access::WrongHost => plain_text(StatusCode::MISDIRECTED_REQUEST, "unknown host"),
        Access::NoToken => {
            let lang = app.state.borrow().printer.lang;
            plain_text(StatusCode::FORBIDDEN, Label::PreviewNoToken.text(lang))
        }
        Access::SetCookie => set_cookie(policy),
        Access::Granted if !is_get => {
            let mut response = plain_text(StatusCode::METHOD_NOT_ALLOWED, "GET and HEAD only");
            set_header(&mut response, header::ALLOW, "GET, HEAD");
            response
        }
        Access::Granted => route(app, client, request).await,
    };
    if !access.is_granted() {
        // It takes no place while it thinks of another request.
        set_header(&mut response, header::CONNECTION, "close");
    }
    for (name, value) in COMMON_HEADERS {
        response
            .headers_mut()
            .insert(*name, HeaderValue::from_static(value));
    }
    response
}

/// Stores the token in a cookie and redirects to the home page. The token is not part of any address, so
/// links are the same as on the loopback interface.
fn set_cookie(policy: &AccessPolicy) -> Response<ResponseBody> {
    let mut response = plain_text(StatusCode::SEE_OTHER, "");
    if let AccessPolicy::Network { token, .. } = policy {
        let cookie = format!("{COOKIE_NAME}={token}; Path=/; HttpOnly; SameSite=Lax");
        set_header(&mut response, header::SET_COOKIE, &cookie);
    }
    set_header(&mut response, header::LOCATION, "/");
    response
}

async fn route(
    app: &AppState,
    client: Client<'_>,
    request: &Request<Incoming>,
) -> Response<ResponseBody> {
    let path = request.uri().path();
    match path.strip_prefix(live::FOLDER) {
        Some("events" | "state") if is_cross_site(request.headers()) => {
            plain_text(StatusCode::FORBIDDEN, "forbidden")
        }
        Some("live.js") => static_text("live.js", live::SCRIPT),
        Some("worker.js") => static_text("worker.js", live::WORKER),
        Some("overlay.css") => static_text("overlay.css", live::STYLE),
        Some("events") => event_stream(app, client),
        Some("state") => page_update(app, request.uri().query().unwrap_or_default()).await,
        Some(_) => plain_text(StatusCode::NOT_FOUND, "not found"),
        None => {
            let (_, response) = respond_blocking(app, path.to_owned()).await;
            to_http(response, request.uri().query(), request.headers())
        }
    }
}

/// The response for an address, and the state that it was made from. It is rendered on a separate thread;
/// if rendering panics, the response is a page that says so.
async fn respond_blocking(app: &AppState, path: String) -> (Arc<ServerState>, PageResponse) {
    let state = Arc::clone(&app.state.borrow());
    let shared_state = Arc::clone(&state);
    // The guard moves into the work, which continues even if the client disconnects.
    let guard = app.activity.begin();
    let response = run_blocking(move || {
        let _guard = guard;
        respond(&shared_state, &path)
    });
    let response = response.await;
    let response = response.unwrap_or_else(|error_html| error_page(&state, &error_html));
    (state, response)
}

/// Runs `work` on a separate thread. If it panics, returns the reason as HTML.
async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, String> {
    let result = tokio::task::spawn_blocking(work).await;
    result.map_err(|error| format!("<p>{}</p>\n", escape::html(&error.to_string())))
}

fn to_http(
    response: PageResponse,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Response<ResponseBody> {
    match response {
        PageResponse::Page {
            status,
            html,
            signature,
            error_html: _,
        } => {
            let body = Bytes::from(live::inject(&html, &signature));
            let mut response = Response::new(ResponseBody::Full(Some(body)));
            *response.status_mut() = status;
            set_header(&mut response, header::CONTENT_TYPE, media_type("page.html"));
            response
        }
        PageResponse::Bytes { bytes, path } => {
            let size = bytes.len() as u64;
            file_range(headers, size, &path, |start, end| {
                #[expect(clippy::cast_possible_truncation, reason = "both are at most `len`")]
                let slice = bytes.slice(start as usize..end as usize);
                ResponseBody::Full(Some(slice))
            })
        }
        PageResponse::File { file, size, path } => {
            file_range(headers, size, &path, |start, end| {
                ResponseBody::from_file(file, start, end - start)
            })
        }
        PageResponse::Redirect(target) => {
            let query = query.map_or_else(String::new, |query| format!("?{query}"));
            let mut response = plain_text(StatusCode::FOUND, "");
            set_header(&mut response, header::LOCATION, &format!("{target}{query}"));
            response
        }
    }
}

/// The file of `size` bytes at `path`, or the part of it that the request asks for. `body` makes the body
/// from the position of its first byte and the position after its last one.
fn file_range(
    headers: &HeaderMap,
    size: u64,
    path: &str,
    body: impl FnOnce(u64, u64) -> ResponseBody,
) -> Response<ResponseBody> {
    // Responses have no validator, so a conditional range never matches and the whole file is sent.
    let is_conditional = headers.contains_key(header::IF_RANGE);
    let range = headers
        .get(header::RANGE)
        .and_then(|range| range.to_str().ok())
        .filter(|_| !is_conditional);
    let (status, start, end) = match parse_range(range, size) {
        ByteRange::Full => (StatusCode::OK, 0, size),
        ByteRange::Part(first, last) => (StatusCode::PARTIAL_CONTENT, first, last + 1),
        ByteRange::Unsatisfiable => {
            let mut response = plain_text(StatusCode::RANGE_NOT_SATISFIABLE, "");
            let range = format!("bytes */{size}");
            set_header(&mut response, header::CONTENT_RANGE, &range);
            return response;
        }
    };
    let mut response = Response::new(body(start, end));
    *response.status_mut() = status;
    set_header(&mut response, header::CONTENT_TYPE, media_type(path));
    set_header(&mut response, header::ACCEPT_RANGES, "bytes");
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {start}-{}/{size}", end - 1);
        set_header(&mut response, header::CONTENT_RANGE, &range);
    }
    response
}

/// A text of the program itself; `name` determines its media type.
fn static_text(name: &str, text: &'static str) -> Response<ResponseBody> {
    let body = Bytes::from_static(text.as_bytes());
    let mut response = Response::new(ResponseBody::Full(Some(body)));
    set_header(&mut response, header::CONTENT_TYPE, media_type(name));
    response
}

/// The stream of server-sent events about changes.
fn event_stream(app: &AppState, client: Client<'_>) -> Response<ResponseBody> {
    let (sender, receiver) = mpsc::channel(1);
    let task = tokio::spawn(live::send_events(app.state.clone(), sender));
    let mut streams = client.streams.borrow_mut();
    streams.add(client.address, task.abort_handle());
    let mut response = Response::new(ResponseBody::Stream(receiver, None));
    set_header(&mut response, header::CONTENT_TYPE, "text/event-stream");
    response
}

/// The changes of an open page since it was loaded.
async fn page_update(app: &AppState, query: &str) -> Response<ResponseBody> {
    let parameter = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(key, _)| *key == name)?;
        let value = value.replace('+', " ");
        Some(url::decode(&value)?.into_owned())
    };
    let (Some(path), Some(page), Some(style)) =
        (parameter("path"), parameter("page"), parameter("style"))
    else {
        return plain_text(StatusCode::BAD_REQUEST, "incomplete query");
    };
    let (state, response) = respond_blocking(app, path).await;
    let PageResponse::Page {
        signature,
        error_html,
        ..
    } = response
    else {
        // The address is no longer that of a page.
        return json(&serde_json::json!({ "reload": true }));
    };
    let error_html = error_html.as_deref().or(state.error_html.as_deref());
    json(&PageUpdate::new(&page, &style, signature, error_html))
}

fn json(value: &impl serde::Serialize) -> Response<ResponseBody> {
    let text = serde_json::to_string(value).unwrap_or_default();
    let mut response = Response::new(ResponseBody::Full(Some(Bytes::from(text))));
    let json_type = media_type("state.json");
    set_header(&mut response, header::CONTENT_TYPE, json_type);
    response
}

fn plain_text(status: StatusCode, text: &'static str) -> Response<ResponseBody> {
    let mut response = static_text("answer.txt", text);
    *response.status_mut() = status;
    response
}

fn set_header(response: &mut Response<ResponseBody>, name: HeaderName, value: &str) {
    // Always valid: addresses are percent-encoded, and the other values are the program's own.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_panics_is_an_error_and_later_work_runs() {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.expect("a runtime").block_on(async {
            let result: Result<(), String> = run_blocking(|| panic!("<broken>")).await;
            let reason = result.expect_err("a panic");
            assert!(reason.contains("&lt;broken&gt;"), "{reason}");
            assert_eq!(run_blocking(|| 7).await, Ok(7));
        });
    }
}
