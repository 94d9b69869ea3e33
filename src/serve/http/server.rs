//! Connections: accepts them, within limits on their number, on the time that a request and the reading of
//! its answer may take, and on the size of requests. An error on a connection never ends the server.

use std::cell::RefCell;
use std::convert::Infallible;
use std::net::{IpAddr, TcpListener};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::mpsc::channel;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::task::{AbortHandle, LocalSet, spawn_local};

use super::access::AccessPolicy;
use super::body::ResponseBody;
use super::connections::{ConnectionTable, LOOPBACK_LIMITS, NETWORK_LIMITS};
use super::event_streams::EventStreams;
use super::handler::{AppState, Client, handle};
use super::paced_stream::{PacedStream, READING_PACE};
use crate::diagnostic::{Diagnostic, Message};
use crate::serve::ports::listen_error;
use crate::serve::try_thread;

/// How long a client may take to send the headers of its next request.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);

/// How long to wait after a connection could not be accepted.
const RETRY_DELAY: Duration = Duration::from_millis(50);

/// The largest request line with headers, in bytes.
const MAX_HEAD_SIZE: usize = 16 << 10;

/// How many threads render pages and read files.
const BLOCKING_THREADS: usize = 8;

/// How long an idle one of them is kept.
const THREAD_KEEP_ALIVE: Duration = Duration::from_secs(365 * 24 * 3600);

/// Starts a thread that serves on these listeners until the program ends.
pub(in crate::serve) fn start(
    listeners: Vec<(TcpListener, AccessPolicy)>,
    app: &AppState,
) -> Result<(), Diagnostic> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(BLOCKING_THREADS)
        .thread_keep_alive(THREAD_KEEP_ALIVE)
        .build()
        .map_err(|error| listen_error("127.0.0.1", &error))?;
    let listeners = listeners.into_iter().map(|(listener, policy)| {
        let name = listener.local_addr().map(|address| address.to_string());
        let _context = runtime.enter();
        let is_ready = listener.set_nonblocking(true);
        let listener = is_ready
            .and_then(|()| tokio::net::TcpListener::from_std(listener))
            .map_err(|error| listen_error(&name.unwrap_or_default(), &error))?;
        Ok((listener, policy, app.clone()))
    });
    let listeners = listeners.collect::<Result<Vec<_>, Diagnostic>>()?;
    let (sender, receiver) = channel();
    let serve = move || {
        let thread = try_thread();
        let has_threads = thread.is_ok();
        // Fails only if nobody waits for it.
        drop(sender.send(thread));
        if !has_threads {
            return;
        }
        LocalSet::new().block_on(&runtime, async move {
            // The first thread stays: where the system starts no more, work waits for it.
            drop(tokio::task::spawn_blocking(|| ()));
            for (listener, policy, app) in listeners {
                spawn_local(accept(listener, Rc::new(ListenerState::new(app, policy))));
            }
            std::future::pending::<()>().await;
        });
    };
    let thread = std::thread::Builder::new().name("http".to_owned());
    let started = thread.spawn(serve).and_then(|_| {
        let is_ready = receiver.recv().map_err(std::io::Error::other);
        is_ready.flatten()
    });
    started.map_err(|error| Diagnostic::new(Message::no_threads(&error)))
}

/// What the connections of one listener share. They are all on one thread.
struct ListenerState {
    app: AppState,
    policy: AccessPolicy,
    connections: RefCell<ConnectionTable<AbortHandle>>,
    streams: RefCell<EventStreams>,
}

impl ListenerState {
    fn new(app: AppState, policy: AccessPolicy) -> Self {
        let limits = match policy {
            AccessPolicy::Loopback => LOOPBACK_LIMITS,
            AccessPolicy::Network { .. } => NETWORK_LIMITS,
        };
        Self {
            app,
            policy,
            connections: RefCell::new(ConnectionTable::new(limits)),
            streams: RefCell::default(),
        }
    }
}

async fn accept(listener: tokio::net::TcpListener, state: Rc<ListenerState>) {
    loop {
        let (stream, address) = match listener.accept().await {
            Ok((stream, address)) => (stream, address.ip()),
            Err(_) => {
                // The process has no file descriptor left, or the client has disconnected. Both pass.
                end(state.connections.borrow_mut().evict_idle());
                tokio::time::sleep(RETRY_DELAY).await;
                continue;
            }
        };
        // Responses are several small writes; none should wait for the acknowledgement of the last one.
        drop(stream.set_nodelay(true));
        let (id, evicted) = state.connections.borrow_mut().open(address);
        end(evicted);
        let place = ConnectionPlace {
            listener: Rc::clone(&state),
            id,
            address,
        };
        let task = spawn_local(serve_connection(stream, Rc::new(place)));
        let mut connections = state.connections.borrow_mut();
        connections.attach(id, task.abort_handle());
    }
}

/// Ends a connection that makes room for another one.
fn end(evicted: Option<AbortHandle>) {
    if let Some(connection) = evicted {
        connection.abort();
    }
}

/// How a connection is served, but for what comes in on it.
pub(super) fn builder() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(MAX_HEAD_SIZE);
    builder
}

async fn serve_connection(stream: TcpStream, place: Rc<ConnectionPlace>) {
    let service = service_fn(|request| {
        let place = Rc::clone(&place);
        async move { Ok::<_, Infallible>(place.answer(request).await) }
    });
    let stream = PacedStream::new(stream, READING_PACE);
    let result = builder()
        .serve_connection(TokioIo::new(stream), service)
        .await;
    // An error concerns only this client, which sees that its connection ended.
    drop(result);
}

/// The place of a connection in the table of its listener, until the value is dropped.
struct ConnectionPlace {
    listener: Rc<ListenerState>,
    id: u64,
    address: IpAddr,
}

impl ConnectionPlace {
    async fn answer(self: Rc<Self>, request: Request<Incoming>) -> Response<AnswerBody> {
        let listener = &self.listener;
        let access = listener.policy.check(request.uri(), request.headers());
        if access.is_granted() {
            end(listener.connections.borrow_mut().admit(self.id));
        }
        self.set_answering(true);
        let client = Client {
            address: self.address,
            streams: &listener.streams,
        };
        let response = handle(&listener.app, &listener.policy, access, client, &request).await;
        let place = Rc::clone(&self);
        response.map(|body| AnswerBody { body, place })
    }

    fn set_answering(&self, is_answering: bool) {
        let mut connections = self.listener.connections.borrow_mut();
        connections.set_answering(self.id, is_answering);
    }
}

impl Drop for ConnectionPlace {
    fn drop(&mut self) {
        self.listener.connections.borrow_mut().close(self.id);
    }
}

/// The body of an answer; its connection is idle once it is dropped.
struct AnswerBody {
    body: ResponseBody,
    place: Rc<ConnectionPlace>,
}

impl Drop for AnswerBody {
    fn drop(&mut self) {
        self.place.set_answering(false);
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
