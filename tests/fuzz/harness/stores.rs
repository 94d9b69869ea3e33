//! The files that the program keeps for itself: manifest, build cache, texts, and cached images. Whatever stands
//! in them, a build makes the same site.
//!
//! An input is the name of one file in a line, then its bytes.

use std::collections::BTreeMap;

use twox_hash::XxHash3_128;

use super::site::{DOCUMENTS, Sandbox, below, write};
use super::{Check, seeds};
use crate::mutate::Material;
use crate::random::Random;
use crate::tokens::tokens;

/// What the site has besides the documents: a taxonomy, and an article with an image.
const MORE: &str = "\
=== site.toml
title = \"简报\"
base_url = \"https://x.example/\"
[taxonomies.tags]
source = \"tags\"
=== content/articles/c/index.md
---
title: 丙
date: 2024-03-03
---
![图](c.png)
";

/// The folders with files of the program.
const FOLDERS: [&str; 2] = [".bulletin/", "public/.bulletin/"];

/// The site, built.
fn built() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.fill(&format!("{MORE}{DOCUMENTS}"));
    let png = bulletin::fuzzing::sample_images().swap_remove(1);
    write(&sandbox.site().join("content/articles/c/c.png"), &png);
    assert_eq!(sandbox.build(), 0, "the site is sound");
    sandbox
}

/// The files of the program in a built site.
fn own_files(sandbox: &Sandbox) -> BTreeMap<String, Vec<u8>> {
    let files = below(&sandbox.site()).into_iter();
    let own = files.filter(|(path, _)| FOLDERS.iter().any(|folder| path.starts_with(folder)));
    own.filter(|(path, _)| !path.ends_with("/lock")).collect()
}

pub(super) fn material() -> Material {
    let mut seeds = seeds::kept("stores");
    let own = own_files(&built()).into_iter();
    seeds.extend(own.map(|(path, bytes)| [format!("{path}\n").into_bytes(), bytes].concat()));
    Material {
        seeds,
        tokens: tokens(&[include_str!("../tokens/stores.txt")]),
        is_text: false,
    }
}

const HASH_LEN: usize = 16;

/// Gives a damaged build cache the right checksum.
pub(super) fn mend(mut bytes: Vec<u8>, _: &mut Random) -> Vec<u8> {
    let name_end = bytes.iter().position(|byte| *byte == b'\n');
    let start = name_end.map_or(bytes.len(), |end| end + 1);
    if bytes.starts_with(b".bulletin/cache/") && bytes.len() >= start + HASH_LEN {
        let end = bytes.len() - HASH_LEN;
        let hash = XxHash3_128::oneshot(&bytes[start..end]).to_le_bytes();
        bytes[end..].copy_from_slice(&hash);
    }
    bytes
}

pub(super) fn open() -> Check {
    let sandbox = built();
    let (own, outputs) = (own_files(&sandbox), sandbox.outputs());
    Box::new(move |bytes| {
        let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(0);
        let name = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let Some(sound) = own.get(&name) else {
            return false;
        };
        let bytes = &bytes[(end + 1).min(bytes.len())..];
        write(&sandbox.site().join(&name), bytes);
        let code = sandbox.build();
        // A cache with the right checksum is believed, whatever it says; it only must do no harm.
        let is_forged = bytes != sound && is_sealed(bytes);
        if !is_forged {
            assert_eq!(code, 0, "the build with a damaged {name}");
            assert_eq!(sandbox.outputs(), outputs, "the site with a damaged {name}");
        }
        restore(&sandbox, &own, &outputs);
        true
    })
}

fn is_sealed(bytes: &[u8]) -> bool {
    let Some((content, hash)) = bytes.split_last_chunk::<HASH_LEN>() else {
        return false;
    };
    XxHash3_128::oneshot(content).to_le_bytes() == *hash
}

/// Puts back every file as it was, and removes all others.
fn restore(sandbox: &Sandbox, own: &BTreeMap<String, Vec<u8>>, outputs: &[(String, Vec<u8>)]) {
    let site = sandbox.site();
    let published = outputs.iter();
    let published = published.map(|(path, bytes)| (format!("public/{path}"), bytes));
    let kept = own.iter().map(|(path, bytes)| (path.clone(), bytes));
    let wanted: BTreeMap<String, &Vec<u8>> = published.chain(kept).collect();
    let current: BTreeMap<String, Vec<u8>> = below(&site).into_iter().collect();
    for (path, bytes) in &wanted {
        if current.get(path) != Some(*bytes) {
            write(&site.join(path), bytes);
        }
    }
    let is_generated = |path: &str| path.starts_with("public/") || path.starts_with(".bulletin/");
    for path in current.keys().filter(|path| is_generated(path)) {
        if !wanted.contains_key(path) {
            drop(std::fs::remove_file(site.join(path)));
        }
    }
}
