//! The body of an answer: bytes that are there, or bytes as they come.

use std::convert::Infallible;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Bytes, Frame, SizeHint};
use tokio::sync::mpsc;

use crate::source::read_range;

/// A piece of a file that is read at a time, in bytes.
const PIECE: u64 = 256 << 10;

/// Pieces that wait to be sent.
const WAITING: usize = 2;

/// What is sent after the headers.
pub(super) enum Body {
    /// Bytes that are there.
    Whole(Option<Bytes>),
    /// Bytes as they come, and how many are still to come where that is known.
    Coming(mpsc::Receiver<Bytes>, Option<u64>),
}

impl Body {
    /// `count` bytes of a file from `start` on, read as fast as they are taken.
    pub(super) fn of_file(path: PathBuf, start: u64, count: u64) -> Self {
        let (to, from) = mpsc::channel(WAITING);
        tokio::spawn(send_file(path, start, start + count, to));
        Self::Coming(from, Some(count))
    }
}

/// Reads a file piece by piece. No thread waits while a slow visitor takes one.
async fn send_file(path: PathBuf, start: u64, end: u64, to: mpsc::Sender<Bytes>) {
    let mut at = start;
    while at < end {
        let path = path.clone();
        let read = move || read_range(&path, at, PIECE.min(end - at));
        let Ok(Ok(piece)) = tokio::task::spawn_blocking(read).await else {
            return;
        };
        at += piece.len() as u64;
        // A file that has become shorter ends the connection: its length was promised.
        if piece.is_empty() || to.send(Bytes::from(piece)).await.is_err() {
            return;
        }
    }
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let frame = |bytes| Ok(Frame::data(bytes));
        match self.get_mut() {
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(frame)),
            Self::Coming(from, left) => from.poll_recv(context).map(|bytes| {
                if let (Some(left), Some(bytes)) = (left.as_mut(), &bytes) {
                    *left = left.saturating_sub(bytes.len() as u64);
                }
                bytes.map(frame)
            }),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
            }
            Self::Coming(_, Some(left)) => SizeHint::with_exact(*left),
            Self::Coming(_, None) => SizeHint::default(),
        }
    }
}
