//! Every text of the preview, in both languages, as the terminal and browsers show it.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;

use bulletin::diagnostic::catalogue::{Bilingual, texts};

use crate::small::{article, small};
use crate::support::preview::{Preview, wait_for};
use crate::support::skip::has_network;
use crate::support::wording::{is_of_preview, is_printed};

/// Texts that cannot be provoked everywhere.
const EXEMPT: &[(&str, &str)] = &[
    (
        "Notice PreviewNoEvents",
        "needs a folder without events of changed files",
    ),
    ("Label EventsSilent", "needs the same"),
    (
        "Label EventsLimit",
        "needs a system that watches no more folders",
    ),
];

#[test]
fn every_text_of_the_preview_is_printed() {
    let has_network = has_network("the wording of `serve --lan`");
    let chinese = |text: Bilingual| text.zh;
    let english = |text: Bilingual| text.en;
    for (lang, wording) in [
        ("zh", chinese as fn(Bilingual) -> &'static str),
        ("en", english),
    ] {
        let printed = printed(lang, has_network);
        let mut missing = Vec::new();
        for (name, text) in texts() {
            let is_exempt = EXEMPT.iter().any(|(exempt, _)| *exempt == name)
                || !has_network
                    && ["PreviewNetworkAddress", "PreviewNoToken"]
                        .iter()
                        .any(|it| name.ends_with(it))
                || cfg!(windows) && name.ends_with("PreviewNoBrowser");
            if is_of_preview(&name) && !is_exempt && !is_printed(&name, wording(text), &printed) {
                missing.push(format!("{name}: {}", wording(text)));
            }
        }
        assert!(
            missing.is_empty(),
            "not printed:\n{}\n\nprinted:\n{printed}",
            missing.join("\n")
        );
    }
    for (exempt, _) in EXEMPT {
        assert!(
            texts().iter().any(|(name, _)| name == exempt),
            "{exempt} is not a text any more"
        );
    }
}

/// Everything that a preview in this language prints and serves while a site is edited and has errors.
fn printed(lang: &str, has_network: bool) -> String {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("its address").port().to_string();
    let mut options = vec!["--lang", lang, "--open", "--port", &port];
    if has_network {
        options.push("--lan");
    }
    let mut program = Command::new(env!("CARGO_BIN_EXE_bulletin"));
    // No browser is found there.
    program.env("PATH", "");
    let preview = Preview::start_with(program, small(), &options);
    let mut pages = vec![preview.get("/articles/2024/onee/").text()];
    if has_network {
        pages.push(from_network(&preview));
    }
    edit(&preview);
    pages.push(make_errors(&preview));
    format!("{}\n{}\n", preview.lines().join("\n"), pages.join("\n"))
}

/// The response to a client on the network without the token.
fn from_network(preview: &Preview) -> String {
    let find = || {
        let lines = preview.lines();
        let mut addresses = lines.iter().filter_map(|line| line.split_once("http://"));
        addresses
            .find(|(_, address)| !address.starts_with("127."))
            .map(|(_, address)| address.to_owned())
    };
    let address = wait_for(find).unwrap_or_else(|| panic!("{:#?}", preview.lines()));
    let (host, _) = address.split_once('/').expect("a token");
    let mut stream = TcpStream::connect(host).expect("a connection");
    write!(
        stream,
        "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .expect("sent");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("a response");
    response
}

/// Adds, changes and removes a file, and adds a folder of many.
fn edit(preview: &Preview) {
    let sandbox = &preview.sandbox;
    let rebuilt = |count: usize| {
        let is_rebuilt = || {
            let lines = preview.lines();
            let ends = ["ms", "毫秒"];
            let rebuilds = lines
                .iter()
                .filter(|line| ends.iter().any(|end| line.ends_with(end)));
            (rebuilds.count() >= count).then_some(())
        };
        let is_rebuilt = wait_for(is_rebuilt).is_some();
        assert!(is_rebuilt, "{count}: {:#?}", preview.lines());
    };
    sandbox.write("static/more.txt", "1");
    rebuilt(1);
    sandbox.write("static/more.txt", "of another length");
    rebuilt(2);
    sandbox.remove("static/more.txt");
    rebuilt(3);
    let many = sandbox.outside("many");
    fs::create_dir(&many).expect("made");
    for number in 0..5 {
        fs::write(many.join(format!("{number}.txt")), "1").expect("written");
    }
    fs::rename(many, sandbox.path("static/many")).expect("moved");
    rebuilt(4);
}

/// Makes and fixes an error in a source and one in a template; returns what pages show of them.
fn make_errors(preview: &Preview) -> String {
    let sandbox = &preview.sandbox;
    let original = sandbox.text("content/articles/one.md").expect("a source");
    let broken = article("路灯亮了", "2024-13-45", "", "");
    sandbox.write("content/articles/one.md", broken);
    let problems = preview.wait_for_problems();
    sandbox.write("content/articles/one.md", original);
    preview.wait_until_fixed();
    // A page that no browser has seen yet: there is no last good one.
    sandbox.write("templates/page.html", "{{ doc.nothing.at_all }}");
    preview.wait_for_problems();
    let failed = preview.get("/about/");
    assert_eq!(failed.status, 500);
    format!("{problems}\n{}", failed.text())
}
