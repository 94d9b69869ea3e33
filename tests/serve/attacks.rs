//! Hostile, malformed and oversized requests: none gets a file that is not published, and none ends the
//! server.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use crate::small::{ONE, small};
use crate::support::client::{connect, get, get_with, send};
use crate::support::preview::{Preview, wait_for};
use crate::support::skip::has_network;

const SECRET: &str = "a word that is nowhere in the site";

/// A preview with a secret outside of the site's folder, and others in it that are not published.
fn preview_with_secrets() -> Preview {
    let sandbox = small();
    std::fs::write(sandbox.outside("secret.txt"), SECRET).expect("the secret");
    sandbox.write("secret.txt", SECRET);
    sandbox.write("content/secret.txt", SECRET);
    sandbox.write("content/articles/.hidden", SECRET);
    Preview::start(sandbox, &[])
}

#[track_caller]
fn assert_running(preview: &mut Preview) {
    assert!(preview.is_running(), "{:#?}", preview.lines());
    assert_eq!(preview.get(ONE).status, 200);
}

#[test]
fn no_path_leads_out_of_the_site() {
    let mut preview = preview_with_secrets();
    let dots = [
        "..",
        "%2e%2e",
        "%2E.",
        ".%2e",
        "%252e%252e",
        "..%00",
        "..%5c..",
        "..\\..",
        "%c0%ae%c0%ae",
        "..;",
        "....//..",
        "%uff0e%uff0e",
        "．．",
    ];
    let slashes = ["/", "%2f", "%5c", "\\", "//", "/./", "%252f"];
    let mut paths: Vec<String> = Vec::new();
    for dot in dots {
        for slash in slashes {
            for start in ["/", "/articles/", "/assets/", "/a/b/c/"] {
                paths.push(format!("{start}{dot}{slash}secret.txt"));
                paths.push(format!("{start}{dot}{slash}{dot}{slash}secret.txt"));
            }
        }
    }
    for plain in [
        "/secret.txt",
        "/content/secret.txt",
        "/articles/.hidden",
        "/site.toml",
        "/content/articles/one.md",
        "/articles/one.md",
        "//secret.txt",
        "/./secret.txt",
        "/C:/secret.txt",
        "/file:///etc/passwd",
        "/%2fetc%2fpasswd",
        "//etc/passwd",
        "/.git/config",
    ] {
        paths.push(plain.to_owned());
    }
    for path in paths {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let response = send(preview.port, request.as_bytes());
        let response = response.unwrap_or_else(|| panic!("{path}: no response"));
        assert!(
            matches!(response.status, 400 | 404),
            "{path}: {}",
            response.status
        );
        let text = response.text();
        assert!(!text.contains(SECRET) && !text.contains("root:"), "{path}");
    }
    assert_running(&mut preview);
}

#[cfg(unix)]
#[test]
fn no_symbolic_link_leads_out_of_the_site() {
    use std::os::unix::fs::symlink;
    let mut preview = preview_with_secrets();
    let site = preview.sandbox.site();
    symlink(
        preview.sandbox.outside("secret.txt"),
        site.join("static/link.txt"),
    )
    .expect("a link");
    symlink(preview.sandbox.root(), site.join("static/folder")).expect("a link");
    symlink(
        preview.sandbox.outside("secret.txt"),
        site.join("content/articles/link.md"),
    )
    .expect("a link");
    preview.wait_until_current();
    for path in ["/link.txt", "/folder/secret.txt", "/articles/link.md"] {
        let response = preview.get(path);
        assert_eq!(response.status, 404, "{path}");
        assert!(!response.text().contains(SECRET), "{path}");
    }
    // A link that replaces a file that is served already.
    let file = site.join("static/robots-extra.txt");
    std::fs::remove_file(&file).expect("removed");
    symlink(preview.sandbox.outside("secret.txt"), &file).expect("a link");
    for _ in 0..50 {
        assert!(!preview.get("/robots-extra.txt").text().contains(SECRET));
    }
    preview.wait_until_current();
    assert_eq!(preview.get("/robots-extra.txt").status, 404);
    assert_running(&mut preview);
}

