//! Requests to the preview: the bytes that a client sends on one connection.

use bulletin::fuzzing::InMemoryPreview;

use super::site::{Sandbox, clock, write};
use super::{Check, seeds};
use crate::mutate::Material;
use crate::random::Random;
use crate::tokens::tokens;

const SITE: &str = "\
=== site.toml
title = \"简报\"
base_url = \"https://x.example/\"
=== content/articles/a.md
---
title: 甲
date: 2024-01-02
regions: [凌云县]
---
文。
=== content/articles/map.svg
<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 3\"/>
=== content/pages/about.md
---
title: 关于
---
=== static/a.txt
text
=== static/村/b.txt
text
";

/// A word that is in files which are not published.
const SECRET: &str = "a word that is nowhere in the site";

/// The token of the preview on the local network.
const TOKEN: &str = "secrettoken";

pub(super) fn material() -> Material {
    Material {
        seeds: seeds::kept("requests"),
        tokens: tokens(&[include_str!("../tokens/http.txt")]),
        is_text: true,
    }
}

/// Makes well-formed requests of the lines: of most inputs nothing else would be read.
pub(super) fn mend(bytes: Vec<u8>, random: &mut Random) -> Vec<u8> {
    let is_printed = |byte: &u8| (b'!'..=b'~').contains(byte) || *byte >= 0x80;
    let mut out = Vec::new();
    let mut lines = bytes.split(|byte| *byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        let words: Vec<Vec<u8>> = line
            .split(|byte| *byte == b' ')
            .map(|word| word.iter().copied().filter(is_printed).collect())
            .collect();
        let is_first = out.is_empty() || out.ends_with(b"\r\n\r\n");
        if is_first {
            let path = words.get(1).or(words.first()).cloned().unwrap_or_default();
            let method: &[u8] = if random.one_in(8) { b"HEAD" } else { b"GET" };
            out.extend([method, b" ", &path, b" HTTP/1.1\r\nHost: localhost\r\n"].concat());
        } else if words.concat().is_empty() || lines.peek().is_none() {
            out.extend(b"\r\n");
        } else if words[0].contains(&b':') && !words[0].to_ascii_lowercase().starts_with(b"host") {
            out.extend([&words.join(&b' ')[..], b"\r\n"].concat());
        }
    }
    if !out.ends_with(b"\r\n\r\n") {
        out.extend(b"\r\n");
    }
    out
}

pub(super) fn open() -> Check {
    let sandbox = Sandbox::new();
    sandbox.fill(SITE);
    for path in [
        "../secret.txt",
        "secret.txt",
        "content/secret.txt",
        "content/articles/.hidden",
    ] {
        write(&sandbox.site().join(path), SECRET.as_bytes());
    }
    let preview = InMemoryPreview::new(&sandbox.site(), clock).expect("a preview");
    assert!(preview.has_site(), "the site is sound");
    Box::new(move |bytes| {
        let _ = &sandbox;
        // From this machine, and from the local network.
        let mut is_understood = false;
        for token in [None, Some(TOKEN)] {
            let answer = preview.answer(bytes, token);
            assert_answer(&answer, bytes, token);
            is_understood |= !answer.is_empty() && !answer.starts_with(b"HTTP/1.1 400");
        }
        is_understood
    })
}

fn assert_answer(answer: &[u8], request: &[u8], token: Option<&str>) {
    let shown = || String::from_utf8_lossy(answer).into_owned();
    let contains = |word: &str| memchr::memmem::find(answer, word.as_bytes()).is_some();
    assert!(
        !contains(SECRET),
        "a file that is not published:\n{}",
        shown()
    );
    if answer.is_empty() {
        return;
    }
    assert!(answer.starts_with(b"HTTP/1."), "{}", shown());
    let status = std::str::from_utf8(answer.get(9..12).unwrap_or_default()).unwrap_or_default();
    let known = [
        "200", "206", "302", "303", "400", "403", "404", "405", "414", "416", "417", "421", "431",
    ];
    assert!(known.contains(&status), "{}", shown());
    // What hyper refuses by itself is empty.
    let head_end = memchr::memmem::find(answer, b"\r\n\r\n").expect("the end of the head");
    let head = String::from_utf8_lossy(&answer[..head_end]).to_ascii_lowercase();
    let is_own = !matches!(status, "400" | "414" | "431") || head.contains("content-type");
    if is_own {
        assert!(head.contains("x-content-type-options: nosniff"), "{head}");
    }
    let has_token = memchr::memmem::find(request, TOKEN.as_bytes()).is_some();
    if token.is_some() && !has_token {
        assert!(
            !matches!(status, "200" | "206" | "302" | "303"),
            "without the token:\n{head}"
        );
    }
}
