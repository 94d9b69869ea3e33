//! Limits on connections: whoever keeps many of them open, or reads slowly, keeps nobody else out.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use crate::small::{ONE, small};
use crate::support::client::{connect, get, get_with};
use crate::support::preview::{Preview, wait_for};
use crate::support::skip::has_network;

const EVENTS: &str = "/__bulletin/events";

/// Requests a path and leaves the response unread.
fn request(mut stream: TcpStream, path: &str) -> TcpStream {
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    stream
}

/// Opens an event stream, and waits for its first event.
fn open_events(port: u16) -> TcpStream {
    let mut stream = request(connect(port), EVENTS);
    let seen = read_until(&mut stream, "data: ");
    assert!(seen.starts_with("HTTP/1.1 200"), "{seen}");
    stream
}

/// Reads until `end` has come, or the connection ends.
fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut seen = Vec::new();
    let mut byte = [0; 1];
    while stream.read(&mut byte).is_ok_and(|count| count > 0) {
        seen.push(byte[0]);
        if seen.ends_with(end.as_bytes()) {
            break;
        }
    }
    String::from_utf8_lossy(&seen).into_owned()
}

/// Fails the test unless the editor gets a page at once.
#[track_caller]
fn assert_open(preview: &mut Preview, what: &str) {
    let start = Instant::now();
    assert_eq!(preview.get(ONE).status, 200, "{what}");
    let took = start.elapsed();
    assert!(took < Duration::from_secs(5), "{what}: {took:?}");
    assert!(preview.is_running(), "{what}: {:#?}", preview.lines());
}

#[test]
fn idle_connections_do_not_lock_the_editor_out() {
    let mut preview = Preview::start(small(), &[]);
    let mut idle = Vec::new();
    for number in 0..400 {
        let mut stream = connect(preview.port);
        match number % 3 {
            0 => {}
            1 => stream.write_all(b"GET / HTTP/1.1\r\n").expect("sent"),
            // After an answer.
            _ => {
                stream = request(stream, "/robots-extra.txt");
                read_until(&mut stream, "\r\n\r\n");
            }
        }
        idle.push(stream);
        if number % 100 == 99 {
            assert_open(&mut preview, &format!("{number} connections"));
        }
    }
    drop(idle);
    assert_open(&mut preview, "afterwards");
}

#[test]
fn many_event_streams_do_not_lock_the_editor_out() {
    let mut preview = Preview::start(small(), &[]);
    let mut streams: Vec<_> = (0..200).map(|_| open_events(preview.port)).collect();
    assert_open(&mut preview, "200 streams");
    // Six pages see an edit, whatever others hold.
    let mut pages: Vec<_> = (0..6).map(|_| open_events(preview.port)).collect();
    preview.sandbox.write("static/more.txt", "1");
    for page in &mut pages {
        // The rest of the first event comes before.
        read_until(page, "data: ");
    }
    for stream in &mut streams {
        let timeout = stream.set_read_timeout(Some(Duration::from_millis(20)));
        timeout.expect("the timeout can be set");
    }
    let has_event = |stream: &mut TcpStream| read_until(stream, "data: ").ends_with("data: ");
    let open = streams
        .iter_mut()
        .filter_map(|stream| has_event(stream).then_some(()));
    let open = open.count();
    assert!(open <= 16, "{open} of 200 streams are open");
    assert_open(&mut preview, "afterwards");
}

#[test]
fn events_are_for_the_pages_of_the_preview() {
    let preview = Preview::start(small(), &[]);
    let query = "/__bulletin/state?path=/&page=&style=";
    for site in ["cross-site", "same-site"] {
        let header = format!("Sec-Fetch-Site: {site}\r\n");
        for path in [EVENTS, query] {
            assert_eq!(get_with(preview.port, path, &header).status, 403, "{path}");
        }
        assert_eq!(get_with(preview.port, "/", &header).status, 200, "a link");
    }
    let own = get_with(preview.port, query, "Sec-Fetch-Site: same-origin\r\n");
    assert_eq!(own.status, 200);
}

/// Whether the server ends a connection within this time, whatever it still sends.
fn ends_within(mut stream: TcpStream, limit: Duration) -> bool {
    let start = Instant::now();
    let timeout = stream.set_read_timeout(Some(Duration::from_millis(200)));
    timeout.expect("the timeout can be set");
    let mut byte = [0; 1];
    while start.elapsed() < limit {
        match stream.read(&mut byte) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => match error.kind() {
                std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut => {}
                _ => return true,
            },
        }
    }
    false
}

