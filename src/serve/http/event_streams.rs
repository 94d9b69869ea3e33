//! The event streams of one listener. One address has a limited number of them; a new one takes the place of
//! the oldest, which is most often that of a page that is gone.

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;

use tokio::task::AbortHandle;

/// How many event streams one address has. All pages of a browser share one, and a browser without shared
/// workers opens one for each page that is visible.
const MAX_STREAMS: usize = 16;

/// The tasks that send events, by the address of the client, the oldest first.
#[derive(Debug, Default)]
pub(super) struct EventStreams(BTreeMap<IpAddr, VecDeque<AbortHandle>>);

impl EventStreams {
    /// Adds the task that sends events to a client at `address`.
    pub(super) fn add(&mut self, address: IpAddr, task: AbortHandle) {
        for streams in self.0.values_mut() {
            streams.retain(|stream| !stream.is_finished());
        }
        self.0.retain(|_, streams| !streams.is_empty());
        let streams = self.0.entry(address).or_default();
        if streams.len() >= MAX_STREAMS
            && let Some(oldest) = streams.pop_front()
        {
            oldest.abort();
        }
        streams.push_back(task);
    }
}
