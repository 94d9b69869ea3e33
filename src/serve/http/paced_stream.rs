//! A connection that ends where its client reads too slowly, so that no answer takes for ever.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// How slowly a client may read.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReadingPace {
    /// How long it may read nothing.
    pub(super) max_stall: Duration,
    /// How many bytes it must read in a second, on the whole.
    pub(super) min_rate: u32,
}

/// The pace for all clients: that of a slow mobile network.
pub(super) const READING_PACE: ReadingPace = ReadingPace {
    max_stall: Duration::from_secs(10),
    min_rate: 4 << 10,
};

/// A connection whose writes fail if its client reads more slowly than a pace.
pub(super) struct PacedStream {
    stream: TcpStream,
    pace: ReadingPace,
    /// How much longer writes may wait. It shrinks while one waits, and grows with every byte that is read.
    patience: Duration,
    /// Since when a write has waited, and the end of the patience.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl PacedStream {
    pub(super) fn new(stream: TcpStream, pace: ReadingPace) -> Self {
        Self {
            stream,
            pace,
            patience: pace.max_stall,
            waiting: None,
        }
    }

    /// The result of a write, after its effect on the patience.
    fn paced(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Pending => {
                let patience = self.patience;
                let begin = || (Instant::now(), Box::pin(tokio::time::sleep(patience)));
                let (_, end) = self.waiting.get_or_insert_with(begin);
                let end = end.as_mut().poll(context);
                end.map(|()| Err(io::ErrorKind::TimedOut.into()))
            }
            Poll::Ready(Ok(count)) => {
                let waited = self.waiting.take().map(|(since, _)| since.elapsed());
                let left = self.patience.saturating_sub(waited.unwrap_or_default());
                let count = u32::try_from(count).unwrap_or(u32::MAX);
                let earned = Duration::from_secs(count.into()) / self.pace.min_rate;
                self.patience = (left + earned).min(self.pace.max_stall);
                written
            }
            Poll::Ready(Err(_)) => written,
        }
    }
}

impl AsyncWrite for PacedStream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.paced(context, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, slices);
        this.paced(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

impl AsyncRead for PacedStream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::io::Read as _;
    use std::net::{SocketAddr, TcpListener};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    /// Writes `total` bytes to a client that waits for `pause` after every `chunk` bytes. Returns the number
    /// of bytes that were written before the connection ended.
    fn write(total: usize, chunk: usize, pause: Duration) -> (usize, io::Result<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address: SocketAddr = listener.local_addr().expect("its address");
        let has_ended = Arc::new(AtomicBool::new(false));
        let is_over = Arc::clone(&has_ended);
        let client = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut buffer = vec![0; chunk];
            // What the system still has when the connection ends is not read.
            while !is_over.load(Ordering::SeqCst)
                && stream.read(&mut buffer).is_ok_and(|count| count > 0)
            {
                std::thread::sleep(pause);
            }
        });
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let pace = ReadingPace {
            max_stall: Duration::from_millis(300),
            min_rate: 8 << 20,
        };
        let result = runtime.block_on(async {
            let stream = TcpStream::connect(address).await.expect("a connection");
            let mut stream = PacedStream::new(stream, pace);
            let bytes = vec![7; 64 << 10];
            let mut count = 0;
            while count < total {
                match poll_fn(|cx| Pin::new(&mut stream).poll_write(cx, &bytes)).await {
                    Ok(written) => count += written,
                    Err(error) => return (count, Err(error)),
                }
            }
            (count, Ok(()))
        });
        has_ended.store(true, Ordering::SeqCst);
        client.join().expect("the client ends");
        result
    }

    #[test]
    fn a_client_that_reads_gets_everything() {
        let (count, result) = write(50 << 20, 1 << 20, Duration::from_millis(5));
        assert!(result.is_ok(), "{count}: {result:?}");
    }

    #[test]
    fn a_client_that_reads_too_slowly_loses_the_connection() {
        let (count, result) = write(50 << 20, 1 << 10, Duration::from_millis(20));
        let error = result.expect_err("an end");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(count < 50 << 20, "{count}");
    }
}
