//! A request and its answer.

use std::sync::Arc;

use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use percent_encoding::percent_decode_str;
use tokio::sync::{mpsc, watch};

use super::body::Body;
use super::door::{COOKIE_NAME, Door, Entry};
use super::range::{Wanted, wanted};
use crate::diagnostic::escape;
use crate::serve::bustle::Bustle;
use crate::serve::live::{self, State};
use crate::serve::showing::Showing;
use crate::serve::visit::{Visit, failed, visit};
use crate::util::media_type::media_type;

/// What every request is answered from.
#[derive(Clone)]
pub(in crate::serve) struct Desk {
    /// What is shown.
    pub(in crate::serve) showing: watch::Receiver<Arc<Showing>>,
    /// Where requests for which something is being rendered are counted.
    pub(in crate::serve) bustle: Arc<Bustle>,
}

/// Headers of every answer: nothing is kept, nothing is guessed, nothing is given to pages of other sites.
const ALWAYS: &[(&str, &str)] = &[
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Answers one request.
pub(super) async fn answer(desk: &Desk, door: &Door, request: Request<Incoming>) -> Response<Body> {
    let mut response = match door.entry(request.uri(), request.headers()) {
        Entry::WrongHost => plain(StatusCode::MISDIRECTED_REQUEST, "unknown host"),
        Entry::NoToken => plain(StatusCode::FORBIDDEN, "scan the code in the terminal"),
        Entry::Token => give_token(door),
        Entry::Open if !matches!(*request.method(), Method::GET | Method::HEAD) => {
            let mut refusal = plain(StatusCode::METHOD_NOT_ALLOWED, "GET and HEAD only");
            set(&mut refusal, header::ALLOW, "GET, HEAD");
            refusal
        }
        Entry::Open => inside(desk, &request).await,
    };
    for (name, value) in ALWAYS {
        response
            .headers_mut()
            .insert(*name, HeaderValue::from_static(value));
    }
    response
}

/// The browser keeps the token, so that pages and their links look the same as at home.
fn give_token(door: &Door) -> Response<Body> {
    let mut response = plain(StatusCode::SEE_OTHER, "");
    if let Door::Network { token, .. } = door {
        let cookie = format!("{COOKIE_NAME}={token}; Path=/; HttpOnly; SameSite=Lax");
        set(&mut response, header::SET_COOKIE, &cookie);
    }
    set(&mut response, header::LOCATION, "/");
    response
}

async fn inside(desk: &Desk, request: &Request<Incoming>) -> Response<Body> {
    let path = request.uri().path();
    match path.strip_prefix(live::FOLDER) {
        Some("live.js") => own("live.js", live::SCRIPT),
        Some("worker.js") => own("worker.js", live::WORKER),
        Some("overlay.css") => own("overlay.css", live::STYLE),
        Some("events") => events(desk),
        Some("state") => state(desk, request.uri().query().unwrap_or_default()).await,
        Some(_) => plain(StatusCode::NOT_FOUND, "not found"),
        None => {
            let (_, visit) = go(desk, path.to_owned()).await;
            shown(visit, request.uri().query(), request.headers())
        }
    }
}

/// Goes to an address. Rendering stands on a thread of its own; if it fails there, the page says so and nothing else happens.
async fn go(desk: &Desk, path: String) -> (Arc<Showing>, Visit) {
    let showing = Arc::clone(&desk.showing.borrow());
    let there = Arc::clone(&showing);
    // It goes with the work: whoever asked may be gone before it is done.
    let here = desk.bustle.enter();
    let visited = on_a_hand(move || {
        let _here = here;
        visit(&there, &path)
    });
    let visited = visited.await;
    let visited = visited.unwrap_or_else(|problem| failed(&showing, &problem));
    (showing, visited)
}

/// Work on a thread of its own; if it fails there, what is to be said of it.
async fn on_a_hand<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, String> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| format!("<p>{}</p>\n", escape(&error.to_string())))
}

