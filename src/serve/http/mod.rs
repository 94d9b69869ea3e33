//! The HTTP server: connections, access control, and the requests that it answers from the
//! [state](super::state).

mod access;
mod body;
mod connections;
mod event_streams;
mod handler;
mod paced_stream;
mod range;
mod server;

pub(super) use access::AccessPolicy;
pub(super) use handler::AppState;
pub(super) use server::start;
