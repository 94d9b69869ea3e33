//! The server: who may come in, what is answered, and over which connections. It shows what [`super::showing`] holds.

mod answer;
mod body;
mod door;
mod range;
mod server;

pub(super) use answer::Desk;
pub(super) use door::Door;
pub(super) use server::start;
