//! What a browser gets for an address: types, parts, redirects, what is not there, and word of changes.

use std::io::{BufRead, BufReader, Write};
use std::process::Command;

use crate::small::{ONE, article, small};
use crate::support::Sandbox;
use crate::support::client::{self, get_with};
use crate::support::folder::paths;
use crate::support::preview::{Preview, Updates, wait_for};
use crate::support::program::program;

#[test]
fn every_answer_has_its_type_and_is_not_kept() {
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
        let answer = preview.get(path);
        assert_eq!(answer.header("content-type"), Some(kind), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        let length = answer.body.len().to_string();
        assert_eq!(
            answer.header("content-length"),
            Some(length.as_str()),
            "{path}"
        );
    }
    let head = format!(
        "HEAD / HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
        preview.port
    );
    let head = client::send(preview.port, head.as_bytes()).expect("an answer");
    assert_eq!((head.status, head.body.len()), (200, 0));
    let length = preview.get("/").body.len().to_string();
    assert_eq!(head.header("content-length"), Some(length.as_str()));
}

#[test]
fn a_player_gets_the_part_that_it_asks_for() {
    let sandbox = small();
    let film: Vec<u8> = (0..3_000_000_u32).flat_map(u32::to_le_bytes).collect();
    sandbox.write("static/film.mp4", &film);
    let preview = Preview::start(sandbox, &[]);
    let part = |range: &str| get_with(preview.port, "/film.mp4", &format!("Range: {range}\r\n"));
    for (range, expected) in [
        ("bytes=0-99", 0..100),
        ("bytes=11999990-", 11_999_990..12_000_000),
        ("bytes=-3", 11_999_997..12_000_000),
        ("bytes=1000000-8999999", 1_000_000..9_000_000),
    ] {
        let answer = part(range);
        assert_eq!(answer.status, 206, "{range}");
        assert!(answer.body == film[expected.clone()], "{range}");
        let said = format!("bytes {}-{}/12000000", expected.start, expected.end - 1);
        assert_eq!(answer.header("content-range"), Some(said.as_str()));
    }
    let whole = preview.get("/film.mp4");
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    assert!(whole.body == film);
    assert_eq!(part("bytes=12000000-").status, 416);
    assert!(
        part("bytes=0-1,5-6").body == film,
        "several at once are all of it"
    );
    // Bytes that are made, too.
    let style = preview.get("/atom.xml").body;
    let answer = get_with(preview.port, "/atom.xml", "Range: bytes=5-9\r\n");
    assert!(answer.status == 206 && answer.body == style[5..10]);
}

#[test]
fn what_stands_elsewhere_is_led_to() {
    let preview = Preview::start(small(), &[]);
    let answer = preview.get("/articles/2024/one?print=1");
    assert_eq!(answer.status, 302);
    assert_eq!(
        answer.header("location"),
        Some("/articles/2024/one/?print=1")
    );
    // An alias is the page that a static host serves.
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
        let answer = client::get(preview.port, path);
        assert_eq!(
            (answer.status, answer.header("location")),
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
fn what_is_not_there_is_the_sites_own_page_with_the_nearest_addresses() {
    let preview = Preview::start(small(), &[]);
    for (path, near) in [
        ("/articles/2024/ona/", "href=\"/articles/2024/one/\""),
        ("/articles/2023/one/", "href=\"/articles/2024/one/\""),
        ("/abuot", "href=\"/about/\""),
    ] {
        let answer = preview.get(path);
        assert_eq!(answer.status, 404, "{path}");
        let text = answer.text();
        assert!(
            text.contains(near) && text.contains("简报"),
            "{path}: {text}"
        );
    }
    let text = preview.get("/<script>alert(1)</script>/").text();
    assert!(!text.contains("<script>alert"), "{text}");
}

/// The numbers that a browser is told over its connection.
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
fn a_connection_tells_of_every_change_and_many_at_once() {
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
    // Browsers that go without a word do no harm.
    drop(events);
    assert!(preview.is_running());
    preview.wait_until_current();
    assert!(preview.page(ONE).contains("新的"));
}

#[test]
fn a_page_that_was_open_before_a_restart_is_told_only_what_has_changed() {
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
    // The same port again, though the old connections have hardly gone.
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
fn a_port_that_is_taken_is_left_to_its_owner() {
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
fn a_folder_that_is_no_site_is_refused() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["serve", "--lang", "en"]).expect(2);
    assert!(run.stderr.contains("[no-site]"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_at_once_and_nothing_is_left() {
    let temporary = Sandbox::new();
    let sandbox = small();
    let before = paths(&sandbox.site());
    let mut child = program(&sandbox.site())
        .args(["serve", "--port", "0", "--quiet"])
        .env("TMPDIR", temporary.root())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(std::time::Duration::from_millis(700));
    // A shell that starts this test in the background has it ignore Ctrl-C, and what it starts inherits that.
    let signal = if ignores_interrupts() {
        "-TERM"
    } else {
        "-INT"
    };
    let interrupt = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(interrupt.is_ok_and(|status| status.success()));
    let ended = wait_for(|| child.try_wait().expect("its state"));
    assert!(ended.is_some());
    assert!(paths(temporary.root()).is_empty());
    let after = paths(&sandbox.site());
    assert_eq!(before, after);
}

/// Whether this process was started with SIGINT (the second signal) ignored; told on Linux alone.
#[cfg(unix)]
fn ignores_interrupts() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & 0b10 != 0)
}

#[test]
fn the_address_is_printed_whatever_the_options() {
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
        // A rebuild adds nothing to it.
        preview.wait_until_current();
        assert_eq!(preview.lines(), [expected], "{options:?}");
    }
}