/// No client holds a connection for ever by reading or writing slowly. The limit of the server is ten seconds.
#[test]
fn slow_clients_lose_their_connections() {
    let sandbox = small();
    sandbox.write("static/large.bin", vec![7; 30_000_000]);
    let mut preview = Preview::start(sandbox, &[]);
    // More than there are places.
    let slow: Vec<_> = (0..70)
        .map(|_| request(connect(preview.port), "/large.bin"))
        .collect();
    std::thread::sleep(Duration::from_millis(200));
    assert_open(&mut preview, "70 clients that read nothing");
    let start = Instant::now();
    let limit = Duration::from_secs(45);
    std::thread::scope(|scope| {
        // A request that comes a byte at a time, and never ends.
        let endless = scope.spawn(|| {
            let mut stream = connect(preview.port);
            let mut head = b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ".to_vec();
            while start.elapsed() < limit {
                let byte = if head.is_empty() {
                    b'x'
                } else {
                    head.remove(0)
                };
                if stream.write_all(&[byte]).is_err() {
                    return true;
                }
                std::thread::sleep(Duration::from_millis(100));
            }
            false
        });
        // The server has sent what fits into the buffers of the system; the rest it never sends.
        std::thread::sleep(Duration::from_secs(20));
        for (number, stream) in slow.into_iter().enumerate() {
            let mut received = Vec::new();
            let timeout = stream.set_read_timeout(Some(limit));
            timeout.expect("the timeout can be set");
            let _ = (&stream).read_to_end(&mut received);
            assert!(received.len() < 30_000_000, "{number}");
        }
        assert!(endless.join().expect("a thread"), "a request without end");
    });
    let idle = connect(preview.port);
    assert!(ends_within(idle, limit), "a connection without a request");
    // One that reads slowly but steadily gets the whole file.
    assert_eq!(get(preview.port, "/large.bin").body.len(), 30_000_000);
    assert_open(&mut preview, "afterwards");
}

#[test]
fn clients_without_the_token_keep_nobody_out() {
    if !has_network("`serve --lan`") {
        return;
    }
    let mut preview = Preview::start(small(), &["--lan"]);
    let line = preview.wait_for_line("On a phone");
    let address = line.split("http://").nth(1).expect("an address");
    let (host, token) = address.split_once('/').expect("a token");
    let token = token.trim_end_matches('/');
    let socket = host.to_socket_addrs().expect("an address").next();
    let socket = socket.expect("an address");
    let connect_network = || {
        let stream = TcpStream::connect(socket).expect("a connection");
        let timeout = stream.set_read_timeout(Some(Duration::from_secs(60)));
        timeout.expect("the timeout can be set");
        stream
    };
    let ask = |mut stream: TcpStream, path: &str, header: &str| {
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\n{header}\r\n"
        )
        .expect("sent");
        stream
    };
    let cookie = format!("Cookie: bulletin={token}\r\n");
    // A phone with an event stream, and then 400 connections of somebody without the token.
    let mut phone = ask(connect_network(), EVENTS, &cookie);
    read_until(&mut phone, "data: ");
    let mut others = Vec::new();
    for number in 0..400 {
        let stream = connect_network();
        others.push(match number % 2 {
            0 => stream,
            _ => ask(stream, "/", ""),
        });
    }
    assert_open(&mut preview, "400 connections on the network");
    let mut page = ask(connect_network(), ONE, &cookie);
    assert!(read_until(&mut page, "\r\n\r\n").starts_with("HTTP/1.1 200"));
    // The stream of the phone is still open.
    preview.sandbox.write("static/more.txt", "1");
    assert!(read_until(&mut phone, "data: ").ends_with("data: "));
    // An answer without the token is the last one of its connection.
    let mut refused = ask(connect_network(), "/", "");
    let mut response = String::new();
    refused.read_to_string(&mut response).expect("the end");
    assert!(response.starts_with("HTTP/1.1 403"), "{response}");
    drop(others);
    let is_open = wait_for(|| (preview.get(ONE).status == 200).then_some(())).is_some();
    assert!(is_open);
}
