//! The body of a response: complete, or streamed.

use std::convert::Infallible;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::sync::mpsc;

use crate::source::read_range;

/// How many bytes of a file are read at a time.
const CHUNK_SIZE: u64 = 256 << 10;

/// How many chunks are read before the client has received them.
const QUEUED_CHUNKS: usize = 2;

/// The body of a response.
pub(super) enum ResponseBody {
    /// A complete body; `None` once it was sent.
    Full(Option<Bytes>),
    /// Chunks that are still being produced, and the number of bytes to come if it is known.
    Stream(mpsc::Receiver<Bytes>, Option<u64>),
}

impl ResponseBody {
    /// `count` bytes of a file from `start` on, read as fast as the client receives them.
    pub(super) fn from_file(path: PathBuf, start: u64, count: u64) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUED_CHUNKS);
        tokio::spawn(send_file(path, start, start + count, sender));
        Self::Stream(receiver, Some(count))
    }
}

/// Reads a file chunk by chunk. Only reading blocks a thread, so a slow client does not.
async fn send_file(path: PathBuf, start: u64, end: u64, sender: mpsc::Sender<Bytes>) {
    let mut at = start;
    while at < end {
        let path = path.clone();
        let read = move || read_range(&path, at, CHUNK_SIZE.min(end - at));
        let Ok(Ok(chunk)) = tokio::task::spawn_blocking(read).await else {
            return;
        };
        at += chunk.len() as u64;
        // If the file became shorter, the connection ends: the response has announced its length.
        if chunk.is_empty() || sender.send(Bytes::from(chunk)).await.is_err() {
            return;
        }
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let frame = |bytes| Ok(Frame::data(bytes));
        match self.get_mut() {
            Self::Full(bytes) => Poll::Ready(bytes.take().map(frame)),
            Self::Stream(receiver, remaining) => receiver.poll_recv(context).map(|bytes| {
                if let (Some(remaining), Some(bytes)) = (remaining.as_mut(), &bytes) {
                    *remaining = remaining.saturating_sub(bytes.len() as u64);
                }
                bytes.map(frame)
            }),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Full(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Full(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
            }
            Self::Stream(_, Some(remaining)) => SizeHint::with_exact(*remaining),
            Self::Stream(_, None) => SizeHint::default(),
        }
    }
}
