//! Responses to browsers: media types, ranges, redirects, missing pages, and events of changes.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use crate::small::{ONE, article, small};
use crate::support::Sandbox;
use crate::support::client::{self, get_with};
use crate::support::folder::paths;
use crate::support::preview::{Preview, Updates, wait_for};
use crate::support::program::program;

#[test]
fn every_response_has_a_media_type_and_is_not_cached() {
    let sandbox = small();
    sandbox.write("static/film.mp4", "film");
    sandbox.write("static/unknown.thing", "?");
    let preview = Preview::start(sandbox, &[]);
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/404.html", "text/html; charset=utf-8"),
        ("/atom.xml", "application/xml; charset=utf-8"),
        ("/feed.json", "application/json; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/articles/map.svg", "image/svg+xml; charset=utf-8"),
        ("/film.mp4", "video/mp4"),
        ("/unknown.thing", "application/octet-stream"),
        ("/__bulletin/live.js", "text/javascript; charset=utf-8"),
        ("/nowhere/", "text/html; charset=utf-8"),
    ] {
        let response = preview.get(path);
        assert_eq!(response.header("content-type"), Some(kind), "{path}");
        assert_eq!(response.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(
            response.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        let length = response.body.len().to_string();
        assert_eq!(
            response.header("content-length"),
            Some(length.as_str()),
            "{path}"
        );
    }
    let head = format!(
        "HEAD / HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
        preview.port
    );
    let head = client::send(preview.port, head.as_bytes()).expect("a response");
    assert_eq!((head.status, head.body.len()), (200, 0));
    let length = preview.get("/").body.len().to_string();
    assert_eq!(head.header("content-length"), Some(length.as_str()));
}

#[test]
fn range_requests_get_their_part() {
    let sandbox = small();
    let film: Vec<u8> = (0..3_000_000_u32).flat_map(u32::to_le_bytes).collect();
    sandbox.write("static/film.mp4", &film);
    let preview = Preview::start(sandbox, &[]);
    let ranged = |range: &str| get_with(preview.port, "/film.mp4", &format!("Range: {range}\r\n"));
    for (range, expected) in [
        ("bytes=0-99", 0..100),
        ("bytes=11999990-", 11_999_990..12_000_000),
        ("bytes=-3", 11_999_997..12_000_000),
        ("bytes=1000000-8999999", 1_000_000..9_000_000),
    ] {
        let response = ranged(range);
        assert_eq!(response.status, 206, "{range}");
        assert!(response.body == film[expected.clone()], "{range}");
        let content_range = format!("bytes {}-{}/12000000", expected.start, expected.end - 1);
        assert_eq!(
            response.header("content-range"),
            Some(content_range.as_str())
        );
    }
    let whole = preview.get("/film.mp4");
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    assert!(whole.body == film);
    assert_eq!(ranged("bytes=12000000-").status, 416);
    assert!(
        ranged("bytes=0-1,5-6").body == film,
        "for several ranges the whole file is sent"
    );
    // Bytes that are rendered have ranges, too.
    let style = preview.get("/atom.xml").body;
    let response = get_with(preview.port, "/atom.xml", "Range: bytes=5-9\r\n");
    assert!(response.status == 206 && response.body == style[5..10]);
}

#[test]
fn redirects_lead_to_the_right_address() {
    let preview = Preview::start(small(), &[]);
    let response = preview.get("/articles/2024/one?print=1");
    assert_eq!(response.status, 302);
    assert_eq!(
        response.header("location"),
        Some("/articles/2024/one/?print=1")
    );
    // An alias is a page that redirects, as on a static host.
    let alias = preview.get("/old/about/");
    assert_eq!(alias.status, 200);
    assert!(
        alias.text().contains("url=../../about/"),
        "{}",
        alias.text()
    );
    assert_eq!(
        preview.get("/old/about").header("location"),
        Some("/old/about/")
    );
    // Below the path of the base URL.
    let sandbox = small();
    sandbox.write("site.toml", "title = \"简报\"\nbase_url = \"https://x.example/a/b/\"\n[taxonomies.tags]\nsource = \"tags\"\n");
    let preview = Preview::start(sandbox, &[]);
    assert_eq!(preview.mount, "/a/b");
    for (path, there) in [
        ("/", "/a/b/"),
        ("/a/b", "/a/b/"),
        ("/a/b/about", "/a/b/about/"),
    ] {
        let response = client::get(preview.port, path);
        assert_eq!(
            (response.status, response.header("location")),
            (302, Some(there)),
            "{path}"
        );
    }
    assert_eq!(client::get(preview.port, "/a/bc/").status, 404);
    let missing = preview.get("/abuot/");
    assert!(
        missing.text().contains("<a href=\"/a/b/about/\">"),
        "{}",
        missing.text()
    );
}

#[test]
fn missing_addresses_get_the_404_page_with_suggestions() {
    let preview = Preview::start(small(), &[]);
    for (path, near) in [
        ("/articles/2024/ona/", "href=\"/articles/2024/one/\""),
        ("/articles/2023/one/", "href=\"/articles/2024/one/\""),
        ("/abuot", "href=\"/about/\""),
    ] {
        let response = preview.get(path);
        assert_eq!(response.status, 404, "{path}");
        let text = response.text();
        assert!(
            text.contains(near) && text.contains("简报"),
            "{path}: {text}"
        );
    }
    let text = preview.get("/<script>alert(1)</script>/").text();
    assert!(!text.contains("<script>alert"), "{text}");
}

/// The stream of events to one browser: a number for each state of the site.
struct Events(BufReader<std::net::TcpStream>);

impl Events {
    fn listen(port: u16) -> Self {
        let mut stream = client::connect(port);
        write!(
            stream,
            "GET /__bulletin/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
        )
        .expect("sent");
        Self(BufReader::new(stream))
    }

    fn next(&mut self) -> u64 {
        loop {
            let mut line = String::new();
            assert_ne!(self.0.read_line(&mut line).expect("a line"), 0, "the end");
            if let Some(number) = line.strip_prefix("data: ") {
                return number.trim().parse().expect("a number");
            }
        }
    }
}

#[test]
fn every_change_is_reported_on_many_connections_at_once() {
    let mut preview = Preview::start(small(), &[]);
    let mut events: Vec<Events> = (0..12).map(|_| Events::listen(preview.port)).collect();
    let first: Vec<u64> = events.iter_mut().map(Events::next).collect();
    preview.sandbox.write(
        "content/articles/one.md",
        article("新的", "2024-01-02", "issue: 2024-01\n", "村。"),
    );
    for (events, first) in events.iter_mut().zip(first) {
        assert!(events.next() > first);
    }
    // Connections that are dropped do no harm.
    drop(events);
    assert!(preview.is_running());
    preview.wait_until_current();
    assert!(preview.page(ONE).contains("新的"));
}

#[test]
fn after_a_restart_only_changed_pages_load_again() {
    let preview = Preview::start(small(), &[]);
    let (tabs, port) = (preview.open_all(), preview.port);
    let sandbox = preview.end();
    let text = article(
        "路灯又亮了",
        "2024-01-02",
        "issue: 2024-01\nregions: [凌云县]\ninitiatives: [四下基层]\n",
        "路。",
    );
    sandbox.write("content/articles/one.md", text);
    // The same port again, although the old connections were closed a moment ago.
    let preview = Preview::start(sandbox, &["--port", &port.to_string()]);
    assert_eq!(preview.port, port);
    let Updates { reload, restyle } = preview.updates(&tabs);
    assert!(reload.contains(ONE) && reload.contains("/"), "{reload:?}");
    assert!(
        !reload.contains("/about/") && restyle.is_empty(),
        "{reload:?} {restyle:?}"
    );
}

#[test]
fn another_port_is_used_where_one_is_taken() {
    let first = Preview::start(small(), &[]);
    let wanted = first.port.to_string();
    let second = Preview::start(small(), &["--port", &wanted]);
    assert_ne!(second.port, first.port);
    assert!(
        second
            .lines()
            .iter()
            .any(|line| line.contains(&format!("Port {wanted} is taken")))
    );
    assert_eq!(second.get("/").status, 200);
    assert_eq!(first.get("/").status, 200);
}

#[test]
fn a_folder_without_a_site_is_refused() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["serve", "--lang", "en"]).expect(2);
    assert!(run.stderr.contains("[no-site]"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_at_once_and_no_file_is_left() {
    use std::os::unix::process::ExitStatusExt as _;
    let temporary = Sandbox::new();
    let sandbox = small();
    let before = paths(&sandbox.site());
    let mut child = program(&sandbox.site())
        .args(["serve", "--port", "0", "--quiet"])
        .env("TMPDIR", temporary.root())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut address = String::new();
    let mut stdout = BufReader::new(child.stdout.take().expect("its output"));
    stdout.read_line(&mut address).expect("the address");
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    // A shell that runs this test in the background makes it ignore SIGINT, and its children inherit that.
    let (name, signal) = if ignores_interrupts() {
        ("-TERM", 15)
    } else {
        ("-INT", 2)
    };
    let kill = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    assert!(kill.is_ok_and(|status| status.success()));
    let status = wait_for(|| child.try_wait().expect("its state")).expect("its end");
    assert_eq!(status.signal(), Some(signal), "{status}");
    assert!(paths(temporary.root()).is_empty());
    let after = paths(&sandbox.site());
    assert_eq!(before, after);
}

/// Whether this process was started with SIGINT (signal 2) ignored; known on Linux alone.
#[cfg(unix)]
fn ignores_interrupts() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & 0b10 != 0)
}

#[test]
fn the_address_is_printed_with_all_options() {
    for (options, is_json) in [
        (&["-q"][..], false),
        (&["--format", "json"], true),
        (&["-q", "--format", "json"], true),
    ] {
        let preview = Preview::start(small(), options);
        let address = format!("http://127.0.0.1:{}/", preview.port);
        let expected = if is_json {
            format!("{{\"address\":\"{address}\"}}")
        } else {
            address
        };
        // A rebuild prints no more.
        preview.wait_until_current();
        assert_eq!(preview.lines(), [expected], "{options:?}");
    }
}