fn shown(visit: Visit, query: Option<&str>, headers: &HeaderMap) -> Response<Body> {
    match visit {
        Visit::Page {
            status,
            html,
            likeness,
        } => {
            let body = Bytes::from(live::inject(&html, &likeness));
            let mut response = Response::new(Body::Whole(Some(body)));
            *response.status_mut() = status;
            set(&mut response, header::CONTENT_TYPE, media_type("page.html"));
            response
        }
        Visit::Bytes(bytes, path) => {
            let size = bytes.len() as u64;
            part(headers, size, &path, |start, end| {
                #[expect(clippy::cast_possible_truncation, reason = "both lie in the bytes")]
                let piece = bytes.slice(start as usize..end as usize);
                Body::Whole(Some(piece))
            })
        }
        Visit::File(file, size, path) => part(headers, size, &path, |start, end| {
            Body::of_file(file, start, end - start)
        }),
        Visit::Elsewhere(there) => {
            let query = query.map_or_else(String::new, |query| format!("?{query}"));
            let mut response = plain(StatusCode::FOUND, "");
            set(&mut response, header::LOCATION, &format!("{there}{query}"));
            response
        }
    }
}

/// A file of `size` bytes, or the part of it that is asked for. `bytes` makes the body from the first byte to before the last.
fn part(
    headers: &HeaderMap,
    size: u64,
    path: &str,
    bytes: impl FnOnce(u64, u64) -> Body,
) -> Response<Body> {
    // Nothing tells one state of a file from another, so a range on a condition is answered with the whole file.
    let is_conditional = headers.contains_key(header::IF_RANGE);
    let range = headers
        .get(header::RANGE)
        .and_then(|range| range.to_str().ok())
        .filter(|_| !is_conditional);
    let (status, start, end) = match wanted(range, size) {
        Wanted::Whole => (StatusCode::OK, 0, size),
        Wanted::Part(first, last) => (StatusCode::PARTIAL_CONTENT, first, last + 1),
        Wanted::Nothing => {
            let mut response = plain(StatusCode::RANGE_NOT_SATISFIABLE, "");
            set(
                &mut response,
                header::CONTENT_RANGE,
                &format!("bytes */{size}"),
            );
            return response;
        }
    };
    let mut response = Response::new(bytes(start, end));
    *response.status_mut() = status;
    set(&mut response, header::CONTENT_TYPE, media_type(path));
    set(&mut response, header::ACCEPT_RANGES, "bytes");
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {start}-{}/{size}", end - 1);
        set(&mut response, header::CONTENT_RANGE, &range);
    }
    response
}

/// A file of the preview itself.
fn own(name: &str, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::Whole(Some(Bytes::from_static(text.as_bytes()))));
    set(&mut response, header::CONTENT_TYPE, media_type(name));
    response
}

/// The connection over which browsers are told of changes.
fn events(desk: &Desk) -> Response<Body> {
    let (to, from) = mpsc::channel(1);
    tokio::spawn(live::tell(desk.showing.clone(), to));
    let mut response = Response::new(Body::Coming(from, None));
    set(&mut response, header::CONTENT_TYPE, "text/event-stream");
    response
}

/// Whether a page still looks as it did.
async fn state(desk: &Desk, query: &str) -> Response<Body> {
    let asked = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(key, _)| *key == name)?;
        let value = value.replace('+', " ");
        let value = percent_decode_str(&value).decode_utf8().ok()?;
        Some(value.into_owned())
    };
    let (Some(path), Some(page), Some(style)) = (asked("path"), asked("page"), asked("style"))
    else {
        return plain(StatusCode::BAD_REQUEST, "path, page and style are missing");
    };
    let (showing, Visit::Page { likeness, .. }) = go(desk, path).await else {
        // A page that has become something else.
        return json(&serde_json::json!({ "reload": true }));
    };
    json(&State::of(
        &page,
        &style,
        likeness,
        showing.problems.as_deref(),
    ))
}

fn json(value: &impl serde::Serialize) -> Response<Body> {
    let text = serde_json::to_string(value).unwrap_or_default();
    let mut response = Response::new(Body::Whole(Some(Bytes::from(text))));
    set(
        &mut response,
        header::CONTENT_TYPE,
        media_type("state.json"),
    );
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = own("answer.txt", text);
    *response.status_mut() = status;
    response
}

fn set(response: &mut Response<Body>, name: HeaderName, value: &str) {
    // Addresses are percent-encoded and all else is the program's own, so each value is one.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_fails_is_a_message_and_the_next_goes_on() {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.expect("a runtime").block_on(async {
            let failed: Result<(), String> = on_a_hand(|| panic!("<broken>")).await;
            let problem = failed.expect_err("a message");
            assert!(problem.contains("&lt;broken&gt;"), "{problem}");
            assert_eq!(on_a_hand(|| 7).await, Ok(7));
        });
    }
}
