//! Connections: accepts them, within limits on their number, their idle time and the size of requests. An
//! error on a connection never ends the server.

use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::Semaphore;

use super::access::AccessPolicy;
use super::handler::{AppState, handle};

/// How many connections are open at a time. Systems allow a process about a thousand open files, and pages
/// need some.
const MAX_CONNECTIONS: usize = 400;

/// How long a client may take to send the headers of its next request.
const HEADER_TIMEOUT: Duration = Duration::from_secs(20);

/// How long to wait after a connection could not be accepted.
const RETRY_DELAY: Duration = Duration::from_millis(50);

/// The largest request line with headers, in bytes.
const MAX_HEAD_SIZE: usize = 16 << 10;

/// How many threads render pages and read files.
const BLOCKING_THREADS: usize = 8;

/// Starts a thread that serves on these listeners until the program ends.
pub(in crate::serve) fn start(
    listeners: Vec<(TcpListener, AccessPolicy)>,
    app: AppState,
) -> std::io::Result<()> {
    for (listener, _) in &listeners {
        listener.set_nonblocking(true)?;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(BLOCKING_THREADS)
        .build()?;
    let serve = move || {
        runtime.block_on(async move {
            let permits = Arc::new(Semaphore::new(MAX_CONNECTIONS));
            for (listener, policy) in listeners {
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
                    continue;
                };
                let context = Arc::new((app.clone(), policy));
                tokio::spawn(accept(listener, context, Arc::clone(&permits)));
            }
            std::future::pending::<()>().await;
        });
    };
    let thread = std::thread::Builder::new().name("http".to_owned());
    thread.spawn(serve).map(drop)
}

async fn accept(
    listener: tokio::net::TcpListener,
    context: Arc<(AppState, AccessPolicy)>,
    permits: Arc<Semaphore>,
) {
    loop {
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else {
            return;
        };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(_) => {
                // The process has no file descriptor left, or the client has disconnected. Both pass.
                tokio::time::sleep(RETRY_DELAY).await;
                continue;
            }
        };
        // Responses are several small writes; none should wait for the acknowledgement of the last one.
        drop(stream.set_nodelay(true));
        let context = Arc::clone(&context);
        tokio::spawn(async move {
            let service = service_fn(|request| {
                let context = Arc::clone(&context);
                async move { Ok::<_, Infallible>(handle(&context.0, &context.1, request).await) }
            });
            let result = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEADER_TIMEOUT)
                .max_buf_size(MAX_HEAD_SIZE)
                .serve_connection(TokioIo::new(stream), service)
                .await;
            // An error concerns only this client, which sees that its connection ended.
            drop(result);
            drop(permit);
        });
    }
}
