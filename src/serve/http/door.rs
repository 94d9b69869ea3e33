//! Who may come in: by the name under which the server is asked for, and by the token on the local network.

use std::net::IpAddr;

use hyper::header::{COOKIE, HOST};
use hyper::{HeaderMap, Uri};

/// Where a visitor comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::serve) enum Door {
    /// From this machine.
    Loopback,
    /// From the local network, with the token.
    Network { address: IpAddr, token: String },
}

/// What becomes of a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// Come in.
    Open,
    /// The address with the token: from now on the browser brings the token itself.
    Token,
    /// The name is none of this server's: a page of another site may have led here.
    WrongHost,
    /// The token is missing.
    NoToken,
}

/// The cookie that holds the token.
pub(super) const COOKIE_NAME: &str = "bulletin";

impl Door {
    /// Looks at a request before anything else does.
    pub(super) fn entry(&self, uri: &Uri, headers: &HeaderMap) -> Entry {
        let mut names = headers.get_all(HOST).iter();
        let (Some(host), None) = (names.next(), names.next()) else {
            return Entry::WrongHost;
        };
        let is_ours = host.to_str().is_ok_and(|host| self.is_name(host));
        if !is_ours
            || uri
                .authority()
                .is_some_and(|name| !self.is_name(name.as_str()))
        {
            return Entry::WrongHost;
        }
        let Self::Network { token, .. } = self else {
            return Entry::Open;
        };
        let cookies = headers.get_all(COOKIE).iter();
        let mut cookies = cookies.filter_map(|cookie| cookie.to_str().ok());
        let brings = |cookies: &str| {
            let mut pairs = cookies
                .split(';')
                .filter_map(|pair| pair.trim().split_once('='));
            pairs.any(|(name, value)| name == COOKIE_NAME && same(value, token))
        };
        let path = uri.path().trim_matches('/');
        if same(path, token) {
            Entry::Token
        } else if cookies.any(brings) {
            Entry::Open
        } else {
            Entry::NoToken
        }
    }

    /// Whether `host`, with or without a port, is a name of this server. Another name that leads here is one that
    /// somebody else has bound to this address.
    fn is_name(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        match self {
            Self::Loopback => {
                matches!(name, "127.0.0.1" | "[::1]") || name.eq_ignore_ascii_case("localhost")
            }
            Self::Network { address, .. } => name == address.to_string(),
        }
    }
}

/// Compares in a time that does not tell where the difference is.
fn same(given: &str, token: &str) -> bool {
    blake3::hash(given.as_bytes()) == blake3::hash(token.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(door: &Door, uri: &str, headers: &[(&'static str, &str)]) -> Entry {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().expect("a header"));
        }
        door.entry(&uri.parse().expect("a URI"), &map)
    }

    #[test]
    fn only_the_names_of_this_machine_open_the_door() {
        for host in [
            "127.0.0.1",
            "127.0.0.1:4040",
            "localhost:9",
            "LOCALHOST",
            "[::1]:4040",
        ] {
            assert_eq!(
                entry(&Door::Loopback, "/", &[("host", host)]),
                Entry::Open,
                "{host}"
            );
        }
        for host in [
            "evil.example",
            "evil.example:4040",
            "127.0.0.1.evil.example",
            "localhost.evil.example:4040",
            "127.0.0.1:evil",
            "",
            "192.168.1.5",
        ] {
            let found = entry(&Door::Loopback, "/", &[("host", host)]);
            assert_eq!(found, Entry::WrongHost, "{host}");
        }
        assert_eq!(entry(&Door::Loopback, "/", &[]), Entry::WrongHost);
        let two = [("host", "localhost"), ("host", "evil.example")];
        assert_eq!(entry(&Door::Loopback, "/", &two), Entry::WrongHost);
        let found = entry(
            &Door::Loopback,
            "http://evil.example/",
            &[("host", "localhost")],
        );
        assert_eq!(found, Entry::WrongHost);
    }

    #[test]
    fn from_the_network_only_the_token_does() {
        let door = Door::Network {
            address: "192.168.1.5".parse().expect("an address"),
            token: "f00d".into(),
        };
        let host = ("host", "192.168.1.5:4040");
        assert_eq!(entry(&door, "/", &[host]), Entry::NoToken);
        assert_eq!(entry(&door, "/f00d/", &[host]), Entry::Token);
        assert_eq!(entry(&door, "/f00", &[host]), Entry::NoToken);
        assert_eq!(
            entry(&door, "/", &[host, ("cookie", "a=b; bulletin=f00d")]),
            Entry::Open
        );
        assert_eq!(
            entry(&door, "/", &[host, ("cookie", "bulletin=f00")]),
            Entry::NoToken
        );
        assert_eq!(
            entry(&door, "/f00d", &[("host", "evil.example")]),
            Entry::WrongHost
        );
        assert_eq!(
            entry(&door, "/f00d", &[("host", "localhost")]),
            Entry::WrongHost
        );
    }
}
