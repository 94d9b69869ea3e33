//! Connections: how many, how slow, how large. Nothing that comes over one of them ends the server.

use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::Semaphore;

use super::answer::{Desk, answer};
use super::door::Door;

/// Connections at a time. The system gives a program a thousand open files, and some are needed for pages.
const CONNECTIONS: usize = 400;

/// How long a connection may wait with the headers of its next request.
const PATIENCE: Duration = Duration::from_secs(20);

/// The largest head of a request, in bytes.
const HEAD: usize = 16 << 10;

/// Threads on which pages are rendered and files are read.
const HANDS: usize = 8;

/// Serves on these listeners until the program ends, on a thread of its own.
pub(in crate::serve) fn start(doors: Vec<(TcpListener, Door)>, desk: Desk) -> std::io::Result<()> {
    for (listener, _) in &doors {
        listener.set_nonblocking(true)?;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(HANDS)
        .build()?;
    let serve = move || {
        runtime.block_on(async move {
            let room = Arc::new(Semaphore::new(CONNECTIONS));
            for (listener, door) in doors {
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
                    continue;
                };
                let (desk, room) = (Arc::new((desk.clone(), door)), Arc::clone(&room));
                tokio::spawn(accept(listener, desk, room));
            }
            std::future::pending::<()>().await;
        });
    };
    let thread = std::thread::Builder::new().name("http".to_owned());
    thread.spawn(serve).map(drop)
}

async fn accept(listener: tokio::net::TcpListener, desk: Arc<(Desk, Door)>, room: Arc<Semaphore>) {
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(_) => {
                // No file left, or a visitor that went at once: others come.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // A page is many small writes, each of which is wanted at once.
        drop(stream.set_nodelay(true));
        let desk = Arc::clone(&desk);
        tokio::spawn(async move {
            let service = service_fn(|request| {
                let desk = Arc::clone(&desk);
                async move { Ok::<_, Infallible>(answer(&desk.0, &desk.1, request).await) }
            });
            // An error concerns this visitor alone, who knows of it.
            let served = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .max_buf_size(HEAD)
                .serve_connection(TokioIo::new(stream), service)
                .await;
            drop(served);
            drop(place);
        });
    }
}