#[test]
fn no_folder_is_listed() {
    let mut preview = preview_with_secrets();
    for path in [
        "/assets/",
        "/assets",
        "/articles/2024/",
        "/__bulletin/",
        "/__bulletin/x",
        "/a/",
    ] {
        assert_eq!(preview.get(path).status, 404, "{path}");
    }
    assert_running(&mut preview);
}

#[test]
fn other_host_names_are_refused() {
    let mut preview = preview_with_secrets();
    let ask = |head: &str| {
        let request = format!("GET {head}Connection: close\r\n\r\n");
        send(preview.port, request.as_bytes()).expect("a response")
    };
    for head in [
        "/ HTTP/1.1\r\nHost: evil.example\r\n",
        "/ HTTP/1.1\r\nHost: evil.example:80\r\n",
        "/ HTTP/1.1\r\nHost: 127.0.0.1.nip.io\r\n",
        "/ HTTP/1.1\r\nHost: localhost.\r\n",
        "/ HTTP/1.1\r\nHost:\r\n",
        "/ HTTP/1.0\r\n",
        "http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n",
        "/ HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n",
        "/__bulletin/state?path=/&page=&style= HTTP/1.1\r\nHost: evil.example\r\n",
        "/__bulletin/events HTTP/1.1\r\nHost: evil.example\r\n",
    ] {
        let response = ask(head);
        assert!(
            matches!(response.status, 400 | 421),
            "{head}: {}",
            response.status
        );
        assert!(!response.text().contains("简报"), "{head}");
    }
    for host in ["localhost", "127.0.0.1", "LocalHost:1", "[::1]:4040"] {
        assert_eq!(
            ask(&format!("/ HTTP/1.1\r\nHost: {host}\r\n")).status,
            200,
            "{host}"
        );
    }
    assert_running(&mut preview);
}

