//! The open connections of one listener. There are places for a limited number of them, in all and for one
//! address, and a new connection takes the place of the one that was idle the longest. So connections that
//! somebody keeps open, or opens without end, keep nobody else out.
//!
//! A connection is waiting until access control lets in its first request, and admitted from then on. Both
//! have their own places: a client without the token takes none from a client that has it.

use std::collections::BTreeMap;
use std::net::IpAddr;

/// How many connections are open at a time. Some systems allow a process 256 open files, and pages need some.
#[derive(Debug, Clone, Copy)]
pub(super) struct ConnectionLimits {
    /// Those without an accepted request.
    pub(super) waiting: usize,
    /// Those of one address.
    pub(super) waiting_per_address: usize,
    /// Those with an accepted request.
    pub(super) admitted: usize,
    /// Those of one address.
    pub(super) admitted_per_address: usize,
}

/// For the loopback interface, where all clients have the same address. A browser opens six to a host.
pub(super) const LOOPBACK_LIMITS: ConnectionLimits = ConnectionLimits {
    waiting: 64,
    waiting_per_address: 64,
    admitted: 64,
    admitted_per_address: 64,
};

/// For the local network.
pub(super) const NETWORK_LIMITS: ConnectionLimits = ConnectionLimits {
    waiting: 32,
    waiting_per_address: 8,
    admitted: 48,
    admitted_per_address: 24,
};

/// The connections of a listener. `H` is what ends a connection.
#[derive(Debug)]
pub(super) struct ConnectionTable<H> {
    limits: ConnectionLimits,
    connections: BTreeMap<u64, OpenConnection<H>>,
    /// Grows with every change of a connection.
    time: u64,
}

#[derive(Debug)]
struct OpenConnection<H> {
    address: IpAddr,
    is_admitted: bool,
    /// Whether a request is being answered.
    is_answering: bool,
    last_change: u64,
    handle: Option<H>,
}

impl<H> ConnectionTable<H> {
    /// A table without connections.
    pub(super) fn new(limits: ConnectionLimits) -> Self {
        Self {
            limits,
            connections: BTreeMap::new(),
            time: 0,
        }
    }

    /// Adds a connection from `address`. Returns its id, and the handle of a connection that must end for it.
    pub(super) fn open(&mut self, address: IpAddr) -> (u64, Option<H>) {
        let evicted = self.make_room(false, address);
        let id = self.tick();
        let connection = OpenConnection {
            address,
            is_admitted: false,
            is_answering: false,
            last_change: id,
            handle: None,
        };
        self.connections.insert(id, connection);
        (id, evicted)
    }

