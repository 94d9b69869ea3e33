//! Access control: checks the host name of each request, and on the local network its token.
//!
//! The host name protects against DNS rebinding: a page of another site may have led the browser here by a
//! name that resolves to this address, and could then read the responses.

use std::net::IpAddr;

use hyper::header::{COOKIE, HOST};
use hyper::{HeaderMap, Uri};

/// Which requests a listener accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::serve) enum AccessPolicy {
    /// Those to a name of the loopback interface.
    Loopback,
    /// Those to this address that bring the token.
    Network { address: IpAddr, token: String },
}

/// Whether a request is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// It is accepted.
    Granted,
    /// Its path is the token: the response sets the cookie with which later requests are accepted.
    SetCookie,
    /// Its host is not a name of this server.
    WrongHost,
    /// The token is missing or wrong.
    NoToken,
}

/// The cookie that holds the token.
pub(super) const COOKIE_NAME: &str = "bulletin";

impl Access {
    /// Whether the client is one that the preview is for.
    pub(super) fn is_granted(self) -> bool {
        matches!(self, Self::Granted | Self::SetCookie)
    }
}

impl AccessPolicy {
    /// Checks a request. Must be called before anything else looks at it.
    pub(super) fn check(&self, uri: &Uri, headers: &HeaderMap) -> Access {
        let mut hosts = headers.get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return Access::WrongHost;
        };
        let is_host_valid = host.to_str().is_ok_and(|host| self.is_own_name(host));
        let authority = uri.authority();
        let is_authority_valid = authority.is_none_or(|name| self.is_own_name(name.as_str()));
        if !is_host_valid || !is_authority_valid {
            return Access::WrongHost;
        }
        let Self::Network { token, .. } = self else {
            return Access::Granted;
        };
        let cookies = headers.get_all(COOKIE).iter();
        let mut cookies = cookies.filter_map(|cookie| cookie.to_str().ok());
        let has_token = |cookies: &str| {
            let mut pairs = cookies
                .split(';')
                .filter_map(|pair| pair.trim().split_once('='));
            pairs.any(|(name, value)| name == COOKIE_NAME && is_token(value, token))
        };
        let path = uri.path().trim_matches('/');
        if is_token(path, token) {
            Access::SetCookie
        } else if cookies.any(has_token) {
            Access::Granted
        } else {
            Access::NoToken
        }
    }

    /// Whether `host`, with or without a port, is a name of this server.
    fn is_own_name(&self, host: &str) -> bool {
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

/// Whether a page of another site sent a request, by what its browser says. A link to a page may stand
/// anywhere, but only the pages of the preview ask for its events.
pub(super) fn is_cross_site(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site");
    site.is_some_and(|site| site != "same-origin" && site != "none")
}

/// Whether `text` is the token. Compares hashes, so that the time it takes does not reveal where the texts
/// differ.
fn is_token(text: &str, token: &str) -> bool {
    blake3::hash(text.as_bytes()) == blake3::hash(token.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(policy: &AccessPolicy, uri: &str, headers: &[(&'static str, &str)]) -> Access {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().expect("a header"));
        }
        policy.check(&uri.parse().expect("a URI"), &map)
    }

    #[test]
    fn on_loopback_only_names_of_this_machine_are_accepted() {
        for host in [
            "127.0.0.1",
            "127.0.0.1:4040",
            "localhost:9",
            "LOCALHOST",
            "[::1]:4040",
        ] {
            assert_eq!(
                check(&AccessPolicy::Loopback, "/", &[("host", host)]),
                Access::Granted,
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
            let access = check(&AccessPolicy::Loopback, "/", &[("host", host)]);
            assert_eq!(access, Access::WrongHost, "{host}");
        }
        assert_eq!(check(&AccessPolicy::Loopback, "/", &[]), Access::WrongHost);
        let two = [("host", "localhost"), ("host", "evil.example")];
        assert_eq!(check(&AccessPolicy::Loopback, "/", &two), Access::WrongHost);
        let access = check(
            &AccessPolicy::Loopback,
            "http://evil.example/",
            &[("host", "localhost")],
        );
        assert_eq!(access, Access::WrongHost);
    }

    #[test]
    fn on_the_network_only_requests_with_the_token_are_accepted() {
        let policy = AccessPolicy::Network {
            address: "192.168.1.5".parse().expect("an address"),
            token: "f00d".into(),
        };
        let host = ("host", "192.168.1.5:4040");
        assert_eq!(check(&policy, "/", &[host]), Access::NoToken);
        assert_eq!(check(&policy, "/f00d/", &[host]), Access::SetCookie);
        assert_eq!(check(&policy, "/f00", &[host]), Access::NoToken);
        assert_eq!(
            check(&policy, "/", &[host, ("cookie", "a=b; bulletin=f00d")]),
            Access::Granted
        );
        assert_eq!(
            check(&policy, "/", &[host, ("cookie", "bulletin=f00")]),
            Access::NoToken
        );
        assert_eq!(
            check(&policy, "/f00d", &[("host", "evil.example")]),
            Access::WrongHost
        );
        assert_eq!(
            check(&policy, "/f00d", &[("host", "localhost")]),
            Access::WrongHost
        );
    }
}
