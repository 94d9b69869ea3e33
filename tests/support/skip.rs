//! Tests that need more of the machine than the program does.

use std::net::UdpSocket;

/// Whether the machine has a network; if not, prints the test that is skipped.
#[track_caller]
pub(crate) fn has_network(what: &str) -> bool {
    let probe = UdpSocket::bind("0.0.0.0:0").and_then(|socket| socket.connect("192.0.2.1:9"));
    if let Err(error) = &probe {
        skip(&format!("{what} needs a network: {error}"));
    }
    probe.is_ok()
}

/// Says on standard error that a test is skipped. Where CI asks for everything, the test fails instead.
#[track_caller]
pub(crate) fn skip(reason: &str) {
    let required = std::env::var_os("BULLETIN_REQUIRE_TOOLS").is_some_and(|value| value == "1");
    assert!(
        !required,
        "needed, since BULLETIN_REQUIRE_TOOLS is set: {reason}"
    );
    eprintln!("skipped: {reason}");
}
