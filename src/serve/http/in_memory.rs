//! The preview without sockets, for tests/fuzz/: the bytes that a client sends become the bytes that it gets.

use std::cell::RefCell;
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use hyper::Request;
use hyper::body::Incoming;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper::service::service_fn;
use tokio::runtime::Runtime;
use tokio::task::LocalSet;

use super::access::AccessPolicy;
use super::handler::{AppState, Client, handle};
use super::server::builder;
use crate::diagnostic::catalogue::Notice;
use crate::diagnostic::{Diagnostic, Lang, LeftOut, SourceProvider};
use crate::serve::activity::ForegroundActivity;
use crate::serve::rebuilder::Rebuilder;
use crate::serve::{ServeOptions, ServeReporter};
use crate::source::Folder;

/// The preview of a site that does not change.
pub struct InMemoryPreview {
    runtime: Runtime,
    app: AppState,
    /// The state of the preview lives as long as its rebuilder.
    _rebuilder: Rebuilder,
}

impl InMemoryPreview {
    /// Builds the site in this folder, as `serve` does.
    ///
    /// # Errors
    /// What is wrong with the machine, as a text.
    pub fn new(folder: &Path, clock: fn() -> jiff::Timestamp) -> Result<Self, String> {
        let options = ServeOptions {
            port: None,
            open: false,
            lan: false,
            poll: true,
            color: false,
            lang: Lang::En,
            clock,
        };
        let mut rebuilder =
            Rebuilder::new(&Folder::new(folder), &options).map_err(|error| format!("{error:?}"))?;
        rebuilder.build_first(&mut NoReports);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .map_err(|error| error.to_string())?;
        let app = AppState {
            state: rebuilder.state(),
            activity: ForegroundActivity::new(),
        };
        Ok(Self {
            runtime,
            app,
            _rebuilder: rebuilder,
        })
    }

    /// Whether the site was built without errors.
    pub fn has_site(&self) -> bool {
        self.app.state.borrow().snapshot.is_some()
    }

    /// The answer to `request`, which a client sends before it closes its side of the connection. With a
    /// `token` the client comes from the local network, where the token is asked for.
    pub fn answer(&self, request: &[u8], token: Option<&str>) -> Vec<u8> {
        let address = IpAddr::V4(Ipv4Addr::new(192, 168, 1, 7));
        let policy = token.map_or(AccessPolicy::Loopback, |token| AccessPolicy::Network {
            address,
            token: token.to_owned(),
        });
        let streams = RefCell::default();
        let client = Client {
            address,
            streams: &streams,
        };
        let sent = Arc::new(Mutex::new(Vec::new()));
        let wire = Wire {
            request: request.to_vec(),
            at: 0,
            answer: Arc::clone(&sent),
        };
        let policy = &policy;
        let service = service_fn(|request: Request<Incoming>| async move {
            let access = policy.check(request.uri(), request.headers());
            Ok::<_, Infallible>(handle(&self.app, policy, access, client, &request).await)
        });
        let connection = builder().half_close(true).serve_connection(wire, service);
        // An error of the connection concerns the client alone.
        drop(LocalSet::new().block_on(&self.runtime, connection));
        std::mem::take(&mut sent.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A connection whose client has sent everything. It hangs up when it gets a stream of events, which would
/// not end.
struct Wire {
    request: Vec<u8>,
    at: usize,
    answer: Arc<Mutex<Vec<u8>>>,
}

impl Read for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let rest = self.request.get(self.at..).unwrap_or_default();
        let count = rest.len().min(buffer.remaining());
        buffer.put_slice(&rest[..count]);
        self.at += count;
        Poll::Ready(Ok(()))
    }
}

impl Write for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut answer = self.answer.lock().unwrap_or_else(PoisonError::into_inner);
        answer.extend_from_slice(bytes);
        if memchr::memmem::find(bytes, b"content-type: text/event-stream").is_some() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// Nobody listens to the reports.
struct NoReports;

impl ServeReporter for NoReports {
    fn notice(&mut self, _: &Notice) {}
    fn qr_code(&mut self, _: &str) {}
    fn addresses(&mut self, _: &str, _: Option<&str>) {}
    fn left_out(&mut self, _: &[LeftOut]) {}
    fn diagnostics(&mut self, _: Vec<Diagnostic>, _: &dyn SourceProvider) {}
    fn is_broken(&self) -> bool {
        false
    }
}