#[test]
fn malformed_requests_do_no_harm() {
    let mut preview = preview_with_secrets();
    let mut broken: Vec<Vec<u8>> = [
        "", "\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n",
        "GET  /  HTTP/1.1\r\n\r\n", "get / http/1.1\r\nhost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\n: empty\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n",
        "GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /村 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\nConnection: close\r\n\r\nabcde",
        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzzz\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nRange: bytes=99999999999999999999-\r\nConnection: close\r\n\r\n",
        "GET /%zz%f HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /%ff%fe/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /__bulletin/state?path=%ff&page=%&style HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    broken.push((0..=255).cycle().take(5000).collect());
    let mut refused = 0;
    for request in broken {
        let mut stream = connect(preview.port);
        // The server may close the connection before it has read everything, or while we read.
        let _ = stream.write_all(&request);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut response = Vec::new();
        let _ = stream.read_to_end(&mut response);
        let (request, response) = (
            String::from_utf8_lossy(&request),
            String::from_utf8_lossy(&response),
        );
        assert!(!response.contains(SECRET), "{request}");
        let status = response.lines().next().unwrap_or_default();
        assert!(!status.contains(" 5"), "{request}: {status}");
        refused += usize::from(status.contains(" 4"));
    }
    assert!(refused > 10, "{refused} were refused with a status");
    for method in [
        "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "村",
    ] {
        let request = format!(
            "{method} / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        let response = send(preview.port, request.as_bytes());
        let status = response.map(|response| response.status);
        let expected = if method == "村" { 400 } else { 405 };
        assert_eq!(status, Some(expected), "{method}");
    }
    assert_running(&mut preview);
}

#[test]
fn oversized_requests_are_refused() {
    let mut preview = preview_with_secrets();
    let long = "a".repeat(100_000);
    for request in [
        format!("GET /{long} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {long}\r\nConnection: close\r\n\r\n"),
        format!(
            "GET / HTTP/1.1\r\nHost: localhost\r\n{}Connection: close\r\n\r\n",
            "X: 1\r\n".repeat(10_000)
        ),
    ] {
        if let Some(response) = send(preview.port, request.as_bytes()) {
            assert!(
                matches!(response.status, 400 | 414 | 431),
                "{}",
                response.status
            );
        }
    }
    // The body of a request is not read: the response comes immediately.
    let mut stream = connect(preview.port);
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000000\r\n\r\n"
    )
    .expect("sent");
    let mut first = [0; 12];
    stream.read_exact(&mut first).expect("a response");
    assert_eq!(&first, b"HTTP/1.1 405");
    let wide = format!(
        "/__bulletin/state?path=/{}&page=1&style=1",
        "b".repeat(8_000)
    );
    assert_eq!(get(preview.port, &wide).status, 200);
    assert_running(&mut preview);
}

#[test]
fn slow_and_silent_clients_do_not_delay_others() {
    let mut preview = preview_with_secrets();
    let idle: Vec<_> = (0..250).map(|_| connect(preview.port)).collect();
    let mut slow: Vec<_> = (0..20).map(|_| connect(preview.port)).collect();
    for stream in &mut slow {
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: loc")
            .expect("sent");
    }
    // Clients that request a large response and do not read it.
    preview
        .sandbox
        .write("static/large.bin", vec![7; 30_000_000]);
    preview.wait_until_current();
    for _ in 0..8 {
        let mut stream = connect(preview.port);
        stream
            .write_all(b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .expect("sent");
        slow.push(stream);
    }
    let since = Instant::now();
    for _ in 0..50 {
        assert_eq!(preview.get(ONE).status, 200);
    }
    assert!(
        since.elapsed() < Duration::from_secs(10),
        "{:?}",
        since.elapsed()
    );
    // A request may come byte by byte.
    let mut bytewise = connect(preview.port);
    for byte in b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" {
        bytewise.write_all(&[*byte]).expect("sent");
        std::thread::sleep(Duration::from_millis(2));
    }
    let mut response = String::new();
    bytewise.read_to_string(&mut response).expect("a response");
    assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    drop((idle, slow));
    assert_running(&mut preview);
}

#[test]
fn clients_on_the_network_need_the_token() {
    let sandbox = small();
    if !has_network("`serve --lan`") {
        return;
    }
    let mut preview = Preview::start(sandbox, &["--lan"]);
    let line = preview.wait_for_line("On a phone");
    let address = line.split("http://").nth(1).expect("an address");
    let (host, token) = address.split_once('/').expect("a token");
    let token = token.trim_end_matches('/');
    assert_eq!(token.len(), 24, "{line}");
    assert!(
        wait_for(|| preview
            .lines()
            .iter()
            .any(|line| line.contains('▄'))
            .then_some(()))
        .is_some(),
        "a code"
    );
    let ask = |path: &str, headers: &str| {
        let mut stream = std::net::TcpStream::connect(host).expect("the network's side");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n"
        )
        .expect("sent");
        let mut response = String::new();
        let _ = stream.read_to_string(&mut response);
        response
    };
    for path in [
        "/",
        ONE,
        "/__bulletin/events",
        "/__bulletin/state?path=/&page=&style=",
    ] {
        assert!(ask(path, "").starts_with("HTTP/1.1 403"), "{path}");
    }
    assert!(ask("/", "Cookie: bulletin=000000000000000000000000\r\n").starts_with("HTTP/1.1 403"));
    let welcome = ask(&format!("/{token}/"), "");
    assert!(welcome.starts_with("HTTP/1.1 303"), "{welcome}");
    assert!(
        welcome.contains(&format!("set-cookie: bulletin={token}; Path=/; HttpOnly")),
        "{welcome}"
    );
    let page = ask("/", &format!("Cookie: bulletin={token}\r\n"));
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("简报"),
        "{page}"
    );
    // On the loopback interface the token is not an address, and no token is needed.
    assert_eq!(preview.get(&format!("/{token}/")).status, 404);
    assert_eq!(get_with(preview.port, "/", "").status, 200);
    assert_running(&mut preview);
}
