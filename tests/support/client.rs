//! HTTP requests as bytes on the wire, well-formed and not.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

/// Longer than anything takes on a slow machine.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A response of the server.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// The value of a header, whose name is in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(other, _)| other == name)?;
        Some(value)
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Requests a path.
#[track_caller]
pub(crate) fn get(port: u16, path: &str) -> Response {
    get_with(port, path, "")
}

/// Requests a path with more headers, each of which ends with CR LF.
#[track_caller]
pub(crate) fn get_with(port: u16, path: &str, headers: &str) -> Response {
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{headers}\r\n"
    );
    send(port, request.as_bytes()).unwrap_or_else(|| panic!("{path}: no response to {request}"))
}

/// Sends these bytes and returns the response; `None` where there is none.
pub(crate) fn send(port: u16, bytes: &[u8]) -> Option<Response> {
    let mut stream = connect(port);
    // A server that refuses a request may close the connection before it has read everything, or while we
    // read.
    let _ = stream.write_all(bytes);
    let mut response = Vec::new();
    let _ = stream.read_to_end(&mut response);
    let _ = stream.shutdown(Shutdown::Both);
    parse(&response)
}

/// Opens a connection.
pub(crate) fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    let timeout = stream.set_read_timeout(Some(TIMEOUT));
    timeout.expect("the timeout can be set");
    stream
}

fn parse(response: &[u8]) -> Option<Response> {
    let end = memchr::memmem::find(response, b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&response[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines.filter_map(|line| line.split_once(':'));
    Some(Response {
        status,
        headers: headers
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect(),
        body: response[end + 4..].to_vec(),
    })
}