    /// Sets the handle that ends a connection.
    pub(super) fn attach(&mut self, id: u64, handle: H) {
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.handle = Some(handle);
        }
    }

    /// Admits a connection, of which a request was accepted. Returns the handle of a connection that must end
    /// for it.
    pub(super) fn admit(&mut self, id: u64) -> Option<H> {
        let connection = self.connections.get(&id)?;
        if connection.is_admitted {
            return None;
        }
        let evicted = self.make_room(true, connection.address);
        self.change(id, |connection| connection.is_admitted = true);
        evicted
    }

    /// Records whether a connection is answering a request.
    pub(super) fn set_answering(&mut self, id: u64, is_answering: bool) {
        self.change(id, |connection| connection.is_answering = is_answering);
    }

    /// Removes a connection that has ended.
    pub(super) fn close(&mut self, id: u64) {
        self.connections.remove(&id);
    }

    /// Removes the connection that was idle the longest. Returns its handle.
    pub(super) fn evict_idle(&mut self) -> Option<H> {
        self.evict(|connection| !connection.is_answering)
    }

    /// Removes a connection where a new one would be too many.
    fn make_room(&mut self, is_admitted: bool, address: IpAddr) -> Option<H> {
        let (total, per_address) = if is_admitted {
            (self.limits.admitted, self.limits.admitted_per_address)
        } else {
            (self.limits.waiting, self.limits.waiting_per_address)
        };
        let same_kind = |connection: &OpenConnection<H>| connection.is_admitted == is_admitted;
        let same_address =
            |connection: &OpenConnection<H>| same_kind(connection) && connection.address == address;
        if self.count(same_address) >= per_address {
            self.evict(same_address)
        } else if self.count(same_kind) >= total {
            self.evict(same_kind)
        } else {
            None
        }
    }

    fn count(&self, is_meant: impl Fn(&OpenConnection<H>) -> bool) -> usize {
        let connections = self.connections.values();
        connections
            .filter(|connection| is_meant(connection))
            .count()
    }

    /// Removes the connection that was idle the longest. Where none is idle, removes the one that has been
    /// answering the longest: an event stream, which its page opens again, or a client that reads slowly.
    fn evict(&mut self, is_meant: impl Fn(&OpenConnection<H>) -> bool) -> Option<H> {
        let connections = self.connections.iter();
        let candidates = connections.filter(|(_, connection)| is_meant(connection));
        let (&id, _) = candidates
            .min_by_key(|(_, connection)| (connection.is_answering, connection.last_change))?;
        self.connections.remove(&id)?.handle
    }

    fn change(&mut self, id: u64, change: impl FnOnce(&mut OpenConnection<H>)) {
        let time = self.tick();
        if let Some(connection) = self.connections.get_mut(&id) {
            change(connection);
            connection.last_change = time;
        }
    }

    fn tick(&mut self) -> u64 {
        self.time += 1;
        self.time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: ConnectionLimits = ConnectionLimits {
        waiting: 4,
        waiting_per_address: 2,
        admitted: 3,
        admitted_per_address: 2,
    };

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 168, 1, last])
    }

    /// Opens a connection from this address, and names it.
    fn open(table: &mut ConnectionTable<&'static str>, name: &'static str, last: u8) -> u64 {
        let (id, evicted) = table.open(address(last));
        assert_eq!(evicted, None, "{name}");
        table.attach(id, name);
        id
    }

    #[test]
    fn an_address_takes_no_more_than_its_places() {
        let mut table = ConnectionTable::new(LIMITS);
        open(&mut table, "phone", 1);
        open(&mut table, "first", 2);
        open(&mut table, "second", 2);
        for expected in [Some("first"), Some("second"), None] {
            assert_eq!(table.open(address(2)).1, expected);
        }
        // Where all places are taken, the oldest one goes.
        open(&mut table, "other", 3);
        assert_eq!(table.open(address(4)).1, Some("phone"));
    }

    #[test]
    fn clients_that_wait_take_no_place_of_those_that_are_admitted() {
        let mut table = ConnectionTable::new(LIMITS);
        let phone = open(&mut table, "phone", 1);
        assert_eq!(table.admit(phone), None);
        for last in 0..=255 {
            assert_ne!(table.open(address(last)).1, Some("phone"));
        }
        assert_eq!(table.evict_idle(), Some("phone"), "the oldest of all");
    }

    #[test]
    fn idle_connections_go_before_those_that_answer() {
        let mut table = ConnectionTable::new(LIMITS);
        let names = ["stream", "idle", "page"];
        let ids = [(1, "stream"), (2, "idle"), (3, "page")].map(|(last, name)| {
            let id = open(&mut table, name, last);
            assert_eq!(table.admit(id), None);
            table.set_answering(id, true);
            id
        });
        table.set_answering(ids[1], false);
        for (last, expected) in (10..).zip([names[1], names[0], names[2]]) {
            let id = open(&mut table, "new", last);
            assert_eq!(table.admit(id), Some(expected));
            assert_eq!(table.admit(id), None, "once");
            table.set_answering(id, true);
        }
        // A connection that has ended leaves its place.
        let last = open(&mut table, "last", 20);
        table.close(ids[0]);
        assert_eq!(table.admit(last), Some("new"));
        table.close(last);
        let next = open(&mut table, "next", 21);
        assert_eq!(table.admit(next), None);
    }
}
