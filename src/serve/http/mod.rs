//! The HTTP server: connections, access control, and the requests that it answers from the
//! [state](super::state).

mod access;
mod body;
mod connections;
mod event_streams;
mod handler;
#[cfg(feature = "fuzzing")]
mod in_memory;
mod paced_stream;
mod range;
mod server;

pub(super) use access::AccessPolicy;
pub(super) use handler::AppState;
#[cfg(feature = "fuzzing")]
pub use in_memory::InMemoryPreview;
pub(super) use server::start;
